#include "image/manifest.h"

#include <string.h>
#include "base/text.h"
#include "base/yaml.h"

#define TYPES "manifest types"

struct reader {
    struct arena *arena;
    struct diagnostics *diagnostics;
    struct manifest *manifest;
};

static bool bad_manifest(const struct reader *reader, const struct yaml_node *node, const char *reason)
{
    struct origin origin = node == NULL ? origin_file(reader->manifest->source) : node->origin;

    return diagnose(reader->diagnostics, DIAGNOSTIC_INPUT, origin, "%s", reason);
}

static void bad_type(const struct reader *reader, const struct yaml_node *node, const char *key, const char *reason)
{
    verdict_add(reader->arena, &reader->manifest->types, TYPES, VERDICT_FAIL, "%s: '%s' %s",
                origin_text(reader->arena, node->origin), key, reason);
}

/* A JSON number that fits: YAML alone would also take 0x10 or 1_000, which no JSON reader does. */
static bool is_integer(const struct yaml_node *node, uint64_t *value)
{
    return node->kind == YAML_SCALAR && node->plain &&
           parse_uint64((struct slice){ node->text, node->length }, 10, value);
}

static bool is_json_word(const struct yaml_node *node)
{
    const char *text = node->text;
    uint64_t value;

    if (strcmp(text, "true") == 0 || strcmp(text, "false") == 0 || strcmp(text, "null") == 0) {
        return true;
    }
    /* Signs, fractions and exponents are JSON too, if only of digits; no key of a manifest has such a value.
     */
    return is_integer(node, &value) || (node->length > 0 && strspn(text, "+-0123456789.eE") == node->length);
}

/* YAML is wider than JSON: everything but numbers and words must be quoted, and there are no aliases. A node
 * met through an alias does not lie behind the node before it, which also ends the walk over a graph that
 * grows exponentially.
 */
static const struct yaml_node *find_non_json(const struct yaml_node *node, struct origin *last)
{
    const struct yaml_node *found = NULL;
    bool behind =
        node->origin.line > last->line || (node->origin.line == last->line && node->origin.column > last->column);

    if (!behind || (node->kind == YAML_SCALAR && node->plain && !is_json_word(node))) {
        return node;
    }
    *last = node->origin;
    for (size_t i = 0; i < node->count && found == NULL; i++) {
        if (node->kind == YAML_SEQUENCE) {
            found = find_non_json(node->items[i], last);
        } else if (node->pairs[i].key->kind != YAML_SCALAR || node->pairs[i].key->plain) {
            found = node->pairs[i].key;
        } else {
            found = find_non_json(node->pairs[i].key, last);
            found = found != NULL ? found : find_non_json(node->pairs[i].value, last);
        }
    }
    return found;
}

static const char *take_text(const struct reader *reader, const struct yaml_node *mapping, const char *key,
                             bool required)
{
    const struct yaml_node *node = yaml_get(mapping, key);

    if (node == NULL) {
        if (required) {
            bad_type(reader, mapping, key, "is missing; update clients refuse the package");
        }
        return NULL;
    }
    if (node->kind != YAML_SCALAR) {
        bad_type(reader, node, key, "must be a text");
        return NULL;
    }
    if (node->plain) {
        bad_type(reader, node, key, "must be a text in quotes, not a number");
    }
    return node->text;
}

static bool take_integer(const struct reader *reader, const struct yaml_node *mapping, const char *key, bool required,
                         uint64_t *value)
{
    const struct yaml_node *node = yaml_get(mapping, key);

    if (node == NULL) {
        if (required) {
            bad_type(reader, mapping, key, "is missing; update clients refuse the package");
        }
        return false;
    }
    if (!is_integer(node, value)) {
        bad_type(reader, node, key, "must be a number without quotes");
        return false;
    }
    return true;
}

/* image_index is a text that holds a number: Nordic's iOS library takes a bare number as image 0. */
static void take_image_index(const struct reader *reader, const struct yaml_node *mapping, struct manifest_file *file)
{
    const struct yaml_node *node = yaml_get(mapping, "image_index");

    if (node == NULL) {
        return;
    }
    file->has_image_index = node->kind == YAML_SCALAR && parse_uint64(slice_of(node->text), 10, &file->image_index);
    if (!file->has_image_index) {
        bad_type(reader, node, "image_index", "must hold a number");
    } else if (node->plain) {
        bad_type(reader, node, "image_index", "must be a text in quotes: with a bare number iOS clients write image 0");
    }
}

static bool read_file(struct reader *reader, const struct yaml_node *node)
{
    struct manifest_file *file;
    const struct yaml_node *name = yaml_get(node, "file");
    bool has_address_version;
    uint64_t ignored;

    if (node->kind != YAML_MAPPING || !yaml_is_scalar(name)) {
        return bad_manifest(reader, node, "expected a mapping with the key 'file'");
    }
    file = ARENA_PUSH(reader->arena, reader->manifest);
    file->file = name->text;
    file->origin = node->origin;
    file->type = take_text(reader, node, "type", true);
    file->board = take_text(reader, node, "board", true);
    file->soc = take_text(reader, node, "soc", true);
    file->version_mcuboot = take_text(reader, node, "version_MCUBOOT", false);
    file->slot = take_text(reader, node, "slot", false);
    (void)take_text(reader, node, "slot_index_primary", false);
    (void)take_text(reader, node, "slot_index_secondary", false);
    (void)take_text(reader, node, "version", false);
    has_address_version = file->version_mcuboot != NULL || yaml_get(node, "version_MCUBOOT+XIP") != NULL;
    file->has_load_address = take_integer(reader, node, "load_address", has_address_version, &file->load_address);
    file->has_size = take_integer(reader, node, "size", true, &file->size);
    if (!take_integer(reader, node, "modtime", true, &ignored)) {
        ignored = 0;
    }
    take_image_index(reader, node, file);
    return true;
}

static bool read_files(struct reader *reader, const struct yaml_node *root)
{
    const struct yaml_node *files = yaml_get(root, "files");

    if (files == NULL || files->kind != YAML_SEQUENCE) {
        return bad_manifest(reader, files == NULL ? root : files, "expected a list under the key 'files'");
    }
    if (files->count > DFU_ZIP_ENTRY_LIMIT) {
        return bad_manifest(reader, files, "manifest lists more files than any package has");
    }
    for (size_t i = 0; i < files->count; i++) {
        if (!read_file(reader, files->items[i])) {
            return false;
        }
    }
    return true;
}

bool manifest_read(struct arena *arena, const struct source *source, struct diagnostics *diagnostics,
                   struct manifest **manifest)
{
    struct reader reader = { arena, diagnostics, arena_alloc(arena, sizeof(struct manifest)) };
    struct yaml_node *root;
    const struct yaml_node *strange;
    struct origin last = ORIGIN_NONE;
    uint64_t time;

    reader.manifest->source = source;
    if (!yaml_parse(arena, source, diagnostics, &root)) {
        return false;
    }
    if (root == NULL) {
        return bad_manifest(&reader, NULL, "manifest is empty");
    }
    if (root->kind != YAML_MAPPING) {
        return bad_manifest(&reader, root, "expected a JSON object");
    }
    strange = find_non_json(root, &last);
    if (strange != NULL) {
        return bad_manifest(&reader, strange, "no JSON: expected a number or a text in quotes");
    }
    reader.manifest->name = take_text(&reader, root, "name", false);
    if (!take_integer(&reader, root, "format-version", true, &reader.manifest->format_version) ||
        !take_integer(&reader, root, "time", true, &time)) {
        time = 0;
    }
    *manifest = reader.manifest;
    return read_files(&reader, root);
}

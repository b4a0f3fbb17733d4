#include "image/manifest.h"

#include <string.h>
#include "base/text.h"
#include "base/json_read.h"
#include "base/yaml.h"

#define TYPES     "manifest types"
#define KEY_LIMIT 100u /* of one object; NCS writes a dozen */
#define SHOWN_KEY 80u

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

/* A number without sign, fraction and exponent that clients can hold, which is 63 bits. */
static bool is_integer(const struct yaml_node *node, uint64_t *value)
{
    return node->kind == YAML_SCALAR && node->plain &&
           parse_uint64((struct slice){ node->text, node->length }, 10, value) && *value <= INT64_MAX;
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
        bool digits = node->kind == YAML_SCALAR && node->plain && strspn(node->text, "0123456789") == node->length;

        bad_type(reader, node, key, digits ? "is a number that no client can hold" : "must be a number without quotes");
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

/* Which of two equal keys counts differs from client to client. */
static void find_twins(const struct reader *reader, const struct yaml_node *mapping)
{
    if (mapping->count > KEY_LIMIT) {
        bad_type(reader, mapping, "files", "has an object with more keys than any client knows");
        return;
    }
    for (size_t i = 0; i < mapping->count; i++) {
        for (size_t k = 0; k < i; k++) {
            if (strcmp(mapping->pairs[i].key->text, mapping->pairs[k].key->text) == 0) {
                bad_type(reader, mapping->pairs[i].key,
                         text_printable(reader->arena, slice_of(mapping->pairs[i].key->text), SHOWN_KEY),
                         "stands twice; clients differ in which one they take");
            }
        }
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
    find_twins(reader, node);
    file = ARENA_PUSH(reader->arena, reader->manifest);
    file->file = name->text;
    file->origin = node->origin;
    file->type = take_text(reader, node, "type", true);
    file->board = take_text(reader, node, "board", true);
    file->soc = take_text(reader, node, "soc", true);
    file->version_mcuboot = take_text(reader, node, "version_MCUBOOT", false);
    file->slot = take_text(reader, node, "slot", false);
    file->slot_primary = take_text(reader, node, "slot_index_primary", false);
    file->slot_secondary = take_text(reader, node, "slot_index_secondary", false);
    file->version = take_text(reader, node, "version", false);
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
    uint64_t time;

    reader.manifest->source = source;
    if (source->size > MANIFEST_SIZE_LIMIT) {
        return diagnose(diagnostics, DIAGNOSTIC_INPUT, origin_file(source),
                        "manifest has %zu bytes, the most that is read is %u", source->size, MANIFEST_SIZE_LIMIT);
    }
    if (!json_parse(arena, source, diagnostics, &root)) {
        return false;
    }
    if (root->kind != YAML_MAPPING) {
        return bad_manifest(&reader, root, "expected a JSON object");
    }
    find_twins(&reader, root);
    reader.manifest->name = take_text(&reader, root, "name", false);
    if (!take_integer(&reader, root, "format-version", true, &reader.manifest->format_version) ||
        !take_integer(&reader, root, "time", true, &time)) {
        time = 0;
    }
    *manifest = reader.manifest;
    return read_files(&reader, root);
}

#include "project/source/source_variants.h"

#include <string.h>

#include "base/file.h"
#include "base/yaml.h"
#include "project/source/source_tree.h"
#include "project/tree/discovery.h"

static void add_unique(struct arena *arena, struct string_list *list, const char *text)
{
    if (!string_list_has(list, text)) {
        *ARENA_PUSH(arena, list) = text;
    }
}

/* Folders whose files are named after boards. */
static void list_board_files(struct project_reader *reader, struct string_list *files)
{
    static const char *const folders[] = { "boards", "sysbuild", "child_image", "configuration" };

    source_list_files(reader, "", 1, files);
    for (size_t i = 0; i < ARRAY_LENGTH(folders); i++) {
        source_list_files(reader, folders[i], 4, files);
    }
}

static bool has_ending(const char *name)
{
    static const char *const endings[] = { ".conf", ".overlay", ".yml", ".yaml", ".dts", "_defconfig" };

    for (size_t i = 0; i < ARRAY_LENGTH(endings); i++) {
        if (text_ends_with(name, endings[i])) {
            return true;
        }
    }
    return false;
}

/* "torus53_nrf5340_cpuapp_defconfig" names the board torus53_nrf5340_cpuapp. */
static const char *board_of_file(struct arena *arena, const char *path)
{
    const char *name = path_basename(path);
    size_t length = strlen(name);

    if (!has_ending(name)) {
        return NULL;
    }
    if (text_ends_with(name, "_defconfig")) {
        name = arena_strndup(arena, name, length - strlen("_defconfig"));
    }
    return source_board_in_name(arena, name);
}

/* Aliases let few lines of YAML stand for any number of values. */
#define SAMPLE_NODES_LIMIT 20000

struct sample_scan {
    struct arena *arena;
    struct string_list *boards;
    size_t nodes;
};

/* A list of targets, or targets with blanks between. */
static void add_platforms(struct sample_scan *scan, const struct yaml_node *node)
{
    const char *at = node->text;

    for (size_t i = 0; node->kind == YAML_SEQUENCE && i < node->count; i++) {
        if (node->items[i]->kind == YAML_SCALAR && scan->nodes++ < SAMPLE_NODES_LIMIT) {
            add_platforms(scan, node->items[i]);
        }
    }
    if (node->kind != YAML_SCALAR) {
        return;
    }
    for (at += strspn(at, " \t\n"); *at != '\0'; at += strspn(at, " \t\n")) {
        size_t length = strcspn(at, " \t\n");
        const char *board = source_board_in_target(scan->arena, arena_strndup(scan->arena, at, length));

        if (board != NULL) {
            add_unique(scan->arena, scan->boards, board);
        }
        at += length;
    }
}

/* platform_allow and integration_platforms, wherever they stand. */
static void scan_platforms(struct sample_scan *scan, const struct yaml_node *node)
{
    for (size_t i = 0; node->kind == YAML_MAPPING && i < node->count && scan->nodes++ < SAMPLE_NODES_LIMIT; i++) {
        const struct yaml_pair *pair = &node->pairs[i];

        if (strcmp(pair->key->text, "platform_allow") == 0 || strcmp(pair->key->text, "integration_platforms") == 0) {
            add_platforms(scan, pair->value);
        } else {
            scan_platforms(scan, pair->value);
        }
    }
}

/* A sample.yaml is the test runner's, so that a mistake in it is no mistake of this input. */
static void add_sample_boards(struct project_reader *reader, const char *name, struct string_list *boards)
{
    struct diagnostics unheard = diagnostics_create(reader->arena);
    const struct source *source;
    struct sample_scan scan = { reader->arena, boards, 0 };
    struct yaml_node *root;

    if (reader_has_file(reader, name) &&
        source_load(reader->arena, reader_path(reader, name), name, SOURCE_TEXT_LIMIT, &unheard, &source) &&
        yaml_parse(reader->arena, source, &unheard, &root) && root != NULL) {
        scan_platforms(&scan, root);
    }
}

/* Folders may have a board's name too: configuration/<board>/prj.conf. */
static void add_folder_boards(struct arena *arena, const char *path, struct string_list *boards)
{
    const char *slash;

    for (; (slash = strchr(path, '/')) != NULL; path = slash + 1) {
        const char *board = source_board_in_name(arena, arena_strndup(arena, path, (size_t)(slash - path)));

        if (board != NULL) {
            add_unique(arena, boards, board);
        }
    }
}

struct string_list source_find_boards(struct project_reader *reader)
{
    struct string_list boards = { 0 };
    struct string_list listed = { 0 };
    const struct string_list *files = &listed;

    list_board_files(reader, &listed);
    for (size_t i = 0; i < files->count; i++) {
        const char *board = board_of_file(reader->arena, files->items[i]);

        if (board != NULL) {
            add_unique(reader->arena, &boards, board);
        }
        add_folder_boards(reader->arena, files->items[i], &boards);
    }
    add_sample_boards(reader, "sample.yaml", &boards);
    add_sample_boards(reader, "testcase.yaml", &boards);
    return boards;
}

static void add_suffix_of(struct arena *arena, const char *name, const char *prefix, struct string_list *suffixes)
{
    size_t start = strlen(prefix);
    size_t end = strlen(name);

    if (strncmp(name, prefix, start) == 0 && text_ends_with(name, ".conf") && end > start + strlen(".conf") &&
        strstr(name, "_cpu") == NULL && strstr(name, "nrf5") == NULL && strstr(name, "nrf9") == NULL) {
        add_unique(arena, suffixes, arena_strndup(arena, name + start, end - start - strlen(".conf")));
    }
}

/* prj_release.conf, sysbuild_release.conf; prj_<board>.conf is for a board. */
struct string_list source_find_suffixes(struct project_reader *reader)
{
    struct arena *arena = reader->arena;
    struct string_list suffixes = { 0 };
    struct string_list listed = { 0 };
    const struct string_list *files = &listed;
    bool plain = false;

    source_list_files(reader, "", 1, &listed);
    for (size_t i = 0; i < files->count; i++) {
        plain = plain || strcmp(files->items[i], "prj.conf") == 0 || strcmp(files->items[i], "sysbuild.conf") == 0;
    }
    if (plain) {
        *ARENA_PUSH(arena, &suffixes) = "";
    }
    for (size_t i = 0; i < files->count; i++) {
        if (strchr(files->items[i], '/') == NULL) {
            add_suffix_of(arena, files->items[i], "prj_", &suffixes);
            add_suffix_of(arena, files->items[i], "sysbuild_", &suffixes);
        }
    }
    if (suffixes.count == 0) {
        *ARENA_PUSH(arena, &suffixes) = "";
    }
    return suffixes;
}

static void combine(struct arena *arena, const struct string_list *boards, const struct string_list *suffixes,
                    struct source_variants *variants)
{
    for (size_t s = 0; s < suffixes->count; s++) {
        for (size_t b = 0; b < boards->count; b++) {
            if (variants->count == SOURCE_VARIANTS_LIMIT) {
                variants->left_out++;
            } else {
                *ARENA_PUSH(arena, variants) = (struct source_variant){ boards->items[b], suffixes->items[s] };
            }
        }
    }
}

struct source_variants source_variants_find(struct arena *arena, const char *path,
                                            const struct project_options *options)
{
    struct project_reader reader = { .arena = arena, .root = path };
    struct source_variants variants = { 0 };
    struct string_list boards = { 0 };
    struct string_list suffixes = { 0 };
    struct string_list builds;

    if (!directory_exists(path) || folder_kind(arena, path, &builds) != FOLDER_SOURCE) {
        return variants;
    }
    if (options->board != NULL) {
        *ARENA_PUSH(arena, &boards) = options->board;
    } else {
        boards = source_find_boards(&reader);
    }
    if (boards.count == 0) {
        *ARENA_PUSH(arena, &boards) = NULL;
    }
    if (options->file_suffix != NULL) {
        *ARENA_PUSH(arena, &suffixes) = options->file_suffix;
    } else {
        suffixes = source_find_suffixes(&reader);
    }
    combine(arena, &boards, &suffixes, &variants);
    return variants;
}

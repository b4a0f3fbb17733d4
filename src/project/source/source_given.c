#include <string.h>

#include "project/source/source_tree.h"

/* "'a', 'b'", without the empty one. */
static const char *listed(struct arena *arena, const struct string_list *names)
{
    struct text text = text_create(arena, 4096);

    for (size_t i = 0; i < names->count; i++) {
        if (names->items[i][0] != '\0') {
            text_printf(&text, "%s'%s'", text.length > 0 ? ", " : "", names->items[i]);
        }
    }
    return text.data;
}

static void check_board(const struct source_tree *tree)
{
    struct project_reader *reader = tree->reader;
    struct string_list boards = source_find_boards(reader);

    if (tree->board.key[0] == '\0' || boards.count == 0) {
        return;
    }
    for (size_t i = 0; i < boards.count; i++) {
        if (strcmp(boards.items[i], tree->board.key) == 0) {
            return;
        }
    }
    reader_note(reader, "no file here is for the board '%s'; this tree has files for %s", reader->options->board,
                listed(reader->arena, &boards));
}

/* "x_release.conf", "x_release_y.yml" */
static bool has_suffix(struct arena *arena, const char *file, const char *suffix)
{
    const char *at = strrchr(file, '/');

    at = strstr(at != NULL ? at : file, arena_printf(arena, "_%s", suffix));
    return at != NULL && strchr("._", at[1 + strlen(suffix)]) != NULL && at[1 + strlen(suffix)] != '\0';
}

/* CMake may do with the suffix what it likes. */
static bool cmake_asks(struct project_reader *reader)
{
    static const char *const files[] = { "CMakeLists.txt", "sysbuild.cmake", "sysbuild/CMakeLists.txt" };
    static const char *const words[] = { "FILE_SUFFIX", "CONF_FILE", "APPLICATION_CONFIG_DIR" };

    for (size_t i = 0; i < ARRAY_LENGTH(files) * ARRAY_LENGTH(words); i++) {
        const struct source *source = reader_load(reader, files[i / ARRAY_LENGTH(words)]);

        if (source != NULL && strstr(source->data, words[i % ARRAY_LENGTH(words)]) != NULL) {
            return true;
        }
    }
    return false;
}

/* The SDK falls back to the files without suffix, in silence: what was to be checked would not be looked at. */
static void check_suffix(const struct source_tree *tree)
{
    struct project_reader *reader = tree->reader;
    struct string_list files = { 0 };
    struct string_list suffixes;
    const char *others;

    if (tree->suffix[0] == '\0' || cmake_asks(reader)) {
        return;
    }
    source_list_files(reader, "", 5, &files);
    for (size_t i = 0; i < files.count; i++) {
        if (has_suffix(reader->arena, files.items[i], tree->suffix)) {
            return;
        }
    }
    suffixes = source_find_suffixes(reader);
    others = listed(reader->arena, &suffixes);
    reader->failed = true;
    (void)diagnose(reader->diagnostics, DIAGNOSTIC_INPUT, ORIGIN_NONE,
                   "no file of '%s' has the suffix '%s' of option '--file-suffix'; it has files for %s", reader->root,
                   tree->suffix, others[0] != '\0' ? others : "none");
}

void source_check_given(const struct source_tree *tree)
{
    check_board(tree);
    check_suffix(tree);
}

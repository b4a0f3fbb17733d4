#include <string.h>

#include "base/file.h"
#include "project/source/source_tree.h"

/* What CMake files of a tree say of its configuration files. They are not evaluated: a variable that names further files
 * leaves open what the image is built with.
 */
static const char *const cmake_files[] = { "CMakeLists.txt", "sysbuild.cmake", "sysbuild/CMakeLists.txt" };

static const char *const config_variables[] = { "CONF_FILE", "OVERLAY_CONFIG", "EXTRA_CONF_FILE" };
static const char *const overlay_variables[] = { "DTC_OVERLAY_FILE", "EXTRA_DTC_OVERLAY_FILE" };

static bool is_variable_character(char c)
{
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
}

static bool skip_word(struct slice *text, const char *word)
{
    size_t length = strlen(word);

    if (!slice_starts_with(*text, word)) {
        return false;
    }
    *text = slice_trim((struct slice){ text->data + length, text->length - length });
    return true;
}

/* The variable that a line sets: `set(NAME value`, `list(APPEND NAME value`, `set_ifndef(NAME value`; rest gets the value.
 */
static struct slice set_variable(struct slice line, struct slice *rest)
{
    struct slice name = slice_trim(line);

    if (skip_word(&name, "list(")) {
        if (!skip_word(&name, "APPEND ") && !skip_word(&name, "PREPEND ")) {
            return (struct slice){ "", 0 };
        }
    } else if (!skip_word(&name, "set(") && !skip_word(&name, "set_ifndef(") && !skip_word(&name, "set (")) {
        return (struct slice){ "", 0 };
    }
    *rest = name;
    for (name.length = 0; name.length < rest->length && is_variable_character(rest->data[name.length]);) {
        name.length++;
    }
    *rest = slice_trim((struct slice){ rest->data + name.length, rest->length - name.length });
    return name;
}

/* "mcuboot_CONF_FILE" for the image mcuboot, "CONF_FILE" for the application. */
static bool names(struct slice variable, const char *image, const char *const *ends, size_t count)
{
    size_t length = image == NULL ? 0 : strlen(image);

    if (image != NULL) {
        if (!slice_starts_with(variable, image) || variable.length <= length || variable.data[length] != '_') {
            return false;
        }
        variable = (struct slice){ variable.data + length + 1, variable.length - length - 1 };
    }
    for (size_t i = 0; i < count; i++) {
        if (slice_equals(variable, ends[i])) {
            return true;
        }
    }
    return false;
}

/* Functions of sysbuild that add to an image; the first argument names it. As if the variable of that effect were set. */
static const struct {
    const char *call;
    const char *variable;
} calls[] = {
    { "add_overlay_config(", "EXTRA_CONF_FILE" },     { "set_config_bool(", "EXTRA_CONF_FILE" },
    { "set_config_string(", "EXTRA_CONF_FILE" },      { "set_config_int(", "EXTRA_CONF_FILE" },
    { "add_overlay_dts(", "EXTRA_DTC_OVERLAY_FILE" },
};

/* "mcuboot_EXTRA_CONF_FILE" of "add_overlay_config(mcuboot x.conf)"; the application is called ${DEFAULT_IMAGE}. */
static struct slice called_variable(struct arena *arena, struct slice line)
{
    struct slice image = slice_trim(line);
    const char *name;

    for (size_t i = 0; i < ARRAY_LENGTH(calls); i++) {
        if (!skip_word(&image, calls[i].call)) {
            continue;
        }
        if (slice_starts_with(image, "${DEFAULT_IMAGE}")) {
            return slice_of(calls[i].variable);
        }
        for (size_t length = 0;; length++) {
            if (length == image.length || !is_variable_character(image.data[length])) {
                image.length = length;
                break;
            }
        }
        name = arena_printf(arena, "%.*s_%s", (int)image.length, image.data, calls[i].variable);
        return image.length > 0 ? slice_of(name) : (struct slice){ "", 0 };
    }
    return (struct slice){ "", 0 };
}

typedef bool visit_function(void *context, const struct source *source, uint32_t line, struct slice variable,
                            struct slice value);

/* Calls visit for each variable that is set, until it returns true. */
static bool each_variable(struct project_reader *reader, visit_function *visit, void *context)
{
    for (size_t i = 0; i < ARRAY_LENGTH(cmake_files); i++) {
        const struct source *source = reader_load(reader, cmake_files[i]);
        const char *at = source == NULL ? NULL : source->data;
        const char *end = source == NULL ? NULL : at + source->size;

        for (uint32_t line = 1; at < end; line++) {
            const char *newline = memchr(at, '\n', (size_t)(end - at));
            const char *stop = newline == NULL ? end : newline;
            struct slice text = { at, (size_t)(stop - at) };
            struct slice value = { "", 0 };
            struct slice variable = set_variable(text, &value);

            variable = variable.length > 0 ? variable : called_variable(reader->arena, text);
            if (variable.length > 0 && visit(context, source, line, variable, value)) {
                return true;
            }
            at = newline == NULL ? end : newline + 1;
        }
    }
    return false;
}

struct search {
    const char *image;
    const char *const *ends;
    size_t count;
    struct origin found;
    struct slice value;
    unsigned times;
};

static bool visit_search(void *context, const struct source *source, uint32_t line, struct slice variable,
                         struct slice value)
{
    struct search *search = context;

    if (!names(variable, search->image, search->ends, search->count)) {
        return false;
    }
    search->found = (struct origin){ source, line, 0 };
    search->value = value;
    return true;
}

static void note_once(struct project_reader *reader, const char *note)
{
    if (!string_list_has(&reader->project->notes, note)) {
        reader_note(reader, "%s", note);
    }
}

static bool is_set(struct project_reader *reader, const char *image, const char *const *ends, size_t count,
                   const char *consequence)
{
    struct search search = { .image = image, .ends = ends, .count = count };

    if (!each_variable(reader, visit_search, &search)) {
        return false;
    }
    note_once(reader, arena_printf(reader->arena, "%s names further files, CMake is not evaluated: %s (%s)",
                                   origin_text(reader->arena, search.found), consequence,
                                   image == NULL ? "the application" : image));
    return true;
}

bool source_cmake_adds_configs(struct project_reader *reader, const char *image)
{
    return is_set(reader, image, config_variables, ARRAY_LENGTH(config_variables),
                  "what its files do not say is unknown");
}

bool source_cmake_adds_overlays(struct project_reader *reader, const char *image)
{
    return is_set(reader, image, overlay_variables, ARRAY_LENGTH(overlay_variables), "its devicetree is unknown");
}

/* ${...} that stand for the application's folder, and for the board as file names have it. */
static const char *expand(struct arena *arena, struct slice value, const char *board)
{
    static const char *const folders[] = { "${CMAKE_CURRENT_SOURCE_DIR}/", "${CMAKE_CURRENT_LIST_DIR}/", "${APP_DIR}/",
                                           "${APPLICATION_SOURCE_DIR}/" };
    static const char *const boards[] = { "\\${BOARD}", "${BOARD}", "\\${NORMALIZED_BOARD_TARGET}",
                                          "${NORMALIZED_BOARD_TARGET}" };
    struct text path = text_create(arena, 4096);
    const char *close = memchr(value.data, ')', value.length);

    value.length = close != NULL ? (size_t)(close - value.data) : value.length;
    value = slice_trim(value);
    if (value.length >= 2 && value.data[0] == '"' && value.data[value.length - 1] == '"') {
        value = (struct slice){ value.data + 1, value.length - 2 };
    }
    for (size_t i = 0; i < ARRAY_LENGTH(folders); i++) {
        (void)skip_word(&value, folders[i]);
    }
    while (value.length > 0) {
        bool replaced = false;

        for (size_t i = 0; i < ARRAY_LENGTH(boards) && !replaced && board[0] != '\0'; i++) {
            replaced = skip_word(&value, boards[i]);
        }
        if (replaced) {
            text_append(&path, board);
        } else {
            text_append_bytes(&path, value.data, 1);
            value = (struct slice){ value.data + 1, value.length - 1 };
        }
    }
    return strpbrk(path.data, "$; \t") != NULL || path.length == 0 ? NULL : path.data;
}

/* A variable that is set once, outside of any block, has one value; where it stands further in, a condition decides. */
static bool visit_single(void *context, const struct source *source, uint32_t line, struct slice variable,
                         struct slice value)
{
    struct search *search = context;

    if (names(variable, search->image, search->ends, search->count)) {
        struct slice text = source_line(source, line);

        search->times += 1 + (text.length > 0 && (text.data[0] == ' ' || text.data[0] == '\t'));
        search->found = (struct origin){ source, line, 0 };
        search->value = value;
    }
    return false;
}

bool source_cmake_path(struct project_reader *reader, const char *variable, const char *board, const char **path)
{
    struct search search = { .ends = &variable, .count = 1 };

    *path = NULL;
    (void)each_variable(reader, visit_single, &search);
    if (search.times == 0) {
        return false;
    }
    if (search.times == 1) {
        *path = expand(reader->arena, search.value, board);
    }
    if (*path == NULL || !reader_has_entry(reader, *path)) {
        *path = NULL;
        note_once(reader, arena_printf(reader->arena, "%s sets %s, CMake is not evaluated: what that is stays unknown",
                                       origin_text(reader->arena, search.found), variable));
    }
    return true;
}

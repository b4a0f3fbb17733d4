#include <string.h>

#include "project/devicetree/overlay_internal.h"

/* Headers of definitions have nothing to say about nodes. */
static bool holds_definitions(struct arena *arena, struct slice path)
{
    const char *text = arena_strndup(arena, path.data, path.length);

    return strstr(text, "dt-bindings/") != NULL || strcmp(text, "mem.h") == 0 || strcmp(text, "freq.h") == 0 ||
           (strncmp(text, "zephyr/", strlen("zephyr/")) == 0 && text_ends_with(text, ".h"));
}

/* What was said so far may be changed by what is not read. */
static void doubt_all(struct devicetree *tree)
{
    for (size_t i = 0; i < tree->count; i++) {
        struct devicetree_node *node = tree->items[i];

        node->unknown = node->unknown || node->deleted;
        node->deleted = false;
        for (size_t k = 0; k < node->property_count; k++) {
            node->properties[k].unknown = true;
            node->properties[k].deleted = false;
        }
    }
}

static bool leave_out(struct overlay_reader *reader, struct origin origin, struct slice path)
{
    doubt_all(reader->tree);
    reader->includes->left_out(reader->includes->context, origin, path);
    return true;
}

static bool is_being_read(const struct overlay_reader *reader, const struct source *source)
{
    for (const struct overlay_file *file = reader->file; file != NULL; file = file->from) {
        if (file->source == source) {
            return true;
        }
    }
    return false;
}

static bool was_read(const struct overlay_reader *reader, const struct source *source)
{
    for (size_t i = 0; i < reader->once.count; i++) {
        if (reader->once.items[i] == source) {
            return true;
        }
    }
    return false;
}

static bool read_included(struct overlay_reader *reader, const struct source *source, struct devicetree_node *node)
{
    const struct overlay_scanner outer = reader->scanner;
    const struct overlay_file file = { source, reader->file };
    bool good;

    reader->file = &file;
    reader->include_depth++;
    reader->scanner.source = source;
    reader->scanner.at = 0;
    reader->scanner.line = 1;
    reader->scanner.line_start = 0;
    reader->scanner.guards = 0;
    good = reader->read_file(reader, node);
    reader->scanner.at = outer.at;
    reader->scanner.source = outer.source;
    reader->scanner.line = outer.line;
    reader->scanner.line_start = outer.line_start;
    reader->scanner.first = outer.first;
    reader->scanner.if_depth = outer.if_depth;
    reader->scanner.guards = outer.guards;
    reader->include_depth--;
    reader->file = file.from;
    return good;
}

bool overlay_include(struct overlay_reader *reader, struct slice path, bool system, struct origin origin,
                     struct devicetree_node *node)
{
    const struct source *source;

    if (reader->includes == NULL || holds_definitions(reader->scanner.arena, path)) {
        return true;
    }
    source = system || path.length == 0
                 ? NULL
                 : reader->includes->find(reader->includes->context, reader->scanner.source, path);
    if (source == NULL || (is_being_read(reader, source) && reader->scanner.if_depth > 0)) {
        return leave_out(reader, origin, path);
    }
    if (was_read(reader, source)) {
        return true;
    }
    if (is_being_read(reader, source)) {
        return overlay_fail(&reader->scanner, origin, "this file includes itself");
    }
    if (reader->include_depth >= OVERLAY_INCLUDE_DEPTH) {
        return overlay_fail(&reader->scanner, origin, "files include each other deeper than the compiler follows");
    }
    if (++reader->include_count > OVERLAY_INCLUDE_LIMIT) {
        return overlay_fail(&reader->scanner, origin, "more files are included than in any overlay");
    }
    return read_included(reader, source, node);
}

/* The text between the quotes or <> of an include line; empty where a macro stands for it. */
static struct slice included_path(struct slice line, bool *system)
{
    const char *begin = memchr(line.data, '"', line.length);
    const char *end;

    *system = false;
    if (begin == NULL) {
        begin = memchr(line.data, '<', line.length);
        *system = true;
    }
    if (begin == NULL) {
        return (struct slice){ "", 0 };
    }
    begin++;
    end = memchr(begin, *system ? '>' : '"', line.length - (size_t)(begin - line.data));
    return end == NULL ? (struct slice){ "", 0 } : (struct slice){ begin, (size_t)(end - begin) };
}

/* The word behind "#ifndef", "#define" or "#pragma". */
static struct slice defined_name(struct slice line, const char *word)
{
    const char *at = line.data;
    struct slice name;

    while (line.length > 0 && !slice_starts_with(line, word)) {
        line = (struct slice){ ++at, line.length - 1 };
    }
    if (line.length == 0) {
        return line;
    }
    name = slice_trim((struct slice){ line.data + strlen(word), line.length - strlen(word) });
    for (line.length = 0; line.length < name.length && strchr(" \t\r/(", name.data[line.length]) == NULL;) {
        line.length++;
    }
    return (struct slice){ name.data, line.length };
}

/* "#ifndef NAME" with "#define NAME" behind it keeps a file from being read twice, and is no condition otherwise. */
static bool begins_guard(const struct overlay_scanner *scanner, struct slice line)
{
    struct overlay_scanner ahead = *scanner;
    struct slice name = defined_name(line, "ifndef");
    struct slice next;

    while (overlay_peek(&ahead, 0) == ' ' || overlay_peek(&ahead, 0) == '\t' || overlay_peek(&ahead, 0) == '\r' ||
           overlay_peek(&ahead, 0) == '\n') {
        overlay_advance(&ahead, 1);
    }
    if (name.length == 0 || !slice_equals(overlay_directive(&ahead), "define")) {
        return false;
    }
    next = defined_name(overlay_take_line(&ahead), "define");
    return next.length == name.length && memcmp(next.data, name.data, name.length) == 0;
}

static void tell_condition(struct overlay_reader *reader, struct origin origin)
{
    if (reader->includes != NULL && !reader->condition_told) {
        reader->includes->condition(reader->includes->context, origin);
    }
    reader->condition_told = true;
}

static void begin_condition(struct overlay_reader *reader, struct slice word, struct slice line, struct origin origin)
{
    struct overlay_scanner *scanner = &reader->scanner;

    if (scanner->if_depth > 0 || !slice_equals(word, "ifndef") || !begins_guard(scanner, line)) {
        tell_condition(reader, origin);
        scanner->if_depth++;
        return;
    }
    scanner->guards++;
    if (line.data == scanner->source->data + scanner->first) {
        *ARENA_PUSH(scanner->arena, &reader->once) = scanner->source;
    }
}

/* From a condition to its other case, or to its end. Guards stand around all others. */
static void end_condition(struct overlay_reader *reader, bool goes_on, struct origin origin)
{
    struct overlay_scanner *scanner = &reader->scanner;

    if (scanner->if_depth > 0) {
        scanner->if_depth -= !goes_on;
    } else if (scanner->guards > 0) {
        scanner->guards--;
        if (goes_on) {
            tell_condition(reader, origin);
            scanner->if_depth++;
        }
    }
}

bool overlay_preprocess(struct overlay_reader *reader, struct slice word, struct devicetree_node *node)
{
    struct overlay_scanner *scanner = &reader->scanner;
    struct origin origin = overlay_here(scanner);
    struct slice line = overlay_take_line(scanner);

    if (slice_starts_with(word, "if")) {
        begin_condition(reader, word, line, origin);
    } else if (slice_equals(word, "endif")) {
        end_condition(reader, false, origin);
    } else if (slice_starts_with(word, "el")) {
        end_condition(reader, true, origin);
    } else if (slice_equals(word, "pragma") && slice_equals(defined_name(line, "pragma"), "once")) {
        *ARENA_PUSH(scanner->arena, &reader->once) = scanner->source;
    } else if (slice_equals(word, "include")) {
        bool system;
        struct slice path = included_path(line, &system);

        return overlay_include(reader, path, system, origin, node);
    }
    return true;
}

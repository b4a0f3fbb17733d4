#include "project/settings/kconfig.h"

#include <stdlib.h>
#include <string.h>

/* More broken lines than this tell nothing new. */
#define MALFORMED_LINE_LIMIT 50u
#define SHOWN_TEXT_LIMIT     80u

struct kconfig_reader {
    struct arena *arena;
    const struct source *source;
    struct anomalies *anomalies;
    struct kconfig *config;
    size_t malformed_lines;
};

static struct slice slice_from(struct slice slice, size_t offset)
{
    return (struct slice){ slice.data + offset, slice.length - offset };
}

/* Length of a symbol name with its prefix at the start of text; 0 when there is none. */
static size_t symbol_name_length(struct slice text)
{
    size_t length = 0;
    size_t prefix;

    if (slice_starts_with(text, "CONFIG_")) {
        prefix = strlen("CONFIG_");
    } else if (slice_starts_with(text, "SB_CONFIG_")) {
        prefix = strlen("SB_CONFIG_");
    } else {
        return 0;
    }
    for (length = prefix; length < text.length && is_identifier_character(text.data[length]); length++) {
    }
    return length > prefix ? length : 0;
}

static bool malformed_line(struct kconfig_reader *reader, struct slice line, uint32_t number, const char *why)
{
    struct origin origin = { reader->source, number, 1 };
    const char *shown = text_printable(reader->arena, line, SHOWN_TEXT_LIMIT);

    if (reader->malformed_lines++ < MALFORMED_LINE_LIMIT) {
        anomaly_add(reader->arena, reader->anomalies, "malformed-kconfig-line", shown, origin, ORIGIN_NONE,
                    "%s, Kconfig ignores the line", why);
    }
    return false;
}

static void set_text(struct kconfig_symbol *symbol, enum kconfig_type type, const char *text)
{
    symbol->type = type;
    symbol->text = text;
}

/* A quoted literal; `\x` is `x`, what follows the closing quote is dropped. False when the quote stays open.
 */
static bool read_string(struct arena *arena, struct slice value, struct kconfig_symbol *symbol)
{
    char *text = arena_alloc(arena, value.length);
    size_t length = 0;

    for (size_t i = 1; i < value.length; i++) {
        char c = value.data[i];

        if (c == '"') {
            set_text(symbol, KCONFIG_STRING, text);
            return true;
        }
        if (c == '\\') {
            if (++i == value.length) {
                break;
            }
            c = value.data[i];
        }
        text[length++] = c;
    }
    return false;
}

static bool read_number(struct slice value, struct kconfig_symbol *symbol)
{
    bool negative = value.length > 0 && value.data[0] == '-';
    uint64_t magnitude;

    if (!parse_uint64(negative ? slice_from(value, 1) : value, 0, &magnitude)) {
        return false;
    }
    if (negative && magnitude > (uint64_t)INT64_MAX + 1) {
        return false;
    }
    symbol->magnitude = magnitude;
    symbol->negative = negative && magnitude != 0;
    return true;
}

/* The type is not in the file. A quote makes a string and a number is a number; of anything else the first
 * character decides as it does for a bool.
 */
static bool read_value(struct arena *arena, struct slice value, struct kconfig_symbol *symbol)
{
    if (value.length > 0 && value.data[0] == '"') {
        return read_string(arena, value, symbol);
    }
    if (read_number(value, symbol)) {
        set_text(symbol, KCONFIG_NUMBER, arena_strndup(arena, value.data, value.length));
    } else if (slice_starts_with(value, "y")) {
        set_text(symbol, KCONFIG_YES, "y");
    } else if (slice_equals(value, "m")) {
        set_text(symbol, KCONFIG_YES, "m");
    } else if (slice_starts_with(value, "n")) {
        set_text(symbol, KCONFIG_NOT_SET, "n");
    } else {
        set_text(symbol, KCONFIG_INVALID, arena_strndup(arena, value.data, value.length));
    }
    return true;
}

static void add_symbol(struct kconfig_reader *reader, struct slice name, struct kconfig_symbol symbol, uint32_t line,
                       uint32_t column)
{
    symbol.name = arena_strndup(reader->arena, name.data, name.length);
    symbol.origin = (struct origin){ reader->source, line, column };
    *ARENA_PUSH(reader->arena, reader->config) = symbol;
    reader->config->symbol_lines++;
}

/* "# CONFIG_X is not set": Kconfiglib matches the start of the line, so a rest does not matter. */
static void read_comment(struct kconfig_reader *reader, struct slice line, uint32_t number)
{
    struct kconfig_symbol symbol = { .type = KCONFIG_NOT_SET, .text = "n" };
    struct slice name;

    if (!slice_starts_with(line, "# ")) {
        return;
    }
    name = slice_from(line, 2);
    size_t length = symbol_name_length(name);

    if (length > 0 && slice_starts_with(slice_from(name, length), " is not set")) {
        name.length = length;
        add_symbol(reader, name, symbol, number, 3);
    }
}

static bool read_assignment(struct kconfig_reader *reader, struct slice line, uint32_t number)
{
    struct kconfig_symbol symbol = { 0 };
    size_t length = symbol_name_length(line);

    if (length == 0 || length == line.length || line.data[length] != '=') {
        return malformed_line(reader, line, number, "neither an assignment nor a comment");
    }
    if (!read_value(reader->arena, slice_from(line, length + 1), &symbol)) {
        return malformed_line(reader, line, number, "the quoted text has no end");
    }
    add_symbol(reader, (struct slice){ line.data, length }, symbol, number, 1);
    return true;
}

/* Trailing white space does not count, leading white space only in front of a comment. */
static void read_line(struct kconfig_reader *reader, struct slice line, uint32_t number)
{
    struct slice inner;

    while (line.length > 0 && strchr(" \t\r\v\f", line.data[line.length - 1]) != NULL) {
        line.length--;
    }
    inner = slice_trim(line);
    if (inner.length == 0) {
        return;
    }
    if (inner.data[0] == '#') {
        read_comment(reader, line, number);
    } else if (slice_starts_with(line, "\xef\xbb\xbf")) {
        /* Kconfiglib reads a byte order mark as part of the first name. */
        (void)malformed_line(reader, slice_from(line, 3), number, "a byte order mark is in front of the line");
    } else {
        (void)read_assignment(reader, line, number);
    }
}

static void read_lines(struct kconfig_reader *reader)
{
    const char *at = reader->source->data;
    const char *end = at + reader->source->size;

    for (uint32_t number = 1; at < end; number++) {
        const char *newline = memchr(at, '\n', (size_t)(end - at));
        const char *stop = newline == NULL ? end : newline;

        read_line(reader, (struct slice){ at, (size_t)(stop - at) }, number);
        at = newline == NULL ? end : newline + 1;
    }
}

static void check_utf8(struct kconfig_reader *reader)
{
    const char *data = reader->source->data;
    uint32_t line = 1;

    for (size_t i = 0; i < reader->source->size;) {
        size_t step = (unsigned char)data[i] < 0x80 ? 1 : utf8_sequence(data + i, reader->source->size - i);

        if (step == 0) {
            anomaly_add(reader->arena, reader->anomalies, "not-utf8", reader->source->name,
                        (struct origin){ reader->source, line, 0 }, ORIGIN_NONE,
                        "byte 0x%02x is no UTF-8, Kconfig cannot read the file", (unsigned char)data[i]);
            return;
        }
        line += data[i] == '\n';
        i += step;
    }
}

static int compare_symbols(const void *left, const void *right)
{
    const struct kconfig_symbol *a = left;
    const struct kconfig_symbol *b = right;
    int order = strcmp(a->name, b->name);

    if (order != 0) {
        return order;
    }
    return a->origin.line < b->origin.line ? -1 : a->origin.line > b->origin.line;
}

static bool same_value(const struct kconfig_symbol *a, const struct kconfig_symbol *b)
{
    if (a->type == KCONFIG_NUMBER && b->type == KCONFIG_NUMBER) {
        return a->magnitude == b->magnitude && a->negative == b->negative;
    }
    return a->type == b->type && strcmp(a->text, b->text) == 0;
}

/* The assignments of one name, in line order: the last one wins; the nearest different one is reported. */
static void report_double(struct kconfig_reader *reader, const struct kconfig_symbol *group, size_t count)
{
    const struct kconfig_symbol *winner = &group[count - 1];

    for (size_t i = count - 1; i > 0; i--) {
        const struct kconfig_symbol *other = &group[i - 1];

        if (!same_value(winner, other)) {
            anomaly_add(reader->arena, reader->anomalies, "kconfig-assigned-twice", winner->name, winner->origin,
                        other->origin, "'%s' counts, '%s' is lost", winner->text, other->text);
            return;
        }
    }
}

static void sort_symbols(struct kconfig_reader *reader)
{
    struct kconfig *config = reader->config;
    size_t kept = 0;
    size_t next;

    if (config->count == 0) {
        return;
    }
    qsort(config->items, config->count, sizeof *config->items, compare_symbols);
    for (size_t first = 0; first < config->count; first = next) {
        for (next = first + 1; next < config->count; next++) {
            if (strcmp(config->items[first].name, config->items[next].name) != 0) {
                break;
            }
        }
        report_double(reader, &config->items[first], next - first);
        config->items[kept++] = config->items[next - 1];
    }
    config->count = kept;
}

static bool ends_with_newline(const struct source *source)
{
    return source->size > 0 && source->data[source->size - 1] == '\n';
}

static struct origin last_line(const struct source *source)
{
    uint32_t line = 1;

    for (size_t i = 0; i < source->size; i++) {
        line += source->data[i] == '\n';
    }
    return (struct origin){ source, line, 1 };
}

bool kconfig_read(struct arena *arena, const struct source *source, size_t complete_from, struct anomalies *anomalies,
                  struct diagnostics *diagnostics, struct kconfig **config)
{
    struct kconfig_reader reader = { .arena = arena, .source = source, .anomalies = anomalies };

    if (memchr(source->data, 0, source->size) != NULL) {
        return diagnose(diagnostics, DIAGNOSTIC_INPUT, origin_file(source),
                        "'%s' is no text file: it holds a zero byte", source->name);
    }
    reader.config = arena_alloc(arena, sizeof *reader.config);
    reader.config->source = source;
    check_utf8(&reader);
    read_lines(&reader);
    sort_symbols(&reader);
    reader.config->complete = reader.config->symbol_lines >= complete_from;
    *config = reader.config;
    return complete_from == 0 || !reader.config->complete || ends_with_newline(source) ||
           diagnose(diagnostics, DIAGNOSTIC_INPUT, last_line(source),
                    "the file is cut off: the build ends every line with a newline, this one has none");
}

static int compare_name(const void *key, const void *item)
{
    return strcmp(key, ((const struct kconfig_symbol *)item)->name);
}

const struct kconfig_symbol *kconfig_find(const struct kconfig *config, const char *name)
{
    if (config == NULL || config->count == 0) {
        return NULL;
    }
    return bsearch(name, config->items, config->count, sizeof *config->items, compare_name);
}

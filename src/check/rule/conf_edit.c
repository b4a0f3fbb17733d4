#include "check/rule/conf_edit.h"

#include <string.h>
#include "base/source.h"

/* Beyond what any file that is read has (SOURCE_TEXT_LIMIT). */
#define EDIT_LIMIT (32u * 1024u * 1024u)

static struct slice line_at(const char *at, const char *end)
{
    const char *newline = memchr(at, '\n', (size_t)(end - at));
    struct slice line = { at, (size_t)((newline == NULL ? end : newline) - at) };

    if (line.length > 0 && line.data[line.length - 1] == '\r') {
        line.length--;
    }
    return line;
}

static size_t symbol_length(struct slice text)
{
    size_t length = 0;

    if (!slice_starts_with(text, "CONFIG_") && !slice_starts_with(text, "SB_CONFIG_")) {
        return 0;
    }
    while (length < text.length && is_identifier_character(text.data[length])) {
        length++;
    }
    return length;
}

/* The symbol that a line assigns; of length 0 when it assigns none. */
static struct slice symbol_of(struct slice line)
{
    struct slice text = slice_trim(line);
    bool comment = slice_starts_with(text, "# "); /* Kconfig wants exactly this one blank */
    struct slice rest;
    size_t length;

    if (comment) {
        text = (struct slice){ text.data + 2, text.length - 2 };
    }
    length = symbol_length(text);
    rest = (struct slice){ text.data + length, text.length - length };
    if (length == 0 || (comment ? !slice_equals(rest, " is not set") : !slice_starts_with(rest, "="))) {
        return (struct slice){ text.data, 0 };
    }
    return (struct slice){ text.data, length };
}

bool conf_next_line(const char **at, struct conf_line *line)
{
    while (**at != '\0') {
        const char *end = *at + strlen(*at);
        const char *newline;
        struct slice text;

        line->line = line_at(*at, end);
        line->symbol = symbol_of(line->line);
        text = slice_trim(line->line);
        newline = memchr(*at, '\n', (size_t)(end - *at));
        if (line->symbol.length == 0 && text.length > 0 && text.data[0] != '#') {
            return false;
        }
        *at = newline == NULL ? end : newline + 1;
        if (line->symbol.length > 0) {
            return true;
        }
    }
    return false;
}

bool conf_fragment_is_plain(const char *fragment)
{
    struct conf_line line;
    size_t count = 0;

    while (conf_next_line(&fragment, &line)) {
        count++;
    }
    return *fragment == '\0' && count > 0;
}

static bool same(struct slice left, struct slice right)
{
    return left.length == right.length && memcmp(left.data, right.data, left.length) == 0;
}

/* The last line that assigns it, data NULL where none does. */
static struct slice find_assignment(struct slice file, struct slice symbol)
{
    const char *end = file.data + file.length;
    struct slice found = { NULL, 0 };

    for (const char *at = file.data; at < end;) {
        struct slice line = line_at(at, end);
        const char *newline = memchr(at, '\n', (size_t)(end - at));

        if (same(symbol_of(line), symbol)) {
            found = line;
        }
        at = newline == NULL ? end : newline + 1;
    }
    return found;
}

/* As most of the file has it; the first line tells. */
static const char *line_end_of(struct slice file)
{
    const char *newline = file.length == 0 ? NULL : memchr(file.data, '\n', file.length);

    return newline != NULL && newline > file.data && newline[-1] == '\r' ? "\r\n" : "\n";
}

static bool ends_line(struct slice file)
{
    return file.length == 0 || file.data[file.length - 1] == '\n';
}

static bool has_line(struct slice file, const char *wanted)
{
    const char *end = file.data + file.length;

    for (const char *at = file.data; at < end;) {
        const char *newline = memchr(at, '\n', (size_t)(end - at));

        if (slice_equals(line_at(at, end), wanted)) {
            return true;
        }
        at = newline == NULL ? end : newline + 1;
    }
    return false;
}

static void append_line(struct text *out, struct slice file, const struct conf_line *line, const char *comment)
{
    const char *line_end = line_end_of(file);

    text_append_bytes(out, file.data, file.length);
    text_append(out, ends_line(file) ? "" : line_end);
    if (!has_line(file, comment)) {
        text_append(out, file.length > 0 ? line_end : "");
        text_append(out, comment);
        text_append(out, line_end);
    }
    text_append_bytes(out, line->line.data, line->line.length);
    text_append(out, ends_line(file) ? line_end : "");
}

struct slice conf_edit(struct arena *arena, struct slice file, const struct conf_line *line, const char *comment)
{
    struct slice old = find_assignment(file, line->symbol);
    struct text out = text_create(arena, EDIT_LIMIT);

    if (old.data != NULL && same(old, line->line)) {
        return file;
    }
    if (old.data == NULL) {
        append_line(&out, file, line, comment);
    } else {
        const char *behind = old.data + old.length;

        text_append_bytes(&out, file.data, (size_t)(old.data - file.data));
        text_append_bytes(&out, line->line.data, line->line.length);
        text_append_bytes(&out, behind, (size_t)(file.data + file.length - behind));
    }
    return (struct slice){ out.data, out.length };
}

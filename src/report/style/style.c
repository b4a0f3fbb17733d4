#include "report/style/style.h"

#include <string.h>

static const char *const codes[] = {
    [STYLE_PLAIN] = "",           [STYLE_BOLD] = "\033[1m",     [STYLE_DIM] = "\033[2m",
    [STYLE_BRICK] = "\033[1;35m", [STYLE_ERROR] = "\033[1;31m", [STYLE_WARNING] = "\033[1;33m",
    [STYLE_NOTE] = "\033[1;36m",  [STYLE_GOOD] = "\033[1;32m",
};

enum style style_of_severity(enum severity severity)
{
    static const enum style styles[] = { STYLE_NOTE, STYLE_WARNING, STYLE_ERROR, STYLE_BRICK };

    return styles[severity];
}

void style_text(struct text *out, bool colour, enum style style, const char *text)
{
    if (!colour || style == STYLE_PLAIN) {
        text_append(out, text);
        return;
    }
    text_printf(out, "%s%s\033[0m", codes[style], text);
}

/* Names and values in the user's files are short; what is longer tells nothing more. */
#define FOREIGN_LIMIT 1000u

static void indent_by(struct text *out, unsigned indent)
{
    for (unsigned i = 0; i < indent; i++) {
        text_append(out, " ");
    }
}

const char *foreign_text(struct arena *arena, const char *words)
{
    return text_printable(arena, slice_of(words), FOREIGN_LIMIT);
}

const char *foreign_line(struct arena *arena, const char *words)
{
    struct text line = text_create(arena, FOREIGN_LIMIT);

    for (const char *at = words + strspn(words, " \t\r\n"); *at != '\0';) {
        size_t length = strcspn(at, " \t\r\n");

        text_append(&line, line.length > 0 ? " " : "");
        text_append(&line, text_printable(arena, (struct slice){ at, length }, FOREIGN_LIMIT));
        at += length;
        at += strspn(at, " \t\r\n");
    }
    return line.truncated ? arena_printf(arena, "%s...", line.data) : line.data;
}

void style_wrapped(struct text *out, const char *words, unsigned indent, const char *first)
{
    size_t column = indent + strlen(first);

    indent_by(out, indent);
    text_append(out, first);
    for (const char *at = words; *at != '\0';) {
        size_t length = strcspn(at, " \n");

        if (column > indent + strlen(first) && column + 1 + length > STYLE_WIDTH) {
            text_append(out, "\n");
            indent_by(out, indent);
            column = indent;
        } else if (at != words) {
            text_append(out, " ");
            column++;
        }
        text_append(out, text_printable(out->arena, (struct slice){ at, length }, FOREIGN_LIMIT));
        column += length;
        at += length;
        at += strspn(at, " \n");
    }
    text_append(out, "\n");
}

void style_lines(struct text *out, const char *lines, unsigned indent)
{
    while (lines != NULL && *lines != '\0') {
        size_t length = strcspn(lines, "\n");

        text_printf(out, "%*s", (int)indent, "");
        text_append_bytes(out, lines, length);
        text_append(out, "\n");
        lines += length + (lines[length] == '\n');
    }
}

#include <string.h>

#include "project/devicetree/overlay_internal.h"

int overlay_peek(const struct overlay_scanner *scanner, size_t ahead)
{
    const struct source *source = scanner->source;

    return ahead < source->size - scanner->at ? (unsigned char)source->data[scanner->at + ahead] : -1;
}

void overlay_advance(struct overlay_scanner *scanner, size_t count)
{
    for (; count > 0 && scanner->at < scanner->source->size; count--) {
        if (scanner->source->data[scanner->at++] == '\n') {
            scanner->line++;
            scanner->line_start = scanner->at;
        }
    }
}

struct origin overlay_here(const struct overlay_scanner *scanner)
{
    return (struct origin){ scanner->source, scanner->line, (uint32_t)(scanner->at - scanner->line_start) + 1 };
}

bool overlay_fail(struct overlay_scanner *scanner, struct origin origin, const char *what)
{
    if (!scanner->failed) {
        (void)diagnose(scanner->diagnostics, DIAGNOSTIC_INPUT, origin, "%s", what);
    }
    scanner->failed = true;
    return false;
}

static bool is_blank(int c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n' || c == '\f' || c == '\v';
}

static void skip_block_comment(struct overlay_scanner *scanner)
{
    struct origin start = overlay_here(scanner);

    overlay_advance(scanner, 2);
    while (overlay_peek(scanner, 0) != '*' || overlay_peek(scanner, 1) != '/') {
        if (overlay_peek(scanner, 0) < 0) {
            (void)overlay_fail(scanner, start, "this comment has no end: expected '*/'");
            return;
        }
        overlay_advance(scanner, 1);
    }
    overlay_advance(scanner, 2);
}

void overlay_skip(struct overlay_scanner *scanner)
{
    for (;;) {
        if (is_blank(overlay_peek(scanner, 0))) {
            overlay_advance(scanner, 1);
        } else if (overlay_peek(scanner, 0) == '/' && overlay_peek(scanner, 1) == '*') {
            skip_block_comment(scanner);
        } else if (overlay_peek(scanner, 0) == '/' && overlay_peek(scanner, 1) == '/') {
            while (overlay_peek(scanner, 0) >= 0 && overlay_peek(scanner, 0) != '\n') {
                overlay_advance(scanner, 1);
            }
        } else {
            return;
        }
    }
}

/* "#address-cells" is a property: a directive is one of these words, and no name goes on behind it. */
struct slice overlay_directive(const struct overlay_scanner *scanner)
{
    static const char *const words[] = { "include", "define", "undef", "ifdef", "ifndef", "if",
                                         "elif",    "else",   "endif", "error", "pragma", "warning" };
    struct slice rest = { scanner->source->data + scanner->at, scanner->source->size - scanner->at };
    size_t blanks = 1;

    if (rest.length == 0 || rest.data[0] != '#') {
        return (struct slice){ "", 0 };
    }
    while (blanks < rest.length && (rest.data[blanks] == ' ' || rest.data[blanks] == '\t')) {
        blanks++;
    }
    rest = (struct slice){ rest.data + blanks, rest.length - blanks };
    for (size_t i = 0; i < ARRAY_LENGTH(words); i++) {
        size_t length = strlen(words[i]);

        if (slice_starts_with(rest, words[i]) &&
            (rest.length == length || strchr(" \t\r\n(<\"/", rest.data[length]) != NULL)) {
            return (struct slice){ rest.data, length };
        }
    }
    return (struct slice){ "", 0 };
}

struct slice overlay_take_line(struct overlay_scanner *scanner)
{
    size_t start = scanner->at;
    bool goes_on = false;
    int c;

    while ((c = overlay_peek(scanner, 0)) >= 0 && (c != '\n' || goes_on)) {
        goes_on = c == '\\' || (goes_on && c == '\r');
        overlay_advance(scanner, 1);
    }
    return (struct slice){ scanner->source->data + start, scanner->at - start };
}

static bool is_name_character(int c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           (c > 0 && strchr(",._+?#@-", c) != NULL);
}

struct slice overlay_take_name(struct overlay_scanner *scanner)
{
    size_t start = scanner->at;

    while (is_name_character(overlay_peek(scanner, 0))) {
        overlay_advance(scanner, 1);
    }
    return (struct slice){ scanner->source->data + start, scanner->at - start };
}

bool overlay_take_quoted(struct overlay_scanner *scanner, struct slice *text)
{
    struct origin start = overlay_here(scanner);
    size_t begin = scanner->at + 1;

    overlay_advance(scanner, 1);
    while (overlay_peek(scanner, 0) != '"') {
        if (overlay_peek(scanner, 0) < 0) {
            return overlay_fail(scanner, start, "this text has no end: expected '\"'");
        }
        overlay_advance(scanner, overlay_peek(scanner, 0) == '\\' ? 2 : 1);
    }
    *text = (struct slice){ scanner->source->data + begin, scanner->at - begin };
    overlay_advance(scanner, 1);
    return true;
}

struct slice overlay_take_reference(struct overlay_scanner *scanner)
{
    struct slice reference;
    size_t start;

    if (overlay_peek(scanner, 0) != '&') {
        return (struct slice){ "", 0 };
    }
    overlay_advance(scanner, 1);
    if (overlay_peek(scanner, 0) != '{') {
        return overlay_take_name(scanner);
    }
    overlay_advance(scanner, 1);
    start = scanner->at;
    while (overlay_peek(scanner, 0) >= 0 && strchr("};{\n", overlay_peek(scanner, 0)) == NULL) {
        overlay_advance(scanner, 1);
    }
    reference = (struct slice){ scanner->source->data + start, scanner->at - start };
    overlay_advance(scanner, overlay_peek(scanner, 0) == '}');
    return reference;
}

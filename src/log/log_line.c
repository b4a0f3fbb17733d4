#include "log/log_line.h"

#include <string.h>

#include "log/log_envelope.h"
#include "log/log_prefix.h"

#define ESCAPE '\033'

void log_lines_begin(struct log_lines *lines, struct slice bytes)
{
    *lines = (struct log_lines){ .rest = bytes };
}

static bool ends_line(char c)
{
    return c == '\n' || c == '\r';
}

/* "ESC [", parameters, one letter. A line end within is none of it. */
static size_t control_length(struct slice text)
{
    size_t at = 2;

    while (at < text.length && (unsigned char)text.data[at] >= 0x20 && (unsigned char)text.data[at] < 0x40) {
        at++;
    }
    return at < text.length && !ends_line(text.data[at]) ? at + 1 : at;
}

/* "ESC ]", text, BEL or the next ESC: a terminal's title. */
static size_t command_length(struct slice text)
{
    size_t at = 2;

    while (at < text.length && text.data[at] != '\a' && text.data[at] != ESCAPE && !ends_line(text.data[at])) {
        at++;
    }
    return at < text.length && text.data[at] == '\a' ? at + 1 : at;
}

/* Bytes of the escape sequence at the start of text. */
static size_t escape_length(struct slice text)
{
    if (text.length < 2 || ends_line(text.data[1])) {
        return 1;
    }
    return text.data[1] == '[' ? control_length(text) : text.data[1] == ']' ? command_length(text) : 2;
}

static void put(struct log_lines *lines, const char *bytes, size_t length)
{
    if (length <= sizeof lines->text - lines->length) {
        memcpy(lines->text + lines->length, bytes, length);
        lines->length += length;
    }
}

/* Noise and a byte order mark before a line's first letter would hide that it is the first. Gives the bytes taken. */
static size_t take_text(struct log_lines *lines)
{
    static const char order_mark[] = "\xef\xbb\xbf";
    size_t length = utf8_sequence(lines->rest.data, lines->rest.length);
    bool noise = length == 0 || slice_starts_with(lines->rest, order_mark);

    lines->odd_bytes += length == 0;
    length += length == 0;
    if (!noise || lines->length > 0) {
        put(lines, lines->rest.data, length);
    }
    return length;
}

/* Takes one character, or one escape sequence, off the rest. */
static void take(struct log_lines *lines)
{
    struct slice rest = lines->rest;
    unsigned char first = (unsigned char)rest.data[0];
    size_t length = 1;

    if (first == ESCAPE) {
        length = escape_length(rest);
    } else if (first == 0) {
        lines->zero_bytes++;
    } else if (first == '\t') {
        put(lines, " ", 1);
    } else if (first == '\b') {
        lines->length -= lines->length > 0;
    } else if (first < 0x20 || first == 0x7f) {
        lines->odd_bytes += first != '\a' && first != '\f';
    } else {
        length = take_text(lines);
    }
    lines->rest = (struct slice){ rest.data + length, rest.length - length };
}

static void read_piece(struct log_lines *lines)
{
    lines->number += !lines->same_line;
    lines->length = 0;
    while (lines->rest.length > 0 && lines->rest.data[0] != '\n' && lines->rest.data[0] != '\r') {
        take(lines);
    }
}

static void read_line_end(struct log_lines *lines)
{
    if (lines->rest.length > 0) {
        lines->same_line = lines->rest.data[0] == '\r';
        lines->rest.data++;
        lines->rest.length--;
    }
}

/* A column in quotes is taken out of its line, and read as a line of its own. */
static void find_message(struct log_lines *lines)
{
    lines->message = log_prefix_length((struct slice){ lines->text, lines->length });
    if (log_unquote(lines->text, &lines->length, lines->message)) {
        lines->message = log_prefix_length((struct slice){ lines->text, lines->length });
    }
}

bool log_lines_next(struct log_lines *lines)
{
    while (lines->rest.length > 0) {
        read_piece(lines);
        read_line_end(lines);
        find_message(lines);
        if (lines->message < lines->length) {
            return true;
        }
    }
    return false;
}

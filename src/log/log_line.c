#include "log/log_line.h"

#include <string.h>

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
        length = utf8_sequence(rest.data, rest.length);
        lines->odd_bytes += length == 0;
        length += length == 0;
        put(lines, rest.data, length);
    }
    lines->rest = (struct slice){ rest.data + length, rest.length - length };
}

static size_t skip_blanks(const struct log_lines *lines, size_t at)
{
    while (at < lines->length && lines->text[at] == ' ') {
        at++;
    }
    return at;
}

/* "07:14:37.123", "2025-05-16", "00:02:09.561,065]", and text behind it: dates and times of loggers and terminal programs. */
static size_t skip_time(const struct log_lines *lines, size_t at)
{
    size_t end = at, colons = 0, dashes = 0;

    for (; end < lines->length; end++) {
        char c = lines->text[end];

        if (!is_digit(c) && memchr(":.,-+/TZ", c, 8) == NULL) {
            break;
        }
        colons += c == ':';
        dashes += c == '-';
    }
    if (!is_digit(lines->text[at]) || (colons == 0 && dashes < 2) || end == lines->length) {
        return at;
    }
    /* Of a line that was copied without its first bracket the second one is left. */
    return lines->text[end] == ' ' ? end : lines->text[end] == ']' ? end + 1 : at;
}

/* "[00:00:01.234,567]", "[2025-05-16 07:14:37.123]", "[    1.234]", "[INF]" */
static size_t skip_brackets(const struct log_lines *lines, size_t at)
{
    size_t end = at + 1;

    if (lines->text[at] != '[') {
        return at;
    }
    while (end < lines->length && (is_digit(lines->text[end]) || memchr(" :.,-+/TZ", lines->text[end], 9) != NULL)) {
        end++;
    }
    if (end < lines->length && lines->text[end] == ']' && end > at + 1) {
        return end + 1;
    }
    if (lines->length - at >= 5 && lines->text[at + 4] == ']' &&
        (memcmp(lines->text + at, "[INF", 4) == 0 || memcmp(lines->text + at, "[WRN", 4) == 0 ||
         memcmp(lines->text + at, "[ERR", 4) == 0 || memcmp(lines->text + at, "[DBG", 4) == 0)) {
        return at + 5;
    }
    return at;
}

/* "E: " */
static size_t skip_letter(const struct log_lines *lines, size_t at)
{
    const char *text = lines->text + at;
    bool found = lines->length - at >= 3 && memchr("EWID", text[0], 4) != NULL && text[1] == ':' && text[2] == ' ';

    return found ? at + 3 : at;
}

/* "00> " of RTT viewers: the channel. */
static size_t skip_channel(const struct log_lines *lines, size_t at)
{
    const char *text = lines->text + at;
    bool found = lines->length - at >= 4 && is_digit(text[0]) && is_digit(text[1]) && text[2] == '>' && text[3] == ' ';

    return found ? at + 4 : at;
}

/* "<err> module: ", "<err> " */
static size_t skip_level(const struct log_lines *lines, size_t at)
{
    const char *text = lines->text;
    size_t end = at + 6;

    if (lines->length - at < 6 || text[at] != '<' || text[at + 4] != '>' || text[at + 5] != ' ') {
        return at;
    }
    while (end < lines->length && text[end] != ' ' && text[end] != ':') {
        end++;
    }
    return lines->length - end >= 2 && text[end] == ':' && text[end + 1] == ' ' ? end + 2 : at + 6;
}

static size_t skip_prompt(const struct log_lines *lines, size_t at)
{
    static const char prompt[] = "uart:~$ ";
    size_t length = sizeof prompt - 1;

    return lines->length - at >= length && memcmp(lines->text + at, prompt, length) == 0 ? at + length : at;
}

static void find_message(struct log_lines *lines)
{
    static size_t (*const prefixes[])(const struct log_lines *, size_t) = {
        skip_prompt, skip_channel, skip_letter, skip_level, skip_brackets, skip_time, skip_blanks,
    };
    size_t at = skip_blanks(lines, 0);
    size_t before;

    do {
        before = at;
        for (size_t i = 0; i < ARRAY_LENGTH(prefixes) && at < lines->length; i++) {
            at = prefixes[i](lines, at);
        }
    } while (at > before);
    lines->message = at;
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

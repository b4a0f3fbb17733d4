#include "log/log_envelope.h"

#include <string.h>

#define COLUMN_LIMIT 40
#define WORD_LIMIT   24

size_t log_skip_blanks(struct slice line, size_t at)
{
    while (at < line.length && line.data[at] == ' ') {
        at++;
    }
    return at;
}

static bool is_word_character(char c)
{
    return is_identifier_character(c) || memchr("-./@", c, 4) != NULL;
}

static size_t skip_word(struct slice line, size_t at)
{
    while (at < line.length && is_word_character(line.data[at])) {
        at++;
    }
    return at;
}

static size_t skip_digits(struct slice line, size_t at)
{
    while (at < line.length && is_digit(line.data[at])) {
        at++;
    }
    return at;
}

static bool has(struct slice line, size_t at, const char *text)
{
    return line.length - at >= strlen(text) && memcmp(line.data + at, text, strlen(text)) == 0;
}

bool log_is_port(struct slice name)
{
    static const char *const beginnings[] = { "/dev/", "ttyACM", "ttyUSB", "ttyS", "ttyAMA", "tty.", "cu." };

    if (skip_word(name, 0) != name.length) {
        return false;
    }
    if (slice_starts_with(name, "COM")) {
        return name.length > 3 && skip_digits(name, 3) == name.length;
    }
    for (size_t i = 0; i < ARRAY_LENGTH(beginnings); i++) {
        if (slice_starts_with(name, beginnings[i])) {
            return true;
        }
    }
    return false;
}

size_t log_skip_port(struct slice line, size_t at)
{
    bool bracket = line.data[at] == '(';
    size_t name = at + bracket;
    size_t end = skip_word(line, name);
    struct slice port = { line.data + name, end - name };

    if (!log_is_port(port) || (bracket && !has(line, end, ") "))) {
        return at;
    }
    if (bracket) {
        return end + 2;
    }
    size_t sign = log_skip_blanks(line, end);

    if (has(line, sign, ": ") || has(line, sign, "| ") || has(line, sign, "> ")) {
        return sign + 2;
    }
    return sign > end ? sign : at; /* a tab */
}

/* A stamp, a number, a port, or a word. */
static bool is_plain(struct slice column, bool no_word)
{
    size_t at = 0;

    while (at < column.length && (is_digit(column.data[at]) || memchr(" :.-+/TZ", column.data[at], 8) != NULL)) {
        at++;
    }
    return column.length > 0 && column.length <= COLUMN_LIMIT &&
           (at == column.length || log_is_port(column) ||
            (!no_word && column.length <= WORD_LIMIT && skip_word(column, 0) == column.length));
}

static bool is_separator(char c)
{
    return c == ',' || c == ';';
}

static bool begins_column(const char *text, size_t first, size_t at)
{
    return at == first || (at > first && is_separator(text[at - 1]));
}

/* There a blank comes behind the sign; behind "RX," it is the beginning of the next column. */
static bool is_in_sentence(struct slice line, size_t from, size_t end)
{
    bool small = false;

    for (size_t i = from; i < end; i++) {
        small = small || (line.data[i] >= 'a' && line.data[i] <= 'z');
    }
    return small && line.data[end + 1] == ' ';
}

size_t log_skip_column(struct slice line, size_t at)
{
    size_t first = log_skip_blanks(line, 0);
    bool quoted = line.data[at] == '"';
    size_t from = at + quoted;
    size_t end = from;

    if (!begins_column(line.data, first, at)) {
        return at;
    }
    while (end < line.length && line.data[end] != '"' && (quoted || !is_separator(line.data[end]))) {
        end++;
    }
    if (line.length - end < 2u + quoted || !is_separator(line.data[end + quoted])) {
        return at;
    }
    if (!is_plain((struct slice){ line.data + from, end - from },
                  !quoted && (at == first || is_in_sentence(line, from, end)))) {
        return at;
    }
    return end + quoted + 1;
}

size_t log_skip_priority(struct slice line, size_t at)
{
    size_t end = skip_digits(line, at + 1);

    if (at != log_skip_blanks(line, 0) || line.data[at] != '<' || end == at + 1 || !has(line, end, ">")) {
        return at;
    }
    return has(line, end + 1, "1 ") ? end + 3 : end + 1;
}

/* "CEST gateway mcumgr[1234]: " */
#define WORDS_BEFORE_PROCESS 2

size_t log_skip_process(struct slice line, size_t at)
{
    size_t end = skip_word(line, at);

    for (unsigned words = 0; words < WORDS_BEFORE_PROCESS && end > at && has(line, end, " "); words++) {
        size_t next = skip_word(line, end + 1);

        end = next > end + 1 ? next : line.length;
    }
    if (end == at || !has(line, end, "[")) {
        return at;
    }
    size_t digits = skip_digits(line, end + 1);

    return digits > end + 1 && has(line, digits, "]: ") ? digits + 3 : at;
}

/* Host, program, process and message each a word; then "-" or groups in brackets. */
size_t log_skip_rfc5424(struct slice line, size_t at)
{
    size_t first = log_skip_blanks(line, 0);
    size_t end = at;

    if (at == first || line.data[first] != '<' || !is_digit(line.data[first + 1])) {
        return at;
    }
    for (unsigned word = 0; word < 4; word++) {
        size_t next = skip_word(line, end);

        if (next == end || !has(line, next, " ")) {
            return at;
        }
        end = next + 1;
    }
    while (end < line.length && line.data[end] != ' ' && (line.data[end] == '[' || line.data[end] == '-')) {
        const char *close = line.data[end] == '-' ? line.data + end : memchr(line.data + end, ']', line.length - end);

        if (close == NULL) {
            return at;
        }
        end = (size_t)(close - line.data) + 1;
    }
    return has(line, end, " ") ? end + 1 : at;
}

size_t log_skip_container(struct slice line, size_t at)
{
    size_t end = skip_word(line, at);

    if (at != log_skip_blanks(line, 0) || end == at || !has(line, end, " ")) {
        return at;
    }
    end = log_skip_blanks(line, end);
    return has(line, end, "| ") ? end + 2 : at;
}

size_t log_skip_ident(struct slice line, size_t at)
{
    size_t host = skip_word(line, at);
    size_t end = host > at && has(line, host, " ") ? skip_word(line, host + 1) : at;

    return at > log_skip_blanks(line, 0) && end > host + 1 && has(line, end, ": ") ? end + 2 : at;
}

bool log_unquote(char *text, size_t *length, size_t at)
{
    size_t end = *length;
    size_t put = 0;

    while (end > at && text[end - 1] == ' ') {
        end--;
    }
    if (end - at < 2 || text[at] != '"' || text[end - 1] != '"' ||
        !begins_column(text, log_skip_blanks((struct slice){ text, *length }, 0), at)) {
        return false;
    }
    for (size_t i = at + 1; i < end - 1; i++) {
        if (text[i] == '"' && (i + 1 == end - 1 || text[++i] != '"')) {
            return false;
        }
    }
    for (size_t i = at + 1; i < end - 1; i++) {
        text[put++] = text[i];
        i += text[i] == '"';
    }
    *length = put;
    return true;
}

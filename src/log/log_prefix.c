#include "log/log_prefix.h"

#include <string.h>

#include "log/log_envelope.h"

static bool is_one_of(const char *text, const char *const *words, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (memcmp(text, words[i], strlen(words[i])) == 0) {
            return true;
        }
    }
    return false;
}

struct marks {
    size_t colons, dashes, slashes, dots;
};

static bool is_time(struct marks marks, size_t length)
{
    return marks.colons > 0 || marks.dashes >= 2 || marks.slashes == 2 || (marks.dots == 2 && length == 10);
}

/* Of a number with signs in it; a comma that ends a column ends it, too. */
static bool goes_on(struct slice line, size_t at)
{
    char c = line.data[at];

    if (c == 'T' || c == 'Z') {
        return at > 0 && is_digit(line.data[at - 1]);
    }
    return is_digit(c) || (memchr(":.,-+/", c, 6) != NULL && line.data[at - 1] != ',');
}

/* "07:14:37.123", "2025-05-16", "00:02:09.561,065]", and text behind it: dates and times of loggers and terminal programs. */
static size_t skip_time(struct slice line, size_t at)
{
    struct marks marks = { 0 };
    size_t end = at;

    while (is_digit(line.data[at]) && end < line.length && goes_on(line, end)) {
        char c = line.data[end++];

        marks.colons += c == ':';
        marks.dashes += c == '-';
        marks.slashes += c == '/';
        marks.dots += c == '.';
    }
    if (!is_time(marks, end - at) || end == line.length) {
        return at;
    }
    if (line.data[end] == ';' || line.data[end - 1] == ',') {
        return end + (line.data[end] == ';'); /* a column of a table */
    }
    /* Of a line that was copied without its first bracket the second one is left. */
    return line.data[end] == ' ' || line.data[end] == '>' ? end : line.data[end] == ']' ? end + 1 : at;
}

/* "May 16 07:14:37", "Fri May 16": a name before a number. */
static size_t skip_day(struct slice line, size_t at)
{
    static const char *const names[] = { "Mon ", "Tue ", "Wed ", "Thu ", "Fri ", "Sat ", "Sun ", "Jan ", "Feb ", "Mar ",
                                         "Apr ", "May ", "Jun ", "Jul ", "Aug ", "Sep ", "Oct ", "Nov ", "Dec " };
    size_t end = at;

    while (line.length - end >= 4 && is_one_of(line.data + end, names, ARRAY_LENGTH(names))) {
        end = log_skip_blanks(line, end + 4);
    }
    if (end > at && end < line.length && skip_time(line, end) > end) {
        return end; /* "Fri 2025-05-16 ..." */
    }
    while (end > at && end < line.length && is_digit(line.data[end])) {
        end++;
    }
    return end > at && is_digit(line.data[end - 1]) && end < line.length && line.data[end] == ' ' ? end : at;
}

/* "->", "|" and "AM" behind a time, ">" of a quoted line. */
static size_t skip_separator(struct slice line, size_t at)
{
    static const char *const separators[] = { "-> ", "<< ", ">> ", "AM ", "PM " };
    bool behind = log_skip_blanks(line, 0) < at;
    size_t left = line.length - at;

    if (left >= 3 && behind && is_one_of(line.data + at, separators, ARRAY_LENGTH(separators))) {
        return at + 3;
    }
    return left >= 2 && (line.data[at] == '>' || (behind && line.data[at] == '|')) && line.data[at + 1] == ' ' ? at + 2
                                                                                                               : at;
}

#define STAMP_LIMIT 40

/* "[Fri May 16 07:14:37.123 2025]", "[COM5]", "[/dev/ttyACM0]" */
static size_t skip_stamp(struct slice line, size_t at)
{
    size_t end = at + 1;
    size_t colons = 0;
    struct slice inner;

    while (end < line.length && end - at < STAMP_LIMIT && line.data[end] != ']') {
        colons += line.data[end] == ':' && is_digit(line.data[end - 1]);
        end++;
    }
    inner = (struct slice){ line.data + at + 1, end - at - 1 };
    if (line.data[at] != '[' || end >= line.length || line.data[end] != ']') {
        return at;
    }
    return colons == 2 || log_is_port(inner) ? end + 1 : at;
}

/* "[00:00:01.234,567]", "[2025-05-16 07:14:37.123]", "[    1.234]", "[INF]" */
static size_t skip_brackets(struct slice line, size_t at)
{
    size_t end = at + 1;

    if (line.data[at] != '[') {
        return at;
    }
    while (end < line.length && (is_digit(line.data[end]) || memchr(" :.,-+/TZ", line.data[end], 9) != NULL)) {
        end++;
    }
    if (end < line.length && line.data[end] == ']' && end > at + 1) {
        return end + 1;
    }
    if (line.length - at >= 5 && line.data[at + 4] == ']' &&
        (memcmp(line.data + at, "[INF", 4) == 0 || memcmp(line.data + at, "[WRN", 4) == 0 ||
         memcmp(line.data + at, "[ERR", 4) == 0 || memcmp(line.data + at, "[DBG", 4) == 0)) {
        return at + 5;
    }
    return at;
}

/* "E: " */
static size_t skip_letter(struct slice line, size_t at)
{
    const char *text = line.data + at;
    bool found = line.length - at >= 3 && memchr("EWID", text[0], 4) != NULL && text[1] == ':' && text[2] == ' ';

    return found ? at + 3 : at;
}

/* "00> " of RTT viewers: the channel. */
static size_t skip_channel(struct slice line, size_t at)
{
    const char *text = line.data + at;
    bool found = line.length - at >= 4 && is_digit(text[0]) && is_digit(text[1]) && text[2] == '>' && text[3] == ' ';

    return found ? at + 4 : at;
}

/* "<err> module: ", "<err> " */
static size_t skip_level(struct slice line, size_t at)
{
    const char *text = line.data;
    size_t end = at + 6;

    if (line.length - at < 6 || text[at] != '<' || text[at + 4] != '>' || text[at + 5] != ' ') {
        return at;
    }
    while (end < line.length && text[end] != ' ' && text[end] != ':') {
        end++;
    }
    return line.length - end >= 2 && text[end] == ':' && text[end + 1] == ' ' ? end + 2 : at + 6;
}

static size_t skip_prompt(struct slice line, size_t at)
{
    static const char prompt[] = "uart:~$ ";
    size_t length = sizeof prompt - 1;

    return line.length - at >= length && memcmp(line.data + at, prompt, length) == 0 ? at + length : at;
}

static size_t skip_all(struct slice line, size_t at)
{
    static size_t (*const prefixes[])(struct slice, size_t) = {
        log_skip_priority, log_skip_container, log_skip_port,  skip_prompt,     skip_channel, skip_letter,
        skip_level,        skip_brackets,      skip_stamp,     skip_day,        skip_time,    log_skip_rfc5424,
        log_skip_process,  log_skip_column,    skip_separator, log_skip_blanks,
    };
    size_t before;

    do {
        before = at;
        for (size_t i = 0; i < ARRAY_LENGTH(prefixes) && at < line.length; i++) {
            at = prefixes[i](line, at);
        }
    } while (at > before);
    return at;
}

size_t log_prefix_length(struct slice line)
{
    return skip_all(line, log_skip_blanks(line, 0));
}

size_t log_prefix_guess(struct slice line, size_t message)
{
    size_t at = message < line.length ? log_skip_ident(line, message) : message;

    return at > message ? skip_all(line, at) : message;
}

bool log_prefix_warns(struct slice line, size_t message)
{
    static const char *const levels[] = { "E: ", "W: ", "<err> ", "<wrn> ", "[ERR]", "[WRN]" };

    for (size_t at = 0; at < message; at++) {
        bool in_word = at > 0 && is_identifier_character(line.data[at - 1]);

        for (size_t i = 0; !in_word && i < ARRAY_LENGTH(levels); i++) {
            size_t length = strlen(levels[i]);

            if (message - at >= length && memcmp(line.data + at, levels[i], length) == 0) {
                return true;
            }
        }
    }
    return false;
}

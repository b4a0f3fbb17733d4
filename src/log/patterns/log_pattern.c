#include "log/patterns/log_pattern.h"

#include <assert.h>
#include <string.h>

static const struct log_pattern_table *const tables[] = {
    &log_patterns_nsib,      &log_patterns_start,         &log_patterns_update, &log_patterns_refusal,
    &log_patterns_net,       &log_patterns_stop,          &log_patterns_fault,  &log_patterns_client,
    &log_patterns_dfu,       &log_patterns_application,   &log_patterns_image,  &log_patterns_recovery,
    &log_patterns_nrf53boot, &log_patterns_nrf53boot_net, &log_patterns_build,
};

size_t log_pattern_count(void)
{
    size_t count = 0;

    for (size_t i = 0; i < ARRAY_LENGTH(tables); i++) {
        count += tables[i]->count;
    }
    return count;
}

const struct log_pattern *log_pattern_at(size_t index)
{
    for (size_t i = 0; i < ARRAY_LENGTH(tables); i++) {
        if (index < tables[i]->count) {
            return &tables[i]->items[index];
        }
        index -= tables[i]->count;
    }
    return NULL;
}

const char *log_printer_name(enum log_printer printer)
{
    static const char *const names[] = { "MCUboot", "NSIB (b0 or b0n)", "b0n",    "PCD",   "nrf53boot",
                                         "Zephyr",  "application",      "client", "build", "simulator" };

    return names[printer];
}

const char *log_seen_name(enum log_seen seen)
{
    static const char *const names[] = { "source", "logs", "source and logs" };

    return names[seen];
}

static bool ends_form(char c)
{
    return c == '\0' || c == '|';
}

const char *log_pattern_next_form(const char *form)
{
    size_t length = strcspn(form, "|");

    return form[length] == '|' ? form + length + 1 : NULL;
}

static size_t skip_number(struct slice line, size_t at)
{
    size_t digits = at + (at < line.length && line.data[at] == '-' ? 1 : 0);
    size_t end = digits;

    while (end < line.length && is_digit(line.data[end])) {
        end++;
    }
    return end == digits ? at : end;
}

static size_t skip_hexadecimal(struct slice line, size_t at)
{
    bool prefixed =
        line.length - at > 2 && line.data[at] == '0' && (line.data[at + 1] == 'x' || line.data[at + 1] == 'X');
    size_t digits = at + (prefixed ? 2 : 0);
    size_t end = digits;

    while (end < line.length && hex_digit_value(line.data[end]) >= 0) {
        end++;
    }
    return end == digits ? at : end;
}

static void capture(struct log_match *match, struct slice line, size_t from, size_t to)
{
    if (match->count < LOG_CAPTURES) {
        match->captures[match->count++] = (struct slice){ line.data + from, to - from };
    }
}

static bool rest_matches(const char *pattern, struct slice line, size_t at, struct log_match *match);

/* %d and %x take all there is of a number: the half of one is another number. */
static bool number_matches(const char *pattern, struct slice line, size_t at, struct log_match *match)
{
    size_t end = pattern[1] == 'd' ? skip_number(line, at) : skip_hexadecimal(line, at);

    if (end == at) {
        return false;
    }
    capture(match, line, at, end);
    return rest_matches(pattern + 2, line, end, match);
}

/* A text that nothing follows: all of the line, or all up to a blank. */
static bool last_matches(bool blanks, struct slice line, size_t at, struct log_match *match)
{
    size_t end = at;

    while (end < line.length && (blanks || line.data[end] != ' ')) {
        end++;
    }
    capture(match, line, at, end);
    return blanks || end > at;
}

/* Recursion ends: a pattern has few placeholders, and a line is cut at LOG_LINE_LIMIT. */
static bool text_matches(const char *pattern, struct slice line, size_t at, struct log_match *match)
{
    bool blanks = pattern[1] == 's';
    size_t count = match->count;

    if (ends_form(pattern[2])) {
        return last_matches(blanks, line, at, match);
    }
    for (size_t end = blanks ? at : at + 1; end <= line.length; end++) {
        if (!blanks && line.data[end - 1] == ' ') {
            return false;
        }
        match->count = count;
        capture(match, line, at, end);
        if (rest_matches(pattern + 2, line, end, match)) {
            return true;
        }
    }
    return false;
}

static bool blank_matches(const char *pattern, struct slice line, size_t at, struct log_match *match)
{
    size_t end = at;

    while (end < line.length && (line.data[end] == ' ' || line.data[end] == '\t')) {
        end++;
    }
    return end > at && rest_matches(pattern + 1, line, end, match);
}

static bool ends_here(const char *before, struct slice line, size_t at)
{
    return at == line.length || !is_identifier_character(before[-1]) || !is_identifier_character(line.data[at]);
}

static bool rest_matches(const char *pattern, struct slice line, size_t at, struct log_match *match)
{
    while (!ends_form(*pattern)) {
        if (*pattern == '%' && pattern[1] != '%') {
            return pattern[1] == 'd' || pattern[1] == 'x' ? number_matches(pattern, line, at, match)
                                                          : text_matches(pattern, line, at, match);
        }
        if (*pattern == ' ') {
            return blank_matches(pattern, line, at, match);
        }
        if (*pattern == '$' && ends_form(pattern[1])) {
            return slice_trim((struct slice){ line.data + at, line.length - at }).length == 0;
        }
        pattern += *pattern == '%';
        if (at == line.length || line.data[at] != *pattern) {
            return false;
        }
        pattern++;
        at++;
    }
    return ends_here(pattern, line, at);
}

static bool form_matches(const struct log_form *form, struct slice line, size_t at, size_t message,
                         struct log_match *match)
{
    const char *text = form->text;

    *match = (struct log_match){ .pattern = form->pattern, .begin = at };
    if (*text == '^') {
        return at == message && rest_matches(text + 1, line, at, match);
    }
    if (at > 0 && is_identifier_character(*text) && is_identifier_character(line.data[at - 1])) {
        return false;
    }
    return rest_matches(text, line, at, match);
}

static unsigned char first_byte(const char *form)
{
    return (unsigned char)form[*form == '^'];
}

static void count_forms(struct log_pattern_index *index, const struct log_pattern *pattern)
{
    for (const char *form = pattern->text; form != NULL; form = log_pattern_next_form(form)) {
        index->first[first_byte(form) + 1u]++;
    }
}

static void place_forms(struct log_pattern_index *index, const struct log_pattern *pattern, size_t filled[256])
{
    for (const char *form = pattern->text; form != NULL; form = log_pattern_next_form(form)) {
        index->forms[filled[first_byte(form)]++] = (struct log_form){ pattern, form };
    }
}

void log_pattern_index_build(struct log_pattern_index *index)
{
    size_t count = log_pattern_count();
    size_t filled[256];

    memset(index, 0, sizeof *index);
    for (size_t i = 0; i < count; i++) {
        count_forms(index, log_pattern_at(i));
    }
    for (unsigned byte = 0; byte < 256; byte++) {
        index->first[byte + 1] += index->first[byte];
        filled[byte] = index->first[byte];
    }
    assert(index->first[256] <= LOG_FORMS_LIMIT);
    for (size_t i = 0; i < count; i++) {
        place_forms(index, log_pattern_at(i), filled);
    }
}

/* Cheap, and true for few lines: the second byte, where the pattern has one that is sure. */
static bool may_match(const char *form, struct slice line, size_t at)
{
    char second = form[*form == '^' ? 2 : 1];

    return second == '%' || second == ' ' || second == '$' || ends_form(second) ||
           (at + 1 < line.length && line.data[at + 1] == second);
}

bool log_pattern_find(const struct log_pattern_index *index, struct slice line, size_t message, struct log_match *match)
{
    for (size_t at = message; at < line.length; at++) {
        unsigned char byte = (unsigned char)line.data[at];

        if (at > message && is_identifier_character(line.data[at]) && is_identifier_character(line.data[at - 1])) {
            continue; /* every pattern begins with a word or with a sign */
        }
        for (size_t i = index->first[byte]; i < index->first[byte + 1u]; i++) {
            if (may_match(index->forms[i].text, line, at) && form_matches(&index->forms[i], line, at, message, match)) {
                return true;
            }
        }
    }
    return false;
}

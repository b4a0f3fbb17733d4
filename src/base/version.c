#include "base/version.h"

#include <string.h>

/* Takes digits from the front of text; false when there are none or the number passes 65535. */
static bool take_number(struct slice *text, uint16_t *number)
{
    size_t digits = 0;
    uint64_t value;

    while (digits < text->length && is_digit(text->data[digits])) {
        digits++;
    }
    if (!parse_uint64((struct slice){ text->data, digits }, 10, &value) || value > UINT16_MAX) {
        return false;
    }
    *number = (uint16_t)value;
    text->data += digits;
    text->length -= digits;
    return true;
}

static bool take_dot(struct slice *text)
{
    if (text->length == 0 || text->data[0] != '.') {
        return false;
    }
    text->data++;
    text->length--;
    return true;
}

bool sdk_version_parse(struct slice text, struct sdk_version *version)
{
    struct sdk_version parsed = { 0, 0, 0 };

    if (text.length > 0 && (text.data[0] == 'v' || text.data[0] == 'V')) {
        text.data++;
        text.length--;
    }
    if (!take_number(&text, &parsed.major) || !take_dot(&text) || !take_number(&text, &parsed.minor)) {
        return false;
    }
    if (take_dot(&text) && !take_number(&text, &parsed.patch)) {
        return false;
    }
    if (text.length > 0 && text.data[0] != '-' && text.data[0] != '+') {
        return false;
    }
    *version = parsed;
    return true;
}

int sdk_version_compare(struct sdk_version left, struct sdk_version right)
{
    if (left.major != right.major) {
        return left.major < right.major ? -1 : 1;
    }
    if (left.minor != right.minor) {
        return left.minor < right.minor ? -1 : 1;
    }
    if (left.patch != right.patch) {
        return left.patch < right.patch ? -1 : 1;
    }
    return 0;
}

const char *sdk_version_text(struct arena *arena, struct sdk_version version)
{
    return arena_printf(arena, "%u.%u.%u", (unsigned)version.major, (unsigned)version.minor, (unsigned)version.patch);
}

const struct sdk_series sdk_known_series[SDK_SERIES_COUNT] = { { 1, 4, 9 }, { 2, 0, 9 }, { 3, 0, 4 } };

bool sdk_version_is_known(struct sdk_version version)
{
    for (size_t i = 0; i < SDK_SERIES_COUNT; i++) {
        const struct sdk_series *series = &sdk_known_series[i];

        if (version.major == series->major && version.minor >= series->first_minor &&
            version.minor <= series->last_minor) {
            return true;
        }
    }
    return false;
}

static const struct {
    const char *text;
    enum sdk_bound_operator value;
} operators[] = {
    /* longer ones first: ">" is the beginning of ">=" */
    { ">=", SDK_GE }, { "<=", SDK_LE }, { "==", SDK_EQ }, { ">", SDK_GT }, { "<", SDK_LT },
};

static bool parse_bound(struct slice word, struct sdk_bound *bound)
{
    for (size_t i = 0; i < ARRAY_LENGTH(operators); i++) {
        if (slice_starts_with(word, operators[i].text)) {
            size_t length = strlen(operators[i].text);

            bound->relation = operators[i].value;
            return sdk_version_parse((struct slice){ word.data + length, word.length - length }, &bound->version);
        }
    }
    return false;
}

/* Takes the next blank-separated word; empty at the end. */
static struct slice next_word(struct slice *text)
{
    struct slice word;

    *text = slice_trim(*text);
    word = (struct slice){ text->data, 0 };
    while (word.length < text->length && text->data[word.length] != ' ' && text->data[word.length] != '\t') {
        word.length++;
    }
    text->data += word.length;
    text->length -= word.length;
    return word;
}

bool sdk_range_parse(struct arena *arena, struct slice text, struct sdk_range *range)
{
    bool starts_alternative = true;
    struct slice word;

    *range = (struct sdk_range){ 0 };
    if (slice_equals(slice_trim(text), "all")) {
        return true;
    }
    for (word = next_word(&text); word.length > 0; word = next_word(&text)) {
        struct sdk_bound *bound;

        if (slice_equals(word, "||")) {
            if (starts_alternative) {
                return false;
            }
            starts_alternative = true;
            continue;
        }
        bound = ARENA_PUSH(arena, range);
        if (!parse_bound(word, bound)) {
            return false;
        }
        bound->starts_alternative = starts_alternative;
        starts_alternative = false;
    }
    return range->count == 0 || !starts_alternative;
}

static bool bound_holds(const struct sdk_bound *bound, struct sdk_version version)
{
    int order = sdk_version_compare(version, bound->version);

    switch (bound->relation) {
    case SDK_GE:
        return order >= 0;
    case SDK_GT:
        return order > 0;
    case SDK_LE:
        return order <= 0;
    case SDK_LT:
        return order < 0;
    case SDK_EQ:
        return order == 0;
    }
    return false;
}

bool sdk_range_contains(const struct sdk_range *range, struct sdk_version version)
{
    bool holds = true;

    for (size_t i = 0; i < range->count; i++) {
        if (range->items[i].starts_alternative && i > 0) {
            if (holds) {
                return true;
            }
            holds = true;
        }
        holds = holds && bound_holds(&range->items[i], version);
    }
    return holds;
}

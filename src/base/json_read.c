#include "base/json_read.h"

#include <string.h>
#include "base/text.h"

#define VALUE_LIMIT 100000u
#define ESCAPE_SIZE 4u /* digits behind \u */

struct reader {
    struct arena *arena;
    struct diagnostics *diagnostics;
    struct origin here;
    const char *at;
    size_t left;
    size_t values;
};

static bool bad(const struct reader *reader, const char *reason)
{
    return diagnose(reader->diagnostics, DIAGNOSTIC_INPUT, reader->here, "no JSON: %s", reason);
}

static char peek(const struct reader *reader)
{
    return reader->left > 0 ? *reader->at : '\0';
}

static void step(struct reader *reader, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (reader->at[i] == '\n') {
            reader->here.line++;
            reader->here.column = 0;
        }
        reader->here.column++;
    }
    reader->at += count;
    reader->left -= count;
}

static void skip_blanks(struct reader *reader)
{
    while (reader->left > 0 && strchr(" \t\r\n", *reader->at) != NULL && *reader->at != '\0') {
        step(reader, 1);
    }
}

/* A wanted character, after blanks. */
static bool take(struct reader *reader, char wanted)
{
    skip_blanks(reader);
    if (reader->left == 0 || *reader->at != wanted) {
        return false;
    }
    step(reader, 1);
    return true;
}

static struct yaml_node *new_node(struct reader *reader, enum yaml_kind kind)
{
    struct yaml_node *node = arena_alloc(reader->arena, sizeof *node);

    node->kind = kind;
    node->origin = reader->here;
    node->text = "";
    reader->values++;
    return node;
}

static void put_character(struct text *out, uint32_t character)
{
    char bytes[4];
    size_t size = character < 0x80 ? 1 : character < 0x800 ? 2 : character < 0x10000 ? 3 : 4;
    static const uint8_t marks[] = { 0, 0x00, 0xc0, 0xe0, 0xf0 };

    for (size_t i = size - 1; i > 0; i--) {
        bytes[i] = (char)(0x80 | (character & 0x3f));
        character >>= 6;
    }
    bytes[0] = (char)(marks[size] | character);
    text_append_bytes(out, bytes, size);
}

static bool take_unit(struct reader *reader, uint32_t *unit)
{
    *unit = 0;
    if (reader->left < ESCAPE_SIZE) {
        return false;
    }
    for (size_t i = 0; i < ESCAPE_SIZE; i++) {
        int digit = hex_digit_value(reader->at[i]);

        if (digit < 0) {
            return false;
        }
        *unit = *unit << 4 | (uint32_t)digit;
    }
    step(reader, ESCAPE_SIZE);
    return true;
}

/* What stands behind \u; two of them make one character over U+FFFF. */
static bool take_unicode(struct reader *reader, struct text *out)
{
    uint32_t first, second = 0;

    if (!take_unit(reader, &first)) {
        return bad(reader, "expected four hexadecimal digits behind '\\u'");
    }
    if (first >= 0xd800 && first <= 0xdfff) {
        if (first >= 0xdc00 || reader->left < 2 || memcmp(reader->at, "\\u", 2) != 0) {
            return bad(reader, "half of a character in '\\u'");
        }
        step(reader, 2);
        if (!take_unit(reader, &second) || second < 0xdc00 || second > 0xdfff) {
            return bad(reader, "half of a character in '\\u'");
        }
        first = 0x10000 + ((first - 0xd800) << 10) + (second - 0xdc00);
    }
    if (first == 0) {
        return bad(reader, "a character with the number 0");
    }
    put_character(out, first);
    return true;
}

static bool take_escape(struct reader *reader, struct text *out)
{
    static const char letters[] = "\"\\/bfnrt";
    static const char meanings[] = "\"\\/\b\f\n\r\t";
    const char *found;
    char letter;

    step(reader, 1);
    letter = peek(reader);
    if (letter == 'u') {
        step(reader, 1);
        return take_unicode(reader, out);
    }
    found = letter == '\0' ? NULL : strchr(letters, letter);
    if (found == NULL) {
        return bad(reader, "unknown escape in a text");
    }
    text_append_bytes(out, &meanings[found - letters], 1);
    step(reader, 1);
    return true;
}

/* The rest of a text behind its opening quotes. */
static bool read_text(struct reader *reader, struct yaml_node *node)
{
    struct text out = text_create(reader->arena, reader->left);

    while (reader->left > 0 && *reader->at != '"') {
        size_t size = utf8_sequence(reader->at, reader->left);

        if (*reader->at == '\\') {
            if (!take_escape(reader, &out)) {
                return false;
            }
        } else if (size == 0 || (unsigned char)*reader->at < 0x20) {
            return bad(reader, size == 0 ? "a text is no UTF-8" : "a control character in a text");
        } else {
            text_append_bytes(&out, reader->at, size);
            step(reader, size);
        }
    }
    if (reader->left == 0) {
        return bad(reader, "a text has no closing quotes");
    }
    step(reader, 1);
    node->text = out.data;
    node->length = out.length;
    return true;
}

static size_t digits(const char *text, size_t at, size_t length)
{
    size_t count = 0;

    while (at + count < length && is_digit(text[at + count])) {
        count++;
    }
    return count;
}

/* Digits behind a mark ("." or "e" with a sign); 0 when there are none. */
static size_t marked_digits(const char *text, size_t at, size_t length, bool exponent)
{
    size_t sign = exponent && at + 1 < length && (text[at + 1] == '+' || text[at + 1] == '-') ? 1 : 0;
    size_t count = digits(text, at + 1 + sign, length);

    return count == 0 ? 0 : 1 + sign + count;
}

/* Length of the number in front, 0 when there is none. */
static size_t number_length(const char *text, size_t length)
{
    size_t at = length > 0 && text[0] == '-' ? 1 : 0;
    size_t whole = digits(text, at, length);
    static const char *const marks[] = { ".", "eE" };

    if (whole == 0 || (whole > 1 && text[at] == '0')) {
        return 0;
    }
    at += whole;
    for (size_t i = 0; i < ARRAY_LENGTH(marks); i++) {
        if (at < length && text[at] != '\0' && strchr(marks[i], text[at]) != NULL) {
            size_t more = marked_digits(text, at, length, i == 1);

            if (more == 0) {
                return 0;
            }
            at += more;
        }
    }
    return at;
}

static bool read_word(struct reader *reader, struct yaml_node *node)
{
    static const char *const words[] = { "true", "false", "null" };
    size_t length = number_length(reader->at, reader->left);

    for (size_t i = 0; length == 0 && i < ARRAY_LENGTH(words); i++) {
        if (reader->left >= strlen(words[i]) && memcmp(reader->at, words[i], strlen(words[i])) == 0) {
            length = strlen(words[i]);
        }
    }
    if (length == 0) {
        return bad(reader, "expected an object, a list, a number or a text in quotes");
    }
    node->plain = true;
    node->text = arena_strndup(reader->arena, reader->at, length);
    node->length = length;
    step(reader, length);
    return true;
}

static bool read_value(struct reader *reader, unsigned depth, struct yaml_node **node);

static bool read_list(struct reader *reader, unsigned depth, struct yaml_node *node)
{
    struct yaml_items list = { 0 };

    step(reader, 1);
    if (take(reader, ']')) {
        return true;
    }
    do {
        struct yaml_node *item;

        if (!read_value(reader, depth + 1, &item)) {
            return false;
        }
        *ARENA_PUSH(reader->arena, &list) = item;
    } while (take(reader, ','));
    node->items = list.items;
    node->count = list.count;
    return take(reader, ']') || bad(reader, "expected ',' or ']'");
}

static bool read_object(struct reader *reader, unsigned depth, struct yaml_node *node)
{
    struct yaml_pairs list = { 0 };

    step(reader, 1);
    if (take(reader, '}')) {
        return true;
    }
    do {
        struct yaml_pair pair = { 0 };

        skip_blanks(reader);
        if (peek(reader) != '"') {
            return bad(reader, "expected a key in quotes");
        }
        if (!read_value(reader, depth + 1, &pair.key)) {
            return false;
        }
        if (!take(reader, ':')) {
            return bad(reader, "expected ':' behind a key");
        }
        if (!read_value(reader, depth + 1, &pair.value)) {
            return false;
        }
        *ARENA_PUSH(reader->arena, &list) = pair;
    } while (take(reader, ','));
    node->pairs = list.items;
    node->count = list.count;
    return take(reader, '}') || bad(reader, "expected ',' or '}'");
}

static bool read_value(struct reader *reader, unsigned depth, struct yaml_node **node)
{
    bool good;

    skip_blanks(reader);
    if (depth > YAML_DEPTH_LIMIT) {
        return diagnose(reader->diagnostics, DIAGNOSTIC_INPUT, reader->here, "nested deeper than %d levels",
                        YAML_DEPTH_LIMIT);
    }
    if (reader->values >= VALUE_LIMIT) {
        return diagnose(reader->diagnostics, DIAGNOSTIC_INPUT, reader->here, "more than %u values", VALUE_LIMIT);
    }
    switch (peek(reader)) {
    case '{':
        *node = new_node(reader, YAML_MAPPING);
        good = read_object(reader, depth, *node);
        break;
    case '[':
        *node = new_node(reader, YAML_SEQUENCE);
        good = read_list(reader, depth, *node);
        break;
    case '"':
        *node = new_node(reader, YAML_SCALAR);
        step(reader, 1);
        good = read_text(reader, *node);
        break;
    default:
        *node = new_node(reader, YAML_SCALAR);
        good = read_word(reader, *node);
    }
    (*node)->end = reader->here;
    return good;
}

bool json_parse(struct arena *arena, const struct source *source, struct diagnostics *diagnostics,
                struct yaml_node **root)
{
    struct reader reader = {
        arena, diagnostics, { source, 1, 1 }, source->data, source->size, 0,
    };

    skip_blanks(&reader);
    if (reader.left == 0) {
        return diagnose(diagnostics, DIAGNOSTIC_INPUT, origin_file(source), "no JSON: the file is empty");
    }
    if (!read_value(&reader, 0, root)) {
        return false;
    }
    skip_blanks(&reader);
    return reader.left == 0 || bad(&reader, "data behind the value");
}

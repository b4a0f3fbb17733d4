#include <string.h>

#include "nrf53pack/bytes.h"
#include "project/devicetree/overlay_internal.h"

/* Brackets and operators within each other. */
#define NUMBER_DEPTH_LIMIT 40

/* Bytes of one property; nothing that matters here is longer than a list of partitions. */
#define VALUE_LIMIT 4096u

struct number_reader {
    struct overlay_scanner *scanner;
    bool known;
    unsigned depth;
};

static uint64_t read_operand(struct number_reader *reader);

struct operator
{
    const char *text;
    unsigned strength;
};

/* Longer ones first, so that "<<" is not taken for "<". */
static const struct operator operators[] = {
    { "||", 1 }, { "&&", 2 }, { "==", 6 }, { "!=", 6 }, { "<<", 8 }, { ">>", 8 }, { "<=", 7 }, { ">=", 7 }, { "|", 3 },
    { "^", 4 },  { "&", 5 },  { "<", 7 },  { ">", 7 },  { "+", 9 },  { "-", 9 },  { "*", 10 }, { "/", 10 }, { "%", 10 },
};

static const struct operator* next_operator(const struct overlay_scanner *scanner)
{
    struct slice rest = { scanner->source->data + scanner->at, scanner->source->size - scanner->at };

    for (size_t i = 0; i < ARRAY_LENGTH(operators); i++) {
        if (slice_starts_with(rest, operators[i].text)) {
            return &operators[i];
        }
    }
    return NULL;
}

static uint64_t divide(struct number_reader *reader, char operator, uint64_t left, uint64_t right)
{
    if (right == 0) {
        reader->known = false;
        return 0;
    }
    return operator== '/' ? left / right : left % right;
}

static uint64_t compare(const char *operator, uint64_t left, uint64_t right)
{
    switch (operator[0]) {
    case '=':
        return left == right;
    case '!':
        return left != right;
    case '<':
        return operator[1] == '=' ? left <= right : left<right;
    default:
        return operator[1] == '=' ? left >= right : left> right;
    }
}

/* "||" and "&&" of truths, "<<" and ">>" of bits */
static uint64_t calculate_doubled(char operator, uint64_t left, uint64_t right)
{
    switch (operator) {
    case '|':
        return left != 0 || right != 0;
    case '&':
        return left != 0 && right != 0;
    case '<':
        return right > 63 ? 0 : left << right;
    default:
        return right > 63 ? 0 : left >> right;
    }
}

/* dtc calculates with 64 bits and wraps, as unsigned arithmetic does. */
static uint64_t calculate(struct number_reader *reader, const struct operator* operator, uint64_t left, uint64_t right)
{
    if (operator->text[0] == operator->text[1] && operator->text[0] != '=') {
        return calculate_doubled(operator->text[0], left, right);
    }
    switch (operator->text[0]) {
    case '|':
        return left | right;
    case '&':
        return left & right;
    case '^':
        return left ^ right;
    case '+':
        return left + right;
    case '-':
        return left - right;
    case '*':
        return left * right;
    case '/':
    case '%':
        return divide(reader, operator->text[0], left, right);
    default:
        return compare(operator->text, left, right);
    }
}

/* Operands joined by operators at least as strong as the one given. */
static uint64_t read_chain(struct number_reader *reader, unsigned strength)
{
    uint64_t value = read_operand(reader);
    const struct operator* operator;

    overlay_skip(reader->scanner);
    while (reader->known && (operator= next_operator(reader->scanner)) != NULL && operator->strength >= strength) {
        overlay_advance(reader->scanner, strlen(operator->text));
        value = calculate(reader, operator, value, read_chain(reader, operator->strength + 1));
        overlay_skip(reader->scanner);
    }
    return value;
}

/* Up to the bracket that closes the one which was opened before. */
static void skip_brackets(struct overlay_scanner *scanner)
{
    unsigned open = 1;

    while (open > 0 && overlay_peek(scanner, 0) >= 0 && overlay_peek(scanner, 0) != ';') {
        int c = overlay_peek(scanner, 0);

        open += c == '(';
        open -= c == ')';
        overlay_advance(scanner, 1);
    }
}

static uint64_t read_brackets(struct number_reader *reader)
{
    uint64_t value = read_chain(reader, 1);

    overlay_skip(reader->scanner);
    if (overlay_peek(reader->scanner, 0) == ')' && reader->known) {
        overlay_advance(reader->scanner, 1);
        return value;
    }
    reader->known = false;
    skip_brackets(reader->scanner);
    return 0;
}

/* DT_SIZE_K(x) and DT_SIZE_M(x) of zephyr/dt-bindings/dt-util.h; any other name is the preprocessor's. */
static uint64_t read_macro(struct number_reader *reader, struct slice name)
{
    unsigned shift = slice_equals(name, "DT_SIZE_K") ? 10 : slice_equals(name, "DT_SIZE_M") ? 20 : 0;
    uint64_t value = 0;

    if (overlay_peek(reader->scanner, 0) == '(') {
        overlay_advance(reader->scanner, 1);
        if (shift > 0) {
            value = read_brackets(reader) << shift;
        } else {
            skip_brackets(reader->scanner);
        }
    }
    reader->known = reader->known && shift > 0;
    return value;
}

static bool is_letter(int c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

/* Letters, digits and '_': in an expression '-' and '+' are operators. */
static struct slice take_identifier(struct overlay_scanner *scanner)
{
    size_t start = scanner->at;

    while (is_letter(overlay_peek(scanner, 0)) || is_digit(overlay_peek(scanner, 0))) {
        overlay_advance(scanner, 1);
    }
    return (struct slice){ scanner->source->data + start, scanner->at - start };
}

/* With the suffixes that C allows. */
static uint64_t read_literal(struct number_reader *reader)
{
    struct slice text = take_identifier(reader->scanner);
    uint64_t value = 0;

    while (text.length > 1 && strchr("uUlL", text.data[text.length - 1]) != NULL) {
        text.length--;
    }
    reader->known = reader->known && parse_uint64(text, 0, &value);
    return value;
}

static uint64_t read_unary(struct number_reader *reader)
{
    int c = overlay_peek(reader->scanner, 0);
    uint64_t value;

    overlay_advance(reader->scanner, 1);
    value = read_operand(reader);
    return c == '-' ? (uint64_t)0 - value : c == '~' ? ~value : value == 0;
}

static uint64_t read_operand(struct number_reader *reader)
{
    uint64_t value = 0;
    int c;

    if (!reader->known || ++reader->depth > NUMBER_DEPTH_LIMIT) {
        reader->known = false;
        return 0;
    }
    overlay_skip(reader->scanner);
    c = overlay_peek(reader->scanner, 0);
    if (c == '(') {
        overlay_advance(reader->scanner, 1);
        value = read_brackets(reader);
    } else if (is_digit(c)) {
        value = read_literal(reader);
    } else if (is_letter(c)) {
        value = read_macro(reader, take_identifier(reader->scanner));
    } else if (c == '-' || c == '~' || c == '!') {
        value = read_unary(reader);
    } else {
        reader->known = false;
    }
    reader->depth--;
    return value;
}

uint64_t overlay_read_number(struct overlay_scanner *scanner, bool *known)
{
    struct number_reader reader = { scanner, true, 0 };
    uint64_t value = read_operand(&reader);

    *known = reader.known;
    return value;
}

struct bytes {
    uint8_t data[VALUE_LIMIT];
    size_t size;
    bool known;
};

static void put_bytes(struct bytes *bytes, const void *data, size_t size)
{
    if (size > sizeof bytes->data - bytes->size) {
        bytes->known = false;
        return;
    }
    memcpy(bytes->data + bytes->size, data, size);
    bytes->size += size;
}

/* Up to the end of a list that is not understood. */
static void skip_to(struct overlay_scanner *scanner, char end)
{
    while (overlay_peek(scanner, 0) >= 0 && overlay_peek(scanner, 0) != end && overlay_peek(scanner, 0) != ';') {
        overlay_advance(scanner, 1);
    }
}

static void put_cell(uint8_t *cell, uint32_t value)
{
    for (int i = 0; i < 4; i++) {
        cell[i] = (uint8_t)(value >> (24 - 8 * i));
    }
}

/* <1 0x2 (3 + 4) &label MACRO>; a reference is a number that only the whole tree has. */
static void read_cells(struct overlay_scanner *scanner, struct bytes *bytes)
{
    overlay_advance(scanner, 1);
    overlay_skip(scanner);
    while (overlay_peek(scanner, 0) != '>' && overlay_peek(scanner, 0) >= 0 && overlay_peek(scanner, 0) != ';') {
        uint8_t cell[4] = { 0 };
        bool known = false;

        if (overlay_peek(scanner, 0) == '&') {
            (void)overlay_take_reference(scanner);
        } else {
            size_t before = scanner->at;

            put_cell(cell, (uint32_t)overlay_read_number(scanner, &known));
            if (scanner->at == before) {
                skip_to(scanner, '>');
            }
        }
        put_bytes(bytes, cell, sizeof cell);
        bytes->known = bytes->known && known;
        overlay_skip(scanner);
    }
    overlay_advance(scanner, overlay_peek(scanner, 0) == '>');
}

/* [01 02 0304] */
static void read_byte_string(struct overlay_scanner *scanner, struct bytes *bytes)
{
    int high = -1;

    overlay_advance(scanner, 1);
    for (; overlay_peek(scanner, 0) >= 0 && overlay_peek(scanner, 0) != ']' && overlay_peek(scanner, 0) != ';';
         overlay_advance(scanner, 1)) {
        int digit = hex_digit_value((char)overlay_peek(scanner, 0));

        if (digit >= 0 && high < 0) {
            high = digit;
        } else if (digit >= 0) {
            uint8_t byte = (uint8_t)(high << 4 | digit);

            put_bytes(bytes, &byte, 1);
            high = -1;
        }
    }
    overlay_advance(scanner, overlay_peek(scanner, 0) == ']');
}

/* &label as a value stands for the node's path; it is kept as it is written. */
static void put_reference(struct bytes *bytes, struct slice reference)
{
    put_bytes(bytes, "&", reference.length > 0 && reference.data[0] != '/');
    put_bytes(bytes, reference.data, reference.length);
    put_bytes(bytes, "", 1);
}

static bool read_value(struct overlay_scanner *scanner, struct bytes *bytes)
{
    int c = overlay_peek(scanner, 0);
    struct slice text;

    if (c == '"') {
        if (!overlay_take_quoted(scanner, &text)) {
            return false;
        }
        bytes->known = bytes->known && memchr(text.data, '\\', text.length) == NULL;
        put_bytes(bytes, text.data, text.length);
        put_bytes(bytes, "", 1);
    } else if (c == '<') {
        read_cells(scanner, bytes);
    } else if (c == '[') {
        read_byte_string(scanner, bytes);
    } else if (c == '&') {
        put_reference(bytes, overlay_take_reference(scanner));
    } else {
        /* A macro, or /bits/ in front of cells of another size. */
        bytes->known = false;
        overlay_advance(scanner, c >= 0 && c != ';');
    }
    return true;
}

bool overlay_read_values(struct overlay_scanner *scanner, struct devicetree_property *property)
{
    struct bytes value = { .known = true };
    struct bytes *bytes = &value;

    overlay_skip(scanner);
    while (overlay_peek(scanner, 0) >= 0 && overlay_peek(scanner, 0) != ';' && overlay_peek(scanner, 0) != '}') {
        if (overlay_peek(scanner, 0) == ',') {
            overlay_advance(scanner, 1);
        } else if (overlay_directive(scanner).length > 0) {
            bytes->known = false;
            (void)overlay_take_line(scanner);
        } else if (!read_value(scanner, bytes) || scanner->failed) {
            return false;
        }
        overlay_skip(scanner);
    }
    /* A zero byte behind the value lets it be read as text. */
    property->data = (const uint8_t *)arena_strndup(scanner->arena, (const char *)bytes->data, bytes->size);
    property->size = bytes->size;
    property->unknown = !bytes->known;
    return true;
}

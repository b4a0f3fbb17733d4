#include "base/text.h"

bool is_digit(int c)
{
    return c >= '0' && c <= '9';
}

bool is_identifier_character(int c)
{
    return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

int hex_digit_value(char c)
{
    if (is_digit(c)) {
        return c - '0';
    }
    if (c >= 'a' && c <= 'f') {
        return c - 'a' + 10;
    }
    if (c >= 'A' && c <= 'F') {
        return c - 'A' + 10;
    }
    return -1;
}

static bool has_hex_prefix(struct slice text)
{
    return text.length > 2 && text.data[0] == '0' && (text.data[1] == 'x' || text.data[1] == 'X');
}

bool parse_uint64(struct slice text, int base, uint64_t *value)
{
    uint64_t result = 0;

    if (base == 0) {
        base = 10;
        if (has_hex_prefix(text)) {
            text.data += 2;
            text.length -= 2;
            base = 16;
        }
    }
    if (text.length == 0) {
        return false;
    }
    for (size_t i = 0; i < text.length; i++) {
        int digit = hex_digit_value(text.data[i]);

        if (digit < 0 || digit >= base || result > (UINT64_MAX - (uint64_t)digit) / (uint64_t)base) {
            return false;
        }
        result = result * (uint64_t)base + (uint64_t)digit;
    }
    *value = result;
    return true;
}

bool parse_int64(struct slice text, int64_t *value)
{
    bool negative = text.length > 0 && text.data[0] == '-';
    uint64_t magnitude;

    if (negative) {
        text.data++;
        text.length--;
    }
    if (!parse_uint64(text, 0, &magnitude) || magnitude > (uint64_t)INT64_MAX + (negative ? 1 : 0)) {
        return false;
    }
    *value = negative ? -(int64_t)(magnitude - (magnitude > 0)) - (magnitude > 0) : (int64_t)magnitude;
    return true;
}

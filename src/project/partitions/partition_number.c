#include "project/partitions/partition_number.h"

#include <string.h>

/* Longest number accepted: sign, prefix and 64 digits, as much as zero padding and '_' ever need. */
#define DIGITS_LIMIT 64u

static bool parse_octal(struct slice digits, uint64_t *value)
{
    *value = 0;
    for (size_t i = 0; i < digits.length; i++) {
        if (digits.data[i] < '0' || digits.data[i] > '7' || *value > UINT64_MAX / 8) {
            return false;
        }
        *value = *value * 8 + (uint64_t)(digits.data[i] - '0');
    }
    return digits.length > 0;
}

/* PyYAML drops '_' anywhere behind the first character of a number. */
static bool drop_underscores(struct slice text, char digits[DIGITS_LIMIT], struct slice *result)
{
    *result = (struct slice){ digits, 0 };
    for (size_t i = 0; i < text.length; i++) {
        if (i > 0 && text.data[i] == '_') {
            continue;
        }
        if (result->length == DIGITS_LIMIT) {
            return false;
        }
        digits[result->length++] = text.data[i];
    }
    return true;
}

static bool parse_magnitude(struct slice text, uint64_t *value)
{
    char buffer[DIGITS_LIMIT];
    struct slice digits;

    if (!drop_underscores(text, buffer, &digits)) {
        return false;
    }
    if (digits.length > 1 && digits.data[0] == '0' && digits.data[1] != 'x') {
        return parse_octal(digits, value);
    }
    return parse_uint64(digits, 0, value);
}

bool partition_number_parse(struct slice text, struct origin origin, struct partition_number *number)
{
    bool negative = text.length > 0 && text.data[0] == '-';
    uint64_t magnitude;

    if (negative || (text.length > 0 && text.data[0] == '+')) {
        text = (struct slice){ text.data + 1, text.length - 1 };
    }
    if (!parse_magnitude(text, &magnitude) || (negative && magnitude > (uint64_t)INT64_MAX + 1)) {
        return false;
    }
    *number = (struct partition_number){
        .present = true,
        .negative = negative && magnitude != 0,
        .magnitude = magnitude,
        .origin = origin,
    };
    return true;
}

bool partition_number_is_template(const struct yaml_node *node)
{
    if (!yaml_is_scalar(node) || !node->plain || node->length == 0) {
        return false;
    }
    return strspn(node->text, "ABCDEFGHIJKLMNOPQRSTUVWXYZ_0123456789") == node->length &&
           (node->text[0] < '0' || node->text[0] > '9');
}

bool partition_number_read(const struct yaml_node *node, const char *owner, const char *key,
                           struct diagnostics *diagnostics, struct partition_number *number)
{
    if (yaml_is_null(node)) {
        return true;
    }
    if (!yaml_is_scalar(node)) {
        return diagnose(diagnostics, DIAGNOSTIC_INPUT, node->origin,
                        "'%s' of '%s' is %s, a number such as 0x1000 was expected", key, owner, yaml_kind_name(node));
    }
    if (!node->plain) {
        return diagnose(diagnostics, DIAGNOSTIC_INPUT, node->origin,
                        "'%s' of '%s' is quoted text, a number without quotes was expected", key, owner);
    }
    if (!partition_number_parse((struct slice){ node->text, node->length }, node->origin, number)) {
        return diagnose(diagnostics, DIAGNOSTIC_INPUT, node->origin,
                        "'%s' of '%s' is '%.40s', a number such as 0x1000 below 2^64 was expected", key, owner,
                        node->text);
    }
    return true;
}

bool partition_number_add(const struct partition_number *a, const struct partition_number *b,
                          struct partition_number *sum)
{
    *sum = (struct partition_number){ .present = true };
    if (a->negative == b->negative) {
        sum->negative = a->negative;
        sum->magnitude = a->magnitude + b->magnitude;
        return a->magnitude <= UINT64_MAX - b->magnitude;
    }
    sum->negative = a->magnitude >= b->magnitude ? a->negative : b->negative;
    sum->magnitude = a->magnitude >= b->magnitude ? a->magnitude - b->magnitude : b->magnitude - a->magnitude;
    sum->negative = sum->negative && sum->magnitude != 0;
    return true;
}

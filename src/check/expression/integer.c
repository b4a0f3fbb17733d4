#include "check/expression/integer.h"

bool integer_make(bool negative, uint64_t magnitude, struct integer *result)
{
    if (negative && magnitude > INTEGER_LEAST_MAGNITUDE) {
        return false;
    }
    result->negative = negative && magnitude != 0;
    result->magnitude = magnitude;
    return true;
}

struct integer integer_from(uint64_t magnitude)
{
    return (struct integer){ false, magnitude };
}

int integer_compare(struct integer left, struct integer right)
{
    int order = (left.magnitude > right.magnitude) - (left.magnitude < right.magnitude);

    if (left.negative != right.negative) {
        return left.negative ? -1 : 1;
    }
    return left.negative ? -order : order;
}

bool integer_add(struct integer left, struct integer right, struct integer *result)
{
    if (left.negative == right.negative) {
        if (left.magnitude > UINT64_MAX - right.magnitude) {
            return false;
        }
        return integer_make(left.negative, left.magnitude + right.magnitude, result);
    }
    if (left.magnitude >= right.magnitude) {
        return integer_make(left.negative, left.magnitude - right.magnitude, result);
    }
    return integer_make(right.negative, right.magnitude - left.magnitude, result);
}

/* The sign is turned without integer_negate(): -(2^64-1) is no result but a fine intermediate. */
bool integer_subtract(struct integer left, struct integer right, struct integer *result)
{
    right.negative = !right.negative;
    return integer_add(left, right, result);
}

bool integer_multiply(struct integer left, struct integer right, struct integer *result)
{
    if (left.magnitude != 0 && right.magnitude > UINT64_MAX / left.magnitude) {
        return false;
    }
    return integer_make(left.negative != right.negative, left.magnitude * right.magnitude, result);
}

bool integer_divide(struct integer left, struct integer right, struct integer *result)
{
    if (right.magnitude == 0) {
        return false;
    }
    return integer_make(left.negative != right.negative, left.magnitude / right.magnitude, result);
}

bool integer_remainder(struct integer left, struct integer right, struct integer *result)
{
    if (right.magnitude == 0) {
        return false;
    }
    return integer_make(left.negative, left.magnitude % right.magnitude, result);
}

bool integer_negate(struct integer value, struct integer *result)
{
    return integer_make(!value.negative, value.magnitude, result);
}

bool integer_ceil_div(struct integer value, struct integer step, struct integer *result)
{
    if (value.negative || step.negative || step.magnitude == 0) {
        return false;
    }
    *result = integer_from(value.magnitude / step.magnitude + (value.magnitude % step.magnitude != 0));
    return true;
}

bool integer_align_up(struct integer value, struct integer step, struct integer *result)
{
    struct integer steps;

    return integer_ceil_div(value, step, &steps) && integer_multiply(steps, step, result);
}

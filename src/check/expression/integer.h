/* Exact integers from -2^63 to 2^64-1: what addresses, sizes and Kconfig numbers need, with overflow seen.
 *
 * Every operation returns false, and leaves the result alone, when the exact result lies outside that range or
 * does not exist (division by zero). Division truncates towards zero, the remainder has the sign of the dividend.
 */
#ifndef CHECK_EXPRESSION_INTEGER_H
#define CHECK_EXPRESSION_INTEGER_H

#include <stdbool.h>
#include <stdint.h>
#include "base/attributes.h"

struct integer {
    bool negative; /* never set for zero */
    uint64_t magnitude;
};

#define INTEGER_LEAST_MAGNITUDE (UINT64_C(1) << 63)

/* False for a negative number below -2^63. */
NODISCARD bool integer_make(bool negative, uint64_t magnitude, struct integer *result);
struct integer integer_from(uint64_t magnitude);

int integer_compare(struct integer left, struct integer right); /* -1, 0, 1 */

NODISCARD bool integer_add(struct integer left, struct integer right, struct integer *result);
NODISCARD bool integer_subtract(struct integer left, struct integer right, struct integer *result);
NODISCARD bool integer_multiply(struct integer left, struct integer right, struct integer *result);
NODISCARD bool integer_divide(struct integer left, struct integer right, struct integer *result);
NODISCARD bool integer_remainder(struct integer left, struct integer right, struct integer *result);
NODISCARD bool integer_negate(struct integer value, struct integer *result);

/* Quotient rounded up, and value rounded up to a multiple of step: both need value >= 0 and step > 0. */
NODISCARD bool integer_ceil_div(struct integer value, struct integer step, struct integer *result);
NODISCARD bool integer_align_up(struct integer value, struct integer step, struct integer *result);

#endif

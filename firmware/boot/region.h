/* Moving bytes between two places in flash so that a power cut at any word can be repaired by doing it again.
 *
 * Offsets count from the start of the areas. `to` is never read past what is written. False: a flash access failed.
 */
#ifndef BOOT_REGION_H
#define BOOT_REGION_H

#include <stdbool.h>
#include <stdint.h>
#include "firmware/format/area.h"

struct region {
    const struct boot_area *area;
    uint32_t offset;
};

/* Whole sectors of `to` are erased, then written in blocks of 1024 bytes, in rising order. */
bool region_copy(struct hal *hal, struct region from, struct region to, uint32_t size);

/* Writes only; `to` is erased. */
bool region_write(struct hal *hal, struct region from, struct region to, uint32_t size);

enum region_comparison {
    REGION_DIFFERENT, /* or not readable */
    REGION_EQUAL,     /* and not all erased */
    REGION_BLANK,     /* both are erased, as far as one boot can tell */
};
enum region_comparison region_compare(struct hal *hal, struct region left, struct region right, uint32_t size);

/* Programs what is read there once more, so that words hit by a power cut (of their programming, or of an erase) read
 * like this from now on. Blocks that read erased are left alone.
 */
bool region_settle(struct hal *hal, struct region place, uint32_t size);

#endif

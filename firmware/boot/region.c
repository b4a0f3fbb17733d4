#include "firmware/boot/region.h"

#include <string.h>
#include "nrf53pack/bytes.h"

#define COPY_BLOCK    1024u
#define COMPARE_BLOCK 256u

static uint32_t smaller(uint32_t left, uint32_t right)
{
    return left < right ? left : right;
}

bool region_write(struct hal *hal, struct region from, struct region to, uint32_t size)
{
    uint8_t block[COPY_BLOCK];

    for (uint32_t done = 0; done < size; done += COPY_BLOCK) {
        uint32_t length = smaller(size - done, COPY_BLOCK);

        if (!area_read(hal, from.area, from.offset + done, block, length) ||
            !area_write(hal, to.area, to.offset + done, block, length)) {
            return false;
        }
        hal_watchdog_feed(hal);
    }
    return true;
}

bool region_copy(struct hal *hal, struct region from, struct region to, uint32_t size)
{
    return area_erase(hal, to.area, to.offset, size) && region_write(hal, from, to, size);
}

enum region_comparison region_compare(struct hal *hal, struct region left, struct region right, uint32_t size)
{
    uint8_t left_block[COMPARE_BLOCK];
    uint8_t right_block[COMPARE_BLOCK];
    bool blank = true;

    for (uint32_t done = 0; done < size; done += COMPARE_BLOCK) {
        uint32_t length = smaller(size - done, COMPARE_BLOCK);

        if (!area_read(hal, left.area, left.offset + done, left_block, length) ||
            !area_read(hal, right.area, right.offset + done, right_block, length) ||
            memcmp(left_block, right_block, length) != 0) {
            return REGION_DIFFERENT;
        }
        blank = blank && bytes_all_erased(left_block, length);
    }
    return blank ? REGION_BLANK : REGION_EQUAL;
}

bool region_settle(struct hal *hal, struct region place, uint32_t size)
{
    uint8_t block[COPY_BLOCK];

    for (uint32_t done = 0; done < size; done += COPY_BLOCK) {
        uint32_t length = smaller(size - done, COPY_BLOCK);

        if (!area_read(hal, place.area, place.offset + done, block, length) ||
            (!bytes_all_erased(block, length) && !area_write(hal, place.area, place.offset + done, block, length))) {
            return false;
        }
        hal_watchdog_feed(hal);
    }
    return true;
}

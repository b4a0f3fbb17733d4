#include "firmware/boot/swap_status.h"

#include <string.h>

#define UNIT_MAX 16u

static uint32_t status_offset(const struct swap *swap, const struct swap_step *step)
{
    return trailer_status_offset(swap->image, &swap->image->primary) + step->status * swap->image->write_size;
}

static bool read_unit(const struct swap *swap, const struct swap_step *step, uint8_t unit[UNIT_MAX])
{
    return area_read(swap->hal, &swap->image->primary, status_offset(swap, step), unit, swap->image->write_size);
}

bool swap_status_is_set(const struct swap *swap, const struct swap_step *step, bool *set)
{
    uint8_t unit[UNIT_MAX];

    if (!read_unit(swap, step, unit)) {
        return false;
    }
    *set = false;
    for (uint32_t i = 0; i < swap->image->write_size; i++) {
        *set = *set || unit[i] != 0xff;
    }
    return true;
}

bool swap_status_write(const struct swap *swap, const struct swap_step *step)
{
    uint8_t unit[UNIT_MAX];

    memset(unit, 0xff, sizeof unit);
    unit[0] = step->value;
    return area_write(swap->hal, &swap->image->primary, status_offset(swap, step), unit, swap->image->write_size);
}

bool swap_status_settle(const struct swap *swap, const struct swap_step *step)
{
    uint8_t unit[UNIT_MAX];

    return read_unit(swap, step, unit) &&
           area_write(swap->hal, &swap->image->primary, status_offset(swap, step), unit, swap->image->write_size);
}

/* swap-move: every sector of the primary's image moves up by one, then the slots are swapped sector by sector. */
#include "firmware/boot/swap.h"

#define STATUS_MOVED         1u
#define STATUS_PRIMARY_NEW   1u
#define STATUS_SECONDARY_OLD 2u

static uint32_t step_count(const struct swap *swap)
{
    return 3 * swap->sectors;
}

static void step_move_up(const struct swap *swap, uint32_t number, struct swap_step *step)
{
    const struct boot_area *primary = &swap->image->primary;
    uint32_t sector = swap->sectors - number;

    step->from = (struct region){ primary, (sector - 1) * primary->sector_size };
    step->to = (struct region){ primary, sector * primary->sector_size };
    step->status = number;
    step->value = STATUS_MOVED;
}

static void step_swap(const struct swap *swap, uint32_t number, struct swap_step *step)
{
    const struct boot_area *primary = &swap->image->primary;
    struct region secondary = { &swap->image->secondary, number / 2 * primary->sector_size };

    if (number % 2 == 0) {
        step->from = secondary;
        step->to = (struct region){ primary, secondary.offset };
        step->value = STATUS_PRIMARY_NEW;
    } else {
        step->from = (struct region){ primary, secondary.offset + primary->sector_size };
        step->to = secondary;
        step->value = STATUS_SECONDARY_OLD;
    }
    step->status = swap->image->max_sectors + number;
}

static void describe_step(const struct swap *swap, uint32_t number, struct swap_step *step)
{
    step->skip = false;
    if (number < swap->sectors) {
        step_move_up(swap, number, step);
    } else {
        step_swap(swap, number - swap->sectors, step);
    }
}

/* The revert looks like a permanent update from here on; swap_size, which no application writes, tells it apart. */
static bool guard(const struct swap *swap)
{
    const struct boot_image_config *image = swap->image;
    const struct boot_area *secondary = &image->secondary;

    return trailer_erase(swap->hal, secondary, trailer_size(image)) &&
           trailer_write_flag(swap->hal, image, secondary, TRAILER_IMAGE_OK, MCUBOOT_TRAILER_FLAG_SET) &&
           trailer_write_word(swap->hal, image, secondary, TRAILER_SWAP_SIZE, swap->swap_size) &&
           trailer_write_magic(swap->hal, image, secondary);
}

const struct swap_strategy swap_move = {
    .start_line = "Starting swap using move algorithm.",
    .candidate_sector = 0,
    .step_count = step_count,
    .step = describe_step,
    .guard = guard,
};

/* swap-offset: an update lies one sector into the secondary slot, so that sector by sector the old image takes the
 * place before it; a revert goes the other way, from the last sector down.
 */
#include "firmware/boot/swap.h"

#define STATUS_SECONDARY_DONE 1u
#define STATUS_PRIMARY_DONE   2u

static uint32_t step_count(const struct swap *swap)
{
    return 2 * swap->sectors;
}

/* From one sector into the secondary slot: forward. From its start: back. */
static bool goes_back(const struct swap *swap)
{
    return swap->from == 0;
}

/* As MCUboot counts, the sector behind the image's last one is copied too. */
static bool holds_nothing(uint32_t sector, uint32_t used)
{
    return sector > used;
}

static void describe_step(const struct swap *swap, uint32_t number, struct swap_step *step)
{
    uint32_t sector_size = swap->image->primary.sector_size;
    uint32_t sector = goes_back(swap) ? swap->sectors - 1 - number / 2 : number / 2;
    struct region primary = { &swap->image->primary, sector * sector_size };
    uint32_t new_at = sector * sector_size + swap->from;
    uint32_t old_at = sector * sector_size + (goes_back(swap) ? sector_size : 0);

    if (number % 2 == 0) {
        step->from = primary;
        step->to = (struct region){ &swap->image->secondary, old_at };
        step->value = STATUS_SECONDARY_DONE;
        step->skip = holds_nothing(sector, swap->primary_sectors);
    } else {
        step->from = (struct region){ &swap->image->secondary, new_at };
        step->to = primary;
        step->value = STATUS_PRIMARY_DONE;
        step->skip = holds_nothing(sector, swap->secondary_sectors);
    }
    step->status = number;
}

/* Back: copy_done and the type say that it is a revert. Forward (taking back what a revert could not restore): image_ok
 * makes it look like a permanent update. swap_size, which no application writes, tells both from an application's mark.
 */
static bool guard(const struct swap *swap)
{
    const struct boot_image_config *image = swap->image;
    const struct boot_area *secondary = &image->secondary;
    enum trailer_field flag = goes_back(swap) ? TRAILER_COPY_DONE : TRAILER_IMAGE_OK;

    return trailer_erase(swap->hal, secondary, trailer_size(image)) &&
           trailer_write_flag(swap->hal, image, secondary, flag, MCUBOOT_TRAILER_FLAG_SET) &&
           trailer_write_flag(swap->hal, image, secondary, TRAILER_SWAP_INFO, (uint8_t)swap->type) &&
           trailer_write_word(swap->hal, image, secondary, TRAILER_SWAP_SIZE, swap->swap_size) &&
           trailer_write_word(swap->hal, image, secondary, TRAILER_TLV_SIZES, swap->tlv_sizes) &&
           trailer_write_magic(swap->hal, image, secondary);
}

/* The old image's first sector must not be taken for an update that was uploaded to the wrong place. */
static bool finish(const struct swap *swap)
{
    return !goes_back(swap) || (area_erase(swap->hal, &swap->image->secondary, 0, swap->image->primary.sector_size) &&
                                trailer_erase(swap->hal, &swap->image->secondary, trailer_size(swap->image)));
}

const struct swap_strategy swap_offset = {
    .start_line = "Starting swap using offset algorithm.",
    .candidate_sector = 1,
    .step_count = step_count,
    .step = describe_step,
    .guard = guard,
    .finish = finish,
};

#include "firmware/boot/swap.h"

#include "firmware/boot/swap_status.h"

const struct swap_strategy *swap_strategy_of(enum upgrade_mode mode)
{
    switch (mode) {
    case UPGRADE_SWAP_MOVE:
        return &swap_move;
    case UPGRADE_SWAP_OFFSET:
        return &swap_offset;
    default:
        return NULL;
    }
}

bool swap_steps_done(const struct swap *swap, uint32_t *done)
{
    struct swap_step step;
    bool set = false;

    for (*done = swap->strategy->step_count(swap); *done > 0; (*done)--) {
        swap->strategy->step(swap, *done - 1, &step);
        if (!swap_status_is_set(swap, &step, &set)) {
            return false;
        }
        if (set) {
            break;
        }
    }
    return true;
}

static bool copy_sector(const struct swap *swap, const struct swap_step *step)
{
    return step->skip || region_copy(swap->hal, step->from, step->to, swap->image->primary.sector_size);
}

/* The first step after a reset may have been done already, its status word having been hit by the power cut: that
 * word may be read as set at a later boot, when what was copied must not have been erased again. So what is there
 * already is kept, and made to stay. A sector that reads erased is erased once more: a cut erase may look like it.
 */
static bool repeat_sector(const struct swap *swap, const struct swap_step *step)
{
    uint32_t size = swap->image->primary.sector_size;

    if (!step->skip && region_compare(swap->hal, step->from, step->to, size) == REGION_EQUAL) {
        return region_settle(swap->hal, step->to, size);
    }
    return copy_sector(swap, step);
}

static bool do_steps(const struct swap *swap, uint32_t first, bool after_reset)
{
    uint32_t count = swap->strategy->step_count(swap);
    struct swap_step step;

    for (uint32_t number = first; number < count; number++) {
        swap->strategy->step(swap, number, &step);
        if (!(after_reset && number == first ? repeat_sector(swap, &step) : copy_sector(swap, &step)) ||
            !swap_status_write(swap, &step)) {
            return false;
        }
    }
    return true;
}

/* Set once and for all, whether or not an interrupted boot got so far. */
static bool set_flag(const struct swap *swap, enum trailer_field field, enum trailer_flag now, bool after_reset)
{
    if (now == TRAILER_FLAG_UNSET) {
        return trailer_write_flag(swap->hal, swap->image, &swap->image->primary, field, MCUBOOT_TRAILER_FLAG_SET);
    }
    return !after_reset || trailer_settle_field(swap->hal, swap->image, &swap->image->primary, field);
}

/* copy_done is the very last write: without it the swap is begun and not finished. */
static bool end_swap(const struct swap *swap, bool after_reset)
{
    struct trailer trailer;

    if ((swap->strategy->finish != NULL && !swap->strategy->finish(swap)) ||
        !trailer_read(swap->hal, swap->image, &swap->image->primary, &trailer)) {
        return false;
    }
    if ((swap->type == SWAP_TYPE_REVERT || swap->type == SWAP_TYPE_PERMANENT) &&
        !set_flag(swap, TRAILER_IMAGE_OK, trailer.image_ok, after_reset)) {
        return false;
    }
    return set_flag(swap, TRAILER_COPY_DONE, trailer.copy_done, after_reset);
}

static bool erase_secondary_trailer(const struct swap *swap)
{
    return trailer_erase(swap->hal, &swap->image->secondary, trailer_size(swap->image));
}

/* The magic comes last: with it the primary slot says what goes on, as soon as the secondary does not any more. */
static bool write_primary_trailer(const struct swap *swap, const struct old_image *record)
{
    const struct boot_image_config *image = swap->image;
    const struct boot_area *primary = &image->primary;
    struct trailer secondary;

    return trailer_erase(swap->hal, primary, old_image_trailer_size(image)) &&
           old_image_write(swap->hal, image, record) &&
           trailer_write_flag(swap->hal, image, primary, TRAILER_SWAP_INFO, (uint8_t)swap->type) &&
           trailer_read(swap->hal, image, &image->secondary, &secondary) &&
           (secondary.image_ok == TRAILER_FLAG_UNSET ||
            trailer_write_flag(swap->hal, image, primary, TRAILER_IMAGE_OK, MCUBOOT_TRAILER_FLAG_SET)) &&
           trailer_write_word(swap->hal, image, primary, TRAILER_SWAP_SIZE, swap->swap_size) &&
           (image->mode != UPGRADE_SWAP_OFFSET ||
            trailer_write_word(swap->hal, image, primary, TRAILER_TLV_SIZES, swap->tlv_sizes)) &&
           trailer_write_magic(swap->hal, image, primary);
}

/* The image that is swapped in stays as it was verified: an application that was interrupted when it began to erase
 * the slot leaves a first sector that may read otherwise at the next boot.
 */
static bool settle_candidate(const struct swap *swap)
{
    const struct boot_area *secondary = &swap->image->secondary;

    return region_settle(swap->hal, (struct region){ secondary, swap->from }, secondary->sector_size);
}

bool swap_hold(const struct swap *swap, bool guarded)
{
    return settle_candidate(swap) &&
           (guarded ? trailer_settle(swap->hal, swap->image, &swap->image->secondary) : swap->strategy->guard(swap));
}

bool swap_begin(const struct swap *swap, const struct old_image *record)
{
    hal_log(swap->hal, HAL_LOG_INFO, "%s", swap->strategy->start_line);
    return write_primary_trailer(swap, record) && erase_secondary_trailer(swap) && do_steps(swap, 0, false) &&
           end_swap(swap, false);
}

static bool settle_primary_trailer(const struct swap *swap)
{
    const struct boot_area *primary = &swap->image->primary;
    uint32_t start = trailer_sectors_start(primary, old_image_trailer_size(swap->image));

    return region_settle(swap->hal, (struct region){ primary, start }, primary->size - start);
}

bool swap_resume(const struct swap *swap, bool untouched)
{
    struct swap_step step;
    uint32_t done;

    hal_log(swap->hal, HAL_LOG_INFO, "%s", swap->strategy->start_line);
    if (!swap_steps_done(swap, &done)) {
        return false;
    }
    if (untouched && !settle_primary_trailer(swap)) {
        return false;
    }
    if (done == 0) {
        return erase_secondary_trailer(swap) && do_steps(swap, 0, true) && end_swap(swap, true);
    }
    swap->strategy->step(swap, done - 1, &step);
    return (untouched || swap_status_settle(swap, &step)) && do_steps(swap, done, true) && end_swap(swap, true);
}

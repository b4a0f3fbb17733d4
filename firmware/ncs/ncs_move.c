/* Swap-move: the running image moves up one sector, then the slots are swapped sector by sector. */
#include "firmware/ncs/ncs_flash.h"
#include "firmware/ncs/ncs_image.h"
#include "firmware/ncs/ncs_mode.h"
#include "firmware/ncs/ncs_status.h"

/* Entries: one a sector while moving, two a sector while swapping. */
#define SWAP_STATES 2u

static uint32_t last_index(const struct ncs_boot *boot, uint32_t swap_size)
{
    uint32_t sector = ncs_area(boot, NCS_PRIMARY)->sector_size;

    return swap_size <= sector ? 1 : (swap_size - 1) / sector + 1;
}

static uint32_t entry_of(const struct ncs_boot *boot, const struct ncs_status *status)
{
    if (status->operation == NCS_OPERATION_MOVE) {
        return status->index - 1;
    }
    return ncs_slots(boot)->max_sectors + (status->index - 1) * SWAP_STATES + status->state - 1;
}

static bool usable_count_fits(const struct ncs_boot *boot, uint32_t primary, uint32_t secondary)
{
    uint32_t trailer = ncs_trailer_size(boot, ncs_area(boot, NCS_PRIMARY));
    uint32_t sector = ncs_area(boot, NCS_PRIMARY)->sector_size;

    return boot->release->move_takes_usable_sectors && primary - (trailer + sector - 1) / sector == secondary + 1;
}

static bool move_slots_compatible(struct ncs_boot *boot)
{
    const struct boot_area *primary = ncs_area(boot, NCS_PRIMARY);
    const struct boot_area *secondary = ncs_area(boot, NCS_SECONDARY);

    if (ncs_slots_excepted(boot)) {
        return true;
    }
    uint32_t first = ncs_sectors(boot, NCS_PRIMARY);
    uint32_t second = ncs_sectors(boot, NCS_SECONDARY);
    if (first != second && first != second + 1 && !usable_count_fits(boot, first, second)) {
        hal_log(boot->hal, HAL_LOG_WARNING, "Cannot upgrade: not a compatible amount of sectors");
        return false;
    }
    if (primary->sector_size != secondary->sector_size) {
        hal_log(boot->hal, HAL_LOG_WARNING, "Cannot upgrade: not same sector layout");
        return false;
    }
    return true;
}

/* Where a header lies in the middle of a swap: moved up a sector, or already in the other slot. */
static void locate_header(const struct ncs_boot *boot, const struct ncs_status *status, uint32_t last,
                          enum ncs_slot *slot, uint32_t *offset)
{
    uint32_t sector = ncs_area(boot, NCS_PRIMARY)->sector_size;

    if (status->operation == NCS_OPERATION_MOVE) {
        *offset = *slot == NCS_PRIMARY && status->index > last ? sector : 0;
    } else if (status->index > 1 && status->index <= last) {
        *slot = *slot == NCS_PRIMARY ? NCS_SECONDARY : NCS_PRIMARY;
    } else if (status->index == 1 && *slot == NCS_PRIMARY) {
        *offset = sector;
    } else if (status->index == 1 && status->state == 2) {
        *slot = NCS_PRIMARY;
    }
}

static bool move_read_header(struct ncs_boot *boot, enum ncs_slot slot, struct mcuboot_header *header,
                             const struct ncs_status *status)
{
    uint32_t offset = 0;
    uint32_t swap_size;

    if (status && !ncs_status_is_reset(boot, status)) {
        if (!ncs_swap_size_read(boot, ncs_find_status(boot), &swap_size)) {
            return false;
        }
        locate_header(boot, status, last_index(boot, swap_size), &slot, &offset);
    }
    return ncs_header_read(boot, ncs_area(boot, slot), offset, header) &&
           (!status || header->magic == MCUBOOT_IMAGE_MAGIC);
}

static bool move_status_scan(struct ncs_boot *boot, const struct boot_area *area, struct ncs_status *status)
{
    uint32_t moves = ncs_slots(boot)->max_sectors;
    uint32_t found;

    if (!ncs_status_last_entry(boot, area, moves * (1 + SWAP_STATES), &found)) {
        return false;
    }
    if (found == 0) {
        return true;
    }
    if (found < moves) {
        status->operation = NCS_OPERATION_MOVE;
        status->index = found + 1;
        status->state = 1;
    } else {
        status->operation = NCS_OPERATION_SWAP;
        status->index = (found - moves) / SWAP_STATES + 1;
        status->state = (found - moves) % SWAP_STATES + 1;
    }
    return true;
}

static void copy_sector(struct ncs_boot *boot, const struct boot_area *from, uint32_t from_index,
                        const struct boot_area *to, uint32_t to_index)
{
    uint32_t sector = ncs_area(boot, NCS_PRIMARY)->sector_size;

    ncs_assert(boot, ncs_flash_erase(boot, to, to_index * sector, sector), "boot_erase_region");
    ncs_assert(boot, ncs_flash_copy(boot, from, from_index * sector, to, to_index * sector, sector),
               "boot_copy_region");
}

static void move_up(struct ncs_boot *boot, struct ncs_status *status, uint32_t last)
{
    const struct boot_area *primary = ncs_area(boot, NCS_PRIMARY);

    for (uint32_t to = last; to > 0; to--) {
        if (to + status->index > last + 1) {
            continue;
        }
        if (status->index == 1) {
            ncs_status_begin(boot, status);
        }
        copy_sector(boot, primary, to - 1, primary, to);
        ncs_status_write(boot, status, entry_of(boot, status));
        status->index++;
    }
    status->index = 1;
}

static void swap_one(struct ncs_boot *boot, struct ncs_status *status, uint32_t index)
{
    const struct boot_area *primary = ncs_area(boot, NCS_PRIMARY);
    const struct boot_area *secondary = ncs_area(boot, NCS_SECONDARY);

    if (status->state == 1) {
        copy_sector(boot, secondary, index - 1, primary, index - 1);
        ncs_status_write(boot, status, entry_of(boot, status));
        status->state = 2;
    }
    copy_sector(boot, primary, index, secondary, index - 1);
    ncs_status_write(boot, status, entry_of(boot, status));
    status->index++;
    status->state = 1;
}

/* A revert has its status in the primary and must begin it anew; a trailer in the secondary makes a cut in between look
 * like a permanent update.
 */
static void disguise_revert(struct ncs_boot *boot, const struct ncs_status *status)
{
    const struct boot_area *secondary = ncs_area(boot, NCS_SECONDARY);
    struct ncs_trailer trailer;

    if (status->swap_type != NCS_SWAP_REVERT || status->operation != NCS_OPERATION_MOVE || status->index != 1) {
        return;
    }
    ncs_assert(boot, ncs_trailer_read(boot, secondary, &trailer), "fixup_revert");
    ncs_trailer_log(boot, "Secondary image", &trailer);
    if (trailer.magic == NCS_MAGIC_UNSET) {
        ncs_assert(boot, ncs_trailer_erase(boot, secondary), "fixup_revert");
        ncs_assert(boot, ncs_image_ok_write(boot, secondary), "fixup_revert");
        ncs_assert(boot, ncs_swap_size_write(boot, secondary, status->swap_size), "fixup_revert");
        ncs_assert(boot, ncs_magic_write(boot, secondary), "fixup_revert");
    }
}

static void move_run(struct ncs_boot *boot, struct ncs_status *status, uint32_t copy_size)
{
    uint32_t last = last_index(boot, copy_size);

    hal_log(boot->hal, HAL_LOG_INFO, "Starting swap using move algorithm.");
    if (ncs_status_is_reset(boot, status) && ncs_swap_lacks_space(boot, last)) {
        status->swap_type = NCS_SWAP_NONE;
        return;
    }
    disguise_revert(boot, status);
    if (status->operation == NCS_OPERATION_MOVE) {
        move_up(boot, status, last);
    }
    status->operation = NCS_OPERATION_SWAP;
    for (uint32_t index = 1; index <= last; index++) {
        if (index >= status->index) {
            swap_one(boot, status, index);
        }
    }
}

const struct ncs_mode ncs_mode_move = {
    .slots_compatible = move_slots_compatible,
    .read_header = move_read_header,
    .status_source = ncs_status_source_primary,
    .status_scan = move_status_scan,
    .run = move_run,
};

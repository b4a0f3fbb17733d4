/* Swap-offset: the update lies one sector into the secondary slot, the running image goes to its start. */
#include "firmware/ncs/ncs_flash.h"
#include "firmware/ncs/ncs_image.h"
#include "firmware/ncs/ncs_mode.h"
#include "firmware/ncs/ncs_status.h"

#define STATES 2u

static uint32_t sector_size(const struct ncs_boot *boot)
{
    return ncs_area(boot, NCS_PRIMARY)->sector_size;
}

static uint32_t last_index(const struct ncs_boot *boot, uint32_t swap_size)
{
    return swap_size == 0 ? 0 : (swap_size - 1) / sector_size(boot);
}

static bool offset_slots_compatible(struct ncs_boot *boot)
{
    const struct boot_area *primary = ncs_area(boot, NCS_PRIMARY);
    const struct boot_area *secondary = ncs_area(boot, NCS_SECONDARY);

    /* Until 3.2 this mode compares the slots of all images. */
    if (boot->release->slot_exception != NCS_SLOTS_ALL_SKIP && ncs_slots_excepted(boot)) {
        return true;
    }
    uint32_t first = ncs_sectors(boot, NCS_PRIMARY);
    uint32_t second = ncs_sectors(boot, NCS_SECONDARY);
    if (first != second && first + 1 != second) {
        hal_log(boot->hal, HAL_LOG_WARNING, "Cannot upgrade: not a compatible amount of sectors");
        return false;
    }
    if (primary->sector_size != secondary->sector_size) {
        hal_log(boot->hal, HAL_LOG_WARNING, "Cannot upgrade: not same sector layout");
        return false;
    }
    return true;
}

static bool reverts(struct ncs_boot *boot, const struct ncs_status *status)
{
    return status->swap_type == NCS_SWAP_REVERT || ncs_swap_type(boot) == NCS_SWAP_REVERT;
}

struct place {
    enum ncs_slot slot;
    uint32_t offset;
};

/* A revert copies its sectors from the last to the first. */
static struct place header_in_revert(const struct ncs_boot *boot, enum ncs_slot slot, const struct ncs_status *status,
                                     uint32_t last)
{
    uint32_t done = status->index - 1;

    if (slot == NCS_PRIMARY && (done > last || (done == last && status->state == 2))) {
        return (struct place){ NCS_SECONDARY, sector_size(boot) };
    }
    if (slot == NCS_SECONDARY && (done > last || (done == last && status->state == 3))) {
        return (struct place){ NCS_PRIMARY, 0 };
    }
    return (struct place){ slot, 0 };
}

static struct place header_in_swap(const struct ncs_boot *boot, enum ncs_slot slot, const struct ncs_status *status,
                                   uint32_t last)
{
    if (slot == NCS_PRIMARY) {
        bool moved = (status->index > 1 || status->state == 2) && status->index <= last;

        return (struct place){ moved ? NCS_SECONDARY : NCS_PRIMARY, 0 };
    }
    return status->index > 1 ? (struct place){ NCS_PRIMARY, 0 } : (struct place){ NCS_SECONDARY, sector_size(boot) };
}

static bool interrupted_place(struct ncs_boot *boot, enum ncs_slot slot, const struct ncs_status *status,
                              struct place *place)
{
    uint32_t swap_size;

    if (!ncs_swap_size_read(boot, ncs_find_status(boot), &swap_size)) {
        return false;
    }
    uint32_t last = last_index(boot, swap_size);
    *place =
        reverts(boot, status) ? header_in_revert(boot, slot, status, last) : header_in_swap(boot, slot, status, last);
    return true;
}

static struct place idle_place(struct ncs_boot *boot, enum ncs_slot slot, const struct ncs_status *status)
{
    struct place place = { slot, 0 };

    if (status == NULL) {
        if (slot == NCS_SECONDARY && ncs_swap_type(boot) != NCS_SWAP_REVERT) {
            place.offset = sector_size(boot);
        }
    } else if (!reverts(boot, status) && slot == NCS_SECONDARY) {
        place.offset = sector_size(boot);
    }
    return place;
}

static bool offset_read_header(struct ncs_boot *boot, enum ncs_slot slot, struct mcuboot_header *header,
                               const struct ncs_status *status)
{
    bool idle = status == NULL || ncs_status_is_reset(boot, status);
    struct place place;

    if (idle) {
        place = idle_place(boot, slot, status);
    } else if (!interrupted_place(boot, slot, status, &place)) {
        return false;
    }
    if (!ncs_header_read(boot, ncs_area(boot, place.slot), place.offset, header)) {
        return false;
    }
    /* Not where it should be: perhaps at the other of the two places. */
    if (idle && header->magic != MCUBOOT_IMAGE_MAGIC && place.slot == NCS_SECONDARY) {
        place.offset = ncs_swap_type(boot) != NCS_SWAP_REVERT ? 0 : sector_size(boot);
        if (!ncs_header_read(boot, ncs_area(boot, NCS_SECONDARY), place.offset, header)) {
            return false;
        }
    }
    if (header->magic == MCUBOOT_IMAGE_MAGIC && status != NULL && place.slot == NCS_SECONDARY) {
        ncs_image(boot)->secondary_start = place.offset;
    }
    return status == NULL || header->magic == MCUBOOT_IMAGE_MAGIC;
}

static bool offset_status_scan(struct ncs_boot *boot, const struct boot_area *area, struct ncs_status *status)
{
    uint32_t found;

    if (!ncs_status_last_entry(boot, area, ncs_slots(boot)->max_sectors * STATES, &found)) {
        return false;
    }
    if (found != 0) {
        status->operation = NCS_OPERATION_SWAP;
        status->index = found / STATES + 1;
        status->state = found % STATES + 1;
    }
    return true;
}

static void copy_sector(struct ncs_boot *boot, const struct boot_area *from, uint32_t from_index,
                        const struct boot_area *to, uint32_t to_index)
{
    uint32_t sector = sector_size(boot);

    ncs_assert(boot, ncs_flash_erase(boot, to, to_index * sector, sector), "boot_erase_region");
    ncs_assert(boot, ncs_flash_copy(boot, from, from_index * sector, to, to_index * sector, sector),
               "boot_copy_region");
}

/* How many sectors of each slot hold an image; what lies behind is not copied. */
struct extent {
    uint32_t primary;
    uint32_t secondary;
};

static struct extent used_sectors(struct ncs_boot *boot)
{
    const struct mcuboot_header *header = ncs_image(boot)->header;
    uint32_t sector = sector_size(boot);
    uint16_t tlvs[2];
    uint32_t used[2];

    (void)ncs_tlv_sizes_read(boot, ncs_area(boot, NCS_PRIMARY), tlvs);
    for (unsigned slot = 0; slot < 2; slot++) {
        uint32_t size = header[slot].hdr_size + tlvs[slot] + header[slot].protect_tlv_size + header[slot].img_size;

        used[slot] = (size + sector - 1) / sector;
    }
    return (struct extent){ used[NCS_PRIMARY], used[NCS_SECONDARY] };
}

/* One sector: primary `index` to secondary `to`, then secondary `from` to primary `index`. */
static void swap_one(struct ncs_boot *boot, struct ncs_status *status, struct extent used, uint32_t index, uint32_t to,
                     uint32_t from)
{
    const struct boot_area *primary = ncs_area(boot, NCS_PRIMARY);
    const struct boot_area *secondary = ncs_area(boot, NCS_SECONDARY);

    if (status->state == 1) {
        if (index <= used.primary) {
            copy_sector(boot, primary, index, secondary, to);
        }
        ncs_status_write(boot, status, (status->index - 1) * STATES);
        status->state = 2;
    }
    if (index <= used.secondary) {
        copy_sector(boot, secondary, from, primary, index);
    }
    ncs_status_write(boot, status, (status->index - 1) * STATES + 1);
    status->index++;
    status->state = 1;
}

/* As in swap-move: a trailer in the secondary keeps a revert from being lost while the primary's is begun anew. */
static void prepare_revert(struct ncs_boot *boot, const struct ncs_status *status)
{
    const struct boot_area *secondary = ncs_area(boot, NCS_SECONDARY);
    struct ncs_trailer trailer;

    if (status->swap_type != NCS_SWAP_REVERT || status->index != 1) {
        return;
    }
    ncs_assert(boot, ncs_trailer_read(boot, secondary, &trailer), "fixup_revert");
    ncs_trailer_log(boot, "Secondary image", &trailer);
    if (trailer.magic == NCS_MAGIC_UNSET) {
        ncs_assert(boot, ncs_trailer_erase(boot, secondary), "fixup_revert");
        ncs_assert(boot, ncs_copy_done_write(boot, secondary), "fixup_revert");
        ncs_status_init(boot, secondary, status);
    }
}

static void run_revert(struct ncs_boot *boot, struct ncs_status *status, struct extent used, uint32_t last)
{
    const struct boot_area *secondary = ncs_area(boot, NCS_SECONDARY);

    for (uint32_t done = 0; done <= last; done++) {
        if (done >= status->index - 1) {
            uint32_t index = last - done;

            swap_one(boot, status, used, index, index + 1, index);
        }
    }
    ncs_assert(boot, ncs_flash_erase(boot, secondary, 0, sector_size(boot)), "swap_run");
    ncs_assert(boot, ncs_trailer_erase(boot, secondary), "swap_run");
}

static void offset_run(struct ncs_boot *boot, struct ncs_status *status, uint32_t copy_size)
{
    uint32_t last = last_index(boot, copy_size);

    hal_log(boot->hal, HAL_LOG_INFO, "Starting swap using offset algorithm.");
    if (ncs_status_is_reset(boot, status) && ncs_swap_lacks_space(boot, last)) {
        status->swap_type = NCS_SWAP_NONE;
        return;
    }
    prepare_revert(boot, status);
    if (status->index == 1) {
        ncs_status_begin(boot, status);
    }
    struct extent used = used_sectors(boot);
    if (reverts(boot, status)) {
        run_revert(boot, status, used, last);
        return;
    }
    for (uint32_t index = 0; index <= last; index++) {
        if (index >= status->index - 1) {
            swap_one(boot, status, used, index, index, index + 1);
        }
    }
}

const struct ncs_mode ncs_mode_offset = {
    .slots_compatible = offset_slots_compatible,
    .read_header = offset_read_header,
    .status_source = ncs_status_source_primary,
    .status_scan = offset_status_scan,
    .run = offset_run,
};

/* Swap-scratch: piece after piece, from the end of the slots, through a scratch area. */
#include "firmware/ncs/ncs_flash.h"
#include "firmware/ncs/ncs_image.h"
#include "firmware/ncs/ncs_mode.h"
#include "firmware/ncs/ncs_status.h"

#define STATES 3u

static const struct boot_area *scratch_area(const struct ncs_boot *boot)
{
    return &boot->config->images[0].scratch;
}

static uint32_t sector_size(const struct ncs_boot *boot)
{
    return ncs_area(boot, NCS_PRIMARY)->sector_size;
}

static bool scratch_slots_compatible(struct ncs_boot *boot)
{
    const struct boot_area *primary = ncs_area(boot, NCS_PRIMARY);
    const struct boot_area *secondary = ncs_area(boot, NCS_SECONDARY);
    uint32_t larger = primary->sector_size > secondary->sector_size ? primary->sector_size : secondary->sector_size;

    if (ncs_slots_excepted(boot)) {
        return true;
    }
    if (larger > scratch_area(boot)->size) {
        hal_log(boot->hal, HAL_LOG_WARNING, "Cannot upgrade: not all sectors fit inside scratch");
        return false;
    }
    if (ncs_sectors(boot, NCS_SECONDARY) == 0 || primary->size != secondary->size) {
        hal_log(boot->hal, HAL_LOG_WARNING, "Cannot upgrade: slots are not compatible");
        return false;
    }
    return true;
}

static uint32_t sectors_to_swap(const struct ncs_boot *boot, uint32_t copy_size)
{
    return (copy_size + sector_size(boot) - 1) / sector_size(boot);
}

static uint32_t sectors_a_piece(const struct ncs_boot *boot)
{
    return scratch_area(boot)->size / sector_size(boot);
}

/* The pieces are counted from the end, so the header goes last. */
static uint32_t piece_count(const struct ncs_boot *boot, uint32_t copy_size)
{
    uint32_t a_piece = sectors_a_piece(boot);

    return (sectors_to_swap(boot, copy_size) + a_piece - 1) / a_piece;
}

static bool interrupted_area(struct ncs_boot *boot, enum ncs_slot slot, const struct ncs_status *status,
                             const struct boot_area **area)
{
    uint32_t swap_size;

    if (!ncs_swap_size_read(boot, ncs_find_status(boot), &swap_size)) {
        return false;
    }
    uint32_t pieces = piece_count(boot, swap_size);
    uint32_t done = status->index - 1;
    if (done >= pieces) {
        *area = ncs_area(boot, slot == NCS_PRIMARY ? NCS_SECONDARY : NCS_PRIMARY);
    } else if (done == pieces - 1 && slot == NCS_SECONDARY && status->state >= 2) {
        *area = scratch_area(boot);
    } else if (done == pieces - 1 && slot == NCS_PRIMARY && status->state >= 3) {
        *area = ncs_area(boot, NCS_SECONDARY);
    }
    return true;
}

static bool scratch_read_header(struct ncs_boot *boot, enum ncs_slot slot, struct mcuboot_header *header,
                                const struct ncs_status *status)
{
    const struct boot_area *area = ncs_area(boot, slot);

    if (status && !ncs_status_is_reset(boot, status) && !interrupted_area(boot, slot, status, &area)) {
        return false;
    }
    return ncs_header_read(boot, area, 0, header);
}

static enum ncs_source source_of(const struct ncs_boot *boot, const struct ncs_trailer *primary,
                                 const struct ncs_trailer *scratch)
{
    if (primary->magic == NCS_MAGIC_GOOD && scratch->magic != NCS_MAGIC_GOOD) {
        if (primary->copy_done == NCS_FLAG_SET) {
            return NCS_SOURCE_NONE;
        }
        if (primary->copy_done == NCS_FLAG_UNSET) {
            return NCS_SOURCE_PRIMARY;
        }
    }
    if (scratch->magic == NCS_MAGIC_GOOD) {
        return boot->config->image_count == 1 || scratch->image == boot->current ? NCS_SOURCE_SCRATCH : NCS_SOURCE_NONE;
    }
    if (primary->magic == NCS_MAGIC_UNSET && primary->copy_done == NCS_FLAG_UNSET) {
        return NCS_SOURCE_PRIMARY;
    }
    return NCS_SOURCE_NONE;
}

static enum ncs_source scratch_status_source(struct ncs_boot *boot)
{
    static const char *const names[] = { "none", "scratch", "primary slot" };
    struct ncs_trailer primary;
    struct ncs_trailer scratch;

    ncs_assert(boot, ncs_trailer_read(boot, ncs_area(boot, NCS_PRIMARY), &primary), "swap_status_source");
    ncs_assert(boot, ncs_trailer_read(boot, scratch_area(boot), &scratch), "swap_status_source");
    ncs_trailer_log(boot, "Primary image", &primary);
    ncs_trailer_log(boot, "Scratch", &scratch);
    enum ncs_source source = source_of(boot, &primary, &scratch);
    hal_log(boot->hal, HAL_LOG_INFO, "Boot source: %s", names[source]);
    return source;
}

/* The first erased entry after a written one ends the list; a written one behind it is only reported. */
static bool scratch_status_scan(struct ncs_boot *boot, const struct boot_area *area, struct ncs_status *status)
{
    uint32_t write_size = ncs_slots(boot)->write_size;
    uint32_t entries = area == scratch_area(boot) ? STATES : STATES * ncs_slots(boot)->max_sectors;
    uint32_t offset = ncs_status_offset(boot, area);
    bool found = false;
    uint32_t end = 0;
    uint32_t i;

    for (i = 0; i < entries; i++) {
        uint8_t entry;

        if (!ncs_flash_read(boot, area, offset + i * write_size, &entry, 1)) {
            return false;
        }
        if (entry == 0xff) {
            end = found && end == 0 ? i : end;
        } else if (!found) {
            found = true;
        } else if (end != 0) {
            hal_log(boot->hal, HAL_LOG_ERROR, "Detected inconsistent status!");
            break;
        }
    }
    if (found) {
        end = end == 0 ? i : end;
        status->index = end / STATES + 1;
        status->state = end % STATES + 1;
    }
    return true;
}

/* One piece: where it lies, how much of it is swapped, and how much is erased for it. */
struct piece {
    uint32_t offset;
    uint32_t size;      /* whole sectors */
    uint32_t copy_size; /* less than size when the trailer begins in this piece */
    uint32_t trailer;   /* offset of the first sector that holds trailer */
};

static struct piece measure_piece(const struct ncs_boot *boot, uint32_t first, uint32_t count)
{
    const struct boot_area *primary = ncs_area(boot, NCS_PRIMARY);
    uint32_t sector = sector_size(boot);
    uint32_t trailer_size = ncs_trailer_size(boot, primary);
    struct piece piece = { first * sector, count * sector, count * sector,
                           primary->size - (trailer_size + sector - 1) / sector * sector };

    if (piece.offset + piece.size > piece.trailer) {
        uint32_t room = ncs_status_offset(boot, scratch_area(boot));

        piece.copy_size = primary->size - piece.offset - trailer_size;
        if (piece.copy_size > room) {
            piece.copy_size = room;
        }
    }
    return piece;
}

static void step_done(struct ncs_boot *boot, struct ncs_status *status)
{
    ncs_status_write(boot, status, (status->index - 1) * STATES + status->state - 1);
    status->state++;
}

static bool erase_scratch(struct ncs_boot *boot)
{
    return ncs_flash_erase(boot, scratch_area(boot), 0, scratch_area(boot)->size);
}

/* Step 1: secondary to scratch. */
static void secondary_to_scratch(struct ncs_boot *boot, struct ncs_status *status, const struct piece *piece)
{
    const struct boot_area *primary = ncs_area(boot, NCS_PRIMARY);

    ncs_assert(boot, erase_scratch(boot), "boot_swap_sectors");
    if (status->index == 1) {
        ncs_status_init(boot, scratch_area(boot), status);
        if (!status->use_scratch) {
            ncs_assert(boot, ncs_trailer_erase(boot, primary), "boot_swap_sectors");
            ncs_status_init(boot, primary, status);
            ncs_assert(boot, erase_scratch(boot), "boot_swap_sectors");
        }
    }
    ncs_assert(
        boot,
        ncs_flash_copy(boot, ncs_area(boot, NCS_SECONDARY), piece->offset, scratch_area(boot), 0, piece->copy_size),
        "boot_swap_sectors");
    step_done(boot, status);
}

/* Step 2: primary to secondary. */
static void primary_to_secondary(struct ncs_boot *boot, struct ncs_status *status, const struct piece *piece)
{
    const struct boot_area *secondary = ncs_area(boot, NCS_SECONDARY);
    uint32_t erase_size = piece->size;

    if (status->index == 1) {
        ncs_assert(boot, ncs_trailer_erase(boot, secondary), "boot_swap_sectors");
        if (status->use_scratch) {
            erase_size = piece->trailer - piece->offset;
        }
    }
    if (erase_size > 0) {
        ncs_assert(boot, ncs_flash_erase(boot, secondary, piece->offset, erase_size), "boot_swap_sectors");
    }
    ncs_assert(
        boot,
        ncs_flash_copy(boot, ncs_area(boot, NCS_PRIMARY), piece->offset, secondary, piece->offset, piece->copy_size),
        "boot_swap_sectors");
    step_done(boot, status);
}

/* The trailer that was kept in the scratch area goes to the primary slot. */
static void trailer_to_primary(struct ncs_boot *boot, const struct ncs_status *status, const struct piece *piece)
{
    const struct boot_area *primary = ncs_area(boot, NCS_PRIMARY);
    const struct boot_area *scratch = scratch_area(boot);
    struct ncs_trailer trailer;

    (void)ncs_flash_copy(boot, scratch, ncs_status_offset(boot, scratch), primary, piece->offset + piece->copy_size,
                         (STATES - 1) * ncs_slots(boot)->write_size);
    ncs_assert(boot, ncs_trailer_read(boot, scratch, &trailer), "boot_swap_sectors");
    if (trailer.image_ok == NCS_FLAG_SET) {
        ncs_assert(boot, ncs_image_ok_write(boot, primary), "boot_swap_sectors");
    }
    if (trailer.swap_type != NCS_SWAP_NONE) {
        ncs_assert(boot, ncs_swap_info_write(boot, primary, trailer.swap_type), "boot_swap_sectors");
    }
    ncs_assert(boot, ncs_swap_size_write(boot, primary, status->swap_size), "boot_swap_sectors");
    ncs_assert(boot, ncs_magic_write(boot, primary), "boot_swap_sectors");
}

/* Step 3: scratch to primary. */
static void scratch_to_primary(struct ncs_boot *boot, struct ncs_status *status, const struct piece *piece)
{
    const struct boot_area *primary = ncs_area(boot, NCS_PRIMARY);
    const struct boot_area *scratch = scratch_area(boot);
    bool status_in_scratch = status->use_scratch;
    uint32_t erase_size = piece->size;

    if (status_in_scratch) {
        ncs_assert(boot, ncs_trailer_erase(boot, primary), "boot_swap_sectors");
        erase_size = piece->trailer - piece->offset;
    }
    if (erase_size > 0) {
        ncs_assert(boot, ncs_flash_erase(boot, primary, piece->offset, erase_size), "boot_swap_sectors");
    }
    ncs_assert(boot, ncs_flash_copy(boot, scratch, 0, primary, piece->offset, piece->copy_size), "boot_swap_sectors");
    if (status_in_scratch) {
        trailer_to_primary(boot, status, piece);
    }
    status->use_scratch = false;
    step_done(boot, status);
    status->index++;
    status->state = 1;
    if (status_in_scratch) {
        /* From the end: its trailer must go before its data. */
        ncs_assert(boot, ncs_flash_erase_backwards(boot, scratch, 0, scratch->size), "boot_swap_sectors");
    }
}

static void swap_piece(struct ncs_boot *boot, struct ncs_status *status, uint32_t first, uint32_t count)
{
    struct piece piece = measure_piece(boot, first, count);

    status->use_scratch = status->index == 1 && piece.copy_size != piece.size;
    if (status->state == 1) {
        secondary_to_scratch(boot, status, &piece);
    }
    if (status->state == 2) {
        primary_to_secondary(boot, status, &piece);
    }
    if (status->state == 3) {
        scratch_to_primary(boot, status, &piece);
    }
}

static void scratch_run(struct ncs_boot *boot, struct ncs_status *status, uint32_t copy_size)
{
    uint32_t a_piece = sectors_a_piece(boot);
    uint32_t number = 0;

    hal_log(boot->hal, HAL_LOG_INFO, "Starting swap using scratch algorithm.");
    for (uint32_t left = sectors_to_swap(boot, copy_size); left > 0; number++) {
        uint32_t count = left < a_piece ? left : a_piece;

        left -= count;
        if (number >= status->index - 1) {
            swap_piece(boot, status, left, count);
        }
    }
}

const struct ncs_mode ncs_mode_scratch = {
    .slots_compatible = scratch_slots_compatible,
    .read_header = scratch_read_header,
    .status_source = scratch_status_source,
    .status_scan = scratch_status_scan,
    .run = scratch_run,
};

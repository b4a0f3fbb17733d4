#include "pack/verify/slot_rest.h"

#include "image/slot_trailer.h"

#define ERASED     0xffu
#define MOST_FLAGS 5u /* of a trailer below its magic: image_ok, copy_done, swap_info, swap size, and one more */

/* Where the last byte that is not erased ends, from `start` on; `start` when all are. */
static size_t end_of_data(struct byte_range file, size_t start, size_t end)
{
    while (end > start && file.data[end - 1] == ERASED) {
        end--;
    }
    return end;
}

/* Bytes of the file's trailer, 0 when it ends in none. */
static size_t trailer_size(struct byte_range file, size_t image_size)
{
    struct slot_trailer trailer;
    size_t magic, size;

    if (!slot_trailer_read(file, &trailer)) {
        return 0;
    }
    magic = (size_t)limits_align_up(MCUBOOT_TRAILER_MAGIC_SIZE, trailer.max_align);
    size = magic + MOST_FLAGS * (size_t)trailer.max_align;
    return size < file.size - image_size ? size : file.size - image_size;
}

/* The first byte of the slot that the bootloader wants erased or a trailer of its own; swap status counts where it swaps. */
static uint64_t trailer_start(const struct slot_geometry *geometry)
{
    return limits_minus(geometry->secondary_size, geometry->mode == UPGRADE_OVERWRITE_ONLY
                                                      ? slot_trailer_info_size(geometry)
                                                      : slot_trailer_size(geometry));
}

void slot_rest_verify(struct arena *arena, struct byte_range file, size_t image_size, const struct update_slots *slots,
                      struct verdicts *verdicts)
{
    struct slot_geometry geometry;
    bool known = slots != NULL && update_slots_geometry(slots, &geometry) && geometry.mode != UPGRADE_SINGLE_SLOT;
    size_t trailer, end;

    if (file.size <= image_size) {
        return;
    }
    if (known && file.size > geometry.secondary_size) {
        verdict_add(arena, verdicts, "bytes behind", VERDICT_FAIL,
                    "the file has %zu bytes, the slot that takes it 0x%lx; an update client sends all of them",
                    file.size, (unsigned long)geometry.secondary_size);
        return;
    }
    trailer = trailer_size(file, image_size);
    end = end_of_data(file, image_size, file.size - trailer);
    if (known && end > image_size && end > trailer_start(&geometry)) {
        verdict_add(arena, verdicts, "bytes behind", VERDICT_FAIL,
                    "%zu bytes behind the image reach to 0x%zx, where the bootloader keeps its trailer: it installs "
                    "nothing from a slot that is not erased there",
                    end - image_size, end);
    } else if (end > image_size) {
        verdict_add(arena, verdicts, "bytes behind", VERDICT_WARNING,
                    "%zu bytes behind the image are neither erased (0xff) nor a trailer", end - image_size);
    } else if (trailer > 0 && known && file.size != geometry.secondary_size) {
        verdict_add(arena, verdicts, "bytes behind", VERDICT_WARNING,
                    "a trailer that ends at 0x%zx, the slot does at 0x%lx: the bootloader does not see it", file.size,
                    (unsigned long)geometry.secondary_size);
    } else if (trailer > 0) {
        verdict_add(arena, verdicts, "bytes behind", VERDICT_PASS, "erased bytes and a trailer that ends at 0x%zx",
                    file.size);
    }
}

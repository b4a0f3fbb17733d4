/* What stands behind an image in its file: update clients upload the whole file, and the bootloader keeps its trailer at the
 * end of the slot.
 *
 * Line "bytes behind", where there are any besides erased ones (0xff). Source: mcu-tools/mcuboot
 * boot/bootutil/src/bootutil_misc.c boot_read_swap_state(), boot_write_magic(): flash that is not erased takes no magic
 * (2d4bacc3).
 */
#ifndef PACK_VERIFY_SLOT_REST_H
#define PACK_VERIFY_SLOT_REST_H

#include "base/arena.h"
#include "base/byte_range.h"
#include "image/verdict.h"
#include "project/tree/update_slots.h"

/* image_size in bytes: header, firmware and TLVs, at the start of file. slots may be NULL: not known. */
void slot_rest_verify(struct arena *arena, struct byte_range file, size_t image_size, const struct update_slots *slots,
                      struct verdicts *verdicts);

#endif

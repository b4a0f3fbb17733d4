/* Whether what is signed was made of the firmware that its build holds now: a signed file outlives the build of another
 * firmware, and verifies for ever.
 *
 * Compared are the bytes of the build's own files where they lie in the signed image: a HEX by its addresses, so that a file
 * with a part of the image (the non-secure half beside TF-M) is compared with that part; raw bytes as a whole, and only
 * where they are the whole firmware. Paths are the project's, or live in the arena.
 */
#ifndef PACK_PLAN_FIRMWARE_ORIGIN_H
#define PACK_PLAN_FIRMWARE_ORIGIN_H

#include <stdint.h>
#include "base/arena.h"
#include "base/byte_range.h"
#include "image/mcuboot_image.h"
#include "project/tree/project.h"

enum firmware_likeness {
    FIRMWARE_UNCOMPARED, /* nothing is here to compare, or it cannot be read */
    FIRMWARE_SAME,
    FIRMWARE_OTHER,
};

struct firmware_origin {
    enum firmware_likeness likeness;
    const char *path; /* the file that was compared; of several the first that differs; NULL: none */
};

/* The firmware runs at `start`. A HEX that is not there (NULL too), cannot be read or lies elsewhere is not compared. */
enum firmware_likeness firmware_compare_hex(struct arena *arena, const char *path, struct byte_range firmware,
                                            uint64_t start);

/* A signed image of the application, of the network core or of MCUboot itself, and the files of the build that it is made
 * of: what the linker wrote, and what was signed for b0.
 */
struct firmware_origin firmware_origin_read(struct arena *arena, const struct project *project,
                                            const struct mcuboot_image *image);

#endif

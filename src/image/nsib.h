/* Reads and checks a firmware with an NSIB validation block: what b0n looks at before it copies, and the
 * signature.
 *
 * b0n (network core) checks everything here but the signature; b0 (application core) checks the signature
 * too. Source: nrfconnect/sdk-nrf subsys/bootloader/bl_validation/bl_validation.c,
 * samples/nrf5340/netboot/src/main.c (00cdd824).
 */
#ifndef IMAGE_NSIB_H
#define IMAGE_NSIB_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "base/arena.h"
#include "base/attributes.h"
#include "base/byte_range.h"
#include "image/verdict.h"
#include "nrf53pack/nsib_format.h"

struct nsib_image {
    struct byte_range bytes;
    bool has_fw_info;
    size_t fw_info_offset;
    struct nsib_fw_info fw_info;
    bool has_validation;
    size_t validation_offset; /* within 4 bytes behind fw_info.size */
    struct nsib_validation_info validation;
};

/* b0 looks for the validation info from the end of the firmware up to this many bytes further. */
#define NSIB_SEARCH_DISTANCE 4u

/* Finds both blocks; never fails, has_fw_info and has_validation say what was there. */
void nsib_read(struct byte_range bytes, struct nsib_image *image);

struct nsib_expectation {
    bool slot_known;       /* the provisioned slot (S0) is known */
    uint64_t slot_address; /* where b0n copies the firmware to */
    uint64_t slot_size;    /* bytes */
    const uint8_t *key;    /* X, Y of the key that b0 trusts; NULL: not known, and the signature proves nothing */
    const char *key_from;  /* where the key is from, as a phrase; NULL: "the given key" */
};

/* Lines, in b0n's order: "fw_info", "fw_info address", "fw_info valid", "fw_info size", "boot address",
 * "reset vector", "validation info", "validation address", "firmware hash", "firmware signature". expected
 * may be NULL.
 */
void nsib_verify(struct arena *arena, const struct nsib_image *image, const struct nsib_expectation *expected,
                 struct verdicts *verdicts);

/* The lines up to "reset vector": what the firmware itself has to be, signed or not. */
void nsib_verify_firmware(struct arena *arena, const struct nsib_image *image, const struct nsib_expectation *expected,
                          struct verdicts *verdicts);

#endif

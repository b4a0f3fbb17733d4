/* Makes the update files of a plan in memory, and reads them back before anything is written.
 *
 * Same inputs, same bytes, but for encrypted images: the only time in them is SOURCE_DATE_EPOCH, or the newest
 * modification time of the inputs.
 */
#ifndef PACK_PACKAGE_H
#define PACK_PACKAGE_H

#include <stdbool.h>
#include <stdint.h>
#include "base/arena.h"
#include "base/attributes.h"
#include "base/diagnostics.h"
#include "image/nsib.h"
#include "image/verdict.h"
#include "sign/encryption.h"
#include "sign/firmware.h"
#include "crypto/keys.h"
#include "sign/signer.h"
#include "pack/write/dfu_package.h"
#include "pack/package_files.h"
#include "pack/plan/plan.h"
#include "pack/signature_exchange.h"

#define DFU_APPLICATION_NAME "dfu_application.zip"
#define DFU_MCUBOOT_NAME     "dfu_mcuboot.zip"
#define RECORD_NAME          "pack.json"

/* Who signs what; all borrowed. */
struct package_signers {
    const struct public_key *image_key;          /* NULL: images with a hash only */
    const struct signer *image;                  /* NULL with an exchange */
    const struct public_key *nsib_key;           /* NULL: no validation block is made */
    const struct signer *nsib;                   /* NULL with an exchange */
    struct signature_exchange *exchange;         /* NULL: signatures are made at once */
    const struct encryption_options *encryption; /* NULL: nothing is encrypted */
};

struct packed_image {
    const struct planned_image *plan;
    struct firmware firmware; /* with a block: the signed one, its source is the file before it */
    struct byte_range input;  /* the firmware as it was read */
    struct nsib_image nsib;   /* what b0 or b0n starts: blocks in the firmware */
    uint64_t load_address;    /* where the firmware runs: the plan's, or the HEX file's own */
    struct byte_range plain;  /* encrypted images: the MCUboot image before encryption */
    struct byte_range image;  /* the MCUboot image; empty while its signature is missing */
};

struct package {
    const struct package_plan *plan;
    int64_t time; /* seconds since 1970-01-01 UTC */
    struct packed_image *items;
    size_t count;
    size_t capacity;
    struct dfu_package application; /* what dfu_application.zip holds */
    struct dfu_package mcuboot;     /* what dfu_mcuboot.zip holds */
    struct package_files files;     /* everything that is to be written, but for the record */
};

/* The image that goes into the network core, or NULL. */
static inline const struct packed_image *packed_network_image(const struct package *package)
{
    for (size_t i = 0; i < package->count; i++) {
        if (package->items[i].plan->kind == PLANNED_NETWORK) {
            return &package->items[i];
        }
    }
    return NULL;
}

/* Input errors: unreadable firmware, firmware linked for another place, a wrong SOURCE_DATE_EPOCH, what nsib_write() and
 * image_write() refuse. True as well when signatures are missing that signers->exchange waits for: then there are no
 * files, and exchange->waiting says whose.
 */
NODISCARD bool package_build(struct arena *arena, const struct package_plan *plan,
                             const struct package_signers *signers, struct diagnostics *diagnostics,
                             struct package *package);

/* Reads the produced bytes back: zips, manifests, each image's hash, signature, NSIB block and fit. False, with one
 * DIAGNOSTIC_VERIFY or DIAGNOSTIC_SELF for each failed line, when something is wrong: the firmware or an option, or this
 * program.
 */
NODISCARD bool package_verify(struct arena *arena, const struct package *package, const struct public_key *key,
                              struct diagnostics *diagnostics);

#endif

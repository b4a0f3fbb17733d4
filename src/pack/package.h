/* Makes the update files of a plan in memory, and reads them back before anything is written.
 *
 * Same inputs, same bytes: the only time in them is SOURCE_DATE_EPOCH, or the newest modification time of the
 * inputs.
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
#include "sign/firmware.h"
#include "sign/keys.h"
#include "pack/dfu_package.h"
#include "pack/package_files.h"
#include "pack/plan.h"

#define DFU_APPLICATION_NAME "dfu_application.zip"

struct packed_image {
    const struct planned_image *plan;
    struct firmware firmware;
    struct nsib_image nsib;  /* network core: blocks in the firmware */
    uint64_t load_address;   /* where the firmware runs: the plan's, or the HEX file's own */
    struct byte_range image; /* the MCUboot image */
};

struct package {
    const struct package_plan *plan;
    int64_t time; /* seconds since 1970-01-01 UTC */
    struct packed_image *items;
    size_t count;
    size_t capacity;
    struct dfu_package application; /* what dfu_application.zip holds */
    struct package_files files;     /* everything that is to be written, but for the record */
};

/* One rule that was waived for this package. */
struct allowed_rule {
    const char *rule;
    const char *reason;
};

/* key NULL: images with a hash only. Input errors: unreadable firmware, firmware linked for another place, a
 * wrong SOURCE_DATE_EPOCH.
 */
NODISCARD bool package_build(struct arena *arena, const struct package_plan *plan, struct signing_key *key,
                             struct diagnostics *diagnostics, struct package *package);

/* Text of nrf53pack.json, the record beside the package: what it was made of, and which findings were
 * allowed. It does not go into the package: a manifest is for update clients, and no client reads it.
 */
struct byte_range record_write(struct arena *arena, const struct package *package, const struct project *project,
                               const struct allowed_rule *allowed, size_t allowed_count);

/* Reads the produced bytes back: zip, manifest, each image's hash, signature, NSIB block and fit. One list of
 * lines for each image, one for the package. False, with one DIAGNOSTIC_VERIFY for each failed line, when
 * something is wrong.
 */
NODISCARD bool package_verify(struct arena *arena, const struct package *package, const struct signing_key *key,
                              struct diagnostics *diagnostics);

#endif

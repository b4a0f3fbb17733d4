/* Reads manifest.json of a DFU package and checks what update clients rely on.
 *
 * Source of the keys: nrfconnect/sdk-nrf scripts/bootloader/generate_zip.py (848a4752); of what clients need:
 * NordicSemiconductor/IOS-nRF-Connect-Device-Manager Source/McuMgrManifest.swift (29d9f492) and
 * McuMgrPackage.swift (04cbdbda). Everything lives in the arena.
 */
#ifndef IMAGE_MANIFEST_H
#define IMAGE_MANIFEST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "base/arena.h"
#include "base/attributes.h"
#include "base/diagnostics.h"
#include "base/source.h"
#include "image/dfu_zip.h"
#include "image/verdict.h"

#define MANIFEST_SIZE_LIMIT (256u * 1024u) /* bytes; one of NCS has about 1 kB */

struct manifest_file {
    const char *file; /* name in the package */
    struct origin origin;
    const char *type; /* or NULL, as the other texts */
    const char *board;
    const char *soc;
    const char *version_mcuboot;
    const char *version;      /* of a firmware for b0n */
    const char *slot_primary; /* "1", ...: the places as clients number them */
    const char *slot_secondary;
    bool has_size;
    uint64_t size; /* bytes */
    bool has_load_address;
    uint64_t load_address;
    bool has_image_index;
    uint64_t image_index;
    const char *slot;
};

struct manifest {
    const struct source *source;
    uint64_t format_version;
    const char *name; /* or NULL */
    struct manifest_file *items;
    size_t count;
    size_t capacity;
    struct verdicts types; /* a failed line for each key with the wrong JSON type, missing or unusable */
};

/* Input errors: no JSON, over MANIFEST_SIZE_LIMIT, no mapping, no list of files, a file without a name. Wrong types of single keys are
 * no input errors but failed lines in `types`, so that a package can be shown and judged.
 */
NODISCARD bool manifest_read(struct arena *arena, const struct source *source, struct diagnostics *diagnostics,
                             struct manifest **manifest);

/* The bootloader updates no such image. */
#define NO_IMAGE UINT64_MAX

/* What the devices of a tree expect. Zeroed: nothing is known, then NCS's usual numbers count. */
struct manifest_expectation {
    bool known; /* both indices */
    uint64_t application_index;
    uint64_t network_index; /* of a network image; the application's where both share one pair of slots; or NO_IMAGE */
    uint64_t image_count;   /* images the bootloader updates; 0: not known */
    const char *board;      /* in any of its forms, or NULL */
};

/* The manifest against the files of its package. Lines: "manifest types", "manifest names", "manifest sizes",
 * "manifest image index", "manifest soc", "manifest board" (if one is expected), "manifest order" (a warning),
 * "manifest files", "manifest versions", "manifest addresses". expected may be NULL.
 */
void manifest_verify(struct arena *arena, const struct manifest *manifest, const struct dfu_zip *zip,
                     const struct manifest_expectation *expected, struct verdicts *verdicts);

#endif

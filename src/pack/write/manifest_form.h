/* How NCS itself writes the packages of a build: it depends on the build system and its release.
 *
 * Sources: nrfconnect/sdk-nrf modules/mcuboot/CMakeLists.txt (000b7e2e) for child images, cmake/sysbuild/zip.cmake
 * (7a54fdde, 07a7d3bf) and cmake/sysbuild/b0_mcuboot_signing.cmake (03274e72 and later) for sysbuild,
 * scripts/bootloader/generate_zip.py (00927b62, 848a4752), cmake/fw_zip.cmake (0ee610d7). That the names ending in
 * .signed.bin came with NCS 2.8 is deduced from packages of 2.9 in the field; no client looks at it.
 */
#ifndef PACK_WRITE_MANIFEST_FORM_H
#define PACK_WRITE_MANIFEST_FORM_H

#include <stdbool.h>
#include <stdint.h>
#include "base/arena.h"
#include "project/tree/project.h"

enum manifest_form {
    MANIFEST_CHILD_IMAGE,    /* before sysbuild, NCS 1.7 to 2.6 (2.9 with child images) */
    MANIFEST_SYSBUILD_FIRST, /* NCS 2.7 */
    MANIFEST_SYSBUILD,       /* NCS 2.8 and later, and whatever is not known */
    MANIFEST_FORM_COUNT,
};

enum manifest_form manifest_form_of(enum project_era era, bool sdk_known, struct sdk_version sdk);

/* "child images", "sysbuild, NCS 2.7", "sysbuild" */
const char *manifest_form_name(enum manifest_form form);

uint64_t manifest_format_version(enum manifest_form form);

/* Whether a package with one file says its image number and slots; NCS left both out before sysbuild. */
bool manifest_single_has_index(enum manifest_form form);

/* Whether the two variants of MCUboot say their slot. NCS does since partitions come from devicetree too. */
bool manifest_mcuboot_has_slot(enum manifest_form form);

/* Name of a file in the package, for an image of that name. Names are unlike NCS's in one place: its
 * "net_core_app_update.bin" contains its "app_update.bin", and iOS clients take the one for the other.
 */
const char *manifest_application_name(struct arena *arena, enum manifest_form form, const char *image, bool encrypted);
const char *manifest_network_name(struct arena *arena, enum manifest_form form, const char *image);
const char *manifest_mcuboot_name(enum manifest_form form, unsigned slot); /* 0: S0, 1: S1 */

#endif

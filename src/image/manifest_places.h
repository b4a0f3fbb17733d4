/* Where a manifest sends the files of its package: image numbers, SoC, board, order; and what else is in the package.
 *
 * Used by manifest_verify() only; results live in the arena.
 */
#ifndef IMAGE_MANIFEST_PLACES_H
#define IMAGE_MANIFEST_PLACES_H

#include "base/arena.h"
#include "image/manifest.h"

struct manifest_check {
    struct arena *arena;
    const struct manifest *manifest;
    const struct dfu_zip *zip;
    const struct manifest_expectation *expected; /* never NULL */
    struct verdicts *verdicts;
};

/* Lines "manifest image index", "manifest soc", "manifest board" and, as a warning, "manifest order". */
void manifest_verify_places(const struct manifest_check *check);

/* Line "manifest files": what is in the package and should not be there. */
void manifest_verify_entries(const struct manifest_check *check);

/* A foreign name as it may stand in an answer. */
const char *manifest_shown(const struct manifest_check *check, const char *name);

/* The MCUboot image that a line of the manifest means; NULL when there is none. */
const struct mcuboot_image *manifest_image(const struct manifest_check *check, const struct manifest_file *file);

/* A pass line, unless one of that name was added since `before` lines. */
void manifest_pass_unless_failed(const struct manifest_check *check, const char *name, size_t before);

#endif

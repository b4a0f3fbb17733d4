/* Reads the files of a DFU package (dfu_application.zip) into memory.
 *
 * Entries live in the arena. Limits keep a made-up package from taking the machine down; they stand well
 * above what an nRF5340 can hold.
 */
#ifndef IMAGE_DFU_ZIP_H
#define IMAGE_DFU_ZIP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "base/arena.h"
#include "base/attributes.h"
#include "base/diagnostics.h"
#include "base/source.h"
#include "base/byte_range.h"

#define DFU_ZIP_ENTRY_LIMIT 64u
#define DFU_ZIP_BYTES_LIMIT (32u * 1024u * 1024u) /* of all entries together, uncompressed */

struct dfu_zip_entry {
    const char *name;
    const struct source *source; /* named "package.zip:entry.bin" */
    bool stored;                 /* without compression */
};

struct dfu_zip {
    const struct source *source;
    struct dfu_zip_entry *items; /* in the order of the archive's directory */
    size_t count;
    size_t capacity;
};

/* True when the bytes start as a zip archive with entries does. */
bool dfu_zip_recognised(struct byte_range bytes);

/* Input errors: no zip archive, one that clients read in different ways (image/zip_layout.h), damaged or encrypted entries,
 * more than the limits. */
NODISCARD bool dfu_zip_read(struct arena *arena, const struct source *source, struct diagnostics *diagnostics,
                            struct dfu_zip **zip);

const struct dfu_zip_entry *dfu_zip_find(const struct dfu_zip *zip, const char *name);

#endif

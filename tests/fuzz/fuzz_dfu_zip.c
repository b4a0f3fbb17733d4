/* Any bytes as a package: refused with one message, or read within its limits, its manifest judged without a crash, and
 * read again the same. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "image/dfu_zip.h"
#include "image/manifest.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_entries(const struct dfu_zip *zip)
{
    size_t total = 0;

    if (zip->count > DFU_ZIP_ENTRY_LIMIT) {
        abort();
    }
    for (size_t i = 0; i < zip->count; i++) {
        total += zip->items[i].source->size;
        if (zip->items[i].name[0] == '\0' || dfu_zip_find(zip, zip->items[i].name) != &zip->items[i]) {
            abort(); /* a name that is empty, or there twice */
        }
    }
    if (total > DFU_ZIP_BYTES_LIMIT) {
        abort();
    }
}

static void check_manifest(struct arena *arena, const struct dfu_zip *zip, struct diagnostics *diagnostics)
{
    const struct dfu_zip_entry *entry = dfu_zip_find(zip, "manifest.json");
    struct verdicts verdicts = { 0 };
    struct manifest *manifest;

    if (entry == NULL) {
        return;
    }
    if (manifest_read(arena, entry->source, diagnostics, &manifest)) {
        manifest_verify(arena, manifest, zip, NULL, &verdicts);
    } else if (!diagnostics_failed(diagnostics)) {
        abort();
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena *arena = arena_create();
    struct diagnostics diagnostics = diagnostics_create(arena);
    const struct source *source = source_from_bytes(arena, "input.zip", data, size);
    struct dfu_zip *zip;

    if (dfu_zip_read(arena, source, &diagnostics, &zip)) {
        check_entries(zip);
        check_manifest(arena, zip, &diagnostics);
    } else if (diagnostics.count != 1) {
        abort();
    }
    arena_destroy(arena);
    return 0;
}

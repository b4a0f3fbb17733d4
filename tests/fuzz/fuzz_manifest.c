/* Any bytes as manifest.json, or as the whole package: read or refused, and verification survives what was
 * read. */
#include <stdint.h>
#include <stdlib.h>

#include "image/manifest.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_manifest(struct arena *arena, const struct source *source, const struct dfu_zip *zip,
                           struct diagnostics *diagnostics)
{
    struct verdicts verdicts = { 0 };
    struct manifest *manifest;

    if (!manifest_read(arena, source, diagnostics, &manifest)) {
        if (!diagnostics_failed(diagnostics)) {
            abort();
        }
        return;
    }
    for (size_t i = 0; i < manifest->count; i++) {
        if (manifest->items[i].file == NULL) {
            abort();
        }
    }
    manifest_verify(arena, manifest, zip, NULL, &verdicts);
    if (verdicts.count < 6) {
        abort(); /* one line for each of the six questions at least */
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena *arena = arena_create();
    struct diagnostics diagnostics = diagnostics_create(arena);
    const struct source *source = source_from_bytes(arena, "input", data, size);
    const struct dfu_zip empty = { 0 };
    struct dfu_zip *zip;

    if (!dfu_zip_recognised(range_of_source(source))) {
        check_manifest(arena, source, &empty, &diagnostics);
    } else if (dfu_zip_read(arena, source, &diagnostics, &zip)) {
        const struct dfu_zip_entry *entry = dfu_zip_find(zip, "manifest.json");

        if (entry != NULL) {
            check_manifest(arena, entry->source, zip, &diagnostics);
        }
    } else if (!diagnostics_failed(&diagnostics)) {
        abort();
    }
    arena_destroy(arena);
    return 0;
}

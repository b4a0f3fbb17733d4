/* Any bytes as a multi-image file: refused with one message, or images that fill the file, which can be written again in
 * a form that reads the same. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "image/multi_image.h"
#include "pack/write/multi_image_writer.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_again(struct arena *arena, const struct multi_image *file, struct diagnostics *diagnostics)
{
    struct multi_image *again;
    struct byte_range bytes;

    if (!multi_image_write(arena, file->items, file->count, diagnostics, &bytes)) {
        return; /* two images with one number: a device takes them, we do not write them */
    }
    if (!multi_image_read(arena, source_from_bytes(arena, "again", bytes.data, bytes.size), diagnostics, &again) ||
        again->count != file->count) {
        abort();
    }
    for (size_t i = 0; i < file->count; i++) {
        if (again->items[i].id != file->items[i].id || again->items[i].bytes.size != file->items[i].bytes.size ||
            memcmp(again->items[i].bytes.data, file->items[i].bytes.data, file->items[i].bytes.size) != 0) {
            abort();
        }
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena *arena = arena_create();
    struct diagnostics diagnostics = diagnostics_create(arena);
    const struct source *source = source_from_bytes(arena, "input.bin", data, size);
    struct multi_image *file;

    if (!multi_image_read(arena, source, &diagnostics, &file)) {
        if (diagnostics.count != 1) {
            abort();
        }
    } else if (!multi_image_recognised(range_of_source(source)) ||
               file->items[file->count - 1].bytes.data + file->items[file->count - 1].bytes.size !=
                   (const uint8_t *)source->data + size) {
        abort();
    } else {
        check_again(arena, file, &diagnostics);
    }
    arena_destroy(arena);
    return 0;
}

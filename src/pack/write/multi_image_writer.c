#include "pack/write/multi_image_writer.h"

#include <string.h>
#include "image/cbor_reader.h"

#define HEADER_LIMIT 1024u /* MULTI_IMAGE_LIMIT entries of at most 20 bytes */

struct header {
    uint8_t bytes[HEADER_LIMIT];
    size_t size;
};

/* Head of an item with its number in the shortest form. */
static void put_head(struct header *header, enum cbor_kind kind, uint64_t value)
{
    unsigned size = value < 24 ? 0 : value <= UINT8_MAX ? 1 : value <= UINT16_MAX ? 2 : 4;
    uint8_t low = size == 0 ? (uint8_t)value : size == 1 ? 24 : size == 2 ? 25 : 26;

    header->bytes[header->size++] = (uint8_t)((unsigned)kind << 5 | low);
    for (unsigned i = size; i > 0; i--) {
        header->bytes[header->size++] = (uint8_t)(value >> (8 * (i - 1)));
    }
}

static void put_text(struct header *header, const char *text)
{
    size_t length = strlen(text);

    put_head(header, CBOR_TEXT, length);
    memcpy(header->bytes + header->size, text, length);
    header->size += length;
}

static void put_integer(struct header *header, int32_t value)
{
    if (value < 0) {
        put_head(header, CBOR_NEGATIVE, (uint64_t)(-1 - (int64_t)value));
    } else {
        put_head(header, CBOR_UNSIGNED, (uint64_t)value);
    }
}

static void put_header(struct header *header, const struct multi_image_entry *images, size_t count)
{
    put_head(header, CBOR_MAP, 1);
    put_text(header, "img");
    put_head(header, CBOR_ARRAY, count);
    for (size_t i = 0; i < count; i++) {
        put_head(header, CBOR_MAP, 2);
        put_text(header, "id");
        put_integer(header, images[i].id);
        put_text(header, "size");
        put_head(header, CBOR_UNSIGNED, images[i].bytes.size);
    }
}

static bool check_image(const struct multi_image_entry *images, size_t index, struct diagnostics *diagnostics)
{
    const struct multi_image_entry *image = &images[index];

    if (image->bytes.size == 0 || image->bytes.size > UINT32_MAX) {
        return diagnose(diagnostics, DIAGNOSTIC_INPUT, ORIGIN_NONE,
                        "image %ld of a multi-image file has %zu bytes, expected 1 to %lu", (long)image->id,
                        image->bytes.size, (unsigned long)UINT32_MAX);
    }
    for (size_t i = 0; i < index; i++) {
        if (images[i].id == image->id) {
            return diagnose(diagnostics, DIAGNOSTIC_INPUT, ORIGIN_NONE,
                            "multi-image file would hold two images with the number %ld", (long)image->id);
        }
    }
    return true;
}

bool multi_image_write(struct arena *arena, const struct multi_image_entry *images, size_t count,
                       struct diagnostics *diagnostics, struct byte_range *file)
{
    struct header header = { .size = 0 };
    size_t size;
    uint8_t *bytes;

    if (count == 0 || count > MULTI_IMAGE_LIMIT) {
        return diagnose(diagnostics, DIAGNOSTIC_INPUT, ORIGIN_NONE, "multi-image file of %zu images, expected 1 to %u",
                        count, MULTI_IMAGE_LIMIT);
    }
    for (size_t i = 0; i < count; i++) {
        if (!check_image(images, i, diagnostics)) {
            return false;
        }
    }
    put_header(&header, images, count);
    size = 2 + header.size;
    for (size_t i = 0; i < count; i++) {
        size += images[i].bytes.size;
    }
    bytes = arena_alloc(arena, size);
    store_le16(bytes, (uint16_t)header.size);
    memcpy(bytes + 2, header.bytes, header.size);
    *file = range_of(bytes, size);
    bytes += 2 + header.size;
    for (size_t i = 0; i < count; i++) {
        memcpy(bytes, images[i].bytes.data, images[i].bytes.size);
        bytes += images[i].bytes.size;
    }
    return true;
}

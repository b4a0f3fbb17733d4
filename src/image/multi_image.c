#include "image/multi_image.h"

#include "image/cbor_reader.h"

#define LENGTH_SIZE 2u

static bool bad_file(const struct source *source, struct diagnostics *diagnostics, const char *reason)
{
    return diagnose(diagnostics, DIAGNOSTIC_INPUT, origin_file(source), "no multi-image file: %s", reason);
}

/* The header without its length. */
static bool find_header(struct byte_range bytes, struct byte_range *header)
{
    uint16_t length;

    return range_le16(bytes, 0, &length) && range_part(bytes, LENGTH_SIZE, length, header);
}

/* The map and its key; what comes next is the list. */
static bool take_start(struct cbor_reader *reader)
{
    struct cbor_item map;

    return cbor_take_kind(reader, CBOR_MAP, &map) && map.value == 1 && cbor_take_literal(reader, "img");
}

bool multi_image_recognised(struct byte_range bytes)
{
    struct byte_range start;
    struct cbor_reader reader = { 0 };

    /* A file that is cut inside its header is still one. */
    if (!range_holds(bytes, LENGTH_SIZE, 1)) {
        return false;
    }
    start = range_of(bytes.data + LENGTH_SIZE, bytes.size - LENGTH_SIZE);
    reader.bytes = start;
    return take_start(&reader);
}

static bool take_entry(struct cbor_reader *reader, int32_t *id, uint32_t *size)
{
    struct cbor_item map;

    return cbor_take_kind(reader, CBOR_MAP, &map) && map.value == 2 && cbor_take_literal(reader, "id") &&
           cbor_take_int32(reader, id) && cbor_take_literal(reader, "size") && cbor_take_uint32(reader, size);
}

static bool read_entries(struct arena *arena, struct cbor_reader *reader, uint64_t count,
                         struct diagnostics *diagnostics, struct multi_image *file)
{
    struct byte_range bytes = range_of_source(file->source);
    size_t at = LENGTH_SIZE + reader->bytes.size;

    for (uint64_t i = 0; i < count; i++) {
        struct multi_image_entry *entry = ARENA_PUSH(arena, file);
        uint32_t size;

        if (!take_entry(reader, &entry->id, &size)) {
            return bad_file(file->source, diagnostics, "expected a map of 'id' and 'size' for each image");
        }
        if (size == 0) {
            return diagnose(diagnostics, DIAGNOSTIC_INPUT, origin_file(file->source),
                            "image %ld is empty, a device never gets past it", (long)entry->id);
        }
        if (!range_part(bytes, at, size, &entry->bytes)) {
            return diagnose(diagnostics, DIAGNOSTIC_INPUT, origin_file(file->source),
                            "image %ld is cut short: the header says %lu bytes from 0x%zx, the file has %zu",
                            (long)entry->id, (unsigned long)size, at, bytes.size);
        }
        at += size;
    }
    return at == bytes.size || diagnose(diagnostics, DIAGNOSTIC_INPUT, origin_file(file->source),
                                        "%zu bytes behind the last image, a device refuses them", bytes.size - at);
}

bool multi_image_read(struct arena *arena, const struct source *source, struct diagnostics *diagnostics,
                      struct multi_image **file)
{
    struct multi_image *result = arena_alloc(arena, sizeof *result);
    struct cbor_reader reader = { 0 };
    struct cbor_item list;

    result->source = source;
    *file = result;
    if (!find_header(range_of_source(source), &reader.bytes)) {
        return bad_file(source, diagnostics, "it ends inside its header");
    }
    if (!take_start(&reader) || !cbor_take_kind(&reader, CBOR_ARRAY, &list)) {
        return bad_file(source, diagnostics, "expected a map with the list 'img'");
    }
    if (list.value == 0 || list.value > MULTI_IMAGE_LIMIT) {
        return diagnose(diagnostics, DIAGNOSTIC_INPUT, origin_file(source),
                        "multi-image file lists %llu images, expected 1 to %u", (unsigned long long)list.value,
                        MULTI_IMAGE_LIMIT);
    }
    if (!read_entries(arena, &reader, list.value, diagnostics, result)) {
        return false;
    }
    return reader.at == reader.bytes.size || bad_file(source, diagnostics, "its header goes on behind the list");
}

const char *multi_image_id_name(int32_t id)
{
    switch (id) {
    case MULTI_IMAGE_MCUBOOT_S0:
        return "MCUboot S0";
    case MULTI_IMAGE_MCUBOOT_S1:
        return "MCUboot S1";
    case MULTI_IMAGE_APPLICATION:
        return "application";
    case MULTI_IMAGE_NETWORK:
        return "network core";
    default:
        return "other";
    }
}

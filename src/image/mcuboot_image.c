#include "image/mcuboot_image.h"

#include "base/text.h"

/* One image being read: where errors are reported and how far the reader has come. */
struct reader {
    struct arena *arena;
    struct diagnostics *diagnostics;
    struct mcuboot_image *image;
    struct byte_range bytes;
};

static bool bad_image(const struct reader *reader, const char *reason)
{
    return diagnose(reader->diagnostics, DIAGNOSTIC_INPUT, origin_file(reader->image->source), "%s", reason);
}

bool mcuboot_image_recognised(struct byte_range bytes)
{
    uint32_t magic = 0;

    return range_le32(bytes, 0, &magic) && magic == MCUBOOT_IMAGE_MAGIC;
}

static void load_header(struct byte_range area, struct mcuboot_header *header)
{
    const uint8_t *data = area.data;

    header->magic = load_le32(data);
    header->load_addr = load_le32(data + offsetof(struct mcuboot_header, load_addr));
    header->hdr_size = load_le16(data + offsetof(struct mcuboot_header, hdr_size));
    header->protect_tlv_size = load_le16(data + offsetof(struct mcuboot_header, protect_tlv_size));
    header->img_size = load_le32(data + offsetof(struct mcuboot_header, img_size));
    header->flags = load_le32(data + offsetof(struct mcuboot_header, flags));
    data += offsetof(struct mcuboot_header, version);
    header->version = (struct mcuboot_version){ data[0], data[1], load_le16(data + 2), load_le32(data + 4) };
    header->pad = load_le32(data + 8);
}

static bool read_header(struct reader *reader)
{
    struct byte_range area;
    struct mcuboot_header *header = &reader->image->header;

    if (!range_part(reader->bytes, 0, MCUBOOT_HEADER_SIZE, &area)) {
        return diagnose(reader->diagnostics, DIAGNOSTIC_INPUT, origin_file(reader->image->source),
                        "too short for an MCUboot image: %zu bytes, the header alone has %u", reader->bytes.size,
                        MCUBOOT_HEADER_SIZE);
    }
    load_header(area, header);
    if (header->magic != MCUBOOT_IMAGE_MAGIC) {
        return diagnose(reader->diagnostics, DIAGNOSTIC_INPUT, origin_file(reader->image->source),
                        "no MCUboot image: magic 0x%08lx, expected 0x%08lx", (unsigned long)header->magic,
                        (unsigned long)MCUBOOT_IMAGE_MAGIC);
    }
    if (header->hdr_size < MCUBOOT_HEADER_SIZE) {
        return diagnose(reader->diagnostics, DIAGNOSTIC_INPUT, origin_file(reader->image->source),
                        "header size %u is under %u", header->hdr_size, MCUBOOT_HEADER_SIZE);
    }
    if (!range_part(reader->bytes, header->hdr_size, header->img_size, &reader->image->payload)) {
        return diagnose(reader->diagnostics, DIAGNOSTIC_INPUT, origin_file(reader->image->source),
                        "image is cut short: header asks for %u + %lu bytes, the file has %zu", header->hdr_size,
                        (unsigned long)header->img_size, reader->bytes.size);
    }
    return true;
}

/* Entries of one area, `area` without its info header. */
static bool read_entries(struct reader *reader, struct byte_range area, bool is_protected)
{
    size_t offset = 0;

    while (offset < area.size) {
        struct mcuboot_tlv_entry entry = { .is_protected = is_protected };
        uint16_t length;

        if (!range_le16(area, offset, &entry.type) || !range_le16(area, offset + 2, &length)) {
            return bad_image(reader, "TLV area ends inside the header of a TLV");
        }
        if (!range_part(area, offset + MCUBOOT_TLV_ENTRY_SIZE, length, &entry.data)) {
            return diagnose(reader->diagnostics, DIAGNOSTIC_INPUT, origin_file(reader->image->source),
                            "TLV 0x%02x with %u bytes leaves its area", entry.type, length);
        }
        *ARENA_PUSH(reader->arena, reader->image) = entry;
        offset += MCUBOOT_TLV_ENTRY_SIZE + (size_t)length;
    }
    return true;
}

/* The area at offset, which must have the magic; *total is its size with the info header. */
static bool read_area(struct reader *reader, size_t offset, uint16_t magic, uint16_t *total)
{
    const char *kind = magic == MCUBOOT_TLV_PROT_MAGIC ? "protected TLV area" : "TLV area";
    struct byte_range area;
    uint16_t found;

    if (!range_le16(reader->bytes, offset, &found) || !range_le16(reader->bytes, offset + 2, total)) {
        return diagnose(reader->diagnostics, DIAGNOSTIC_INPUT, origin_file(reader->image->source),
                        "image is cut short: no %s at offset 0x%zx", kind, offset);
    }
    if (found != magic) {
        return diagnose(reader->diagnostics, DIAGNOSTIC_INPUT, origin_file(reader->image->source),
                        "no %s at offset 0x%zx: magic 0x%04x, expected 0x%04x", kind, offset, found, magic);
    }
    if (*total < MCUBOOT_TLV_INFO_SIZE || !range_part(reader->bytes, offset, *total, &area)) {
        return diagnose(reader->diagnostics, DIAGNOSTIC_INPUT, origin_file(reader->image->source),
                        "%s at offset 0x%zx has the impossible size %u", kind, offset, *total);
    }
    area = range_of(area.data + MCUBOOT_TLV_INFO_SIZE, area.size - MCUBOOT_TLV_INFO_SIZE);
    return read_entries(reader, area, magic == MCUBOOT_TLV_PROT_MAGIC);
}

static bool read_protected_area(struct reader *reader, size_t offset)
{
    uint16_t total;
    uint16_t found = 0;

    if (reader->image->header.protect_tlv_size == 0) {
        if (range_le16(reader->bytes, offset, &found) && found == MCUBOOT_TLV_PROT_MAGIC) {
            return bad_image(reader, "protected TLV area is there, but the header says that there is none");
        }
        return true;
    }
    if (!read_area(reader, offset, MCUBOOT_TLV_PROT_MAGIC, &total)) {
        return false;
    }
    if (total != reader->image->header.protect_tlv_size) {
        return diagnose(reader->diagnostics, DIAGNOSTIC_INPUT, origin_file(reader->image->source),
                        "protected TLV area has %u bytes, the header says %u", total,
                        reader->image->header.protect_tlv_size);
    }
    return true;
}

bool mcuboot_image_read(struct arena *arena, const struct source *source, struct diagnostics *diagnostics,
                        struct mcuboot_image **image)
{
    struct mcuboot_image *result = arena_alloc(arena, sizeof *result);
    struct reader reader = { arena, diagnostics, result, range_of_source(source) };
    size_t offset;
    uint16_t total;

    result->source = source;
    if (!read_header(&reader)) {
        return false;
    }
    /* read_header() has seen that these bytes lie in the file, so the sums cannot wrap around. */
    offset = (size_t)result->header.hdr_size + result->payload.size;
    if (!read_protected_area(&reader, offset)) {
        return false;
    }
    offset += result->header.protect_tlv_size;
    if (!read_area(&reader, offset, MCUBOOT_TLV_MAGIC, &total)) {
        return false;
    }
    result->hashed = range_of(reader.bytes.data, offset);
    result->file_size = offset + total;
    *image = result;
    return true;
}

const struct mcuboot_tlv_entry *mcuboot_image_find(const struct mcuboot_image *image, uint16_t type)
{
    for (size_t i = 0; i < image->count; i++) {
        if (image->items[i].type == type) {
            return &image->items[i];
        }
    }
    return NULL;
}

bool mcuboot_tlv_is_signature(uint16_t type)
{
    return type >= MCUBOOT_TLV_RSA2048_PSS && type <= MCUBOOT_TLV_ED25519;
}

const struct mcuboot_tlv_entry *mcuboot_image_signature(const struct mcuboot_image *image)
{
    for (size_t i = 0; i < image->count; i++) {
        if (mcuboot_tlv_is_signature(image->items[i].type)) {
            return &image->items[i];
        }
    }
    return NULL;
}

const char *mcuboot_image_key_hash(struct arena *arena, const struct mcuboot_image *image)
{
    const struct mcuboot_tlv_entry *entry = mcuboot_image_find(image, MCUBOOT_TLV_KEYHASH);

    return entry == NULL ? NULL : text_hex(arena, entry->data.data, entry->data.size);
}

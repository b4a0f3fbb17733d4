#include "sign/image_writer.h"

#include <string.h>
#include "image/digest.h"
#include "sign/signer.h"

#define DEPENDENCY_SIZE 12u

/* An image being written; room was made for all of it before the first byte. */
struct writer {
    uint8_t *bytes;
    size_t size;
};

static void put(struct writer *writer, const void *bytes, size_t size)
{
    memcpy(writer->bytes + writer->size, bytes, size);
    writer->size += size;
}

static void put_le16(struct writer *writer, uint16_t value)
{
    store_le16(writer->bytes + writer->size, value);
    writer->size += 2;
}

static void put_le32(struct writer *writer, uint32_t value)
{
    store_le32(writer->bytes + writer->size, value);
    writer->size += 4;
}

static void put_version(struct writer *writer, struct mcuboot_version version)
{
    const uint8_t parts[] = { version.major, version.minor };

    put(writer, parts, sizeof parts);
    put_le16(writer, version.revision);
    put_le32(writer, version.build);
}

static void put_tlv(struct writer *writer, uint16_t type, const void *bytes, size_t size)
{
    put_le16(writer, type);
    put_le16(writer, (uint16_t)size);
    put(writer, bytes, size);
}

/* Bytes of the protected area with its info header, 0 when there is none. */
static size_t protected_size(const struct image_options *options)
{
    size_t size = options->dependencies.count * (MCUBOOT_TLV_ENTRY_SIZE + DEPENDENCY_SIZE);

    size += options->has_security_counter ? MCUBOOT_TLV_ENTRY_SIZE + sizeof(uint32_t) : 0;
    return size == 0 ? 0 : MCUBOOT_TLV_INFO_SIZE + size;
}

static uint32_t header_flags(const struct image_options *options)
{
    uint32_t flags = options->non_bootable ? MCUBOOT_F_NON_BOOTABLE : 0;

    flags |= options->load_address != 0 ? MCUBOOT_F_RAM_LOAD : 0;
    flags |= options->rom_fixed != 0 ? MCUBOOT_F_ROM_FIXED : 0;
    return flags;
}

/* The first 32 bytes, over whatever stands there. */
static void put_header(uint8_t *start, const struct image_options *options, size_t payload_size)
{
    struct writer header = { start, 0 };

    put_le32(&header, MCUBOOT_IMAGE_MAGIC);
    put_le32(&header, options->rom_fixed != 0 ? options->rom_fixed : options->load_address);
    put_le16(&header, (uint16_t)options->header_size);
    put_le16(&header, (uint16_t)protected_size(options));
    put_le32(&header, (uint32_t)payload_size);
    put_le32(&header, header_flags(options));
    put_version(&header, options->version);
    put_le32(&header, 0);
}

static void put_protected_area(struct writer *writer, const struct image_options *options)
{
    uint8_t counter[4];

    if (protected_size(options) == 0) {
        return;
    }
    put_le16(writer, MCUBOOT_TLV_PROT_MAGIC);
    put_le16(writer, (uint16_t)protected_size(options));
    if (options->has_security_counter) {
        store_le32(counter, options->security_counter);
        put_tlv(writer, MCUBOOT_TLV_SEC_CNT, counter, sizeof counter);
    }
    for (size_t i = 0; i < options->dependencies.count; i++) {
        const uint8_t image[4] = { options->dependencies.items[i].image };

        put_le16(writer, MCUBOOT_TLV_DEPENDENCY);
        put_le16(writer, DEPENDENCY_SIZE);
        put(writer, image, sizeof image);
        put_version(writer, options->dependencies.items[i].version);
    }
}

static bool put_area(struct writer *writer, const struct image_options *options, const struct signer *signer,
                     struct diagnostics *diagnostics)
{
    size_t start = writer->size;
    struct byte_range hashed = range_of(writer->bytes, writer->size);
    const struct digest digest = digest_of(DIGEST_SHA256, hashed);
    const struct signature_request request = { hashed, &digest, false, SIGNATURE_OF_IMAGE };
    struct signature signature;

    put_le16(writer, MCUBOOT_TLV_MAGIC);
    put_le16(writer, 0);
    put_tlv(writer, digest_tlv(digest.algorithm), digest.bytes, digest.size);
    if (signer != NULL) {
        const struct public_key *public_half = signer->public_half;

        if (!signer_sign(signer, &request, diagnostics, &signature)) {
            return false;
        }
        if (options->full_public_key) {
            put_tlv(writer, MCUBOOT_TLV_PUBKEY, public_half->der.data, public_half->der.size);
        } else {
            put_tlv(writer, MCUBOOT_TLV_KEYHASH, public_half->hash, sizeof public_half->hash);
        }
        put_tlv(writer, key_type_tlv(public_half->type), signature.bytes, signature.size);
    }
    store_le16(writer->bytes + start + 2, (uint16_t)(writer->size - start));
    return true;
}

static bool header_space_empty(struct byte_range firmware, size_t header_size)
{
    for (size_t i = 0; i < header_size; i++) {
        if (firmware.data[i] != 0) {
            return false;
        }
    }
    return true;
}

static bool check(const struct source *source, struct byte_range firmware, const struct image_options *options,
                  struct diagnostics *diagnostics)
{
    struct origin origin = origin_file(source);

    if (options->header_size < MCUBOOT_HEADER_SIZE || options->header_size > UINT16_MAX) {
        return diagnose(diagnostics, DIAGNOSTIC_INPUT, origin, "header size 0x%lx is outside 0x20 to 0xffff",
                        (unsigned long)options->header_size);
    }
    if (firmware.size > IMAGE_PAYLOAD_LIMIT) {
        return diagnose(diagnostics, DIAGNOSTIC_INPUT, origin, "firmware of %zu bytes is larger than any nRF5340 takes",
                        firmware.size);
    }
    if (protected_size(options) > UINT16_MAX) {
        return diagnose(diagnostics, DIAGNOSTIC_INPUT, origin, "%zu dependencies do not fit the protected TLV area",
                        options->dependencies.count);
    }
    if (options->pad_header) {
        return true;
    }
    if (firmware.size < options->header_size) {
        return diagnose(diagnostics, DIAGNOSTIC_INPUT, origin,
                        "firmware of %zu bytes has no room for a header of 0x%lx; give --pad-header to add it",
                        firmware.size, (unsigned long)options->header_size);
    }
    return header_space_empty(firmware, options->header_size) ||
           diagnose(diagnostics, DIAGNOSTIC_INPUT, origin,
                    "first 0x%lx bytes are not zero, so they are no header space; give --pad-header to add it",
                    (unsigned long)options->header_size);
}

/* More than any TLV area that is written here: hash, full RSA-3072 key and signature have 860 bytes. */
#define AREA_LIMIT 1024u

bool image_write(struct arena *arena, const struct source *source, struct byte_range firmware,
                 const struct image_options *options, const struct signer *signer, struct diagnostics *diagnostics,
                 struct byte_range *image)
{
    struct writer writer = { 0 };

    if (!check(source, firmware, options, diagnostics)) {
        return false;
    }
    writer.bytes = arena_alloc(arena, options->header_size + firmware.size + protected_size(options) + AREA_LIMIT);
    if (options->pad_header) {
        memset(writer.bytes, options->erased_value, options->header_size);
        writer.size = options->header_size;
    }
    put(&writer, firmware.data, firmware.size);
    put_header(writer.bytes, options, writer.size - options->header_size);
    put_protected_area(&writer, options);
    if (!put_area(&writer, options, signer, diagnostics)) {
        return false;
    }
    *image = range_of(writer.bytes, writer.size);
    return true;
}

#include "image.h"

#include <stdio.h>
#include <string.h>
#include "crypto/digest.h"
#include "nrf53pack/bytes.h"

#define HEADER_AREA 0x200u
#define TLV_AREA    40u

void image_payload(uint32_t seed, uint8_t *bytes, uint32_t length)
{
    uint32_t x = seed;

    for (uint32_t i = 0; i < length; i++) {
        x = 1664525u * x + 1013904223u;
        bytes[i] = (uint8_t)(x >> 24);
    }
}

void image_digest(const uint8_t *bytes, uint32_t size, uint8_t digest[DIGEST_SIZE])
{
    uint8_t whole[SHA256_SIZE];

    sha256((struct byte_range){ bytes, size }, whole);
    memcpy(digest, whole, DIGEST_SIZE);
}

void image_trailer_magic(uint32_t max_align, uint8_t magic[MCUBOOT_TRAILER_MAGIC_SIZE])
{
    static const uint8_t usual[] = MCUBOOT_TRAILER_MAGIC_BYTES;
    static const uint8_t aligned[] = { 0x2d, 0xe1, 0x5d, 0x29, 0x41, 0x0b, 0x8d,
                                       0x77, 0x67, 0x9c, 0x11, 0x0f, 0x1f, 0x8a };

    memcpy(magic, usual, sizeof usual);
    if (max_align > 8) {
        store_le16(magic, (uint16_t)max_align);
        memcpy(magic + 2, aligned, sizeof aligned);
    }
}

static void write_header(struct mcuboot_version version, uint32_t length, uint8_t *bytes)
{
    memset(bytes, 0xff, HEADER_AREA);
    memset(bytes, 0, MCUBOOT_HEADER_SIZE);
    store_le32(bytes, MCUBOOT_IMAGE_MAGIC);
    store_le16(bytes + 8, HEADER_AREA);
    store_le32(bytes + 12, length);
    bytes[20] = version.major;
    bytes[21] = version.minor;
    store_le16(bytes + 22, version.revision);
}

static void write_tlvs(uint8_t *bytes, uint32_t hashed)
{
    uint8_t *tlvs = bytes + hashed;

    store_le16(tlvs, MCUBOOT_TLV_MAGIC);
    store_le16(tlvs + 2, TLV_AREA);
    store_le16(tlvs + 4, MCUBOOT_TLV_SHA256);
    store_le16(tlvs + 6, SHA256_SIZE);
    sha256((struct byte_range){ bytes, hashed }, tlvs + 8);
}

struct image_file image_wrap_protected(struct arena *arena, struct mcuboot_version version, const uint8_t *payload,
                                       uint32_t length, const uint8_t *protected_tlvs, uint16_t protected_size)
{
    uint32_t hashed = HEADER_AREA + length + protected_size;
    struct image_file file = { arena_alloc(arena, hashed + TLV_AREA), hashed + TLV_AREA };

    write_header(version, length, file.bytes);
    store_le16(file.bytes + 10, protected_size);
    memcpy(file.bytes + HEADER_AREA, payload, length);
    if (protected_size > 0) {
        memcpy(file.bytes + HEADER_AREA + length, protected_tlvs, protected_size);
    }
    write_tlvs(file.bytes, hashed);
    return file;
}

struct image_file image_wrap(struct arena *arena, struct mcuboot_version version, const uint8_t *payload,
                             uint32_t length)
{
    return image_wrap_protected(arena, version, payload, length, NULL, 0);
}

static struct image_file padded(struct arena *arena, struct image_file file, const struct fact_image *image,
                                uint32_t max_align)
{
    struct image_file slot = { arena_alloc(arena, image->pad), image->pad };

    memset(slot.bytes, 0xff, slot.size);
    memcpy(slot.bytes, file.bytes, file.size);
    image_trailer_magic(max_align, slot.bytes + slot.size - MCUBOOT_TRAILER_MAGIC_SIZE);
    if (image->confirm) {
        slot.bytes[slot.size - MCUBOOT_TRAILER_MAGIC_SIZE - max_align] = MCUBOOT_TRAILER_FLAG_SET;
    }
    return slot;
}

bool image_build(struct arena *arena, const struct fact_image *image, uint32_t max_align, struct image_file *file)
{
    uint8_t *payload = arena_alloc(arena, image->length);
    uint8_t digest[DIGEST_SIZE];

    image_payload(image->seed, payload, image->length);
    *file = image_wrap(arena, image->version, payload, image->length);
    if (image->pad > file->size) {
        *file = padded(arena, *file, image, max_align);
    }
    if (image->flip != 0) {
        file->bytes[image->flip] ^= 1;
    }
    if (image->keep != 0) {
        file->size = image->keep;
    }
    image_digest(file->bytes, file->size, digest);
    if (memcmp(digest, image->digest, sizeof digest) != 0) {
        fprintf(stderr, "image '%s': not the file of the facts\n", image->name);
        return false;
    }
    return true;
}

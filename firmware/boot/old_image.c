#include "firmware/boot/old_image.h"

#include <string.h>
#include "firmware/format/area.h"
#include "firmware/format/trailer.h"
#include "nrf53pack/bytes.h"

#define RECORD_MAGIC   0x6f35336eu /* "n35o" */
#define RECORD_VERSION 1u

#define AT_VERSION    4u
#define AT_OLD        8u
#define AT_NEW        40u
#define AT_CRC        56u
#define AT_COMPLEMENT 60u

_Static_assert(AT_NEW + OLD_IMAGE_NEW_HASH == AT_CRC, "the CRC follows the hashes");
_Static_assert(AT_COMPLEMENT + 4 == NRF53BOOT_OLD_IMAGE_RECORD, "the record ends with the complement");

uint32_t old_image_trailer_size(const struct boot_image_config *image)
{
    return trailer_size(image) + NRF53BOOT_OLD_IMAGE_RECORD;
}

static uint32_t record_offset(const struct boot_image_config *image)
{
    return trailer_sectors_start(&image->primary, old_image_trailer_size(image));
}

/* IEEE 802.3, bit by bit: 56 bytes are not worth a table. */
static uint32_t crc32(const uint8_t *bytes, uint32_t size)
{
    uint32_t crc = UINT32_MAX;

    for (uint32_t i = 0; i < size; i++) {
        crc ^= bytes[i];
        for (unsigned bit = 0; bit < 8; bit++) {
            crc = crc >> 1 ^ (0xedb88320u & (0u - (crc & 1u)));
        }
    }
    return ~crc;
}

bool old_image_write(struct hal *hal, const struct boot_image_config *image, const struct old_image *hashes)
{
    uint8_t bytes[NRF53BOOT_OLD_IMAGE_RECORD];
    uint32_t crc;

    store_le32(bytes, RECORD_MAGIC);
    store_le32(bytes + AT_VERSION, RECORD_VERSION);
    memcpy(bytes + AT_OLD, hashes->old_sha256, sizeof hashes->old_sha256);
    memcpy(bytes + AT_NEW, hashes->new_sha256, sizeof hashes->new_sha256);
    crc = crc32(bytes, AT_CRC);
    store_le32(bytes + AT_CRC, crc);
    store_le32(bytes + AT_COMPLEMENT, ~crc);
    return area_write(hal, &image->primary, record_offset(image), bytes, sizeof bytes);
}

bool old_image_read(struct hal *hal, const struct boot_image_config *image, struct old_image *hashes)
{
    uint8_t bytes[NRF53BOOT_OLD_IMAGE_RECORD];
    uint32_t crc;

    if (!area_read(hal, &image->primary, record_offset(image), bytes, sizeof bytes)) {
        return false;
    }
    crc = crc32(bytes, AT_CRC);
    if (load_le32(bytes) != RECORD_MAGIC || load_le32(bytes + AT_VERSION) != RECORD_VERSION ||
        load_le32(bytes + AT_CRC) != crc || load_le32(bytes + AT_COMPLEMENT) != ~crc) {
        return false;
    }
    memcpy(hashes->old_sha256, bytes + AT_OLD, sizeof hashes->old_sha256);
    memcpy(hashes->new_sha256, bytes + AT_NEW, sizeof hashes->new_sha256);
    return true;
}

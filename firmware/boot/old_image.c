#include "firmware/boot/old_image.h"

#include <string.h>
#include "firmware/format/area.h"
#include "firmware/format/trailer.h"
#include "nrf53pack/bytes.h"

#define RECORD_MAGIC   0x6f35336eu /* "n35o" */
#define RECORD_VERSION 1u

#define AT_VERSION    4u
#define AT_HASH       8u
#define AT_CRC        56u
#define AT_COMPLEMENT 60u

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

bool old_image_write(struct hal *hal, const struct boot_image_config *image, const uint8_t sha256[32])
{
    uint8_t record[NRF53BOOT_OLD_IMAGE_RECORD];
    uint32_t crc;

    memset(record, 0xff, sizeof record);
    store_le32(record, RECORD_MAGIC);
    store_le32(record + AT_VERSION, RECORD_VERSION);
    memcpy(record + AT_HASH, sha256, 32);
    crc = crc32(record, AT_CRC);
    store_le32(record + AT_CRC, crc);
    store_le32(record + AT_COMPLEMENT, ~crc);
    return area_write(hal, &image->primary, record_offset(image), record, sizeof record);
}

bool old_image_read(struct hal *hal, const struct boot_image_config *image, uint8_t sha256[32])
{
    uint8_t record[NRF53BOOT_OLD_IMAGE_RECORD];
    uint32_t crc;

    if (!area_read(hal, &image->primary, record_offset(image), record, sizeof record)) {
        return false;
    }
    crc = crc32(record, AT_CRC);
    if (load_le32(record) != RECORD_MAGIC || load_le32(record + AT_VERSION) != RECORD_VERSION ||
        load_le32(record + AT_CRC) != crc || load_le32(record + AT_COMPLEMENT) != ~crc) {
        return false;
    }
    memcpy(sha256, record + AT_HASH, 32);
    return true;
}

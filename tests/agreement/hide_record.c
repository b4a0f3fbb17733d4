#include "hide_record.h"

#include <stdbool.h>
#include <string.h>
#include "firmware/boot/old_image.h"
#include "firmware/format/trailer.h"
#include "nrf53pack/bytes.h"

#define RECORD_SIZE 64u

void hide_record(const struct boot_image_config *image, uint8_t *primary)
{
    uint8_t *record = primary + trailer_sectors_start(&image->primary, old_image_trailer_size(image));
    uint32_t crc = load_le32(record + RECORD_SIZE - 8);

    if (crc == ~load_le32(record + RECORD_SIZE - 4)) {
        memset(record, 0xff, RECORD_SIZE);
    }
}

#include "image/image_core.h"

#include "image/image_verify.h"
#include "image/nsib.h"
#include "nrf53pack/memory_map.h"

bool image_reset_vector(const struct mcuboot_image *image, uint32_t *vector)
{
    return range_le32(image->payload, 4, vector);
}

bool image_firmware_readable(const struct mcuboot_image *image)
{
    return image_compression(image) == NULL &&
           (!image_is_encrypted(image) || image->is_decrypted || image_is_clear(image));
}

static bool in_network_flash(uint32_t address)
{
    return nrf5340_is_network_core(address) && address < nrf5340_flash_end(address);
}

bool is_network_core_image(const struct mcuboot_image *image)
{
    struct nsib_image nsib;
    uint32_t vector;

    if (!image_firmware_readable(image)) {
        return false;
    }
    nsib_read(image->payload, &nsib);
    return (image_reset_vector(image, &vector) && in_network_flash(vector)) ||
           (nsib.has_fw_info && in_network_flash(nsib.fw_info.address));
}

bool is_application_image(const struct mcuboot_image *image)
{
    struct nsib_image nsib;
    uint32_t vector;

    if (!image_firmware_readable(image)) {
        return false;
    }
    nsib_read(image->payload, &nsib);
    return image_reset_vector(image, &vector) && vector < NRF5340_APP_FLASH_SIZE && !nsib.has_fw_info;
}

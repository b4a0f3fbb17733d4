#include "image/image_core.h"

#include "image/nsib.h"

#define APPLICATION_FLASH_SIZE 0x00100000u /* from address 0 on */
#define NETWORK_FLASH_START    0x01000000u
#define NETWORK_FLASH_SIZE     0x00040000u

bool image_reset_vector(const struct mcuboot_image *image, uint32_t *vector)
{
    return range_le32(image->payload, 4, vector);
}

static bool in_network_flash(uint32_t address)
{
    return address >= NETWORK_FLASH_START && address - NETWORK_FLASH_START < NETWORK_FLASH_SIZE;
}

bool is_network_core_image(const struct mcuboot_image *image)
{
    struct nsib_image nsib;
    uint32_t vector;

    nsib_read(image->payload, &nsib);
    return (image_reset_vector(image, &vector) && in_network_flash(vector)) ||
           (nsib.has_fw_info && in_network_flash(nsib.fw_info.address));
}

bool is_application_image(const struct mcuboot_image *image)
{
    struct nsib_image nsib;
    uint32_t vector;

    nsib_read(image->payload, &nsib);
    return image_reset_vector(image, &vector) && vector < APPLICATION_FLASH_SIZE && !nsib.has_fw_info;
}

#include "firmware/demo/image_slots.h"

uint32_t image_upload_start(const struct boot_config *config, unsigned image)
{
    const struct boot_image_config *slots = &config->images[image];

    return slots->mode == UPGRADE_SWAP_OFFSET ? slots->secondary.sector_size : 0;
}

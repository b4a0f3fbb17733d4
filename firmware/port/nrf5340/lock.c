#include "firmware/port/nrf5340/lock.h"
#include <stdbool.h>
#include "firmware/port/nrf5340/registers.h"
#include "target_config.h"

/* The regions that the bootloader's partition fills; one that it fills in part is the application's too and stays open.
 */
void lock_bootloader(void)
{
    uint32_t first = (TARGET_BOOT_ADDRESS + SPU_FLASH_REGION_SIZE - 1) / SPU_FLASH_REGION_SIZE;
    uint32_t end = (TARGET_BOOT_ADDRESS + TARGET_BOOT_SIZE) / SPU_FLASH_REGION_SIZE;

    for (uint32_t index = first; index < end; index++) {
        SPU_FLASH_REGION(index) = SPU_EXECUTE | SPU_READ | SPU_SECURE | SPU_LOCK;
    }
}

/* Not secure: the network core's bootloader reads the block at each of its starts, and where the application has a
 * non-secure part that core belongs to it (nrfconnect/sdk-nrf, pull request 4167). The block's partition is one
 * region; with another map the region would hold somebody's variables and stays open.
 */
void lock_command_block(void)
{
    const uint32_t offset = TARGET_MAILBOX_ADDRESS - TARGET_RAM_ADDRESS;
    const bool own_region =
        offset % SPU_RAM_REGION_SIZE == 0 && TARGET_BOOT_RAM_ADDRESS - TARGET_MAILBOX_ADDRESS >= SPU_RAM_REGION_SIZE;

    if (own_region && target_config.net.present) {
        SPU_RAM_REGION(offset / SPU_RAM_REGION_SIZE) = SPU_READ | SPU_LOCK;
    }
}

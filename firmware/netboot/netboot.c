#include "nrf53pack/nrf53boot.h"

#include "firmware/format/area.h"
#include "firmware/net/nsib_reader.h"

#define BLOCK 512u

static uint32_t application_address(const struct boot_net_config *net)
{
    return net->net_flash_address + net->net_app.offset;
}

/* The device behind a CPU address that both cores reach: RAM or internal flash of the application core. */
static bool shared_device(struct hal *hal, const struct boot_net_config *net, const struct pcd_command *command,
                          enum flash_device *device, uint32_t *offset)
{
    uint8_t byte;

    if (command->size == 0 || command->data > UINT32_MAX - command->size ||
        !hal_shared_read(hal, command->data, &byte, 1) ||
        !hal_shared_read(hal, command->data + command->size - 1, &byte, 1)) {
        return false;
    }
    *device = command->data >= net->ram_flash_address ? FLASH_DEVICE_RAM : FLASH_DEVICE_APP;
    *offset = command->data - (*device == FLASH_DEVICE_RAM ? net->ram_flash_address : net->app_flash_address);
    return true;
}

static bool application_valid(struct hal *hal, const struct boot_net_config *net)
{
    return nsib_validate(hal, FLASH_DEVICE_NET, net->net_app.offset, net->net_app.size, application_address(net)) ==
           NSIB_VALID;
}

/* Erases before it copies: from the first erase on there is no valid image until the last byte is there. */
static bool copy(struct hal *hal, const struct boot_net_config *net, const struct pcd_command *command)
{
    const struct boot_area *to = &net->net_app;
    uint32_t size = (uint32_t)limits_align_up(command->size, 4);
    uint8_t block[BLOCK];

    if (!area_erase(hal, to, 0, (uint32_t)limits_align_up(size, to->sector_size))) {
        return false;
    }
    for (uint32_t done = 0; done < size; done += BLOCK) {
        uint32_t length = (uint32_t)limits_smaller(size - done, BLOCK);

        if (!hal_shared_read(hal, command->data + done, block, length) || !area_write(hal, to, done, block, length)) {
            return false;
        }
    }
    return true;
}

static bool obey(struct hal *hal, const struct boot_net_config *net, const struct pcd_command *command)
{
    enum flash_device device;
    uint32_t offset;

    return command->offset == net->net_app.offset && command->size <= net->net_app.size &&
           shared_device(hal, net, command, &device, &offset) &&
           nsib_validate(hal, device, offset, command->size, application_address(net)) == NSIB_VALID &&
           copy(hal, net, command) && application_valid(hal, net);
}

static enum netboot_end start(struct hal *hal, const struct boot_net_config *net)
{
    bool found = net->netboot == NETBOOT_REFERENCE
                     ? application_valid(hal, net)
                     : nsib_has_firmware_info(hal, FLASH_DEVICE_NET, net->net_app.offset, net->net_app.size);

    return found ? NETBOOT_START_APPLICATION : NETBOOT_STOPPED;
}

enum netboot_end netboot_run(struct hal *hal, const struct boot_config *config)
{
    struct pcd_command command;

    hal_mailbox_read(hal, &command);
    if (command.magic != PCD_MAGIC_COPY) {
        return start(hal, &config->net);
    }
    command.magic = obey(hal, &config->net, &command) ? PCD_MAGIC_DONE : PCD_MAGIC_FAILED;
    hal_mailbox_write(hal, &command);
    return NETBOOT_STOPPED;
}

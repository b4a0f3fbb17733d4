/* The network core's image: hooks and the order to its bootloader. */
#include "firmware/ncs/ncs_net.h"
#include "firmware/ncs/ncs_header.h"
#include "nrf53pack/bytes.h"

#define POLL_MS   1000u
#define MAX_POLLS 60u /* MCUboot polls for ever; this many seconds stand for it */

uint32_t ncs_net_app_start(const struct ncs_boot *boot)
{
    return boot->config->net.net_flash_address + boot->config->net.net_app.offset;
}

uint32_t ncs_net_app_end(const struct ncs_boot *boot)
{
    return ncs_net_app_start(boot) + boot->config->net.net_app.size;
}

void ncs_net_invent_header(const struct ncs_boot *boot, struct mcuboot_header *header)
{
    *header = (struct mcuboot_header){
        .magic = MCUBOOT_IMAGE_MAGIC,
        .hdr_size = (uint16_t)boot->tree->pad_size,
        .img_size = boot->config->net.net_app.size,
    };
}

bool ncs_net_core_update(struct ncs_boot *boot, uint32_t address, uint32_t size)
{
    struct pcd_command command = { PCD_MAGIC_COPY, address, size, boot->config->net.net_app.offset };
    uint32_t polls = 0;

    hal_net_core_hold(boot->hal);
    hal_mailbox_write(boot->hal, &command);
    hal_net_core_release(boot->hal);
    while (!hal_net_core_wait(boot->hal, PCD_MAGIC_COPY, POLL_MS)) {
        if (++polls == MAX_POLLS) {
            ncs_panic(boot, "the network core does not answer");
        }
    }
    hal_mailbox_read(boot->hal, &command);
    hal_net_core_hold(boot->hal);
    return command.magic != PCD_MAGIC_FAILED;
}

/* Read back from the RAM flash, wherever the slot lies: a header, and a reset vector in the network core's flash. */
bool ncs_net_hand_on(struct ncs_boot *boot)
{
    const struct boot_net_config *net = &boot->config->net;
    struct mcuboot_header header;
    uint8_t bytes[MCUBOOT_HEADER_SIZE];
    uint8_t vector[4];

    if (!hal_flash_read(boot->hal, FLASH_DEVICE_RAM, 0, bytes, sizeof(bytes))) {
        return false;
    }
    ncs_header_decode(bytes, &header);
    if (header.magic != MCUBOOT_IMAGE_MAGIC ||
        !hal_flash_read(boot->hal, FLASH_DEVICE_RAM, header.hdr_size + 4u, vector, sizeof(vector)) ||
        load_le32(vector) <= net->net_flash_address) {
        return false;
    }
    return ncs_net_core_update(boot, net->ram_flash_address + header.hdr_size, header.img_size);
}

bool ncs_net_post_copy(struct ncs_boot *boot)
{
    return !ncs_is_net(boot) || !boot->tree->hooks || ncs_net_hand_on(boot);
}

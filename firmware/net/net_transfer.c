#include "firmware/net/net_transfer.h"

#include <stddef.h>
#include "firmware/net/net_image.h"

void net_core_quiet(struct hal *hal)
{
    static const struct pcd_command none = { .magic = PCD_MAGIC_NONE };

    hal_net_core_hold(hal);
    hal_mailbox_write(hal, &none);
}

bool net_transfer_prepare(struct hal *hal, const struct boot_config *config, const struct boot_area *from,
                          const struct image_summary *image)
{
    const struct boot_area *ram = &config->images[BOOT_IMAGE_NET].primary;
    struct image_summary copy;

    bool in_ram = from->device == ram->device && from->offset == ram->offset;

    return (in_ram || net_image_copy(hal, config, from, ram, image->total_size)) &&
           net_image_verify(hal, config, ram, &copy, NULL) && net_same_image(copy.sha256, image->sha256);
}

static bool wait_for_answer(struct hal *hal, uint32_t milliseconds, const struct net_meanwhile *meanwhile)
{
    if (meanwhile == NULL) {
        return hal_net_core_wait(hal, PCD_MAGIC_COPY, milliseconds);
    }
    for (uint32_t waited = 0; waited < milliseconds;) {
        if (hal_net_core_wait(hal, PCD_MAGIC_COPY, NET_TRANSFER_POLL_MS)) {
            return true;
        }
        hal_watchdog_feed(hal);
        waited += NET_TRANSFER_POLL_MS + meanwhile->poll(meanwhile->context);
    }
    return false;
}

bool net_transfer_run(struct hal *hal, const struct boot_config *config, const struct image_summary *image,
                      const struct net_meanwhile *meanwhile)
{
    const struct boot_net_config *net = &config->net;
    const struct pcd_command copy = {
        .magic = PCD_MAGIC_COPY,
        .data = net->ram_flash_address + config->images[BOOT_IMAGE_NET].primary.offset + image->header.hdr_size,
        .size = image->header.img_size,
        .offset = net->net_app.offset,
    };
    struct pcd_command answer;
    bool answered;

    net_core_quiet(hal);
    hal_log(hal, HAL_LOG_INFO, "Starting the network core update: %u bytes", (unsigned)copy.size);
    hal_mailbox_write(hal, &copy);
    hal_watchdog_feed(hal);
    hal_net_core_release(hal);
    answered = wait_for_answer(hal, net->timeout_ms, meanwhile);
    hal_watchdog_feed(hal);
    hal_mailbox_read(hal, &answer);
    net_core_quiet(hal);
    if (answered && answer.magic == PCD_MAGIC_DONE) {
        hal_log(hal, HAL_LOG_INFO, "Network core update done");
        return true;
    }
    hal_log(hal, HAL_LOG_ERROR,
            answered ? "The network core's bootloader refused the image or failed"
                     : "The network core's bootloader did not answer in time");
    return false;
}

#include "firmware/net/net_image.h"

#include <string.h>
#include "firmware/format/area.h"
#include "firmware/format/trailer.h"
#include "firmware/net/net_state.h"
#include "firmware/net/nsib_reader.h"

#define BLOCK 512u

bool net_same_image(const uint8_t left[32], const uint8_t right[32])
{
    return memcmp(left, right, 32) == 0;
}

struct boot_area net_backup_slot(const struct boot_config *config, unsigned slot)
{
    struct boot_area area = config->net.backup;

    area.size = config->images[BOOT_IMAGE_NET].secondary.size;
    area.offset += slot * area.size;
    return area;
}

static const char *nsib_reason(enum nsib_verdict verdict)
{
    switch (verdict) {
    case NSIB_VALID:
        break;
    case NSIB_NO_FIRMWARE_INFO:
        return "no firmware info for the network core's bootloader";
    case NSIB_OTHER_ADDRESS:
        return "not linked for the network core's application";
    case NSIB_NO_VALIDATION:
        return "no validation info for the network core's bootloader";
    case NSIB_BAD_HASH:
        return "the network core's bootloader would find a wrong hash";
    }
    return NULL;
}

static bool verify_once(struct hal *hal, const struct boot_config *config, const struct boot_area *area,
                        struct image_summary *summary, const char **why)
{
    const struct boot_net_config *net = &config->net;
    const char *reason = "no valid image";
    uint32_t header_size;

    if (image_verify(hal, config, area, 0, net_image_limit(config), summary)) {
        header_size = summary->header.hdr_size;
        reason =
            summary->header.img_size > net->net_app.size
                ? "too large for the network core"
                : nsib_reason(nsib_validate(hal, area->device, area->offset + header_size, summary->header.img_size,
                                            net->net_flash_address + net->net_app.offset));
    }
    if (why != NULL) {
        *why = reason;
    }
    return reason == NULL;
}

/* Twice for the same reason as image_verify(). */
bool net_image_verify(struct hal *hal, const struct boot_config *config, const struct boot_area *area,
                      struct image_summary *summary, const char **why)
{
    return verify_once(hal, config, area, summary, why) || verify_once(hal, config, area, summary, why);
}

static uint32_t whole_units(const struct boot_config *config, uint32_t size)
{
    return (uint32_t)limits_align_up(size, config->images[BOOT_IMAGE_NET].write_size);
}

bool net_image_copy(struct hal *hal, const struct boot_config *config, const struct boot_area *from,
                    const struct boot_area *to, uint32_t size)
{
    uint8_t block[BLOCK];

    if (!area_erase(hal, to, 0, (uint32_t)limits_align_up(size, to->sector_size))) {
        return false;
    }
    for (uint32_t done = 0; done < size; done += BLOCK) {
        uint32_t length = (uint32_t)limits_smaller(size - done, BLOCK);

        memset(block, 0xff, sizeof block);
        if (!area_read(hal, from, done, block, length) ||
            !area_write(hal, to, done, block, whole_units(config, length))) {
            return false;
        }
        hal_watchdog_feed(hal);
    }
    return true;
}

bool net_image_settle(struct hal *hal, const struct boot_area *area, uint32_t start, uint32_t size, uint32_t write_size)
{
    uint8_t block[BLOCK];
    uint32_t end = (uint32_t)limits_align_up(size, write_size);

    for (uint32_t done = 0; done < end; done += BLOCK) {
        uint32_t length = (uint32_t)limits_smaller(end - done, BLOCK);

        if (!area_read(hal, area, start + done, block, length) || !area_write(hal, area, start + done, block, length)) {
            return false;
        }
        hal_watchdog_feed(hal);
    }
    return true;
}

void net_candidate_read(struct hal *hal, const struct boot_config *config, struct net_candidate *candidate, bool keep)
{
    const struct boot_image_config *image = &config->images[BOOT_IMAGE_NET];
    struct trailer trailer;
    const char *why;

    memset(candidate, 0, sizeof *candidate);
    candidate->unreadable = !trailer_read(hal, image, &image->secondary, &trailer);
    if (candidate->unreadable || trailer.magic != TRAILER_MAGIC_GOOD) {
        return;
    }
    candidate->mark = trailer.image_ok == TRAILER_FLAG_SET ? NET_MARKED_PERMANENT : NET_MARKED_TEST;
    candidate->valid = net_image_verify(hal, config, &image->secondary, &candidate->summary, &why);
    if (!candidate->valid) {
        keep = keep || !area_readable(hal, &image->secondary);
        hal_log(hal, HAL_LOG_ERROR, "Image in the secondary slot is not valid!");
        hal_log(hal, HAL_LOG_ERROR, "Image index: 1, refused and %s: %s", keep ? "kept" : "erased", why);
        if (!keep) {
            (void)net_candidate_consume(hal, config, candidate);
        }
    }
}

bool net_candidate_consume(struct hal *hal, const struct boot_config *config, struct net_candidate *candidate)
{
    const struct boot_image_config *image = &config->images[BOOT_IMAGE_NET];
    const struct boot_area *slot = &image->secondary;

    candidate->mark = NET_NOT_MARKED;
    candidate->valid = false;
    return area_erase(hal, slot, 0, slot->sector_size) && trailer_erase(hal, slot, trailer_size(image));
}

bool net_candidate_unmark(struct hal *hal, const struct boot_config *config, struct net_candidate *candidate)
{
    const struct boot_image_config *image = &config->images[BOOT_IMAGE_NET];

    candidate->mark = NET_NOT_MARKED;
    candidate->valid = false;
    return trailer_erase(hal, &image->secondary, trailer_size(image));
}

bool net_candidate_settle(struct hal *hal, const struct boot_config *config, const struct net_candidate *candidate)
{
    const struct boot_image_config *image = &config->images[BOOT_IMAGE_NET];

    return net_image_settle(hal, &image->secondary, 0, candidate->summary.total_size, image->write_size) &&
           trailer_settle_magic(hal, image, &image->secondary) &&
           trailer_settle_field(hal, image, &image->secondary, TRAILER_IMAGE_OK);
}

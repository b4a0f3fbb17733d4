/* Images in the slots, as bootutil sees them. */
#include "firmware/ncs/ncs_image.h"
#include "firmware/format/image_reader.h"
#include "firmware/ncs/ncs_flash.h"
#include "firmware/ncs/ncs_header.h"
#include "firmware/ncs/ncs_mode.h"
#include "firmware/ncs/ncs_net.h"
#include "firmware/ncs/ncs_trailer.h"
#include "nrf53pack/bytes.h"

#define ENCRYPTED_OR_COMPRESSED                                                                                        \
    (MCUBOOT_F_ENCRYPTED_AES128 | MCUBOOT_F_ENCRYPTED_AES256 | MCUBOOT_F_COMPRESSED_LZMA1 | MCUBOOT_F_COMPRESSED_LZMA2)

bool ncs_header_read(struct ncs_boot *boot, const struct boot_area *area, uint32_t offset,
                     struct mcuboot_header *header)
{
    uint8_t bytes[MCUBOOT_HEADER_SIZE];

    if (!ncs_flash_read(boot, area, offset, bytes, sizeof(bytes))) {
        return false;
    }
    ncs_header_decode(bytes, header);
    return true;
}

bool ncs_headers_read(struct ncs_boot *boot, bool all, const struct ncs_status *status)
{
    for (unsigned slot = NCS_PRIMARY; slot <= NCS_SECONDARY; slot++) {
        struct mcuboot_header *header = &ncs_image(boot)->header[slot];

        if (slot == NCS_PRIMARY && ncs_is_net(boot) && boot->tree->hooks) {
            ncs_net_invent_header(boot, header);
        } else if (!boot->mode->read_header(boot, (enum ncs_slot)slot, header, status)) {
            return slot == NCS_SECONDARY && !all;
        }
    }
    return true;
}

bool ncs_header_erased(const struct mcuboot_header *header)
{
    return header->magic == UINT32_MAX;
}

bool ncs_header_valid(struct ncs_boot *boot, enum ncs_slot slot)
{
    const struct mcuboot_header *header = &ncs_image(boot)->header[slot];
    uint64_t size = (uint64_t)header->img_size + header->hdr_size + header->protect_tlv_size;

    return header->magic == MCUBOOT_IMAGE_MAGIC && size < ncs_area(boot, slot)->size &&
           (header->flags & ENCRYPTED_OR_COMPRESSED) == 0;
}

/* Where the image begins in its slot. */
static uint32_t image_start(struct ncs_boot *boot, enum ncs_slot slot)
{
    return slot == NCS_SECONDARY ? ncs_image(boot)->secondary_start : 0;
}

struct tlv_info {
    uint16_t magic;
    uint16_t total;
};

static bool read_tlv_info(struct ncs_boot *boot, enum ncs_slot slot, uint64_t offset, struct tlv_info *info)
{
    uint8_t bytes[MCUBOOT_TLV_INFO_SIZE];

    offset += image_start(boot, slot);
    if (offset > UINT32_MAX || !ncs_flash_read(boot, ncs_area(boot, slot), (uint32_t)offset, bytes, sizeof(bytes))) {
        return false;
    }
    info->magic = load_le16(bytes);
    info->total = load_le16(bytes + 2);
    return true;
}

bool ncs_image_size(struct ncs_boot *boot, enum ncs_slot slot, uint32_t *size)
{
    const struct mcuboot_header *header = &ncs_image(boot)->header[slot];
    uint64_t offset = (uint64_t)header->hdr_size + header->img_size;
    struct tlv_info info;

    if (!read_tlv_info(boot, slot, offset, &info)) {
        return false;
    }
    if (info.magic == MCUBOOT_TLV_PROT_MAGIC) {
        if (info.total != header->protect_tlv_size || !read_tlv_info(boot, slot, offset + info.total, &info)) {
            return false;
        }
    } else if (header->protect_tlv_size != 0) {
        return false;
    }
    if (info.magic != MCUBOOT_TLV_MAGIC) {
        return false;
    }
    ncs_image(boot)->tlv_size[slot] = info.total;
    *size = (uint32_t)(offset + header->protect_tlv_size + info.total);
    return true;
}

static bool counter_counts(const struct ncs_boot *boot)
{
    return ncs_slots(boot)->downgrade == DOWNGRADE_BY_SECURITY_COUNTER &&
           (!ncs_is_net(boot) || boot->release->net_counter);
}

static bool security_counter_suffices(struct ncs_boot *boot, const struct image_summary *summary)
{
    uint32_t counter;

    if (!counter_counts(boot)) {
        return true;
    }
    return summary->has_security_counter &&
           (!hal_security_counter_read(boot->hal, boot->current, &counter) || summary->security_counter >= counter);
}

bool ncs_image_check(struct ncs_boot *boot, enum ncs_slot slot)
{
    struct image_summary summary;

    return image_verify(boot->hal, boot->config, ncs_area(boot, slot), image_start(boot, slot),
                        ncs_image_limit(boot, ncs_area(boot, slot)), &summary) &&
           security_counter_suffices(boot, &summary);
}

bool ncs_security_counter_update(struct ncs_boot *boot, enum ncs_slot slot)
{
    struct image_summary summary;

    if (!counter_counts(boot)) {
        return true;
    }
    return image_read_summary(boot->hal, ncs_area(boot, slot), image_start(boot, slot), &summary) &&
           summary.has_security_counter &&
           hal_security_counter_update(boot->hal, boot->current, summary.security_counter);
}

bool ncs_reset_vector(struct ncs_boot *boot, enum ncs_slot slot, uint32_t *vector)
{
    uint32_t offset = (uint32_t)ncs_image(boot)->header[slot].hdr_size + 4u;
    uint8_t bytes[4];

    /* MCUboot counts from the slot's start also where swap-offset has the image one sector further up. */
    if (!ncs_flash_read(boot, ncs_area(boot, slot), offset, bytes, sizeof(bytes))) {
        return false;
    }
    *vector = load_le32(bytes);
    return true;
}

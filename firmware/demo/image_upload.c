#include "firmware/demo/image_upload.h"

#include <string.h>
#include "firmware/crypto/crypto.h"
#include "firmware/demo/image_manager.h"
#include "firmware/demo/image_slots.h"
#include "firmware/format/area.h"
#include "firmware/format/image_reader.h"
#include "firmware/format/trailer.h"
#include "firmware/net/net_state.h"

/* Bytes of an image around its firmware, more than header and TLVs of any image have. */
#define IMAGE_ADDED 4096u

uint32_t image_upload_limit(const struct image_manager *manager, unsigned image)
{
    const struct boot_image_config *slots = &manager->config->images[image];
    struct slot_geometry geometry = trailer_geometry(slots);

    if (image == BOOT_IMAGE_NET) {
        return (uint32_t)limits_smaller(net_image_limit(manager->config),
                                        manager->config->net.net_app.size + IMAGE_ADDED);
    }
    return (uint32_t)nrf53boot_image_limit(&geometry,
                                           slots->mode == UPGRADE_OVERWRITE_ONLY ? 0 : NRF53BOOT_OLD_IMAGE_RECORD);
}

static bool running_version(const struct image_manager *manager, unsigned image, struct mcuboot_version *version)
{
    struct mcuboot_header header;

    if (image == BOOT_IMAGE_NET) {
        *version = manager->net_version;
        return manager->net_known;
    }
    if (!image_read_header(manager->hal, &manager->config->images[image].primary, 0, &header)) {
        return false;
    }
    *version = header.version;
    return true;
}

static enum image_error check_upgrade(const struct image_manager *manager, const struct upload_request *request)
{
    const uint8_t *bytes = request->data + offsetof(struct mcuboot_header, version);
    struct mcuboot_version offered = {
        .major = bytes[0], .minor = bytes[1], .revision = load_le16(bytes + 2), .build = load_le32(bytes + 4)
    };
    struct mcuboot_version running;

    if (!running_version(manager, request->image, &running)) {
        return IMAGE_ERROR_VERSION_GET_FAILED;
    }
    return image_version_compare(&running, &offered) >= 0 ? IMAGE_ERROR_CURRENT_IS_NEWER : IMAGE_OK;
}

/* What the first piece says of itself. */
static enum image_error check_form(const struct upload_request *request)
{
    if (request->data_size < MCUBOOT_HEADER_SIZE) {
        return IMAGE_ERROR_INVALID_HEADER;
    }
    if (!request->has_size) {
        return IMAGE_ERROR_INVALID_LENGTH;
    }
    if (load_le32(request->data) != MCUBOOT_IMAGE_MAGIC) {
        return IMAGE_ERROR_INVALID_MAGIC;
    }
    return request->sha_size > IMAGE_UPLOAD_SHA_SIZE ? IMAGE_ERROR_INVALID_HASH : IMAGE_OK;
}

static enum image_error check_place(const struct image_manager *manager, const struct upload_request *request)
{
    if (request->image >= manager->config->image_count || image_secondary_in_use(manager, request->image)) {
        return IMAGE_ERROR_NO_FREE_SLOT;
    }
    if (request->size > image_upload_limit(manager, request->image)) {
        return IMAGE_ERROR_TOO_LARGE;
    }
    return request->upgrade ? check_upgrade(manager, request) : IMAGE_OK;
}

/* The same file again, after a lost connection. */
static bool is_resumed(const struct image_upload *upload, const struct upload_request *request)
{
    return upload->active && request->sha_size > 0 && request->sha_size == upload->sha_size &&
           memcmp(request->sha, upload->sha, request->sha_size) == 0;
}

static void begin(struct image_upload *upload, const struct upload_request *request)
{
    upload->active = true;
    upload->image = request->image;
    upload->size = request->size;
    upload->received = 0;
    upload->erased = 0;
    upload->sha_size = request->sha_size;
    if (request->sha_size > 0) {
        memcpy(upload->sha, request->sha, request->sha_size);
    }
}

static bool erase_up_to(struct image_manager *manager, const struct boot_area *area, uint32_t end)
{
    struct image_upload *upload = &manager->upload;

    while (upload->erased < end) {
        if (!area_erase(manager->hal, area, upload->erased, area->sector_size)) {
            return false;
        }
        upload->erased += area->sector_size;
    }
    return true;
}

/* Unless the data reached it. */
static bool erase_trailer(struct image_manager *manager, const struct boot_image_config *slots)
{
    const struct boot_area *area = &slots->secondary;
    uint32_t start = trailer_status_offset(slots, area) / area->sector_size * area->sector_size;

    return manager->upload.erased > start || area_erase(manager->hal, area, start, area->sector_size);
}

/* The block that ends at upload->received, filled up to a whole write unit with erased bytes. */
static enum image_error write_block(struct image_manager *manager, uint32_t size)
{
    struct image_upload *upload = &manager->upload;
    const struct boot_image_config *slots = &manager->config->images[upload->image];
    uint32_t offset = image_upload_start(manager->config, upload->image) + upload->received - size;
    uint32_t whole = (uint32_t)limits_align_up(size, slots->write_size);

    memset(upload->block + size, 0xff, whole - size);
    if (!erase_up_to(manager, &slots->secondary, offset + size)) {
        return IMAGE_ERROR_ERASE_FAILED;
    }
    if (!area_write(manager->hal, &slots->secondary, offset, upload->block, whole)) {
        return IMAGE_ERROR_WRITE_FAILED;
    }
    if (upload->received == upload->size && !erase_trailer(manager, slots)) {
        return IMAGE_ERROR_ERASE_FAILED;
    }
    return IMAGE_OK;
}

static enum image_error take_data(struct image_manager *manager, const uint8_t *data, uint32_t size)
{
    struct image_upload *upload = &manager->upload;

    while (size > 0) {
        uint32_t filled = upload->received % IMAGE_UPLOAD_BLOCK;
        uint32_t taken = (uint32_t)limits_smaller(size, IMAGE_UPLOAD_BLOCK - filled);
        enum image_error error = IMAGE_OK;

        memcpy(upload->block + filled, data, taken);
        upload->received += taken;
        filled += taken;
        data += taken;
        size -= taken;
        if (filled == IMAGE_UPLOAD_BLOCK || upload->received == upload->size) {
            error = write_block(manager, filled);
        }
        if (error != IMAGE_OK) {
            return error;
        }
    }
    return IMAGE_OK;
}

static void finish(struct image_manager *manager, struct upload_answer *answer)
{
    struct image_upload *upload = &manager->upload;
    const struct boot_area *area = &manager->config->images[upload->image].secondary;
    uint32_t offset = area->offset + image_upload_start(manager->config, upload->image);
    uint8_t digest[CRYPTO_DIGEST_SIZE];

    upload->active = false;
    answer->compared = upload->sha_size == IMAGE_UPLOAD_SHA_SIZE;
    answer->match = answer->compared && crypto_hash_flash(manager->hal, area->device, offset, upload->size, digest) &&
                    memcmp(digest, upload->sha, sizeof digest) == 0;
}

static enum image_error take(struct image_manager *manager, const struct upload_request *request,
                             struct upload_answer *answer)
{
    struct image_upload *upload = &manager->upload;
    enum image_error error;

    if (request->data_size > upload->size - upload->received) {
        return IMAGE_ERROR_DATA_OVERRUN;
    }
    error = take_data(manager, request->data, request->data_size);
    if (error == IMAGE_OK) {
        answer->offset = upload->received;
        if (upload->received == upload->size) {
            finish(manager, answer);
        }
    }
    return error;
}

static enum image_error take_first(struct image_manager *manager, const struct upload_request *request,
                                   struct upload_answer *answer)
{
    enum image_error error = check_form(request);

    if (error != IMAGE_OK) {
        return error;
    }
    if (is_resumed(&manager->upload, request)) {
        answer->offset = manager->upload.received;
        return IMAGE_OK;
    }
    error = check_place(manager, request);
    if (error != IMAGE_OK) {
        return error;
    }
    begin(&manager->upload, request);
    return take(manager, request, answer);
}

static enum image_error take_next(struct image_manager *manager, const struct upload_request *request,
                                  struct upload_answer *answer)
{
    const struct image_upload *upload = &manager->upload;

    answer->offset = upload->active ? upload->received : 0;
    return upload->active && request->offset == upload->received ? take(manager, request, answer) : IMAGE_OK;
}

enum image_error image_upload_take(struct image_manager *manager, const struct upload_request *request,
                                   struct upload_answer *answer)
{
    enum image_error error = IMAGE_ERROR_INVALID_OFFSET;

    *answer = (struct upload_answer){ 0 };
    if (request->has_offset) {
        error = request->offset == 0 ? take_first(manager, request, answer) : take_next(manager, request, answer);
    }
    if (error != IMAGE_OK) {
        manager->upload.active = false;
    }
    return error;
}

#include "firmware/demo/image_manager.h"

#include <string.h>
#include "firmware/demo/image_slots.h"
#include "firmware/format/area.h"
#include "firmware/format/image_reader.h"
#include "firmware/format/trailer.h"

#define PRIMARY   0u
#define SECONDARY 1u

#define EMPTY_BLOCK 64u

void image_manager_open(struct image_manager *manager, struct hal *hal, const struct boot_config *config)
{
    memset(manager, 0, sizeof *manager);
    manager->hal = hal;
    manager->config = config;
}

static const struct boot_area *area_of(const struct image_manager *manager, unsigned image, unsigned slot)
{
    const struct boot_image_config *slots = &manager->config->images[image];

    return slot == PRIMARY ? &slots->primary : &slots->secondary;
}

static struct trailer read_trailer(const struct image_manager *manager, unsigned image, unsigned slot)
{
    static const struct trailer none = { .magic = TRAILER_MAGIC_UNSET,
                                         .image_ok = TRAILER_FLAG_UNSET,
                                         .copy_done = TRAILER_FLAG_UNSET,
                                         .type = SWAP_TYPE_NONE };
    struct trailer trailer = none;

    return trailer_read(manager->hal, &manager->config->images[image], area_of(manager, image, slot), &trailer)
               ? trailer
               : none;
}

/* What the next boot does with the image. The primary slot of image 1 is RAM of the bootloader: nobody
 * swaps with it.
 */
static enum swap_type swap_type_of(const struct image_manager *manager, unsigned image)
{
    struct trailer secondary = read_trailer(manager, image, SECONDARY);
    struct trailer primary = { .magic = TRAILER_MAGIC_UNSET };

    if (image == BOOT_IMAGE_APP) {
        primary = read_trailer(manager, image, PRIMARY);
    }
    return trailer_swap_type(manager->config->images[image].mode, &primary, &secondary);
}

bool image_on_trial(const struct image_manager *manager)
{
    return swap_type_of(manager, BOOT_IMAGE_APP) == SWAP_TYPE_REVERT;
}

bool image_secondary_in_use(const struct image_manager *manager, unsigned image)
{
    return swap_type_of(manager, image) != SWAP_TYPE_NONE;
}

/* With swap-offset a swap leaves the old image at the slot's start, an upload starts one sector in. */
static bool read_secondary(const struct image_manager *manager, unsigned image, enum swap_type type,
                           struct image_summary *summary)
{
    const struct boot_area *area = area_of(manager, image, SECONDARY);
    uint32_t uploaded = image_upload_start(manager->config, image);
    bool way_back = type == SWAP_TYPE_REVERT;

    return image_read_summary(manager->hal, area, way_back ? 0 : uploaded, summary) ||
           (uploaded != 0 && image_read_summary(manager->hal, area, way_back ? uploaded : 0, summary));
}

/* What the slot holds, as far as it can be read. */
static bool read_slot(const struct image_manager *manager, unsigned image, unsigned slot, enum swap_type type,
                      struct slot_state *state)
{
    struct image_summary summary;

    memset(state, 0, sizeof *state);
    if (image >= manager->config->image_count || slot >= IMAGE_SLOTS) {
        return false;
    }
    if (image == BOOT_IMAGE_NET && slot == PRIMARY) {
        state->version = manager->net_version;
        return manager->net_known;
    }
    if (slot == PRIMARY ? !image_read_summary(manager->hal, area_of(manager, image, PRIMARY), 0, &summary)
                        : !read_secondary(manager, image, type, &summary)) {
        return false;
    }
    state->version = summary.header.version;
    state->has_hash = true;
    memcpy(state->hash, summary.sha256, sizeof state->hash);
    return true;
}

bool image_slot_state(const struct image_manager *manager, unsigned image, unsigned slot, struct slot_state *state)
{
    enum swap_type type = image < manager->config->image_count ? swap_type_of(manager, image) : SWAP_TYPE_NONE;

    if (!read_slot(manager, image, slot, type, state)) {
        return false;
    }
    if (slot == PRIMARY) {
        state->active = true;
        state->confirmed = type != SWAP_TYPE_REVERT;
    } else {
        state->pending = type == SWAP_TYPE_TEST || type == SWAP_TYPE_PERMANENT;
        state->permanent = type == SWAP_TYPE_PERMANENT;
        state->confirmed = type == SWAP_TYPE_REVERT;
    }
    return true;
}

bool image_find(const struct image_manager *manager, const uint8_t hash[IMAGE_HASH_SIZE], unsigned *image,
                unsigned *slot)
{
    struct slot_state state;

    for (*image = 0; *image < manager->config->image_count; (*image)++) {
        enum swap_type type = swap_type_of(manager, *image);

        for (*slot = PRIMARY; *slot < IMAGE_SLOTS; (*slot)++) {
            if (read_slot(manager, *image, *slot, type, &state) && state.has_hash &&
                memcmp(state.hash, hash, IMAGE_HASH_SIZE) == 0) {
                return true;
            }
        }
    }
    return false;
}

/* As boot_set_next() of MCUboot: magic, image_ok only for a permanent update, then swap_info. */
static enum image_error mark(const struct image_manager *manager, unsigned image, bool permanent)
{
    const struct boot_image_config *slots = &manager->config->images[image];
    const struct boot_area *area = &slots->secondary;
    struct trailer trailer = read_trailer(manager, image, SECONDARY);
    enum swap_type type = permanent ? SWAP_TYPE_PERMANENT : SWAP_TYPE_TEST;

    if (trailer.magic == TRAILER_MAGIC_GOOD) {
        return IMAGE_OK;
    }
    if (trailer.magic == TRAILER_MAGIC_BAD) {
        return IMAGE_ERROR_INVALID_MAGIC;
    }
    if (!trailer_write_magic(manager->hal, slots, area) ||
        (permanent && !trailer_write_flag(manager->hal, slots, area, TRAILER_IMAGE_OK, MCUBOOT_TRAILER_FLAG_SET)) ||
        !trailer_write_flag(manager->hal, slots, area, TRAILER_SWAP_INFO, (uint8_t)((uint32_t)type | image << 4))) {
        return IMAGE_ERROR_WRITE_FAILED;
    }
    return IMAGE_OK;
}

/* Only where a swap left its magic: an image that was never swapped in needs no confirmation. */
static enum image_error confirm_running(const struct image_manager *manager)
{
    const struct boot_image_config *slots = &manager->config->images[BOOT_IMAGE_APP];
    struct trailer trailer = read_trailer(manager, BOOT_IMAGE_APP, PRIMARY);

    if (trailer.magic != TRAILER_MAGIC_GOOD || trailer.image_ok != TRAILER_FLAG_UNSET) {
        return IMAGE_OK;
    }
    return trailer_write_flag(manager->hal, slots, &slots->primary, TRAILER_IMAGE_OK, MCUBOOT_TRAILER_FLAG_SET)
               ? IMAGE_OK
               : IMAGE_ERROR_WRITE_FAILED;
}

static enum image_error set_primary(const struct image_manager *manager, unsigned image, bool confirm)
{
    if (!confirm) {
        return IMAGE_ERROR_TEST_OF_ACTIVE;
    }
    if (image != BOOT_IMAGE_APP) {
        return IMAGE_ERROR_CONFIRMATION_DENIED;
    }
    switch (swap_type_of(manager, image)) {
    case SWAP_TYPE_TEST:
    case SWAP_TYPE_PERMANENT:
        return IMAGE_ERROR_ALREADY_PENDING;
    case SWAP_TYPE_NONE:
    case SWAP_TYPE_REVERT:
        break;
    }
    return confirm_running(manager);
}

static enum image_error set_secondary(const struct image_manager *manager, unsigned image, bool confirm)
{
    switch (swap_type_of(manager, image)) {
    case SWAP_TYPE_TEST:
        return confirm ? IMAGE_ERROR_ALREADY_PENDING : IMAGE_OK;
    case SWAP_TYPE_PERMANENT:
    case SWAP_TYPE_REVERT: /* the way back is what the next boot takes anyway */
        return confirm ? IMAGE_OK : IMAGE_ERROR_ALREADY_PENDING;
    case SWAP_TYPE_NONE:
        break;
    }
    return mark(manager, image, confirm);
}

enum image_error image_set_next(const struct image_manager *manager, unsigned image, unsigned slot, bool confirm)
{
    if (image >= manager->config->image_count || slot >= IMAGE_SLOTS) {
        return IMAGE_ERROR_INVALID_SLOT;
    }
    return slot == PRIMARY ? set_primary(manager, image, confirm) : set_secondary(manager, image, confirm);
}

/* An erased slot is not erased again. */
static bool is_erased(const struct image_manager *manager, const struct boot_area *area)
{
    uint8_t block[EMPTY_BLOCK];

    for (uint32_t offset = 0; offset < area->size; offset += sizeof block) {
        if (!area_read(manager->hal, area, offset, block, sizeof block) || !bytes_all_erased(block, sizeof block)) {
            return false;
        }
        hal_watchdog_feed(manager->hal);
    }
    return true;
}

enum image_error image_erase(struct image_manager *manager, unsigned image, unsigned slot)
{
    const struct boot_area *area;

    if (image >= manager->config->image_count || slot >= IMAGE_SLOTS) {
        return IMAGE_ERROR_INVALID_SLOT;
    }
    if (slot == PRIMARY || image_secondary_in_use(manager, image)) {
        return IMAGE_ERROR_NO_FREE_SLOT;
    }
    manager->upload.active = false;
    area = area_of(manager, image, slot);
    return is_erased(manager, area) || area_erase(manager->hal, area, 0, area->size) ? IMAGE_OK
                                                                                     : IMAGE_ERROR_ERASE_FAILED;
}

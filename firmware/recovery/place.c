#include "firmware/recovery/place.h"

#include <string.h>
#include "firmware/boot/app_candidate.h"
#include "firmware/boot/app_update.h"
#include "firmware/boot/net_recovery.h"
#include "firmware/boot/old_image.h"
#include "firmware/boot/swap.h"
#include "firmware/format/area.h"
#include "firmware/format/trailer.h"
#include "firmware/net/net_image.h"
#include "firmware/net/net_state.h"
#include "firmware/recovery/place_fit.h"
#include "nrf53pack/bytes.h"

#define ERASED_WORD      UINT32_MAX
#define TRAILER_MARK_MAX 64u

bool place_has_secondary(const struct boot_config *config, unsigned image)
{
    bool known = image == BOOT_IMAGE_APP || (image == BOOT_IMAGE_NET && config->net.present);

    return known && image < config->image_count && config->images[image].secondary.size != 0;
}

bool place_of(const struct boot_config *config, unsigned number, struct place *place)
{
    static const struct place places[] = {
        { PLACE_APP_PRIMARY, BOOT_IMAGE_APP, 0 }, { PLACE_APP_PRIMARY, BOOT_IMAGE_APP, 0 },
        { PLACE_SECONDARY, BOOT_IMAGE_APP, 0 },   { PLACE_NET_CORE, BOOT_IMAGE_NET, 0 },
        { PLACE_SECONDARY, BOOT_IMAGE_NET, 0 },
    };

    if (number >= sizeof places / sizeof places[0]) {
        return false;
    }
    *place = places[number];
    if ((place->kind == PLACE_SECONDARY && !place_has_secondary(config, place->image)) ||
        (place->kind == PLACE_NET_CORE && !config->net.present)) {
        return false;
    }
    place->limit =
        place->image == BOOT_IMAGE_APP ? app_image_limit(&config->images[BOOT_IMAGE_APP]) : net_image_limit(config);
    return true;
}

uint32_t place_update_start(const struct boot_image_config *image)
{
    const struct swap_strategy *strategy = swap_strategy_of(image->mode);

    return strategy == NULL ? 0 : strategy->candidate_sector * image->secondary.sector_size;
}

/* The bootloader's own mark, by which a swap that was decided goes on. */
static bool is_guard(const struct boot_image_config *image, const struct trailer *secondary)
{
    return secondary->magic == TRAILER_MAGIC_GOOD &&
           (secondary->swap_size != ERASED_WORD ||
            (image->mode == UPGRADE_SWAP_OFFSET && secondary->copy_done == TRAILER_FLAG_SET));
}

/* A swap that was begun, or is due at the next boot without anybody asking for it: the old image is needed. */
static bool swap_goes_on(struct hal *hal, const struct boot_config *config)
{
    const struct boot_image_config *image = &config->images[BOOT_IMAGE_APP];
    struct trailer primary;
    struct trailer secondary;

    if (swap_strategy_of(image->mode) == NULL) {
        return false;
    }
    return !trailer_read(hal, image, &image->primary, &primary) ||
           !trailer_read(hal, image, &image->secondary, &secondary) || is_guard(image, &secondary) ||
           trailer_swap_type(image->mode, &primary, &secondary) == SWAP_TYPE_REVERT || app_update_begun(hal, config);
}

/* Without a backup the transfer that a power cut interrupted is repeated from there. */
static bool net_transfer_goes_on(struct hal *hal, const struct boot_config *config)
{
    struct net_state state;

    if (net_has_backup(config)) {
        return false;
    }
    net_state_read(hal, config, &state);
    return state.unreadable || state.record.transfer == NET_TRANSFER_RUNNING;
}

enum smp_error place_secondary_is_free(struct hal *hal, const struct boot_config *config, unsigned image)
{
    if (image == BOOT_IMAGE_APP ? swap_goes_on(hal, config) : net_transfer_goes_on(hal, config)) {
        hal_log(hal, HAL_LOG_ERROR, "An update of image %u is not finished: reset first", image);
        return SMP_ERROR_BAD_STATE;
    }
    return SMP_OK;
}

/* What lies below the trailer's sectors and belongs to no image: the state page of a network core without backup. */
static uint32_t end_of_image(const struct boot_config *config, unsigned image)
{
    const struct boot_image_config *slots = &config->images[image];
    uint32_t page = image == BOOT_IMAGE_NET && !net_has_backup(config) ? slots->secondary.sector_size : 0;

    return trailer_sectors_start(&slots->secondary, trailer_size(slots) + page);
}

bool place_clear_secondary(struct hal *hal, const struct boot_config *config, unsigned image,
                           struct recovery_erase *left)
{
    const struct boot_image_config *slots = &config->images[image];
    const struct boot_area *area = &slots->secondary;
    uint32_t start = place_update_start(slots);

    *left = (struct recovery_erase){ .area = *area, .next = 0, .end = end_of_image(config, image) };
    return trailer_erase(hal, area, trailer_size(slots)) && area_erase(hal, area, start, area->sector_size);
}

/* What is uploaded here is what starts. A mark that an application or a person made stays; the bootloader's own one
 * goes, and with it the swap that it stands for.
 */
static bool clear_guard(struct hal *hal, const struct boot_image_config *image)
{
    struct trailer secondary;

    if (swap_strategy_of(image->mode) == NULL || !trailer_read(hal, image, &image->secondary, &secondary) ||
        !is_guard(image, &secondary)) {
        return true;
    }
    return trailer_erase(hal, &image->secondary, trailer_size(image));
}

/* The image goes before its trailer, which says that it is on trial: half of that, after a power cut, must not
 * confirm it. A swap that was begun may go on after one, and ends with a whole image or with recovery.
 */
static enum smp_error prepare_primary(struct hal *hal, const struct boot_config *config, struct recovery_upload *upload)
{
    const struct boot_image_config *image = &config->images[BOOT_IMAGE_APP];
    const struct boot_area *area = &image->primary;
    uint32_t trailer = swap_strategy_of(image->mode) == NULL ? trailer_size(image) : old_image_trailer_size(image);
    bool done =
        area_erase(hal, area, 0, area->sector_size) && clear_guard(hal, image) && trailer_erase(hal, area, trailer);

    upload->area = *area;
    upload->start = 0;
    upload->erased = area->sector_size;
    upload->reserved = trailer_sectors_start(area, trailer);
    return done ? SMP_OK : SMP_ERROR_UNKNOWN;
}

/* With swap-offset the slot's first sector goes too: the header of an older image there makes the bootloader refuse. */
static enum smp_error prepare_secondary(struct hal *hal, const struct boot_config *config, unsigned number,
                                        struct recovery_upload *upload)
{
    const struct boot_image_config *image = &config->images[number];
    enum smp_error error = place_secondary_is_free(hal, config, number);

    if (error != SMP_OK) {
        return error;
    }
    upload->area = image->secondary;
    upload->start = place_update_start(image);
    upload->erased = 0;
    upload->reserved = trailer_sectors_start(&image->secondary, trailer_size(image));
    return trailer_erase(hal, &image->secondary, trailer_size(image)) ? SMP_OK : SMP_ERROR_UNKNOWN;
}

static enum smp_error prepare_net_core(struct hal *hal, const struct boot_config *config,
                                       struct recovery_upload *upload)
{
    if (!net_recovery_open(hal, config, &upload->area)) {
        return SMP_ERROR_BAD_STATE;
    }
    upload->start = 0;
    upload->erased = 0;
    upload->reserved = upload->area.size;
    return SMP_OK;
}

enum smp_error place_prepare(struct hal *hal, const struct boot_config *config, const struct place *place,
                             struct recovery_upload *upload)
{
    upload->unit = config->images[place->image].write_size;
    if (upload->unit == 0 || upload->unit > RECOVERY_UNIT_MAX) {
        return SMP_ERROR_BAD_STATE;
    }
    switch (place->kind) {
    case PLACE_APP_PRIMARY:
        return prepare_primary(hal, config, upload);
    case PLACE_SECONDARY:
        return prepare_secondary(hal, config, place->image, upload);
    case PLACE_NET_CORE:
        break;
    }
    return prepare_net_core(hal, config, upload);
}

/* Magic and flags: what a mark writes. In overwrite-only mode the image may reach into the same sector. */
static bool is_unmarked(struct hal *hal, const struct boot_image_config *slots)
{
    const struct boot_area *area = &slots->secondary;
    uint32_t start = trailer_field_offset(slots, area, TRAILER_SWAP_INFO);
    uint8_t bytes[TRAILER_MARK_MAX];

    return area->size - start <= sizeof bytes && area_read(hal, area, start, bytes, area->size - start) &&
           bytes_all_erased(bytes, area->size - start);
}

static bool write_permanent(struct hal *hal, const struct boot_image_config *slots, bool permanent)
{
    return !permanent || trailer_write_flag(hal, slots, &slots->secondary, TRAILER_IMAGE_OK, MCUBOOT_TRAILER_FLAG_SET);
}

enum smp_error place_mark(struct hal *hal, const struct boot_config *config, unsigned image, bool permanent)
{
    const struct boot_image_config *slots = &config->images[image];
    const struct boot_area *area = &slots->secondary;
    enum swap_type type = permanent ? SWAP_TYPE_PERMANENT : SWAP_TYPE_TEST;
    struct trailer trailer;
    bool done;

    if (!trailer_read(hal, slots, area, &trailer)) {
        return SMP_ERROR_UNKNOWN;
    }
    if (trailer.magic == TRAILER_MAGIC_GOOD) {
        done = write_permanent(hal, slots, permanent && trailer.image_ok == TRAILER_FLAG_UNSET);
    } else if (!is_unmarked(hal, slots)) {
        hal_log(hal, HAL_LOG_ERROR, "The trailer of image %u is damaged: erase the slot", image);
        return SMP_ERROR_BAD_STATE;
    } else {
        done = trailer_write_magic(hal, slots, area) && write_permanent(hal, slots, permanent) &&
               trailer_write_flag(hal, slots, area, TRAILER_SWAP_INFO, (uint8_t)(type | image << 4));
    }
    return done ? SMP_OK : SMP_ERROR_UNKNOWN;
}

static enum smp_error finish_primary(struct hal *hal, const struct boot_config *config,
                                     const struct recovery_upload *upload)
{
    struct image_summary summary;
    struct boot_result result;

    memset(&result, 0, sizeof result);
    if (!image_read_summary(hal, &upload->area, 0, &summary) || summary.total_size > upload->length ||
        !app_start(hal, config, &result)) {
        hal_log(hal, HAL_LOG_ERROR, "What was uploaded cannot be started");
        return SMP_ERROR_CORRUPT;
    }
    place_warn_of_pair(hal, config, &summary);
    return SMP_OK;
}

static bool verify_secondary(struct hal *hal, const struct boot_config *config, unsigned image,
                             const struct recovery_upload *upload, const char **why)
{
    struct app_update update;
    struct image_summary net;

    *why = "its hash, its signature or its security counter";
    if (image == BOOT_IMAGE_NET) {
        return net_image_verify(hal, config, &upload->area, &net, why) && net.total_size <= upload->length;
    }
    memset(&update, 0, sizeof update);
    update.candidate_start = upload->start;
    return app_candidate_verify(hal, config, &update) && update.candidate.total_size <= upload->length;
}

static enum smp_error finish_secondary(struct hal *hal, const struct boot_config *config, unsigned image,
                                       const struct recovery_upload *upload)
{
    const char *why;

    if (!verify_secondary(hal, config, image, upload, &why)) {
        hal_log(hal, HAL_LOG_ERROR, "What was uploaded cannot be installed: %s", why);
        return SMP_ERROR_CORRUPT;
    }
    return place_mark(hal, config, image, false);
}

static enum smp_error finish_net_core(struct hal *hal, const struct boot_config *config,
                                      const struct recovery_upload *upload, struct net_meanwhile *meanwhile)
{
    const struct boot_area *area = &upload->area;

    return area_erase(hal, area, upload->erased, area->size - upload->erased) &&
                   net_recovery_finish(hal, config, meanwhile)
               ? SMP_OK
               : SMP_ERROR_UNKNOWN;
}

enum smp_error place_finish(struct hal *hal, const struct boot_config *config, const struct place *place,
                            const struct recovery_upload *upload, struct net_meanwhile *meanwhile)
{
    switch (place->kind) {
    case PLACE_APP_PRIMARY:
        return finish_primary(hal, config, upload);
    case PLACE_SECONDARY:
        return finish_secondary(hal, config, place->image, upload);
    case PLACE_NET_CORE:
        break;
    }
    return finish_net_core(hal, config, upload, meanwhile);
}

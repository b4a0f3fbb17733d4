#include "firmware/boot/app_swap.h"

#include <string.h>
#include "firmware/boot/app_candidate.h"
#include "firmware/boot/swap.h"
#include "firmware/crypto/crypto.h"

#define ERASED_WORD UINT32_MAX

struct trailers {
    struct trailer primary;
    struct trailer secondary;
};

static const struct boot_image_config *image_of(const struct boot_config *config)
{
    return &config->images[BOOT_IMAGE_APP];
}

static uint32_t upload_start(const struct boot_image_config *image)
{
    return swap_strategy_of(image->mode)->candidate_sector * image->secondary.sector_size;
}

static enum app_plan plan_of(enum swap_type type)
{
    switch (type) {
    case SWAP_TYPE_TEST:
        return APP_TEST;
    case SWAP_TYPE_PERMANENT:
        return APP_PERMANENT;
    case SWAP_TYPE_REVERT:
        return APP_REVERT;
    default:
        return APP_NOTHING;
    }
}

static bool read_trailers(struct hal *hal, const struct boot_image_config *image, struct trailers *trailers)
{
    if (!trailer_read(hal, image, &image->primary, &trailers->primary)) {
        return false;
    }
    if (!trailer_read(hal, image, &image->secondary, &trailers->secondary)) {
        hal_log(hal, HAL_LOG_INFO, "Secondary image of image pair (0) is unreachable. Treat it as empty");
        trailers->secondary = (struct trailer){ TRAILER_MAGIC_UNSET, TRAILER_FLAG_UNSET, TRAILER_FLAG_UNSET,
                                                SWAP_TYPE_NONE,      ERASED_WORD,        ERASED_WORD };
    }
    trailer_log(hal, "Primary image", &trailers->primary);
    trailer_log(hal, "Secondary image", &trailers->secondary);
    return true;
}

/* What the stored sizes and the type say of a swap that was begun. */
static struct swap stored_swap(struct hal *hal, const struct boot_image_config *image, const struct trailer *primary)
{
    uint32_t sector = image->primary.sector_size;
    bool back = image->mode == UPGRADE_SWAP_OFFSET && primary->type == SWAP_TYPE_REVERT;

    return (struct swap){ .hal = hal,
                          .image = image,
                          .strategy = swap_strategy_of(image->mode),
                          .type = primary->type,
                          .from = back ? 0 : upload_start(image),
                          .swap_size = primary->swap_size,
                          .sectors = (primary->swap_size - 1) / sector + 1,
                          .primary_sectors = UINT32_MAX,
                          .secondary_sectors = UINT32_MAX,
                          .tlv_sizes = primary->tlv_sizes };
}

/* A trailer that is begun and not finished, and that nothing in the secondary overrules. imgtool's --confirm leaves one
 * without a type: that is no swap.
 */
static bool is_begun(const struct boot_image_config *image, const struct trailers *trailers)
{
    return trailers->primary.magic == TRAILER_MAGIC_GOOD && trailers->primary.copy_done == TRAILER_FLAG_UNSET &&
           trailers->secondary.magic != TRAILER_MAGIC_GOOD && trailers->primary.type != SWAP_TYPE_NONE &&
           trailers->primary.swap_size != 0 && trailers->primary.swap_size <= app_image_limit(image);
}

static bool is_new_image(struct hal *hal, const struct boot_image_config *image, const struct image_summary *candidate)
{
    struct old_image record;

    return old_image_read(hal, image, &record) &&
           crypto_compare(record.new_sha256, candidate->sha256, sizeof record.new_sha256) == CRYPTO_VALID;
}

/* The running image is the one that the swap was to take out: no sector of it was overwritten. Without a record the
 * trailer is what an interrupted erase left of one, and the swap was given up.
 */
static bool is_untouched(struct hal *hal, const struct boot_image_config *image, const struct app_update *update)
{
    struct old_image record;

    return update->running_valid &&
           (!old_image_read(hal, image, &record) ||
            crypto_compare(record.old_sha256, update->running.sha256, sizeof record.old_sha256) == CRYPTO_VALID);
}

bool app_swap_begun(struct hal *hal, const struct boot_config *config)
{
    const struct boot_image_config *image = image_of(config);
    struct app_update update = { .plan = APP_NOTHING };
    struct trailers trailers;

    if (!read_trailers(hal, image, &trailers)) {
        return true;
    }
    update.running_valid = app_running_verify(hal, config, &update.running);
    return is_begun(image, &trailers) && !is_untouched(hal, image, &update);
}

/* When the first steps of a swap fail, the running image is started all the same. Should it confirm itself, that
 * would count for the image that is swapped in. No swap that is a test has this flag before its end.
 */
static bool confirmed_since(const struct trailer *primary)
{
    return primary->type == SWAP_TYPE_TEST && primary->image_ok != TRAILER_FLAG_UNSET;
}

/* The running image is whole, but what was to be swapped in is gone: an application was uploading in its place, or the
 * trailer is one that an interrupted erase brings back, behind which an application ran. The running image stays as it
 * was read.
 */
static void give_up(struct hal *hal, const struct boot_image_config *image, struct app_update *update, const char *why)
{
    uint32_t whole_sectors = (uint32_t)limits_align_up(update->running.total_size, image->primary.sector_size);

    hal_log(hal, HAL_LOG_ERROR, "%s", why);
    update->resumed = false;
    if (region_settle(hal, (struct region){ &image->primary, 0 }, whole_sectors)) {
        (void)trailer_erase(hal, &image->primary, old_image_trailer_size(image));
    }
}

static void plan_resumption(struct hal *hal, const struct boot_config *config, const struct trailers *trailers,
                            struct app_update *update)
{
    const struct boot_image_config *image = image_of(config);
    struct swap swap = stored_swap(hal, image, &trailers->primary);
    bool whole;

    update->resumed = true;
    update->type = swap.type;
    update->candidate_start = swap.from;
    update->untouched = is_untouched(hal, image, update);
    whole = app_candidate_verify(hal, config, update) && is_new_image(hal, image, &update->candidate);
    if (update->untouched && (whole ? confirmed_since(&trailers->primary) : area_readable(hal, &image->secondary))) {
        give_up(hal, image, update,
                whole ? "The running image was confirmed after the swap had begun: it stays"
                      : "Image in the secondary slot is not the one to be swapped in");
        return;
    }
    update->plan = plan_of(update->type);
    if (!update->untouched) {
        update->running_valid = false;
        memset(&update->running, 0, sizeof update->running);
    }
    if (!whole) {
        memset(&update->candidate, 0, sizeof update->candidate);
    }
}

static bool is_old_image(struct hal *hal, const struct boot_config *config, struct app_update *update)
{
    struct old_image record;

    return old_image_read(hal, image_of(config), &record) && app_candidate_verify(hal, config, update) &&
           crypto_compare(record.old_sha256, update->candidate.sha256, sizeof record.old_sha256) == CRYPTO_VALID;
}

/* Only into the image that was swapped out, whole and verified. Anything else keeps the running image: the slot may
 * hold an upload that nobody marked.
 */
static void plan_revert(struct hal *hal, const struct boot_config *config, struct app_update *update)
{
    update->candidate_start = 0;
    update->type = SWAP_TYPE_REVERT;
    if (is_old_image(hal, config, update)) {
        update->plan = app_running_fits(hal, config, update) ? APP_REVERT : APP_NOTHING;
        return;
    }
    hal_log(hal, HAL_LOG_WARNING, "No revert: the secondary slot does not hold the image that was swapped out");
}

/* The swapped-in image cannot be started, and the one that was swapped out is whole: take it back. After a revert of
 * swap-offset it lies where an update is uploaded.
 */
static void plan_rescue(struct hal *hal, const struct boot_config *config, struct app_update *update)
{
    const uint32_t starts[] = { 0, upload_start(image_of(config)) };

    for (unsigned i = 0; i < 2; i++) {
        update->candidate_start = starts[i];
        update->type = starts[i] == 0 ? SWAP_TYPE_REVERT : SWAP_TYPE_PERMANENT;
        if (is_old_image(hal, config, update)) {
            hal_log(hal, HAL_LOG_ERROR, "Image in the primary slot is not valid, the old image is swapped back");
            update->plan = APP_REVERT;
            return;
        }
    }
}

/* The mark in the secondary is about to go, or does not count. A swap that it had begun, nothing moved yet, ends with
 * it: without the mark the primary's trailer would ask for the swap to go on, with whatever lies in the secondary
 * then. An erased trailer may be one whose erase was interrupted.
 */
static void give_up_begun(struct hal *hal, const struct boot_image_config *image, const struct trailer *primary,
                          const struct app_update *update)
{
    uint32_t reserve = old_image_trailer_size(image);
    bool untouched = primary->magic == TRAILER_MAGIC_GOOD &&
                     (primary->copy_done != TRAILER_FLAG_UNSET || primary->type == SWAP_TYPE_NONE);
    /* A running image that reaches into the trailer's sectors fits no swap, so none was begun: nothing is
     * erased there.
     */
    bool running_there =
        update->running_valid && update->running.total_size > trailer_sectors_start(&image->primary, reserve);

    if (!untouched && !running_there) {
        (void)trailer_erase(hal, &image->primary, reserve);
    }
}

static void dismiss(struct hal *hal, const struct boot_config *config, const struct trailer *primary,
                    const struct app_update *update, enum candidate_verdict verdict)
{
    give_up_begun(hal, image_of(config), primary, update);
    app_candidate_dismiss(hal, config, update, verdict);
}

/* While there is a record, it names the image that the guard is about: the one to go back to, or the same as the one
 * that comes in, when the record is that of the revert already. Anything else was uploaded since.
 */
static bool is_recorded(struct hal *hal, const struct boot_image_config *image, const struct app_update *update)
{
    struct old_image record;

    return !old_image_read(hal, image, &record) ||
           crypto_compare(record.old_sha256, update->candidate.sha256, sizeof record.old_sha256) == CRYPTO_VALID ||
           crypto_compare(record.new_sha256, update->candidate.sha256, sizeof record.new_sha256) == CRYPTO_VALID;
}

/* The bootloader's own guard: a revert that was begun goes on. */
static void plan_guarded(struct hal *hal, const struct boot_config *config, const struct trailers *trailers,
                         struct app_update *update)
{
    const struct boot_image_config *image = image_of(config);

    update->guarded = true;
    if (app_candidate_verify(hal, config, update) && is_recorded(hal, image, update)) {
        update->plan = APP_REVERT;
        return;
    }
    hal_log(hal, HAL_LOG_ERROR, "Image in the secondary slot is not valid!");
    dismiss(hal, config, &trailers->primary, update, CANDIDATE_MISSING);
}

/* MCUboot swaps nothing into a primary slot without any header. */
static bool has_running_header(struct hal *hal, const struct boot_image_config *image)
{
    struct mcuboot_header header;

    if (image_read_header(hal, &image->primary, 0, &header)) {
        return true;
    }
    hal_log(hal, HAL_LOG_WARNING, "Failed reading image headers; Image=%u", 0u);
    return false;
}

static void plan_upgrade(struct hal *hal, const struct boot_config *config, const struct trailers *trailers,
                         struct app_update *update)
{
    enum candidate_verdict verdict;

    update->guarded = true;
    if (!has_running_header(hal, image_of(config))) {
        return;
    }
    verdict = app_candidate_judge(hal, config, update);
    if (verdict == CANDIDATE_ACCEPTED) {
        update->plan = app_running_fits(hal, config, update) ? plan_of(update->type) : APP_NOTHING;
        return;
    }
    dismiss(hal, config, &trailers->primary, update, verdict);
}

void app_swap_unmark(struct hal *hal, const struct boot_config *config, const struct app_update *update)
{
    const struct boot_image_config *image = image_of(config);
    struct trailer primary;

    if (trailer_read(hal, image, &image->primary, &primary)) {
        dismiss(hal, config, &primary, update, CANDIDATE_MISSING);
    }
}

/* copy_done comes last: one that a power cut left half-written says the same as a whole one. */
static struct trailer finished(struct trailer primary)
{
    if (primary.copy_done == TRAILER_FLAG_BAD) {
        primary.copy_done = TRAILER_FLAG_SET;
    }
    return primary;
}

/* So does half an image_ok in the secondary, which only a mark for good writes. */
static struct trailer whole_mark(struct trailer secondary)
{
    if (secondary.image_ok == TRAILER_FLAG_BAD) {
        secondary.image_ok = TRAILER_FLAG_SET;
    }
    return secondary;
}

static void plan_by_table(struct hal *hal, const struct boot_config *config, const struct trailers *trailers,
                          struct app_update *update)
{
    const struct boot_image_config *image = image_of(config);
    struct trailer primary = finished(trailers->primary);
    struct trailer secondary = whole_mark(trailers->secondary);
    bool own_mark = secondary.magic == TRAILER_MAGIC_GOOD && secondary.swap_size != ERASED_WORD;

    update->type = trailer_swap_type(image->mode, &primary, &secondary);
    hal_log(hal, HAL_LOG_INFO, "Image index: %u, Swap type: %s", 0u, swap_type_name(update->type));
    update->candidate_start = upload_start(image);
    if (update->type == SWAP_TYPE_REVERT && secondary.magic == TRAILER_MAGIC_GOOD) {
        update->candidate_start = 0;
        plan_guarded(hal, config, trailers, update);
    } else if (update->type == SWAP_TYPE_REVERT) {
        plan_revert(hal, config, update);
    } else if (update->type == SWAP_TYPE_PERMANENT && own_mark) {
        update->type = image->mode == UPGRADE_SWAP_MOVE ? SWAP_TYPE_REVERT : SWAP_TYPE_PERMANENT;
        plan_guarded(hal, config, trailers, update);
    } else if (update->type != SWAP_TYPE_NONE) {
        plan_upgrade(hal, config, trailers, update);
    }
}

void app_swap_plan(struct hal *hal, const struct boot_config *config, struct app_update *update)
{
    const struct boot_image_config *image = image_of(config);
    struct trailers trailers;

    if (!app_slots_compatible(hal, image) || !read_trailers(hal, image, &trailers)) {
        return;
    }
    if (is_begun(image, &trailers)) {
        hal_log(hal, HAL_LOG_INFO, "Boot source: primary slot");
        plan_resumption(hal, config, &trailers, update);
        return;
    }
    hal_log(hal, HAL_LOG_INFO, "Boot source: none");
    plan_by_table(hal, config, &trailers, update);
    if (update->plan == APP_NOTHING && !update->running_valid && trailers.primary.magic == TRAILER_MAGIC_GOOD) {
        plan_rescue(hal, config, update);
    }
}

static uint32_t unprotected_tlvs(const struct image_summary *image)
{
    const struct mcuboot_header *header = &image->header;

    return image->total_size - header->hdr_size - header->img_size - header->protect_tlv_size;
}

static struct swap new_swap(struct hal *hal, const struct boot_config *config, const struct app_update *update)
{
    const struct boot_image_config *image = image_of(config);
    uint32_t sector = image->primary.sector_size;
    uint32_t old_size = update->running.total_size <= app_image_limit(image) ? update->running.total_size : 0;
    uint32_t new_size = update->candidate.total_size;
    uint32_t size = old_size > new_size ? old_size : new_size;

    return (struct swap){ .hal = hal,
                          .image = image,
                          .strategy = swap_strategy_of(image->mode),
                          .type = update->type,
                          .from = update->candidate_start,
                          .swap_size = size,
                          .sectors = (size - 1) / sector + 1,
                          .primary_sectors = (old_size + sector - 1) / sector,
                          .secondary_sectors = (new_size + sector - 1) / sector,
                          .tlv_sizes = unprotected_tlvs(&update->candidate) << 16 |
                                       (old_size == 0 ? 0 : unprotected_tlvs(&update->running)) };
}

static struct old_image new_record(const struct app_update *update)
{
    struct old_image record;

    memset(record.old_sha256, 0xff, sizeof record.old_sha256);
    if (update->running_valid) {
        memcpy(record.old_sha256, update->running.sha256, sizeof record.old_sha256);
    }
    memcpy(record.new_sha256, update->candidate.sha256, sizeof record.new_sha256);
    return record;
}

bool app_swap_hold(struct hal *hal, const struct boot_config *config, struct app_update *update)
{
    struct swap swap = new_swap(hal, config, update);

    update->held = update->held || swap_hold(&swap, update->guarded);
    return update->held;
}

bool app_swap_perform(struct hal *hal, const struct boot_config *config, struct app_update *update)
{
    const struct boot_image_config *image = image_of(config);
    struct old_image record = new_record(update);
    struct trailer primary;
    struct swap swap;

    if (!update->resumed) {
        swap = new_swap(hal, config, update);
        return app_swap_hold(hal, config, update) && swap_begin(&swap, &record);
    }
    if (!trailer_read(hal, image, &image->primary, &primary)) {
        return false;
    }
    swap = stored_swap(hal, image, &primary);
    return swap_resume(&swap, update->untouched);
}

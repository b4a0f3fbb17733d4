/* From the trailers of one image to a finished update. */
#include "firmware/ncs/ncs_update.h"
#include "firmware/format/image_reader.h"
#include "firmware/ncs/ncs_flash.h"
#include "firmware/ncs/ncs_image.h"
#include "firmware/ncs/ncs_mode.h"
#include "firmware/ncs/ncs_net.h"
#include "firmware/ncs/ncs_status.h"
#include "firmware/ncs/ncs_validate.h"

/* The larger of the two images decides how much is swapped. Up to 3.2 the network core's primary is measured too: the
 * image that the hook made up, which has no TLVs in the RAM. That is the assertion of the swap brick.
 */
static uint32_t measure_images(struct ncs_boot *boot)
{
    const struct ncs_image *image = ncs_image(boot);
    uint32_t first = 0;
    uint32_t second = 0;

    if (image->header[NCS_PRIMARY].magic == MCUBOOT_IMAGE_MAGIC) {
        bool of_update = ncs_is_net(boot) && boot->release->net_swap_size_of_update;

        ncs_assert(boot, ncs_image_size(boot, of_update ? NCS_SECONDARY : NCS_PRIMARY, &first),
                   "boot_swap_image: rc == 0");
    }
    if (image->header[NCS_SECONDARY].magic == MCUBOOT_IMAGE_MAGIC) {
        ncs_assert(boot, ncs_image_size(boot, NCS_SECONDARY, &second), "boot_swap_image: rc == 0");
    }
    return first > second ? first : second;
}

static void swap_image(struct ncs_boot *boot, struct ncs_status *status)
{
    if (ncs_status_is_reset(boot, status)) {
        status->swap_size = measure_images(boot);
    } else {
        ncs_assert(boot, ncs_swap_size_read(boot, ncs_find_status(boot), &status->swap_size),
                   "boot_swap_image: rc == 0");
    }
    boot->mode->run(boot, status, status->swap_size);
    if (boot->release->post_copy_hook_after_swap) {
        /* What the hook answers is dropped: a refused network image is not tried again. */
        (void)ncs_net_post_copy(boot);
    }
}

static void close_swap(struct ncs_boot *boot, uint8_t type)
{
    if ((type == NCS_SWAP_REVERT || type == NCS_SWAP_PERMANENT) && !ncs_set_image_ok(boot)) {
        ncs_image(boot)->swap_type = NCS_SWAP_PANIC;
    }
    if (ncs_is_upgrade(type) && !ncs_set_copy_done(boot)) {
        ncs_image(boot)->swap_type = NCS_SWAP_PANIC;
    }
}

static void perform(struct ncs_boot *boot)
{
    struct ncs_status *status = &boot->status;

    if (!ncs_swaps(boot)) {
        /* A hook that fails, for one, lets every boot end here, as long as the update is pending. */
        ncs_assert(boot, ncs_copy_image(boot), "boot_perform_update: rc == 0");
        return;
    }
    /* With several images it is forgotten that the primary's trailer was already begun: it is erased again, and a cut
     * then loses the swap.
     */
    if (boot->config->image_count > 1) {
        ncs_status_reset(boot, status);
    }
    status->swap_type = ncs_image(boot)->swap_type;
    swap_image(boot, status);
    close_swap(boot, ncs_image(boot)->swap_type);
    if (ncs_image(boot)->swap_type == NCS_SWAP_PERMANENT && !ncs_security_counter_update(boot, NCS_PRIMARY)) {
        ncs_image(boot)->swap_type = NCS_SWAP_PANIC;
    }
}

static bool downgrade_prevented(struct ncs_boot *boot)
{
    const struct mcuboot_header *header = ncs_image(boot)->header;

    if (!ncs_swaps(boot) || ncs_slots(boot)->downgrade != DOWNGRADE_BY_VERSION || ncs_is_net(boot) ||
        image_version_compare(&header[NCS_SECONDARY].version, &header[NCS_PRIMARY].version) >= 0) {
        return false;
    }
    hal_log(boot->hal, HAL_LOG_INFO, "Image %u in slot 1 erased due to downgrade prevention", boot->current);
    (void)ncs_flash_erase(boot, ncs_area(boot, NCS_SECONDARY), 0, ncs_area(boot, NCS_SECONDARY)->size);
    return true;
}

void ncs_update_perform(struct ncs_boot *boot)
{
    struct ncs_image *image = ncs_image(boot);

    switch (image->swap_type) {
    case NCS_SWAP_NONE:
        break;
    case NCS_SWAP_TEST:
    case NCS_SWAP_PERMANENT:
        if (downgrade_prevented(boot)) {
            image->swap_type = NCS_SWAP_NONE;
            break;
        }
        perform(boot);
        break;
    case NCS_SWAP_REVERT:
        perform(boot);
        break;
    case NCS_SWAP_FAIL:
        /* Pretends that a revert was done, so that none comes. */
        if (ncs_swaps(boot) && !ncs_set_image_ok(boot)) {
            image->swap_type = NCS_SWAP_PANIC;
        }
        break;
    default:
        image->swap_type = NCS_SWAP_PANIC;
        break;
    }
    if (image->swap_type == NCS_SWAP_PANIC) {
        hal_log(boot->hal, HAL_LOG_ERROR, "panic!");
        ncs_panic(boot, "panic!");
    }
}

/* After an interruption the images before this one look as if they were to be reverted: their flag image_ok is not set
 * because nothing has been started since. The revert of an image that really failed is put off by this, too.
 */
static void review_reverts(struct ncs_boot *boot, bool interrupted)
{
    uint8_t type = ncs_image(boot)->swap_type;

    if (!interrupted && (type == NCS_SWAP_NONE || type == NCS_SWAP_REVERT)) {
        return;
    }
    for (unsigned i = 0; i < boot->current; i++) {
        if (boot->images[i].swap_type == NCS_SWAP_REVERT) {
            boot->images[i].swap_type = NCS_SWAP_NONE;
        }
    }
}

static void complete_interrupted(struct ncs_boot *boot, struct ncs_status *status)
{
    review_reverts(boot, true);
    swap_image(boot, status);
    ncs_image(boot)->swap_type = status->swap_type;
    close_swap(boot, status->swap_type);
    if (ncs_image(boot)->swap_type == NCS_SWAP_PANIC) {
        hal_log(boot->hal, HAL_LOG_ERROR, "panic!");
        ncs_panic(boot, "panic!");
    }
    ncs_assert(boot, ncs_headers_read(boot, false, NULL), "boot_prepare_image_for_update: rc == 0");
    ncs_image(boot)->swap_type = NCS_SWAP_NONE;
}

static void decide(struct ncs_boot *boot, struct ncs_status *status)
{
    if (status->swap_type == NCS_SWAP_NONE) {
        ncs_image(boot)->swap_type = ncs_validated_swap_type(boot, status);
    } else if (ncs_validate_slot(boot, NCS_SECONDARY, status, 0) == NCS_VALID) {
        ncs_image(boot)->swap_type = status->swap_type;
    } else {
        ncs_image(boot)->swap_type = NCS_SWAP_FAIL;
    }
    review_reverts(boot, false);
}

static void headers_missing(struct ncs_boot *boot)
{
    hal_log(boot->hal, HAL_LOG_WARNING, "Failed reading image headers; Image=%u", boot->current);
}

void ncs_update_prepare(struct ncs_boot *boot)
{
    struct ncs_status *status = &boot->status;

    ncs_image(boot)->swap_type = NCS_SWAP_NONE;
    if (!ncs_headers_read(boot, false, NULL)) {
        headers_missing(boot);
        return;
    }
    if (!boot->mode->slots_compatible(boot)) {
        return;
    }
    ncs_status_reset(boot, status);
    if (ncs_swaps(boot)) {
        if (!ncs_status_read(boot, status)) {
            hal_log(boot->hal, HAL_LOG_WARNING, "Failed reading boot status; Image=%u", boot->current);
            return;
        }
        if (!ncs_headers_read(boot, !ncs_status_is_reset(boot, status), status)) {
            headers_missing(boot);
            return;
        }
    }
    if (ncs_status_is_reset(boot, status)) {
        decide(boot, status);
    } else {
        complete_interrupted(boot, status);
    }
}

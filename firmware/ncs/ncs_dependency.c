/* Dependencies between images: DEPENDENCY TLVs against the versions that will be in the primary slots. */
#include "firmware/format/image_reader.h"
#include "firmware/ncs/ncs_update.h"

static const struct mcuboot_version *version_after(const struct ncs_boot *boot, unsigned image)
{
    bool updated = ncs_is_upgrade(boot->images[image].swap_type);

    return &boot->images[image].header[updated ? NCS_SECONDARY : NCS_PRIMARY].version;
}

/* False: not met; the current image's swap type has then been changed towards the lower version. */
static bool dependency_met(struct ncs_boot *boot, const struct mcuboot_dependency *dependency)
{
    struct ncs_image *image = ncs_image(boot);

    if (image_version_compare(version_after(boot, dependency->image_id), &dependency->min_version) >= 0) {
        return true;
    }
    if (image->swap_type == NCS_SWAP_TEST || image->swap_type == NCS_SWAP_PERMANENT) {
        image->swap_type = NCS_SWAP_NONE;
    } else if (image->swap_type == NCS_SWAP_NONE) {
        image->swap_type = NCS_SWAP_REVERT;
    }
    return false;
}

static bool image_dependencies_met(struct ncs_boot *boot)
{
    uint8_t type = ncs_image(boot)->swap_type;
    enum ncs_slot slot = type != NCS_SWAP_NONE && type != NCS_SWAP_FAIL ? NCS_SECONDARY : NCS_PRIMARY;
    struct image_summary summary;

    if (!image_read_summary(boot->hal, ncs_area(boot, slot),
                            slot == NCS_SECONDARY ? ncs_image(boot)->secondary_start : 0, &summary)) {
        return false;
    }
    for (unsigned i = 0; i < summary.dependency_count; i++) {
        if (summary.dependencies[i].image_id >= boot->config->image_count ||
            !dependency_met(boot, &summary.dependencies[i])) {
            return false;
        }
    }
    return true;
}

static void stop_all(struct ncs_boot *boot)
{
    for (unsigned i = 0; i < boot->config->image_count; i++) {
        boot->images[i].swap_type = NCS_SWAP_NONE;
    }
}

void ncs_dependencies_verify(struct ncs_boot *boot)
{
    /* The first image that fails ends the check. Upstream then updates no image at all; the fork takes the failure
     * for another error and goes on with the other images.
     */
    for (boot->current = 0; boot->current < boot->config->image_count; boot->current++) {
        if (!image_dependencies_met(boot)) {
            if (boot->release->failed_dependency_stops_all) {
                stop_all(boot);
            }
            return;
        }
    }
}

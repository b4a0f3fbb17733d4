#include "diff/signed_file.h"

#include <string.h>
#include "base/file.h"
#include "image/image_core.h"
#include "pack/plan/nsib_trust.h"
#include "pack/plan/plan.h"
#include "pack/verify/update_verify.h"
#include "project/tree/tree_values.h"

const char *signed_for_other_core(const struct mcuboot_image *image, enum image_role role)
{
    bool network = update_kind(image) == UPDATE_NETWORK_CORE;

    if (!image_firmware_readable(image) || network == (role == IMAGE_NET)) {
        return NULL;
    }
    return network ? "the signed update holds an image of the network core"
                   : "the signed update holds no image of the network core";
}

static bool has_key(const struct nsib_trust *trust, const struct nsib_validation_info *validation)
{
    for (size_t i = 0; i < trust->count; i++) {
        if (memcmp(trust->items[i].key->point, validation->public_key, sizeof validation->public_key) == 0) {
            return true;
        }
    }
    return false;
}

static bool read_validation(const struct mcuboot_image *image, struct nsib_image *nsib)
{
    if (image == NULL || !image_firmware_readable(image)) {
        return false;
    }
    nsib_read(image->payload, nsib);
    return nsib->has_validation;
}

enum b0n_key b0n_key_of(struct arena *arena, const struct project *released, const struct mcuboot_image *old,
                        const struct mcuboot_image *image)
{
    struct nsib_trust trust = { 0 };
    struct string_list more = { 0 };
    struct nsib_image installed;
    struct nsib_image nsib;

    if (!config_on(role_config(released, IMAGE_B0N), "CONFIG_SB_VALIDATE_FW_SIGNATURE")) {
        return B0N_KEY_FITS;
    }
    if (!read_validation(image, &nsib)) {
        return B0N_KEY_UNKNOWN;
    }
    nsib_trust_read(arena, released, &trust);
    if (has_key(&trust, &nsib.validation)) {
        return B0N_KEY_FITS;
    }
    if (!read_validation(old, &installed)) {
        return trust.count > 0 && !trust.incomplete ? B0N_KEY_DIFFERS : B0N_KEY_UNKNOWN;
    }
    if (memcmp(installed.validation.public_key, nsib.validation.public_key, sizeof nsib.validation.public_key) == 0) {
        return B0N_KEY_FITS;
    }
    /* The released image names one of its b0n's keys; more of them may be provisioned. */
    (void)plan_nsib_public_keys(arena, released, &more);
    return more.count == 0 || (trust.count > 0 && !trust.incomplete) ? B0N_KEY_DIFFERS : B0N_KEY_UNKNOWN;
}

#include "cli/verify/items.h"

#include "cli/verify/compare.h"
#include "cli/verify/hex.h"
#include "cli/verify/known_images.h"
#include "image/image_core.h"
#include "pack/plan/page_verify.h"
#include "pack/plan/plan.h"
#include "pack/plan/update_expectation.h"
#include "nrf53pack/memory_map.h"

/* The provision page of the core that a firmware is for; where one is given by hand and none is, the first, which then
 * fails. */
static const struct provision *provision_for(const struct verification *verification, const struct nsib_image *firmware)
{
    for (size_t i = 0; firmware->has_fw_info && i < verification->provisions.count; i++) {
        const struct provision *provision = verification->provisions.items[i];
        bool net_page = nrf5340_is_network_core(provision->header.s0_address);
        bool net_firmware = nrf5340_is_network_core(firmware->fw_info.address);

        if (net_page == net_firmware && !provision->mcuboot_only) {
            return provision;
        }
    }
    return verification->provisions.count > 0 && call_option(verification->call, "--provision") != NULL
               ? verification->provisions.items[0]
               : NULL;
}

static void verify_provisioned(struct verification *verification, struct verified_file *file,
                               const struct nsib_image *firmware)
{
    const struct provision *provision = provision_for(verification, firmware);

    if (provision != NULL && firmware->has_fw_info) {
        provision_verify(verification->call->arena, provision, firmware, &file->verdicts);
    }
}

/* What b0 trusts: the key that was given, else what the provision data says, else what the tree names. */
static void expect_nsib_key(const struct verification *verification, const struct nsib_image *firmware,
                            struct nsib_expectation *expectation)
{
    const struct provision *provision = provision_for(verification, firmware);
    struct arena *arena = verification->call->arena;

    if (verification->nsib_key != NULL) {
        expectation->key = verification->nsib_key->type == KEY_ECDSA_P256 ? verification->nsib_key->point : NULL;
    } else if (provision != NULL && firmware->has_validation &&
               provision_trusts(arena, provision, firmware->validation.public_key)) {
        expectation->key = firmware->validation.public_key;
        expectation->key_from = "the keys of the provision data";
    } else {
        nsib_trust_expect(arena, &verification->nsib_trust, firmware, expectation);
    }
}

/* A firmware that cannot be looked at is what its package says. */
static enum update_kind kind_of(const struct verification *verification, const struct verified_file *file)
{
    if (verification->against != NULL && file->has_number && !image_firmware_readable(file->image)) {
        struct tree_number network = plan_image_index(verification->call->arena, verification->against, true);

        if (network.known && file->number == network.value) {
            return UPDATE_NETWORK_CORE;
        }
    }
    return update_kind(file->image);
}

static void read_expectation(struct verification *verification, const struct verified_file *file,
                             const struct nsib_image *firmware, struct update_expectation *expectation)
{
    struct arena *arena = verification->call->arena;
    enum update_kind kind = kind_of(verification, file);

    if (verification->against != NULL && kind == UPDATE_BOOTLOADER) {
        bootloader_expectation_read(arena, verification->against, firmware, expectation);
    } else if (verification->against != NULL) {
        update_expectation_read(arena, verification->against, kind == UPDATE_NETWORK_CORE, expectation);
    }
    expectation->key = verification->key;
    expect_nsib_key(verification, firmware, &expectation->nsib);
}

static void verify_image(struct verification *verification, struct verified_file *file)
{
    struct arena *arena = verification->call->arena;
    struct update_expectation expectation = { 0 };
    struct known_images shipped = { 0 };
    struct version_context context = { &expectation.bootloader, &shipped, &verification->installed, false };
    struct nsib_image firmware = { 0 };
    unsigned number;

    file->image = decrypt_for_verification(arena, file->image, verification->decryption, &file->verdicts);
    if (image_firmware_readable(file->image)) {
        nsib_read(file->image->payload, &firmware);
    }
    read_expectation(verification, file, &firmware, &expectation);
    file->needs_no_signature = expectation.bootloader.takes_unsigned;
    if (verification->key_differs) {
        verdict_add(arena, &file->verdicts, "key of the tree", VERDICT_FAIL,
                    "key '%s' is not the key the bootloader of the tree trusts, '%s'", verification->key_path,
                    verification->trusted.path);
    }
    update_verify(arena, file->image, &expectation, &file->verdicts);
    verify_provisioned(verification, file, &firmware);
    if (verified_number(verification, file, &number)) {
        context.network_core = number != 0 && kind_of(verification, file) == UPDATE_NETWORK_CORE;
        verify_known_images(verification, file->group, &shipped);
        versions_verify(arena, file->image, number, &context, &file->verdicts);
    }
    verify_comparisons(verification, file);
}

static bool has_image(const struct verification *verification)
{
    for (size_t i = 0; i < verification->files.count; i++) {
        if (verification->files.items[i].kind == VERIFIED_IMAGE) {
            return true;
        }
    }
    return false;
}

/* A firmware signed for b0 or b0n, not yet wrapped for MCUboot. */
static void verify_firmware(struct verification *verification, struct verified_file *file)
{
    struct arena *arena = verification->call->arena;
    const struct public_key *key = verification->nsib_key;
    bool is_network_core = nrf5340_is_network_core(file->firmware.fw_info.address);
    struct update_expectation expectation = { 0 };

    if (verification->against != NULL && is_network_core) {
        update_expectation_read(arena, verification->against, true, &expectation);
    } else if (verification->against != NULL) {
        bootloader_expectation_read(arena, verification->against, &file->firmware, &expectation);
    }
    if (key != NULL && key->type != KEY_ECDSA_P256) {
        verdict_add(arena, &file->verdicts, "firmware key", VERDICT_FAIL,
                    "the given key is %s, firmware for b0 is signed with ECDSA P-256", key_type_name(key->type));
    }
    expect_nsib_key(verification, &file->firmware, &expectation.nsib);
    nsib_verify(arena, &file->firmware, &expectation.nsib, &file->verdicts);
    if (file->has_address) {
        verify_hex_address(verification, file, file->address);
    }
    verify_provisioned(verification, file, &file->firmware);
}

static void verify_package(struct verification *verification, struct verified_file *file)
{
    struct manifest_expectation expectation = { 0 };

    if (verification->against != NULL) {
        manifest_expectation_read(verification->call->arena, verification->against, &expectation);
    }
    manifest_verify(verification->call->arena, file->manifest, file->zip, &expectation, &file->verdicts);
}

/* A device skips ids that it does not know: such an image would never be written. */
static void verify_multi_image(struct verification *verification, struct verified_file *file)
{
    const struct multi_image *multi_image = file->multi_image;
    struct arena *arena = verification->call->arena;

    for (size_t i = 0; i < multi_image->count; i++) {
        for (size_t k = 0; k < i; k++) {
            if (multi_image->items[i].id == multi_image->items[k].id) {
                verdict_add(arena, &file->verdicts, "multi-image ids", VERDICT_FAIL, "two images have the id %ld",
                            (long)multi_image->items[i].id);
                return;
            }
        }
    }
    verdict_add(arena, &file->verdicts, "multi-image ids", VERDICT_PASS, "%zu images", multi_image->count);
}

static void verify_provision(struct verification *verification, struct verified_file *file)
{
    page_verify(verification->call->arena, file->provision, verification->against, &file->verdicts);
}

/* Without an image for MCUboot the one key that was given is b0's; the key that the tree names never is. */
static void settle_keys(struct verification *verification)
{
    const char *path = call_option(verification->call, "--nsib-key");

    if (has_image(verification)) {
        return;
    }
    if (path == NULL && call_option(verification->call, "--key") != NULL) {
        verification->nsib_key = verification->key;
        path = verification->key_path;
    }
    verification->key = verification->nsib_key;
    verification->key_path = path;
    verification->key_differs = false;
}

void verify_items(struct verification *verification)
{
    static void (*const verify[])(struct verification * verification, struct verified_file * file) = {
        [VERIFIED_IMAGE] = verify_image,         [VERIFIED_FIRMWARE] = verify_firmware,
        [VERIFIED_PACKAGE] = verify_package,     [VERIFIED_MULTI_IMAGE] = verify_multi_image,
        [VERIFIED_PROVISION] = verify_provision,
    };

    settle_keys(verification);
    for (size_t i = 0; i < verification->files.count; i++) {
        verify[verification->files.items[i].kind](verification, &verification->files.items[i]);
    }
}

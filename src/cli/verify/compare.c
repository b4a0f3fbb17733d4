#include "cli/verify/compare.h"

#include <string.h>
#include "cli/verify/collect.h"
#include "cli/verify/hex.h"
#include "cli/verify/known_images.h"
#include "image/image_verify.h"
#include "pack/plan/firmware_origin.h"

static bool same_bytes(struct byte_range left, struct byte_range right)
{
    return left.size == right.size && memcmp(left.data, right.data, left.size) == 0;
}

/* The HEX that a build makes beside an image must hold the same; that of an encrypted image is the plain one, for first
 * programming.
 */
static void verify_twin(struct verification *verification, struct verified_file *file)
{
    struct arena *arena = verification->call->arena;
    const struct source *twin;
    uint64_t address;

    if (file->twin == NULL) {
        return;
    }
    if (!verify_load(verification, file->twin, &twin, &address)) {
        verification_unusable(verification);
    } else if (image_is_encrypted(file->image)) {
        verdict_add(arena, &file->verdicts, "HEX twin", VERDICT_NOT_CHECKED, "'%s' is of the plain image", file->twin);
    } else if (twin->size < file->image->file_size ||
               memcmp(twin->data, file->source->data, file->image->file_size) != 0) {
        verdict_add(arena, &file->verdicts, "HEX twin", VERDICT_FAIL, "'%s' holds other bytes", file->twin);
    } else {
        verdict_add(arena, &file->verdicts, "HEX twin", VERDICT_PASS, "'%s'", file->twin);
        verify_hex_address(verification, file, address);
    }
}

/* A package that was left over from an earlier build holds images that verify, but they are the old ones. */
static void verify_build_image(struct verification *verification, struct verified_file *file, unsigned number)
{
    struct arena *arena = verification->call->arena;
    enum digest_algorithm algorithm;
    const struct mcuboot_tlv_entry *hash = image_hash_tlv(file->image, &algorithm);
    struct known_images loose = { 0 };
    const struct known_image *image;
    const struct mcuboot_tlv_entry *other;

    if (verification->build == NULL || file->group == 0 || hash == NULL) {
        return;
    }
    verify_known_images(verification, 0, &loose);
    image = known_image_find(&loose, number);
    other = image == NULL ? NULL : mcuboot_image_find(image->image, hash->type);
    if (other == NULL || image_is_encrypted(image->image) != image_is_encrypted(file->image)) {
        return;
    }
    if (same_bytes(hash->data, other->data)) {
        verdict_add(arena, &file->verdicts, "image of the build", VERDICT_PASS, "the same as '%s'", image->name);
    } else {
        verdict_add(arena, &file->verdicts, "image of the build", VERDICT_FAIL,
                    "another image than '%s': the package is of another build", image->name);
    }
}

/* What was signed before the firmware changed verifies as well as ever. */
static void verify_origin(struct verification *verification, struct verified_file *file)
{
    struct arena *arena = verification->call->arena;
    struct firmware_origin origin;

    if (verification->build == NULL || file->backup != NULL) {
        return;
    }
    origin = firmware_origin_read(arena, verification->against, file->image);
    if (origin.likeness == FIRMWARE_SAME) {
        verdict_add(arena, &file->verdicts, "firmware of the build", VERDICT_PASS, "that of '%s'", origin.path);
    } else if (origin.likeness == FIRMWARE_OTHER) {
        verdict_add(arena, &file->verdicts, "firmware of the build", VERDICT_FAIL,
                    "'%s' holds another firmware: this one was signed before, or for another build", origin.path);
    }
}

/* What the bootloader started names the key it trusts; that says something where the key is not here. */
static void verify_installed_key(struct verification *verification, struct verified_file *file, unsigned number)
{
    const struct known_image *runs = known_image_find(&verification->installed, number);
    const struct mcuboot_tlv_entry *named = mcuboot_image_find(file->image, MCUBOOT_TLV_KEYHASH);
    const struct mcuboot_tlv_entry *trusted =
        runs == NULL ? NULL : mcuboot_image_find(runs->image, MCUBOOT_TLV_KEYHASH);
    bool same;

    if (verification->trusted.key != NULL || named == NULL || trusted == NULL ||
        named->data.size != trusted->data.size) {
        return;
    }
    same = same_bytes(named->data, trusted->data);
    verdict_add(verification->call->arena, &file->verdicts, "key of installed", same ? VERDICT_PASS : VERDICT_FAIL,
                "%s '%s'", same ? "the same as that of" : "image names another key than", runs->name);
}

void verify_comparisons(struct verification *verification, struct verified_file *file)
{
    unsigned number;

    if (file->has_address) {
        verify_hex_address(verification, file, file->address);
    }
    if (file->backup != NULL) {
        verify_backup_hex(verification, file);
    }
    verify_twin(verification, file);
    verify_origin(verification, file);
    if (verified_number(verification, file, &number)) {
        verify_build_image(verification, file, number);
        verify_installed_key(verification, file, number);
    }
}

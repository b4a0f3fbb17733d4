#include "pack/package.h"

#include <string.h>
#include "image/manifest.h"
#include "image/image_core.h"
#include "image/mcuboot_image.h"
#include "image/multi_image.h"
#include "image/provision.h"
#include "pack/write/multi_image_writer.h"
#include "pack/plan/net_backup.h"
#include "pack/verify/update_verify.h"

struct check {
    struct arena *arena;
    const struct package *package;
    const struct public_key *key;
    struct diagnostics *diagnostics;
};

/* What pack itself puts into an image; the other lines say that the firmware or an option does not suit the tree. */
static bool is_own(const struct verdict_line *line)
{
    static const char *const names[] = { "hash", "key hash", "signature" };

    for (size_t i = 0; i < ARRAY_LENGTH(names); i++) {
        if (strcmp(line->check, names[i]) == 0) {
            return true;
        }
    }
    return false;
}

static bool report(const struct check *check, const char *name, const struct verdicts *verdicts)
{
    bool good = true;

    for (size_t i = 0; i < verdicts->count; i++) {
        const struct verdict_line *line = &verdicts->items[i];

        if (line->verdict == VERDICT_FAIL) {
            good = diagnose(check->diagnostics, is_own(line) ? DIAGNOSTIC_SELF : DIAGNOSTIC_VERIFY, ORIGIN_NONE,
                            "'%s' does not verify: %s: %s%s", name, line->check, line->detail,
                            strcmp(line->check, "validation info") == 0 ? "; '--nsib-key' makes it" : "");
        }
    }
    return good;
}

/* The image with its firmware as it was before encryption: nobody without the private half can say more about the
 * ciphertext than that it is one, and that all around it is the same.
 */
static bool read_encrypted(const struct check *check, const struct packed_image *packed, struct mcuboot_image *image)
{
    const struct byte_range *plain = &packed->plain;
    const uint8_t *bytes = packed->image.data;
    size_t header = image->header.hdr_size;
    size_t behind = header + image->header.img_size;
    size_t hashed = behind + image->header.protect_tlv_size;

    if (hashed > plain->size || memcmp(bytes, plain->data, header) != 0 ||
        memcmp(bytes + behind, plain->data + behind, hashed - behind) != 0 ||
        memcmp(bytes + header, plain->data + header, behind - header) == 0) {
        return diagnose(check->diagnostics, DIAGNOSTIC_SELF, ORIGIN_NONE,
                        "'%s' is not the image that was to be encrypted", packed->plan->output);
    }
    image->payload = range_of(plain->data + header, behind - header);
    image->hashed = range_of(plain->data, hashed);
    image->is_decrypted = true;
    return true;
}

static bool verify_image(const struct check *check, const struct packed_image *packed)
{
    const char *name = packed->plan->output;
    const struct source *source = source_from_bytes(check->arena, name, packed->image.data, packed->image.size);
    struct update_expectation expectation = {
        .key = check->key,
        .has_slots = true,
        .slots = packed->plan->slots,
        .run_address = packed->plan->link_address,
        .header_size = packed->plan->header_size,
        .bootloader = check->package->plan->bootloader,
        .nsib = { packed->plan->link_address.known && packed->plan->region_size.known, packed->plan->link_address.value,
                  packed->plan->region_size.value, NULL, NULL },
    };
    struct verdicts verdicts = { 0 };
    struct mcuboot_image *image;

    if (!mcuboot_image_read(check->arena, source, check->diagnostics, &image) ||
        (packed->plain.size != 0 && !read_encrypted(check, packed, image))) {
        return false;
    }
    if (is_network_core_image(image) != packed->plan->is_network_core) {
        return diagnose(check->diagnostics, DIAGNOSTIC_VERIFY, origin_file(packed->firmware.source),
                        "firmware is for the other core: its reset vector says %s core",
                        packed->plan->is_network_core ? "application" : "network");
    }
    update_verify(check->arena, image, &expectation, &verdicts);
    if (planned_for_mcuboot(packed->plan) && update_kind(image) != UPDATE_BOOTLOADER) {
        nsib_verify(check->arena, &packed->nsib, &expectation.nsib, &verdicts);
    }
    return report(check, name, &verdicts);
}

/* The plan's own numbers, which an option may have set. */
static struct manifest_expectation expected_places(const struct package_plan *plan)
{
    struct manifest_expectation expected = { .known = true };

    for (size_t i = 0; i < plan->count; i++) {
        if (plan->items[i].kind == PLANNED_NETWORK) {
            expected.network_index = plan->items[i].index.value;
        } else if (plan->items[i].kind == PLANNED_APPLICATION) {
            expected.application_index = plan->items[i].index.value;
        }
    }
    return expected;
}

static bool verify_zip(const struct check *check, const char *name, const struct dfu_package *zip,
                       const struct manifest_expectation *expected)
{
    const struct package_file *file = package_files_find(&check->package->files, name);

    return file == NULL || dfu_package_verify(check->arena, zip, file->bytes, file->name, expected, check->diagnostics);
}

static bool verify_provision(const struct check *check, const struct package_file *file)
{
    struct provision *provision;

    return file == NULL ||
           provision_read(check->arena, source_from_bytes(check->arena, file->name, file->bytes.data, file->bytes.size),
                          check->diagnostics, &provision);
}

static bool verify_provisions(const struct check *check)
{
    const struct planned_provisions *plans = &check->package->plan->provisions;
    bool good = true;

    for (size_t i = 0; i < plans->count; i++) {
        good = verify_provision(check, package_files_find(&check->package->files, plans->items[i].output)) && good;
    }
    return good;
}

static bool verify_net_backup(const struct check *check)
{
    const struct package *package = check->package;
    const struct package_file *file = package_files_find(&package->files, NET_BACKUP_NAME);

    return file == NULL || net_backup_verify(check->arena, &package->plan->net_backup,
                                             packed_network_image(package)->image, file->bytes, check->diagnostics);
}

static bool verify_multi_image(const struct check *check)
{
    const struct package_file *file = package_files_find(&check->package->files, MULTI_IMAGE_NAME);
    struct multi_image *images;

    return file == NULL ||
           multi_image_read(check->arena,
                            source_from_bytes(check->arena, file->name, file->bytes.data, file->bytes.size),
                            check->diagnostics, &images);
}

bool package_verify(struct arena *arena, const struct package *package, const struct public_key *key,
                    struct diagnostics *diagnostics)
{
    const struct check check = { arena, package, key, diagnostics };
    const struct manifest_expectation expected = expected_places(package->plan);
    size_t before = diagnostics->count;
    bool good = true;

    for (size_t i = 0; i < package->count; i++) {
        good = verify_image(&check, &package->items[i]) && good;
    }
    good = verify_zip(&check, DFU_APPLICATION_NAME, &package->application, &expected) && good;
    good = verify_zip(&check, DFU_MCUBOOT_NAME, &package->mcuboot, NULL) && good;
    good = verify_provisions(&check) && good;
    good = verify_net_backup(&check) && good;
    good = verify_multi_image(&check) && good;
    return good || diagnostics_of_own_making(diagnostics, before);
}

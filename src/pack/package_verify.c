#include "pack/package.h"

#include "image/manifest.h"
#include "image/image_core.h"
#include "image/mcuboot_image.h"
#include "pack/update_verify.h"

struct check {
    struct arena *arena;
    const struct package *package;
    const struct signing_key *key;
    struct diagnostics *diagnostics;
};

static bool report(const struct check *check, const char *name, const struct verdicts *verdicts)
{
    bool good = true;

    for (size_t i = 0; i < verdicts->count; i++) {
        const struct verdict_line *line = &verdicts->items[i];

        if (line->verdict == VERDICT_FAIL) {
            good = diagnose(check->diagnostics, DIAGNOSTIC_VERIFY, ORIGIN_NONE, "'%s' does not verify: %s: %s", name,
                            line->check, line->detail);
        }
    }
    return good;
}

static bool verify_image(const struct check *check, const struct packed_image *packed)
{
    const char *name = packed->plan->output;
    const struct source *source = source_from_bytes(check->arena, name, packed->image.data, packed->image.size);
    struct update_expectation expectation = {
        .key = check->key == NULL ? NULL : check->key->public_half,
        .has_slots = true,
        .slots = packed->plan->slots,
        .run_address = packed->plan->link_address,
        .nsib = { packed->plan->link_address.known && packed->plan->region_size.known, packed->plan->link_address.value,
                  packed->plan->region_size.value, NULL },
    };
    struct verdicts verdicts = { 0 };
    struct mcuboot_image *image;

    if (!mcuboot_image_read(check->arena, source, check->diagnostics, &image)) {
        return false;
    }
    if (is_network_core_image(image) != packed->plan->is_network_core) {
        return diagnose(check->diagnostics, DIAGNOSTIC_VERIFY, origin_file(packed->firmware.source),
                        "firmware is for the other core: its reset vector says %s core",
                        packed->plan->is_network_core ? "application" : "network");
    }
    update_verify(check->arena, image, &expectation, &verdicts);
    return report(check, name, &verdicts);
}

/* The plan's own numbers, which an option may have set. */
static struct manifest_expectation expected_places(const struct package_plan *plan)
{
    struct manifest_expectation expected = { .known = true };

    for (size_t i = 0; i < plan->count; i++) {
        uint64_t *index = plan->items[i].is_network_core ? &expected.network_index : &expected.application_index;

        *index = plan->items[i].index.value;
    }
    return expected;
}

static bool verify_zip(const struct check *check)
{
    const struct manifest_expectation expected = expected_places(check->package->plan);
    const struct package_file *file = package_files_find(&check->package->files, DFU_APPLICATION_NAME);

    return dfu_package_verify(check->arena, &check->package->application, file->bytes, file->name, &expected,
                              check->diagnostics);
}

bool package_verify(struct arena *arena, const struct package *package, const struct signing_key *key,
                    struct diagnostics *diagnostics)
{
    const struct check check = { arena, package, key, diagnostics };
    bool good = true;

    for (size_t i = 0; i < package->count; i++) {
        good = verify_image(&check, &package->items[i]) && good;
    }
    return verify_zip(&check) && good;
}

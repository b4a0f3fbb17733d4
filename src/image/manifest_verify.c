#include "image/manifest_places.h"

#include <string.h>
#include "base/text.h"
#include "image/mcuboot_image.h"
#include "image/nsib.h"

static void add_types(const struct manifest_check *check)
{
    const struct verdicts *types = &check->manifest->types;

    for (size_t i = 0; i < types->count; i++) {
        *ARENA_PUSH(check->arena, check->verdicts) = types->items[i];
    }
    /* 0 before sysbuild, 1 since; 0 is also what stands here when the key is missing, which `types` says. */
    if (check->manifest->format_version > 1) {
        verdict_add(check->arena, check->verdicts, "manifest types", VERDICT_FAIL,
                    "format version %llu is not known: expected 0 or 1",
                    (unsigned long long)check->manifest->format_version);
    } else if (types->count == 0) {
        verdict_add(check->arena, check->verdicts, "manifest types", VERDICT_PASS, "format version %llu",
                    (unsigned long long)check->manifest->format_version);
    }
}

/* NULL, or what is wrong with one name: iOS removes blanks from the manifest and finds files by a part of
 * their path. */
static const char *name_fault(const struct manifest_check *check, size_t index)
{
    const char *name = check->manifest->items[index].file;

    if (strpbrk(name, " \t/\\") != NULL || name[0] == '\0') {
        return "is no plain name without blanks";
    }
    if (strlen(name) <= strlen(".bin") || strcmp(name + strlen(name) - strlen(".bin"), ".bin") != 0) {
        return "does not end in '.bin'";
    }
    for (size_t i = 0; i < check->manifest->count; i++) {
        if (i != index && strstr(check->manifest->items[i].file, name) != NULL) {
            return "is part of the name of another file; iOS clients take the wrong one";
        }
    }
    for (size_t i = 0; i < check->zip->count; i++) {
        if (strcmp(check->zip->items[i].name, name) != 0 && strstr(check->zip->items[i].name, name) != NULL) {
            return "is part of the name of another entry; iOS clients can take the wrong one";
        }
    }
    return NULL;
}

static void check_names(const struct manifest_check *check)
{
    bool good = check->manifest->count > 0;

    if (!good) {
        verdict_add(check->arena, check->verdicts, "manifest names", VERDICT_FAIL, "manifest lists no file");
    }
    for (size_t i = 0; i < check->manifest->count; i++) {
        const char *fault = name_fault(check, i);

        if (fault != NULL) {
            good = false;
            verdict_add(check->arena, check->verdicts, "manifest names", VERDICT_FAIL, "'%s' %s",
                        manifest_shown(check, check->manifest->items[i].file), fault);
        }
    }
    if (good) {
        verdict_add(check->arena, check->verdicts, "manifest names", VERDICT_PASS, "%zu files", check->manifest->count);
    }
}

static void check_sizes(const struct manifest_check *check)
{
    bool good = true;

    for (size_t i = 0; i < check->manifest->count; i++) {
        const struct manifest_file *file = &check->manifest->items[i];
        const struct dfu_zip_entry *entry = dfu_zip_find(check->zip, file->file);

        if (entry == NULL) {
            good = false;
            verdict_add(check->arena, check->verdicts, "manifest sizes", VERDICT_FAIL, "'%s' is not in the package",
                        manifest_shown(check, file->file));
        } else if (file->has_size && file->size != entry->source->size) {
            good = false;
            verdict_add(check->arena, check->verdicts, "manifest sizes", VERDICT_FAIL,
                        "'%s' has %zu bytes, the manifest says %llu", manifest_shown(check, file->file),
                        entry->source->size, (unsigned long long)file->size);
        }
    }
    if (good) {
        verdict_add(check->arena, check->verdicts, "manifest sizes", VERDICT_PASS, "%s", "");
    }
}

/* "1.2.3" in the manifest is the header's 1.2.3+0. */
static bool same_version(const char *stated, struct mcuboot_version version)
{
    struct mcuboot_version parsed;

    return mcuboot_version_parse(slice_of(stated), &parsed) && mcuboot_version_compare(parsed, version) == 0;
}

static void check_version(const struct manifest_check *check, const struct manifest_file *file,
                          const struct mcuboot_image *image)
{
    if (file->version_mcuboot != NULL && !same_version(file->version_mcuboot, image->header.version)) {
        verdict_add(check->arena, check->verdicts, "manifest versions", VERDICT_FAIL,
                    "'%s' is version %s, the manifest says '%s'", manifest_shown(check, file->file),
                    mcuboot_version_text(check->arena, image->header.version),
                    manifest_shown(check, file->version_mcuboot));
    }
}

/* Only a firmware with fw_info says where it belongs. NCS names the slot of MCUboot's own update, which starts with room
 * for the header (nrfconnect/sdk-nrf cmake/sysbuild/b0_mcuboot_signing.cmake: PM_S0_ADDRESS), and the firmware of all
 * others.
 */
static bool is_linked_there(const struct manifest_file *file, const struct mcuboot_image *image, uint64_t address)
{
    bool is_mcuboot = file->type != NULL && strcmp(file->type, "mcuboot") == 0;

    return address == file->load_address ||
           (is_mcuboot && address - image->header.hdr_size == file->load_address && address >= image->header.hdr_size);
}

static void check_address(const struct manifest_check *check, const struct manifest_file *file,
                          const struct mcuboot_image *image)
{
    struct nsib_image nsib;

    nsib_read(image->payload, &nsib);
    if (file->has_load_address && nsib.has_fw_info && !is_linked_there(file, image, nsib.fw_info.address)) {
        verdict_add(check->arena, check->verdicts, "manifest addresses", VERDICT_FAIL,
                    "'%s' is linked for 0x%lx, the manifest says 0x%llx", manifest_shown(check, file->file),
                    (unsigned long)nsib.fw_info.address, (unsigned long long)file->load_address);
    }
}

/* What the manifest repeats of the images; files that are no MCUboot images have nothing to compare. */
static void check_images(const struct manifest_check *check)
{
    size_t before = check->verdicts->count;

    for (size_t i = 0; i < check->manifest->count; i++) {
        const struct manifest_file *file = &check->manifest->items[i];
        const struct mcuboot_image *image = manifest_image(check, file);

        if (image != NULL) {
            check_version(check, file, image);
            check_address(check, file, image);
        }
    }
    manifest_pass_unless_failed(check, "manifest versions", before);
    manifest_pass_unless_failed(check, "manifest addresses", before);
}

void manifest_verify(struct arena *arena, const struct manifest *manifest, const struct dfu_zip *zip,
                     const struct manifest_expectation *expected, struct verdicts *verdicts)
{
    static const struct manifest_expectation nothing = { 0 };
    const struct manifest_check check = { arena, manifest, zip, expected != NULL ? expected : &nothing, verdicts };

    add_types(&check);
    check_names(&check);
    check_sizes(&check);
    manifest_verify_places(&check);
    manifest_verify_entries(&check);
    check_images(&check);
}

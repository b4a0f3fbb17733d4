#include "image/manifest.h"

#include <string.h>
#include "base/text.h"
#include "image/mcuboot_image.h"
#include "image/nsib.h"

struct check {
    struct arena *arena;
    const struct manifest *manifest;
    const struct dfu_zip *zip;
    struct verdicts *verdicts;
};

/* Foreign names in answers. */
static const char *shown(const struct check *check, const char *name)
{
    return text_printable(check->arena, slice_of(name), 80);
}

static void add_types(const struct check *check)
{
    const struct verdicts *types = &check->manifest->types;

    for (size_t i = 0; i < types->count; i++) {
        *ARENA_PUSH(check->arena, check->verdicts) = types->items[i];
    }
    if (types->count == 0) {
        verdict_add(check->arena, check->verdicts, "manifest types", VERDICT_PASS, "format version %llu",
                    (unsigned long long)check->manifest->format_version);
    }
}

/* NULL, or what is wrong with one name: iOS removes blanks from the manifest and finds files by a part of
 * their path. */
static const char *name_fault(const struct check *check, size_t index)
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
    return NULL;
}

static void check_names(const struct check *check)
{
    bool good = true;

    for (size_t i = 0; i < check->manifest->count; i++) {
        const char *fault = name_fault(check, i);

        if (fault != NULL) {
            good = false;
            verdict_add(check->arena, check->verdicts, "manifest names", VERDICT_FAIL, "'%s' %s",
                        shown(check, check->manifest->items[i].file), fault);
        }
    }
    if (good) {
        verdict_add(check->arena, check->verdicts, "manifest names", VERDICT_PASS, "%zu files",
                    check->manifest->count);
    }
}

static void check_sizes(const struct check *check)
{
    bool good = true;

    for (size_t i = 0; i < check->manifest->count; i++) {
        const struct manifest_file *file = &check->manifest->items[i];
        const struct dfu_zip_entry *entry = dfu_zip_find(check->zip, file->file);

        if (entry == NULL) {
            good = false;
            verdict_add(check->arena, check->verdicts, "manifest sizes", VERDICT_FAIL,
                        "'%s' is not in the package", shown(check, file->file));
        } else if (file->has_size && file->size != entry->source->size) {
            good = false;
            verdict_add(check->arena, check->verdicts, "manifest sizes", VERDICT_FAIL,
                        "'%s' has %zu bytes, the manifest says %llu", shown(check, file->file),
                        entry->source->size, (unsigned long long)file->size);
        }
    }
    if (good) {
        verdict_add(check->arena, check->verdicts, "manifest sizes", VERDICT_PASS, "%s", "");
    }
}

static bool same_place(const struct manifest_file *left, const struct manifest_file *right)
{
    const char *left_slot = left->slot == NULL ? "" : left->slot;
    const char *right_slot = right->slot == NULL ? "" : right->slot;

    return left->image_index == right->image_index && strcmp(left_slot, right_slot) == 0;
}

/* Before sysbuild, packages with one image had no image_index: absent counts as 0. */
static void check_image_index(const struct check *check)
{
    const struct manifest *manifest = check->manifest;

    for (size_t i = 0; i < manifest->count; i++) {
        for (size_t k = 0; k < i; k++) {
            if (same_place(&manifest->items[i], &manifest->items[k])) {
                verdict_add(check->arena, check->verdicts, "manifest image index", VERDICT_FAIL,
                            "'%s' and '%s' are both image %llu", shown(check, manifest->items[k].file),
                            shown(check, manifest->items[i].file),
                            (unsigned long long)manifest->items[i].image_index);
                return;
            }
        }
    }
    verdict_add(check->arena, check->verdicts, "manifest image index", VERDICT_PASS, "%s", "");
}

static bool is_listed(const struct manifest *manifest, const char *name)
{
    for (size_t i = 0; i < manifest->count; i++) {
        if (strcmp(manifest->items[i].file, name) == 0) {
            return true;
        }
    }
    return false;
}

static bool ends_with(const char *name, const char *end)
{
    size_t length = strlen(name);

    return length >= strlen(end) && strcmp(name + length - strlen(end), end) == 0;
}

static bool is_twice(const struct dfu_zip *zip, size_t index)
{
    for (size_t i = 0; i < index; i++) {
        if (strcmp(zip->items[i].name, zip->items[index].name) == 0) {
            return true;
        }
    }
    return false;
}

/* What is in the package and should not be there. */
static void check_entries(const struct check *check)
{
    size_t json_count = 0;
    bool good = true;

    for (size_t i = 0; i < check->zip->count; i++) {
        const char *name = check->zip->items[i].name;

        json_count += ends_with(name, ".json") ? 1 : 0;
        if (is_twice(check->zip, i)) {
            good = false;
            verdict_add(check->arena, check->verdicts, "manifest files", VERDICT_FAIL,
                        "'%s' is in the package twice", shown(check, name));
        }
        if (ends_with(name, "/") || (ends_with(name, ".bin") && !is_listed(check->manifest, name))) {
            good = false;
            verdict_add(check->arena, check->verdicts, "manifest files", VERDICT_FAIL,
                        "'%s' is not in the manifest", shown(check, name));
        }
    }
    if (json_count != 1) {
        verdict_add(check->arena, check->verdicts, "manifest files", VERDICT_FAIL,
                    "package holds %zu '.json' files; clients take the first one as the manifest",
                    json_count);
    } else if (good) {
        verdict_add(check->arena, check->verdicts, "manifest files", VERDICT_PASS, "%zu entries",
                    check->zip->count);
    }
}

/* "1.2.3" in the manifest is the header's 1.2.3+0. */
static bool same_version(const char *stated, struct mcuboot_version version)
{
    struct mcuboot_version parsed;

    return mcuboot_version_parse(slice_of(stated), &parsed) && mcuboot_version_compare(parsed, version) == 0;
}

static void check_version(const struct check *check, const struct manifest_file *file,
                          const struct mcuboot_image *image)
{
    if (file->version_mcuboot != NULL && !same_version(file->version_mcuboot, image->header.version)) {
        verdict_add(check->arena, check->verdicts, "manifest versions", VERDICT_FAIL,
                    "'%s' is version %s, the manifest says '%s'", shown(check, file->file),
                    mcuboot_version_text(check->arena, image->header.version),
                    shown(check, file->version_mcuboot));
    }
}

/* Only a firmware with fw_info says where it belongs. */
static void check_address(const struct check *check, const struct manifest_file *file,
                          const struct mcuboot_image *image)
{
    struct nsib_image nsib;

    nsib_read(image->payload, &nsib);
    if (file->has_load_address && nsib.has_fw_info && nsib.fw_info.address != file->load_address) {
        verdict_add(check->arena, check->verdicts, "manifest addresses", VERDICT_FAIL,
                    "'%s' is linked for 0x%lx, the manifest says 0x%llx", shown(check, file->file),
                    (unsigned long)nsib.fw_info.address, (unsigned long long)file->load_address);
    }
}

static void pass_unless_failed(const struct check *check, const char *name, size_t before)
{
    for (size_t i = before; i < check->verdicts->count; i++) {
        if (strcmp(check->verdicts->items[i].check, name) == 0) {
            return;
        }
    }
    verdict_add(check->arena, check->verdicts, name, VERDICT_PASS, "%s", "");
}

/* What the manifest repeats of the images; files that are no MCUboot images have nothing to compare. */
static void check_images(const struct check *check)
{
    struct diagnostics ignored = diagnostics_create(check->arena);
    size_t before = check->verdicts->count;

    for (size_t i = 0; i < check->manifest->count; i++) {
        const struct manifest_file *file = &check->manifest->items[i];
        const struct dfu_zip_entry *entry = dfu_zip_find(check->zip, file->file);
        struct mcuboot_image *image;

        if (entry != NULL && mcuboot_image_read(check->arena, entry->source, &ignored, &image)) {
            check_version(check, file, image);
            check_address(check, file, image);
        }
    }
    pass_unless_failed(check, "manifest versions", before);
    pass_unless_failed(check, "manifest addresses", before);
}

void manifest_verify(struct arena *arena, const struct manifest *manifest, const struct dfu_zip *zip,
                     struct verdicts *verdicts)
{
    const struct check check = {arena, manifest, zip, verdicts};

    add_types(&check);
    check_names(&check);
    check_sizes(&check);
    check_image_index(&check);
    check_entries(&check);
    check_images(&check);
}

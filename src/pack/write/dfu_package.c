#include "pack/write/dfu_package.h"

#include <string.h>
#include "base/text.h"
#include "image/dfu_zip.h"
#include "pack/write/zip_writer.h"

/* iOS clients find a file by a part of its path and remove blanks, so one name must not be part of another. */
static bool names_clash(const struct dfu_package *package)
{
    for (size_t i = 0; i < package->count; i++) {
        if (strpbrk(package->items[i].name, " \t") != NULL) {
            return true;
        }
        for (size_t k = 0; k < package->count; k++) {
            if (i != k && strstr(package->items[i].name, package->items[k].name) != NULL) {
                return true;
            }
        }
    }
    return false;
}

void dfu_package_separate_names(struct arena *arena, struct dfu_package *package)
{
    bool clash = names_clash(package);

    for (size_t i = 0; clash && i < package->count; i++) {
        struct dfu_file *file = &package->items[i];
        const char *slot = file->has_slot ? arena_printf(arena, "-slot%u", file->slot) : "";

        file->name = arena_printf(arena, "image-%llu%s.bin", (unsigned long long)file->image_index, slot);
    }
}

bool dfu_package_write(struct arena *arena, const struct dfu_package *package, struct diagnostics *diagnostics,
                       struct byte_range *zip)
{
    struct zip_input *inputs = arena_array(arena, package->count + 1, sizeof *inputs);

    for (size_t i = 0; i < package->count; i++) {
        inputs[i] = (struct zip_input){ package->items[i].name, package->items[i].bytes };
    }
    inputs[package->count] = (struct zip_input){ DFU_MANIFEST_NAME, manifest_write(arena, package) };
    return zip_write(arena, inputs, package->count + 1, package->time, diagnostics, zip);
}

static bool verify_entry(const struct dfu_file *file, const struct dfu_zip *zip, const char *label,
                         struct diagnostics *diagnostics)
{
    const struct dfu_zip_entry *entry = dfu_zip_find(zip, file->name);

    return (entry != NULL && entry->source->size == file->bytes.size &&
            memcmp(entry->source->data, file->bytes.data, file->bytes.size) == 0) ||
           diagnose(diagnostics, DIAGNOSTIC_SELF, ORIGIN_NONE, "entry '%s' of '%s' is not the file that was packed",
                    file->name, label);
}

static bool report(const struct verdicts *verdicts, const char *label, struct diagnostics *diagnostics)
{
    bool good = true;

    for (size_t i = 0; i < verdicts->count; i++) {
        const struct verdict_line *line = &verdicts->items[i];

        if (line->verdict == VERDICT_FAIL) {
            good = diagnose(diagnostics, DIAGNOSTIC_SELF, ORIGIN_NONE, "'%s' does not verify: %s: %s", label,
                            line->check, line->detail);
        }
    }
    return good;
}

bool dfu_package_verify(struct arena *arena, const struct dfu_package *package, struct byte_range zip,
                        const char *label, const struct manifest_expectation *expected, struct diagnostics *diagnostics)
{
    const struct source *source = source_from_bytes(arena, label, zip.data, zip.size);
    const struct dfu_zip_entry *entry;
    struct verdicts verdicts = { 0 };
    struct manifest *manifest;
    struct dfu_zip *archive;
    bool good = true;

    if (!dfu_zip_read(arena, source, diagnostics, &archive)) {
        return false;
    }
    entry = dfu_zip_find(archive, DFU_MANIFEST_NAME);
    if (entry == NULL || !manifest_read(arena, entry->source, diagnostics, &manifest)) {
        return false;
    }
    manifest_verify(arena, manifest, archive, expected, &verdicts);
    for (size_t i = 0; i < package->count; i++) {
        good = verify_entry(&package->items[i], archive, label, diagnostics) && good;
    }
    return report(&verdicts, label, diagnostics) && good;
}

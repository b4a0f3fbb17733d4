#include "pack/package.h"

#include <string.h>
#include "base/file.h"
#include "base/process.h"
#include "base/text.h"
#include "image/mcuboot_image.h"

static bool package_time(const struct package_plan *plan, struct diagnostics *diagnostics, int64_t *time)
{
    const char *epoch = environment("SOURCE_DATE_EPOCH");

    *time = 0;
    if (epoch != NULL) {
        uint64_t seconds;

        if (!parse_uint64(slice_of(epoch), 10, &seconds) || seconds > INT64_MAX) {
            return diagnose(diagnostics, DIAGNOSTIC_INPUT, ORIGIN_NONE,
                            "SOURCE_DATE_EPOCH '%s' is no number of seconds since 1970", epoch);
        }
        *time = (int64_t)seconds;
        return true;
    }
    for (size_t i = 0; i < plan->count; i++) {
        int64_t modified;

        if (!file_modified(plan->items[i].input, &modified)) {
            return diagnose(diagnostics, DIAGNOSTIC_INPUT, ORIGIN_NONE, "cannot ask for the time of '%s'",
                            plan->items[i].input);
        }
        *time = modified > *time ? modified : *time;
    }
    return true;
}

/* A HEX knows where it is linked; a file from another build does not belong here. */
static bool check_place(const struct packed_image *packed, struct diagnostics *diagnostics)
{
    const struct tree_number *wanted = &packed->plan->link_address;
    const struct firmware *firmware = &packed->firmware;
    /* Without Partition Manager the linker leaves the header's place in the file. */
    uint64_t header = packed->plan->options.pad_header ? 0 : packed->plan->options.header_size;
    uint64_t start = wanted->value >= header ? wanted->value - header : 0;

    if (!firmware->has_address || !wanted->known || firmware->address == start) {
        return true;
    }
    return diagnose(diagnostics, DIAGNOSTIC_INPUT, origin_file(firmware->source),
                    "firmware starts at 0x%llx, but its slot wants 0x%llx (%s)", (unsigned long long)firmware->address,
                    (unsigned long long)start, wanted->from);
}

static bool build_image(struct arena *arena, const struct planned_image *plan, struct signing_key *key,
                        struct diagnostics *diagnostics, struct packed_image *packed)
{
    packed->plan = plan;
    if (!firmware_load(arena, plan->input, false, diagnostics, &packed->firmware) ||
        !check_place(packed, diagnostics) ||
        !image_write(arena, packed->firmware.source, packed->firmware.bytes, &plan->options,
                     signer_with_key(arena, key), diagnostics, &packed->image)) {
        return false;
    }
    packed->load_address = plan->link_address.known ? plan->link_address.value : packed->firmware.address;
    if (plan->is_network_core) {
        nsib_read(packed->firmware.bytes, &packed->nsib);
    }
    return true;
}

static struct dfu_file describe_file(struct arena *arena, const struct packed_image *packed)
{
    const struct planned_image *plan = packed->plan;
    struct dfu_file file = { .kind = plan->is_network_core ? DFU_FILE_NETWORK : DFU_FILE_APPLICATION,
                             .name = plan->zip_name,
                             .bytes = packed->image,
                             .board = plan->board,
                             .soc = plan->soc,
                             .load_address = packed->load_address,
                             .image_index = plan->index.value,
                             .version = mcuboot_version_text(arena, plan->options.version) };

    if (plan->is_network_core) {
        file.load_address = packed->nsib.fw_info.address;
        file.version = arena_printf(arena, "%lu", (unsigned long)packed->nsib.fw_info.version);
    }
    return file;
}

/* Two images for one pair of slots would overwrite each other; the network image then goes alone. */
static bool build_zip(struct arena *arena, struct diagnostics *diagnostics, struct package *package)
{
    struct dfu_package *application = &package->application;
    struct byte_range zip;

    *application =
        (struct dfu_package){ .form = package->plan->form, .name = package->plan->name, .time = package->time };
    for (size_t i = 0; i < package->count; i++) {
        if (!(package->plan->one_pair && package->items[i].plan->is_network_core)) {
            *ARENA_PUSH(arena, application) = describe_file(arena, &package->items[i]);
        }
    }
    dfu_package_separate_names(arena, application);
    if (!dfu_package_write(arena, application, diagnostics, &zip)) {
        return false;
    }
    package_files_add(arena, &package->files, DFU_APPLICATION_NAME, PACKAGE_FILE_ZIP, zip);
    return true;
}

bool package_build(struct arena *arena, const struct package_plan *plan, struct signing_key *key,
                   struct diagnostics *diagnostics, struct package *package)
{
    *package = (struct package){ .plan = plan };
    if (!package_time(plan, diagnostics, &package->time)) {
        return false;
    }
    for (size_t i = 0; i < plan->count; i++) {
        struct packed_image *packed = ARENA_PUSH(arena, package);

        if (!build_image(arena, &plan->items[i], key, diagnostics, packed)) {
            return false;
        }
        package_files_add(arena, &package->files, plan->items[i].output, PACKAGE_FILE_IMAGE, packed->image);
    }
    return build_zip(arena, diagnostics, package);
}

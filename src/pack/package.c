#include "pack/package.h"

#include <string.h>
#include "base/file.h"
#include "base/process.h"
#include "base/text.h"
#include "pack/zip_writer.h"

#define MANIFEST_NAME "manifest.json"

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

static bool build_zip(struct arena *arena, struct diagnostics *diagnostics, struct package *package)
{
    struct zip_input *inputs = arena_array(arena, package->count + 1, sizeof *inputs);
    size_t count = 0;

    for (size_t i = 0; i < package->count; i++) {
        if (package->items[i].in_zip) {
            inputs[count++] = (struct zip_input){ package->items[i].plan->zip_name, package->items[i].image };
        }
    }
    package->manifest = manifest_write(arena, package);
    inputs[count++] = (struct zip_input){ MANIFEST_NAME, package->manifest };
    return zip_write(arena, inputs, count, package->time, diagnostics, &package->zip);
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
        /* Two images for one pair of slots would overwrite each other; the network image then goes alone. */
        packed->in_zip = !(plan->one_pair && plan->items[i].is_network_core);
    }
    return build_zip(arena, diagnostics, package);
}

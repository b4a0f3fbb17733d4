#include "pack/plan/firmware_origin.h"

#include <string.h>
#include "image/image_core.h"
#include "image/intel_hex.h"
#include "image/nsib.h"
#include "pack/plan/plan.h"
#include "pack/verify/slot_verify.h"
#include "pack/verify/update_verify.h"
#include "project/tree/tree_values.h"
#include "project/tree/update_slots.h"

static bool has_bytes_at(struct byte_range firmware, size_t offset, const uint8_t *bytes, size_t size)
{
    return offset <= firmware.size && size <= firmware.size - offset &&
           memcmp(firmware.data + offset, bytes, size) == 0;
}

/* What lies in front of the firmware is the room that the linker left for the header. */
static enum firmware_likeness compare_segment(const struct hex_segment *segment, struct byte_range firmware,
                                              uint64_t start)
{
    uint64_t end = start + firmware.size;
    uint64_t skipped = segment->address < start ? start - segment->address : 0;
    uint64_t offset = segment->address < start ? 0 : segment->address - start;

    if (segment->address >= end || hex_segment_end(segment) <= start) {
        return FIRMWARE_UNCOMPARED;
    }
    return has_bytes_at(firmware, (size_t)offset, segment->bytes.data + skipped, segment->bytes.size - (size_t)skipped)
               ? FIRMWARE_SAME
               : FIRMWARE_OTHER;
}

static enum firmware_likeness compare_hex(const struct intel_hex *hex, struct byte_range firmware, uint64_t start)
{
    enum firmware_likeness result = FIRMWARE_UNCOMPARED;

    for (size_t i = 0; i < hex->count; i++) {
        enum firmware_likeness of_segment = compare_segment(&hex->items[i], firmware, start);

        result = of_segment > result ? of_segment : result;
    }
    return result;
}

static bool load(struct arena *arena, const char *path, const struct source **source)
{
    struct diagnostics unheard = diagnostics_create(arena);

    return path != NULL && source_load_result(arena, path, path, SOURCE_BINARY_LIMIT, &unheard, source);
}

enum firmware_likeness firmware_compare_hex(struct arena *arena, const char *path, struct byte_range firmware,
                                            uint64_t start)
{
    struct diagnostics unheard = diagnostics_create(arena);
    const struct source *source;
    struct intel_hex *hex;

    return load(arena, path, &source) && intel_hex_read(arena, source, &unheard, &hex)
               ? compare_hex(hex, firmware, start)
               : FIRMWARE_UNCOMPARED;
}

/* With the room that the linker left for the header in front, or without one. */
static enum firmware_likeness compare_bin(struct arena *arena, const char *path, const struct mcuboot_image *image)
{
    const struct source *source;
    size_t room;

    if (!load(arena, path, &source)) {
        return FIRMWARE_UNCOMPARED;
    }
    room = image->header.hdr_size < source->size ? image->header.hdr_size : source->size;
    return has_bytes_at(image->payload, 0, (const uint8_t *)source->data, source->size) ||
                   has_bytes_at(image->payload, 0, (const uint8_t *)source->data + room, source->size - room)
               ? FIRMWARE_SAME
               : FIRMWARE_OTHER;
}

struct comparison {
    struct arena *arena;
    const struct mcuboot_image *image;
    uint64_t start;
    struct firmware_origin origin;
};

static enum firmware_likeness take(struct comparison *comparison, const char *path, enum firmware_likeness likeness)
{
    if (likeness > comparison->origin.likeness) {
        comparison->origin = (struct firmware_origin){ likeness, path };
    }
    return likeness;
}

static enum firmware_likeness take_hex(struct comparison *comparison, const char *path)
{
    return take(comparison, path,
                firmware_compare_hex(comparison->arena, path, comparison->image->payload, comparison->start));
}

static void take_bin(struct comparison *comparison, const char *path)
{
    (void)take(comparison, path, compare_bin(comparison->arena, path, comparison->image));
}

/* Where the application runs; with direct-XIP the image says it. Beside a secure part the raw file is one part only. */
static void compare_application(struct comparison *comparison, const struct project *project)
{
    const struct project_image *app = project_image(project, IMAGE_APP);
    const struct mcuboot_header *header = &comparison->image->header;
    struct tree_number index = plan_image_index(comparison->arena, project, false);
    struct update_slots slots;
    bool second_slot;

    update_slots_read(comparison->arena, project, (unsigned)index.value, &slots);
    if (app == NULL || !slots.primary_address.known) {
        return;
    }
    second_slot = image_is_for_slot(comparison->image, &slots.secondary_address);
    comparison->start = (second_slot ? slots.secondary_address.value : slots.primary_address.value) + header->hdr_size;
    (void)take_hex(comparison, app->files.hex);
    if (!second_slot && !config_on(app->config, "CONFIG_TRUSTED_EXECUTION_NONSECURE") &&
        !config_on(app->config, "CONFIG_BUILD_WITH_TFM")) {
        take_bin(comparison, app->files.bin);
    }
}

/* What b0 or b0n starts says itself where it runs: a HEX that lies elsewhere is the other slot's, and so is its raw twin. */
static void compare_for_b0(struct comparison *comparison, const struct project *project, enum image_role role)
{
    const struct project_image *image = project_image(project, role);
    struct nsib_image nsib;

    nsib_read(comparison->image->payload, &nsib);
    if (image == NULL || !nsib.has_fw_info) {
        return;
    }
    comparison->start = nsib.fw_info.address;
    (void)take_hex(comparison, image->files.hex);
    if (take_hex(comparison, image->files.b0_hex) != FIRMWARE_UNCOMPARED || role == IMAGE_NET) {
        take_bin(comparison, image->files.b0_bin);
    }
    if (role == IMAGE_NET) {
        take_bin(comparison, image->files.bin); /* what b0n's proof was put behind; the network core has one place */
    }
}

struct firmware_origin firmware_origin_read(struct arena *arena, const struct project *project,
                                            const struct mcuboot_image *image)
{
    struct comparison comparison = { .arena = arena, .image = image };

    if (!image_firmware_readable(image)) {
        return comparison.origin;
    }
    switch (update_kind(image)) {
    case UPDATE_APPLICATION:
        compare_application(&comparison, project);
        break;
    case UPDATE_NETWORK_CORE:
        compare_for_b0(&comparison, project, IMAGE_NET);
        break;
    case UPDATE_BOOTLOADER:
        compare_for_b0(&comparison, project, IMAGE_MCUBOOT);
        compare_for_b0(&comparison, project, IMAGE_S1);
        break;
    }
    return comparison.origin;
}

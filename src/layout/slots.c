/* What fits into slots, and what the build puts into its partitions. */
#include <string.h>

#include "base/file.h"
#include "image/image_core.h"
#include "image/mcuboot_image.h"
#include "layout/reader.h"
#include "nrf53pack/limits.h"
#include "pack/verify/bootloader_demand.h"
#include "project/tree/update_slots.h"

#define SLOT_PAIRS 4u

static struct memory_partition *find(const struct layout_reader *reader, const char *name, bool net)
{
    for (size_t i = 0; i < reader->layout->regions.count; i++) {
        struct memory_region *region = &reader->layout->regions.items[i];

        for (size_t k = 0; k < region->partitions.count && layout_region_is_net(region) == net; k++) {
            if (strcmp(region->partitions.items[k].name, name) == 0) {
                return &region->partitions.items[k];
            }
        }
    }
    return NULL;
}

static const char *slot_name(const struct layout_reader *reader, unsigned image, bool secondary)
{
    if (reader->project->era == ERA_SYSBUILD_DTS) {
        return arena_printf(reader->arena, "slot%u_partition", 2 * image + (secondary ? 1 : 0));
    }
    return arena_printf(reader->arena, "mcuboot_%s%s", secondary ? "secondary" : "primary",
                        image == 0 ? "" : arena_printf(reader->arena, "_%u", image));
}

static uint64_t header_size(const struct layout_reader *reader)
{
    struct tree_number pad = partition_size(reader->arena, reader->project->partitions, "pm", "mcuboot_pad");
    struct tree_number offset =
        config_number(reader->arena, role_config(reader->project, IMAGE_APP), "app", "CONFIG_ROM_START_OFFSET");

    return pad.known ? pad.value : offset.known ? offset.value : 0;
}

static bool is_network_number(const struct layout_reader *reader, unsigned image)
{
    struct tree_number number;

    return image > 0 && network_image_number(reader->arena, reader->project, &number) && number.value == image;
}

static void fill_slot(const struct layout_reader *reader, unsigned image, bool secondary,
                      const struct bootloader_demand *demand)
{
    struct memory_partition *partition = find(reader, slot_name(reader, image, secondary), false);
    struct update_slots slots;
    struct slot_geometry geometry;

    if (partition == NULL) {
        return;
    }
    update_slots_read(reader->arena, reader->project, image, &slots);
    partition->mode = slots.mode_known ? upgrade_mode_name(slots.mode) : NULL;
    if (!update_slots_geometry(&slots, &geometry) || slots.open != NULL) {
        partition->no_slot = slots.open != NULL ? slots.open : "the slots are larger than any flash";
        return;
    }
    partition->limit = slot_image_limit(&geometry);
    if (demand->known && demand->reference) {
        partition->limit =
            nrf53boot_image_limit(&geometry, image == 0 ? demand->application_reserve : demand->network_reserve);
    }
    partition->limit = limits_smaller(partition->limit, partition->size);
    partition->trailer = partition->size - partition->limit;
    partition->header = limits_smaller(header_size(reader), partition->size);
    partition->slot_known = true;
    if (is_network_number(reader, image)) {
        const struct tree_number room = network_firmware_room(reader->arena, reader->project);

        partition->firmware_limit = network_flash_decides(partition->limit, partition->header, &room) ? room.value : 0;
    }
}

/* Where a file is not of a size that can be used, nothing is said. */
static bool size_of(struct arena *arena, const char *path, uint64_t *size)
{
    struct arena *own = arena_create_within(arena);
    const char *data;
    size_t read = 0;
    bool good = path != NULL && file_read(own, path, SOURCE_BINARY_LIMIT, &data, &read) == NULL;

    arena_destroy(own);
    *size = read;
    return good && read > 0;
}

/* As the user would write it from inside the tree. */
static const char *inside_name(const struct layout_reader *reader, const char *path)
{
    const char *inside = path_inside(reader->project->path, path);

    return inside != NULL ? inside : path;
}

/* 0 where it is compressed or encrypted, or no image at all. */
static uint64_t firmware_in(const struct layout_reader *reader, const char *path)
{
    struct arena *own = arena_create_within(reader->arena);
    struct diagnostics unheard = diagnostics_create(own);
    const struct source *source;
    struct mcuboot_image *image;
    uint64_t size = 0;

    if (source_load(own, path, path, SOURCE_BINARY_LIMIT, &unheard, &source) &&
        mcuboot_image_read(own, source, &unheard, &image) && image_firmware_readable(image)) {
        size = image->payload.size;
    }
    arena_destroy(own);
    return size;
}

static void use(const struct layout_reader *reader, struct memory_partition *partition, const char *path,
                uint64_t before)
{
    uint64_t size;

    if (partition != NULL && !partition->used_known && size_of(reader->arena, path, &size)) {
        partition->used_known = true;
        partition->used = before + size;
        partition->used_file = inside_name(reader, path);
        partition->firmware = partition->firmware_limit > 0 ? firmware_in(reader, path) : 0;
    }
}

static void use_first(const struct layout_reader *reader, const char *const *names, size_t count, bool net,
                      const char *path)
{
    for (size_t i = 0; i < count; i++) {
        use(reader, find(reader, names[i], net), path, 0);
    }
}

/* The linker of a build without Partition Manager leaves the header's place in the file. */
static void use_slots(const struct layout_reader *reader, unsigned image, const struct image_files *files)
{
    struct memory_partition *primary = find(reader, slot_name(reader, image, false), false);
    struct memory_partition *secondary = find(reader, slot_name(reader, image, true), false);
    uint64_t before = reader->project->era == ERA_SYSBUILD_DTS ? 0 : header_size(reader);

    use(reader, primary, files->signed_bin, 0);
    use(reader, secondary, files->signed_bin, 0);
    if (image == 0) {
        use(reader, primary, files->bin, before);
    }
}

static void use_image(const struct layout_reader *reader, const struct project_image *image)
{
    static const char *const bootloader[] = { "mcuboot", "boot_partition" };
    static const char *const second_stage[] = { "b0", "b0_partition" };
    static const char *const net_bootloader[] = { "b0n", "b0n_partition" };
    static const char *const net_code[] = { "app", "s0", "s0_partition", "s0_image" };
    struct tree_number number;
    bool reference = project_image(reader->project, IMAGE_NRF53BOOT) != NULL;

    switch (image->role) {
    case IMAGE_APP:
        use_slots(reader, 0, &image->files);
        use(reader, find(reader, "app", false), image->files.bin, 0);
        break;
    case IMAGE_MCUBOOT:
        use_first(reader, bootloader, reference ? 0 : ARRAY_LENGTH(bootloader), false, image->files.bin);
        break;
    case IMAGE_NRF53BOOT:
        use_first(reader, bootloader, ARRAY_LENGTH(bootloader), false, image->files.bin);
        break;
    case IMAGE_B0:
        use_first(reader, second_stage, ARRAY_LENGTH(second_stage), false, image->files.bin);
        break;
    case IMAGE_B0N:
        use_first(reader, net_bootloader, ARRAY_LENGTH(net_bootloader), true, image->files.bin);
        break;
    case IMAGE_NET:
        if (network_image_number(reader->arena, reader->project, &number) && number.value < SLOT_PAIRS) {
            use_slots(reader, (unsigned)number.value, &(struct image_files){ .signed_bin = image->files.signed_bin });
        }
        use_first(reader, net_code, ARRAY_LENGTH(net_code), true,
                  image->files.b0_bin != NULL ? image->files.b0_bin : image->files.bin);
        use(reader, find(reader, image->name, true),
            image->files.b0_bin != NULL ? image->files.b0_bin : image->files.bin, 0);
        break;
    default:
        break;
    }
}

void layout_read_slots(struct layout_reader *reader)
{
    struct bootloader_demand demand;

    bootloader_demand_read(reader->arena, reader->project, &demand);
    for (unsigned image = 0; image < SLOT_PAIRS; image++) {
        fill_slot(reader, image, false, &demand);
        fill_slot(reader, image, true, &demand);
    }
    for (size_t i = 0; i < reader->project->images.count; i++) {
        use_image(reader, &reader->project->images.items[i]);
    }
}

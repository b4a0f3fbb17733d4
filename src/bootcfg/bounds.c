/* Areas behind the end of their flash: the device has no such bytes, so no simulation shows anything. */
#include "bootcfg/reader.h"
#include "nrf53pack/memory_map.h"

struct flash_end {
    bool known;
    uint64_t size;
    const char *from; /* "regions.yml:3:1", or what says it */
};

static struct flash_end by_region(const struct bootcfg_reader *reader, const char *name)
{
    const struct region_map *map = reader->project->regions;
    const struct region *region = map == NULL ? NULL : region_find(map, name);

    if (region == NULL || !region->size.present || region->size.negative) {
        return (struct flash_end){ .known = false };
    }
    return (struct flash_end){ true, region->size.magnitude, origin_text(reader->arena, region->size.origin) };
}

/* Without Partition Manager the slot lies below the node of its chip. */
static struct flash_end by_node(const struct bootcfg_reader *reader, const char *name)
{
    static const enum image_role roles[] = { IMAGE_MCUBOOT, IMAGE_APP };

    for (size_t i = 0; i < ARRAY_LENGTH(roles); i++) {
        const struct project_image *image = project_image(reader->project, roles[i]);
        const struct devicetree_node *node =
            image == NULL || image->devicetree == NULL ? NULL : devicetree_by_label(image->devicetree, name);
        uint64_t size;

        for (; node != NULL; node = node->parent) {
            if (devicetree_memory_size(node, &size)) {
                return (struct flash_end){ true, size, origin_text(reader->arena, node->origin) };
            }
        }
    }
    return (struct flash_end){ .known = false };
}

static struct flash_end smaller(struct flash_end left, struct flash_end right)
{
    return !left.known || (right.known && right.size < left.size) ? right : left;
}

static struct flash_end end_of_flash(const struct bootcfg_reader *reader, const char *name, enum flash_device device)
{
    static const char *const regions[FLASH_DEVICE_COUNT] = { [FLASH_DEVICE_APP] = "flash_primary",
                                                             [FLASH_DEVICE_EXTERNAL] = "external_flash",
                                                             [FLASH_DEVICE_RAM] = "ram_flash" };
    struct flash_end end =
        reader->project->era == ERA_SYSBUILD_DTS ? by_node(reader, name) : by_region(reader, regions[device]);
    return device == FLASH_DEVICE_APP
               ? smaller(end, (struct flash_end){ true, NRF5340_APP_FLASH_SIZE, "the nRF5340's application core" })
               : end;
}

static bool fits(struct bootcfg_reader *reader, const char *name, const struct boot_area *area)
{
    struct flash_end end = end_of_flash(reader, name, area->device);
    struct origin origin = bootcfg_origin(reader, name);
    uint64_t last = (uint64_t)area->offset + area->size;

    if (area->size == 0 || !end.known || last <= end.size) {
        return true;
    }
    return bootcfg_missing(reader, &origin, "'%s' (0x%x to 0x%llx) ends behind its flash, which has 0x%llx bytes (%s)",
                           name, area->offset, (unsigned long long)last, (unsigned long long)end.size, end.from);
}

static bool slots_fit(struct bootcfg_reader *reader, const struct boot_config *config)
{
    for (unsigned i = 0; i < BOOT_MAX_IMAGES; i++) {
        if (!fits(reader, bootcfg_slot_name(reader, i, false), &config->images[i].primary) ||
            !fits(reader, bootcfg_slot_name(reader, i, true), &config->images[i].secondary)) {
            return false;
        }
    }
    return fits(reader, "mcuboot_scratch", &config->images[BOOT_IMAGE_APP].scratch);
}

static bool network_fits(struct bootcfg_reader *reader)
{
    const struct boot_area *area = &reader->result->config.net.net_app;
    struct tree_number app = partition_address(reader->arena, reader->project->partitions_net, "pm_net", "app");
    uint64_t last = (uint64_t)area->offset + area->size;

    if (last <= NRF5340_NET_FLASH_SIZE) {
        return true;
    }
    return bootcfg_missing(
        reader, app.known ? &app.origin : NULL,
        "the network core's application (0x%x to 0x%llx) ends behind its flash, which has 0x%x bytes", area->offset,
        (unsigned long long)last, NRF5340_NET_FLASH_SIZE);
}

bool bootcfg_inside(struct bootcfg_reader *reader)
{
    const struct bootcfg *result = reader->result;

    return network_fits(reader) && slots_fit(reader, &result->config) && slots_fit(reader, &result->application) &&
           fits(reader, "nrf53boot_net_backup", &result->config.net.backup);
}

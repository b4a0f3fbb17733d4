/* Where slots lie: partitions of Partition Manager, nodes of a devicetree. */
#include "bootcfg/reader.h"

#include <string.h>

static const struct partition *find(const struct bootcfg_reader *reader, const char *name)
{
    return reader->project->partitions == NULL ? NULL : partition_find(reader->project->partitions, name);
}

static uint64_t region_base(const struct bootcfg_reader *reader, const char *name)
{
    const struct region *region = reader->project->regions == NULL ? NULL : region_find(reader->project->regions, name);

    return region == NULL || !region->base_address.present || region->base_address.negative
               ? 0
               : region->base_address.magnitude;
}

static bool device_of_region(const char *region, enum flash_device *device)
{
    if (strcmp(region, "flash_primary") == 0) {
        *device = FLASH_DEVICE_APP;
    } else if (strcmp(region, "external_flash") == 0) {
        *device = FLASH_DEVICE_EXTERNAL;
    } else if (strcmp(region, "ram_flash") == 0) {
        *device = FLASH_DEVICE_RAM;
    } else {
        return false;
    }
    return true;
}

static bool usable(const struct partition_number *number)
{
    return number->present && !number->negative && number->magnitude <= UINT32_MAX;
}

bool bootcfg_partition(const struct bootcfg_reader *reader, const char *name, struct boot_area *area)
{
    const struct partition *partition = find(reader, name);
    uint64_t base;

    *area = (struct boot_area){ 0 };
    if (partition == NULL || !usable(&partition->address) || !usable(&partition->size) ||
        !device_of_region(partition->region, &area->device)) {
        return false;
    }
    base = region_base(reader, partition->region);
    area->offset = (uint32_t)(partition->address.magnitude - (base <= partition->address.magnitude ? base : 0));
    area->size = (uint32_t)partition->size.magnitude;
    return area->size <= UINT32_MAX - area->offset;
}

static enum flash_device device_of_node(const struct devicetree_node *node)
{
    while ((node = node->parent) != NULL) {
        if (devicetree_is_compatible(node, "nordic,qspi-nor") || devicetree_is_compatible(node, "jedec,spi-nor")) {
            return FLASH_DEVICE_EXTERNAL;
        }
        if (devicetree_is_compatible(node, "zephyr,sim-flash")) {
            return FLASH_DEVICE_RAM;
        }
    }
    return FLASH_DEVICE_APP;
}

bool bootcfg_node(const struct project_image *image, const char *label, struct boot_area *area)
{
    const struct devicetree_node *node =
        image == NULL || image->devicetree == NULL ? NULL : devicetree_by_label(image->devicetree, label);

    *area = (struct boot_area){ 0 };
    if (node == NULL || !node->has_address || node->address > UINT32_MAX || node->size > UINT32_MAX - node->address) {
        return false;
    }
    *area = (struct boot_area){ device_of_node(node), (uint32_t)node->address, (uint32_t)node->size, 0 };
    return true;
}

const char *bootcfg_slot_name(const struct bootcfg_reader *reader, unsigned image, bool secondary)
{
    const char *side = secondary ? "secondary" : "primary";

    if (reader->project->era == ERA_SYSBUILD_DTS) {
        return arena_printf(reader->arena, "slot%u_partition", 2 * image + (secondary ? 1 : 0));
    }
    return image == 0 ? arena_printf(reader->arena, "mcuboot_%s", side)
                      : arena_printf(reader->arena, "mcuboot_%s_%u", side, image);
}

struct origin bootcfg_origin(const struct bootcfg_reader *reader, const char *name)
{
    static const enum image_role roles[] = { IMAGE_MCUBOOT, IMAGE_APP };
    const struct partition *partition = find(reader, name);

    if (partition != NULL) {
        return partition->origin;
    }
    for (size_t i = 0; i < ARRAY_LENGTH(roles); i++) {
        const struct project_image *image = project_image(reader->project, roles[i]);
        const struct devicetree_node *node =
            image == NULL || image->devicetree == NULL ? NULL : devicetree_by_label(image->devicetree, name);

        if (node != NULL) {
            return node->origin;
        }
    }
    return ORIGIN_NONE;
}

bool bootcfg_slot(const struct bootcfg_reader *reader, enum image_role role, unsigned image, bool secondary,
                  struct boot_area *area)
{
    const char *name = bootcfg_slot_name(reader, image, secondary);

    if (reader->project->era == ERA_SYSBUILD_DTS) {
        return bootcfg_node(project_image(reader->project, role), name, area) ||
               (role == IMAGE_MCUBOOT && bootcfg_node(project_image(reader->project, IMAGE_APP), name, area));
    }
    return bootcfg_partition(reader, name, area);
}

#include "diff/reading_devicetree.h"

#include <inttypes.h>

static const struct devicetree *devicetree_of(const struct project *project, enum image_role role)
{
    const struct project_image *image = project_image(project, role);

    return image != NULL ? image->devicetree : NULL;
}

static bool by_devicetree(const struct project *project)
{
    return project->partitions == NULL && project->era == ERA_SYSBUILD_DTS;
}

const struct devicetree *places_by_devicetree(const struct reading *reading)
{
    return by_devicetree(reading->project) ? devicetree_of(reading->project, IMAGE_APP) : NULL;
}

static const char *region_of_node(const struct devicetree_node *node)
{
    while ((node = node->parent) != NULL) {
        if (devicetree_is_compatible(node, "nordic,qspi-nor") || devicetree_is_compatible(node, "jedec,spi-nor")) {
            return "external_flash";
        }
        if (devicetree_is_compatible(node, "zephyr,sim-flash")) {
            return "ram_flash";
        }
    }
    return "flash_primary";
}

struct aspect_value read_node(const struct reading *reading, const struct devicetree_node *node)
{
    if (node == NULL || !node->has_address) {
        return aspect_known(ASPECT_NONE, ORIGIN_NONE);
    }
    return aspect_known(place_text(reading->arena, node->address, node->size, region_of_node(node)), node->origin);
}

struct aspect_value read_place(const struct reading *reading, enum image_role role, const char *partition,
                               const char *label)
{
    const struct devicetree *tree = devicetree_of(reading->project, role);

    if (!by_devicetree(reading->project)) {
        return read_partition(reading, partition);
    }
    tree = tree != NULL ? tree : devicetree_of(reading->project, IMAGE_APP);
    return tree != NULL ? read_node(reading, devicetree_by_label(tree, label))
                        : aspect_unknown("mcuboot/zephyr/zephyr.dts");
}

struct aspect_value read_net_place_of(const struct reading *reading, const char *partition, const char *label)
{
    const struct devicetree *tree = devicetree_of(reading->project, IMAGE_B0N);

    return by_devicetree(reading->project) && reading->project->partitions_net == NULL && tree != NULL && label != NULL
               ? read_node(reading, devicetree_by_label(tree, label))
               : read_net_partition(reading, partition);
}

static const char *identification(const struct reading *reading, const struct devicetree_node *node)
{
    const struct devicetree_property *id = devicetree_property(node, "jedec-id");

    return id == NULL || id->unknown || id->size > 8
               ? ""
               : arena_printf(reading->arena, ", jedec-id %s", text_hex(reading->arena, id->data, id->size));
}

struct aspect_value read_external_flash(const struct reading *reading)
{
    const struct devicetree *tree = devicetree_of(reading->project, IMAGE_MCUBOOT);
    const struct devicetree_node *node;
    uint64_t size;

    if (tree == NULL) {
        return aspect_unknown("mcuboot/zephyr/zephyr.dts");
    }
    node = devicetree_chosen(tree, "nordic,pm-ext-flash", NULL);
    if (node == NULL && by_devicetree(reading->project)) {
        node = devicetree_by_compatible(tree, "nordic,qspi-nor");
        node = node != NULL ? node : devicetree_by_compatible(tree, "jedec,spi-nor");
    }
    if (node == NULL) {
        return aspect_known(ASPECT_NONE, ORIGIN_NONE);
    }
    return aspect_known(arena_printf(reading->arena, "%s%s%s", node->name, identification(reading, node),
                                     devicetree_memory_size(node, &size)
                                         ? arena_printf(reading->arena, ", %" PRIu64 " KiB", size / 1024)
                                         : ""),
                        node->origin);
}

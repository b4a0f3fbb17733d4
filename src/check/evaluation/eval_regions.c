/* Base and size of memory regions: regions.yml first, then devicetree, then what every nRF5340 has. */
#include "check/evaluation/eval_partitions.h"

#include <string.h>
#include "check/evaluation/eval_devicetree.h"
#include "nrf53pack/memory_map.h"

/* Names: sdk-nrf cmake/sysbuild/partition_manager.cmake. */
static const struct {
    const char *name;
    bool net;
    uint64_t base;
    uint64_t size;
} chip_regions[] = {
    { "flash_primary", false, NRF5340_APP_FLASH_ADDRESS, NRF5340_APP_FLASH_SIZE },
    { "sram_primary", false, NRF5340_APP_RAM_ADDRESS, NRF5340_APP_RAM_SIZE },
    { "flash_primary", true, NRF5340_NET_FLASH_ADDRESS, NRF5340_NET_FLASH_SIZE },
    { "sram_primary", true, NRF5340_NET_RAM_ADDRESS, NRF5340_NET_RAM_SIZE },
};

static bool is_net(const struct partition_reference *partition)
{
    const struct partition_map *map = partition->map;

    return partition->map_name == MAP_PM_NET ||
           (partition->map_name == MAP_STATIC && map != NULL && map->source != NULL && map->source->name != NULL &&
            (strstr(map->source->name, "CPUNET") != NULL || strstr(map->source->name, "cpunet") != NULL));
}

static struct fact region_fact(const char *region, enum attribute attribute)
{
    return (struct fact){ .kind = FACT_PARTITION,
                          .prefix = "region",
                          .name = region,
                          .field = attribute == ATTRIBUTE_REGION_SIZE ? "size" : "base_address",
                          .is_number = true };
}

static struct value from_file(struct evaluation *evaluation, const struct region_map *regions, const char *name,
                              enum attribute attribute)
{
    const struct region *region = region_find(regions, name);
    const struct partition_number *number;
    struct fact fact = region_fact(name, attribute);

    if (region == NULL) {
        return evaluation_unknown(
            evaluation, TYPE_INTEGER,
            MISSING("region '", name, "' is not in ", regions->source != NULL ? regions->source->name : "regions.yml"));
    }
    number = attribute == ATTRIBUTE_REGION_SIZE ? &region->size : &region->base_address;
    if (!number->present || !integer_make(number->negative, number->magnitude, &fact.number)) {
        return evaluation_unknown(evaluation, TYPE_INTEGER, MISSING("region '", name, "' has no usable ", fact.field));
    }
    fact.origin = number->origin.source != NULL ? number->origin : region->origin;
    return value_integer(fact.number, evidence_fact(evaluation->arena, &fact));
}

/* The node that Partition Manager's CMake code takes the region from. */
static const struct devicetree_node *region_node(const struct project *project, const char *region, bool net)
{
    const struct project_image *image = project_image(project, net ? IMAGE_NET : IMAGE_APP);
    const struct devicetree *tree = image != NULL ? image->devicetree : NULL;

    if (strcmp(region, "ram_flash") == 0) {
        image = project_image(project, IMAGE_MCUBOOT);
        tree = image != NULL ? image->devicetree : NULL;
        return tree != NULL ? devicetree_by_label(tree, "flash_sim0") : NULL;
    }
    if (tree == NULL) {
        return NULL;
    }
    if (strcmp(region, "external_flash") == 0) {
        return devicetree_chosen(tree, "nordic,pm-ext-flash", NULL);
    }
    if (strcmp(region, "flash_primary") == 0) {
        return devicetree_by_label(tree, net ? "flash1" : "flash0");
    }
    return NULL;
}

static struct value from_devicetree(struct evaluation *evaluation, const char *region, bool net,
                                    enum attribute attribute)
{
    const struct devicetree_node *node = region_node(evaluation->project, region, net);
    bool is_external = strcmp(region, "external_flash") == 0;
    struct fact fact = region_fact(region, attribute);
    uint64_t number = 0;

    if (node == NULL || (attribute == ATTRIBUTE_REGION_SIZE && !devicetree_memory_size(node, &number)) ||
        (attribute == ATTRIBUTE_REGION_BASE && !is_external && !node->has_address)) {
        return value_unknown(TYPE_INTEGER, NULL);
    }
    if (attribute == ATTRIBUTE_REGION_BASE) {
        number = is_external ? 0 : node->address;
    }
    fact.number = integer_from(number);
    fact.origin = node->origin;
    return value_integer(fact.number, evidence_fact(evaluation->arena, &fact));
}

static struct value from_chip(struct evaluation *evaluation, const char *region, bool net, enum attribute attribute)
{
    struct fact fact = region_fact(region, attribute);

    for (size_t i = 0; i < ARRAY_LENGTH(chip_regions); i++) {
        if (chip_regions[i].net == net && strcmp(chip_regions[i].name, region) == 0) {
            fact.number =
                integer_from(attribute == ATTRIBUTE_REGION_SIZE ? chip_regions[i].size : chip_regions[i].base);
            fact.default_source = "nRF5340 product specification";
            return value_integer(fact.number, evidence_fact(evaluation->arena, &fact));
        }
    }
    return evaluation_unknown(evaluation, TYPE_INTEGER,
                              MISSING_BEYOND("where region '", region, "' begins and ends is not in this input"));
}

struct value evaluate_region_field(struct evaluation *evaluation, const struct partition_reference *partition,
                                   enum attribute attribute)
{
    const char *region = partition->partition->region;
    bool net = is_net(partition);
    const struct region_map *regions = net ? evaluation->project->regions_net : evaluation->project->regions;
    struct value value;

    if (region == NULL || region[0] == '\0') {
        return evaluation_unknown(evaluation, TYPE_INTEGER, MISSING(partition->name, " has no region"));
    }
    if (regions != NULL) {
        return from_file(evaluation, regions, region, attribute);
    }
    value = from_devicetree(evaluation, region, net, attribute);
    return value.known ? value : from_chip(evaluation, region, net, attribute);
}

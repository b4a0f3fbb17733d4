/* Partitions of Partition Manager: partitions*.yml, pm*.config, static maps, and what is derived where there is none. */
#include <string.h>

#include "layout/reader.h"

static bool is_net_file(const struct partition_map *map)
{
    const char *name = map->source != NULL && map->source->name != NULL ? map->source->name : "";

    return strstr(name, "CPUNET") != NULL || strstr(name, "cpunet") != NULL;
}

static const struct partition_map *first_static(const struct project *project, bool net)
{
    for (size_t i = 0; i < project->statics.count; i++) {
        if (is_net_file(project->statics.items[i]) == net) {
            return project->statics.items[i];
        }
    }
    return NULL;
}

/* The map that a build ends with, else the nearest that the tree has to it. */
static const struct partition_map *chosen_map(const struct project *project, bool net)
{
    const struct partition_map *map = net ? project->partitions_net : project->partitions;

    /* A file of the network core that is given alone is read as the only map there is. */
    if (map != NULL && project->kind == PROJECT_FILE && is_net_file(map) != net) {
        map = NULL;
    }
    if (map == NULL && net && project->kind == PROJECT_FILE && project->partitions != NULL &&
        is_net_file(project->partitions)) {
        map = project->partitions;
    }
    if (map == NULL) {
        map = net ? project->pm_config_net : project->pm_config;
    }
    return map != NULL ? map : first_static(project, net);
}

/* A static map says where some partitions are; the build adds the others. */
static bool is_whole(const struct project *project, const struct partition_map *map)
{
    for (size_t i = 0; i < project->statics.count; i++) {
        if (project->statics.items[i] == map) {
            return false;
        }
    }
    return !map->derived;
}

static const char *region_name(struct arena *arena, const char *region, bool net)
{
    static const char *const names[][2] = { { "flash_primary", "flash" },
                                            { "sram_primary", "ram" },
                                            { "flash", "flash" } };

    for (size_t i = 0; i < ARRAY_LENGTH(names); i++) {
        if (strcmp(region, names[i][0]) == 0) {
            return arena_printf(arena, "%s-%s", net ? "net" : "app", names[i][1]);
        }
    }
    if (strcmp(region, "external_flash") == 0) {
        return "external-flash";
    }
    if (strcmp(region, "ram_flash") == 0) {
        return "ram-flash";
    }
    return net ? arena_printf(arena, "net-%s", region) : region;
}

static const struct devicetree_node *region_node(const struct project *project, const char *region)
{
    const struct project_image *image =
        project_image(project, strcmp(region, "ram_flash") == 0 ? IMAGE_MCUBOOT : IMAGE_APP);
    const struct devicetree *tree = image != NULL ? image->devicetree : NULL;

    if (tree == NULL) {
        return NULL;
    }
    if (strcmp(region, "ram_flash") == 0) {
        return devicetree_by_label(tree, "flash_sim0");
    }
    return strcmp(region, "external_flash") == 0 ? devicetree_chosen(tree, "nordic,pm-ext-flash", NULL) : NULL;
}

/* regions.yml first, then the devicetree, then what layout_region() knows of the chip. */
static void size_region(struct layout_reader *reader, struct memory_region *region, const char *name, bool net)
{
    const struct region_map *regions = net ? reader->project->regions_net : reader->project->regions;
    const struct region *said = region_find(regions, name);
    const struct devicetree_node *node = region_node(reader->project, name);

    if (said != NULL && said->size.present && !said->size.negative) {
        region->size = said->size.magnitude;
        region->base =
            said->base_address.present && !said->base_address.negative ? said->base_address.magnitude : region->base;
        region->size_known = true;
        region->size_from = origin_text(reader->arena, said->size.origin);
    } else if (!region->size_known && node != NULL && devicetree_memory_size(node, &region->size)) {
        region->size_known = true;
        region->size_from = origin_text(reader->arena, node->origin);
    }
}

static const char *unusable(const struct partition *partition)
{
    if (!partition->address.present) {
        return partition->size.present ? "its address is not in this input" : "its place is not in this input";
    }
    if (!partition->size.present) {
        return "its size is not in this input";
    }
    if (partition->address.negative || partition->size.negative) {
        return "its place is negative";
    }
    return partition->size.magnitude > UINT64_MAX - partition->address.magnitude ? "it ends behind 64 bits" : NULL;
}

static void add_partition(struct layout_reader *reader, const struct partition_map *map, size_t order, bool net,
                          bool whole)
{
    const struct partition *partition = &map->items[order];
    const char *why = unusable(partition);
    struct memory_region *region;
    struct memory_partition *added;

    if (why == NULL && partition->region[0] == '\0') {
        why = "the input does not say in which memory";
    }
    if (why != NULL || partition->foreign) {
        if (why != NULL) {
            layout_leave_out(reader, partition->name, why, partition->origin);
        }
        return; /* a partition of another domain has its place there */
    }
    if (partition->size.magnitude == 0) {
        return; /* what Partition Manager has left of a region is nothing */
    }
    region = layout_region(reader, region_name(reader->arena, partition->region, net));
    size_region(reader, region, partition->region, net);
    region->complete = region->complete && whole;
    added = layout_add(reader, region, partition->name, partition->address.magnitude, partition->size.magnitude);
    added->order = order;
    added->origin = partition->origin;
    added->default_source = partition->default_source;
    if (strcmp(partition->name, partition->region) == 0 && added->role == MEMORY_OTHER) {
        added->role = MEMORY_FREE;
    }
}

static const char *gap_reason(const struct partition_gap *gap)
{
    return gap->absent ? NULL : "where Partition Manager puts it does not follow from this input";
}

static void read_map(struct layout_reader *reader, const struct partition_map *map, bool net)
{
    bool whole = map != NULL && is_whole(reader->project, map);

    for (size_t i = 0; map != NULL && i < map->count; i++) {
        add_partition(reader, map, i, net, whole);
    }
    for (size_t i = 0; map != NULL && i < map->gaps.count; i++) {
        if (gap_reason(&map->gaps.items[i]) != NULL) {
            layout_leave_out(reader, map->gaps.items[i].name, gap_reason(&map->gaps.items[i]), ORIGIN_NONE);
        }
    }
}

void layout_read_maps(struct layout_reader *reader)
{
    if (reader->project->era == ERA_SYSBUILD_DTS) {
        return; /* Partition Manager is off */
    }
    read_map(reader, chosen_map(reader->project, false), false);
    read_map(reader, chosen_map(reader->project, true), true);
}

static bool spans(struct layout_reader *reader, const struct partition_map *map,
                  const struct memory_partition *container, const struct memory_partition *member)
{
    return map != NULL && span_contains(&reader->spans, map, &map->items[container->order], &map->items[member->order]);
}

static bool lies_inside(const struct memory_partition *container, const struct memory_partition *member)
{
    return member->address >= container->address && member->size <= container->size &&
           member->address - container->address <= container->size - member->size;
}

/* Static maps often leave the spans out that the names stand for. */
static bool named_part(const char *container, const char *member)
{
    static const char *const parts[][2] = {
        { "mcuboot_primary", "mcuboot_pad" }, { "mcuboot_primary", "mcuboot_primary_app" },
        { "mcuboot_primary", "app" },         { "mcuboot_primary_app", "app" },
        { "mcuboot_primary", "tfm_secure" },  { "mcuboot_primary", "tfm_nonsecure" },
        { "mcuboot_primary", "tfm" },         { "b0n_container", "b0n" },
        { "b0n_container", "provision" },     { "b0_container", "b0" },
        { "b0_container", "provision" },
    };

    for (size_t i = 0; i < ARRAY_LENGTH(parts); i++) {
        if (strcmp(container, parts[i][0]) == 0 && strcmp(member, parts[i][1]) == 0) {
            return true;
        }
    }
    return false;
}

static bool nested(const struct layout_reader *reader, const char *container, const char *member)
{
    for (size_t i = 0; i < reader->project->images.count; i++) {
        const struct devicetree *tree = reader->project->images.items[i].devicetree;
        const struct devicetree_node *outer = tree != NULL ? devicetree_by_label(tree, container) : NULL;
        const struct devicetree_node *inner = tree != NULL ? devicetree_by_label(tree, member) : NULL;

        for (; outer != NULL && inner != NULL; inner = inner->parent) {
            if (inner->parent == outer) {
                return true;
            }
        }
    }
    return false;
}

bool layout_is_part(struct layout_reader *reader, const struct memory_region *region,
                    const struct memory_partition *container, const struct memory_partition *member)
{
    const struct partition_map *map = chosen_map(reader->project, layout_region_is_net(region));

    if (!lies_inside(container, member)) {
        return false;
    }
    if (reader->project->era == ERA_SYSBUILD_DTS) {
        return nested(reader, container->name, member->name);
    }
    return spans(reader, map, container, member) || named_part(container->name, member->name);
}

/* Partitions of devicetrees, where Partition Manager is off: each image has a tree, and they should agree. */
#include <string.h>

#include "layout/reader.h"
#include "nrf53pack/memory_map.h"

struct place {
    const char *region;
    uint64_t address;                     /* as in struct memory_partition */
    const struct devicetree_node *memory; /* the flash or RAM that it lies in, or NULL */
};

static bool is_external(const struct devicetree_node *node)
{
    return devicetree_is_compatible(node, "nordic,qspi-nor") || devicetree_is_compatible(node, "jedec,spi-nor");
}

/* Overlays name what they add to by its label alone. */
static bool is_called(const struct devicetree_node *node, const char *label)
{
    for (size_t i = 0; i < node->labels.count; i++) {
        if (strcmp(node->labels.items[i], label) == 0) {
            return true;
        }
    }
    return strcmp(node->name[0] == '&' ? node->name + 1 : node->name, label) == 0;
}

/* What Nordic's boards call their flashes. */
static const char *region_by_label(const struct devicetree_node *node)
{
    static const char *const names[][2] = {
        { "flash0", "app-flash" },       { "flash1", "net-flash" },         { "flash_sim0", "ram-flash" },
        { "mx25r64", "external-flash" }, { "gd25wb256", "external-flash" }, { "gd25lb255e", "external-flash" },
    };

    for (size_t i = 0; i < ARRAY_LENGTH(names); i++) {
        if (is_called(node, names[i][0])) {
            return names[i][1];
        }
    }
    return NULL;
}

/* The memory that a node is; NULL: it is none. */
static const char *region_of(const struct devicetree_node *node, bool net)
{
    bool simulated = node->parent != NULL && devicetree_is_compatible(node->parent, "zephyr,sim-flash");

    if (is_external(node)) {
        return "external-flash";
    }
    if (simulated || is_called(node, "flash_sim0") || devicetree_is_compatible(node, "zephyr,sim-flash")) {
        return "ram-flash";
    }
    if (devicetree_is_compatible(node, "soc-nv-flash")) {
        return net ? "net-flash" : "app-flash";
    }
    return region_by_label(node);
}

/* Partitions count from the start of what they lie in. */
static bool find_place(const struct devicetree_node *partition, bool net, struct place *place)
{
    *place = (struct place){ .address = partition->address };
    for (const struct devicetree_node *node = partition->parent; node != NULL; node = node->parent) {
        place->region = region_of(node, net);
        place->memory = node;
        if (place->region != NULL) {
            bool from_zero = strcmp(place->region, "net-flash") == 0 && place->address < NRF5340_NET_FLASH_ADDRESS;

            place->address += from_zero ? NRF5340_NET_FLASH_ADDRESS : 0;
            return true;
        }
        place->address += devicetree_is_partition(node) && node->has_address ? node->address : 0;
    }
    return false;
}

/* The same partition of another image's tree. */
static struct memory_partition *find_same(struct memory_region *region, const char *name, uint64_t address,
                                          uint64_t size)
{
    for (size_t i = 0; i < region->partitions.count; i++) {
        struct memory_partition *partition = &region->partitions.items[i];

        if (strcmp(partition->name, name) == 0 && partition->address == address && partition->size == size) {
            return partition;
        }
    }
    return NULL;
}

static bool has_name(const struct memory_region *region, const char *name)
{
    for (size_t i = 0; i < region->partitions.count; i++) {
        if (strcmp(region->partitions.items[i].name, name) == 0) {
            return true;
        }
    }
    return false;
}

static void add_node(struct layout_reader *reader, const struct project_image *image,
                     const struct devicetree_node *node, const char *region_name, const struct place *place)
{
    const char *name = node->labels.count > 0 ? node->labels.items[0] : node->name;
    struct memory_region *region = layout_region(reader, region_name);
    struct memory_partition *partition;
    bool differs;

    region->complete = region->complete && !image->devicetree->partial;
    if (!region->size_known && place->memory != NULL && devicetree_memory_size(place->memory, &region->size)) {
        region->size_known = true;
        region->size_from = origin_text(reader->arena, place->memory->origin);
    }
    if (node->size == 0 || node->size > UINT64_MAX - place->address) {
        layout_leave_out(reader, name, "its size is not in this input", node->origin);
        return;
    }
    if (find_same(region, name, place->address, node->size) != NULL) {
        return;
    }
    differs = has_name(region, name);
    partition = layout_add(reader, region, name, place->address, node->size);
    partition->origin = node->origin;
    partition->default_source = node->given != NULL ? node->given->source : NULL;
    if (differs || region->name[4] == 'r') {
        partition->owner = image->name;
    }
}

/* The RAM that an image is linked for, and what the cores share. */
static void add_ram(struct layout_reader *reader, const struct project_image *image, const char *chosen, bool net)
{
    const struct devicetree_node *node = devicetree_chosen(image->devicetree, chosen, NULL);
    struct place place = { .address = node != NULL ? node->address : 0 };
    bool in_net_ram = node != NULL && node->address >= NRF5340_NET_RAM_ADDRESS;

    if (node == NULL || !node->has_address || (net && !in_net_ram && strcmp(chosen, "zephyr,sram") != 0)) {
        return; /* the RAM that is shared is the application core's, which says so itself */
    }
    add_node(reader, image, node, in_net_ram ? "net-ram" : "app-ram", &place);
}

static void read_tree(struct layout_reader *reader, const struct project_image *image)
{
    bool net = image->role == IMAGE_NET || image->role == IMAGE_B0N;

    for (size_t i = 0; i < image->devicetree->count; i++) {
        const struct devicetree_node *node = image->devicetree->items[i];
        struct place place;

        if (!devicetree_is_partition(node) || node->deleted) {
            continue;
        }
        if (!node->has_address) {
            layout_leave_out(reader, node->labels.count > 0 ? node->labels.items[0] : node->name,
                             "its place is not in this input", node->origin);
        } else if (find_place(node, net, &place)) {
            add_node(reader, image, node, place.region, &place);
        } else {
            layout_leave_out(reader, node->labels.count > 0 ? node->labels.items[0] : node->name,
                             "the input does not say in which memory", node->origin);
        }
    }
    add_ram(reader, image, "zephyr,sram", net);
    add_ram(reader, image, "zephyr,ipc_shm", net);
}

void layout_read_devicetrees(struct layout_reader *reader)
{
    static const enum image_role order[] = { IMAGE_MCUBOOT, IMAGE_APP, IMAGE_NET, IMAGE_B0N, IMAGE_B0, IMAGE_OTHER };

    for (size_t i = 0; i < ARRAY_LENGTH(order); i++) {
        for (size_t k = 0; k < reader->project->images.count; k++) {
            const struct project_image *image = &reader->project->images.items[k];

            if (image->role == order[i] && image->devicetree != NULL) {
                read_tree(reader, image);
            }
        }
    }
}

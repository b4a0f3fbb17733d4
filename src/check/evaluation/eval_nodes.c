#include "check/evaluation/eval_nodes.h"
#include "nrf53pack/memory_map.h"

#include <string.h>

static const char *node_name(const struct devicetree_node *node)
{
    return node->labels.count > 0 ? node->labels.items[0] : node->name;
}

static bool is_disabled(const struct devicetree_node *node)
{
    const struct devicetree_property *status = devicetree_property(node, "status");

    return status != NULL && (status->unknown || (strcmp((const char *)status->data, "okay") != 0 &&
                                                  strcmp((const char *)status->data, "ok") != 0));
}

/* Overlays add to a "partitions" node of the board without saying what it is. */
static bool is_partition(const struct devicetree *tree, const struct devicetree_node *node)
{
    const struct devicetree_node *parent = node->parent;

    return parent != NULL && node->has_address && node->size > 0 && !node->deleted && !node->unknown &&
           !is_disabled(node) &&
           (devicetree_is_partition(node) || devicetree_is_compatible(parent, "fixed-subpartitions") ||
            (tree->partial && strcmp(parent->name, "partitions") == 0));
}

/* The flash device, or the partition that is divided. */
static const struct devicetree_node *device_of(const struct devicetree_node *node)
{
    const struct devicetree_node *parent = node->parent;

    return parent == NULL || parent->has_address || parent->parent == NULL ? parent : parent->parent;
}

/* "&slot0_partition { reg = ...; };": the board knows what it lies in. */
static bool is_partition_of_board(const struct devicetree *tree, const struct devicetree_node *node)
{
    return tree->partial && node->parent == NULL && node->has_address && text_ends_with(node->name, "_partition");
}

static bool same_place(const struct devicetree_node *left, const struct devicetree_node *right)
{
    return strcmp(node_name(left), node_name(right)) == 0 && left->address == right->address &&
           left->size == right->size && strcmp(node_name(device_of(left)), node_name(device_of(right))) == 0;
}

/* The item of a devicetree before that is the same partition; the item itself where none is. */
static size_t first_like(const struct loop_items *items, size_t index)
{
    const struct node_reference *node = &items->items[index].as.node;

    for (size_t i = 0; i < index; i++) {
        if (items->items[i].as.node.tree != node->tree && same_place(items->items[i].as.node.node, node->node)) {
            return i;
        }
    }
    return index;
}

static void add_tree(const struct project_image *image, struct loop_items *items)
{
    const struct devicetree *tree = image->devicetree;

    for (size_t i = 0; tree != NULL && i < tree->count; i++) {
        const struct devicetree_node *node = tree->items[i];

        if (items->count < LOOP_ITEMS_LIMIT && is_partition(tree, node)) {
            struct value *item = &items->items[items->count++];

            *item = (struct value){ .type = TYPE_NODE, .known = true };
            item->as.node = (struct node_reference){
                .image = image_role_name(image->role),
                .asked = node_name(node),
                .tree = tree,
                .node = node,
                .origin = node->origin,
                .given = node->given,
            };
        }
    }
}

size_t partition_nodes_total(const struct project *project)
{
    size_t total = 0;

    for (size_t i = 0; i < project->images.count; i++) {
        const struct devicetree *tree = project->images.items[i].devicetree;

        for (size_t k = 0; tree != NULL && k < tree->count; k++) {
            total += is_partition(tree, tree->items[k]);
        }
    }
    return total;
}

/* What of the devicetrees is not to be seen; NULL when nothing. */
static const struct evidence *not_seen(struct evaluation *evaluation)
{
    const struct project *project = evaluation->project;

    for (size_t i = 0; i < project->images.count; i++) {
        const struct project_image *image = &project->images.items[i];
        const struct devicetree *tree = image->devicetree;

        if (tree == NULL && project->kind == PROJECT_BUILD &&
            (image->role == IMAGE_APP || image->role == IMAGE_MCUBOOT)) {
            return evidence_missing(evaluation->arena,
                                    MISSING("the devicetree of ", image->name, " is missing or could not be read"));
        }
        for (size_t k = 0; tree != NULL && k < tree->count; k++) {
            if (is_partition_of_board(tree, tree->items[k])) {
                return evidence_missing(evaluation->arena,
                                        MISSING_BEYOND("what ", tree->items[k]->name, " of ", image->name,
                                                       " lies in is in the board's devicetree"));
            }
        }
    }
    return NULL;
}

struct loop_items partition_nodes(struct evaluation *evaluation)
{
    const struct project *project = evaluation->project;
    struct loop_items items = { .items = arena_array(evaluation->arena, LOOP_ITEMS_LIMIT, sizeof *items.items) };

    for (size_t i = 0; i < project->images.count; i++) {
        if (project->images.items[i].role == IMAGE_MCUBOOT) {
            add_tree(&project->images.items[i], &items);
        }
    }
    for (size_t i = 0; i < project->images.count; i++) {
        if (project->images.items[i].role != IMAGE_MCUBOOT) {
            add_tree(&project->images.items[i], &items);
        }
    }
    items.evidence = not_seen(evaluation);
    items.complete = items.evidence == NULL;
    items.twins = arena_array(evaluation->arena, items.count, sizeof *items.twins);
    for (size_t i = 0; i < items.count; i++) {
        items.twins[i] = first_like(&items, i);
    }
    return items;
}

static const struct devicetree_node *parent_of(const struct loop_items *items, size_t index)
{
    return items->items[index].as.node.node->parent;
}

bool partition_nodes_count(const struct loop_items *items, size_t first, size_t second)
{
    size_t first_twin = items->twins[first];
    size_t second_twin = items->twins[second];

    return parent_of(items, first) == parent_of(items, second) &&
           (first_twin == first || second_twin == second ||
            parent_of(items, first_twin) != parent_of(items, second_twin));
}

/* The loop's nodes are those of the tree without defaults. */
static const struct devicetree_node *device_with_defaults(const struct evaluation *evaluation,
                                                          const struct node_reference *reference,
                                                          const struct devicetree_node *device)
{
    for (size_t i = 0; i < evaluation->project->images.count; i++) {
        const struct project_image *image = &evaluation->project->images.items[i];

        if (image->devicetree != NULL && strcmp(image_role_name(image->role), reference->image) == 0) {
            const struct devicetree_node *node = devicetree_by_path(image->devicetree, device->path);

            return node != NULL ? node : device;
        }
    }
    return device;
}

/* nRF5340 product specification, memory map; zephyr dts/arm/nordic/nrf5340_cpuapp.dtsi and nrf5340_cpunet.dtsi. */
static bool chip_flash_size(const char *label, uint64_t *size)
{
    bool net = strcmp(label, "flash1") == 0;

    *size = net ? NRF5340_NET_FLASH_SIZE : NRF5340_APP_FLASH_SIZE;
    return net || strcmp(label, "flash0") == 0;
}

/* True when the size is in the tree, or is the chip's. */
static bool device_size(const struct devicetree *tree, const struct devicetree_node *device, uint64_t *size,
                        bool *is_chips)
{
    const struct devicetree_property *ranges = devicetree_property(device, "ranges");

    *is_chips = false;
    if (is_partition(tree, device)) {
        *size = device->size;
    } else if (!devicetree_memory_size(device, size)) {
        *is_chips = tree->partial && chip_flash_size(node_name(device), size);
        return *is_chips;
    }
    /* With "ranges;" the partitions have the addresses of what is around the device. */
    if (ranges != NULL && !ranges->unknown && ranges->size == 0) {
        *size += device->address;
    }
    return true;
}

struct value evaluate_node_device(struct evaluation *evaluation, const struct node_reference *reference,
                                  enum attribute attribute)
{
    const struct devicetree_node *device = reference->node != NULL ? device_of(reference->node) : NULL;
    struct fact fact = { .kind = FACT_NODE, .prefix = reference->image, .field = "memory_size", .is_number = true };
    uint64_t size;
    bool is_chips;

    if (device == NULL) {
        return evaluation_unknown(evaluation, attribute == ATTRIBUTE_DEVICE ? TYPE_TEXT : TYPE_INTEGER,
                                  MISSING_BEYOND("what ", reference->asked, " of ", reference->image,
                                                 " lies in is in the board's devicetree"));
    }
    if (attribute == ATTRIBUTE_DEVICE) {
        return value_text(node_name(device), NULL);
    }
    device = device_with_defaults(evaluation, reference, device);
    fact.name = node_name(device);
    if (!device_size(reference->tree, device, &size, &is_chips)) {
        return evaluation_unknown(evaluation, TYPE_INTEGER,
                                  MISSING_BEYOND("the size of ", fact.name, " is not in this input"));
    }
    fact.number = integer_from(size);
    fact.origin = device->origin;
    if (is_chips) {
        fact.origin = (struct origin){ NULL, 0, 0 };
        fact.default_source = "nRF5340 product specification";
    } else if (device->given != NULL) {
        fact.default_source = device->given->source;
        fact.default_sdk = device->given->sdk;
    }
    return value_integer(fact.number, evidence_fact(evaluation->arena, &fact));
}

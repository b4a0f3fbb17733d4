#include "layout/reader.h"

#include <string.h>
#include "nrf53pack/memory_map.h"

static const struct {
    const char *name;
    const char *title;
    uint64_t base;
    uint64_t size; /* 0: the board's */
} chip_regions[] = {
    { "app-flash", "application core flash", NRF5340_APP_FLASH_ADDRESS, NRF5340_APP_FLASH_SIZE },
    { "net-flash", "network core flash", NRF5340_NET_FLASH_ADDRESS, NRF5340_NET_FLASH_SIZE },
    { "external-flash", "external flash", 0, 0 },
    { "app-ram", "application core RAM", NRF5340_APP_RAM_ADDRESS, NRF5340_APP_RAM_SIZE },
    { "net-ram", "network core RAM", NRF5340_NET_RAM_ADDRESS, NRF5340_NET_RAM_SIZE },
    { "ram-flash", "simulated flash in RAM", 0, 0 },
};

bool layout_share(const struct memory_partition *left, const struct memory_partition *right)
{
    return left->address < right->address + right->size && right->address < left->address + left->size;
}

static void set_up(struct memory_region *region, const char *name)
{
    *region = (struct memory_region){ .name = name, .title = name, .complete = true };
    for (size_t i = 0; i < ARRAY_LENGTH(chip_regions); i++) {
        if (strcmp(chip_regions[i].name, name) == 0) {
            region->title = chip_regions[i].title;
            region->base = chip_regions[i].base;
            region->size = chip_regions[i].size;
            region->size_known = region->size != 0;
            region->size_from = region->size_known ? "nRF5340 product specification" : NULL;
        }
    }
}

struct memory_region *layout_region(struct layout_reader *reader, const char *name)
{
    struct memory_regions *regions = &reader->layout->regions;

    for (size_t i = 0; i < regions->count; i++) {
        if (strcmp(regions->items[i].name, name) == 0) {
            return &regions->items[i];
        }
    }
    set_up(ARENA_PUSH(reader->arena, regions), name);
    return &regions->items[regions->count - 1];
}

bool layout_region_is_net(const struct memory_region *region)
{
    return strncmp(region->name, "net-", 4) == 0;
}

static bool is_image(const struct project *project, const char *name)
{
    for (size_t i = 0; i < project->images.count; i++) {
        if (strcmp(project->images.items[i].name, name) == 0) {
            return true;
        }
    }
    return false;
}

struct memory_partition *layout_add(struct layout_reader *reader, struct memory_region *region, const char *name,
                                    uint64_t address, uint64_t size)
{
    struct memory_partition *partition = ARENA_PUSH(reader->arena, &region->partitions);
    bool in_net = layout_region_is_net(region);
    enum memory_role role = layout_role(name, in_net);

    if (role == MEMORY_OTHER && is_image(reader->project, name)) {
        role = MEMORY_CODE;
    }
    *partition = (struct memory_partition){
        .name = name,
        .role = role,
        .owner = layout_owner(reader->project, name, role, in_net),
        .address = address,
        .size = size,
        .parent = MEMORY_NO_PARENT,
    };
    return partition;
}

void layout_leave_out(struct layout_reader *reader, const char *name, const char *why, struct origin origin)
{
    struct memory_unplaced_list *list = &reader->layout->unplaced;

    for (size_t i = 0; i < list->count; i++) {
        if (strcmp(list->items[i].name, name) == 0 && strcmp(list->items[i].why, why) == 0) {
            return; /* another image's devicetree has it too */
        }
    }
    *ARENA_PUSH(reader->arena, list) = (struct memory_unplaced){ name, why, origin };
}

_Static_assert(ARRAY_LENGTH(chip_regions) == LAYOUT_RANK_OTHER, "the rank of a region is its place in this table");

size_t layout_region_rank(const struct memory_region *region)
{
    size_t rank = 0;

    while (rank < LAYOUT_RANK_OTHER && strcmp(chip_regions[rank].name, region->name) != 0) {
        rank++;
    }
    return rank;
}

#include "layout/layout.h"

#include "layout/reader.h"

/* More than a name for what is left over. */
static bool holds_something(const struct memory_region *region)
{
    for (size_t i = 0; i < region->partitions.count; i++) {
        if (region->partitions.items[i].role != MEMORY_FREE) {
            return true;
        }
    }
    return false;
}

/* Named, but not drawn: what Partition Manager calls a memory as a whole, where nothing lies in it. */
static void leave_region_out(struct layout_reader *reader, const struct memory_region *region)
{
    for (size_t i = 0; i < region->partitions.count; i++) {
        const struct memory_partition *partition = &region->partitions.items[i];

        layout_leave_out(reader, partition->name,
                         arena_printf(reader->arena, "0x%llx bytes from 0x%llx on, in a memory that holds nothing else",
                                      (unsigned long long)partition->size, (unsigned long long)partition->address),
                         partition->origin);
    }
}

static void order_regions(struct layout_reader *reader)
{
    struct memory_regions ordered = { 0 };

    for (size_t wanted = 0; wanted <= LAYOUT_RANK_OTHER; wanted++) {
        for (size_t i = 0; i < reader->layout->regions.count; i++) {
            const struct memory_region *region = &reader->layout->regions.items[i];

            if (layout_region_rank(region) != wanted) {
                continue;
            }
            if (holds_something(region)) {
                *ARENA_PUSH(reader->arena, &ordered) = *region;
            } else {
                leave_region_out(reader, region);
            }
        }
    }
    reader->layout->regions = ordered;
}

struct memory_layout *memory_layout_read(struct arena *arena, const struct project *project,
                                         const struct check_result *result)
{
    struct memory_layout *layout = arena_alloc(arena, sizeof *layout);
    struct layout_reader reader = { arena, project, layout, { .arena = arena } };

    *layout = (struct memory_layout){
        .path = result->path,
        .kind = result->kind,
        .era = result->era,
        .sdk = result->sdk,
        .board = result->board,
        .notes = project->notes,
    };
    if (project->era == ERA_SYSBUILD_DTS || (project->kind == PROJECT_FILE && project->partitions == NULL)) {
        layout_read_devicetrees(&reader);
    }
    layout_read_maps(&reader);
    layout_read_slots(&reader);
    order_regions(&reader);
    for (size_t i = 0; i < layout->regions.count; i++) {
        layout_relate(&reader, &layout->regions.items[i]);
    }
    layout_attach_findings(&reader, result);
    return layout;
}

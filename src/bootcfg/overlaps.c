/* Areas of flash that share bytes: what one image writes would change another, and no simulation shows anything then. */
#include "bootcfg/reader.h"

#include <string.h>

struct place {
    const char *name; /* of the partition or node */
    struct boot_area area;
    struct origin origin;
};

struct places {
    struct place *items;
    size_t count;
    size_t capacity;
};

static void add(const struct bootcfg_reader *reader, struct places *places, const char *name,
                const struct boot_area *area)
{
    if (area->size != 0) {
        *ARENA_PUSH(reader->arena, places) = (struct place){ name, *area, bootcfg_origin(reader, name) };
    }
}

/* MCUboot or nrf53boot itself; with the immutable bootloader its two places, of which MCUboot lies in the first. */
static void add_bootloader(const struct bootcfg_reader *reader, struct places *places)
{
    static const char *const staged[] = { "b0", "s0", "s1" };
    struct boot_area area;

    for (size_t i = 0; i < ARRAY_LENGTH(staged); i++) {
        if (bootcfg_partition(reader, staged[i], &area)) {
            add(reader, places, staged[i], &area);
        }
    }
    if (places->count == 0 && bootcfg_partition(reader, "mcuboot", &area)) {
        add(reader, places, "mcuboot", &area);
    } else if (reader->project->era == ERA_SYSBUILD_DTS &&
               bootcfg_node(project_image(reader->project, IMAGE_MCUBOOT), "boot_partition", &area)) {
        add(reader, places, "boot_partition", &area);
    }
}

static void add_slots(const struct bootcfg_reader *reader, struct places *places)
{
    const struct boot_config *config = &reader->result->config;

    for (unsigned i = 0; i < BOOT_MAX_IMAGES; i++) {
        add(reader, places, bootcfg_slot_name(reader, i, false), &config->images[i].primary);
        add(reader, places, bootcfg_slot_name(reader, i, true), &config->images[i].secondary);
    }
    add(reader, places, "mcuboot_scratch", &config->images[BOOT_IMAGE_APP].scratch);
    add(reader, places, "nrf53boot_net_backup", &config->net.backup);
}

static bool share(const struct boot_area *left, const struct boot_area *right)
{
    return left->device == right->device && left->offset < right->offset + right->size &&
           right->offset < left->offset + left->size;
}

static bool compare(struct bootcfg_reader *reader, const struct places *places)
{
    for (size_t i = 1; i < places->count; i++) {
        for (size_t j = 0; j < i; j++) {
            const struct place *late = &places->items[i];
            const struct place *early = &places->items[j];

            if (share(&late->area, &early->area)) {
                return bootcfg_missing(reader, &late->origin, "'%s' (0x%x to 0x%x) overlaps '%s' (0x%x to 0x%x, %s)",
                                       late->name, late->area.offset, late->area.offset + late->area.size, early->name,
                                       early->area.offset, early->area.offset + early->area.size,
                                       origin_text(reader->arena, early->origin));
            }
        }
    }
    return true;
}

/* b0n writes from the end of its own container on; an application that begins before would be cut off there. */
static bool net_apart(struct bootcfg_reader *reader)
{
    const struct partition_map *map = reader->project->partitions_net;
    struct arena *arena = reader->arena;
    struct tree_number app = partition_address(arena, map, "pm_net", "app");
    struct tree_number start = partition_address(arena, map, "pm_net", "b0n_container");
    struct tree_number size = partition_size(arena, map, "pm_net", "b0n_container");

    if (!app.known || !start.known || !size.known || app.value >= start.value + size.value || app.value < start.value) {
        return true;
    }
    return bootcfg_missing(reader, &app.origin,
                           "'app' of the network core (from 0x%llx) overlaps 'b0n_container' (0x%llx to 0x%llx, %s)",
                           (unsigned long long)app.value, (unsigned long long)start.value,
                           (unsigned long long)(start.value + size.value), origin_text(arena, start.origin));
}

/* The command block is in RAM; what else the model keeps there is the RAM flash, behind it. */
bool bootcfg_apart(struct bootcfg_reader *reader)
{
    struct places places = { 0 };

    add_bootloader(reader, &places);
    add_slots(reader, &places);
    return compare(reader, &places) && net_apart(reader);
}

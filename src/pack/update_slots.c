#include "pack/update_slots.h"

#include <string.h>

/* Erase page of the nRF5340's flash and of the QSPI flashes that Nordic's boards carry. */
#define SECTOR_SIZE         4096u
#define WRITE_SIZE          4u
#define MAX_ALIGN           8u
#define DEFAULT_MAX_SECTORS 128u

struct mode_symbol {
    const char *symbol;
    enum upgrade_mode mode;
};

static const struct mode_symbol mcuboot_modes[] = {
    {"CONFIG_SINGLE_APPLICATION_SLOT", UPGRADE_SINGLE_SLOT},
    {"CONFIG_BOOT_UPGRADE_ONLY", UPGRADE_OVERWRITE_ONLY},
    {"CONFIG_BOOT_SWAP_USING_MOVE", UPGRADE_SWAP_MOVE},
    {"CONFIG_BOOT_SWAP_USING_OFFSET", UPGRADE_SWAP_OFFSET},
    {"CONFIG_BOOT_SWAP_USING_SCRATCH", UPGRADE_SWAP_SCRATCH},
    {"CONFIG_BOOT_DIRECT_XIP", UPGRADE_DIRECT_XIP},
    {"CONFIG_BOOT_RAM_LOAD", UPGRADE_RAM_LOAD},
};

const char *upgrade_mode_name(enum upgrade_mode mode)
{
    static const char *const names[] = {
        [UPGRADE_SWAP_MOVE] = "swap-using-move",       [UPGRADE_SWAP_OFFSET] = "swap-using-offset",
        [UPGRADE_SWAP_SCRATCH] = "swap-using-scratch", [UPGRADE_OVERWRITE_ONLY] = "overwrite-only",
        [UPGRADE_DIRECT_XIP] = "direct-XIP",           [UPGRADE_RAM_LOAD] = "RAM-load",
        [UPGRADE_SINGLE_SLOT] = "single-slot",
    };

    return names[mode];
}

static void take_mode(struct arena *arena, const struct kconfig *config, const char *image, const char *name,
                      enum upgrade_mode mode, struct update_slots *slots)
{
    if (slots->mode_known || !config_on(config, name)) {
        return;
    }
    slots->mode_known = true;
    slots->mode = mode;
    slots->mode_from = arena_printf(arena, "%s:%s", image, name);
    slots->mode_origin = kconfig_find(config, name)->origin;
}

/* With nrf53boot the mode belongs to the image; MCUboot's own symbols then do not decide. */
static void read_mode(struct arena *arena, const struct project *project, unsigned image,
                      struct update_slots *slots)
{
    const struct project_image *nrf53boot = project_image(project, IMAGE_NRF53BOOT);
    const struct project_image *mcuboot = project_image(project, IMAGE_MCUBOOT);

    if (nrf53boot != NULL) {
        take_mode(arena, nrf53boot->config, "nrf53boot",
                  arena_printf(arena, "CONFIG_NRF53BOOT_IMAGE%u_MODE_SWAP_MOVE", image), UPGRADE_SWAP_MOVE,
                  slots);
        take_mode(arena, nrf53boot->config, "nrf53boot",
                  arena_printf(arena, "CONFIG_NRF53BOOT_IMAGE%u_MODE_OVERWRITE", image),
                  UPGRADE_OVERWRITE_ONLY, slots);
        return;
    }
    for (size_t i = 0; mcuboot != NULL && i < ARRAY_LENGTH(mcuboot_modes); i++) {
        take_mode(arena, mcuboot->config, "mcuboot", mcuboot_modes[i].symbol, mcuboot_modes[i].mode, slots);
    }
}

static const struct devicetree_node *find_label(const struct devicetree *tree, const char *label)
{
    for (size_t i = 0; tree != NULL && i < tree->count; i++) {
        for (size_t k = 0; k < tree->items[i]->labels.count; k++) {
            if (strcmp(tree->items[i]->labels.items[k], label) == 0) {
                return tree->items[i];
            }
        }
    }
    return NULL;
}

static void take_node(const struct project *project, const char *label, struct tree_number *address,
                      struct tree_number *size)
{
    const struct project_image *mcuboot = project_image(project, IMAGE_MCUBOOT);
    const struct project_image *app = project_image(project, IMAGE_APP);
    const struct devicetree_node *node = find_label(mcuboot == NULL ? NULL : mcuboot->devicetree, label);

    if (node == NULL) {
        node = find_label(app == NULL ? NULL : app->devicetree, label);
    }
    if (node == NULL || !node->has_address) {
        return;
    }
    if (address != NULL) {
        *address = (struct tree_number){true, node->address, label, node->origin};
    }
    *size = (struct tree_number){true, node->size, label, node->origin};
}

static void read_places(struct arena *arena, const struct project *project, unsigned image,
                        struct update_slots *slots)
{
    const char *end = image == 0 ? "" : arena_printf(arena, "_%u", image);

    if (project->partitions != NULL) {
        const char *primary = arena_printf(arena, "mcuboot_primary%s", end);

        slots->primary_address = partition_address(arena, project->partitions, "pm", primary);
        slots->primary_size = partition_size(arena, project->partitions, "pm", primary);
        slots->secondary_size =
            partition_size(arena, project->partitions, "pm", arena_printf(arena, "mcuboot_secondary%s", end));
        return;
    }
    take_node(project, arena_printf(arena, "slot%u_partition", 2 * image), &slots->primary_address,
              &slots->primary_size);
    take_node(project, arena_printf(arena, "slot%u_partition", 2 * image + 1), NULL, &slots->secondary_size);
}

/* MCUboot takes the sector size from the primary slot's flash. */
static void read_sector_size(const struct project *project, struct update_slots *slots)
{
    const struct project_image *mcuboot = project_image(project, IMAGE_MCUBOOT);
    const struct devicetree *tree = mcuboot == NULL ? NULL : mcuboot->devicetree;

    slots->sector_size = (struct tree_number){true, SECTOR_SIZE, "erase page of the nRF5340", ORIGIN_NONE};
    for (size_t i = 0; tree != NULL && i < tree->count; i++) {
        uint32_t size = 0;

        if (devicetree_is_compatible(tree->items[i], "soc-nv-flash") &&
            devicetree_cell(tree->items[i], "erase-block-size", &size) && size >= WRITE_SIZE) {
            slots->sector_size = (struct tree_number){true, size, "mcuboot devicetree: erase-block-size",
                                                      tree->items[i]->origin};
            return;
        }
    }
}

/* Without Partition Manager MCUboot may count the sectors itself. */
static uint64_t automatic_sectors(const struct update_slots *slots)
{
    uint64_t size = limits_smaller(UINT32_MAX, slots->primary_size.value);

    if (slots->secondary_size.known && slots->secondary_size.value > size) {
        size = limits_smaller(UINT32_MAX, slots->secondary_size.value);
    }
    return limits_align_up(size, slots->sector_size.value) / slots->sector_size.value;
}

static void read_trailer(struct arena *arena, const struct project *project, struct update_slots *slots)
{
    const struct kconfig *mcuboot = role_config(project, IMAGE_MCUBOOT);
    const struct tree_number default_sectors = {true, DEFAULT_MAX_SECTORS, "MCUboot's default", ORIGIN_NONE};
    const struct tree_number default_write_size = {true, WRITE_SIZE, "write size of the nRF5340",
                                                   ORIGIN_NONE};

    slots->write_size = number_or(
        config_number(arena, role_config(project, IMAGE_APP), "app", "CONFIG_MCUBOOT_FLASH_WRITE_BLOCK_SIZE"),
        default_write_size);
    slots->max_sectors =
        number_or(config_number(arena, mcuboot, "mcuboot", "CONFIG_BOOT_MAX_IMG_SECTORS"), default_sectors);
    if (config_on(mcuboot, "CONFIG_BOOT_MAX_IMG_SECTORS_AUTO") && slots->primary_size.known) {
        slots->max_sectors.value = automatic_sectors(slots);
        slots->max_sectors.from = "mcuboot:CONFIG_BOOT_MAX_IMG_SECTORS_AUTO";
    }
    if (config_on(mcuboot, "CONFIG_BOOT_ENCRYPT_IMAGE")) {
        slots->encryption_key_size = config_on(mcuboot, "CONFIG_BOOT_ENCRYPT_ALG_AES_256") ? 32 : 16;
    }
}

void update_slots_read(struct arena *arena, const struct project *project, unsigned image,
                       struct update_slots *slots)
{
    *slots = (struct update_slots){0};
    read_mode(arena, project, image, slots);
    read_places(arena, project, image, slots);
    read_sector_size(project, slots);
    read_trailer(arena, project, slots);
}

bool update_slots_limit(const struct update_slots *slots, uint64_t *limit)
{
    bool needs_secondary = slots->mode != UPGRADE_SINGLE_SLOT;
    bool trailer_sane = slots->write_size.value <= 1024 && slots->max_sectors.value <= UINT16_MAX;

    if (!trailer_sane || !slots->mode_known || !slots->primary_size.known ||
        slots->primary_size.value > UINT32_MAX ||
        (needs_secondary && (!slots->secondary_size.known || slots->secondary_size.value > UINT32_MAX))) {
        return false;
    }
    *limit = slot_image_limit(&(struct slot_geometry){
        .mode = slots->mode,
        .primary_size = (uint32_t)slots->primary_size.value,
        .secondary_size = (uint32_t)slots->secondary_size.value,
        .sector_size = (uint32_t)slots->sector_size.value,
        .write_size = (uint32_t)slots->write_size.value,
        .max_align = MAX_ALIGN,
        .max_sectors = (uint32_t)slots->max_sectors.value,
        .encryption_key_size = slots->encryption_key_size,
    });
    return true;
}

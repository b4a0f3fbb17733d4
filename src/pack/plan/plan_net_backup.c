/* Where nrf53boot keeps the network core's backup, and whether pack makes the one of the factory. */
#include "pack/plan/plan_internal.h"

#include <string.h>
#include "nrf53pack/memory_map.h"
#include "nrf53pack/net_backup_format.h"
#include "pack/plan/net_backup.h"

/* Partitions count from the start of their flash, whatever base address its region has. */
static void from_start_of_flash(const struct project *project, const struct partition *partition,
                                struct tree_number *address)
{
    const struct region *region = project->regions == NULL ? NULL : region_find(project->regions, partition->region);

    if (region != NULL && region->base_address.present && !region->base_address.negative &&
        region->base_address.magnitude <= address->value) {
        address->value -= region->base_address.magnitude;
    }
}

const char *plan_net_backup_places(struct arena *arena, const struct project *project,
                                   struct planned_net_backup *backup)
{
    const struct partition_map *map = project->partitions;
    const struct partition *partition = map == NULL ? NULL : partition_find(map, "nrf53boot_net_backup");
    struct tree_number size = partition_size(arena, map, "pm", "nrf53boot_net_backup");
    uint64_t slot;

    *backup = (struct planned_net_backup){
        .asked =
            config_switch(arena, role_config(project, IMAGE_NRF53BOOT), "nrf53boot", "CONFIG_NRF53BOOT_NET_BACKUP"),
        .address = partition_address(arena, map, "pm", "nrf53boot_net_backup"),
        .slot_size = partition_size(arena, map, "pm", "mcuboot_secondary_1"),
    };
    slot = backup->slot_size.value;
    if (partition == NULL || !backup->address.known || !size.known) {
        return "partition 'nrf53boot_net_backup' is not in the tree";
    }
    if (strcmp(partition->region, "external_flash") != 0) {
        return "partition 'nrf53boot_net_backup' does not lie in external flash";
    }
    if (!backup->slot_size.known) {
        return "partition 'mcuboot_secondary_1', whose size a slot of the backup has, is not in the tree";
    }
    from_start_of_flash(project, partition, &backup->address);
    if (size.value < (uint64_t)NET_STATE_PAGES * NET_STATE_PAGE_SIZE ||
        slot > (size.value - (uint64_t)NET_STATE_PAGES * NET_STATE_PAGE_SIZE) / NET_BACKUP_SLOTS) {
        return "partition 'nrf53boot_net_backup' has no room for two network images and two state pages";
    }
    return size.value > NRF5340_QSPI_XIP_SIZE || backup->address.value > NRF5340_QSPI_XIP_SIZE - size.value
               ? "partition 'nrf53boot_net_backup' lies behind what the QSPI peripheral can map"
               : NULL;
}

static bool packs_network_image(const struct package_plan *plan)
{
    for (size_t i = 0; i < plan->count; i++) {
        if (plan->items[i].kind == PLANNED_NETWORK) {
            return true;
        }
    }
    return false;
}

void plan_net_backup(struct planner *planner)
{
    struct package_plan *plan = planner->plan;
    const char *open;

    if (planner->overrides->without_tree || !plan->bootloader.reference || !packs_network_image(plan)) {
        return;
    }
    open = plan_net_backup_places(planner->arena, planner->project, &plan->net_backup);
    if (plan->net_backup.asked.value != NULL && open != NULL) {
        *ARENA_PUSH(planner->arena, &plan->notes) =
            arena_printf(planner->arena, "%s, which %s asks for, is not made: %s", NET_BACKUP_NAME,
                         plan->net_backup.asked.from, open);
        plan->net_backup.asked.value = NULL;
    }
}

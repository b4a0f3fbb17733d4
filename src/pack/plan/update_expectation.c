#include "pack/plan/update_expectation.h"

#include "pack/plan/plan.h"

static const char *tree_board(struct arena *arena, const struct project *project)
{
    const struct kconfig *app = role_config(project, IMAGE_APP);

    return text_or(config_text(arena, app, "app", "CONFIG_BOARD"),
                   config_text(arena, project->sysbuild, "sysbuild", "SB_CONFIG_BOARD"))
        .value;
}

void manifest_expectation_read(struct arena *arena, const struct project *project,
                               struct manifest_expectation *expectation)
{
    struct tree_number count =
        config_number(arena, role_config(project, IMAGE_MCUBOOT), "mcuboot", "CONFIG_UPDATEABLE_IMAGE_NUMBER");
    struct tree_number network = plan_image_index(arena, project, true);
    bool one_pair = false;

    (void)plan_takes_network_core(project, &one_pair);
    *expectation = (struct manifest_expectation){
        .known = true,
        .application_index = plan_image_index(arena, project, false).value,
        .image_count = count.known ? count.value : 0,
        .board = tree_board(arena, project),
    };
    expectation->network_index = network.known ? network.value : NO_IMAGE;
    if (one_pair) {
        expectation->network_index = expectation->application_index;
    }
}

/* As the signing scripts choose it: mcuboot_pad, or where the linker makes the room CONFIG_ROM_START_OFFSET. */
static struct tree_number header_size(struct arena *arena, const struct project *project, enum update_kind kind)
{
    struct tree_number size = config_number(arena, project->sysbuild, "sysbuild", "SB_CONFIG_PM_MCUBOOT_PAD");

    if (kind == UPDATE_BOOTLOADER) {
        return number_or(partition_size(arena, project->partitions, "pm", "s0_pad"), size);
    }
    if (kind == UPDATE_NETWORK_CORE && size.known) {
        return size;
    }
    return project->partitions != NULL
               ? partition_size(arena, project->partitions, "pm", "mcuboot_pad")
               : config_number(arena, role_config(project, IMAGE_APP), "app", "CONFIG_ROM_START_OFFSET");
}

/* What is the same for each image of a tree. */
static void read_bootloader(struct arena *arena, const struct project *project, struct update_expectation *expectation)
{
    bootloader_demand_read(arena, project, &expectation->bootloader);
    expectation->signature_demanded =
        role_config(project, IMAGE_MCUBOOT) != NULL &&
        !config_on(role_config(project, IMAGE_MCUBOOT), "CONFIG_BOOT_SIGNATURE_TYPE_NONE");
}

void update_expectation_read(struct arena *arena, const struct project *project, bool is_network_core,
                             struct update_expectation *expectation)
{
    struct tree_number address = partition_address(arena, project->partitions_net, "pm_net", "app");
    struct tree_number size = partition_size(arena, project->partitions_net, "pm_net", "app");
    struct tree_number index = plan_image_index(arena, project, is_network_core);
    bool one_pair = false;

    (void)plan_takes_network_core(project, &one_pair);
    expectation->has_slots = true;
    update_slots_read(arena, project, one_pair ? 0 : (unsigned)index.value, &expectation->slots);
    expectation->header_size = header_size(arena, project, is_network_core ? UPDATE_NETWORK_CORE : UPDATE_APPLICATION);
    expectation->nsib.slot_known = address.known && size.known;
    expectation->nsib.slot_address = address.value;
    expectation->nsib.slot_size = size.value;
    read_bootloader(arena, project, expectation);
}

/* The firmware behind the pad of its slot: pm names it s0_image or s1_image, older maps s0 and s1 alone. */
static bool take_slot(struct arena *arena, const struct project *project, const char *name,
                      const struct nsib_image *firmware, struct update_expectation *expectation)
{
    struct tree_number address = partition_address(arena, project->partitions, "pm", name);
    struct tree_number size = partition_size(arena, project->partitions, "pm", name);

    if (!address.known || !size.known || (expectation->nsib.slot_known && address.value != firmware->fw_info.address)) {
        return false;
    }
    expectation->nsib.slot_known = true;
    expectation->nsib.slot_address = address.value;
    expectation->nsib.slot_size = size.value;
    return address.value == firmware->fw_info.address;
}

void bootloader_expectation_read(struct arena *arena, const struct project *project, const struct nsib_image *firmware,
                                 struct update_expectation *expectation)
{
    static const struct {
        const char *firmware, *slot;
    } names[] = { { "s0_image", "s0" }, { "s0", "s0" }, { "s1_image", "s1" }, { "s1", "s1" } };
    struct update_slots *slots = &expectation->slots;
    const char *slot = NULL;

    expectation->has_slots = true;
    /* It comes through the application's secondary slot, also where MCUboot has an image number for itself. */
    update_slots_read(arena, project, 0, slots);
    expectation->header_size = header_size(arena, project, UPDATE_BOOTLOADER);
    for (size_t i = 0; slot == NULL && i < ARRAY_LENGTH(names); i++) {
        slot = take_slot(arena, project, names[i].firmware, firmware, expectation) ? names[i].slot : NULL;
    }
    slots->primary_address = slots->primary_size = (struct tree_number){ 0 };
    if (slot != NULL) {
        slots->primary_address = partition_address(arena, project->partitions, "pm", slot);
        slots->primary_size = partition_size(arena, project->partitions, "pm", slot);
    }
    read_bootloader(arena, project, expectation);
}

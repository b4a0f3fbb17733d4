#include "pack/plan/plan_internal.h"

#include "sign/firmware.h"

/* Which pair of slots an image goes through. */
static unsigned slot_pair(const struct planner *planner, const struct planned_image *image)
{

    return planner->plan->one_pair || planned_for_mcuboot(image) ? 0 : (unsigned)image->index.value;
}

static bool missing_slots(const struct planner *planner, const struct planned_image *image)
{
    unsigned index = slot_pair(planner, image);
    const char *end = index == 0 ? "" : arena_printf(planner->arena, "_%u", index);

    return plan_missing(
        planner, image->is_network_core ? "size of the network image's slots" : "size of the application's slots",
        arena_printf(planner->arena,
                     "partitions 'mcuboot_primary%s' and 'mcuboot_secondary%s', devicetree "
                     "'slot%u_partition' and 'slot%u_partition'",
                     end, end, 2 * index, 2 * index + 1),
        image->is_network_core ? "--net-slot-size" : "--slot-size");
}

/* Partitions count from the start of their flash, which on the network core is not 0. */
static uint64_t flash_base(const struct devicetree_node *partition)
{
    const struct devicetree_node *flash = partition->parent;

    while (flash != NULL && !devicetree_is_compatible(flash, "soc-nv-flash")) {
        flash = flash->parent;
    }
    return flash != NULL && flash->has_address && partition->address < flash->address ? flash->address : 0;
}

struct tree_number plan_node_number(const struct planner *planner, enum image_role role, const char *label,
                                    bool address)
{
    const struct project_image *image = project_image(planner->project, role);
    const struct devicetree_node *node =
        image == NULL || image->devicetree == NULL ? NULL : devicetree_by_label(image->devicetree, label);
    uint64_t value;

    if (node == NULL || !node->has_address) {
        return (struct tree_number){ 0 };
    }
    value = address ? flash_base(node) + node->address : node->size;
    return (struct tree_number){ true, value, label, node->origin, FACT_NODE };
}

/* MCUboot's own update lands in the slot that b0 does not run from, by way of the application's secondary slot. */
static void mcuboot_slots(const struct planner *planner, struct planned_image *image)
{
    const struct partition_map *map = planner->project->partitions;
    const char *slot = image->kind == PLANNED_MCUBOOT_S0 ? "s0" : "s1";
    const char *label = arena_printf(planner->arena, "%s_partition", slot);
    const char *firmware = image->kind == PLANNED_MCUBOOT_S0 ? "mcuboot" : "s1_image";

    image->slots.primary_address = number_or(partition_address(planner->arena, map, "pm", slot),
                                             plan_node_number(planner, IMAGE_MCUBOOT, label, true));
    image->slots.primary_size = number_or(partition_size(planner->arena, map, "pm", slot),
                                          plan_node_number(planner, IMAGE_MCUBOOT, label, false));
    image->slot_argument = partition_size(planner->arena, map, "pm", firmware);
    image->package_address = image->slots.primary_address;
}

static bool mode_known(const struct planner *planner, const struct planned_image *image)
{
    if (image->slots.mode_known) {
        return true;
    }
    if (planner->overrides->without_tree) {
        return plan_missing(planner, "upgrade mode", "", "--mode");
    }
    return diagnose(planner->diagnostics, DIAGNOSTIC_INPUT, ORIGIN_NONE,
                    "upgrade mode is not known: %s in '%s' (CONFIG_BOOT_UPGRADE_ONLY, "
                    "CONFIG_BOOT_SWAP_USING_MOVE, ...; CONFIG_NRF53BOOT_IMAGE%u_MODE_... with nrf53boot)",
                    image->slots.open, planner->project->path, (unsigned)image->index.value);
}

/* What the SDK hands imgtool for a network image; MCUboot's limit is another matter. */
static void network_slot_argument(const struct planner *planner, struct planned_image *image)
{
    image->slot_argument = number_or(
        image_overrides(planner, image)->slot_size,
        number_or(partition_size(planner->arena, planner->project->partitions_net, "pm_net", image->image->name),
                  partition_size(planner->arena, planner->project->partitions_net, "pm_net", "app")));
}

/* The image runs where it lies: which of its two slots that is stands in its header. */
static void direct_xip_slot(const struct planner *planner, struct planned_image *image)
{
    struct update_slots *slots = &image->slots;

    image->has_slot = config_on(planner->project->sysbuild, "SB_CONFIG_MCUBOOT_BUILD_DIRECT_XIP_VARIANT") ||
                      image->kind == PLANNED_APPLICATION_SECOND;
    if (image->kind == PLANNED_APPLICATION_SECOND) {
        slots->primary_address = slots->secondary_address;
    }
    image->rom_fixed = slots->primary_address;
}

/* What only a bootloader's configuration says, where there is none to read. */
static void given_geometry(const struct plan_overrides *overrides, struct update_slots *slots)
{
    if (overrides->mode_known) {
        slots->mode_known = true;
        slots->mode = overrides->mode;
        slots->mode_from = "--mode";
        slots->open = NULL;
    }
    slots->sector_size = number_or(overrides->sector_size, slots->sector_size);
    slots->secondary_sector = number_or(overrides->sector_size, slots->secondary_sector);
    if (overrides->max_sectors.known) {
        slots->max_sectors = overrides->max_sectors;
        slots->max_sectors_assumed = false;
    } else if (overrides->without_tree) {
        slots->max_sectors.from = "MCUboot's default; '--max-sectors' says another";
    }
}

bool plan_slots(const struct planner *planner, struct planned_image *image)
{
    const struct plan_overrides *overrides = planner->overrides;
    struct tree_number size = image_overrides(planner, image)->slot_size;
    struct update_slots *slots = &image->slots;
    bool known;

    update_slots_read(planner->arena, planner->project, slot_pair(planner, image), slots);
    if (planned_for_mcuboot(image)) {
        mcuboot_slots(planner, image);
    } else if (size.known) {
        slots->primary_size = size;
        slots->secondary_size = size;
    }
    if (image->is_network_core) {
        network_slot_argument(planner, image);
    }
    if (!planned_for_b0(image) && slots->mode == UPGRADE_DIRECT_XIP) {
        direct_xip_slot(planner, image);
    }
    given_geometry(overrides, slots);
    if (overrides->align.known) {
        slots->write_size = overrides->align;
    } else if (overrides->without_tree) {
        (void)plan_missing(planner, "write size", "", "--align");
    }
    known = mode_known(planner, image);
    /* A bootloader with one slot takes the image by serial recovery. */
    return ((slots->primary_size.known &&
             (slots->secondary_size.known || (slots->mode_known && slots->mode == UPGRADE_SINGLE_SLOT))) ||
            missing_slots(planner, image)) &&
           known;
}

/* Slot plus header is where the first byte of an application runs, with TF-M too. */
static struct tree_number application_address(const struct planned_image *image)
{
    struct tree_number address = image->slots.primary_address;

    address.known = address.known && image->header_size.known;
    address.value += image->header_size.value;
    return address;
}

static struct tree_number tree_address(const struct planner *planner, struct planned_image *image)
{
    const struct project *project = planner->project;
    const char *name = image->kind == PLANNED_MCUBOOT_S0 ? "mcuboot" : "s1_image";

    switch (image->kind) {
    case PLANNED_APPLICATION:
    case PLANNED_APPLICATION_SECOND:
        return application_address(image);
    case PLANNED_NETWORK:
        image->region_size = network_firmware_room(planner->arena, project);
        return number_or(partition_address(planner->arena, project->partitions_net, "pm_net", "app"),
                         plan_node_number(planner, IMAGE_B0N, "s0_partition", true));
    case PLANNED_MCUBOOT_S0:
    case PLANNED_MCUBOOT_S1:
        image->region_size = partition_size(planner->arena, project->partitions, "pm", name);
        return partition_address(planner->arena, project->partitions, "pm", name);
    }
    return (struct tree_number){ 0 };
}

static bool is_raw(const struct planned_image *image)
{
    return image->input != NULL && !is_hex_name(image->input);
}

/* A firmware that comes as HEX says its address itself; then an unknown one is no fault. */
bool plan_places(const struct planner *planner, struct planned_image *image)
{
    struct tree_number given = image_overrides(planner, image)->load_address;
    const char *option = image->is_network_core ? "--net-load-address" : "--load-address";

    image->link_address = tree_address(planner, image);
    if (given.known && !planned_for_mcuboot(image)) {
        image->link_address = given;
    }
    return image->link_address.known || !is_raw(image) ||
           plan_missing(planner,
                        image->is_network_core ? "address of the network firmware" : "address of the application",
                        "partitions 'mcuboot_primary' and 'app', devicetree 'slot0_partition'", option);
}

struct tree_number plan_image_index(struct arena *arena, const struct project *project, bool is_network_core)
{
    const struct tree_number usual = { true, 0, "the number NCS gives it", ORIGIN_NONE, FACT_FILE };
    struct tree_number said;

    if (is_network_core) {
        said.known = network_image_number(arena, project, &said) && said.value <= UINT8_MAX;
        return said;
    }
    said =
        config_number(arena, role_config(project, IMAGE_MCUBOOT), "mcuboot", "CONFIG_MCUBOOT_APPLICATION_IMAGE_NUMBER");
    said.known = said.known && said.value <= UINT8_MAX;
    return number_or(said, usual);
}

/* Before NCS 2.8 MCUboot's update shared the number 1. */
static struct tree_number mcuboot_index(const struct planner *planner)
{
    const struct tree_number usual = { true, 1, "the number NCS gives it", ORIGIN_NONE, FACT_FILE };

    return number_or(config_number(planner->arena, role_config(planner->project, IMAGE_MCUBOOT), "mcuboot",
                                   "CONFIG_MCUBOOT_MCUBOOT_IMAGE_NUMBER"),
                     number_or(config_number(planner->arena, planner->project->sysbuild, "sysbuild",
                                             "SB_CONFIG_MCUBOOT_MCUBOOT_IMAGE_NUMBER"),
                               usual));
}

/* A bootloader that says -1 hands no image to the network core; with one pair of slots it needs no number for that. */
bool plan_index(const struct planner *planner, struct planned_image *image)
{
    if (planned_for_mcuboot(image)) {
        image->index = mcuboot_index(planner);
        return true;
    }
    image->index = number_or(image_overrides(planner, image)->image_index,
                             plan_image_index(planner->arena, planner->project, image->is_network_core));
    return image->index.known || planner->plan->one_pair ||
           diagnose(planner->diagnostics, DIAGNOSTIC_INPUT, image->index.origin,
                    "the bootloader has no image for the network core ('%s' is negative), but the build has an update "
                    "for it; give its number with '--net-image-index' if that is wrong",
                    image->index.from);
}

#include "pack/plan/plan_internal.h"

#include <string.h>
#include "base/file.h"

/* nrfconnect/sdk-nrf: the life cycle in front came with 2.2.0 (its release notes), the new tokens with pull request
 * 15848 of June 2024.
 */
enum provision_form plan_provision_form(const struct project *project)
{
    static const struct sdk_version life_cycle = { 2, 2, 0 }, tokens = { 2, 7, 0 };

    if (!project->sdk_known) {
        return project->era == ERA_CHILD_IMAGE ? PROVISION_FORM_OLD : PROVISION_FORM_NEW;
    }
    return sdk_version_compare(project->sdk, life_cycle) < 0 ? PROVISION_FORM_FIRST
           : sdk_version_compare(project->sdk, tokens) < 0   ? PROVISION_FORM_OLD
                                                             : PROVISION_FORM_NEW;
}

static struct tree_number place(const struct planner *planner, bool network, const char *partition, const char *label)
{
    const struct project *project = planner->project;
    const struct partition_map *map = network ? project->partitions_net : project->partitions;

    return number_or(partition_address(planner->arena, map, network ? "pm_net" : "pm", partition),
                     plan_node_number(planner, network ? IMAGE_B0N : IMAGE_B0, label, true));
}

static struct tree_number counter_slots(const struct planner *planner, enum image_role role, const char *prefix)
{
    const struct kconfig *config = role_config(planner->project, role);

    return config_on(config, "CONFIG_SB_MONOTONIC_COUNTER")
               ? config_number(planner->arena, config, prefix, "CONFIG_SB_NUM_VER_COUNTER_SLOTS")
               : (struct tree_number){ 0 };
}

static struct tree_number most_bytes(const struct planner *planner, enum image_role role, const char *prefix,
                                     const struct tree_number *partition)
{
    return number_or(config_number(planner->arena, role_config(planner->project, role), prefix,
                                   "CONFIG_PM_PARTITION_SIZE_PROVISION"),
                     *partition);
}

/* Paths are relative to the application's configuration, which a build does not hold. */
struct tree_text plan_nsib_public_keys(struct arena *arena, const struct project *project, struct string_list *keys)
{
    struct tree_text text =
        text_or(config_text(arena, project->sysbuild, "sysbuild", "SB_CONFIG_SECURE_BOOT_PUBLIC_KEY_FILES"),
                config_text(arena, role_config(project, IMAGE_NET), "net", "CONFIG_SB_PUBLIC_KEY_FILES"));
    const char *rest = text.value;

    if (rest != NULL && strcmp(rest, "debug") == 0) {
        rest = "GENERATED_NON_SECURE_PUBLIC_0.pem,GENERATED_NON_SECURE_PUBLIC_1.pem";
    }
    while (rest != NULL && *rest != '\0') {
        size_t length = strcspn(rest, ",");

        if (length > 0) {
            *ARENA_PUSH(arena, keys) = path_join(arena, project->path, arena_strndup(arena, rest, length));
        }
        rest += rest[length] == ',' ? length + 1 : length;
    }
    return text;
}

static void list_keys(const struct planner *planner, struct planned_provision *provision)
{
    provision->public_keys_text = plan_nsib_public_keys(planner->arena, planner->project, &provision->public_keys);
    provision->signing_key_last = config_switch(planner->arena, planner->project->sysbuild, "sysbuild",
                                                "SB_CONFIG_SECURE_BOOT_DEBUG_SIGNATURE_PUBLIC_KEY_LAST");
}

/* The SDK asks the firmware's configuration; the bootloader's says the same. */
static bool checks_firmware(const struct project *project, enum image_role bootloader, enum image_role firmware)
{
    static const char *const symbols[] = { "CONFIG_SB_VALIDATE_FW_SIGNATURE", "CONFIG_SB_VALIDATE_FW_HASH" };

    for (size_t i = 0; i < ARRAY_LENGTH(symbols); i++) {
        if (config_on(role_config(project, bootloader), symbols[i]) ||
            config_on(role_config(project, firmware), symbols[i])) {
            return true;
        }
    }
    return false;
}

static void finish(struct planner *planner, struct planned_provision *provision)
{
    const char *open = !provision->address.known                                    ? "address of its page"
                       : !provision->size.known                                     ? "size of its page"
                       : !provision->mcuboot_only && !provision->s0.known           ? "address of the first slot"
                       : provision->mcuboot_only && !provision->mcuboot_slots.known ? "number of counter slots"
                                                                                    : NULL;

    provision->form = plan_provision_form(planner->project);
    if (open != NULL) {
        *ARENA_PUSH(planner->arena, &planner->plan->notes) =
            arena_printf(planner->arena, "%s, which %s asks for, is not made: the %s is not in the tree",
                         provision->output, provision->asked.from, open);
        return;
    }
    *ARENA_PUSH(planner->arena, &planner->plan->provisions) = *provision;
}

static struct tree_text net_asked(const struct planner *planner)
{
    return text_or(
        config_switch(planner->arena, planner->project->sysbuild, "sysbuild", "SB_CONFIG_SECURE_BOOT_NETCORE"),
        planner->project->sysbuild != NULL || project_image(planner->project, IMAGE_B0N) == NULL
            ? (struct tree_text){ 0 }
            : config_switch(planner->arena, role_config(planner->project, IMAGE_NET), "net", "CONFIG_SECURE_BOOT"));
}

static void plan_net(struct planner *planner)
{
    const struct project *project = planner->project;
    struct planned_provision provision = { .output = "net_provision.hex", .is_network_core = true };
    struct tree_number partition;

    provision.asked = net_asked(planner);
    if (provision.asked.value == NULL || project_image(project, IMAGE_NET) == NULL) {
        return;
    }
    partition = number_or(partition_size(planner->arena, project->partitions_net, "pm_net", "provision"),
                          plan_node_number(planner, IMAGE_B0N, "provision_partition", false));
    provision.address = place(planner, true, "provision", "provision_partition");
    provision.s0 = place(planner, true, "app", "s0_partition");
    provision.size = most_bytes(planner, IMAGE_NET, "net", &partition);
    provision.has_keys = checks_firmware(project, IMAGE_B0N, IMAGE_NET);
    provision.version_slots = counter_slots(planner, IMAGE_NET, "net");
    list_keys(planner, &provision);
    finish(planner, &provision);
}

/* MCUboot's counters in hardware exclude NSIB on this core (sdk-nrf sysbuild/Kconfig.mcuboot). */
static void plan_app(struct planner *planner)
{
    const struct project *project = planner->project;
    struct planned_provision provision = { .output = "app_provision.hex" };
    struct tree_number partition = partition_size(planner->arena, project->partitions, "pm", "provision");
    const char *counted = "SB_CONFIG_MCUBOOT_HARDWARE_DOWNGRADE_PREVENTION";

    provision.asked = config_switch(planner->arena, project->sysbuild, "sysbuild", "SB_CONFIG_SECURE_BOOT_APPCORE");
    if (project->sysbuild == NULL && plan_has_app_nsib(project)) {
        provision.asked = (struct tree_text){ "y", "image b0", ORIGIN_NONE };
    }
    if (provision.asked.value == NULL) {
        provision.asked = config_switch(planner->arena, project->sysbuild, "sysbuild", counted);
        provision.mcuboot_only = true;
        provision.mcuboot_slots = config_number(planner->arena, project->sysbuild, "sysbuild",
                                                "SB_CONFIG_MCUBOOT_HW_DOWNGRADE_PREVENTION_COUNTER_SLOTS");
    }
    if (provision.asked.value == NULL) {
        return;
    }
    provision.address = place(planner, false, "provision", "provision_partition");
    provision.size = most_bytes(planner, provision.mcuboot_only ? IMAGE_APP : IMAGE_MCUBOOT,
                                provision.mcuboot_only ? "app" : "mcuboot", &partition);
    if (!provision.mcuboot_only) {
        provision.s0 = place(planner, false, "s0", "s0_partition");
        provision.s1 = place(planner, false, "s1", "s1_partition");
        provision.has_keys = checks_firmware(project, IMAGE_B0, IMAGE_MCUBOOT);
        provision.version_slots =
            number_or(counter_slots(planner, IMAGE_MCUBOOT, "mcuboot"), counter_slots(planner, IMAGE_B0, "b0"));
        list_keys(planner, &provision);
    }
    finish(planner, &provision);
}

void plan_provision_places(struct arena *arena, const struct project *project, bool is_network_core,
                           struct provision_places *places)
{
    const struct planner planner = { .arena = arena, .project = project };

    places->page = place(&planner, is_network_core, "provision", "provision_partition");
    places->s0 = place(&planner, is_network_core, is_network_core ? "app" : "s0", "s0_partition");
    places->s1 = is_network_core ? places->s0 : place(&planner, false, "s1", "s1_partition");
}

void plan_provisions(struct planner *planner)
{
    if (!planner->overrides->without_tree) {
        plan_app(planner);
        plan_net(planner);
    }
}

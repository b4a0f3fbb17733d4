#include "pack/plan.h"

#include "base/file.h"
#include "image/mcuboot_image.h"
#include "sign/firmware.h"
#include "pack/plan_internal.h"

#define DEFAULT_ERASED_VALUE 0xffu

/* Values pack needs and nobody gave: the message names who could have. */
static bool missing(const struct planner *planner, const char *what, const char *where, const char *option)
{
    return diagnose(planner->diagnostics, DIAGNOSTIC_INPUT, ORIGIN_NONE,
                    "%s is not known: '%s' does not say (%s); give it with '%s'", what, planner->project->path, where,
                    option);
}

static const struct image_overrides *image_overrides(const struct planner *planner, const struct planned_image *image)
{
    return image->is_network_core ? &planner->overrides->network : &planner->overrides->application;
}

static struct tree_number app_number(const struct planner *planner, const char *symbol)
{
    return config_number(planner->arena, role_config(planner->project, IMAGE_APP), "app", symbol);
}

/* Partition Manager leaves the header out of the firmware and reserves mcuboot_pad; without it the linker
 * makes room. */
static bool plan_header(const struct planner *planner, struct planned_image *image)
{
    const struct project *project = planner->project;
    struct tree_number size = planner->overrides->header_size;

    image->options.pad_header = image->is_network_core || project->partitions != NULL;
    if (!size.known && image->is_network_core) {
        size = config_number(planner->arena, project->sysbuild, "sysbuild", "SB_CONFIG_PM_MCUBOOT_PAD");
    }
    if (!size.known) {
        size = project->partitions != NULL ? partition_size(planner->arena, project->partitions, "pm", "mcuboot_pad")
                                           : app_number(planner, "CONFIG_ROM_START_OFFSET");
    }
    image->header_size = size;
    image->options.header_size = size.value <= UINT16_MAX ? (uint32_t)size.value : UINT32_MAX;
    return size.known ||
           missing(planner, "header size", "partition 'mcuboot_pad', CONFIG_ROM_START_OFFSET", "--header-size");
}

static struct tree_text tree_version(const struct planner *planner)
{
    const struct kconfig *app = role_config(planner->project, IMAGE_APP);

    return text_or(config_text(planner->arena, app, "app", "CONFIG_MCUBOOT_IMGTOOL_SIGN_VERSION"),
                   config_text(planner->arena, app, "app", "CONFIG_MCUBOOT_IMAGE_VERSION"));
}

/* The network firmware's own version is in its fw_info; the MCUboot image around it has another one.
 * Child-image builds give it the application's.
 */
static struct tree_text net_version(const struct planner *planner)
{
    const struct kconfig *sysbuild = planner->project->sysbuild;

    return sysbuild == NULL
               ? tree_version(planner)
               : config_text(planner->arena, sysbuild, "sysbuild", "SB_CONFIG_SECURE_BOOT_MCUBOOT_VERSION");
}

static bool plan_version(const struct planner *planner, struct planned_image *image)
{
    bool from_sysbuild = image->is_network_core && planner->project->sysbuild != NULL;
    const char *option = image->is_network_core ? "--net-version" : "--version";
    const char *given = image_overrides(planner, image)->version;

    if (given != NULL) {
        image->version = (struct tree_text){ given, option, ORIGIN_NONE };
    } else {
        image->version = image->is_network_core ? net_version(planner) : tree_version(planner);
    }
    if (image->version.value == NULL) {
        return missing(planner, image->is_network_core ? "version of the network image" : "version of the application",
                       from_sysbuild ? "SB_CONFIG_SECURE_BOOT_MCUBOOT_VERSION"
                                     : "CONFIG_MCUBOOT_IMGTOOL_SIGN_VERSION, CONFIG_MCUBOOT_IMAGE_VERSION",
                       option);
    }
    return mcuboot_version_parse(slice_of(image->version.value), &image->options.version) ||
           diagnose(planner->diagnostics, DIAGNOSTIC_INPUT, image->version.origin,
                    "'%s' is no version of an image: expected major.minor.revision+build; give it with '%s'",
                    image->version.value, option);
}

/* The signing scripts of NCS pass the application's counter to both images. */
static bool plan_security_counter(const struct planner *planner, struct planned_image *image)
{
    struct tree_number counter = app_number(planner, "CONFIG_MCUBOOT_HW_DOWNGRADE_PREVENTION_COUNTER_VALUE");

    if (!config_on(role_config(planner->project, IMAGE_APP), "CONFIG_MCUBOOT_HARDWARE_DOWNGRADE_PREVENTION")) {
        return true;
    }
    if (!counter.known || counter.value > UINT32_MAX) {
        return diagnose(planner->diagnostics, DIAGNOSTIC_INPUT, counter.origin,
                        "'CONFIG_MCUBOOT_HW_DOWNGRADE_PREVENTION_COUNTER_VALUE' is no security counter of 32 bits");
    }
    image->options.has_security_counter = true;
    image->options.security_counter = (uint32_t)counter.value;
    return true;
}

/* Which pair of slots an image goes through. */
static unsigned slot_pair(const struct planner *planner, const struct planned_image *image)
{
    return planner->plan->one_pair ? 0 : (unsigned)image->index.value;
}

static bool missing_slots(const struct planner *planner, const struct planned_image *image)
{
    unsigned index = slot_pair(planner, image);
    const char *end = index == 0 ? "" : arena_printf(planner->arena, "_%u", index);

    return missing(planner,
                   image->is_network_core ? "size of the network image's slots" : "size of the application's slots",
                   arena_printf(planner->arena,
                                "partitions 'mcuboot_primary%s' and 'mcuboot_secondary%s', devicetree "
                                "'slot%u_partition' and 'slot%u_partition'",
                                end, end, 2 * index, 2 * index + 1),
                   image->is_network_core ? "--net-slot-size" : "--slot-size");
}

static bool plan_slots(const struct planner *planner, struct planned_image *image)
{
    const struct plan_overrides *overrides = planner->overrides;
    struct tree_number size = image_overrides(planner, image)->slot_size;
    struct update_slots *slots = &image->slots;

    update_slots_read(planner->arena, planner->project, slot_pair(planner, image), slots);
    if (size.known) {
        slots->primary_size = size;
        slots->secondary_size = size;
    }
    if (overrides->align.known) {
        slots->write_size = overrides->align;
    }
    if (!slots->mode_known) {
        return diagnose(planner->diagnostics, DIAGNOSTIC_INPUT, ORIGIN_NONE,
                        "upgrade mode is not known: %s in '%s' (CONFIG_BOOT_UPGRADE_ONLY, "
                        "CONFIG_BOOT_SWAP_USING_MOVE, ...; CONFIG_NRF53BOOT_IMAGE%u_MODE_... with nrf53boot)",
                        slots->open, planner->project->path, (unsigned)image->index.value);
    }
    return (slots->primary_size.known && slots->secondary_size.known) || missing_slots(planner, image);
}

/* A TF-M build's zephyr.bin is the non-secure half only; the HEX is the merged one. */
static bool plan_app_input(const struct planner *planner, struct planned_image *image)
{
    const struct image_files *files = &image->image->files;

    image->input = files->hex != NULL ? files->hex : files->bin;
    if (files->hex == NULL && config_on(image->image->config, "CONFIG_BUILD_WITH_TFM")) {
        image->input = NULL;
    }
    return image->input != NULL ||
           diagnose(planner->diagnostics, DIAGNOSTIC_INPUT, ORIGIN_NONE,
                    "no application to pack: '%s/zephyr' holds no zephyr.hex, zephyr.bin or tfm_merged.hex",
                    image->image->directory);
}

static bool plan_net_input(const struct planner *planner, struct planned_image *image)
{
    const struct image_files *files = &image->image->files;

    image->input = files->b0_hex != NULL ? files->b0_hex : files->b0_bin;
    return image->input != NULL || diagnose(planner->diagnostics, DIAGNOSTIC_INPUT, ORIGIN_NONE,
                                            "no network-core firmware to pack: '%s' holds no "
                                            "signed_by_b0_%s.hex or .bin; the build makes it with "
                                            "SB_CONFIG_SECURE_BOOT_NETCORE=y",
                                            planner->project->path, image->image->name);
}

static const char *network_board(const struct planner *planner, const struct kconfig *config)
{
    return text_or(config_text(planner->arena, config, "net", "CONFIG_BOARD_TARGET"),
                   config_text(planner->arena, config, "net", "CONFIG_BOARD"))
        .value;
}

static bool plan_names(const struct planner *planner, struct planned_image *image)
{
    const struct kconfig *config = image->image->config;
    enum manifest_form form = planner->plan->form;

    image->board = image->is_network_core ? network_board(planner, config)
                                          : config_text(planner->arena, config, "app", "CONFIG_BOARD").value;
    image->soc = config_text(planner->arena, config, "app", "CONFIG_SOC").value;
    image->output = image->is_network_core ? "net_core_app_update.bin" : "app_update.bin";
    image->zip_name = image->is_network_core
                          ? manifest_network_name(planner->arena, form, image->image->name)
                          : manifest_application_name(planner->arena, form, image->image->name, false);
    /* Update clients refuse a package without these two, and there is no option to give them: the file must
     * be there. */
    return (image->board != NULL && image->soc != NULL) ||
           diagnose(planner->diagnostics, DIAGNOSTIC_INPUT, ORIGIN_NONE,
                    "board and SoC of image '%s' are not known: '%s/zephyr/.config' has no CONFIG_BOARD and "
                    "CONFIG_SOC",
                    image->image->name, image->image->directory);
}

/* Slot plus header is where the first byte of an application runs, with TF-M too. */
static struct tree_number application_address(const struct planned_image *image)
{
    struct tree_number address = image->slots.primary_address;

    address.known = address.known && image->header_size.known;
    address.value += image->header_size.value;
    return address;
}

/* A firmware that comes as HEX says its address itself; then an unknown one is no fault. */
static bool plan_places(const struct planner *planner, struct planned_image *image)
{
    const struct project *project = planner->project;
    const char *option = image->is_network_core ? "--net-load-address" : "--load-address";

    image->link_address = image_overrides(planner, image)->load_address;
    if (!image->link_address.known) {
        image->link_address = image->is_network_core
                                  ? partition_address(planner->arena, project->partitions_net, "pm_net", "app")
                                  : application_address(image);
    }
    if (image->is_network_core) {
        image->region_size = partition_size(planner->arena, project->partitions_net, "pm_net", "app");
    }
    return image->link_address.known || image->input == NULL || is_hex_name(image->input) ||
           missing(planner, image->is_network_core ? "address of the network firmware" : "address of the application",
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

/* A bootloader that says -1 hands no image to the network core; with one pair of slots it needs no number for that. */
static bool plan_index(const struct planner *planner, struct planned_image *image)
{
    image->index = number_or(image_overrides(planner, image)->image_index,
                             plan_image_index(planner->arena, planner->project, image->is_network_core));
    return image->index.known || planner->plan->one_pair ||
           diagnose(planner->diagnostics, DIAGNOSTIC_INPUT, image->index.origin,
                    "the bootloader has no image for the network core ('%s' is negative), but the build has an update "
                    "for it; give its number with '--net-image-index' if that is wrong",
                    image->index.from);
}

static bool plan_image(const struct planner *planner, const struct project_image *source, bool is_network_core)
{
    struct planned_image *image = ARENA_PUSH(planner->arena, planner->plan);
    bool good;

    image->image = source;
    image->is_network_core = is_network_core;
    image->options.erased_value = DEFAULT_ERASED_VALUE;
    /* All faults of an image are reported at once. */
    good = plan_index(planner, image);
    good = (is_network_core ? plan_net_input(planner, image) : plan_app_input(planner, image)) && good;
    good = plan_header(planner, image) && good;
    good = plan_version(planner, image) && good;
    good = plan_security_counter(planner, image) && good;
    good = plan_slots(planner, image) && good;
    good = plan_names(planner, image) && good;
    return plan_places(planner, image) && good;
}

static bool plan_key(const struct planner *planner)
{
    struct package_plan *plan = planner->plan;

    plan_key_type(planner->arena, planner->project, plan);
    if (planner->overrides->key != NULL) {
        plan->key = (struct tree_text){ planner->overrides->key, "--key", ORIGIN_NONE };
        return true;
    }
    if (config_on(role_config(planner->project, IMAGE_MCUBOOT), "CONFIG_BOOT_SIGNATURE_TYPE_NONE")) {
        return true;
    }
    plan->key = plan_key_path(planner->arena, planner->project);
    if (plan->key.value == NULL) {
        return missing(planner, "signing key", "SB_CONFIG_BOOT_SIGNATURE_KEY_FILE, CONFIG_BOOT_SIGNATURE_KEY_FILE",
                       "--key");
    }
    return plan_key_here(planner->arena, planner->project, plan->key.value) ||
           diagnose(planner->diagnostics, DIAGNOSTIC_INPUT, plan->key.origin,
                    "signing key '%s' is not here; give it with '--key'", plan->key.value);
}

bool package_plan_make(struct arena *arena, const struct project *project, const struct plan_overrides *overrides,
                       struct diagnostics *diagnostics, struct package_plan *plan)
{
    struct planner planner = { arena, project, overrides, diagnostics, plan };
    const struct project_image *app = project_image(project, IMAGE_APP);
    bool good;

    *plan = (struct package_plan){ 0 };
    if (project->kind != PROJECT_BUILD || app == NULL) {
        return diagnose(diagnostics, DIAGNOSTIC_INPUT, ORIGIN_NONE, "'%s' is no build folder with an application",
                        project->path);
    }
    good = plan_check_support(&planner);
    plan->name = app->name;
    plan->form = manifest_form_of(project->era, project->sdk_known, project->sdk);
    /* The network image comes first: where an application confirms itself before the network image is marked,
     * MCUboot of NCS 2.6 to 3.4 skips the network update (known issue NCSDK-34106).
     */
    if (plan_takes_network_core(project, &plan->one_pair)) {
        good = plan_image(&planner, project_image(project, IMAGE_NET), true) && good;
    }
    good = plan_image(&planner, app, false) && good;
    return plan_key(&planner) && good;
}

#include "pack/plan/plan_internal.h"

#include <string.h>
#include "image/mcuboot_image.h"

const struct image_overrides *image_overrides(const struct planner *planner, const struct planned_image *image)
{
    return image->is_network_core ? &planner->overrides->network : &planner->overrides->application;
}

static struct tree_number app_number(const struct planner *planner, const char *symbol)
{
    return config_number(planner->arena, role_config(planner->project, IMAGE_APP), "app", symbol);
}

static const char *pad_reason(const struct planner *planner, const struct planned_image *image)
{
    if (planned_for_b0(image)) {
        return image->block != NULL && image->block->skip.value != 0 ? NULL
                                                                     : "always, for images that b0 or b0n starts";
    }
    if (planner->overrides->without_tree) {
        return planner->overrides->pad_header ? "--pad-header" : NULL;
    }
    return planner->project->partitions != NULL ? "always, with Partition Manager" : NULL;
}

/* Partition Manager leaves the header out of the firmware and reserves mcuboot_pad; without it the linker
 * makes room. */
bool plan_header(const struct planner *planner, struct planned_image *image)
{
    const struct project *project = planner->project;
    struct tree_number size = planner->overrides->header_size;

    image->pad_header_from = pad_reason(planner, image);
    image->options.pad_header = image->pad_header_from != NULL;
    if (!size.known && planned_for_b0(image)) {
        size = config_number(planner->arena, project->sysbuild, "sysbuild", "SB_CONFIG_PM_MCUBOOT_PAD");
    }
    if (!size.known) {
        size = project->partitions != NULL ? partition_size(planner->arena, project->partitions, "pm", "mcuboot_pad")
                                           : app_number(planner, "CONFIG_ROM_START_OFFSET");
    }
    image->header_size = size;
    image->options.header_size = size.value <= UINT16_MAX ? (uint32_t)size.value : UINT32_MAX;
    return size.known ||
           plan_missing(planner, "header size", "partition 'mcuboot_pad', CONFIG_ROM_START_OFFSET", "--header-size");
}

static struct tree_text tree_version(const struct planner *planner)
{
    const struct kconfig *app = role_config(planner->project, IMAGE_APP);

    return text_or(config_text(planner->arena, app, "app", "CONFIG_MCUBOOT_IMGTOOL_SIGN_VERSION"),
                   config_text(planner->arena, app, "app", "CONFIG_MCUBOOT_IMAGE_VERSION"));
}

/* What b0 starts has a version of its own in its fw_info; the MCUboot image around it has another one.
 * Child-image builds give it the application's.
 */
static struct tree_text b0_version(const struct planner *planner)
{
    const struct kconfig *sysbuild = planner->project->sysbuild;

    return sysbuild == NULL
               ? tree_version(planner)
               : config_text(planner->arena, sysbuild, "sysbuild", "SB_CONFIG_SECURE_BOOT_MCUBOOT_VERSION");
}

static const char *version_option(const struct planned_image *image)
{
    return planned_for_b0(image) ? "--net-version" : "--version";
}

/* --net-version is meant for the network image; MCUboot's version counts on its own. */
static const char *given_version(const struct planner *planner, const struct planned_image *image)
{
    return planned_for_mcuboot(image) ? NULL : image_overrides(planner, image)->version;
}

bool plan_version(const struct planner *planner, struct planned_image *image)
{
    bool from_sysbuild = planned_for_b0(image) && planner->project->sysbuild != NULL;
    const char *option = version_option(image);
    const char *given = given_version(planner, image);
    const char *what = !planned_for_b0(image)   ? "version of the application"
                       : image->is_network_core ? "version of the network image"
                                                : "version of the MCUboot update";

    if (given != NULL) {
        image->version = (struct tree_text){ given, option, ORIGIN_NONE };
    } else {
        image->version = planned_for_b0(image) ? b0_version(planner) : tree_version(planner);
    }
    if (image->version.value == NULL) {
        return plan_missing(planner, what,
                            from_sysbuild ? "SB_CONFIG_SECURE_BOOT_MCUBOOT_VERSION"
                                          : "CONFIG_MCUBOOT_IMGTOOL_SIGN_VERSION, CONFIG_MCUBOOT_IMAGE_VERSION",
                            option);
    }
    return mcuboot_version_parse(slice_of(image->version.value), &image->options.version) ||
           diagnose(planner->diagnostics, DIAGNOSTIC_INPUT, image->version.origin,
                    "'%s' is no version of an image: expected major.minor.revision+build; give it with '%s'",
                    image->version.value, option);
}

/* The signing scripts of NCS pass the application's counter to all images. */
bool plan_security_counter(const struct planner *planner, struct planned_image *image)
{
    struct tree_number counter = planner->overrides->security_counter;

    if (!counter.known) {
        if (!config_on(role_config(planner->project, IMAGE_APP), "CONFIG_MCUBOOT_HARDWARE_DOWNGRADE_PREVENTION")) {
            return true;
        }
        counter = app_number(planner, "CONFIG_MCUBOOT_HW_DOWNGRADE_PREVENTION_COUNTER_VALUE");
    }
    if (!counter.known || counter.value > UINT32_MAX) {
        return diagnose(planner->diagnostics, DIAGNOSTIC_INPUT, counter.origin,
                        "'CONFIG_MCUBOOT_HW_DOWNGRADE_PREVENTION_COUNTER_VALUE' is no security counter of 32 bits");
    }
    image->security_counter = counter;
    image->options.has_security_counter = true;
    image->options.security_counter = (uint32_t)counter.value;
    return true;
}

static const char *network_board(const struct planner *planner, const struct kconfig *config)
{
    return text_or(config_text(planner->arena, config, "net", "CONFIG_BOARD_TARGET"),
                   config_text(planner->arena, config, "net", "CONFIG_BOARD"))
        .value;
}

static const char *image_zip_name(const struct planner *planner, const struct planned_image *image)
{
    enum manifest_form form = planner->plan->form;

    switch (image->kind) {
    case PLANNED_NETWORK:
        return manifest_network_name(planner->arena, form, image->image->name);
    case PLANNED_APPLICATION:
        return manifest_application_name(planner->arena, form, image->image->name, false);
    case PLANNED_APPLICATION_SECOND:
        return arena_printf(planner->arena, "%s.signed.bin", image->image->name);
    case PLANNED_MCUBOOT_S0:
        return manifest_mcuboot_name(form, 0);
    case PLANNED_MCUBOOT_S1:
        return manifest_mcuboot_name(form, 1);
    }
    return NULL;
}

static const char *output_name(const struct planned_image *image)
{
    static const char *const names[] = { [PLANNED_NETWORK] = "net_core_app_update.bin",
                                         [PLANNED_APPLICATION] = "app_update.bin",
                                         [PLANNED_APPLICATION_SECOND] = "app_update_secondary.bin" };

    return planned_for_mcuboot(image) ? image->zip_name : names[image->kind];
}

static bool names_without_tree(const struct planner *planner, struct planned_image *image)
{
    image->board = image_overrides(planner, image)->board;
    image->soc = planner->overrides->soc;
    if (image->board == NULL) {
        (void)plan_missing(planner, "board", "", image->is_network_core ? "--net-board" : "--board");
    }
    return (image->soc != NULL || image->is_network_core || plan_missing(planner, "SoC", "", "--soc")) &&
           image->board != NULL;
}

bool plan_names(const struct planner *planner, struct planned_image *image)
{
    const struct kconfig *config =
        image->is_network_core ? image->image->config : role_config(planner->project, IMAGE_APP);

    image->zip_name = image_zip_name(planner, image);
    image->output = output_name(image);
    image->fw_version =
        config_number(planner->arena, image->image->config, image->image->name, "CONFIG_FW_INFO_FIRMWARE_VERSION");
    if (planner->overrides->without_tree) {
        return names_without_tree(planner, image);
    }
    image->board = image->is_network_core ? network_board(planner, config)
                                          : config_text(planner->arena, config, "app", "CONFIG_BOARD").value;
    image->soc = config_text(planner->arena, config, "app", "CONFIG_SOC").value;
    /* Update clients refuse a package without these two: the file must be there. */
    return (image->board != NULL && image->soc != NULL) ||
           diagnose(planner->diagnostics, DIAGNOSTIC_INPUT, ORIGIN_NONE,
                    "board and SoC of image '%s' are not known: '%s/zephyr/.config' has no CONFIG_BOARD and "
                    "CONFIG_SOC",
                    image->image->name, image->image->directory);
}

/* NCS hands these words to imgtool for the application only. */
bool plan_extra_arguments(const struct planner *planner, struct planned_image *image)
{
    struct tree_text extra = config_text(planner->arena, role_config(planner->project, IMAGE_APP), "app",
                                         "CONFIG_MCUBOOT_EXTRA_IMGTOOL_ARGS");

    if (planned_for_b0(image) || extra.value == NULL) {
        return true;
    }
    image->extra_from = extra;
    if (planner->overrides->read_extra == NULL) {
        return diagnose(planner->diagnostics, DIAGNOSTIC_INPUT, extra.origin,
                        "'CONFIG_MCUBOOT_EXTRA_IMGTOOL_ARGS' asks for '%s', which pack does not carry out",
                        extra.value);
    }
    return planner->overrides->read_extra(planner->overrides->read_extra_state, &extra, &image->options, &image->extra);
}

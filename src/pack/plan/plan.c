#include "pack/plan/plan.h"

#include <string.h>
#include "base/file.h"
#include "pack/plan/plan_internal.h"

#define DEFAULT_ERASED_VALUE 0xffu

/* A TF-M build's zephyr.bin is the non-secure half only; the HEX is the merged one. */
static bool plan_app_input(const struct planner *planner, struct planned_image *image)
{
    const struct image_files *files = &image->image->files;

    image->input = files->hex != NULL ? files->hex : files->bin;
    if (files->hex == NULL && config_on(image->image->config, "CONFIG_BUILD_WITH_TFM")) {
        image->input = NULL;
    }
    if (image->input == NULL && planner->overrides->describe_only) {
        image->input = path_join(planner->arena, image->image->directory, "zephyr/zephyr.hex");
    }
    return image->input != NULL ||
           diagnose(planner->diagnostics, DIAGNOSTIC_INPUT, ORIGIN_NONE,
                    "no application to pack: '%s/zephyr' holds no zephyr.hex, zephyr.bin or tfm_merged.hex",
                    image->image->directory);
}

static bool plan_image(struct planner *planner, const struct project_image *source, enum planned_kind kind)
{
    struct planned_image *image = ARENA_PUSH(planner->arena, planner->plan);
    bool good;

    image->image = source;
    image->kind = kind;
    image->is_network_core = kind == PLANNED_NETWORK;
    image->options.erased_value = DEFAULT_ERASED_VALUE;
    /* All faults of an image are reported at once. */
    good = plan_index(planner, image);
    good = (planned_for_b0(image) ? plan_signed_input(planner, image) : plan_app_input(planner, image)) && good;
    good = plan_header(planner, image) && good;
    good = plan_version(planner, image) && good;
    good = plan_security_counter(planner, image) && good;
    good = plan_slots(planner, image) && good;
    good = plan_names(planner, image) && good;
    good = plan_extra_arguments(planner, image) && good;
    return plan_places(planner, image) && good;
}

/* sysbuild calls the application that is linked for the secondary slot so (nrfconnect/sdk-nrf cmake/sysbuild/zip.cmake). */
static bool plan_second_application(struct planner *planner)
{
    const struct project *project = planner->project;

    for (size_t i = 0; i < project->images.count; i++) {
        if (strcmp(project->images.items[i].name, "mcuboot_secondary_app") == 0 &&
            planner->plan->bootloader.direct_xip) {
            return plan_image(planner, &project->images.items[i], PLANNED_APPLICATION_SECOND);
        }
    }
    return true;
}

/* MCUboot for both slots of b0. Without the second variant a device whose S0 runs cannot be updated (docs of NSIB). */
static bool plan_mcuboot(struct planner *planner)
{
    const struct project *project = planner->project;
    const struct project_image *s0 = project_image(project, IMAGE_MCUBOOT);
    const struct project_image *s1 = project_image(project, IMAGE_S1);
    bool good = true;

    if (!plan_has_app_nsib(project) || s0 == NULL) {
        return true;
    }
    good = plan_image(planner, s0, PLANNED_MCUBOOT_S0);
    return (s1 == NULL || plan_image(planner, s1, PLANNED_MCUBOOT_S1)) && good;
}

static bool plan_images(struct planner *planner)
{
    const struct project *project = planner->project;
    bool good = true;

    /* The network image comes first: where an application confirms itself before the network image is marked,
     * MCUboot of NCS 2.6 to 3.4 skips the network update (known issue NCSDK-34106).
     */
    if (planner->overrides->without_tree ? planner->overrides->network.file != NULL
                                         : plan_takes_network_core(project, &planner->plan->one_pair)) {
        good = plan_image(planner, project_image(project, IMAGE_NET), PLANNED_NETWORK);
    }
    good = plan_image(planner, project_image(project, IMAGE_APP), PLANNED_APPLICATION) && good;
    good = plan_second_application(planner) && good;
    return plan_mcuboot(planner) && good;
}

static bool report_missing(const struct planner *planner)
{
    const char *list = "";

    for (size_t i = 0; i < planner->missing_options->count; i++) {
        list = arena_printf(planner->arena, "%s%s'%s'", list, i == 0 ? "" : ", ", planner->missing_options->items[i]);
    }
    return planner->missing_options->count == 0 || diagnose(planner->diagnostics, DIAGNOSTIC_USAGE, ORIGIN_NONE,
                                                            "without a build these options are needed too: %s", list);
}

bool package_plan_make(struct arena *arena, const struct project *project, const struct plan_overrides *overrides,
                       struct diagnostics *diagnostics, struct package_plan *plan)
{
    struct string_list missing = { 0 };
    struct planner planner = { arena, project, overrides, diagnostics, plan, &missing };
    const struct project_image *app = project_image(project, IMAGE_APP);
    bool good;

    *plan = (struct package_plan){ 0 };
    if (!overrides->without_tree && (project->kind != PROJECT_BUILD || app == NULL)) {
        return diagnose(diagnostics, DIAGNOSTIC_INPUT, ORIGIN_NONE, "'%s' is no build folder with an application",
                        project->path);
    }
    good = plan_check_support(&planner);
    plan->name = app->name;
    bootloader_demand_read(arena, project, &plan->bootloader);
    plan->form = manifest_form_of(project->era, project->sdk_known, project->sdk);
    good = plan_images(&planner) && good;
    good = plan_packages(&planner) && good;
    good = plan_nsib_key(&planner) && good;
    good = plan_digest(&planner) && good;
    good = plan_encryption(&planner) && good;
    good = plan_key(&planner) && good;
    plan_provisions(&planner);
    plan_net_backup(&planner);
    return report_missing(&planner) && good;
}

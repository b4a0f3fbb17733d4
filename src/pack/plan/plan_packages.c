#include "pack/plan/plan_internal.h"

#include <string.h>
#include "image/multi_image.h"

/* Child images have these symbols in the application, without SB_. */
static struct tree_text asked(const struct planner *planner, const char *symbol)
{
    const struct project *project = planner->project;

    return project->sysbuild != NULL ? config_switch(planner->arena, project->sysbuild, "sysbuild",
                                                     arena_printf(planner->arena, "SB_CONFIG_%s", symbol))
                                     : config_switch(planner->arena, role_config(project, IMAGE_APP), "app",
                                                     arena_printf(planner->arena, "CONFIG_%s", symbol));
}

/* What a package leaves out although it was built. Two images for one pair of slots would overwrite each other. */
static bool in_application_zip(const struct planner *planner, const struct planned_image *image)
{
    const struct kconfig *sysbuild = planner->project->sysbuild;

    if (image->kind == PLANNED_NETWORK) {
        return !planner->plan->one_pair && !config_off(sysbuild, "SB_CONFIG_DFU_ZIP_NET");
    }
    return !planned_for_b0(image) && !config_off(sysbuild, "SB_CONFIG_DFU_ZIP_APP");
}

static int multi_image_number(enum planned_kind kind)
{
    static const int numbers[] = {
        [PLANNED_NETWORK] = MULTI_IMAGE_NETWORK,
        [PLANNED_APPLICATION] = MULTI_IMAGE_APPLICATION,
        [PLANNED_MCUBOOT_S0] = MULTI_IMAGE_MCUBOOT_S0,
        [PLANNED_MCUBOOT_S1] = MULTI_IMAGE_MCUBOOT_S1,
    };

    return numbers[kind];
}

static bool in_multi_image(const struct planner *planner, const struct planned_image *image)
{
    static const char *const symbols[] = {
        [PLANNED_NETWORK] = "DFU_MULTI_IMAGE_PACKAGE_NET",
        [PLANNED_APPLICATION] = "DFU_MULTI_IMAGE_PACKAGE_APP",
        [PLANNED_MCUBOOT_S0] = "DFU_MULTI_IMAGE_PACKAGE_MCUBOOT",
        [PLANNED_MCUBOOT_S1] = "DFU_MULTI_IMAGE_PACKAGE_MCUBOOT",
    };

    return planner->plan->multi_image.value != NULL && symbols[image->kind] != NULL &&
           asked(planner, symbols[image->kind]).value != NULL;
}

/* A package that the SDK fills with more than pack makes would look whole and miss something. */
static bool refuse_more(const struct planner *planner)
{
    static const struct {
        const char *symbol;
        const char *what;
    } more[] = {
        { "DFU_ZIP_WIFI_FW_PATCH", "a Wi-Fi patch in the package" },
        { "DFU_MULTI_IMAGE_PACKAGE_WIFI_FW_PATCH", "a Wi-Fi patch in the package" },
        { "DFU_ZIP_BLUETOOTH_MESH_METADATA", "metadata for Bluetooth Mesh in the package" },
        { "DFU_EXTRA_BINARIES", "further binaries in the package" },
    };
    bool good = true;

    for (size_t i = 0; i < ARRAY_LENGTH(more); i++) {
        struct tree_text wanted = asked(planner, more[i].symbol);

        if (wanted.value != NULL) {
            good = diagnose(planner->diagnostics, DIAGNOSTIC_INPUT, wanted.origin,
                            "'%s' asks for %s, which pack does not make", strchr(wanted.from, ':') + 1, more[i].what);
        }
    }
    return good;
}

static bool check_alignment(const struct planner *planner)
{
    struct tree_number align =
        config_number(planner->arena, role_config(planner->project, IMAGE_APP), "app", "CONFIG_DFU_MULTI_IMAGE_ALIGN");

    return planner->plan->multi_image.value == NULL || !align.known || align.value <= 1 ||
           diagnose(
               planner->diagnostics, DIAGNOSTIC_INPUT, align.origin,
               "'CONFIG_DFU_MULTI_IMAGE_ALIGN' asks for images aligned to %llu bytes in dfu_multi_image.bin, which "
               "pack does not make",
               (unsigned long long)align.value);
}

bool plan_packages(struct planner *planner)
{
    struct package_plan *plan = planner->plan;
    bool zipped = !config_off(planner->project->sysbuild, "SB_CONFIG_DFU_ZIP");
    bool good = refuse_more(planner);

    plan->multi_image = asked(planner, "DFU_MULTI_IMAGE_PACKAGE_BUILD");
    for (size_t i = 0; i < plan->count; i++) {
        struct planned_image *image = &plan->items[i];

        image->in_application_zip = zipped && in_application_zip(planner, image);
        image->in_mcuboot_zip = planned_for_mcuboot(image);
        image->in_multi_image = in_multi_image(planner, image);
        image->multi_image_id = multi_image_number(image->kind);
        plan->has_application_zip = plan->has_application_zip || image->in_application_zip;
        plan->has_mcuboot_zip = plan->has_mcuboot_zip || image->in_mcuboot_zip;
    }
    return check_alignment(planner) && good;
}

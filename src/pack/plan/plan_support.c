#include "pack/plan/plan_internal.h"

/* Configurations whose images this part does not make. A wrong image would be worse than none. */
static const struct {
    enum image_role role; /* IMAGE_ROLE_COUNT: sysbuild */
    const char *prefix;
    const char *symbol;
    const char *what;
} unsupported[] = {
    { IMAGE_ROLE_COUNT, "sysbuild", "SB_CONFIG_MCUBOOT_COMPRESSED_IMAGE_SUPPORT", "compressed images" },
    { IMAGE_APP, "app", "CONFIG_MCUBOOT_COMPRESSED_IMAGE_SUPPORT_ENABLED", "compressed images" },
    { IMAGE_ROLE_COUNT, "sysbuild", "SB_CONFIG_QSPI_XIP_SPLIT_IMAGE", "applications split for QSPI XIP" },
    { IMAGE_MCUBOOT, "mcuboot", "CONFIG_BOOT_RAM_LOAD", "RAM-load images" },
    { IMAGE_MCUBOOT, "mcuboot", "CONFIG_BOOT_FIRMWARE_LOADER", "an application with a firmware loader" },
};

bool plan_check_support(struct planner *planner)
{
    const struct project *project = planner->project;
    bool supported = true;

    for (size_t i = 0; i < ARRAY_LENGTH(unsupported); i++) {
        const struct kconfig *config =
            unsupported[i].role == IMAGE_ROLE_COUNT ? project->sysbuild : role_config(project, unsupported[i].role);

        if (config_on(config, unsupported[i].symbol)) {
            supported =
                diagnose(planner->diagnostics, DIAGNOSTIC_INPUT, kconfig_find(config, unsupported[i].symbol)->origin,
                         "'%s' asks for %s, which pack does not make", unsupported[i].symbol, unsupported[i].what);
        }
    }
    return supported;
}

bool plan_takes_network_core(const struct project *project, bool *one_pair)
{
    const struct kconfig *mcuboot = role_config(project, IMAGE_MCUBOOT);
    const struct kconfig *app = role_config(project, IMAGE_APP);
    bool pair_of_its_own =
        config_on(mcuboot, "CONFIG_NRF53_MULTI_IMAGE_UPDATE") ||
        (project->partitions != NULL && partition_find(project->partitions, "mcuboot_secondary_1") != NULL);
    bool updates = pair_of_its_own || config_on(mcuboot, "CONFIG_PCD_APP") ||
                   config_on(project->sysbuild, "SB_CONFIG_NETCORE_APP_UPDATE") ||
                   config_on(app, "CONFIG_NRF53_UPGRADE_NETWORK_CORE");

    *one_pair = updates && !pair_of_its_own;
    return updates && project_image(project, IMAGE_NET) != NULL;
}

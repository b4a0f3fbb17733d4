#include "project/tree/project.h"

static const char *const role_names[IMAGE_ROLE_COUNT] = {
    [IMAGE_APP] = "app",     [IMAGE_MCUBOOT] = "mcuboot", [IMAGE_NRF53BOOT] = "nrf53boot",
    [IMAGE_B0] = "b0",       [IMAGE_B0N] = "b0n",         [IMAGE_NET] = "net",
    [IMAGE_S1] = "s1_image", [IMAGE_TFM] = "tfm",         [IMAGE_OTHER] = "other",
};

const char *image_role_name(enum image_role role)
{
    return role_names[role];
}

bool image_role_parse(struct slice name, enum image_role *role)
{
    for (int i = 0; i < IMAGE_ROLE_COUNT; i++) {
        if (slice_equals(name, role_names[i])) {
            *role = (enum image_role)i;
            return true;
        }
    }
    return false;
}

const char *project_era_name(enum project_era era)
{
    switch (era) {
    case ERA_CHILD_IMAGE:
        return "child-image";
    case ERA_SYSBUILD_PM:
        return "sysbuild-pm";
    case ERA_SYSBUILD_DTS:
        return "sysbuild-dts";
    case ERA_UNKNOWN:
        break;
    }
    return "unknown";
}

/* Child images were removed in 3.0; sysbuild came with 2.5; builds without Partition Manager with 3.3. */
bool project_era_fits(enum project_era era, struct sdk_version version)
{
    static const struct sdk_version child_end = { 3, 0, 0 };
    static const struct sdk_version sysbuild_begin = { 2, 5, 0 };
    static const struct sdk_version dts_begin = { 3, 3, 0 };

    switch (era) {
    case ERA_CHILD_IMAGE:
        return sdk_version_compare(version, child_end) < 0;
    case ERA_SYSBUILD_PM:
        return sdk_version_compare(version, sysbuild_begin) >= 0;
    case ERA_SYSBUILD_DTS:
        return sdk_version_compare(version, dts_begin) >= 0;
    case ERA_UNKNOWN:
        break;
    }
    return true;
}

const struct project_image *project_image(const struct project *project, enum image_role role)
{
    for (size_t i = 0; i < project->images.count; i++) {
        if (project->images.items[i].role == role) {
            return &project->images.items[i];
        }
    }
    return NULL;
}

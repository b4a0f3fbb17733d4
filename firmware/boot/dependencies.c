#include "firmware/boot/dependencies.h"

#include <stddef.h>

bool dependencies_met(const struct image_summary *summary, const struct running_versions *running)
{
    for (unsigned i = 0; i < summary->dependency_count; i++) {
        const struct mcuboot_dependency *dependency = &summary->dependencies[i];
        const struct mcuboot_version *version =
            dependency->image_id < BOOT_MAX_IMAGES ? running->image[dependency->image_id] : NULL;

        if (version == NULL || image_version_compare(version, &dependency->min_version) < 0) {
            return false;
        }
    }
    return true;
}

bool dependencies_of_pair_met(const struct image_summary *app, const struct image_summary *net)
{
    struct running_versions both = { .image = { &app->header.version, &net->header.version } };

    return dependencies_met(app, &both) && dependencies_met(net, &both);
}

struct mcuboot_version dependency_on(const struct image_summary *summary, unsigned number)
{
    struct mcuboot_version highest = { 0 };

    for (unsigned i = 0; i < summary->dependency_count; i++) {
        if (summary->dependencies[i].image_id == number &&
            image_version_compare(&summary->dependencies[i].min_version, &highest) > 0) {
            highest = summary->dependencies[i].min_version;
        }
    }
    return highest;
}

#include <string.h>

#include "base/file.h"
#include "project/tree/discovery.h"

/* Board names with the core in them ("thingy53_nrf5340_cpuapp") ended with NCS 2.6, as child images nearly
 * did. */
static bool old_board_name(const struct project_images *images)
{
    for (size_t i = 0; i < images->count; i++) {
        const char *board = config_string(images->items[i].config, "CONFIG_BOARD");

        if (board != NULL && strstr(board, "_cpu") != NULL) {
            return true;
        }
    }
    return false;
}

static bool partition_manager_on(const struct project *project)
{
    if (kconfig_find(project->sysbuild, "SB_CONFIG_PARTITION_MANAGER") != NULL) {
        return config_on(project->sysbuild, "SB_CONFIG_PARTITION_MANAGER");
    }
    for (size_t i = 0; i < project->images.count; i++) {
        if (config_on(project->images.items[i].config, "CONFIG_PARTITION_MANAGER_ENABLED")) {
            return true;
        }
    }
    return false;
}

static bool has_root_image(const struct project_reader *reader)
{
    return reader_has_file(reader, "zephyr/.config") || reader_has_file(reader, "zephyr/zephyr.dts");
}

/* Sysbuild leaves its own Kconfig in the root; without it, domains.yaml tells unless the root is an image. */
static bool is_sysbuild_tree(const struct project_reader *reader)
{
    return reader->project->sysbuild != NULL || (reader->project->domains.count > 0 && !has_root_image(reader));
}

enum project_era discover_era(const struct project_reader *reader)
{
    const struct project *project = reader->project;
    bool stated = kconfig_find(project->sysbuild, "SB_CONFIG_PARTITION_MANAGER") != NULL;

    if (!is_sysbuild_tree(reader)) {
        return has_root_image(reader) || old_board_name(&project->images) ? ERA_CHILD_IMAGE : ERA_UNKNOWN;
    }
    if (partition_manager_on(project) || (!stated && reader_has_file(reader, "partitions.yml"))) {
        return ERA_SYSBUILD_PM;
    }
    return project->images.count > 0 ? ERA_SYSBUILD_DTS : ERA_UNKNOWN;
}

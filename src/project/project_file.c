#include "project/project_kinds.h"

#include <string.h>

#include "base/file.h"
#include "project/tree/discovery.h"

static bool starts_with(const char *text, const char *prefix)
{
    return strncmp(text, prefix, strlen(prefix)) == 0;
}

static bool names_network_core(const char *name)
{
    return strstr(name, "CPUNET") != NULL || strstr(name, "cpunet") != NULL;
}

/* The file stands in a folder of this name, or has it as its own name without the ending. */
static bool path_names(const char *path, const char *image)
{
    size_t length = strlen(image);

    for (const char *at = path; (at = strstr(at, image)) != NULL; at += length) {
        bool starts = at == path || strchr("/\\", at[-1]) != NULL;

        if (starts && strchr("/\\._", at[length]) != NULL && at[length] != '\0') {
            return true;
        }
    }
    return false;
}

/* Where the content does not tell, the path may: sysbuild/mcuboot/prj.conf, ipc_radio.conf. The network
 * images are those of NCS.
 */
static enum image_role role_by_path(const char *path)
{
    static const struct {
        const char *name;
        enum image_role role;
    } names[] = {
        { "nrf53boot", IMAGE_NRF53BOOT },
        { "mcuboot", IMAGE_MCUBOOT },
        { "b0n", IMAGE_B0N },
        { "b0", IMAGE_B0 },
        { "ipc_radio", IMAGE_NET },
        { "hci_ipc", IMAGE_NET },
        { "hci_rpmsg", IMAGE_NET },
        { "rpc_host", IMAGE_NET },
        { "802154_rpmsg", IMAGE_NET },
        { "empty_net_core", IMAGE_NET },
        { "multiprotocol_rpmsg", IMAGE_NET },
    };

    for (size_t i = 0; i < ARRAY_LENGTH(names); i++) {
        if (path_names(path, names[i].name)) {
            return names[i].role;
        }
    }
    return IMAGE_OTHER;
}

static void add_image(struct project_reader *reader, enum image_role role, const struct kconfig *config,
                      const struct devicetree *devicetree)
{
    struct project_image image = { .role = role == IMAGE_OTHER ? IMAGE_APP : role };

    image.name = image_role_name(image.role);
    image.directory = path_dirname(reader->arena, reader->project->path);
    image.config = config;
    image.devicetree = devicetree;
    *ARENA_PUSH(reader->arena, &reader->project->images) = image;
}

static void read_kconfig_file(struct project_reader *reader, const char *path)
{
    const struct source *source = reader_load(reader, path);
    bool sysbuild = is_sysbuild_config(source) || starts_with(path_basename(path), "sysbuild");
    size_t complete_from = sysbuild ? KCONFIG_COMPLETE_SYSBUILD : KCONFIG_COMPLETE_IMAGE;
    const struct kconfig *config;
    enum image_role role;

    if (text_ends_with(path, ".conf")) {
        complete_from = KCONFIG_FRAGMENT;
    }
    config = reader_kconfig(reader, source, complete_from);
    if (sysbuild) {
        reader->project->sysbuild = config;
        return;
    }
    role = role_by_config(config);
    add_image(reader, role == IMAGE_OTHER ? role_by_path(path) : role, config, NULL);
}

static void read_devicetree_file(struct project_reader *reader, const char *path)
{
    const struct devicetree *tree = reader_devicetree(reader, path);
    enum image_role role = role_by_path(path);

    if (role == IMAGE_OTHER && devicetree_is_network_core(tree)) {
        role = IMAGE_NET;
    }
    add_image(reader, role, NULL, tree);
}

static void read_partition_file(struct project_reader *reader, const char *path)
{
    const struct partition_map *map = reader_partitions(reader, path);
    bool network = names_network_core(path_basename(path));

    *(network ? &reader->project->partitions_net : &reader->project->partitions) = map;
    if (map != NULL && strstr(path_basename(path), "pm_static") != NULL) {
        *ARENA_PUSH(reader->arena, &reader->project->statics) = map;
    }
}

static void read_pm_config_file(struct project_reader *reader, const char *path)
{
    const struct partition_map *map = reader_pm_config(reader, path);
    bool network = names_network_core(path_basename(path));

    *(network ? &reader->project->pm_config_net : &reader->project->pm_config) = map;
    *(network ? &reader->project->partitions_net : &reader->project->partitions) = map;
}

static void read_regions_file(struct project_reader *reader, const char *path)
{
    const struct region_map *map = reader_regions(reader, path);

    *(names_network_core(path_basename(path)) ? &reader->project->regions_net : &reader->project->regions) = map;
}

static bool is_partition_name(const char *name)
{
    return starts_with(name, "partitions") || starts_with(name, "pm_") || starts_with(name, "pm.") ||
           strstr(name, "pm_static") != NULL;
}

void read_single_file(struct project_reader *reader)
{
    const char *path = reader->project->path;
    const char *name = path_basename(path);
    bool yaml = text_ends_with(name, ".yml") || text_ends_with(name, ".yaml");

    if (yaml && starts_with(name, "regions")) {
        read_regions_file(reader, path);
    } else if (yaml && is_partition_name(name)) {
        read_partition_file(reader, path);
    } else if (starts_with(name, "pm") && text_ends_with(name, ".config")) {
        read_pm_config_file(reader, path);
    } else if (text_ends_with(name, ".config") || text_ends_with(name, ".conf")) {
        read_kconfig_file(reader, path);
    } else if (text_ends_with(name, ".dts") || text_ends_with(name, ".dtb")) {
        read_devicetree_file(reader, path);
    } else {
        reader->failed = true;
        (void)diagnose(reader->diagnostics, DIAGNOSTIC_INPUT, ORIGIN_NONE,
                       "'%s' is no file that can be checked: a build folder, pm_static*.yml, partitions*.yml, "
                       "regions*.yml, pm*.config, .config, *.conf, *.dts or *.dtb was expected",
                       path);
    }
}

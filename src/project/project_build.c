#include "project/project_kinds.h"

#include <string.h>

#include "base/file.h"
#include "project/partitions/partition_checks.h"
#include "project/source/source_tree.h"
#include "project/tree/discovery.h"
#include "project/tree/domains.h"
#include "project/tree/image_files.h"

static void refuse_folder(struct project_reader *reader, enum folder_kind kind, const struct string_list *builds)
{
    const char *root = reader->project->path;
    struct text names = text_create(reader->arena, 200);

    for (size_t i = 0; i < builds->count; i++) {
        text_printf(&names, "%s'%s'", i == 0 ? "" : ", ", path_join(reader->arena, root, builds->items[i]));
    }
    reader->failed = true;
    if (builds->count > 0) {
        (void)diagnose(reader->diagnostics, DIAGNOSTIC_INPUT, ORIGIN_NONE,
                       "'%s' is no build tree itself; point to its build folder %s", root, names.data);
    } else if (kind == FOLDER_SOURCE) {
        (void)diagnose(reader->diagnostics, DIAGNOSTIC_INPUT, ORIGIN_NONE,
                       "'%s' is a source tree without a build; point to its build folder (a single "
                       "pm_static.yml can be checked by its name)",
                       root);
    } else {
        (void)diagnose(reader->diagnostics, DIAGNOSTIC_INPUT, ORIGIN_NONE,
                       "'%s' is no build tree: it holds none of zephyr/.config, domains.yaml, partitions.yml, "
                       "IMAGE/zephyr/.config%s",
                       root,
                       reader->options->source_trees ? "; nor a source tree: it holds none of prj.conf, sysbuild.conf, "
                                                       "Kconfig.sysbuild, pm_static*.yml, a CMakeLists.txt with "
                                                       "find_package(Zephyr)"
                                                     : "");
    }
}

static void read_domains(struct project_reader *reader)
{
    const struct source *source = reader_load(reader, "domains.yaml");

    if (source != NULL && !domains_read(reader->arena, source, reader->diagnostics, &reader->project->domains)) {
        reader->failed = true;
    }
}

static void read_sysbuild(struct project_reader *reader)
{
    const struct source *source =
        reader_has_file(reader, "zephyr/.config") ? reader_load(reader, "zephyr/.config") : NULL;

    if (is_sysbuild_config(source)) {
        reader->project->sysbuild = reader_kconfig(reader, source, KCONFIG_COMPLETE_SYSBUILD);
    }
}

static void read_cmake_cache(struct project_reader *reader)
{
    reader->cmake_cache = reader_load(reader, "CMakeCache.txt");
    if (reader->cmake_cache == NULL && reader->project->domains.default_name != NULL) {
        reader->cmake_cache =
            reader_load(reader, path_join(reader->arena, reader->project->domains.default_name, "CMakeCache.txt"));
    }
}

/* A file of the network domain: in the root (sysbuild) or in the network image's folder (child image). */
static const char *network_file(struct project_reader *reader, const char *name)
{
    const struct project_image *net = project_image(reader->project, IMAGE_NET);

    if (net == NULL || reader_has_file(reader, name) || project_image(reader->project, IMAGE_APP) == NULL) {
        return name;
    }
    return path_join(reader->arena, net->name, name);
}

/* Without partitions.yml the file made for CMake still has the places, though no regions. */
static const struct partition_map *own_partitions(struct project_reader *reader, const struct partition_map *config)
{
    struct partition_map *map;

    if (config == NULL) {
        return NULL;
    }
    map = arena_alloc(reader->arena, sizeof *map);
    map->source = config->source;
    for (size_t i = 0; i < config->count; i++) {
        if (!config->items[i].foreign) {
            *ARENA_PUSH(reader->arena, map) = config->items[i];
        }
    }
    reader_note(reader, "partitions are read from '%s', which names no regions: there is no partitions*.yml",
                config->source->name);
    return map;
}

/* What stands in a file of the domain's name; the pm.config is checked against it. */
static void read_domain_partitions(struct project_reader *reader, const char *partitions, const char *config,
                                   const struct partition_map **map, const struct partition_map **config_map)
{
    *map = reader_partitions(reader, partitions);
    *config_map = reader_pm_config(reader, config);
    if (*map == NULL) {
        *map = own_partitions(reader, *config_map);
        return;
    }
    check_span_members(reader->arena, *map, &reader->project->anomalies);
    if (*config_map != NULL) {
        compare_with_pm_config(reader->arena, *map, *config_map, &reader->project->anomalies);
    }
}

/* A network core built alone has its own map under the plain names. */
static bool is_network_build(const struct project *project)
{
    return project_image(project, IMAGE_APP) == NULL && project_image(project, IMAGE_MCUBOOT) == NULL &&
           project->images.count > 0 &&
           (project->images.items[0].role == IMAGE_NET || project->images.items[0].role == IMAGE_B0N);
}

static void read_partition_files(struct project_reader *reader)
{
    struct project *project = reader->project;

    if (project->era == ERA_SYSBUILD_DTS) {
        if (reader_has_file(reader, "partitions.yml")) {
            reader_note(reader, "'partitions.yml' is ignored: Partition Manager is off in sysbuild's configuration");
        }
        return;
    }
    if (is_network_build(project) && !reader_has_file(reader, "partitions_CPUNET.yml")) {
        read_domain_partitions(reader, "partitions.yml", "pm.config", &project->partitions_net,
                               &project->pm_config_net);
        project->regions_net = reader_regions(reader, "regions.yml");
        return;
    }
    read_domain_partitions(reader, "partitions.yml", "pm.config", &project->partitions, &project->pm_config);
    read_domain_partitions(reader, network_file(reader, "partitions_CPUNET.yml"),
                           network_file(reader, "pm_CPUNET.config"), &project->partitions_net, &project->pm_config_net);
    project->regions = reader_regions(reader, "regions.yml");
    project->regions_net = reader_regions(reader, network_file(reader, "regions_CPUNET.yml"));
}

static bool is_static_map(const char *name)
{
    return strncmp(name, "pm_static", strlen("pm_static")) == 0 && text_ends_with(name, ".yml");
}

static void add_static(struct project_reader *reader, const char *name)
{
    const struct partition_map *map = reader_partitions(reader, name);

    if (map != NULL) {
        *ARENA_PUSH(reader->arena, &reader->project->statics) = map;
    }
}

/* Static maps that were put into the build's folder, else the one that the build took from the application's. */
static void read_statics(struct project_reader *reader)
{
    struct file_names names;
    const char *of_sources;

    if (!directory_list(reader->arena, reader->root, &names)) {
        return; /* discovery has reported it */
    }
    for (size_t i = 0; i < names.count; i++) {
        if (is_static_map(names.items[i])) {
            add_static(reader, names.items[i]);
        }
    }
    if (reader->project->statics.count > 0 || reader->project->era == ERA_SYSBUILD_DTS || reader->options->released) {
        return;
    }
    of_sources = source_static_of_build(reader);
    if (of_sources != NULL) {
        add_static(reader, of_sources);
    }
}

/* A static map that was kept without the build it was for, and is not beside an application's sources. */
static bool is_kept_map(const struct project_reader *reader)
{
    static const char *const of_sources[] = { "prj.conf", "sysbuild.conf", "Kconfig.sysbuild", "CMakeLists.txt" };
    struct file_names names;

    for (size_t i = 0; i < ARRAY_LENGTH(of_sources); i++) {
        if (reader_has_file(reader, of_sources[i])) {
            return false;
        }
    }
    for (size_t i = 0; directory_list(reader->arena, reader->root, &names) && i < names.count; i++) {
        if (is_static_map(names.items[i])) {
            return true;
        }
    }
    return false;
}

/* An image alone says nothing of the update it takes part in, and would be judged as if it said all. */
NODISCARD static bool is_whole_build(struct project_reader *reader)
{
    struct string_list builds;
    enum folder_kind kind = folder_kind(reader->arena, reader->root, &builds);
    const char *owner;

    if (kind != FOLDER_BUILD && !(reader->options->released && is_kept_map(reader))) {
        refuse_folder(reader, kind, &builds);
        return false;
    }
    owner = folder_owner(reader->arena, reader->root);
    if (owner != NULL) {
        reader->failed = true;
        return diagnose(reader->diagnostics, DIAGNOSTIC_INPUT, ORIGIN_NONE,
                        "'%s' is one image of the build '%s'; give that", reader->root, owner);
    }
    return true;
}

/* Of a build that was released often only some files were kept. What a build leaves behind itself tells whether that
 * is so; a static map stands for the whole one as far as it goes.
 */
static void settle_released(struct project_reader *reader)
{
    struct project *project = reader->project;

    if (!reader_has_file(reader, "domains.yaml") && reader->cmake_cache == NULL) {
        project->kind = PROJECT_FILE;
        if (project->partitions == NULL && project->statics.count > 0) {
            project->partitions = project->statics.items[0];
        }
    }
}

void read_build_tree(struct project_reader *reader)
{
    struct file_names names;

    if (!directory_list(reader->arena, reader->root, &names)) {
        reader->failed = true;
        (void)diagnose(reader->diagnostics, DIAGNOSTIC_INPUT, ORIGIN_NONE, "folder '%s' cannot be read", reader->root);
        return;
    }
    if (!is_whole_build(reader)) {
        return;
    }
    read_domains(reader);
    read_sysbuild(reader);
    read_cmake_cache(reader);
    discover_images(reader);
    reader->project->era = discover_era(reader);
    reader->project->sysbuild_missing = reader->project->sysbuild == NULL && (reader->project->era == ERA_SYSBUILD_PM ||
                                                                              reader->project->era == ERA_SYSBUILD_DTS);
    read_partition_files(reader);
    read_statics(reader);
    find_image_files(reader);
    if (reader->options->released) {
        settle_released(reader);
    }
}

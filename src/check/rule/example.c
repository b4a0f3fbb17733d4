#include "check/rule/example.h"

#include <string.h>
#include "base/temporary.h"
#include "check/rule/rule_example.h"
#include "project/partitions/partition_checks.h"

struct building {
    struct arena *arena;
    struct diagnostics *diagnostics;
    const struct example_content *content;
    struct project *project;
    const char *dtc;
};

static const struct source *text_source(struct building *building, const char *name, const struct example_text *text)
{
    return source_from_bytes(building->arena, name, text->text, strlen(text->text));
}

static bool read_kconfig(struct building *building, const char *name, const struct example_text *text,
                         const struct kconfig **result)
{
    /* 0 lines make a file complete, and no file has as many as SIZE_MAX. */
    size_t complete_from = building->content->fragment ? SIZE_MAX : 0;
    struct kconfig *config;

    if (text->text == NULL) {
        return true;
    }
    if (!kconfig_read(building->arena, text_source(building, name, text), complete_from, &building->project->anomalies,
                      building->diagnostics, &config)) {
        return false;
    }
    *result = config;
    return true;
}

/* dtc reads files only. */
static bool read_written(struct building *building, const struct temporary_folder *folder, const char *name,
                         const char *text, struct devicetree **tree)
{
    const struct source *source;
    const char *failure = temporary_folder_write(folder, "example.dts", text, strlen(text));

    if (failure != NULL) {
        return diagnose(building->diagnostics, DIAGNOSTIC_OUTPUT, ORIGIN_NONE, "%s", failure);
    }
    return source_load(building->arena, temporary_folder_path(folder, "example.dts"), name, SOURCE_TEXT_LIMIT,
                       building->diagnostics, &source) &&
           devicetree_read_dts(building->arena, building->dtc, source, building->diagnostics, tree);
}

static bool read_devicetree(struct building *building, const char *name, const struct example_text *text,
                            const struct devicetree **result)
{
    const char *whole = text->text;
    struct temporary_folder *folder;
    struct devicetree *tree;
    const char *why;
    bool good;

    if (text->text == NULL) {
        return true;
    }
    if (strstr(whole, "/dts-v1/") == NULL) {
        whole = arena_printf(building->arena, "/dts-v1/; %s", text->text);
    }
    folder = temporary_folder_create(building->arena, &why);
    if (folder == NULL) {
        return diagnose(building->diagnostics, DIAGNOSTIC_OUTPUT, ORIGIN_NONE, "%s", why);
    }
    good = read_written(building, folder, name, whole, &tree);
    temporary_folder_remove(folder);
    if (good) {
        *result = tree;
    }
    return good;
}

static const char *image_file(struct building *building, enum image_role role, const char *file)
{
    if (role == IMAGE_APP && building->content->era == ERA_CHILD_IMAGE) {
        return arena_printf(building->arena, "zephyr/%s", file);
    }
    return arena_printf(building->arena, "%s/zephyr/%s", image_role_name(role), file);
}

static bool add_image(struct building *building, enum image_role role)
{
    const struct example_content *content = building->content;
    struct project_image image = { .role = role, .name = image_role_name(role), .directory = "" };

    if (content->kconfig[role].text == NULL && content->devicetree[role].text == NULL && !content->exists[role]) {
        return true;
    }
    if (!read_kconfig(building, image_file(building, role, ".config"), &content->kconfig[role], &image.config) ||
        !read_devicetree(building, image_file(building, role, "zephyr.dts"), &content->devicetree[role],
                         &image.devicetree)) {
        return false;
    }
    *ARENA_PUSH(building->arena, &building->project->images) = image;
    return true;
}

typedef bool map_reader(struct arena *arena, const struct source *source, struct anomalies *anomalies,
                        struct diagnostics *diagnostics, struct partition_map **map);

static bool read_map(struct building *building, map_reader *reader, const char *name, const struct example_text *text,
                     const struct partition_map **result)
{
    struct partition_map *map;

    if (text->text == NULL) {
        return true;
    }
    if (!reader(building->arena, text_source(building, name, text), &building->project->anomalies,
                building->diagnostics, &map)) {
        return false;
    }
    *result = map;
    return true;
}

static bool read_regions(struct building *building, const char *name, const struct example_text *text,
                         const struct region_map **result)
{
    struct region_map *map;

    if (text->text == NULL) {
        return true;
    }
    if (!regions_read_yaml(building->arena, text_source(building, name, text), &building->project->anomalies,
                           building->diagnostics, &map)) {
        return false;
    }
    *result = map;
    return true;
}

/* alone: the map that it is too when it is given alone, as project_open() has it. */
static bool read_static(struct building *building, const char *name, const struct example_text *text,
                        const struct partition_map **alone)
{
    const struct partition_map *map = NULL;
    struct project *project = building->project;

    if (!read_map(building, partitions_read_yaml, name, text, &map)) {
        return false;
    }
    if (map != NULL) {
        *ARENA_PUSH(building->arena, &project->statics) = map;
        if (project->kind == PROJECT_SOURCE && alone == &project->partitions) {
            check_static_gaps(building->arena, map, &project->anomalies);
        }
        if (project->kind == PROJECT_FILE && *alone == NULL) {
            *alone = map;
        }
    }
    return true;
}

/* What project_open() looks for in the maps of a build. */
static void check_maps(struct building *building)
{
    struct project *project = building->project;

    if (project->partitions != NULL && project->kind == PROJECT_BUILD) {
        check_span_members(building->arena, project->partitions, &project->anomalies);
        if (project->pm_config != NULL) {
            compare_with_pm_config(building->arena, project->partitions, project->pm_config, &project->anomalies);
        }
    }
    if (project->partitions_net != NULL && project->kind == PROJECT_BUILD) {
        check_span_members(building->arena, project->partitions_net, &project->anomalies);
        if (project->pm_config_net != NULL) {
            compare_with_pm_config(building->arena, project->partitions_net, project->pm_config_net,
                                   &project->anomalies);
        }
    }
}

static bool read_maps(struct building *building)
{
    const struct example_content *content = building->content;
    struct project *project = building->project;

    return read_map(building, partitions_read_yaml, "partitions.yml", &content->partitions, &project->partitions) &&
           read_map(building, partitions_read_yaml, "partitions_CPUNET.yml", &content->partitions_net,
                    &project->partitions_net) &&
           read_map(building, partitions_read_pm_config, "pm.config", &content->pm_config, &project->pm_config) &&
           read_map(building, partitions_read_pm_config, "pm_CPUNET.config", &content->pm_config_net,
                    &project->pm_config_net) &&
           read_regions(building, "regions.yml", &content->regions, &project->regions) &&
           read_regions(building, "regions_CPUNET.yml", &content->regions_net, &project->regions_net) &&
           read_static(building, "pm_static.yml", &content->statics, &project->partitions) &&
           read_static(building, "pm_static_CPUNET.yml", &content->statics_net, &project->partitions_net);
}

static bool build(struct building *building)
{
    for (int role = 0; role < IMAGE_ROLE_COUNT; role++) {
        if (!add_image(building, (enum image_role)role)) {
            return false;
        }
    }
    if (!read_kconfig(building, "zephyr/.config", &building->content->sysbuild, &building->project->sysbuild) ||
        !read_maps(building)) {
        return false;
    }
    check_maps(building);
    return true;
}

static bool make_project(struct building *building, struct update_facts *updates)
{
    const struct example_content *content = building->content;
    struct project *project = building->project;

    project->kind = content->kind;
    project->path = "example";
    project->era = content->era;
    project->sdk_known = content->sdk_known;
    project->sdk = content->sdk;
    project->sdk_origin = content->sdk_known ? "the example" : NULL;
    project->board = content->board;
    project->anomalies = content->anomalies;
    *updates = content->updates;
    return build(building);
}

static bool add_deployed(const struct building *building, struct field_reader *reader, struct update_facts *updates)
{
    struct example_content content;
    struct building deployed = *building;
    struct update_facts *deployed_updates = arena_alloc(building->arena, sizeof *deployed_updates);

    if (building->content->deployed == NULL) {
        return true;
    }
    if (!example_deployed_read(reader, building->content->deployed, &content)) {
        return false;
    }
    deployed.content = &content;
    deployed.project = arena_alloc(building->arena, sizeof *deployed.project);
    building->project->deployed = deployed.project;
    updates->deployed = deployed_updates;
    return make_project(&deployed, deployed_updates);
}

bool example_project(struct arena *arena, const struct rule_example *example, const char *dtc,
                     struct diagnostics *diagnostics, struct project **project, struct update_facts *updates)
{
    struct field_reader reader = { .arena = arena, .diagnostics = diagnostics };
    struct example_content content;
    struct building building = { arena, diagnostics, &content, arena_alloc(arena, sizeof **project), NULL };

    if (!example_content_read(&reader, example->node, &content)) {
        return false;
    }
    building.dtc = devicetree_find_dtc(arena, dtc, NULL);
    *project = building.project;
    return make_project(&building, updates) && add_deployed(&building, &reader, updates);
}

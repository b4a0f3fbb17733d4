#include <string.h>

#include "base/yaml.h"
#include "project/partitions/partition_number.h"
#include "project/partitions/partitions.h"

/* Partition Manager knows five regions on the nRF5340. */
#define REGION_LIMIT 256u

struct region_reader {
    struct arena *arena;
    struct anomalies *anomalies;
    struct diagnostics *diagnostics;
    struct region_map *map;
};

NODISCARD static bool read_number(struct region_reader *reader, const struct yaml_node *body, const char *region,
                                  const char *key, struct partition_number *number)
{
    const struct yaml_node *node = yaml_get(body, key);

    return node == NULL || partition_number_read(node, region, key, reader->diagnostics, number);
}

static void replace_earlier(struct region_reader *reader, const struct yaml_node *key)
{
    struct region_map *map = reader->map;

    for (size_t i = 0; i < map->count; i++) {
        if (strcmp(map->items[i].name, key->text) == 0) {
            anomaly_add(reader->arena, reader->anomalies, "duplicate-key", key->text, key->origin, map->items[i].origin,
                        "region '%s' stands twice, the last one counts", key->text);
            memmove(&map->items[i], &map->items[i + 1], (map->count - i - 1) * sizeof *map->items);
            map->count--;
            return;
        }
    }
}

NODISCARD static bool read_region(struct region_reader *reader, const struct yaml_pair *pair)
{
    const struct yaml_node *device = yaml_get(pair->value, "device");
    struct region region = { .name = pair->key->text, .origin = pair->key->origin, .device = "" };

    if (!yaml_is_scalar(pair->key) || pair->value->kind != YAML_MAPPING) {
        return diagnose(reader->diagnostics, DIAGNOSTIC_INPUT, pair->key->origin,
                        "'%.60s' is no region, a name with a mapping of 'base_address' and 'size' was expected",
                        pair->key->text);
    }
    if (!read_number(reader, pair->value, region.name, "base_address", &region.base_address) ||
        !read_number(reader, pair->value, region.name, "size", &region.size)) {
        return false;
    }
    if (yaml_is_scalar(device) && !yaml_is_null(device)) {
        region.device = device->text;
    }
    replace_earlier(reader, pair->key);
    *ARENA_PUSH(reader->arena, reader->map) = region;
    return true;
}

NODISCARD static bool read_regions(struct region_reader *reader, const struct yaml_node *root)
{
    bool good = true;

    if (root->kind != YAML_MAPPING || root->count > REGION_LIMIT) {
        return diagnose(reader->diagnostics, DIAGNOSTIC_INPUT, root->origin,
                        "'%s' is no list of regions, a mapping of up to %u regions was expected",
                        reader->map->source->name, REGION_LIMIT);
    }
    for (size_t i = 0; i < root->count; i++) {
        good = read_region(reader, &root->pairs[i]) && good;
    }
    return good;
}

bool regions_read_yaml(struct arena *arena, const struct source *source, struct anomalies *anomalies,
                       struct diagnostics *diagnostics, struct region_map **map)
{
    struct region_reader reader = { .arena = arena, .anomalies = anomalies, .diagnostics = diagnostics };
    struct yaml_node *root;

    if (!yaml_parse(arena, source, diagnostics, &root)) {
        return false;
    }
    reader.map = arena_alloc(arena, sizeof *reader.map);
    reader.map->source = source;
    if (root == NULL) {
        return diagnose(diagnostics, DIAGNOSTIC_INPUT, ORIGIN_NONE, "'%s' is empty, a mapping of regions was expected",
                        source->name);
    }
    if (!read_regions(&reader, root)) {
        return false;
    }
    *map = reader.map;
    return true;
}

const struct region *region_find(const struct region_map *map, const char *name)
{
    for (size_t i = 0; map != NULL && i < map->count; i++) {
        if (strcmp(map->items[i].name, name) == 0) {
            return &map->items[i];
        }
    }
    return NULL;
}

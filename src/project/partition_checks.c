#include "project/partition_checks.h"

#include <string.h>

void check_span_members(struct arena *arena, const struct partition_map *map, struct anomalies *anomalies)
{
    for (size_t i = 0; i < map->count; i++) {
        const struct partition *partition = &map->items[i];

        for (size_t m = 0; m < partition->span.count; m++) {
            if (partition_find(map, partition->span.items[m]) == NULL) {
                anomaly_add(arena, anomalies, "span-member-missing", partition->name, partition->origin,
                            ORIGIN_NONE, "'%s' spans '%s', which is not in the map", partition->name,
                            partition->span.items[m]);
            }
        }
    }
}

static bool differ(const struct partition_number *left, const struct partition_number *right)
{
    return left->present && right->present &&
           (left->magnitude != right->magnitude || left->negative != right->negative);
}

static void report(struct arena *arena, struct anomalies *anomalies, const struct partition *partition,
                   const char *key, const struct partition_number *left, const struct partition_number *right)
{
    anomaly_add(arena, anomalies, "pm-config-disagrees", partition->name, left->origin, right->origin,
                "'%s' of '%s' is %s0x%llx, but %s0x%llx in %s", key, partition->name,
                left->negative ? "-" : "", (unsigned long long)left->magnitude, right->negative ? "-" : "",
                (unsigned long long)right->magnitude, right->origin.source->name);
}

void compare_with_pm_config(struct arena *arena, const struct partition_map *map,
                            const struct partition_map *config, struct anomalies *anomalies)
{
    for (size_t i = 0; i < map->count; i++) {
        const struct partition *partition = &map->items[i];
        const struct partition *other = partition_find(config, partition->name);

        if (other == NULL) {
            anomaly_add(arena, anomalies, "pm-config-disagrees", partition->name, partition->origin,
                        origin_file(config->source), "'%s' is not in %s", partition->name,
                        config->source->name);
            continue;
        }
        if (differ(&partition->address, &other->address)) {
            report(arena, anomalies, partition, "address", &partition->address, &other->address);
        }
        if (differ(&partition->size, &other->size)) {
            report(arena, anomalies, partition, "size", &partition->size, &other->size);
        }
    }
    for (size_t i = 0; i < config->count; i++) {
        const struct partition *other = &config->items[i];

        if (strchr(other->name, ':') == NULL && partition_find(map, other->name) == NULL) {
            anomaly_add(arena, anomalies, "pm-config-disagrees", other->name, origin_file(map->source),
                        other->origin, "'%s' is only in %s", other->name, config->source->name);
        }
    }
}

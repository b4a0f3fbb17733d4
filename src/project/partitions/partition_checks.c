#include "project/partitions/partition_checks.h"

#include <string.h>

#include "base/text.h"

/* Names of missing partitions that a message spells out; the others are counted. */
#define NAMES_SHOWN 3u
#define NAMES_LIMIT 1024u

void check_span_members(struct arena *arena, const struct partition_map *map, struct anomalies *anomalies)
{
    for (size_t i = 0; i < map->count; i++) {
        const struct partition *partition = &map->items[i];

        for (size_t m = 0; m < partition->span.count; m++) {
            if (partition_find(map, partition->span.items[m]) == NULL) {
                anomaly_add(arena, anomalies, "span-member-missing", partition->name, partition->origin, ORIGIN_NONE,
                            "'%s' spans '%s', which is not in the map", partition->name, partition->span.items[m]);
            }
        }
    }
}

static bool differ(const struct partition_number *left, const struct partition_number *right)
{
    return left->present && right->present &&
           (left->magnitude != right->magnitude || left->negative != right->negative);
}

static void report(struct arena *arena, struct anomalies *anomalies, const struct partition *partition, const char *key,
                   const struct partition_number *left, const struct partition_number *right)
{
    anomaly_add(arena, anomalies, "pm-config-disagrees", partition->name, left->origin, right->origin,
                "'%s' of '%s' is %s0x%llx, but %s0x%llx in %s", key, partition->name, left->negative ? "-" : "",
                (unsigned long long)left->magnitude, right->negative ? "-" : "", (unsigned long long)right->magnitude,
                right->origin.source->name);
}

static void compare_values(struct arena *arena, const struct partition *partition, const struct partition *other,
                           struct anomalies *anomalies)
{
    if (differ(&partition->address, &other->address)) {
        report(arena, anomalies, partition, "address", &partition->address, &other->address);
    }
    if (differ(&partition->size, &other->size)) {
        report(arena, anomalies, partition, "size", &partition->size, &other->size);
    }
}

/* Partitions of one map whose names the other does not have, in the order of the file. */
struct unmatched {
    const struct partition **items;
    size_t count;
    size_t capacity;
};

static struct unmatched find_unmatched(struct arena *arena, const struct partition_map *map,
                                       const struct partition_map *other)
{
    struct unmatched unmatched = { 0 };

    for (size_t i = 0; i < map->count; i++) {
        if (!map->items[i].foreign && partition_find(other, map->items[i].name) == NULL) {
            *ARENA_PUSH(arena, &unmatched) = &map->items[i];
        }
    }
    return unmatched;
}

/* "'a', 'b', 'c' and 4 more" */
static const char *list_names(struct arena *arena, const struct unmatched *unmatched)
{
    size_t named = unmatched->count <= NAMES_SHOWN + 1 ? unmatched->count : NAMES_SHOWN;
    struct text names = text_create(arena, NAMES_LIMIT);

    for (size_t i = 0; i < named; i++) {
        bool is_last = i > 0 && i + 1 == unmatched->count;

        text_printf(&names, "%s'%.60s'", i == 0 ? "" : is_last ? " and " : ", ", unmatched->items[i]->name);
    }
    if (named < unmatched->count) {
        text_printf(&names, " and %zu more", unmatched->count - named);
    }
    return names.data;
}

/* One anomaly for all: where one file is cut short or of another build, nearly every name is missing. */
static void report_unmatched(struct arena *arena, const struct partition_map *map, const struct partition_map *lacking,
                             struct anomalies *anomalies)
{
    struct unmatched unmatched = find_unmatched(arena, map, lacking);

    if (unmatched.count > 0) {
        anomaly_add(arena, anomalies, "pm-config-disagrees", lacking->source->name, origin_file(lacking->source),
                    unmatched.items[0]->origin, "%s %s only in %s", list_names(arena, &unmatched),
                    unmatched.count == 1 ? "is" : "are", map->source->name);
    }
}

void compare_with_pm_config(struct arena *arena, const struct partition_map *map, const struct partition_map *config,
                            struct anomalies *anomalies)
{
    for (size_t i = 0; i < map->count; i++) {
        const struct partition *other = partition_find(config, map->items[i].name);

        if (other != NULL) {
            compare_values(arena, &map->items[i], other, anomalies);
        }
    }
    report_unmatched(arena, map, config, anomalies);
    report_unmatched(arena, config, map, anomalies);
}

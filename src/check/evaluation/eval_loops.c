/* What loops run over, and the binding of their variables. */
#include "check/evaluation/eval_loops.h"

#include <assert.h>
#include <string.h>
#include "check/evaluation/eval_nodes.h"
#include "check/evaluation/eval_partitions.h"

static struct value *add_item(struct loop_items *items, enum value_type type)
{
    struct value *item = &items->items[items->count++];

    *item = (struct value){ .type = type, .known = true };
    return item;
}

static void add_partitions(enum map_name name, const struct partition_map *map, struct loop_items *items)
{
    for (size_t i = 0; i < map->count; i++) {
        if (!map->items[i].foreign) {
            add_item(items, TYPE_PARTITION)->as.partition =
                (struct partition_reference){ name, map, map->items[i].name, &map->items[i] };
        }
    }
}

static size_t count_items(const struct project *project, enum loop_domain domain, const struct partition_map *map)
{
    size_t count = 0;

    switch (domain) {
    case LOOP_PM:
    case LOOP_PM_NET:
        return map != NULL ? map->count : 0;
    case LOOP_STATICS:
        for (size_t i = 0; i < project->statics.count; i++) {
            count += project->statics.items[i]->count;
        }
        return count;
    case LOOP_ANOMALIES:
        return project->anomalies.count;
    case LOOP_IMAGES:
    case LOOP_DTS_PARTITIONS:
        break;
    }
    return project->images.count;
}

static void fill(struct evaluation *evaluation, enum loop_domain domain, const struct map_view *view,
                 struct loop_items *items)
{
    const struct project *project = evaluation->project;

    switch (domain) {
    case LOOP_PM:
    case LOOP_PM_NET:
        if (view->map != NULL) {
            add_partitions(domain == LOOP_PM ? MAP_PM : MAP_PM_NET, view->map, items);
        }
        return;
    case LOOP_STATICS:
        for (size_t i = 0; i < project->statics.count; i++) {
            add_partitions(MAP_STATIC, project->statics.items[i], items);
        }
        return;
    case LOOP_ANOMALIES:
        for (size_t i = 0; i < project->anomalies.count; i++) {
            add_item(items, TYPE_ANOMALY)->as.anomaly = &project->anomalies.items[i];
        }
        return;
    case LOOP_IMAGES:
        for (size_t i = 0; i < project->images.count; i++) {
            add_item(items, TYPE_IMAGE)->as.image = &project->images.items[i];
        }
        return;
    case LOOP_DTS_PARTITIONS:
        return;
    }
}

/* What there are too many of, and where. */
static const char *too_many(struct arena *arena, enum loop_domain domain, const struct partition_map *map)
{
    const char *items = domain == LOOP_ANOMALIES ? "oddities" : domain == LOOP_IMAGES ? "images" : "partitions";
    const char *place = domain == LOOP_STATICS          ? " in the static maps"
                        : domain == LOOP_DTS_PARTITIONS ? " in the devicetrees"
                                                        : "";

    if (map != NULL && map->source != NULL && map->source->name != NULL) {
        place = arena_printf(arena, " in %s", map->source->name);
    }
    return arena_printf(arena, "more than %u %s%s", LOOP_ITEMS_LIMIT, items, place);
}

const char *loop_limit_passed(struct arena *arena, const struct project *project)
{
    static const enum loop_domain domains[] = { LOOP_PM, LOOP_PM_NET, LOOP_STATICS, LOOP_ANOMALIES, LOOP_IMAGES };

    for (size_t i = 0; i < ARRAY_LENGTH(domains); i++) {
        const struct partition_map *map = domains[i] == LOOP_PM       ? project->partitions
                                          : domains[i] == LOOP_PM_NET ? project->partitions_net
                                                                      : NULL;

        if (count_items(project, domains[i], map) > LOOP_ITEMS_LIMIT) {
            return too_many(arena, domains[i], map);
        }
    }
    return partition_nodes_total(project) > LOOP_ITEMS_LIMIT ? too_many(arena, LOOP_DTS_PARTITIONS, NULL) : NULL;
}

struct loop_items evaluate_loop_items(struct evaluation *evaluation, enum loop_domain domain)
{
    struct map_view view = { .complete = true };
    struct loop_items items = { 0 };
    size_t count;

    if (domain == LOOP_DTS_PARTITIONS) {
        items = partition_nodes(evaluation);
        if (partition_nodes_total(evaluation->project) > LOOP_ITEMS_LIMIT) {
            items.complete = false;
            items.evidence = evidence_missing(evaluation->arena, MISSING(too_many(evaluation->arena, domain, NULL)));
        }
        return items;
    }
    if (domain == LOOP_PM || domain == LOOP_PM_NET) {
        view = partition_map_view(evaluation, domain == LOOP_PM ? MAP_PM : MAP_PM_NET);
    }
    items.complete = view.complete;
    items.evidence = view.evidence;
    count = count_items(evaluation->project, domain, view.map);
    if (count > LOOP_ITEMS_LIMIT) {
        items.complete = false;
        items.evidence = evidence_missing(evaluation->arena, MISSING(too_many(evaluation->arena, domain, view.map)));
        return items;
    }
    items.items = arena_array(evaluation->arena, count, sizeof *items.items);
    fill(evaluation, domain, &view, &items);
    return items;
}

static bool advance(const struct loop *loop, size_t count, struct loop_position *position)
{
    if (!position->started) {
        position->started = true;
        position->second = 1;
    } else if (loop->variable_count == 2 && position->second + 1 < count) {
        position->second++;
    } else {
        position->first++;
        position->second = position->first + 1;
    }
    return loop->variable_count == 2 ? position->second < count : position->first < count;
}

bool loop_next(struct evaluation *evaluation, const struct loop *loop, const struct loop_items *items,
               struct loop_position *position)
{
    if (position->started) {
        evaluation->binding_count -= loop->variable_count;
    }
    do {
        if (!advance(loop, items->count, position)) {
            return false;
        }
    } while (
        items->twins != NULL &&
        !partition_nodes_count(items, position->first, loop->variable_count == 2 ? position->second : position->first));
    assert(evaluation->binding_count + loop->variable_count <= EVALUATION_BINDINGS);
    evaluation->bindings[evaluation->binding_count++] = items->items[position->first];
    if (loop->variable_count == 2) {
        evaluation->bindings[evaluation->binding_count++] = items->items[position->second];
    }
    return true;
}

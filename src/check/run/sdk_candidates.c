#include "check/run/sdk_candidates.h"

#include <stdlib.h>
#include <string.h>
#include "check/rule/rule_reader.h"

static void add(struct arena *arena, struct sdk_candidates *candidates, struct sdk_version version,
                enum project_era era)
{
    if (project_era_fits(era, version)) {
        ARENA_PUSH(arena, candidates)->version = version;
    }
}

/* The bound itself and the next patch release, so that both sides of every bound are seen. */
static void add_both_sides(struct arena *arena, struct sdk_candidates *candidates, struct sdk_version version,
                           enum project_era era)
{
    add(arena, candidates, version, era);
    if (version.patch < UINT16_MAX) {
        version.patch++;
        add(arena, candidates, version, era);
    }
}

static void add_range(struct arena *arena, struct sdk_candidates *candidates, const struct sdk_range *range,
                      enum project_era era)
{
    for (size_t i = 0; i < range->count; i++) {
        add_both_sides(arena, candidates, range->items[i].version, era);
    }
}

static int compare_candidates(const void *left, const void *right)
{
    return sdk_version_compare(((const struct sdk_candidate *)left)->version,
                               ((const struct sdk_candidate *)right)->version);
}

static void sort_without_doubles(struct sdk_candidates *candidates)
{
    size_t kept = 0;

    if (candidates->count > 0) {
        qsort(candidates->items, candidates->count, sizeof *candidates->items, compare_candidates);
    }
    for (size_t i = 0; i < candidates->count; i++) {
        if (kept == 0 || compare_candidates(&candidates->items[kept - 1], &candidates->items[i]) != 0) {
            candidates->items[kept++] = candidates->items[i];
        }
    }
    candidates->count = kept;
}

/* Every version that the rule's own expressions name. */
static struct version_list rule_versions(struct arena *arena, const struct rule *rule)
{
    struct version_list versions = { 0 };

    expression_versions(arena, rule->when, &versions);
    expression_versions(arena, rule->condition, &versions);
    for (size_t i = 0; i < rule->outcomes.count; i++) {
        expression_versions(arena, rule->outcomes.items[i].when, &versions);
    }
    return versions;
}

/* One letter for each question the rule can ask about a version. */
static const char *signature(struct arena *arena, const struct rule *rule, const struct version_list *versions,
                             struct sdk_version version)
{
    struct text text = text_create(arena, 10000);

    text_append(&text, sdk_range_contains(&rule->sdk, version) ? "y" : "n");
    for (size_t i = 0; i < rule->outcomes.count; i++) {
        text_append(&text, sdk_range_contains(&rule->outcomes.items[i].sdk, version) ? "y" : "n");
    }
    for (size_t i = 0; i < versions->count; i++) {
        int order = sdk_version_compare(version, versions->items[i]);

        text_append(&text, order < 0 ? "<" : order > 0 ? ">" : "=");
    }
    return text.data;
}

static void group(struct arena *arena, const struct rule *rule, const struct version_list *versions,
                  struct sdk_candidates *candidates)
{
    const char **signatures = arena_array(arena, candidates->count, sizeof *signatures);

    for (size_t i = 0; i < candidates->count; i++) {
        struct sdk_candidate *candidate = &candidates->items[i];

        candidate->in_range = sdk_range_contains(&rule->sdk, candidate->version);
        signatures[i] = signature(arena, rule, versions, candidate->version);
        candidate->group = candidates->group_count;
        for (size_t k = 0; k < i; k++) {
            if (strcmp(signatures[k], signatures[i]) == 0) {
                candidate->group = candidates->items[k].group;
                break;
            }
        }
        candidates->group_count += candidate->group == candidates->group_count;
    }
}

struct sdk_candidates sdk_candidates_of(struct arena *arena, const struct rule_set *set, const struct rule *rule,
                                        const struct project *project)
{
    struct sdk_candidates candidates = { 0 };
    struct version_list versions = { 0 };

    if (project->sdk_known) {
        *ARENA_PUSH(arena, &candidates) =
            (struct sdk_candidate){ project->sdk, sdk_range_contains(&rule->sdk, project->sdk), 0 };
        candidates.group_count = 1;
        return candidates;
    }
    versions = rule_versions(arena, rule);
    for (size_t i = 0; i < set->definition_versions.count; i++) {
        *ARENA_PUSH(arena, &versions) = set->definition_versions.items[i];
    }
    for (size_t i = 0; project->kind == PROJECT_SOURCE && i < set->default_versions.count; i++) {
        *ARENA_PUSH(arena, &versions) = set->default_versions.items[i];
    }
    for (size_t i = 0; i < SDK_SERIES_COUNT; i++) {
        const struct sdk_series *series = &sdk_known_series[i];

        for (uint16_t minor = series->first_minor; minor <= series->last_minor; minor++) {
            add(arena, &candidates, (struct sdk_version){ series->major, minor, 0 }, project->era);
        }
    }
    add_range(arena, &candidates, &rule->sdk, project->era);
    for (size_t i = 0; i < rule->outcomes.count; i++) {
        add_range(arena, &candidates, &rule->outcomes.items[i].sdk, project->era);
    }
    for (size_t i = 0; i < versions.count; i++) {
        add_both_sides(arena, &candidates, versions.items[i], project->era);
    }
    sort_without_doubles(&candidates);
    group(arena, rule, &versions, &candidates);
    return candidates;
}

/* "3.2.x" when no later candidate is of the same minor release. */
static const char *end_text(struct arena *arena, const struct sdk_candidates *candidates, size_t index)
{
    struct sdk_version version = candidates->items[index].version;
    bool last_of_minor = index + 1 == candidates->count ||
                         candidates->items[index + 1].version.minor != version.minor ||
                         candidates->items[index + 1].version.major != version.major;

    return last_of_minor ? arena_printf(arena, "%u.%u.x", version.major, version.minor)
                         : sdk_version_text(arena, version);
}

const char *sdk_candidates_text(struct arena *arena, const struct sdk_candidates *candidates, const bool *chosen)
{
    struct text text = text_create(arena, 500);

    for (size_t first = 0; first < candidates->count; first++) {
        size_t last = first;

        if (!chosen[candidates->items[first].group]) {
            continue;
        }
        while (last + 1 < candidates->count && chosen[candidates->items[last + 1].group]) {
            last++;
        }
        text_printf(&text, "%s%s", text.length == 0 ? "NCS " : ", ",
                    last == first ? end_text(arena, candidates, first)
                                  : sdk_version_text(arena, candidates->items[first].version));
        if (last > first) {
            text_printf(&text, " to %s", end_text(arena, candidates, last));
        }
        first = last;
    }
    return text.data;
}

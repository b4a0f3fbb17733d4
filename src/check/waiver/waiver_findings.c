#include "check/waiver/waiver_findings.h"

#include <stdlib.h>
#include <string.h>
#include "check/evaluation/evaluation.h"
#include "check/run/rule_run.h"
#include "check/waiver/waiver_tally.h"

struct telling {
    struct arena *arena;
    const struct rule_set *set;
    struct waiver_tallies tallies;
    bool *speaks; /* of each rule, rule_index(): one of the inputs has an unwaived finding of it */

    /* Of one input: waivers whose rules are for other SDK releases than those of all inputs. */
    struct text other_sdk;
    size_t other_sdk_count;
};

#define SHOWN_OTHER_SDK 10

static void append_list(struct text *text, const char *key, const struct string_list *list)
{
    for (size_t i = 0; i < list->count; i++) {
        text_printf(text, "%s%s %s", text->length == 0 ? "" : ", ", key, list->items[i]);
    }
}

/* "N53-0305 (subject boot_log, board nrf5340dk)": also what tells two waivers of a rule apart in a fingerprint. */
static const char *waiver_words(struct arena *arena, const struct waiver *waiver)
{
    struct text limits = text_create(arena, 2000);

    if (waiver->subject != NULL) {
        text_printf(&limits, "subject %s", waiver->subject);
    }
    append_list(&limits, "board", &waiver->scope.boards);
    append_list(&limits, "product", &waiver->scope.products);
    append_list(&limits, "path", &waiver->scope.paths);
    return limits.length == 0 ? waiver->rule->id : arena_printf(arena, "%s (%s)", waiver->rule->id, limits.data);
}

/* Before this has findings of its own. */
static bool *rules_that_speak(struct arena *arena, const struct rule_set *set, const struct waiver_checks *checks)
{
    bool *speaks = arena_array(arena, rule_set_count(set), sizeof *speaks);

    for (size_t i = 0; i < checks->count; i++) {
        const struct findings *findings = &checks->items[i].result->findings;

        for (size_t k = 0; k < findings->count; k++) {
            const struct rule *rule = rule_set_find(set, findings->items[k].rule);

            if (rule != NULL && findings->items[k].waived == NULL) {
                speaks[rule_index(set, rule)] = true;
            }
        }
    }
    return speaks;
}

/* A finding of the rule that the waiver does not cover is most likely the one that was meant. */
static const char *unused_words(const struct telling *telling, const struct waiver *waiver)
{
    if (!telling->speaks[rule_index(telling->set, waiver->rule)]) {
        return arena_printf(telling->arena, "%s has nothing to say there any more", waiver->rule->name);
    }
    return waiver->place == WAIVER_COMMENT
               ? "the finding of this rule has no fact in what the comment stands before; waive it in the project file"
               : "the finding of this rule is about something else";
}

/* Another build of the project, of another release, may need it: nobody is told to remove it. */
static void tell_of_releases(struct telling *telling, const struct waiver *waiver, const char *words)
{
    if (++telling->other_sdk_count > SHOWN_OTHER_SDK) {
        return;
    }
    text_printf(&telling->other_sdk, "%s%s (%s:%u:%u), which is for NCS %s", telling->other_sdk_count > 1 ? "; " : "",
                words, waiver->origin.source->name, (unsigned)waiver->origin.line, (unsigned)waiver->origin.column,
                waiver->rule->sdk_text);
}

static void note_other_releases(struct telling *telling, struct check_result *result)
{
    size_t count = telling->other_sdk_count;

    if (count > 0) {
        *ARENA_PUSH(telling->arena, &result->notes) =
            arena_printf(telling->arena, "%zu %s of other SDK releases and %s nothing here: %s%s", count,
                         count == 1 ? "waiver is for a rule" : "waivers are for rules", count == 1 ? "does" : "do",
                         telling->other_sdk.data, count > SHOWN_OTHER_SDK ? "; ..." : "");
    }
}

static void tell(struct telling *telling, const struct waiver_use *use, bool all_inputs, struct anomalies *told)
{
    const struct waiver *waiver = use->waiver;
    struct waiver_tally *tally = waiver_tally_find(&telling->tallies, waiver->rule, waiver->origin);
    const char *words;

    if (tally->told) {
        return;
    }
    tally->told = true;
    words = waiver_words(telling->arena, waiver);
    if (waiver->reason == NULL) {
        anomaly_add(telling->arena, told, "waiver-without-reason", words, waiver->origin, ORIGIN_NONE,
                    "it does not hold until it says why");
    } else if (use->expired) {
        anomaly_add(telling->arena, told, "waiver-expired", words, waiver->origin, ORIGIN_NONE, "it ended on %s%s",
                    waiver->until,
                    tally->used      ? ", and what it was for is still there"
                    : tally->decided ? ", and there was nothing left for it"
                                     : "");
    } else if (tally->decided && !tally->used && (all_inputs || waiver->place == WAIVER_COMMENT)) {
        anomaly_add(telling->arena, told, "waiver-unused", words, waiver->origin, ORIGIN_NONE, "%s",
                    unused_words(telling, waiver));
    } else if (tally->other_sdk && !tally->open && !tally->used && (all_inputs || waiver->place == WAIVER_COMMENT)) {
        tell_of_releases(telling, waiver, words);
    }
}

static void tell_unreadable(struct telling *telling, const struct unreadable_waivers *list, struct anomalies *told)
{
    for (size_t i = 0; i < list->count; i++) {
        struct waiver_tally *tally = waiver_tally_find(&telling->tallies, NULL, list->items[i].origin);

        if (!tally->told) {
            tally->told = true;
            anomaly_add(telling->arena, told, "waiver-unreadable", list->items[i].origin.source->name,
                        list->items[i].origin, ORIGIN_NONE, "%s", list->items[i].problem);
        }
    }
}

static void note_unused_allow(struct arena *arena, const struct rule_set *set, const struct waiver_check *check)
{
    for (size_t i = 0; i < check->uses.count; i++) {
        const struct waiver_use *use = &check->uses.items[i];

        if (use->waiver->place == WAIVER_CALL && !use->used &&
            check->fates[rule_index(set, use->waiver->rule)].kind != FATE_BUILD) {
            *ARENA_PUSH(arena, &check->result->notes) =
                arena_printf(arena, "waiver for %s (--allow) matches no finding", use->waiver->rule->id);
        }
    }
}

struct placed_finding {
    struct finding finding;
    size_t place;
};

/* Worst first, then by rule, as the checker has them. */
static int compare_placed(const void *left, const void *right)
{
    const struct placed_finding *a = left;
    const struct placed_finding *b = right;
    int order = (a->finding.severity < b->finding.severity) - (a->finding.severity > b->finding.severity);

    if (order == 0) {
        order = strcmp(a->finding.rule, b->finding.rule);
    }
    return order != 0 ? order : (a->place > b->place) - (a->place < b->place);
}

static void put_in_order(struct arena *arena, struct findings *findings)
{
    struct placed_finding *placed = arena_array(arena, findings->count, sizeof *placed);

    for (size_t i = 0; i < findings->count; i++) {
        placed[i] = (struct placed_finding){ findings->items[i], i };
    }
    if (findings->count > 0) {
        qsort(placed, findings->count, sizeof *placed, compare_placed);
    }
    for (size_t i = 0; i < findings->count; i++) {
        findings->items[i] = placed[i].finding;
    }
}

static void run_rule(struct telling *telling, const struct rule *rule, const struct rule_input *input,
                     struct check_result *result, const struct severity_override *override)
{
    struct rule_verdict verdict;

    rule_run(telling->arena, telling->set, rule, input, &verdict);
    for (size_t i = 0; i < verdict.hits.count; i++) {
        struct finding *finding = &verdict.hits.items[i].finding;

        finding->severity = override != NULL ? override->severity : finding->severity;
        *ARENA_PUSH(telling->arena, &result->findings) = *finding;
        result->summary.count[finding->severity]++;
    }
}

/* In parts: a rule speaks of each waiver alone, and a loop takes so many items and no more. */
static void run_rules(struct telling *telling, const struct waiver_check *check, const struct anomalies *told)
{
    struct project project = *check->project;
    struct span_tables spans = { .arena = telling->arena };
    struct scratch scratch = { 0 };
    static const struct update_facts no_updates;
    const struct rule_input input = { &project, NULL, &no_updates, &spans, &scratch };

    for (size_t i = 0; i < rule_set_count(telling->set); i++) {
        const struct rule *rule = rule_set_at(telling->set, i);
        const struct severity_override *override = check_config_severity(check->config, rule);

        if (!rule->about_waivers || (override != NULL && override->off)) {
            continue;
        }
        for (size_t at = 0; at < told->count; at += LOOP_ITEMS_LIMIT) {
            size_t left = told->count - at;

            project.anomalies = (struct anomalies){ .items = told->items + at,
                                                    .count = left < LOOP_ITEMS_LIMIT ? left : LOOP_ITEMS_LIMIT };
            run_rule(telling, rule, &input, check->result, override);
        }
    }
    put_in_order(telling->arena, &check->result->findings);
    arena_destroy(scratch.arena);
}

void waiver_findings_add(struct arena *arena, const struct rule_set *set, const struct waiver_checks *checks,
                         bool all_inputs)
{
    struct telling telling = { .arena = arena,
                               .set = set,
                               .tallies = waiver_tallies_of(arena, set, checks),
                               .speaks = rules_that_speak(arena, set, checks) };

    for (size_t i = 0; i < checks->count; i++) {
        const struct waiver_check *check = &checks->items[i];
        struct anomalies told = { 0 };

        telling.other_sdk = text_create(arena, 8000);
        telling.other_sdk_count = 0;
        for (size_t k = 0; k < check->uses.count; k++) {
            const struct waiver_use *use = &check->uses.items[k];

            if (use->in_scope && use->waiver->place != WAIVER_CALL) {
                tell(&telling, use, all_inputs, &told);
            }
        }
        tell_unreadable(&telling, &check->uses.unreadable, &told);
        note_other_releases(&telling, check->result);
        note_unused_allow(arena, set, check);
        if (told.count > 0) {
            run_rules(&telling, check, &told);
        }
    }
}

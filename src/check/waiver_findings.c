#include "check/waiver_findings.h"

#include <string.h>
#include "check/rule_run.h"

struct telling {
    struct arena *arena;
    const struct rule_set *set;
    const struct waiver_checks *checks;
    struct anomalies *told; /* one list for each input */
};

static bool same_place(struct origin left, struct origin right)
{
    return left.source != NULL && right.source != NULL && left.line == right.line && left.column == right.column &&
           strcmp(left.source->path, right.source->path) == 0;
}

/* Each input has read the project file, and shared sources, for itself. */
static bool same_waiver(const struct waiver *left, const struct waiver *right)
{
    return left->rule == right->rule && same_place(left->origin, right->origin);
}

/* Facts of all inputs about one waiver. */
struct summed {
    bool in_scope;
    bool used;
    bool decided;
};

static struct summed sum_up(const struct waiver_checks *checks, const struct waiver *waiver)
{
    struct summed sum = { false };

    for (size_t i = 0; i < checks->count; i++) {
        const struct waiver_uses *uses = &checks->items[i].uses;

        for (size_t k = 0; k < uses->count; k++) {
            const struct waiver_use *use = &uses->items[k];

            if (same_waiver(use->waiver, waiver)) {
                sum.in_scope = sum.in_scope || use->in_scope;
                sum.used = sum.used || use->used;
                sum.decided = sum.decided || (use->in_scope && use->decided);
            }
        }
    }
    return sum;
}

static bool told_before(const struct telling *telling, size_t upto, const struct waiver *waiver)
{
    for (size_t i = 0; i < upto; i++) {
        const struct waiver_uses *uses = &telling->checks->items[i].uses;

        for (size_t k = 0; k < uses->count; k++) {
            if (uses->items[k].in_scope && same_waiver(uses->items[k].waiver, waiver)) {
                return true;
            }
        }
    }
    return false;
}

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

/* A finding of the rule that the waiver does not cover is most likely the one that was meant. */
static const char *unused_words(const struct telling *telling, const struct waiver *waiver)
{
    for (size_t i = 0; i < telling->checks->count; i++) {
        const struct findings *findings = &telling->checks->items[i].result->findings;

        for (size_t k = 0; k < findings->count; k++) {
            if (strcmp(findings->items[k].rule, waiver->rule->id) == 0 && findings->items[k].waived == NULL) {
                return waiver->place == WAIVER_COMMENT
                           ? "the finding of this rule has no fact in what the comment stands before; waive it in the "
                             "project file"
                           : "the finding of this rule is about something else";
            }
        }
    }
    return arena_printf(telling->arena, "%s has nothing to say there any more", waiver->rule->name);
}

static void tell(struct telling *telling, size_t index, const struct waiver_use *use, bool all_inputs)
{
    const struct waiver *waiver = use->waiver;
    struct summed sum = sum_up(telling->checks, waiver);
    const char *words = waiver_words(telling->arena, waiver);
    struct anomalies *told = &telling->told[index];

    if (waiver->reason == NULL) {
        anomaly_add(telling->arena, told, "waiver-without-reason", words, waiver->origin, ORIGIN_NONE,
                    "it does not hold until it says why");
    } else if (use->expired) {
        anomaly_add(telling->arena, told, "waiver-expired", words, waiver->origin, ORIGIN_NONE, "it ended on %s%s",
                    waiver->until,
                    sum.used ? ", and what it was for is still there" : ", and there was nothing left for it");
    } else if (sum.decided && !sum.used && (all_inputs || waiver->place == WAIVER_COMMENT)) {
        anomaly_add(telling->arena, told, "waiver-unused", words, waiver->origin, ORIGIN_NONE, "%s",
                    unused_words(telling, waiver));
    }
}

static bool unreadable_before(const struct telling *telling, size_t upto, struct origin origin)
{
    for (size_t i = 0; i < upto; i++) {
        const struct unreadable_waivers *list = &telling->checks->items[i].uses.unreadable;

        for (size_t k = 0; k < list->count; k++) {
            if (same_place(list->items[k].origin, origin)) {
                return true;
            }
        }
    }
    return false;
}

static void tell_unreadable(struct telling *telling, size_t index)
{
    const struct unreadable_waivers *list = &telling->checks->items[index].uses.unreadable;

    for (size_t i = 0; i < list->count; i++) {
        if (!unreadable_before(telling, index, list->items[i].origin)) {
            anomaly_add(telling->arena, &telling->told[index], "waiver-unreadable", list->items[i].origin.source->name,
                        list->items[i].origin, ORIGIN_NONE, "%s", list->items[i].problem);
        }
    }
}

static void note_unused_allow(struct arena *arena, const struct waiver_check *check)
{
    for (size_t i = 0; i < check->uses.count; i++) {
        const struct waiver_use *use = &check->uses.items[i];

        if (use->waiver->place == WAIVER_CALL && !use->used) {
            *ARENA_PUSH(arena, &check->result->notes) =
                arena_printf(arena, "waiver for %s (--allow) matches no finding", use->waiver->rule->id);
        }
    }
}

/* Worst first, then by rule, as the checker has them. */
static void insert_finding(struct arena *arena, struct check_result *result, const struct finding *finding)
{
    struct findings *findings = &result->findings;
    size_t at = findings->count;

    (void)ARENA_PUSH(arena, findings);
    while (at > 0 && (findings->items[at - 1].severity < finding->severity ||
                      (findings->items[at - 1].severity == finding->severity &&
                       strcmp(findings->items[at - 1].rule, finding->rule) > 0))) {
        findings->items[at] = findings->items[at - 1];
        at--;
    }
    findings->items[at] = *finding;
    result->summary.count[finding->severity]++;
}

static void run_rules(struct telling *telling, const struct waiver_check *check, const struct anomalies *told)
{
    struct project project = *check->project;
    struct span_tables spans = { .arena = telling->arena };
    struct scratch scratch = { 0 };
    static const struct update_facts no_updates;
    const struct rule_input input = { &project, NULL, &no_updates, &spans, &scratch };

    project.anomalies = *told;
    for (size_t i = 0; i < rule_set_count(telling->set); i++) {
        const struct rule *rule = rule_set_at(telling->set, i);
        const struct severity_override *override = check_config_severity(check->config, rule);
        struct rule_verdict verdict;

        if (!rule->about_waivers || (override != NULL && override->off)) {
            continue;
        }
        rule_run(telling->arena, telling->set, rule, &input, &verdict);
        for (size_t k = 0; k < verdict.hits.count; k++) {
            struct finding *finding = &verdict.hits.items[k].finding;

            finding->severity = override != NULL ? override->severity : finding->severity;
            insert_finding(telling->arena, check->result, finding);
        }
    }
    arena_destroy(scratch.arena);
}

void waiver_findings_add(struct arena *arena, const struct rule_set *set, const struct waiver_checks *checks,
                         bool all_inputs)
{
    struct telling telling = { arena, set, checks, arena_array(arena, checks->count, sizeof(struct anomalies)) };

    for (size_t i = 0; i < checks->count; i++) {
        const struct waiver_check *check = &checks->items[i];

        for (size_t k = 0; k < check->uses.count; k++) {
            const struct waiver_use *use = &check->uses.items[k];

            if (use->in_scope && use->waiver->place != WAIVER_CALL && !told_before(&telling, i, use->waiver)) {
                tell(&telling, i, use, all_inputs);
            }
        }
        tell_unreadable(&telling, i);
        note_unused_allow(arena, check);
        if (telling.told[i].count > 0) {
            run_rules(&telling, check, &telling.told[i]);
        }
    }
}

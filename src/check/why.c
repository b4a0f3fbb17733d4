#include "check/why.h"

#include <string.h>
#include "check/evaluation/eval_loops.h"
#include "check/evaluation/evaluate.h"
#include "check/run/defaults.h"
#include "check/run/finding.h"
#include "check/run/judgement.h"
#include "check/run/sdk_candidates.h"

/* Items of a loop that are shown although the rule has nothing to say of them. */
#define QUIET_ITEMS 3
#define SHOWN_ITEMS 50

struct answer {
    struct arena *arena;
    const struct rule_set *set;
    const struct rule *rule;
    const struct why_input *input;
    struct evaluation evaluation;
    struct why *why;
};

static void add_point(struct answer *answer, const char *name, struct origin origin, const char *text)
{
    *ARENA_PUSH(answer->arena, &answer->why->points) = (struct why_point){ name, text, origin };
}

static const char *kinds_text(struct arena *arena, unsigned kinds)
{
    static const char *const names[] = {
        [PROJECT_BUILD] = "build", [PROJECT_SOURCE] = "source", [PROJECT_FILE] = "file"
    };
    struct text text = text_create(arena, 100);
    unsigned all = 1u << PROJECT_BUILD | 1u << PROJECT_SOURCE | 1u << PROJECT_FILE;

    if ((kinds & all) == all) {
        return "every kind of input";
    }
    for (size_t i = 0; i < ARRAY_LENGTH(names); i++) {
        if ((kinds & 1u << i) != 0) {
            text_printf(&text, "%s%s", text.length > 0 ? ", " : "", names[i]);
        }
    }
    return text.data;
}

static void tell_sdk(struct answer *answer)
{
    const struct rule *rule = answer->rule;
    const struct check_result *result = answer->input->result;
    struct arena *arena = answer->arena;
    struct sdk_candidates candidates = sdk_candidates_of(arena, answer->set, rule, answer->input->rules.project);
    const struct sdk_candidate *shown = &candidates.items[0];

    for (size_t i = 0; i < candidates.count; i++) {
        shown = candidates.items[i].in_range ? &candidates.items[i] : shown;
    }
    answer->evaluation.sdk_known = true;
    answer->evaluation.sdk = shown->version;
    if (answer->input->rules.defaults != NULL) {
        answer->evaluation.project = source_defaults_project(answer->input->rules.defaults, shown->version);
    }
    if (result->sdk != NULL) {
        add_point(answer, "sdk", ORIGIN_NONE,
                  arena_printf(arena, "NCS %s (%s) is %s the rule's range, %s", result->sdk, result->sdk_origin,
                               shown->in_range ? "in" : "not in", rule->sdk_text));
        return;
    }
    add_point(answer, "sdk", ORIGIN_NONE,
              arena_printf(arena,
                           "the NCS version is unknown, so that the rule (%s) is judged for each; shown here as NCS %s",
                           rule->sdk_text, sdk_version_text(arena, shown->version)));
}

static void tell_requirements(struct answer *answer)
{
    const struct rule *rule = answer->rule;

    for (size_t i = 0; i < rule->requires.count; i++) {
        const struct rule *required = rule_set_find(answer->set, rule->requires.items[i]);
        const struct rule_fate *own = &answer->input->fates[rule_index(answer->set, rule)];
        bool silences = own->kind == FATE_SILENT && own->silencer == required;

        add_point(answer, "requires", ORIGIN_NONE,
                  arena_printf(answer->arena, "%s (%s) %s", required->id, required->name,
                               silences ? "has an unwaived finding or is silent itself, which keeps this rule silent"
                                        : "does not keep this rule silent"));
    }
}

static void tell_severity(struct answer *answer)
{
    const struct rule *rule = answer->rule;
    const struct severity_override *override = check_config_severity(answer->input->config, rule);
    const struct rule_outcome *worst = rule_worst_outcome(rule);

    if (override != NULL) {
        add_point(answer, "severity", origin_file(answer->input->config->source),
                  arena_printf(answer->arena, "%s, by the project file; the rule's own is %s at most",
                               override->off ? "off" : severity_name(override->severity),
                               severity_name(rule_outcome_severity(worst))));
        return;
    }
    add_point(answer, "severity", ORIGIN_NONE,
              arena_printf(answer->arena, "%s at most (%s); the project file says nothing of it",
                           severity_name(rule_outcome_severity(worst)), consequence_name(worst->consequence)));
}

static void tell_waivers(struct answer *answer)
{
    for (size_t i = 0; i < answer->input->waivers->count; i++) {
        const struct waiver_use *use = &answer->input->waivers->items[i];
        const struct waiver *waiver = use->waiver;
        const char *outside;

        if (waiver->rule != answer->rule) {
            continue;
        }
        outside = waiver_out_of_scope(answer->arena, waiver, &answer->input->scope);
        add_point(answer, "waiver", waiver->origin,
                  arena_printf(answer->arena, "%s%s", waiver->place == WAIVER_CALL ? "of --allow: " : "",
                               outside != NULL          ? outside
                               : waiver->reason == NULL ? "it gives no reason and does not hold"
                               : use->expired           ? arena_printf(answer->arena, "it ended on %s", waiver->until)
                               : use->used              ? arena_printf(answer->arena, "it holds: %s", waiver->reason)
                                                        : "it is for this input and covers no finding"));
    }
}

static struct why_question *ask(struct answer *answer, const char *about, const char *item,
                                const struct expression *expression)
{
    struct why_question *question = ARENA_PUSH(answer->arena, &answer->why->questions);
    struct value value;

    answer->evaluation.steps = 0;
    value = evaluate(&answer->evaluation, expression, TYPE_BOOL);
    *question = (struct why_question){ .about = about, .item = item, .answer = why_answer(&value) };
    why_take_apart(&answer->evaluation, expression, &question->steps);
    return question;
}

static void ask_items(struct answer *answer)
{
    const struct loop *loop = answer->rule->loop;
    struct evaluation *evaluation = &answer->evaluation;
    struct loop_items items = evaluate_loop_items(evaluation, loop->domain);
    struct loop_position position = { 0 };
    size_t quiet = 0;

    while (loop_next(evaluation, loop, &items, &position)) {
        struct value value;

        evaluation->steps = 0;
        value = evaluate(evaluation, answer->rule->condition, TYPE_BOOL);
        answer->why->items++;
        if ((value.known && !value.as.boolean && quiet++ >= QUIET_ITEMS) ||
            answer->why->questions.count >= SHOWN_ITEMS) {
            answer->why->items_left++;
            continue;
        }
        (void)ask(answer, "condition", binding_subject(answer->arena, evaluation), answer->rule->condition);
    }
}

static bool is_of_rule(const struct finding *finding, const struct rule *rule)
{
    return strcmp(finding->rule, rule->id) == 0;
}

static const char *findings_text(struct answer *answer)
{
    const struct findings *findings = &answer->input->result->findings;
    size_t count = 0;
    size_t waived = 0;

    for (size_t i = 0; i < findings->count; i++) {
        if (is_of_rule(&findings->items[i], answer->rule)) {
            count++;
            waived += findings->items[i].waived != NULL;
        }
    }
    if (count == 0) {
        return "no finding";
    }
    return arena_printf(answer->arena, "%zu %s%s", count, count == 1 ? "finding" : "findings",
                        waived == 0 ? "" : arena_printf(answer->arena, ", %zu waived", waived));
}

static const char *verdict_text(struct answer *answer)
{
    const struct rule_fate *fate = &answer->input->fates[rule_index(answer->set, answer->rule)];
    const char *findings = findings_text(answer);

    if (answer->rule->about_waivers) {
        return "run when all other rules are done, over what became of the waivers";
    }
    switch (fate->kind) {
    case FATE_OFF:
        return "not run: the project file turns it off";
    case FATE_OTHER_KIND:
        return "not run: it is for other kinds of input";
    case FATE_SILENT:
        return arena_printf(answer->arena, "not run: it builds on %s (%s), which has a finding or is silent itself",
                            fate->silencer->id, fate->silencer->name);
    case FATE_NO_CASE:
        return "not run: its SDK range or its 'when' leaves this input out";
    case FATE_FILE:
        return "not run: it needs more than this file";
    case FATE_BUILD:
        return "not decided here: only the build shows it";
    case FATE_UNDECIDED:
        return arena_printf(answer->arena, "undecided (%s)", findings);
    case FATE_NOT_RUN:
    case FATE_DECIDED:
        break;
    }
    return findings;
}

void why_explain(struct arena *arena, const struct rule_set *set, const struct rule *rule,
                 const struct why_input *input, struct why *why)
{
    struct answer answer = { arena, set, rule, input, { 0 }, why };

    *why = (struct why){ .rule = rule->id, .name = rule->name, .title = rule->title };
    answer.evaluation = (struct evaluation){
        .arena = arena, .project = input->rules.project, .updates = input->rules.updates, .spans = input->rules.spans
    };
    why->verdict = verdict_text(&answer);
    add_point(
        &answer, "inputs", ORIGIN_NONE,
        arena_printf(arena, "this is a %s; the rule is for %s", input->result->kind, kinds_text(arena, rule->kinds)));
    tell_sdk(&answer);
    tell_requirements(&answer);
    tell_severity(&answer);
    tell_waivers(&answer);
    if (rule->about_waivers) {
        return;
    }
    if (rule->when != NULL) {
        (void)ask(&answer, "when", NULL, rule->when);
    }
    if (rule->loop != NULL) {
        ask_items(&answer);
    } else {
        (void)ask(&answer, "condition", NULL, rule->condition);
    }
}

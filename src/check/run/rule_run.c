#include "check/run/rule_run.h"

#include "check/evaluation/eval_logic.h"
#include "check/evaluation/eval_loops.h"
#include "check/evaluation/evaluate.h"
#include "check/run/defaults.h"
#include "check/run/finding.h"
#include "check/run/judgement.h"
#include "check/run/sdk_candidates.h"

struct run {
    struct arena *arena;
    const struct rule *rule;
    const struct rule_input *input;
    struct sdk_candidates candidates;
    struct rule_verdict *verdict;
};

static struct evaluation evaluation_begin(const struct run *run, struct arena *arena)
{
    return (struct evaluation){
        .arena = arena, .project = run->input->project, .updates = run->input->updates, .spans = run->input->spans
    };
}

/* A step takes some hundred bytes; a new arena costs more than clearing a few of them. */
#define SCRATCH_STEPS 10000u

/* Counts what an evaluation used and begins a new arena when that was much. Nothing of the old one may be in use. */
static void scratch_renew(const struct run *run, struct evaluation *evaluation)
{
    struct scratch *scratch = run->input->scratch;

    scratch->steps += evaluation->steps;
    evaluation->steps = 0;
    if (scratch->arena == NULL || scratch->steps > SCRATCH_STEPS) {
        arena_destroy(scratch->arena);
        scratch->arena = arena_create_within(run->arena);
        scratch->steps = 0;
    }
    evaluation->arena = scratch->arena;
}

static const struct sdk_candidate *group_member(const struct sdk_candidates *candidates, size_t group)
{
    size_t i = 0;

    while (candidates->items[i].group != group) {
        i++;
    }
    return &candidates->items[i];
}

/* A tree of unknown version is judged as each version in turn: `sdk` has a value then, and a source tree the defaults of
 * that version.
 */
static void take_candidate(const struct run *run, struct evaluation *evaluation, const struct sdk_candidate *candidate)
{
    evaluation->sdk_known = true;
    evaluation->sdk = candidate->version;
    if (run->input->defaults != NULL) {
        evaluation->project = source_defaults_project(run->input->defaults, candidate->version);
    }
}

static struct judgement judge_group(const struct run *run, struct evaluation *evaluation, size_t group)
{
    const struct sdk_candidate *member = group_member(&run->candidates, group);

    take_candidate(run, evaluation, member);
    if (!member->in_range) {
        return (struct judgement){ .state = JUDGED_NO_HIT };
    }
    return judge(evaluation, run->rule);
}

static void note_missing(struct run *run, const struct evidence *evidence)
{
    run->verdict->undecided = true;
    run->verdict->beyond_input = run->verdict->beyond_input || evidence_beyond_input(evidence);
    evidence_missing_texts(run->arena, evidence, &run->verdict->missing);
}

static void note_unknown_sdk(struct run *run)
{
    static const char text[] = "the SDK version is unknown: give --sdk-version";

    if (!string_list_has(&run->verdict->missing, text)) {
        *ARENA_PUSH(run->arena, &run->verdict->missing) = text;
    }
}

static void add_hit(struct run *run, struct evaluation *evaluation, const struct judgement *judgements)
{
    struct rule_hit *hit = ARENA_PUSH(run->arena, &run->verdict->hits);
    size_t mildest = 0;

    for (size_t i = 1; i < run->candidates.group_count; i++) {
        if (rule_outcome_severity(judgements[i].outcome) < rule_outcome_severity(judgements[mildest].outcome)) {
            mildest = i;
        }
    }
    take_candidate(run, evaluation, group_member(&run->candidates, mildest));
    hit->subject = binding_subject(run->arena, evaluation);
    finding_make(run->arena, evaluation, run->rule, &judgements[mildest], hit->subject, &hit->finding);
    finding_add_sdk_outlook(run->arena, &run->candidates, judgements, mildest, &hit->finding);
}

/* One binding: a finding when every candidate version gives one. */
static void run_binding(struct run *run, struct evaluation *evaluation)
{
    struct judgement *judgements = arena_array(evaluation->arena, run->candidates.group_count, sizeof *judgements);
    size_t states[JUDGED_STATES] = { 0 };

    for (size_t i = 0; i < run->candidates.group_count; i++) {
        judgements[i] = judge_group(run, evaluation, i);
        states[judgements[i].state]++;
    }
    if (states[JUDGED_HIT] == run->candidates.group_count) {
        add_hit(run, evaluation, judgements);
        return;
    }
    if (states[JUDGED_NO_HIT] == run->candidates.group_count) {
        return;
    }
    run->verdict->undecided = true;
    for (size_t i = 0; i < run->candidates.group_count; i++) {
        if (judgements[i].state == JUDGED_OPEN) {
            note_missing(run, judgements[i].evidence);
        }
    }
    if (states[JUDGED_OPEN] != run->candidates.group_count) {
        note_unknown_sdk(run);
    }
}

/* The items live in the arena of the rule, since bindings refer to them in every step. */
static void run_loop(struct run *run, struct arena *rule_arena)
{
    struct evaluation outer = evaluation_begin(run, rule_arena);
    struct loop_items items = evaluate_loop_items(&outer, run->rule->loop->domain);
    struct loop_position position = { 0 };
    struct evaluation inner = evaluation_begin(run, NULL);

    while (loop_next(&inner, run->rule->loop, &items, &position)) {
        scratch_renew(run, &inner);
        run_binding(run, &inner);
    }
    scratch_renew(run, &inner);
    if (!items.complete) {
        note_missing(run, items.evidence);
    }
}

static void run_once(struct run *run)
{
    struct evaluation evaluation = evaluation_begin(run, NULL);

    scratch_renew(run, &evaluation);
    run_binding(run, &evaluation);
    scratch_renew(run, &evaluation);
}

/* Does the rule speak of this input under any candidate version? */
static bool applies(struct run *run)
{
    struct evaluation evaluation = evaluation_begin(run, NULL);
    bool any = false;

    scratch_renew(run, &evaluation);
    for (size_t i = 0; i < run->candidates.group_count && !any; i++) {
        const struct sdk_candidate *member = group_member(&run->candidates, i);
        struct value when = value_bool(true, NULL);

        take_candidate(run, &evaluation, member);
        if (run->rule->when != NULL) {
            when = evaluate(&evaluation, run->rule->when, TYPE_BOOL);
        }
        any = member->in_range && (!when.known || when.as.boolean);
    }
    scratch_renew(run, &evaluation);
    return any;
}

void rule_run(struct arena *arena, const struct rule_set *set, const struct rule *rule, const struct rule_input *input,
              struct rule_verdict *verdict)
{
    struct run run = { arena, rule, input, { 0 }, verdict };

    *verdict = (struct rule_verdict){ 0 };
    run.candidates = sdk_candidates_of(arena, set, rule, input->project);
    verdict->ran = applies(&run);
    if (verdict->ran && rule->loop != NULL) {
        run_loop(&run, arena);
    } else if (verdict->ran) {
        run_once(&run);
    }
}

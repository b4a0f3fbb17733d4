#include "check/run/judgement.h"

#include "check/evaluation/eval_logic.h"

/* A condition as a whole: its facts are asked for when it holds, never why it does not. */
static struct value condition_value(struct evaluation *evaluation, const struct expression *condition)
{
    struct value value = value_bool(true, NULL);

    if (condition != NULL) {
        evaluation->only_true_matters = true;
        value = evaluate(evaluation, condition, TYPE_BOOL);
        evaluation->only_true_matters = false;
    }
    return value;
}

/* Outcomes that may hold, in order, up to the first that certainly does. */
struct possible {
    const struct rule_outcome *mildest;
    const struct rule_outcome *worst;
    bool certain;                    /* the last one looked at holds for sure */
    const struct evidence *evidence; /* facts of that one */
    const struct evidence *missing;
};

static void add_possible(struct possible *possible, const struct rule_outcome *outcome)
{
    if (possible->mildest == NULL || rule_outcome_severity(outcome) < rule_outcome_severity(possible->mildest)) {
        possible->mildest = outcome;
    }
    if (possible->worst == NULL || rule_outcome_severity(outcome) > rule_outcome_severity(possible->worst)) {
        possible->worst = outcome;
    }
}

static struct possible possible_outcomes(struct evaluation *evaluation, const struct rule *rule)
{
    struct possible possible = { 0 };

    for (size_t i = 0; i < rule->outcomes.count && !possible.certain; i++) {
        const struct rule_outcome *outcome = &rule->outcomes.items[i];
        struct value when;

        if (!sdk_range_contains(&outcome->sdk, evaluation->sdk)) {
            continue;
        }
        when = condition_value(evaluation, outcome->when);
        if (when.known && !when.as.boolean) {
            continue;
        }
        add_possible(&possible, outcome);
        possible.certain = when.known;
        if (when.known) {
            possible.evidence = when.evidence;
        } else {
            possible.missing = evaluation_join(evaluation, possible.missing, when.evidence);
        }
    }
    return possible;
}

static struct judgement judge_outcome(struct evaluation *evaluation, const struct rule *rule,
                                      const struct evidence *facts)
{
    struct possible possible = possible_outcomes(evaluation, rule);

    if (possible.mildest == NULL) {
        return (struct judgement){ .state = JUDGED_NO_HIT };
    }
    if (!possible.certain) {
        return (struct judgement){ .state = JUDGED_OPEN, .evidence = possible.missing };
    }
    return (struct judgement){
        .state = JUDGED_HIT,
        .outcome = possible.mildest,
        .worse =
            rule_outcome_severity(possible.worst) > rule_outcome_severity(possible.mildest) ? possible.worst : NULL,
        .evidence = evaluation_join(evaluation, facts, possible.evidence),
        .worse_missing = possible.missing,
    };
}

/* `when` takes part in the logic: what it leaves open matters only where the condition holds. */
struct judgement judge(struct evaluation *evaluation, const struct rule *rule)
{
    struct kleene kleene = { .deciding = false };
    size_t frame = evaluation->frame;
    struct value when;
    struct value condition;
    struct value both;

    /* `when` does not see the variables of `for`. */
    evaluation->frame = evaluation->binding_count;
    when = condition_value(evaluation, rule->when);
    evaluation->frame = frame;
    condition = condition_value(evaluation, rule->condition);
    kleene_add(evaluation, &kleene, &condition);
    kleene_add(evaluation, &kleene, &when);
    both = kleene_result(&kleene);
    if (!both.known) {
        return (struct judgement){ .state = JUDGED_OPEN, .evidence = both.evidence };
    }
    if (!both.as.boolean) {
        return (struct judgement){ .state = JUDGED_NO_HIT };
    }
    return judge_outcome(evaluation, rule, both.evidence);
}

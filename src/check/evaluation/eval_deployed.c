#include "check/evaluation/eval_deployed.h"

#include "check/evaluation/eval_partitions.h"
#include "check/evaluation/evaluate.h"

struct value call_has_deployed(struct evaluation *evaluation, const struct expression *call, enum value_type wanted)
{
    (void)call;
    (void)wanted;
    return value_bool(evaluation->in_deployed || evaluation->project->deployed != NULL, NULL);
}

static struct evaluation inside_deployed(const struct evaluation *evaluation)
{
    struct evaluation inside = *evaluation;

    inside.project = evaluation->project->deployed;
    inside.updates = evaluation->updates != NULL ? evaluation->updates->deployed : NULL;
    inside.sdk_known = inside.project->sdk_known;
    inside.sdk = inside.project->sdk;
    inside.in_deployed = true;
    inside.outer_bindings = evaluation->binding_count;
    inside.only_true_matters = false;
    return inside;
}

struct value call_deployed(struct evaluation *evaluation, const struct expression *call, enum value_type wanted)
{
    enum value_type type = call->type != TYPE_SYMBOL ? call->type : wanted;
    struct evaluation inside;
    struct value value;

    if (evaluation->in_deployed) {
        return evaluate(evaluation, call->operands[0], type);
    }
    if (evaluation->project->deployed == NULL) {
        return evaluation_unknown(evaluation, type, MISSING("there is no released build: give --deployed"));
    }
    inside = inside_deployed(evaluation);
    value = evaluate(&inside, call->operands[0], type);
    evaluation->steps = inside.steps;
    value.evidence = evidence_of_deployed(evaluation->arena, value.evidence);
    return value;
}

struct value evaluate_variable(struct evaluation *evaluation, size_t variable)
{
    size_t index = evaluation->frame + variable;
    const struct value *bound = &evaluation->bindings[index];

    if (index < evaluation->outer_bindings && bound->type == TYPE_PARTITION) {
        return lookup_partition(evaluation, bound->as.partition.map_name, bound->as.partition.name);
    }
    return *bound;
}

/* The slots of an image as expressions see them: what src/project knows of them, with its evidence. */
#include "check/evaluation/eval_images.h"

#include "project/tree/update_slots.h"

/* Adds the place a value was read from; values of the chip and defaults have none. */
static void add_fact(struct evaluation *evaluation, const struct evidence **evidence, const struct tree_number *number)
{
    const struct fact fact = { .kind = number->kind,
                               .name = number->from,
                               .is_number = true,
                               .number = integer_from(number->value),
                               .origin = number->origin };

    if (number->known && number->origin.source != NULL) {
        *evidence = evaluation_join(evaluation, *evidence, evidence_fact(evaluation->arena, &fact));
    }
}

static const struct evidence *slot_evidence(struct evaluation *evaluation, const struct update_slots *slots)
{
    const struct fact mode = {
        .kind = FACT_SYMBOL, .name = slots->mode_from, .text = "y", .origin = slots->mode_origin
    };
    const struct evidence *evidence = evidence_fact(evaluation->arena, &mode);

    add_fact(evaluation, &evidence, &slots->primary_size);
    add_fact(evaluation, &evidence, &slots->secondary_size);
    add_fact(evaluation, &evidence, &slots->secondary_sector);
    add_fact(evaluation, &evidence, &slots->max_sectors);
    return evidence;
}

bool slot_limit_read(struct evaluation *evaluation, uint64_t image, uint64_t *limit, const struct evidence **evidence)
{
    struct update_slots slots;

    update_slots_read(evaluation->arena, evaluation->project, (unsigned)image, &slots);
    if (slots.open == NULL && update_slots_limit(&slots, limit)) {
        *evidence = slot_evidence(evaluation, &slots);
        return true;
    }
    const struct missing missing = {
        { slots.open != NULL ? slots.open : "the slots are larger than any flash" },
        evaluation->project->kind != PROJECT_BUILD,
    };

    *evidence = evidence_missing(evaluation->arena, &missing);
    return false;
}

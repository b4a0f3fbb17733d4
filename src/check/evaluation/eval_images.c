#include "check/evaluation/eval_images.h"

#include "check/evaluation/evaluate.h"

/* The image number of a call; unknown values give the missing parts in *unknown. */
static bool image_argument(struct evaluation *evaluation, const struct expression *call, enum value_type type,
                           uint64_t *image, struct value *unknown)
{
    struct value number = evaluate(evaluation, call->operands[0], TYPE_INTEGER);

    if (!number.known) {
        *unknown = value_unknown(type, number.evidence);
        return false;
    }
    if (number.as.integer.negative || number.as.integer.magnitude >= UPDATE_IMAGES) {
        *unknown = evaluation_unknown(evaluation, type, MISSING("there is no such image number"));
        return false;
    }
    *image = number.as.integer.magnitude;
    return true;
}

struct value call_slot_limit(struct evaluation *evaluation, const struct expression *call, enum value_type wanted)
{
    const struct evidence *evidence;
    struct value unknown;
    uint64_t image;
    uint64_t limit;

    (void)wanted;
    if (!image_argument(evaluation, call, TYPE_INTEGER, &image, &unknown)) {
        return unknown;
    }
    if (!slot_limit_read(evaluation, image, &limit, &evidence)) {
        return value_unknown(TYPE_INTEGER, evidence);
    }
    return value_number(limit, evidence);
}

static const struct update_fact no_update = { .problem = "update files were not read" };

/* What is known of the update file of the call's image; NULL with *unknown set for an impossible image. */
static const struct update_fact *update_argument(struct evaluation *evaluation, const struct expression *call,
                                                 enum value_type type, struct value *unknown)
{
    uint64_t image;

    if (!image_argument(evaluation, call, type, &image, unknown)) {
        return NULL;
    }
    return evaluation->updates != NULL ? &evaluation->updates->images[image] : &no_update;
}

static struct value no_fact(struct evaluation *evaluation, enum value_type type, const struct update_fact *update)
{
    bool to_come = evaluation->updates != NULL && evaluation->updates->to_come && update->path == NULL;
    const struct missing missing = {
        { update->path != NULL ? update->path : "the signed update file",
          update->path != NULL && update->problem != NULL ? ": " : " ",
          update->problem != NULL ? update->problem : "does not say it" },
        evaluation->project->kind != PROJECT_BUILD || to_come,
    };

    return evaluation_unknown(evaluation, type, &missing);
}

static struct fact update_fact(const struct update_fact *update, const char *field)
{
    return (struct fact){ .kind = FACT_FILE,
                          .name = update->path != NULL ? update->path : "update file",
                          .field = field,
                          .origin = update->origin };
}

static struct value number_of_update(struct evaluation *evaluation, const struct update_fact *update, const char *field,
                                     uint64_t number)
{
    struct fact fact = update_fact(update, field);

    fact.is_number = true;
    fact.number = integer_from(number);
    return value_number(number, evidence_fact(evaluation->arena, &fact));
}

struct value call_update_size(struct evaluation *evaluation, const struct expression *call, enum value_type wanted)
{
    struct value unknown;
    const struct update_fact *update = update_argument(evaluation, call, TYPE_INTEGER, &unknown);

    (void)wanted;
    if (update == NULL || !update->has_size) {
        return update == NULL ? unknown : no_fact(evaluation, TYPE_INTEGER, update);
    }
    return number_of_update(evaluation, update, "size", update->size);
}

struct value call_update_firmware(struct evaluation *evaluation, const struct expression *call, enum value_type wanted)
{
    struct value unknown;
    const struct update_fact *update = update_argument(evaluation, call, TYPE_INTEGER, &unknown);
    const struct update_fact unreadable = { .path = update != NULL ? update->path : NULL,
                                            .problem = "its firmware is compressed or encrypted" };

    (void)wanted;
    if (update == NULL || !update->has_firmware) {
        return update == NULL ? unknown : no_fact(evaluation, TYPE_INTEGER, update->has_signed ? &unreadable : update);
    }
    return number_of_update(evaluation, update, "firmware", update->firmware);
}

struct value call_update_signed(struct evaluation *evaluation, const struct expression *call, enum value_type wanted)
{
    struct value unknown;
    const struct update_fact *update = update_argument(evaluation, call, TYPE_BOOL, &unknown);
    struct fact fact;

    (void)wanted;
    if (update == NULL || !update->has_signed) {
        return update == NULL ? unknown : no_fact(evaluation, TYPE_BOOL, update);
    }
    fact = update_fact(update, "signature");
    fact.text = update->is_signed ? "present" : "absent";
    return value_bool(update->is_signed, evidence_fact(evaluation->arena, &fact));
}

struct value call_update_key_hash(struct evaluation *evaluation, const struct expression *call, enum value_type wanted)
{
    struct value unknown;
    const struct update_fact *update = update_argument(evaluation, call, TYPE_TEXT, &unknown);
    struct fact fact;

    (void)wanted;
    if (update == NULL || update->key_hash == NULL) {
        return update == NULL ? unknown : no_fact(evaluation, TYPE_TEXT, update);
    }
    fact = update_fact(update, "key hash");
    fact.text = update->key_hash;
    return value_text(update->key_hash, evidence_fact(evaluation->arena, &fact));
}

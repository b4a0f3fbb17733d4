#include "check/run/finding.h"

#include <stdlib.h>
#include <string.h>
#include <mbedtls/md.h>
#include "check/evaluation/template.h"

static const char *value_subject(struct arena *arena, const struct value *value)
{
    switch (value->type) {
    case TYPE_PARTITION:
        return value->as.partition.name;
    case TYPE_ANOMALY:
        return arena_printf(arena, "%s %s", value->as.anomaly->kind,
                            value->as.anomaly->subject != NULL ? value->as.anomaly->subject : "");
    case TYPE_IMAGE:
        return value->as.image->name;
    case TYPE_NODE:
        return value->as.node.asked;
    default:
        return "";
    }
}

const char *binding_subject(struct arena *arena, const struct evaluation *evaluation)
{
    const char *first;
    const char *second;

    if (evaluation->binding_count == 0) {
        return "";
    }
    first = value_subject(arena, &evaluation->bindings[0]);
    if (evaluation->binding_count == 1) {
        return arena_strdup(arena, first);
    }
    /* A pair has no order: the same names whichever stands first in the file. */
    second = value_subject(arena, &evaluation->bindings[1]);
    return strcmp(first, second) <= 0 ? arena_printf(arena, "%s, %s", first, second)
                                      : arena_printf(arena, "%s, %s", second, first);
}

/* First 16 hex digits of SHA-256 over rule, subject and the facts' subjects: no lines and no values, so that a finding
 * keeps its fingerprint while the file around it changes.
 */
static const char *fingerprint(struct arena *arena, const struct rule *rule, const char *subject,
                               const struct finding_facts *facts)
{
    struct text text = text_create(arena, 65536);
    const char **subjects = arena_array(arena, facts->count, sizeof *subjects);
    uint8_t digest[32] = { 0 };

    for (size_t i = 0; i < facts->count; i++) {
        subjects[i] = facts->items[i].subject;
    }
    if (facts->count > 0) {
        qsort(subjects, facts->count, sizeof *subjects, compare_strings);
    }
    text_printf(&text, "%s\n%s\n", rule->id, subject);
    for (size_t i = 0; i < facts->count; i++) {
        text_printf(&text, "%s\n", subjects[i]);
    }
    if (mbedtls_md(mbedtls_md_info_from_type(MBEDTLS_MD_SHA256), (const unsigned char *)text.data, text.length,
                   digest) != 0) {
        return "";
    }
    return text_hex(arena, digest, 8);
}

/* Where the tree does not show its era (a single file), the SDK version narrows it: sysbuild came with 2.5, child
 * images went with 3.0.
 */
static unsigned eras_of(const struct evaluation *evaluation)
{
    const struct sdk_version sysbuild = { 2, 5, 0 };
    const struct sdk_version no_child = { 3, 0, 0 };

    switch (evaluation->project->era) {
    case ERA_CHILD_IMAGE:
        return FIX_ERA_CHILD;
    case ERA_SYSBUILD_PM:
        return FIX_ERA_SYSBUILD;
    case ERA_SYSBUILD_DTS:
        return FIX_ERA_DTS;
    case ERA_UNKNOWN:
        break;
    }
    if (!evaluation->sdk_known) {
        return FIX_ERA_ALL;
    }
    if (sdk_version_compare(evaluation->sdk, sysbuild) < 0) {
        return FIX_ERA_CHILD;
    }
    return sdk_version_compare(evaluation->sdk, no_child) < 0 ? FIX_ERA_ALL : FIX_ERA_SYSBUILD | FIX_ERA_DTS;
}

static bool is_listed(const struct fixes *fixes, const struct rule_fix *fix)
{
    for (size_t i = 0; i < fixes->count; i++) {
        if (same_text(fixes->items[i].file, fix->file) && same_text(fixes->items[i].fragment, fix->fragment)) {
            return true;
        }
    }
    return false;
}

/* What is unknown may hold. */
static bool is_for(struct evaluation *evaluation, const struct rule_fix *fix)
{
    struct value when = value_bool(true, NULL);

    if (fix->when != NULL) {
        when = evaluate(evaluation, fix->when, TYPE_BOOL);
    }
    return !when.known || when.as.boolean;
}

static void add_fixes(struct arena *arena, struct evaluation *evaluation, const struct rule *rule, struct fixes *fixes)
{
    unsigned eras = eras_of(evaluation);

    for (size_t i = 0; i < rule->fixes.count; i++) {
        const struct rule_fix *fix = &rule->fixes.items[i];

        if ((fix->eras & eras) != 0 && is_for(evaluation, fix) && !is_listed(fixes, fix)) {
            *ARENA_PUSH(arena, fixes) = (struct fix){ fix->file, fix->fragment, fix->safe };
        }
    }
}

static void add_shown_facts(struct arena *arena, struct evaluation *evaluation, const struct rule *rule,
                            struct finding_facts *facts)
{
    for (size_t i = 0; i < rule->show.count; i++) {
        struct value value = evaluate(evaluation, rule->show.items[i], rule->show.items[i]->type);

        evidence_facts(arena, value.evidence, facts);
    }
}

/* "...; whether it is a brick is undecided: CONFIG_X is in no line of ..." */
static const char *message_with_doubt(struct arena *arena, const char *message, const struct judgement *judgement)
{
    struct string_list missing = { 0 };

    if (judgement->worse == NULL) {
        return message;
    }
    evidence_missing_texts(arena, judgement->worse_missing, &missing);
    return arena_printf(arena, "%s; whether it is %s is undecided: %s", message,
                        consequence_name(judgement->worse->consequence),
                        missing.count > 0 ? missing.items[0] : "something is unknown");
}

void finding_make(struct arena *arena, struct evaluation *evaluation, const struct rule *rule,
                  const struct judgement *judgement, const char *subject, struct finding *finding)
{
    const struct rule_outcome *outcome = judgement->outcome;

    *finding = (struct finding){
        .rule = rule->id,
        .name = rule->name,
        .severity = rule_outcome_severity(outcome),
        .consequence = consequence_name(outcome->consequence),
        .confidence = confidence_name(outcome->confidence),
        .device_effect = outcome->device,
        .sources = rule->sources,
        .covers = rule->covers,
        .witness = rule->witness,
        .witness_none = rule->witness_none,
        .vendor_check = rule->vendor_check,
    };
    finding->message = message_with_doubt(arena, template_fill(arena, evaluation, outcome->message), judgement);
    evidence_facts(arena, judgement->evidence, &finding->facts);
    finding->fingerprint = fingerprint(arena, rule, subject, &finding->facts);
    add_shown_facts(arena, evaluation, rule, &finding->facts);
    add_fixes(arena, evaluation, rule, &finding->fixes);
}

void finding_add_sdk_outlook(struct arena *arena, const struct sdk_candidates *candidates,
                             const struct judgement *judgements, size_t reported, struct finding *finding)
{
    bool *chosen = arena_array(arena, candidates->group_count, sizeof *chosen);
    enum severity worst = finding->severity;
    const char *consequence = NULL;

    for (size_t i = 0; i < candidates->group_count; i++) {
        if (i != reported && rule_outcome_severity(judgements[i].outcome) > worst) {
            worst = rule_outcome_severity(judgements[i].outcome);
            consequence = consequence_name(judgements[i].outcome->consequence);
        }
    }
    if (consequence == NULL) {
        return;
    }
    for (size_t i = 0; i < candidates->group_count; i++) {
        chosen[i] = rule_outcome_severity(judgements[i].outcome) == worst;
    }
    finding->message = arena_printf(arena, "%s; the SDK version is unknown, and this is %s on %s", finding->message,
                                    consequence, sdk_candidates_text(arena, candidates, chosen));
}

/* The `outcomes` of a rule, and the keys that stand for a single one. */
#include "check/rule/rule_outcome.h"

#include <string.h>

bool outcome_read_sdk(struct field_reader *reader, const struct yaml_node *node, const char **text,
                      struct sdk_range *range)
{
    if (!field_text(reader, node, text)) {
        return false;
    }
    if (!sdk_range_parse(reader->arena, slice_of(*text), range)) {
        return diagnose(reader->diagnostics, DIAGNOSTIC_INPUT, node->origin,
                        "'%s' is no SDK range: expected bounds such as \">=2.2.0 <3.3.0\", or \"all\"", *text);
    }
    return true;
}

bool outcome_read_consequence(struct field_reader *reader, const struct yaml_node *node, enum consequence *consequence)
{
    const char *name;

    if (!field_text(reader, node, &name)) {
        return false;
    }
    if (!consequence_parse(name, consequence)) {
        return diagnose(reader->diagnostics, DIAGNOSTIC_INPUT, node->origin,
                        "unknown consequence '%s': expected brick, boot-loop, data-loss, rollback-lost, "
                        "update-refused, update-ignored, build-error, insecure or advice",
                        name);
    }
    return true;
}

bool outcome_read_confidence(struct field_reader *reader, const struct yaml_node *node, enum confidence *confidence)
{
    const char *name;

    if (!field_text(reader, node, &name)) {
        return false;
    }
    if (!confidence_parse(name, confidence)) {
        return diagnose(reader->diagnostics, DIAGNOSTIC_INPUT, node->origin,
                        "unknown confidence '%s': expected verified, deduced or unverified", name);
    }
    return true;
}

static bool read_sdk(struct field_reader *reader, void *target, const struct yaml_node *node)
{
    struct rule_outcome *outcome = target;

    return outcome_read_sdk(reader, node, &outcome->sdk_text, &outcome->sdk);
}

static bool read_when(struct field_reader *reader, void *target, const struct yaml_node *node)
{
    struct rule_outcome *outcome = target;
    struct expression *expression = NULL;
    bool good = rule_expression(reader, node, true, &expression);

    outcome->when = expression;
    return good;
}

static bool read_consequence(struct field_reader *reader, void *target, const struct yaml_node *node)
{
    struct rule_outcome *outcome = target;

    return outcome_read_consequence(reader, node, &outcome->consequence);
}

static bool read_confidence(struct field_reader *reader, void *target, const struct yaml_node *node)
{
    struct rule_outcome *outcome = target;

    return outcome_read_confidence(reader, node, &outcome->confidence);
}

static bool read_message(struct field_reader *reader, void *target, const struct yaml_node *node)
{
    struct rule_outcome *outcome = target;
    struct template *template = NULL;
    bool good = rule_template(reader, node, &template, &outcome->message_text);

    outcome->message = template;
    return good;
}

static bool read_device(struct field_reader *reader, void *target, const struct yaml_node *node)
{
    struct rule_outcome *outcome = target;

    return field_text(reader, node, &outcome->device);
}

static const struct field outcome_fields[] = {
    { "sdk", read_sdk, 0 },
    { "when", read_when, 0 },
    { "consequence", read_consequence, 0 },
    { "confidence", read_confidence, 0 },
    { "message", read_message, 0 },
    { "device", read_device, 0 },
};

static bool read_outcome(struct field_reader *reader, const struct yaml_node *node, struct rule_outcomes *outcomes)
{
    static const struct field_table table = { "an outcome", outcome_fields, ARRAY_LENGTH(outcome_fields) };
    struct rule_outcome *outcome = ARENA_PUSH(reader->arena, outcomes);

    outcome->origin = node->origin;
    outcome->confidence = CONFIDENCE_COUNT;
    if (!fields_read(reader, &table, node, outcome)) {
        return false;
    }
    if (yaml_get(node, "consequence") == NULL) {
        return diagnose(reader->diagnostics, DIAGNOSTIC_INPUT, node->origin, "outcome without 'consequence'");
    }
    return true;
}

bool outcomes_read(struct field_reader *reader, const struct yaml_node *node, struct rule_outcomes *outcomes)
{
    bool good = field_kind(reader, node, YAML_SEQUENCE, "a list of outcomes");

    for (size_t i = 0; good && i < node->count; i++) {
        good = read_outcome(reader, node->items[i], outcomes);
    }
    if (good && node->count == 0) {
        return diagnose(reader->diagnostics, DIAGNOSTIC_INPUT, node->origin, "no outcome: expected at least one");
    }
    return good;
}

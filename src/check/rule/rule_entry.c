/* One entry of a rule file's `rules:` (docs/rule-format.md). */
#include "check/rule/rule_reader.h"

#include <string.h>
#include "check/rule/conf_edit.h"
#include "check/rule/rule_outcome.h"

/* A rule while it is read: keys that only together make sense are kept until the end. */
struct entry {
    struct rule *rule;
    bool has_consequence;
    enum consequence consequence;
    enum confidence confidence;
    struct template *message;
    const char *message_text;
    const char *device;
};

static bool read_id(struct field_reader *reader, void *target, const struct yaml_node *node)
{
    struct entry *entry = target;
    const char *id;

    if (!field_text(reader, node, &id)) {
        return false;
    }
    entry->rule->id = id;
    if (strlen(id) == 8 && memcmp(id, "N53-", 4) == 0 && strspn(id + 4, "0123456789") == 4) {
        return true;
    }
    return diagnose(reader->diagnostics, DIAGNOSTIC_INPUT, node->origin,
                    "'%s' is no rule id: expected the form N53-0000", id);
}

static bool read_name(struct field_reader *reader, void *target, const struct yaml_node *node)
{
    struct entry *entry = target;
    const char *name;

    if (!field_text(reader, node, &name)) {
        return false;
    }
    entry->rule->name = name;
    if (strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789-") == strlen(name)) {
        return true;
    }
    return diagnose(reader->diagnostics, DIAGNOSTIC_INPUT, node->origin,
                    "'%s' is no rule name: expected lower-case letters, digits and '-'", name);
}

static bool read_title(struct field_reader *reader, void *target, const struct yaml_node *node)
{
    return field_text(reader, node, &((struct entry *)target)->rule->title);
}

static bool read_sdk(struct field_reader *reader, void *target, const struct yaml_node *node)
{
    struct rule *rule = ((struct entry *)target)->rule;

    return outcome_read_sdk(reader, node, &rule->sdk_text, &rule->sdk);
}

static bool read_inputs(struct field_reader *reader, void *target, const struct yaml_node *node)
{
    static const char *const kinds[] = {
        [PROJECT_BUILD] = "build", [PROJECT_SOURCE] = "source", [PROJECT_FILE] = "file"
    };
    struct rule *rule = ((struct entry *)target)->rule;
    struct string_list names = { 0 };
    unsigned bits = 0;

    if (!field_texts(reader, node, &names)) {
        return false;
    }
    for (size_t i = 0; i < names.count; i++) {
        unsigned before = bits;

        for (size_t k = 0; k < ARRAY_LENGTH(kinds); k++) {
            bits |= strcmp(names.items[i], kinds[k]) == 0 ? 1u << k : 0;
        }
        if (bits == before) {
            return diagnose(reader->diagnostics, DIAGNOSTIC_INPUT, node->origin,
                            "unknown kind of input '%s': expected build, source or file, each once", names.items[i]);
        }
    }
    rule->kinds = bits;
    return true;
}

static bool read_requires(struct field_reader *reader, void *target, const struct yaml_node *node)
{
    return field_texts(reader, node, &((struct entry *)target)->rule->requires);
}

static bool read_about(struct field_reader *reader, void *target, const struct yaml_node *node)
{
    const char *about;

    if (!field_text(reader, node, &about)) {
        return false;
    }
    if (strcmp(about, "waivers") != 0) {
        return diagnose(reader->diagnostics, DIAGNOSTIC_INPUT, node->origin,
                        "a rule is about '%s': expected waivers, or no such key", about);
    }
    ((struct entry *)target)->rule->about_waivers = true;
    return true;
}

static bool read_for(struct field_reader *reader, void *target, const struct yaml_node *node)
{
    struct loop *loop = arena_alloc(reader->arena, sizeof *loop);

    if (!field_kind(reader, node, YAML_SCALAR, "a loop such as 'p in pm'") ||
        !loop_parse(reader->arena, field_expression_text(node), reader->diagnostics, loop)) {
        return false;
    }
    ((struct entry *)target)->rule->loop = loop;
    return true;
}

static bool read_when(struct field_reader *reader, void *target, const struct yaml_node *node)
{
    struct expression *expression = NULL;
    bool good = rule_expression(reader, node, true, &expression);

    ((struct entry *)target)->rule->when = expression;
    return good;
}

static bool read_condition(struct field_reader *reader, void *target, const struct yaml_node *node)
{
    struct rule *rule = ((struct entry *)target)->rule;
    struct expression *expression = NULL;
    bool good = rule_expression(reader, node, true, &expression);

    rule->condition = expression;
    rule->condition_text = node->text;
    return good;
}

static bool read_outcomes(struct field_reader *reader, void *target, const struct yaml_node *node)
{
    return outcomes_read(reader, node, &((struct entry *)target)->rule->outcomes);
}

static bool read_consequence(struct field_reader *reader, void *target, const struct yaml_node *node)
{
    struct entry *entry = target;

    entry->has_consequence = true;
    return outcome_read_consequence(reader, node, &entry->consequence);
}

static bool read_confidence(struct field_reader *reader, void *target, const struct yaml_node *node)
{
    return outcome_read_confidence(reader, node, &((struct entry *)target)->confidence);
}

static bool read_message(struct field_reader *reader, void *target, const struct yaml_node *node)
{
    struct entry *entry = target;

    return rule_template(reader, node, &entry->message, &entry->message_text);
}

static bool read_device(struct field_reader *reader, void *target, const struct yaml_node *node)
{
    return field_text(reader, node, &((struct entry *)target)->device);
}

static bool read_show(struct field_reader *reader, void *target, const struct yaml_node *node)
{
    struct rule *rule = ((struct entry *)target)->rule;
    bool good = field_kind(reader, node, YAML_SEQUENCE, "a list of expressions");

    for (size_t i = 0; good && i < node->count; i++) {
        struct expression *expression = NULL;

        good = rule_expression(reader, node->items[i], false, &expression);
        *ARENA_PUSH(reader->arena, &rule->show) = expression;
    }
    return good;
}

static bool read_fix_era(struct field_reader *reader, void *target, const struct yaml_node *node)
{
    static const struct {
        const char *name;
        unsigned eras;
    } eras[] = {
        { "child", FIX_ERA_CHILD }, { "sysbuild", FIX_ERA_SYSBUILD }, { "dts", FIX_ERA_DTS }, { "all", FIX_ERA_ALL }
    };
    struct rule_fix *fix = target;

    if (!field_text(reader, node, &fix->era)) {
        return false;
    }
    for (size_t i = 0; i < ARRAY_LENGTH(eras); i++) {
        if (strcmp(fix->era, eras[i].name) == 0) {
            fix->eras = eras[i].eras;
            return true;
        }
    }
    return diagnose(reader->diagnostics, DIAGNOSTIC_INPUT, node->origin,
                    "unknown era '%s': expected child, sysbuild, dts or all", fix->era);
}

static bool read_fix_when(struct field_reader *reader, void *target, const struct yaml_node *node)
{
    struct expression *expression = NULL;
    bool good = rule_expression(reader, node, true, &expression);

    ((struct rule_fix *)target)->when = expression;
    return good;
}

static bool read_fix_file(struct field_reader *reader, void *target, const struct yaml_node *node)
{
    return field_text(reader, node, &((struct rule_fix *)target)->file);
}

static bool read_fix_fragment(struct field_reader *reader, void *target, const struct yaml_node *node)
{
    return field_raw_text(reader, node, &((struct rule_fix *)target)->fragment);
}

static bool read_fix_safe(struct field_reader *reader, void *target, const struct yaml_node *node)
{
    return field_bool(reader, node, &((struct rule_fix *)target)->safe);
}

/* What is applied without a person has to be applicable without one. */
static bool check_safe(struct field_reader *reader, const struct rule_fix *fix, const struct yaml_node *node)
{
    const char *problem = NULL;

    if (!fix->safe) {
        return true;
    }
    if (fix->file == NULL || !text_ends_with(fix->file, ".conf") || strpbrk(fix->file, "< ,*") != NULL) {
        problem = "a safe fix needs the name of one .conf file";
    } else if (fix->fragment == NULL || !conf_fragment_is_plain(fix->fragment)) {
        problem = "a safe fix has Kconfig assignments and nothing else";
    }
    return problem == NULL || diagnose(reader->diagnostics, DIAGNOSTIC_INPUT, node->origin, "%s", problem);
}

static bool read_fixes(struct field_reader *reader, void *target, const struct yaml_node *node)
{
    static const struct field fields[] = { { "era", read_fix_era, 0 },
                                           { "when", read_fix_when, 0 },
                                           { "file", read_fix_file, 0 },
                                           { "safe", read_fix_safe, 0 },
                                           { "fragment", read_fix_fragment, 0 } };
    static const struct field_table table = { "a fix", fields, ARRAY_LENGTH(fields) };
    struct rule *rule = ((struct entry *)target)->rule;
    bool good = field_kind(reader, node, YAML_SEQUENCE, "a list of fixes");

    for (size_t i = 0; good && i < node->count; i++) {
        struct rule_fix fix = { .eras = FIX_ERA_ALL, .era = "all" };

        good = fields_read(reader, &table, node->items[i], &fix) && check_safe(reader, &fix, node->items[i]);
        *ARENA_PUSH(reader->arena, &rule->fixes) = fix;
    }
    return good;
}

static bool read_exceptions(struct field_reader *reader, void *target, const struct yaml_node *node)
{
    return field_texts(reader, node, &((struct entry *)target)->rule->exceptions);
}

static bool read_advice(struct field_reader *reader, void *target, const struct yaml_node *node)
{
    return field_texts(reader, node, &((struct entry *)target)->rule->advice);
}

static bool read_sources(struct field_reader *reader, void *target, const struct yaml_node *node)
{
    return field_texts(reader, node, &((struct entry *)target)->rule->sources);
}

static bool read_covers(struct field_reader *reader, void *target, const struct yaml_node *node)
{
    return field_texts(reader, node, &((struct entry *)target)->rule->covers);
}

static bool read_vendor_check(struct field_reader *reader, void *target, const struct yaml_node *node)
{
    static const char *const answers[] = { "no", "partly", "late", "warning", "yes" };
    struct rule *rule = ((struct entry *)target)->rule;

    if (!field_text(reader, node, &rule->vendor_check)) {
        return false;
    }
    for (size_t i = 0; i < ARRAY_LENGTH(answers); i++) {
        if (strcmp(rule->vendor_check, answers[i]) == 0) {
            return true;
        }
    }
    return diagnose(reader->diagnostics, DIAGNOSTIC_INPUT, node->origin,
                    "unknown answer '%s': expected no, partly, late, warning or yes", rule->vendor_check);
}

/* A scenario's name, or "none: why". */
static bool read_witness(struct field_reader *reader, void *target, const struct yaml_node *node)
{
    struct rule *rule = ((struct entry *)target)->rule;
    const struct yaml_node *none = yaml_get(node, "none");

    if (none != NULL && node->count == 1) {
        return field_text(reader, none, &rule->witness_none);
    }
    if (!field_text(reader, node, &rule->witness)) {
        return false;
    }
    if (strncmp(rule->witness, "none:", 5) == 0) {
        rule->witness_none = rule->witness + 5 + strspn(rule->witness + 5, " ");
        rule->witness = NULL;
    }
    return true;
}

static bool read_example_list(struct field_reader *reader, const struct yaml_node *node, bool bad,
                              struct rule_examples *examples)
{
    bool good = field_kind(reader, node, YAML_SEQUENCE, "a list of examples");

    for (size_t i = 0; good && i < node->count; i++) {
        good = rule_example_read(reader, node->items[i], bad, examples);
    }
    return good;
}

static bool read_bad(struct field_reader *reader, void *target, const struct yaml_node *node)
{
    return read_example_list(reader, node, true, target);
}

static bool read_good(struct field_reader *reader, void *target, const struct yaml_node *node)
{
    return read_example_list(reader, node, false, target);
}

static bool read_examples(struct field_reader *reader, void *target, const struct yaml_node *node)
{
    static const struct field fields[] = { { "bad", read_bad, 0 }, { "good", read_good, 0 } };
    static const struct field_table table = { "the examples", fields, ARRAY_LENGTH(fields) };

    return fields_read(reader, &table, node, &((struct entry *)target)->rule->examples);
}

static const struct field rule_fields[] = {
    { "id", read_id, 0 },
    { "name", read_name, 0 },
    { "title", read_title, 0 },
    { "sdk", read_sdk, 0 },
    { "inputs", read_inputs, 0 },
    { "requires", read_requires, 0 },
    { "about", read_about, 0 },
    { "for", read_for, 0 },
    { "when", read_when, 0 },
    { "condition", read_condition, 0 },
    { "outcomes", read_outcomes, 0 },
    { "consequence", read_consequence, 0 },
    { "confidence", read_confidence, 0 },
    { "message", read_message, 0 },
    { "device", read_device, 0 },
    { "show", read_show, 0 },
    { "fix", read_fixes, 0 },
    { "exceptions", read_exceptions, 0 },
    { "advice", read_advice, 0 },
    { "sources", read_sources, 0 },
    { "vendor_check", read_vendor_check, 0 },
    { "covers", read_covers, 0 },
    { "witness", read_witness, 0 },
    { "examples", read_examples, 0 },
};

static bool missing(struct field_reader *reader, const struct rule *rule, const char *key)
{
    return diagnose(reader->diagnostics, DIAGNOSTIC_INPUT, rule->origin, "rule '%s' has no '%s'",
                    rule->id != NULL ? rule->id : "?", key);
}

/* `consequence:` is the short form of one outcome; what outcomes leave out is the rule's. */
static bool complete_outcomes(struct field_reader *reader, const struct entry *entry)
{
    struct rule *rule = entry->rule;

    if (entry->has_consequence == (rule->outcomes.count > 0)) {
        return diagnose(reader->diagnostics, DIAGNOSTIC_INPUT, rule->origin,
                        "rule '%s' needs either 'consequence' or 'outcomes'", rule->id);
    }
    if (entry->has_consequence) {
        struct rule_outcome *only = ARENA_PUSH(reader->arena, &rule->outcomes);

        *only = (struct rule_outcome){ .origin = rule->origin,
                                       .consequence = entry->consequence,
                                       .confidence = entry->confidence };
    }
    for (size_t i = 0; i < rule->outcomes.count; i++) {
        struct rule_outcome *outcome = &rule->outcomes.items[i];

        outcome->confidence = outcome->confidence == CONFIDENCE_COUNT ? entry->confidence : outcome->confidence;
        outcome->device = outcome->device != NULL ? outcome->device : entry->device;
        if (outcome->message == NULL) {
            outcome->message = entry->message;
            outcome->message_text = entry->message_text;
        }
        if (outcome->message == NULL || outcome->device == NULL) {
            return missing(reader, rule, outcome->message == NULL ? "message" : "device");
        }
    }
    return true;
}

static bool complete(struct field_reader *reader, const struct entry *entry)
{
    struct rule *rule = entry->rule;
    const struct {
        const char *key;
        bool there;
    } needed[] = { { "id", rule->id != NULL },
                   { "name", rule->name != NULL },
                   { "title", rule->title != NULL },
                   { "condition", rule->condition != NULL },
                   { "sources", rule->sources.count > 0 } };

    for (size_t i = 0; i < ARRAY_LENGTH(needed); i++) {
        if (!needed[i].there) {
            return missing(reader, rule, needed[i].key);
        }
    }
    return complete_outcomes(reader, entry);
}

/* Everything but `when` is evaluated once per item of `for` and sees its variables. */
static void set_scope(struct rule_set *set, size_t first, const struct rule *rule)
{
    for (size_t i = first; i < set->pending.count; i++) {
        set->pending.items[i].loop = set->pending.items[i].expression == rule->when ? NULL : rule->loop;
    }
}

bool rule_read(struct field_reader *reader, const struct yaml_node *node, struct rule *rule)
{
    static const struct field_table table = { "a rule", rule_fields, ARRAY_LENGTH(rule_fields) };
    struct rule_set *set = reader->context;
    struct entry entry = { .rule = rule };
    size_t first = set->pending.count;

    *rule = (struct rule){ .origin = node->origin, .sdk_text = "all", .kinds = ~0u };
    if (!fields_read(reader, &table, node, &entry) || !complete(reader, &entry)) {
        return false;
    }
    set_scope(set, first, rule);
    return true;
}

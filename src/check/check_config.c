#include "check/check_config.h"

#include <string.h>
#include "base/file.h"
#include "check/fields.h"

const char *check_config_find(struct arena *arena, const char *input)
{
    const char *folder = path_absolute(arena, input);

    if (!directory_exists(folder)) {
        folder = path_dirname(arena, folder);
    }
    for (;;) {
        const char *candidate = path_join(arena, folder, CHECK_CONFIG_NAME);
        const char *parent = path_dirname(arena, folder);

        /* A folder, a pipe or a broken link of this name is meant as one, and reading it says what is wrong. */
        if (path_exists(candidate) || strcmp(path_absence(candidate), "does not exist") != 0) {
            return candidate;
        }
        /* .git is a file in worktrees and submodules. */
        if (path_exists(path_join(arena, folder, ".git")) || strcmp(parent, folder) == 0) {
            return NULL;
        }
        folder = parent;
    }
}

/* An id or a name; NULL with an error when there is none. */
static const struct rule *find_rule(struct field_reader *reader, const struct yaml_node *node)
{
    const struct rule_set *set = reader->lookup;
    const struct rule *rule = rule_set_find(set, node->text);

    if (rule == NULL) {
        rule = rule_set_find_name(set, node->text);
    }
    if (rule == NULL) {
        (void)diagnose(reader->diagnostics, DIAGNOSTIC_INPUT, node->origin, "unknown rule '%s'", node->text);
    }
    return rule;
}

static bool read_severity(struct field_reader *reader, const struct yaml_pair *pair,
                          struct severity_overrides *overrides)
{
    struct severity_override override = { .rule = find_rule(reader, pair->key) };

    if (override.rule == NULL) {
        return false;
    }
    /* YAML 1.1 tools write off as a bool; here it is just the word. */
    override.off = yaml_is_scalar(pair->value) && strcmp(pair->value->text, "off") == 0;
    if (!override.off && (!yaml_is_scalar(pair->value) || !severity_parse(pair->value->text, &override.severity))) {
        return diagnose(reader->diagnostics, DIAGNOSTIC_INPUT, pair->value->origin,
                        "'%s' is no severity: expected brick, error, warning, note or off", pair->value->text);
    }
    for (size_t i = 0; i < overrides->count; i++) {
        if (overrides->items[i].rule == override.rule) {
            return diagnose(reader->diagnostics, DIAGNOSTIC_INPUT, pair->key->origin,
                            "rule '%s' has a severity already", pair->key->text);
        }
    }
    *ARENA_PUSH(reader->arena, overrides) = override;
    return true;
}

static bool read_severities(struct field_reader *reader, void *target, const struct yaml_node *node)
{
    struct check_config *config = target;
    bool good = true;

    if (reader->lookup == NULL) {
        return true;
    }
    if (!field_kind(reader, node, YAML_MAPPING, "rule ids with severities")) {
        return false;
    }
    for (size_t i = 0; i < node->count; i++) {
        good = read_severity(reader, &node->pairs[i], &config->severities) && good;
    }
    return good;
}

static bool read_waiver_rule(struct field_reader *reader, void *target, const struct yaml_node *node)
{
    struct waiver *waiver = target;

    if (!field_kind(reader, node, YAML_SCALAR, "a rule id")) {
        return false;
    }
    waiver->rule = find_rule(reader, node);
    return waiver->rule != NULL;
}

static bool read_text(struct field_reader *reader, void *target, const struct yaml_node *node)
{
    return field_text(reader, node, target);
}

/* Months count from 1. */
static uint64_t days_of(uint64_t year, uint64_t month)
{
    static const uint8_t days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
    bool leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);

    return month == 2 && leap ? 29 : days[month - 1];
}

static bool is_date(const char *text)
{
    static const char form[] = "dddd-dd-dd";
    uint64_t year;
    uint64_t month;
    uint64_t day;

    if (strlen(text) != strlen(form)) {
        return false;
    }
    for (size_t i = 0; form[i] != '\0'; i++) {
        if (form[i] == 'd' ? (text[i] < '0' || text[i] > '9') : text[i] != form[i]) {
            return false;
        }
    }
    return parse_uint64((struct slice){ text, 4 }, 10, &year) &&
           parse_uint64((struct slice){ text + 5, 2 }, 10, &month) &&
           parse_uint64((struct slice){ text + 8, 2 }, 10, &day) && month >= 1 && month <= 12 && day >= 1 &&
           day <= days_of(year, month);
}

static bool read_until(struct field_reader *reader, void *target, const struct yaml_node *node)
{
    const char **until = target;

    if (!field_text(reader, node, until)) {
        return false;
    }
    return is_date(*until) || diagnose(reader->diagnostics, DIAGNOSTIC_INPUT, node->origin,
                                       "'%s' is no date: expected the form 2026-12-31", *until);
}

static bool read_waiver(struct field_reader *reader, const struct yaml_node *node, struct waivers *waivers)
{
    static const struct field fields[] = { { "rule", read_waiver_rule, 0 },
                                           { "reason", read_text, offsetof(struct waiver, reason) },
                                           { "until", read_until, offsetof(struct waiver, until) },
                                           { "subject", read_text, offsetof(struct waiver, subject) } };
    static const struct field_table table = { "a waiver", fields, ARRAY_LENGTH(fields) };
    struct waiver waiver = { .origin = node->origin };

    if (!fields_read(reader, &table, node, &waiver)) {
        return false;
    }
    if (waiver.rule == NULL || waiver.reason == NULL) {
        return diagnose(reader->diagnostics, DIAGNOSTIC_INPUT, node->origin, "waiver without '%s'",
                        waiver.rule == NULL ? "rule" : "reason");
    }
    *ARENA_PUSH(reader->arena, waivers) = waiver;
    return true;
}

static bool read_waivers(struct field_reader *reader, void *target, const struct yaml_node *node)
{
    struct check_config *config = target;
    bool good = true;

    if (reader->lookup == NULL) {
        return true;
    }
    if (!field_kind(reader, node, YAML_SEQUENCE, "a list of waivers")) {
        return false;
    }
    for (size_t i = 0; i < node->count; i++) {
        good = read_waiver(reader, node->items[i], &config->waivers) && good;
    }
    return good;
}

static bool read_accepted_failure(struct field_reader *reader, const struct yaml_node *node,
                                  struct accepted_failures *accepted)
{
    static const struct field fields[] = { { "scenario", read_text, offsetof(struct accepted_failure, scenario) },
                                           { "outcome", read_text, offsetof(struct accepted_failure, outcome) },
                                           { "reason", read_text, offsetof(struct accepted_failure, reason) },
                                           { "until", read_until, offsetof(struct accepted_failure, until) } };
    static const struct field_table table = { "an accepted failure", fields, ARRAY_LENGTH(fields) };
    struct accepted_failure failure = { .origin = node->origin };

    if (!fields_read(reader, &table, node, &failure)) {
        return false;
    }
    if (failure.scenario == NULL || failure.outcome == NULL || failure.reason == NULL) {
        return diagnose(reader->diagnostics, DIAGNOSTIC_INPUT, node->origin, "accepted failure without '%s'",
                        failure.scenario == NULL  ? "scenario"
                        : failure.outcome == NULL ? "outcome"
                                                  : "reason");
    }
    *ARENA_PUSH(reader->arena, accepted) = failure;
    return true;
}

static bool read_accepted(struct field_reader *reader, void *target, const struct yaml_node *node)
{
    struct check_config *config = target;
    bool good = true;

    if (!field_kind(reader, node, YAML_SEQUENCE, "a list of accepted failures")) {
        return false;
    }
    for (size_t i = 0; i < node->count; i++) {
        good = read_accepted_failure(reader, node->items[i], &config->accepted) && good;
    }
    return good;
}

static bool read_simulate(struct field_reader *reader, void *target, const struct yaml_node *node)
{
    static const struct field fields[] = { { "accepted", read_accepted, 0 } };
    static const struct field_table table = { "'simulate'", fields, ARRAY_LENGTH(fields) };

    return fields_read(reader, &table, node, target);
}

bool check_config_from_source(struct arena *arena, const struct source *source, const struct rule_set *set,
                              struct diagnostics *diagnostics, struct check_config **config)
{
    static const struct field fields[] = { { "severities", read_severities, 0 },
                                           { "waivers", read_waivers, 0 },
                                           { "simulate", read_simulate, 0 } };
    static const struct field_table table = { "the project file", fields, ARRAY_LENGTH(fields) };
    struct field_reader reader = { .arena = arena, .diagnostics = diagnostics, .lookup = set };
    struct yaml_node *root;

    *config = arena_alloc(arena, sizeof **config);
    (*config)->source = source;
    if (!yaml_parse(arena, source, diagnostics, &root)) {
        return false;
    }
    return root == NULL || fields_read(&reader, &table, root, *config);
}

bool check_config_read(struct arena *arena, const char *path, const struct rule_set *set,
                       struct diagnostics *diagnostics, struct check_config **config)
{
    const struct source *source;

    return source_load(arena, path, path, SOURCE_TEXT_LIMIT, diagnostics, &source) &&
           check_config_from_source(arena, source, set, diagnostics, config);
}

bool waivers_allow(struct arena *arena, struct waivers *waivers, const struct rule_set *set, const char *text,
                   struct diagnostics *diagnostics)
{
    const char *equals = strchr(text, '=');
    struct waiver *waiver;
    const struct rule *rule;
    const char *id;

    if (equals == NULL || equals[1 + strspn(equals + 1, " \t")] == '\0') {
        return diagnose(diagnostics, DIAGNOSTIC_USAGE, ORIGIN_NONE, "'%s' gives no reason: expected RULE=REASON", text);
    }
    id = arena_strndup(arena, text, (size_t)(equals - text));
    rule = rule_set_find(set, id);
    rule = rule != NULL ? rule : rule_set_find_name(set, id);
    if (rule == NULL) {
        return diagnose(diagnostics, DIAGNOSTIC_USAGE, ORIGIN_NONE, "unknown rule '%s' in '%s'", id, text);
    }
    waiver = ARENA_PUSH(arena, waivers);
    *waiver = (struct waiver){ .rule = rule, .reason = arena_strdup(arena, equals + 1), .origin = ORIGIN_NONE };
    return true;
}

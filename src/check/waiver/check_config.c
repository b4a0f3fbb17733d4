#include "check/waiver/check_config.h"

#include <string.h>
#include "base/file.h"
#include "base/repository.h"
#include "check/waiver/config_fields.h"

/* A folder, a pipe or a broken link of this name is meant as one, and reading it says what is wrong. */
static bool is_there(const char *path)
{
    return path_exists(path) || strcmp(path_absence(path), "does not exist") != 0;
}

bool check_config_find(struct arena *arena, const char *input, struct diagnostics *diagnostics, const char **path)
{
    const char *folder = path_absolute(arena, input);

    if (!directory_exists(folder)) {
        folder = path_dirname(arena, folder);
    }
    for (;;) {
        const char *candidate = path_join(arena, folder, CHECK_CONFIG_NAME);
        const char *misnamed = path_join(arena, folder, ".nrf53pack.yaml");
        const char *parent = path_dirname(arena, folder);

        if (is_there(candidate)) {
            *path = candidate;
            return true;
        }
        if (is_there(misnamed)) {
            return diagnose(diagnostics, DIAGNOSTIC_INPUT, ORIGIN_NONE,
                            "'%s' is not read: the project file is named '%s'", misnamed, CHECK_CONFIG_NAME);
        }
        if (is_repository_root(arena, folder) || strcmp(parent, folder) == 0) {
            *path = NULL;
            return true;
        }
        folder = parent;
    }
}

static bool read_product(struct field_reader *reader, void *target, const struct yaml_node *node)
{
    return config_read_text(reader, &((struct check_config *)target)->product, node);
}

static bool read_severity(struct field_reader *reader, const struct yaml_pair *pair,
                          struct severity_overrides *overrides)
{
    struct severity_override override = { .rule = config_rule(reader, pair->key), .origin = pair->key->origin };

    if (override.rule == NULL || !field_kind(reader, pair->value, YAML_SCALAR, "brick, error, warning, note or off")) {
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

    if (reader->lookup == NULL || yaml_is_null(node)) {
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

static bool read_accepted_failure(struct field_reader *reader, const struct yaml_node *node,
                                  struct accepted_failures *accepted)
{
    static const struct field fields[] = { { "scenario", config_read_text,
                                             offsetof(struct accepted_failure, scenario) },
                                           { "outcome", config_read_text, offsetof(struct accepted_failure, outcome) },
                                           { "reason", config_read_text, offsetof(struct accepted_failure, reason) },
                                           { "until", config_read_until, offsetof(struct accepted_failure, until) } };
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

    if (yaml_is_null(node)) {
        return true;
    }
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

    if (yaml_is_null(node)) {
        return true;
    }
    return field_kind(reader, node, YAML_MAPPING, "a mapping with 'accepted'") &&
           fields_read(reader, &table, node, target);
}

bool check_config_from_source(struct arena *arena, const struct source *source, const struct rule_set *set,
                              struct diagnostics *diagnostics, struct check_config **config)
{
    static const struct field fields[] = { { "product", read_product, 0 },
                                           { "severities", read_severities, 0 },
                                           { "waivers", config_read_waivers, 0 },
                                           { "simulate", read_simulate, 0 } };
    static const struct field_table table = { "the project file", fields, ARRAY_LENGTH(fields) };
    struct field_reader reader = { .arena = arena, .diagnostics = diagnostics, .lookup = set };
    struct yaml_node *root;

    *config = arena_alloc(arena, sizeof **config);
    (*config)->source = source;
    if (!yaml_parse(arena, source, diagnostics, &root)) {
        return false;
    }
    return root == NULL || yaml_is_null(root) || fields_read(&reader, &table, root, *config);
}

bool check_config_read(struct arena *arena, const char *path, const struct rule_set *set,
                       struct diagnostics *diagnostics, struct check_config **config)
{
    const struct source *source;

    return source_load(arena, path, path, SOURCE_TEXT_LIMIT, diagnostics, &source) &&
           check_config_from_source(arena, source, set, diagnostics, config);
}

bool check_config_open(struct arena *arena, const char *given, const char *input, const struct rule_set *set,
                       struct diagnostics *diagnostics, struct check_config **config)
{
    const char *path = given;

    *config = NULL;
    if (given == NULL && !check_config_find(arena, input, diagnostics, &path)) {
        return false;
    }
    return path == NULL || check_config_read(arena, path, set, diagnostics, config);
}

const struct severity_override *check_config_severity(const struct check_config *config, const struct rule *rule)
{
    for (size_t i = 0; config != NULL && i < config->severities.count; i++) {
        if (config->severities.items[i].rule == rule) {
            return &config->severities.items[i];
        }
    }
    return NULL;
}

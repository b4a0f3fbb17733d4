/* Waivers of the project file and of --allow. */
#include "check/waiver/config_fields.h"

#include <string.h>

const struct rule *config_rule(struct field_reader *reader, const struct yaml_node *node)
{
    const struct rule_set *set = reader->lookup;
    const struct rule *rule = rule_set_find_any(set, node->text);

    if (rule == NULL) {
        (void)diagnose(reader->diagnostics, DIAGNOSTIC_INPUT, node->origin, "%s",
                       rule_set_unknown(reader->arena, set, node->text));
    }
    return rule;
}

/* A reason of blanks is none. */
static bool is_filled(struct field_reader *reader, const struct yaml_node *node, const char *text)
{
    return text[strspn(text, " \t\r\n")] != '\0' ||
           diagnose(reader->diagnostics, DIAGNOSTIC_INPUT, node->origin, "there are only blanks here: expected a text");
}

static bool is_given(struct field_reader *reader, const struct yaml_node *node, const char *expected)
{
    return !yaml_is_null(node) ||
           diagnose(reader->diagnostics, DIAGNOSTIC_INPUT, node->origin, "this is empty: expected %s", expected);
}

bool config_read_text(struct field_reader *reader, void *target, const struct yaml_node *node)
{
    return is_given(reader, node, "a text") && field_text(reader, node, target) &&
           is_filled(reader, node, *(const char **)target);
}

bool config_read_until(struct field_reader *reader, void *target, const struct yaml_node *node)
{
    const char **until = target;

    if (!is_given(reader, node, "a date of the form 2026-12-31") || !field_text(reader, node, until)) {
        return false;
    }
    return date_is_valid(*until) || diagnose(reader->diagnostics, DIAGNOSTIC_INPUT, node->origin,
                                             "'%s' is no date: expected the form 2026-12-31", *until);
}

static bool read_rule(struct field_reader *reader, void *target, const struct yaml_node *node)
{
    struct waiver *waiver = target;

    if (!field_kind(reader, node, YAML_SCALAR, "a rule id") || !is_given(reader, node, "a rule id")) {
        return false;
    }
    waiver->rule = config_rule(reader, node);
    if (waiver->rule != NULL && waiver->rule->about_waivers) {
        return diagnose(reader->diagnostics, DIAGNOSTIC_INPUT, node->origin,
                        "rule '%s' is about waivers and cannot be waived: give it a severity instead", node->text);
    }
    return waiver->rule != NULL;
}

static bool are_filled(struct field_reader *reader, const struct yaml_node *node, const struct string_list *texts)
{
    for (size_t i = 0; i < texts->count; i++) {
        if (!is_filled(reader, node, texts->items[i])) {
            return false;
        }
    }
    return true;
}

/* One pattern or a list of them; an empty list would limit the waiver to nothing. */
static bool read_patterns(struct field_reader *reader, void *target, const struct yaml_node *node)
{
    if (node->kind == YAML_SEQUENCE && node->count == 0) {
        return diagnose(reader->diagnostics, DIAGNOSTIC_INPUT, node->origin, "this list is empty: expected a pattern");
    }
    for (size_t i = 0; i < node->count && node->kind == YAML_SEQUENCE; i++) {
        if (!is_given(reader, node->items[i], "a pattern")) {
            return false;
        }
    }
    return is_given(reader, node, "a pattern") && field_texts(reader, node, target) && are_filled(reader, node, target);
}

/* As input paths are written; NULL when it leads out of the project file's folder, where no input has its path from. */
static const char *path_pattern(struct arena *arena, const char *text)
{
    struct text pattern = text_create(arena, SOURCE_TEXT_LIMIT);
    bool has_drive = text[0] != '\0' && text[1] == ':' && (text[2] == '/' || text[2] == '\\');

    if (text[0] == '/' || has_drive) {
        return NULL;
    }
    while (*text != '\0') {
        struct slice part = { text, strcspn(text, "/") };

        if (slice_equals(part, "..")) {
            return NULL;
        }
        if (part.length > 0 && !slice_equals(part, ".")) {
            text_append(&pattern, pattern.length > 0 ? "/" : "");
            text_append_bytes(&pattern, part.data, part.length);
        }
        text += part.length;
        text += strspn(text, "/");
    }
    return pattern.length == 0 ? "." : pattern.data;
}

static bool read_paths(struct field_reader *reader, void *target, const struct yaml_node *node)
{
    struct string_list *paths = target;

    if (!read_patterns(reader, target, node)) {
        return false;
    }
    for (size_t i = 0; i < paths->count; i++) {
        const char *pattern = path_pattern(reader->arena, paths->items[i]);

        if (pattern == NULL) {
            return diagnose(reader->diagnostics, DIAGNOSTIC_INPUT, node->origin,
                            "'%s' matches no input: expected a path below the folder of this file", paths->items[i]);
        }
        paths->items[i] = pattern;
    }
    return true;
}

static bool read_waiver(struct field_reader *reader, const struct yaml_node *node, struct waivers *waivers)
{
    static const struct field fields[] = { { "rule", read_rule, 0 },
                                           { "reason", config_read_text, offsetof(struct waiver, reason) },
                                           { "until", config_read_until, offsetof(struct waiver, until) },
                                           { "subject", config_read_text, offsetof(struct waiver, subject) },
                                           { "board", read_patterns, offsetof(struct waiver, scope.boards) },
                                           { "product", read_patterns, offsetof(struct waiver, scope.products) },
                                           { "path", read_paths, offsetof(struct waiver, scope.paths) } };
    static const struct field_table table = { "a waiver", fields, ARRAY_LENGTH(fields) };
    struct waiver waiver = { .origin = node->origin };

    if (!fields_read(reader, &table, node, &waiver)) {
        return false;
    }
    if (waiver.rule == NULL) {
        return diagnose(reader->diagnostics, DIAGNOSTIC_INPUT, node->origin, "waiver without 'rule'");
    }
    *ARENA_PUSH(reader->arena, waivers) = waiver;
    return true;
}

bool config_read_waivers(struct field_reader *reader, void *target, const struct yaml_node *node)
{
    struct check_config *config = target;
    bool good = true;

    if (reader->lookup == NULL || yaml_is_null(node)) {
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
    rule = rule_set_find_any(set, id);
    if (rule == NULL) {
        return diagnose(diagnostics, DIAGNOSTIC_USAGE, ORIGIN_NONE, "%s in '%s'", rule_set_unknown(arena, set, id),
                        text);
    }
    if (rule->about_waivers) {
        return diagnose(diagnostics, DIAGNOSTIC_USAGE, ORIGIN_NONE, "rule '%s' is about waivers and cannot be waived",
                        id);
    }
    waiver = ARENA_PUSH(arena, waivers);
    *waiver = (struct waiver){
        .rule = rule, .reason = arena_strdup(arena, equals + 1), .place = WAIVER_CALL, .origin = ORIGIN_NONE
    };
    return true;
}

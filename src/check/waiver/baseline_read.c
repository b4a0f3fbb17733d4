#include "check/waiver/baseline.h"

#include <string.h>
#include "base/yaml.h"
#include "check/rule/fields.h"

static bool read_text(struct field_reader *reader, void *target, const struct yaml_node *node)
{
    return field_text(reader, node, target);
}

static bool read_severity(struct field_reader *reader, void *target, const struct yaml_node *node)
{
    enum severity severity;

    return field_text(reader, node, target) &&
           (severity_parse(node->text, &severity) ||
            diagnose(reader->diagnostics, DIAGNOSTIC_INPUT, node->origin,
                     "'%s' is no severity: expected brick, error, warning or note", node->text));
}

static bool skip(struct field_reader *reader, void *target, const struct yaml_node *node)
{
    (void)reader;
    (void)target;
    (void)node;
    return true;
}

static bool read_version(struct field_reader *reader, void *target, const struct yaml_node *node)
{
    *(bool *)target = true;
    return (yaml_is_scalar(node) && strcmp(node->text, "1") == 0) ||
           diagnose(reader->diagnostics, DIAGNOSTIC_INPUT, node->origin,
                    "a baseline of schema_version '%s': expected 1", node->text);
}

static bool read_entry(struct field_reader *reader, const struct yaml_node *node, struct baseline_entries *entries)
{
#define AT(member) offsetof(struct baseline_entry, member)
    static const struct field fields[] = {
        { "rule", read_text, AT(rule) },
        { "fingerprint", read_text, AT(fingerprint) },
        { "input", read_text, AT(input) },
        { "board", read_text, AT(board) },
        { "name", read_text, AT(name) },
        { "file_suffix", read_text, AT(file_suffix) },
        { "severity", read_severity, AT(severity) },
        { "message", read_text, AT(message) },
    };
#undef AT
    static const struct field_table table = { "an entry", fields, ARRAY_LENGTH(fields) };
    struct baseline_entry entry = { .origin = node->origin };

    if (!fields_read(reader, &table, node, &entry)) {
        return false;
    }
    if (entry.rule == NULL || entry.fingerprint == NULL || entry.input == NULL) {
        return diagnose(reader->diagnostics, DIAGNOSTIC_INPUT, node->origin, "entry without '%s'",
                        entry.rule == NULL          ? "rule"
                        : entry.fingerprint == NULL ? "fingerprint"
                                                    : "input");
    }
    *ARENA_PUSH(reader->arena, entries) = entry;
    return true;
}

struct reading {
    bool has_version;
    bool has_entries;
    struct baseline_entries entries;
};

static bool read_entries(struct field_reader *reader, void *target, const struct yaml_node *node)
{
    struct reading *reading = target;
    bool good = true;

    reading->has_entries = true;
    if (!field_kind(reader, node, YAML_SEQUENCE, "a list of entries")) {
        return false;
    }
    for (size_t i = 0; i < node->count && good; i++) {
        good = read_entry(reader, node->items[i], &reading->entries);
    }
    return good;
}

bool baseline_read(struct arena *arena, const char *path, struct diagnostics *diagnostics, struct baseline *baseline)
{
    static const struct field fields[] = { { "schema_version", read_version, offsetof(struct reading, has_version) },
                                           { "tool", skip, 0 },
                                           { "entries", read_entries, 0 } };
    static const struct field_table table = { "a baseline", fields, ARRAY_LENGTH(fields) };
    struct field_reader reader = { .arena = arena, .diagnostics = diagnostics };
    struct reading reading = { false };
    const struct source *source;
    struct yaml_node *root;

    /* As an earlier run left it: --write-baseline may replace it. */
    if (!source_load_result(arena, path, path, SOURCE_TEXT_LIMIT, diagnostics, &source) ||
        !yaml_parse(arena, source, diagnostics, &root)) {
        return false;
    }
    if (root == NULL) {
        return diagnose(diagnostics, DIAGNOSTIC_INPUT, origin_file(source),
                        "this is empty: expected a baseline, as --write-baseline makes it");
    }
    if (!fields_read(&reader, &table, root, &reading)) {
        return false;
    }
    if (!reading.has_version || !reading.has_entries) {
        return diagnose(diagnostics, DIAGNOSTIC_INPUT, origin_file(source), "baseline without '%s'",
                        reading.has_version ? "entries" : "schema_version");
    }
    *baseline = (struct baseline){ path, reading.entries };
    return true;
}

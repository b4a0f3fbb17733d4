#include "base/json.h"
#include "cli/diff/diff.h"

static void write_build(struct json *json, const char *key, const struct project *project)
{
    static const char *const kinds[] = { "build", "source", "part" };

    json_key(json, key);
    json_object_begin(json);
    json_member(json, "path", project->path);
    json_member(json, "kind", kinds[project->kind]);
    json_member(json, "era", project_era_name(project->era));
    json_member(json, "sdk", project->sdk_known ? sdk_version_text(json->out->arena, project->sdk) : NULL);
    json_member(json, "board", project->board);
    json_object_end(json);
}

static void write_value(struct json *json, const char *key, const struct aspect_value *value)
{
    json_key(json, key);
    json_object_begin(json);
    json_member(json, "value", value->text);
    json_member(json, "missing", value->text == NULL ? value->missing : NULL);
    json_member(json, "file", value->origin.source == NULL ? NULL : value->origin.source->name);
    json_key(json, "line");
    if (value->origin.source == NULL || value->origin.line == 0) {
        json_null(json);
    } else {
        json_uint(json, value->origin.line);
    }
    json_object_end(json);
}

static void write_aspects(struct json *json, const struct aspects *aspects)
{
    json_key(json, "aspects");
    json_array_begin(json);
    for (size_t i = 0; i < aspects->count; i++) {
        const struct aspect *aspect = &aspects->items[i];

        json_object_begin(json);
        json_member(json, "group", aspect->group);
        json_member(json, "name", aspect->name);
        json_member(json, "verdict", aspect_verdict_name(aspect->verdict));
        json_member(json, "why", aspect->why);
        write_value(json, "released", &aspect->released);
        write_value(json, "new", &aspect->fresh);
        json_object_end(json);
    }
    json_array_end(json);
}

static const struct agreement *agreement_of(const struct diff *diff, const struct finding *finding)
{
    for (size_t i = 0; i < diff->agreements.count; i++) {
        if (diff->agreements.items[i].finding == finding) {
            return &diff->agreements.items[i];
        }
    }
    return NULL;
}

static void write_findings(struct json *json, const struct diff *diff)
{
    json_key(json, "findings");
    json_array_begin(json);
    for (size_t i = 0; i < diff->check.findings.count; i++) {
        const struct finding *finding = &diff->check.findings.items[i];
        const struct agreement *agreement = agreement_of(diff, finding);

        json_object_begin(json);
        json_member(json, "rule", finding->rule);
        json_member(json, "name", finding->name);
        json_member(json, "severity", severity_name(finding->severity));
        json_member(json, "consequence", finding->consequence);
        json_member(json, "message", finding->message);
        json_member(json, "device", finding->device_effect);
        json_member(json, "waived", finding->waived);
        json_member(json, "fingerprint", finding->fingerprint);
        json_key(json, "simulated");
        if (agreement == NULL) {
            json_null(json);
        } else {
            json_bool(json, agreement->shown);
        }
        json_member(json, "simulation", agreement == NULL ? NULL : agreement->text);
        json_object_end(json);
    }
    json_array_end(json);
    json_key(json, "undecided");
    json_array_begin(json);
    for (size_t i = 0; i < diff->check.undecided.count; i++) {
        const struct undecided *rule = &diff->check.undecided.items[i];

        json_object_begin(json);
        json_member(json, "rule", rule->rule);
        json_member(json, "name", rule->name);
        json_member_strings(json, "missing", rule->missing.items, rule->missing.count);
        json_object_end(json);
    }
    json_array_end(json);
}

static void write_combinations(struct json *json, const struct combinations *combinations)
{
    static const char *const keys[] = { "both", "application", "network_core" };

    json_key(json, "updates");
    json_object_begin(json);
    for (size_t i = 0; i < COMBINATION_COUNT; i++) {
        const struct combination *combination = &combinations->items[i];

        json_key(json, keys[i]);
        json_object_begin(json);
        json_member(json, "verdict", combination_verdict_name(combination->verdict));
        json_member_bool(json, "needed", combinations->needed[i]);
        json_member_strings(json, "reasons", combination->reasons.items, combination->reasons.count);
        json_member_strings(json, "notes", combination->notes.items, combination->notes.count);
        json_object_end(json);
    }
    json_object_end(json);
}

static void write_scenario(struct json *json, const struct diff_scenario *scenario)
{
    const struct simulation_scenario *row = &scenario->row;

    json_object_begin(json);
    json_member(json, "name", row->name);
    json_member(json, "summary", row->summary);
    json_member(json, "state", simulation_state_name(row->state));
    json_member(json, "why", row->why);
    json_member(json, "expected", row->expected);
    json_member(json, "outcome", row->uncut_outcome);
    json_member(json, "end", row->uncut_end);
    json_member_uint(json, "cuts", row->cuts);
    json_member_uint(json, "states", row->states);
    json_member_bool(json, "refuses", scenario->refuses);
    json_member_bool(json, "released_alike", scenario->released_alike);
    report_simulation_failures_json(json, &row->failures);
    json_member_strings(json, "log", scenario->log.items, scenario->log.count);
    json_object_end(json);
}

static void write_simulation(struct json *json, const struct diff *diff)
{
    json_key(json, "simulation");
    json_object_begin(json);
    json_member_bool(json, "run", diff->not_simulated == NULL);
    json_member(json, "why_not", diff->not_simulated);
    json_member(json, "bootloader", diff->bootloader);
    json_member(json, "assumed", diff->assumed);
    json_member_bool(json, "modelled", diff->modelled);
    json_member_uint(json, "max_cuts", diff->max_cuts);
    json_key(json, "scenarios");
    json_array_begin(json);
    for (size_t i = 0; i < diff->scenarios.count; i++) {
        write_scenario(json, &diff->scenarios.items[i]);
    }
    json_array_end(json);
    json_member_strings(json, "limits", diff->limits.items, diff->limits.count);
    json_object_end(json);
}

static void write_counts(struct json *json, const struct aspects *aspects)
{
    static const char *const keys[] = { "same", "may_change", "not_known", "note", "undecided", "warning", "refused" };

    json_key(json, "aspects");
    json_object_begin(json);
    for (unsigned i = ASPECT_SAME; i <= ASPECT_REFUSED; i++) {
        json_member_uint(json, keys[i], aspects_count(aspects, (enum aspect_verdict)i));
    }
    json_object_end(json);
}

void diff_json(struct text *out, const struct diff *diff)
{
    struct json json = json_report_begin(out);

    write_build(&json, "released", diff->released);
    write_build(&json, "new", diff->fresh);
    write_aspects(&json, &diff->aspects);
    write_findings(&json, diff);
    write_combinations(&json, &diff->combinations);
    write_simulation(&json, diff);
    json_key(&json, "summary");
    json_object_begin(&json);
    json_member(&json, "verdict", diff->verdict);
    json_member_bool(&json, "unchanged", diff->unchanged);
    json_member_bool(&json, "refused", diff->refused);
    json_member_bool(&json, "undecided", diff->undecided);
    json_member_uint(&json, "own_errors", diff->own_errors);
    write_counts(&json, &diff->aspects);
    json_member_uint(&json, "microseconds", diff->microseconds);
    json_object_end(&json);
    json_report_end(&json);
}

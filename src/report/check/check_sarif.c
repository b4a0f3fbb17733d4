/* SARIF 2.1.0 (OASIS standard of 27 March 2020, errata 01), in the part that code scanning services read. Undecided rules
 * are notifications of the run, as long as they are no failures: a result would be shown as an alert.
 */
#include <string.h>

#include "base/json.h"
#include "report/check/check_report.h"
#include "report/check/sarif_place.h"
#include "report/check/sarif_rules.h"

struct sarif {
    struct json json;
    const struct rule_pages *rules;
    struct check_gate gate;
    const char *root; /* that paths are named from */
};

/* Only facts with an origin have a place; their numbers count from 1. */
static void write_related(struct sarif *sarif, const struct finding *finding)
{
    struct json *json = &sarif->json;
    struct arena *arena = json->out->arena;
    uint64_t id = 0;

    json_key(json, "relatedLocations");
    json_array_begin(json);
    for (size_t i = 0; i < finding->facts.count; i++) {
        const struct finding_fact *fact = &finding->facts.items[i];

        if (fact->origin.source == NULL) {
            continue;
        }
        json_object_begin(json);
        json_member_uint(json, "id", ++id);
        sarif_physical_location(json, origin_place(arena, sarif->root, fact->origin));
        sarif_message(json, sarif_escaped(arena, fact_words(arena, fact)));
        json_object_end(json);
    }
    json_array_end(json);
}

/* What is meant first, for that is all that a list shows; then the facts, as links where they stand in a file. */
static const char *message_of(struct arena *arena, const struct finding *finding)
{
    struct text text = text_create(arena, 65536);
    uint64_t id = 0;

    text_append(&text, sarif_escaped(arena, finding->message));
    for (size_t i = 0; i < finding->facts.count; i++) {
        const struct finding_fact *fact = &finding->facts.items[i];

        text_append(&text, i == 0 ? ".\nSeen: " : ", ");
        if (fact->origin.source == NULL) {
            text_append(&text, sarif_escaped(arena, fact_words(arena, fact)));
        } else {
            sarif_link(&text, fact_words(arena, fact), ++id);
        }
    }
    text_append(&text, sarif_escaped(arena, finding_advice(arena, finding)));
    return text.data;
}

static void write_rule_reference(struct sarif *sarif, const char *rule)
{
    size_t index;

    json_member(&sarif->json, "ruleId", rule);
    if (sarif_rule_index(sarif->rules, rule, &index)) {
        json_member_uint(&sarif->json, "ruleIndex", index);
    }
}

/* "primaryLocationLineHash" is the one that GitHub looks at; without it, it takes the text of the line. */
static void write_fingerprints(struct sarif *sarif, const struct check_result *result, const char *own)
{
    struct json *json = &sarif->json;
    const char *whole = input_fingerprint(json->out->arena, sarif->root, result, own);

    json_key(json, "partialFingerprints");
    json_object_begin(json);
    json_member(json, "nrf53packFinding/v1", own);
    json_member(json, "primaryLocationLineHash", whole);
    json_object_end(json);
}

static void write_suppressions(struct sarif *sarif, const struct finding *finding)
{
    struct json *json = &sarif->json;

    if (finding->waived == NULL) {
        return;
    }
    json_key(json, "suppressions");
    json_array_begin(json);
    json_object_begin(json);
    json_member(json, "kind", finding->waived_in_source ? "inSource" : "external");
    json_member(json, "status", "accepted");
    json_member(json, "justification", finding->waived);
    if (finding->waived_at.source != NULL) {
        json_key(json, "location");
        json_object_begin(json);
        sarif_physical_location(json, origin_place(json->out->arena, sarif->root, finding->waived_at));
        json_object_end(json);
    }
    if (finding->waived_until != NULL) {
        json_key(json, "properties");
        json_object_begin(json);
        json_member(json, "until", finding->waived_until);
        json_object_end(json);
    }
    json_object_end(json);
    json_array_end(json);
}

static void write_properties(struct sarif *sarif, const struct check_result *result, enum severity severity,
                             const char *consequence, const char *confidence)
{
    struct json *json = &sarif->json;

    json_key(json, "properties");
    json_object_begin(json);
    json_member(json, "severity", severity_name(severity));
    json_member(json, "consequence", consequence);
    if (confidence != NULL) {
        json_member(json, "confidence", confidence);
    }
    json_member(json, "input", input_path(json->out->arena, sarif->root, result));
    if (result->board != NULL) {
        json_member(json, "board", result->board);
    }
    if (result->file_suffix != NULL) {
        json_member(json, "fileSuffix", result->file_suffix);
    }
    json_object_end(json);
}

static void write_result(struct sarif *sarif, const struct check_result *result, const struct finding *finding)
{
    struct json *json = &sarif->json;
    struct arena *arena = json->out->arena;

    json_object_begin(json);
    write_rule_reference(sarif, finding->rule);
    json_member(json, "level", sarif_level(finding->severity));
    sarif_message(json, message_of(arena, finding));
    sarif_locations(json, finding_place(arena, sarif->root, result, finding));
    write_related(sarif, finding);
    write_fingerprints(sarif, result, finding->fingerprint);
    write_suppressions(sarif, finding);
    if (result->baseline != NULL) {
        json_member(json, "baselineState", finding->in_baseline ? "unchanged" : "new");
    }
    write_properties(sarif, result, finding->severity, finding->consequence, finding->confidence);
    json_object_end(json);
}

static void write_failing_undecided(struct sarif *sarif, const struct check_result *result,
                                    const struct undecided *undecided)
{
    struct json *json = &sarif->json;
    struct arena *arena = json->out->arena;

    json_object_begin(json);
    write_rule_reference(sarif, undecided->rule);
    json_member(json, "level", "error");
    sarif_message(json, sarif_escaped(arena, undecided_words(arena, undecided)));
    sarif_locations(json, input_place(arena, sarif->root, result));
    write_fingerprints(sarif, result, arena_printf(arena, "undecided-%s", undecided->rule));
    write_properties(sarif, result, undecided->severity, undecided->consequence, NULL);
    json_object_end(json);
}

static void write_undecided(struct sarif *sarif, const struct check_result *result, const struct undecided *undecided)
{
    struct json *json = &sarif->json;
    struct arena *arena = json->out->arena;
    size_t index;

    json_object_begin(json);
    json_member(json, "level", "note");
    sarif_message(json, sarif_escaped(arena, undecided_words(arena, undecided)));
    sarif_locations(json, input_place(arena, sarif->root, result));
    json_key(json, "associatedRule");
    json_object_begin(json);
    json_member(json, "id", undecided->rule);
    if (sarif_rule_index(sarif->rules, undecided->rule, &index)) {
        json_member_uint(json, "index", index);
    }
    json_object_end(json);
    json_object_end(json);
}

static void write_error(struct sarif *sarif, const struct check_result *result, const struct input_error *error)
{
    struct json *json = &sarif->json;
    struct arena *arena = json->out->arena;

    json_object_begin(json);
    json_member(json, "level", "error");
    sarif_message(json, sarif_escaped(arena, error->message));
    sarif_locations(json, error_place(arena, sarif->root, result, error));
    json_object_end(json);
}

static void write_note(struct sarif *sarif, const struct check_result *result, const char *words)
{
    struct json *json = &sarif->json;
    struct arena *arena = json->out->arena;

    json_object_begin(json);
    json_member(json, "level", "note");
    sarif_message(json, sarif_escaped(arena, words));
    sarif_locations(json, input_place(arena, sarif->root, result));
    json_object_end(json);
}

static void write_notifications(struct sarif *sarif, const struct check_result *result)
{
    for (size_t i = 0; i < result->softened.count; i++) {
        write_note(sarif, result, result->softened.items[i]);
    }
    for (size_t i = 0; i < result->errors.count; i++) {
        write_error(sarif, result, &result->errors.items[i]);
    }
    for (size_t i = 0; i < result->undecided.count; i++) {
        if (!undecided_fails(&result->undecided.items[i], sarif->gate)) {
            write_undecided(sarif, result, &result->undecided.items[i]);
        }
    }
}

static void write_invocation(struct sarif *sarif, const struct check_result *const *results, size_t count)
{
    struct json *json = &sarif->json;
    bool usable = true;

    for (size_t i = 0; i < count; i++) {
        usable = usable && results[i]->errors.count == 0;
    }
    json_key(json, "invocations");
    json_array_begin(json);
    json_object_begin(json);
    json_member_bool(json, "executionSuccessful", usable);
    json_key(json, "toolExecutionNotifications");
    json_array_begin(json);
    for (size_t i = 0; i < count; i++) {
        write_notifications(sarif, results[i]);
    }
    json_array_end(json);
    json_object_end(json);
    json_array_end(json);
}

static void write_results(struct sarif *sarif, const struct check_result *result)
{
    for (size_t i = 0; i < result->findings.count; i++) {
        write_result(sarif, result, &result->findings.items[i]);
    }
    for (size_t i = 0; i < result->undecided.count; i++) {
        if (undecided_fails(&result->undecided.items[i], sarif->gate)) {
            write_failing_undecided(sarif, result, &result->undecided.items[i]);
        }
    }
}

void report_check_sarif(struct text *out, const struct check_result *const *results, size_t count,
                        const struct rule_pages *rules, struct check_gate gate, const char *root)
{
    struct sarif sarif = { json_create(out, 2), rules, gate, root };
    struct json *json = &sarif.json;

    json_object_begin(json);
    json_member(json, "$schema", "https://json.schemastore.org/sarif-2.1.0.json");
    json_member(json, "version", "2.1.0");
    json_key(json, "runs");
    json_array_begin(json);
    json_object_begin(json);
    sarif_tool(json, rules);
    write_invocation(&sarif, results, count);
    sarif_uri_bases(json);
    json_member(json, "columnKind", "unicodeCodePoints");
    json_key(json, "results");
    json_array_begin(json);
    for (size_t i = 0; i < count; i++) {
        write_results(&sarif, results[i]);
    }
    json_array_end(json);
    json_object_end(json);
    json_array_end(json);
    json_object_end(json);
    text_append(out, "\n");
}

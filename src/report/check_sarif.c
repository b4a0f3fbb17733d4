/* SARIF 2.1.0 (OASIS standard of 27 March 2020), in the part that code scanning services read. Undecided rules are
 * notifications of the run: a result would be shown as an alert.
 */
#include <string.h>

#include "base/json.h"
#include "report/check_report.h"
#include "report/finding_place.h"

static const char *level_of(enum severity severity)
{
    return severity >= SEVERITY_ERROR ? "error" : severity == SEVERITY_WARNING ? "warning" : "note";
}

static bool is_absolute(const char *path)
{
    return path[0] == '/' || (path[0] != '\0' && path[1] == ':');
}

/* RFC 3986: what is not unreserved or '/' is percent-encoded. */
static const char *uri_of(struct arena *arena, const char *path)
{
    struct text text = text_create(arena, 65536);

    text_append(&text, !is_absolute(path) ? "" : path[0] == '/' ? "file://" : "file:///");
    for (const char *c = path; *c != '\0'; c++) {
        bool plain = (*c >= 'a' && *c <= 'z') || (*c >= 'A' && *c <= 'Z') || (*c >= '0' && *c <= '9') ||
                     strchr("-._~/", *c) != NULL;

        if (plain) {
            text_append_bytes(&text, c, 1);
        } else {
            text_printf(&text, "%%%02X", (unsigned)(unsigned char)*c);
        }
    }
    return text.data;
}

static void write_text(struct json *json, const char *key, const char *words)
{
    json_key(json, key);
    json_object_begin(json);
    json_member(json, "text", words);
    json_object_end(json);
}

static void write_place(struct json *json, struct finding_place place)
{
    json_key(json, "physicalLocation");
    json_object_begin(json);
    json_key(json, "artifactLocation");
    json_object_begin(json);
    json_member(json, "uri", uri_of(json->out->arena, place.path));
    json_object_end(json);
    if (place.line > 0) {
        json_key(json, "region");
        json_object_begin(json);
        json_member_uint(json, "startLine", place.line);
        json_member_uint(json, "startColumn", place.column > 0 ? place.column : 1);
        json_object_end(json);
    }
    json_object_end(json);
}

static void write_locations(struct json *json, struct finding_place place)
{
    json_key(json, "locations");
    json_array_begin(json);
    json_object_begin(json);
    write_place(json, place);
    json_object_end(json);
    json_array_end(json);
}

static void write_related(struct json *json, const struct finding *finding)
{
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
        write_place(json, origin_place(arena, fact->origin));
        write_text(json, "message", fact_words(arena, fact));
        json_object_end(json);
    }
    json_array_end(json);
}

/* Each rule with a finding once, in the order in which they are met. */
struct met_rules {
    const struct finding **items;
    size_t count;
    size_t capacity;
};

static size_t rule_index(const struct met_rules *rules, const char *id)
{
    size_t index = 0;

    while (index < rules->count && strcmp(rules->items[index]->rule, id) != 0) {
        index++;
    }
    return index;
}

static struct met_rules meet_rules(struct arena *arena, const struct check_result *const *results, size_t count)
{
    struct met_rules rules = { 0 };

    for (size_t i = 0; i < count; i++) {
        for (size_t k = 0; k < results[i]->findings.count; k++) {
            const struct finding *finding = &results[i]->findings.items[k];

            if (rule_index(&rules, finding->rule) == rules.count) {
                *ARENA_PUSH(arena, &rules) = finding;
            }
        }
    }
    return rules;
}

static void write_rule(struct json *json, const struct finding *finding)
{
    struct arena *arena = json->out->arena;
    const char *effect = finding->device_effect != NULL ? finding->device_effect : finding->message;
    const char *const tags[] = { "firmware-update", finding->consequence };

    json_object_begin(json);
    json_member(json, "id", finding->rule);
    json_member(json, "name", finding->name);
    write_text(json, "shortDescription", finding->name);
    write_text(json, "fullDescription", effect);
    json_key(json, "defaultConfiguration");
    json_object_begin(json);
    json_member(json, "level", level_of(finding->severity));
    json_object_end(json);
    write_text(json, "help", finding_advice(arena, finding) + 1);
    json_key(json, "properties");
    json_object_begin(json);
    json_member_strings(json, "tags", tags, finding->consequence == NULL ? 1 : 2);
    json_member_strings(json, "sources", finding->sources.items, finding->sources.count);
    json_object_end(json);
    json_object_end(json);
}

static void write_driver(struct json *json, const struct met_rules *rules)
{
    json_key(json, "tool");
    json_object_begin(json);
    json_key(json, "driver");
    json_object_begin(json);
    json_member(json, "name", "nrf53pack");
    json_member(json, "semanticVersion", NRF53PACK_VERSION);
    json_key(json, "rules");
    json_array_begin(json);
    for (size_t i = 0; i < rules->count; i++) {
        write_rule(json, rules->items[i]);
    }
    json_array_end(json);
    json_object_end(json);
    json_object_end(json);
}

static void write_result(struct json *json, const struct check_result *result, const struct finding *finding,
                         const struct met_rules *rules)
{
    struct arena *arena = json->out->arena;

    json_object_begin(json);
    json_member(json, "ruleId", finding->rule);
    json_member_uint(json, "ruleIndex", rule_index(rules, finding->rule));
    json_member(json, "level", level_of(finding->severity));
    write_text(json, "message", arena_printf(arena, "%s%s", finding->message, finding_advice(arena, finding)));
    write_locations(json, finding_place(arena, result, finding));
    write_related(json, finding);
    json_key(json, "partialFingerprints");
    json_object_begin(json);
    json_member(json, "nrf53packFinding/v1", finding->fingerprint);
    json_object_end(json);
    if (finding->waived != NULL) {
        json_key(json, "suppressions");
        json_array_begin(json);
        json_object_begin(json);
        json_member(json, "kind", "external");
        json_member(json, "justification", finding->waived);
        json_object_end(json);
        json_array_end(json);
    }
    json_key(json, "properties");
    json_object_begin(json);
    json_member(json, "severity", severity_name(finding->severity));
    json_member(json, "consequence", finding->consequence);
    json_member(json, "input", result->path);
    if (result->board != NULL) {
        json_member(json, "board", result->board);
    }
    json_object_end(json);
    json_object_end(json);
}

static void write_undecided(struct json *json, const struct check_result *result, const struct undecided *undecided)
{
    struct text words = text_create(json->out->arena, 65536);

    text_printf(&words, "%s (%s) is undecided for '%s'; missing:", undecided->rule, undecided->name, result->path);
    for (size_t i = 0; i < undecided->missing.count; i++) {
        text_printf(&words, "%s %s", i == 0 ? "" : ",", undecided->missing.items[i]);
    }
    json_object_begin(json);
    json_member(json, "level", "note");
    write_text(json, "message", words.data);
    json_key(json, "associatedRule");
    json_object_begin(json);
    json_member(json, "id", undecided->rule);
    json_object_end(json);
    json_object_end(json);
}

static void write_error(struct json *json, const struct check_result *result, const struct input_error *error)
{
    struct finding_place place = error->origin.source != NULL ? origin_place(json->out->arena, error->origin)
                                                              : (struct finding_place){ .path = result->path };

    json_object_begin(json);
    json_member(json, "level", "error");
    write_text(json, "message", error->message);
    write_locations(json, place);
    json_object_end(json);
}

static void write_invocation(struct json *json, const struct check_result *const *results, size_t count)
{
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
        for (size_t k = 0; k < results[i]->errors.count; k++) {
            write_error(json, results[i], &results[i]->errors.items[k]);
        }
        for (size_t k = 0; k < results[i]->undecided.count; k++) {
            write_undecided(json, results[i], &results[i]->undecided.items[k]);
        }
    }
    json_array_end(json);
    json_object_end(json);
    json_array_end(json);
}

void report_check_sarif(struct text *out, const struct check_result *const *results, size_t count)
{
    struct met_rules rules = meet_rules(out->arena, results, count);
    struct json json = json_create(out, 2);

    json_object_begin(&json);
    json_member(&json, "$schema", "https://json.schemastore.org/sarif-2.1.0.json");
    json_member(&json, "version", "2.1.0");
    json_key(&json, "runs");
    json_array_begin(&json);
    json_object_begin(&json);
    write_driver(&json, &rules);
    write_invocation(&json, results, count);
    json_key(&json, "results");
    json_array_begin(&json);
    for (size_t i = 0; i < count; i++) {
        for (size_t k = 0; k < results[i]->findings.count; k++) {
            write_result(&json, results[i], &results[i]->findings.items[k], &rules);
        }
    }
    json_array_end(&json);
    json_object_end(&json);
    json_array_end(&json);
    json_object_end(&json);
    text_append(out, "\n");
}

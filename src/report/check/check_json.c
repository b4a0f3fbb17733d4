#include "report/check/check_report.h"

#include "base/json.h"

static void write_errors(struct json *json, const struct input_errors *errors)
{
    json_key(json, "errors");
    json_array_begin(json);
    for (size_t i = 0; i < errors->count; i++) {
        json_object_begin(json);
        json_member(json, "message", errors->items[i].message);
        json_origin(json, errors->items[i].origin);
        json_object_end(json);
    }
    json_array_end(json);
}

static void write_input(struct json *json, const struct check_result *result)
{
    json_object_begin(json);
    json_member(json, "path", result->path);
    json_member(json, "kind", result->kind);
    json_member(json, "era", result->era);
    json_key(json, "sdk");
    json_object_begin(json);
    json_member(json, "version", result->sdk);
    json_member(json, "origin", result->sdk_origin);
    json_object_end(json);
    json_member(json, "board", result->board);
    if (result->file_suffix != NULL) {
        json_member(json, "file_suffix", result->file_suffix);
    }
    if (result->deployed != NULL) {
        json_key(json, "deployed");
        json_object_begin(json);
        json_member(json, "path", result->deployed);
        json_member(json, "sdk", result->deployed_sdk);
        json_object_end(json);
    }
    if (result->product != NULL) {
        json_member(json, "product", result->product);
    }
    if (result->baseline != NULL) {
        json_member(json, "baseline", result->baseline);
    }
    json_member_strings(json, "notes", result->notes.items, result->notes.count);
    write_errors(json, &result->errors);
    json_object_end(json);
}

static void write_fact(struct json *json, const struct finding_fact *fact)
{
    static const char *const kinds[] = { "symbol", "partition", "node", "file" };

    json_object_begin(json);
    json_member(json, kinds[fact->kind], fact->subject);
    json_member(json, "value", fact->value);
    json_origin(json, fact->origin);
    if (fact->default_sdk != NULL) {
        json_key(json, "default");
        json_object_begin(json);
        json_member(json, "sdk", fact->default_sdk);
        json_member(json, "source", fact->default_source);
        json_object_end(json);
    }
    if (fact->absent_in != NULL) {
        json_member(json, "absent_in", fact->absent_in);
    }
    json_object_end(json);
}

/* The contract has one fix; further ones follow in "fixes", for an era can need several files. */
static void write_fixes(struct json *json, const struct fixes *fixes)
{
    json_key(json, "fix");
    if (fixes->count == 0) {
        json_null(json);
    } else {
        json_object_begin(json);
        json_member(json, "file", fixes->items[0].file);
        json_member(json, "fragment", fixes->items[0].fragment);
        json_object_end(json);
    }
    json_key(json, "fixes");
    json_array_begin(json);
    for (size_t i = 0; i < fixes->count; i++) {
        json_object_begin(json);
        json_member(json, "file", fixes->items[i].file);
        json_member(json, "fragment", fixes->items[i].fragment);
        json_object_end(json);
    }
    json_array_end(json);
}

/* Only where the witnesses were run. */
static void write_proof(struct json *json, const struct proof *proof)
{
    if (proof == NULL) {
        return;
    }
    json_key(json, "proof");
    json_object_begin(json);
    json_member(json, "state", proof_state_name(proof->state));
    json_member(json, "outcome", proof->outcome);
    json_member(json, "reason", proof->reason);
    json_member(json, "replay", proof->replay);
    json_member(json, "command", proof->command);
    json_member_bool(json, "modelled", proof->modelled);
    json_object_end(json);
}

/* Where the waiver stands and how long it holds; the reason itself is "waived". */
static void write_waiver(struct json *json, const struct finding *finding)
{
    if (finding->waived == NULL) {
        return;
    }
    json_key(json, "waiver");
    json_object_begin(json);
    json_member(json, "kind", finding->waived_in_source ? "in-source" : "external");
    if (finding->waived_at.source != NULL) {
        json_origin(json, finding->waived_at);
    }
    if (finding->waived_until != NULL) {
        json_member(json, "until", finding->waived_until);
    }
    json_object_end(json);
}

static void write_finding(struct json *json, const struct check_result *result, const struct finding *finding)
{
    json_object_begin(json);
    json_member(json, "rule", finding->rule);
    json_member(json, "name", finding->name);
    json_member(json, "severity", severity_name(finding->severity));
    json_member(json, "consequence", finding->consequence);
    json_member(json, "confidence", finding->confidence);
    json_member(json, "message", finding->message);
    json_member(json, "device_effect", finding->device_effect);
    json_key(json, "facts");
    json_array_begin(json);
    for (size_t i = 0; i < finding->facts.count; i++) {
        write_fact(json, &finding->facts.items[i]);
    }
    json_array_end(json);
    write_fixes(json, &finding->fixes);
    json_member_strings(json, "sources", finding->sources.items, finding->sources.count);
    json_member_strings(json, "covers", finding->covers.items, finding->covers.count);
    json_member(json, "witness", finding->witness);
    write_proof(json, finding->proof);
    json_member(json, "vendor_check", finding->vendor_check);
    json_member(json, "waived", finding->waived);
    write_waiver(json, finding);
    if (result->baseline != NULL) {
        json_member_bool(json, "in_baseline", finding->in_baseline);
    }
    json_member(json, "fingerprint", finding->fingerprint);
    json_member(json, "input", result->path);
    json_object_end(json);
}

static void write_undecided(struct json *json, const struct check_result *result, const struct undecided *undecided)
{
    json_object_begin(json);
    json_member(json, "rule", undecided->rule);
    json_member(json, "name", undecided->name);
    json_member(json, "consequence", undecided->consequence);
    json_member(json, "severity", severity_name(undecided->severity));
    json_member_strings(json, "missing", undecided->missing.items, undecided->missing.count);
    json_member(json, "input", result->path);
    json_object_end(json);
}

static void write_summary(struct json *json, const struct check_result *const *results, size_t count)
{
    struct check_summary total = { 0 };
    bool compared = false;

    for (size_t i = 0; i < count; i++) {
        const struct check_summary *summary = &results[i]->summary;

        total.rules_run += summary->rules_run;
        total.rules_skipped += summary->rules_skipped;
        total.rules_off += summary->rules_off;
        total.undecided += summary->undecided;
        total.waived += summary->waived;
        total.baseline += summary->baseline;
        compared = compared || results[i]->baseline != NULL;
        total.microseconds += summary->microseconds;
        for (size_t s = 0; s <= SEVERITY_BRICK; s++) {
            total.count[s] += summary->count[s];
        }
    }
    json_key(json, "summary");
    json_object_begin(json);
    json_member_uint(json, "inputs", count);
    json_member_uint(json, "rules_run", total.rules_run);
    json_member_uint(json, "rules_skipped", total.rules_skipped);
    json_member_uint(json, "rules_off", total.rules_off);
    json_member_uint(json, "undecided", total.undecided);
    json_member_uint(json, "waived", total.waived);
    if (compared) {
        json_member_uint(json, "baseline", total.baseline);
    }
    for (size_t s = SEVERITY_BRICK + 1; s > 0; s--) {
        json_member_uint(json, severity_name((enum severity)(s - 1)), total.count[s - 1]);
    }
    json_member_uint(json, "microseconds", total.microseconds);
    json_object_end(json);
}

void report_check_json(struct text *out, const struct check_result *const *results, size_t count)
{
    struct json json = json_report_begin(out);

    json_key(&json, "inputs");
    json_array_begin(&json);
    for (size_t i = 0; i < count; i++) {
        write_input(&json, results[i]);
    }
    json_array_end(&json);
    json_key(&json, "findings");
    json_array_begin(&json);
    for (size_t i = 0; i < count; i++) {
        for (size_t f = 0; f < results[i]->findings.count; f++) {
            write_finding(&json, results[i], &results[i]->findings.items[f]);
        }
    }
    json_array_end(&json);
    json_key(&json, "undecided");
    json_array_begin(&json);
    for (size_t i = 0; i < count; i++) {
        for (size_t u = 0; u < results[i]->undecided.count; u++) {
            write_undecided(&json, results[i], &results[i]->undecided.items[u]);
        }
    }
    json_array_end(&json);
    write_summary(&json, results, count);
    json_report_end(&json);
}

/* GitLab's code quality report. Source: docs.gitlab.com/ci/testing/code_quality, "Code Quality report format". */
#include "base/json.h"
#include "report/check/check_report.h"

static void write_issue(struct json *json, struct finding_place place, const char *name, const char *description,
                        const char *severity, const char *fingerprint)
{
    json_object_begin(json);
    json_member(json, "description", description);
    json_member(json, "check_name", name);
    json_member(json, "fingerprint", fingerprint);
    json_member(json, "severity", severity);
    json_key(json, "location");
    json_object_begin(json);
    json_member(json, "path", place.path);
    json_key(json, "lines");
    json_object_begin(json);
    json_member_uint(json, "begin", place.line > 0 ? place.line : 1);
    json_object_end(json);
    json_object_end(json);
    json_object_end(json);
}

static void write_errors(struct json *json, const struct check_result *result, const char *root)
{
    struct arena *arena = json->out->arena;

    for (size_t i = 0; i < result->errors.count; i++) {
        const struct input_error *error = &result->errors.items[i];

        write_issue(json, error_place(arena, root, result, error), "input unusable", error->message, "blocker",
                    input_fingerprint(arena, root, result, arena_printf(arena, "input-%zu", i)));
    }
}

/* What the baseline knows stays in the report, since GitLab compares reports itself; it is no more than told. */
static void write_findings(struct json *json, const struct check_result *result, const char *root)
{
    static const char *const severities[] = {
        [SEVERITY_NOTE] = "info",
        [SEVERITY_WARNING] = "minor",
        [SEVERITY_ERROR] = "critical",
        [SEVERITY_BRICK] = "blocker",
    };
    struct arena *arena = json->out->arena;

    for (size_t i = 0; i < result->findings.count; i++) {
        const struct finding *finding = &result->findings.items[i];

        if (finding->waived == NULL) {
            write_issue(json, finding_place(arena, root, result, finding),
                        arena_printf(arena, "%s %s", finding->rule, finding->name), finding->message,
                        finding->in_baseline ? "info" : severities[finding->severity],
                        input_fingerprint(arena, root, result, finding->fingerprint));
        }
    }
}

static void write_undecided(struct json *json, const struct check_result *result, struct check_gate gate,
                            const char *root)
{
    struct arena *arena = json->out->arena;

    for (size_t i = 0; i < result->undecided.count; i++) {
        const struct undecided *undecided = &result->undecided.items[i];

        if (undecided_fails(undecided, gate)) {
            write_issue(json, input_place(arena, root, result),
                        arena_printf(arena, "%s %s", undecided->rule, undecided->name),
                        undecided_words(arena, undecided), "critical",
                        input_fingerprint(arena, root, result, arena_printf(arena, "undecided-%s", undecided->rule)));
        }
    }
}

void report_check_gitlab(struct text *out, const struct check_result *const *results, size_t count,
                         struct check_gate gate, const char *root)
{
    struct json json = json_create(out, 2);

    json_array_begin(&json);
    for (size_t i = 0; i < count; i++) {
        write_errors(&json, results[i], root);
        write_findings(&json, results[i], root);
        write_undecided(&json, results[i], gate, root);
    }
    json_array_end(&json);
    text_append(out, "\n");
}

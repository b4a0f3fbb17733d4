/* GitLab's code quality report. Source: docs.gitlab.com/ci/testing/code_quality, "Code Quality report format". */
#include "base/json.h"
#include "report/check_report.h"
#include "report/finding_place.h"

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

/* One fingerprint an issue: the same finding in two inputs, or for two boards, is two of them. */
static const char *fingerprint(struct arena *arena, const struct check_result *result, const char *own)
{
    return arena_printf(arena, "%s:%s:%s:%s", result->path, result->board == NULL ? "" : result->board,
                        result->file_suffix == NULL ? "" : result->file_suffix, own);
}

static void write_findings(struct json *json, const struct check_result *result)
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
            write_issue(json, finding_place(arena, result, finding),
                        arena_printf(arena, "%s %s", finding->rule, finding->name), finding->message,
                        severities[finding->severity], fingerprint(arena, result, finding->fingerprint));
        }
    }
}

void report_check_gitlab(struct text *out, const struct check_result *const *results, size_t count)
{
    struct arena *arena = out->arena;
    struct json json = json_create(out, 2);

    json_array_begin(&json);
    for (size_t i = 0; i < count; i++) {
        for (size_t k = 0; k < results[i]->errors.count; k++) {
            const struct input_error *error = &results[i]->errors.items[k];
            struct finding_place place = error->origin.source != NULL
                                             ? origin_place(arena, error->origin)
                                             : (struct finding_place){ .path = results[i]->path };

            write_issue(&json, place, "input unusable", error->message, "blocker",
                        fingerprint(arena, results[i], arena_printf(arena, "input-%zu", k)));
        }
        write_findings(&json, results[i]);
    }
    json_array_end(&json);
    text_append(out, "\n");
}

#include "cli/check/baseline.h"

#include "base/file.h"
#include "cli/report_targets.h"

bool check_baseline_options(struct command_call *call)
{
    if (call_option(call, "--write-baseline") != NULL && call_option(call, "--shard") != NULL) {
        return diagnose(call->diagnostics, DIAGNOSTIC_USAGE, ORIGIN_NONE,
                        "'--write-baseline' does not go with '--shard': it would hold a part of the inputs only");
    }
    return true;
}

static bool write_file(struct command_call *call, const struct baseline *baseline)
{
    struct output_set *set = output_set_create(call->arena);
    struct text text = text_create(call->arena, REPORT_LIMIT);
    bool good;

    baseline_write(&text, baseline);
    good = !text.truncated && output_set_add(set, baseline->path, text.data, text.length, call->diagnostics) &&
           output_set_commit(set, call->diagnostics);
    if (text.truncated) {
        (void)diagnose(call->diagnostics, DIAGNOSTIC_LIMIT, ORIGIN_NONE,
                       "the baseline '%s' would be larger than %u bytes", baseline->path, REPORT_LIMIT);
    }
    output_set_discard(set);
    return good;
}

bool check_baseline(struct command_call *call, const struct rule_set *rules, const struct waiver_checks *checks,
                    bool unusable)
{
    const char *path = call_option(call, "--write-baseline");
    struct baseline baseline;

    if (path != NULL && unusable) {
        return diagnose(call->diagnostics, DIAGNOSTIC_OUTPUT, ORIGIN_NONE,
                        "'%s' is not written: an input could not be used", path);
    }
    if (path != NULL) {
        baseline_of(call->arena, rules, path, checks, &baseline);
        if (!write_file(call, &baseline)) {
            return false;
        }
        baseline_apply(call->arena, rules, &baseline, checks);
        return true;
    }
    path = call_option(call, "--baseline");
    if (path == NULL) {
        return true;
    }
    if (!baseline_read(call->arena, path, call->diagnostics, &baseline)) {
        return false;
    }
    baseline_apply(call->arena, rules, &baseline, checks);
    return true;
}

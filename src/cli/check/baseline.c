#include "cli/check/baseline.h"

#include "base/file.h"
#include "cli/report_targets.h"

bool check_baseline_options(struct command_call *call)
{
    if (call_option(call, "--write-baseline") != NULL && call_option(call, "--shard") != NULL) {
        return diagnose(call->diagnostics, DIAGNOSTIC_USAGE, ORIGIN_NONE,
                        "'--write-baseline' does not go with '--shard': it would hold a part of the inputs only");
    }
    if (call_option(call, "--write-baseline") != NULL && call_option(call, "--baseline") != NULL) {
        return diagnose(call->diagnostics, DIAGNOSTIC_USAGE, ORIGIN_NONE,
                        "'--write-baseline' does not go with '--baseline': it holds the findings of this call alone");
    }
    return true;
}

static bool write_file(struct command_call *call, const struct baseline *baseline, struct output_set *set)
{
    struct text text = text_create(call->arena, REPORT_LIMIT);

    baseline_write(&text, baseline);
    if (text.truncated) {
        return diagnose(call->diagnostics, DIAGNOSTIC_LIMIT, ORIGIN_NONE,
                        "the baseline '%s' would be larger than %u bytes", baseline->path, REPORT_LIMIT);
    }
    return output_set_add(set, baseline->path, text.data, text.length, call->diagnostics);
}

bool check_baseline(struct command_call *call, const struct rule_set *rules, const struct waiver_checks *checks,
                    bool unusable, struct output_set *set)
{
    const char *path = call_option(call, "--write-baseline");
    struct baseline baseline;

    if (path != NULL && unusable) {
        return diagnose(call->diagnostics, DIAGNOSTIC_OUTPUT, ORIGIN_NONE,
                        "'%s' is not written: an input could not be used", path);
    }
    if (path != NULL) {
        baseline_of(call->arena, rules, path, checks, &baseline);
        if (!write_file(call, &baseline, set)) {
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

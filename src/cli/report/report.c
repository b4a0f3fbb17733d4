#include "base/file.h"
#include "base/process.h"
#include "check/checker.h"
#include "cli/report/parts.h"
#include "cli/report_targets.h"
#include "cli/tree_options.h"
#include "report/html/html_report.h"

/* 9999-12-31 */
#define LAST_DATE 253402300799u
#define DAY       86400u

static bool is_leap(uint64_t year)
{
    return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
}

/* The C library's calendar may know other time zones; this is UTC. */
static const char *utc_date(struct arena *arena, uint64_t seconds)
{
    static const unsigned char lengths[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
    uint64_t days = seconds / DAY;
    uint64_t year = 1970;
    unsigned month = 0;

    for (; days >= (is_leap(year) ? 366u : 365u); year++) {
        days -= is_leap(year) ? 366 : 365;
    }
    for (; days >= lengths[month] + (month == 1 && is_leap(year) ? 1u : 0u); month++) {
        days -= lengths[month] + (month == 1 && is_leap(year) ? 1u : 0u);
    }
    return arena_printf(arena, "%04u-%02u-%02u", (unsigned)year, month + 1, (unsigned)days + 1);
}

static const char *date_text(struct command_call *call, bool *good)
{
    const char *epoch = environment("SOURCE_DATE_EPOCH");
    uint64_t seconds;

    *good = true;
    if (epoch == NULL) {
        return NULL;
    }
    if (!parse_uint64(slice_of(epoch), 10, &seconds) || seconds > LAST_DATE) {
        *good = diagnose(call->diagnostics, DIAGNOSTIC_USAGE, ORIGIN_NONE,
                         "'%s' of SOURCE_DATE_EPOCH is no number of seconds since 1970-01-01", epoch);
        return NULL;
    }
    return utc_date(call->arena, seconds);
}

static bool write_page(struct command_call *call, const struct html_report *report)
{
    const struct report_target target = { 0, call_option(call, "--output") };
    struct text page = text_create(call->arena, REPORT_LIMIT);
    struct output_set *set;
    bool good;

    report_html(&page, report);
    if (target.file == NULL) {
        text_append_bytes(call->output, page.data, page.length);
        return true;
    }
    set = output_set_create(call->arena);
    good = report_target_write(call, set, &target, &page) && output_set_commit(set, call->diagnostics);
    output_set_discard(set);
    return good;
}

static enum exit_status run_report(struct command_call *call)
{
    struct html_report report = { 0 };
    enum severity threshold;
    struct opened_tree tree;
    bool good;

    report.date = date_text(call, &good);
    if (!good || !check_run_threshold(call, &threshold) || !open_tree(call, &tree)) {
        return call_status(call);
    }
    report.result = &tree.result;
    report.layout = tree.layout;
    report.threshold = severity_name(threshold);
    report.fails = check_fails(&tree.result, threshold, false);
    add_artefacts(call, &tree, &report);
    add_simulation(call, &tree, &report);
    if (!write_page(call, &report)) {
        return call_status(call);
    }
    return report.fails ? EXIT_FINDING : EXIT_GOOD;
}

static const struct command_option options[] = {
    { "--output", "-o", "FILE", "the page (default: standard output)", false },
    { "--no-simulation", NULL, NULL, "leave the simulated updates out", false },
    FAIL_ON_OPTION,
    TREE_OPTIONS,
    { "--file-suffix", NULL, "SUFFIX", "of a source tree: FILE_SUFFIX or build type (\"\": none)", false },
    DEPLOYED_OPTION,
    PROJECT_OPTIONS,
    ALLOW_OPTION,
};

const struct command command_report = {
    .name = "report",
    .arguments = "[options] PATH -o FILE",
    .summary = "write one HTML page: memory, findings, images, simulated updates",
    .details =
        "PATH is what `check` takes: a build folder, an application's sources, or a single file. The page needs\n"
        "nothing else and asks for nothing: it can be mailed and read offline. The exit status is that of "
        "`check`:\n"
        "1 with a finding from --fail-on on, though the page is written. The same input gives the same page; a\n"
        "date is in it only when SOURCE_DATE_EPOCH says which.",
    .options = options,
    .option_count = ARRAY_LENGTH(options),
    .least_arguments = 1,
    .most_arguments = 1,
    .run = run_report,
};

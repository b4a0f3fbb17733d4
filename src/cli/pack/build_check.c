#include "cli/pack/build_check.h"

#include <string.h>
#include "base/file.h"
#include "base/inputs.h"
#include "report/check/check_report.h"

bool build_check_begin(struct command_call *call, struct build_check *check, struct project_options *options)
{
    *check = (struct build_check){ .call = call };
    if (!check_run_threshold(call, &check->threshold) || !check_run_project_options(call, options)) {
        return false;
    }
    check_run_begin(call, &check->run, options);
    return true;
}

/* An update file that some run of pack put into the build, or that this one replaces. */
static bool is_made_by_pack(const struct command_call *call, const struct project *project, const char *path)
{
    const char *name = path_basename(path);
    const char *folder = path_dirname(call->arena, path);
    const char *const folders[] = { project->path, path_join(call->arena, project->path, "nrf53pack"),
                                    call_option(call, "--output") };

    if (strcmp(name, "app_update.bin") != 0 && strcmp(name, "net_core_app_update.bin") != 0) {
        return false;
    }
    for (size_t i = 0; i < ARRAY_LENGTH(folders); i++) {
        if (path_is_same_file(folder, folders[i])) {
            return true;
        }
    }
    return false;
}

/* One in the folder of --output is about to be replaced; any other stays the build's update, good or bad. */
static void mention_forgotten(const struct command_call *call, const char *path)
{
    if (!path_is_same_file(path_dirname(call->arena, path), call_option(call, "--output"))) {
        diagnose(call->diagnostics, DIAGNOSTIC_NOTE, ORIGIN_NONE,
                 "'%s' of an earlier run was not looked at, and stays as it is: '--output' is another folder", path);
    }
}

void build_check_forget_packed(const struct command_call *call, struct project *project)
{
    for (size_t i = 0; i < project->images.count; i++) {
        struct image_files *files = &project->images.items[i].files;
        struct string_list places = { 0 };

        for (size_t k = 0; k < files->signed_places.count; k++) {
            const char *place = files->signed_places.items[k];

            if (!is_made_by_pack(call, project, path_join(call->arena, project->path, place))) {
                *ARENA_PUSH(call->arena, &places) = place;
            }
        }
        files->signed_places = places;
        if (files->signed_bin != NULL && is_made_by_pack(call, project, files->signed_bin)) {
            mention_forgotten(call, files->signed_bin);
            files->signed_bin = NULL;
        }
    }
}

/* The report goes to standard output, as that of `check` does. */
static enum exit_status judge(const struct build_check *check)
{
    struct command_call *call = check->call;

    if (!check_fails(&check->result, check->threshold, call_flag(call, "--strict"))) {
        return EXIT_GOOD;
    }
    report_check_text(call->output, &check->result, call->colour);
    text_printf(call->output, "\nnothing was packed; --allow RULE=REASON packs in spite of a finding\n");
    return EXIT_FINDING;
}

enum exit_status build_check_tree(struct build_check *check, const struct project *project)
{
    check->project = project;
    check->run.updates_to_come = true;
    if (!check_run_project(check->call, &check->run, project, &check->result)) {
        return EXIT_UNUSABLE;
    }
    return judge(check);
}

enum exit_status build_check_made(struct build_check *check, const struct package *package)
{
    struct command_call *call = check->call;
    size_t said = call->diagnostics->count;
    struct update_facts made = { 0 };
    bool done;

    for (size_t i = 0; i < package->count; i++) {
        const struct packed_image *packed = &package->items[i];
        enum planned_kind kind = packed->plan->kind;
        uint64_t number = kind == PLANNED_NETWORK ? packed->plan->index.value : 0;

        if ((kind == PLANNED_NETWORK || kind == PLANNED_APPLICATION) && number < UPDATE_IMAGES) {
            update_fact_of_made(
                call->arena,
                source_from_bytes(call->arena, packed->plan->output, packed->image.data, packed->image.size),
                packed->plain, &made.images[number]);
        }
    }
    check->run.updates_to_come = false;
    check->run.made = &made;
    done = check_run_project(call, &check->run, check->project, &check->result);
    check->run.made = NULL;
    if (!done) {
        return EXIT_UNUSABLE;
    }
    call->diagnostics->count = said; /* its notes have been made */
    return judge(check);
}

static bool is_recorded(const struct allowed_findings *allowed, const struct finding *finding)
{
    for (size_t i = 0; i < allowed->count; i++) {
        if (strcmp(allowed->items[i].rule, finding->rule) == 0 &&
            strcmp(allowed->items[i].reason, finding->waived) == 0) {
            return true;
        }
    }
    return false;
}

static const char *waived_by(const struct check_run *run, const struct finding *finding)
{
    for (size_t i = 0; i < run->allowed.count; i++) {
        if (strcmp(run->allowed.items[i].rule->id, finding->rule) == 0 &&
            strcmp(run->allowed.items[i].reason, finding->waived) == 0) {
            return "--allow";
        }
    }
    return "project file";
}

void build_check_describe(const struct build_check *check, struct record_check *record)
{
    const struct check_result *result = &check->result;

    *record = (struct record_check){ .rules_run = result->summary.rules_run,
                                     .undecided = result->summary.undecided,
                                     .warnings = result->summary.count[SEVERITY_WARNING],
                                     .softened = result->softened };
    for (size_t i = 0; i < result->findings.count; i++) {
        const struct finding *finding = &result->findings.items[i];

        if (finding->waived != NULL && !is_recorded(&record->allowed, finding)) {
            *ARENA_PUSH(check->call->arena, &record->allowed) =
                (struct allowed_finding){ finding->rule, finding->name, severity_name(finding->severity),
                                          finding->waived, waived_by(&check->run, finding) };
        }
    }
}

static bool has_waived(const struct findings *findings, const char *rule)
{
    for (size_t i = 0; i < findings->count; i++) {
        if (findings->items[i].waived != NULL && strcmp(findings->items[i].rule, rule) == 0) {
            return true;
        }
    }
    return false;
}

/* Nothing but digests was made: there are no update files to ask about yet. */
static void mention_for_later(const struct build_check *check)
{
    const struct string_list *rules = &check->result.for_later;

    if (rules->count > 0) {
        diagnose(check->call->diagnostics, DIAGNOSTIC_NOTE, ORIGIN_NONE,
                 "decided only with the signatures, by the update files: %s",
                 string_list_text(check->call->arena, rules, 4000));
    }
}

/* An --allow that no finding met is a mistake of the one who wrote it, or the finding is gone. */
static void mention_unused_waivers(const struct build_check *check)
{
    for (size_t i = 0; i < check->run.allowed.count; i++) {
        const char *rule = check->run.allowed.items[i].rule->id;

        if (!has_waived(&check->result.findings, rule) && !string_list_has(&check->result.for_later, rule)) {
            diagnose(check->call->diagnostics, DIAGNOSTIC_NOTE, ORIGIN_NONE,
                     "'--allow' for %s met no finding and is not recorded", rule);
        }
    }
}

static bool is_first_of_rule(const struct findings *findings, size_t index)
{
    for (size_t i = 0; i < index; i++) {
        if (strcmp(findings->items[i].rule, findings->items[index].rule) == 0 && findings->items[i].waived == NULL &&
            findings->items[i].severity == SEVERITY_WARNING) {
            return false;
        }
    }
    return true;
}

/* A package is made in spite of warnings, but not without a word: one line a rule. */
static void mention_warnings(const struct build_check *check)
{
    const struct findings *findings = &check->result.findings;
    struct text *output = check->call->output;
    size_t warnings = check->result.summary.count[SEVERITY_WARNING];

    for (size_t i = 0; i < findings->count; i++) {
        const struct finding *finding = &findings->items[i];

        if (finding->waived == NULL && finding->severity == SEVERITY_WARNING && is_first_of_rule(findings, i)) {
            text_printf(output, "warning: %s %s\n", finding->rule, finding->name);
        }
    }
    if (warnings > 0) {
        text_printf(output, "%zu warning%s: nrf53pack check %s\n", warnings, warnings == 1 ? "" : "s",
                    check->project->path);
    }
}

void build_check_mention(const struct build_check *check)
{
    const struct string_list *softened = &check->result.softened;

    for (size_t i = 0; i < softened->count; i++) {
        diagnose(check->call->diagnostics, DIAGNOSTIC_NOTE, ORIGIN_NONE, "%s", softened->items[i]);
    }
    mention_for_later(check);
    mention_unused_waivers(check);
    mention_warnings(check);
}

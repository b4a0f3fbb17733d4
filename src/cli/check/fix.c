#include "cli/check/fix.h"

#include <string.h>

#include "base/file.h"
#include "cli/check/fix_files.h"
#include "report/style/line_diff.h"

/* Fixes that are tried in one call; each takes a check of the tree. */
#define ATTEMPTS_LIMIT 100

bool check_fix_options(struct command_call *call, bool *wanted)
{
    /* The last two are of reports, which --diff makes none of. */
    static const char *const others[] = { "--why", "--write-baseline", "--prove", "--shard", "--format", "--baseline" };
    bool fix = call_flag(call, "--fix");
    bool diff = call_flag(call, "--diff");

    *wanted = fix || diff;
    if (fix && diff) {
        return diagnose(call->diagnostics, DIAGNOSTIC_USAGE, ORIGIN_NONE,
                        "'--diff' shows what '--fix' would do: give one of them");
    }
    for (size_t i = 0; *wanted && i < ARRAY_LENGTH(others) - (fix ? 2 : 0); i++) {
        if (call_option(call, others[i]) != NULL) {
            return diagnose(call->diagnostics, DIAGNOSTIC_USAGE, ORIGIN_NONE, "'%s' does not go with '%s'",
                            fix ? "--fix" : "--diff", others[i]);
        }
    }
    return true;
}

struct fixing {
    struct command_call *call;
    const struct check_settings *settings;
    struct checked_inputs *inputs;
    struct fixed_files *files;
    struct string_list tried; /* rule, fingerprint and path of each finding that was looked at */
};

static const char *key_of(struct fixing *fixing, const struct checked_input *input, const struct finding *finding)
{
    return arena_printf(fixing->call->arena, "%s %s %s", finding->rule, finding->fingerprint, input->path);
}

static bool has_safe_fix(const struct finding *finding)
{
    for (size_t i = 0; i < finding->fixes.count; i++) {
        if (finding->fixes.items[i].safe) {
            return finding->waived == NULL;
        }
    }
    return false;
}

static const struct check_result *same_input(const struct checked_inputs *inputs, const struct checked_input *wanted)
{
    for (size_t i = 0; i < inputs->count; i++) {
        const struct check_result *result = inputs->items[i].result;

        if (strcmp(inputs->items[i].path, wanted->path) == 0 && same_text(result->board, wanted->result->board) &&
            same_text(result->file_suffix, wanted->result->file_suffix)) {
            return result;
        }
    }
    return NULL;
}

static const struct finding *find_same(const struct check_result *result, const struct finding *wanted)
{
    for (size_t i = 0; i < result->findings.count; i++) {
        const struct finding *finding = &result->findings.items[i];

        if (strcmp(finding->rule, wanted->rule) == 0 && strcmp(finding->fingerprint, wanted->fingerprint) == 0 &&
            finding->waived == NULL) {
            return finding;
        }
    }
    return NULL;
}

/* An error or brick that was not there before, or was less than that; NULL where the finding is no such one. */
static const char *what_comes(struct arena *arena, const struct check_result *before, const struct finding *finding)
{
    const struct finding *known = before == NULL ? NULL : find_same(before, finding);

    if (finding->waived != NULL || finding->severity < SEVERITY_ERROR ||
        (known != NULL && known->severity >= finding->severity)) {
        return NULL;
    }
    return known == NULL ? arena_printf(arena, "%s (%s) would come of it", finding->rule, finding->name)
                         : arena_printf(arena, "%s (%s) would go from %s to %s with it", finding->rule, finding->name,
                                        severity_name(known->severity), severity_name(finding->severity));
}

/* What stands in the way of a fix, as a phrase; NULL when nothing does. Another tree of the call may have the same
 * finding, which is fixed in its turn.
 */
static const char *judge(struct fixing *fixing, const struct checked_inputs *after, const char *path,
                         const struct finding *fixed)
{
    if (after->unusable) {
        return "the tree could not be read with it";
    }
    for (size_t i = 0; i < after->count; i++) {
        const struct check_result *result = after->items[i].result;
        const struct check_result *before = same_input(fixing->inputs, &after->items[i]);

        if (strcmp(after->items[i].path, path) == 0 && find_same(result, fixed) != NULL) {
            return "the finding is still there with it";
        }
        for (size_t k = 0; k < result->findings.count; k++) {
            const char *problem = what_comes(fixing->call->arena, before, &result->findings.items[k]);

            if (problem != NULL) {
                return problem;
            }
        }
    }
    return NULL;
}

/* Nothing of a trial is told: what it finds is not how the tree is. */
static void check_again(struct fixing *fixing, const struct fixed_files *files, struct checked_inputs *after)
{
    struct arena *arena = fixing->call->arena;
    struct source_replacement *replacements = arena_array(arena, files->count, sizeof *replacements);
    struct diagnostics unheard = diagnostics_create(arena);
    struct command_call call = *fixing->call;

    for (size_t i = 0; i < files->count; i++) {
        const struct fixed_file *file = &files->items[i];

        replacements[i] = (struct source_replacement){ file->path, file->after.data, file->after.length };
    }
    call.diagnostics = &unheard;
    source_replace(replacements, files->count);
    check_inputs(&call, fixing->settings, after);
    source_replace(NULL, 0);
}

static const char *edit(struct fixing *fixing, const struct checked_input *input, const struct finding *finding,
                        struct fixed_files *files)
{
    const char *problem = NULL;

    for (size_t i = 0; i < finding->fixes.count && problem == NULL; i++) {
        if (finding->fixes.items[i].safe) {
            problem = fixed_files_edit(fixing->call->arena, input, finding, &finding->fixes.items[i], files);
        }
    }
    return problem;
}

/* Each board and suffix of a tree may have the finding out of a file of its own: all of them are edited at once. */
static const char *edit_tree(struct fixing *fixing, const char *path, const struct finding *wanted,
                             struct fixed_files *files)
{
    const char *problem = NULL;

    for (size_t i = 0; i < fixing->inputs->count && problem == NULL; i++) {
        const struct checked_input *input = &fixing->inputs->items[i];
        const struct finding *finding =
            input->project != NULL && strcmp(input->path, path) == 0 ? find_same(input->result, wanted) : NULL;

        problem = finding != NULL ? edit(fixing, input, finding, files) : NULL;
    }
    return problem;
}

static void attempt(struct fixing *fixing, const struct checked_input *input, const struct finding *finding)
{
    struct fixed_files files = fixed_files_copy(fixing->call->arena, fixing->files);
    struct checked_inputs after;
    const char *problem = edit_tree(fixing, input->path, finding, &files);

    if (problem == NULL) {
        check_again(fixing, &files, &after);
        problem = judge(fixing, &after, input->path, finding);
    }
    if (problem != NULL) {
        (void)diagnose(fixing->call->diagnostics, DIAGNOSTIC_NOTE, ORIGIN_NONE, "%s (%s) in '%s' is not fixed: %s",
                       finding->rule, finding->name, input->path, problem);
        return;
    }
    *fixing->files = files;
    *fixing->inputs = after;
}

/* After each attempt the search begins anew: the findings may be others. */
static bool attempt_next(struct fixing *fixing)
{
    for (size_t i = 0; i < fixing->inputs->count; i++) {
        const struct checked_input *input = &fixing->inputs->items[i];

        for (size_t k = 0; input->project != NULL && k < input->result->findings.count; k++) {
            const struct finding *finding = &input->result->findings.items[k];
            const char *key;

            if (!has_safe_fix(finding) || input->project->kind != PROJECT_SOURCE) {
                continue;
            }
            key = key_of(fixing, input, finding);
            if (!string_list_has(&fixing->tried, key)) {
                *ARENA_PUSH(fixing->call->arena, &fixing->tried) = key;
                attempt(fixing, input, finding);
                return true;
            }
        }
    }
    return false;
}

void check_fix(struct command_call *call, const struct check_settings *settings, struct checked_inputs *inputs,
               struct fixed_files *files)
{
    struct fixing fixing = { .call = call, .settings = settings, .inputs = inputs, .files = files };

    *files = (struct fixed_files){ 0 };
    while (fixing.tried.count < ATTEMPTS_LIMIT && attempt_next(&fixing)) {
        continue;
    }
    if (fixing.tried.count == ATTEMPTS_LIMIT) {
        (void)diagnose(call->diagnostics, DIAGNOSTIC_NOTE, ORIGIN_NONE,
                       "only %d fixes are tried in one call: call it again", ATTEMPTS_LIMIT);
    }
}

bool check_fix_write(struct command_call *call, const struct fixed_files *files)
{
    /* These files were read, and are to be replaced: the set's arena must not know them as inputs. */
    struct arena *arena = arena_create();
    struct output_set *set = output_set_create(arena);
    bool good = true;

    for (size_t i = 0; i < files->count && good; i++) {
        const struct fixed_file *file = &files->items[i];

        good = output_set_add(set, file->path, file->after.data, file->after.length, call->diagnostics);
    }
    good = good && output_set_commit(set, call->diagnostics);
    output_set_discard(set);
    arena_destroy(arena);
    for (size_t i = 0; i < files->count && good; i++) {
        (void)diagnose(call->diagnostics, DIAGNOSTIC_NOTE, ORIGIN_NONE, "'%s' was changed", files->items[i].path);
    }
    return good;
}

void check_fix_show(struct command_call *call, const struct fixed_files *files)
{
    for (size_t i = 0; i < files->count; i++) {
        const struct fixed_file *file = &files->items[i];

        report_line_diff(call->output, strncmp(file->path, "./", 2) == 0 ? file->path + 2 : file->path, file->before,
                         file->after);
    }
}

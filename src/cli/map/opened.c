#include "cli/map/opened.h"

#include "check/run/defaults.h"
#include "layout/layout.h"
#include "project/project_open.h"
#include "project/source/source_variants.h"

#define WAYS_SHOWN 6u

/* One picture is of one product. */
static bool one_way(struct command_call *call, const char *path, struct project_options *options)
{
    struct source_variants variants = source_variants_find(call->arena, path, options);
    struct text ways = text_create(call->arena, 2000);
    bool suffixes = false;

    if (variants.count == 1) {
        options->board = variants.items[0].board;
        options->file_suffix = variants.items[0].suffix;
    }
    for (size_t i = 0; i < variants.count; i++) {
        suffixes = suffixes || variants.items[i].suffix[0] != '\0';
    }
    for (size_t i = 0; variants.count > 1 && i < variants.count && i < WAYS_SHOWN; i++) {
        const char *suffix = variants.items[i].suffix;

        text_printf(&ways, "%s%s%s%s", i == 0 ? "" : ", ",
                    variants.items[i].board != NULL ? variants.items[i].board : "no board",
                    suffix[0] != '\0' ? " with suffix "
                    : suffixes        ? " without suffix: --file-suffix ''"
                                      : "",
                    suffix);
    }
    return variants.count <= 1 ||
           diagnose(call->diagnostics, DIAGNOSTIC_USAGE, ORIGIN_NONE,
                    "'%s' can be built in %zu ways (%s%s); name one with --board and --file-suffix", path,
                    variants.count + variants.left_out, ways.data,
                    variants.count + variants.left_out > WAYS_SHOWN ? ", ..." : "");
}

bool open_tree(struct command_call *call, struct opened_tree *tree)
{
    struct project_options options;
    struct project *project;
    bool opened;

    *tree = (struct opened_tree){ 0 };
    if (!check_run_project_options(call, &options)) {
        return false;
    }
    options.source_trees = true;
    options.file_suffix = call_option(call, "--file-suffix");
    if (!one_way(call, call->arguments[0], &options)) {
        return false;
    }
    check_run_begin(call, &tree->run, &options);
    opened = project_open(call->arena, call->arguments[0], &options, call->diagnostics, &project);
    if (!check_run_ready(&tree->run) || !opened || !check_run_project(call, &tree->run, project, &tree->result)) {
        return false;
    }
    tree->read = project;
    tree->project = source_defaults_applied(call->arena, tree->run.rules, project);
    tree->layout = memory_layout_read(call->arena, tree->project, &tree->result);
    return true;
}

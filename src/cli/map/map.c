#include <string.h>

#include "base/process.h"
#include "cli/map/opened.h"
#include "cli/report_targets.h"
#include "cli/tree_options.h"
#include "report/layout/layout_report.h"

enum map_format { FORMAT_TEXT, FORMAT_SVG, FORMAT_JSON };

static const char *const format_names[] = { "text", "svg", "json" };

/* As the C library would decide it: the first of these that is set. */
static bool terminal_takes_utf8(void)
{
    static const char *const names[] = { "LC_ALL", "LC_CTYPE", "LANG" };

    for (size_t i = 0; i < ARRAY_LENGTH(names); i++) {
        const char *value = environment(names[i]);

        if (value != NULL) {
            return strstr(value, "UTF-8") != NULL || strstr(value, "utf8") != NULL || strstr(value, "UTF8") != NULL ||
                   strstr(value, "utf-8") != NULL;
        }
    }
    return false;
}

static bool wanted(const struct command_call *call, const char *name)
{
    size_t position = 0;
    const char *region = call_option_next(call, "--region", &position);

    for (; region != NULL; region = call_option_next(call, "--region", &position)) {
        if (strcmp(region, name) == 0) {
            return true;
        }
    }
    return call_option(call, "--region") == NULL;
}

static const char *region_names(struct arena *arena, const struct memory_regions *regions)
{
    struct text names = text_create(arena, 1000);

    for (size_t i = 0; i < regions->count; i++) {
        text_printf(&names, "%s%s", i == 0 ? "" : ", ", regions->items[i].name);
    }
    return regions->count == 0 ? "none" : names.data;
}

/* Leaves those of --region. */
static bool choose_regions(struct command_call *call, struct memory_regions *regions)
{
    size_t position = 0;
    const char *name = call_option_next(call, "--region", &position);
    size_t kept = 0;

    for (; name != NULL; name = call_option_next(call, "--region", &position)) {
        bool known = false;

        for (size_t i = 0; i < regions->count; i++) {
            known = known || strcmp(regions->items[i].name, name) == 0;
        }
        if (!known) {
            return diagnose(call->diagnostics, DIAGNOSTIC_USAGE, ORIGIN_NONE,
                            "'%s' of option '--region' is no memory of this input: %s", name,
                            region_names(call->arena, regions));
        }
    }
    for (size_t i = 0; i < regions->count; i++) {
        if (wanted(call, regions->items[i].name)) {
            regions->items[kept++] = regions->items[i];
        }
    }
    regions->count = kept;
    return true;
}

static void write_map(struct text *out, unsigned format, const struct opened_tree *tree, bool colour, bool unicode)
{
    switch ((enum map_format)format) {
    case FORMAT_TEXT:
        report_layout_text(out, tree->layout, &tree->result, colour, unicode);
        break;
    case FORMAT_SVG:
        report_layout_svg(out, tree->layout, &tree->result);
        break;
    case FORMAT_JSON:
        report_layout_json(out, tree->layout, &tree->result);
        break;
    }
}

static bool write_maps(struct command_call *call, const struct report_targets *targets, const struct opened_tree *tree)
{
    struct output_set *set = output_set_create(call->arena);
    bool good = true;

    for (size_t i = 0; i < targets->count && good; i++) {
        const struct report_target *target = &targets->items[i];
        struct text text = text_create(call->arena, REPORT_LIMIT);

        if (target->file == NULL) {
            write_map(call->output, target->format, tree, call->colour,
                      terminal_takes_utf8() && !call_flag(call, "--ascii"));
        } else {
            write_map(&text, target->format, tree, false, !call_flag(call, "--ascii"));
            good = report_target_write(call, set, target, &text);
        }
    }
    good = good && output_set_commit(set, call->diagnostics);
    output_set_discard(set);
    return good;
}

static enum exit_status run_map(struct command_call *call)
{
    struct report_targets targets = { 0 };
    struct opened_tree tree;

    if (!report_targets_parse(call, format_names, ARRAY_LENGTH(format_names), &targets)) {
        return EXIT_USAGE;
    }
    if (targets.count == 0) {
        *ARENA_PUSH(call->arena, &targets) = (struct report_target){ FORMAT_TEXT, NULL };
    }
    if (!open_tree(call, &tree) || !choose_regions(call, &tree.layout->regions)) {
        return call_status(call);
    }
    if (tree.layout->regions.count == 0) {
        diagnose(call->diagnostics, DIAGNOSTIC_INPUT, ORIGIN_NONE,
                 "'%s' says nothing of partitions: expected partitions.yml, pm.config, a static map or devicetrees",
                 tree.result.path);
        return EXIT_UNUSABLE;
    }
    return write_maps(call, &targets, &tree) ? EXIT_GOOD : call_status(call);
}

static const struct command_option options[] = {
    { "--format", NULL, "FORMAT[=FILE]", "text (default), svg or json, to standard output or a file", true },
    { "--region", NULL, "NAME", "only this memory: app-flash, net-flash, external-flash, app-ram, net-ram, ram-flash",
      true },
    { "--ascii", NULL, NULL, "bars of ASCII letters (default where the locale is not UTF-8)", false },
    TREE_OPTIONS,
    { "--file-suffix", NULL, "SUFFIX", "of a source tree: FILE_SUFFIX or build type (\"\": none)", false },
    PROJECT_OPTIONS,
};

const struct command command_map = {
    .name = "map",
    .arguments = "[options] PATH",
    .summary = "draw what lies where in flash and RAM, and how full it is",
    .details = "PATH is what `check` takes: a build folder, an application's sources, or a single partition file.\n"
               "Overlaps, partitions that reach out of their memory and the findings of `check` are marked; the exit\n"
               "status does not judge them, `check` does.",
    .options = options,
    .option_count = ARRAY_LENGTH(options),
    .least_arguments = 1,
    .most_arguments = 1,
    .run = run_map,
};

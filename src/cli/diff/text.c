#include "cli/diff/diff.h"

#include <string.h>
#include "report/check/check_report.h"
#include "report/style/style.h"

static void write_build(struct text *out, const char *word, const struct project *project)
{
    static const char *const kinds[] = { "build", "sources", "what was kept of a build" };

    text_printf(out, "%-9s%s: %s", word, foreign_text(out->arena, project->path), kinds[project->kind]);
    if (project->era != ERA_UNKNOWN) {
        text_printf(out, ", %s", project_era_name(project->era));
    }
    text_printf(out, ", NCS %s", project->sdk_known ? sdk_version_text(out->arena, project->sdk) : "version unknown");
    if (project->board != NULL) {
        text_printf(out, ", %s", foreign_text(out->arena, project->board));
    }
    text_append(out, "\n");
}

static enum style style_of(enum aspect_verdict verdict)
{
    static const enum style styles[] = { STYLE_DIM,  STYLE_GOOD,    STYLE_NOTE, STYLE_NOTE,
                                         STYLE_NOTE, STYLE_WARNING, STYLE_BRICK };

    return styles[verdict];
}

static const char *value_text(struct arena *arena, const struct aspect_value *value)
{
    return value->text == NULL ? "not known" : foreign_text(arena, value->text);
}

static void write_place(struct text *out, const char *word, const struct aspect_value *value)
{
    const char *place = origin_text(out->arena, value->origin);

    text_printf(out, "      %-9s%s%s%s%s\n", word, value_text(out->arena, value), *place == '\0' ? "" : " (",
                foreign_text(out->arena, place), *place == '\0' ? "" : ")");
}

static void write_aspect(struct text *out, const struct aspect *aspect, bool colour)
{
    text_append(out, "  ");
    style_text(out, colour, style_of(aspect->verdict),
               arena_printf(out->arena, "%-11s", aspect_verdict_name(aspect->verdict)));
    text_printf(out, "%s", foreign_text(out->arena, aspect->name));
    if (aspect->verdict == ASPECT_SAME) {
        text_printf(out, ": %s\n", value_text(out->arena, &aspect->fresh));
        return;
    }
    text_printf(out, "%s%s\n", aspect->why == NULL ? "" : ": ",
                aspect->why == NULL ? "" : foreign_text(out->arena, aspect->why));
    write_place(out, "released", &aspect->released);
    write_place(out, "new", &aspect->fresh);
}

static void write_aspects(struct text *out, const struct aspects *aspects, bool colour)
{
    const char *group = "";

    for (size_t i = 0; i < aspects->count; i++) {
        const struct aspect *aspect = &aspects->items[i];

        if (strcmp(group, aspect->group) != 0) {
            group = aspect->group;
            text_append(out, "\n");
            style_text(out, colour, STYLE_BOLD, group);
            text_append(out, "\n");
        }
        write_aspect(out, aspect, colour);
    }
}

static void write_combination(struct text *out, const struct combination *combination, bool colour)
{
    static const enum style styles[] = { STYLE_GOOD, STYLE_NOTE, STYLE_BRICK, STYLE_DIM };

    text_append(out, "  ");
    style_text(out, colour, styles[combination->verdict],
               arena_printf(out->arena, "%-11s", combination_verdict_name(combination->verdict)));
    text_printf(out, "%s\n", combination_name(combination->kind));
    for (size_t i = 0; i < combination->reasons.count; i++) {
        style_wrapped(out, combination->reasons.items[i], 6, "");
    }
    for (size_t i = 0; i < combination->notes.count; i++) {
        style_wrapped(out, combination->notes.items[i], 6, "note: ");
    }
}

static void write_combinations(struct text *out, const struct combinations *combinations, bool colour)
{
    text_append(out, "\n");
    style_text(out, colour, STYLE_BOLD, "what may be sent");
    text_append(out, "\n");
    for (size_t i = 0; i < COMBINATION_COUNT; i++) {
        write_combination(out, &combinations->items[i], colour);
    }
}

static void write_scenario(struct text *out, const struct diff_scenario *scenario, bool colour)
{
    report_simulation_scenario(out, &scenario->row, colour);
    if (scenario->released_alike) {
        style_wrapped(out, "updates of the released build itself end so, too: it is its bootloader's", 2, "");
    }
    if (scenario->log.count > 0) {
        text_append(out, "  the bootloader's last lines:\n");
    }
    for (size_t i = 0; i < scenario->log.count; i++) {
        text_printf(out, "    %s\n", foreign_text(out->arena, scenario->log.items[i]));
    }
}

static void write_simulation(struct text *out, const struct diff *diff, bool colour)
{
    text_append(out, "\n");
    style_text(out, colour, STYLE_BOLD, "simulation");
    text_append(out, "\n");
    if (diff->not_simulated != NULL) {
        style_wrapped(out, diff->not_simulated, 2, "not run: ");
        return;
    }
    style_wrapped(out,
                  arena_printf(out->arena,
                               "the device has %s of the released build and its layout; 1.0.0 are the released images, "
                               "2.0.0 the new ones, 3.0.0 a next update of theirs; %s",
                               diff->bootloader,
                               diff->max_cuts == 0 ? "without a power cut"
                                                   : arena_printf(out->arena, "at most %u power cut%s in a row",
                                                                  diff->max_cuts, diff->max_cuts == 1 ? "" : "s")),
                  2, "");
    if (diff->assumed != NULL) {
        style_wrapped(out, diff->assumed, 2, "assumed: ");
    }
    if (diff->modelled) {
        style_wrapped(out, "no record of the real bootloader of this release supports what is shown", 2, "modelled: ");
    }
    for (size_t i = 0; i < diff->scenarios.count; i++) {
        write_scenario(out, &diff->scenarios.items[i], colour);
    }
    for (size_t i = 0; i < diff->agreements.count; i++) {
        style_wrapped(out, diff->agreements.items[i].text, 2,
                      arena_printf(out->arena, "%s: ", diff->agreements.items[i].finding->rule));
    }
    for (size_t i = 0; i < diff->limits.count; i++) {
        style_wrapped(out, diff->limits.items[i], 2, "not shown: ");
    }
}

static void write_findings(struct text *out, const struct diff *diff, bool colour)
{
    if (diff->check.findings.count == 0 && diff->check.undecided.count == 0) {
        return;
    }
    text_append(out, "\n");
    style_text(out, colour, STYLE_BOLD, "rules about released builds");
    text_append(out, "\n");
    report_check_text(out, &diff->check, colour);
}

static void write_own_errors(struct text *out, const struct diff *diff)
{
    if (diff->own_errors > 0) {
        text_printf(out, "the new build itself has %zu error%s: nrf53pack check %s\n", diff->own_errors,
                    diff->own_errors == 1 ? "" : "s", foreign_text(out->arena, diff->fresh->path));
    }
}

static void write_tally(struct text *out, const struct diff *diff)
{
    const struct aspects *aspects = &diff->aspects;
    size_t updates[COMBINATION_NONE + 1] = { 0 };

    for (size_t i = 0; i < COMBINATION_COUNT; i++) {
        updates[diff->combinations.items[i].verdict]++;
    }
    text_printf(out, "%zu compared: %zu same, %zu may change, ", aspects->count, aspects_count(aspects, ASPECT_SAME),
                aspects_count(aspects, ASPECT_MAY_CHANGE));
    text_printf(out, "%zu not known, %zu noted, %zu undecided, %zu warned of, %zu refused\n",
                aspects_count(aspects, ASPECT_NOT_KNOWN), aspects_count(aspects, ASPECT_NOTE),
                aspects_count(aspects, ASPECT_UNDECIDED), aspects_count(aspects, ASPECT_WARNING),
                aspects_count(aspects, ASPECT_REFUSED));
    text_printf(out, "updates: %zu allowed, %zu undecided, %zu refused\n", updates[COMBINATION_ALLOWED],
                updates[COMBINATION_UNDECIDED], updates[COMBINATION_REFUSED]);
}

void diff_text(struct text *out, const struct diff *diff, bool colour)
{
    write_build(out, "released", diff->released);
    write_build(out, "new", diff->fresh);
    write_aspects(out, &diff->aspects, colour);
    write_findings(out, diff, colour);
    write_combinations(out, &diff->combinations, colour);
    write_simulation(out, diff, colour);
    text_append(out, "\n");
    style_text(out, colour, diff->refused ? STYLE_BRICK : diff->undecided ? STYLE_WARNING : STYLE_GOOD, diff->verdict);
    text_append(out, "\n");
    write_own_errors(out, diff);
    write_tally(out, diff);
}

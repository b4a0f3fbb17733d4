/* The section about the files that a build leaves, and the one about what the simulator saw of updates. */
#include <inttypes.h>

#include "report/html/html_report.h"
#include "report/layout/layout_report.h"
#include "report/style/html_text.h"

static void write_artefact(struct text *out, const struct artefact *artefact)
{
    struct arena *arena = out->arena;

    text_append(out, "<tr>");
    text_append(out, "<th scope=\"row\">");
    html_text(out, artefact->file);
    text_append(out, "</th>");
    html_element(out, "td", NULL, artefact->kind);
    html_element(out, "td", NULL, artefact->image != NULL ? artefact->image : "");
    html_element(out, "td", NULL, artefact->version != NULL ? artefact->version : "");
    html_element(out, "td", "number", arena_printf(arena, "%" PRIu64, artefact->size));
    if (!artefact->limit_known) {
        html_element(out, "td", NULL, "");
    } else if (artefact->filled > artefact->limit) {
        html_element(out, "td", "sev-error", arena_printf(arena, "too large for %" PRIu64, artefact->limit));
    } else {
        html_element(out, "td", NULL,
                     arena_printf(arena, "%u %% of %" PRIu64, layout_percent(artefact->filled, artefact->limit),
                                  artefact->limit));
    }
    html_element(out, "td", NULL, artefact->signature != NULL ? artefact->signature : "");
    if (artefact->problem != NULL) {
        html_element(out, "td", "sev-error", artefact->problem);
    } else {
        html_element(out, "td", NULL, artefact->contents != NULL ? artefact->contents : "");
    }
    text_append(out, "</tr>\n");
}

void html_artefacts(struct text *out, const struct html_report *report)
{
    text_append(out, "<section id=\"images\" aria-labelledby=\"images-title\">\n"
                     "<h2 id=\"images-title\">Images</h2>\n");
    if (report->artefacts.count == 0) {
        html_element(out, "p", NULL, report->no_artefacts != NULL ? report->no_artefacts : "none");
        text_append(out, "\n</section>\n");
        return;
    }
    text_append(out, "<div class=\"scroll\" tabindex=\"0\" role=\"group\" aria-label=\"table of images\">\n<table>\n"
                     "<thead><tr><th scope=\"col\">File</th><th scope=\"col\">What it is</th><th scope=\"col\">Image"
                     "</th><th scope=\"col\">Version</th><th scope=\"col\">Bytes</th><th scope=\"col\">Slot limit</th>"
                     "<th scope=\"col\">Signature</th><th scope=\"col\">Contents</th></tr></thead>\n<tbody>\n");
    for (size_t i = 0; i < report->artefacts.count; i++) {
        write_artefact(out, &report->artefacts.items[i]);
    }
    text_append(out, "</tbody>\n</table>\n</div>\n</section>\n");
}

static const char *state_class(enum simulation_state state)
{
    switch (state) {
    case SIMULATION_GOOD:
        return "sev-good";
    case SIMULATION_FAILING:
        return "sev-error";
    case SIMULATION_ACCEPTED:
    case SIMULATION_INCOMPLETE:
        return "sev-warning";
    case SIMULATION_NOT_RUN:
        break;
    }
    return "dim";
}

static void write_scenario(struct text *out, const struct simulation_scenario *scenario)
{
    text_append(out, "<tr>");
    html_element(out, "td", state_class(scenario->state), simulation_state_name(scenario->state));
    text_append(out, "<th scope=\"row\">");
    html_text(out, scenario->name);
    text_append(out, "</th>");
    html_element(out, "td", NULL, scenario->summary);
    html_element(out, "td", NULL, scenario->uncut_outcome != NULL ? scenario->uncut_outcome : "");
    html_element(out, "td", "number", arena_printf(out->arena, "%" PRIu64, scenario->cuts));
    html_element(out, "td", NULL,
                 scenario->failures.count > 0 ? arena_printf(out->arena, "%s: %s", scenario->failures.items[0].outcome,
                                                             scenario->failures.items[0].reason)
                 : scenario->why != NULL      ? scenario->why
                                              : "");
    text_append(out, "</tr>\n");
}

static void write_scenarios(struct text *out, const struct simulation_report *simulation)
{
    text_append(out, "<div class=\"scroll\" tabindex=\"0\" role=\"group\" aria-label=\"table of scenarios\">\n<table>\n"
                     "<thead><tr><th scope=\"col\">Result</th><th scope=\"col\">Scenario</th><th scope=\"col\">What is "
                     "tried</th><th scope=\"col\">Without a cut</th><th scope=\"col\">Cuts</th><th scope=\"col\">Worst"
                     "</th></tr></thead>\n<tbody>\n");
    for (size_t i = 0; i < simulation->scenarios.count; i++) {
        write_scenario(out, &simulation->scenarios.items[i]);
    }
    text_append(out, "</tbody>\n</table>\n</div>\n");
}

static void write_run(struct text *out, const struct simulated_run *run, size_t index)
{
    const struct simulation_timeline *timeline = &run->report->timeline;

    text_printf(out, "<section class=\"run\" id=\"run-%zu\">\n", index);
    html_element(out, "h3", NULL, run->title);
    text_append(out, "\n<p>");
    html_element(out, "b", timeline->failing ? "sev-error" : "sev-good", timeline->outcome);
    text_append(out, ": ");
    html_text(out, timeline->reason);
    text_append(out, "</p>\n<div class=\"scroll timeline\" tabindex=\"0\" role=\"group\" aria-label=\"timeline\">\n");
    report_simulation_timeline(out, run->report);
    text_append(out, "</div>\n<details>\n<summary>Boot log and flash operations</summary>\n"
                     "<pre class=\"trace\" tabindex=\"0\" role=\"group\" aria-label=\"boot log\">");
    html_text(out, run->trace);
    text_append(out, run->trace_cut ? "\n... (cut here; simulate --replay shows all of it)" : "");
    text_append(out, "</pre>\n</details>\n</section>\n");
}

void html_simulation(struct text *out, const struct html_report *report)
{
    const struct simulation_report *simulation = report->simulation;

    text_append(out, "<section id=\"updates\" aria-labelledby=\"updates-title\">\n"
                     "<h2 id=\"updates-title\">Updates</h2>\n");
    if (report->no_simulation != NULL) {
        html_element(out, "p", "hint", report->no_simulation);
        text_append(out, "\n");
    }
    if (simulation != NULL) {
        text_append(out, "<p>The build&#39;s bootloader, ");
        html_text(out, simulation->bootloader);
        text_append(out, simulation->modelled ? " (modelled: no record of the real one stands behind it)" : "");
        text_append(out, ", on a simulated nRF5340, with the power cut once at each flash operation.</p>\n");
        if (simulation->assumed != NULL) {
            html_element(out, "p", "hint", arena_printf(out->arena, "Assumed: %s", simulation->assumed));
            text_append(out, "\n");
        }
        write_scenarios(out, simulation);
    }
    for (size_t i = 0; i < report->runs.count; i++) {
        write_run(out, &report->runs.items[i], i);
    }
    text_append(out, "</section>\n");
}

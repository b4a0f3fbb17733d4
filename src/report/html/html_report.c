#include "report/html/html_report.h"

#include "report/style/html_assets.h"
#include "report/style/html_text.h"

/* Nothing is loaded from anywhere: the style sheets and the script stand in the page, and no other script is run. */
#define POLICY                                                                                                         \
    "default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-%s'; base-uri 'none'; form-action 'none'"

#define WORST_SHOWN 8u

static void write_head(struct text *out, const struct html_report *report)
{
    text_printf(out,
                "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
                "<meta http-equiv=\"Content-Security-Policy\" content=\"" POLICY "\">\n"
                "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
                "<meta name=\"color-scheme\" content=\"light dark\">\n"
                "<meta name=\"referrer\" content=\"no-referrer\">\n"
                "<meta name=\"generator\" content=\"nrf53pack " NRF53PACK_VERSION "\">\n<title>",
                html_script_sha256);
    html_text(out, report->result->path);
    text_printf(out, " - nrf53pack report</title>\n<style>\n%s%s%s</style>\n</head>\n", html_theme_css, html_layout_css,
                html_report_css);
}

/* Rules that could have found a brick or an error and did not get so far. */
static size_t severe_undecided(const struct html_report *report)
{
    const struct undecided_list *undecided = &report->result->undecided;
    size_t count = 0;

    for (size_t i = 0; i < undecided->count; i++) {
        count += undecided->items[i].severity >= SEVERITY_ERROR;
    }
    return count;
}

static size_t failing_updates(const struct html_report *report)
{
    size_t count = 0;

    for (size_t i = 0; report->simulation != NULL && i < report->simulation->scenarios.count; i++) {
        count += report->simulation->scenarios.items[i].state == SIMULATION_FAILING;
    }
    return count;
}

static const char *verdict_class(const struct html_report *report)
{
    const struct check_summary *summary = &report->result->summary;

    if (summary->count[SEVERITY_BRICK] > 0) {
        return "verdict sev-brick";
    }
    if (summary->count[SEVERITY_ERROR] > 0 || failing_updates(report) > 0) {
        return "verdict sev-error";
    }
    return summary->count[SEVERITY_WARNING] > 0 || severe_undecided(report) > 0 ? "verdict sev-warning"
                                                                                : "verdict sev-good";
}

static const char *verdict_words(const struct html_report *report)
{
    const struct check_summary *summary = &report->result->summary;

    if (summary->count[SEVERITY_BRICK] > 0) {
        return "This build bricks devices";
    }
    if (summary->count[SEVERITY_ERROR] > 0) {
        return "Updates of this build fail or lose data";
    }
    return summary->count[SEVERITY_WARNING] > 0 ? "No known brick, with warnings" : "No known problem found";
}

/* The verdict, and what it leaves open: a page is read by people who see nothing else. */
static void write_verdict(struct text *out, const struct html_report *report)
{
    size_t undecided = severe_undecided(report);
    size_t failing = failing_updates(report);
    const char *words = verdict_words(report);

    if (failing > 0) {
        words = arena_printf(out->arena, "%s; %zu of %zu simulated updates fail", words, failing,
                             report->simulation->scenarios.count);
    }
    if (undecided > 0) {
        words = arena_printf(out->arena, "%s; %zu %s about bricks and lost updates could not be decided", words,
                             undecided, undecided == 1 ? "rule" : "rules");
    }
    html_element(out, "p", verdict_class(report), words);
    text_append(out, "\n");
}

static void write_count(struct text *out, enum severity severity, size_t count)
{
    text_printf(out, "<li class=\"count sev-%s%s\"><b>%zu</b> %s</li>\n", severity_name(severity),
                count == 0 ? " none" : "", count, severity_name(severity));
}

static void write_counts(struct text *out, const struct check_summary *summary)
{
    text_append(out, "<ul class=\"counts\">\n");
    for (int severity = SEVERITY_BRICK; severity >= SEVERITY_NOTE; severity--) {
        write_count(out, (enum severity)severity, summary->count[severity]);
    }
    text_printf(out, "<li class=\"count%s\"><b>%zu</b> undecided</li>\n<li class=\"count%s\"><b>%zu</b> waived</li>\n",
                summary->undecided == 0 ? " none" : "", summary->undecided, summary->waived == 0 ? " none" : "",
                summary->waived);
    text_append(out, "</ul>\n");
}

/* What has to be mended first, with links. */
static void write_worst(struct text *out, const struct check_result *result)
{
    size_t shown = 0;

    for (size_t i = 0; i < result->findings.count && shown < WORST_SHOWN; i++) {
        const struct finding *finding = &result->findings.items[i];

        if (finding->severity < SEVERITY_ERROR || finding->waived != NULL) {
            continue;
        }
        text_printf(out, "%s<li><a class=\"sev-%s\" href=\"#finding-%zu\">",
                    shown++ == 0 ? "<ul class=\"worst\">\n" : "", severity_name(finding->severity), i);
        html_text(out, finding->rule);
        text_append(out, "</a> ");
        html_text(out, finding->message);
        text_append(out, "</li>\n");
    }
    text_append(out, shown > 0 ? "</ul>\n" : "");
}

static void write_summary(struct text *out, const struct html_report *report)
{
    const struct check_result *result = report->result;
    struct arena *arena = out->arena;

    text_append(out, "<section id=\"summary\" aria-labelledby=\"summary-title\">\n");
    text_append(out, "<h2 id=\"summary-title\">Summary</h2>\n");
    write_verdict(out, report);
    write_counts(out, &result->summary);
    write_worst(out, result);
    text_append(out, "<dl class=\"facts\">\n");
    html_term(out, "Board", result->board != NULL ? result->board : "unknown");
    html_term(out, "SDK",
              result->sdk != NULL ? arena_printf(arena, "nRF Connect SDK %s (%s)", result->sdk, result->sdk_origin)
                                  : "version unknown; --sdk-version says it");
    html_term(out, "Input", arena_printf(arena, "%s, %s", result->kind, result->era));
    html_term(out, "File suffix", result->file_suffix);
    html_term(out, "Rules",
              arena_printf(arena, "%zu run, %zu left out after a finding they depend on", result->summary.rules_run,
                           result->summary.rules_skipped));
    html_term(out, "Exit status",
              report->fails ? arena_printf(arena, "1: a finding of severity %s or worse", report->threshold) : "0");
    html_term(out, "Date", report->date);
    text_append(out, "</dl>\n");
    if (result->notes.count > 0) {
        text_append(out, "<h3>Notes</h3>\n<ul class=\"notes\">\n");
        for (size_t i = 0; i < result->notes.count; i++) {
            html_element(out, "li", NULL, result->notes.items[i]);
            text_append(out, "\n");
        }
        text_append(out, "</ul>\n");
    }
    text_append(out, "</section>\n");
}

static void write_banner(struct text *out, const struct html_report *report)
{
    text_append(out, "<body>\n<a class=\"skip\" href=\"#summary\">Skip to the summary</a>\n<header>\n<h1>");
    html_text(out, report->result->path);
    text_append(out, "</h1>\n<nav aria-label=\"Sections\">\n<a href=\"#summary\">Summary</a>\n"
                     "<a href=\"#memory\">Memory</a>\n<a href=\"#findings\">Findings</a>\n"
                     "<a href=\"#images\">Images</a>\n<a href=\"#updates\">Updates</a>\n</nav>\n"
                     "<button type=\"button\" id=\"theme\" class=\"script-only\">Dark</button>\n</header>\n<main>\n");
}

void report_html(struct text *out, const struct html_report *report)
{
    write_head(out, report);
    write_banner(out, report);
    write_summary(out, report);
    html_memory(out, report);
    html_findings(out, report);
    html_artefacts(out, report);
    html_simulation(out, report);
    text_printf(out, "</main>\n<footer><p>Made by nrf53pack %s.</p></footer>\n<script>%s</script>\n</body>\n</html>\n",
                NRF53PACK_VERSION, html_report_js);
}

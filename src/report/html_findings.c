/* The section about findings: each with its code frames, what happens on the device, what mends it, and who says so. */
#include <string.h>

#include "report/frame.h"
#include "report/html_report.h"
#include "report/html_text.h"

/* A fragment has a few lines; frames show single lines. */
#define FRAME_LIMIT (256u * 1024u)

static void write_frame(struct text *out, const struct finding *finding)
{
    struct text frame = text_create(out->arena, FRAME_LIMIT);
    const char *line;

    frame_facts(&frame, &finding->facts, false);
    if (frame.length == 0) {
        return;
    }
    text_append(out, "<pre class=\"frame\" tabindex=\"0\" role=\"group\" aria-label=\"code\">");
    for (line = frame.data; *line != '\0';) {
        size_t length = strcspn(line, "\n");
        const char *words = arena_strndup(out->arena, line, length);

        html_element(out, "span",
                     strncmp(line, "  -->", 5) == 0       ? "place"
                     : strncmp(line, "        |", 9) == 0 ? "said"
                                                          : "code",
                     words);
        text_append(out, "\n");
        line += length + (line[length] == '\n');
    }
    text_append(out, "</pre>\n");
}

static void write_fixes(struct text *out, const struct finding *finding, size_t index)
{
    for (size_t i = 0; i < finding->fixes.count; i++) {
        const struct fix *fix = &finding->fixes.items[i];
        const char *id = arena_printf(out->arena, "fix-%zu-%zu", index, i);

        if (fix->fragment == NULL) {
            continue;
        }
        text_append(out, "<div class=\"fix\"><p><b>Fix</b> in ");
        html_element(out, "code", NULL, fix->file != NULL ? fix->file : "the configuration");
        text_printf(out,
                    " <button type=\"button\" class=\"copy script-only\" data-copy=\"%s\">Copy</button></p>\n"
                    "<pre id=\"%s\" tabindex=\"0\" role=\"group\" aria-label=\"fix\">",
                    id, id);
        html_text(out, fix->fragment);
        text_append(out, "</pre></div>\n");
    }
}

static void write_proof(struct text *out, const struct finding *finding)
{
    const struct proof *proof = finding->proof;

    if (proof == NULL) {
        return;
    }
    text_append(out, "<p class=\"proof\"><b>Witness</b> ");
    html_text(out, proof_state_name(proof->state));
    text_append(out, ": ");
    html_text(out, proof->reason != NULL ? proof->reason : "");
    text_append(out, "</p>\n");
}

static void write_sources(struct text *out, const struct finding *finding)
{
    text_append(out, "<p class=\"sources\">");
    for (size_t i = 0; i < finding->sources.count; i++) {
        text_append(out, i == 0 ? "Source: " : "; ");
        html_text(out, finding->sources.items[i]);
    }
    text_append(out, finding->sources.count > 0 ? ". More: " : "More: ");
    html_element(out, "code", NULL, arena_printf(out->arena, "nrf53pack explain %s", finding->rule));
    text_append(out, "</p>\n");
}

static void write_finding(struct text *out, const struct finding *finding, size_t index)
{
    text_printf(out, "<article class=\"finding sev-%s\" id=\"finding-%zu\" data-kind=\"%s\"",
                severity_name(finding->severity), index,
                finding->waived != NULL ? "waived" : severity_name(finding->severity));
    html_attribute(out, "data-rule", finding->rule);
    if (finding->fingerprint != NULL) {
        html_attribute(out, "data-fingerprint", finding->fingerprint);
    }
    text_append(out, ">\n<h3>");
    html_element(out, "span", arena_printf(out->arena, "badge sev-%s", severity_name(finding->severity)),
                 severity_name(finding->severity));
    text_append(out, " ");
    html_element(out, "span", "rule", finding->rule);
    text_append(out, " ");
    html_text(out, finding->name);
    html_element(out, "span", "consequence", finding->consequence);
    text_append(out, "</h3>\n");
    if (finding->waived != NULL) {
        html_element(out, "p", "waiver", arena_printf(out->arena, "Waived: %s", finding->waived));
        text_append(out, "\n");
    }
    html_element(out, "p", "message", finding->message);
    text_append(out, "\n");
    if (finding->device_effect != NULL) {
        text_append(out, "<p><b>On the device</b> ");
        html_text(out, finding->device_effect);
        text_append(out, "</p>\n");
    }
    write_frame(out, finding);
    write_proof(out, finding);
    write_fixes(out, finding, index);
    write_sources(out, finding);
    text_append(out, "</article>\n");
}

static void write_undecided(struct text *out, const struct undecided *undecided)
{
    text_append(out, "<article class=\"finding undecided\" data-kind=\"undecided\"");
    html_attribute(out, "data-rule", undecided->rule);
    text_append(out, ">\n<h3><span class=\"badge\">undecided</span> ");
    html_element(out, "span", "rule", undecided->rule);
    text_append(out, " ");
    html_text(out, undecided->name);
    html_element(
        out, "span", "consequence",
        arena_printf(out->arena, "would be %s: %s", severity_name(undecided->severity), undecided->consequence));
    text_append(out, "</h3>\n<p>To decide it, this is missing:</p>\n<ul>\n");
    for (size_t i = 0; i < undecided->missing.count; i++) {
        html_element(out, "li", NULL, undecided->missing.items[i]);
        text_append(out, "\n");
    }
    text_append(out, "</ul>\n</article>\n");
}

static void write_filter(struct text *out, const char *kind, size_t count)
{
    if (count > 0) {
        text_printf(out, "<button type=\"button\" data-filter=\"%s\" aria-pressed=\"true\">%s (%zu)</button>\n", kind,
                    kind, count);
    }
}

static void write_filters(struct text *out, const struct check_summary *summary)
{
    text_append(out, "<div class=\"filters script-only\" role=\"group\" aria-label=\"Show findings\">\n");
    for (int severity = SEVERITY_BRICK; severity >= SEVERITY_NOTE; severity--) {
        write_filter(out, severity_name((enum severity)severity), summary->count[severity]);
    }
    write_filter(out, "undecided", summary->undecided);
    write_filter(out, "waived", summary->waived);
    text_append(out, "<span id=\"shown\" role=\"status\"></span>\n</div>\n");
}

void html_findings(struct text *out, const struct html_report *report)
{
    const struct check_result *result = report->result;

    text_append(out, "<section id=\"findings\" aria-labelledby=\"findings-title\">\n"
                     "<h2 id=\"findings-title\">Findings</h2>\n");
    if (result->findings.count + result->undecided.count == 0) {
        text_append(out, "<p>No rule has anything to say.</p>\n");
    } else {
        write_filters(out, &result->summary);
    }
    for (size_t i = 0; i < result->findings.count; i++) {
        write_finding(out, &result->findings.items[i], i);
    }
    for (size_t i = 0; i < result->undecided.count; i++) {
        write_undecided(out, &result->undecided.items[i]);
    }
    text_append(out, "</section>\n");
}

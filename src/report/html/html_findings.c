/* The section about findings: each with its code frames, what happens on the device, what mends it, and who says so. */
#include <string.h>

#include "report/html/html_report.h"
#include "report/style/finding_place.h"
#include "report/style/frame.h"
#include "report/style/html_text.h"

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

/* What the buttons above the list call it. */
static const char *finding_kind(const struct finding *finding)
{
    return finding->waived != NULL ? "waived" : finding->in_baseline ? "baseline" : severity_name(finding->severity);
}

static void write_waiver(struct text *out, const struct finding *finding)
{
    if (finding->waived == NULL) {
        return;
    }
    text_append(out, "<p class=\"waiver\">Waived: ");
    html_text(out, finding->waived);
    if (finding->waived_until != NULL) {
        text_append(out, ", until ");
        html_text(out, finding->waived_until);
    }
    if (finding->waived_at.source != NULL) {
        text_append(out, ", in ");
        html_text(out, origin_text(out->arena, finding->waived_at));
    }
    text_append(out, "</p>\n");
}

static void write_finding(struct text *out, const struct finding *finding, size_t index)
{
    text_printf(out, "<article class=\"finding sev-%s\" id=\"finding-%zu\" data-kind=\"%s\"",
                severity_name(finding->severity), index, finding_kind(finding));
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
    write_waiver(out, finding);
    html_element(out, "p", "message", finding->message);
    text_append(out, "\n");
    if (confidence_words(finding->confidence) != NULL) {
        html_element(out, "p", "confidence", confidence_words(finding->confidence));
        text_append(out, "\n");
    }
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

static size_t count_kind(const struct findings *findings, const char *kind)
{
    size_t count = 0;

    for (size_t i = 0; i < findings->count; i++) {
        count += strcmp(finding_kind(&findings->items[i]), kind) == 0 ? 1 : 0;
    }
    return count;
}

static void write_filters(struct text *out, const struct check_result *result)
{
    static const char *const kinds[] = { "brick", "error", "warning", "note", "baseline", "waived" };

    text_append(out, "<div class=\"filters script-only\" role=\"group\" aria-label=\"Show findings\">\n");
    for (size_t i = 0; i < ARRAY_LENGTH(kinds); i++) {
        write_filter(out, kinds[i], count_kind(&result->findings, kinds[i]));
    }
    write_filter(out, "undecided", result->undecided.count);
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
        write_filters(out, result);
    }
    for (size_t i = 0; i < result->findings.count; i++) {
        write_finding(out, &result->findings.items[i], i);
    }
    for (size_t i = 0; i < result->undecided.count; i++) {
        write_undecided(out, &result->undecided.items[i]);
    }
    text_append(out, "</section>\n");
}

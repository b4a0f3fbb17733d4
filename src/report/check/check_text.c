#include "report/check/check_report.h"

#include <inttypes.h>
#include <string.h>

#include "report/style/finding_place.h"
#include "report/style/frame.h"
#include "report/style/style.h"

static void report_input(struct text *out, const struct check_result *result, bool colour)
{
    style_text(out, colour, STYLE_BOLD, foreign_text(out->arena, result->path));
    text_printf(out, ": %s", result->kind);
    if (strcmp(result->era, "unknown") != 0) {
        text_printf(out, ", %s", result->era);
    }
    if (result->sdk != NULL) {
        text_printf(out, ", NCS %s (%s)", result->sdk, result->sdk_origin);
    } else {
        text_append(out, ", NCS version unknown (give --sdk-version)");
    }
    if (result->board != NULL) {
        text_printf(out, ", %s", foreign_text(out->arena, result->board));
    }
    if (result->file_suffix != NULL) {
        text_printf(out, ", file suffix %s", foreign_text(out->arena, result->file_suffix));
    }
    text_append(out, "\n");
    if (result->product != NULL) {
        text_printf(out, "  product %s\n", foreign_text(out->arena, result->product));
    }
    if (result->deployed != NULL) {
        text_printf(out, "  compared with the released build %s, NCS %s\n", foreign_text(out->arena, result->deployed),
                    result->deployed_sdk != NULL ? result->deployed_sdk : "version unknown");
    }
}

static void report_fixes(struct text *out, const struct fixes *fixes, bool source, bool colour)
{
    for (size_t i = 0; i < fixes->count; i++) {
        const struct fix *fix = &fixes->items[i];

        style_text(out, colour, STYLE_GOOD, "  fix");
        text_printf(out, " in %s%s:\n", fix->file == NULL ? "the configuration" : fix->file,
                    source && fix->safe ? " (check --fix does it)" : "");
        style_lines(out, fix->fragment, 6);
    }
}

/* What running the witness showed; the command line stands alone, to be copied. */
static void report_proof(struct text *out, const struct finding *finding, bool colour)
{
    const struct proof *proof = finding->proof;
    const char *head;

    if (proof == NULL) {
        return;
    }
    head = arena_printf(out->arena, "  witness: %s", proof_state_name(proof->state));
    style_text(out, colour, proof->state == PROOF_SHOWN ? STYLE_BOLD : STYLE_NOTE, head);
    text_append(out, "\n");
    if (proof->outcome != NULL) {
        style_wrapped(
            out,
            arena_printf(out->arena, "%s: %s%s", proof->outcome, proof->reason,
                         proof->modelled ? " (modelled: no record of the real bootloader stands behind it)" : ""),
            4, arena_printf(out->arena, "scenario %s, ", finding->witness));
    } else {
        style_wrapped(out, proof->reason, 4, "");
    }
    if (proof->command != NULL) {
        text_printf(out, "    %s\n", foreign_text(out->arena, proof->command));
    }
}

/* " in sysbuild.conf:4 until 2026-12-31" */
static const char *waiver_words(struct arena *arena, const struct finding *finding)
{
    const char *place = finding->waived_in_source
                            ? arena_printf(arena, " in %s:%u", foreign_text(arena, finding->waived_at.source->name),
                                           (unsigned)finding->waived_at.line)
                            : "";

    return finding->waived_until != NULL ? arena_printf(arena, "%s until %s", place, finding->waived_until) : place;
}

static void report_finding(struct text *out, const struct finding *finding, bool source, bool colour)
{
    const char *head = arena_printf(out->arena, "%s", severity_name(finding->severity));

    text_append(out, "\n");
    style_text(out, colour, style_of_severity(finding->severity), head);
    text_printf(out, " [%s] ", finding->consequence);
    style_text(out, colour, STYLE_BOLD, arena_printf(out->arena, "%s %s", finding->rule, finding->name));
    if (finding->waived != NULL) {
        text_printf(out, " (waived%s: %s)", waiver_words(out->arena, finding),
                    foreign_line(out->arena, finding->waived));
    }
    text_append(out, "\n");
    if (finding->in_baseline) {
        style_text(
            out, colour, style_of_severity(finding->severity),
            "  this stands in the baseline and does not fail; devices that run this build are lost all the same");
        text_append(out, "\n");
    }
    style_wrapped(out, finding->message, 2, "");
    if (confidence_words(finding->confidence) != NULL) {
        style_wrapped(out, confidence_words(finding->confidence), 2, "");
    }
    if (finding->device_effect != NULL) {
        style_wrapped(out, finding->device_effect, 2, "on the device: ");
    }
    if (finding->waived != NULL) {
        return;
    }
    frame_facts(out, &finding->facts, colour);
    report_proof(out, finding, colour);
    report_fixes(out, &finding->fixes, source, colour);
    for (size_t i = 0; i < finding->sources.count; i++) {
        style_wrapped(out, finding->sources.items[i], 2, "source: ");
    }
    text_printf(out, "  more: nrf53pack explain %s\n", finding->rule);
}

static bool same_missing(const struct undecided *left, const struct undecided *right)
{
    if (left->missing.count != right->missing.count) {
        return false;
    }
    for (size_t i = 0; i < left->missing.count; i++) {
        if (strcmp(left->missing.items[i], right->missing.items[i]) != 0) {
            return false;
        }
    }
    return true;
}

static bool is_first_of_its_kind(const struct undecided_list *list, size_t index)
{
    for (size_t i = 0; i < index; i++) {
        if (same_missing(&list->items[i], &list->items[index])) {
            return false;
        }
    }
    return true;
}

/* Rules that miss the same facts share one paragraph. */
static void report_undecided(struct text *out, const struct undecided_list *list, bool colour)
{
    for (size_t i = 0; i < list->count; i++) {
        if (!is_first_of_its_kind(list, i)) {
            continue;
        }
        text_append(out, "\n");
        style_text(out, colour, STYLE_NOTE, "undecided");
        for (size_t j = i; j < list->count; j++) {
            if (same_missing(&list->items[i], &list->items[j])) {
                text_printf(out, " %s", list->items[j].rule);
            }
        }
        text_append(out, "\n");
        for (size_t k = 0; k < list->items[i].missing.count; k++) {
            style_wrapped(out, list->items[i].missing.items[k], 2, "missing: ");
        }
    }
}

struct known_rule {
    const char *rule;
    size_t count;
};

struct known_rules {
    struct known_rule *items;
    size_t count;
    size_t capacity;
};

static void count_known(struct arena *arena, struct known_rules *rules, const char *rule)
{
    for (size_t i = 0; i < rules->count; i++) {
        if (strcmp(rules->items[i].rule, rule) == 0) {
            rules->items[i].count++;
            return;
        }
    }
    *ARENA_PUSH(arena, rules) = (struct known_rule){ rule, 1 };
}

/* What was known before is counted by rule; a brick is shown as any other. */
static void report_baseline(struct text *out, const struct check_result *result, bool colour)
{
    struct text words = text_create(out->arena, 4000);
    struct known_rules rules = { 0 };

    for (size_t i = 0; i < result->findings.count; i++) {
        if (result->findings.items[i].in_baseline) {
            count_known(out->arena, &rules, result->findings.items[i].rule);
        }
    }
    for (size_t i = 0; i < rules.count; i++) {
        text_printf(&words, "%s%s", i > 0 ? ", " : "", rules.items[i].rule);
        text_append(&words, rules.items[i].count > 1 ? arena_printf(out->arena, " (%zu)", rules.items[i].count) : "");
    }
    if (rules.count > 0) {
        text_append(out, "\n");
        style_text(out, colour, STYLE_NOTE, arena_printf(out->arena, "%zu in the baseline", result->summary.baseline));
        text_append(out, "\n");
        style_wrapped(out, words.data, 2, "");
    }
}

static void report_tally(struct text *out, const struct check_result *result, bool colour)
{
    const struct check_summary *summary = &result->summary;
    bool clean = summary->count[SEVERITY_BRICK] + summary->count[SEVERITY_ERROR] == 0;
    const char *verdict =
        arena_printf(out->arena, "%zu brick, %zu error, %zu warning, %zu note", summary->count[SEVERITY_BRICK],
                     summary->count[SEVERITY_ERROR], summary->count[SEVERITY_WARNING], summary->count[SEVERITY_NOTE]);

    text_append(out, "\n");
    style_text(out, colour, clean ? STYLE_GOOD : STYLE_BRICK, verdict);
    text_printf(out, "; %zu rules run", summary->rules_run);
    if (summary->rules_skipped > 0) {
        text_printf(out, ", %zu left out after a finding they depend on", summary->rules_skipped);
    }
    if (summary->rules_off > 0) {
        text_printf(out, ", %zu turned off", summary->rules_off);
    }
    text_printf(out, ", %zu undecided, %zu waived, ", summary->undecided, summary->waived);
    if (result->baseline != NULL) {
        text_printf(out, "%zu in the baseline, ", summary->baseline);
    }
    text_printf(out, "%" PRIu64 ".%" PRIu64 " ms\n", summary->microseconds / 1000, summary->microseconds / 100 % 10);
}

void report_check_text(struct text *out, const struct check_result *result, bool colour)
{
    report_input(out, result, colour);
    for (size_t i = 0; i < result->notes.count; i++) {
        style_wrapped(out, result->notes.items[i], 2, "note: ");
    }
    for (size_t i = 0; i < result->findings.count; i++) {
        const struct finding *finding = &result->findings.items[i];

        if (!finding->in_baseline || finding->severity == SEVERITY_BRICK) {
            report_finding(out, finding, strcmp(result->kind, "source") == 0, colour);
        }
    }
    report_baseline(out, result, colour);
    report_undecided(out, &result->undecided, colour);
    report_tally(out, result, colour);
}

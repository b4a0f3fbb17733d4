#include "cli/simulate/output.h"

#include <stdio.h>

bool simulate_trace_on_output(const struct report_targets *targets)
{
    for (size_t i = 0; i < targets->count; i++) {
        if (targets->items[i].file == NULL) {
            return false;
        }
    }
    return true;
}

bool simulate_wants_picture(const struct report_targets *targets)
{
    for (size_t i = 0; i < targets->count; i++) {
        if (targets->items[i].format == FORMAT_SVG) {
            return true;
        }
    }
    return false;
}

static bool text_on_output(const struct report_targets *targets)
{
    for (size_t i = 0; i < targets->count; i++) {
        if (targets->items[i].file == NULL) {
            return targets->items[i].format == FORMAT_TEXT;
        }
    }
    return false;
}

/* A run may take hours: what is known appears at once. What cannot be written stays, and main() reports it. */
static void show(struct command_call *call, struct progress *progress)
{
    if (call->output->length == 0) {
        return;
    }
    progress_end(progress);
    if (fwrite(call->output->data, 1, call->output->length, stdout) == call->output->length && fflush(stdout) == 0) {
        call->output->length = 0;
        call->output->data[0] = '\0';
    }
}

void simulate_show_head(struct command_call *call, const struct report_targets *targets,
                        const struct simulation_report *report, struct progress *progress)
{
    if (text_on_output(targets)) {
        report_simulation_head(call->output, report, call->colour);
        show(call, progress);
    }
}

void simulate_show_scenario(struct command_call *call, const struct report_targets *targets,
                            const struct simulation_report *report, struct progress *progress)
{
    if (text_on_output(targets)) {
        report_simulation_scenario(call->output, &report->scenarios.items[report->scenarios.count - 1], call->colour);
        show(call, progress);
    }
}

static void write_report(struct text *out, unsigned format, const struct simulation_report *report, bool colour)
{
    switch ((enum simulate_format)format) {
    case FORMAT_TEXT:
        report_simulation_text(out, report, colour);
        break;
    case FORMAT_JSON:
        report_simulation_json(out, report);
        break;
    case FORMAT_SVG:
        report_simulation_svg(out, report);
        break;
    }
}

/* Of a text, what show_scenario() did not show yet. */
static void write_on_output(struct command_call *call, unsigned format, const struct simulation_report *report)
{
    if (format != FORMAT_TEXT) {
        write_report(call->output, format, report, call->colour);
        return;
    }
    for (size_t i = 0; i < report->scenarios.count; i++) {
        if (report->scenarios.items[i].state == SIMULATION_NOT_RUN) {
            report_simulation_scenario(call->output, &report->scenarios.items[i], call->colour);
        }
    }
    report_simulation_tally(call->output, report);
}

static bool write_file(struct command_call *call, struct output_set *set, const struct report_target *target,
                       const struct simulation_report *report)
{
    struct text text = text_create(call->arena, REPORT_LIMIT);

    write_report(&text, target->format, report, false);
    return report_target_write(call, set, target, &text);
}

bool simulate_places_can_be_written(struct command_call *call, const struct report_targets *targets)
{
    struct output_set *set = output_set_create(call->arena);
    bool good = true;

    for (size_t i = 0; i < targets->count && good; i++) {
        good = targets->items[i].file == NULL || output_set_add(set, targets->items[i].file, "", 0, call->diagnostics);
    }
    output_set_discard(set);
    return good;
}

bool simulate_write_reports(struct command_call *call, const struct report_targets *targets,
                            const struct simulation_report *report)
{
    struct output_set *set = output_set_create(call->arena);
    bool good = true;

    for (size_t i = 0; i < targets->count && good; i++) {
        if (targets->items[i].file == NULL) {
            write_on_output(call, targets->items[i].format, report);
        } else {
            good = write_file(call, set, &targets->items[i], report);
        }
    }
    good = good && output_set_commit(set, call->diagnostics);
    output_set_discard(set);
    return good;
}

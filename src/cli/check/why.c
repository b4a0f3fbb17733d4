#include "cli/check/why.h"

#include <string.h>

#include "base/file.h"
#include "cli/check/reports.h"
#include "report/rule/why_report.h"

struct answers {
    const struct check_result **results;
    const struct why **whys;
    size_t count;
};

/* The baseline is compared with all inputs at the end. */
static const struct why *with_baseline(struct arena *arena, const struct checked_input *input)
{
    const struct check_result *result = input->result;
    struct why *why = arena_alloc(arena, sizeof *why);
    size_t known = 0;

    *why = *input->why;
    for (size_t i = 0; i < result->findings.count; i++) {
        known += result->findings.items[i].in_baseline && strcmp(result->findings.items[i].rule, why->rule) == 0;
    }
    if (result->baseline != NULL) {
        const char *text = arena_printf(arena, "%zu of its findings %s in %s", known, known == 1 ? "stands" : "stand",
                                        result->baseline);

        *ARENA_PUSH(arena, &why->points) = (struct why_point){ "baseline", text, ORIGIN_NONE };
    }
    return why;
}

static void write_text(struct text *out, const struct answers *answers, bool colour)
{
    for (size_t i = 0; i < answers->count; i++) {
        if (answers->whys[i] != NULL) {
            text_append(out, out->length > 0 ? "\n" : "");
            report_why_text(out, answers->results[i], answers->whys[i], colour);
        }
    }
}

static void write_answers(struct text *out, const struct report_target *target, const struct answers *answers,
                          bool colour)
{
    if (check_report_is_json(target)) {
        report_why_json(out, answers->results, answers->whys, answers->count);
    } else {
        write_text(out, answers, colour);
    }
}

bool check_why_report(struct command_call *call, const struct report_targets *targets,
                      const struct checked_inputs *inputs, struct output_set *set)
{
    struct answers answers = { arena_array(call->arena, inputs->count, sizeof *answers.results),
                               arena_array(call->arena, inputs->count, sizeof *answers.whys), inputs->count };
    bool good = true;

    for (size_t i = 0; i < inputs->count; i++) {
        answers.results[i] = inputs->items[i].result;
        answers.whys[i] = inputs->items[i].why != NULL ? with_baseline(call->arena, &inputs->items[i]) : NULL;
    }
    for (size_t i = 0; i < targets->count && good; i++) {
        struct text text = text_create(call->arena, REPORT_LIMIT);

        if (targets->items[i].file == NULL) {
            write_answers(call->output, &targets->items[i], &answers, call->colour);
        } else {
            write_answers(&text, &targets->items[i], &answers, false);
            good = report_target_write(call, set, &targets->items[i], &text);
        }
    }
    return good;
}

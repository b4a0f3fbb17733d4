#include "cli/pack/explain.h"

#include <string.h>
#include "pack/plan_steps.h"

static size_t widest(const struct plan_step *step, bool names)
{
    size_t most = 0;

    for (size_t i = 0; i < step->arguments.count; i++) {
        const struct step_argument *argument = &step->arguments.items[i];
        const char *text = names ? argument->name : argument->value == NULL ? "" : argument->value;
        size_t length = strlen(text);

        most = length > most ? length : most;
    }
    return most;
}

static void print_arguments(const struct command_call *call, const struct plan_step *step)
{
    size_t names = widest(step, true);
    size_t values = widest(step, false);

    for (size_t i = 0; i < step->arguments.count; i++) {
        const struct step_argument *argument = &step->arguments.items[i];
        const char *place = origin_text(call->arena, argument->origin);

        text_printf(call->output, "   %-*s %-*s  %s%s%s%s\n", (int)names, argument->name, (int)values,
                    argument->value == NULL ? "" : argument->value, argument->from, place[0] == '\0' ? "" : " (", place,
                    place[0] == '\0' ? "" : ")");
    }
}

static void print_list(const struct command_call *call, const char *title, const struct string_list *list)
{
    for (size_t i = 0; i < list->count; i++) {
        text_printf(call->output, "   %s %s\n", i == 0 ? title : "   ", list->items[i]);
    }
}

static void print_step(const struct command_call *call, size_t number, const struct plan_step *step)
{
    text_printf(call->output, "\n%zu. %s\n", number, step->what);
    print_list(call, "of ", &step->inputs);
    print_list(call, "is ", &step->outputs);
    print_arguments(call, step);
    for (size_t i = 0; i < step->commands.count; i++) {
        text_printf(call->output, "   $ %s\n", step->commands.items[i]);
    }
}

void pack_explain(const struct command_call *call, const struct project *project, const struct package_plan *plan)
{
    const char *folder = call_option(call, "--output");
    struct plan_steps steps;

    plan_steps_make(call->arena, plan, folder == NULL ? "" : folder, &steps);
    if (project->kind == PROJECT_BUILD) {
        text_printf(call->output, "plan for '%s': %s, NCS %s\n", project->path, project_era_name(project->era),
                    project->sdk_known ? sdk_version_text(call->arena, project->sdk) : "release not known");
    } else {
        text_printf(call->output, "plan without a build: every value comes from an option\n");
    }
    for (size_t i = 0; i < steps.count; i++) {
        print_step(call, i + 1, &steps.items[i]);
    }
    for (size_t i = 0; i < plan->notes.count; i++) {
        text_printf(call->output, "\nnote: %s\n", plan->notes.items[i]);
    }
    text_printf(call->output, "\nnothing was made, and nothing was checked\n");
}

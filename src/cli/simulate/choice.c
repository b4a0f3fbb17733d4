#include "cli/simulate/choice.h"

#include <string.h>
#include "cli/simulate/result.h"
#include "sim/scenarios.h"

/* The scenarios that were named; each must be one this build can run. */
static bool choose_named(struct command_call *call, const struct simulation *simulation, struct chosen *chosen)
{
    size_t position = 0;
    const char *name;
    const char *why = NULL;

    while ((name = call_option_next(call, "--scenario", &position)) != NULL) {
        struct scenario scenario;

        if (!scenario_exists(name)) {
            return diagnose(call->diagnostics, DIAGNOSTIC_USAGE, ORIGIN_NONE,
                            "unknown scenario '%s'; '--list' shows them all", name);
        }
        for (size_t i = 0; i < chosen->count; i++) {
            if (strcmp(chosen->items[i].name, name) == 0) {
                return diagnose(call->diagnostics, DIAGNOSTIC_USAGE, ORIGIN_NONE, "scenario '%s' is given twice", name);
            }
        }
        if (!scenario_make(call->arena, name, &simulation->setup, &scenario, &why)) {
            return diagnose(call->diagnostics, DIAGNOSTIC_INPUT, ORIGIN_NONE,
                            "scenario '%s' cannot run on this build: %s", name, why);
        }
        *ARENA_PUSH(call->arena, chosen) = scenario;
    }
    return true;
}

bool simulate_choose(struct command_call *call, const struct simulation *simulation, struct chosen *chosen)
{
    const char *why = NULL;

    if (call_option(call, "--scenario") != NULL) {
        return choose_named(call, simulation, chosen);
    }
    for (size_t i = 0; i < scenario_count(); i++) {
        struct scenario scenario;

        if (scenario_is_usual(scenario_at(i).name, &simulation->setup) &&
            scenario_make(call->arena, scenario_at(i).name, &simulation->setup, &scenario, &why)) {
            *ARENA_PUSH(call->arena, chosen) = scenario;
        }
    }
    return true;
}

void simulate_add_left_out(struct arena *arena, const struct simulation *simulation, struct simulation_report *report)
{
    for (size_t i = 0; i < scenario_count(); i++) {
        struct scenario_name name = scenario_at(i);
        struct scenario scenario;
        const char *why = NULL;

        if (!scenario_make(arena, name.name, &simulation->setup, &scenario, &why)) {
            simulation_report_leave_out(arena, &name, why, report);
        } else if (!scenario_is_usual(name.name, &simulation->setup)) {
            simulation_report_leave_out(arena, &name, "only when it is named", report);
        }
    }
}

void simulate_list(struct command_call *call, const struct simulation *simulation)
{
    for (size_t i = 0; i < scenario_count(); i++) {
        struct scenario_name name = scenario_at(i);
        struct scenario scenario;
        const char *why = NULL;

        text_printf(call->output, "%-34s %s\n", name.name, name.summary);
        if (simulation != NULL && !scenario_make(call->arena, name.name, &simulation->setup, &scenario, &why)) {
            text_printf(call->output, "%-34s   not here: %s\n", "", why);
        } else if (simulation != NULL ? !scenario_is_usual(name.name, &simulation->setup) : !name.usual) {
            text_printf(call->output, "%-34s   only when it is named\n", "");
        }
    }
}

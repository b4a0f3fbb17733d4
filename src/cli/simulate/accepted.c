#include "cli/simulate/accepted.h"

#include <string.h>
#include "sim/scenarios.h"

static bool outcome_exists(const char *name)
{
    for (unsigned i = 0; i < OUTCOME_COUNT; i++) {
        if (i != OUTCOME_GOOD && strcmp(outcome_name((enum outcome)i), name) == 0) {
            return true;
        }
    }
    return false;
}

static bool check_names(struct command_call *call, const struct accepted_failure *failure)
{
    if (!scenario_exists(failure->scenario)) {
        return diagnose(call->diagnostics, DIAGNOSTIC_INPUT, failure->origin,
                        "unknown scenario '%s'; `nrf53pack simulate --list` shows them all", failure->scenario);
    }
    if (!outcome_exists(failure->outcome)) {
        return diagnose(call->diagnostics, DIAGNOSTIC_INPUT, failure->origin,
                        "'%s' is no failing outcome such as update-lost or boot-loop", failure->outcome);
    }
    return true;
}

bool simulate_accepted_read(struct command_call *call, const struct project *project, struct accepted_uses *uses)
{
    const char *today = check_today(call->arena);
    struct check_config *config;
    bool good = true;

    *uses = (struct accepted_uses){ 0 };
    if (!check_config_open(call->arena, call_option(call, "--config"), project->path, NULL, call->diagnostics,
                           &config)) {
        return false;
    }
    for (size_t i = 0; config != NULL && i < config->accepted.count; i++) {
        const struct accepted_failure *failure = &config->accepted.items[i];

        good = check_names(call, failure) && good;
        *ARENA_PUSH(call->arena, uses) =
            (struct accepted_use){ .failure = failure, .expired = check_is_over(failure->until, today) };
    }
    return good;
}

/* The reason for which an outcome is accepted, or NULL. */
static const char *reason_for(struct accepted_uses *uses, const char *scenario, const char *outcome)
{
    const char *reason = NULL;

    for (size_t i = 0; i < uses->count; i++) {
        struct accepted_use *use = &uses->items[i];

        if (strcmp(use->failure->scenario, scenario) != 0 || strcmp(use->failure->outcome, outcome) != 0) {
            continue;
        }
        use->used = true;
        if (!use->expired && reason == NULL) {
            reason = use->failure->reason;
        }
    }
    return reason;
}

void simulate_accept(struct accepted_uses *uses, struct simulation_scenario *row)
{
    bool all = true;

    for (size_t i = 0; i < uses->count; i++) {
        uses->items[i].run = uses->items[i].run || strcmp(uses->items[i].failure->scenario, row->name) == 0;
    }
    if (row->state != SIMULATION_FAILING) {
        return;
    }
    for (size_t i = 0; i < row->failing.count; i++) {
        struct simulation_tally *tally = &row->failing.items[i];

        tally->accepted = reason_for(uses, row->name, tally->outcome);
        all = all && tally->accepted != NULL;
    }
    /* The run without a cut may end in another way than the worst that its states lead to. */
    if (row->uncut_outcome != NULL && strcmp(row->uncut_outcome, outcome_name(OUTCOME_GOOD)) != 0) {
        all = all && reason_for(uses, row->name, row->uncut_outcome) != NULL;
    }
    if (all) {
        row->state = row->why == NULL ? SIMULATION_ACCEPTED : SIMULATION_INCOMPLETE;
    }
}

void simulate_accepted_notes(struct arena *arena, const struct accepted_uses *uses, bool all_asked,
                             struct string_list *notes)
{
    for (size_t i = 0; i < uses->count; i++) {
        const struct accepted_use *use = &uses->items[i];
        const char *place = origin_text(arena, use->failure->origin);
        const char *what = arena_printf(arena, "accepted failure of '%s' as %s (%s)", use->failure->scenario,
                                        use->failure->outcome, place);

        if (use->expired) {
            *ARENA_PUSH(arena, notes) =
                arena_printf(arena, "%s ended on %s and does not apply any more", what, use->failure->until);
        } else if (use->run && !use->used) {
            *ARENA_PUSH(arena, notes) = arena_printf(arena, "%s: the scenario did not end so", what);
        } else if (!use->run && all_asked) {
            *ARENA_PUSH(arena, notes) = arena_printf(arena, "%s: the scenario was not run", what);
        }
    }
}

bool simulate_is_accepted(const struct accepted_uses *uses, const char *scenario)
{
    for (size_t i = 0; i < uses->count; i++) {
        if (!uses->items[i].expired && strcmp(uses->items[i].failure->scenario, scenario) == 0) {
            return true;
        }
    }
    return false;
}

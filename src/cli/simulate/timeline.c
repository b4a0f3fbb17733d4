#include "cli/simulate/trace.h"

#include <string.h>
#include "cli/simulate/result.h"

struct collector {
    struct arena *arena;
    const struct simulation_report *report;
    struct simulation_timeline *timeline;
};

static size_t area_index(const struct simulation_areas *areas, const struct operation *operation)
{
    const char *device = device_text(operation->device);

    for (size_t i = 0; i < areas->count; i++) {
        const struct simulation_area *area = &areas->items[i];

        if (strcmp(area->device, device) == 0 && operation->offset >= area->offset &&
            operation->offset - area->offset < area->size) {
            return i;
        }
    }
    return areas->count;
}

static void on_operation(void *context, uint32_t number, const struct operation *operation, const uint8_t *data)
{
    struct collector *collector = context;

    (void)number;
    (void)data;
    *ARENA_PUSH(collector->arena, &collector->timeline->steps) = (struct simulation_step){
        .erase = operation->kind == OPERATION_ERASE,
        .area = area_index(&collector->report->areas, operation),
        .offset = operation->offset,
        .size = operation->size,
    };
}

static void on_begin(void *context, const struct replay_run *run)
{
    struct collector *collector = context;
    struct simulation_timeline *timeline = collector->timeline;

    *ARENA_PUSH(collector->arena, &timeline->runs) = (struct simulation_run){
        .begin = run_begin_text(collector->arena, run),
        .end = "",
        .application = run->application,
        .first_step = timeline->steps.count,
    };
}

static void on_end(void *context, const struct replay_run *run, const struct run_result *result, struct pair running)
{
    struct collector *collector = context;
    struct simulation_timeline *timeline = collector->timeline;
    struct simulation_run *last = &timeline->runs.items[timeline->runs.count - 1];

    last->end = run_end_text(collector->arena, run, result, running);
    last->cut = result->end == RUN_CUT;
}

static void on_verdict(void *context, enum outcome outcome, const char *reason, uint32_t number)
{
    struct collector *collector = context;

    collector->timeline->outcome = outcome_name(outcome);
    collector->timeline->reason = reason;
    collector->timeline->run = number;
    collector->timeline->failing = outcome != OUTCOME_GOOD;
}

bool simulation_timeline(struct arena *arena, const struct simulation *simulation, const struct scenario *scenario,
                         const char *path, uint64_t seed, struct simulation_report *report, const char **why)
{
    struct simulation_timeline *timeline = &report->timeline;
    struct collector collector = { arena, report, timeline };
    const struct replay_observer observer = {
        .machine = { .context = &collector, .operation = on_operation },
        .context = &collector,
        .begin = on_begin,
        .end = on_end,
        .verdict = on_verdict,
    };

    *timeline = (struct simulation_timeline){ .scenario = scenario->name, .replay = path };
    return replay(arena, &simulation->setup.device, scenario, path, seed, &observer, why);
}

#include "report/simulation/simulation_report.h"

#include "base/json.h"

void report_simulation_failures_json(struct json *json, const struct simulation_failures *failures)
{
    json_key(json, "failures");
    json_array_begin(json);
    for (size_t i = 0; i < failures->count; i++) {
        const struct simulation_failure *failure = &failures->items[i];

        json_object_begin(json);
        json_member(json, "outcome", failure->outcome);
        json_member(json, "reason", failure->reason);
        json_member_uint(json, "cuts", failure->cuts);
        json_member(json, "replay", failure->replay);
        json_member(json, "command", failure->command);
        json_object_end(json);
    }
    json_array_end(json);
}

static void write_input(struct json *json, const struct simulation_report *report)
{
    json_key(json, "input");
    json_object_begin(json);
    json_member(json, "path", report->path);
    json_member(json, "sdk", report->sdk);
    json_member(json, "board", report->board);
    json_object_end(json);
    json_key(json, "bootloader");
    json_object_begin(json);
    json_member(json, "name", report->bootloader);
    json_member_bool(json, "modelled", report->modelled);
    json_member(json, "assumed", report->assumed);
    json_member(json, "app_mode", report->app_mode);
    json_member(json, "net_mode", report->net_mode);
    json_object_end(json);
}

static void write_areas(struct json *json, const struct simulation_areas *areas)
{
    json_key(json, "areas");
    json_array_begin(json);
    for (size_t i = 0; i < areas->count; i++) {
        json_object_begin(json);
        json_member(json, "name", areas->items[i].name);
        json_member(json, "device", areas->items[i].device);
        json_member_uint(json, "offset", areas->items[i].offset);
        json_member_uint(json, "size", areas->items[i].size);
        json_object_end(json);
    }
    json_array_end(json);
}

static void write_images(struct json *json, const struct simulation_images *images)
{
    json_key(json, "images");
    json_array_begin(json);
    for (size_t i = 0; i < images->count; i++) {
        json_object_begin(json);
        json_member(json, "name", images->items[i].name);
        json_member_uint(json, "size", images->items[i].size);
        json_member(json, "firmware", images->items[i].own ? "build" : "noise");
        json_object_end(json);
    }
    json_array_end(json);
}

static void write_failures(struct json *json, const struct simulation_scenario *scenario)
{
    json_key(json, "failing_states");
    json_object_begin(json);
    for (size_t i = 0; i < scenario->failing.count; i++) {
        json_member_uint(json, scenario->failing.items[i].outcome, scenario->failing.items[i].states);
    }
    json_object_end(json);
    json_key(json, "accepted");
    json_array_begin(json);
    for (size_t i = 0; i < scenario->failing.count; i++) {
        if (scenario->failing.items[i].accepted != NULL) {
            json_object_begin(json);
            json_member(json, "outcome", scenario->failing.items[i].outcome);
            json_member(json, "reason", scenario->failing.items[i].accepted);
            json_object_end(json);
        }
    }
    json_array_end(json);
    report_simulation_failures_json(json, &scenario->failures);
}

/* null: any number. */
static void write_max_cuts(struct json *json, uint32_t cuts)
{
    json_key(json, "max_cuts");
    if (cuts == UINT32_MAX) {
        json_null(json);
    } else {
        json_uint(json, cuts);
    }
}

static void write_scenario(struct json *json, const struct simulation_scenario *scenario)
{
    json_object_begin(json);
    json_member(json, "name", scenario->name);
    json_member(json, "summary", scenario->summary);
    json_member(json, "state", simulation_state_name(scenario->state));
    json_member(json, "why", scenario->why);
    json_member(json, "expected", scenario->expected);
    json_key(json, "uncut");
    json_object_begin(json);
    json_member(json, "outcome", scenario->uncut_outcome);
    json_member(json, "end", scenario->uncut_end);
    json_member_uint(json, "operations", scenario->uncut_operations);
    json_object_end(json);
    write_max_cuts(json, scenario->max_cuts);
    json_member_uint(json, "operations", scenario->operations);
    json_member_uint(json, "cuts", scenario->cuts);
    json_member_uint(json, "states", scenario->states);
    json_member_uint(json, "boots", scenario->boots);
    json_member_uint(json, "deepest_recovery", scenario->deepest_recovery);
    json_member(json, "deepest_replay", scenario->deepest_replay);
    write_failures(json, scenario);
    json_member_uint(json, "microseconds", scenario->microseconds);
    json_object_end(json);
}

static void write_step(struct json *json, const struct simulation_report *report, const struct simulation_step *step)
{
    const struct simulation_areas *areas = &report->areas;

    json_object_begin(json);
    json_member(json, "kind", step->erase ? "erase" : "write");
    json_member(json, "area", step->area < areas->count ? areas->items[step->area].name : NULL);
    json_member_uint(json, "offset", step->offset);
    json_member_uint(json, "size", step->size);
    json_object_end(json);
}

static void write_replay(struct json *json, const struct simulation_report *report)
{
    const struct simulation_timeline *timeline = &report->timeline;

    json_key(json, "replay");
    json_object_begin(json);
    json_member(json, "scenario", timeline->scenario);
    json_member(json, "replay", timeline->replay);
    json_member(json, "outcome", timeline->outcome);
    json_member(json, "reason", timeline->reason);
    json_member_uint(json, "run", timeline->run);
    json_key(json, "runs");
    json_array_begin(json);
    for (size_t i = 0; i < timeline->runs.count; i++) {
        const struct simulation_run *run = &timeline->runs.items[i];
        size_t end = i + 1 < timeline->runs.count ? run[1].first_step : timeline->steps.count;

        json_object_begin(json);
        json_member(json, "begin", run->begin);
        json_member(json, "end", run->end);
        json_member_bool(json, "application", run->application);
        json_member_bool(json, "cut", run->cut);
        json_key(json, "operations");
        json_array_begin(json);
        for (size_t step = run->first_step; step < end; step++) {
            write_step(json, report, &timeline->steps.items[step]);
        }
        json_array_end(json);
        json_object_end(json);
    }
    json_array_end(json);
    json_object_end(json);
}

static void write_options(struct json *json, const struct simulation_report *report)
{
    json_key(json, "options");
    json_object_begin(json);
    write_max_cuts(json, report->max_cuts);
    json_member_uint(json, "seed", report->seed);
    json_member_bool(json, "every_word", report->every_word);
    json_object_end(json);
}

static void write_summary(struct json *json, const struct simulation_report *report)
{
    static const char *const keys[] = { "good", "failing", "accepted", "incomplete", "not_run" };
    uint64_t count[SIMULATION_NOT_RUN + 1] = { 0 };

    for (size_t i = 0; i < report->scenarios.count; i++) {
        count[report->scenarios.items[i].state]++;
    }
    json_key(json, "summary");
    json_object_begin(json);
    for (size_t i = 0; i <= SIMULATION_NOT_RUN; i++) {
        json_member_uint(json, keys[i], count[i]);
    }
    json_member_uint(json, "microseconds", report->microseconds);
    json_object_end(json);
}

void report_simulation_json(struct text *out, const struct simulation_report *report)
{
    struct json json = json_report_begin(out);

    write_input(&json, report);
    write_areas(&json, &report->areas);
    write_images(&json, &report->images);
    write_options(&json, report);
    json_member_strings(&json, "cut_model", report->cut_model.items, report->cut_model.count);
    json_key(&json, "scenarios");
    json_array_begin(&json);
    for (size_t i = 0; i < report->scenarios.count; i++) {
        write_scenario(&json, &report->scenarios.items[i]);
    }
    json_array_end(&json);
    if (report->timeline.asked) {
        write_replay(&json, report);
    }
    json_member_strings(&json, "notes", report->notes.items, report->notes.count);
    write_summary(&json, report);
    json_report_end(&json);
}

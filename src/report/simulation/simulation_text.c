#include "report/simulation/simulation_report.h"

#include "report/style/style.h"

const char *simulation_state_name(enum simulation_state state)
{
    static const char *const names[] = {
        [SIMULATION_GOOD] = "good",         [SIMULATION_FAILING] = "failing",
        [SIMULATION_ACCEPTED] = "accepted", [SIMULATION_INCOMPLETE] = "incomplete",
        [SIMULATION_NOT_RUN] = "not run",
    };

    return names[state];
}

static enum style style_of(enum simulation_state state)
{
    static const enum style styles[] = {
        [SIMULATION_GOOD] = STYLE_GOOD,        [SIMULATION_FAILING] = STYLE_ERROR,
        [SIMULATION_ACCEPTED] = STYLE_WARNING, [SIMULATION_INCOMPLETE] = STYLE_WARNING,
        [SIMULATION_NOT_RUN] = STYLE_DIM,
    };

    return styles[state];
}

/* Digits in groups of three, as long numbers are read. */
static const char *grouped(struct arena *arena, uint64_t value)
{
    const char *digits = arena_printf(arena, "%llu", (unsigned long long)value);
    struct text text = text_create(arena, 64);
    size_t length = slice_of(digits).length;

    for (size_t i = 0; i < length; i++) {
        if (i > 0 && (length - i) % 3 == 0) {
            text_append(&text, ",");
        }
        text_append_bytes(&text, digits + i, 1);
    }
    return text.data;
}

static const char *seconds(struct arena *arena, uint64_t microseconds)
{
    return microseconds < 1000000 ? arena_printf(arena, "%llu ms", (unsigned long long)(microseconds / 1000))
                                  : arena_printf(arena, "%llu.%llu s", (unsigned long long)(microseconds / 1000000),
                                                 (unsigned long long)(microseconds / 100000 % 10));
}

static void write_head(struct text *out, const struct simulation_report *report, bool colour)
{
    style_text(out, colour, STYLE_BOLD, foreign_text(out->arena, report->path));
    text_printf(out, ": %s, application %s", report->bootloader, report->app_mode);
    if (report->net_mode != NULL) {
        text_printf(out, ", network core %s", report->net_mode);
    }
    text_append(out, "\n");
    if (report->assumed != NULL) {
        style_wrapped(out, report->assumed, 2, "assumed: ");
    }
    if (report->modelled) {
        style_wrapped(out, "modelled: no record of the real bootloader of this release supports what is shown", 2, "");
    }
}

static void write_map(struct text *out, const struct simulation_report *report)
{
    text_append(out, "\n");
    for (size_t i = 0; i < report->areas.count; i++) {
        const struct simulation_area *area = &report->areas.items[i];

        text_printf(out, "  %-20s %-15s 0x%06x to 0x%06x %6u KiB\n", area->name, area->device, area->offset,
                    area->offset + area->size, area->size / 1024);
    }
    for (size_t i = 0; i < report->images.count; i++) {
        const struct simulation_image *image = &report->images.items[i];

        text_printf(out, "  %-20s %s bytes, %s\n", image->name, grouped(out->arena, image->size),
                    image->own ? "firmware of the build" : "noise");
    }
}

static void write_cut_model(struct text *out, const struct string_list *lines)
{
    text_append(out, "\nWhere the power goes:\n");
    for (size_t i = 0; i < lines->count; i++) {
        style_wrapped(out, lines->items[i], 2, "");
    }
    text_append(out, "\n");
}

static void write_numbers(struct text *out, const struct simulation_scenario *scenario)
{
    struct arena *arena = out->arena;

    if (scenario->uncut_end != NULL) {
        text_printf(out, "  %s operations without a cut, then %s\n", grouped(arena, scenario->uncut_operations),
                    scenario->uncut_end);
    }
    text_printf(out, "  %s cuts, %s states, %s boots, %s operations; deepest recovery %u boot%s; %s\n",
                grouped(arena, scenario->cuts), grouped(arena, scenario->states), grouped(arena, scenario->boots),
                grouped(arena, scenario->operations), scenario->deepest_recovery,
                scenario->deepest_recovery == 1 ? "" : "s", seconds(arena, scenario->microseconds));
}

static void write_notes(struct text *out, const struct string_list *notes)
{
    for (size_t i = 0; i < notes->count; i++) {
        style_wrapped(out, notes->items[i], 0, "note: ");
    }
}

static void write_failures(struct text *out, const struct simulation_scenario *scenario, bool colour)
{
    for (size_t i = 0; i < scenario->failing.count; i++) {
        const struct simulation_tally *tally = &scenario->failing.items[i];

        text_append(out, "  ");
        style_text(out, colour, STYLE_ERROR, tally->outcome);
        text_printf(out, ": %s\n",
                    tally->states == 1
                        ? "1 state leads there"
                        : arena_printf(out->arena, "%s states lead there", grouped(out->arena, tally->states)));
        if (tally->accepted != NULL) {
            style_wrapped(out, tally->accepted, 4, "accepted: ");
        }
    }
    for (size_t i = 0; i < scenario->failures.count; i++) {
        const struct simulation_failure *failure = &scenario->failures.items[i];

        text_printf(out, "    %s: %s, after %u cut%s\n      %s\n", failure->outcome, failure->reason, failure->cuts,
                    failure->cuts == 1 ? "" : "s", failure->command);
    }
}

void report_simulation_scenario(struct text *out, const struct simulation_scenario *scenario, bool colour)
{
    style_text(out, colour, style_of(scenario->state), simulation_state_name(scenario->state));
    text_append(out, " ");
    style_text(out, colour, STYLE_BOLD, scenario->name);
    text_printf(out, ": %s\n", scenario->summary);
    if (scenario->state == SIMULATION_NOT_RUN) {
        style_wrapped(out, scenario->why, 2, "");
        return;
    }
    write_numbers(out, scenario);
    if (scenario->why != NULL) {
        style_wrapped(out, scenario->why, 2, "incomplete: ");
    }
    if (scenario->stopped) {
        style_wrapped(out,
                      arena_printf(out->arena,
                                   "more than %u cut%s in a row: not tried, as it fails already (--keep-going)",
                                   scenario->max_cuts, scenario->max_cuts == 1 ? "" : "s"),
                      2, "");
    }
    write_failures(out, scenario, colour);
}

void report_simulation_tally(struct text *out, const struct simulation_report *report)
{
    size_t count[SIMULATION_NOT_RUN + 1] = { 0 };
    uint64_t cuts = 0;
    uint64_t states = 0;
    uint64_t boots = 0;

    for (size_t i = 0; i < report->scenarios.count; i++) {
        const struct simulation_scenario *scenario = &report->scenarios.items[i];

        count[scenario->state]++;
        cuts += scenario->cuts;
        states += scenario->states;
        boots += scenario->boots;
    }
    write_notes(out, &report->notes);
    text_printf(out, "\n%zu good, %zu failing, %zu incomplete", count[SIMULATION_GOOD], count[SIMULATION_FAILING],
                count[SIMULATION_INCOMPLETE]);
    if (count[SIMULATION_ACCEPTED] > 0) {
        text_printf(out, ", %zu accepted", count[SIMULATION_ACCEPTED]);
    }
    if (count[SIMULATION_NOT_RUN] > 0) {
        text_printf(out, ", %zu not run", count[SIMULATION_NOT_RUN]);
    }
    text_printf(out, "; %s cuts, %s states, %s boots; %s\n", grouped(out->arena, cuts), grouped(out->arena, states),
                grouped(out->arena, boots), seconds(out->arena, report->microseconds));
}

void report_simulation_head(struct text *out, const struct simulation_report *report, bool colour)
{
    write_head(out, report, colour);
    write_map(out, report);
    write_cut_model(out, &report->cut_model);
}

void report_simulation_text(struct text *out, const struct simulation_report *report, bool colour)
{
    report_simulation_head(out, report, colour);
    for (size_t i = 0; i < report->scenarios.count; i++) {
        report_simulation_scenario(out, &report->scenarios.items[i], colour);
    }
    report_simulation_tally(out, report);
}

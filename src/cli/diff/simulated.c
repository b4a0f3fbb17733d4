#include "cli/diff/simulated.h"

#include <string.h>
#include "diff/reading.h"
#include "cli/simulate/result.h"
#include "cli/simulate/trace.h"
#include "report/simulation/simulation_report.h"
#include "sim/explorer/replay.h"
#include "sim/scenarios.h"

#define LOG_LINES 6u
/* An update after the one that is judged: by the new application's own slots. */
#define NEXT_NET_UPDATE "net-update-after-app-update"
/* Firmware larger than this is installed without a power cut; where the power goes, noise of a few sectors takes its place:
 * what a cut can leave does not depend on how many sectors there are, and the time for all cuts does.
 */
#define LARGEST_CUT (64u * 1024u)
#define TRACE_LIMIT (4u * 1024u * 1024u)

struct device {
    struct simulation simulation; /* the new build's images on the released build's device */
    bool apart;                   /* for power cuts there is another one, with noise */
    struct simulation cut;
    struct simulation alone; /* the released build by itself; made when it is asked for */
    bool alone_made;
    enum image_choice alone_images;
    bool alone_good;
};

/* The one error that ended a preparation, without what led there. */
static const char *last_error(struct arena *arena, const struct diagnostics *diagnostics)
{
    for (size_t i = diagnostics->count; i-- > 0;) {
        const struct diagnostic *item = &diagnostics->items[i];

        if (item->kind != DIAGNOSTIC_NOTE) {
            const char *place = origin_text(arena, item->origin);

            return place[0] == '\0' ? item->message : arena_printf(arena, "%s (%s)", item->message, place);
        }
    }
    return "the builds cannot be simulated";
}

static const char *kind_text(const struct project *project)
{
    return project->kind == PROJECT_SOURCE ? "sources, which hold no bootloader that can be run" : "not a whole build";
}

/* The new images are refused whatever is in them: another key, or another kind of signature. */
static bool other_key(struct arena *arena, const struct diff *diff)
{
    const struct reading readings[2] = { { arena, diff->released, NULL }, { arena, diff->fresh, NULL } };
    struct aspect_value old = read_signature_type(&readings[0]);
    struct aspect_value new = read_signature_type(&readings[1]);

    if (old.text != NULL && new.text != NULL && strcmp(old.text, new.text) != 0) {
        return strcmp(old.text, "no signature") != 0;
    }
    for (size_t i = 0; i < diff->check.findings.count; i++) {
        if (strcmp(diff->check.findings.items[i].rule, "N53-1408") == 0) {
            return true;
        }
    }
    return false;
}

static bool is_large(const struct sim_images *images)
{
    return (images->app_old != NULL && images->app_old->size > LARGEST_CUT) ||
           (images->app_new != NULL && images->app_new->size > LARGEST_CUT) ||
           (images->net_new != NULL && images->net_new->size > LARGEST_CUT);
}

static bool prepare(struct command_call *call, const struct diff_simulation_options *options, struct diff *diff,
                    struct device *device)
{
    struct diagnostics diagnostics = diagnostics_create(call->arena);
    struct command_call unheard = *call;
    struct simulation_update update = { .project = diff->fresh,
                                        .other_key = other_key(call->arena, diff),
                                        .lower_app = diff->combinations.lower_app,
                                        .lower_net = diff->combinations.lower_net };

    unheard.diagnostics = &diagnostics;
    *device = (struct device){ 0 };
    if (diff->released->kind != PROJECT_BUILD || diff->fresh->kind != PROJECT_BUILD) {
        bool released = diff->released->kind != PROJECT_BUILD;

        diff->not_simulated = arena_printf(call->arena, "the %s build is %s", released ? "released" : "new",
                                           kind_text(released ? diff->released : diff->fresh));
        return false;
    }
    if (!simulation_prepare_update(&unheard, diff->released, &update, options->images, options->largest,
                                   &device->simulation)) {
        diff->not_simulated = last_error(call->arena, &diagnostics);
        return false;
    }
    if (options->images == IMAGES_AUTOMATIC && options->exploration.max_cuts > 0 && options->replay == NULL &&
        is_large(&device->simulation.setup.images)) {
        device->apart = simulation_prepare_update(&unheard, diff->released, &update, IMAGES_SYNTHETIC, options->largest,
                                                  &device->cut);
    }
    if (device->apart) {
        *ARENA_PUSH(call->arena, &diff->limits) = "power cuts with the whole firmware, which was installed without "
                                                  "any; with cuts, noise of 16 KiB took its place "
                                                  "(--images real: the firmware, whatever time that takes)";
    }
    diff->bootloader = device->simulation.bootcfg.bootloader_words;
    diff->assumed = device->simulation.assumed;
    diff->modelled = device->simulation.bootcfg.modelled;
    diff->max_cuts = options->exploration.max_cuts;
    return true;
}

static bool of_released_alone(struct command_call *call, const struct diff_simulation_options *options,
                              const struct diff *diff, struct device *device)
{
    struct diagnostics diagnostics = diagnostics_create(call->arena);
    struct command_call unheard = *call;

    unheard.diagnostics = &diagnostics;
    if (!device->alone_made || device->alone_images != options->images) {
        device->alone_made = true;
        device->alone_images = options->images;
        device->alone_good =
            simulation_prepare(&unheard, diff->released, options->images, options->largest, &device->alone);
    }
    return device->alone_good;
}

/* A failure that the released build's own updates have as well, after as many cuts, is its bootloader's. */
static bool released_alike(struct command_call *call, const struct diff_simulation_options *options,
                           const struct diff *diff, struct device *device, const char *name,
                           const struct exploration *exploration)
{
    struct exploration_options again = options->exploration;
    struct scenario scenario;
    struct exploration other;
    const char *why;

    again.max_cuts = exploration->max_cuts;
    if (!of_released_alone(call, options, diff, device) ||
        !scenario_make(call->arena, name, &device->alone.setup, &scenario, &why) ||
        !explore(call->arena, &device->alone.setup.device, &scenario, &again, &other, &why)) {
        return false;
    }
    for (size_t i = 0; i < OUTCOME_COUNT; i++) {
        if (exploration->failing[i] > 0 && other.failing[i] == 0) {
            return false;
        }
    }
    return exploration->uncut == OUTCOME_GOOD || other.uncut == exploration->uncut;
}

/* The bootloader's last lines of a trace. */
static void last_lines(struct arena *arena, const char *trace, struct string_list *lines)
{
    struct string_list all = { 0 };

    while (*trace != '\0') {
        size_t length = strcspn(trace, "\n");

        if (length > 5 && strncmp(trace, "  ", 2) == 0 && trace[3] == ':') {
            *ARENA_PUSH(arena, &all) = arena_strndup(arena, trace + 2, length - 2);
        }
        trace += length + (trace[length] == '\n');
    }
    for (size_t i = all.count > LOG_LINES ? all.count - LOG_LINES : 0; i < all.count; i++) {
        *ARENA_PUSH(arena, lines) = all.items[i];
    }
}

static void take_log(struct command_call *call, const struct diff_simulation_options *options,
                     const struct simulation *simulation, const struct scenario *scenario, struct diff_scenario *row)
{
    struct text trace = text_create(call->arena, TRACE_LIMIT);
    const char *why;

    if (row->row.failures.count > 0 &&
        simulation_trace(call->arena, simulation, scenario, row->row.failures.items[0].replay,
                         options->exploration.seed, &trace, &why)) {
        last_lines(call->arena, trace.data, &row->log);
    }
}

/* One exploration on one of the device's two simulations, as a row. */
static void run_on(struct command_call *call, const struct diff_simulation_options *options, struct diff *diff,
                   struct device *device, const struct simulation *simulation, const char *name,
                   struct diff_scenario *row)
{
    struct simulation_report report;
    struct exploration exploration;
    struct scenario scenario;
    const char *why = NULL;

    simulation_report_begin(call->arena, diff->released, simulation, &options->exploration, &report);
    if (!scenario_make(call->arena, name, &simulation->setup, &scenario, &why) ||
        !explore(call->arena, &simulation->setup.device, &scenario, &options->exploration, &exploration, &why)) {
        simulation_report_leave_out(call->arena, &(struct scenario_name){ name, "", true }, why, &report);
        row->row = report.scenarios.items[0];
        return;
    }
    simulation_report_add(call, &scenario, &exploration, &report);
    row->row = report.scenarios.items[0];
    row->row.stopped = false; /* what fails is refused, however many cuts are tried */
    if (row->row.state == SIMULATION_FAILING) {
        row->released_alike = released_alike(call, options, diff, device, name, &exploration);
        take_log(call, options, simulation, &scenario, row);
        row->refuses =
            !row->released_alike || (exploration.uncut != OUTCOME_GOOD && strcmp(name, NEXT_NET_UPDATE) != 0);
    }
}

static void run_scenario(struct command_call *call, const struct diff_simulation_options *options, struct diff *diff,
                         struct device *device, const char *name, struct diff_scenario *row)
{
    struct diff_simulation_options part = *options;

    if (!device->apart) {
        run_on(call, options, diff, device, &device->simulation, name, row);
        return;
    }
    part.exploration.max_cuts = 0;
    run_on(call, &part, diff, device, &device->simulation, name, row);
    if (row->row.state != SIMULATION_GOOD) {
        return;
    }
    part = *options;
    part.images = IMAGES_SYNTHETIC;
    run_on(call, &part, diff, device, &device->cut, name, row);
    for (size_t i = 0; i < row->row.failures.count; i++) {
        struct simulation_failure *failure = &row->row.failures.items[i];

        failure->command = arena_printf(call->arena, "%s --images synthetic", failure->command);
    }
}

/* A scenario for combinations; it runs where both the device and the new build have what it needs. */
static void add_scenario(struct command_call *call, const struct diff_simulation_options *options, struct diff *diff,
                         struct device *device, const char *name, unsigned of)
{
    struct scenario scenario;
    struct diff_scenario *row;
    const char *why = NULL;

    if (!scenario_make(call->arena, name, &device->simulation.setup, &scenario, &why)) {
        return;
    }
    row = ARENA_PUSH(call->arena, &diff->scenarios);
    *row = (struct diff_scenario){ 0 };
    for (unsigned i = 0; i < COMBINATION_COUNT; i++) {
        row->of[i] = (of & 1u << i) != 0;
    }
    run_scenario(call, options, diff, device, name, row);
}

#define OF(combination) (1u << COMBINE_##combination)

/* Power cuts are for the updates themselves: here it counts where the new application puts the next one. */
static void run_next_net_update(struct command_call *call, const struct diff_simulation_options *options,
                                struct diff *diff, struct device *device)
{
    struct diff_simulation_options uncut = *options;

    uncut.exploration.max_cuts = 0;
    add_scenario(call, &uncut, diff, device, NEXT_NET_UPDATE, OF(APP) | OF(BOTH));
}

static void run_usual(struct command_call *call, const struct diff_simulation_options *options, struct diff *diff,
                      struct device *device)
{
    const struct combination *items = diff->combinations.items;
    bool pairs = device->simulation.setup.device.config.image_count > BOOT_IMAGE_NET;

    if (items[COMBINE_APP].verdict != COMBINATION_NONE) {
        add_scenario(call, options, diff, device, "app-test-confirm", OF(APP) | OF(BOTH));
        add_scenario(call, options, diff, device, "app-test-revert", OF(APP) | OF(BOTH));
    }
    if (items[COMBINE_NET].verdict != COMBINATION_NONE) {
        add_scenario(call, options, diff, device, pairs ? "net-only" : "net-update-single-pair", OF(NET) | OF(BOTH));
    }
    if (items[COMBINE_BOTH].verdict != COMBINATION_NONE) {
        add_scenario(call, options, diff, device,
                     diff->combinations.depends ? "both-at-once" : "both-without-dependencies", OF(BOTH));
    }
    if (items[COMBINE_APP].verdict != COMBINATION_NONE && items[COMBINE_NET].verdict != COMBINATION_NONE && pairs) {
        run_next_net_update(call, options, diff, device);
    }
}

static bool run_named(struct command_call *call, const struct diff_simulation_options *options, struct diff *diff,
                      struct device *device)
{
    size_t position = 0;
    const char *name;
    const char *why = NULL;

    while ((name = call_option_next(call, "--scenario", &position)) != NULL) {
        struct scenario scenario;

        if (!scenario_make(call->arena, name, &device->simulation.setup, &scenario, &why)) {
            return diagnose(call->diagnostics, DIAGNOSTIC_INPUT, ORIGIN_NONE,
                            "scenario '%s' cannot run on these builds: %s", name, why);
        }
        add_scenario(call, options, diff, device, name, OF(APP) | OF(NET) | OF(BOTH));
    }
    return true;
}

static void take_limit(struct command_call *call, struct diff *diff, const struct diff_scenario *row)
{
    for (unsigned k = 0; k < COMBINATION_COUNT; k++) {
        if (row->of[k] && (row->row.state == SIMULATION_INCOMPLETE || row->row.state == SIMULATION_NOT_RUN)) {
            combination_leave_open(
                call->arena, &diff->combinations.items[k],
                arena_printf(call->arena, "the simulation of %s came to no end: %s", row->row.name, row->row.why));
        }
    }
}

/* What a failing scenario means for the updates that it is of. */
static void take_failures(struct command_call *call, struct diff *diff)
{
    for (size_t i = 0; i < diff->scenarios.count; i++) {
        const struct diff_scenario *row = &diff->scenarios.items[i];
        const char *outcome = row->row.failures.count > 0 ? row->row.failures.items[0].outcome : "failing";

        take_limit(call, diff, row);
        for (unsigned k = 0; k < COMBINATION_COUNT && row->row.state == SIMULATION_FAILING; k++) {
            struct combination *combination = &diff->combinations.items[k];

            if (row->of[k] && row->refuses) {
                combination_refuse(
                    call->arena, combination,
                    arena_printf(call->arena, "the simulation of %s ends in %s", row->row.name, outcome));
            } else if (row->of[k]) {
                *ARENA_PUSH(call->arena, &combination->notes) = arena_printf(
                    call->arena, "the simulation of %s ends in %s%s, as with updates of the released build",
                    row->row.name, outcome, strcmp(row->row.name, NEXT_NET_UPDATE) == 0 ? "" : " under power cuts");
            }
        }
    }
}

static bool scenarios_exist(struct command_call *call)
{
    size_t position = 0;
    const char *name;

    while ((name = call_option_next(call, "--scenario", &position)) != NULL) {
        if (!scenario_exists(name)) {
            return diagnose(call->diagnostics, DIAGNOSTIC_USAGE, ORIGIN_NONE,
                            "unknown scenario '%s'; `nrf53pack simulate --list` shows them all", name);
        }
    }
    return true;
}

bool diff_simulate(struct command_call *call, const struct diff_simulation_options *options, struct diff *diff)
{
    struct device device;

    if (!scenarios_exist(call)) {
        return false;
    }
    if (!prepare(call, options, diff, &device)) {
        return true;
    }
    if (call_option(call, "--scenario") == NULL) {
        run_usual(call, options, diff, &device);
    } else if (!run_named(call, options, diff, &device)) {
        return false;
    }
    take_failures(call, diff);
    return true;
}

enum exit_status diff_replay(struct command_call *call, const struct diff_simulation_options *options,
                             struct diff *diff)
{
    const char *name = call_option(call, "--scenario");
    struct scenario scenario;
    struct device device;
    struct simulation_report report;
    const char *why = NULL;

    if (!scenarios_exist(call)) {
        return EXIT_USAGE;
    }
    if (!prepare(call, options, diff, &device)) {
        diagnose(call->diagnostics, DIAGNOSTIC_INPUT, ORIGIN_NONE, "%s", diff->not_simulated);
        return EXIT_UNUSABLE;
    }
    if (!scenario_make(call->arena, name, &device.simulation.setup, &scenario, &why)) {
        diagnose(call->diagnostics, DIAGNOSTIC_INPUT, ORIGIN_NONE, "scenario '%s' cannot run on these builds: %s", name,
                 why);
        return EXIT_UNUSABLE;
    }
    simulation_report_begin(call->arena, diff->released, &device.simulation, &options->exploration, &report);
    text_printf(call->output, "%s of the released build, scenario %s: %s\n", diff->bootloader, name, scenario.summary);
    text_append(call->output, "1.0.0 are the released images, 2.0.0 the new ones, 3.0.0 a next update of theirs\n");
    if (!simulation_trace(call->arena, &device.simulation, &scenario, options->replay, options->exploration.seed,
                          call->output, &why) ||
        !simulation_timeline(call->arena, &device.simulation, &scenario, options->replay, options->exploration.seed,
                             &report, &why)) {
        call->output->length = 0;
        return call_usage_error(call, "'%s' of option '--replay' is no path of scenario '%s': %s", options->replay,
                                name, why);
    }
    text_printf(call->output, "%s: %s\n", report.timeline.outcome, report.timeline.reason);
    return report.timeline.failing ? EXIT_FINDING : EXIT_GOOD;
}

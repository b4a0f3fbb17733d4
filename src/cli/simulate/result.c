#include "cli/simulate/result.h"

#include <string.h>
#include "cli/simulate/replay_command.h"
#include "project/tree/update_slots.h"
#include "sim/explorer/replay.h"

/* Paths shown of each kind of failure. */
#define SHOWN_PATHS 2u

const char *device_text(enum flash_device device)
{
    static const char *const names[] = {
        [FLASH_DEVICE_APP] = "internal flash",
        [FLASH_DEVICE_EXTERNAL] = "external flash",
        [FLASH_DEVICE_RAM] = "RAM",
        [FLASH_DEVICE_NET] = "network flash",
    };

    return names[device];
}

static void add_area(struct arena *arena, struct simulation_report *report, const char *name,
                     const struct boot_area *area)
{
    if (area->size != 0) {
        *ARENA_PUSH(arena, &report->areas) =
            (struct simulation_area){ name, device_text(area->device), area->offset, area->size };
    }
}

static void add_areas(struct arena *arena, const struct boot_config *config, struct simulation_report *report)
{
    for (unsigned i = 0; i < config->image_count; i++) {
        add_area(arena, report, arena_printf(arena, "primary slot %u", i), &config->images[i].primary);
        add_area(arena, report, arena_printf(arena, "secondary slot %u", i), &config->images[i].secondary);
        add_area(arena, report, arena_printf(arena, "scratch %u", i), &config->images[i].scratch);
    }
    add_area(arena, report, "network application", &config->net.net_app);
    add_area(arena, report, "network backup", &config->net.backup);
}

static void add_image(struct arena *arena, struct simulation_report *report, const struct sim_image *image, bool own)
{
    if (image != NULL) {
        *ARENA_PUSH(arena, &report->images) = (struct simulation_image){ image->name, image->size, own };
    }
}

static void add_images(struct arena *arena, const struct sim_images *images, struct simulation_report *report)
{
    add_image(arena, report, images->app_old, images->own_app);
    add_image(arena, report, images->app_new, images->own_app);
    add_image(arena, report, images->net_old, images->own_net);
    add_image(arena, report, images->net_new, images->own_net);
}

static void add_line(struct arena *arena, struct string_list *lines, const char *line)
{
    *ARENA_PUSH(arena, lines) = line;
}

/* docs/limits.md says the same at length. */
static void add_cut_model(struct arena *arena, const struct exploration_options *options, struct string_list *lines)
{
    add_line(arena, lines,
             options->every_word ? "write: before it, and after any number of its words"
                                 : "write: before it, after one word, half of them, all but one, all");
    add_line(arena, lines, "erase of a page: before it, with half of the page erased, with a pattern, after it");
    add_line(arena, lines,
             "the word or page that is hit reads as old, as erased or as a mixture, anew at each boot, "
             "until it is erased or written again");
    add_line(arena, lines, "RAM afterwards: kept, zero or random");
    add_line(arena, lines,
             options->max_cuts == UINT32_MAX ? "any number of cuts, in any order"
                                             : arena_printf(arena, "at most %u cut%s in a row", options->max_cuts,
                                                            options->max_cuts == 1 ? "" : "s"));
}

void simulation_report_begin(struct arena *arena, const struct project *project, const struct simulation *simulation,
                             const struct exploration_options *options, struct simulation_report *report)
{
    const struct boot_config *config = &simulation->setup.device.config;

    *report = (struct simulation_report){
        .path = project->path,
        .sdk = project->sdk_known ? sdk_version_text(arena, project->sdk) : NULL,
        .board = project->board,
        .bootloader = simulation->bootcfg.bootloader_words,
        .modelled = simulation->bootcfg.modelled,
        .assumed = simulation->assumed,
        .app_mode = upgrade_mode_name(config->images[BOOT_IMAGE_APP].mode),
        .net_mode = config->net.present ? upgrade_mode_name(config->images[BOOT_IMAGE_NET].mode) : NULL,
    };
    report->max_cuts = options->max_cuts;
    report->seed = options->seed;
    report->every_word = options->every_word;
    add_areas(arena, config, report);
    add_images(arena, &simulation->setup.images, report);
    add_cut_model(arena, options, &report->cut_model);
}

static enum simulation_state state_of(const struct exploration *exploration)
{
    if (!exploration_good(exploration) && exploration->failure_count > 0) {
        return SIMULATION_FAILING;
    }
    return exploration->complete ? SIMULATION_GOOD : SIMULATION_INCOMPLETE;
}

/* The same failure on a path that differs in nothing but what RAM held. */
static bool differ_by_ram(struct arena *arena, const struct simulation_failure *shown,
                          const struct failing_state *failure)
{
    return shown->cuts == failure->cuts && strcmp(shown->outcome, outcome_name(failure->outcome)) == 0 &&
           strcmp(shown->reason, failure->reason) == 0 &&
           strcmp(replay_without_ram(arena, shown->replay), replay_without_ram(arena, failure->replay)) == 0;
}

/* Different states may have the same path, and many of one kind show nothing that the first do not. */
static bool worth_showing(struct arena *arena, const struct simulation_failures *shown,
                          const struct failing_state *failure)
{
    unsigned alike = 0;

    for (size_t i = 0; i < shown->count; i++) {
        if (strcmp(shown->items[i].replay, failure->replay) == 0) {
            return false;
        }
        alike += strcmp(shown->items[i].outcome, outcome_name(failure->outcome)) == 0;
    }
    for (size_t i = 0; i < shown->count && alike < SHOWN_PATHS; i++) {
        if (differ_by_ram(arena, &shown->items[i], failure)) {
            return false;
        }
    }
    return alike < SHOWN_PATHS;
}

static void add_failures(const struct command_call *call, const char *build, const struct exploration *exploration,
                         struct simulation_scenario *row)
{
    struct arena *arena = call->arena;

    for (size_t i = 0; i < OUTCOME_COUNT; i++) {
        if (i != OUTCOME_GOOD && exploration->failing[i] > 0) {
            *ARENA_PUSH(arena, &row->failing) = (struct simulation_tally){ .outcome = outcome_name((enum outcome)i),
                                                                           .states = exploration->failing[i] };
        }
    }
    for (size_t i = 0; i < exploration->failure_count; i++) {
        const struct failing_state *failure = &exploration->failures[i];

        if (worth_showing(arena, &row->failures, failure)) {
            *ARENA_PUSH(arena, &row->failures) = (struct simulation_failure){
                .outcome = outcome_name(failure->outcome),
                .reason = failure->reason,
                .replay = failure->replay,
                .command = simulation_command(call, build, row->name, failure->replay),
                .cuts = failure->cuts,
            };
        }
    }
}

void simulation_report_add(const struct command_call *call, const struct scenario *scenario,
                           const struct exploration *exploration, struct simulation_report *report)
{
    struct arena *arena = call->arena;
    struct simulation_scenario *row = ARENA_PUSH(arena, &report->scenarios);

    *row = (struct simulation_scenario){
        .name = scenario->name,
        .summary = scenario->summary,
        .state = state_of(exploration),
        .why = exploration->complete ? NULL : exploration->limit,
        .expected = sim_pair_text(arena, scenario->expected),
        .uncut_outcome = exploration->uncut_known ? outcome_name(exploration->uncut) : NULL,
        .uncut_end = exploration->uncut_known ? sim_pair_text(arena, exploration->uncut_end) : NULL,
        .uncut_operations = exploration->uncut_operations,
        .operations = exploration->operations,
        .cuts = exploration->cuts,
        .states = exploration->states,
        .boots = exploration->boots,
        .deepest_recovery = exploration->deepest_recovery,
        .deepest_replay = exploration->deepest_replay,
        .max_cuts = exploration->max_cuts,
        .stopped = exploration->complete && exploration->max_cuts < report->max_cuts,
        .microseconds = (uint64_t)(exploration->seconds * 1e6),
    };
    add_failures(call, report->path, exploration, row);
}

void simulation_report_leave_out(struct arena *arena, const struct scenario_name *name, const char *why,
                                 struct simulation_report *report)
{
    *ARENA_PUSH(arena, &report->scenarios) = (struct simulation_scenario){
        .name = name->name,
        .summary = name->summary,
        .state = SIMULATION_NOT_RUN,
        .why = why,
    };
}

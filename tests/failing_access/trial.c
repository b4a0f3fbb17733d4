#include "trial.h"

#include <stdio.h>
#include <string.h>
#include "firmware/boot/app_update.h"
#include "firmware/net/net_state.h"
#include "sim/explorer/explorer_probe.h"

#define MOST_BOOTS    64u /* of the scenario by itself */
#define SETTLE        12u /* boots after the failing one, in which everything works */
#define BROKEN        14u /* boots with a device that stays broken */
#define FAILURES_TOLD 12u
#define LOOP_READS    256u
#define SEEN_PLACES   65536u

/* Erases of one page in one boot of a device that stays broken. While an update of the network core is tried: a transfer that
 * fails has erased its pages, with the candidate's tries and those to bring the old image back; and each new state record
 * erases a state page: RUNNING and FAILED of the candidate's round and of the old image's, and two to settle. All that ends
 * after three rounds, which are as many boots as tries at the most. Later: one transfer that may bring the old image back, or
 * two tries of what is to be done next: one to settle what was read, one to go on.
 */
#define STATE_ERASES   6u
#define LATE_ERASES    2u
#define FAILING_ROUNDS 3u

struct access_list {
    struct flash_access *items;
    size_t count;
    size_t capacity;
};

struct trial {
    struct arena *arena;
    const struct sim_device *device;
    const struct scenario *scenario;
    const char *title;
    const struct trial_options *options;
    struct trial_count *count;
    struct judge_images images;
    struct machine *machine;
    struct leg leg;
    bool recording;
    struct access_list accesses;
    uint32_t tick;

    /* The trial that runs. */
    uint32_t boot;
    const struct failing_access *failing;
    const char *wrong;
    bool permanent;
    bool failing_now;     /* in this boot, for the first time */
    uint8_t *page_erases; /* in this boot, one a page of all devices */
    bool app_started;
    bool begun; /* an update stood in the middle when the application started */

    struct state_hash *seen;
};

const char *const trial_lasting[3] = { "once", "run", "ever" };
const char *const trial_done[3] = { "nothing", "half", "all" };
const enum cut_extent trial_extents[3] = { CUT_BEFORE, CUT_HALF, CUT_AFTER };

static const char *const device_names[] = { "app", "external", "ram", "net" };

static void blame(struct trial *trial, const char *what)
{
    if (trial->wrong == NULL) {
        trial->wrong = what;
    }
}

static void note_access(void *context, uint32_t number, const struct flash_access *access)
{
    struct trial *trial = context;

    (void)number;
    if (trial->recording) {
        *ARENA_PUSH(trial->arena, &trial->accesses) = *access;
    }
}

static void note_operation(void *context, uint32_t number, const struct operation *operation, const uint8_t *data)
{
    struct trial *trial = context;
    const struct flash_geometry *geometry = &trial->machine->flash.geometry[operation->device];

    (void)number;
    (void)data;
    if (trial->options->tell) {
        printf("    %s %s 0x%x %u\n", operation->kind == OPERATION_ERASE ? "erase" : "write",
               device_names[operation->device], (unsigned)operation->offset, (unsigned)operation->size);
    }
    if (operation->kind == OPERATION_ERASE && !trial->leg.in_turn) {
        uint8_t *erases = &trial->page_erases[geometry->first_page + (operation->offset >> geometry->page_shift)];

        *erases += *erases < UINT8_MAX ? 1 : 0;
    }
}

static void note_line(void *context, enum hal_log_level level, const char *line)
{
    const struct trial *trial = context;

    (void)level;
    if (trial->options->tell) {
        printf("  %s\n", line);
    }
}

static void observe(struct trial *trial)
{
    struct machine_observer observer = { .context = trial, .operation = note_operation };

    if (trial->options->tell) {
        observer.log = note_line;
    }
    if (trial->recording) {
        observer.access = note_access;
    }
    machine_observe(trial->machine, &observer);
}

static void begin_run(void *context, bool application)
{
    struct trial *trial = context;

    if (!application) {
        memset(trial->page_erases, 0, trial->machine->flash.page_count);
        return;
    }
    trial->recording = false;
}

/* Called when an application is about to start: the log of this look at the flash is nobody's. */
static void end_run(void *context, bool application, const struct run_result *run, struct pair running)
{
    struct trial *trial = context;
    struct machine_failing failing = trial->machine->failing;

    (void)running;
    if (application || run->end != RUN_APPLICATION) {
        return;
    }
    machine_fail_access(trial->machine, NULL);
    machine_observe(trial->machine, NULL);
    crypto_cache_use(trial->machine->cache);
    trial->begun = app_update_begun(machine_hal(trial->machine), &trial->device->config);
    crypto_cache_use(NULL);
    trial->machine->failing = failing;
    observe(trial);
}

/* The primary slot holds an image that the bootloader would start if it had no update to think of, and the network core one
 * that goes with it, as far as is written down. Not what a swap has brought there that cannot be ended: its other half is
 * the old image.
 */
static bool pair_is_whole(struct trial *trial)
{
    const struct boot_net_config *net = &trial->device->config.net;
    struct run_result run = { .net_started = net->present };
    struct pair pair;

    const struct boot_config *config = &trial->device->config;
    const struct boot_image_config *image = &config->images[BOOT_IMAGE_APP];
    struct machine_failing failing = trial->machine->failing;
    struct image_summary summary;
    struct net_state state = { .known = false };
    bool whole;

    machine_fail_access(trial->machine, NULL);
    if (net->present) {
        net_state_read(machine_hal(trial->machine), config, &state);
    }
    crypto_cache_use(trial->machine->cache);
    whole = state.record.transfer != NET_TRANSFER_RUNNING && state.record.transfer != NET_TRANSFER_RESTORING &&
            !app_update_begun(machine_hal(trial->machine), config) &&
            image_verify(machine_hal(trial->machine), config, &image->primary, 0, image->primary.size, &summary);
    crypto_cache_use(NULL);
    trial->machine->failing = failing;
    run.boot.slot = image->primary;
    run.boot.vector_offset = summary.header.hdr_size;
    return whole && judge_pair(trial->machine, trial->device, &trial->images, &run, &pair) &&
           judge_may_start(trial->scenario, pair);
}

static bool app_may_start(const struct scenario *scenario, uint32_t app)
{
    for (size_t i = 0; i < scenario->start_count; i++) {
        if (scenario->starts[i].app == app) {
            return true;
        }
    }
    for (size_t i = 0; i < scenario->end_count; i++) {
        if (scenario->ends[i].app == app) {
            return true;
        }
    }
    return false;
}

/* While its flash fails, or nothing can bring it an image, the network core may be without one. */
static bool may_start(const struct trial *trial, struct pair pair)
{
    const struct machine_failing *failing = &trial->machine->failing;
    bool failed = trial->failing_now && failing->struck && failing->device == FLASH_DEVICE_NET;

    /* Who cannot read what was written down of the network core cannot know. And an old application that is swapped back comes
     * back in the end without its network image, when nothing brings that there: its flash fails, or the RAM on the way.
     */
    if (trial->permanent && ((failing->device == FLASH_DEVICE_EXTERNAL && (failing->what.kinds & ACCESS_READ) != 0) ||
                             failing->device == FLASH_DEVICE_NET || failing->device == FLASH_DEVICE_RAM)) {
        return app_may_start(trial->scenario, pair.app);
    }
    return judge_may_start(trial->scenario, pair) ||
           ((trial->permanent || failed) && pair.net == 0 && app_may_start(trial->scenario, pair.app));
}

static void judge_boot(struct trial *trial, const struct leg_result *result)
{
    if (result->fault.kind != FAULT_NONE) {
        blame(trial, result->fault.kind == FAULT_OUTSIDE   ? "writes outside of the allowed areas"
                     : result->fault.kind == FAULT_ENDLESS ? "never comes to an end"
                                                           : "breaks the rules of flash");
    }
    switch (result->end) {
    case RUN_APPLICATION:
        if (!result->started) {
            blame(trial, "starts what is no application");
        } else if (!may_start(trial, result->pair)) {
            blame(trial, "starts a pair that may not start");
        }
        if (trial->begun) {
            blame(trial, "starts an application in the middle of an update");
        }
        break;
    case RUN_RECOVERY:
    case RUN_NO_IMAGE:
        break;
    case RUN_PANIC:
    case RUN_WATCHDOG:
    case RUN_CUT:
    case RUN_RETURNED:
        blame(trial, "ends in an assertion or by the watchdog");
        break;
    }
}

/* From a reset to the next one. True: nothing changed. */
static bool boot_once(struct trial *trial, enum reset_reason *reason, struct leg_result *result)
{
    struct state_hash before;
    uint32_t turn = trial->leg.turn;

    machine_reset(trial->machine, *reason, RAM_KEPT, UNSTABLE_PATTERN);
    before = machine_state_hash(trial->machine);
    trial->begun = false;
    if (trial->options->tell) {
        printf("  -- boot, turn %u, %s\n", (unsigned)turn, *reason == RESET_SOFT ? "soft reset" : "power on");
    }
    leg_run(&trial->leg, result);
    if (trial->options->tell) {
        printf("  -- end %d, started %d, app %u net %u, turn taken %d\n", (int)result->end, result->started,
               (unsigned)result->pair.app, (unsigned)result->pair.net, result->turn_taken);
    }
    trial->leg.turn = result->next_turn;
    *reason = result->started ? result->next_reset : RESET_POWER_ON;
    machine_next_reset(trial->machine, *reason);
    return turn == result->next_turn && flash_hash_equal(before, machine_state_hash(trial->machine));
}

/* False: a boot before left the same, and it was followed from there. */
static bool is_new(struct trial *trial, enum reset_reason reason)
{
    struct state_hash hash = machine_state_hash(trial->machine);
    struct state_hash key = flash_hash_words(trial->leg.turn, reason, trial->boot, trial->permanent);
    size_t place;

    flash_hash_add(&key, hash);
    for (place = key.words[0] % SEEN_PLACES; trial->seen[place].words[1] != 0; place = (place + 1) % SEEN_PLACES) {
        if (flash_hash_equal(trial->seen[place], key)) {
            return false;
        }
    }
    trial->seen[place] = key;
    trial->count->states++;
    return true;
}

/* Everything works from now on. */
static void follow(struct trial *trial, enum reset_reason reason)
{
    struct leg_result result = { .started = false };
    struct graph_run end = { .end = RUN_CUT };
    uint64_t boots = 0;
    bool settled = false;

    for (uint32_t i = 0; i < SETTLE && !settled && trial->wrong == NULL; i++) {
        settled = boot_once(trial, &reason, &result);
        judge_boot(trial, &result);
    }
    if (!settled) {
        blame(trial, "does not settle");
        return;
    }
    end.end = result.end;
    end.started = result.started;
    end.pair = result.pair;
    if (judge_end(trial->scenario, &end) != OUTCOME_GOOD) {
        blame(trial, outcome_name(judge_end(trial->scenario, &end)));
        return;
    }
    if (trial->scenario->next_update != NULL && end.end == RUN_APPLICATION &&
        !next_update_installs(&trial->leg, result.pair.app, SETTLE, &boots)) {
        blame(trial, "no-next-update");
    }
}

static uint32_t erases_allowed(const struct trial *trial, enum flash_device device, uint32_t boot)
{
    uint32_t attempts = trial->device->config.net.attempts;

    if (boot > FAILING_ROUNDS * attempts) {
        return LATE_ERASES;
    }
    return device == FLASH_DEVICE_NET ? 2 * attempts : STATE_ERASES;
}

static void count_erases(struct trial *trial, uint32_t boot)
{
    for (unsigned device = 0; device < FLASH_DEVICE_COUNT; device++) {
        const struct flash_geometry *geometry = &trial->machine->flash.geometry[device];

        if (device == FLASH_DEVICE_RAM) {
            continue;
        }
        for (uint32_t page = 0; page < geometry->page_count; page++) {
            uint32_t erases = trial->page_erases[geometry->first_page + page];

            trial->count->most_erases[device] =
                erases > trial->count->most_erases[device] ? erases : trial->count->most_erases[device];
            if (erases > erases_allowed(trial, (enum flash_device)device, boot)) {
                blame(trial, "erases a page too often in one boot");
            }
        }
    }
}

/* One device stays broken. */
static void endure(struct trial *trial, enum reset_reason reason)
{
    struct leg_result result;
    bool readable = trial->machine->failing.device != FLASH_DEVICE_APP || (trial->failing->kinds & ACCESS_READ) == 0;

    for (uint32_t i = 0; i < BROKEN && trial->wrong == NULL; i++) {
        (void)boot_once(trial, &reason, &result);
        judge_boot(trial, &result);
        count_erases(trial, i);
        if (!result.started && readable && pair_is_whole(trial)) {
            blame(trial, "does not start an application that is whole");
        }
    }
}

static void tell_failure(struct trial *trial, uint32_t number)
{
    static const char *const kinds[] = { [ACCESS_READ] = "read", [ACCESS_WRITE] = "write", [ACCESS_ERASE] = "erase" };
    const struct flash_access *access = &trial->accesses.items[number];
    const struct failing_access *failing = trial->failing;
    unsigned done = 0;

    trial->count->failures++;
    if (trial->count->failures > FAILURES_TOLD) {
        return;
    }
    while (done < 2 && trial_extents[done] != failing->done) {
        done++;
    }
    printf("FAILED: %s: boot %u, access %u (%s of %s 0x%x, %u bytes): %s\n    --only %u,%u,%s,%u,%s\n", trial->title,
           (unsigned)trial->boot, (unsigned)number, kinds[access->kind], device_names[access->device],
           (unsigned)access->offset, (unsigned)access->size, trial->wrong, (unsigned)trial->boot, (unsigned)number,
           trial_lasting[failing->lasts], failing->kinds, trial_done[done]);
}

struct place {
    struct machine_state *state;
    uint32_t turn;
    enum reset_reason reason;
};

static void try_failing(struct trial *trial, const struct place *place, const struct failing_access *failing)
{
    enum reset_reason reason = place->reason;
    struct leg_result result;

    machine_restore(trial->machine, place->state);
    trial->leg.turn = place->turn;
    trial->failing = failing;
    trial->wrong = NULL;
    trial->permanent = failing->lasts == FAILS_FOR_EVER;
    trial->count->accesses++;
    observe(trial);
    machine_fail_access(trial->machine, failing);
    trial->failing_now = true;
    (void)boot_once(trial, &reason, &result);
    judge_boot(trial, &result);
    trial->failing_now = false;
    if (trial->permanent && trial->wrong == NULL) {
        endure(trial, reason);
    } else if (trial->wrong == NULL && is_new(trial, reason)) {
        machine_fail_access(trial->machine, NULL);
        follow(trial, reason);
    }
    machine_fail_access(trial->machine, NULL);
    if (trial->wrong != NULL) {
        tell_failure(trial, failing->number);
    }
}

/* Inside of a loop that reads block after block only the first, a middle and the last one are taken. */
static bool in_loop(const struct access_list *list, size_t number)
{
    size_t first = number;
    size_t last = number;

    if (list->items[number].kind != ACCESS_READ || list->items[number].size < LOOP_READS) {
        return false;
    }
    while (first > 0 && list->items[first - 1].kind == ACCESS_READ &&
           list->items[first - 1].device == list->items[first].device &&
           list->items[first - 1].offset + list->items[first - 1].size == list->items[first].offset) {
        first--;
    }
    while (last + 1 < list->count && list->items[last + 1].kind == ACCESS_READ &&
           list->items[last + 1].device == list->items[last].device &&
           list->items[last].offset + list->items[last].size == list->items[last + 1].offset) {
        last++;
    }
    return number != first && number != last && number != (first + last) / 2;
}

static void try_access(struct trial *trial, const struct place *place, uint32_t number)
{
    static const unsigned broken[] = { ACCESS_WRITE | ACCESS_ERASE, ACCESS_READ | ACCESS_WRITE | ACCESS_ERASE,
                                       ACCESS_WRITE, ACCESS_ERASE };
    enum access_kind kind = trial->accesses.items[number].kind;
    struct failing_access failing = { .number = number, .kinds = ACCESS_READ | ACCESS_WRITE | ACCESS_ERASE };

    if (in_loop(&trial->accesses, number) || ++trial->tick % trial->options->every != 0) {
        return;
    }
    for (unsigned i = 0; i < (kind == ACCESS_READ ? 1 : 3); i++) {
        failing.done = trial_extents[i];
        failing.lasts = FAILS_ONCE;
        try_failing(trial, place, &failing);
    }
    failing.done = CUT_BEFORE;
    failing.lasts = FAILS_IN_THIS_RUN;
    try_failing(trial, place, &failing);
    failing.lasts = FAILS_FOR_EVER;
    for (unsigned i = 0; i < ARRAY_LENGTH(broken); i++) {
        failing.kinds = broken[i];
        if ((broken[i] & kind) != 0 && (kind != ACCESS_READ || trial->tick % 8 == 0)) {
            try_failing(trial, place, &failing);
        }
    }
}

static void try_boot(struct trial *trial, const struct place *place)
{
    const struct trial_options *options = trial->options;

    if (options->tell) {
        if (options->only_boot == trial->boot && options->only.number < trial->accesses.count) {
            try_failing(trial, place, &options->only);
        }
        return;
    }
    for (uint32_t number = 0; number < trial->accesses.count; number++) {
        try_access(trial, place, number);
    }
}

/* The scenario as it goes when nothing fails; at each boot everything is tried from there. */
static void run(struct trial *trial)
{
    struct place place = { .reason = RESET_POWER_ON };
    struct leg_result result;
    bool settled = false;

    for (trial->boot = 0; trial->boot < MOST_BOOTS && !settled; trial->boot++) {
        struct machine_state *next;
        uint32_t next_turn;
        enum reset_reason reason = place.reason;

        place.state = machine_save(trial->machine);
        place.turn = trial->leg.turn;
        trial->accesses.count = 0;
        trial->recording = true;
        observe(trial);
        settled = boot_once(trial, &reason, &result);
        trial->recording = false;
        next = machine_save(trial->machine);
        next_turn = trial->leg.turn;
        try_boot(trial, &place);
        machine_restore(trial->machine, next);
        machine_forget(next);
        machine_forget(place.state);
        trial->leg.turn = next_turn;
        place.reason = reason;
    }
}

void trial_run(struct arena *arena, const struct sim_device *device, const struct scenario *scenario, const char *title,
               const struct trial_options *options, struct trial_count *count)
{
    struct trial trial = { .arena = arena,
                           .device = device,
                           .scenario = scenario,
                           .title = title,
                           .options = options,
                           .count = count,
                           .images = judge_collect(arena, scenario),
                           .machine = machine_create(arena, &device->layout, 1),
                           .seen = arena_array(arena, SEEN_PLACES, sizeof(struct state_hash)) };
    const char *why = "the machine cannot be made";

    if (trial.machine == NULL || !leg_install(trial.machine, device, scenario, &why)) {
        printf("FAILED: %s: %s\n", title, why);
        count->failures++;
        return;
    }
    trial.page_erases = arena_array(arena, trial.machine->flash.page_count, 1);
    trial.leg = (struct leg){ .machine = trial.machine,
                              .device = device,
                              .scenario = scenario,
                              .images = &trial.images,
                              .cut = NO_CUT,
                              .context = &trial,
                              .begin = begin_run,
                              .end = end_run };
    run(&trial);
}

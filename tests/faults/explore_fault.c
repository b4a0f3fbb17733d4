/* Explores one scenario on one small device: what the seeded faults are looked for with.
 *
 * usage: explore_fault DEVICE [SCENARIO [REPLAY]]
 *
 * DEVICE is a comma-separated list: swap-move | swap-offset | overwrite, write=N, sectors=N, largest=N (bytes of the largest
 * image file), net, backup, stock (the network core's bootloader), words (cuts after each word), jobs=N,
 * cuts=N (cuts one after the other, else any number).
 * Without a scenario: prints the names of the usual ones that the device can run. Else: one line "outcome NAME COUNT" for
 * each kind of failing state, the smallest failing path, and "complete" when the exploration was closed. Exit status: 0 no
 * failing state, 1 some, 3 not complete or not to be set up. With a replay: what happens on that path, operation by operation.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "base/text.h"
#include "sim/device.h"
#include "sim/scenarios.h"

#define MAX_STATES   2000000u
#define MAX_MEMORY   ((size_t)2 << 30)
#define SETTLE_BOOTS 12u

struct request {
    struct small_device device;
    bool every_word;
    uint32_t jobs;
    uint32_t cuts;
};

static bool read_number(struct slice item, const char *name, uint32_t *number)
{
    size_t skipped = strlen(name);
    uint64_t value;

    if (!slice_starts_with(item, name) ||
        !parse_uint64((struct slice){ item.data + skipped, item.length - skipped }, 10, &value) || value > UINT32_MAX) {
        return false;
    }
    *number = (uint32_t)value;
    return true;
}

static bool read_item(struct slice item, struct request *request)
{
    struct small_device *device = &request->device;
    struct {
        const char *name;
        bool *flag;
    } flags[] = { { "net", &device->net }, { "backup", &device->backup }, { "words", &request->every_word } };
    static const struct {
        const char *name;
        enum upgrade_mode mode;
    } modes[] = { { "swap-move", UPGRADE_SWAP_MOVE },
                  { "swap-offset", UPGRADE_SWAP_OFFSET },
                  { "overwrite", UPGRADE_OVERWRITE_ONLY } };

    for (size_t i = 0; i < ARRAY_LENGTH(modes); i++) {
        if (slice_equals(item, modes[i].name)) {
            device->mode = modes[i].mode;
            return true;
        }
    }
    for (size_t i = 0; i < ARRAY_LENGTH(flags); i++) {
        if (slice_equals(item, flags[i].name)) {
            *flags[i].flag = true;
            return true;
        }
    }
    if (slice_equals(item, "stock")) {
        device->netboot = NETBOOT_STOCK;
        return true;
    }
    return read_number(item, "write=", &device->write_size) || read_number(item, "sectors=", &device->sectors) ||
           read_number(item, "largest=", &device->largest) || read_number(item, "jobs=", &request->jobs) ||
           read_number(item, "cuts=", &request->cuts);
}

static bool read_device(const char *text, struct request *request)
{
    *request = (struct request){ .cuts = UINT32_MAX,
                                 .device = { .mode = UPGRADE_SWAP_MOVE,
                                             .write_size = 4,
                                             .sectors = 5,
                                             .netboot = NETBOOT_REFERENCE,
                                             .net_mode = UPGRADE_OVERWRITE_ONLY } };
    while (*text != '\0') {
        struct slice item = { text, strcspn(text, ",") };

        if (!read_item(item, request)) {
            return false;
        }
        text += item.length;
        text += *text == ',' ? 1 : 0;
    }
    return true;
}

static int print_result(const struct exploration *result)
{
    for (int outcome = OUTCOME_GOOD + 1; outcome < OUTCOME_COUNT; outcome++) {
        if (result->failing[outcome] > 0) {
            printf("outcome %s %llu\n", outcome_name((enum outcome)outcome),
                   (unsigned long long)result->failing[outcome]);
        }
    }
    if (result->failure_count > 0) {
        printf("smallest %s: %s\n", result->failures[0].replay, result->failures[0].reason);
    }
    printf("%llu states, %llu cuts, %llu boots, %.1f s\n", (unsigned long long)result->states,
           (unsigned long long)result->cuts, (unsigned long long)result->boots, result->seconds);
    printf("%llu left out, %llu made after all, deepest recovery %u boots\n", (unsigned long long)result->merged,
           (unsigned long long)result->unmerged, result->deepest_recovery);
    if (!result->complete) {
        printf("not complete: %s\n", result->limit);
        return 3;
    }
    printf("complete\n");
    return exploration_good(result) ? 0 : 1;
}

static void print_operation(void *context, uint32_t number, const struct operation *operation, const uint8_t *data)
{
    static const char *const devices[] = { "app", "external", "ram", "net" };

    (void)context;
    printf("  %u %s %s 0x%x %u", number, operation->kind == OPERATION_WRITE ? "write" : "erase",
           devices[operation->device], operation->offset, operation->size);
    for (uint32_t i = 0; data != NULL && i < operation->size && i < 16; i++) {
        printf(" %02x", data[i]);
    }
    printf("\n");
}

static void print_log(void *context, enum hal_log_level level, const char *line)
{
    (void)context;
    (void)level;
    printf("  \"%s\"\n", line);
}

static void print_run(void *context, const struct replay_run *run)
{
    (void)context;
    printf("%s %u%s\n", run->application ? "turn" : "boot, turn due", run->turn,
           run->cut.operation == UINT32_MAX ? "" : ", to be cut");
}

static void print_verdict(void *context, enum outcome outcome, const char *reason, uint32_t number)
{
    (void)context;
    printf("%s in %u: %s\n", outcome_name(outcome), number, reason);
}

static int print_replay(struct arena *arena, const struct sim_setup *setup, const struct scenario *scenario,
                        const char *path)
{
    const struct replay_observer observer = { .machine = { .operation = print_operation, .log = print_log },
                                              .begin = print_run,
                                              .verdict = print_verdict };
    const char *why = "";

    if (!replay(arena, &setup->device, scenario, path, 1, &observer, &why)) {
        printf("no path of this scenario: %s\n", why);
        return 3;
    }
    return 0;
}

static int run(struct arena *arena, const struct request *request, const char *name, const char *path)
{
    struct exploration_options options = {
        .max_cuts = request->cuts,
        .max_states = MAX_STATES,
        .max_memory = MAX_MEMORY,
        .settle_boots = SETTLE_BOOTS,
        .every_word = request->every_word,
        .jobs = request->jobs,
        .seed = 1,
        .max_failures = 1,
    };
    struct exploration result;
    struct sim_setup setup;
    struct scenario scenario;
    const char *why = "";

    if (!small_device_make(arena, &request->device, &setup, &why) ||
        !scenario_make(arena, name, &setup, &scenario, &why)) {
        printf("cannot be set up: %s\n", why);
        return 3;
    }
    if (path != NULL) {
        return print_replay(arena, &setup, &scenario, path);
    }
    if (!explore(arena, &setup.device, &scenario, &options, &result, &why)) {
        printf("cannot be set up: %s\n", why);
        return 3;
    }
    return print_result(&result);
}

static int list(struct arena *arena, const struct request *request)
{
    struct sim_setup setup;
    struct scenario scenario;
    const char *why = "";

    if (!small_device_make(arena, &request->device, &setup, &why)) {
        printf("cannot be set up: %s\n", why);
        return 3;
    }
    for (size_t i = 0; i < scenario_count(); i++) {
        if (scenario_at(i).usual && scenario_make(arena, scenario_at(i).name, &setup, &scenario, &why)) {
            printf("%s\n", scenario_at(i).name);
        }
    }
    return 0;
}

int main(int count, char **words)
{
    struct request request;
    struct arena *arena;
    int status;

    if (count < 2 || count > 4 || !read_device(words[1], &request)) {
        fprintf(stderr, "usage: explore_fault DEVICE [SCENARIO [REPLAY]]\n");
        return 2;
    }
    arena = arena_create();
    status = count == 2 ? list(arena, &request) : run(arena, &request, words[2], count == 4 ? words[3] : NULL);
    arena_destroy(arena);
    return status;
}

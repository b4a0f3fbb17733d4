/* A small device that runs nrf53boot, for tests: images offered, marked, booted, log lines kept. Memory is the test's arena. */
#ifndef BOOT_BENCH_H
#define BOOT_BENCH_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>
#include "sim/device.h"
#include "sim/explorer/explorer_leg.h"
#include "sim/machine/machine.h"
#include "sim/scenario/application.h"

#define LOG_ROOM  8192u
#define KINDS_MAX 16u

struct bench {
    struct arena *arena;
    struct sim_setup setup;
    struct machine *machine;
    struct run_result run;   /* of the last boot */
    uint32_t net_operations; /* on the network core's flash, in the last boot or turn */
    char log[LOG_ROOM];      /* of the last boot or turn, one line behind the other */
};

static inline int create_arena(void **state)
{
    *state = arena_create();
    return 0;
}

static inline int destroy_arena(void **state)
{
    arena_destroy(*state);
    return 0;
}

static inline void note_operation(void *context, uint32_t number, const struct operation *operation,
                                  const uint8_t *data)
{
    struct bench *bench = context;

    (void)number;
    (void)data;
    bench->net_operations += operation->device == FLASH_DEVICE_NET ? 1 : 0;
}

static inline void note_line(void *context, enum hal_log_level level, const char *line)
{
    struct bench *bench = context;
    size_t used = strlen(bench->log);

    (void)level;
    (void)snprintf(bench->log + used, LOG_ROOM - used, "%s\n", line);
}

static inline bool logged(const struct bench *bench, const char *words)
{
    return strstr(bench->log, words) != NULL;
}

static struct arena *kinds_arena; /* as long as the program runs */

static inline void destroy_kinds(void)
{
    arena_destroy(kinds_arena);
}

static inline bool is_same_kind(const struct small_device *one, const struct small_device *other)
{
    return one->mode == other->mode && one->write_size == other->write_size && one->sectors == other->sectors &&
           one->net == other->net && one->backup == other->backup && one->netboot == other->netboot &&
           one->ncs == other->ncs && one->net_mode == other->net_mode && one->largest == other->largest &&
           one->downgrade == other->downgrade;
}

/* Signing takes most of the time: devices of one kind share their images. */
static inline const struct sim_setup *setup_of(const struct small_device *options)
{
    static struct kind {
        struct small_device options;
        struct sim_setup setup;
    } kinds[KINDS_MAX];
    static unsigned count;
    const char *why = NULL;
    unsigned i = 0;

    if (kinds_arena == NULL) {
        kinds_arena = arena_create();
        assert_int_equal(atexit(destroy_kinds), 0);
    }
    while (i < count && !is_same_kind(&kinds[i].options, options)) {
        i++;
    }
    if (i == count) {
        assert_true(count < KINDS_MAX);
        if (!small_device_make(kinds_arena, options, &kinds[i].setup, &why)) {
            fail_msg("%s", why);
        }
        kinds[i].options = *options;
        count++;
    }
    return &kinds[i].setup;
}

/* Both old images installed; with `backup` as the factory leaves it. */
static inline struct bench *new_bench(void **state, const struct small_device *options)
{
    struct bench *bench = arena_alloc(*state, sizeof *bench);
    struct scenario factory = { 0 };
    struct machine_observer observer = { .operation = note_operation, .log = note_line };
    const char *why = NULL;

    bench->arena = *state;
    bench->setup = *setup_of(options);
    bench->machine = machine_create(bench->arena, &bench->setup.device.layout, 1);
    assert_non_null(bench->machine);
    factory.installed_app = bench->setup.images.app_old;
    factory.installed_net = bench->setup.images.net_old;
    if (!leg_install(bench->machine, &bench->setup.device, &factory, &why)) {
        fail_msg("%s", why);
    }
    observer.context = bench;
    machine_observe(bench->machine, &observer);
    return bench;
}

static inline void forget_notes(struct bench *bench)
{
    bench->log[0] = '\0';
    bench->net_operations = 0;
}

static inline void act(struct bench *bench, enum action_kind kind, unsigned slot, const struct sim_image *file)
{
    const struct action action = { .kind = kind, .slot = slot, .file = file };
    struct turn turn = { .actions = &action, .action_count = 1 };
    struct application application = { bench->machine, &bench->setup.device.application, false, &turn };
    struct run_result result;

    forget_notes(bench);
    machine_call(bench->machine, application_turn, &application, NO_CUT, &result);
    assert_int_equal(result.end, RUN_RETURNED);
    assert_int_equal(result.fault.kind, FAULT_NONE);
}

static inline void offer(struct bench *bench, unsigned slot, const struct sim_image *file, enum action_kind how)
{
    act(bench, ACTION_UPLOAD, slot, file);
    act(bench, how, slot, NULL);
}

static inline void boot_after(struct bench *bench, enum reset_reason reason, struct cut cut)
{
    forget_notes(bench);
    machine_reset(bench->machine, reason, RAM_ZERO, UNSTABLE_OLD);
    machine_boot(bench->machine, &bench->setup.device.config, cut, &bench->run);
    assert_int_equal(bench->run.fault.kind, FAULT_NONE);
}

static inline void boot(struct bench *bench)
{
    boot_after(bench, RESET_SOFT, NO_CUT);
}

static inline bool holds(struct bench *bench, enum flash_device device, uint32_t offset, const uint8_t *bytes,
                         uint32_t size)
{
    uint8_t *read = arena_alloc(bench->arena, size);

    return machine_inspect(bench->machine, device, offset, read, size) && memcmp(read, bytes, size) == 0;
}

static inline bool net_holds(struct bench *bench, const struct sim_image *image)
{
    return holds(bench, FLASH_DEVICE_NET, bench->setup.device.config.net.net_app.offset,
                 image->bytes + image->header_size, image->payload_size);
}

static inline bool secondary_holds(struct bench *bench, unsigned number, const struct sim_image *image)
{
    const struct boot_area *slot = &bench->setup.device.config.images[number].secondary;

    return holds(bench, slot->device, slot->offset, image->bytes, image->size);
}

/* The application that was started is this one. */
static inline bool app_runs(struct bench *bench, const struct sim_image *image)
{
    const struct boot_area *slot = &bench->run.boot.slot;

    return bench->run.end == RUN_APPLICATION &&
           holds(bench, slot->device, slot->offset, image->bytes, image->header_size + image->payload_size);
}

static inline void expect_pair(struct bench *bench, const struct sim_image *app, const struct sim_image *net)
{
    assert_true(app_runs(bench, app));
    assert_true(net_holds(bench, net));
    assert_true(bench->run.net_started);
}

#endif

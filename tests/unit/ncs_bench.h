/* A device that runs NCS's MCUboot, for tests: images offered, marked, booted. Memory is the test's arena. */
#ifndef NCS_BENCH_H
#define NCS_BENCH_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>
#include "nrf53pack/ncs_profile.h"
#include "sim/device.h"
#include "sim/machine/machine.h"
#include "sim/scenario/application.h"

#define SECTORS 8u
#define APP_OLD 1u
#define APP_NEW 2u

/* A device with NCS's MCUboot, both old images installed. */
struct bench {
    struct arena *arena;
    struct ncs_profile profile;
    struct sim_setup setup;
    struct machine *machine;
    struct run_result run; /* of the last boot */
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

static inline void install(struct bench *bench)
{
    const struct boot_config *config = &bench->setup.device.config;
    const struct sim_image *app = bench->setup.images.app_old;
    const struct sim_image *net = bench->setup.images.net_old;
    const struct boot_area *slot = &config->images[BOOT_IMAGE_APP].primary;

    assert_true(machine_load(bench->machine, slot->device, slot->offset, app->bytes, app->size));
    if (net != NULL) {
        assert_true(machine_load(bench->machine, FLASH_DEVICE_NET, config->net.net_app.offset,
                                 net->bytes + net->header_size, net->payload_size));
    }
}

static inline struct bench *bench_with(void **state, enum upgrade_mode mode, bool net)
{
    struct bench *bench = arena_alloc(*state, sizeof *bench);

    bench->arena = *state;
    ncs_profile_upstream(&bench->profile);
    const struct small_device options = {
        .mode = mode,
        .net_mode = mode,
        .write_size = 4,
        .sectors = SECTORS,
        .net = net,
        .ncs = &bench->profile,
    };
    const char *why = NULL;
    if (!small_device_make(bench->arena, &options, &bench->setup, &why)) {
        fail_msg("%s", why);
    }
    return bench;
}

static inline void power_up(struct bench *bench)
{
    bench->machine = machine_create(bench->arena, &bench->setup.device.layout, 1);
    assert_non_null(bench->machine);
    install(bench);
}

/* Both cores by simultaneous updates, as a release ships it. */
static inline struct bench *new_bench(void **state, enum upgrade_mode mode, uint8_t major, uint8_t minor)
{
    struct bench *bench = bench_with(state, mode, true);

    ncs_profile_for((struct ncs_version){ major, minor, 0 }, &bench->profile);
    power_up(bench);
    return bench;
}

static inline struct bench *upstream_bench(void **state, enum upgrade_mode mode)
{
    struct bench *bench = bench_with(state, mode, false);

    power_up(bench);
    return bench;
}

static inline void take_turn(struct bench *bench, const struct action *actions, size_t count)
{
    struct turn turn = { .actions = actions, .action_count = count };
    struct application application = { bench->machine, &bench->setup.device.application, false, &turn };
    struct run_result result;

    machine_call(bench->machine, application_turn, &application, NO_CUT, &result);
    assert_int_equal(result.end, RUN_RETURNED);
    assert_int_equal(result.fault.kind, FAULT_NONE);
}

static inline void upload(struct bench *bench, unsigned slot, const struct sim_image *file)
{
    const struct action actions[] = { { .kind = ACTION_UPLOAD, .slot = slot, .file = file } };

    take_turn(bench, actions, 1);
}

static inline void mark(struct bench *bench, unsigned slot, enum action_kind how)
{
    const struct action actions[] = { { .kind = how, .slot = slot } };

    take_turn(bench, actions, 1);
}

static inline void offer(struct bench *bench, unsigned slot, const struct sim_image *file, enum action_kind how)
{
    upload(bench, slot, file);
    mark(bench, slot, how);
}

static inline void boot(struct bench *bench)
{
    machine_reset(bench->machine, RESET_POWER_ON, RAM_ZERO, UNSTABLE_OLD);
    machine_boot(bench->machine, &bench->setup.device.config, NO_CUT, &bench->run);
}

/* Version number that stands in the primary slot of an application that was started, 0: none was. */
static inline unsigned started(struct bench *bench)
{
    uint8_t version;

    if (bench->run.end != RUN_APPLICATION) {
        return 0;
    }
    const struct boot_area *slot = &bench->run.boot.slot;
    assert_true(machine_inspect(bench->machine, slot->device, slot->offset + 20, &version, 1));
    return version;
}

static inline bool holds(struct bench *bench, enum flash_device device, uint32_t offset, const uint8_t *bytes,
                         uint32_t size)
{
    uint8_t *read = arena_alloc(bench->arena, size);

    return machine_inspect(bench->machine, device, offset, read, size) && memcmp(read, bytes, size) == 0;
}

static inline bool net_runs(struct bench *bench, const struct sim_image *image)
{
    return holds(bench, FLASH_DEVICE_NET, bench->setup.device.config.net.net_app.offset,
                 image->bytes + image->header_size, image->payload_size);
}

static inline bool secondary_holds(struct bench *bench, unsigned number, const struct sim_image *image)
{
    const struct boot_area *slot = &bench->setup.device.config.images[number].secondary;

    return holds(bench, slot->device, slot->offset, image->bytes, image->size);
}

#endif

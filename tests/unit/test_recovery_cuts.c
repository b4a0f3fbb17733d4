/* Serial recovery and the end of the power, of the client, or of its patience: whatever the device was at, it starts a whole
 * image afterwards or waits for another upload, and takes one.
 */
#include "recovery_bench.h"

static const struct small_device modes[] = {
    { .mode = UPGRADE_SWAP_MOVE, .write_size = 4, .sectors = 6, .net = true, .largest = 9000 },
    { .mode = UPGRADE_SWAP_OFFSET, .write_size = 16, .sectors = 6, .net = true, .backup = true, .largest = 9000 },
    { .mode = UPGRADE_OVERWRITE_ONLY, .write_size = 8, .sectors = 6, .net = true, .backup = true, .largest = 9000 },
};
#define MODE_COUNT (sizeof modes / sizeof modes[0])

static const enum cut_extent extents[] = { CUT_BEFORE, CUT_HALF, CUT_ALL_BUT_ONE, CUT_AFTER };
#define EXTENT_COUNT (sizeof extents / sizeof extents[0])

static const enum unstable_reading readings[] = { UNSTABLE_OLD, UNSTABLE_ERASED, UNSTABLE_PATTERN };

/* Of two cuts, each one of so many is tried; of the second ones all of the first few, which make the slot ready. */
#ifndef FIRST_CUTS
#define FIRST_CUTS  7u
#define SECOND_CUTS 9u
#endif
#define READY_CUTS 7u

static const struct sim_image *file_for(const struct bench *bench, unsigned number)
{
    return number <= 2 ? bench->setup.images.app_newer : bench->setup.images.net_newer;
}

static void boot_after_cut(struct bench *bench, enum unstable_reading reading)
{
    forget_notes(bench);
    machine_reset(bench->machine, RESET_POWER_ON, RAM_RANDOM, reading);
    machine_boot(bench->machine, &bench->setup.device.config, NO_CUT, &bench->run);
    assert_int_equal(bench->run.fault.kind, FAULT_NONE);
}

/* An application that is whole, or none; and the same of the network core, which says when it has none. */
static void expect_whole_images(struct bench *bench)
{
    const struct sim_images *images = &bench->setup.images;

    if (bench->run.end == RUN_RECOVERY) {
        return;
    }
    assert_int_equal(bench->run.end, RUN_APPLICATION);
    assert_true(app_runs(bench, images->app_old) || app_runs(bench, images->app_new) ||
                app_runs(bench, images->app_newer));
    assert_true(bench->run.boot.net == BOOT_NET_INVALID || net_holds(bench, images->net_old) ||
                net_holds(bench, images->net_newer));
}

static void expect_upload_works(struct bench *bench, unsigned number)
{
    const struct sim_image *file = file_for(bench, number);

    assert_int_equal(upload(bench, number, file), SMP_OK);
    boot(bench);
    assert_int_equal(bench->run.end, RUN_APPLICATION);
    assert_true(number <= 2 ? app_runs(bench, file) : net_holds(bench, file));
}

static void cut_once(struct bench *bench, unsigned number, struct cut cut, enum unstable_reading reading)
{
    struct upload_client client = new_client(bench, number, file_for(bench, number), 900);
    struct run_result result;

    run_client(bench, &client, cut, &result);
    assert_int_equal(result.end, RUN_CUT);
    boot_after_cut(bench, reading);
    expect_whole_images(bench);
    boot(bench);
    expect_whole_images(bench);
    if (bench->run.end == RUN_RECOVERY && number != 1) {
        assert_int_equal(upload(bench, 1, bench->setup.images.app_old), SMP_OK);
    }
    expect_upload_works(bench, number);
}

static uint32_t operations_of(struct bench *bench, unsigned number)
{
    struct upload_client client = new_client(bench, number, file_for(bench, number), 900);
    struct run_result result;

    run_client(bench, &client, NO_CUT, &result);
    assert_int_equal(client.error, SMP_OK);
    assert_true(client.done);
    return result.operations;
}

static void every_operation_of_an_upload_may_be_the_last(void **state)
{
    for (unsigned i = 0; i < MODE_COUNT; i++) {
        struct bench *bench = new_bench(state, &modes[i]);
        struct machine_state *start;

        boot(bench);
        start = machine_save(bench->machine);
        for (unsigned number = 1; number <= 4; number++) {
            uint32_t count = operations_of(bench, number);

            assert_true(count > 20);
            /* all extents in the first mode, one after the other in the rest */
            for (uint32_t k = 0; k < (i == 0 ? count * EXTENT_COUNT : count); k++) {
                uint32_t operation = i == 0 ? k / EXTENT_COUNT : k;

                machine_restore(bench->machine, start);
                cut_once(bench, number, (struct cut){ operation, extents[k % EXTENT_COUNT], 0 }, readings[k % 3]);
            }
            machine_restore(bench->machine, start);
        }
        machine_forget(start);
    }
}

/* The client goes away behind each piece; the next thing is a reset. */
static void every_piece_of_an_upload_may_be_the_last(void **state)
{
    for (unsigned i = 0; i < MODE_COUNT; i++) {
        struct bench *bench = new_bench(state, &modes[i]);
        struct machine_state *start;

        boot(bench);
        start = machine_save(bench->machine);
        for (unsigned number = 1; number <= 4; number++) {
            const struct sim_image *file = file_for(bench, number);

            for (uint32_t stop = 300; stop < file->size; stop += 300) {
                struct upload_client client = new_client(bench, number, file, 300);
                struct run_result result;

                machine_restore(bench->machine, start);
                client.stop_before = stop;
                run_client(bench, &client, NO_CUT, &result);
                assert_false(client.done);
                boot(bench);
                if (number == 1) {
                    assert_int_equal(bench->run.end, RUN_RECOVERY);
                } else {
                    expect_pair(bench, bench->setup.images.app_old, bench->setup.images.net_old);
                }
                if (stop % 900 == 0) {
                    expect_upload_works(bench, number);
                }
            }
        }
        machine_forget(start);
    }
}

/* A swap, or its revert, was interrupted: `back` is the revert. */
static bool interrupt_swap(struct bench *bench, bool back, uint32_t operation)
{
    offer(bench, BOOT_IMAGE_APP, bench->setup.images.app_new, ACTION_MARK_TEST);
    if (back) {
        boot(bench);
        assert_true(app_runs(bench, bench->setup.images.app_new));
    }
    boot_after(bench, RESET_SOFT, (struct cut){ operation, CUT_AFTER, 0 });
    return bench->run.end == RUN_CUT;
}

/* The mark that the application made is the only thing that counts beside the upload; the bootloader's own ones are gone. */
static void expect_upload_ends_swap(struct bench *bench, bool back)
{
    const struct boot_image_config *image = &bench->setup.device.config.images[BOOT_IMAGE_APP];
    struct trailer trailer;

    machine_reset(bench->machine, RESET_POWER_ON, RAM_ZERO, UNSTABLE_OLD);
    assert_true(trailer_read(machine_hal(bench->machine), image, &image->secondary, &trailer));
    assert_int_equal(upload(bench, 1, bench->setup.images.app_newer), SMP_OK);
    boot(bench);
    assert_true(app_runs(bench, bench->setup.images.app_newer) ||
                (!back && trailer.magic == TRAILER_MAGIC_GOOD && app_runs(bench, bench->setup.images.app_new)));
    boot(bench);
    assert_true(app_runs(bench, bench->setup.images.app_newer));
    boot(bench);
    assert_int_equal(bench->run.operations, 0);
}

/* What is uploaded to the primary slot is what starts, and stays: nothing of the swap goes on. */
static void an_upload_to_the_primary_slot_ends_an_interrupted_swap(void **state)
{
    for (unsigned i = 0; i < 4; i++) {
        struct bench *bench = new_bench(state, &modes[i / 2]);
        struct machine_state *start;
        uint32_t operation = 0;

        boot(bench);
        start = machine_save(bench->machine);
        while (interrupt_swap(bench, i % 2 == 1, operation)) {
            expect_upload_ends_swap(bench, i % 2 == 1);
            machine_restore(bench->machine, start);
            operation++;
        }
        assert_true(operation > 10);
        machine_forget(start);
    }
}

/* A cut in the swap, or in its revert, and a second one in the upload that was to end it. */
static void cut_twice(struct bench *bench, bool back, uint32_t operation, enum unstable_reading reading)
{
    struct upload_client client = new_client(bench, 1, bench->setup.images.app_newer, 900);
    struct run_result result;
    uint32_t count = 0;

    machine_reset(bench->machine, RESET_POWER_ON, RAM_ZERO, UNSTABLE_OLD);
    run_client(bench, &client, (struct cut){ operation, extents[operation % EXTENT_COUNT], 0 }, &result);
    boot_after_cut(bench, reading);
    expect_whole_images(bench);
    do {
        boot(bench);
        expect_whole_images(bench);
    } while (bench->run.operations > 0 && ++count < 5);
    assert_true(count < 5);
    expect_upload_ends_swap(bench, back);
}

static void an_upload_that_ends_an_interrupted_swap_may_be_cut_too(void **state)
{
    for (unsigned i = 0; i < 4; i++) {
        struct bench *bench = new_bench(state, &modes[i / 2]);
        struct machine_state *start;
        uint32_t swap = i;

        boot(bench);
        start = machine_save(bench->machine);
        while (interrupt_swap(bench, i % 2 == 1, swap)) {
            struct machine_state *interrupted = machine_save(bench->machine);

            for (uint32_t operation = 0; operation < 60; operation += operation < READY_CUTS ? 1 : SECOND_CUTS) {
                machine_restore(bench->machine, interrupted);
                cut_twice(bench, i % 2 == 1, operation, readings[operation % 3]);
            }
            machine_forget(interrupted);
            machine_restore(bench->machine, start);
            swap += FIRST_CUTS;
        }
        machine_forget(start);
    }
}

/* The slot holds parts of both images then. */
static void an_interrupted_swap_keeps_the_secondary_slot(void **state)
{
    for (unsigned i = 0; i < 4; i++) {
        struct bench *bench = new_bench(state, &modes[i / 2]);
        const struct sim_images *images = &bench->setup.images;
        struct machine_state *start;
        uint32_t operation = 0;
        unsigned refused = 0;

        boot(bench);
        start = machine_save(bench->machine);
        while (interrupt_swap(bench, i % 2 == 1, operation)) {
            uint32_t error;

            machine_reset(bench->machine, RESET_POWER_ON, RAM_ZERO, UNSTABLE_OLD);
            error = upload(bench, 2, images->app_newer);
            refused += error == SMP_ERROR_BAD_STATE ? 1 : 0;
            assert_true(error == SMP_OK || error == SMP_ERROR_BAD_STATE);
            boot(bench);
            assert_true(error == SMP_OK
                            ? app_runs(bench, images->app_newer) || app_runs(bench, images->app_old)
                            : app_runs(bench, images->app_old) || (i % 2 == 0 && app_runs(bench, images->app_new)));
            machine_restore(bench->machine, start);
            operation++;
        }
        assert_true(refused > 5);
        machine_forget(start);
    }
}

static uint32_t confirm(struct bench *bench)
{
    struct session session = new_session(bench);
    struct request request;
    struct cbor_writer *map = request_begin(&request, true, SMP_GROUP_IMAGE, STATE, 1);

    cbor_write_text(map, "confirm");
    cbor_write_bool(map, true);
    return answer_error(ask(bench, &session, &request));
}

/* What is not there yet cannot be confirmed: the swap comes to its end, and then the trial is one. */
static void an_interrupted_swap_is_not_confirmed(void **state)
{
    for (unsigned i = 0; i < 2; i++) {
        struct bench *bench = new_bench(state, &modes[i]);
        const struct sim_images *images = &bench->setup.images;
        struct machine_state *start;
        uint32_t operation = 0;
        unsigned refused = 0;

        boot(bench);
        start = machine_save(bench->machine);
        for (; interrupt_swap(bench, false, operation); operation++) {
            uint32_t error;

            machine_reset(bench->machine, RESET_POWER_ON, RAM_ZERO, UNSTABLE_OLD);
            error = confirm(bench);
            assert_true(error == SMP_OK || error == SMP_ERROR_BAD_STATE);
            refused += error == SMP_ERROR_BAD_STATE ? 1 : 0;
            boot(bench);
            assert_true(app_runs(bench, images->app_new));
            boot(bench);
            assert_true(app_runs(bench, images->app_old) || (error == SMP_OK && app_runs(bench, images->app_new)));
            machine_restore(bench->machine, start);
        }
        assert_true(refused > 5);
        machine_forget(start);
    }
}

static void guard_as_mcuboot(struct bench *bench)
{
    const struct boot_image_config *image = &bench->setup.device.config.images[BOOT_IMAGE_APP];
    const struct boot_area *slot = &image->secondary;
    const uint8_t revert = SWAP_TYPE_REVERT;
    const uint8_t set = MCUBOOT_TRAILER_FLAG_SET;
    uint32_t info = trailer_field_offset(image, slot, TRAILER_SWAP_INFO);
    uint32_t copy_done = trailer_field_offset(image, slot, TRAILER_COPY_DONE);
    uint8_t magic[MCUBOOT_TRAILER_MAGIC_SIZE];

    mcuboot_trailer_magic(image->max_align, magic);
    assert_true(machine_load(bench->machine, slot->device, slot->offset + info, &revert, 1));
    assert_true(machine_load(bench->machine, slot->device, slot->offset + copy_done, &set, 1));
    assert_true(
        machine_load(bench->machine, slot->device, slot->offset + slot->size - sizeof magic, magic, sizeof magic));
}

/* The guard of a revert that an MCUboot began, which a device may have had before: it says no sizes. */
static void an_upload_ends_a_revert_that_mcuboot_began(void **state)
{
    struct bench *bench = new_bench(state, &modes[1]);
    const struct sim_images *images = &bench->setup.images;

    offer(bench, BOOT_IMAGE_APP, images->app_new, ACTION_MARK_TEST);
    boot(bench);
    assert_true(app_runs(bench, images->app_new));
    guard_as_mcuboot(bench);
    assert_int_equal(upload(bench, 2, images->app_newer), SMP_ERROR_BAD_STATE);
    assert_int_equal(upload(bench, 1, images->app_newer), SMP_OK);
    for (unsigned i = 0; i < 2; i++) {
        boot(bench);
        assert_true(app_runs(bench, images->app_newer));
    }
}

/* Without a backup it is repeated from there. */
static void an_interrupted_copy_to_the_network_core_keeps_its_image(void **state)
{
    struct bench *bench = new_bench(state, &modes[0]);
    const struct sim_images *images = &bench->setup.images;
    uint32_t operation = 0;

    do {
        offer(bench, BOOT_IMAGE_NET, images->net_new, ACTION_MARK_TEST);
        boot_after(bench, RESET_SOFT, (struct cut){ operation++, CUT_AFTER, 0 });
        assert_int_equal(bench->run.end, RUN_CUT);
    } while (bench->net_operations < 2);
    machine_reset(bench->machine, RESET_POWER_ON, RAM_RANDOM, UNSTABLE_OLD);
    assert_int_equal(upload(bench, 4, images->net_newer), SMP_ERROR_BAD_STATE);
    assert_int_equal(upload(bench, 3, images->net_newer), SMP_OK);
    assert_true(net_holds(bench, images->net_newer));
}

/* Whatever is left of an upload in its place, the trial of an application never ends with its confirmation. */
static void a_trial_is_not_confirmed_by_an_interrupted_upload(void **state)
{
    for (unsigned i = 0; i < 2; i++) {
        struct bench *bench = new_bench(state, &modes[i]);
        const struct sim_images *images = &bench->setup.images;
        struct machine_state *start;
        uint32_t count;

        offer(bench, BOOT_IMAGE_APP, images->app_new, ACTION_MARK_TEST);
        boot(bench);
        assert_true(app_runs(bench, images->app_new));
        start = machine_save(bench->machine);
        count = operations_of(bench, 1);
        for (uint32_t k = 0; k < count * EXTENT_COUNT; k++) {
            struct upload_client client = new_client(bench, 1, images->app_newer, 900);
            struct run_result result;

            machine_restore(bench->machine, start);
            run_client(bench, &client, (struct cut){ k / EXTENT_COUNT, extents[k % EXTENT_COUNT], 0 }, &result);
            assert_int_equal(result.end, RUN_CUT);
            boot_after_cut(bench, readings[k % 3]);
            assert_true(bench->run.end == RUN_RECOVERY || app_runs(bench, images->app_old) ||
                        app_runs(bench, images->app_newer));
        }
        machine_forget(start);
    }
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, create_arena, destroy_arena)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(every_operation_of_an_upload_may_be_the_last),
        TEST(every_piece_of_an_upload_may_be_the_last),
        TEST(an_upload_to_the_primary_slot_ends_an_interrupted_swap),
        TEST(an_upload_that_ends_an_interrupted_swap_may_be_cut_too),
        TEST(an_interrupted_swap_keeps_the_secondary_slot),
        TEST(an_interrupted_swap_is_not_confirmed),
        TEST(an_upload_ends_a_revert_that_mcuboot_began),
        TEST(an_interrupted_copy_to_the_network_core_keeps_its_image),
        TEST(a_trial_is_not_confirmed_by_an_interrupted_upload),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

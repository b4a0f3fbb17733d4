/* nrf53boot and marks that nothing would ever come of: both are taken back, the images stay, and a client can go on. */
#include "boot_bench.h"

static const struct small_device modes[] = {
    { .mode = UPGRADE_SWAP_MOVE, .write_size = 4, .sectors = 6, .net = true, .largest = 3000 },
    { .mode = UPGRADE_SWAP_OFFSET, .write_size = 8, .sectors = 6, .net = true, .largest = 3000 },
    { .mode = UPGRADE_OVERWRITE_ONLY, .write_size = 16, .sectors = 6, .net = true, .largest = 3000 },
};
#define SWAP_MODES 2u
#define ALL_MODES  3u

static const struct small_device with_backup = {
    .mode = UPGRADE_SWAP_MOVE, .write_size = 4, .sectors = 6, .net = true, .backup = true, .largest = 3000
};

static const enum cut_extent extents[] = { CUT_BEFORE, CUT_HALF, CUT_ALL_BUT_ONE, CUT_AFTER };
#define EXTENT_COUNT (sizeof extents / sizeof extents[0])

static const enum unstable_reading readings[] = { UNSTABLE_OLD, UNSTABLE_ERASED, UNSTABLE_PATTERN };
#define READING_COUNT (sizeof readings / sizeof readings[0])

/* The end of the slot, where an application writes its mark, is not erased. */
static bool is_marked(struct bench *bench, unsigned number)
{
    const struct boot_area *slot = &bench->setup.device.config.images[number].secondary;
    uint8_t erased[64];

    memset(erased, 0xff, sizeof erased);
    return !holds(bench, slot->device, slot->offset + slot->size - sizeof erased, erased, sizeof erased);
}

static struct bench *offer_both(void **state, const struct small_device *device, size_t net, enum action_kind how)
{
    struct bench *bench = new_bench(state, device);
    const struct sim_image *const *file = (const void *)((const char *)&bench->setup.images + net);

    offer(bench, BOOT_IMAGE_APP, bench->setup.images.app_pair, how);
    offer(bench, BOOT_IMAGE_NET, *file, how);
    return bench;
}
#define OFFER_BOTH(state, device, member, how) offer_both(state, device, offsetof(struct sim_images, member), how)

static void expect_old_pair(struct bench *bench)
{
    expect_pair(bench, bench->setup.images.app_old, bench->setup.images.net_old);
}

static void expect_no_marks(struct bench *bench)
{
    expect_old_pair(bench);
    assert_false(is_marked(bench, BOOT_IMAGE_APP));
    assert_false(is_marked(bench, BOOT_IMAGE_NET));
}

static void expect_nothing_more(struct bench *bench)
{
    boot(bench);
    assert_int_equal(bench->run.operations, 0);
    expect_no_marks(bench);
}

static void expect_installed_for_good(struct bench *bench)
{
    act(bench, ACTION_MARK_PERMANENT, BOOT_IMAGE_NET, NULL);
    act(bench, ACTION_MARK_PERMANENT, BOOT_IMAGE_APP, NULL);
    boot(bench);
    expect_pair(bench, bench->setup.images.app_pair, bench->setup.images.net_pair);
}

static void a_refused_test_can_be_marked_for_good(void **state)
{
    for (unsigned i = 0; i < SWAP_MODES; i++) {
        struct bench *bench = OFFER_BOTH(state, &modes[i], net_pair, ACTION_MARK_TEST);

        boot(bench);
        assert_true(logged(bench, "Test of both images refused"));
        assert_true(logged(bench, "Both marks are taken back"));
        expect_no_marks(bench);
        expect_nothing_more(bench);
        assert_false(logged(bench, "refused"));
        expect_installed_for_good(bench);
    }
}

static void images_that_never_go_together_are_not_pending_any_more(void **state)
{
    for (unsigned i = 0; i < ALL_MODES; i++) {
        struct bench *bench = OFFER_BOTH(state, &modes[i], net_stuck, ACTION_MARK_PERMANENT);

        boot(bench);
        assert_true(logged(bench, "dependencies on image"));
        expect_no_marks(bench);
        expect_nothing_more(bench);
        act(bench, ACTION_UPLOAD, BOOT_IMAGE_NET, bench->setup.images.net_pair);
        expect_installed_for_good(bench);
    }
}

/* The application's alone, as a power cut leaves it: no other mark of that network image would help it. */
static void an_application_does_not_wait_for_a_network_image_that_would_be_refused(void **state)
{
    struct bench *bench = new_bench(state, &modes[0]);

    offer(bench, BOOT_IMAGE_APP, bench->setup.images.app_pair, ACTION_MARK_TEST);
    boot(bench);
    assert_true(is_marked(bench, BOOT_IMAGE_APP));
    act(bench, ACTION_UPLOAD, BOOT_IMAGE_NET, bench->setup.images.net_pair);
    boot(bench);
    expect_no_marks(bench);
}

static void marks_that_wait_for_the_end_of_a_trial_stay(void **state)
{
    struct bench *bench = new_bench(state, &modes[0]);
    const struct sim_images *images = &bench->setup.images;

    offer(bench, BOOT_IMAGE_APP, images->app_new, ACTION_MARK_TEST);
    boot(bench);
    offer(bench, BOOT_IMAGE_APP, images->app_pair, ACTION_MARK_PERMANENT);
    offer(bench, BOOT_IMAGE_NET, images->net_between, ACTION_MARK_TEST);
    boot(bench);
    expect_pair(bench, images->app_new, images->net_old);
    assert_true(is_marked(bench, BOOT_IMAGE_APP) && is_marked(bench, BOOT_IMAGE_NET));
    act(bench, ACTION_CONFIRM, BOOT_IMAGE_APP, NULL);
    boot(bench);
    expect_pair(bench, images->app_new, images->net_between);
}

static void cut_boot(struct bench *bench, struct cut cut)
{
    machine_reset(bench->machine, RESET_SOFT, RAM_ZERO, UNSTABLE_OLD);
    machine_boot(bench->machine, &bench->setup.device.config, cut, &bench->run);
    assert_int_equal(bench->run.end, RUN_CUT);
}

static void boot_reading(struct bench *bench, enum unstable_reading reading)
{
    forget_notes(bench);
    machine_reset(bench->machine, RESET_POWER_ON, RAM_RANDOM, reading);
    machine_boot(bench->machine, &bench->setup.device.config, NO_CUT, &bench->run);
    assert_int_equal(bench->run.fault.kind, FAULT_NONE);
    expect_old_pair(bench);
}

/* Whatever unstable words read at the two boots after the cut; at the third, marks that are there are seen. */
static void expect_settled_after(struct bench *bench, struct cut cut)
{
    struct machine_state *before = machine_save(bench->machine);

    for (unsigned i = 0; i < READING_COUNT * READING_COUNT; i++) {
        machine_restore(bench->machine, before);
        cut_boot(bench, cut);
        boot_reading(bench, readings[i / READING_COUNT]);
        boot_reading(bench, readings[i % READING_COUNT]);
        boot_reading(bench, UNSTABLE_OLD);
        expect_no_marks(bench);
    }
    machine_restore(bench->machine, before);
    machine_forget(before);
}

static uint32_t operations_of_next_boot(struct bench *bench)
{
    struct machine_state *before = machine_save(bench->machine);

    boot(bench);
    expect_no_marks(bench);
    machine_restore(bench->machine, before);
    machine_forget(before);
    return bench->run.operations;
}

static void expect_every_cut_settles(struct bench *bench)
{
    uint32_t operations = operations_of_next_boot(bench);

    assert_in_range(operations, 2, 20);
    for (uint32_t i = 0; i < operations * EXTENT_COUNT; i++) {
        struct cut cut = { i / EXTENT_COUNT, extents[i % EXTENT_COUNT], 0 };

        expect_settled_after(bench, cut);
    }
}

static void a_power_cut_leaves_no_mark_behind(void **state)
{
    for (unsigned i = 0; i < SWAP_MODES; i++) {
        expect_every_cut_settles(OFFER_BOTH(state, &modes[i], net_pair, ACTION_MARK_TEST));
    }
    for (unsigned i = 0; i < ALL_MODES; i++) {
        expect_every_cut_settles(OFFER_BOTH(state, &modes[i], net_stuck, ACTION_MARK_PERMANENT));
    }
}

/* The network image goes with the old application: alone it would be installed, and for good. */
static void a_power_cut_does_not_let_the_network_image_in_alone(void **state)
{
    struct bench *bench = OFFER_BOTH(state, &with_backup, net_new, ACTION_MARK_TEST);
    const struct boot_area *backup = &bench->setup.device.config.net.backup;

    assert_true(machine_fill(bench->machine, backup->device, backup->offset, 0xff, backup->size));
    expect_every_cut_settles(bench);
}

/* What cannot be read may be a way back at the next boot. */
static void no_mark_is_taken_back_for_what_cannot_be_read(void **state)
{
    struct bench *bench = OFFER_BOTH(state, &with_backup, net_pair, ACTION_MARK_TEST);
    struct machine_state *before = machine_save(bench->machine);
    struct failing_access failing = { .lasts = FAILS_IN_THIS_RUN, .kinds = ACCESS_READ };

    for (bool begun = false; !begun; failing.number++) {
        machine_restore(bench->machine, before);
        machine_fail_access(bench->machine, &failing);
        boot(bench);
        machine_fail_access(bench->machine, NULL);
        begun = logged(bench, "Starting the network core update");
        if (!begun) {
            boot(bench);
            expect_pair(bench, bench->setup.images.app_pair, bench->setup.images.net_pair);
        }
    }
    assert_in_range(failing.number, 100, 10000);
    machine_forget(before);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_refused_test_can_be_marked_for_good, create_arena, destroy_arena),
        cmocka_unit_test_setup_teardown(images_that_never_go_together_are_not_pending_any_more, create_arena,
                                        destroy_arena),
        cmocka_unit_test_setup_teardown(an_application_does_not_wait_for_a_network_image_that_would_be_refused,
                                        create_arena, destroy_arena),
        cmocka_unit_test_setup_teardown(marks_that_wait_for_the_end_of_a_trial_stay, create_arena, destroy_arena),
        cmocka_unit_test_setup_teardown(a_power_cut_leaves_no_mark_behind, create_arena, destroy_arena),
        cmocka_unit_test_setup_teardown(a_power_cut_does_not_let_the_network_image_in_alone, create_arena,
                                        destroy_arena),
        cmocka_unit_test_setup_teardown(no_mark_is_taken_back_for_what_cannot_be_read, create_arena, destroy_arena),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* nrf53boot and the network core: alone, together with the application, on trial, and when a transfer fails. */
#include "boot_bench.h"

static const struct small_device without_backup = {
    .mode = UPGRADE_SWAP_MOVE, .write_size = 4, .sectors = 6, .net = true, .largest = 3000
};
static const struct small_device with_backup = {
    .mode = UPGRADE_SWAP_MOVE, .write_size = 4, .sectors = 6, .net = true, .backup = true, .largest = 3000
};

static void expect_nothing_more(struct bench *bench)
{
    boot(bench);
    assert_int_equal(bench->run.operations, 0);
}

static void a_network_image_alone_is_installed_for_good(void **state)
{
    static const enum action_kind marks[] = { ACTION_MARK_TEST, ACTION_MARK_PERMANENT };
    static const struct small_device *devices[] = { &without_backup, &with_backup };

    for (unsigned i = 0; i < 4; i++) {
        struct bench *bench = new_bench(state, devices[i / 2]);

        offer(bench, BOOT_IMAGE_NET, bench->setup.images.net_new, marks[i % 2]);
        boot(bench);
        expect_pair(bench, bench->setup.images.app_old, bench->setup.images.net_new);
        assert_int_equal(bench->run.boot.net, BOOT_NET_GOOD);
        assert_int_equal(logged(bench, "installed for good"), marks[i % 2] == ACTION_MARK_TEST);
        expect_nothing_more(bench);
        expect_pair(bench, bench->setup.images.app_old, bench->setup.images.net_new);
    }
}

static void what_the_network_core_runs_is_unknown_at_first(void **state)
{
    struct bench *bench = new_bench(state, &without_backup);

    boot(bench);
    assert_int_equal(bench->run.boot.net, BOOT_NET_UNKNOWN);
    bench = new_bench(state, &with_backup);
    boot(bench);
    assert_int_equal(bench->run.boot.net, BOOT_NET_GOOD);
}

static void images_that_the_network_core_must_not_get_are_erased(void **state)
{
    for (unsigned i = 0; i < 6; i++) {
        struct bench *bench = new_bench(state, i < 3 ? &without_backup : &with_backup);
        const struct sim_images *images = &bench->setup.images;
        const struct sim_image *bad[] = { images->net_bad_hash, images->net_wrong_key, images->net_elsewhere };

        offer(bench, BOOT_IMAGE_NET, bad[i % 3], ACTION_MARK_TEST);
        boot(bench);
        expect_pair(bench, images->app_old, images->net_old);
        assert_int_equal(bench->net_operations, 0);
        assert_true(logged(bench, "Image index: 1, refused and erased"));
        assert_false(secondary_holds(bench, BOOT_IMAGE_NET, bad[i % 3]));
        expect_nothing_more(bench);
    }
}

static void an_image_that_needs_the_other_waits_for_it(void **state)
{
    for (unsigned first = BOOT_IMAGE_APP; first <= BOOT_IMAGE_NET; first++) {
        struct bench *bench = new_bench(state, &without_backup);
        const struct sim_images *images = &bench->setup.images;
        const struct sim_image *files[] = { images->app_pair, images->net_pair };

        offer(bench, first, files[first], ACTION_MARK_PERMANENT);
        boot(bench);
        expect_pair(bench, images->app_old, images->net_old);
        assert_true(logged(bench, "dependencies on image"));
        assert_true(secondary_holds(bench, first, files[first]));
        offer(bench, 1 - first, files[1 - first], ACTION_MARK_PERMANENT);
        boot(bench);
        expect_pair(bench, images->app_pair, images->net_pair);
        expect_nothing_more(bench);
    }
}

static void an_application_that_needs_a_network_image_is_installed_once_that_is_known(void **state)
{
    struct bench *bench = new_bench(state, &without_backup);
    const struct sim_images *images = &bench->setup.images;

    offer(bench, BOOT_IMAGE_NET, images->net_new, ACTION_MARK_TEST);
    boot(bench);
    offer(bench, BOOT_IMAGE_APP, images->app_pair, ACTION_MARK_PERMANENT);
    boot(bench);
    expect_pair(bench, images->app_pair, images->net_new);
}

/* The nRF5340 takes two writes of a word between two erases. */
static void power_cycles_of_an_idle_device_write_nothing(void **state)
{
    static const struct small_device *devices[] = { &without_backup, &with_backup };

    for (unsigned i = 0; i < 4; i++) {
        struct bench *bench = new_bench(state, devices[i / 2]);

        if (i % 2 == 1) {
            machine_fail_transfers(bench->machine, TRANSFER_FAILS_BEFORE_ERASE, 2);
        }
        offer(bench, BOOT_IMAGE_NET, bench->setup.images.net_new, ACTION_MARK_TEST);
        boot(bench);
        for (unsigned cycle = 0; cycle < 3; cycle++) {
            boot_after(bench, RESET_POWER_ON, NO_CUT);
            assert_int_equal(bench->run.operations, 0);
            expect_pair(bench, bench->setup.images.app_old, bench->setup.images.net_new);
            assert_int_equal(bench->run.boot.net, BOOT_NET_GOOD);
        }
    }
}

static struct bench *nothing_to_start(void **state, bool backup)
{
    struct small_device options = backup ? with_backup : without_backup;
    struct bench *bench;
    const struct boot_area *primary;

    options.mode = UPGRADE_OVERWRITE_ONLY;
    bench = new_bench(state, &options);
    primary = &bench->setup.device.config.images[BOOT_IMAGE_APP].primary;
    offer(bench, BOOT_IMAGE_APP, bench->setup.images.app_pair, ACTION_MARK_PERMANENT);
    offer(bench, BOOT_IMAGE_NET, bench->setup.images.net_pair, ACTION_MARK_PERMANENT);
    assert_true(machine_fill(bench->machine, primary->device, primary->offset, 0xff, primary->sector_size));
    return bench;
}

/* The bootloader cannot see whether the copy was begun. */
static void the_network_core_comes_first_when_an_empty_slot_is_overwritten(void **state)
{
    for (unsigned backup = 0; backup < 2; backup++) {
        struct bench *bench = nothing_to_start(state, backup == 1);

        boot(bench);
        expect_pair(bench, bench->setup.images.app_pair, bench->setup.images.net_pair);
        expect_nothing_more(bench);
        expect_pair(bench, bench->setup.images.app_pair, bench->setup.images.net_pair);
    }
}

/* The application is all there is: it waits some boots for the network core, and is not erased with its image. */
static void an_empty_slot_gets_its_application_even_if_the_network_core_refuses(void **state)
{
    for (unsigned backup = 0; backup < 2; backup++) {
        struct bench *bench = nothing_to_start(state, backup == 1);
        unsigned boots = 0;

        machine_fail_transfers(bench->machine, TRANSFER_FAILS_BEFORE_ERASE, TRANSFER_FOR_EVER);
        do {
            boot(bench);
            boots++;
        } while (bench->run.end != RUN_APPLICATION && boots < 10);
        assert_true(app_runs(bench, bench->setup.images.app_pair));
        assert_in_range(boots, 2, 4);
    }
}

static void a_test_that_could_not_be_taken_back_is_refused(void **state)
{
    struct bench *bench = new_bench(state, &without_backup);
    const struct sim_images *images = &bench->setup.images;

    offer(bench, BOOT_IMAGE_APP, images->app_pair, ACTION_MARK_TEST);
    offer(bench, BOOT_IMAGE_NET, images->net_pair, ACTION_MARK_TEST);
    boot(bench);
    expect_pair(bench, images->app_old, images->net_old);
    assert_true(logged(bench, "Test of both images refused"));
    expect_nothing_more(bench);
}

static void a_test_without_a_valid_backup_is_refused(void **state)
{
    struct bench *bench = new_bench(state, &with_backup);
    const struct sim_images *images = &bench->setup.images;
    const struct boot_area *backup = &bench->setup.device.config.net.backup;

    assert_true(machine_fill(bench->machine, backup->device, backup->offset, 0xff, backup->size));
    offer(bench, BOOT_IMAGE_APP, images->app_pair, ACTION_MARK_TEST);
    offer(bench, BOOT_IMAGE_NET, images->net_pair, ACTION_MARK_TEST);
    boot(bench);
    expect_pair(bench, images->app_old, images->net_old);
    assert_true(logged(bench, "Test of both images refused"));
}

static struct bench *on_trial(void **state)
{
    struct bench *bench = new_bench(state, &with_backup);
    const struct sim_images *images = &bench->setup.images;

    offer(bench, BOOT_IMAGE_APP, images->app_pair, ACTION_MARK_TEST);
    offer(bench, BOOT_IMAGE_NET, images->net_pair, ACTION_MARK_TEST);
    boot(bench);
    expect_pair(bench, images->app_pair, images->net_pair);
    return bench;
}

static void a_pair_that_nobody_confirms_is_taken_back(void **state)
{
    struct bench *bench = on_trial(state);

    boot(bench);
    expect_pair(bench, bench->setup.images.app_old, bench->setup.images.net_old);
    expect_nothing_more(bench);
}

static void the_application_confirms_for_both(void **state)
{
    struct bench *bench = on_trial(state);

    act(bench, ACTION_CONFIRM, BOOT_IMAGE_APP, NULL);
    boot(bench);
    expect_pair(bench, bench->setup.images.app_pair, bench->setup.images.net_pair);
    assert_true(logged(bench, "Both cores are confirmed"));
    assert_int_equal(bench->net_operations, 0);
    expect_nothing_more(bench);
}

/* It was made to stay before the network core was touched; a confirmation would turn it around at every boot. */
static void a_confirmation_does_not_stop_a_revert_that_was_begun(void **state)
{
    struct bench *bench = on_trial(state);
    const struct sim_images *images = &bench->setup.images;

    machine_fail_transfers(bench->machine, TRANSFER_FAILS_AFTER_ERASE, TRANSFER_FOR_EVER);
    boot(bench);
    assert_true(app_runs(bench, images->app_pair));
    assert_true(logged(bench, "the new pair stays"));
    assert_int_equal(bench->run.boot.net, BOOT_NET_INVALID);
    act(bench, ACTION_CONFIRM, BOOT_IMAGE_APP, NULL);
    machine_fail_transfers(bench->machine, TRANSFER_WORKS, 0);
    boot(bench);
    expect_pair(bench, images->app_old, images->net_old);
    assert_int_equal(bench->run.boot.net, BOOT_NET_GOOD);
    expect_nothing_more(bench);
}

static void a_third_application_that_does_not_fit_the_network_image_on_trial_is_held(void **state)
{
    struct bench *bench = on_trial(state);
    const struct sim_images *images = &bench->setup.images;

    offer(bench, BOOT_IMAGE_APP, images->app_lower, ACTION_MARK_PERMANENT);
    boot(bench);
    expect_pair(bench, images->app_pair, images->net_pair);
    assert_true(logged(bench, "dependencies on image 1 are not met"));
}

static void a_network_image_on_its_own_waits_while_the_application_is_on_trial(void **state)
{
    struct bench *bench = on_trial(state);
    const struct sim_images *images = &bench->setup.images;

    offer(bench, BOOT_IMAGE_NET, images->net_newer, ACTION_MARK_TEST);
    act(bench, ACTION_CONFIRM, BOOT_IMAGE_APP, NULL);
    boot(bench);
    expect_pair(bench, images->app_pair, images->net_pair);
    boot(bench);
    expect_pair(bench, images->app_pair, images->net_newer);
    expect_nothing_more(bench);
}

static void the_network_image_on_trial_marked_again_goes_back_with_the_pair(void **state)
{
    struct bench *bench = on_trial(state);
    const struct sim_images *images = &bench->setup.images;

    offer(bench, BOOT_IMAGE_NET, images->net_pair, ACTION_MARK_TEST);
    boot(bench);
    expect_pair(bench, images->app_old, images->net_old);
    assert_true(logged(bench, "Image index: 1, update given up, refused and erased"));
    assert_false(secondary_holds(bench, BOOT_IMAGE_NET, images->net_pair));
    expect_nothing_more(bench);
}

static void a_failing_transfer_is_tried_a_bounded_number_of_times(void **state)
{
    struct bench *bench = new_bench(state, &without_backup);
    const struct sim_images *images = &bench->setup.images;
    uint32_t tried = 0;

    offer(bench, BOOT_IMAGE_NET, images->net_new, ACTION_MARK_TEST);
    machine_fail_transfers(bench->machine, TRANSFER_FAILS_AFTER_ERASE, TRANSFER_FOR_EVER);
    for (unsigned i = 0; i < 3; i++) {
        boot(bench);
        assert_true(app_runs(bench, images->app_old));
        assert_int_equal(bench->run.boot.net, BOOT_NET_INVALID);
        tried += bench->net_operations;
    }
    assert_int_equal(tried, 3 * bench->setup.device.config.net.attempts);
    assert_true(logged(bench, "update given up"));
    assert_true(secondary_holds(bench, BOOT_IMAGE_NET, images->net_new));
    expect_nothing_more(bench);
    assert_int_equal(bench->run.boot.net, BOOT_NET_INVALID);

    machine_fail_transfers(bench->machine, TRANSFER_WORKS, 0);
    offer(bench, BOOT_IMAGE_NET, images->net_new, ACTION_MARK_TEST);
    boot(bench);
    expect_pair(bench, images->app_old, images->net_new);
    assert_int_equal(bench->run.boot.net, BOOT_NET_GOOD);
}

static void with_a_backup_a_failed_transfer_leaves_the_old_network_image(void **state)
{
    struct bench *bench = new_bench(state, &with_backup);
    const struct sim_images *images = &bench->setup.images;

    offer(bench, BOOT_IMAGE_APP, images->app_pair, ACTION_MARK_TEST);
    offer(bench, BOOT_IMAGE_NET, images->net_pair, ACTION_MARK_TEST);
    machine_fail_transfers(bench->machine, TRANSFER_FAILS_AFTER_ERASE, bench->setup.device.config.net.attempts);
    boot(bench);
    expect_pair(bench, images->app_old, images->net_old);
    assert_true(logged(bench, "Bringing the old image of the network core back"));
    boot(bench);
    expect_pair(bench, images->app_pair, images->net_pair);
}

static void a_pair_whose_network_image_always_fails_is_given_up(void **state)
{
    struct bench *bench = new_bench(state, &with_backup);
    const struct sim_images *images = &bench->setup.images;

    offer(bench, BOOT_IMAGE_APP, images->app_pair, ACTION_MARK_TEST);
    offer(bench, BOOT_IMAGE_NET, images->net_pair, ACTION_MARK_TEST);
    for (unsigned i = 0; i < 3; i++) {
        machine_fail_transfers(bench->machine, TRANSFER_FAILS_AFTER_ERASE, bench->setup.device.config.net.attempts);
        boot(bench);
        expect_pair(bench, images->app_old, images->net_old);
    }
    assert_true(logged(bench, "update given up"));
    machine_fail_transfers(bench->machine, TRANSFER_WORKS, 0);
    expect_nothing_more(bench);
    expect_pair(bench, images->app_old, images->net_old);
}

static void a_transfer_without_an_answer_ends(void **state)
{
    struct bench *bench = new_bench(state, &without_backup);

    offer(bench, BOOT_IMAGE_NET, bench->setup.images.net_new, ACTION_MARK_TEST);
    machine_fail_transfers(bench->machine, TRANSFER_HANGS, TRANSFER_FOR_EVER);
    boot(bench);
    assert_true(app_runs(bench, bench->setup.images.app_old));
    assert_true(logged(bench, "did not answer in time"));
    assert_int_equal(bench->run.boot.net, BOOT_NET_INVALID);
}

/* The number of an operation of the network core, in a boot that installs what is marked. */
static uint32_t operation_in_transfer(struct bench *bench)
{
    struct machine_state *before = machine_save(bench->machine);
    uint32_t operations;

    boot(bench);
    operations = bench->run.operations;
    machine_restore(bench->machine, before);
    machine_forget(before);
    return operations - 4; /* behind it come the record and two erases */
}

static void a_watchdog_reset_counts_as_a_try_and_a_power_cut_does_not(void **state)
{
    static const enum cut_extent ends[] = { CUT_WATCHDOG, CUT_BEFORE };

    for (unsigned i = 0; i < 2; i++) {
        struct bench *bench = new_bench(state, &without_backup);
        enum reset_reason reason = ends[i] == CUT_WATCHDOG ? RESET_WATCHDOG : RESET_POWER_ON;
        unsigned boots = 0;
        uint32_t number;

        offer(bench, BOOT_IMAGE_NET, bench->setup.images.net_new, ACTION_MARK_TEST);
        number = operation_in_transfer(bench);
        boot_after(bench, RESET_SOFT, (struct cut){ number, ends[i], 0 });
        while (boots < 10 && bench->run.end != RUN_APPLICATION) {
            boot_after(bench, reason, (struct cut){ number, ends[i], 0 });
            boots++;
        }
        assert_int_equal(boots, ends[i] == CUT_WATCHDOG ? bench->setup.device.config.net.attempts : 10);
        boot_after(bench, RESET_SOFT, NO_CUT);
        expect_pair(bench, bench->setup.images.app_old, bench->setup.images.net_new);
    }
}

static void a_restore_is_tried_at_each_boot_until_it_works(void **state)
{
    struct bench *bench = new_bench(state, &with_backup);
    const struct sim_images *images = &bench->setup.images;
    unsigned attempts = bench->setup.device.config.net.attempts;

    offer(bench, BOOT_IMAGE_NET, images->net_new, ACTION_MARK_TEST);
    machine_fail_transfers(bench->machine, TRANSFER_FAILS_AFTER_ERASE, TRANSFER_FOR_EVER);
    for (unsigned i = 0; i < 12; i++) {
        boot(bench);
        assert_true(app_runs(bench, images->app_old));
        assert_int_equal(bench->run.boot.net, BOOT_NET_INVALID);
        assert_in_range(bench->net_operations, 1, 2 * attempts);
    }
    machine_fail_transfers(bench->machine, TRANSFER_WORKS, 0);
    boot(bench);
    expect_pair(bench, images->app_old, images->net_old);
    assert_int_equal(bench->run.boot.net, BOOT_NET_GOOD);
    expect_nothing_more(bench);
}

static void an_unreadable_image_is_kept_while_the_network_core_may_be_empty(void **state)
{
    struct bench *bench = new_bench(state, &without_backup);
    const struct sim_images *images = &bench->setup.images;
    const struct boot_area *slot = &bench->setup.device.config.images[BOOT_IMAGE_NET].secondary;
    uint32_t place = slot->offset + images->net_new->header_size;

    offer(bench, BOOT_IMAGE_NET, images->net_new, ACTION_MARK_TEST);
    machine_fail_transfers(bench->machine, TRANSFER_FAILS_AFTER_ERASE, bench->setup.device.config.net.attempts);
    boot(bench);
    assert_int_equal(bench->run.boot.net, BOOT_NET_INVALID);
    assert_true(machine_fill(bench->machine, slot->device, place, 0, 4));
    boot(bench);
    assert_true(logged(bench, "refused and kept"));
    assert_int_equal(bench->run.operations, 0);
    assert_true(
        machine_load(bench->machine, slot->device, place, images->net_new->bytes + images->net_new->header_size, 4));
    boot(bench);
    expect_pair(bench, images->app_old, images->net_new);
}

struct upload {
    const struct boot_config *config;
    const struct sim_image *image;
    bool written;
    bool finished;
};

static void upload_without_begin(struct hal *hal, void *context)
{
    struct upload *upload = context;

    upload->written = boot_net_upload_write(hal, upload->config, 0, upload->image->bytes, 16);
    upload->finished = boot_net_upload_finish(hal, upload->config);
}

static void recovery_writes_nothing_during_a_trial(void **state)
{
    struct bench *bench = on_trial(state);
    const struct sim_images *images = &bench->setup.images;
    struct upload upload = { &bench->setup.device.config, images->net_newer, true, true };
    struct run_result result;

    forget_notes(bench);
    machine_call(bench->machine, upload_without_begin, &upload, NO_CUT, &result);
    assert_int_equal(result.fault.kind, FAULT_NONE);
    assert_false(upload.written);
    assert_false(upload.finished);
    assert_int_equal(bench->net_operations, 0);
    act(bench, ACTION_CONFIRM, BOOT_IMAGE_APP, NULL);
    boot(bench);
    expect_pair(bench, images->app_pair, images->net_pair);
}

static void recovery_follows_the_downgrade_rule(void **state)
{
    struct small_device device = with_backup;
    struct bench *bench;

    device.downgrade = DOWNGRADE_BY_VERSION;
    bench = new_bench(state, &device);
    boot(bench);
    act(bench, ACTION_RECOVERY_UPLOAD, BOOT_IMAGE_NET, bench->setup.images.net_lower);
    assert_true(logged(bench, "insufficient version"));
    assert_int_equal(bench->net_operations, 0);
    boot(bench);
    expect_pair(bench, bench->setup.images.app_old, bench->setup.images.net_old);
}

static void recovery_brings_a_network_image(void **state)
{
    static const struct small_device *devices[] = { &without_backup, &with_backup };

    for (unsigned i = 0; i < 2; i++) {
        struct bench *bench = new_bench(state, devices[i]);
        const struct sim_images *images = &bench->setup.images;

        boot(bench);
        act(bench, ACTION_RECOVERY_UPLOAD, BOOT_IMAGE_NET, images->net_new);
        boot(bench);
        expect_pair(bench, images->app_old, images->net_new);
        assert_int_equal(bench->run.boot.net, BOOT_NET_GOOD);
        expect_nothing_more(bench);
    }
}

static void recovery_takes_no_image_that_must_not_run(void **state)
{
    struct bench *bench = new_bench(state, &without_backup);
    const struct sim_images *images = &bench->setup.images;
    const struct sim_image *bad[] = { images->net_bad_hash, images->net_wrong_key, images->net_elsewhere,
                                      images->net_pair };

    for (unsigned i = 0; i < 4; i++) {
        boot(bench);
        act(bench, ACTION_RECOVERY_UPLOAD, BOOT_IMAGE_NET, bad[i]);
        assert_true(logged(bench, "not valid") || logged(bench, "does not fit the application"));
        assert_int_equal(bench->net_operations, 0);
        boot(bench);
        expect_pair(bench, images->app_old, images->net_old);
    }
}

static void recovery_waits_for_the_end_of_a_trial(void **state)
{
    struct bench *bench = on_trial(state);
    const struct sim_images *images = &bench->setup.images;

    act(bench, ACTION_RECOVERY_UPLOAD, BOOT_IMAGE_NET, images->net_newer);
    assert_true(logged(bench, "An update of both cores is not finished"));
    boot(bench);
    expect_pair(bench, images->app_old, images->net_old);
    act(bench, ACTION_RECOVERY_UPLOAD, BOOT_IMAGE_NET, images->net_newer);
    boot(bench);
    expect_pair(bench, images->app_old, images->net_newer);
}

static void a_lower_version_is_refused_once_the_running_one_is_known(void **state)
{
    struct small_device device = with_backup;
    struct bench *bench;

    device.downgrade = DOWNGRADE_BY_VERSION;
    bench = new_bench(state, &device);
    offer(bench, BOOT_IMAGE_NET, bench->setup.images.net_lower, ACTION_MARK_TEST);
    boot(bench);
    expect_pair(bench, bench->setup.images.app_old, bench->setup.images.net_old);
    assert_true(logged(bench, "insufficient version"));
    assert_false(secondary_holds(bench, BOOT_IMAGE_NET, bench->setup.images.net_lower));
    expect_nothing_more(bench);
}

static void the_security_counter_follows_what_stays(void **state)
{
    static const struct small_device *devices[] = { &without_backup, &with_backup };

    for (unsigned i = 0; i < 2; i++) {
        struct small_device device = *devices[i];
        struct bench *bench;

        device.downgrade = DOWNGRADE_BY_SECURITY_COUNTER;
        bench = new_bench(state, &device);
        offer(bench, BOOT_IMAGE_NET, bench->setup.images.net_newer, ACTION_MARK_TEST);
        boot(bench);
        expect_pair(bench, bench->setup.images.app_old, bench->setup.images.net_newer);
        offer(bench, BOOT_IMAGE_NET, bench->setup.images.net_new, ACTION_MARK_TEST);
        boot(bench);
        expect_pair(bench, bench->setup.images.app_old, bench->setup.images.net_newer);
        assert_true(logged(bench, "insufficient version or counter"));
    }
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, create_arena, destroy_arena)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_network_image_alone_is_installed_for_good),
        TEST(what_the_network_core_runs_is_unknown_at_first),
        TEST(images_that_the_network_core_must_not_get_are_erased),
        TEST(an_image_that_needs_the_other_waits_for_it),
        TEST(an_application_that_needs_a_network_image_is_installed_once_that_is_known),
        TEST(power_cycles_of_an_idle_device_write_nothing),
        TEST(the_network_core_comes_first_when_an_empty_slot_is_overwritten),
        TEST(an_empty_slot_gets_its_application_even_if_the_network_core_refuses),
        TEST(a_test_that_could_not_be_taken_back_is_refused),
        TEST(a_test_without_a_valid_backup_is_refused),
        TEST(a_pair_that_nobody_confirms_is_taken_back),
        TEST(the_application_confirms_for_both),
        TEST(a_confirmation_does_not_stop_a_revert_that_was_begun),
        TEST(a_third_application_that_does_not_fit_the_network_image_on_trial_is_held),
        TEST(a_network_image_on_its_own_waits_while_the_application_is_on_trial),
        TEST(the_network_image_on_trial_marked_again_goes_back_with_the_pair),
        TEST(a_failing_transfer_is_tried_a_bounded_number_of_times),
        TEST(with_a_backup_a_failed_transfer_leaves_the_old_network_image),
        TEST(a_pair_whose_network_image_always_fails_is_given_up),
        TEST(a_transfer_without_an_answer_ends),
        TEST(a_watchdog_reset_counts_as_a_try_and_a_power_cut_does_not),
        TEST(a_restore_is_tried_at_each_boot_until_it_works),
        TEST(an_unreadable_image_is_kept_while_the_network_core_may_be_empty),
        TEST(recovery_writes_nothing_during_a_trial),
        TEST(recovery_follows_the_downgrade_rule),
        TEST(recovery_brings_a_network_image),
        TEST(recovery_takes_no_image_that_must_not_run),
        TEST(recovery_waits_for_the_end_of_a_trial),
        TEST(a_lower_version_is_refused_once_the_running_one_is_known),
        TEST(the_security_counter_follows_what_stays),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

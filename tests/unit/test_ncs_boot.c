/* MCUboot as NCS ships it, the application's side, and its table of releases. */
#include "ncs_bench.h"

static void a_slot_that_cannot_be_opened_stops_every_boot(void **state)
{
    struct bench *bench = new_bench(state, UPGRADE_OVERWRITE_ONLY, 3, 4);

    bench->profile.tree.slots_open = false;
    for (unsigned i = 0; i < 2; i++) {
        boot(bench);
        assert_int_equal(bench->run.end, RUN_PANIC);
        assert_int_equal(bench->run.operations, 0);
    }
}

/* MCUboot from 0 to the primary slot at 0x1000: no whole block of 0x4000. */
static void write_protection_wants_whole_blocks(void **state)
{
    struct bench *exact = new_bench(state, UPGRADE_OVERWRITE_ONLY, 3, 1);
    struct bench *rounded = new_bench(state, UPGRADE_OVERWRITE_ONLY, 3, 2);

    exact->profile.tree.write_protect = true;
    boot(exact);
    assert_int_equal(exact->run.end, RUN_PANIC);
    exact->profile.tree.protect_block = 0x1000;
    boot(exact);
    assert_int_equal(started(exact), APP_OLD);

    rounded->profile.tree.write_protect = true;
    boot(rounded);
    assert_int_equal(started(rounded), APP_OLD);
    rounded->profile.tree.mcuboot_start = 0x800;
    boot(rounded);
    assert_int_equal(rounded->run.end, RUN_PANIC);
}

/* The reset vector is looked for at the slot's start, the update of swap-offset begins a sector further up. */
static void the_address_check_refuses_every_update_of_swap_offset(void **state)
{
    struct bench *bench = new_bench(state, UPGRADE_SWAP_OFFSET, 3, 4);

    offer(bench, BOOT_IMAGE_APP, bench->setup.images.app_new, ACTION_MARK_TEST);
    bench->profile.tree.verify_address = true;
    boot(bench);
    assert_int_equal(started(bench), APP_OLD);
    bench->profile.tree.verify_address = false;
    boot(bench);
    assert_int_equal(started(bench), APP_OLD);
    offer(bench, BOOT_IMAGE_APP, bench->setup.images.app_new, ACTION_MARK_TEST);
    boot(bench);
    assert_int_equal(started(bench), APP_NEW);
}

static void too_many_sectors_leave_nothing_bootable(void **state)
{
    struct bench *bench = upstream_bench(state, UPGRADE_SWAP_MOVE);

    bench->setup.device.config.images[BOOT_IMAGE_APP].max_sectors = SECTORS - 1;
    boot(bench);
    assert_int_equal(bench->run.end, RUN_NO_IMAGE);
}

static void every_mode_updates_the_application(void **state)
{
    static const enum upgrade_mode modes[] = { UPGRADE_SWAP_MOVE, UPGRADE_SWAP_OFFSET, UPGRADE_SWAP_SCRATCH,
                                               UPGRADE_OVERWRITE_ONLY };

    for (size_t i = 0; i < sizeof modes / sizeof modes[0]; i++) {
        struct bench *bench = upstream_bench(state, modes[i]);

        offer(bench, BOOT_IMAGE_APP, bench->setup.images.app_new, ACTION_MARK_TEST);
        boot(bench);
        assert_int_equal(started(bench), APP_NEW);
        mark(bench, BOOT_IMAGE_APP, ACTION_CONFIRM);
        boot(bench);
        assert_int_equal(started(bench), APP_NEW);
        assert_int_equal(bench->run.operations, 0);
    }
}

static void an_unconfirmed_application_is_taken_back(void **state)
{
    static const enum upgrade_mode modes[] = { UPGRADE_SWAP_MOVE, UPGRADE_SWAP_OFFSET, UPGRADE_SWAP_SCRATCH };

    for (size_t i = 0; i < sizeof modes / sizeof modes[0]; i++) {
        struct bench *bench = upstream_bench(state, modes[i]);

        offer(bench, BOOT_IMAGE_APP, bench->setup.images.app_new, ACTION_MARK_TEST);
        boot(bench);
        assert_int_equal(started(bench), APP_NEW);
        boot(bench);
        assert_int_equal(started(bench), APP_OLD);
        boot(bench);
        assert_int_equal(started(bench), APP_OLD);
        assert_int_equal(bench->run.operations, 0);
    }
}

/* Power goes before each operation of a test swap in turn; the next boot ends with the new application all the same. */
static void a_cut_swap_is_completed(void **state)
{
    static const enum upgrade_mode modes[] = { UPGRADE_SWAP_MOVE, UPGRADE_SWAP_OFFSET, UPGRADE_SWAP_SCRATCH };

    for (size_t i = 0; i < sizeof modes / sizeof modes[0]; i++) {
        struct bench *bench = upstream_bench(state, modes[i]);
        uint32_t cuts = 0;

        offer(bench, BOOT_IMAGE_APP, bench->setup.images.app_new, ACTION_MARK_TEST);
        struct machine_state *before = machine_save(bench->machine);
        assert_non_null(before);
        for (;; cuts++) {
            machine_restore(bench->machine, before);
            machine_reset(bench->machine, RESET_POWER_ON, RAM_ZERO, UNSTABLE_OLD);
            machine_boot(bench->machine, &bench->setup.device.config, (struct cut){ cuts, CUT_BEFORE, 0 }, &bench->run);
            if (bench->run.end != RUN_CUT) {
                break;
            }
            boot(bench);
            assert_int_equal(started(bench), APP_NEW);
        }
        machine_forget(before);
        assert_true(cuts > 50);
    }
}

static void upload_while_unconfirmed(struct bench *bench)
{
    offer(bench, BOOT_IMAGE_APP, bench->setup.images.app_new, ACTION_MARK_TEST);
    boot(bench);
    assert_int_equal(started(bench), APP_NEW);
    upload(bench, BOOT_IMAGE_APP, bench->setup.images.app_newer);
    boot(bench);
}

static void swap_offset_loses_the_device_to_an_upload_while_unconfirmed(void **state)
{
    struct bench *bench = upstream_bench(state, UPGRADE_SWAP_OFFSET);

    upload_while_unconfirmed(bench);
    assert_int_equal(bench->run.end, RUN_NO_IMAGE);
    boot(bench);
    assert_int_equal(bench->run.end, RUN_NO_IMAGE);
}

static void swap_move_makes_an_untested_upload_permanent(void **state)
{
    struct bench *bench = upstream_bench(state, UPGRADE_SWAP_MOVE);

    upload_while_unconfirmed(bench);
    assert_int_equal(started(bench), 3);
    boot(bench);
    assert_int_equal(started(bench), 3);
    assert_int_equal(bench->run.operations, 0);
}

static uint32_t number_of(struct ncs_version version)
{
    return (uint32_t)version.major << 16 | (uint32_t)version.minor << 8 | version.patch;
}

static void the_table_has_no_gap_and_no_overlap(void **state)
{
    (void)state;
    for (size_t i = 0; i < ncs_release_count; i++) {
        const struct ncs_release *release = &ncs_releases[i];

        assert_true(number_of(release->from) < number_of(release->to));
        assert_ptr_equal(ncs_release_for(release->from), release);
        assert_ptr_equal(ncs_release_for(release->to), release);
        if (i > 0) {
            const struct ncs_version *last = &ncs_releases[i - 1].to;
            bool next_minor = release->from.major == last->major && release->from.minor == last->minor + 1;
            bool next_major = release->from.major == last->major + 1 && release->from.minor == 0;

            assert_true(last->patch == NCS_VERSION_ANY_PATCH && (next_minor || next_major || release->to.major == 255));
        }
    }
    assert_ptr_equal(ncs_release_for((struct ncs_version){ 1, 0, 0 }), &ncs_releases[0]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_slot_that_cannot_be_opened_stops_every_boot, create_arena, destroy_arena),
        cmocka_unit_test_setup_teardown(write_protection_wants_whole_blocks, create_arena, destroy_arena),
        cmocka_unit_test_setup_teardown(the_address_check_refuses_every_update_of_swap_offset, create_arena,
                                        destroy_arena),
        cmocka_unit_test_setup_teardown(too_many_sectors_leave_nothing_bootable, create_arena, destroy_arena),
        cmocka_unit_test_setup_teardown(every_mode_updates_the_application, create_arena, destroy_arena),
        cmocka_unit_test_setup_teardown(an_unconfirmed_application_is_taken_back, create_arena, destroy_arena),
        cmocka_unit_test_setup_teardown(a_cut_swap_is_completed, create_arena, destroy_arena),
        cmocka_unit_test_setup_teardown(swap_offset_loses_the_device_to_an_upload_while_unconfirmed, create_arena,
                                        destroy_arena),
        cmocka_unit_test_setup_teardown(swap_move_makes_an_untested_upload_permanent, create_arena, destroy_arena),
        cmocka_unit_test(the_table_has_no_gap_and_no_overlap),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

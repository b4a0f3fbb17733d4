/* The network core's image in MCUboot as NCS ships it: what each range of releases does, defects included. */
#include "ncs_bench.h"

#define FOR_EVER 100000u

static void swap_brick_at_every_boot_without_a_flash_operation(void **state)
{
    for (uint8_t minor = 1; minor <= 2; minor++) {
        struct bench *bench = new_bench(state, UPGRADE_SWAP_MOVE, 3, minor);

        offer(bench, BOOT_IMAGE_NET, bench->setup.images.net_new, ACTION_MARK_TEST);
        for (unsigned i = 0; i < 5; i++) {
            boot(bench);
            assert_int_equal(bench->run.end, RUN_PANIC);
            assert_string_equal(bench->run.panic, "boot_swap_image: rc == 0");
            assert_int_equal(bench->run.operations, 0);
        }
        assert_true(secondary_holds(bench, BOOT_IMAGE_NET, bench->setup.images.net_new));
        assert_true(net_runs(bench, bench->setup.images.net_old));
    }
}

static void swap_brick_takes_the_new_application_hostage(void **state)
{
    struct bench *bench = new_bench(state, UPGRADE_SWAP_MOVE, 3, 2);

    offer(bench, BOOT_IMAGE_APP, bench->setup.images.app_new, ACTION_MARK_TEST);
    offer(bench, BOOT_IMAGE_NET, bench->setup.images.net_new, ACTION_MARK_TEST);
    boot(bench);
    assert_int_equal(bench->run.end, RUN_PANIC);
    assert_true(bench->run.operations > 0);
    boot(bench);
    assert_int_equal(bench->run.end, RUN_PANIC);
    assert_int_equal(bench->run.operations, 0);
    assert_true(secondary_holds(bench, BOOT_IMAGE_APP, bench->setup.images.app_old));
}

static void erasing_the_network_slot_ends_the_brick(void **state)
{
    struct bench *bench = new_bench(state, UPGRADE_SWAP_MOVE, 3, 2);

    offer(bench, BOOT_IMAGE_NET, bench->setup.images.net_new, ACTION_MARK_TEST);
    boot(bench);
    assert_int_equal(bench->run.end, RUN_PANIC);
    mark(bench, BOOT_IMAGE_NET, ACTION_ERASE_SECONDARY);
    boot(bench);
    assert_int_equal(started(bench), APP_OLD);
}

static void overwrite_only_updates_the_network_core(void **state)
{
    static const uint8_t releases[][2] = { { 1, 7 }, { 2, 0 }, { 2, 2 }, { 2, 6 }, { 2, 9 }, { 3, 0 },
                                           { 3, 1 }, { 3, 2 }, { 3, 3 }, { 3, 4 }, { 3, 5 } };

    for (size_t i = 0; i < sizeof releases / sizeof releases[0]; i++) {
        struct bench *bench = new_bench(state, UPGRADE_OVERWRITE_ONLY, releases[i][0], releases[i][1]);

        offer(bench, BOOT_IMAGE_NET, bench->setup.images.net_new, ACTION_MARK_TEST);
        boot(bench);
        assert_int_equal(started(bench), APP_OLD);
        assert_true(net_runs(bench, bench->setup.images.net_new));
        assert_int_equal(bench->run.fault.kind, FAULT_NONE);
        boot(bench);
        assert_int_equal(started(bench), APP_OLD);
        assert_int_equal(bench->run.operations, 0);
    }
}

static void without_assertions_the_network_core_is_updated_but_never_taken_back(void **state)
{
    struct bench *bench = new_bench(state, UPGRADE_SWAP_MOVE, 2, 9);

    offer(bench, BOOT_IMAGE_APP, bench->setup.images.app_new, ACTION_MARK_TEST);
    offer(bench, BOOT_IMAGE_NET, bench->setup.images.net_new, ACTION_MARK_TEST);
    boot(bench);
    assert_int_equal(started(bench), APP_NEW);
    assert_true(net_runs(bench, bench->setup.images.net_new));
    boot(bench);
    assert_int_equal(started(bench), APP_OLD);
    assert_true(net_runs(bench, bench->setup.images.net_new));
}

static void the_tree_decides_about_assertions(void **state)
{
    struct bench *bench = new_bench(state, UPGRADE_SWAP_MOVE, 2, 9);

    bench->profile.tree.assert_live = true;
    offer(bench, BOOT_IMAGE_NET, bench->setup.images.net_new, ACTION_MARK_TEST);
    boot(bench);
    assert_int_equal(bench->run.end, RUN_PANIC);
    bench->profile.tree.assert_live = false;
    boot(bench);
    assert_int_equal(started(bench), APP_OLD);
    assert_true(net_runs(bench, bench->setup.images.net_new));
}

static void from_3_3_on_a_swap_reaches_the_network_core(void **state)
{
    for (uint8_t minor = 3; minor <= 5; minor++) {
        struct bench *bench = new_bench(state, UPGRADE_SWAP_MOVE, 3, minor);

        assert_true(bench->profile.tree.assert_live);
        offer(bench, BOOT_IMAGE_NET, bench->setup.images.net_new, ACTION_MARK_TEST);
        boot(bench);
        assert_int_equal(started(bench), APP_OLD);
        assert_true(net_runs(bench, bench->setup.images.net_new));
    }
}

static void before_2_2_a_swapped_network_image_stays_in_the_ram(void **state)
{
    struct bench *bench = new_bench(state, UPGRADE_SWAP_MOVE, 2, 1);

    offer(bench, BOOT_IMAGE_NET, bench->setup.images.net_new, ACTION_MARK_TEST);
    boot(bench);
    assert_int_equal(started(bench), APP_OLD);
    assert_true(net_runs(bench, bench->setup.images.net_old));
    assert_false(secondary_holds(bench, BOOT_IMAGE_NET, bench->setup.images.net_new));
}

static void a_refused_copy_is_forgotten_after_a_swap(void **state)
{
    struct bench *bench = new_bench(state, UPGRADE_SWAP_MOVE, 3, 4);

    offer(bench, BOOT_IMAGE_NET, bench->setup.images.net_new, ACTION_MARK_TEST);
    machine_fail_transfers(bench->machine, TRANSFER_FAILS_BEFORE_ERASE, 1);
    for (unsigned i = 0; i < 3; i++) {
        boot(bench);
        assert_int_equal(started(bench), APP_OLD);
        assert_true(net_runs(bench, bench->setup.images.net_old));
    }
    assert_int_equal(bench->run.operations, 0);
    assert_false(secondary_holds(bench, BOOT_IMAGE_NET, bench->setup.images.net_new));
}

static void a_refused_copy_stops_every_boot_of_overwrite_only(void **state)
{
    struct bench *bench = new_bench(state, UPGRADE_OVERWRITE_ONLY, 3, 4);

    offer(bench, BOOT_IMAGE_NET, bench->setup.images.net_new, ACTION_MARK_TEST);
    machine_fail_transfers(bench->machine, TRANSFER_FAILS_BEFORE_ERASE, FOR_EVER);
    for (unsigned i = 0; i < 3; i++) {
        boot(bench);
        assert_int_equal(bench->run.end, RUN_PANIC);
        assert_string_equal(bench->run.panic, "boot_perform_update: rc == 0");
    }
    bench->profile.tree.assert_live = false;
    boot(bench);
    assert_int_equal(started(bench), APP_OLD);
    machine_fail_transfers(bench->machine, TRANSFER_WORKS, 0);
    boot(bench);
    assert_int_equal(started(bench), APP_OLD);
    assert_true(net_runs(bench, bench->setup.images.net_new));
}

static void without_the_hooks_nothing_starts(void **state)
{
    struct bench *bench = new_bench(state, UPGRADE_OVERWRITE_ONLY, 3, 4);

    bench->profile.tree.hooks = false;
    boot(bench);
    assert_int_equal(bench->run.end, RUN_NO_IMAGE);
}

static void serial_recovery_hands_the_file_on(void **state)
{
    struct bench *bench = new_bench(state, UPGRADE_OVERWRITE_ONLY, 3, 2);
    const struct action actions[] = {
        { .kind = ACTION_RECOVERY_UPLOAD, .slot = BOOT_IMAGE_NET, .file = bench->setup.images.net_new }
    };

    machine_request_recovery(bench->machine, true);
    boot(bench);
    assert_int_equal(bench->run.end, RUN_RECOVERY);
    bench->profile.tree.net_recovery = false;
    take_turn(bench, actions, 1);
    assert_true(net_runs(bench, bench->setup.images.net_old));
    bench->profile.tree.net_recovery = true;
    take_turn(bench, actions, 1);
    assert_true(net_runs(bench, bench->setup.images.net_new));
    machine_request_recovery(bench->machine, false);
    boot(bench);
    assert_int_equal(started(bench), APP_OLD);
    assert_true(net_runs(bench, bench->setup.images.net_new));
}

static void a_network_image_in_the_application_slot(void **state)
{
    struct bench *bench = new_bench(state, UPGRADE_OVERWRITE_ONLY, 2, 4);

    bench->profile.tree.verify_address = true;
    offer(bench, BOOT_IMAGE_APP, bench->setup.images.net_in_app_slot, ACTION_MARK_TEST);
    boot(bench);
    assert_int_equal(started(bench), APP_OLD);
    assert_false(secondary_holds(bench, BOOT_IMAGE_APP, bench->setup.images.net_in_app_slot));

    const struct boot_area *primary = &bench->setup.device.config.images[BOOT_IMAGE_APP].primary;
    const struct sim_image *net = bench->setup.images.net_in_app_slot;
    bench->profile.tree.verify_address = false;
    offer(bench, BOOT_IMAGE_APP, net, ACTION_MARK_TEST);
    boot(bench);
    assert_int_equal(bench->run.end, RUN_APPLICATION);
    assert_true(holds(bench, primary->device, primary->offset, net->bytes, net->size));
}

/* One pair of slots, the secondary in internal or external flash. */
static struct bench *single_pair_bench(void **state, enum upgrade_mode mode, uint8_t minor, bool internal)
{
    struct bench *bench = new_bench(state, mode, 2, minor);
    struct boot_config *config = &bench->setup.device.config;
    struct boot_image_config *image = &config->images[BOOT_IMAGE_APP];

    if (internal) {
        image->secondary.device = FLASH_DEVICE_APP;
        image->secondary.offset = image->primary.offset + image->primary.size;
        bench->setup.device.layout.flash[FLASH_DEVICE_APP].size += image->secondary.size;
    }
    config->image_count = 1;
    config->net.present = false;
    bench->setup.device.layout.allowed_count = 0;
    bench->setup.device.application = *config;
    bench->profile.tree.multi_image = false;
    power_up(bench);
    return bench;
}

static void single_pair_in_internal_flash_sends_the_image(void **state)
{
    for (uint8_t minor = 0; minor <= 9; minor++) {
        struct bench *bench = single_pair_bench(state, UPGRADE_SWAP_MOVE, minor, true);

        offer(bench, BOOT_IMAGE_APP, bench->setup.images.net_new, ACTION_MARK_TEST);
        boot(bench);
        assert_int_equal(started(bench), APP_OLD);
        assert_true(net_runs(bench, bench->setup.images.net_new));
        boot(bench);
        assert_int_equal(started(bench), APP_OLD);
        assert_int_equal(bench->run.operations, 0);
    }
}

static void single_pair_with_overwrite_only_sends_it_at_every_boot(void **state)
{
    struct bench *bench = single_pair_bench(state, UPGRADE_OVERWRITE_ONLY, 9, true);

    offer(bench, BOOT_IMAGE_APP, bench->setup.images.net_new, ACTION_MARK_TEST);
    for (unsigned i = 0; i < 3; i++) {
        boot(bench);
        assert_int_equal(started(bench), APP_OLD);
        assert_true(net_runs(bench, bench->setup.images.net_new));
        assert_true(bench->run.operations > 0);
    }
    ncs_profile_for((struct ncs_version){ 3, 5, 0 }, &bench->profile);
    bench->profile.tree.multi_image = false;
    boot(bench);
    boot(bench);
    assert_int_equal(started(bench), APP_OLD);
    assert_int_equal(bench->run.operations, 0);
}

static void single_pair_in_external_flash_up_to_2_2_installs_it_as_the_application(void **state)
{
    struct bench *bench = single_pair_bench(state, UPGRADE_OVERWRITE_ONLY, 2, false);
    const struct boot_area *primary = &bench->setup.device.config.images[BOOT_IMAGE_APP].primary;
    const struct sim_image *net = bench->setup.images.net_new;

    offer(bench, BOOT_IMAGE_APP, net, ACTION_MARK_TEST);
    boot(bench);
    assert_true(holds(bench, primary->device, primary->offset, net->bytes, net->size));
    assert_true(net_runs(bench, bench->setup.images.net_old));
}

static void single_pair_in_external_flash_later_never_gets_it_across(void **state)
{
    struct bench *bench = single_pair_bench(state, UPGRADE_SWAP_MOVE, 9, false);

    offer(bench, BOOT_IMAGE_APP, bench->setup.images.net_new, ACTION_MARK_TEST);
    for (unsigned i = 0; i < 3; i++) {
        boot(bench);
        assert_true(net_runs(bench, bench->setup.images.net_old));
        assert_true(secondary_holds(bench, BOOT_IMAGE_APP, bench->setup.images.net_new));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(swap_brick_at_every_boot_without_a_flash_operation, create_arena,
                                        destroy_arena),
        cmocka_unit_test_setup_teardown(swap_brick_takes_the_new_application_hostage, create_arena, destroy_arena),
        cmocka_unit_test_setup_teardown(erasing_the_network_slot_ends_the_brick, create_arena, destroy_arena),
        cmocka_unit_test_setup_teardown(overwrite_only_updates_the_network_core, create_arena, destroy_arena),
        cmocka_unit_test_setup_teardown(without_assertions_the_network_core_is_updated_but_never_taken_back,
                                        create_arena, destroy_arena),
        cmocka_unit_test_setup_teardown(the_tree_decides_about_assertions, create_arena, destroy_arena),
        cmocka_unit_test_setup_teardown(from_3_3_on_a_swap_reaches_the_network_core, create_arena, destroy_arena),
        cmocka_unit_test_setup_teardown(before_2_2_a_swapped_network_image_stays_in_the_ram, create_arena,
                                        destroy_arena),
        cmocka_unit_test_setup_teardown(a_refused_copy_is_forgotten_after_a_swap, create_arena, destroy_arena),
        cmocka_unit_test_setup_teardown(a_refused_copy_stops_every_boot_of_overwrite_only, create_arena, destroy_arena),
        cmocka_unit_test_setup_teardown(without_the_hooks_nothing_starts, create_arena, destroy_arena),
        cmocka_unit_test_setup_teardown(serial_recovery_hands_the_file_on, create_arena, destroy_arena),
        cmocka_unit_test_setup_teardown(a_network_image_in_the_application_slot, create_arena, destroy_arena),
        cmocka_unit_test_setup_teardown(single_pair_in_internal_flash_sends_the_image, create_arena, destroy_arena),
        cmocka_unit_test_setup_teardown(single_pair_with_overwrite_only_sends_it_at_every_boot, create_arena,
                                        destroy_arena),
        cmocka_unit_test_setup_teardown(single_pair_in_external_flash_up_to_2_2_installs_it_as_the_application,
                                        create_arena, destroy_arena),
        cmocka_unit_test_setup_teardown(single_pair_in_external_flash_later_never_gets_it_across, create_arena,
                                        destroy_arena),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

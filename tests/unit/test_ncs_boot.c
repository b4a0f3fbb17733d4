/* MCUboot as NCS ships it: what each range of releases does to a device, defects included. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>
#include "nrf53pack/bytes.h"
#include "nrf53pack/ncs_profile.h"
#include "sim/application.h"
#include "sim/device.h"
#include "sim/machine.h"

#define SECTORS  8u
#define APP_OLD  1u
#define APP_NEW  2u
#define FOR_EVER 100000u

/* A device with NCS's MCUboot, both old images installed. */
struct bench {
    struct arena *arena;
    struct ncs_profile profile;
    struct sim_setup setup;
    struct machine *machine;
    struct run_result run; /* of the last boot */
};

static int create(void **state)
{
    *state = arena_create();
    return 0;
}

static int destroy(void **state)
{
    arena_destroy(*state);
    return 0;
}

static void install(struct bench *bench)
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

static struct bench *bench_with(void **state, enum upgrade_mode mode, bool net)
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

static void power_up(struct bench *bench)
{
    bench->machine = machine_create(bench->arena, &bench->setup.device.layout, 1);
    assert_non_null(bench->machine);
    install(bench);
}

/* Both cores by simultaneous updates, as a release ships it. */
static struct bench *new_bench(void **state, enum upgrade_mode mode, uint8_t major, uint8_t minor)
{
    struct bench *bench = bench_with(state, mode, true);

    ncs_profile_for((struct ncs_version){ major, minor, 0 }, &bench->profile);
    power_up(bench);
    return bench;
}

static struct bench *upstream_bench(void **state, enum upgrade_mode mode)
{
    struct bench *bench = bench_with(state, mode, false);

    power_up(bench);
    return bench;
}

static void take_turn(struct bench *bench, const struct action *actions, size_t count)
{
    struct turn turn = { .actions = actions, .action_count = count };
    struct application application = { bench->machine, &bench->setup.device.application, false, &turn };
    struct run_result result;

    machine_call(bench->machine, application_turn, &application, NO_CUT, &result);
    assert_int_equal(result.end, RUN_RETURNED);
    assert_int_equal(result.fault.kind, FAULT_NONE);
}

static void upload(struct bench *bench, unsigned slot, const struct sim_image *file)
{
    const struct action actions[] = { { .kind = ACTION_UPLOAD, .slot = slot, .file = file } };

    take_turn(bench, actions, 1);
}

static void mark(struct bench *bench, unsigned slot, enum action_kind how)
{
    const struct action actions[] = { { .kind = how, .slot = slot } };

    take_turn(bench, actions, 1);
}

static void offer(struct bench *bench, unsigned slot, const struct sim_image *file, enum action_kind how)
{
    upload(bench, slot, file);
    mark(bench, slot, how);
}

static void boot(struct bench *bench)
{
    machine_reset(bench->machine, RESET_POWER_ON, RAM_ZERO, UNSTABLE_OLD);
    machine_boot(bench->machine, &bench->setup.device.config, NO_CUT, &bench->run);
}

/* Version number that stands in the primary slot of an application that was started, 0: none was. */
static unsigned started(struct bench *bench)
{
    uint8_t version;

    if (bench->run.end != RUN_APPLICATION) {
        return 0;
    }
    const struct boot_area *slot = &bench->run.boot.slot;
    assert_true(machine_inspect(bench->machine, slot->device, slot->offset + 20, &version, 1));
    return version;
}

static bool holds(struct bench *bench, enum flash_device device, uint32_t offset, const uint8_t *bytes, uint32_t size)
{
    uint8_t *read = arena_alloc(bench->arena, size);

    return machine_inspect(bench->machine, device, offset, read, size) && memcmp(read, bytes, size) == 0;
}

static bool net_runs(struct bench *bench, const struct sim_image *image)
{
    return holds(bench, FLASH_DEVICE_NET, bench->setup.device.config.net.net_app.offset,
                 image->bytes + image->header_size, image->payload_size);
}

static bool secondary_holds(struct bench *bench, unsigned number, const struct sim_image *image)
{
    const struct boot_area *slot = &bench->setup.device.config.images[number].secondary;

    return holds(bench, slot->device, slot->offset, image->bytes, image->size);
}

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
        cmocka_unit_test_setup_teardown(swap_brick_at_every_boot_without_a_flash_operation, create, destroy),
        cmocka_unit_test_setup_teardown(swap_brick_takes_the_new_application_hostage, create, destroy),
        cmocka_unit_test_setup_teardown(erasing_the_network_slot_ends_the_brick, create, destroy),
        cmocka_unit_test_setup_teardown(overwrite_only_updates_the_network_core, create, destroy),
        cmocka_unit_test_setup_teardown(without_assertions_the_network_core_is_updated_but_never_taken_back, create,
                                        destroy),
        cmocka_unit_test_setup_teardown(the_tree_decides_about_assertions, create, destroy),
        cmocka_unit_test_setup_teardown(from_3_3_on_a_swap_reaches_the_network_core, create, destroy),
        cmocka_unit_test_setup_teardown(before_2_2_a_swapped_network_image_stays_in_the_ram, create, destroy),
        cmocka_unit_test_setup_teardown(a_refused_copy_is_forgotten_after_a_swap, create, destroy),
        cmocka_unit_test_setup_teardown(a_refused_copy_stops_every_boot_of_overwrite_only, create, destroy),
        cmocka_unit_test_setup_teardown(without_the_hooks_nothing_starts, create, destroy),
        cmocka_unit_test_setup_teardown(a_network_image_in_the_application_slot, create, destroy),
        cmocka_unit_test_setup_teardown(single_pair_in_internal_flash_sends_the_image, create, destroy),
        cmocka_unit_test_setup_teardown(single_pair_with_overwrite_only_sends_it_at_every_boot, create, destroy),
        cmocka_unit_test_setup_teardown(single_pair_in_external_flash_up_to_2_2_installs_it_as_the_application, create,
                                        destroy),
        cmocka_unit_test_setup_teardown(single_pair_in_external_flash_later_never_gets_it_across, create, destroy),
        cmocka_unit_test_setup_teardown(a_slot_that_cannot_be_opened_stops_every_boot, create, destroy),
        cmocka_unit_test_setup_teardown(write_protection_wants_whole_blocks, create, destroy),
        cmocka_unit_test_setup_teardown(too_many_sectors_leave_nothing_bootable, create, destroy),
        cmocka_unit_test_setup_teardown(every_mode_updates_the_application, create, destroy),
        cmocka_unit_test_setup_teardown(an_unconfirmed_application_is_taken_back, create, destroy),
        cmocka_unit_test_setup_teardown(a_cut_swap_is_completed, create, destroy),
        cmocka_unit_test_setup_teardown(swap_offset_loses_the_device_to_an_upload_while_unconfirmed, create, destroy),
        cmocka_unit_test_setup_teardown(swap_move_makes_an_untested_upload_permanent, create, destroy),
        cmocka_unit_test(the_table_has_no_gap_and_no_overlap),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

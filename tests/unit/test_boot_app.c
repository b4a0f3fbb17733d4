/* The application's update in the reference modes: what an owner of the device sees, boot by boot. */
#include "ncs_bench.h"

static const enum upgrade_mode swap_modes[] = { UPGRADE_SWAP_MOVE, UPGRADE_SWAP_OFFSET };
static const enum upgrade_mode all_modes[] = { UPGRADE_SWAP_MOVE, UPGRADE_SWAP_OFFSET, UPGRADE_OVERWRITE_ONLY };

#define COUNT(list) (sizeof(list) / sizeof((list)[0]))

static struct bench *device_with(void **state, enum upgrade_mode mode, enum downgrade_rule downgrade)
{
    struct bench *bench = arena_alloc(*state, sizeof *bench);
    const struct small_device options = {
        .mode = mode, .net_mode = UPGRADE_OVERWRITE_ONLY, .write_size = 4, .sectors = 6, .downgrade = downgrade
    };
    const char *why = NULL;

    bench->arena = *state;
    if (!small_device_make(bench->arena, &options, &bench->setup, &why)) {
        fail_msg("%s", why);
    }
    power_up(bench);
    return bench;
}

static struct bench *device(void **state, enum upgrade_mode mode)
{
    return device_with(state, mode, DOWNGRADE_ALLOWED);
}

static struct boot_image_config *slots(struct bench *bench)
{
    return &bench->setup.device.config.images[BOOT_IMAGE_APP];
}

/* Minor number of the version that stands in the primary slot. */
static unsigned minor_version(struct bench *bench)
{
    uint8_t minor;

    assert_true(
        machine_inspect(bench->machine, slots(bench)->primary.device, slots(bench)->primary.offset + 21, &minor, 1));
    return minor;
}

/* Nothing left to do: the same application starts, and no flash operation happens. */
static void expect_rest(struct bench *bench, unsigned version)
{
    boot(bench);
    assert_int_equal(started(bench), version);
    assert_int_equal(bench->run.operations, 0);
}

static void confirmed_update_stays(void **state)
{
    for (size_t i = 0; i < COUNT(all_modes); i++) {
        struct bench *bench = device(state, all_modes[i]);

        offer(bench, BOOT_IMAGE_APP, bench->setup.images.app_new, ACTION_MARK_TEST);
        boot(bench);
        assert_int_equal(started(bench), APP_NEW);
        mark(bench, BOOT_IMAGE_APP, ACTION_CONFIRM);
        expect_rest(bench, APP_NEW);
    }
}

static void unconfirmed_update_is_taken_back(void **state)
{
    for (size_t i = 0; i < COUNT(swap_modes); i++) {
        struct bench *bench = device(state, swap_modes[i]);

        offer(bench, BOOT_IMAGE_APP, bench->setup.images.app_new, ACTION_MARK_TEST);
        boot(bench);
        assert_int_equal(started(bench), APP_NEW);
        boot(bench);
        assert_int_equal(started(bench), APP_OLD);
        expect_rest(bench, APP_OLD);
    }
}

static void permanent_update_needs_no_confirmation(void **state)
{
    for (size_t i = 0; i < COUNT(all_modes); i++) {
        struct bench *bench = device(state, all_modes[i]);

        offer(bench, BOOT_IMAGE_APP, bench->setup.images.app_new, ACTION_MARK_PERMANENT);
        boot(bench);
        assert_int_equal(started(bench), APP_NEW);
        expect_rest(bench, APP_NEW);
    }
}

static void refused_files_are_erased_and_the_old_application_runs(void **state)
{
    for (size_t i = 0; i < COUNT(all_modes); i++) {
        struct bench *bench = device(state, all_modes[i]);
        const struct sim_images *images = &bench->setup.images;
        const struct sim_image *files[] = { images->app_bad_hash, images->app_wrong_key, images->app_unsigned };

        for (size_t file = 0; file < COUNT(files); file++) {
            offer(bench, BOOT_IMAGE_APP, files[file], ACTION_MARK_TEST);
            boot(bench);
            assert_int_equal(started(bench), APP_OLD);
            assert_true(bench->run.operations > 0);
            assert_false(secondary_holds(bench, BOOT_IMAGE_APP, files[file]));
            expect_rest(bench, APP_OLD);
        }
    }
}

/* The vector table of the file points outside of where this slot's images run. */
static void an_image_for_another_place_is_refused(void **state)
{
    for (size_t i = 0; i < COUNT(all_modes); i++) {
        struct bench *bench = device(state, all_modes[i]);

        slots(bench)->run_start += 0x01000000;
        slots(bench)->run_end += 0x01000000;
        offer(bench, BOOT_IMAGE_APP, bench->setup.images.app_new, ACTION_MARK_PERMANENT);
        boot(bench);
        assert_int_equal(started(bench), APP_OLD);
        expect_rest(bench, APP_OLD);
    }
}

/* MCUboot takes a valid file in the secondary slot for the image to go back to, whatever it is. */
static void an_upload_without_a_mark_changes_nothing(void **state)
{
    for (size_t i = 0; i < COUNT(swap_modes); i++) {
        struct bench *bench = device(state, swap_modes[i]);

        offer(bench, BOOT_IMAGE_APP, bench->setup.images.app_new, ACTION_MARK_TEST);
        boot(bench);
        assert_int_equal(started(bench), APP_NEW);
        upload(bench, BOOT_IMAGE_APP, bench->setup.images.app_newer);
        expect_rest(bench, APP_NEW);
        mark(bench, BOOT_IMAGE_APP, ACTION_MARK_TEST);
        boot(bench);
        assert_int_equal(started(bench), 3);
        boot(bench);
        assert_int_equal(started(bench), APP_NEW);
    }
}

static void break_running_image(struct bench *bench)
{
    const struct boot_area *primary = &slots(bench)->primary;

    assert_true(machine_fill(bench->machine, primary->device, primary->offset + 0x300, 0x00, 64));
}

/* The image under test is damaged in flash: the one that it replaced is whole, and known to be. */
static void a_damaged_image_gives_way_to_the_one_it_replaced(void **state)
{
    for (size_t i = 0; i < COUNT(swap_modes); i++) {
        struct bench *bench = device(state, swap_modes[i]);

        offer(bench, BOOT_IMAGE_APP, bench->setup.images.app_new, ACTION_MARK_PERMANENT);
        boot(bench);
        assert_int_equal(started(bench), APP_NEW);
        break_running_image(bench);
        boot(bench);
        assert_int_equal(started(bench), APP_OLD);
        expect_rest(bench, APP_OLD);
    }
}

static void a_damaged_image_is_not_started(void **state)
{
    for (size_t i = 0; i < COUNT(all_modes); i++) {
        struct bench *bench = device(state, all_modes[i]);

        break_running_image(bench);
        boot(bench);
        assert_int_equal(started(bench), 0);
        assert_int_equal(bench->run.operations, 0);
    }
}

static void a_lower_version_is_refused_when_asked_for(void **state)
{
    for (size_t i = 0; i < COUNT(all_modes); i++) {
        struct bench *strict = device_with(state, all_modes[i], DOWNGRADE_BY_VERSION);
        struct bench *counted = device_with(state, all_modes[i], DOWNGRADE_BY_SECURITY_COUNTER);
        struct bench *easy = device(state, all_modes[i]);

        offer(strict, BOOT_IMAGE_APP, strict->setup.images.app_lower, ACTION_MARK_PERMANENT);
        boot(strict);
        assert_int_equal(started(strict), APP_OLD);
        expect_rest(strict, APP_OLD);
        boot(counted);
        offer(counted, BOOT_IMAGE_APP, counted->setup.images.app_lower, ACTION_MARK_PERMANENT);
        boot(counted);
        assert_int_equal(started(counted), APP_OLD);
        offer(easy, BOOT_IMAGE_APP, easy->setup.images.app_lower, ACTION_MARK_PERMANENT);
        boot(easy);
        assert_int_equal(minor_version(easy), 9);
    }
}

/* A running image that could not be swapped back is not swapped out, and nothing is changed. */
static void a_running_image_that_is_too_large_stays(void **state)
{
    for (size_t i = 0; i < COUNT(swap_modes); i++) {
        struct bench *bench = device(state, swap_modes[i]);
        const struct sim_image *large = bench->setup.images.app_too_large;
        const struct boot_area *primary = &slots(bench)->primary;

        assert_non_null(large);
        if (large->size > primary->size - primary->sector_size / 2) {
            continue;
        }
        assert_true(machine_load(bench->machine, primary->device, primary->offset, large->bytes, large->size));
        boot(bench);
        assert_true(started(bench) != 0);
        offer(bench, BOOT_IMAGE_APP, bench->setup.images.app_new, ACTION_MARK_TEST);
        boot(bench);
        assert_true(started(bench) != 0);
        assert_int_equal(bench->run.operations, 0);
        assert_true(holds(bench, primary->device, primary->offset, large->bytes, large->size));
    }
}

struct first_step {
    struct boot_area area; /* begins with the sector */
    uint32_t number;
};

static void note_access(void *context, uint32_t number, const struct flash_access *access)
{
    struct first_step *first = context;

    if (first->number == 0 && access->kind == ACCESS_ERASE && access->device == first->area.device &&
        access->offset == first->area.offset) {
        first->number = number;
    }
}

/* Number of the access that begins the first step of the swap: the erase of a sector that holds nothing of an image. */
static uint32_t access_of_first_step(struct bench *bench, enum upgrade_mode mode, uint32_t moved_sectors)
{
    struct first_step first = { .area = mode == UPGRADE_SWAP_MOVE ? slots(bench)->primary : slots(bench)->secondary };
    struct machine_observer observer = { .context = &first, .access = note_access };
    struct machine_state *before = machine_save(bench->machine);

    first.area.offset += mode == UPGRADE_SWAP_MOVE ? moved_sectors * first.area.sector_size : 0;
    machine_observe(bench->machine, &observer);
    boot(bench);
    machine_observe(bench->machine, NULL);
    machine_restore(bench->machine, before);
    machine_forget(before);
    assert_true(first.number != 0);
    return first.number;
}

/* The first step of a swap fails: the old image is whole, and is started. When it confirms itself, it stays; or else its
 * confirmation would count for the image that is swapped in.
 */
static void the_old_image_is_started_while_the_swap_of_it_fails(void **state)
{
    for (size_t i = 0; i < 2 * COUNT(swap_modes); i++) {
        enum upgrade_mode mode = swap_modes[i / 2];
        struct bench *bench = device(state, mode);
        uint32_t sectors = (bench->setup.images.app_new->size - 1) / slots(bench)->primary.sector_size + 1;
        struct failing_access failing = { .done = CUT_BEFORE };
        bool confirms = i % 2 == 0;

        offer(bench, BOOT_IMAGE_APP, bench->setup.images.app_new, ACTION_MARK_TEST);
        failing.number = access_of_first_step(bench, mode, sectors);
        machine_fail_access(bench->machine, &failing);
        boot(bench);
        assert_int_equal(started(bench), APP_OLD);
        if (confirms) {
            mark(bench, BOOT_IMAGE_APP, ACTION_CONFIRM);
        }
        boot(bench);
        assert_int_equal(started(bench), confirms ? APP_OLD : APP_NEW);
        boot(bench);
        assert_int_equal(started(bench), APP_OLD);
        expect_rest(bench, APP_OLD);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(confirmed_update_stays, create_arena, destroy_arena),
        cmocka_unit_test_setup_teardown(unconfirmed_update_is_taken_back, create_arena, destroy_arena),
        cmocka_unit_test_setup_teardown(permanent_update_needs_no_confirmation, create_arena, destroy_arena),
        cmocka_unit_test_setup_teardown(refused_files_are_erased_and_the_old_application_runs, create_arena,
                                        destroy_arena),
        cmocka_unit_test_setup_teardown(an_image_for_another_place_is_refused, create_arena, destroy_arena),
        cmocka_unit_test_setup_teardown(an_upload_without_a_mark_changes_nothing, create_arena, destroy_arena),
        cmocka_unit_test_setup_teardown(a_damaged_image_gives_way_to_the_one_it_replaced, create_arena, destroy_arena),
        cmocka_unit_test_setup_teardown(the_old_image_is_started_while_the_swap_of_it_fails, create_arena,
                                        destroy_arena),
        cmocka_unit_test_setup_teardown(a_damaged_image_is_not_started, create_arena, destroy_arena),
        cmocka_unit_test_setup_teardown(a_lower_version_is_refused_when_asked_for, create_arena, destroy_arena),
        cmocka_unit_test_setup_teardown(a_running_image_that_is_too_large_stays, create_arena, destroy_arena),
    };

    return cmocka_run_group_tests_name("boot_app", tests, NULL, NULL);
}

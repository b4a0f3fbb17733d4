/* nrf53boot with a network core, when accesses to flash fail: what is tried again, and what that costs. */
#include "boot_bench.h"
#include "nrf53pack/net_backup_format.h"

/* After so many rounds an image is given up. */
#define FAILING_ROUNDS 3u

static const struct small_device with_backup = {
    .mode = UPGRADE_SWAP_MOVE, .write_size = 4, .sectors = 6, .net = true, .backup = true, .largest = 3000
};

static const struct small_device without_backup = {
    .mode = UPGRADE_SWAP_MOVE, .write_size = 4, .sectors = 6, .net = true, .largest = 3000
};

static const struct boot_area *app_slot(const struct bench *bench)
{
    return &bench->setup.device.config.images[BOOT_IMAGE_APP].primary;
}

static struct boot_area state_pages(const struct bench *bench)
{
    const struct boot_config *config = &bench->setup.device.config;
    struct boot_area pages = config->net.backup;

    pages.offset += NET_BACKUP_SLOTS * config->images[BOOT_IMAGE_NET].secondary.size;
    pages.size = NET_STATE_PAGES * pages.sector_size;
    return pages;
}

/* Accesses of these kinds in one boot. */
struct watch {
    const struct boot_area *area; /* NULL: all flashes, without RAM */
    unsigned kinds;
    uint32_t first; /* number of the first one; counts from 0 */
    uint32_t operations_before;
    uint32_t count;
    uint32_t operations;
};

static bool is_in(const struct flash_access *access, const struct boot_area *area)
{
    if (area == NULL) {
        return access->device != FLASH_DEVICE_RAM;
    }
    return access->device == area->device && access->offset >= area->offset &&
           access->offset - area->offset < area->size;
}

static void note_access(void *context, uint32_t number, const struct flash_access *access)
{
    struct watch *watch = context;

    if ((access->kind & watch->kinds) != 0 && is_in(access, watch->area) && watch->count++ == 0) {
        watch->first = number;
        watch->operations_before = watch->operations;
    }
    watch->operations += access->kind != ACCESS_READ ? 1 : 0;
}

static void watch_boot(struct bench *bench, struct watch *watch)
{
    struct machine_observer observer = { .context = watch, .access = note_access };
    struct machine_observer usual = { .context = bench, .operation = note_operation, .log = note_line };

    machine_observe(bench->machine, &observer);
    boot(bench);
    machine_observe(bench->machine, &usual);
}

/* What the next boot would do; that boot is taken back. */
static struct watch foresee(struct bench *bench, const struct boot_area *area, unsigned kinds)
{
    struct machine_state *before = machine_save(bench->machine);
    struct watch watch = { .area = area, .kinds = kinds };

    watch_boot(bench, &watch);
    machine_restore(bench->machine, before);
    machine_forget(before);
    assert_int_not_equal(watch.count, 0);
    return watch;
}

/* The network core has the new image, the application is not swapped yet. */
static struct bench *between_the_cores(void **state)
{
    struct bench *bench = new_bench(state, &with_backup);
    const struct sim_images *images = &bench->setup.images;
    struct watch watch;

    offer(bench, BOOT_IMAGE_APP, images->app_pair, ACTION_MARK_TEST);
    offer(bench, BOOT_IMAGE_NET, images->net_pair, ACTION_MARK_TEST);
    watch = foresee(bench, app_slot(bench), ACCESS_WRITE | ACCESS_ERASE);
    boot_after(bench, RESET_SOFT, (struct cut){ watch.operations_before, CUT_BEFORE, 0 });
    assert_int_equal(bench->run.end, RUN_CUT);
    assert_true(net_holds(bench, images->net_pair));
    return bench;
}

/* Nobody would know any more that the application has to follow. */
static void the_state_of_the_network_core_is_read_twice(void **state)
{
    struct bench *bench = between_the_cores(state);
    struct boot_area pages = state_pages(bench);
    struct watch watch = foresee(bench, &pages, ACCESS_READ);
    struct machine_state *between = machine_save(bench->machine);

    for (uint32_t i = 0; i < watch.count; i++) {
        struct failing_access once = { .number = watch.first + i, .lasts = FAILS_ONCE };

        machine_restore(bench->machine, between);
        machine_fail_access(bench->machine, &once);
        boot(bench);
        expect_pair(bench, bench->setup.images.app_pair, bench->setup.images.net_pair);
    }
    machine_forget(between);
}

/* From the next boot on nothing can be written to the RAM from which the network core takes its images. */
static void break_ram(struct bench *bench)
{
    const struct boot_area *ram = &bench->setup.device.config.images[BOOT_IMAGE_NET].primary;
    struct watch watch = foresee(bench, ram, ACCESS_WRITE);
    struct failing_access for_ever = { .number = watch.first, .lasts = FAILS_FOR_EVER, .kinds = ACCESS_WRITE };

    machine_fail_access(bench->machine, &for_ever);
}

/* Boots until nothing is written or erased any more; returns how many boots did. */
static unsigned boots_that_change(struct bench *bench, const struct sim_image *app)
{
    struct watch watch;
    unsigned boots = 0;

    do {
        watch = (struct watch){ .kinds = ACCESS_WRITE | ACCESS_ERASE };
        watch_boot(bench, &watch);
        assert_true(app_runs(bench, app));
        boots++;
    } while (watch.count != 0 && boots < 40);
    return boots - 1;
}

static unsigned most_tries(const struct bench *bench)
{
    return FAILING_ROUNDS * bench->setup.device.config.net.attempts;
}

static void a_way_back_that_cannot_be_prepared_wears_nothing_out(void **state)
{
    struct bench *bench = new_bench(state, &with_backup);
    const struct sim_images *images = &bench->setup.images;
    unsigned attempts = bench->setup.device.config.net.attempts;

    offer(bench, BOOT_IMAGE_NET, images->net_new, ACTION_MARK_TEST);
    machine_fail_transfers(bench->machine, TRANSFER_FAILS_AFTER_ERASE, 2 * attempts);
    boot(bench);
    assert_int_equal(bench->run.boot.net, BOOT_NET_INVALID);
    break_ram(bench);
    assert_in_range(boots_that_change(bench, images->app_old), 1, 2 * most_tries(bench));
    assert_int_equal(bench->run.boot.net, BOOT_NET_INVALID);

    machine_fail_access(bench->machine, NULL);
    boot(bench);
    expect_pair(bench, images->app_old, images->net_old);
    assert_int_equal(bench->run.boot.net, BOOT_NET_GOOD);
}

static struct bench *on_trial(void **state)
{
    struct bench *bench = between_the_cores(state);

    boot(bench);
    expect_pair(bench, bench->setup.images.app_pair, bench->setup.images.net_pair);
    return bench;
}

/* The old application does not go with the new network image, so the new pair stays. */
static void a_trial_whose_way_back_cannot_be_prepared_wears_nothing_out(void **state)
{
    struct bench *bench = on_trial(state);
    const struct sim_images *images = &bench->setup.images;

    break_ram(bench);
    assert_in_range(boots_that_change(bench, images->app_pair), 1, most_tries(bench));
    boot(bench);
    expect_pair(bench, images->app_pair, images->net_pair);
    assert_true(logged(bench, "the new pair stays"));

    machine_fail_access(bench->machine, NULL);
    boot(bench);
    expect_pair(bench, images->app_old, images->net_old);
}

static void a_trial_without_a_backup_any_more_wears_nothing_out(void **state)
{
    struct bench *bench = on_trial(state);
    const struct boot_config *config = &bench->setup.device.config;
    const struct boot_area *backup = &config->net.backup;

    assert_true(machine_fill(bench->machine, backup->device, backup->offset, 0xff,
                             NET_BACKUP_SLOTS * config->images[BOOT_IMAGE_NET].secondary.size));
    assert_in_range(boots_that_change(bench, bench->setup.images.app_pair), 1, most_tries(bench));
    expect_pair(bench, bench->setup.images.app_pair, bench->setup.images.net_pair);
}

/* Its other half may never come. */
static void an_image_that_waits_for_the_other_costs_nothing(void **state)
{
    static const struct small_device *devices[] = { &with_backup, &without_backup };

    for (unsigned i = 0; i < 4; i++) {
        struct bench *bench = new_bench(state, devices[i / 2]);
        const struct sim_images *images = &bench->setup.images;
        unsigned slot = i % 2 == 0 ? BOOT_IMAGE_APP : BOOT_IMAGE_NET;

        offer(bench, slot, slot == BOOT_IMAGE_APP ? images->app_pair : images->net_pair, ACTION_MARK_TEST);
        for (unsigned cycle = 0; cycle < 3; cycle++) {
            boot_after(bench, RESET_POWER_ON, NO_CUT);
            expect_pair(bench, images->app_old, images->net_old);
            assert_true(logged(bench, "dependencies on image"));
            assert_int_equal(bench->run.operations, 0);
        }
    }
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, create_arena, destroy_arena)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(the_state_of_the_network_core_is_read_twice),
        TEST(a_way_back_that_cannot_be_prepared_wears_nothing_out),
        TEST(a_trial_whose_way_back_cannot_be_prepared_wears_nothing_out),
        TEST(a_trial_without_a_backup_any_more_wears_nothing_out),
        TEST(an_image_that_waits_for_the_other_costs_nothing),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

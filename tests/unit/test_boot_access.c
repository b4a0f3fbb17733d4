/* nrf53boot with a network core, when accesses to flash fail: what is tried again, and what that costs. */
#include "boot_bench.h"
#include "nrf53pack/net_backup_format.h"

static const struct small_device with_backup = {
    .mode = UPGRADE_SWAP_MOVE, .write_size = 4, .sectors = 6, .net = true, .backup = true, .largest = 3000
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

/* Accesses of these kinds to an area, in one boot. */
struct watch {
    const struct boot_area *area;
    unsigned kinds;
    uint32_t first; /* number of the first one; counts from 0 */
    uint32_t operations_before;
    uint32_t count;
    uint32_t operations;
};

static void note_access(void *context, uint32_t number, const struct flash_access *access)
{
    struct watch *watch = context;
    const struct boot_area *area = watch->area;

    if ((access->kind & watch->kinds) != 0 && access->device == area->device && access->offset >= area->offset &&
        access->offset - area->offset < area->size) {
        if (watch->count++ == 0) {
            watch->first = number;
            watch->operations_before = watch->operations;
        }
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

#define TEST(name) cmocka_unit_test_setup_teardown(name, create_arena, destroy_arena)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(the_state_of_the_network_core_is_read_twice),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

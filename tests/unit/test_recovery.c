/* Serial recovery on a simulated device: what uploads leave, and what a reset makes of it. */
#include "recovery_bench.h"

#include "firmware/crypto/crypto.h"

static const struct small_device modes[] = {
    { .mode = UPGRADE_SWAP_MOVE, .write_size = 4, .sectors = 6, .net = true, .largest = 9000 },
    { .mode = UPGRADE_SWAP_MOVE, .write_size = 8, .sectors = 6, .net = true, .backup = true, .largest = 9000 },
    { .mode = UPGRADE_SWAP_OFFSET, .write_size = 16, .sectors = 6, .net = true, .largest = 9000 },
    { .mode = UPGRADE_OVERWRITE_ONLY, .write_size = 4, .sectors = 6, .net = true, .backup = true, .largest = 9000 },
};
#define MODE_COUNT (sizeof modes / sizeof modes[0])

static void an_upload_to_the_primary_slot_is_what_starts(void **state)
{
    for (unsigned i = 0; i < 2 * MODE_COUNT; i++) {
        struct bench *bench = new_bench(state, &modes[i / 2]);

        boot(bench);
        assert_int_equal(upload(bench, i % 2, bench->setup.images.app_newer), SMP_OK);
        boot(bench);
        expect_pair(bench, bench->setup.images.app_newer, bench->setup.images.net_old);
        boot(bench);
        assert_true(app_runs(bench, bench->setup.images.app_newer));
        assert_int_equal(bench->run.operations, 0);
    }
}

static void an_upload_to_the_secondary_slot_is_a_test(void **state)
{
    for (unsigned i = 0; i < MODE_COUNT; i++) {
        struct bench *bench = new_bench(state, &modes[i]);
        const struct sim_images *images = &bench->setup.images;
        bool swaps = modes[i].mode != UPGRADE_OVERWRITE_ONLY;

        boot(bench);
        assert_int_equal(upload(bench, 2, images->app_new), SMP_OK);
        boot(bench);
        expect_pair(bench, images->app_new, images->net_old);
        boot(bench);
        assert_true(app_runs(bench, swaps ? images->app_old : images->app_new));
    }
}

static void uploads_to_both_secondary_slots_are_a_pair(void **state)
{
    for (unsigned i = 0; i < MODE_COUNT; i++) {
        struct bench *bench = new_bench(state, &modes[i]);
        const struct sim_images *images = &bench->setup.images;
        bool swaps = modes[i].mode != UPGRADE_OVERWRITE_ONLY;

        boot(bench);
        assert_int_equal(upload(bench, 4, images->net_new), SMP_OK);
        assert_int_equal(upload(bench, 2, images->app_new), SMP_OK);
        boot(bench);
        expect_pair(bench, images->app_new, images->net_new);
        boot(bench);
        expect_pair(bench, swaps ? images->app_old : images->app_new,
                    swaps && modes[i].backup ? images->net_old : images->net_new);
    }
}

static void an_upload_to_the_network_core_runs_there(void **state)
{
    for (unsigned i = 0; i < MODE_COUNT; i++) {
        struct bench *bench = new_bench(state, &modes[i]);

        boot(bench);
        assert_int_equal(upload(bench, 3, bench->setup.images.net_new), SMP_OK);
        assert_true(net_holds(bench, bench->setup.images.net_new));
        boot(bench);
        expect_pair(bench, bench->setup.images.app_old, bench->setup.images.net_new);
        assert_int_equal(bench->run.boot.net, BOOT_NET_GOOD);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(an_upload_to_the_primary_slot_is_what_starts, create_arena, destroy_arena),
        cmocka_unit_test_setup_teardown(an_upload_to_the_secondary_slot_is_a_test, create_arena, destroy_arena),
        cmocka_unit_test_setup_teardown(uploads_to_both_secondary_slots_are_a_pair, create_arena, destroy_arena),
        cmocka_unit_test_setup_teardown(an_upload_to_the_network_core_runs_there, create_arena, destroy_arena),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* Serial recovery on a simulated device: what uploads leave, and what a reset makes of it. */
#include "recovery_bench.h"

#include "firmware/crypto/crypto.h"
#include "nrf53pack/bytes.h"
#include "nrf53pack/net_backup_format.h"

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

/* As the simulator leaves it, which erases all before the first byte. */
static void nothing_of_an_older_upload_is_left_behind_the_network_image(void **state)
{
    struct bench *bench = new_bench(state, &modes[1]);
    const struct sim_image *image = bench->setup.images.net_old;
    struct upload_client client = new_client(bench, 3, image, 500);
    const struct boot_area *area = &client.recovery->upload.area;
    struct run_result result;
    uint32_t end = (uint32_t)limits_align_up(image->size, modes[1].write_size);
    uint8_t *tail;

    boot(bench);
    for (unsigned i = 0; i < NET_BACKUP_SLOTS; i++) { /* both slots of the backup have been full */
        assert_int_equal(upload(bench, 3, i == 0 ? bench->setup.images.net_new : bench->setup.images.net_pair),
                         i == 0 ? SMP_OK : SMP_ERROR_UNKNOWN);
    }
    run_client(bench, &client, NO_CUT, &result);
    assert_true(client.done);
    tail = arena_alloc(bench->arena, area->size - end);
    assert_true(machine_inspect(bench->machine, area->device, area->offset + end, tail, area->size - end));
    assert_true(bytes_all_erased(tail, area->size - end));
}

/* The end of a piece that is no whole write unit waits for the next one. */
static void pieces_of_any_size_make_a_whole(void **state)
{
    for (unsigned i = 0; i < MODE_COUNT; i++) {
        struct bench *bench = new_bench(state, &modes[i]);
        const struct sim_image *image = bench->setup.images.app_lower;
        /* the last two: of the reset vector a part waits for the next piece, where units are large */
        const uint32_t sizes[] = {
            32, 33, 61, 255, 256, 257, 511, 900, image->header_size + 9, image->header_size + 15
        };
        struct machine_state *start = machine_save(bench->machine);

        for (unsigned k = 0; k < sizeof sizes / sizeof sizes[0]; k++) {
            struct upload_client client = new_client(bench, 1, image, sizes[k]);
            struct run_result result;

            machine_restore(bench->machine, start);
            run_client(bench, &client, NO_CUT, &result);
            assert_true(client.done);
            boot(bench);
            assert_true(app_runs(bench, image));
        }
        machine_forget(start);
    }
}

static void the_file_is_compared_with_its_sha256(void **state)
{
    for (unsigned number = 1; number <= 4; number++) {
        struct bench *bench = new_bench(state, &modes[0]);
        const struct sim_image *image = number <= 2 ? bench->setup.images.app_new : bench->setup.images.net_new;
        struct upload_client client = new_client(bench, number, image, 700);
        uint8_t digest[CRYPTO_DIGEST_SIZE];
        struct run_result result;
        struct cbor_map map;
        bool match = false;

        assert_true(crypto_mbedtls_hash_memory(image->bytes, image->size, digest));
        client.file.sha256 = digest;
        boot(bench);
        run_client(bench, &client, NO_CUT, &result);
        assert_true(client.done);
        assert_true(cbor_map_open(&map, last_answer()->map, last_answer()->size));
        assert_int_equal(cbor_map_bool(&map, "match", &match), CBOR_FOUND);
        assert_true(match);

        digest[31] ^= 1;
        client.done = false;
        run_client(bench, &client, NO_CUT, &result);
        assert_int_equal(client.error, SMP_ERROR_CORRUPT);
        assert_int_equal(bench->net_operations, 0);
        assert_true(logged(bench, "not what was sent"));
        assert_true(number > 2 || !holds(bench, client.recovery->upload.area.device,
                                         client.recovery->upload.area.offset, image->bytes, 32));
    }
}

/* What an older upload left behind it does not count: flash is erased only ahead of what arrives. */
static void a_file_without_its_end_is_no_image(void **state)
{
    for (unsigned i = 0; i < MODE_COUNT; i++) {
        struct small_device device = modes[i];
        struct bench *bench;

        device.largest = 8700; /* a sector begins among the TLVs */
        bench = new_bench(state, &device);
        for (unsigned number = 1; number <= 4; number += number == 2 ? 2 : 1) {
            const struct sim_image *image = number <= 2 ? bench->setup.images.app_new : bench->setup.images.net_new;
            struct sim_image beginning = *image;

            beginning.size = 8192;
            assert_in_range(beginning.size, image->header_size + image->payload_size, image->size - 1);
            boot(bench);
            assert_int_equal(upload(bench, number, image), SMP_OK);
            assert_int_equal(upload(bench, number, &beginning), SMP_ERROR_CORRUPT);
            assert_int_equal(upload(bench, number, image), SMP_OK);
        }
    }
}

/* Nothing of them is found as an image afterwards. */
static void bad_images_are_answered_with_an_error(void **state)
{
    for (unsigned i = 0; i < MODE_COUNT; i++) {
        struct bench *bench = new_bench(state, &modes[i]);
        const struct sim_images *images = &bench->setup.images;
        const struct sim_image *bad_app[] = { images->app_bad_hash, images->app_wrong_key, images->app_unsigned };
        const struct sim_image *bad_net[] = { images->net_bad_hash, images->net_wrong_key, images->net_elsewhere };

        for (unsigned k = 0; k < 3; k++) {
            boot(bench);
            assert_int_not_equal(upload(bench, 2, bad_app[k]), SMP_OK);
            assert_int_not_equal(upload(bench, 3, bad_net[k]), SMP_OK);
            assert_int_equal(bench->net_operations, 0);
            assert_int_not_equal(upload(bench, 4, bad_net[k]), SMP_OK);
            boot(bench);
            expect_pair(bench, images->app_old, images->net_old);
        }
        for (unsigned k = 0; k < 3; k++) {
            assert_int_equal(upload(bench, 1, bad_app[k]), SMP_ERROR_CORRUPT);
            assert_true(logged(bench, "cannot be started"));
            boot(bench);
            assert_int_equal(bench->run.end, RUN_RECOVERY);
        }
        assert_int_equal(upload(bench, 1, images->app_new), SMP_OK);
        boot(bench);
        expect_pair(bench, images->app_new, images->net_old);
    }
}

static void an_image_for_the_other_core_is_refused_before_anything_is_erased(void **state)
{
    for (unsigned number = 0; number <= 4; number++) {
        struct bench *bench = new_bench(state, &modes[1]);
        const struct sim_images *images = &bench->setup.images;
        const struct sim_image *image = number <= 2 ? images->net_new : images->app_new;
        struct upload_client client = new_client(bench, number, image, 900);
        struct run_result result;

        boot(bench);
        run_client(bench, &client, NO_CUT, &result);
        assert_int_equal(client.error, SMP_ERROR_INVALID);
        assert_int_equal(result.operations, 0);
        assert_true(logged(bench, "not for this core"));
    }
}

/* Its signature is good: it must not come to its end in a slot that is started. */
static void an_image_for_the_other_core_is_refused_where_the_first_piece_does_not_tell(void **state)
{
    for (unsigned number = 0; number <= 4; number++) {
        struct bench *bench = new_bench(state, &modes[0]);
        const struct sim_images *images = &bench->setup.images;
        const struct sim_image *image = number <= 2 ? images->net_new : images->app_new;
        struct upload_client client = new_client(bench, number, image, 100);
        struct run_result result;

        boot(bench);
        run_client(bench, &client, NO_CUT, &result);
        assert_int_equal(client.error, SMP_ERROR_INVALID);
        assert_true(line.answer_count < 10);
        assert_true(logged(bench, "not for this core"));
        boot(bench);
        assert_int_equal(bench->run.end, number <= 1 ? RUN_RECOVERY : RUN_APPLICATION);
    }
}

static void what_came_before_is_nothing_to_go_by(void **state)
{
    struct bench *bench = new_bench(state, &modes[2]);
    const struct sim_images *images = &bench->setup.images;

    for (unsigned i = 0; i < 3; i++) {
        boot(bench);
        assert_int_equal(upload(bench, 2, images->app_new), SMP_OK);
        assert_int_equal(upload(bench, 2, images->app_lower), SMP_OK);
        assert_int_equal(upload(bench, 1, images->app_newer), SMP_OK);
        assert_int_equal(upload(bench, 1, images->app_old), SMP_OK);
        assert_int_equal(upload(bench, 3, images->net_new), SMP_OK);
        assert_int_equal(upload(bench, 3, images->net_old), SMP_OK);
        boot(bench);
        expect_pair(bench, images->app_lower, images->net_old);
        boot(bench);
        expect_pair(bench, images->app_old, images->net_old);
    }
}

static void with_upgrade_only_a_newer_image_is_taken(void **state)
{
    struct bench *bench = new_bench(state, &modes[1]);
    const struct sim_images *images = &bench->setup.images;
    const struct sim_image *files[] = { images->app_lower, images->app_old, images->net_lower,
                                        images->net_old,   images->app_new, images->net_new };
    static const unsigned numbers[] = { 1, 2, 3, 4, 2, 3 };

    boot(bench);
    assert_int_equal(upload(bench, 3, images->net_old), SMP_OK);
    for (unsigned i = 0; i < 6; i++) {
        struct upload_client client = new_client(bench, numbers[i], files[i], 500);
        struct run_result result;

        client.file.upgrade = true;
        run_client(bench, &client, NO_CUT, &result);
        assert_int_equal(client.error, i < 4 ? SMP_ERROR_BAD_STATE : SMP_OK);
        assert_true(i >= 4 || result.operations == 0);
    }
}

static void an_application_that_needs_another_network_image_comes_with_a_warning(void **state)
{
    struct bench *bench = new_bench(state, &modes[1]);
    const struct sim_images *images = &bench->setup.images;

    boot(bench);
    assert_int_equal(upload(bench, 1, images->app_pair), SMP_OK);
    assert_true(logged(bench, "does not go with the network core's image"));
    assert_int_equal(upload(bench, 3, images->net_pair), SMP_OK);
    boot(bench);
    expect_pair(bench, images->app_pair, images->net_pair);
}

/* The application that would have decided is gone: the network core goes back, as after a revert. */
static void an_upload_in_the_place_of_a_trial_ends_it(void **state)
{
    struct bench *bench = new_bench(state, &modes[1]);
    const struct sim_images *images = &bench->setup.images;

    boot(bench);
    act(bench, ACTION_UPLOAD, BOOT_IMAGE_APP, images->app_new);
    act(bench, ACTION_MARK_TEST, BOOT_IMAGE_APP, NULL);
    offer(bench, BOOT_IMAGE_NET, images->net_new, ACTION_MARK_TEST);
    boot(bench);
    expect_pair(bench, images->app_new, images->net_new);
    assert_int_equal(upload(bench, 3, images->net_newer), SMP_ERROR_BAD_STATE);
    assert_true(logged(bench, "not finished: reset first"));
    assert_int_equal(upload(bench, 1, images->app_newer), SMP_OK);
    boot(bench);
    expect_pair(bench, images->app_newer, images->net_old);
    assert_int_equal(upload(bench, 3, images->net_newer), SMP_OK);
    boot(bench);
    expect_pair(bench, images->app_newer, images->net_newer);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, create_arena, destroy_arena)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(an_upload_to_the_primary_slot_is_what_starts),
        TEST(an_upload_to_the_secondary_slot_is_a_test),
        TEST(uploads_to_both_secondary_slots_are_a_pair),
        TEST(an_upload_to_the_network_core_runs_there),
        TEST(nothing_of_an_older_upload_is_left_behind_the_network_image),
        TEST(pieces_of_any_size_make_a_whole),
        TEST(the_file_is_compared_with_its_sha256),
        TEST(a_file_without_its_end_is_no_image),
        TEST(bad_images_are_answered_with_an_error),
        TEST(an_image_for_the_other_core_is_refused_before_anything_is_erased),
        TEST(an_image_for_the_other_core_is_refused_where_the_first_piece_does_not_tell),
        TEST(what_came_before_is_nothing_to_go_by),
        TEST(with_upgrade_only_a_newer_image_is_taken),
        TEST(an_upload_in_the_place_of_a_trial_ends_it),
        TEST(an_application_that_needs_another_network_image_comes_with_a_warning),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* Uploads to the demonstration application: the operations of the simulated one, wrong offsets, what is refused, and uploads that
 * end anywhere.
 */
#include "demo_bench.h"

static const enum upgrade_mode all_modes[] = { UPGRADE_SWAP_MOVE, UPGRADE_SWAP_OFFSET, UPGRADE_OVERWRITE_ONLY };

static void an_upload_writes_what_the_simulated_application_writes(void **state)
{
    static const uint32_t sizes[] = { 32, 77, 1024, 1500, 10000 };
    static const uint32_t write_sizes[] = { 4, 8, 16 };

    for (size_t i = 0; i < COUNT(all_modes) * COUNT(sizes) * COUNT(write_sizes) * 2; i++) {
        unsigned image = i % 2;
        enum upgrade_mode mode = all_modes[i / 2 % COUNT(all_modes)];
        uint32_t write_size = write_sizes[i / 2 / COUNT(all_modes) % COUNT(write_sizes)];
        struct demo *demo = new_demo_with(state, mode, write_size);
        struct demo *simulated = new_demo_with(state, mode, write_size);

        simulate(simulated, ACTION_UPLOAD_PROGRESSIVE, image, new_image(demo, image));
        send_file(demo, image, new_image(demo, image), sizes[i / 2 / COUNT(all_modes) / COUNT(write_sizes)]);
        assert_false(demo->manager.upload.active);
        expect_equal_machines(demo, simulated);
    }
}

static void expect_equal_slots(struct demo *left, struct demo *right, unsigned image)
{
    const struct boot_area *slot = &config_of(left)->images[image].secondary;
    uint8_t *bytes = arena_alloc(left->bench->arena, slot->size);

    assert_true(machine_inspect(left->bench->machine, slot->device, slot->offset, bytes, slot->size));
    assert_true(holds(right->bench, slot->device, slot->offset, bytes, slot->size));
}

static void an_upload_that_ends_anywhere_changes_nothing_and_can_begin_anew(void **state)
{
    for (size_t i = 0; i < COUNT(all_modes) * 2; i++) {
        enum upgrade_mode mode = all_modes[i / 2];
        unsigned image = i % 2;
        struct demo *whole = new_demo(state, mode);
        const struct sim_image *file = new_image(whole, image);

        send_file(whole, image, file, USUAL_PIECE);
        for (uint32_t end = USUAL_PIECE; end < file->size; end += USUAL_PIECE) {
            struct demo *demo = new_demo(state, mode);

            send_from(demo, image, file, 0, end, USUAL_PIECE);
            reset_to(demo, images_of(demo)->app_old);
            assert_int_equal(demo->bench->run.operations, 0);
            expect_slot(demo, RUNNING, 1, "ac");
            expect_slot(demo, image, 1, NO_MATTER, NULL);
            assert_int_equal(send(demo, piece_of(file, image, end, USUAL_PIECE)).answer.offset, 0);
            send_file(demo, image, file, USUAL_PIECE);
            expect_equal_slots(demo, whole, image);
            expect_slot(demo, image, 1, 2, "");
        }
    }
}

static void a_wrong_offset_is_answered_with_the_right_one(void **state)
{
    struct demo *demo = new_demo(state, UPGRADE_SWAP_MOVE);
    const struct sim_image *file = images_of(demo)->app_new;
    static const uint32_t wrong[] = { 1, 1499, 1501, 1800, 4000 };
    struct piece piece;

    piece = send(demo, piece_of(file, BOOT_IMAGE_APP, 600, USUAL_PIECE));
    assert_int_equal(piece.error, IMAGE_OK);
    assert_int_equal(piece.answer.offset, 0);
    send_from(demo, BOOT_IMAGE_APP, file, 0, 1500, USUAL_PIECE);
    for (size_t i = 0; i < COUNT(wrong); i++) {
        size_t before = demo->operation_count;

        piece = send(demo, piece_of(file, BOOT_IMAGE_APP, wrong[i], USUAL_PIECE));
        assert_int_equal(piece.error, IMAGE_OK);
        assert_int_equal(piece.answer.offset, 1500);
        assert_int_equal(demo->operation_count, before);
    }
    send_from(demo, BOOT_IMAGE_APP, file, 1500, file->size, USUAL_PIECE);
    expect_slot(demo, APP_SECONDARY, 2, "");
}

static void the_same_file_again_goes_on_where_it_was_left(void **state)
{
    struct demo *demo = new_demo(state, UPGRADE_SWAP_OFFSET);
    const struct sim_image *file = images_of(demo)->app_new;
    uint8_t sha[SHA_SIZE];
    struct upload_request first = piece_of(file, BOOT_IMAGE_APP, 0, USUAL_PIECE);
    struct piece piece;

    digest_of(file, sha);
    first.sha = sha;
    first.sha_size = sizeof sha;
    assert_int_equal(send(demo, first).answer.offset, USUAL_PIECE);
    send_from(demo, BOOT_IMAGE_APP, file, USUAL_PIECE, 2 * USUAL_PIECE, USUAL_PIECE);
    piece = send(demo, first);
    assert_int_equal(piece.error, IMAGE_OK);
    assert_int_equal(piece.answer.offset, 2 * USUAL_PIECE);
    sha[0] ^= 1; /* another file: from the beginning */
    assert_int_equal(send(demo, first).answer.offset, USUAL_PIECE);
}

/* Without a hash nobody knows whether it is the same file. */
static void without_a_hash_an_upload_begins_anew(void **state)
{
    struct demo *demo = new_demo(state, UPGRADE_SWAP_MOVE);
    const struct sim_image *file = images_of(demo)->app_new;

    send_from(demo, BOOT_IMAGE_APP, file, 0, 2 * USUAL_PIECE, USUAL_PIECE);
    assert_int_equal(send(demo, piece_of(file, BOOT_IMAGE_APP, 0, USUAL_PIECE)).answer.offset, USUAL_PIECE);
    send_from(demo, BOOT_IMAGE_APP, file, USUAL_PIECE, file->size, USUAL_PIECE);
    expect_slot(demo, APP_SECONDARY, 2, "");
}

static void an_erase_ends_the_upload(void **state)
{
    struct demo *demo = new_demo(state, UPGRADE_SWAP_MOVE);
    const struct sim_image *file = images_of(demo)->app_new;

    send_from(demo, BOOT_IMAGE_APP, file, 0, 8 * USUAL_PIECE, USUAL_PIECE);
    assert_int_equal(erase(demo, APP_SECONDARY), IMAGE_OK);
    assert_int_equal(send(demo, piece_of(file, BOOT_IMAGE_APP, 8 * USUAL_PIECE, USUAL_PIECE)).answer.offset, 0);
    send_file(demo, BOOT_IMAGE_APP, file, USUAL_PIECE);
    expect_slot(demo, APP_SECONDARY, 2, "");
}

static void the_whole_file_is_compared_with_its_hash(void **state)
{
    for (unsigned right = 0; right < 2; right++) {
        struct demo *demo = new_demo(state, UPGRADE_SWAP_OFFSET);
        const struct sim_image *file = images_of(demo)->app_new;
        uint8_t sha[SHA_SIZE];
        struct upload_request first = piece_of(file, BOOT_IMAGE_APP, 0, USUAL_PIECE);
        struct piece last;

        digest_of(file, sha);
        sha[31] ^= right ? 0 : 1;
        first.sha = sha;
        first.sha_size = sizeof sha;
        assert_false(send(demo, first).answer.compared);
        send_from(demo, BOOT_IMAGE_APP, file, USUAL_PIECE, file->size - 1, 1);
        last = send(demo, piece_of(file, BOOT_IMAGE_APP, file->size - 1, 1));
        assert_int_equal(last.error, IMAGE_OK);
        assert_true(last.answer.compared);
        assert_int_equal(last.answer.match, right);
    }
}

/* A first piece that is refused, and why. */
struct refusal {
    enum image_error error;
    void (*spoil)(struct upload_request *request, uint8_t *bytes, uint32_t limit);
};

static void short_data(struct upload_request *request, uint8_t *bytes, uint32_t limit)
{
    (void)bytes;
    (void)limit;
    request->data_size = 31;
}

static void no_length(struct upload_request *request, uint8_t *bytes, uint32_t limit)
{
    (void)bytes;
    (void)limit;
    request->has_size = false;
}

static void no_offset(struct upload_request *request, uint8_t *bytes, uint32_t limit)
{
    (void)bytes;
    (void)limit;
    request->has_offset = false;
}

static void no_magic(struct upload_request *request, uint8_t *bytes, uint32_t limit)
{
    (void)request;
    (void)limit;
    bytes[0] ^= 1;
}

static void long_sha(struct upload_request *request, uint8_t *bytes, uint32_t limit)
{
    (void)limit;
    request->sha = bytes;
    request->sha_size = SHA_SIZE + 1;
}

static void third_image(struct upload_request *request, uint8_t *bytes, uint32_t limit)
{
    (void)bytes;
    (void)limit;
    request->image = 2;
}

static void one_over_the_limit(struct upload_request *request, uint8_t *bytes, uint32_t limit)
{
    (void)bytes;
    request->size = limit + 1;
}

static void largest_number(struct upload_request *request, uint8_t *bytes, uint32_t limit)
{
    (void)bytes;
    (void)limit;
    request->size = UINT32_MAX;
}

static void more_data_than_length(struct upload_request *request, uint8_t *bytes, uint32_t limit)
{
    (void)bytes;
    (void)limit;
    request->size = request->data_size - 1;
}

static void not_newer(struct upload_request *request, uint8_t *bytes, uint32_t limit)
{
    (void)limit;
    bytes[20] = 1; /* 1.0.0 runs */
    request->upgrade = true;
}

static void what_is_no_upload_is_refused_and_erases_nothing(void **state)
{
    static const struct refusal refusals[] = {
        { IMAGE_ERROR_INVALID_HEADER, short_data },
        { IMAGE_ERROR_INVALID_LENGTH, no_length },
        { IMAGE_ERROR_INVALID_OFFSET, no_offset },
        { IMAGE_ERROR_INVALID_MAGIC, no_magic },
        { IMAGE_ERROR_INVALID_HASH, long_sha },
        { IMAGE_ERROR_NO_FREE_SLOT, third_image },
        { IMAGE_ERROR_TOO_LARGE, one_over_the_limit },
        { IMAGE_ERROR_TOO_LARGE, largest_number },
        { IMAGE_ERROR_DATA_OVERRUN, more_data_than_length },
        { IMAGE_ERROR_CURRENT_IS_NEWER, not_newer },
    };

    for (size_t i = 0; i < COUNT(refusals) * COUNT(all_modes); i++) {
        struct demo *demo = new_demo(state, all_modes[i % COUNT(all_modes)]);
        const struct refusal *refusal = &refusals[i / COUNT(all_modes)];
        struct upload_request request = piece_of(images_of(demo)->app_new, BOOT_IMAGE_APP, 0, USUAL_PIECE);
        uint8_t bytes[USUAL_PIECE];

        memcpy(bytes, request.data, sizeof bytes);
        request.data = bytes;
        refusal->spoil(&request, bytes, image_upload_limit(&demo->manager, BOOT_IMAGE_APP));
        assert_int_equal(send(demo, request).error, refusal->error);
        assert_int_equal(demo->operation_count, 0);
        assert_false(demo->manager.upload.active);
    }
}

/* Any one access to flash fails; the client begins anew and comes through. */
static void flash_that_fails_ends_the_upload(void **state)
{
    struct demo *demo = new_demo(state, UPGRADE_SWAP_OFFSET);
    const struct sim_image *file = images_of(demo)->app_new;
    struct machine_state *before = machine_save(demo->bench->machine);
    unsigned erases = 0;
    unsigned writes = 0;

    for (uint32_t number = 0; number < 40; number++) {
        const struct failing_access failing = { .number = number, .lasts = FAILS_ONCE };
        struct piece piece;

        machine_restore(demo->bench->machine, before);
        demo->operation_count = 0;
        application_starts(demo);
        machine_fail_access(demo->bench->machine, &failing);
        piece = send(demo, piece_of(file, BOOT_IMAGE_APP, 0, file->size));
        machine_fail_access(demo->bench->machine, NULL);
        erases += piece.error == IMAGE_ERROR_ERASE_FAILED ? 1 : 0;
        writes += piece.error == IMAGE_ERROR_WRITE_FAILED ? 1 : 0;
        assert_false(demo->manager.upload.active);
        send_file(demo, BOOT_IMAGE_APP, file, USUAL_PIECE);
        expect_slot(demo, APP_SECONDARY, 2, "");
    }
    assert_int_equal(erases, 1 + (file->size + 4095) / 4096 + 1); /* the empty sector, the file's, the trailer's */
    assert_int_equal(writes, (file->size + IMAGE_UPLOAD_BLOCK - 1) / IMAGE_UPLOAD_BLOCK);
    machine_forget(before);
}

/* The bootloader's own limit: a file of that size is installed. */
static void the_largest_file_that_is_taken_is_installed(void **state)
{
    for (size_t i = 0; i < COUNT(all_modes); i++) {
        const struct small_device options = { .mode = all_modes[i], .write_size = 4, .sectors = 6, .net = true };
        struct demo *demo = new_demo_of(state, &options);

        assert_int_equal(image_upload_limit(&demo->manager, BOOT_IMAGE_APP), images_of(demo)->app_limit);
        assert_int_equal(image_upload_limit(&demo->manager, BOOT_IMAGE_NET), images_of(demo)->net_limit);
        send_file(demo, BOOT_IMAGE_APP, images_of(demo)->app_new, USUAL_PIECE);
        assert_int_equal(set_next(demo, APP_SECONDARY, true), IMAGE_OK);
        reset_to(demo, images_of(demo)->app_new);
    }
}

/* Slots may be larger than what the network core has for its program: a client is not let upload for nothing. */
static void the_network_cores_own_flash_bounds_its_file(void **state)
{
    struct demo *demo = new_demo(state, UPGRADE_SWAP_MOVE);
    struct boot_config *config = &demo->bench->setup.device.config;
    struct upload_request request = piece_of(images_of(demo)->net_new, BOOT_IMAGE_NET, 0, USUAL_PIECE);
    uint32_t slots_hold = image_upload_limit(&demo->manager, BOOT_IMAGE_NET);
    uint32_t largest;

    config->net.net_app.size = 2 * config->net.net_app.sector_size;
    largest = image_upload_limit(&demo->manager, BOOT_IMAGE_NET);
    assert_true(largest < slots_hold);
    assert_true(largest > config->net.net_app.size); /* header and TLVs stay here */
    assert_true(largest <= config->net.net_app.size + 4096);
    request.size = largest + 1;
    assert_int_equal(send(demo, request).error, IMAGE_ERROR_TOO_LARGE);
    assert_int_equal(demo->operation_count, 0);
}

static void more_data_than_announced_ends_the_upload(void **state)
{
    struct demo *demo = new_demo(state, UPGRADE_SWAP_MOVE);
    const struct sim_image *file = images_of(demo)->app_new;
    struct upload_request first = piece_of(file, BOOT_IMAGE_APP, 0, USUAL_PIECE);

    first.size = USUAL_PIECE + 10;
    assert_int_equal(send(demo, first).error, IMAGE_OK);
    assert_int_equal(send(demo, piece_of(file, BOOT_IMAGE_APP, USUAL_PIECE, 11)).error, IMAGE_ERROR_DATA_OVERRUN);
    assert_int_equal(send(demo, piece_of(file, BOOT_IMAGE_APP, USUAL_PIECE, 10)).answer.offset, 0);
    assert_int_equal(demo->operation_count, 0);
}

/* Any number of cuts is the explorer's matter; here: the next boot has the old application, and uploads work again. */
static void a_power_cut_in_an_upload_leaves_the_old_application(void **state)
{
    struct demo *demo = new_demo(state, UPGRADE_SWAP_OFFSET);
    const struct sim_image *file = images_of(demo)->app_new;
    struct machine_state *before = machine_save(demo->bench->machine);
    struct upload_request request = piece_of(file, BOOT_IMAGE_APP, 0, file->size);
    struct run_result result;

    for (uint32_t number = 0;; number++) {
        struct piece piece = { .demo = demo, .request = request };
        struct cut cut = { number, CUT_HALF, 0 };

        machine_restore(demo->bench->machine, before);
        machine_reset(demo->bench->machine, RESET_POWER_ON, RAM_ZERO, UNSTABLE_OLD);
        demo->operation_count = 0;
        application_starts(demo);
        machine_call(demo->bench->machine, take_piece, &piece, cut, &result);
        if (result.end != RUN_CUT) {
            assert_true(number > 5);
            break;
        }
        machine_reset(demo->bench->machine, RESET_POWER_ON, RAM_ZERO, UNSTABLE_PATTERN);
        machine_boot(demo->bench->machine, config_of(demo), NO_CUT, &demo->bench->run);
        assert_int_equal(demo->bench->run.end, RUN_APPLICATION);
        application_starts(demo);
        send_file(demo, BOOT_IMAGE_APP, file, USUAL_PIECE);
        assert_int_equal(set_next(demo, APP_SECONDARY, false), IMAGE_OK);
        reset_to(demo, file);
    }
    machine_forget(before);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(an_upload_writes_what_the_simulated_application_writes),
        CASE(an_upload_that_ends_anywhere_changes_nothing_and_can_begin_anew),
        CASE(a_wrong_offset_is_answered_with_the_right_one),
        CASE(the_same_file_again_goes_on_where_it_was_left),
        CASE(without_a_hash_an_upload_begins_anew),
        CASE(an_erase_ends_the_upload),
        CASE(the_whole_file_is_compared_with_its_hash),
        CASE(what_is_no_upload_is_refused_and_erases_nothing),
        CASE(flash_that_fails_ends_the_upload),
        CASE(the_largest_file_that_is_taken_is_installed),
        CASE(the_network_cores_own_flash_bounds_its_file),
        CASE(more_data_than_announced_ends_the_upload),
        CASE(a_power_cut_in_an_upload_leaves_the_old_application),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

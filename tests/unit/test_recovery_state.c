/* Serial recovery, request by request: the list of images, marks by hash, erasing. */
#include "recovery_bench.h"

#include "nrf53pack/bytes.h"

static const struct small_device swapping = {
    .mode = UPGRADE_SWAP_MOVE, .write_size = 4, .sectors = 6, .net = true, .backup = true, .largest = 6000
};
static const struct small_device without_backup = {
    .mode = UPGRADE_SWAP_OFFSET, .write_size = 4, .sectors = 6, .net = true, .largest = 6000
};
static const struct small_device one_core = {
    .mode = UPGRADE_SWAP_OFFSET, .write_size = 4, .sectors = 6, .largest = 6000
};

static const struct answer *ask_list(struct bench *bench, struct session *session)
{
    struct request request;

    request_begin(&request, false, SMP_GROUP_IMAGE, STATE, 9);
    return ask(bench, session, &request);
}

/* One line of the list as it is expected; version NULL: the list does not say it. */
struct expected_slot {
    const struct sim_image *image; /* NULL: unknown */
    unsigned number;
    unsigned slot;
    const char *version;
    const char *flags[4];
};

static const uint8_t *hash_of(const struct sim_image *image)
{
    uint32_t protected_tlvs = load_le16(image->bytes + 10);

    /* the first TLV behind the protected ones: TLV info of 4 bytes, type and length of 4 */
    return image->bytes + image->header_size + image->payload_size + protected_tlvs + 8;
}

static void expect_list(const struct answer *answer, const struct expected_slot *slots, unsigned count, bool with_image)
{
    uint8_t bytes[SMP_PACKET_MAX];
    struct cbor_writer writer = { .buffer = bytes, .size = sizeof bytes };

    cbor_write_map(&writer);
    cbor_write_text(&writer, "images");
    cbor_write_array(&writer);
    for (unsigned i = 0; i < count; i++) {
        cbor_write_map(&writer);
        if (with_image) {
            cbor_write_text(&writer, "image");
            cbor_write_uint(&writer, slots[i].number);
        }
        cbor_write_text(&writer, "slot");
        cbor_write_uint(&writer, slots[i].slot);
        cbor_write_text(&writer, "version");
        cbor_write_text(&writer, slots[i].version);
        if (slots[i].image != NULL) {
            cbor_write_text(&writer, "hash");
            cbor_write_bytes(&writer, hash_of(slots[i].image), 32);
        }
        for (unsigned k = 0; k < 4 && slots[i].flags[k] != NULL; k++) {
            cbor_write_text(&writer, slots[i].flags[k]);
            cbor_write_bool(&writer, true);
        }
        cbor_write_end(&writer);
    }
    cbor_write_end(&writer);
    cbor_write_end(&writer);
    assert_int_equal(answer->size, writer.used);
    assert_memory_equal(answer->map, bytes, writer.used);
}

static void the_list_says_what_the_trailers_say(void **state)
{
    struct bench *bench = new_bench(state, &swapping);
    const struct sim_images *images = &bench->setup.images;
    struct session session = new_session(bench);
    const struct expected_slot old_app = { images->app_old, 0, 0, "1.0.0", { "bootable", "confirmed", "active" } };
    const struct expected_slot old_net = { images->net_old, 1, 0, "1.0.0", { "bootable", "confirmed", "active" } };

    boot(bench);
    expect_list(ask_list(bench, &session), (struct expected_slot[]){ old_app, old_net }, 2, true);

    act(bench, ACTION_UPLOAD, BOOT_IMAGE_APP, images->app_new);
    act(bench, ACTION_UPLOAD, BOOT_IMAGE_NET, images->net_bad_hash);
    expect_list(ask_list(bench, &session),
                (struct expected_slot[]){ old_app,
                                          { images->app_new, 0, 1, "2.0.0", { "bootable" } },
                                          old_net,
                                          { images->net_bad_hash, 1, 1, "2.0.0", { NULL } } },
                4, true);

    offer(bench, BOOT_IMAGE_APP, images->app_new, ACTION_MARK_TEST);
    offer(bench, BOOT_IMAGE_NET, images->net_new, ACTION_MARK_PERMANENT);
    expect_list(ask_list(bench, &session),
                (struct expected_slot[]){ { images->app_old, 0, 0, "1.0.0", { "bootable", "confirmed" } },
                                          { images->app_new, 0, 1, "2.0.0", { "bootable", "pending" } },
                                          old_net,
                                          { images->net_new, 1, 1, "2.0.0", { "bootable", "pending", "permanent" } } },
                4, true);

    boot(bench);
    expect_pair(bench, images->app_new, images->net_new);
    expect_list(ask_list(bench, &session),
                (struct expected_slot[]){ { images->app_new, 0, 0, "2.0.0", { "bootable", "active" } },
                                          { images->app_old, 0, 1, "1.0.0", { "bootable", "confirmed" } },
                                          { images->net_new, 1, 0, "2.0.0", { "bootable", "active" } } },
                3, true);
}

static void what_the_network_core_runs_is_unknown_unless_recorded(void **state)
{
    struct bench *bench = new_bench(state, &without_backup);
    const struct sim_images *images = &bench->setup.images;
    struct session session = new_session(bench);
    const struct expected_slot old_app = { images->app_old, 0, 0, "1.0.0", { "bootable", "confirmed", "active" } };

    boot(bench);
    expect_list(ask_list(bench, &session), (struct expected_slot[]){ old_app, { NULL, 1, 0, "unknown", { "active" } } },
                2, true);
    offer(bench, BOOT_IMAGE_NET, images->net_new, ACTION_MARK_TEST);
    machine_fail_transfers(bench->machine, TRANSFER_FAILS_AFTER_ERASE, 100);
    boot(bench);
    expect_list(ask_list(bench, &session),
                (struct expected_slot[]){ old_app,
                                          { NULL, 1, 0, "unknown", { NULL } },
                                          { images->net_new, 1, 1, "2.0.0", { "bootable", "pending" } } },
                3, true);
    machine_fail_transfers(bench->machine, TRANSFER_WORKS, 0);
    boot(bench);
    expect_list(
        ask_list(bench, &session),
        (struct expected_slot[]){ old_app, { images->net_new, 1, 0, "2.0.0", { "bootable", "confirmed", "active" } } },
        2, true);
}

static void a_single_image_has_no_number(void **state)
{
    struct bench *bench = new_bench(state, &one_core);
    struct session session = new_session(bench);

    boot(bench);
    expect_list(ask_list(bench, &session),
                (struct expected_slot[]){
                    { bench->setup.images.app_old, 0, 0, "1.0.0", { "bootable", "confirmed", "active" } } },
                1, false);
}

static uint32_t set_state(struct bench *bench, struct session *session, const uint8_t *hash, bool confirm)
{
    struct request request;
    struct cbor_writer *map = request_begin(&request, true, SMP_GROUP_IMAGE, STATE, 77);

    if (hash != NULL) {
        cbor_write_text(map, "hash");
        cbor_write_bytes(map, hash, 32);
    }
    cbor_write_text(map, "confirm");
    cbor_write_bool(map, confirm);
    return answer_error(ask(bench, session, &request));
}

static void an_image_is_marked_by_its_hash(void **state)
{
    for (unsigned i = 0; i < 4; i++) {
        struct bench *bench = new_bench(state, i % 2 == 0 ? &swapping : &without_backup);
        const struct sim_images *images = &bench->setup.images;
        struct session session = new_session(bench);
        bool confirm = i / 2 == 1;

        boot(bench);
        assert_int_equal(set_state(bench, &session, hash_of(images->app_new), confirm), SMP_ERROR_NO_ENTRY);
        act(bench, ACTION_UPLOAD, BOOT_IMAGE_APP, images->app_new);
        assert_int_equal(set_state(bench, &session, hash_of(images->app_new), false), SMP_OK);
        assert_int_equal(set_state(bench, &session, hash_of(images->app_new), confirm), SMP_OK);
        assert_int_equal(set_state(bench, &session, hash_of(images->app_new), false), SMP_OK);
        boot(bench);
        assert_true(app_runs(bench, images->app_new));
        boot(bench);
        assert_true(app_runs(bench, confirm ? images->app_new : images->app_old));
    }
}

static void a_network_image_is_marked_by_its_hash(void **state)
{
    struct bench *bench = new_bench(state, &without_backup);
    struct session session = new_session(bench);

    boot(bench);
    act(bench, ACTION_UPLOAD, BOOT_IMAGE_NET, bench->setup.images.net_new);
    assert_int_equal(set_state(bench, &session, hash_of(bench->setup.images.net_new), true), SMP_OK);
    boot(bench);
    expect_pair(bench, bench->setup.images.app_old, bench->setup.images.net_new);
}

/* In overwrite-only mode the image may reach into the sector of its trailer. */
static void the_largest_image_is_marked_and_stays_whole(void **state)
{
    static const struct small_device device = {
        .mode = UPGRADE_OVERWRITE_ONLY, .write_size = 4, .sectors = 6, .net = true, .backup = true
    };
    struct bench *bench = new_bench(state, &device);
    const struct sim_images *images = &bench->setup.images;
    struct session session = new_session(bench);

    boot(bench);
    assert_true(images->app_new->size > 5 * 4096 && images->net_new->size > 5 * 4096);
    act(bench, ACTION_UPLOAD, BOOT_IMAGE_APP, images->app_new);
    act(bench, ACTION_UPLOAD, BOOT_IMAGE_NET, images->net_new);
    assert_int_equal(set_state(bench, &session, hash_of(images->app_new), false), SMP_OK);
    assert_int_equal(set_state(bench, &session, hash_of(images->app_new), true), SMP_OK);
    assert_int_equal(set_state(bench, &session, hash_of(images->net_new), true), SMP_OK);
    boot(bench);
    expect_pair(bench, images->app_new, images->net_new);
    for (unsigned number = 1; number <= 4; number++) {
        assert_int_equal(upload(bench, number, number <= 2 ? images->app_new : images->net_new), SMP_OK);
        boot(bench);
        expect_pair(bench, images->app_new, images->net_new);
    }
}

/* Nothing is programmed twice; the slot can be erased. */
static void a_slot_with_a_damaged_trailer_is_not_marked(void **state)
{
    struct bench *bench = new_bench(state, &swapping);
    const struct sim_images *images = &bench->setup.images;
    const struct boot_area *slot = &bench->setup.device.config.images[BOOT_IMAGE_APP].secondary;
    struct session session = new_session(bench);

    for (uint32_t behind = 1; behind <= 17; behind += 16) { /* of the magic, of image_ok */
        boot(bench);
        act(bench, ACTION_UPLOAD, BOOT_IMAGE_APP, images->app_new);
        assert_true(machine_fill(bench->machine, slot->device, slot->offset + slot->size - behind, 0x55, 1));
        assert_int_equal(set_state(bench, &session, hash_of(images->app_new), true), SMP_ERROR_BAD_STATE);
        boot(bench);
        assert_true(app_runs(bench, images->app_old));
    }
    assert_int_equal(upload(bench, 2, images->app_new), SMP_OK);
    boot(bench);
    assert_true(app_runs(bench, images->app_new));
}

static void an_image_that_is_not_valid_is_not_marked(void **state)
{
    struct bench *bench = new_bench(state, &swapping);
    struct session session = new_session(bench);

    boot(bench);
    act(bench, ACTION_UPLOAD, BOOT_IMAGE_APP, bench->setup.images.app_wrong_key);
    assert_int_equal(set_state(bench, &session, hash_of(bench->setup.images.app_wrong_key), true), SMP_ERROR_BAD_STATE);
    boot(bench);
    assert_true(app_runs(bench, bench->setup.images.app_old));
}

/* What a client does that does not know that it talks to recovery: marks what it sent to the primary slot. */
static void the_application_in_the_primary_slot_may_be_marked(void **state)
{
    struct bench *bench = new_bench(state, &swapping);
    const struct sim_images *images = &bench->setup.images;
    struct session session;

    boot(bench);
    assert_int_equal(upload(bench, 0, images->app_new), SMP_OK);
    session = new_session(bench);
    assert_int_equal(set_state(bench, &session, hash_of(images->app_new), false), SMP_OK);
    assert_int_equal(set_state(bench, &session, hash_of(images->app_new), true), SMP_OK);
    assert_int_equal(set_state(bench, &session, NULL, true), SMP_OK);
    assert_int_equal(set_state(bench, &session, NULL, false), SMP_ERROR_INVALID);
    boot(bench);
    assert_true(app_runs(bench, images->app_new));
    assert_int_equal(bench->run.operations, 0);
}

static void a_trial_is_confirmed_for_both_cores(void **state)
{
    for (unsigned i = 0; i < 2; i++) {
        struct bench *bench = new_bench(state, &swapping);
        const struct sim_images *images = &bench->setup.images;
        struct session session = new_session(bench);

        offer(bench, BOOT_IMAGE_APP, images->app_pair, ACTION_MARK_TEST);
        offer(bench, BOOT_IMAGE_NET, images->net_pair, ACTION_MARK_TEST);
        boot(bench);
        expect_pair(bench, images->app_pair, images->net_pair);
        assert_int_equal(set_state(bench, &session, hash_of(images->app_pair), false), SMP_OK);
        assert_int_equal(set_state(bench, &session, hash_of(images->net_pair), false), SMP_OK);
        assert_int_equal(set_state(bench, &session, hash_of(images->net_pair), true), SMP_ERROR_BAD_STATE);
        assert_int_equal(set_state(bench, &session, i == 0 ? NULL : hash_of(images->app_pair), true), SMP_OK);
        boot(bench);
        expect_pair(bench, images->app_pair, images->net_pair);
        assert_int_equal(set_state(bench, &session, hash_of(images->net_pair), true), SMP_OK);
    }
}

/* The old image is the way back. */
static void a_trial_keeps_the_secondary_slot(void **state)
{
    for (unsigned i = 0; i < 2; i++) {
        struct bench *bench = new_bench(state, i == 0 ? &swapping : &without_backup);
        const struct sim_images *images = &bench->setup.images;
        struct session session;
        struct request request;

        offer(bench, BOOT_IMAGE_APP, images->app_new, ACTION_MARK_TEST);
        boot(bench);
        assert_true(app_runs(bench, images->app_new));
        assert_int_equal(upload(bench, 2, images->app_newer), SMP_ERROR_BAD_STATE);
        assert_true(logged(bench, "not finished: reset first"));
        session = new_session(bench);
        request_begin(&request, true, SMP_GROUP_IMAGE, ERASE, 5);
        assert_int_equal(answer_error(ask(bench, &session, &request)), SMP_ERROR_BAD_STATE);
        assert_int_equal(set_state(bench, &session, hash_of(images->app_old), true), SMP_ERROR_BAD_STATE);
        boot(bench);
        assert_true(app_runs(bench, images->app_old));
    }
}

static uint32_t erase(struct bench *bench, struct session *session, int slot)
{
    struct request request;
    struct cbor_writer *map = request_begin(&request, true, SMP_GROUP_IMAGE, ERASE, 5);

    if (slot >= 0) {
        cbor_write_text(map, "slot");
        cbor_write_uint(map, (uint32_t)slot);
    }
    return answer_error(ask(bench, session, &request));
}

static bool is_erased(struct bench *bench, const struct boot_area *area, uint32_t end)
{
    uint8_t *bytes = arena_alloc(bench->arena, end);

    assert_true(machine_inspect(bench->machine, area->device, area->offset, bytes, end));
    return bytes_all_erased(bytes, end);
}

static void idle(struct hal *hal, void *context)
{
    struct session *session = context;

    for (unsigned i = 0; i < 100; i++) {
        assert_true(recovery_poll(session->recovery));
        hal_watchdog_feed(hal);
    }
}

static void a_slot_is_empty_at_once_and_erased_soon(void **state)
{
    for (unsigned i = 0; i < 4; i++) {
        struct bench *bench = new_bench(state, i % 2 == 0 ? &swapping : &without_backup);
        const struct sim_images *images = &bench->setup.images;
        struct session session = new_session(bench);
        unsigned number = i / 2;
        const struct boot_image_config *slots = &bench->setup.device.config.images[number];
        uint32_t page = i % 2 == 1 && number == 1 ? 4096 : 0; /* the state page, below the trailer's sector */
        struct run_result result;

        boot(bench);
        offer(bench, number, number == 0 ? images->app_new : images->net_new, ACTION_MARK_TEST);
        assert_int_equal(erase(bench, &session, number == 0 && i % 2 == 0 ? -1 : (int)(2 * number + 1)), SMP_OK);
        machine_call(bench->machine, idle, &session, NO_CUT, &result);
        assert_int_equal(result.fault.kind, FAULT_NONE);
        assert_true(is_erased(bench, &slots->secondary, slots->secondary.size - page - 4096));
        boot(bench);
        expect_pair(bench, images->app_old, images->net_old);
        assert_int_equal(bench->run.boot.net, i % 2 == 0 ? BOOT_NET_GOOD : BOOT_NET_UNKNOWN);
    }
}

/* The page below the trailer, where the state of the network core is recorded, is no part of an image. */
static void erasing_leaves_what_is_known_of_the_network_core(void **state)
{
    struct bench *bench = new_bench(state, &without_backup);
    const struct sim_images *images = &bench->setup.images;
    struct session session = new_session(bench);
    struct run_result result;

    offer(bench, BOOT_IMAGE_NET, images->net_new, ACTION_MARK_TEST);
    boot(bench);
    assert_int_equal(bench->run.boot.net, BOOT_NET_GOOD);
    assert_int_equal(upload(bench, 4, images->net_newer), SMP_OK);
    session = new_session(bench);
    assert_int_equal(erase(bench, &session, 3), SMP_OK);
    machine_call(bench->machine, idle, &session, NO_CUT, &result);
    boot(bench);
    expect_pair(bench, images->app_old, images->net_new);
    assert_int_equal(bench->run.boot.net, BOOT_NET_GOOD);
}

/* No more is erased before the answer than one sector of the image and the trailer's. */
static void erasing_is_answered_before_it_is_done(void **state)
{
    struct bench *bench = new_bench(state, &swapping);
    struct session session = new_session(bench);
    struct run_result result;

    boot(bench);
    act(bench, ACTION_UPLOAD, BOOT_IMAGE_APP, bench->setup.images.app_new);
    send_simple(true, SMP_GROUP_IMAGE, ERASE, 1);
    send_simple(false, SMP_GROUP_IMAGE, STATE, 2);
    result = take(bench, &session);
    assert_int_equal(line.answer_count, 2);
    assert_int_equal(answer_error(&line.answers[0]), SMP_OK);
    assert_int_equal(line.answers[0].size, 2); /* an empty map: clients refuse anything else */
    assert_true(result.operations <= 6);
}

static void what_is_erased_is_no_upload_any_more(void **state)
{
    struct bench *bench = new_bench(state, &swapping);
    const struct sim_images *images = &bench->setup.images;
    struct session session = new_session(bench);
    struct sent_file file = { .number = 2, .bytes = images->app_new->bytes, .size = images->app_new->size };
    struct run_result result;
    uint32_t offset = 1;

    boot(bench);
    assert_int_equal(erase(bench, &session, 1), SMP_OK);
    send_piece(&file, 0, 500, 1);
    (void)take(bench, &session);
    machine_call(bench->machine, idle, &session, NO_CUT, &result);
    assert_true(secondary_holds(bench, 0, &(struct sim_image){ .bytes = file.bytes, .size = 500 }));
    assert_int_equal(erase(bench, &session, 1), SMP_OK);
    send_piece(&file, 500, 500, 2);
    (void)take(bench, &session);
    assert_true(answer_uint(last_answer(), "off", &offset));
    assert_int_equal(offset, 0);
}

/* What is uploaded while the slot is still being erased stays. */
static void an_upload_ends_the_erasing(void **state)
{
    struct bench *bench = new_bench(state, &swapping);
    const struct sim_image *image = bench->setup.images.app_new;
    struct session session = new_session(bench);
    struct sent_file file = { .number = 2, .bytes = image->bytes, .size = image->size };
    struct run_result result;

    boot(bench);
    assert_int_equal(erase(bench, &session, 1), SMP_OK);
    for (uint32_t at = 0; at < image->size; at += 700) {
        send_piece(&file, at, image->size - at < 700 ? image->size - at : 700, 1);
    }
    (void)take(bench, &session);
    assert_int_equal(session.recovery->upload.stage, UPLOAD_DONE);
    machine_call(bench->machine, idle, &session, NO_CUT, &result);
    boot(bench);
    assert_true(app_runs(bench, image));
}

/* The client of an upload to another slot may be gone for good. */
static void an_upload_that_was_left_does_not_end_the_erasing_of_another_slot(void **state)
{
    struct bench *bench = new_bench(state, &swapping);
    const struct sim_images *images = &bench->setup.images;
    const struct boot_area *slot = &bench->setup.device.config.images[BOOT_IMAGE_NET].secondary;
    struct session session = new_session(bench);
    struct sent_file file = { .number = 2, .bytes = images->app_new->bytes, .size = images->app_new->size };
    struct run_result result;

    boot(bench);
    assert_true(machine_fill(bench->machine, slot->device, slot->offset, 0x55, slot->size));
    assert_int_equal(erase(bench, &session, 3), SMP_OK);
    send_piece(&file, 0, 500, 1);
    (void)take(bench, &session);
    assert_false(is_erased(bench, slot, slot->size - 4096));
    machine_call(bench->machine, idle, &session, NO_CUT, &result);
    assert_true(is_erased(bench, slot, slot->size - 4096));
    assert_true(secondary_holds(bench, 0, &(struct sim_image){ .bytes = file.bytes, .size = 500 }));
}

static void slots_that_are_none_are_not_erased(void **state)
{
    static const struct small_device *devices[] = { &swapping, &one_core };
    static const int slots[] = { 0, 2, 4, 5, 7 };

    for (unsigned i = 0; i < 2; i++) {
        struct bench *bench = new_bench(state, devices[i]);
        struct session session = new_session(bench);

        boot(bench);
        for (unsigned k = 0; k < 5; k++) {
            assert_int_equal(erase(bench, &session, slots[k]), SMP_ERROR_INVALID);
        }
        assert_int_equal(erase(bench, &session, 3), i == 0 ? SMP_OK : SMP_ERROR_INVALID);
    }
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, create_arena, destroy_arena)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(the_list_says_what_the_trailers_say),
        TEST(what_the_network_core_runs_is_unknown_unless_recorded),
        TEST(a_single_image_has_no_number),
        TEST(an_image_is_marked_by_its_hash),
        TEST(a_network_image_is_marked_by_its_hash),
        TEST(the_largest_image_is_marked_and_stays_whole),
        TEST(a_slot_with_a_damaged_trailer_is_not_marked),
        TEST(an_image_that_is_not_valid_is_not_marked),
        TEST(the_application_in_the_primary_slot_may_be_marked),
        TEST(a_trial_is_confirmed_for_both_cores),
        TEST(a_trial_keeps_the_secondary_slot),
        TEST(a_slot_is_empty_at_once_and_erased_soon),
        TEST(erasing_leaves_what_is_known_of_the_network_core),
        TEST(erasing_is_answered_before_it_is_done),
        TEST(an_upload_ends_the_erasing),
        TEST(what_is_erased_is_no_upload_any_more),
        TEST(an_upload_that_was_left_does_not_end_the_erasing_of_another_slot),
        TEST(slots_that_are_none_are_not_erased),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

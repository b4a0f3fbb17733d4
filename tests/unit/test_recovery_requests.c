/* Serial recovery, request by request: resets, what is refused, offsets, two clients, and who is answered while the network core
 * copies.
 */
#include "recovery_bench.h"

static const struct small_device swapping = {
    .mode = UPGRADE_SWAP_MOVE, .write_size = 4, .sectors = 6, .net = true, .backup = true, .largest = 6000
};
static const struct small_device without_backup = {
    .mode = UPGRADE_SWAP_OFFSET, .write_size = 4, .sectors = 6, .net = true, .largest = 6000
};
static const struct small_device one_core = {
    .mode = UPGRADE_SWAP_OFFSET, .write_size = 4, .sectors = 6, .largest = 6000
};

static void resets_are_answered_first(void **state)
{
    struct bench *bench = new_bench(state, &swapping);
    struct session session = new_session(bench);
    struct run_result result;
    struct request request;
    struct cbor_writer *map;

    boot(bench);
    send_simple(true, SMP_GROUP_OS, RESET, 3);
    result = take(bench, &session);
    assert_int_equal(result.end, RUN_PANIC);
    assert_int_equal(answer_error(last_answer()), SMP_OK);
    assert_int_equal(last_answer()->command, RESET);

    session = new_session(bench);
    map = request_begin(&request, true, SMP_GROUP_OS, RESET, 4);
    cbor_write_text(map, "boot_mode");
    cbor_write_uint(map, 1);
    request_send(&request);
    (void)take(bench, &session);
    assert_true(session.recovery->os.recovery_wanted);
}

static void run_recovery(struct hal *hal, void *context)
{
    recovery_run(hal, context);
}

static void recovery_ends_with_a_reset(void **state)
{
    for (unsigned mode = 0; mode < 2; mode++) {
        struct bench *bench = new_bench(state, &swapping);
        struct run_result result;
        struct request request;
        struct cbor_writer *map;

        boot(bench);
        line_clear(bench->arena);
        map = request_begin(&request, true, SMP_GROUP_OS, RESET, 4);
        cbor_write_text(map, "boot_mode");
        cbor_write_uint(map, mode);
        request_send(&request);
        machine_call(bench->machine, run_recovery, &bench->setup.device.config, NO_CUT, &result);
        assert_int_equal(result.end, RUN_PANIC);
        assert_string_equal(result.panic, mode == 0 ? RESET_PANIC : RESET_TO_RECOVERY_PANIC);
        assert_int_equal(line.answer_count, 1);
        assert_true(logged(bench, "Serial recovery"));
    }
}

static void what_there_is_not_is_not_supported(void **state)
{
    struct bench *bench = new_bench(state, &swapping);
    struct session session = new_session(bench);
    static const struct {
        bool write;
        unsigned group;
        unsigned command;
    } requests[] = { { false, 1, 1 }, { true, 1, 2 },  { false, 1, 3 }, { true, 1, 4 }, { false, 1, 5 },
                     { true, 1, 6 },  { false, 2, 0 }, { true, 8, 0 },  { true, 63, 0 } };

    boot(bench);
    for (unsigned i = 0; i < sizeof requests / sizeof requests[0]; i++) {
        struct request request;

        request_begin(&request, requests[i].write, requests[i].group, requests[i].command, 1);
        assert_int_equal(answer_error(ask(bench, &session, &request)), SMP_ERROR_NOT_SUPPORTED);
    }
}

struct bad_beginning {
    uint32_t number;
    uint32_t length;
    uint32_t piece;
    uint32_t changed; /* byte of the file */
    uint8_t value;
};

static void uploads_that_cannot_end_well_change_nothing(void **state)
{
    struct bench *bench = new_bench(state, &swapping);
    const struct sim_image *image = bench->setup.images.app_new;
    uint32_t room = (uint32_t)sim_image_limit(&bench->setup.device.config, 0);
    uint32_t net_room = (uint32_t)sim_image_limit(&bench->setup.device.config, 1);
    const struct bad_beginning bad[] = {
        { 5, image->size, 500, 0, 0x3d },  { 0xffffffff, image->size, 500, 0, 0x3d },
        { 1, room + 1, 500, 0, 0x3d },     { 2, room + 1, 500, 0, 0x3d },
        { 3, net_room + 1, 500, 0, 0x3d }, { 4, net_room + 1, 500, 0, 0x3d },
        { 1, 0xffffffff, 500, 0, 0x3d },   { 1, image->size, 31, 0, 0x3d },
        { 1, image->size, 0, 0, 0x3d },    { 1, image->size, 500, 0, 0x3c },
        { 1, image->size, 500, 8, 4 },     { 1, image->size, 500, 15, 0xff },
        { 1, 499, 500, 0, 0x3d },          { 1, image->size, 500, 9, 0xff },
    };

    boot(bench);
    for (unsigned i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        struct session session = new_session(bench);
        uint8_t *bytes = arena_alloc(bench->arena, image->size);
        struct sent_file file = {
            .number = bad[i].number, .bytes = bytes, .size = image->size, .declared = bad[i].length
        };
        struct run_result result;

        memcpy(bytes, image->bytes, image->size);
        bytes[bad[i].changed] = bad[i].value;
        if (i >= 9) {
            bytes[9] = bad[i].changed == 8 ? 0 : bytes[9]; /* a header of 4 bytes */
        }
        send_piece(&file, 0, bad[i].piece, 1);
        result = take(bench, &session);
        assert_int_equal(answer_error(last_answer()), SMP_ERROR_INVALID);
        assert_int_equal(result.operations, 0);
    }
    boot(bench);
    expect_pair(bench, bench->setup.images.app_old, bench->setup.images.net_old);
}

static void requests_without_what_they_need_are_invalid(void **state)
{
    struct bench *bench = new_bench(state, &swapping);
    struct session session = new_session(bench);

    boot(bench);
    for (unsigned i = 0; i < 6; i++) {
        struct request request;
        struct cbor_writer *map = request_begin(&request, true, SMP_GROUP_IMAGE, UPLOAD, 1);

        if (i != 0) {
            cbor_write_text(map, "off");
            i == 1 ? cbor_write_text(map, "0") : cbor_write_uint(map, 0);
        }
        if (i != 2) {
            cbor_write_text(map, "data");
            i == 3 ? cbor_write_uint(map, 5) : cbor_write_bytes(map, bench->setup.images.app_new->bytes, 300);
        }
        if (i != 4) { /* 0 bytes */
            cbor_write_text(map, "len");
            cbor_write_uint(map, bench->setup.images.app_new->size);
        }
        if (i == 5) {
            cbor_write_text(map, "sha");
            cbor_write_bytes(map, "short", 5);
        }
        assert_int_equal(answer_error(ask(bench, &session, &request)), SMP_ERROR_INVALID);
    }
    boot(bench);
    expect_pair(bench, bench->setup.images.app_old, bench->setup.images.net_old);
}

/* No configuration that `nrf53pack bootconfig` writes has them. */
static void write_units_of_impossible_size_take_no_upload(void **state)
{
    static const uint32_t sizes[] = { 0, 32 };

    for (unsigned i = 0; i < 2; i++) {
        struct bench *bench = new_bench(state, &swapping);
        struct session session = new_session(bench);
        const struct sim_image *image = bench->setup.images.app_new;
        struct sent_file file = { .number = 1, .bytes = image->bytes, .size = image->size };
        struct run_result result;

        boot(bench);
        bench->setup.device.config.images[BOOT_IMAGE_APP].write_size = sizes[i];
        send_piece(&file, 0, 500, 1);
        result = take(bench, &session);
        assert_int_equal(answer_error(last_answer()), SMP_ERROR_BAD_STATE);
        assert_int_equal(result.operations, 0);
    }
}

static uint32_t offset_after(struct bench *bench, struct session *session, const struct sent_file *file,
                             uint32_t offset, uint32_t size)
{
    uint32_t next = UINT32_MAX;

    send_piece(file, offset, size, 1);
    (void)take(bench, session);
    return answer_uint(last_answer(), "off", &next) && answer_error(last_answer()) == 0 ? next : UINT32_MAX;
}

static void a_piece_from_elsewhere_is_answered_with_the_offset_that_is_due(void **state)
{
    struct bench *bench = new_bench(state, &swapping);
    const struct sim_image *image = bench->setup.images.app_new;
    struct session session = new_session(bench);
    struct sent_file file = { .number = 2, .bytes = image->bytes, .size = image->size };

    boot(bench);
    assert_int_equal(offset_after(bench, &session, &file, 700, 100), 0);
    assert_int_equal(offset_after(bench, &session, &file, 0, 501), 501);
    assert_int_equal(offset_after(bench, &session, &file, 900, 100), 501);
    assert_int_equal(offset_after(bench, &session, &file, 500, 100), 501);
    assert_int_equal(offset_after(bench, &session, &file, 501, 0), 501);
    assert_int_equal(offset_after(bench, &session, &file, 501, 301), 802);
    assert_int_equal(offset_after(bench, &session, &file, 501, 301), 802);
    for (uint32_t at = 802; at < image->size; at += 600) {
        uint32_t size = image->size - at < 600 ? image->size - at : 600;

        assert_int_equal(offset_after(bench, &session, &file, at, size), at + size);
    }
    /* the last piece once more, because its answer was lost */
    assert_int_equal(offset_after(bench, &session, &file, image->size - 10, 10), image->size);
    boot(bench);
    assert_true(app_runs(bench, image));
}

static void more_than_was_said_is_refused(void **state)
{
    struct bench *bench = new_bench(state, &swapping);
    const struct sim_image *image = bench->setup.images.app_new;
    struct session session = new_session(bench);
    struct sent_file file = { .number = 2, .bytes = image->bytes, .size = image->size };
    uint8_t *longer = arena_alloc(bench->arena, image->size + 100);

    boot(bench);
    memcpy(longer, image->bytes, image->size);
    file.bytes = longer;
    for (uint32_t at = 0; at + 600 <= image->size; at += 600) {
        assert_int_equal(offset_after(bench, &session, &file, at, 600), at + 600);
    }
    send_piece(&file, image->size / 600 * 600, image->size % 600 + 1, 1);
    (void)take(bench, &session);
    assert_int_equal(answer_error(last_answer()), SMP_ERROR_INVALID);
}

/* The program mcumgr sends the rest of the file, or waits for ever, when an error comes without the offset behind it. */
static void old_clients_are_told_that_an_upload_is_over(void **state)
{
    struct bench *bench = new_bench(state, &swapping);
    const struct sim_image *image = bench->setup.images.app_bad_hash;
    uint32_t offset = 0;

    for (unsigned old = 0; old < 2; old++) {
        struct upload_client client = new_client(bench, 2, image, 500);
        struct run_result result;

        boot(bench);
        client.file.old_client = old == 1;
        run_client(bench, &client, NO_CUT, &result);
        assert_int_equal(client.error, SMP_ERROR_CORRUPT);
        assert_int_equal(answer_uint(last_answer(), "off", &offset), old == 1);
        client.file.declared = 0x7fffffff;
        run_client(bench, &client, NO_CUT, &result);
        assert_int_equal(client.error, SMP_ERROR_INVALID);
        assert_int_equal(answer_uint(last_answer(), "off", &offset), old == 1);
    }
    assert_int_equal(offset, 0x7fffffff);
}

/* Two clients that know nothing of each other: whoever begins last has the line, and no mixture of files is ever whole. */
static void of_two_clients_none_makes_a_mixture(void **state)
{
    for (unsigned first = 1; first <= 4; first++) {
        for (unsigned second = 1; second <= 4; second++) {
            struct bench *bench = new_bench(state, &swapping);
            const struct sim_images *images = &bench->setup.images;
            const struct sim_image *files[] = { first <= 2 ? images->app_new : images->net_new,
                                                second <= 2 ? images->app_newer : images->net_newer };
            const unsigned numbers[] = { first, second };
            struct session session = new_session(bench);
            uint32_t offsets[2] = { 0, 0 };
            uint32_t error = 0;

            boot(bench);
            for (unsigned i = 0; i < 200 && error == 0; i++) {
                struct sent_file file = { .number = numbers[i % 2],
                                          .bytes = files[i % 2]->bytes,
                                          .size = files[i % 2]->size };
                uint32_t at = offsets[i % 2] < file.size ? offsets[i % 2] : 0;
                uint32_t size = file.size - at < 700 ? file.size - at : 700;

                send_piece(&file, at, size, (uint8_t)i);
                (void)take(bench, &session);
                line.answers[0] = *last_answer();
                line.answer_count = 1;
                error = answer_error(last_answer());
                (void)answer_uint(last_answer(), "off", &offsets[i % 2]);
            }
            boot(bench);
            assert_true(bench->run.end == RUN_RECOVERY || app_runs(bench, images->app_old) ||
                        app_runs(bench, images->app_new) || app_runs(bench, images->app_newer));
            assert_true(net_holds(bench, images->net_old) || net_holds(bench, images->net_new) ||
                        net_holds(bench, images->net_newer));
        }
    }
}

/* The network core never answers: there is time to ask something. */
static struct bench *network_core_hangs(void **state)
{
    struct bench *bench = new_bench(state, &without_backup);

    boot(bench);
    bench->setup.device.config.net.timeout_ms = 400;
    bench->setup.device.config.net.attempts = 1;
    machine_fail_transfers(bench->machine, TRANSFER_HANGS, 100);
    return bench;
}

static void send_all_but_the_last(struct bench *bench, struct session *session, const struct sent_file *file,
                                  uint32_t *last)
{
    uint32_t at = 0;

    while (file->size - at > 600) {
        assert_int_equal(offset_after(bench, session, file, at, 600), at + 600);
        at += 600;
    }
    *last = at;
    line.answer_count = 0;
}

static void while_the_network_core_copies_the_line_is_answered(void **state)
{
    static const struct {
        unsigned group;
        unsigned command;
        bool write;
        uint32_t error;
    } meanwhile[] = {
        { SMP_GROUP_IMAGE, STATE, false, SMP_ERROR_BUSY },
        { SMP_GROUP_IMAGE, ERASE, true, SMP_ERROR_BUSY },
        { SMP_GROUP_OS, RESET, true, SMP_OK },
        { SMP_GROUP_OS, 6, false, SMP_OK },
        { SMP_GROUP_OS, 8, false, SMP_OK },
    };
    struct bench *bench = network_core_hangs(state);
    const struct sim_image *image = bench->setup.images.net_new;
    struct session session = new_session(bench);
    struct sent_file file = { .number = 3, .bytes = image->bytes, .size = image->size };
    struct run_result result;
    uint32_t last;

    send_all_but_the_last(bench, &session, &file, &last);
    send_piece(&file, last, image->size - last, 200);
    send_echo(1);
    for (unsigned i = 0; i < 5; i++) {
        send_simple(meanwhile[i].write, meanwhile[i].group, meanwhile[i].command, (uint8_t)(i + 2));
    }
    file.old_client = true;
    send_piece(&file, 0, 600, 7);
    result = take(bench, &session);
    assert_int_equal(line.answer_count, 8);
    assert_int_equal(line.answers[0].sequence, 1);
    assert_int_equal(answer_error(&line.answers[0]), SMP_OK);
    for (unsigned i = 0; i < 5; i++) {
        assert_int_equal(line.answers[i + 1].sequence, i + 2);
        assert_int_equal(answer_error(&line.answers[i + 1]), meanwhile[i].error);
    }
    assert_int_equal(answer_error(&line.answers[6]), SMP_ERROR_BUSY);
    assert_true(answer_uint(&line.answers[6], "off", &last) && last == image->size);
    assert_int_equal(line.answers[7].sequence, 200);
    assert_int_equal(answer_error(&line.answers[7]), SMP_ERROR_UNKNOWN);
    assert_int_equal(session.recovery->upload.stage, UPLOAD_FAILED);
    /* the reset came when the copy was over */
    assert_int_equal(result.end, RUN_PANIC);
}

/* mcumgr, which gives the image's number in each piece, does not wait for the end: it would wait for ever. */
static void mcumgr_is_answered_before_the_copy_ends(void **state)
{
    for (unsigned i = 0; i < 3; i++) {
        struct bench *bench = network_core_hangs(state);
        const struct sim_image *image = bench->setup.images.net_new;
        struct session session = new_session(bench);
        struct sent_file file = { .number = 3, .bytes = image->bytes, .size = image->size, .old_client = true };
        uint32_t offset = 0;
        uint32_t last;

        bench->setup.device.config.net.timeout_ms = 20000;
        file.numbers_pieces = i > 0;
        send_all_but_the_last(bench, &session, &file, &last);
        line.clock_step = i < 2 ? 300 : 1;
        send_piece(&file, last, image->size - last, 1);
        assert_int_equal(take(bench, &session).end, RUN_RETURNED);
        assert_int_equal(line.answer_count, 1);
        assert_int_equal(answer_error(&line.answers[0]), i == 1 ? SMP_OK : SMP_ERROR_UNKNOWN);
        assert_true(answer_uint(&line.answers[0], "off", &offset));
        assert_int_equal(offset, image->size);
        assert_int_equal(logged(bench, "the copy goes on"), i == 1);
        /* it ended badly all the same: that is said to whoever asks again */
        send_piece(&file, last, image->size - last, 2);
        (void)take(bench, &session);
        assert_int_equal(answer_error(last_answer()), SMP_ERROR_UNKNOWN);
    }
}

static void hang_after_a_failure(void *context, enum hal_log_level level, const char *text)
{
    struct bench *bench = context;

    note_line(context, level, text);
    if (strstr(text, "refused the image or failed") != NULL) {
        machine_fail_transfers(bench->machine, TRANSFER_HANGS, 100);
    }
}

/* The copy failed: while the old image is brought back there is no good answer to give, however long it takes. */
static void mcumgr_is_not_told_that_a_failed_copy_was_good(void **state)
{
    struct bench *bench = new_bench(state, &swapping);
    const struct machine_observer observer = { .context = bench,
                                               .operation = note_operation,
                                               .log = hang_after_a_failure };
    const struct sim_image *image = bench->setup.images.net_new;
    struct session session = new_session(bench);
    struct sent_file file = {
        .number = 3, .bytes = image->bytes, .size = image->size, .old_client = true, .numbers_pieces = true
    };
    uint32_t last;

    boot(bench);
    machine_observe(bench->machine, &observer);
    bench->setup.device.config.net.timeout_ms = 20000;
    bench->setup.device.config.net.attempts = 1;
    machine_fail_transfers(bench->machine, TRANSFER_FAILS_AFTER_ERASE, 1);
    send_all_but_the_last(bench, &session, &file, &last);
    line.clock_step = 300;
    send_piece(&file, last, image->size - last, 1);
    send_echo(2);
    assert_int_equal(take(bench, &session).end, RUN_RETURNED);
    assert_true(logged(bench, "did not answer in time"));
    assert_int_equal(line.answer_count, 2);
    assert_int_equal(line.answers[0].sequence, 2); /* the line was looked at meanwhile */
    assert_int_equal(answer_error(&line.answers[1]), SMP_ERROR_UNKNOWN);
}

/* What answers take is part of the time that the network core has. */
static void a_flood_of_requests_does_not_stretch_the_copy(void **state)
{
    struct bench *bench = network_core_hangs(state);
    const struct sim_image *image = bench->setup.images.net_new;
    struct session session = new_session(bench);
    struct sent_file file = { .number = 3, .bytes = image->bytes, .size = image->size };
    unsigned before = 0;
    uint32_t last;

    send_all_but_the_last(bench, &session, &file, &last);
    line.clock_step = 100;
    send_piece(&file, last, image->size - last, 200);
    for (uint8_t i = 0; i < 15; i++) {
        send_echo(i);
    }
    (void)take(bench, &session);
    while (before < line.answer_count && line.answers[before].sequence != 200) {
        before++;
    }
    assert_in_range(before, 1, 4);
    assert_int_equal(answer_error(&line.answers[before]), SMP_ERROR_UNKNOWN);
}

/* No busy for it, and one answer: to the one that came last. */
static void the_last_piece_may_come_again_while_the_network_core_copies(void **state)
{
    for (unsigned together = 0; together < 2; together++) {
        struct bench *bench = network_core_hangs(state);
        const struct sim_image *image = bench->setup.images.net_new;
        struct session session = new_session(bench);
        struct sent_file file = { .number = 3, .bytes = image->bytes, .size = image->size };
        uint32_t last;

        send_all_but_the_last(bench, &session, &file, &last);
        line.together = together == 1;
        for (uint8_t i = 0; i < 3; i++) {
            send_piece(&file, last, image->size - last, (uint8_t)(100 + i));
        }
        assert_int_equal(take(bench, &session).end, RUN_RETURNED);
        assert_int_equal(line.answer_count, 1);
        assert_int_equal(line.answers[0].sequence, 102);
        assert_int_equal(answer_error(&line.answers[0]), SMP_ERROR_UNKNOWN);
        /* and once more, because the answer was lost */
        send_piece(&file, last, image->size - last, 103);
        (void)take(bench, &session);
        assert_int_equal(answer_error(last_answer()), SMP_ERROR_UNKNOWN);
        /* the network core is itself again */
        machine_fail_transfers(bench->machine, TRANSFER_WORKS, 0);
        assert_int_equal(upload(bench, 3, image), SMP_OK);
        boot(bench);
        expect_pair(bench, bench->setup.images.app_old, image);
    }
}

static void without_a_network_core_there_are_three_numbers(void **state)
{
    struct bench *bench = new_bench(state, &one_core);
    const struct sim_image *image = bench->setup.images.app_new;

    boot(bench);
    assert_int_equal(upload(bench, 3, image), SMP_ERROR_INVALID);
    assert_int_equal(upload(bench, 4, image), SMP_ERROR_INVALID);
    assert_int_equal(upload(bench, 2, image), SMP_OK);
    boot(bench);
    assert_true(app_runs(bench, image));
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, create_arena, destroy_arena)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(resets_are_answered_first),
        TEST(recovery_ends_with_a_reset),
        TEST(what_there_is_not_is_not_supported),
        TEST(uploads_that_cannot_end_well_change_nothing),
        TEST(requests_without_what_they_need_are_invalid),
        TEST(write_units_of_impossible_size_take_no_upload),
        TEST(a_piece_from_elsewhere_is_answered_with_the_offset_that_is_due),
        TEST(more_than_was_said_is_refused),
        TEST(old_clients_are_told_that_an_upload_is_over),
        TEST(of_two_clients_none_makes_a_mixture),
        TEST(while_the_network_core_copies_the_line_is_answered),
        TEST(mcumgr_is_answered_before_the_copy_ends),
        TEST(mcumgr_is_not_told_that_a_failed_copy_was_good),
        TEST(a_flood_of_requests_does_not_stretch_the_copy),
        TEST(the_last_piece_may_come_again_while_the_network_core_copies),
        TEST(without_a_network_core_there_are_three_numbers),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

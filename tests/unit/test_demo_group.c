/* Requests of the image group as the demonstration application answers them, in both versions of SMP. */
#include "demo_bench.h"
#include "firmware/demo/image_group.h"
#include "firmware/format/version_text.h"

#define ANSWER_SIZE 1024u

/* One request to the group, as the server makes it. */
struct exchange {
    struct demo *demo;
    struct smp_request request;
    uint8_t asked[ANSWER_SIZE];
    uint8_t bytes[ANSWER_SIZE];
    struct cbor_writer answer;
    enum smp_error error;
    struct cbor_map map; /* of the answer */
};

static void handle(struct hal *hal, void *context)
{
    struct exchange *exchange = context;

    (void)hal;
    exchange->error = image_group_handle(&exchange->demo->manager, &exchange->request, &exchange->answer);
}

static struct cbor_writer begin_request(struct exchange *exchange, struct demo *demo, bool write, unsigned command)
{
    struct cbor_writer writer = { .buffer = exchange->asked, .size = sizeof exchange->asked };

    *exchange = (struct exchange){
        .demo = demo,
        .request = { .write = write, .version = 1, .group = SMP_GROUP_IMAGE, .command = command },
    };
    cbor_write_map(&writer);
    return writer;
}

static void end_request(struct exchange *exchange, struct cbor_writer *writer)
{
    cbor_write_end(writer);
    assert_false(writer->overflow);
    assert_true(cbor_map_open(&exchange->request.map, exchange->asked, writer->used));
    exchange->answer = (struct cbor_writer){ .buffer = exchange->bytes, .size = sizeof exchange->bytes };
    cbor_write_map(&exchange->answer);
    call(exchange->demo, handle, exchange);
    cbor_write_end(&exchange->answer);
    assert_false(exchange->answer.overflow);
    assert_true(cbor_map_open(&exchange->map, exchange->bytes, exchange->answer.used));
}

/* {"err": {"group": 1, "rc": error}} */
static void expect_group_error(const struct exchange *exchange, enum image_error error)
{
    uint8_t bytes[64];
    struct cbor_writer writer = { .buffer = bytes, .size = sizeof bytes };

    cbor_write_map(&writer);
    cbor_write_text(&writer, "err");
    cbor_write_map(&writer);
    cbor_write_text(&writer, "group");
    cbor_write_uint(&writer, 1);
    cbor_write_text(&writer, "rc");
    cbor_write_uint(&writer, error);
    cbor_write_end(&writer);
    cbor_write_end(&writer);
    assert_int_equal(exchange->error, SMP_OK);
    assert_int_equal(exchange->answer.used, writer.used);
    assert_memory_equal(exchange->bytes, bytes, writer.used);
}

static void ask_state(struct exchange *exchange, struct demo *demo, unsigned version, const uint8_t *hash,
                      uint32_t hash_size, bool confirm)
{
    struct cbor_writer writer = begin_request(exchange, demo, true, 0);

    exchange->request.version = version;
    if (hash != NULL) {
        cbor_write_text(&writer, "hash");
        cbor_write_bytes(&writer, hash, hash_size);
    }
    cbor_write_text(&writer, "confirm");
    cbor_write_bool(&writer, confirm);
    end_request(exchange, &writer);
}

static bool answer_has(const struct exchange *exchange, const void *bytes, size_t size)
{
    for (size_t i = 0; i + size <= exchange->answer.used; i++) {
        if (memcmp(exchange->bytes + i, bytes, size) == 0) {
            return true;
        }
    }
    return false;
}

static void a_hash_that_no_slot_has_is_not_confirmed(void **state)
{
    static const uint8_t unknown[IMAGE_HASH_SIZE + 1] = { 1, 2, 3 };
    struct demo *demo = new_demo(state, UPGRADE_SWAP_MOVE);
    struct exchange exchange;

    for (unsigned confirm = 0; confirm < 2; confirm++) {
        ask_state(&exchange, demo, 1, unknown, IMAGE_HASH_SIZE, confirm);
        expect_group_error(&exchange, IMAGE_ERROR_HASH_NOT_FOUND);
        ask_state(&exchange, demo, 0, unknown, IMAGE_HASH_SIZE, confirm);
        assert_int_equal(exchange.error, SMP_ERROR_UNKNOWN);
        ask_state(&exchange, demo, 1, unknown, IMAGE_HASH_SIZE + 1, confirm);
        expect_group_error(&exchange, IMAGE_ERROR_INVALID_HASH);
        ask_state(&exchange, demo, 1, unknown, IMAGE_HASH_SIZE - 1, confirm);
        expect_group_error(&exchange, IMAGE_ERROR_INVALID_HASH);
    }
    ask_state(&exchange, demo, 1, NULL, 0, false); /* a test of nothing */
    expect_group_error(&exchange, IMAGE_ERROR_INVALID_HASH);
    ask_state(&exchange, demo, 0, NULL, 0, false);
    assert_int_equal(exchange.error, SMP_ERROR_INVALID);
    assert_int_equal(demo->operation_count, 0);
}

static void images_are_marked_by_their_hash(void **state)
{
    struct demo *demo = new_demo(state, UPGRADE_SWAP_OFFSET);
    struct exchange exchange;
    uint8_t hash[IMAGE_HASH_SIZE];

    for (unsigned image = 0; image < 2; image++) {
        send_file(demo, image, new_image(demo, image), USUAL_PIECE);
        memcpy(hash, slot_of(demo, image, 1).state.hash, sizeof hash);
        ask_state(&exchange, demo, 1, hash, sizeof hash, image == BOOT_IMAGE_NET);
        assert_int_equal(exchange.error, SMP_OK);
        assert_true(answer_has(&exchange, hash, sizeof hash)); /* the answer is the new list */
        assert_true(answer_has(&exchange,
                               "\x65"
                               "2.0.0",
                               6));
        expect_slot(demo, image, 1, 2, image == BOOT_IMAGE_NET ? "pP" : "p");
    }
    reset_to(demo, images_of(demo)->app_new);
    ask_state(&exchange, demo, 1, NULL, 0, true);
    assert_int_equal(exchange.error, SMP_OK);
    expect_slot(demo, RUNNING, 2, "ac");
}

static void errors_reach_clients_of_both_versions(void **state)
{
    struct demo *demo = new_demo(state, UPGRADE_SWAP_MOVE);
    struct exchange exchange;

    send_file(demo, BOOT_IMAGE_NET, images_of(demo)->net_new, USUAL_PIECE);
    assert_int_equal(set_next(demo, NET_SECONDARY, false), IMAGE_OK);
    for (unsigned version = 0; version < 2; version++) {
        struct cbor_writer writer = begin_request(&exchange, demo, true, 5);

        exchange.request.version = version;
        cbor_write_text(&writer, "slot");
        cbor_write_uint(&writer, 3); /* image 1's secondary */
        end_request(&exchange, &writer);
        if (version == 0) {
            assert_int_equal(exchange.error, SMP_ERROR_BAD_STATE);
        } else {
            expect_group_error(&exchange, IMAGE_ERROR_NO_FREE_SLOT);
        }
    }
}

static void an_upload_by_requests_is_complete_and_matches(void **state)
{
    struct demo *demo = new_demo(state, UPGRADE_SWAP_MOVE);
    const struct sim_image *file = images_of(demo)->net_new;
    struct exchange exchange;
    uint8_t sha[SHA_SIZE];
    uint32_t offset = 0;
    bool match = false;

    digest_of(file, sha);
    while (offset < file->size) {
        struct upload_request piece = piece_of(file, BOOT_IMAGE_NET, offset, USUAL_PIECE);
        struct cbor_writer writer = begin_request(&exchange, demo, true, 1);

        if (offset == 0) {
            cbor_write_text(&writer, "image");
            cbor_write_uint(&writer, BOOT_IMAGE_NET);
            cbor_write_text(&writer, "len");
            cbor_write_uint(&writer, file->size);
            cbor_write_text(&writer, "sha");
            cbor_write_bytes(&writer, sha, sizeof sha);
        }
        cbor_write_text(&writer, "off");
        cbor_write_uint(&writer, offset);
        cbor_write_text(&writer, "data");
        cbor_write_bytes(&writer, piece.data, piece.data_size);
        end_request(&exchange, &writer);
        assert_int_equal(exchange.error, SMP_OK);
        assert_int_equal(cbor_map_uint(&exchange.map, "off", &offset), CBOR_FOUND);
        assert_int_equal(cbor_map_bool(&exchange.map, "match", &match),
                         offset == file->size ? CBOR_FOUND : CBOR_ABSENT);
    }
    assert_true(match);
    expect_slot(demo, NET_SECONDARY, 2, "");
}

static void values_of_the_wrong_type_and_unknown_commands_are_refused(void **state)
{
    static const char *const keys[] = { "off", "len", "image", "data", "sha", "upgrade" };
    struct demo *demo = new_demo(state, UPGRADE_SWAP_MOVE);
    struct exchange exchange;
    struct cbor_writer writer;

    for (size_t i = 0; i < COUNT(keys); i++) {
        writer = begin_request(&exchange, demo, true, 1);
        cbor_write_text(&writer, keys[i]);
        cbor_write_text(&writer, "text");
        end_request(&exchange, &writer);
        assert_int_equal(exchange.error, SMP_ERROR_INVALID);
    }
    for (unsigned command = 0; command < 8; command++) {
        writer = begin_request(&exchange, demo, false, command);
        end_request(&exchange, &writer);
        assert_int_equal(exchange.error, command == 0 || command == 6 ? SMP_OK : SMP_ERROR_NOT_SUPPORTED);
    }
    assert_int_equal(demo->operation_count, 0);
}

static void versions_are_written_as_clients_expect_them(void **state)
{
    static const struct {
        struct mcuboot_version version;
        const char *text;
    } cases[] = {
        { { 1, 2, 3, 0 }, "1.2.3" },
        { { 0, 0, 0, 0 }, "0.0.0" },
        { { 10, 0, 100, 7 }, "10.0.100.7" },
        { { 255, 255, 65535, UINT32_MAX }, "255.255.65535.4294967295" },
    };
    char text[VERSION_TEXT_SIZE];

    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        version_text(&cases[i].version, text);
        assert_string_equal(text, cases[i].text);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(a_hash_that_no_slot_has_is_not_confirmed),
        CASE(images_are_marked_by_their_hash),
        CASE(errors_reach_clients_of_both_versions),
        CASE(an_upload_by_requests_is_complete_and_matches),
        CASE(values_of_the_wrong_type_and_unknown_commands_are_refused),
        CASE(versions_are_written_as_clients_expect_them),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

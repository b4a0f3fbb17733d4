/* Requests and answers of the SMP server and its OS group. The requests are smpclient's (smp 4.2, Request(...).BYTES) where
 * not said otherwise; smpclient 7.3 and mcumgr-toolkit 0.20 read the answers.
 */
#include "smp_line.h"

#include "firmware/smp/smp_os.h"

#define ECHO_HELLO    "0a00000900000700a161646568656c6c6f"
#define ECHO_HELLO_V1 "0200000900000900a161646568656c6c6f"
#define HELLO_BACK    "0b00000a00000700bf61726568656c6c6fff"
#define PARAMETERS    "0800000100000106a0"
#define BOOTLOADER    "0800000100000208a0"
#define MODE          "0800000c00000308a1657175657279646d6f6465"
#define INFORMATION   "0800000100000407a0"
#define INFORMATION_A "0800000a00000407a166666f726d61746161"
#define RESET         "0a00000100000505a0"
#define RESET_FORCE   "0a00000800000505a165666f72636501"
#define RESET_BOOT    "0a00000c00000505a169626f6f745f6d6f646501"
#define DATE_TIME     "0800000100000604a0"
#define IMAGE_STATE   "0800000100010800a0"

struct bench {
    struct hal hal;
    struct smp_os os;
    struct smp_server server;
};

static struct bench bench;

static void open_bench(smp_handler *handler, void *context)
{
    bench = (struct bench){ .os = { .mode = UPGRADE_SWAP_MOVE } };
    smp_server_open(&bench.server, &bench.hal, handler, context);
}

static int setup(void **state)
{
    *state = &bench;
    open_bench(smp_os_handle, &bench.os);
    return 0;
}

/* The answers that came since the last look. */
static unsigned poll_line(void)
{
    bench.hal.packet_count = 0;
    smp_server_poll(&bench.server);
    return bench.hal.packet_count;
}

static void assert_packet(const struct smp_packet *packet, const char *hex)
{
    uint8_t expected[SMP_PACKET_MAX];
    size_t size = hex_bytes(hex, expected);

    assert_int_equal(packet->size, size);
    assert_memory_equal(packet->bytes, expected, size);
}

static void exchange(const char *request, const char *answer)
{
    line_send_hex(&bench.hal, request);
    assert_int_equal(poll_line(), 1);
    assert_packet(&bench.hal.packets[0], answer);
}

static void test_echo(void **state)
{
    (void)state;
    exchange(ECHO_HELLO, HELLO_BACK);
    exchange(ECHO_HELLO_V1, "0300000a00000900bf61726568656c6c6fff"); /* the version is the request's */
    exchange("0800000900000700a161646568656c6c6f", "0900000a00000700bf61726568656c6c6fff"); /* reading */
    exchange("0a00000400000700a1616460", "0b00000500000700bf617260ff");
    exchange("0a00000100000700a0", "0b00000600000700bf62726303ff");       /* no text */
    exchange("0a00000400000700a1616401", "0b00000600000700bf62726303ff"); /* a number */
}

/* An echo of so many characters. Its answer needs a byte more than the request. */
static unsigned echo_long(uint32_t size)
{
    uint8_t packet[SMP_PACKET_MAX] = { 0x0a, 0, 0, 0, 0, 0, 1, 0, 0xa1, 0x61, 'd', 0x79 };
    uint32_t map_size = size + 6;

    packet[2] = (uint8_t)(map_size >> 8);
    packet[3] = (uint8_t)map_size;
    packet[12] = (uint8_t)(size >> 8);
    packet[13] = (uint8_t)size;
    memset(packet + 14, 'x', size);
    smp_frame_write(packet, 8 + map_size, line_send_part, &bench.hal);
    return poll_line();
}

static void test_longest_echo(void **state)
{
    (void)state;
    assert_int_equal(echo_long(SMP_PACKET_MAX - 15), 1);
    assert_int_equal(bench.hal.packets[0].size, SMP_PACKET_MAX);
    assert_int_equal(bench.hal.packets[0].bytes[SMP_PACKET_MAX - 2], 'x');
    assert_int_equal(echo_long(SMP_PACKET_MAX - 14), 1);
    assert_packet(&bench.hal.packets[0], "0b00000600000100bf62726307ff"); /* too large */
}

static void test_parameters(void **state)
{
    (void)state;
    /* {"buf_size": 1024, "buf_count": 1} */
    exchange(PARAMETERS, "0900001900000106bf686275665f73697a65190400696275665f636f756e7401ff");
    exchange("0a00000100000106a0", "0b00000600000106bf62726308ff"); /* cannot be written */
}

static void test_bootloader_information(void **state)
{
    (void)state;
    exchange(BOOTLOADER, "0900001500000208bf6a626f6f746c6f61646572674d4355626f6f74ff"); /* "MCUboot" */
    exchange(MODE, "0900000800000308bf646d6f646503ff");
    bench.os.no_downgrade = true;
    /* {"mode": 3, "no-downgrade": true} */
    exchange(MODE, "0900001600000308bf646d6f6465036c6e6f2d646f776e6772616465f5ff");
    exchange("0800000c00000308a1657175657279646d6f6466", "0900000600000308bf62726308ff"); /* "modf" */
    exchange("0800000800000308a165717565727901", "0900000600000308bf62726303ff");         /* a number */
    exchange("0a00000100000208a0", "0b00000600000208bf62726308ff");                       /* cannot be written */
}

/* MCUBOOT_MODE_* of bootutil/boot_status.h. */
static void test_mode_numbers(void **state)
{
    static const struct {
        enum upgrade_mode mode;
        uint8_t number;
    } modes[] = {
        { UPGRADE_SINGLE_SLOT, 0 }, { UPGRADE_SWAP_SCRATCH, 1 }, { UPGRADE_OVERWRITE_ONLY, 2 },
        { UPGRADE_SWAP_MOVE, 3 },   { UPGRADE_DIRECT_XIP, 4 },   { UPGRADE_RAM_LOAD, 6 },
        { UPGRADE_SWAP_OFFSET, 9 },
    };

    (void)state;
    for (size_t i = 0; i < sizeof modes / sizeof modes[0]; i++) {
        bench.os.mode = modes[i].mode;
        line_send_hex(&bench.hal, MODE);
        assert_int_equal(poll_line(), 1);
        assert_int_equal(bench.hal.packets[0].bytes[14], modes[i].number);
    }
}

static void test_application_information(void **state)
{
    (void)state;
    exchange(INFORMATION, "0900000600000407bf62726308ff"); /* nobody said who */
    bench.os.program = "demo 1.0.0";
    /* {"output": "demo 1.0.0"} */
    exchange(INFORMATION, "0900001400000407bf666f75747075746a64656d6f20312e302e30ff");
    exchange(INFORMATION_A, "0900001400000407bf666f75747075746a64656d6f20312e302e30ff");
    exchange("0800000a00000407a166666f726d61746162", "0900000600000407bf62726303ff"); /* "b" */
}

static void test_reset(void **state)
{
    (void)state;
    exchange("0800000100000505a0", "0900000600000505bf62726308ff"); /* reading resets nothing */
    assert_false(bench.os.reset_wanted);
    exchange(RESET, "0b00000200000505bfff");
    assert_true(bench.os.reset_wanted);
    assert_false(bench.os.recovery_wanted);
}

static void test_reset_into_recovery(void **state)
{
    (void)state;
    exchange(RESET_BOOT, "0b00000200000505bfff");
    assert_true(bench.os.reset_wanted);
    assert_true(bench.os.recovery_wanted);
}

static void test_reset_with_wrong_values(void **state)
{
    (void)state;
    exchange("0a00000c00000505a169626f6f745f6d6f646502", "0b00000600000505bf62726303ff"); /* boot_mode 2 */
    exchange("0a00000c00000505a169626f6f745f6d6f646520", "0b00000600000505bf62726303ff"); /* boot_mode -1 */
    assert_false(bench.os.reset_wanted);
}

/* A number or a boolean; there is nothing that has to be forced. */
static void test_forced_reset(void **state)
{
    (void)state;
    exchange(RESET_FORCE, "0b00000200000505bfff");
    assert_true(bench.os.reset_wanted);
    bench.os.reset_wanted = false;
    exchange("0a00000800000505a165666f726365f5", "0b00000200000505bfff");
    assert_true(bench.os.reset_wanted);
}

static void test_not_supported(void **state)
{
    (void)state;
    exchange(DATE_TIME, "0900000600000604bf62726308ff");
    exchange(IMAGE_STATE, "0900000600010800bf62726308ff");
    exchange("08000001ffffffffa0", "09000006ffffffffbf62726308ff");
}

/* The packet came whole: its sender learns what was wrong with it. */
static void test_bad_maps(void **state)
{
    static const char *const maps[] = { "80", "a1", "a161", "a0a0", "ff", "a10000", "a2616400616400", "c0", "bf" };

    (void)state;
    for (size_t i = 0; i < sizeof maps / sizeof maps[0]; i++) {
        char request[64] = "0a00000000000700";

        memcpy(request + 16, maps[i], strlen(maps[i]));
        request[7] = (char)('0' + strlen(maps[i]) / 2);
        exchange(request, "0b00000600000700bf62726303ff");
    }
}

static void test_header(void **state)
{
    (void)state;
    exchange("0a00000800000700a161646568656c6c6f", "0b00000600000700bf62726309ff"); /* a shorter length */
    exchange("0a00000a00000700a161646568656c6c6f", "0b00000600000700bf62726309ff"); /* a longer length */
    exchange("0a00ffff00000700a161646568656c6c6f", "0b00000600000700bf62726309ff");
    exchange("1200000900000700a161646568656c6c6f", "0b00000600000700bf6272630dff"); /* version 3, 4 */
    exchange("1a00000900000700a161646568656c6c6f", "0b00000600000700bf6272630dff");
    exchange("eaff000900000700a161646568656c6c6f", HELLO_BACK); /* reserved bits and flags are not looked at */
    exchange("0800000000000106", "0900001900000106bf686275665f73697a65190400696275665f636f756e7401ff"); /* no map */
}

/* A line that gives back what it gets, or another device on it: no answer is answered. */
static void test_answers_are_ignored(void **state)
{
    char packet[] = ECHO_HELLO;

    (void)state;
    for (const char *op = "13579bdf"
                          "4567cdef";
         *op != '\0'; op++) {
        packet[1] = *op;
        line_send_hex(&bench.hal, packet);
        assert_int_equal(poll_line(), 0);
    }
    exchange(ECHO_HELLO, HELLO_BACK);
}

static void test_several_at_once(void **state)
{
    (void)state;
    line_send_hex(&bench.hal, ECHO_HELLO);
    line_send_hex(&bench.hal, DATE_TIME);
    line_send(&bench.hal, "noise\n\x06\tAAAA", 12);
    line_send_hex(&bench.hal, ECHO_HELLO);
    assert_int_equal(poll_line(), 3);
    assert_packet(&bench.hal.packets[0], HELLO_BACK);
    assert_packet(&bench.hal.packets[1], "0900000600000604bf62726308ff");
    assert_packet(&bench.hal.packets[2], HELLO_BACK);
    assert_int_equal(poll_line(), 0);
}

static void test_byte_by_byte(void **state)
{
    const char line[] = "\x06\tABMKAAAJAAAHAKFhZGVoZWxsb4vC\n";

    (void)state;
    for (size_t i = 0; i < sizeof line - 1; i++) {
        assert_int_equal(poll_line(), 0);
        line_send(&bench.hal, line + i, 1);
    }
    assert_int_equal(poll_line(), 1);
    assert_packet(&bench.hal.packets[0], HELLO_BACK);
}

/* A line that never falls silent does not keep the caller for ever. */
static void test_flood(void **state)
{
    (void)state;
    bench.hal.input_size = sizeof bench.hal.input;
    assert_int_equal(poll_line(), 0);
    assert_int_equal(bench.hal.input_taken, SMP_POLL_MAX);
}

/* Handlers that do what a group may do. */
static struct smp_request left_request;

static enum smp_error misbehave(void *context, const struct smp_request *request, struct cbor_writer *answer)
{
    (void)context;
    cbor_write_text(answer, "images");
    cbor_write_array(answer);
    switch (request->command) {
    case 1: /* fails behind what it has written */
        return SMP_ERROR_NO_ENTRY;
    case 2: /* writes without end */
        for (unsigned i = 0; i < 2000; i++) {
            cbor_write_uint(answer, i);
        }
        return SMP_OK;
    default:
        left_request = *request;
        return SMP_NO_ANSWER;
    }
}

static void test_handlers(void **state)
{
    (void)state;
    open_bench(misbehave, NULL);
    exchange("0a00000100411101a0", "0b00000600411101bf62726305ff");
    exchange("0a00000100411102a0", "0b00000600411102bf62726307ff");
}

static void test_answer_that_comes_later(void **state)
{
    struct cbor_writer writer;

    (void)state;
    open_bench(misbehave, NULL);
    line_send_hex(&bench.hal, "0200000142431103a0");
    assert_int_equal(poll_line(), 0);
    exchange("0a00000100411201a0", "0b00000600411201bf62726305ff"); /* another one in between */
    bench.hal.packet_count = 0;
    writer = smp_server_begin_answer(&bench.server);
    cbor_write_text(&writer, "off");
    cbor_write_uint(&writer, 24);
    smp_server_answer(&bench.server, &left_request, SMP_OK, &writer);
    assert_int_equal(bench.hal.packet_count, 1);
    assert_packet(&bench.hal.packets[0], "0300000842431103bf636f66661818ff");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(test_echo, setup),
        cmocka_unit_test_setup(test_longest_echo, setup),
        cmocka_unit_test_setup(test_parameters, setup),
        cmocka_unit_test_setup(test_bootloader_information, setup),
        cmocka_unit_test_setup(test_mode_numbers, setup),
        cmocka_unit_test_setup(test_application_information, setup),
        cmocka_unit_test_setup(test_reset, setup),
        cmocka_unit_test_setup(test_reset_into_recovery, setup),
        cmocka_unit_test_setup(test_reset_with_wrong_values, setup),
        cmocka_unit_test_setup(test_forced_reset, setup),
        cmocka_unit_test_setup(test_not_supported, setup),
        cmocka_unit_test_setup(test_bad_maps, setup),
        cmocka_unit_test_setup(test_header, setup),
        cmocka_unit_test_setup(test_answers_are_ignored, setup),
        cmocka_unit_test_setup(test_several_at_once, setup),
        cmocka_unit_test_setup(test_byte_by_byte, setup),
        cmocka_unit_test_setup(test_flood, setup),
        cmocka_unit_test_setup(test_handlers, setup),
        cmocka_unit_test_setup(test_answer_that_comes_later, setup),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* The demonstration application from its start on: what its console says, the message to the network core, confirmation, and
 * its SMP line. The HAL of the simulated machine has no line and no clock: both are here.
 */
#include "demo_bench.h"
#include "firmware/demo/demo_app.h"
#include "firmware/demo/demo_link.h"

#define LINE_ROOM      1024u
#define HEADER_SIZE    8u
#define ANSWER_TIME_MS 20000u
#define OS_ECHO        0u
#define OS_RESET       5u

/* The line, with one packet towards the device and one back; and the clock. */
static struct {
    uint8_t input[LINE_ROOM];
    uint32_t used;
    uint32_t read;
    struct smp_frame_reader reader;
    uint8_t answer[SMP_PACKET_MAX];
    uint32_t answer_size;
    uint32_t clock;
    bool recovery_requested;
} board;

uint32_t hal_serial_read(struct hal *hal, void *buffer, uint32_t size)
{
    uint32_t count = (uint32_t)limits_smaller(size, board.used - board.read);

    (void)hal;
    memcpy(buffer, board.input + board.read, count);
    board.read += count;
    return count;
}

void hal_serial_write(struct hal *hal, const void *data, uint32_t size)
{
    const uint8_t *bytes = data;
    const uint8_t *packet;

    (void)hal;
    for (uint32_t i = 0; i < size; i++) {
        if (smp_frame_read(&board.reader, bytes[i], &packet, &board.answer_size)) {
            memcpy(board.answer, packet, board.answer_size);
        }
    }
}

uint32_t hal_milliseconds(struct hal *hal)
{
    (void)hal;
    return board.clock;
}

void hal_recovery_request(struct hal *hal)
{
    (void)hal;
    board.recovery_requested = true;
}

void hal_reset(struct hal *hal)
{
    hal_panic(hal, "reset");
}

/* What the two cores share, and what the network program is. */
struct cores {
    struct demo *demo;
    struct demo_app app;
    struct demo_program program;
    volatile uint32_t link[LINK_WORDS];
    struct link_answer net;
    bool net_runs;
    uint32_t answers_at; /* on the clock */
    uint32_t time;       /* how long the application runs */
    struct run_result run;
};

static void put_line(void *context, const char *text, uint32_t size)
{
    (void)context;
    assert_true(size <= LINE_ROOM - board.used);
    memcpy(board.input + board.used, text, size);
    board.used += size;
}

static void run_application(struct hal *hal, void *context)
{
    struct cores *pair = context;

    demo_app_open(&pair->app, hal, config_of(pair->demo), &pair->program, pair->link);
    for (board.clock = 0; board.clock <= pair->time; board.clock += 500) {
        if (pair->net_runs && board.clock >= pair->answers_at) {
            (void)link_serve(pair->link, &pair->net);
        }
        if (!demo_app_poll(&pair->app)) {
            demo_app_reset(&pair->app);
        }
    }
}

static void run_pair(struct cores *pair)
{
    struct machine_observer observer = { .context = pair->demo->bench, .log = note_line };

    memset(&board.reader, 0, sizeof board.reader);
    board.answer_size = 0;
    board.recovery_requested = false;
    pair->demo->bench->log[0] = '\0';
    machine_observe(pair->demo->bench->machine, &observer);
    machine_call(pair->demo->bench->machine, run_application, pair, NO_CUT, &pair->run);
    assert_int_equal(pair->run.fault.kind, FAULT_NONE);
}

/* Application 1.0.0 of protocol 1 with network image 1.0.0, confirmed; or the new application on trial. */
static struct cores *new_pair(void **state, bool on_trial)
{
    struct cores *pair = arena_alloc(*state, sizeof *pair);

    memset(&board, 0, sizeof board);
    *pair = (struct cores){
        .demo = new_demo(state, UPGRADE_SWAP_MOVE),
        .program = { .name = "demo app 1.0.0", .protocol = 1 },
        .net = { .protocol = 1, .version = { .major = 1 } },
        .net_runs = true,
        .time = ANSWER_TIME_MS + 5000,
    };
    if (on_trial) {
        send_file(pair->demo, BOOT_IMAGE_APP, images_of(pair->demo)->app_new, USUAL_PIECE);
        assert_int_equal(set_next(pair->demo, APP_SECONDARY, false), IMAGE_OK);
        reset_to(pair->demo, images_of(pair->demo)->app_new);
    }
    return pair;
}

static bool said(const struct cores *pair, const char *words)
{
    return logged(pair->demo->bench, words);
}

static bool said_once(const struct cores *pair, const char *words)
{
    const char *first = strstr(pair->demo->bench->log, words);

    return first != NULL && strstr(first + 1, words) == NULL;
}

static void it_says_what_runs_and_that_the_pair_fits(void **state)
{
    struct cores *pair = new_pair(state, false);

    run_pair(pair);
    assert_true(said(pair, "demo app 1.0.0, protocol 1\n"));
    assert_true(said(pair, "boot state: slot 0, confirmed\n"));
    assert_true(said_once(pair, "net 1.0.0, protocol 1: fits\n"));
    assert_false(said(pair, "does not answer"));
    assert_int_equal(pair->link[LINK_QUESTION_PROTOCOL], 1);
    assert_true(pair->app.images.net_known);
    assert_int_equal(pair->run.operations, 0);
}

static void a_pair_that_does_not_fit_is_visible(void **state)
{
    struct cores *pair = new_pair(state, true);

    pair->net = (struct link_answer){ .protocol = 2, .version = { .major = 2, .minor = 3, .revision = 400 } };
    pair->program.confirms = true;
    run_pair(pair);
    assert_true(said(pair, "net 2.3.400, protocol 2: DOES NOT FIT (this application speaks protocol 1)\n"));
    assert_false(said(pair, "confirmed itself"));
    assert_int_equal(pair->run.operations, 0);
    reset_to(pair->demo, images_of(pair->demo)->app_old); /* and so it goes back */
}

static void a_silent_network_core_is_visible_and_welcome_later(void **state)
{
    struct cores *pair = new_pair(state, true);

    pair->program.confirms = true;
    pair->net_runs = false;
    run_pair(pair);
    assert_true(said_once(pair, "network core does not answer\n"));
    assert_false(pair->app.images.net_known);
    assert_int_equal(pair->run.operations, 0);
    pair->net_runs = true;
    pair->answers_at = ANSWER_TIME_MS + 1000;
    run_pair(pair);
    assert_true(said(pair, "network core does not answer\n"));
    assert_true(said(pair, "net 1.0.0, protocol 1: fits\n"));
}

static void what_an_earlier_run_left_in_ram_is_no_answer(void **state)
{
    struct cores *pair = new_pair(state, false);

    pair->net_runs = false;
    pair->link[LINK_QUESTION] = 1;
    pair->link[LINK_ANSWER] = 1;
    pair->link[LINK_ANSWER_PROTOCOL] = 1;
    run_pair(pair);
    assert_true(said(pair, "network core does not answer\n"));
    assert_false(said(pair, "fits"));
}

static void it_confirms_itself_only_when_told(void **state)
{
    for (unsigned confirms = 0; confirms < 2; confirms++) {
        struct cores *pair = new_pair(state, true);

        pair->program.confirms = confirms;
        run_pair(pair);
        assert_true(said(pair, "boot state: slot 0, on trial, the next reset reverts unless confirmed\n"));
        assert_true(said(pair, "net 1.0.0, protocol 1: fits\n"));
        assert_int_equal(said(pair, "confirmed itself\n"), confirms);
        reset_to(pair->demo, confirms ? images_of(pair->demo)->app_new : images_of(pair->demo)->app_old);
    }
}

/* A command that is still in the block would make the network core's bootloader copy again. */
static void put_command(struct hal *hal, void *context)
{
    hal_mailbox_write(hal, context);
}

static void get_command(struct hal *hal, void *context)
{
    hal_mailbox_read(hal, context);
}

static void the_network_core_starts_without_a_command(void **state)
{
    struct cores *pair = new_pair(state, false);
    struct pcd_command command = { PCD_MAGIC_COPY, 0x20008000, 1000, config_of(pair->demo)->net.net_app.offset };
    struct run_result result;

    machine_call(pair->demo->bench->machine, put_command, &command, NO_CUT, &result);
    run_pair(pair);
    machine_call(pair->demo->bench->machine, get_command, &command, NO_CUT, &result);
    assert_int_equal(command.magic, PCD_MAGIC_NONE);
    assert_int_equal(command.size, 0);
}

/* A request with one number or text, or with nothing; SMP version 2. */
static void put_request(bool write, unsigned group, unsigned command, const char *key, const char *text,
                        uint32_t number)
{
    uint8_t packet[SMP_PACKET_MAX] = { 0 };
    struct cbor_writer writer = { .buffer = packet + HEADER_SIZE, .size = sizeof packet - HEADER_SIZE };

    cbor_write_map(&writer);
    if (key != NULL) {
        cbor_write_text(&writer, key);
        if (text != NULL) {
            cbor_write_text(&writer, text);
        } else {
            cbor_write_uint(&writer, number);
        }
    }
    cbor_write_end(&writer);
    packet[0] = (uint8_t)(8 | (write ? 2 : 0));
    packet[3] = (uint8_t)writer.used;
    packet[5] = (uint8_t)group;
    packet[7] = (uint8_t)command;
    smp_frame_write(packet, HEADER_SIZE + writer.used, put_line, NULL);
}

static void clients_are_answered(void **state)
{
    struct cores *pair = new_pair(state, false);
    struct cbor_string text;
    struct cbor_map map;

    put_request(true, SMP_GROUP_OS, OS_ECHO, "d", "hello", 0);
    run_pair(pair);
    assert_true(board.answer_size > HEADER_SIZE);
    assert_true(cbor_map_open(&map, board.answer + HEADER_SIZE, board.answer_size - HEADER_SIZE));
    assert_int_equal(cbor_map_text(&map, "r", &text), CBOR_FOUND);
    assert_int_equal(text.size, 5);
    assert_memory_equal(text.bytes, "hello", 5);
    assert_int_equal(pair->run.end, RUN_RETURNED);
}

static void a_reset_is_answered_and_done(void **state)
{
    for (uint32_t recovery = 0; recovery < 2; recovery++) {
        struct cores *pair = new_pair(state, false);

        put_request(true, SMP_GROUP_OS, OS_RESET, "boot_mode", NULL, recovery);
        run_pair(pair);
        assert_true(board.answer_size > HEADER_SIZE);
        assert_int_equal(pair->run.end, RUN_PANIC);
        assert_string_equal(pair->run.panic, "reset");
        assert_int_equal(board.recovery_requested, recovery);
        assert_int_equal(said(pair, "a client asks for serial recovery\n"), recovery);
    }
}

/* An answer is what it was asked for, and only once. */
static void each_question_is_answered_once(void **state)
{
    volatile uint32_t words[LINK_WORDS] = { 0 };
    struct link_answer itself = { .protocol = 3, .version = { 1, 2, 3, 0 } };
    struct link_answer answer;

    (void)state;
    assert_false(link_serve(words, &itself));
    link_ask(words, 7, 1);
    assert_false(link_answered(words, 7, &answer));
    assert_true(link_serve(words, &itself));
    assert_false(link_serve(words, &itself));
    assert_true(link_answered(words, 7, &answer));
    assert_false(link_answered(words, 8, &answer));
    assert_int_equal(answer.protocol, 3);
    assert_memory_equal(&answer.version, &itself.version, sizeof answer.version);
    link_clear(words);
    assert_false(link_answered(words, 7, &answer));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(it_says_what_runs_and_that_the_pair_fits),
        CASE(a_pair_that_does_not_fit_is_visible),
        CASE(a_silent_network_core_is_visible_and_welcome_later),
        CASE(what_an_earlier_run_left_in_ram_is_no_answer),
        CASE(it_confirms_itself_only_when_told),
        CASE(the_network_core_starts_without_a_command),
        CASE(clients_are_answered),
        CASE(a_reset_is_answered_and_done),
        CASE(each_question_is_answered_once),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

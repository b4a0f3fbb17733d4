/* Serial line and log of the nRF5340 port on the host: bytes as they come over the wire in real time, with the
 * processor away for an erase, and what a receiver that counts and stores separately can get wrong.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>
#include "firmware/port/cortex_m/core.h"
#include "firmware/port/nrf5340/hal_state.h"
#include "firmware/port/nrf5340/registers.h"
#include "firmware/port/nrf5340/serial.h"
#include "firmware/port/nrf5340/ticks.h"
#include "nrf5340/model.h"
#include "nrf5340/target_config.h"

#define PACKET_SIZE 1500u /* longer than any packet is on the line */
#define RING_SIZE   4096u

const struct boot_config target_config = { .image_count = 2, .net = { .present = true } };

static struct hal hal;
static uint8_t packet[PACKET_SIZE];
static uint8_t got[4 * RING_SIZE];

_Noreturn void core_reset(void)
{
    abort();
}

static int power_on(void **state)
{
    (void)state;
    model_reset();
    model.receive_lag = 300000; /* a byte is counted long before it is in memory */
    hal = (struct hal){ 0 };
    ticks_start();
    for (size_t i = 0; i < PACKET_SIZE; i++) {
        packet[i] = (uint8_t)(i * 31 + i / 256);
    }
    return 0;
}

static int no_fault(void **state)
{
    (void)state;
    model_settle();
    if (model.fault != NULL) {
        print_error("the chip's rules: %s\n", model.fault);
    }
    return model.fault != NULL;
}

/* Polls as recovery does; ends when nothing has come for 10 ms. */
static uint32_t read_all(uint32_t piece)
{
    uint64_t last = model.now;
    uint32_t size = 0;

    while (model.now - last < 10000000 && size <= sizeof got - piece) {
        uint32_t part = hal_serial_read(&hal, got + size, piece);

        assert_true(part <= piece);
        last = part > 0 ? model.now : last;
        size += part;
        model_pass(20000);
    }
    return size;
}

static void nothing_is_read_before_the_line_is_open(void **state)
{
    (void)state;
    model_line_send(packet, 10);
    model_pass(5000000);
    assert_int_equal(hal_serial_read(&hal, got, sizeof got), 0);
    assert_true(serial_open(&hal));
    assert_int_equal(read_all(64), 0);
}

static void bytes_arrive_as_they_were_sent(void **state)
{
    (void)state;
    assert_true(serial_open(&hal));
    model_line_send(packet, PACKET_SIZE);
    assert_int_equal(read_all(16), PACKET_SIZE);
    assert_memory_equal(got, packet, PACKET_SIZE);
}

static void no_byte_is_lost_while_flash_is_erased(void **state)
{
    (void)state;
    assert_true(serial_open(&hal));
    model_line_send(packet, PACKET_SIZE);
    assert_true(hal_flash_erase(&hal, FLASH_DEVICE_APP, 0x10000, 0x1000)); /* 85 ms: 980 bytes */
    assert_int_equal(read_all(256), PACKET_SIZE);
    assert_memory_equal(got, packet, PACKET_SIZE);
}

static void the_ring_goes_round(void **state)
{
    (void)state;
    assert_true(serial_open(&hal));
    for (unsigned round = 0; round < 20; round++) {
        model_line_send(packet, PACKET_SIZE);
        assert_int_equal(read_all(100), PACKET_SIZE);
        assert_memory_equal(got, packet, PACKET_SIZE);
    }
}

static void a_byte_that_is_counted_but_not_stored_is_not_handed_out(void **state)
{
    static const uint8_t line[] = { 0x06, 0x09, 'A', '\n' };
    uint32_t size = 0;

    (void)state;
    assert_true(serial_open(&hal));
    model_line_send(line, sizeof line);
    for (unsigned i = 0; i < 4000 && size < sizeof line; i++) {
        size += hal_serial_read(&hal, got + size, 1);
    }
    assert_int_equal(size, sizeof line);
    assert_memory_equal(got, line, sizeof line);
}

static void a_flood_costs_what_was_sent_and_nothing_later(void **state)
{
    (void)state;
    assert_true(serial_open(&hal));
    for (unsigned i = 0; i < 5; i++) {
        model_line_send(packet, PACKET_SIZE); /* 7500 bytes while nobody reads */
    }
    model_pass(2000000000u);
    assert_int_equal(read_all(64), 0);
    model_line_send(packet, PACKET_SIZE);
    assert_int_equal(read_all(64), PACKET_SIZE);
    assert_memory_equal(got, packet, PACKET_SIZE);
}

static void a_broken_byte_costs_its_packet_and_nothing_later(void **state)
{
    (void)state;
    assert_true(serial_open(&hal));
    model_line_send(packet, 200);
    model.line[model.line_count - 100].spoilt = true;
    assert_true(read_all(64) < 200);
    for (unsigned round = 0; round < 6; round++) {
        model_line_send(packet, PACKET_SIZE);
        assert_int_equal(read_all(64), PACKET_SIZE);
        assert_memory_equal(got, packet, PACKET_SIZE);
    }
    assert_int_equal(model_get(APP_UARTE0 + 0x124u), 0);
}

static void answers_are_sent_whole(void **state)
{
    uint64_t start;

    (void)state;
    assert_true(serial_open(&hal));
    start = model.now;
    hal_serial_write(&hal, packet, PACKET_SIZE);
    hal_serial_write(&hal, "end", 3);
    assert_in_range(model.now - start, 130000000, 140000000); /* no waiting beside the line's speed */
    assert_int_equal(model.sent_count, PACKET_SIZE + 3);
    assert_memory_equal(model.sent, packet, PACKET_SIZE);
    assert_memory_equal(model.sent + PACKET_SIZE, "end", 3);
}

static void receiving_goes_on_while_an_answer_is_sent(void **state)
{
    (void)state;
    assert_true(serial_open(&hal));
    model_line_send(packet, 300);
    hal_serial_write(&hal, packet, 1000);
    assert_int_equal(read_all(64), 300);
    assert_memory_equal(got, packet, 300);
}

static void a_transmitter_that_does_not_move_is_given_up(void **state)
{
    uint64_t start;

    (void)state;
    assert_true(serial_open(&hal));
    model_set(APP_UARTE0 + 0x50cu, 0xffffffffu);
    start = model.now;
    hal_serial_write(&hal, packet, 128);
    assert_true(model.now - start < 100000000u);
}

static void log_lines_end_where_recovery_begins(void **state)
{
    static const char line[] = "I: image 1: 42 of ff\r\n";

    (void)state;
    hal_log(&hal, HAL_LOG_INFO, "image %u: %s of %x", 1u, "42", 0xffu);
    assert_int_equal(model.sent_count, sizeof line - 1);
    assert_memory_equal(model.sent, line, sizeof line - 1);
    assert_int_equal(model_get(APP_UARTE0 + 0x500u), 0);
    assert_int_equal(model_get(APP_PORT0 + 0x200u + 4 * 20), 2); /* the pin is the application's again */
    hal_log(&hal, HAL_LOG_DEBUG, "not for users");
    assert_int_equal(model.sent_count, sizeof line - 1);
    assert_true(serial_open(&hal));
    hal_log(&hal, HAL_LOG_ERROR, "between two packets");
    assert_int_equal(model.sent_count, sizeof line - 1);
}

#define CHIP_TEST(name) cmocka_unit_test_setup_teardown(name, power_on, no_fault)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CHIP_TEST(nothing_is_read_before_the_line_is_open),
        CHIP_TEST(bytes_arrive_as_they_were_sent),
        CHIP_TEST(no_byte_is_lost_while_flash_is_erased),
        CHIP_TEST(the_ring_goes_round),
        CHIP_TEST(a_byte_that_is_counted_but_not_stored_is_not_handed_out),
        CHIP_TEST(a_flood_costs_what_was_sent_and_nothing_later),
        CHIP_TEST(a_broken_byte_costs_its_packet_and_nothing_later),
        CHIP_TEST(answers_are_sent_whole),
        CHIP_TEST(receiving_goes_on_while_an_answer_is_sent),
        CHIP_TEST(a_transmitter_that_does_not_move_is_given_up),
        CHIP_TEST(log_lines_end_where_recovery_begins),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* The nRF5340 port's HAL on the host: what it writes to which register, and that it does what hal.h promises on a chip that
 * behaves as the Product Specification says. No proof of the specification: nrf5340/model.h is written from it too.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>
#include "firmware/port/cortex_m/core.h"
#include "firmware/port/nrf5340/chip.h"
#include "firmware/port/nrf5340/hal_state.h"
#include "firmware/port/nrf5340/lock.h"
#include "firmware/port/nrf5340/qspi.h"
#include "firmware/port/nrf5340/registers.h"
#include "firmware/port/nrf5340/ticks.h"
#include "nrf5340/model.h"
#include "nrf5340/target_config.h"

const struct boot_config target_config = { .image_count = 2, .net = { .present = true } };

static struct hal hal;
static jmp_buf after_reset;

_Noreturn void core_reset(void)
{
    longjmp(after_reset, 1);
}

static int power_on(void **state)
{
    (void)state;
    model_reset();
    hal = (struct hal){ 0 };
    ticks_start();
    model_settle();
    model.write_count = 0;
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

/* All recorded writes to registers from `low` to below `high`, in order. */
static void assert_writes(const struct model_write *expected, size_t count, uint32_t low, uint32_t high)
{
    size_t next = 0;

    model_settle();
    assert_false(model.writes_lost);
    for (size_t i = 0; i < model.write_count; i++) {
        if (model.writes[i].address < low || model.writes[i].address >= high) {
            continue;
        }
        assert_true(next < count);
        assert_int_equal(model.writes[i].address, expected[next].address);
        assert_int_equal(model.writes[i].value, expected[next].value);
        next++;
    }
    assert_int_equal(next, count);
}

static void internal_flash_is_written_and_erased(void **state)
{
    static const uint8_t data[12] = { 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12 };
    static const struct model_write controller[] = {
        { APP_NVMC + 0x504, 1, 0 }, { APP_NVMC + 0x504, 0, 0 }, { APP_NVMC + 0x504, 2, 0 }, { APP_NVMC + 0x504, 0, 0 }
    };
    uint8_t read[14];

    (void)state;
    memset(model.flash + 0x11000, 0x5a, 0x2000);
    assert_true(hal_flash_write(&hal, FLASH_DEVICE_APP, 0x10ffc, data, 4));
    assert_true(hal_flash_erase(&hal, FLASH_DEVICE_APP, 0x11000, 0x1000));
    assert_writes(controller, 4, APP_NVMC, APP_NVMC + 0x1000);
    assert_true(hal_flash_write(&hal, FLASH_DEVICE_APP, 0x11000, data + 4, 8));
    assert_true(hal_flash_read(&hal, FLASH_DEVICE_APP, 0x10ffb, read, sizeof read));
    assert_memory_equal(read + 1, data, 12);
    assert_int_equal(read[0], 0xff);
    assert_int_equal(read[13], 0xff);
    assert_int_equal(model.flash[0x11fff], 0xff);
    assert_int_equal(model.flash[0x12000], 0x5a);
}

static void what_the_flash_cannot_do_is_refused_untouched(void **state)
{
    static const uint8_t data[8];
    static const uint32_t wrong[][2] = {
        { 2, 4 }, { 4, 6 }, { MODEL_FLASH_SIZE, 4 }, { MODEL_FLASH_SIZE - 4, 8 }, { 0xfffffffcu, 8 }
    };

    (void)state;
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        assert_false(hal_flash_write(&hal, FLASH_DEVICE_APP, wrong[i][0], data, wrong[i][1]));
    }
    assert_false(hal_flash_erase(&hal, FLASH_DEVICE_APP, 0x800, 0x1000));
    assert_false(hal_flash_erase(&hal, FLASH_DEVICE_APP, 0x1000, 0x800));
    assert_false(hal_flash_write(&hal, FLASH_DEVICE_EXTERNAL, 0, data, 8)); /* not open */
    assert_false(hal_flash_write(&hal, FLASH_DEVICE_NET, 0, data, 8));      /* out of this core's reach */
    model_settle();
    assert_int_equal(model.write_count, 0);
}

static void external_flash_is_woken_written_in_pages_and_left_as_found(void **state)
{
    uint8_t data[600];
    uint8_t read[605];

    (void)state;
    for (size_t i = 0; i < sizeof data; i++) {
        data[i] = (uint8_t)(i * 7);
    }
    model.external_asleep = true;
    memset(model.external + 0x1000, 0, 0x2000);
    hal.external_open = qspi_open();
    assert_true(hal.external_open);
    assert_false(model.external_asleep);
    assert_true(hal_flash_erase(&hal, FLASH_DEVICE_EXTERNAL, 0x1000, 0x1000));
    assert_true(hal_flash_write(&hal, FLASH_DEVICE_EXTERNAL, 0x10f8, data, sizeof data));
    assert_int_equal(model.external_programs, 4); /* 8 bytes, two whole pages, the rest */
    assert_true(hal_flash_read(&hal, FLASH_DEVICE_EXTERNAL, 0x10f7, read, 603));
    assert_int_equal(read[0], 0xff);
    assert_memory_equal(read + 1, data, sizeof data);
    assert_int_equal(model.external[0x2000], 0);
    assert_true(model.now >= model.external_busy_until); /* it was waited for */
    qspi_close();
    assert_int_equal(model_get(APP_RESET + 0x124u), 0);
    assert_int_equal(model_get(APP_RESET + 0x5b8u), 2);
    assert_int_equal(model_get(APP_QSPI + 0x500u), 0);
    assert_int_equal(model_get(APP_QSPI + 0x544u), 0);
    assert_int_equal(model_get(APP_QSPI + 0x54cu), 1);
    assert_int_equal(model_get(APP_QSPI + 0x528u), 0xffffffffu);
    assert_int_equal(model_get(APP_PORT0 + 0x200u + 4 * 18), 2);
}

static void external_flash_may_be_in_an_erase_when_the_bootloader_starts(void **state)
{
    (void)state;
    model.external_busy_until = model.now + 30000000u;
    assert_true(qspi_open());
    assert_true(model.now >= model.external_busy_until);
}

static void a_board_without_its_flash_is_noticed_in_time(void **state)
{
    (void)state;
    model.external_absent = true;
    assert_false(qspi_open());
    assert_true(model.now < 1000000000u);
}

static void a_clock_that_does_not_start_is_noticed_in_time(void **state)
{
    (void)state;
    model.external_clock_dead = true;
    assert_false(qspi_open());
    assert_true(model.now < 1000000000u);
    assert_int_equal(model_get(APP_QSPI + 0x500u), 0); /* the peripheral was not enabled without it */
}

static void the_network_core_is_released_as_erratum_161_asks(void **state)
{
    static const struct model_write sequence[] = {
        { APP_RESET + 0x618, 1, 0 }, { APP_RESET + 0x614, 0, 0 }, { APP_RESET + 0x614, 1, 0 },
        { APP_RESET + 0x614, 0, 0 }, { APP_RESET + 0x618, 0, 0 },
    };
    uint64_t released = 0;
    uint64_t held = 0;

    (void)state;
    model_set(APP_RESET + 0x400u, RESETREAS_SOFT | RESETREAS_PIN);
    hal_net_core_release(&hal);
    assert_writes(sequence, 5, APP_RESET + 0x600, APP_RESET + 0x700);
    for (size_t i = 0; i < model.write_count; i++) {
        if (model.writes[i].address == APP_RESET + 0x614u) {
            released = released == 0 ? model.writes[i].time : released;
            held = model.writes[i].value == 1 ? model.writes[i].time : held;
        }
    }
    assert_true(held - released >= 5000);
    assert_int_equal(model_get(APP_SPU + 0x440u), 1u << 4); /* it reads this core's memory as a secure master */
    assert_int_equal(model_get(APP_RESET + 0x400u), 0);     /* from here on the reasons are this transfer's */
    hal_net_core_hold(&hal);
    assert_int_equal(model_get(APP_RESET + 0x614u), 1);
    assert_int_equal(model_get(APP_SPU + 0x440u), 0);
}

static void the_command_block_is_waited_for_no_longer_than_asked(void **state)
{
    struct pcd_command command = { PCD_MAGIC_COPY, 0x20030200u, 0x1234, 0x8800 };
    struct pcd_command read;
    uint64_t start;

    (void)state;
    hal_mailbox_write(&hal, &command);
    hal_mailbox_read(&hal, &read);
    assert_memory_equal(&read, &command, sizeof read);
    assert_memory_equal(model.ram, &command, sizeof command);
    start = model.now;
    assert_false(hal_net_core_wait(&hal, PCD_MAGIC_COPY, 25));
    assert_in_range(model.now - start, 25000000, 26000000);
    assert_false(hal_net_core_wait(&hal, PCD_MAGIC_COPY, 0));
    command.magic = PCD_MAGIC_DONE;
    hal_mailbox_write(&hal, &command);
    start = model.now;
    assert_true(hal_net_core_wait(&hal, PCD_MAGIC_COPY, 25));
    assert_true(model.now - start < 10000);
}

static void recovery_is_asked_for_by_boot_mode_once_and_by_the_button(void **state)
{
    (void)state;
    assert_false(hal_recovery_requested(&hal));
    hal_recovery_request(&hal);
    assert_int_equal(model_get(APP_RESET + 0x51cu), 1); /* what Zephyr's bootmode_set() writes */
    assert_true(hal_recovery_requested(&hal));
    assert_false(hal_recovery_requested(&hal));
    model_set(APP_RESET + 0x51cu, 7); /* somebody else's */
    assert_false(hal_recovery_requested(&hal));
    assert_int_equal(model_get(APP_RESET + 0x51cu), 7);
    model.pins &= ~(1u << 23);
    assert_true(hal_recovery_requested(&hal));
    assert_int_equal(model_get(APP_PORT0 + 0x200u + 4 * 23), 2); /* the pin is as after a reset */
}

static void the_button_does_not_leave_a_request_for_the_next_boot(void **state)
{
    (void)state;
    model.pins &= ~(1u << 23);
    hal_recovery_request(&hal);
    assert_true(hal_recovery_requested(&hal));
    model.pins |= 1u << 23;
    assert_false(hal_recovery_requested(&hal));
}

static void reset_reasons(void **state)
{
    static const struct {
        uint32_t bits;
        enum reset_reason reason;
    } cases[] = {
        { 0, RESET_POWER_ON },
        { 1u << 0, RESET_PIN },
        { 1u << 1, RESET_WATCHDOG },
        { 1u << 25, RESET_WATCHDOG },
        { 1u << 3, RESET_SOFT },
        { 1u << 4, RESET_OTHER },                   /* lockup */
        { 1u << 0 | 1u << 1 | 1u << 3, RESET_PIN }, /* erratum 55 */
        { 1u << 1 | 1u << 3, RESET_WATCHDOG },
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        model_set(APP_RESET + 0x400u, cases[i].bits);
        assert_int_equal(hal_reset_reason(&hal), cases[i].reason);
    }
}

static void a_reset_by_software_is_the_next_boots_only_reason(void **state)
{
    (void)state;
    model_set(APP_RESET + 0x400u, RESETREAS_PIN | RESETREAS_DOG0);
    if (setjmp(after_reset) == 0) {
        hal_reset(&hal);
    }
    assert_int_equal(model_get(APP_RESET + 0x400u), 0);
}

/* A watchdog reset that was counted must not be told of twice. */
static void a_panic_is_the_next_boots_only_reason(void **state)
{
    (void)state;
    model_set(APP_RESET + 0x400u, RESETREAS_DOG0);
    if (setjmp(after_reset) == 0) {
        hal_panic(&hal, "panic");
    }
    assert_int_equal(model_get(APP_RESET + 0x400u), 0);
}

static void milliseconds_go_on_where_the_timer_wraps(void **state)
{
    uint32_t start;

    (void)state;
    start = hal_milliseconds(&hal);
    model_pass(4294000000000u); /* 1 s before the 32 bits of microseconds are over */
    hal_watchdog_feed(&hal);
    model_pass(2000000000u);
    assert_in_range(hal_milliseconds(&hal) - start, 4296000, 4296010);
    start = hal_milliseconds(&hal);
    for (unsigned i = 0; i < 1000; i++) {
        model_pass(1500000);
        (void)hal_milliseconds(&hal);
    }
    assert_in_range(hal_milliseconds(&hal) - start, 1500, 1501);
    hal.milliseconds = 0xffffffffu;
    model_pass(3000000u);
    assert_in_range(hal_milliseconds(&hal), 2, 3);
}

static void only_watchdogs_that_run_are_reloaded(void **state)
{
    static const struct model_write reloads[] = {
        { APP_WATCHDOG1 + 0x600, 0x6e524635, 0 },
        { APP_WATCHDOG1 + 0x60c, 0x6e524635, 0 },
    };

    (void)state;
    model_set(APP_WATCHDOG0 + 0x508u, 1);
    model_set(APP_WATCHDOG1 + 0x400u, 1);
    model_set(APP_WATCHDOG1 + 0x508u, 1u << 0 | 1u << 3);
    hal_watchdog_feed(&hal);
    assert_writes(reloads, 2, APP_WATCHDOG0, APP_WATCHDOG1 + 0x1000);
}

static void bootloader_and_command_block_stay_read_only(void **state)
{
    static const struct model_write locks[] = {
        { APP_SPU + 0x600, 0x115, 0 },
        { APP_SPU + 0x604, 0x115, 0 },
        { APP_SPU + 0x608, 0x115, 0 },
        { APP_SPU + 0x700, 0x104, 0 }, /* readable for a network core that is not secure */
    };

    (void)state;
    lock_bootloader();
    lock_command_block();
    assert_writes(locks, 4, APP_SPU, APP_SPU + 0x1000);
}

static void trims_are_copied_until_the_list_ends(void **state)
{
    static const struct model_write trims[] = { { 0x50004100, 0x11, 0 }, { 0x50004104, 0x22, 0 } };

    (void)state;
    model_set(APP_FICR + 0x300u, 0x50004100);
    model_set(APP_FICR + 0x304u, 0x11);
    model_set(APP_FICR + 0x308u, 0x50004104);
    model_set(APP_FICR + 0x30cu, 0x22);
    model_set(APP_FICR + 0x310u, 0xffffffffu);
    model_set(APP_FICR + 0x318u, 0x50004108);
    chip_trim(APP_FICR);
    assert_writes(trims, 2, 0, 0xffffffffu);
}

static void a_full_list_of_trims_ends_too(void **state)
{
    (void)state;
    for (uint32_t i = 0; i < 34; i++) {
        model_set(APP_FICR + 0x300u + 8 * i, 0x50004100 + 4 * i);
        model_set(APP_FICR + 0x304u + 8 * i, 1);
    }
    chip_trim(APP_FICR);
    model_settle();
    assert_int_equal(model.write_count, 32);
}

static void the_debug_port_opens_as_uicr_says(void **state)
{
    (void)state;
    model_set(APP_UICR, 0x50fa50fau);
    model_set(APP_UICR + 0x1cu, 0xffffffffu);
    chip_load_debug_protection(APP_UICR, APP_CTRLAP);
    chip_load_secure_debug_protection(APP_UICR, APP_CTRLAP);
    assert_int_equal(model_get(APP_CTRLAP + 0x544u), 0x50fa50fau);
    assert_int_equal(model_get(APP_CTRLAP + 0x54cu), 0xffffffffu);
}

#define CHIP_TEST(name) cmocka_unit_test_setup_teardown(name, power_on, no_fault)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CHIP_TEST(internal_flash_is_written_and_erased),
        CHIP_TEST(what_the_flash_cannot_do_is_refused_untouched),
        CHIP_TEST(external_flash_is_woken_written_in_pages_and_left_as_found),
        CHIP_TEST(external_flash_may_be_in_an_erase_when_the_bootloader_starts),
        CHIP_TEST(a_board_without_its_flash_is_noticed_in_time),
        CHIP_TEST(a_clock_that_does_not_start_is_noticed_in_time),
        CHIP_TEST(the_network_core_is_released_as_erratum_161_asks),
        CHIP_TEST(the_command_block_is_waited_for_no_longer_than_asked),
        CHIP_TEST(recovery_is_asked_for_by_boot_mode_once_and_by_the_button),
        CHIP_TEST(the_button_does_not_leave_a_request_for_the_next_boot),
        CHIP_TEST(reset_reasons),
        CHIP_TEST(a_reset_by_software_is_the_next_boots_only_reason),
        CHIP_TEST(a_panic_is_the_next_boots_only_reason),
        CHIP_TEST(milliseconds_go_on_where_the_timer_wraps),
        CHIP_TEST(only_watchdogs_that_run_are_reloaded),
        CHIP_TEST(bootloader_and_command_block_stay_read_only),
        CHIP_TEST(trims_are_copied_until_the_list_ends),
        CHIP_TEST(a_full_list_of_trims_ends_too),
        CHIP_TEST(the_debug_port_opens_as_uicr_says),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

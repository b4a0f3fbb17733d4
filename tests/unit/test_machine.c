/* The simulated machine's flash obeys NOR rules, and a cut leaves what a cut leaves. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>
#include "sim/machine/machine.h"

#define PAGE 4096u
#define SIZE (16 * PAGE)

static const struct machine_layout layout = {
    .flash = { [FLASH_DEVICE_APP] = { SIZE, PAGE, 4 },
               [FLASH_DEVICE_EXTERNAL] = { SIZE, PAGE, 4 },
               [FLASH_DEVICE_RAM] = { 4 * PAGE, PAGE, 4 },
               [FLASH_DEVICE_NET] = { 8 * 2048, 2048, 4 } },
};

struct write {
    uint32_t offset;
    const void *data;
    uint32_t size;
    bool answer;
};

static void do_write(struct hal *hal, void *context)
{
    struct write *write = context;

    write->answer = hal_flash_write(hal, FLASH_DEVICE_APP, write->offset, write->data, write->size);
}

static void do_erase(struct hal *hal, void *context)
{
    struct write *write = context;

    write->answer = hal_flash_erase(hal, FLASH_DEVICE_APP, write->offset, write->size);
}

static struct run_result run(struct machine *machine, machine_function *function, struct write *write, struct cut cut)
{
    struct run_result result;

    machine_call(machine, function, write, cut, &result);
    return result;
}

static void expect_bytes(struct machine *machine, uint32_t offset, const void *bytes, size_t size)
{
    uint8_t read[64];

    assert_true(size <= sizeof read);
    assert_true(machine_inspect(machine, FLASH_DEVICE_APP, offset, read, (uint32_t)size));
    assert_memory_equal(read, bytes, size);
}

static int create(void **state)
{
    struct arena *arena = arena_create();

    *state = arena;
    return 0;
}

static int destroy(void **state)
{
    arena_destroy(*state);
    return 0;
}

static struct machine *new_machine(void **state)
{
    struct machine *machine = machine_create(*state, &layout, 1);

    assert_non_null(machine);
    return machine;
}

static void programming_needs_erased_cells(void **state)
{
    struct machine *machine = new_machine(state);
    struct write first = { 8, "\x01\x02\x03\x04", 4, false };
    struct write same = first;
    struct write other = { 8, "\x01\x02\x03\x00", 4, false };

    assert_int_equal(run(machine, do_write, &first, NO_CUT).fault.kind, FAULT_NONE);
    assert_int_equal(run(machine, do_write, &same, NO_CUT).fault.kind, FAULT_NONE);
    assert_int_equal(run(machine, do_write, &other, NO_CUT).fault.kind, FAULT_PROGRAM_PROGRAMMED);
    assert_true(first.answer && same.answer && other.answer);
    expect_bytes(machine, 8, "\x01\x02\x03\x00", 4);
}

static void unaligned_access_fails_and_changes_nothing(void **state)
{
    struct machine *machine = new_machine(state);
    struct write odd = { 2, "\x01\x02\x03\x04", 4, true };
    struct write outside = { SIZE, "\x01\x02\x03\x04", 4, true };
    struct write half_page = { 2048, NULL, 2048, true };

    assert_int_equal(run(machine, do_write, &odd, NO_CUT).fault.kind, FAULT_UNALIGNED);
    assert_int_equal(run(machine, do_write, &outside, NO_CUT).fault.kind, FAULT_UNALIGNED);
    assert_int_equal(run(machine, do_erase, &half_page, NO_CUT).fault.kind, FAULT_UNALIGNED);
    assert_false(odd.answer || outside.answer || half_page.answer);
    expect_bytes(machine, 0, "\xff\xff\xff\xff\xff\xff\xff\xff", 8);
}

static void operations_outside_of_the_allowed_areas_are_faults(void **state)
{
    static const struct boot_area area = { FLASH_DEVICE_APP, PAGE, PAGE, PAGE };
    struct machine_layout narrow = layout;
    struct machine *machine;
    struct write inside = { PAGE, "\x01\x02\x03\x04", 4, false };
    struct write before = { PAGE - 4, "\x01\x02\x03\x04", 4, false };

    narrow.allowed = &area;
    narrow.allowed_count = 1;
    machine = machine_create(*state, &narrow, 1);
    assert_non_null(machine);
    assert_int_equal(run(machine, do_write, &inside, NO_CUT).fault.kind, FAULT_NONE);
    assert_int_equal(run(machine, do_write, &before, NO_CUT).fault.kind, FAULT_OUTSIDE);
}

static void a_cut_write_leaves_whole_words_and_one_unstable(void **state)
{
    static const uint8_t data[12] = { 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12 };
    static const uint8_t erased[8] = { 255, 255, 255, 255, 255, 255, 255, 255 };
    struct machine *machine = new_machine(state);
    struct write write = { PAGE - 8, data, sizeof data, false };
    struct cut cut = { 0, CUT_ALL_BUT_ONE, 0 };
    struct run_result result = run(machine, do_write, &write, cut);
    uint8_t pattern[4];

    assert_int_equal(result.end, RUN_CUT);
    assert_int_equal(result.operations, 1);
    machine_reset(machine, RESET_POWER_ON, RAM_ZERO, UNSTABLE_OLD);
    expect_bytes(machine, PAGE - 8, data, 8);
    expect_bytes(machine, PAGE, erased, 8);
    machine_reset(machine, RESET_POWER_ON, RAM_ZERO, UNSTABLE_PATTERN);
    assert_true(machine_inspect(machine, FLASH_DEVICE_APP, PAGE, pattern, sizeof pattern));
    assert_memory_not_equal(pattern, erased, 4);
    for (size_t i = 0; i < sizeof pattern; i++) {
        assert_int_equal(pattern[i] & data[8 + i], data[8 + i]);
    }
}

static void rewriting_what_is_read_settles_a_word(void **state)
{
    struct machine *machine = new_machine(state);
    struct write write = { 0, "\x01\x00\x00\x00", 4, false };
    struct write again = write;
    struct cut cut = { 0, CUT_FIRST_WORD, 0 };
    uint8_t pattern[4];

    (void)run(machine, do_write, &write, cut);
    machine_reset(machine, RESET_POWER_ON, RAM_ZERO, UNSTABLE_PATTERN);
    assert_true(machine_inspect(machine, FLASH_DEVICE_APP, 0, pattern, 4));
    again.data = pattern;
    assert_int_equal(run(machine, do_write, &again, NO_CUT).fault.kind, FAULT_NONE);
    machine_reset(machine, RESET_POWER_ON, RAM_ZERO, UNSTABLE_ERASED);
    expect_bytes(machine, 0, pattern, 4);
}

static void a_half_programmed_word_takes_the_same_value_only(void **state)
{
    struct machine *machine = new_machine(state);
    struct write write = { 0, "\x01\x00\x00\x00", 4, false };
    struct write other = { 0, "\xfe\xff\xff\xff", 4, false };
    struct cut cut = { 0, CUT_FIRST_WORD, 0 };
    struct machine_state *saved;

    (void)run(machine, do_write, &write, cut);
    machine_reset(machine, RESET_POWER_ON, RAM_ZERO, UNSTABLE_ERASED);
    saved = machine_save(machine);
    assert_int_equal(run(machine, do_write, &write, NO_CUT).fault.kind, FAULT_NONE);
    machine_reset(machine, RESET_SOFT, RAM_KEPT, UNSTABLE_OLD);
    expect_bytes(machine, 0, "\x01\x00\x00\x00", 4);
    machine_restore(machine, saved);
    machine_forget(saved);
    machine_reset(machine, RESET_POWER_ON, RAM_ZERO, UNSTABLE_ERASED);
    assert_int_equal(run(machine, do_write, &other, NO_CUT).fault.kind, FAULT_PROGRAM_PROGRAMMED);
}

static void a_cut_erase_reads_old_or_erased_or_between(void **state)
{
    struct machine *machine = new_machine(state);
    struct write erase = { 0, NULL, PAGE, false };
    struct cut cut = { 0, CUT_ALL_BUT_ONE, 0 };
    uint8_t pattern[4];

    assert_true(machine_fill(machine, FLASH_DEVICE_APP, 0, 0x0f, 64));
    assert_int_equal(run(machine, do_erase, &erase, cut).end, RUN_CUT);
    machine_reset(machine, RESET_POWER_ON, RAM_ZERO, UNSTABLE_OLD);
    expect_bytes(machine, 0, "\x0f\x0f\x0f\x0f", 4);
    machine_reset(machine, RESET_POWER_ON, RAM_ZERO, UNSTABLE_ERASED);
    expect_bytes(machine, 0, "\xff\xff\xff\xff", 4);
    machine_reset(machine, RESET_POWER_ON, RAM_ZERO, UNSTABLE_PATTERN);
    assert_true(machine_inspect(machine, FLASH_DEVICE_APP, 0, pattern, 4));
    assert_int_equal(pattern[0] & 0x0f, 0x0f);
    assert_int_equal(run(machine, do_erase, &erase, NO_CUT).fault.kind, FAULT_NONE);
    machine_reset(machine, RESET_POWER_ON, RAM_ZERO, UNSTABLE_OLD);
    expect_bytes(machine, 0, "\xff\xff\xff\xff", 4);
}

static void equal_content_has_equal_hashes_and_snapshots_come_back(void **state)
{
    struct machine *left = new_machine(state);
    struct machine *right = new_machine(state);
    struct state_hash hash = machine_state_hash(left);
    struct state_hash other;
    struct machine_state *saved = machine_save(left);

    assert_true(machine_load(left, FLASH_DEVICE_EXTERNAL, 300, "abcd", 4));
    assert_true(machine_load(left, FLASH_DEVICE_APP, 5000, "abcd", 4));
    assert_true(machine_load(right, FLASH_DEVICE_APP, 5000, "abcd", 4));
    other = machine_state_hash(right);
    assert_memory_not_equal(&hash, &other, sizeof hash);
    assert_true(machine_fill(left, FLASH_DEVICE_EXTERNAL, 300, 0xff, 4));
    hash = machine_state_hash(left);
    assert_memory_equal(&hash, &other, sizeof hash);
    machine_restore(left, saved);
    machine_forget(saved);
    expect_bytes(left, 5000, "\xff\xff\xff\xff", 4);
}

static void ram_is_lost_with_the_power_and_kept_by_a_reset(void **state)
{
    struct machine *machine = new_machine(state);
    struct pcd_command command = { PCD_MAGIC_COPY, 1, 2, 3 };
    struct pcd_command read;

    hal_mailbox_write(machine_hal(machine), &command);
    machine_reset(machine, RESET_SOFT, RAM_RANDOM, UNSTABLE_OLD);
    hal_mailbox_read(machine_hal(machine), &read);
    assert_memory_equal(&read, &command, sizeof read);
    machine_reset(machine, RESET_POWER_ON, RAM_KEPT, UNSTABLE_OLD);
    hal_mailbox_read(machine_hal(machine), &read);
    assert_memory_equal(&read, &command, sizeof read);
    machine_reset(machine, RESET_POWER_ON, RAM_ZERO, UNSTABLE_OLD);
    hal_mailbox_read(machine_hal(machine), &read);
    assert_int_equal(read.magic, 0);
}

struct accesses {
    uint32_t page;
    bool erased;
    bool written[2];
    bool read;
};

/* Accesses 0 to 3 of the run. */
static void do_accesses(struct hal *hal, void *context)
{
    static const uint8_t words[8] = { 1, 2, 3, 4, 5, 6, 7, 8 };
    struct accesses *accesses = context;
    uint32_t offset = accesses->page * PAGE;
    uint8_t read[8];

    accesses->erased = hal_flash_erase(hal, FLASH_DEVICE_APP, offset, PAGE);
    accesses->written[0] = hal_flash_write(hal, FLASH_DEVICE_APP, offset, words, sizeof words);
    accesses->read = hal_flash_read(hal, FLASH_DEVICE_APP, offset, read, sizeof read);
    accesses->written[1] = hal_flash_write(hal, FLASH_DEVICE_EXTERNAL, offset, words, sizeof words);
}

static struct accesses accesses_of(struct machine *machine, const struct failing_access *failing, uint32_t page)
{
    struct accesses accesses = { .page = page };
    struct run_result result;

    machine_reset(machine, RESET_SOFT, RAM_KEPT, UNSTABLE_PATTERN);
    if (failing != NULL) {
        machine_fail_access(machine, failing);
    }
    machine_call(machine, do_accesses, &accesses, NO_CUT, &result);
    assert_int_equal(result.end, RUN_RETURNED);
    assert_int_equal(result.fault.kind, FAULT_NONE);
    return accesses;
}

static void an_access_fails_once_or_in_a_run_or_for_ever(void **state)
{
    struct machine *machine = new_machine(state);
    struct failing_access failing = { .number = 1, .kinds = ACCESS_READ | ACCESS_WRITE, .done = CUT_BEFORE };
    struct accesses accesses = accesses_of(machine, &failing, 0);

    assert_true(accesses.erased && !accesses.written[0] && accesses.read && accesses.written[1]);
    expect_bytes(machine, 0, "\xff\xff\xff\xff\xff\xff\xff\xff", 8);
    accesses = accesses_of(machine, NULL, 1);
    assert_true(accesses.erased && accesses.written[0] && accesses.read && accesses.written[1]);
    failing.lasts = FAILS_IN_THIS_RUN;
    accesses = accesses_of(machine, &failing, 2);
    assert_true(accesses.erased && !accesses.written[0] && !accesses.read && accesses.written[1]);
    accesses = accesses_of(machine, NULL, 3);
    assert_true(accesses.erased && accesses.written[0] && accesses.read);
    failing.lasts = FAILS_FOR_EVER;
    (void)accesses_of(machine, &failing, 4);
    accesses = accesses_of(machine, NULL, 5);
    assert_true(accesses.erased && !accesses.written[0] && !accesses.read && accesses.written[1]);
    machine_fail_access(machine, NULL);
    accesses = accesses_of(machine, NULL, 6);
    assert_true(accesses.erased && accesses.written[0] && accesses.read);
}

static void a_failing_write_or_erase_does_nothing_or_a_part_or_all(void **state)
{
    struct machine *machine = new_machine(state);
    struct failing_access failing = { .number = 1, .done = CUT_AFTER };
    uint8_t read[8];

    assert_false(accesses_of(machine, &failing, 0).written[0]);
    expect_bytes(machine, 0, "\x01\x02\x03\x04\x05\x06\x07\x08", 8);
    failing.done = CUT_HALF;
    assert_false(accesses_of(machine, &failing, 1).written[0]);
    expect_bytes(machine, PAGE, "\x01\x02\x03\x04", 4);
    assert_true(machine_inspect(machine, FLASH_DEVICE_APP, PAGE, read, sizeof read));
    assert_memory_not_equal(read + 4, "\x05\x06\x07\x08", 4);
    assert_true(machine_fill(machine, FLASH_DEVICE_APP, 2 * PAGE, 0x0f, PAGE));
    failing =
        (struct failing_access){ .number = 0, .lasts = FAILS_IN_THIS_RUN, .kinds = ACCESS_WRITE, .done = CUT_HALF };
    assert_false(accesses_of(machine, &failing, 2).erased);
    expect_bytes(machine, 2 * PAGE, "\x01\x02\x03\x04", 4); /* that write failed, too, and half of it is done */
    expect_bytes(machine, 2 * PAGE + 8, "\xff\xff\xff\xff", 4);
    expect_bytes(machine, 3 * PAGE - 4, "\x0f\x0f\x0f\x0f", 4);
}

static void erase_for_ever(struct hal *hal, void *context)
{
    uint32_t *erases = context;

    for (;;) {
        (void)hal_flash_erase(hal, FLASH_DEVICE_APP, 0, PAGE);
        hal_watchdog_feed(hal);
        ++*erases;
    }
}

static void read_for_ever(struct hal *hal, void *context)
{
    uint8_t byte;

    (void)context;
    while (hal_flash_read(hal, FLASH_DEVICE_APP, 0, &byte, 1)) {
        hal_watchdog_feed(hal);
    }
}

static void a_run_that_feeds_the_watchdog_for_ever_is_ended(void **state)
{
    struct machine *machine = new_machine(state);
    struct run_result result;
    uint32_t erases = 0;

    machine_call(machine, erase_for_ever, &erases, NO_CUT, &result);
    assert_int_equal(result.end, RUN_WATCHDOG);
    assert_int_equal(result.fault.kind, FAULT_ENDLESS);
    assert_in_range(erases, 1000, 100000);
    machine_call(machine, read_for_ever, NULL, NO_CUT, &result);
    assert_int_equal(result.end, RUN_WATCHDOG);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(programming_needs_erased_cells, create, destroy),
        cmocka_unit_test_setup_teardown(unaligned_access_fails_and_changes_nothing, create, destroy),
        cmocka_unit_test_setup_teardown(operations_outside_of_the_allowed_areas_are_faults, create, destroy),
        cmocka_unit_test_setup_teardown(a_cut_write_leaves_whole_words_and_one_unstable, create, destroy),
        cmocka_unit_test_setup_teardown(rewriting_what_is_read_settles_a_word, create, destroy),
        cmocka_unit_test_setup_teardown(a_half_programmed_word_takes_the_same_value_only, create, destroy),
        cmocka_unit_test_setup_teardown(a_cut_erase_reads_old_or_erased_or_between, create, destroy),
        cmocka_unit_test_setup_teardown(equal_content_has_equal_hashes_and_snapshots_come_back, create, destroy),
        cmocka_unit_test_setup_teardown(an_access_fails_once_or_in_a_run_or_for_ever, create, destroy),
        cmocka_unit_test_setup_teardown(a_failing_write_or_erase_does_nothing_or_a_part_or_all, create, destroy),
        cmocka_unit_test_setup_teardown(a_run_that_feeds_the_watchdog_for_ever_is_ended, create, destroy),
        cmocka_unit_test_setup_teardown(ram_is_lost_with_the_power_and_kept_by_a_reset, create, destroy),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

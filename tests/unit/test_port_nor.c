/* The emulated board's flash on the host: every breach of its rules is refused, changes nothing and is noted; a loss of
 * power during an operation finds a part of it done.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>
#include "firmware/port/qemu_an521/board.h"
#include "firmware/port/qemu_an521/clock.h"
#include "firmware/port/qemu_an521/nor.h"

#define PAGE         4096u
#define SIZE         (4 * PAGE)
#define WORDS        (SIZE / 4)
#define ERASE_PIECES 16u
#define COUNT(array) (sizeof(array) / sizeof(array)[0])

enum { UNALIGNED = 1, PROGRAMMED_TWICE = 2, OUTSIDE = 3 };

static volatile uint32_t registers[BOARD_HELD + 1];
static uint32_t cells[WORDS];
static const struct nor flash = { FLASH_DEVICE_EXTERNAL, (uint8_t *)cells, SIZE, PAGE, true };

/* Each wait of an operation: how long, and how much of the flash was erased then. */
static struct {
    uint32_t duration;
    uint32_t erased;
} waits[64];
static size_t wait_count;

/* Where an operation stood still: what was erased then, and how often it asked whether it may go on. */
static struct {
    uint32_t erased;
    uint32_t first_word;
    unsigned asked;
} stop;

static uint32_t erased_words(void)
{
    uint32_t count = 0;

    for (size_t i = 0; i < WORDS; i++) {
        count += cells[i] == 0xffffffffu;
    }
    return count;
}

volatile uint32_t *board_register(enum board_register index)
{
    assert_true(index <= BOARD_HELD);
    if (index == BOARD_HOLD && registers[BOARD_HELD] == 1) {
        stop.erased = erased_words();
        stop.first_word = cells[0];
        if (++stop.asked == 3) {
            registers[BOARD_HOLD] = 0; /* the host lets it go on */
        }
    }
    return registers + index;
}

void clock_wait_us(uint32_t duration)
{
    assert_true(wait_count < COUNT(waits));
    waits[wait_count].duration = duration;
    waits[wait_count++].erased = erased_words();
}

static int erased_flash(void **state)
{
    (void)state;
    memset(cells, 0xff, sizeof cells);
    memset((void *)registers, 0, sizeof registers);
    memset(&stop, 0, sizeof stop);
    wait_count = 0;
    return 0;
}

static void assert_fault(uint32_t fault, uint32_t offset)
{
    assert_int_equal(registers[BOARD_FAULT], fault);
    assert_int_equal(registers[BOARD_FAULT_DEVICE], fault == 0 ? 0 : FLASH_DEVICE_EXTERNAL);
    assert_int_equal(registers[BOARD_FAULT_OFFSET], offset);
}

struct breach {
    uint32_t offset;
    uint32_t size;
    uint32_t fault;
};

/* What the flash held, and how often it was worked on, is the same behind the breach. */
static void assert_refused(const struct breach *breach, bool erase)
{
    static const uint8_t data[2 * PAGE];
    static uint32_t before[WORDS];

    (void)erased_flash(NULL);
    memset(cells, 0x5a, sizeof cells / 2);
    memcpy(before, cells, sizeof cells);
    assert_false(erase ? nor_erase(&flash, breach->offset, breach->size)
                       : nor_write(&flash, breach->offset, data, breach->size));
    assert_memory_equal(cells, before, sizeof cells);
    assert_fault(breach->fault, breach->offset);
    assert_int_equal(registers[BOARD_OPERATIONS], 0);
}

static void writes_that_no_flash_takes_are_refused(void **state)
{
    static const struct breach breaches[] = {
        { 2 * PAGE + 1, 4, UNALIGNED },        { 2 * PAGE + 2, 2, UNALIGNED }, { 2 * PAGE, 3, UNALIGNED },
        { 2 * PAGE, 4 + 1, UNALIGNED },        { SIZE, 4, OUTSIDE },           { SIZE - 4, 8, OUTSIDE },
        { 0xfffffffcu, 8, OUTSIDE },           { 0xfffffffcu, 4, OUTSIDE },    { 0, 4, PROGRAMMED_TWICE },
        { 2 * PAGE - 4, 4, PROGRAMMED_TWICE },
    };

    (void)state;
    for (size_t i = 0; i < COUNT(breaches); i++) {
        assert_refused(&breaches[i], false);
    }
}

static void erases_that_no_flash_takes_are_refused(void **state)
{
    static const struct breach breaches[] = {
        { 4, PAGE, UNALIGNED },
        { PAGE / 2, PAGE, UNALIGNED },
        { 0, 4, UNALIGNED },
        { 0, PAGE + PAGE / 2, UNALIGNED },
        { SIZE, PAGE, OUTSIDE },
        { SIZE - PAGE, 2 * PAGE, OUTSIDE },
        { 0xfffff000u, 2 * PAGE, OUTSIDE },
        { PAGE, 0xfffff000u, OUTSIDE },
    };

    (void)state;
    for (size_t i = 0; i < COUNT(breaches); i++) {
        assert_refused(&breaches[i], true);
    }
}

static void a_word_is_programmed_once(void **state)
{
    static const uint8_t first[8] = { 1, 2, 3, 4, 5, 6, 7, 8 };
    static const uint8_t fewer_bits[4] = { 0, 2, 3,
                                           4 }; /* bits only fall, and it is a second programming all the same */
    static const uint8_t around[16] = { 9, 9, 9, 9, 1, 2, 3, 4, 9, 9, 9, 9, 9, 9, 9, 9 };

    (void)state;
    assert_true(nor_write(&flash, PAGE, first, 8));
    assert_true(nor_write(&flash, PAGE, first, 8)); /* the value that it has */
    assert_fault(0, 0);
    assert_false(nor_write(&flash, PAGE, fewer_bits, 4));
    assert_fault(PROGRAMMED_TWICE, PAGE);
    assert_memory_equal(cells + PAGE / 4, first, 8);

    registers[BOARD_FAULT] = 0;
    assert_false(nor_write(&flash, PAGE - 4, around, sizeof around)); /* the third word of four is another */
    assert_fault(PROGRAMMED_TWICE, PAGE + 4);
    assert_int_equal(cells[PAGE / 4 - 1], 0xffffffffu); /* the erased words around it neither */
    assert_int_equal(cells[PAGE / 4 + 2], 0xffffffffu);

    assert_true(nor_erase(&flash, PAGE, PAGE));
    assert_true(nor_write(&flash, PAGE - 4, around, sizeof around));
    assert_memory_equal(cells + PAGE / 4 - 1, around, sizeof around);
}

static void the_first_breach_stays_noted(void **state)
{
    static const uint8_t data[4];

    (void)state;
    assert_false(nor_write(&flash, 6, data, 4));
    assert_false(nor_write(&flash, SIZE, data, 4));
    assert_false(nor_erase(&flash, 8, PAGE));
    assert_true(nor_write(&flash, 0, data, 4));
    assert_fault(UNALIGNED, 6);
}

static void a_device_that_is_not_there_notes_nothing(void **state)
{
    static const struct nor none = { .device = FLASH_DEVICE_NET };
    uint8_t data[4] = { 0 };

    (void)state;
    assert_false(nor_read(&none, 0, data, 4));
    assert_false(nor_write(&none, 0, data, 4));
    assert_false(nor_erase(&none, 0, PAGE));
    assert_fault(0, 0);
}

static void reads_stay_inside_and_break_no_rule(void **state)
{
    uint8_t data[6] = { 0 };

    (void)state;
    cells[WORDS - 2] = 0x44332211;
    assert_true(nor_read(&flash, SIZE - 7, data, 6));
    assert_memory_equal(data, ((const uint8_t[]){ 0x22, 0x33, 0x44, 0xff, 0xff, 0xff }), 6);
    assert_false(nor_read(&flash, SIZE - 5, data, 6));
    assert_false(nor_read(&flash, 0xffffffffu, data, 2));
    assert_fault(0, 0);
}

/* Every word waits, then changes: a loss of power is as likely before as behind it. */
static void a_write_takes_its_time_word_by_word(void **state)
{
    static const uint8_t data[12];

    (void)state;
    registers[BOARD_WRITE_TIME] = 43;
    assert_true(nor_write(&flash, PAGE, data, sizeof data));
    assert_int_equal(wait_count, 3);
    for (uint32_t i = 0; i < 3; i++) {
        assert_int_equal(waits[i].duration, 43);
        assert_int_equal(waits[i].erased, WORDS - i);
    }
    assert_int_equal(registers[BOARD_OPERATIONS], 1);
    assert_true(nor_write(&flash, 0, data, 0));
    assert_int_equal(registers[BOARD_OPERATIONS], 1); /* nothing was done */
}

static void an_erase_takes_its_time_piece_by_piece(void **state)
{
    (void)state;
    memset(cells, 0, sizeof cells);
    registers[BOARD_ERASE_TIME] = 1600;
    assert_true(nor_erase(&flash, PAGE, 2 * PAGE));
    assert_int_equal(registers[BOARD_OPERATIONS], 2); /* one a page */
    assert_int_equal(wait_count, 2 * ERASE_PIECES);
    for (uint32_t i = 0; i < wait_count; i++) {
        assert_int_equal(waits[i].duration, 100);
        assert_int_equal(waits[i].erased, i * (PAGE / 4 / ERASE_PIECES));
    }
    assert_int_equal(cells[PAGE / 4 - 1], 0);
    assert_int_equal(erased_words(), 2 * PAGE / 4);
    assert_int_equal(cells[3 * PAGE / 4], 0);
}

static void ram_takes_no_time(void **state)
{
    static const uint8_t data[4];
    const struct nor ram = { FLASH_DEVICE_RAM, (uint8_t *)cells, SIZE, PAGE, false };

    (void)state;
    registers[BOARD_WRITE_TIME] = registers[BOARD_ERASE_TIME] = 1600;
    assert_true(nor_write(&ram, 0, data, 4));
    assert_true(nor_erase(&ram, 0, PAGE));
    assert_int_equal(wait_count, 0);
    assert_int_equal(registers[BOARD_OPERATIONS], 2);
}

static void an_erase_stands_still_behind_the_byte_that_is_asked_for(void **state)
{
    (void)state;
    memset(cells, 0, sizeof cells);
    registers[BOARD_HOLD] = 2;
    registers[BOARD_HOLD_AFTER] = PAGE / ERASE_PIECES + 4; /* in the middle of its second piece: behind that */
    assert_true(nor_erase(&flash, 0, 2 * PAGE));
    assert_int_equal(stop.asked, 3);
    assert_int_equal(stop.erased, PAGE / 4 + 2 * (PAGE / 4 / ERASE_PIECES));
    assert_int_equal(registers[BOARD_HELD], 0);
    assert_int_equal(erased_words(), 2 * PAGE / 4);
}

static void a_write_stands_still_at_its_end_when_it_is_short(void **state)
{
    static const uint8_t data[8] = { 1, 0, 0, 0, 2, 0, 0, 0 };

    (void)state;
    registers[BOARD_HOLD] = 1;
    registers[BOARD_HOLD_AFTER] = 4092;
    assert_true(nor_write(&flash, 0, data, sizeof data));
    assert_int_equal(stop.asked, 3);
    assert_int_equal(stop.first_word, 1);
    assert_int_equal(stop.erased, WORDS - 2);
    registers[BOARD_HOLD] = 1; /* over */
    assert_true(nor_write(&flash, 8, data, sizeof data));
    assert_int_equal(stop.asked, 3);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(writes_that_no_flash_takes_are_refused, erased_flash),
        cmocka_unit_test_setup(erases_that_no_flash_takes_are_refused, erased_flash),
        cmocka_unit_test_setup(a_word_is_programmed_once, erased_flash),
        cmocka_unit_test_setup(the_first_breach_stays_noted, erased_flash),
        cmocka_unit_test_setup(a_device_that_is_not_there_notes_nothing, erased_flash),
        cmocka_unit_test_setup(reads_stay_inside_and_break_no_rule, erased_flash),
        cmocka_unit_test_setup(a_write_takes_its_time_word_by_word, erased_flash),
        cmocka_unit_test_setup(an_erase_takes_its_time_piece_by_piece, erased_flash),
        cmocka_unit_test_setup(ram_takes_no_time, erased_flash),
        cmocka_unit_test_setup(an_erase_stands_still_behind_the_byte_that_is_asked_for, erased_flash),
        cmocka_unit_test_setup(a_write_stands_still_at_its_end_when_it_is_short, erased_flash),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

#include "firmware/port/qemu_an521/nor.h"
#include <string.h>
#include "firmware/port/cortex_m/core.h"
#include "firmware/port/qemu_an521/board.h"
#include "firmware/port/qemu_an521/clock.h"

#define WORD_SIZE    4u
#define ERASED       0xffffffffu
#define ERASE_PIECES 16u

enum fault { FAULT_UNALIGNED = 1, FAULT_PROGRAMMED_TWICE = 2, FAULT_OUTSIDE = 3 };

static void note_fault(const struct nor *nor, enum fault fault, uint32_t offset)
{
    if (*board_register(BOARD_FAULT) == 0) {
        *board_register(BOARD_FAULT_DEVICE) = nor->device;
        *board_register(BOARD_FAULT_OFFSET) = offset;
        *board_register(BOARD_FAULT) = fault;
    }
}

static bool accepted(const struct nor *nor, uint32_t offset, uint32_t size, uint32_t unit)
{
    if (nor->size == 0) {
        return false;
    }
    if (!range_inside(offset, size, nor->size)) {
        note_fault(nor, FAULT_OUTSIDE, offset);
        return false;
    }
    if (!range_aligned(offset, size, unit)) {
        note_fault(nor, FAULT_UNALIGNED, offset);
        return false;
    }
    return true;
}

/* Both cores count. Returns the number of the operation that begins. */
static uint32_t count_operation(void)
{
    return __atomic_add_fetch(board_register(BOARD_OPERATIONS), 1, __ATOMIC_SEQ_CST);
}

/* Stands still where the host wants to take the power away. */
static void hold(uint32_t operation, uint32_t done)
{
    if (*board_register(BOARD_HOLD) != operation || done < *board_register(BOARD_HOLD_AFTER)) {
        return;
    }
    *board_register(BOARD_HELD) = 1;
    while (*board_register(BOARD_HOLD) == operation) {
    }
    *board_register(BOARD_HELD) = 0;
}

static void take_time(const struct nor *nor, enum board_register setting, uint32_t parts)
{
    uint32_t duration = nor->timed ? *board_register(setting) / parts : 0;

    if (duration > 0) {
        clock_wait_us(duration);
    }
}

static uint32_t load_word(const uint8_t *bytes)
{
    uint32_t word;

    memcpy(&word, bytes, sizeof word);
    return word;
}

bool nor_read(const struct nor *nor, uint32_t offset, void *buffer, uint32_t size)
{
    if (!range_inside(offset, size, nor->size)) {
        return false;
    }
    memcpy(buffer, nor->memory + offset, size);
    return true;
}

/* The offset of the first word that is neither erased nor what is to be written; `size`: none. */
static uint32_t programmed(const volatile uint32_t *cells, const uint8_t *data, uint32_t size)
{
    uint32_t at = 0;

    while (at < size && (cells[at / WORD_SIZE] == ERASED || cells[at / WORD_SIZE] == load_word(data + at))) {
        at += WORD_SIZE;
    }
    return at;
}

bool nor_write(const struct nor *nor, uint32_t offset, const uint8_t *data, uint32_t size)
{
    volatile uint32_t *cells;
    uint32_t operation;

    if (!accepted(nor, offset, size, WORD_SIZE)) {
        return false;
    }
    cells = (volatile uint32_t *)(void *)(nor->memory + offset);
    if (programmed(cells, data, size) < size) {
        note_fault(nor, FAULT_PROGRAMMED_TWICE, offset + programmed(cells, data, size));
        return false;
    }
    if (size == 0) {
        return true;
    }
    operation = count_operation();
    for (uint32_t at = 0; at < size; at += WORD_SIZE) {
        hold(operation, at);
        take_time(nor, BOARD_WRITE_TIME, 1);
        cells[at / WORD_SIZE] = load_word(data + at);
    }
    hold(operation, UINT32_MAX);
    return true;
}

static void erase_page(const struct nor *nor, uint32_t offset)
{
    uint32_t piece = nor->page_size / ERASE_PIECES;
    volatile uint32_t *cells = (volatile uint32_t *)(void *)(nor->memory + offset);
    uint32_t operation = count_operation();

    for (uint32_t at = 0; at < nor->page_size; at += piece) {
        hold(operation, at);
        take_time(nor, BOARD_ERASE_TIME, ERASE_PIECES);
        for (uint32_t word = at / WORD_SIZE; word < (at + piece) / WORD_SIZE; word++) {
            cells[word] = ERASED;
        }
    }
    hold(operation, UINT32_MAX);
}

bool nor_erase(const struct nor *nor, uint32_t offset, uint32_t size)
{
    if (!accepted(nor, offset, size, nor->page_size)) {
        return false;
    }
    for (uint32_t done = 0; done < size; done += nor->page_size) {
        erase_page(nor, offset + done);
    }
    return true;
}

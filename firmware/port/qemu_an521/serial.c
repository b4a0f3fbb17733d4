#include "firmware/port/qemu_an521/serial.h"
#include <stdbool.h>
#include "firmware/port/qemu_an521/board.h"
#include "firmware/port/qemu_an521/clock.h"
#include "firmware/port/qemu_an521/registers.h"

/* board.py always reads, however little of the processor it gets, and a byte given up on spoils an answer. Without a
 * reader nothing stops for ever.
 */
#define FULL_MS 120000u
#define SPIN    20u

void serial_wakes(enum serial_line line)
{
    UART_CTRL(BOARD_UART(line)) = UART_TX_ENABLE | UART_RX_ENABLE | UART_RX_INTERRUPT;
    NVIC_ENABLE(UART_RX_LINE(line)) = NVIC_BIT(UART_RX_LINE(line));
}

static void forget_interrupt(enum serial_line line)
{
    UART_INTERRUPTS(BOARD_UART(line)) = UART_INTERRUPT_RX;
    NVIC_UNPEND(UART_RX_LINE(line)) = NVIC_BIT(UART_RX_LINE(line));
}

void serial_wakes_not(enum serial_line line)
{
    NVIC_DISABLE(UART_RX_LINE(line)) = NVIC_BIT(UART_RX_LINE(line));
    UART_CTRL(BOARD_UART(line)) = UART_TX_ENABLE | UART_RX_ENABLE;
    forget_interrupt(line);
}

/* Looks again so often: QEMU needs a moment to bring the next byte of a packet. */
static bool arrives(enum serial_line line, unsigned again)
{
    while ((UART_STATE(BOARD_UART(line)) & UART_RX_FULL) == 0) {
        if (again-- == 0) {
            return false;
        }
    }
    return true;
}

uint32_t serial_read(enum serial_line line, uint8_t *buffer, uint32_t size)
{
    uint32_t count = 0;

    if (!arrives(line, 0)) {
        clock_doze();
    }
    while (count < size && arrives(line, SPIN)) {
        /* before the byte is taken: the next one may come at once */
        forget_interrupt(line);
        buffer[count++] = (uint8_t)UART_DATA(BOARD_UART(line));
    }
    return count;
}

void serial_write(enum serial_line line, const uint8_t *data, uint32_t size)
{
    for (uint32_t at = 0; at < size; at++) {
        uint32_t start = clock_milliseconds();

        while ((UART_STATE(BOARD_UART(line)) & UART_TX_FULL) != 0 && clock_milliseconds() - start < FULL_MS) {
        }
        UART_DATA(BOARD_UART(line)) = data[at];
    }
}

#include "firmware/port/nrf5340/uart.h"
#include "firmware/port/cortex_m/barrier.h"
#include "firmware/port/nrf5340/registers.h"
#include "firmware/port/nrf5340/ticks.h"

#define BYTE_TIME_US 87u
#define SLACK_US     10000u

void uart_open(uint32_t tx_pin)
{
    PORT_OUTSET(APP_PORT0) = 1u << tx_pin;
    PORT_PIN(APP_PORT0, tx_pin) = PORT_PIN_OUTPUT;
    UARTE_PSEL_TXD = tx_pin;
    UARTE_BAUDRATE = UARTE_BAUDRATE_115200;
    UARTE_CONFIG = UARTE_CONFIG_8N1;
    UARTE_ENABLE = UARTE_ENABLED;
}

void uart_send(const uint8_t *bytes, uint32_t size)
{
    uint32_t start = ticks_us();
    uint32_t limit = size * BYTE_TIME_US + SLACK_US;

    UARTE_TXD_PTR = DMA_ADDRESS(bytes);
    UARTE_TXD_MAXCNT = size;
    UARTE_ENDTX = 0;
    UARTE_TXSTOPPED = 0;
    memory_barrier();
    UARTE_STARTTX = 1;
    while (UARTE_ENDTX == 0 && ticks_us() - start < limit) {
    }
    UARTE_STOPTX = 1;
    while (UARTE_TXSTOPPED == 0 && ticks_us() - start < limit) {
    }
}

void uart_close(uint32_t tx_pin)
{
    UARTE_ENABLE = 0;
    UARTE_PSEL_TXD = UARTE_PSEL_NONE;
    PORT_PIN(APP_PORT0, tx_pin) = PORT_PIN_RESET;
}

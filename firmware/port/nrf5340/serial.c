#include "firmware/port/nrf5340/serial.h"
#include <string.h>
#include "firmware/port/cortex_m/barrier.h"
#include "firmware/port/nrf5340/hal_state.h"
#include "firmware/port/nrf5340/registers.h"
#include "firmware/port/nrf5340/ticks.h"
#include "firmware/port/nrf5340/uart.h"
#include "firmware/smp/smp_frame.h"
#include "target_config.h"

#if TARGET_SERIAL_RX_PIN < 32 && TARGET_SERIAL_TX_PIN < 32

/* A power of two: positions are byte counts modulo 2^32. */
#define RING_SIZE 4096u

/* A packet with its length and checksum as base64 (4 characters for 3 bytes), in lines with two bytes and a newline of
 * their own; a line carries at least half of its length.
 */
#define PACKET_ON_LINE ((SMP_PACKET_MAX + 4) * 4 / 3 + 4 + ((SMP_PACKET_MAX + 4) * 4 / 3 / (SMP_LINE_MAX / 2) + 1) * 3)
_Static_assert(RING_SIZE >= 2 * PACKET_ON_LINE, "a packet, and the next one of a client that gave up waiting");
_Static_assert((RING_SIZE & (RING_SIZE - 1)) == 0, "a power of two");
_Static_assert(RING_SIZE <= 0xffff, "RXD.MAXCNT has 16 bits");

/* The counter may be ahead of memory: a byte is counted when it is received and may wait in the receiver's FIFO, at
 * most as long as it takes the FIFO to overflow (four bytes, 350 us).
 */
#define SETTLE_US 500u

#define STOP_TIME_US 10000u /* the receiver takes in four more bytes before it stops */
#define BOUNCE_SIZE  128u
#define COUNT_LINE   0u /* DPPI channel */

static uint8_t ring[RING_SIZE];

static uint32_t bytes_received(void)
{
    TIMER_CAPTURE0(APP_TIMER1) = 1;
    return TIMER_CC0(APP_TIMER1);
}

static void receiver_start(struct serial_line *line)
{
    TIMER_CLEAR(APP_TIMER1) = 1;
    line->taken = line->settled = line->counted = 0;
    line->counted_at = ticks_us();
    UARTE_RXD_PTR = DMA_ADDRESS(ring);
    UARTE_RXD_MAXCNT = RING_SIZE;
    UARTE_SHORTS = UARTE_SHORTS_ENDRX_STARTRX;
    memory_barrier();
    UARTE_STARTRX = 1;
}

static bool wait_for(volatile uint32_t *event)
{
    uint32_t start = ticks_us();

    while (*event == 0) {
        if (ticks_us() - start > STOP_TIME_US) {
            return false;
        }
    }
    return true;
}

/* After a framing error the byte is not stored, after an overrun it is gone: counter and ring may have parted. The
 * packet is spoilt anyway, so begin anew with both at 0. FLUSHRX empties the FIFO, which stopping does not. A byte
 * that comes in meanwhile is lost with the packet.
 */
static void receiver_restart(struct serial_line *line)
{
    uint32_t errors = UARTE_ERRORSRC;

    UARTE_SHORTS = 0;
    UARTE_RXTO = 0;
    UARTE_STOPRX = 1;
    (void)wait_for(&UARTE_RXTO);
    UARTE_RXD_PTR = DMA_ADDRESS(ring);
    UARTE_ENDRX = 0;
    UARTE_FLUSHRX = 1;
    (void)wait_for(&UARTE_ENDRX);
    UARTE_ERROR = 0;
    UARTE_ERRORSRC = errors;
    receiver_start(line);
}

bool serial_open(struct hal *hal)
{
    PORT_PIN(APP_PORT0, TARGET_SERIAL_RX_PIN) = PORT_PIN_PULLUP_INPUT; /* nobody connected is an idle line */
    UARTE_PSEL_RXD = TARGET_SERIAL_RX_PIN;
    TIMER_MODE(APP_TIMER1) = TIMER_MODE_COUNTER;
    TIMER_BITMODE(APP_TIMER1) = TIMER_BITMODE_32;
    TIMER_SUBSCRIBE_COUNT(APP_TIMER1) = DPPI_CONNECTED(COUNT_LINE);
    TIMER_START(APP_TIMER1) = 1;
    UARTE_PUBLISH_RXDRDY = DPPI_CONNECTED(COUNT_LINE);
    DPPI_CHANNEL_ENABLE = 1u << COUNT_LINE;
    uart_open(TARGET_SERIAL_TX_PIN);
    receiver_start(&hal->serial);
    hal->serial.open = true;
    return true;
}

static void copy_from_ring(const struct serial_line *line, uint8_t *buffer, uint32_t size)
{
    for (uint32_t i = 0; i < size; i++) {
        buffer[i] = ring[(line->taken + i) % RING_SIZE];
    }
}

uint32_t hal_serial_read(struct hal *hal, void *buffer, uint32_t size)
{
    struct serial_line *line = &hal->serial;
    uint32_t now = ticks_us();

    if (!line->open) {
        return 0;
    }
    if (UARTE_ERROR != 0) {
        receiver_restart(line);
        return 0;
    }
    if (now - line->counted_at >= SETTLE_US) {
        line->settled = line->counted;
        line->counted = bytes_received();
        line->counted_at = now;
    }
    if (size > line->settled - line->taken) {
        size = line->settled - line->taken;
    }
    memory_barrier();
    copy_from_ring(line, buffer, size);
    if (bytes_received() - line->taken > RING_SIZE) {
        line->taken = line->settled; /* the ring went round over bytes that nobody had read */
        return 0;
    }
    line->taken += size;
    return size;
}

void hal_serial_write(struct hal *hal, const void *data, uint32_t size)
{
    const uint8_t *bytes = data;
    uint8_t bounce[BOUNCE_SIZE];

    while (hal->serial.open && size > 0) {
        uint32_t part = size < BOUNCE_SIZE ? size : BOUNCE_SIZE;

        memcpy(bounce, bytes, part);
        uart_send(bounce, part);
        bytes += part;
        size -= part;
    }
}

#else

bool serial_open(struct hal *hal)
{
    (void)hal;
    return false;
}

uint32_t hal_serial_read(struct hal *hal, void *buffer, uint32_t size)
{
    (void)hal;
    (void)buffer;
    (void)size;
    return 0;
}

void hal_serial_write(struct hal *hal, const void *data, uint32_t size)
{
    (void)hal;
    (void)data;
    (void)size;
}

#endif

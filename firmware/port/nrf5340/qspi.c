#include "firmware/port/nrf5340/qspi.h"
#include <string.h>
#include "firmware/port/cortex_m/barrier.h"
#include "firmware/port/cortex_m/core.h"
#include "firmware/port/nrf5340/registers.h"
#include "firmware/port/nrf5340/ticks.h"
#include "firmware/port/nrf5340/watchdogs.h"
#include "target_config.h"

#define QSPI(offset)         REGISTER(APP_QSPI + (offset))
#define TASK_ACTIVATE        QSPI(0x000)
#define TASK_READ            QSPI(0x004)
#define TASK_WRITE           QSPI(0x008)
#define TASK_ERASE           QSPI(0x00c)
#define TASK_DEACTIVATE      QSPI(0x010)
#define EVENT_READY          QSPI(0x100)
#define ENABLE               QSPI(0x500)
#define READ_SOURCE          QSPI(0x504)
#define READ_TARGET          QSPI(0x508)
#define READ_COUNT           QSPI(0x50c)
#define WRITE_TARGET         QSPI(0x510)
#define WRITE_SOURCE         QSPI(0x514)
#define WRITE_COUNT          QSPI(0x518)
#define ERASE_POINTER        QSPI(0x51c)
#define ERASE_LENGTH         QSPI(0x520)
#define ERASE_LENGTH_4K      0u
#define PIN_SCK              QSPI(0x524)
#define PIN_CSN              QSPI(0x528)
#define PIN_IO(line)         QSPI(0x530 + 4 * (line))
#define PIN_NONE             0xffffffffu
#define INTERFACE0           QSPI(0x544)
#define INTERFACE0_ONE_LINE  0u         /* FASTREAD, PP, 24-bit addresses, pages of 256 bytes */
#define INTERFACE0_121       (1u << 16) /* erratum 121, for a clock divided by two or more */
#define XIP_ENABLE           QSPI(0x54c)
#define INTERFACE1           QSPI(0x600)
#define INTERFACE1_KEPT      0x00ffff00u /* reserved bits with a value after the reset */
#define INTERFACE1_DELAY     5u          /* CSN high for 5 x 62.5 ns between two commands */
#define INTERFACE1_8_MHZ     (11u << 28) /* 96 MHz / (11 + 1) */
#define INSTRUCTION          QSPI(0x634)
#define INSTRUCTION_BYTES(n) ((n) << 8)
#define INSTRUCTION_IO2_HIGH (1u << 12)
#define INSTRUCTION_IO3_HIGH (1u << 13)
#define INSTRUCTION_DATA0    QSPI(0x638)
#define TIMING               QSPI(0x640)
#define TIMING_121           (6u << 8)

#define COMMAND_READ_STATUS 0x05u
#define COMMAND_WAKE        0xabu /* release from deep power-down; a flash that is awake ignores it */
#define STATUS_BUSY         1u

#define WAKE_TIME_US  100u
#define READY_TIME_US 500000u
#define BUSY_TIME_US  4000000u /* the slowest parts erase a sector in well under a second */

#define FIRST_PIN 13u /* P0.13 to P0.16: IO0 to IO3; P0.17: SCK; P0.18: CSN */
#define PIN_COUNT 6u

/* EasyDMA takes RAM at word addresses and whole words only. */
#define BOUNCE_WORDS 64u
#define PAGE_SIZE    256u
_Static_assert(BOUNCE_WORDS * 4 == PAGE_SIZE, "one bounce is one program operation");

static bool wait_for(volatile uint32_t *event)
{
    uint32_t start = ticks_us();

    while (*event == 0) {
        if (ticks_us() - start > READY_TIME_US) {
            return false;
        }
    }
    return true;
}

static bool wait_ready(void)
{
    bool ready = wait_for(&EVENT_READY);

    EVENT_READY = 0;
    return ready;
}

static bool instruction(uint32_t opcode, uint32_t bytes)
{
    EVENT_READY = 0;
    INSTRUCTION = opcode | INSTRUCTION_BYTES(bytes) | INSTRUCTION_IO2_HIGH | INSTRUCTION_IO3_HIGH;
    return wait_ready();
}

/* READY after a write or an erase says that the command is on its way, not that the flash has done it. */
static bool wait_flash(void)
{
    uint32_t start = ticks_us();

    do {
        watchdogs_reload();
        if (!instruction(COMMAND_READ_STATUS, 2) || ticks_us() - start > BUSY_TIME_US) {
            return false;
        }
    } while ((INSTRUCTION_DATA0 & STATUS_BUSY) != 0);
    return true;
}

static void configure_pins(uint32_t configuration)
{
    for (uint32_t pin = FIRST_PIN; pin < FIRST_PIN + PIN_COUNT; pin++) {
        PORT_PIN(APP_PORT0, pin) = configuration;
    }
}

static void connect_pins(void)
{
    configure_pins(PORT_PIN_PERIPHERAL | PORT_PIN_HIGH_DRIVE);
    for (uint32_t line = 0; line < 4; line++) {
        PIN_IO(line) = FIRST_PIN + line;
    }
    PIN_SCK = FIRST_PIN + 4;
    PIN_CSN = FIRST_PIN + 5;
}

/* Erratum 159: the QSPI works only with the 192 MHz clock undivided and the core at 64 MHz, its speed after a reset. */
static bool start_clock(void)
{
    CLOCK_HFCLK192M_CONTROL = CLOCK_HFCLK192M_DIV1;
    CLOCK_HFCLK192M_STARTED = 0;
    CLOCK_HFCLK192M_START = 1;
    return wait_for(&CLOCK_HFCLK192M_STARTED);
}

bool qspi_open(void)
{
    if (!start_clock()) {
        return false;
    }
    connect_pins();
    XIP_ENABLE = 0; /* without XIP erratum 43 (registers read after an XIP access) has no occasion */
    INTERFACE0 = INTERFACE0_ONE_LINE | INTERFACE0_121;
    TIMING = TIMING_121;
    INTERFACE1 = (INTERFACE1 & INTERFACE1_KEPT) | INTERFACE1_DELAY | INTERFACE1_8_MHZ;
    ENABLE = 1;
    EVENT_READY = 0;
    TASK_ACTIVATE = 1;
    if (!wait_ready() || !instruction(COMMAND_WAKE, 1)) {
        return false;
    }
    ticks_wait_us(WAKE_TIME_US);
    return wait_flash(); /* a reset may have come in the middle of an erase */
}

static bool read_words(uint32_t offset, uint32_t *words, uint32_t size)
{
    READ_SOURCE = offset;
    READ_TARGET = DMA_ADDRESS(words);
    READ_COUNT = size;
    EVENT_READY = 0;
    TASK_READ = 1;
    return wait_ready();
}

bool qspi_read(uint32_t offset, uint8_t *buffer, uint32_t size)
{
    uint32_t words[BOUNCE_WORDS];

    while (size > 0) {
        uint32_t skipped = offset % 4;
        uint32_t part = sizeof words - skipped < size ? (uint32_t)sizeof words - skipped : size;

        if (!read_words(offset - skipped, words, (skipped + part + 3) / 4 * 4)) {
            return false;
        }
        memory_barrier(); /* EasyDMA wrote it */
        memcpy(buffer, (const uint8_t *)words + skipped, part);
        offset += part;
        buffer += part;
        size -= part;
    }
    return true;
}

bool qspi_write(uint32_t offset, const uint8_t *data, uint32_t size)
{
    uint32_t words[BOUNCE_WORDS];

    while (size > 0) {
        uint32_t room = PAGE_SIZE - offset % PAGE_SIZE; /* a program operation stays within a page */
        uint32_t part = size < room ? size : room;

        memcpy(words, data, part);
        memory_barrier();
        WRITE_TARGET = offset;
        WRITE_SOURCE = DMA_ADDRESS(words);
        WRITE_COUNT = part;
        EVENT_READY = 0;
        TASK_WRITE = 1;
        if (!wait_ready() || !wait_flash()) {
            return false;
        }
        offset += part;
        data += part;
        size -= part;
    }
    return true;
}

bool qspi_erase(uint32_t offset, uint32_t size)
{
    for (uint32_t done = 0; done < size; done += QSPI_SECTOR_SIZE) {
        ERASE_POINTER = offset + done;
        ERASE_LENGTH = ERASE_LENGTH_4K;
        EVENT_READY = 0;
        TASK_ERASE = 1;
        if (!wait_ready() || !wait_flash()) {
            return false;
        }
    }
    return true;
}

void qspi_close(void)
{
    TASK_DEACTIVATE = 1;
    ENABLE = 0;
    EVENT_READY = 0;
    INTERFACE0 = 0;
    XIP_ENABLE = 1;
    PIN_SCK = PIN_NONE;
    PIN_CSN = PIN_NONE;
    for (uint32_t line = 0; line < 4; line++) {
        PIN_IO(line) = PIN_NONE;
    }
    configure_pins(PORT_PIN_RESET);
    CLOCK_HFCLK192M_STOP = 1;
    CLOCK_HFCLK192M_CONTROL = CLOCK_HFCLK192M_DIV4;
}

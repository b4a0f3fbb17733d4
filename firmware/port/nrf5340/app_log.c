/* Log lines on UARTE0, 115200 baud, while the bootloader runs; nothing when the board has no pin for it. */
#include "firmware/port/cortex_m/log_format.h"
#include "firmware/port/nrf5340/registers.h"
#include "firmware/port/nrf5340/ticks.h"
#include "nrf53pack/hal.h"
#include "target_config.h"

#define LINE_SIZE    96u
#define LINE_TIME_US 50000u

#if TARGET_LOG_PIN < 32

static void transmit(const char *bytes, uint32_t size)
{
    uint32_t start = ticks_us();

    PORT_OUTSET(APP_PORT0) = 1u << TARGET_LOG_PIN;
    PORT_PIN(APP_PORT0, TARGET_LOG_PIN) = PORT_PIN_OUTPUT;
    UARTE_PSEL_TXD = TARGET_LOG_PIN;
    UARTE_BAUDRATE = UARTE_BAUDRATE_115200;
    UARTE_ENABLE = UARTE_ENABLED;
    UARTE_TXD_PTR = (uint32_t)(uintptr_t)bytes;
    UARTE_TXD_MAXCNT = size;
    UARTE_ENDTX = 0;
    UARTE_TXSTOPPED = 0;
    __asm__ volatile("dsb" ::: "memory");
    UARTE_STARTTX = 1;
    while (UARTE_ENDTX == 0 && ticks_us() - start < LINE_TIME_US) {
    }
    UARTE_STOPTX = 1;
    while (UARTE_TXSTOPPED == 0 && ticks_us() - start < LINE_TIME_US) {
    }
    UARTE_ENABLE = 0;
    UARTE_PSEL_TXD = UARTE_PSEL_NONE;
    PORT_PIN(APP_PORT0, TARGET_LOG_PIN) = PORT_PIN_RESET;
}

void hal_log(struct hal *hal, enum hal_log_level level, const char *format, ...)
{
    static const char marks[] = "EWID";
    char line[LINE_SIZE];
    va_list arguments;

    (void)hal;
    if (level > HAL_LOG_INFO) {
        return;
    }
    line[0] = marks[level];
    line[1] = ':';
    line[2] = ' ';
    va_start(arguments, format);
    size_t size = 3 + log_format(line + 3, sizeof line - 5, format, arguments);
    va_end(arguments);
    line[size++] = '\r';
    line[size++] = '\n';
    transmit(line, (uint32_t)size);
}

#else

void hal_log(struct hal *hal, enum hal_log_level level, const char *format, ...)
{
    (void)hal;
    (void)level;
    (void)format;
}

#endif

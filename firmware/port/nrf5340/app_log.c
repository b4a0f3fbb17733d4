/* Log lines on UARTE0 while the bootloader decides; nothing when the board has no pin for it. In serial recovery the
 * UARTE and, on many boards, the pin belong to the client's packets: no lines then.
 */
#include "firmware/port/cortex_m/log_format.h"
#include "firmware/port/nrf5340/hal_state.h"
#include "firmware/port/nrf5340/uart.h"
#include "target_config.h"

#define LINE_SIZE 96u

#if TARGET_LOG_PIN < 32

void hal_log(struct hal *hal, enum hal_log_level level, const char *format, ...)
{
    static const char marks[] = "EWID";
    char line[LINE_SIZE];
    va_list arguments;

    if (level > HAL_LOG_INFO || hal->serial.open) {
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
    uart_open(TARGET_LOG_PIN);
    uart_send((const uint8_t *)line, (uint32_t)size);
    uart_close(TARGET_LOG_PIN);
}

#else

void hal_log(struct hal *hal, enum hal_log_level level, const char *format, ...)
{
    (void)hal;
    (void)level;
    (void)format;
}

#endif

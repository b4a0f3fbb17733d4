#include "firmware/port/qemu_an521/log.h"
#include "firmware/port/cortex_m/log_format.h"

#define LINE_SIZE 256u

void log_line(enum serial_line console, enum hal_log_level level, const char *format, va_list arguments)
{
    char line[LINE_SIZE];
    size_t size = 3;

    if (level > HAL_LOG_INFO) {
        return;
    }
    line[0] = "EWI"[level];
    line[1] = ':';
    line[2] = ' ';
    size += log_format(line + size, sizeof line - size - 2, format, arguments);
    line[size++] = '\r';
    line[size++] = '\n';
    serial_write(console, (const uint8_t *)line, (uint32_t)size);
}

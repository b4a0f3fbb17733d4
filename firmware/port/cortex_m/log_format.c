#include "firmware/port/cortex_m/log_format.h"
#include <stdint.h>

struct line {
    char *bytes;
    size_t size;
    size_t used;
};

static void put(struct line *line, char byte)
{
    if (line->used < line->size) {
        line->bytes[line->used++] = byte;
    }
}

static void put_text(struct line *line, const char *text)
{
    while (*text != '\0') {
        put(line, *text++);
    }
}

static void put_number(struct line *line, uint32_t number, uint32_t base)
{
    char digits[10];
    unsigned count = 0;

    do {
        digits[count++] = "0123456789abcdef"[number % base];
        number /= base;
    } while (number > 0);
    while (count > 0) {
        put(line, digits[--count]);
    }
}

size_t log_format(char *line, size_t size, const char *format, va_list arguments)
{
    struct line result = { line, size, 0 };

    for (; *format != '\0'; format++) {
        if (*format != '%' || format[1] == '\0') {
            put(&result, *format);
            continue;
        }
        format++;
        if (*format == 'u') {
            put_number(&result, va_arg(arguments, unsigned), 10);
        } else if (*format == 'x') {
            put_number(&result, va_arg(arguments, unsigned), 16);
        } else if (*format == 's') {
            put_text(&result, va_arg(arguments, const char *));
        } else {
            put(&result, *format);
        }
    }
    return result.used;
}

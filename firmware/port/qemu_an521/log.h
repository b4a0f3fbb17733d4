/* Log lines on a console. */
#ifndef QEMU_AN521_LOG_H
#define QEMU_AN521_LOG_H

#include <stdarg.h>
#include "firmware/port/qemu_an521/serial.h"
#include "nrf53pack/hal.h"

/* A letter for the level ("E: "), the text, CR LF. Debug lines are left out. */
void log_line(enum serial_line console, enum hal_log_level level, const char *format, va_list arguments);

#endif

/* Writes one log line into a buffer: %u, %x and %s, as hal.h promises. What does not fit is cut off. */
#ifndef PORT_LOG_FORMAT_H
#define PORT_LOG_FORMAT_H

#include <stdarg.h>
#include <stddef.h>

/* Returns the number of bytes written, at most `size`. No final zero byte. */
size_t log_format(char *line, size_t size, const char *format, va_list arguments);

#endif

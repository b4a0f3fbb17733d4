/* A log's bytes as lines fit for reading: terminal escapes, carriage returns and prefixes of viewers and loggers taken off.
 *
 * Nothing is kept but the line at hand, in a buffer of its own; numbers count line feeds from 1, so they are an editor's. UTF-16 of ASCII text
 * reads as its letters, because zero bytes are dropped.
 */
#ifndef LOG_LOG_LINE_H
#define LOG_LOG_LINE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "base/attributes.h"
#include "base/text.h"

/* Of a longer line the rest is not looked at; no known line has more. */
#define LOG_LINE_LIMIT 2000

struct log_lines {
    struct slice rest; /* not read yet */
    uint32_t number;   /* of the line in text */
    bool same_line;    /* the next piece follows a carriage return */
    size_t odd_bytes;  /* neither UTF-8 nor a character a log has; zero bytes and escapes not counted */
    size_t zero_bytes;
    size_t length;  /* of text */
    size_t message; /* where it begins behind the prefixes */
    char text[LOG_LINE_LIMIT];
};

/* The bytes must live as long as the lines are read. */
void log_lines_begin(struct log_lines *lines, struct slice bytes);

/* The next piece between line ends that holds anything but blanks; false at the end. */
NODISCARD bool log_lines_next(struct log_lines *lines);

#endif

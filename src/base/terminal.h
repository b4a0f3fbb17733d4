/* What standard output and standard error are connected to, and the time of day. */
#ifndef BASE_TERMINAL_H
#define BASE_TERMINAL_H

#include <stdbool.h>
#include <stdint.h>

bool terminal_is_stdout(void); /* standard output is a terminal */
bool terminal_is_stderr(void); /* standard error is one */

/* Microseconds of a clock that only serves to measure how long something took. */
uint64_t clock_microseconds(void);

#endif

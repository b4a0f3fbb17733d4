/* What standard output and standard error are connected to, a question on the terminal, and the time of day. */
#ifndef BASE_TERMINAL_H
#define BASE_TERMINAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "base/attributes.h"

/* Once, at the start: a file that is opened later must not take the place of standard input or error that is closed,
 * where messages would be written into it. False when standard output is closed.
 */
NODISCARD bool terminal_prepare(void);

bool terminal_is_stdout(void); /* standard output is a terminal */
bool terminal_is_stderr(void); /* standard error is one */

enum terminal_answer {
    TERMINAL_ANSWERED,
    TERMINAL_ABSENT,   /* there is no terminal, as in most CI */
    TERMINAL_CLOSED,   /* end of input instead of a line */
    TERMINAL_TOO_LONG, /* the whole line was read and dropped */
};

/* Asks on the terminal of the process, whatever its standard input and output are, and reads one line that is not
 * shown. buffer is not zero-terminated; it is wiped unless there is an answer. A signal that ends the process while it
 * waits gives the terminal its echo back first.
 */
NODISCARD enum terminal_answer terminal_ask_secret(const char *prompt, char *buffer, size_t size, size_t *length);

/* Microseconds of a clock that only serves to measure how long something took. */
uint64_t clock_microseconds(void);

#endif

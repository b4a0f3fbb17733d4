/* Signals that end the program: put off while something must be cleared away first.
 *
 * While anybody holds (an output set with files, a temporary folder), an interruption is only remembered; what waits or
 * takes long asks for it and gives up. With the last release the program ends by the signal, as it would have at once.
 * What ends a program without asking (SIGKILL, a power cut) is not put off.
 */
#ifndef BASE_INTERRUPTION_H
#define BASE_INTERRUPTION_H

#include <stdbool.h>

/* Once, at the start: a file that grows over the limit of the process (SIGXFSZ) is an error of write(), not the end. */
void interruption_prepare(void);

void interruption_hold(void);
void interruption_release(void); /* one for each hold; may end the program */

/* The program was asked to end, and somebody holds. */
bool interruption_pending(void);

#endif

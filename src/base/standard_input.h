/* What is piped into the program. */
#ifndef BASE_STANDARD_INPUT_H
#define BASE_STANDARD_INPUT_H

#include <stddef.h>
#include "base/arena.h"
#include "base/attributes.h"

/* Reads to the end, into the arena, a zero byte added behind it. NULL on success, else why not, as a phrase for a message. The limit
 * is at most half of what size_t can hold. Text on every system: where line ends are two characters they become one.
 */
NODISCARD const char *standard_input_read(struct arena *arena, size_t limit, const char **data, size_t *size);

#endif

/* Random numbers of the operating system, for keys that nobody may guess.
 *
 * Signatures need none (crypto/deterministic_random.h). What needs them takes a function of this form, so that a test
 * can give it known bytes.
 */
#ifndef BASE_RANDOM_H
#define BASE_RANDOM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "base/attributes.h"

/* Fills output with size bytes. False when there are none; output is then unusable. */
typedef bool (*random_function)(void *state, uint8_t *output, size_t size);

/* getrandom() or getentropy(), /dev/urandom on kernels that have neither, BCryptGenRandom() on Windows. state is not
 * used.
 */
NODISCARD bool random_system(void *state, uint8_t *output, size_t size);

#endif

/* The random numbers of nrf53pack_fixed_random, a build of the program for tests: it stands in for src/base/random.c, so
 * that encrypted images come out the same each time. The bytes are those of test_encryption_imgtool.py.
 */
#include "base/random.h"

bool random_system(void *state, uint8_t *output, size_t size)
{
    static size_t position;

    (void)state;
    for (size_t i = 0; i < size; i++) {
        output[i] = (uint8_t)(position * 37 + 11);
        position++;
    }
    return true;
}

#include "base/random.h"

#include <windows.h>
#include <bcrypt.h>

bool random_system(void *state, uint8_t *output, size_t size)
{
    const size_t largest = 1u << 20;

    (void)state;
    while (size > 0) {
        size_t part = size < largest ? size : largest;

        if (BCryptGenRandom(NULL, output, (ULONG)part, BCRYPT_USE_SYSTEM_PREFERRED_RNG) != 0) {
            return false;
        }
        output += part;
        size -= part;
    }
    return true;
}

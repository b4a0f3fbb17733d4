/* Overwrites a secret of the caller's that is no longer needed. */
#ifndef BASE_WIPE_H
#define BASE_WIPE_H

#include <stddef.h>

/* volatile: these stores are the last ones, and no compiler may leave them out. */
static inline void wipe(void *bytes, size_t size)
{
    volatile unsigned char *at = bytes;

    while (size-- > 0) {
        *at++ = 0;
    }
}

#endif

/* The few functions of string.h that a freestanding compiler relies on. Words where both ends are aligned: hashing and
 * erasing are most of what a boot does.
 */
#include <stddef.h>
#include <stdint.h>
#include <string.h>

typedef uint32_t __attribute__((may_alias)) word;

/* `used`: link-time optimisation makes calls to these only after it has thrown away what nobody calls. */
__attribute__((used)) void *memcpy(void *restrict to, const void *restrict from, size_t size)
{
    uint8_t *target = to;
    const uint8_t *source = from;

    if ((((uintptr_t)to | (uintptr_t)from) % sizeof(word)) == 0) {
        for (; size >= sizeof(word); size -= sizeof(word), target += sizeof(word), source += sizeof(word)) {
            *(word *)(void *)target = *(const word *)(const void *)source;
        }
    }
    while (size-- > 0) {
        *target++ = *source++;
    }
    return to;
}

__attribute__((used)) void *memmove(void *to, const void *from, size_t size)
{
    uint8_t *target = to;
    const uint8_t *source = from;

    if ((uintptr_t)target <= (uintptr_t)source) {
        while (size-- > 0) {
            *target++ = *source++;
        }
        return to;
    }
    while (size-- > 0) {
        target[size] = source[size];
    }
    return to;
}

__attribute__((used)) void *memset(void *to, int value, size_t size)
{
    uint8_t *target = to;

    if ((uintptr_t)to % sizeof(word) == 0) {
        for (; size >= sizeof(word); size -= sizeof(word), target += sizeof(word)) {
            *(word *)(void *)target = (uint8_t)value * 0x01010101u;
        }
    }
    while (size-- > 0) {
        *target++ = (uint8_t)value;
    }
    return to;
}

__attribute__((used)) int memcmp(const void *left, const void *right, size_t size)
{
    const uint8_t *first = left;
    const uint8_t *second = right;

    for (; size > 0; size--, first++, second++) {
        if (*first != *second) {
            return *first < *second ? -1 : 1;
        }
    }
    return 0;
}

__attribute__((used)) size_t strlen(const char *text)
{
    size_t length = 0;

    while (text[length] != '\0') {
        length++;
    }
    return length;
}

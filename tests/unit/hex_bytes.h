/* Bytes from their hexadecimal digits, for tests. */
#ifndef UNIT_HEX_BYTES_H
#define UNIT_HEX_BYTES_H

#include <stddef.h>
#include <stdint.h>

static inline uint8_t hex_digit(char digit)
{
    return (uint8_t)(digit <= '9' ? digit - '0' : digit - 'a' + 10);
}

/* All pairs of lower-case digits in `hex`. How many there were. */
static inline size_t hex_bytes(const char *hex, uint8_t *bytes)
{
    size_t size = 0;

    for (; hex[0] != '\0' && hex[1] != '\0'; hex += 2) {
        bytes[size++] = (uint8_t)(hex_digit(hex[0]) << 4 | hex_digit(hex[1]));
    }
    return size;
}

#endif

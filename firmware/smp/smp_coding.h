/* What the lines of a frame are coded with: groups of base64 (RFC 4648, section 4) and the CRC16 that XMODEM has. */
#ifndef SMP_SMP_CODING_H
#define SMP_SMP_CODING_H

#include <stdint.h>

/* Polynomial 0x1021, start 0, nothing reflected or inverted: over data with its own CRC behind (big-endian) it is 0. */
uint16_t smp_crc16(const uint8_t *bytes, uint32_t size);

/* Four characters, at most `padding` (0 to 2) of them '=' at the end. How many bytes they are, 1 to 3; 0: they are not
 * base64, or have bits behind the last byte.
 */
uint32_t smp_base64_decode(const char group[4], uint32_t padding, uint8_t bytes[3]);

/* The first `count` (1 to 3) of the bytes; the others are 0. */
void smp_base64_encode(const uint8_t bytes[3], uint32_t count, char group[4]);

#endif

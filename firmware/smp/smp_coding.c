#include "firmware/smp/smp_coding.h"

static uint16_t crc16_of_byte(uint16_t crc, uint8_t byte)
{
    crc = (uint16_t)(crc ^ (uint16_t)(byte << 8));
    for (int bit = 0; bit < 8; bit++) {
        crc = (uint16_t)(crc & 0x8000 ? (crc << 1) ^ 0x1021 : crc << 1);
    }
    return crc;
}

uint16_t smp_crc16(const uint8_t *bytes, uint32_t size)
{
    uint16_t crc = 0;

    for (uint32_t i = 0; i < size; i++) {
        crc = crc16_of_byte(crc, bytes[i]);
    }
    return crc;
}

/* The six bits of a character; -1: none of the alphabet. */
static int base64_value(char character)
{
    if (character >= 'A' && character <= 'Z') {
        return character - 'A';
    }
    if (character >= 'a' && character <= 'z') {
        return character - 'a' + 26;
    }
    if (character >= '0' && character <= '9') {
        return character - '0' + 52;
    }
    return character == '+' ? 62 : character == '/' ? 63 : -1;
}

uint32_t smp_base64_decode(const char group[4], uint32_t padding, uint8_t bytes[3])
{
    uint32_t count = 3;
    uint32_t bits = 0;

    while (padding > 0 && group[count] == '=') {
        count--;
        padding--;
    }
    for (uint32_t i = 0; i < 4; i++) {
        int value = i <= count ? base64_value(group[i]) : 0;

        if (value < 0) {
            return 0;
        }
        bits = bits << 6 | (uint32_t)value;
    }
    if (count < 3 && (bits & ((1u << (8 * (3 - count))) - 1)) != 0) {
        return 0; /* bits behind the last byte */
    }
    bytes[0] = (uint8_t)(bits >> 16);
    bytes[1] = (uint8_t)(bits >> 8);
    bytes[2] = (uint8_t)bits;
    return count;
}

static const char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

void smp_base64_encode(const uint8_t bytes[3], uint32_t count, char group[4])
{
    uint32_t bits = (uint32_t)bytes[0] << 16 | (uint32_t)bytes[1] << 8 | bytes[2];

    for (uint32_t i = 0; i < 4; i++) {
        group[i] = i <= count ? alphabet[bits >> (18 - 6 * i) & 0x3f] : '=';
    }
}

#include "sim/scenario/noise.h"

void sim_fill_noise(uint8_t *bytes, size_t size, uint32_t seed)
{
    uint32_t state = seed;

    for (size_t i = 0; i < size; i++) {
        state = state * 1664525u + 1013904223u;
        bytes[i] = (uint8_t)(state >> 24);
    }
}

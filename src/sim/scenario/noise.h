/* Firmware that means nothing. */
#ifndef SIM_SCENARIO_NOISE_H
#define SIM_SCENARIO_NOISE_H

#include <stddef.h>
#include <stdint.h>

/* Bytes that are the same for the same seed and have no pattern that flash could confuse with anything. */
void sim_fill_noise(uint8_t *bytes, size_t size, uint32_t seed);

#endif

/* The network core's update on a small device with nrf53boot: does a file of this size go in, whole? */
#ifndef NET_BENCH_H
#define NET_BENCH_H

#include <stdbool.h>
#include <stdint.h>
#include "base/arena.h"

struct net_device {
    uint32_t sectors; /* of 4 KiB, in each slot */
    uint32_t write_size;
    bool backup;
};

#define NET_SECTOR_SIZE   4096u
#define NET_SMALLEST_FILE 2048u

struct sim_setup;

/* The device, to be tried with any number of files. Lives in the arena. */
struct sim_setup *net_setup(struct arena *arena, const struct net_device *device);

/* True when a file of `size` bytes reaches the network core, which starts it, and the next boot changes nothing. */
bool net_installs(const struct sim_setup *setup, uint32_t size);

#endif

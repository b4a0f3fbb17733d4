/* The command block in shared RAM, as either core writes and reads it. `words`: where this core sees it. */
#ifndef PORT_MAILBOX_H
#define PORT_MAILBOX_H

#include <stdint.h>
#include "firmware/port/cortex_m/barrier.h"
#include "nrf53pack/pcd_format.h"

/* The magic last: it is what makes the other words a command, and what the application core waits for. */
static inline void mailbox_put(volatile uint32_t *words, const struct pcd_command *command)
{
    words[1] = command->data;
    words[2] = command->size;
    words[3] = command->offset;
    memory_barrier();
    words[0] = command->magic;
    memory_barrier();
}

static inline struct pcd_command mailbox_get(const volatile uint32_t *words)
{
    return (struct pcd_command){ .magic = words[0], .data = words[1], .size = words[2], .offset = words[3] };
}

#endif

#include "sim/machine/machine.h"

#include <string.h>
#include "sim/machine/machine_private.h"

/* A sector is erased and written in blocks of 512 bytes at the least, a few times in a boot: tries of a transfer, the steps of
 * a swap, and the marks of each step.
 */
#define OPERATIONS_A_PAGE 256u

/* What may be done without a feed is one pass over all flash, each page erased and written in blocks of 512 bytes. An
 * application feeds its watchdog by itself while it uploads, and what runs longer than a pass goes round and round. The
 * least is for small devices: a page that is erased takes about a tenth of a second.
 */
#define PASS_BLOCK          512u
#define LEAST_OF_A_WATCHDOG 4096u

static uint32_t one_pass(const struct machine *machine)
{
    uint32_t operations = 0;

    for (unsigned i = 0; i < FLASH_DEVICE_COUNT; i++) {
        const struct flash_geometry *geometry = &machine->flash.geometry[i];

        operations += geometry->page_count * (1 + geometry->layout.page_size / PASS_BLOCK);
    }
    return operations > LEAST_OF_A_WATCHDOG ? operations : LEAST_OF_A_WATCHDOG;
}

struct machine *machine_create(struct arena *arena, const struct machine_layout *layout, uint64_t seed)
{
    struct machine *machine = arena_alloc(arena, sizeof *machine);

    machine->arena = arena;
    machine->pool = flash_pool_create(arena);
    if (!flash_set_create(&machine->flash, arena, &machine->pool, layout)) {
        return NULL;
    }
    machine->layout = *layout;
    machine->seed = seed;
    machine->operation_limit = OPERATIONS_A_PAGE * machine->flash.page_count;
    machine->feed_limit = one_pass(machine);
    machine->application_core = (struct hal){ machine, false };
    machine->network_core = (struct hal){ machine, true };
    machine->cache = crypto_cache_create(arena);
    machine->uses.first = arena_alloc(arena, machine->flash.page_count);
    machine_create_ram(machine);
    machine_reset(machine, RESET_POWER_ON, RAM_KEPT, UNSTABLE_OLD);
    return machine;
}

void machine_observe(struct machine *machine, const struct machine_observer *observer)
{
    machine->observer = observer == NULL ? (struct machine_observer){ 0 } : *observer;
}

struct hal *machine_hal(struct machine *machine)
{
    return &machine->application_core;
}

void machine_fail_transfers(struct machine *machine, enum transfer_failure failure, uint32_t times)
{
    machine->rest.failure = failure;
    machine->rest.failures_left = failure == TRANSFER_WORKS ? 0 : times > TRANSFER_FOR_EVER ? TRANSFER_FOR_EVER : times;
}

void machine_request_recovery(struct machine *machine, bool requested)
{
    machine->recovery_requested = requested;
}

/* Accesses to flash that fail. */
#include "sim/machine/machine_private.h"

void machine_fail_access(struct machine *machine, const struct failing_access *failing)
{
    machine->failing = (struct machine_failing){ .armed = failing != NULL };
    if (failing != NULL) {
        machine->failing.what = *failing;
    }
}

void machine_end_failing(struct machine *machine)
{
    if (machine->failing.what.lasts != FAILS_FOR_EVER || !machine->failing.struck) {
        machine->failing.armed = false;
    }
}

bool machine_counts_accesses(const struct machine *machine)
{
    return machine->failing.armed || machine->observer.access != NULL;
}

bool machine_access_fails(struct machine *machine, const struct flash_access *access)
{
    struct machine_failing *failing = &machine->failing;
    uint32_t number = machine->run.access++;

    if (machine->observer.access != NULL) {
        machine->observer.access(machine->observer.context, number, access);
    }
    if (!failing->armed) {
        return false;
    }
    if (failing->struck) {
        return failing->what.lasts != FAILS_ONCE && failing->device == access->device &&
               (failing->what.kinds & access->kind) != 0;
    }
    failing->struck = number == failing->what.number;
    failing->device = access->device;
    return failing->struck;
}

/* The half that a power cut would leave; the word or page at the edge reads as this boot's readings say. */
static void do_half(struct machine *machine, const struct operation *operation, const uint8_t *data)
{
    static const struct cut half = { 0, CUT_HALF, 0 };
    struct machine_fork fork;

    machine_fork(machine, operation, data, half, &fork);
    for (uint32_t i = 0; i < fork.page_count; i++) {
        const struct flash_place *place = &fork.pages[i].place;

        if (place->device == operation->device) {
            flash_set_replace(&machine->flash, place->device, place->page, fork.pages[i].page);
        } else {
            flash_page_drop(&machine->pool, fork.pages[i].page); /* RAM, which a power cut would lose */
        }
    }
}

void machine_do_failing(struct machine *machine, const struct operation *operation, const uint8_t *data)
{
    struct operation half = *operation;

    switch (machine->failing.what.done) {
    case CUT_AFTER:
        machine_do(machine, operation, data);
        break;
    case CUT_HALF:
        if (operation->device != FLASH_DEVICE_RAM) {
            do_half(machine, operation, data);
            break;
        }
        half.size = operation->size / 2 / machine->flash.geometry[operation->device].layout.write_size *
                    machine->flash.geometry[operation->device].layout.write_size;
        if (operation->kind == OPERATION_WRITE && half.size != 0) {
            machine_do(machine, &half, data);
        }
        break;
    case CUT_BEFORE:
    case CUT_FIRST_WORD:
    case CUT_ALL_BUT_ONE:
    case CUT_WORDS:
    case CUT_WATCHDOG:
        break;
    }
}

/* The network core, as the application core sees it: a mailbox, a reset line, and its program, which runs while the
 * application core waits.
 */
#include <string.h>
#include "sim/machine/machine_private.h"

/* A wait is long: so many of the calls that may come before the next operation. */
#define WAIT_COST 4000u

void hal_mailbox_write(struct hal *hal, const struct pcd_command *command)
{
    struct machine *machine = hal->machine;

    machine_write_mailbox(machine, command);
    if (machine->observer.mailbox != NULL) {
        machine->observer.mailbox(machine->observer.context, hal->network_core, command);
    }
}

void hal_mailbox_read(struct hal *hal, struct pcd_command *command)
{
    machine_read_mailbox(hal->machine, command);
}

void hal_net_core_hold(struct hal *hal)
{
    hal->machine->run.network_held = true;
    hal->machine->run.network_due = false;
    hal->machine->run.network_booted = false;
}

void hal_net_core_release(struct hal *hal)
{
    if (hal->machine->run.network_held) {
        hal->machine->run.network_held = false;
        hal->machine->run.network_due = true;
    }
}

static void answer_failed(struct machine *machine)
{
    struct pcd_command command = machine->rest.mailbox;

    command.magic = PCD_MAGIC_FAILED;
    hal_mailbox_write(&machine->network_core, &command);
}

/* True: an injected failure takes the place of the transfer. */
static bool fail_transfer(struct machine *machine)
{
    struct machine_volatile *rest = &machine->rest;
    struct pcd_command command;

    machine->run.fail_after_erase = false;
    if (rest->failures_left == 0) {
        return false;
    }
    machine_read_mailbox(machine, &command);
    if (command.magic != PCD_MAGIC_COPY) {
        return false;
    }
    rest->failures_left -= rest->failures_left == TRANSFER_FOR_EVER ? 0 : 1;
    rest->failed += rest->failed < machine->run.config->net.attempts ? 1 : 0;
    switch (rest->failure) {
    case TRANSFER_FAILS_BEFORE_ERASE:
        answer_failed(machine);
        return true;
    case TRANSFER_FAILS_AFTER_ERASE:
        machine->run.fail_after_erase = true;
        return false;
    case TRANSFER_HANGS:
        return true;
    case TRANSFER_WORKS:
        break;
    }
    return false;
}

void machine_run_network_core(struct machine *machine)
{
    struct machine_run *run = &machine->run;

    if (!run->network_due || run->config == NULL) {
        return;
    }
    run->network_due = false;
    run->network_booted = false;
    if (fail_transfer(machine)) {
        return;
    }
    run->network_running = true;
    if (setjmp(run->network_exit) == 0) {
        run->network_booted = netboot_run(&machine->network_core, run->config) == NETBOOT_START_APPLICATION;
    } else if (run->fail_after_erase) {
        answer_failed(machine);
    }
    run->fail_after_erase = false;
    run->network_running = false;
}

bool hal_net_core_wait(struct hal *hal, uint32_t waiting_for_change, uint32_t milliseconds)
{
    struct machine *machine = hal->machine;
    struct machine_run *run = &machine->run;
    struct pcd_command command;

    (void)milliseconds;
    machine_count_calls(machine, WAIT_COST);
    run->waiting = true;
    machine_run_network_core(machine);
    if (machine->hook.before != NULL) {
        machine->hook.before(machine->hook.context, run->operation, NULL, NULL, true);
    }
    if (run->cut.extent == CUT_WATCHDOG && run->cut.operation == run->operation) {
        machine->rest.reason = RESET_WATCHDOG;
        machine->rest.failed++;
        machine_leave(machine, RUN_WATCHDOG);
    }
    run->waiting = false;
    machine_read_mailbox(machine, &command);
    return command.magic != waiting_for_change;
}

/* False: not in [start, start + size). */
static bool within(uint32_t address, uint32_t size, uint32_t start, uint32_t length)
{
    return address >= start && address - start <= length && size <= length - (address - start);
}

bool hal_shared_read(struct hal *hal, uint32_t address, void *buffer, uint32_t size)
{
    struct machine *machine = hal->machine;
    const struct boot_net_config *net = &machine->run.config->net;
    uint32_t ram = machine->flash.geometry[FLASH_DEVICE_RAM].layout.size;
    uint32_t flash = machine->flash.geometry[FLASH_DEVICE_APP].layout.size;
    struct pcd_command command;

    if (within(address, size, net->mailbox_address, sizeof command)) {
        machine_read_mailbox(machine, &command);
        memcpy(buffer, (const uint8_t *)&command + (address - net->mailbox_address), size);
        return true;
    }
    if (within(address, size, net->ram_flash_address, ram)) {
        return machine_read(machine, FLASH_DEVICE_RAM, address - net->ram_flash_address, buffer, size);
    }
    return within(address, size, net->app_flash_address, flash) &&
           machine_read(machine, FLASH_DEVICE_APP, address - net->app_flash_address, buffer, size);
}

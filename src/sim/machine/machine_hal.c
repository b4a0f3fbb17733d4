/* nrf53pack/hal.h, for both cores of a machine. */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include "sim/machine/machine_private.h"

/* A loop that never comes to another operation. */
#define CALLS_WITHOUT_OPERATION 4000000u
/* One that does, or does not, and feeds the watchdog all the same: it would keep an exploration from ever coming to its end. */
#define CALLS_IN_A_RUN 200000000u

#define LINE_MAX 256

void machine_leave(struct machine *machine, enum run_end end)
{
    machine->run.end = end;
    longjmp(machine->run.exit, 1);
}

static void note_fault(struct machine *machine, enum fault_kind kind, const struct operation *operation)
{
    if (machine->run.fault.kind == FAULT_NONE) {
        machine->run.fault = (struct fault){ kind, *operation };
    }
}

void machine_count_calls(struct machine *machine, uint32_t count)
{
    static const struct operation none;

    machine->run.calls += count;
    machine->run.all_calls += count;
    if (machine->run.all_calls > CALLS_IN_A_RUN) {
        note_fault(machine, FAULT_ENDLESS, &none);
        machine_leave(machine, RUN_WATCHDOG);
    }
    if (machine->run.calls > CALLS_WITHOUT_OPERATION) {
        machine_leave(machine, RUN_WATCHDOG);
    }
}

bool machine_reaches(const struct hal *hal, enum flash_device device)
{
    return hal->network_core == (device == FLASH_DEVICE_NET);
}

/* The network core reads what the application core shares, too, but not the external flash. */
bool machine_reads(const struct hal *hal, enum flash_device device)
{
    return hal->network_core ? device != FLASH_DEVICE_EXTERNAL : device != FLASH_DEVICE_NET;
}

bool hal_flash_read(struct hal *hal, enum flash_device device, uint32_t offset, void *buffer, uint32_t size)
{
    struct flash_access access = { ACCESS_READ, device, offset, size };

    machine_count_calls(hal->machine, 1);
    return machine_reads(hal, device) &&
           !(machine_counts_accesses(hal->machine) && machine_access_fails(hal->machine, &access)) &&
           machine_read(hal->machine, device, offset, buffer, size);
}

static bool allowed(const struct machine *machine, const struct operation *operation)
{
    for (size_t i = 0; i < machine->layout.allowed_count; i++) {
        const struct boot_area *area = &machine->layout.allowed[i];

        if (area->device == operation->device && operation->offset >= area->offset &&
            operation->offset - area->offset <= area->size &&
            operation->size <= area->size - (operation->offset - area->offset)) {
            return true;
        }
    }
    return machine->layout.allowed_count == 0;
}

static bool in_device(struct hal *hal, const struct operation *operation, uint32_t unit)
{
    const struct flash_layout *layout = &hal->machine->flash.geometry[operation->device].layout;

    if (layout->size == 0 || !machine_reaches(hal, operation->device)) {
        return false;
    }
    if (operation->offset > layout->size || operation->size > layout->size - operation->offset ||
        operation->offset % unit != 0 || operation->size % unit != 0) {
        note_fault(hal->machine, FAULT_UNALIGNED, operation);
        return false;
    }
    return true;
}

/* The power or the watchdog ends the run here. */
static void strike(struct machine *machine, const struct operation *operation, const uint8_t *data)
{
    struct machine_fork fork;

    machine_fork(machine, operation, data, machine->run.cut, &fork);
    machine_fork_adopt(machine, &fork);
    machine_leave(machine, machine->run.cut.extent == CUT_WATCHDOG ? RUN_WATCHDOG : RUN_CUT);
}

/* Does it, or what a failing access does of it. */
static bool do_access(struct machine *machine, const struct operation *operation, const uint8_t *data)
{
    struct flash_access access = { operation->kind == OPERATION_WRITE ? ACCESS_WRITE : ACCESS_ERASE, operation->device,
                                   operation->offset, operation->size };

    if (machine_counts_accesses(machine) && machine_access_fails(machine, &access)) {
        machine_do_failing(machine, operation, data);
        return false;
    }
    machine_do(machine, operation, data);
    return true;
}

bool machine_operation(struct machine *machine, const struct operation *operation, const uint8_t *data)
{
    struct machine_run *run = &machine->run;
    uint32_t number = run->operation;
    bool done;

    if (!allowed(machine, operation)) {
        note_fault(machine, FAULT_OUTSIDE, operation);
    }
    if (machine->hook.before != NULL) {
        machine->hook.before(machine->hook.context, number, operation, data, run->waiting);
    }
    if (machine->observer.operation != NULL) {
        machine->observer.operation(machine->observer.context, number, operation, data);
    }
    run->operation++;
    run->calls = 0;
    if (number == run->cut.operation && (run->cut.extent != CUT_WATCHDOG || run->waiting)) {
        strike(machine, operation, data);
    }
    done = do_access(machine, operation, data);
    if (number - machine->first_number >= machine->operation_limit) {
        note_fault(machine, FAULT_ENDLESS, operation);
        machine_leave(machine, RUN_WATCHDOG);
    }
    if (++run->since_feed > machine->feed_limit) {
        machine_leave(machine, RUN_WATCHDOG);
    }
    return done;
}

bool hal_flash_write(struct hal *hal, enum flash_device device, uint32_t offset, const void *data, uint32_t size)
{
    struct operation operation = { OPERATION_WRITE, device, offset, size };
    uint32_t unit = hal->machine->flash.geometry[device].layout.write_size;

    machine_count_calls(hal->machine, 1);
    if (!in_device(hal, &operation, unit)) {
        return false;
    }
    return size == 0 || machine_operation(hal->machine, &operation, data);
}

bool hal_flash_erase(struct hal *hal, enum flash_device device, uint32_t offset, uint32_t size)
{
    struct operation operation = { OPERATION_ERASE, device, offset, size };
    uint32_t unit = hal->machine->flash.geometry[device].layout.page_size;
    uint32_t end = offset + size;

    machine_count_calls(hal->machine, 1);
    if (!in_device(hal, &operation, unit)) {
        return false;
    }
    operation.size = unit;
    for (; operation.offset < end; operation.offset += unit) {
        if (!machine_operation(hal->machine, &operation, NULL)) {
            return false;
        }
        if (hal->network_core && hal->machine->run.fail_after_erase) {
            longjmp(hal->machine->run.network_exit, 1);
        }
    }
    return true;
}

enum reset_reason hal_reset_reason(struct hal *hal)
{
    return hal->machine->rest.reason;
}

void hal_watchdog_feed(struct hal *hal)
{
    machine_count_calls(hal->machine, 1);
    hal->machine->run.since_feed = 0;
}

void hal_log(struct hal *hal, enum hal_log_level level, const char *format, ...)
{
    const struct machine_observer *observer = &hal->machine->observer;
    char line[LINE_MAX];
    va_list args;

    machine_count_calls(hal->machine, 1);
    if (observer->log == NULL) {
        return;
    }
    va_start(args, format);
    vsnprintf(line, sizeof line, format, args);
    va_end(args);
    observer->log(observer->context, level, line);
}

_Noreturn void hal_panic(struct hal *hal, const char *message)
{
    struct machine *machine = hal->machine;

    if (machine->observer.log != NULL) {
        machine->observer.log(machine->observer.context, HAL_LOG_ERROR, message);
    }
    if (hal->network_core) {
        longjmp(machine->run.network_exit, 1);
    }
    snprintf(machine->run.panic, sizeof machine->run.panic, "%s", message);
    machine_leave(machine, RUN_PANIC);
}

bool hal_recovery_requested(struct hal *hal)
{
    return hal->machine->recovery_requested;
}

bool hal_security_counter_read(struct hal *hal, unsigned image, uint32_t *value)
{
    if (image >= BOOT_MAX_IMAGES) {
        return false;
    }
    *value = hal->machine->rest.counters[image];
    return true;
}

bool hal_security_counter_update(struct hal *hal, unsigned image, uint32_t value)
{
    if (image >= BOOT_MAX_IMAGES) {
        return false;
    }
    if (value > hal->machine->rest.counters[image]) {
        hal->machine->rest.counters[image] = value;
    }
    return true;
}

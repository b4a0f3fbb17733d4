/* One run: from a reset to the application's start, or one function of the application, to its end or to the cut. */
#include <string.h>
#include "sim/machine/machine_private.h"

typedef void machine_body(struct machine *machine, void *context);

struct boot_call {
    const struct boot_config *config;
    struct boot_result result;
};

struct function_call {
    machine_function *function;
    void *context;
};

static void begin(struct machine *machine, struct cut cut)
{
    struct machine_run *run = &machine->run;

    run->end = RUN_RETURNED;
    run->cut = cut;
    run->operation = machine->first_number;
    run->since_feed = 0;
    run->calls = 0;
    run->all_calls = 0;
    run->access = 0;
    run->fault = (struct fault){ .kind = FAULT_NONE };
    run->waiting = false;
    run->network_running = false;
    run->fail_after_erase = false;
}

/* Nothing of the caller's is kept in registers over the jump: all that the run leaves lies in the machine. */
static void run_to_end(struct machine *machine, machine_body *body, void *context)
{
    crypto_cache_use(machine->cache);
    if (setjmp(machine->run.exit) == 0) {
        body(machine, context);
    }
    crypto_cache_use(NULL);
    machine_end_failing(machine);
}

static void fill_result(const struct machine *machine, struct run_result *result)
{
    result->end = machine->run.end;
    result->panic = machine->run.panic;
    result->operations = machine->run.operation - machine->first_number;
    result->fault = machine->run.fault;
    result->net_started = machine->run.network_booted;
}

/* The application releases the network core, which then runs its bootloader, and its application if that lets it. */
static void start_application(struct machine *machine)
{
    machine->rest.failed = 0;
    if (machine->run.network_held) {
        machine->run.network_held = false;
        machine->run.network_due = true;
    }
    if (machine->run.config->net.net_app.size != 0) {
        machine_run_network_core(machine);
    }
}

/* Zephyr's driver for the RAM that takes the place of a slot erases it whenever it starts (drivers/flash/flash_simulator.c
 * flash_mock_init(), v4.1.0).
 */
static void start_ram_flash(struct machine *machine)
{
    struct operation erase = { OPERATION_ERASE, FLASH_DEVICE_RAM, 0,
                               machine->flash.geometry[FLASH_DEVICE_RAM].layout.size };

    machine_do(machine, &erase, NULL);
}

static void boot_body(struct machine *machine, void *context)
{
    struct boot_call *call = context;

    if (call->config->ncs != NULL) {
        start_ram_flash(machine);
        ncs_boot_run(&machine->application_core, call->config, &call->result);
    } else {
        boot_run(&machine->application_core, call->config, &call->result);
    }
    switch (call->result.end) {
    case BOOT_START_APPLICATION:
        start_application(machine);
        machine->run.end = RUN_APPLICATION;
        break;
    case BOOT_RECOVERY:
        machine->run.end = RUN_RECOVERY;
        break;
    case BOOT_NO_IMAGE:
        machine->run.end = RUN_NO_IMAGE;
        break;
    }
}

void machine_boot(struct machine *machine, const struct boot_config *config, struct cut cut, struct run_result *result)
{
    struct boot_call call = { .config = config };

    begin(machine, cut);
    machine->run.config = config;
    machine->run.panic[0] = '\0';
    machine->run.network_held = true;
    machine->run.network_due = false;
    machine->run.network_booted = false;
    run_to_end(machine, boot_body, &call);
    memset(result, 0, sizeof *result);
    fill_result(machine, result);
    if (machine->run.end == RUN_APPLICATION) {
        result->boot = call.result;
    }
}

static void call_body(struct machine *machine, void *context)
{
    struct function_call *call = context;

    call->function(&machine->application_core, call->context);
}

void machine_call(struct machine *machine, machine_function *function, void *context, struct cut cut,
                  struct run_result *result)
{
    struct function_call call = { function, context };

    begin(machine, cut);
    run_to_end(machine, call_body, &call);
    memset(result, 0, sizeof *result);
    fill_result(machine, result);
}

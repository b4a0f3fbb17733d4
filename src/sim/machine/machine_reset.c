/* How a machine starts, and who answers what is open then. */
#include "sim/machine/machine_private.h"

void machine_next_reset(struct machine *machine, enum reset_reason reason)
{
    if (reason == RESET_POWER_ON) {
        machine_lose_power(machine);
    }
    machine->rest.reason = reason;
}

static void begin(struct machine *machine, enum reset_reason reason)
{
    machine_next_reset(machine, reason);
    machine->readings = (struct machine_readings){ .forced = false };
}

void machine_reset_choices(struct machine *machine, enum reset_reason reason, const struct machine_choices *choices)
{
    begin(machine, reason);
    machine->readings.choices = *choices;
}

void machine_reset(struct machine *machine, enum reset_reason reason, enum ram_content ram,
                   enum unstable_reading reading)
{
    begin(machine, reason);
    machine->readings.forced = true;
    machine->readings.all = reading;
    machine->readings.ram = ram;
}

/* What tells that a line is of the network core, and how long what it said counts. */
#include "log/device_internal.h"

#include "nrf53pack/memory_map.h"

/* No program of the application core runs or lies there. */
static bool is_in_net_flash(const struct log_match *match)
{
    uint64_t address = device_number(match->captures[0], 16);

    return nrf5340_is_network_core(address) && address < nrf5340_flash_end(address);
}

bool log_is_of_net_core(const struct log_match *match)
{
    enum log_event event = match->pattern->event;

    return match->pattern->printer == LOG_B0N ||
           ((event == LOG_NSIB_ADDRESS || event == LOG_FAULT_INSTRUCTION) && is_in_net_flash(match));
}

void device_mark(const struct device_state *state, struct log_mark *mark)
{
    *mark = (struct log_mark){ .set = true, .boot = state->boots_seen + state->open };
}

bool device_mark_holds(const struct device_state *state, struct log_mark mark)
{
    return mark.set && mark.boot >= state->good_boot;
}

/* An application that reads external flash while its driver sleeps faults on the same addresses: who it is must be known. */
void device_take_fault_address(struct device_state *state, const struct log_match *match)
{
    uint64_t address = device_number(match->captures[0], 16);

    state->window_fault = nrf5340_is_in_xip(address);
    if (state->window_fault && state->net_core_prints) {
        device_mark(state, &state->net_core_fault);
    }
}

void device_take_fault_instruction(struct device_state *state, const struct log_match *match)
{
    if (state->window_fault && is_in_net_flash(match)) {
        device_mark(state, &state->net_core_fault);
    }
    state->window_fault = false;
}

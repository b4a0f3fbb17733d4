/* What tells that a line is of the network core, and how long what it said counts. */
#include "log/device_internal.h"

/* The application core's window into external flash (nRF5340 product specification, memory map); the network core has none. */
#define XIP_FIRST 0x10000000u
#define XIP_LAST  0x1fffffffu

/* The network core's flash, from the same map: no program of the application core runs or lies there. */
#define NET_FLASH_FIRST 0x01000000u
#define NET_FLASH_LAST  0x0103ffffu

static bool is_in_net_flash(const struct log_match *match)
{
    uint64_t address = device_number(match->captures[0], 16);

    return address >= NET_FLASH_FIRST && address <= NET_FLASH_LAST;
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

    state->window_fault = address >= XIP_FIRST && address <= XIP_LAST;
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

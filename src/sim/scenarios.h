/* The scenarios by name, and which of them a device can run.
 *
 * A scenario is a row of data (scenario_table.c); here it is filled with the images of a device. Everything lives in the
 * arena, the images in the setup.
 */
#ifndef SIM_SCENARIOS_H
#define SIM_SCENARIOS_H

#include <stdbool.h>
#include <stddef.h>
#include "base/arena.h"
#include "base/attributes.h"
#include "sim/device.h"
#include "sim/scenario/scenario.h"

struct scenario_name {
    const char *name;
    const char *summary; /* one line */
    bool usual;          /* there are devices that run it when nobody names a scenario; else only by name */
};

/* All names, each once, in the order of the table. */
size_t scenario_count(void);
struct scenario_name scenario_at(size_t index);

/* True when the name exists, whether a device can run it or not. */
bool scenario_exists(const char *name);

/* Whether a device runs the scenario when nobody names one: it can, and it shows something that no other does there. */
bool scenario_is_usual(const char *name, const struct sim_setup *setup);

/* False when there is no such scenario, or this device cannot run it; *why is a phrase ("the build has no network-core
 * image"). A name may have several forms; the device decides which one it is.
 */
NODISCARD bool scenario_make(struct arena *arena, const char *name, const struct sim_setup *setup,
                             struct scenario *scenario, const char **why);

#endif

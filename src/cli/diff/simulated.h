/* The dynamic half of `diff`: installs the new build on a simulated device that has the released one's bootloader. */
#ifndef CLI_DIFF_SIMULATED_H
#define CLI_DIFF_SIMULATED_H

#include "base/attributes.h"
#include "cli/command.h"
#include "cli/diff/diff.h"
#include "cli/simulate/simulation.h"

struct diff_simulation_options {
    struct exploration_options exploration;
    enum image_choice images;
    uint32_t largest;   /* bytes of a noise image */
    const char *replay; /* NULL: scenarios are run */
};

/* Runs what can be run; why something cannot is told in the result. False with usage errors: a scenario that does not
 * exist.
 */
NODISCARD bool diff_simulate(struct command_call *call, const struct diff_simulation_options *options,
                             struct diff *diff);

/* Plays one path of --scenario again: a trace on standard output. */
enum exit_status diff_replay(struct command_call *call, const struct diff_simulation_options *options,
                             struct diff *diff);

#endif

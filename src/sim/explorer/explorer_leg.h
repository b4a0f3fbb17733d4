/* One leg of a scenario: a boot and, if it starts an application that has a turn, that turn, up to the next reset.
 *
 * Operations of boot and turn are numbered as one row. The explorer, a replay and the trial of the next update all run
 * legs.
 */
#ifndef SIM_EXPLORER_EXPLORER_LEG_H
#define SIM_EXPLORER_EXPLORER_LEG_H

#include "sim/explorer/explorer.h"
#include "sim/explorer/judge.h"
#include "sim/machine/machine_private.h"
#include "sim/scenario/application.h"

struct leg {
    struct machine *machine;
    const struct sim_device *device;
    const struct scenario *scenario;
    const struct judge_images *images;
    uint32_t turn; /* that is due; scenario->turn_count: none */
    struct cut cut;

    /* Called around the boot and around the turn; may be NULL. */
    void *context;
    void (*begin)(void *context, bool application);
    void (*end)(void *context, bool application, const struct run_result *run, struct pair running);

    /* Filled in while it runs, for hooks. */
    bool in_turn;
};

struct leg_result {
    enum run_end end;   /* of the boot; RUN_CUT and RUN_WATCHDOG also of the turn */
    struct pair pair;   /* RUN_APPLICATION: what was started */
    bool started;       /* an application started that can run where it lies */
    bool turn_taken;    /* the turn was begun */
    uint32_t next_turn; /* due after the reset */
    enum reset_reason next_reset;
    uint32_t boot_operations; /* those of the boot come first */
    uint32_t operations;
    struct fault fault; /* the first */
};

/* The machine was reset before. With a cut, it is left as the cut leaves it. */
void leg_run(struct leg *leg, struct leg_result *result);

/* What an application of this generation does in a turn. 0: none runs, the bootloader itself takes the turn. */
struct application leg_application(const struct leg *leg, uint32_t generation, const struct turn *turn);

/* The turn that is due when the power goes in this leg now. */
uint32_t leg_turn_after_cut(const struct leg *leg);

/* Puts the scenario's images where they are at the start. False: they do not fit; *why is a phrase. */
NODISCARD bool leg_install(struct machine *machine, const struct sim_device *device, const struct scenario *scenario,
                           const char **why);

#endif

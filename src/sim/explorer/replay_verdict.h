/* What a path comes to: its legs as a graph of their own, judged as the explorer judges its own.
 *
 * Lives in the arena.
 */
#ifndef SIM_EXPLORER_REPLAY_VERDICT_H
#define SIM_EXPLORER_REPLAY_VERDICT_H

#include "sim/explorer/explorer_leg.h"

struct replay_verdict {
    struct graph graph; /* a node for each state on the way, the last one not begun */
    uint32_t after_cut; /* the node behind the last cut */
    bool cut;           /* there was one */
    struct {
        uint32_t *items; /* for each leg of the graph the number of its boot, as the observer counts runs */
        size_t count;
        size_t capacity;
    } boots;
};

void replay_verdict_begin(struct arena *arena, struct replay_verdict *verdict);

/* One leg in its turn, whose boot was run `boot`. `unchanged`: it was not cut, and left the state that it began in. */
void replay_verdict_add(struct replay_verdict *verdict, uint32_t turn, uint32_t boot, const struct graph_step *step,
                        const struct leg_result *leg, bool unchanged);

/* The last leg left its state as it was; `leg` boots on from there to see whether the next update installs. False: it
 * was tried, and does not.
 */
NODISCARD bool replay_verdict_probe(struct replay_verdict *verdict, struct leg *leg);

/* `reason`: a phrase of what happens, in run `boot`. */
enum outcome replay_verdict_end(struct replay_verdict *verdict, const struct scenario *scenario, const char **reason,
                                uint32_t *boot);

#endif

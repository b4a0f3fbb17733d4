/* Paths: what happened from the start of a scenario to a state, as a short text that runs again.
 *
 *     path     = "start" | step { "." step }
 *     step     = readings ( "u" [ boots ] | number place )       boots: 1 to 1000
 *     readings = { "o" | "e" | "p" | "k" | "z" | "r" }
 *     place    = "b" | "f" | "h" | "l" | "a" | "w" words | "d"
 *
 * One step is one boot with the turn that the application takes in it. "u3": three boots (without a number: one) to
 * their end. "17h": the power goes in operation 17 of this boot and turn, counted from 0: b before it, f in its first
 * word, h half-way, l in its last word (an erase: with the pattern of the page), a after it, w5 after five words; d: no
 * power cut, the watchdog strikes before it while the bootloader waits for the network core. Readings answer, in the
 * order in which the boot asks, what is open after a cut: an unstable word or page reads o as before, e erased, p as its
 * pattern; RAM is k kept, z zero, r pseudo-random. Where a path says nothing, the first possible answer is taken.
 * After the last step the machine boots on without cuts until a boot changes nothing. The explorer is not needed.
 */
#ifndef SIM_EXPLORER_REPLAY_H
#define SIM_EXPLORER_REPLAY_H

#include "sim/explorer/explorer_graph.h"

/* The path to a node, and on to the failure that it leads to. In the arena. */
const char *replay_path(struct arena *arena, const struct graph *graph, uint32_t node);

/* One step from `*text` on, up to the dot or the end. False: it is none, *why says what was expected. `boots`: how often
 * it is repeated (uncut steps).
 */
NODISCARD bool replay_parse_step(const char **text, struct graph_step *step, uint32_t *boots, const char **why);

/* The path without what RAM held after a cut: paths with the same rest show the same otherwise. In the arena. */
const char *replay_without_ram(struct arena *arena, const char *path);

#endif

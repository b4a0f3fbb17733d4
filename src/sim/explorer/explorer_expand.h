/* The steps of a worker: shared by its files. */
#ifndef SIM_EXPLORER_EXPLORER_EXPAND_H
#define SIM_EXPLORER_EXPLORER_EXPAND_H

#include "sim/explorer/explorer_worker.h"

/* How the machine came to where it is in this leg. */
void explorer_fill_step(const struct explorer_worker *worker, struct cut cut, struct graph_step *step);

/* The machine's hook: makes the cuts of the operation. */
void explorer_before_operation(void *context, uint32_t number, const struct operation *operation, const uint8_t *data,
                               bool waiting);

/* The leg's hook: the power goes when the boot is through, before the application begins its turn. */
void explorer_after_boot(void *context, bool application, const struct run_result *run, struct pair running);

/* The power goes when the leg is through, before anything else happens. */
void explorer_cut_at_end(struct explorer_worker *worker, const struct leg_result *result);

/* The machine in the node's state, before a leg whose first readings are these. */
void explorer_start_leg(struct explorer_worker *worker, const struct graph_node *node,
                        const struct machine_choices *choices);

/* Runs from the node and notes what the claim on these pages needs. */
void explorer_check(struct explorer_worker *worker, uint32_t node, const uint64_t *pages);

/* Makes the state of an alias. */
void explorer_make(struct explorer_worker *worker, uint32_t alias);

#endif

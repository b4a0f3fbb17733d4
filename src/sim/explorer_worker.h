/* Expands states: runs each boot that can follow and collects the states that it, and every cut in it, leaves.
 *
 * Workers run at the same time. What is known (states, operations whose cuts were made) does not change meanwhile; each
 * worker collects what it finds, in the order of the parents, and one thread merges.
 */
#ifndef SIM_EXPLORER_WORKER_H
#define SIM_EXPLORER_WORKER_H

#include <stdatomic.h>
#include "sim/explorer_leg.h"

/* A state that may be new. */
struct found_state {
    uint32_t parent; /* node */
    struct graph_step step;
    uint32_t turn;
    struct state_hash key;
    struct state_hash masked; /* without the awaited pages */
    const uint64_t *awaited;  /* NULL: none */
    bool as_expected;         /* it was run to see that it erases them */
    bool not_as_expected;
    struct machine_state *state;
};

/* A state that has to erase these pages before it reads them, or the one that stands for it. */
struct found_need {
    struct state_hash key;
    const uint64_t *pages;
};

/* A state that another one stands for. */
struct found_alias {
    struct state_hash key;
    struct state_hash stands; /* key of that other state */
    struct state_hash masked; /* of both */
    const uint64_t *awaited;
};

/* An operation in a state, all its cuts made. */
struct found_operation {
    struct state_hash key;
    uint32_t cuts;
};

struct found_run {
    uint32_t parent;
    bool as_expected;       /* of the parent */
    const uint64_t *erased; /* the same */
    struct graph_run run;
};

#define FOUND_LIST(type)                                                                                               \
    struct {                                                                                                           \
        struct type *items;                                                                                            \
        size_t count;                                                                                                  \
        size_t capacity;                                                                                               \
    }

struct explorer_shared {
    const struct sim_device *device;
    const struct scenario *scenario;
    const struct exploration_options *options;
    struct judge_images images;
    const struct graph *graph;             /* frozen */
    const struct explorer_set *operations; /* frozen */
    const uint32_t *frontier;
    size_t frontier_count;
    atomic_size_t next; /* of the frontier */
    uint64_t *never;    /* pages whose content always counts; NULL: of all, no state stands for another */
    bool forgets_ram;   /* struct machine */
    size_t memory_each; /* bytes of pages that a worker may hold */
};

struct explorer_worker {
    struct explorer_shared *shared;
    struct arena *arena;
    struct machine *machine;
    struct explorer_set states;     /* found by this worker in this round */
    struct explorer_set operations; /* the same */
    struct explorer_set masked;     /* the first of found_states with a masked key */
    FOUND_LIST(found_state) found_states;
    FOUND_LIST(found_operation) found_operations;
    FOUND_LIST(found_run) found_runs;
    FOUND_LIST(found_need) found_needs;
    FOUND_LIST(found_alias) found_aliases;
    uint64_t boots;
    uint64_t flash_operations;
    uint64_t read_alike; /* boots in which more units were unstable than read independently */
    bool too_many_unstable;
    bool stopped; /* at a limit */
    bool reports; /* calls options->progress: one worker does, on the caller's thread */

    /* Of the leg that runs. */
    struct leg leg;
    uint32_t node;
    bool cutting;
    uint64_t *page_set;   /* pages that every run from the node so far erased before it read them */
    const uint64_t *left; /* pages that the node awaits and that are not erased yet in this leg, as of left_count */
    uint32_t left_count;
    uint32_t last_watchdog; /* operation number at which the watchdog struck last; one place, one path */
    struct machine_fork fork;
};

/* Before a round: forgets what was found. */
void explorer_worker_clear(struct explorer_worker *worker);

/* Takes parents from the frontier until none is left. */
void explorer_worker_run(struct explorer_worker *worker);

struct state_hash explorer_key(struct state_hash state, uint32_t turn);

#endif

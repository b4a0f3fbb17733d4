/* Expands states: runs each boot that can follow and collects the states that it, and every cut in it, leaves. Also checks
 * claims (explorer_claims.h) and makes states that were left out.
 *
 * Workers run at the same time. What is known (states, operations whose cuts were made) does not change meanwhile; each
 * worker collects what it finds, in the order of the items it was given, and one thread merges.
 */
#ifndef SIM_EXPLORER_EXPLORER_WORKER_H
#define SIM_EXPLORER_EXPLORER_WORKER_H

#include <stdatomic.h>
#include "sim/explorer/explorer_claims.h"
#include "sim/explorer/explorer_leg.h"

/* A state that may be new. */
struct found_state {
    uint32_t parent; /* node */
    struct graph_step step;
    uint32_t turn;
    struct state_hash key;
    bool at_end;              /* the power went between two operations */
    bool masks;               /* another state with the same masked key may stand for it */
    struct state_hash masked; /* without the pages that every run from the parent erases */
    struct machine_state *state;
};

/* In a run from the node a cut leaves this state while these pages are not erased. */
struct found_need {
    uint32_t node;
    struct state_hash key;
    const uint64_t *pages;
};

/* A state that was left out. */
struct found_made {
    uint32_t alias;
    struct machine_state *state;
};

/* An operation in a state, all its cuts made. */
struct found_operation {
    struct state_hash key;
    uint32_t cuts;
};

struct found_run {
    uint32_t parent;
    const uint64_t *erased; /* before they are read, by all runs from the parent; with the first of them */
    struct graph_run run;
};

#define FOUND_LIST(type)                                                                                               \
    struct {                                                                                                           \
        struct type *items;                                                                                            \
        size_t count;                                                                                                  \
        size_t capacity;                                                                                               \
    }

enum explorer_task { TASK_EXPAND, TASK_CHECK, TASK_MAKE };

struct explorer_shared {
    const struct sim_device *device;
    const struct scenario *scenario;
    const struct exploration_options *options;
    struct judge_images images;
    const struct graph *graph;             /* frozen */
    const struct claims *claims;           /* frozen */
    const struct explorer_set *operations; /* frozen */
    enum explorer_task task;
    const uint32_t *items;   /* nodes; TASK_MAKE: aliases */
    const uint64_t **checks; /* TASK_CHECK: the pages, one an item */
    size_t item_count;
    atomic_size_t next; /* item */
    bool forgets_ram;   /* struct machine */
    bool leaves_out;    /* states that another one stands for */
    size_t memory_each; /* bytes of pages that a worker may hold */
};

struct explorer_worker {
    struct explorer_shared *shared;
    struct arena *arena;
    struct machine *machine;
    struct explorer_set states;     /* found by this worker in this round */
    struct explorer_set operations; /* the same */
    FOUND_LIST(found_state) found_states;
    FOUND_LIST(found_operation) found_operations;
    FOUND_LIST(found_run) found_runs;
    FOUND_LIST(found_need) found_needs;
    FOUND_LIST(found_made) found_made;
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
    bool checking;
    bool at_end;          /* no operation is cut */
    uint64_t *page_set;   /* pages that every run from the node so far erased before it read them */
    const uint64_t *left; /* pages that are checked and not erased yet in this leg, as of left_count */
    uint32_t left_count;
    uint32_t last_watchdog; /* operation number at which the watchdog struck last; one place, one path */
    struct machine_fork fork;
};

/* Before a round: forgets what was found. */
void explorer_worker_clear(struct explorer_worker *worker);

/* Takes items until none is left. */
void explorer_worker_run(struct explorer_worker *worker);

#endif

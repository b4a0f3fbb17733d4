/* The states that were found, and what a boot without a cut makes of each. */
#ifndef SIM_EXPLORER_EXPLORER_GRAPH_H
#define SIM_EXPLORER_EXPLORER_GRAPH_H

#include "sim/explorer/explorer_set.h"
#include "sim/machine/machine_private.h"
#include "sim/scenario/scenario.h"

#define GRAPH_NONE UINT32_MAX

/* How a leg was gone through: what was read where that was open, and where it ended. */
struct graph_step {
    char readings[MACHINE_CHOICES_MAX + 1];
    struct cut cut; /* NO_CUT: the leg came to its end */
};

/* One uncut leg from a node. */
struct graph_run {
    char readings[MACHINE_CHOICES_MAX + 1];
    enum run_end end;
    bool started;
    bool next_update_fails; /* this is an end, and the next update does not install */
    struct pair pair;
    enum fault_kind fault;
    uint32_t operations;
    struct state_hash successor_key;
    uint32_t successor; /* node */
};

struct graph_node {
    struct state_hash key; /* of state and turn */

    const uint64_t *erased; /* pages that every run from here erases before it reads them; only of expanded nodes */

    /* explorer_claims.h: sets of pages, NULL: empty */
    uint64_t *claimed;    /* in which states differ that this one stands for, or whose cuts others rely on */
    uint64_t *checked;    /* of them */
    uint64_t *failed;     /* whose content matters */
    uint32_t first_alias; /* GRAPH_NONE: none; this too */
    uint32_t first_need;
    bool to_check;

    uint32_t parent;        /* GRAPH_NONE: the start */
    struct graph_step step; /* from the parent */
    uint32_t cuts;
    uint32_t turn;
    struct machine_state *state;
    uint32_t first_run;
    uint32_t run_count; /* 0: not expanded */

    /* judge_graph() */
    enum outcome outcome;
    uint32_t depth;     /* boots until it settles, the longest way */
    uint32_t worst_run; /* that leads to the outcome */
    uint8_t mark;
};

struct graph {
    struct arena *arena;
    struct {
        struct graph_node *items;
        size_t count;
        size_t capacity;
    } nodes;
    struct {
        struct graph_run *items;
        size_t count;
        size_t capacity;
    } runs;
    struct explorer_set by_key;
    struct explorer_set by_masked; /* without the pages that the runs from the parent erase */
};

/* A new node, or GRAPH_NONE when the key is there. */
uint32_t graph_add(struct graph *graph, struct state_hash key, uint32_t parent, const struct graph_step *step,
                   uint32_t turn);

/* The key of a node: the state of the machine before that turn. */
struct state_hash graph_key(struct state_hash state, uint32_t turn);

#endif

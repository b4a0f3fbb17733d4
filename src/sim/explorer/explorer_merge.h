/* One exploration, and how what the workers found in a round is taken into it: by one thread, in the order of the items,
 * so that the number of workers changes nothing.
 */
#ifndef SIM_EXPLORER_EXPLORER_MERGE_H
#define SIM_EXPLORER_EXPLORER_MERGE_H

#include "sim/explorer/explorer_worker.h"

#define EXPLORER_WORKERS_MAX 64u

struct explorer {
    struct explorer_shared shared;
    struct explorer_worker workers[EXPLORER_WORKERS_MAX];
    unsigned worker_count;
    struct arena *arena; /* of the graph */
    struct graph graph;
    struct claims claims;
    struct explorer_set operations;
    struct explorer_set taken; /* states of one round */
    const uint64_t **checks;   /* of one round */
    uint64_t cuts;
    uint64_t visited_cuts; /* whose results were visited: those made before the present level */
    bool misled;           /* RAM was read that counts as zero */
    const char *limit;
    uint32_t level;           /* power cuts one after the other, at present */
    struct node_numbers now;  /* to be expanded, reached with as many cuts as the present level has, or fewer */
    struct node_numbers next; /* with one cut more */
};

void explorer_merge(struct explorer *explorer);

#endif

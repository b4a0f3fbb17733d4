/* States that are left out because another one stands for them, and the proof that it may.
 *
 * A state stands for others that differ from it only in pages whose content does not matter: every run from it erases them
 * before it reads them, and so does every run from a state that a cut leaves before they are erased, and so on. That is
 * assumed when the state is left out, and claimed of the one that stands for it. A claim is checked by running that
 * state once more; it makes the same claim on the states that its cuts leave. A claim that fails takes back all that was
 * built on it: the states that were left out are made after all.
 */
#ifndef SIM_EXPLORER_EXPLORER_CLAIMS_H
#define SIM_EXPLORER_EXPLORER_CLAIMS_H

#include "sim/explorer/explorer_graph.h"

#define CLAIMS_NONE UINT32_MAX

/* A state that was left out. */
struct alias {
    struct state_hash key;
    uint32_t node; /* that stands for it */
    uint32_t parent;
    struct graph_step step; /* from the parent */
    uint32_t turn;
    const uint64_t *pages; /* in which the two differ */
    uint32_t next;         /* alias of the same node */
    uint32_t first_need;   /* that found its way to the node through this alias */
    bool undone;
};

/* The pages do not matter in `from` only if they do not in `to`. */
struct need {
    uint32_t from;
    const uint64_t *pages;
    uint32_t next;          /* need of the same node */
    uint32_t next_of_alias; /* need that came through the same alias */
};

struct claim_failure {
    uint32_t node;
    const uint64_t *pages;
};

struct node_numbers {
    uint32_t *items;
    size_t count;
    size_t capacity;
};

struct claims {
    struct arena *arena;
    struct graph *graph;
    size_t words; /* of a set of pages */
    struct explorer_set by_key;
    struct {
        struct alias *items;
        size_t count;
        size_t capacity;
    } aliases;
    struct {
        struct need *items;
        size_t count;
        size_t capacity;
    } needs;
    struct {
        struct claim_failure *items;
        size_t count;
        size_t capacity;
    } failures;                   /* whose consequences are still to be drawn */
    struct node_numbers to_check; /* expanded nodes with claims that were not checked */
    struct node_numbers to_make;  /* aliases that do not hold */
    uint64_t undone;
};

struct claims claims_create(struct arena *arena, struct graph *graph, uint32_t page_count);

/* Whether this node may stand for a state that differs in these pages, as far as it is known. */
bool claims_allow(const struct claims *claims, uint32_t node, const uint64_t *pages);

/* `pages` lives as long as the claims. */
void claims_leave_out(struct claims *claims, const struct alias *alias);

/* The alias, or the one that holds for its node, was made: it is the node `number` now. */
void claims_made(struct claims *claims, uint32_t alias, uint32_t number);

/* After the node was expanded. */
void claims_expanded(struct claims *claims, uint32_t node);

/* The claims on the node that are to be checked now; NULL: none is left. They count as checked. */
const uint64_t *claims_begin_check(struct claims *claims, uint32_t node);

/* Found by a check: a cut in a run from the node leaves the state `key` while these pages are not erased. */
void claims_need(struct claims *claims, uint32_t from, struct state_hash key, const uint64_t *pages);

#endif

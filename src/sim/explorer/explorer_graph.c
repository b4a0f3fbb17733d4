#include "sim/explorer/explorer_graph.h"

#include "sim/machine/flash_hash.h"

#define KEY_NODE 0x6000u

uint32_t graph_add(struct graph *graph, struct state_hash key, uint32_t parent, const struct graph_step *step,
                   uint32_t turn)
{
    uint32_t number = (uint32_t)graph->nodes.count;
    struct graph_node *node;

    if (!explorer_set_add(&graph->by_key, key, number)) {
        return GRAPH_NONE;
    }
    node = ARENA_PUSH(graph->arena, &graph->nodes);
    node->key = key;
    node->parent = parent;
    node->step = *step;
    node->turn = turn;
    node->first_alias = GRAPH_NONE;
    node->first_need = GRAPH_NONE;
    if (parent != GRAPH_NONE) {
        node->cuts = graph->nodes.items[parent].cuts + (step->cut.operation != UINT32_MAX ? 1 : 0);
    }
    return number;
}

struct state_hash graph_key(struct state_hash state, uint32_t turn)
{
    return flash_hash_words(KEY_NODE, state.words[0], state.words[1], turn);
}

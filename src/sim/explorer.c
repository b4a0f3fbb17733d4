#include "sim/explorer.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include "base/parallel.h"
#include "sim/explorer_result.h"
#include "sim/explorer_worker.h"

#define WORKERS_MAX 64u
/* So often the exploration begins anew with more pages whose content counts; then the content of all does. */
#define BEGINNINGS_MAX 32u

struct node_numbers {
    uint32_t *items;
    size_t count;
    size_t capacity;
};

struct found_states {
    struct found_state *items;
    size_t count;
    size_t capacity;
};

struct found_needs {
    struct found_need *items;
    size_t count;
    size_t capacity;
};

struct explorer {
    struct explorer_shared shared;
    struct explorer_worker workers[WORKERS_MAX];
    unsigned worker_count;
    struct arena *arena; /* of the graph */
    struct graph graph;
    struct explorer_set operations;
    struct found_states deferred; /* that a state which is not expanded yet may stand for */
    struct found_needs needs;     /* not known to be met yet */
    uint64_t cuts;
    uint64_t merged;
    bool misled;
    uint64_t *never; /* as in struct explorer_shared; outlives a new beginning */
    const char *limit;
    struct node_numbers now;  /* reached with as many cuts as the present level has */
    struct node_numbers next; /* with one cut more */
};

static double seconds_now(void)
{
    struct timespec now;

    (void)timespec_get(&now, TIME_UTC);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static void work(void *context, unsigned worker)
{
    struct explorer *explorer = context;

    explorer_worker_run(&explorer->workers[worker]);
}

/* The state should erase all of these pages before it reads them. The content of one that it does not erase counts from
 * now on, and all is done again: states were left out that should not have been.
 */
static void check_need(struct explorer *explorer, const struct graph_node *node, const uint64_t *pages)
{
    size_t words = (explorer->workers[0].machine->flash.page_count + 63) / 64;

    for (size_t i = 0; i < words; i++) {
        uint64_t kept = pages[i] & ~(node->erased == NULL ? 0 : node->erased[i]);

        explorer->never[i] |= kept;
        explorer->misled = explorer->misled || kept != 0;
    }
}

/* It stood for other states before it was expanded: then it must do what was expected of it. */
static void check_stand_in(struct explorer *explorer, const struct graph_node *node)
{
    if (node->stands && node->awaited != NULL && !node->as_expected) {
        check_need(explorer, node, node->awaited);
    }
}

static void merge_runs(struct explorer *explorer, struct explorer_worker *worker, uint32_t parent, size_t *at)
{
    struct graph_node *node = &explorer->graph.nodes.items[parent];

    for (; *at < worker->found_runs.count && worker->found_runs.items[*at].parent == parent; (*at)++) {
        if (node->run_count == 0) {
            node->first_run = (uint32_t)explorer->graph.runs.count;
            node->state = NULL; /* its worker gave it back */
            node->as_expected = worker->found_runs.items[*at].as_expected;
            node->not_as_expected = !node->as_expected;
            node->erased = worker->found_runs.items[*at].erased;
            check_stand_in(explorer, node);
        }
        node->run_count++;
        *ARENA_PUSH(explorer->arena, &explorer->graph.runs) = worker->found_runs.items[*at].run;
    }
}

/* A state that was found before and waits: with fewer cuts it is due earlier, and has the shorter path. */
static void shorten(struct explorer *explorer, const struct found_state *found)
{
    struct graph *graph = &explorer->graph;
    uint32_t number = explorer_set_find(&graph->by_key, found->key);
    struct graph_node *node = &graph->nodes.items[number];
    uint32_t cuts = graph->nodes.items[found->parent].cuts + (found->step.cut.operation != UINT32_MAX ? 1 : 0);

    if (node->state != NULL && cuts < node->cuts) {
        node->cuts = cuts;
        node->parent = found->parent;
        node->step = found->step;
        *ARENA_PUSH(explorer->arena, &explorer->now) = number;
    }
}

static uint32_t count_bits(const struct explorer *explorer, const uint64_t *pages)
{
    uint32_t count = 0;

    for (uint32_t i = 0; i < explorer->workers[0].machine->flash.page_count; i++) {
        count += (uint32_t)(pages[i / 64] >> i % 64 & 1);
    }
    return count;
}

static void add_state(struct explorer *explorer, const struct found_state *found)
{
    uint32_t number = graph_add(&explorer->graph, found->key, found->parent, &found->step, found->turn);
    bool cut = found->step.cut.operation != UINT32_MAX;

    explorer->graph.nodes.items[number].state = found->state;
    if (found->awaited != NULL && explorer_set_add(&explorer->graph.by_masked, found->masked, number)) {
        explorer->graph.nodes.items[number].awaited = found->awaited;
        explorer->graph.nodes.items[number].awaited_count = count_bits(explorer, found->awaited);
        explorer->graph.nodes.items[number].as_expected = found->as_expected;
        explorer->graph.nodes.items[number].not_as_expected = found->not_as_expected;
    }
    if (cut) {
        *ARENA_PUSH(explorer->arena, &explorer->next) = number;
    } else {
        *ARENA_PUSH(explorer->arena, &explorer->now) = number;
    }
}

static void add_alias(struct explorer *explorer, struct state_hash key, uint32_t node)
{
    explorer->graph.nodes.items[node].stands = true;
    explorer->merged += explorer_set_add(&explorer->graph.by_alias, key, node) ? 1 : 0;
}

/* The node stands for a state that differs in these pages: it awaits them, if another worker found it without that. */
static void await_pages(struct explorer *explorer, struct graph_node *node, const uint64_t *pages)
{
    size_t words = (explorer->workers[0].machine->flash.page_count + 63) / 64;
    uint64_t *both = arena_array(explorer->arena, words, sizeof *both);

    for (size_t i = 0; i < words; i++) {
        both[i] = pages[i] | (node->awaited == NULL ? 0 : node->awaited[i]);
    }
    if (node->awaited == NULL || memcmp(both, node->awaited, words * sizeof *both) != 0) {
        node->awaited = both;
        node->awaited_count = count_bits(explorer, both);
        node->as_expected = false;
        node->not_as_expected = false;
    }
}

static void merge_alias(struct explorer *explorer, const struct found_alias *alias)
{
    struct graph *graph = &explorer->graph;
    uint32_t number = explorer_set_find(&graph->by_key, alias->stands);

    if (explorer_set_find(&graph->by_key, alias->key) != EXPLORER_SET_NONE) {
        return;
    }
    if (number == EXPLORER_SET_NONE) {
        number = explorer_set_find(&graph->by_masked, alias->masked);
    }
    if (number == EXPLORER_SET_NONE) {
        number = explorer_set_find(&graph->by_alias, alias->stands);
    }
    assert(number != EXPLORER_SET_NONE);
    if (graph->nodes.items[number].run_count == 0) {
        await_pages(explorer, &graph->nodes.items[number], alias->awaited);
    }
    add_alias(explorer, alias->key, number);
}

static void take_state(struct explorer *explorer, struct machine *machine, const struct found_state *found)
{
    struct graph *graph = &explorer->graph;
    uint32_t other = found->awaited == NULL ? EXPLORER_SET_NONE : explorer_set_find(&graph->by_masked, found->masked);
    const struct graph_node *node = other == EXPLORER_SET_NONE ? NULL : &graph->nodes.items[other];

    if (explorer_set_find(&graph->by_key, found->key) != EXPLORER_SET_NONE) {
        shorten(explorer, found);
        machine_release(machine, found->state);
    } else if (node == NULL || node->not_as_expected) {
        add_state(explorer, found);
    } else if (node->as_expected) {
        add_alias(explorer, found->key, other);
        machine_release(machine, found->state);
    } else {
        *ARENA_PUSH(explorer->arena, &explorer->deferred) = *found;
    }
}

static void merge_states(struct explorer *explorer, struct explorer_worker *worker, uint32_t parent, size_t *at)
{
    for (; *at < worker->found_states.count && worker->found_states.items[*at].parent == parent; (*at)++) {
        take_state(explorer, worker->machine, &worker->found_states.items[*at]);
    }
}

/* Those that waited for another state to be expanded, which now may stand for them. */
static void take_deferred(struct explorer *explorer)
{
    struct found_states waiting = explorer->deferred;

    explorer->deferred = (struct found_states){ NULL, 0, 0 };
    for (size_t i = 0; i < waiting.count; i++) {
        take_state(explorer, explorer->workers[0].machine, &waiting.items[i]);
    }
}

/* What left-out states rely on, as far as it is known by now. */
static void check_needs(struct explorer *explorer)
{
    struct graph *graph = &explorer->graph;
    size_t open = 0;

    for (size_t i = 0; i < explorer->needs.count; i++) {
        const struct found_need *need = &explorer->needs.items[i];
        uint32_t number = explorer_set_find(&graph->by_key, need->key);

        if (number == EXPLORER_SET_NONE) {
            number = explorer_set_find(&graph->by_alias, need->key);
        }
        if (number == EXPLORER_SET_NONE || graph->nodes.items[number].run_count == 0) {
            explorer->needs.items[open++] = *need;
        } else {
            check_need(explorer, &graph->nodes.items[number], need->pages);
        }
    }
    explorer->needs.count = open;
}

static void merge_needs(struct explorer *explorer)
{
    for (unsigned i = 0; i < explorer->worker_count; i++) {
        const struct explorer_worker *worker = &explorer->workers[i];

        for (size_t j = 0; j < worker->found_needs.count; j++) {
            *ARENA_PUSH(explorer->arena, &explorer->needs) = worker->found_needs.items[j];
        }
        for (size_t j = 0; j < worker->found_aliases.count; j++) {
            merge_alias(explorer, &worker->found_aliases.items[j]);
        }
    }
    check_needs(explorer);
}

static void merge_operations(struct explorer *explorer)
{
    for (unsigned i = 0; i < explorer->worker_count; i++) {
        const struct explorer_worker *worker = &explorer->workers[i];

        for (size_t j = 0; j < worker->found_operations.count; j++) {
            if (explorer_set_add(&explorer->operations, worker->found_operations.items[j].key, 0)) {
                explorer->cuts += worker->found_operations.items[j].cuts;
            }
        }
    }
}

static void resolve_successors(struct explorer *explorer, const uint32_t *frontier, size_t count)
{
    struct graph *graph = &explorer->graph;

    for (size_t i = 0; i < count; i++) {
        const struct graph_node *node = &graph->nodes.items[frontier[i]];

        for (uint32_t j = 0; j < node->run_count; j++) {
            struct graph_run *run = &graph->runs.items[node->first_run + j];

            run->successor = explorer_set_find(&graph->by_key, run->successor_key);
        }
    }
}

/* Each parent was expanded by one worker, and each worker's finds are in the order of the parents. */
static void merge(struct explorer *explorer, const uint32_t *frontier, size_t count)
{
    size_t runs[WORKERS_MAX] = { 0 };
    size_t states[WORKERS_MAX] = { 0 };

    for (size_t i = 0; i < count; i++) {
        for (unsigned j = 0; j < explorer->worker_count; j++) {
            merge_runs(explorer, &explorer->workers[j], frontier[i], &runs[j]);
        }
    }
    for (size_t i = 0; i < count; i++) {
        for (unsigned j = 0; j < explorer->worker_count; j++) {
            merge_states(explorer, &explorer->workers[j], frontier[i], &states[j]);
        }
    }
    take_deferred(explorer);
    merge_needs(explorer);
    merge_operations(explorer);
    resolve_successors(explorer, frontier, count);
}

static void check_limits(struct explorer *explorer)
{
    size_t bytes = graph_bytes(&explorer->graph) + explorer_set_bytes(&explorer->operations);

    for (unsigned i = 0; i < explorer->worker_count; i++) {
        const struct explorer_worker *worker = &explorer->workers[i];

        explorer->misled = explorer->misled || (explorer->shared.forgets_ram && worker->machine->ram_missed);
        bytes += worker->machine->pool.taken_from_arena;
        if (worker->too_many_unstable) {
            explorer->limit = "more unstable pages at the same time than the machine can hold";
        }
        if (worker->stopped) {
            explorer->limit = worker->machine->pool.taken_from_arena > explorer->shared.memory_each
                                  ? "the memory for states is used up"
                                  : "the largest number of states is reached";
        }
    }
    if (explorer->graph.nodes.count > explorer->shared.options->max_states) {
        explorer->limit = "the largest number of states is reached";
    } else if (bytes > explorer->shared.options->max_memory) {
        explorer->limit = "the memory for states is used up";
    }
}

static int by_number(const void *left, const void *right)
{
    uint32_t first = *(const uint32_t *)left;
    uint32_t second = *(const uint32_t *)right;

    return first < second ? -1 : first > second ? 1 : 0;
}

/* Only those that still wait, each once, in the order of their numbers. */
static size_t tidy_frontier(struct explorer *explorer, uint32_t *frontier, size_t count)
{
    size_t kept = 0;

    qsort(frontier, count, sizeof *frontier, by_number);
    for (size_t i = 0; i < count; i++) {
        if (explorer->graph.nodes.items[frontier[i]].state != NULL &&
            (kept == 0 || frontier[kept - 1] != frontier[i])) {
            frontier[kept++] = frontier[i];
        }
    }
    return kept;
}

static void expand_round(struct explorer *explorer, const uint32_t *frontier, size_t count)
{
    unsigned workers = explorer->worker_count;

    for (unsigned i = 0; i < workers; i++) {
        explorer_worker_clear(&explorer->workers[i]);
    }
    explorer->shared.frontier = frontier;
    explorer->shared.frontier_count = count;
    atomic_store(&explorer->shared.next, 0);
    /* A thread costs more than a few boots. */
    parallel_run(count < 32 ? 1 : workers, work, explorer);
    merge(explorer, frontier, count);
    check_limits(explorer);
}

static void close_set(struct explorer *explorer)
{
    while (explorer->limit == NULL && !explorer->misled && explorer->now.count + explorer->next.count != 0) {
        struct node_numbers *level = explorer->now.count != 0 ? &explorer->now : &explorer->next;
        uint32_t *frontier = level->items;
        size_t count = tidy_frontier(explorer, frontier, level->count);

        *level = (struct node_numbers){ NULL, 0, 0 };
        if (count != 0) {
            expand_round(explorer, frontier, count);
        }
    }
}

static bool start_workers(struct explorer *explorer, const char **why)
{
    const struct exploration_options *options = explorer->shared.options;
    unsigned jobs = options->jobs == 0 ? parallel_processors() : options->jobs;

    explorer->worker_count = jobs < WORKERS_MAX ? jobs : WORKERS_MAX;
    explorer->shared.memory_each = options->max_memory / explorer->worker_count;
    for (unsigned i = 0; i < explorer->worker_count; i++) {
        struct explorer_worker *worker = &explorer->workers[i];

        worker->shared = &explorer->shared;
        worker->arena = arena_create();
        worker->machine = machine_create(worker->arena, &explorer->shared.device->layout, options->seed);
        if (worker->machine == NULL) {
            *why = "the flash layout is not made of whole pages";
            return false;
        }
        worker->machine->forgets_ram = explorer->shared.forgets_ram;
        worker->states = explorer_set_create(worker->arena);
        worker->operations = explorer_set_create(worker->arena);
        worker->masked = explorer_set_create(worker->arena);
        worker->page_set = arena_array(worker->arena, worker->machine->flash.page_count / 64 + 1, sizeof(uint64_t));
        worker->reports = i == 0;
        worker->leg = (struct leg){ .machine = worker->machine,
                                    .device = explorer->shared.device,
                                    .scenario = explorer->shared.scenario,
                                    .images = &explorer->shared.images };
    }
    return true;
}

static void add_start(struct explorer *explorer)
{
    struct machine *machine = explorer->workers[0].machine;
    struct state_hash key = explorer_key(machine_state_hash(machine), 0);
    struct graph_step step = { .cut = NO_CUT };
    uint32_t number = graph_add(&explorer->graph, key, GRAPH_NONE, &step, 0);

    explorer->graph.nodes.items[number].state = machine_save(machine);
    *ARENA_PUSH(explorer->arena, &explorer->now) = number;
}

static void fill_result(struct arena *arena, struct explorer *explorer, struct exploration *result)
{
    explorer_result(arena, explorer->shared.scenario, explorer->shared.options, &explorer->graph, result);
    result->limit = explorer->limit;
    result->complete = explorer->limit == NULL;
    result->cuts = explorer->cuts;
    result->merged = explorer->merged;
    for (unsigned i = 0; i < explorer->worker_count; i++) {
        result->boots += explorer->workers[i].boots;
        result->operations += explorer->workers[i].flash_operations;
        result->read_alike += explorer->workers[i].read_alike;
    }
}

static void stop_workers(struct explorer *explorer)
{
    for (unsigned i = 0; i < explorer->worker_count; i++) {
        arena_destroy(explorer->workers[i].arena);
    }
    arena_destroy(explorer->arena);
}

/* At least as many as the machine has. */
static size_t count_pages(const struct sim_device *device)
{
    size_t count = 0;

    for (size_t i = 0; i < FLASH_DEVICE_COUNT; i++) {
        const struct flash_layout *layout = &device->layout.flash[i];

        count += layout->page_size == 0 ? 0 : layout->size / layout->page_size;
    }
    return count;
}

static void prepare(struct explorer *explorer, const struct sim_device *device, const struct scenario *scenario,
                    const struct exploration_options *options, uint64_t *never, bool forgets_ram)
{
    memset(explorer, 0, sizeof *explorer);
    explorer->arena = arena_create();
    explorer->graph.arena = explorer->arena;
    explorer->graph.by_key = explorer_set_create(explorer->arena);
    explorer->graph.by_masked = explorer_set_create(explorer->arena);
    explorer->graph.by_alias = explorer_set_create(explorer->arena);
    explorer->operations = explorer_set_create(explorer->arena);
    explorer->shared.device = device;
    explorer->shared.scenario = scenario;
    explorer->shared.options = options;
    explorer->shared.images = judge_collect(explorer->arena, scenario);
    explorer->shared.graph = &explorer->graph;
    explorer->shared.operations = &explorer->operations;
    explorer->shared.never = never;
    explorer->shared.forgets_ram = never != NULL && forgets_ram;
    explorer->never = never;
}

static bool set_up_and_close(struct explorer *explorer, const char **why)
{
    if (!start_workers(explorer, why) ||
        !leg_install(explorer->workers[0].machine, explorer->shared.device, explorer->shared.scenario, why)) {
        return false;
    }
    add_start(explorer);
    close_set(explorer);
    return true;
}

/* What RAM held at the power's end matters in this scenario. */
static bool ram_missed(const struct explorer *explorer)
{
    for (unsigned i = 0; i < explorer->worker_count; i++) {
        if (explorer->workers[i].machine->ram_missed) {
            return true;
        }
    }
    return !explorer->shared.forgets_ram;
}

bool explore(struct arena *arena, const struct sim_device *device, const struct scenario *scenario,
             const struct exploration_options *options, struct exploration *result, const char **why)
{
    struct explorer *explorer = arena_alloc(arena, sizeof *explorer);
    uint64_t *never = arena_array(arena, count_pages(device) / 64 + 1, sizeof *never);
    double start = seconds_now();
    bool good;

    *result = (struct exploration){ .complete = false };
    prepare(explorer, device, scenario, options, options->exact ? NULL : never, true);
    good = set_up_and_close(explorer, why);
    for (unsigned i = 1; good && explorer->misled; i++) {
        bool missed = ram_missed(explorer);

        stop_workers(explorer);
        prepare(explorer, device, scenario, options, i < BEGINNINGS_MAX ? never : NULL, !missed);
        good = set_up_and_close(explorer, why);
    }
    if (good) {
        fill_result(arena, explorer, result);
    }
    stop_workers(explorer);
    result->seconds = seconds_now() - start;
    return good;
}

bool exploration_good(const struct exploration *result)
{
    for (size_t i = OUTCOME_GOOD + 1; i < OUTCOME_COUNT; i++) {
        if (result->failing[i] != 0) {
            return false;
        }
    }
    return result->complete && result->uncut == OUTCOME_GOOD;
}

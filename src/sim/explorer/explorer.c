#include "sim/explorer/explorer.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>
#include "base/parallel.h"
#include "sim/explorer/explorer_expand.h"
#include "sim/explorer/explorer_merge.h"
#include "sim/explorer/explorer_result.h"
#include "sim/machine/page_mask.h"

/* Items of one round, after which one thread merges. */
#define ROUND_ITEMS 1024u
/* A thread costs more than a few boots. */
#define ALONE 32u

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

static void check_limits(struct explorer *explorer)
{
    size_t bytes = arena_bytes(explorer->arena);

    for (unsigned i = 0; i < explorer->worker_count; i++) {
        const struct explorer_worker *worker = &explorer->workers[i];

        explorer->misled = explorer->misled || (explorer->shared.forgets_ram && worker->machine->ram_missed);
        bytes += arena_bytes(worker->arena);
        if (worker->too_many_unstable) {
            explorer->limit = "more unstable pages at the same time than the machine can hold";
        }
        if (worker->stopped) {
            explorer->limit = arena_bytes(worker->arena) > explorer->shared.memory_each
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

static bool stopped(const struct explorer *explorer)
{
    return explorer->limit != NULL || explorer->misled;
}

static void run_round(struct explorer *explorer, enum explorer_task task, const uint32_t *items, size_t count)
{
    for (unsigned i = 0; i < explorer->worker_count; i++) {
        explorer_worker_clear(&explorer->workers[i]);
    }
    explorer->shared.task = task;
    explorer->shared.items = items;
    explorer->shared.item_count = count;
    atomic_store(&explorer->shared.next, 0);
    parallel_run(count < ALONE ? 1 : explorer->worker_count, work, explorer);
    explorer_merge(explorer);
    check_limits(explorer);
}

static int by_number(const void *left, const void *right)
{
    uint32_t first = *(const uint32_t *)left;
    uint32_t second = *(const uint32_t *)right;

    return first < second ? -1 : first > second ? 1 : 0;
}

/* Only those that are not expanded, each once, in the order of their numbers. */
static size_t tidy_frontier(struct explorer *explorer, uint32_t *frontier, size_t count)
{
    size_t kept = 0;

    qsort(frontier, count, sizeof *frontier, by_number);
    for (size_t i = 0; i < count; i++) {
        if (explorer->graph.nodes.items[frontier[i]].run_count == 0 &&
            (kept == 0 || frontier[kept - 1] != frontier[i])) {
            frontier[kept++] = frontier[i];
        }
    }
    return kept;
}

static void expand_all(struct explorer *explorer, struct node_numbers *level)
{
    uint32_t *frontier = level->items;
    size_t count = tidy_frontier(explorer, frontier, level->count);

    *level = (struct node_numbers){ NULL, 0, 0 };
    for (size_t i = 0; i < count && !stopped(explorer); i += ROUND_ITEMS) {
        run_round(explorer, TASK_EXPAND, frontier + i, count - i < ROUND_ITEMS ? count - i : ROUND_ITEMS);
    }
}

/* Claims of nodes with nothing left to check are done. */
static size_t begin_checks(struct explorer *explorer, uint32_t *items, size_t count)
{
    size_t kept = 0;

    for (size_t i = 0; i < count; i++) {
        const uint64_t *pages = claims_begin_check(&explorer->claims, items[i]);

        if (pages != NULL) {
            items[kept] = items[i];
            explorer->checks[kept++] = pages;
        }
    }
    return kept;
}

static void check_all(struct explorer *explorer)
{
    struct node_numbers open = explorer->claims.to_check;

    explorer->claims.to_check = (struct node_numbers){ NULL, 0, 0 };
    for (size_t i = 0; i < open.count && !stopped(explorer); i += ROUND_ITEMS) {
        size_t count = open.count - i < ROUND_ITEMS ? open.count - i : ROUND_ITEMS;

        run_round(explorer, TASK_CHECK, open.items + i, begin_checks(explorer, open.items + i, count));
    }
}

static void make_all(struct explorer *explorer)
{
    struct node_numbers undone = explorer->claims.to_make;

    explorer->claims.to_make = (struct node_numbers){ NULL, 0, 0 };
    for (size_t i = 0; i < undone.count && !stopped(explorer); i += ROUND_ITEMS) {
        run_round(explorer, TASK_MAKE, undone.items + i,
                  undone.count - i < ROUND_ITEMS ? undone.count - i : ROUND_ITEMS);
    }
}

/* With the cuts so far something fails, and that is all that is asked for. */
static bool fails_already(struct explorer *explorer)
{
    const struct exploration_options *options = explorer->shared.options;

    return !options->keep_going && explorer_fails(explorer->shared.scenario, options, &explorer->graph);
}

/* What is reached with as many cuts as the present level has, then the claims that this rests on, then what does not hold. */
static void close_set(struct explorer *explorer)
{
    while (!stopped(explorer)) {
        if (explorer->now.count != 0) {
            expand_all(explorer, &explorer->now);
        } else if (explorer->claims.to_check.count != 0) {
            check_all(explorer);
        } else if (explorer->claims.to_make.count != 0) {
            make_all(explorer);
        } else if (explorer->next.count != 0 && !fails_already(explorer)) {
            explorer->now = explorer->next;
            explorer->next = (struct node_numbers){ NULL, 0, 0 };
            explorer->level++;
            explorer->visited_cuts = explorer->cuts;
        } else {
            return;
        }
    }
}

static bool start_workers(struct explorer *explorer, const char **why)
{
    const struct exploration_options *options = explorer->shared.options;
    unsigned jobs = options->jobs == 0 ? parallel_processors() : options->jobs;

    explorer->worker_count = jobs < EXPLORER_WORKERS_MAX ? jobs : EXPLORER_WORKERS_MAX;
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
        worker->page_set =
            arena_array(worker->arena, page_mask_words(worker->machine->flash.page_count), sizeof(uint64_t));
        worker->reports = i == 0;
        worker->leg = (struct leg){ .machine = worker->machine,
                                    .device = explorer->shared.device,
                                    .scenario = explorer->shared.scenario,
                                    .images = &explorer->shared.images,
                                    .context = worker,
                                    .end = explorer_after_boot };
    }
    return true;
}

static void add_start(struct explorer *explorer)
{
    struct machine *machine = explorer->workers[0].machine;
    struct state_hash key = graph_key(machine_state_hash(machine), 0);
    struct graph_step step = { .cut = NO_CUT };
    uint32_t number = graph_add(&explorer->graph, key, GRAPH_NONE, &step, 0);

    explorer->graph.nodes.items[number].state = machine_save(machine);
    explorer->claims = claims_create(explorer->arena, &explorer->graph, machine->flash.page_count);
    *ARENA_PUSH(explorer->arena, &explorer->now) = number;
}

static void fill_result(struct arena *arena, struct explorer *explorer, struct exploration *result)
{
    explorer_result(arena, explorer->shared.scenario, explorer->shared.options, &explorer->graph, result);
    result->limit = explorer->limit;
    result->max_cuts = explorer->next.count == 0 ? explorer->shared.options->max_cuts : explorer->level;
    result->complete = explorer->limit == NULL;
    result->cuts = explorer->next.count == 0 ? explorer->cuts : explorer->visited_cuts;
    result->merged = explorer->claims.aliases.count - explorer->claims.undone;
    result->unmerged = explorer->claims.undone;
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

/* What makes the search shorter, as long as it turns out to be allowed. */
struct short_cuts {
    bool forgets_ram; /* what RAM held when the power went does not matter in this scenario */
    bool leaves_out;
};

static void prepare(struct explorer *explorer, const struct sim_device *device, const struct scenario *scenario,
                    const struct exploration_options *options, struct short_cuts how)
{
    memset(explorer, 0, sizeof *explorer);
    explorer->arena = arena_create();
    explorer->graph.arena = explorer->arena;
    explorer->graph.by_key = explorer_set_create(explorer->arena);
    explorer->graph.by_masked = explorer_set_create(explorer->arena);
    explorer->operations = explorer_set_create(explorer->arena);
    explorer->taken = explorer_set_create(explorer->arena);
    explorer->checks = arena_array(explorer->arena, ROUND_ITEMS, sizeof *explorer->checks);
    explorer->shared.device = device;
    explorer->shared.scenario = scenario;
    explorer->shared.options = options;
    explorer->shared.images = judge_collect(explorer->arena, scenario);
    explorer->shared.graph = &explorer->graph;
    explorer->shared.claims = &explorer->claims;
    explorer->shared.operations = &explorer->operations;
    explorer->shared.checks = explorer->checks;
    explorer->shared.forgets_ram = how.forgets_ram;
    explorer->shared.leaves_out = how.leaves_out;
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

/* A state that was left out wrongly is made late. With so many cuts and no more, what follows from it may have been visited
 * before with fewer cuts left to be tried.
 */
static bool must_begin_anew(const struct explorer *explorer, struct short_cuts *how)
{
    bool late = explorer->claims.undone != 0 && explorer->shared.options->max_cuts != UINT32_MAX;

    if (explorer->limit != NULL || (!explorer->misled && !late)) {
        return false;
    }
    how->forgets_ram = how->forgets_ram && !explorer->misled;
    how->leaves_out = how->leaves_out && !late;
    return true;
}

bool explore(struct arena *arena, const struct sim_device *device, const struct scenario *scenario,
             const struct exploration_options *options, struct exploration *result, const char **why)
{
    struct explorer *explorer = arena_alloc(arena, sizeof *explorer);
    struct short_cuts how = { .forgets_ram = !options->exact, .leaves_out = !options->exact };
    double start = seconds_now();
    uint64_t unmerged = 0;
    bool good;

    *result = (struct exploration){ .complete = false };
    prepare(explorer, device, scenario, options, how);
    good = set_up_and_close(explorer, why);
    while (good && must_begin_anew(explorer, &how)) {
        unmerged += explorer->claims.undone;
        stop_workers(explorer);
        prepare(explorer, device, scenario, options, how);
        good = set_up_and_close(explorer, why);
    }
    if (good) {
        fill_result(arena, explorer, result);
        result->unmerged += unmerged;
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

#include "sim/explorer/judge.h"

#include <string.h>
#include "sim/machine/machine_private.h"
#include "sim/scenario/images.h"

static void add_image(struct judge_images *images, const struct sim_image *image)
{
    for (size_t i = 0; i < images->count; i++) {
        if (image == NULL || images->items[i] == image) {
            return;
        }
    }
    if (image != NULL) {
        images->items[images->count++] = image;
    }
}

struct judge_images judge_collect(struct arena *arena, const struct scenario *scenario)
{
    struct judge_images images = { NULL, 0 };
    size_t most = 3;

    for (size_t i = 0; i < scenario->turn_count; i++) {
        most += scenario->turns[i].action_count;
    }
    images.items = arena_array(arena, most, sizeof *images.items);
    add_image(&images, scenario->installed_app);
    add_image(&images, scenario->installed_net);
    add_image(&images, scenario->next_update);
    for (size_t i = 0; i < scenario->turn_count; i++) {
        for (size_t j = 0; j < scenario->turns[i].action_count; j++) {
            add_image(&images, scenario->turns[i].actions[j].file);
        }
    }
    return images;
}

/* Compares page by page, so that another image is told apart by its first bytes. */
static bool holds(struct machine *machine, enum flash_device device, uint32_t offset, const uint8_t *bytes,
                  uint32_t size)
{
    uint8_t buffer[1024];

    while (size != 0) {
        uint32_t part = size < sizeof buffer ? size : (uint32_t)sizeof buffer;

        if (!machine_read(machine, device, offset, buffer, part) || memcmp(buffer, bytes, part) != 0) {
            return false;
        }
        offset += part;
        bytes += part;
        size -= part;
    }
    return true;
}

static const struct sim_image *find_image(struct machine *machine, const struct judge_images *images,
                                          enum flash_device device, uint32_t offset)
{
    for (size_t i = 0; i < images->count; i++) {
        const struct sim_image *image = images->items[i];

        if (image->payload_size != 0 &&
            holds(machine, device, offset, image->bytes + image->header_size, image->payload_size)) {
            return image;
        }
    }
    return NULL;
}

/* A file may have come to the wrong core. */
static uint32_t generation_on(const struct sim_image *image, unsigned core)
{
    if (image == NULL) {
        return 0;
    }
    return image->image == core ? image->generation : GENERATION_FORBIDDEN;
}

bool judge_pair(struct machine *machine, const struct sim_device *device, const struct judge_images *images,
                const struct run_result *run, struct pair *pair)
{
    const struct boot_area *slot = &run->boot.slot;
    const struct boot_area *net = &device->config.net.net_app;
    uint32_t vectors = slot->offset + run->boot.vector_offset;
    const struct sim_image *app = find_image(machine, images, slot->device, vectors);
    const struct sim_image *net_image = NULL;

    if (run->net_started && net->size != 0) {
        net_image = find_image(machine, images, net->device, net->offset);
    }
    *pair = (struct pair){ generation_on(app, BOOT_IMAGE_APP), generation_on(net_image, BOOT_IMAGE_NET) };
    return app != NULL && (app->run_address == 0 || slot->device != FLASH_DEVICE_APP ||
                           app->run_address == device->config.net.app_flash_address + vectors);
}

static bool same_pair(struct pair left, struct pair right)
{
    return left.app == right.app && left.net == right.net;
}

static bool among(const struct pair *pairs, size_t count, struct pair pair)
{
    for (size_t i = 0; i < count; i++) {
        if (same_pair(pairs[i], pair)) {
            return true;
        }
    }
    return false;
}

bool judge_may_start(const struct scenario *scenario, struct pair pair)
{
    return among(scenario->starts, scenario->start_count, pair) || among(scenario->ends, scenario->end_count, pair);
}

/* What a pair is called that may not be. */
static enum outcome call_pair(const struct scenario *scenario, struct pair pair)
{
    struct pair old = { scenario->installed_app->generation,
                        scenario->installed_net == NULL ? 0 : scenario->installed_net->generation };
    enum outcome outcome = OUTCOME_WRONG_PAIR;

    for (size_t i = 0; i < scenario->called_count; i++) {
        if (same_pair(scenario->called[i].pair, pair)) {
            return scenario->called[i].outcome;
        }
    }
    if (pair.net == 0 && scenario->installed_net != NULL) {
        return OUTCOME_NET_DEAD;
    }
    if (same_pair(pair, old)) {
        outcome = scenario->when_old;
    } else if (pair.app != old.app) {
        outcome = scenario->when_new;
    }
    return outcome == OUTCOME_GOOD ? OUTCOME_WRONG_PAIR : outcome;
}

enum outcome judge_end(const struct scenario *scenario, const struct graph_run *run)
{
    switch (run->end) {
    case RUN_APPLICATION:
        break;
    case RUN_RECOVERY:
        return scenario->recovery_allowed ? OUTCOME_GOOD : OUTCOME_BRICK;
    case RUN_NO_IMAGE:
        return OUTCOME_BRICK;
    case RUN_PANIC:
    case RUN_WATCHDOG:
    case RUN_CUT:
    case RUN_RETURNED:
        return OUTCOME_BOOT_LOOP;
    }
    if (!run->started) {
        return OUTCOME_BRICK;
    }
    if (!among(scenario->ends, scenario->end_count, run->pair)) {
        return call_pair(scenario, run->pair);
    }
    return run->next_update_fails ? OUTCOME_NO_NEXT_UPDATE : OUTCOME_GOOD;
}

/* What is wrong with the leg wherever it leads. */
static enum outcome judge_run(const struct scenario *scenario, const struct graph_run *run)
{
    if (run->fault == FAULT_OUTSIDE) {
        return OUTCOME_OUTSIDE;
    }
    if (run->fault == FAULT_ENDLESS) {
        return OUTCOME_UNBOUNDED;
    }
    if (run->fault != FAULT_NONE) {
        return OUTCOME_FLASH_FAULT;
    }
    if (run->started && !judge_may_start(scenario, run->pair)) {
        return call_pair(scenario, run->pair);
    }
    return OUTCOME_GOOD;
}

enum mark { MARK_NEW, MARK_OPEN, MARK_DONE };

/* A node whose runs are being judged; kept beside the graph, so that long rows of boots need no deep stack. */
struct visit {
    uint32_t node;
    uint32_t next_run;
};

struct judgement {
    const struct scenario *scenario;
    uint32_t settle_boots;
    struct graph *graph;
    struct {
        struct visit *items;
        size_t count;
        size_t capacity;
    } open;
};

/* The outcomes are listed with the worst first, after the good one. */
static void blame(struct graph_node *node, enum outcome outcome, uint32_t run)
{
    if (outcome != OUTCOME_GOOD && (node->outcome == OUTCOME_GOOD || outcome < node->outcome)) {
        node->outcome = outcome;
        node->worst_run = run;
    }
}

static void take_successor(struct judgement *judgement, struct graph_node *node, uint32_t run_number)
{
    const struct graph_run *run = &judgement->graph->runs.items[node->first_run + run_number];
    const struct graph_node *next = &judgement->graph->nodes.items[run->successor];
    uint32_t turns_left = (uint32_t)judgement->scenario->turn_count - node->turn;

    if (next == node) {
        blame(node, judge_end(judgement->scenario, run), run_number);
        return;
    }
    if (next->mark == MARK_OPEN) { /* round and round without an end */
        blame(node, run->started ? OUTCOME_UNBOUNDED : OUTCOME_BOOT_LOOP, run_number);
        return;
    }
    blame(node, next->outcome, run_number);
    if (next->depth + 1 > node->depth) {
        node->depth = next->depth + 1;
    }
    if (node->depth > judgement->settle_boots + turns_left) {
        blame(node, OUTCOME_UNBOUNDED, run_number);
    }
}

static void open_node(struct judgement *judgement, uint32_t number)
{
    judgement->graph->nodes.items[number].mark = MARK_OPEN;
    *ARENA_PUSH(judgement->graph->arena, &judgement->open) = (struct visit){ number, 0 };
}

static void judge_from(struct judgement *judgement, uint32_t start)
{
    open_node(judgement, start);
    while (judgement->open.count != 0) {
        struct visit *visit = &judgement->open.items[judgement->open.count - 1];
        struct graph_node *node = &judgement->graph->nodes.items[visit->node];
        const struct graph_run *run;

        if (visit->next_run == node->run_count) {
            node->mark = MARK_DONE;
            judgement->open.count--;
            continue;
        }
        run = &judgement->graph->runs.items[node->first_run + visit->next_run];
        if (run->successor != GRAPH_NONE && judgement->graph->nodes.items[run->successor].mark == MARK_NEW) {
            open_node(judgement, run->successor);
            continue;
        }
        blame(node, judge_run(judgement->scenario, run), visit->next_run);
        if (run->successor != GRAPH_NONE) {
            take_successor(judgement, node, visit->next_run);
        }
        visit->next_run++;
    }
}

void judge_graph(const struct scenario *scenario, uint32_t settle_boots, struct graph *graph)
{
    struct judgement judgement = { .scenario = scenario, .settle_boots = settle_boots, .graph = graph };

    for (uint32_t i = 0; i < graph->nodes.count; i++) {
        struct graph_node *node = &graph->nodes.items[i];

        node->mark = MARK_NEW;
        node->outcome = OUTCOME_GOOD;
        node->depth = 0;
        node->worst_run = 0;
    }
    for (uint32_t i = 0; i < graph->nodes.count; i++) {
        if (graph->nodes.items[i].mark == MARK_NEW) {
            judge_from(&judgement, i);
        }
    }
}

/* The next node on the way without any cut; GRAPH_NONE: it is known no further, or stays where it is. */
static uint32_t next_uncut(const struct graph *graph, uint32_t number)
{
    const struct graph_node *node = &graph->nodes.items[number];
    uint32_t successor;

    if (node->run_count == 0) {
        return GRAPH_NONE;
    }
    successor = graph->runs.items[node->first_run].successor;
    return successor == number ? GRAPH_NONE : successor;
}

/* How many nodes the way has until it ends or begins to go round; Brent's way to find a circle. */
static size_t uncut_length(const struct graph *graph)
{
    uint32_t slow = 0;
    uint32_t fast = next_uncut(graph, 0);
    size_t power = 1;
    size_t circle = 1;
    size_t length = 1;

    for (; fast != GRAPH_NONE && fast != slow; fast = next_uncut(graph, fast), circle++, length++) {
        if (circle == power) {
            slow = fast;
            power *= 2;
            circle = 0;
        }
    }
    if (fast == GRAPH_NONE) {
        return length;
    }
    slow = fast = 0;
    for (size_t i = 0; i < circle; i++) {
        fast = next_uncut(graph, fast);
    }
    for (length = circle; slow != fast; length++) {
        slow = next_uncut(graph, slow);
        fast = next_uncut(graph, fast);
    }
    return length;
}

/* Where cuts excuse an end, the run without any has no excuse. */
static enum outcome judge_uncut_end(const struct scenario *scenario, const struct graph_run *run)
{
    if (run->end == RUN_APPLICATION && run->started && !same_pair(run->pair, scenario->expected)) {
        return call_pair(scenario, run->pair);
    }
    return judge_end(scenario, run);
}

enum outcome judge_uncut_run(const struct scenario *scenario, const struct graph *graph, const struct graph_run **run,
                             uint64_t *operations)
{
    size_t length = uncut_length(graph);
    const struct graph_run *failing = NULL;
    bool known = true;

    *operations = 0;
    *run = NULL;
    for (size_t i = 0, number = 0; i < length; i++, number = next_uncut(graph, (uint32_t)number)) {
        const struct graph_node *node = &graph->nodes.items[number];

        known = node->run_count != 0;
        if (known) {
            *run = &graph->runs.items[node->first_run];
            *operations += (*run)->operations;
            failing = failing == NULL && judge_run(scenario, *run) != OUTCOME_GOOD ? *run : failing;
        }
    }
    if (failing != NULL) {
        *run = failing;
        return judge_run(scenario, failing);
    }
    /* A limit ended the exploration before its end: nothing is known. */
    return known && *run != NULL ? judge_uncut_end(scenario, *run) : OUTCOME_GOOD;
}

enum outcome judge_uncut(const struct scenario *scenario, const struct graph *graph, struct pair *end,
                         uint64_t *operations)
{
    const struct graph_run *run;
    enum outcome outcome = judge_uncut_run(scenario, graph, &run, operations);

    *end = run == NULL ? (struct pair){ 0, 0 } : run->pair;
    return outcome;
}

static const char *end_text(struct arena *arena, const struct graph_run *run)
{
    switch (run->end) {
    case RUN_RECOVERY:
        return "waits in serial recovery";
    case RUN_NO_IMAGE:
        return "stops without an image to start";
    case RUN_PANIC:
        return "stops in an assertion at every boot";
    case RUN_WATCHDOG:
        return "is reset by the watchdog at every boot";
    case RUN_APPLICATION:
    case RUN_CUT:
    case RUN_RETURNED:
        break;
    }
    if (!run->started) {
        return "starts an application that cannot run there";
    }
    return arena_printf(arena, "starts %s", sim_pair_text(arena, run->pair));
}

const struct graph_run *judge_blamed_run(const struct graph *graph, uint32_t number)
{
    const struct graph_node *node = &graph->nodes.items[number];
    const struct graph_run *run = &graph->runs.items[node->first_run + node->worst_run];

    /* Follows the failure to where it happens. */
    for (size_t i = 0; i < graph->nodes.count && run->successor != GRAPH_NONE && run->successor != number; i++) {
        const struct graph_node *next = &graph->nodes.items[run->successor];

        if (next->outcome != node->outcome || run->fault != FAULT_NONE || next->run_count == 0) {
            break;
        }
        number = run->successor;
        run = &graph->runs.items[next->first_run + next->worst_run];
    }
    return run;
}

const char *judge_run_reason(struct arena *arena, const struct graph_run *run)
{
    if (run->fault == FAULT_OUTSIDE) {
        return "an operation outside of the bootloader's partitions";
    }
    if (run->fault == FAULT_ENDLESS) {
        return "never comes to an end";
    }
    if (run->fault != FAULT_NONE) {
        return run->fault == FAULT_UNALIGNED ? "an unaligned flash operation" : "programs words that are not erased";
    }
    if (run->next_update_fails) {
        return arena_printf(arena, "%s, and the next update does not install", end_text(arena, run));
    }
    return end_text(arena, run);
}

const char *judge_reason(struct arena *arena, const struct graph *graph, uint32_t number)
{
    if (graph->nodes.items[number].run_count == 0) {
        return "was not run";
    }
    return judge_run_reason(arena, judge_blamed_run(graph, number));
}

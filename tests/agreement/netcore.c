/* The network core's update as Nordic's fork of MCUboot did it, commit by commit, done again by the profile of the
 * release that has the commit: each experiment is one case, and each table of power cuts.
 *
 * usage: netcore FACTS [CUTS]
 *
 * CUTS: every so many of the power cuts is tried, and those where the record changes; 1: all.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

#include "netcore_device.h"

#define BOOTS_AFTER_CUT 3u
#define MAX_COMPLAINTS  12u

struct one_case {
    const struct netcore_commit *commit;
    const struct netcore_experiment *experiment;
    const struct netcore_cuts *cuts;
};

static uint64_t compared;
static uint64_t cut_boots;
static uint32_t every = 1;

static unsigned compare_text(unsigned line, const char *what, const char *fact, const char *here)
{
    compared++;
    if (strcmp(fact, here) == 0) {
        return 0;
    }
    printf("  line %u, %s: MCUboot %s, here %s\n", line, what, fact, here);
    return 1;
}

static unsigned compare_number(unsigned line, const char *what, uint32_t fact, uint32_t here)
{
    compared++;
    if (fact == here) {
        return 0;
    }
    printf("  line %u, %s: MCUboot %u, here %u\n", line, what, (unsigned)fact, (unsigned)here);
    return 1;
}

static unsigned compare_boots(struct netcore_device *device, const struct netcore_step *step)
{
    struct netcore_outcome outcome;
    char trailer[TRAILER_TEXT];
    unsigned wrong = 0;

    for (uint32_t i = 0; i < step->repeat; i++) {
        netcore_device_boot(device, NO_CUT, &outcome);
        wrong += compare_text(step->line, "end", step->end, outcome.end);
        wrong += compare_number(step->line, "transfers", step->transfers, outcome.transfers);
        wrong += compare_number(step->line, "operations", step->operations, outcome.operations);
        wrong += compare_text(step->line, "application", step->primary, netcore_device_primary(device));
        netcore_device_trailer(device, trailer);
        wrong += compare_text(step->line, "its trailer", step->trailer, trailer);
        wrong += compare_text(step->line, "secondary", step->secondary, netcore_device_secondary(device));
    }
    return wrong;
}

static void run_experiment(void **state)
{
    const struct one_case *own = *state;
    const struct netcore_experiment *experiment = own->experiment;
    struct arena *arena = arena_create();
    struct netcore_device device;
    unsigned wrong = 0;

    assert_true(netcore_device_make(arena, &experiment->setting, own->commit, &device));
    assert_true(netcore_device_begin(&device, experiment->name));
    for (size_t i = 0; i < experiment->steps.count; i++) {
        const struct netcore_step *step = &experiment->steps.items[i];

        if (step->boot) {
            wrong += compare_boots(&device, step);
        } else {
            netcore_device_confirm(&device, step->image);
        }
    }
    arena_destroy(arena);
    assert_int_equal(wrong, 0);
}

/* What became of the update after a cut. */
static int fate_after_cut(struct netcore_device *device, bool updated_before)
{
    struct netcore_outcome outcome;
    uint32_t transfers = 0;

    for (unsigned i = 0; i < BOOTS_AFTER_CUT; i++) {
        netcore_device_boot(device, NO_CUT, &outcome);
        transfers += outcome.transfers;
        compared++;
        cut_boots++;
        if (strcmp(outcome.end, "1.0.0") != 0) {
            return CUT_FATES;
        }
    }
    if (transfers > 0) {
        return CUT_RESUMED;
    }
    if (updated_before) {
        return CUT_DONE;
    }
    return strcmp(netcore_device_secondary(device), "kept") == 0 ? CUT_KEPT : CUT_LOST;
}

static int recorded_fate(const struct netcore_cuts *cuts, uint32_t k)
{
    int fate = CUT_FATES;

    for (int i = 0; i < CUT_FATES; i++) {
        fate = range_has(cuts->fate[i], k) ? i : fate;
    }
    return fate;
}

static bool tried(const struct netcore_cuts *cuts, uint32_t k)
{
    return k % every == 0 || recorded_fate(cuts, k) != recorded_fate(cuts, k - 1) ||
           recorded_fate(cuts, k) != recorded_fate(cuts, k + 1);
}

static unsigned compare_cut(const struct netcore_cuts *cuts, uint32_t k, int here)
{
    int fact = recorded_fate(cuts, k);

    compared++;
    if (fact == here) {
        return 0;
    }
    printf("  k=%u: MCUboot %s, here %s\n", (unsigned)k, fact == CUT_FATES ? "?" : netcore_fates[fact],
           here == CUT_FATES ? "no application" : netcore_fates[here]);
    return 1;
}

static void run_cuts(void **state)
{
    const struct one_case *own = *state;
    struct arena *arena = arena_create();
    struct netcore_device device;
    struct netcore_outcome uncut;
    struct machine_state *start;
    unsigned wrong = 0;

    assert_true(netcore_device_make(arena, &own->cuts->setting, own->commit, &device));
    assert_true(netcore_device_begin(&device, "net_only_permanent"));
    start = machine_save(device.machine);
    netcore_device_boot(&device, NO_CUT, &uncut);
    wrong += compare_number(0, "operations", own->cuts->operations, uncut.operations);
    for (uint32_t k = 1; k <= uncut.operations && wrong < MAX_COMPLAINTS; k++) {
        struct netcore_outcome outcome;
        struct cut cut = { .operation = uncut.number[k - 1], .extent = CUT_BEFORE };

        if (!tried(own->cuts, k)) {
            continue;
        }
        machine_restore(device.machine, start);
        netcore_device_boot(&device, cut, &outcome);
        wrong += compare_cut(own->cuts, k, fate_after_cut(&device, netcore_device_updated(&device)));
    }
    machine_forget(start);
    arena_destroy(arena);
    assert_int_equal(wrong, 0);
}

static const char *setting_name(struct arena *arena, const struct netcore_commit *commit,
                                const struct netcore_setting *setting, const char *name)
{
    static const char *const rams[] = { "erased", "noise", "kept" };

    return arena_printf(arena, "%s (NCS %u.%u.%u) %s, assert %s, RAM %s: %s", commit->hash, commit->version[0],
                        commit->version[1], commit->version[2],
                        setting->mode == UPGRADE_SWAP_MOVE ? "swap-move" : "overwrite-only",
                        setting->assert_live ? "live" : "dead", rams[setting->ram], name);
}

struct tests {
    struct CMUnitTest *items;
    size_t count;
    size_t capacity;
};

static void add(struct arena *arena, struct tests *tests, const char *name, CMUnitTestFunction function,
                struct one_case values)
{
    struct one_case *own = arena_alloc(arena, sizeof *own);
    struct CMUnitTest *test = ARENA_PUSH(arena, tests);

    *own = values;
    *test = (struct CMUnitTest){ .name = name, .test_func = function, .initial_state = own };
}

static void add_commit(struct arena *arena, struct tests *tests, const struct netcore_facts *facts,
                       const struct netcore_commit *commit)
{
    for (size_t i = 0; i < facts->experiments.count; i++) {
        const struct netcore_experiment *experiment = &facts->experiments.items[i];

        if (strcmp(experiment->setting.behaviour, commit->behaviour) == 0) {
            add(arena, tests, setting_name(arena, commit, &experiment->setting, experiment->name), run_experiment,
                (struct one_case){ .commit = commit, .experiment = experiment });
        }
    }
    for (size_t i = 0; i < facts->cuts.count; i++) {
        const struct netcore_cuts *cuts = &facts->cuts.items[i];

        if (strcmp(cuts->setting.behaviour, commit->behaviour) == 0) {
            add(arena, tests, setting_name(arena, commit, &cuts->setting, "every power cut"), run_cuts,
                (struct one_case){ .commit = commit, .cuts = cuts });
        }
    }
}

int main(int argc, char **argv)
{
    struct arena *arena = arena_create();
    struct netcore_facts *facts = argc > 1 ? netcore_read(arena, argv[1]) : NULL;
    struct tests tests = { 0 };
    uint64_t number;
    int failed = 2;

    if (argc > 2 && parse_uint64(slice_of(argv[2]), 10, &number) && number >= 1 && number <= UINT32_MAX) {
        every = (uint32_t)number;
    }
    if (facts != NULL) {
        for (size_t i = 0; i < facts->commits.count; i++) {
            add_commit(arena, &tests, facts, &facts->commits.items[i]);
        }
        failed = _cmocka_run_group_tests("netcore", tests.items, tests.count, NULL, NULL);
        printf("%llu facts compared, %llu of them boots after a power cut\n", (unsigned long long)compared,
               (unsigned long long)cut_boots);
    }
    arena_destroy(arena);
    return failed != 0;
}

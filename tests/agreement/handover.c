/* One bootloader begins, the power goes, the other one goes on: the slots are MCUboot's, so none may lose the device.
 *
 * usage: handover FACTS...
 *
 * A test swap, its revert and a permanent update, cut before each operation. nrf53boot first, then MCUboot (its profile):
 * the swap ends as if nothing had happened. The other way round there may be no record of the old image, so that the
 * update may be given up; a whole image must start all the same.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

#include "device.h"
#include "nrf53pack/ncs_profile.h"

#define BOOTS_AFTER    3u
#define MAX_COMPLAINTS 8u

struct one_case {
    struct device *device;
    const struct fact_scenario *scenario;
    unsigned cut_boot; /* the boot that is cut, from 1 */
    const struct ncs_profile *first;
    const struct ncs_profile *then;
};

static uint64_t cut_boots;
static uint64_t given_up;

static bool begins(const struct one_case *own, struct machine_state *start, uint32_t k, struct device_outcome *outcome)
{
    machine_restore(own->device->machine, start);
    own->device->config.ncs = own->first;
    device_boot(own->device, (struct cut){ .operation = k, .extent = CUT_BEFORE }, outcome);
    own->device->config.ncs = own->then;
    cut_boots++;
    return strcmp(outcome->end, "cut") == 0;
}

/* Whole images only, and the very one when MCUboot goes on. */
static bool good_end(const struct one_case *own, const char *wanted, const char *end)
{
    if (own->then != NULL) {
        return strcmp(wanted, end) == 0;
    }
    given_up += strcmp(wanted, end) != 0;
    return strcmp(end, "1.0.0") == 0 || strcmp(end, "2.0.0") == 0;
}

static unsigned wrong_ends(const struct one_case *own, const struct fact_step *step, uint32_t operations)
{
    struct machine_state *start = machine_save(own->device->machine);
    struct device_outcome outcome;
    unsigned wrong = 0;

    for (uint32_t k = 0; k < operations && wrong < MAX_COMPLAINTS; k++) {
        if (!begins(own, start, k, &outcome)) {
            printf("  k=%u: not cut but '%s'\n", (unsigned)k + 1, outcome.end);
            wrong++;
        }
        device_boot(own->device, NO_CUT, &outcome);
        if (!good_end(own, step->end, outcome.end)) {
            printf("  k=%u: '%s' instead of '%s'\n", (unsigned)k + 1, outcome.end, step->end);
            wrong++;
        }
        for (unsigned i = 1; i < BOOTS_AFTER; i++) {
            device_boot(own->device, NO_CUT, &outcome);
            if (strcmp(outcome.end, "1.0.0") != 0 && strcmp(outcome.end, "2.0.0") != 0) {
                printf("  k=%u: '%s' at a later boot\n", (unsigned)k + 1, outcome.end);
                wrong++;
            }
        }
    }
    machine_restore(own->device->machine, start);
    machine_forget(start);
    return wrong;
}

static uint32_t count_operations(const struct one_case *own)
{
    struct machine_state *start = machine_save(own->device->machine);
    struct device_outcome outcome;

    device_boot(own->device, NO_CUT, &outcome);
    machine_restore(own->device->machine, start);
    machine_forget(start);
    return outcome.operations;
}

static void run_case(void **state)
{
    const struct one_case *own = *state;
    struct device_outcome outcome;
    unsigned boots = 0;

    device_clear(own->device);
    own->device->config.ncs = own->first;
    for (size_t i = 0; i < own->scenario->steps.count; i++) {
        const struct fact_step *step = &own->scenario->steps.items[i];

        if (step->kind == FACT_LOAD) {
            device_bench_step(own->device, step);
        } else if (step->kind == FACT_BOOT && ++boots < own->cut_boot) {
            device_boot(own->device, NO_CUT, &outcome);
            assert_string_equal(outcome.end, step->end);
        } else if (step->kind == FACT_BOOT) {
            assert_int_equal(wrong_ends(own, step, count_operations(own)), 0);
            return;
        }
    }
    fail();
}

struct tests {
    struct CMUnitTest *items;
    size_t count;
    size_t capacity;
};

static void add(struct arena *arena, struct tests *tests, struct one_case values, const char *what)
{
    struct one_case *own = arena_alloc(arena, sizeof *own);
    struct CMUnitTest *test = ARENA_PUSH(arena, tests);

    *own = values;
    *test = (struct CMUnitTest){
        .name = arena_printf(arena, "%s %s: %s, then %s", own->device->group->name, what,
                             own->first != NULL ? "MCUboot" : "nrf53boot", own->then != NULL ? "MCUboot" : "nrf53boot"),
        .test_func = run_case,
        .initial_state = own,
    };
}

/* Small slots only: the large ones have the same steps, ten times as many. */
static bool add_facts(struct arena *arena, struct tests *tests, const struct facts *facts,
                      const struct ncs_profile *mcuboot)
{
    for (size_t i = 0; i < facts->groups.count; i++) {
        const struct fact_group *group = &facts->groups.items[i];
        struct device *device = device_create(arena, group, NULL);

        if (device == NULL) {
            return false;
        }
        for (size_t s = 0; s < group->scenarios.count && group->layout.size[SLOT_PRIMARY] <= 0x21000; s++) {
            const char *name = group->scenarios.items[s].name;
            struct one_case own = { device, &group->scenarios.items[s], 1, NULL, mcuboot };
            struct one_case back = { device, &group->scenarios.items[s], 1, mcuboot, NULL };

            if (strcmp(name, "test_then_revert") == 0 || strcmp(name, "permanent") == 0) {
                add(arena, tests, own, strcmp(name, "permanent") == 0 ? "permanent" : "test");
                add(arena, tests, back, strcmp(name, "permanent") == 0 ? "permanent" : "test");
            }
            if (strcmp(name, "test_then_revert") == 0 && group->layout.mode != UPGRADE_OVERWRITE_ONLY) {
                own.cut_boot = back.cut_boot = 2;
                add(arena, tests, own, "revert");
                add(arena, tests, back, "revert");
            }
        }
    }
    return true;
}

int main(int argc, char **argv)
{
    struct arena *arena = arena_create();
    struct tests tests = { 0 };
    struct ncs_profile mcuboot;
    bool good = argc > 1;
    int failed = 2;

    ncs_profile_upstream(&mcuboot);
    for (int i = 1; i < argc && good; i++) {
        struct facts *facts = facts_read(arena, argv[i]);

        good = facts != NULL && add_facts(arena, &tests, facts, &mcuboot);
    }
    if (good) {
        failed = _cmocka_run_group_tests("handover", tests.items, tests.count, NULL, NULL);
        printf("%llu power cuts; nrf53boot gave an update or a revert of MCUboot's up after %llu\n",
               (unsigned long long)cut_boots, (unsigned long long)given_up);
    }
    arena_destroy(arena);
    return failed != 0;
}

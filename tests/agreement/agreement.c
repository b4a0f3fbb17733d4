/* What MCUboot did, boot by boot, done again by one of our bootloaders: each scenario is one case.
 *
 * usage: agreement upstream|reference FACTS DIFFERENCES [CUTS]
 *
 * upstream: firmware/ncs with the profile of MCUboot itself; everything must be the same. CUTS: 1 also tries every power cut, N
 * every N-th and those where the record changes.
 * reference: the reference modes; the same decisions and contents, but for the listed differences.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

#include "compare.h"
#include "differences.h"
#include "nrf53pack/ncs_profile.h"

struct one_case {
    struct device *device;
    const struct fact_scenario *scenario;
    const struct differences *differences;
    const struct comparison *settings;
};

static struct totals {
    uint64_t compared;
    uint64_t cut_boots;
    uint64_t expected;
} totals;

static void run_case(void **state)
{
    const struct one_case *own = *state;
    struct comparison comparison = *own->settings;
    const char *group = own->device->group->name;
    unsigned expected;
    unsigned wrong;

    compare_scenario(own->device, own->scenario, &comparison);
    wrong = differences_judge(own->differences, group, own->scenario->name, &comparison.mismatches, &expected);
    totals.compared += comparison.compared;
    totals.cut_boots += comparison.cut_boots;
    totals.expected += expected;
    assert_int_equal(wrong, 0);
}

static size_t add_group(struct arena *arena, struct one_case template, const struct fact_group *group,
                        struct CMUnitTest *tests)
{
    for (size_t i = 0; i < group->scenarios.count; i++) {
        struct one_case *own = arena_alloc(arena, sizeof *own);

        *own = template;
        own->scenario = &group->scenarios.items[i];
        tests[i] = (struct CMUnitTest){
            .name = arena_printf(arena, "%s %s", group->name, own->scenario->name),
            .test_func = run_case,
            .initial_state = own,
        };
    }
    return group->scenarios.count;
}

static int run_all(struct arena *arena, const struct facts *facts, const struct ncs_profile *profile,
                   const struct one_case *template)
{
    struct CMUnitTest *tests;
    size_t count = 0;
    int failed;

    for (size_t i = 0; i < facts->groups.count; i++) {
        count += facts->groups.items[i].scenarios.count;
    }
    tests = arena_array(arena, count, sizeof *tests);
    count = 0;
    for (size_t i = 0; i < facts->groups.count; i++) {
        struct one_case own = *template;

        own.device = device_create(arena, &facts->groups.items[i], profile);
        if (own.device == NULL) {
            return 1;
        }
        count += add_group(arena, own, &facts->groups.items[i], tests + count);
    }
    failed = _cmocka_run_group_tests(facts->path, tests, count, NULL, NULL);
    printf("%llu facts compared, %llu of them boots after a power cut; %llu expected differences\n",
           (unsigned long long)totals.compared, (unsigned long long)totals.cut_boots,
           (unsigned long long)totals.expected);
    return failed;
}

int main(int argc, char **argv)
{
    struct arena *arena = arena_create();
    struct ncs_profile profile;
    struct comparison settings = { 0 };
    struct one_case template = { .settings = &settings };
    bool upstream = argc > 1 && strcmp(argv[1], "upstream") == 0;
    struct facts *facts;
    int failed = 2;

    if (argc < 4 || (!upstream && strcmp(argv[1], "reference") != 0)) {
        fprintf(stderr, "usage: agreement upstream|reference FACTS DIFFERENCES [CUTS]\n");
        arena_destroy(arena);
        return 2;
    }
    settings.operations = upstream;
    settings.record_hidden = !upstream;
    if (argc > 4) {
        uint64_t cuts;

        settings.cuts = parse_uint64(slice_of(argv[4]), 10, &cuts) && cuts <= UINT32_MAX ? (uint32_t)cuts : 0;
    }
    ncs_profile_upstream(&profile);
    facts = facts_read(arena, argv[2]);
    template.differences = differences_read(arena, argv[3]);
    if (facts != NULL && template.differences != NULL) {
        failed = run_all(arena, facts, upstream ? &profile : NULL, &template);
    }
    arena_destroy(arena);
    return failed != 0;
}

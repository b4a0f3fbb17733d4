/* What MCUboot did, boot by boot, done again by one of our bootloaders: each scenario is one case.
 *
 * usage: agreement SUBJECT FACTS DIFFERENCES [CUTS [GROUP]]
 *
 * SUBJECT: upstream, firmware/ncs with the profile of MCUboot itself; ncs-MAJOR.MINOR.PATCH, the profile of that
 * release, without network core; reference, the reference modes. Everything must be the same, but for the listed
 * differences. CUTS: 1 also tries every power cut, N every N-th and those where the record changes, 0 none. GROUP: only
 * this one, without the scenarios about sizes, which no record of other releases has.
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
    const char *only_group; /* NULL: all */
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

/* The largest file is installed, one write unit more is refused. In overwrite-only the record ends with what the bench
 * could try, so that only the first half says something.
 */
static void run_limit(void **state)
{
    const struct one_case *own = *state;
    const struct fact_group *group = own->device->group;
    struct device_outcome outcome;

    device_stage_size(own->device, group->limit);
    device_boot(own->device, NO_CUT, &outcome);
    assert_string_equal(outcome.end, "2.0.0");
    totals.compared++;
    if (group->layout.mode != UPGRADE_OVERWRITE_ONLY) {
        device_stage_size(own->device, group->limit + group->layout.write);
        device_boot(own->device, NO_CUT, &outcome);
        assert_string_equal(outcome.end, "1.0.0");
        totals.compared++;
    }
}

static bool about_sizes(const char *scenario)
{
    return strncmp(scenario, "size_", strlen("size_")) == 0 || strcmp(scenario, "primary_too_large") == 0;
}

static size_t add_group(struct arena *arena, struct one_case template, const struct fact_group *group,
                        struct CMUnitTest *tests)
{
    size_t count = 0;

    for (size_t i = 0; i < group->scenarios.count; i++) {
        struct one_case *own = arena_alloc(arena, sizeof *own);

        *own = template;
        own->scenario = &group->scenarios.items[i];
        if (own->only_group != NULL && about_sizes(own->scenario->name)) {
            continue;
        }
        tests[count++] = (struct CMUnitTest){
            .name = arena_printf(arena, "%s %s", group->name, own->scenario->name),
            .test_func = run_case,
            .initial_state = own,
        };
    }
    if (group->limit != 0 && template.only_group == NULL) {
        struct one_case *own = arena_alloc(arena, sizeof *own);

        *own = template;
        tests[count++] = (struct CMUnitTest){
            .name = arena_printf(arena, "%s largest file", group->name),
            .test_func = run_limit,
            .initial_state = own,
        };
    }
    return count;
}

static int run_all(struct arena *arena, const struct facts *facts, const struct ncs_profile *profile,
                   const struct one_case *template)
{
    struct CMUnitTest *tests;
    size_t count = 0;
    int failed;

    for (size_t i = 0; i < facts->groups.count; i++) {
        count += facts->groups.items[i].scenarios.count + 1;
    }
    tests = arena_array(arena, count, sizeof *tests);
    count = 0;
    for (size_t i = 0; i < facts->groups.count; i++) {
        struct one_case own = *template;

        if (own.only_group != NULL && strcmp(own.only_group, facts->groups.items[i].name) != 0) {
            continue;
        }
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

/* False: no such subject. *profile is NULL for the reference modes. */
static bool choose(const char *subject, struct ncs_profile *room, const struct ncs_profile **profile)
{
    struct slice rest = slice_of(subject);
    struct mcuboot_version version;

    *profile = room;
    if (strcmp(subject, "reference") == 0) {
        *profile = NULL;
        return true;
    }
    if (strcmp(subject, "upstream") == 0) {
        ncs_profile_upstream(room);
        return true;
    }
    if (!slice_starts_with(rest, "ncs-") || !fact_version((struct slice){ rest.data + 4, rest.length - 4 }, &version)) {
        return false;
    }
    ncs_profile_for((struct ncs_version){ version.major, version.minor, (uint8_t)version.revision }, room);
    room->tree.assert_live = true;
    room->tree.hooks = false;
    room->tree.multi_image = false;
    room->tree.pcd = false;
    return true;
}

static uint32_t every_so_many(const char *word)
{
    uint64_t value;

    return parse_uint64(slice_of(word), 10, &value) && value <= UINT32_MAX ? (uint32_t)value : 0;
}

int main(int argc, char **argv)
{
    struct arena *arena = arena_create();
    struct ncs_profile room;
    const struct ncs_profile *profile;
    struct comparison settings = { 0 };
    struct one_case template = { .settings = &settings };
    struct facts *facts;
    int failed = 2;

    if (argc < 4 || !choose(argv[1], &room, &profile)) {
        fprintf(stderr, "usage: agreement upstream|ncs-VERSION|reference FACTS DIFFERENCES [CUTS [GROUP]]\n");
        arena_destroy(arena);
        return 2;
    }
    settings.operations = profile != NULL;
    settings.record_hidden = profile == NULL;
    settings.cuts = argc > 4 ? every_so_many(argv[4]) : 0;
    template.only_group = argc > 5 ? argv[5] : NULL;
    facts = facts_read(arena, argv[2]);
    template.differences = differences_read(arena, argv[3]);
    if (facts != NULL && template.differences != NULL) {
        failed = run_all(arena, facts, profile, &template);
    }
    arena_destroy(arena);
    return failed != 0;
}

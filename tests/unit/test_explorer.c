/* What the explorer finds is found again: by any number of jobs, without leaving states out, and by replaying a path. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>
#include "nrf53pack/ncs_profile.h"
#include "sim/explorer/replay.h"
#include "sim/scenarios.h"

struct fixture {
    struct arena *arena;
    struct sim_setup setup;
    struct scenario scenario;
    struct exploration_options options;
    struct exploration result;
};

static int set_up(void **state)
{
    struct arena *arena = arena_create();
    struct fixture *fixture = arena_alloc(arena, sizeof *fixture);

    fixture->arena = arena;
    fixture->options = (struct exploration_options){
        .max_cuts = 1,
        .max_states = 200000,
        .max_memory = (size_t)1 << 30,
        .settle_boots = 12,
        .jobs = 1,
        .seed = 1,
        .max_failures = 20,
        .keep_going = true,
    };
    *state = fixture;
    return 0;
}

static int tear_down(void **state)
{
    struct fixture *fixture = *state;

    arena_destroy(fixture->arena);
    return 0;
}

static const struct small_device swap_device = { .mode = UPGRADE_SWAP_MOVE, .write_size = 8, .sectors = 4 };
static const struct small_device pair_device = { .mode = UPGRADE_SWAP_MOVE,
                                                 .write_size = 4,
                                                 .sectors = 4,
                                                 .largest = 3000,
                                                 .net = true,
                                                 .backup = true,
                                                 .netboot = NETBOOT_REFERENCE,
                                                 .net_mode = UPGRADE_OVERWRITE_ONLY };
static const struct small_device net_device = { .mode = UPGRADE_OVERWRITE_ONLY,
                                                .write_size = 4,
                                                .sectors = 4,
                                                .largest = 3000,
                                                .net = true,
                                                .backup = true,
                                                .netboot = NETBOOT_REFERENCE,
                                                .net_mode = UPGRADE_OVERWRITE_ONLY };
static const struct small_device copy_device = { .mode = UPGRADE_OVERWRITE_ONLY, .write_size = 4, .sectors = 4 };

static void make(struct fixture *fixture, const struct small_device *device, const char *scenario)
{
    const char *why = NULL;

    assert_true(small_device_make(fixture->arena, device, &fixture->setup, &why));
    assert_true(scenario_make(fixture->arena, scenario, &fixture->setup, &fixture->scenario, &why));
}

static void run(struct fixture *fixture)
{
    const char *why = NULL;

    assert_true(
        explore(fixture->arena, &fixture->setup.device, &fixture->scenario, &fixture->options, &fixture->result, &why));
}

/* MCUboot marks a third image permanent that nobody tested: known to fail. */
static void make_failing(struct fixture *fixture)
{
    struct small_device device = swap_device;
    struct ncs_profile *profile = arena_alloc(fixture->arena, sizeof *profile);

    ncs_profile_upstream(profile);
    device.ncs = profile;
    make(fixture, &device, "upload-while-unconfirmed");
}

static void the_uncut_run_comes_to_the_expected_end(void **state)
{
    struct fixture *fixture = *state;

    make(fixture, &swap_device, "app-test-confirm");
    fixture->options.max_cuts = 0;
    run(fixture);
    assert_true(fixture->result.complete);
    assert_int_equal(fixture->result.uncut, OUTCOME_GOOD);
    assert_int_equal(fixture->result.uncut_end.app, GENERATION_NEW);
    assert_int_equal(fixture->result.cuts, 0);
    assert_true(fixture->result.uncut_operations > 10);
    assert_true(exploration_good(&fixture->result));
}

static void one_cut_more_finds_more_states(void **state)
{
    struct fixture *fixture = *state;
    struct exploration first;

    make(fixture, &copy_device, "app-permanent");
    fixture->options.max_cuts = 1;
    run(fixture);
    first = fixture->result;
    fixture->options.max_cuts = 2;
    run(fixture);
    assert_true(first.cuts > 2 * first.uncut_operations);
    assert_true(fixture->result.states > first.states);
    assert_true(fixture->result.cuts > first.cuts);
}

static void expect_the_same_with_more_jobs(struct fixture *fixture)
{
    struct exploration one;

    run(fixture);
    one = fixture->result;
    fixture->options.jobs = 3;
    run(fixture);
    assert_int_equal(fixture->result.states, one.states);
    assert_int_equal(fixture->result.merged, one.merged);
    assert_int_equal(fixture->result.unmerged, one.unmerged);
    assert_int_equal(fixture->result.cuts, one.cuts);
    assert_int_equal(fixture->result.deepest_recovery, one.deepest_recovery);
    assert_string_equal(fixture->result.deepest_replay, one.deepest_replay);
    assert_memory_equal(fixture->result.failing, one.failing, sizeof one.failing);
    assert_int_equal(fixture->result.failure_count, one.failure_count);
    for (size_t i = 0; i < one.failure_count; i++) {
        assert_string_equal(fixture->result.failures[i].replay, one.failures[i].replay);
    }
}

static void the_number_of_jobs_changes_nothing(void **state)
{
    struct fixture *fixture = *state;

    make_failing(fixture);
    expect_the_same_with_more_jobs(fixture);
}

static void the_number_of_jobs_does_not_change_what_is_left_out(void **state)
{
    struct fixture *fixture = *state;

    make(fixture, &pair_device, "both-with-backup-revert");
    expect_the_same_with_more_jobs(fixture);
    assert_true(fixture->result.unmerged > 0);
}

/* Several workers find the same states, and who is first is chance: more than one try. */
static void the_order_of_the_workers_changes_nothing(void **state)
{
    struct fixture *fixture = *state;

    for (int i = 0; i < 3; i++) {
        make(fixture, &pair_device, "net-only");
        fixture->options.jobs = 1;
        expect_the_same_with_more_jobs(fixture);
    }
}

static void expect_same_outcomes(struct fixture *fixture)
{
    struct exploration short_cut;

    run(fixture);
    short_cut = fixture->result;
    fixture->options.exact = true;
    run(fixture);
    assert_true(short_cut.merged > 0);
    assert_int_equal(fixture->result.merged, 0);
    assert_true(fixture->result.states > short_cut.states);
    assert_int_equal(fixture->result.uncut, short_cut.uncut);
    assert_int_equal(fixture->result.deepest_recovery, short_cut.deepest_recovery);
    for (size_t i = 0; i < OUTCOME_COUNT; i++) {
        assert_int_equal(fixture->result.failing[i] != 0, short_cut.failing[i] != 0);
    }
}

static void states_that_are_left_out_hide_no_outcome(void **state)
{
    struct fixture *fixture = *state;

    make(fixture, &copy_device, "app-test-confirm");
    expect_same_outcomes(fixture);
}

static void states_that_are_left_out_hide_no_failure(void **state)
{
    struct fixture *fixture = *state;

    make_failing(fixture);
    expect_same_outcomes(fixture);
}

/* With a limit of cuts they would be visited too late: all is visited. */
static void states_that_were_left_out_wrongly_are_visited_after_all(void **state)
{
    struct fixture *fixture = *state;
    struct exploration result;

    make(fixture, &pair_device, "both-with-backup-revert");
    run(fixture);
    result = fixture->result;
    assert_true(result.unmerged > 0);
    assert_int_equal(result.merged, 0);
    fixture->options.exact = true;
    run(fixture);
    assert_int_equal(result.deepest_recovery, fixture->result.deepest_recovery);
}

/* Any number of cuts: they are visited, and nothing begins anew. */
static void without_a_limit_they_are_only_visited_late(void **state)
{
    struct fixture *fixture = *state;

    make(fixture, &net_device, "net-needs-new-app");
    fixture->options.max_cuts = UINT32_MAX;
    expect_same_outcomes(fixture);
}

/* The last boot that a replay shows. */
struct last_boot {
    struct pair running;
    enum run_end end;
    unsigned boots;
    unsigned cuts;
};

static void note_end(void *context, const struct replay_run *run, const struct run_result *result, struct pair running)
{
    struct last_boot *last = context;

    last->cuts += result->end == RUN_CUT ? 1 : 0;
    if (!run->application) {
        last->boots++;
        last->running = running;
        last->end = result->end;
    }
}

static bool play(struct fixture *fixture, const char *path, struct last_boot *last, const char **why)
{
    struct replay_observer observer = { .context = last, .end = note_end };

    *last = (struct last_boot){ .boots = 0 };
    return replay(fixture->arena, &fixture->setup.device, &fixture->scenario, path, fixture->options.seed, &observer,
                  why);
}

static bool among_ends(const struct scenario *scenario, const struct last_boot *last)
{
    for (size_t i = 0; i < scenario->end_count; i++) {
        if (last->end == RUN_APPLICATION && scenario->ends[i].app == last->running.app &&
            scenario->ends[i].net == last->running.net) {
            return true;
        }
    }
    return false;
}

static void every_failing_path_fails_again(void **state)
{
    struct fixture *fixture = *state;
    struct last_boot last;
    const char *why = NULL;

    make_failing(fixture);
    run(fixture);
    assert_false(exploration_good(&fixture->result));
    assert_true(fixture->result.failure_count > 0);
    for (size_t i = 0; i < fixture->result.failure_count; i++) {
        const struct failing_state *failure = &fixture->result.failures[i];

        assert_true(play(fixture, failure->replay, &last, &why));
        assert_false(among_ends(&fixture->scenario, &last));
        assert_true(i == 0 || failure->cuts >= fixture->result.failures[i - 1].cuts);
    }
}

static void a_path_without_cuts_comes_to_the_expected_end(void **state)
{
    struct fixture *fixture = *state;
    struct last_boot last;
    const char *why = NULL;

    make(fixture, &swap_device, "app-test-revert");
    assert_true(play(fixture, "start", &last, &why));
    assert_int_equal(last.cuts, 0);
    assert_int_equal(last.running.app, GENERATION_OLD);
    assert_true(last.boots >= 4); /* upload, test, revert, and one that changes nothing */
    assert_true(play(fixture, "u.3h", &last, &why));
    assert_int_equal(last.cuts, 1);
}

static void count_operation(void *context, uint32_t number, const struct operation *operation, const uint8_t *data)
{
    uint64_t *count = context;

    (void)number;
    (void)operation;
    (void)data;
    ++*count;
}

/* A boot that fails on the way ends neither the run nor the count. */
static void the_uncut_run_is_counted_to_its_end(void **state)
{
    struct fixture *fixture = *state;
    uint64_t count = 0;
    const struct replay_observer observer = { .machine = { .context = &count, .operation = count_operation } };
    const char *why = NULL;

    make_failing(fixture);
    fixture->options.max_cuts = 0;
    run(fixture);
    assert_int_equal(fixture->result.uncut, OUTCOME_UNTESTED_IMAGE);
    assert_true(replay(fixture->arena, &fixture->setup.device, &fixture->scenario, "start", fixture->options.seed,
                       &observer, &why));
    assert_int_equal(fixture->result.uncut_operations, count);
}

struct told {
    uint32_t runs;
    uint32_t number;
    const char *reason;
};

static void count_run(void *context, const struct replay_run *run)
{
    struct told *told = context;

    (void)run;
    told->runs++;
}

static void note_verdict(void *context, enum outcome outcome, const char *reason, uint32_t number)
{
    struct told *told = context;

    assert_int_not_equal(outcome, OUTCOME_GOOD);
    told->reason = reason;
    told->number = number;
}

/* Started once on the way and never again: the verdict is about a boot before the last one. */
static void the_verdict_names_the_boot_that_it_is_about(void **state)
{
    struct fixture *fixture = *state;
    struct told told = { 0 };
    const struct replay_observer observer = { .context = &told, .begin = count_run, .verdict = note_verdict };
    const char *why = NULL;

    make(fixture, &swap_device, "app-test-confirm");
    fixture->scenario.starts = &(struct pair){ GENERATION_NEW, 0 };
    fixture->scenario.start_count = 1;
    fixture->scenario.ends = fixture->scenario.starts;
    fixture->scenario.end_count = 1;
    assert_true(replay(fixture->arena, &fixture->setup.device, &fixture->scenario, "start", fixture->options.seed,
                       &observer, &why));
    assert_true(told.runs > 3);
    assert_int_equal(told.number, 1);
    assert_non_null(strstr(told.reason, "starts app 1.0.0"));
}

static void paths_that_differ_by_ram_are_alike(void **state)
{
    struct fixture *fixture = *state;
    struct arena *arena = fixture->arena;

    assert_string_equal(replay_without_ram(arena, "zu"), "start");
    assert_string_equal(replay_without_ram(arena, "ru"), "start");
    assert_string_equal(replay_without_ram(arena, "u3.zu.r17h.u"), "u4.17h");
    assert_string_equal(replay_without_ram(arena, "zpe17w5.kou2"), "pe17w5");
    assert_string_not_equal(replay_without_ram(arena, "e3h"), replay_without_ram(arena, "p3h"));
}

static void what_is_no_path_is_refused(void **state)
{
    struct fixture *fixture = *state;
    struct last_boot last;
    const char *const wrong[] = { "17",   "x",       "3h!",   "99999h", "3q",  "h3",    "u0", "u1001", "u.",
                                  "u..u", "start.u", "u.3h.", "0f",     "0w1", "5w999", "5w", "zzzu",  "3d" };

    make(fixture, &swap_device, "app-test-revert");
    for (size_t i = 0; i < ARRAY_LENGTH(wrong); i++) {
        const char *why = NULL;

        assert_false(play(fixture, wrong[i], &last, &why));
        assert_non_null(why);
    }
}

/* "u.", digits, "a": in the second boot, after one of its operations. */
static bool cuts_second_boot_at_its_end(const char *path)
{
    const char *rest = path + strspn(path, "u.0123456789");

    return strncmp(path, "u.", 2) == 0 && strcmp(rest, "a") == 0;
}

/* The application gives its turn up when it is hit, not when the power goes before it has begun. All states fail here, so all
 * are listed.
 */
static void the_power_goes_between_boot_and_turn(void **state)
{
    struct fixture *fixture = *state;
    struct pair never = { GENERATION_NEWER, 0 };
    struct turn turns[2];
    unsigned found = 0;

    make(fixture, &swap_device, "app-test-confirm");
    memcpy(turns, fixture->scenario.turns, sizeof turns);
    turns[1].after_cut = TURN_ABANDONED;
    fixture->scenario.turns = turns;
    fixture->scenario.ends = &never;
    fixture->scenario.end_count = 1;
    fixture->scenario.when_new = OUTCOME_UPDATE_IGNORED;
    fixture->options.max_failures = 10000;
    run(fixture);
    for (size_t i = 0; i < fixture->result.failure_count; i++) {
        found += cuts_second_boot_at_its_end(fixture->result.failures[i].replay) ? 1 : 0;
    }
    assert_int_equal(found, 1);
}

/* Fails after one cut already: with two allowed, the second is not tried unless that is asked for. */
static void what_fails_is_not_cut_more_often(void **state)
{
    struct fixture *fixture = *state;
    struct exploration all;

    make_failing(fixture);
    fixture->options.max_cuts = 2;
    run(fixture);
    all = fixture->result;
    assert_int_equal(all.max_cuts, 2);
    fixture->options.keep_going = false;
    run(fixture);
    assert_true(fixture->result.complete);
    assert_false(exploration_good(&fixture->result));
    assert_true(fixture->result.max_cuts < 2);
    assert_int_equal(fixture->result.failures[0].cuts, all.failures[0].cuts);
    assert_string_equal(fixture->result.failures[0].replay, all.failures[0].replay);
    assert_true(fixture->result.states < all.states);
}

static void a_limit_is_never_good(void **state)
{
    struct fixture *fixture = *state;

    make(fixture, &swap_device, "app-test-confirm");
    fixture->options.max_states = 20;
    run(fixture);
    assert_false(fixture->result.complete);
    assert_non_null(fixture->result.limit);
    assert_false(exploration_good(&fixture->result));
    fixture->options.max_states = 200000;
    fixture->options.max_memory = 1;
    run(fixture);
    assert_false(fixture->result.complete);
    assert_false(exploration_good(&fixture->result));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(the_uncut_run_comes_to_the_expected_end, set_up, tear_down),
        cmocka_unit_test_setup_teardown(one_cut_more_finds_more_states, set_up, tear_down),
        cmocka_unit_test_setup_teardown(the_number_of_jobs_changes_nothing, set_up, tear_down),
        cmocka_unit_test_setup_teardown(the_number_of_jobs_does_not_change_what_is_left_out, set_up, tear_down),
        cmocka_unit_test_setup_teardown(the_order_of_the_workers_changes_nothing, set_up, tear_down),
        cmocka_unit_test_setup_teardown(states_that_were_left_out_wrongly_are_visited_after_all, set_up, tear_down),
        cmocka_unit_test_setup_teardown(without_a_limit_they_are_only_visited_late, set_up, tear_down),
        cmocka_unit_test_setup_teardown(states_that_are_left_out_hide_no_outcome, set_up, tear_down),
        cmocka_unit_test_setup_teardown(states_that_are_left_out_hide_no_failure, set_up, tear_down),
        cmocka_unit_test_setup_teardown(every_failing_path_fails_again, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_path_without_cuts_comes_to_the_expected_end, set_up, tear_down),
        cmocka_unit_test_setup_teardown(what_is_no_path_is_refused, set_up, tear_down),
        cmocka_unit_test_setup_teardown(the_uncut_run_is_counted_to_its_end, set_up, tear_down),
        cmocka_unit_test_setup_teardown(the_verdict_names_the_boot_that_it_is_about, set_up, tear_down),
        cmocka_unit_test_setup_teardown(paths_that_differ_by_ram_are_alike, set_up, tear_down),
        cmocka_unit_test_setup_teardown(what_fails_is_not_cut_more_often, set_up, tear_down),
        cmocka_unit_test_setup_teardown(the_power_goes_between_boot_and_turn, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_limit_is_never_good, set_up, tear_down),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

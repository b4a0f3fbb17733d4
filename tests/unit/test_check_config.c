/* The project file .nrf53pack.yml and --allow: severities, waivers, and what is refused. */
#define _XOPEN_SOURCE 700
#include "check_fixture.h"

#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>
#include "base/file.h"
#include "base/process.h"
#include "base/terminal.h"
#include "check/checker.h"

static const char rules_text[] = "rules:\n"
                                 "  - id: N53-9001\n"
                                 "    name: big-partition\n"
                                 "    title: t\n"
                                 "    for: p in pm\n"
                                 "    condition: p.size > 0x1000\n"
                                 "    consequence: data-loss\n"
                                 "    message: m\n"
                                 "    device: d\n"
                                 "    sources: [s]\n"
                                 "  - id: N53-9002\n"
                                 "    name: symbol\n"
                                 "    title: t\n"
                                 "    condition: mcuboot:CONFIG_X\n"
                                 "    consequence: brick\n"
                                 "    message: m\n"
                                 "    device: d\n"
                                 "    sources: [s]\n"
                                 "  - id: N53-9009\n"
                                 "    name: about-waivers\n"
                                 "    title: t\n"
                                 "    about: waivers\n"
                                 "    for: a in anomalies\n"
                                 "    condition: starts_with(a.kind, \"waiver-\")\n"
                                 "    consequence: upkeep\n"
                                 "    message: '{a.kind}: {a.subject}: {a.detail}'\n"
                                 "    device: d\n"
                                 "    sources: [s]\n";

/* For a rule that builds on another. */
static const char dependent_text[] = "rules:\n"
                                     "  - id: N53-9003\n"
                                     "    name: builds-on-symbol\n"
                                     "    title: t\n"
                                     "    requires: [N53-9002]\n"
                                     "    condition: mcuboot:CONFIG_Y\n"
                                     "    consequence: brick\n"
                                     "    message: m\n"
                                     "    device: d\n"
                                     "    sources: [s]\n";

static const char example[] = "sdk: 3.2.1\n"
                              "mcuboot: CONFIG_X=y\n"
                              "partitions: |\n"
                              "  a: {address: 0, size: 0x2000}\n"
                              "  b: {address: 0x2000, size: 0x2000}\n";

struct bench {
    struct check_fixture fixture;
    struct rule_set *set;
    struct check_config *config;
    struct waivers allowed;
    struct check_result result;
};

static void bench_open_with(struct bench *bench, const char *input, const char *more_rules)
{
    const struct source *sources[2];
    size_t count = 1;

    *bench = (struct bench){ 0 };
    fixture_open(&bench->fixture, input);
    sources[0] = source_from_bytes(bench->fixture.arena, "rules.yml", rules_text, strlen(rules_text));
    if (more_rules != NULL) {
        sources[count++] = source_from_bytes(bench->fixture.arena, "more.yml", more_rules, strlen(more_rules));
    }
    assert_true(rule_set_from_sources(bench->fixture.arena, sources, count, &bench->fixture.diagnostics, &bench->set));
}

static void bench_open(struct bench *bench)
{
    bench_open_with(bench, example, NULL);
}

static bool read_config(struct bench *bench, const char *text)
{
    const struct source *source = source_from_bytes(bench->fixture.arena, ".nrf53pack.yml", text, strlen(text));

    bench->fixture.diagnostics.count = 0;
    return check_config_from_source(bench->fixture.arena, source, bench->set, &bench->fixture.diagnostics,
                                    &bench->config);
}

static void run(struct bench *bench, const char *config)
{
    struct check_options options = { .allowed = &bench->allowed, .today = "2026-08-30" };

    if (config != NULL) {
        assert_true(read_config(bench, config));
        options.config = bench->config;
    }
    options.updates = &bench->fixture.updates;
    check_project(bench->fixture.arena, bench->set, bench->fixture.project, &options, &bench->fixture.diagnostics,
                  &bench->result);
}

static bool found(const struct bench *bench, const char *rule)
{
    for (size_t i = 0; i < bench->result.findings.count; i++) {
        if (strcmp(bench->result.findings.items[i].rule, rule) == 0) {
            return true;
        }
    }
    return false;
}

static void test_a_waived_rule_silences_no_other(void **state)
{
    static const char both[] = "sdk: 3.2.1\nmcuboot: |\n  CONFIG_X=y\n  CONFIG_Y=y\n";
    struct bench bench;

    (void)state;
    bench_open_with(&bench, both, dependent_text);
    run(&bench, NULL);
    assert_false(found(&bench, "N53-9003"));
    fixture_close(&bench.fixture);
    bench_open_with(&bench, both, dependent_text);
    assert_true(
        waivers_allow(bench.fixture.arena, &bench.allowed, bench.set, "N53-9002=why not", &bench.fixture.diagnostics));
    run(&bench, NULL);
    assert_true(found(&bench, "N53-9003"));
    fixture_close(&bench.fixture);
}

static void test_severities(void **state)
{
    struct bench bench;

    (void)state;
    bench_open(&bench);
    run(&bench, "severities:\n  N53-9001: off\n  symbol: note\n");
    assert_int_equal(bench.result.findings.count, 1);
    assert_string_equal(bench.result.findings.items[0].rule, "N53-9002");
    assert_int_equal(bench.result.findings.items[0].severity, SEVERITY_NOTE);
    assert_string_equal(bench.result.findings.items[0].consequence, "brick");
    assert_int_equal(bench.result.summary.rules_run, 1);
    assert_false(check_fails(&bench.result, SEVERITY_WARNING, true));
    fixture_close(&bench.fixture);
}

static void test_waivers(void **state)
{
    struct bench bench;

    (void)state;
    bench_open(&bench);
    run(&bench, "waivers:\n"
                "  - rule: N53-9001\n"
                "    subject: b\n"
                "    until: 2026-08-30\n"
                "    reason: grows next year\n");
    assert_int_equal(bench.result.findings.count, 3);
    assert_int_equal(bench.result.summary.waived, 1);
    assert_int_equal(bench.result.summary.count[SEVERITY_ERROR], 1);
    for (size_t i = 0; i < bench.result.findings.count; i++) {
        const struct finding *finding = &bench.result.findings.items[i];

        if (strcmp(finding->facts.items[0].subject, "pm:b.size") == 0) {
            assert_string_equal(finding->waived, "grows next year");
            assert_int_equal(finding->severity, SEVERITY_ERROR);
        } else {
            assert_null(finding->waived);
        }
    }
    assert_int_equal(bench.result.notes.count, 0);
    fixture_close(&bench.fixture);
}

static void test_accepted_failures_of_the_simulation(void **state)
{
    static const char text[] = "simulate:\n"
                               "  accepted:\n"
                               "    - {scenario: net-only, outcome: brick, reason: known, until: 2026-12-31}\n";
    struct bench bench;

    (void)state;
    bench_open(&bench);
    assert_true(read_config(&bench, text));
    assert_int_equal(bench.config->accepted.count, 1);
    assert_string_equal(bench.config->accepted.items[0].scenario, "net-only");
    assert_string_equal(bench.config->accepted.items[0].outcome, "brick");
    assert_string_equal(bench.config->accepted.items[0].reason, "known");
    assert_string_equal(bench.config->accepted.items[0].until, "2026-12-31");
    assert_int_equal(bench.config->accepted.items[0].origin.line, 3);
    assert_false(read_config(&bench, "simulate:\n  accepted:\n    - {scenario: net-only, outcome: brick}\n"));
    assert_string_equal(bench.fixture.diagnostics.items[0].message, "accepted failure without 'reason'");
    assert_false(read_config(&bench, "simulate:\n  accepted:\n    - {scenario: a, outcome: b, reason: c, until: d}\n"));
    assert_false(read_config(&bench, "simulate: {accept: []}\n"));
    assert_false(read_config(&bench, "simulate: {accepted: net-only}\n"));
    fixture_close(&bench.fixture);
}

/* simulate has no rules, and does not need them. */
static void test_without_rules_only_their_part_is_left_out(void **state)
{
    struct bench bench;

    (void)state;
    bench_open(&bench);
    bench.set = NULL;
    assert_true(read_config(&bench, "waivers: [{rule: N53-0000}]\nseverities: {N53-0000: much}\n"
                                    "simulate: {accepted: [{scenario: a, outcome: b, reason: c}]}\n"));
    assert_int_equal(bench.config->accepted.count, 1);
    assert_int_equal(bench.config->waivers.count, 0);
    assert_false(read_config(&bench, "waiver: []\n"));
    fixture_close(&bench.fixture);
}

static void test_allow(void **state)
{
    struct bench bench;
    struct diagnostics *diagnostics;

    (void)state;
    bench_open(&bench);
    diagnostics = &bench.fixture.diagnostics;
    assert_true(waivers_allow(bench.fixture.arena, &bench.allowed, bench.set, "n53-9002=bench device", diagnostics));
    assert_true(waivers_allow(bench.fixture.arena, &bench.allowed, bench.set, "big-partition=a=b", diagnostics));
    run(&bench, NULL);
    assert_int_equal(bench.result.summary.waived, 3);
    assert_string_equal(bench.result.findings.items[0].waived, "bench device");
    assert_string_equal(bench.result.findings.items[1].waived, "a=b");
    assert_false(check_fails(&bench.result, SEVERITY_NOTE, true));
    assert_false(waivers_allow(bench.fixture.arena, &bench.allowed, bench.set, "N53-9002", diagnostics));
    assert_false(waivers_allow(bench.fixture.arena, &bench.allowed, bench.set, "N53-9002= ", diagnostics));
    assert_false(waivers_allow(bench.fixture.arena, &bench.allowed, bench.set, "N53-0000=x", diagnostics));
    assert_int_equal(diagnostics->items[diagnostics->count - 1].kind, DIAGNOSTIC_USAGE);
    fixture_close(&bench.fixture);
}

static void test_refused(void **state)
{
    static const struct {
        const char *text;
        const char *place;
        const char *message;
    } rows[] = {
        { "severity: {}\n", ":1:1", "unknown key 'severity' in the project file; did you mean 'severities'?" },
        { "colours: {}\n", ":1:1", "unknown key 'colours' in the project file" },
        { "severities:\n  N53-0000: off\n", ":2:3",
          "unknown rule 'N53-0000'" },
        { "severities:\n  big_partition: off\n", ":2:3",
          "unknown rule 'big_partition'; did you mean 'big-partition' (N53-9001)?" },
        { "severities:\n  elephants: off\n", ":2:3", "unknown rule 'elephants'" },
        { "severities:\n  N53-9001: fatal\n", ":2:13",
          "'fatal' is no severity: expected brick, error, warning, note or off" },
        { "severities:\n  N53-9001: off\n  big-partition: note\n", ":3:3",
          "rule 'big-partition' has a severity already" },
        { "product: ''\n", ":1:10", "this is empty: expected a text" },
        { "waivers:\n  - {rule: N53-9001, reason: r, board: []}\n", ":2:40", "this list is empty: expected a pattern" },
        { "waivers:\n  - {rule: N53-9001, reason: r, boards: a}\n", ":2:33",
          "unknown key 'boards' in a waiver; did you mean 'board'?" },
        { "waivers:\n  - {rule: about-waivers, reason: r}\n", ":2:12",
          "rule 'about-waivers' is about waivers and cannot be waived: give it a severity instead" },
        { "waivers:\n  - reason: because\n", ":2:5", "waiver without 'rule'" },
        { "waivers:\n  - {rule: N53-9001, reason: ''}\n", ":2:30", "this is empty: expected a text" },
        { "waivers:\n  - {rule: N53-9001, reason: r, until: soon}\n", ":2:40",
          "'soon' is no date: expected the form 2026-12-31" },
        { "waivers:\n  - {rule: N53-9001, reason: r, until: 2026-13-01}\n", ":2:40",
          "'2026-13-01' is no date: expected the form 2026-12-31" },
        { "waivers:\n  - {rule: N53-9001, reason: r, until: 2099-02-31}\n", ":2:40",
          "'2099-02-31' is no date: expected the form 2026-12-31" },
        { "waivers:\n  - {rule: N53-9001, reason: r, until: 2100-02-29}\n", ":2:40",
          "'2100-02-29' is no date: expected the form 2026-12-31" },
        { "waivers:\n  - {rule: N53-9001, reason: r, until: 2026-06-31}\n", ":2:40",
          "'2026-06-31' is no date: expected the form 2026-12-31" },
        { "waivers:\n  - {rule: N53-9001, reason: r, ticket: 1}\n", ":2:33", "unknown key 'ticket' in a waiver" },
        { "waivers: N53-9001\n", ":1:10", "this is a scalar: expected a list of waivers" },
        { "waivers:\n  -\n", ":2:4", "this is empty: expected a waiver" },
        { "waivers:\n  - rule:\n", ":2:10", "this is empty: expected a rule id" },
        { "waivers:\n  - {rule: N53-9001, until: ~}\n", ":2:29",
          "this is empty: expected a date of the form 2026-12-31" },
        { "waivers:\n  - {rule: N53-9001, reason: ~}\n", ":2:30", "this is empty: expected a text" },
        { "waivers:\n  - {rule: N53-9001, board: ~}\n", ":2:29", "this is empty: expected a pattern" },
        { "waivers:\n  - {rule: N53-9001, board: [a, ~]}\n", ":2:33", "this is empty: expected a pattern" },
        { "simulate: 5\n", ":1:11", "this is a scalar: expected a mapping with 'accepted'" },
        { "- a\n", ":1:1", "this is a list: expected the project file" },
    };
    struct bench bench;

    (void)state;
    bench_open(&bench);
    for (size_t i = 0; i < ARRAY_LENGTH(rows); i++) {
        const char *place;

        assert_false(read_config(&bench, rows[i].text));
        assert_string_equal(bench.fixture.diagnostics.items[0].message, rows[i].message);
        place = origin_text(bench.fixture.arena, bench.fixture.diagnostics.items[0].origin);
        assert_string_equal(place + strlen(".nrf53pack.yml"), rows[i].place);
    }
    assert_true(read_config(&bench, ""));
    assert_true(read_config(&bench, "waivers:\n  - {rule: N53-9001, reason: r, until: 2096-02-29}\n"));
    assert_true(read_config(&bench, "waivers:\n  - {rule: N53-9001, reason: r, until: 2026-12-31}\n"));
    fixture_close(&bench.fixture);
}

static void write_file(struct arena *arena, const char *path, const char *text)
{
    struct diagnostics diagnostics = diagnostics_create(arena);
    struct output_set *output = output_set_create(arena);

    assert_true(output_set_directory(output, path_dirname(arena, path), &diagnostics));
    assert_true(output_set_add(output, path, text, strlen(text), &diagnostics));
    assert_true(output_set_commit(output, &diagnostics));
}

static const char *temporary_folder(struct arena *arena)
{
    const char *folder = environment("TMPDIR") != NULL ? environment("TMPDIR") : "/tmp";

    return path_join(arena, path_absolute(arena, folder),
                     arena_printf(arena, "nrf53pack-test-%llx", (unsigned long long)clock_microseconds()));
}

static const char *find(struct arena *arena, const char *input)
{
    struct diagnostics diagnostics = diagnostics_create(arena);
    const char *path = "nothing was said";

    assert_true(check_config_find(arena, input, &diagnostics, &path));
    assert_int_equal(diagnostics.count, 0);
    return path;
}

static void expect_misnamed(struct arena *arena, const char *input, const char *path)
{
    struct diagnostics diagnostics = diagnostics_create(arena);
    const char *found;

    assert_false(check_config_find(arena, input, &diagnostics, &found));
    assert_int_equal(diagnostics.count, 1);
    assert_int_equal(diagnostics.items[0].kind, DIAGNOSTIC_INPUT);
    assert_string_equal(diagnostics.items[0].message,
                        arena_printf(arena, "'%s' is not read: the project file is named '.nrf53pack.yml'", path));
}

/* A folder, a link to nothing or a pipe of the project file's name is found, and reading it says what is wrong. */
static void test_what_is_no_file_is_no_project_file(void **state)
{
    struct bench bench;
    struct arena *arena;
    const char *folder;
    const char *build;
    const char *path;

    (void)state;
    bench_open(&bench);
    arena = bench.fixture.arena;
    folder = temporary_folder(arena);
    build = path_join(arena, folder, "file.yml");
    path = path_join(arena, folder, CHECK_CONFIG_NAME);
    write_file(arena, build, "{}\n");
    for (int kind = 0; kind < 3; kind++) {
        static const char *const words[] = { "is a folder", "is a link to nothing", "is no regular file" };

        assert_int_equal(kind == 0 ? mkdir(path, 0700) : kind == 1 ? symlink("nowhere", path) : mkfifo(path, 0600), 0);
        assert_string_equal(find(arena, build), path);
        bench.fixture.diagnostics.count = 0;
        assert_false(check_config_read(arena, path, bench.set, &bench.fixture.diagnostics, &bench.config));
        assert_int_equal(bench.fixture.diagnostics.items[0].kind, DIAGNOSTIC_INPUT);
        assert_non_null(strstr(bench.fixture.diagnostics.items[0].message, words[kind]));
        assert_int_equal(remove(path), 0);
    }
    remove(build);
    remove(folder);
    fixture_close(&bench.fixture);
}

static void test_search_stops_at_the_repository(void **state)
{
    struct arena *arena = arena_create();
    const char *folder = temporary_folder(arena);
    const char *outer = path_join(arena, folder, ".nrf53pack.yml");
    const char *git = path_join(arena, folder, "repository/.git/HEAD");
    const char *build = path_join(arena, folder, "repository/build/file.yml");
    const char *inner = path_join(arena, folder, "repository/.nrf53pack.yml");
    const char *misnamed = path_join(arena, folder, "repository/.nrf53pack.yaml");

    (void)state;
    write_file(arena, outer, "{}\n");
    write_file(arena, git, "ref\n");
    write_file(arena, build, "{}\n");
    assert_null(find(arena, build));
    write_file(arena, inner, "{}\n");
    assert_string_equal(find(arena, build), inner);
    assert_string_equal(find(arena, path_dirname(arena, build)), inner);
    write_file(arena, misnamed, "{}\n");
    assert_string_equal(find(arena, build), inner);
    assert_int_equal(remove(inner), 0);
    expect_misnamed(arena, build, misnamed);
    assert_int_equal(remove(misnamed), 0);
    assert_null(find(arena, build));
    assert_string_equal(find(arena, path_dirname(arena, outer)), outer);
    remove(outer);
    remove(git);
    remove(build);
    remove(path_dirname(arena, git));
    remove(path_dirname(arena, build));
    remove(path_dirname(arena, inner));
    remove(path_dirname(arena, outer));
    arena_destroy(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_waived_rule_silences_no_other),
        cmocka_unit_test(test_severities),
        cmocka_unit_test(test_waivers),
        cmocka_unit_test(test_accepted_failures_of_the_simulation),
        cmocka_unit_test(test_without_rules_only_their_part_is_left_out),
        cmocka_unit_test(test_allow),
        cmocka_unit_test(test_refused),
        cmocka_unit_test(test_what_is_no_file_is_no_project_file),
        cmocka_unit_test(test_search_stops_at_the_repository),
    };

    return cmocka_run_group_tests_name("project file", tests, NULL, NULL);
}

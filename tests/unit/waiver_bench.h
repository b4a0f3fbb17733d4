/* A few rules over one small project, checked as several inputs of a call. */
#ifndef TESTS_WAIVER_BENCH_H
#define TESTS_WAIVER_BENCH_H

#include "check_fixture.h"

#include "check/checker.h"
#include "check/waiver/waiver_findings.h"

#define RULE_SAYING(message, id, name, more)                                                                           \
    "  - id: " id "\n    name: " name "\n    title: t\n    device: d\n    sources: [s]\n    message: " message "\n" more
#define RULE(id, name, more) RULE_SAYING("m", id, name, more)

static const char waiver_rules[] = "rules:\n" RULE(
    "N53-9001", "big-partition", "    for: p in pm\n    condition: p.size > 0x1000\n    consequence: data-loss\n")
    RULE("N53-9002", "symbol", "    condition: mcuboot:CONFIG_X\n    consequence: brick\n")
        RULE("N53-9003", "undecided", "    condition: update_size(0) > 0\n    consequence: brick\n")
            RULE("N53-9004", "other-release", "    sdk: '<2.0.0'\n    condition: 'true'\n    consequence: brick\n")
                RULE_SAYING("\"{a.detail}\"", "N53-9011", "waiver-story",
                            "    about: waivers\n    for: a in anomalies\n"
                            "    condition: starts_with(a.kind, \"waiver-\")\n    consequence: upkeep\n");

static const char waiver_example[] = "sdk: 3.2.1\nboard: nrf5340dk/nrf5340/cpuapp\n"
                                     "mcuboot: CONFIG_X=y\n"
                                     "partitions: |\n"
                                     "  a: {address: 0, size: 0x2000}\n"
                                     "  b: {address: 0x2000, size: 0x2000}\n"
                                     "  'c:d': {address: 0x4000, size: 0x2000}\n";

struct bench {
    struct check_fixture fixture;
    struct rule_set *set;
    struct waiver_checks checks;
};

static inline void open_bench(struct bench *bench)
{
    const struct source *source;

    *bench = (struct bench){ 0 };
    fixture_open(&bench->fixture, waiver_example);
    source = source_from_bytes(bench->fixture.arena, "rules.yml", waiver_rules, strlen(waiver_rules));
    assert_true(rule_set_from_sources(bench->fixture.arena, &source, 1, &bench->fixture.diagnostics, &bench->set));
}

/* The same project, as another input for another board. */
static inline const struct check_result *check(struct bench *bench, const char *config_text, const char *board)
{
    struct arena *arena = bench->fixture.arena;
    const struct source *source = source_from_bytes(arena, ".nrf53pack.yml", config_text, strlen(config_text));
    struct project *project = arena_alloc(arena, sizeof *project);
    struct check_result *result = arena_alloc(arena, sizeof *result);
    struct waiver_check *waivers = ARENA_PUSH(arena, &bench->checks);
    struct check_options options = { .today = "2026-08-30", .waivers = waivers, .updates = &bench->fixture.updates };
    struct check_config *config;

    assert_true(check_config_from_source(arena, source, bench->set, &bench->fixture.diagnostics, &config));
    *project = *bench->fixture.project;
    project->board = board;
    options.config = config;
    check_project(arena, bench->set, project, &options, &bench->fixture.diagnostics, result);
    return result;
}

#endif

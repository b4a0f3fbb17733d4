/* Rule files and the checker: what is refused at load, and what becomes of a rule that fires. */
#include "check_fixture.h"

#include "check/checker.h"
#include "check/rule/embedded_rules.h"

struct engine {
    struct check_fixture fixture;
    struct rule_set *set;
    struct check_result result;
};

static bool load(struct engine *engine, const char *yaml)
{
    struct arena *arena = engine->fixture.arena;
    const struct source *source = source_from_bytes(arena, "rules.yml", yaml, strlen(yaml));

    engine->fixture.diagnostics.count = 0;
    return rule_set_from_sources(arena, &source, 1, &engine->fixture.diagnostics, &engine->set);
}

/* A rule with everything it must have; more is YAML at the indentation of its keys. */
#define RULE(id, name, condition, more)                                                                                \
    "  - id: " id "\n"                                                                                                 \
    "    name: " name "\n"                                                                                             \
    "    title: a title\n"                                                                                             \
    "    condition: '" condition "'\n"                                                                                 \
    "    device: what happens\n"                                                                                       \
    "    sources: [somebody]\n" more

#define BRICK "    consequence: brick\n    message: a message\n"

static void check_with(struct engine *engine, const char *rules, const char *example,
                       const struct check_options *options)
{
    struct check_options all = options != NULL ? *options : (struct check_options){ 0 };

    fixture_open(&engine->fixture, example);
    if (!load(engine, rules)) {
        fail_msg("%s: %s", origin_text(engine->fixture.arena, engine->fixture.diagnostics.items[0].origin),
                 engine->fixture.diagnostics.items[0].message);
    }
    all.updates = &engine->fixture.updates;
    all.today = "2026-08-30";
    check_project(engine->fixture.arena, engine->set, engine->fixture.project, &all, &engine->fixture.diagnostics,
                  &engine->result);
}

static void check(struct engine *engine, const char *rules, const char *example)
{
    check_with(engine, rules, example, NULL);
}

static void assert_load_error(const char *yaml, const char *place, const char *message)
{
    struct engine engine;

    fixture_open(&engine.fixture, "sdk: 3.2.1\n");
    assert_false(load(&engine, yaml));
    assert_true(engine.fixture.diagnostics.count > 0);
    assert_string_equal(engine.fixture.diagnostics.items[0].message, message);
    assert_string_equal(origin_text(engine.fixture.arena, engine.fixture.diagnostics.items[0].origin), place);
    fixture_close(&engine.fixture);
}

static void test_always_fails(void **state)
{
    struct engine engine;
    const struct finding *finding;

    (void)state;
    check(&engine,
          "rules:\n" RULE("N53-9001", "always-fails", "mcuboot:CONFIG_X",
                          "    consequence: brick\n"
                          "    message: \"X is {mcuboot:CONFIG_X}, Y is {dec(mcuboot:CONFIG_Y)}, {{braces}}\"\n"
                          "    show: [mcuboot:CONFIG_Y, app:CONFIG_NOWHERE]\n"
                          "    covers: [C01]\n"
                          "    vendor_check: \"no\"\n"
                          "    witness: some-scenario\n"
                          "    fix:\n"
                          "      - era: sysbuild\n"
                          "        file: sysbuild.conf\n"
                          "        fragment: |\n"
                          "          SB_CONFIG_X=n\n"
                          "      - era: child\n"
                          "        file: child_image/mcuboot.conf\n"),
          "sdk: 3.2.1\nmcuboot: |\n  CONFIG_X=y\n  CONFIG_Y=0x10\n");
    assert_int_equal(engine.result.findings.count, 1);
    finding = &engine.result.findings.items[0];
    assert_string_equal(finding->rule, "N53-9001");
    assert_string_equal(finding->name, "always-fails");
    assert_int_equal(finding->severity, SEVERITY_BRICK);
    assert_string_equal(finding->consequence, "brick");
    assert_string_equal(finding->message, "X is y, Y is 16, {braces}");
    assert_string_equal(finding->device_effect, "what happens");
    assert_int_equal(finding->facts.count, 2);
    assert_string_equal(finding->facts.items[1].subject, "mcuboot:CONFIG_Y");
    assert_int_equal(finding->fixes.count, 1);
    assert_string_equal(finding->fixes.items[0].fragment, "SB_CONFIG_X=n\n");
    assert_string_equal(finding->covers.items[0], "C01");
    assert_string_equal(finding->sources.items[0], "somebody");
    assert_string_equal(finding->witness, "some-scenario");
    assert_int_equal(strlen(finding->fingerprint), 16);
    assert_null(finding->waived);
    assert_int_equal(engine.result.summary.count[SEVERITY_BRICK], 1);
    assert_int_equal(engine.result.summary.rules_run, 1);
    assert_string_equal(engine.result.sdk, "3.2.1");
    assert_string_equal(engine.result.era, "sysbuild-pm");
    assert_true(check_fails(&engine.result, SEVERITY_ERROR, false));
    fixture_close(&engine.fixture);
}

static void test_confidence_lowers(void **state)
{
    struct engine engine;

    (void)state;
    check(&engine, "rules:\n" RULE("N53-9001", "deduced", "true", BRICK "    confidence: deduced\n"), "sdk: 3.2.1\n");
    assert_int_equal(engine.result.findings.items[0].severity, SEVERITY_WARNING);
    assert_string_equal(engine.result.findings.items[0].consequence, "brick");
    assert_false(check_fails(&engine.result, SEVERITY_ERROR, false));
    assert_true(check_fails(&engine.result, SEVERITY_WARNING, false));
    fixture_close(&engine.fixture);
}

static void test_sdk_range_and_when(void **state)
{
    static const char rules[] = "rules:\n" RULE("N53-9001", "old", "true", BRICK "    sdk: \"<3.0.0\"\n")
        RULE("N53-9002", "no-image", "true", BRICK "    when: has_image(b0)\n")
            RULE("N53-9003", "file-only", "true", BRICK "    inputs: [file]\n")
                RULE("N53-9004", "runs", "false", BRICK);
    struct engine engine;

    (void)state;
    check(&engine, rules, "sdk: 3.2.1\n");
    assert_int_equal(engine.result.findings.count, 0);
    assert_int_equal(engine.result.undecided.count, 0);
    assert_int_equal(engine.result.summary.rules_run, 1);
    fixture_close(&engine.fixture);
    check(&engine, rules, "sdk: 2.9.1\nimages: [b0]\n");
    assert_int_equal(engine.result.findings.count, 2);
    fixture_close(&engine.fixture);
}

#define OUTCOMES                                                                                                       \
    "    message: the rule's\n"                                                                                        \
    "    outcomes:\n"                                                                                                  \
    "      - sdk: \">=3.1.0 <3.3.0\"\n"                                                                                \
    "        when: mcuboot:CONFIG_LIVE\n"                                                                              \
    "        consequence: brick\n"                                                                                     \
    "        message: its own\n"                                                                                       \
    "      - consequence: rollback-lost\n"

static void test_outcomes(void **state)
{
    static const char rules[] = "rules:\n" RULE("N53-9001", "outcomes", "mcuboot:CONFIG_X", OUTCOMES);
    static const struct {
        const char *example;
        const char *consequence;
        const char *message;
    } rows[] = {
        { "sdk: 3.2.1\nmcuboot: |\n  CONFIG_X=y\n  CONFIG_LIVE=y\n", "brick", "its own" },
        { "sdk: 3.2.1\nmcuboot: |\n  CONFIG_X=y\n", "rollback-lost", "the rule's" },
        { "sdk: 3.3.0\nmcuboot: |\n  CONFIG_X=y\n  CONFIG_LIVE=y\n", "rollback-lost", "the rule's" },
        /* unknown version: the mildest that holds, and what would decide */
        { "mcuboot: |\n  CONFIG_X=y\n  CONFIG_LIVE=y\n", "rollback-lost",
          "the rule's; the SDK version is unknown, and this is brick on NCS 3.1.0 to 3.2.x" },
        /* unknown symbol: likewise */
        { "sdk: 3.2.1\ncomplete: false\nmcuboot: CONFIG_X=y\n", "rollback-lost",
          "the rule's; whether it is brick is undecided: mcuboot:CONFIG_LIVE is in no line of "
          "mcuboot/zephyr/.config, which is too short to be complete" },
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LENGTH(rows); i++) {
        struct engine engine;

        check(&engine, rules, rows[i].example);
        assert_int_equal(engine.result.findings.count, 1);
        assert_int_equal(engine.result.undecided.count, 0);
        assert_string_equal(engine.result.findings.items[0].consequence, rows[i].consequence);
        assert_string_equal(engine.result.findings.items[0].message, rows[i].message);
        fixture_close(&engine.fixture);
    }
}

static void test_unknown_sdk_is_undecided(void **state)
{
    static const char text[] = "the SDK version is unknown: give --sdk-version";
    static const char rules[] = "rules:\n" RULE("N53-9001", "bounded", "true", BRICK "    sdk: \">=3.2.0\"\n")
        RULE("N53-9002", "in-condition", "sdk < 3.0.0", BRICK)
            RULE("N53-9003", "never-for-this-era", "true", BRICK "    sdk: \"<2.5.0\"\n")
                RULE("N53-9004", "always-for-this-era", "sdk >= 2.5.0", BRICK);
    struct engine engine;

    (void)state;
    check(&engine, rules, "images: [mcuboot]\n");
    assert_int_equal(engine.result.findings.count, 1);
    assert_string_equal(engine.result.findings.items[0].rule, "N53-9004");
    assert_int_equal(engine.result.undecided.count, 2);
    assert_string_equal(engine.result.undecided.items[0].rule, "N53-9001");
    assert_string_equal(engine.result.undecided.items[0].missing.items[0], text);
    assert_int_equal(engine.result.undecided.items[0].missing.count, 1);
    assert_string_equal(engine.result.undecided.items[1].missing.items[0], text);
    assert_null(engine.result.sdk);
    fixture_close(&engine.fixture);
}

static void test_undecided(void **state)
{
    static const char rules[] = "rules:\n" RULE("N53-9001", "open", "mcuboot:CONFIG_A && mcuboot:CONFIG_B", BRICK)
        RULE("N53-9002", "open-when", "true", BRICK "    when: mcuboot:CONFIG_C\n")
            RULE("N53-9003", "when-does-not-matter", "mcuboot:CONFIG_OFF", BRICK "    when: mcuboot:CONFIG_C\n");
    struct engine engine;

    (void)state;
    check(&engine, rules, "sdk: 3.2.1\ncomplete: false\nmcuboot: |\n  CONFIG_A=y\n  # CONFIG_OFF is not set\n");
    assert_int_equal(engine.result.findings.count, 0);
    assert_int_equal(engine.result.undecided.count, 2);
    assert_int_equal(engine.result.undecided.items[0].severity, SEVERITY_BRICK);
    assert_int_equal(engine.result.undecided.items[0].missing.count, 1);
    assert_string_equal(engine.result.undecided.items[0].missing.items[0],
                        "mcuboot:CONFIG_B is in no line of mcuboot/zephyr/.config, which is too short to be complete");
    assert_string_equal(engine.result.undecided.items[1].rule, "N53-9002");
    assert_false(check_fails(&engine.result, SEVERITY_WARNING, false));
    assert_true(check_fails(&engine.result, SEVERITY_ERROR, true));
    fixture_close(&engine.fixture);
}

static void test_loops_give_one_finding_each(void **state)
{
    static const char rules[] =
        "rules:\n" RULE("N53-9001", "each", "p.size > 0x1000",
                        "    for: p in pm\n    consequence: data-loss\n    message: \"{p.name} has {kib(p.size)}\"\n")
            RULE("N53-9002", "pairs", "overlap(a, b)",
                 "    for: a, b in pm\n    consequence: brick\n    message: \"{a.name} and {b.name}\"\n")
                RULE("N53-9003", "open", "p.end_address > 0", BRICK "    for: p in pm\n");
    struct engine engine;

    (void)state;
    check(&engine, rules,
          "sdk: 3.2.1\npartitions: |\n"
          "  z: {address: 0x1000, size: 0x2000, region: flash_primary}\n"
          "  y: {address: 0x2000, size: 0x2000, region: flash_primary}\n"
          "  x: {address: 0x9000, size: 0x1000, region: flash_primary}\n");
    assert_int_equal(engine.result.findings.count, 3);
    assert_string_equal(engine.result.findings.items[0].message, "z and y");
    assert_string_equal(engine.result.findings.items[1].message, "y has 8 KiB");
    assert_string_equal(engine.result.findings.items[2].message, "z has 8 KiB");
    assert_string_not_equal(engine.result.findings.items[1].fingerprint, engine.result.findings.items[2].fingerprint);
    /* three bindings are open, the rule is so once */
    assert_int_equal(engine.result.undecided.count, 1);
    assert_int_equal(engine.result.undecided.items[0].missing.count, 3);
    fixture_close(&engine.fixture);
}

static void test_fingerprint_ignores_lines_and_values(void **state)
{
    static const char rules[] = "rules:\n" RULE("N53-9001", "each", "p.size > 0x1000", BRICK "    for: p in pm\n");
    char first[17];
    struct engine engine;

    (void)state;
    check(&engine, rules, "sdk: 3.2.1\npartitions: |\n  z: {address: 0x1000, size: 0x2000}\n");
    memcpy(first, engine.result.findings.items[0].fingerprint, sizeof first);
    fixture_close(&engine.fixture);
    check(&engine, rules, "sdk: 3.2.1\npartitions: |\n  # moved\n  z:\n    size: 0x4000\n    address: 0x2000\n");
    assert_string_equal(engine.result.findings.items[0].fingerprint, first);
    fixture_close(&engine.fixture);
    check(&engine, rules, "sdk: 3.2.1\npartitions: |\n  other: {address: 0x1000, size: 0x2000}\n");
    assert_string_not_equal(engine.result.findings.items[0].fingerprint, first);
    fixture_close(&engine.fixture);
}

static void test_requires(void **state)
{
    static const char rules[] = "rules:\n" RULE("N53-9001", "last", "true", BRICK "    requires: [N53-9002]\n")
        RULE("N53-9002", "middle", "true", BRICK "    requires: [N53-9003]\n")
            RULE("N53-9003", "first", "mcuboot:CONFIG_X", BRICK);
    struct engine engine;

    (void)state;
    check(&engine, rules, "sdk: 3.2.1\nmcuboot: CONFIG_X=y\n");
    assert_int_equal(engine.result.findings.count, 1);
    assert_string_equal(engine.result.findings.items[0].rule, "N53-9003");
    assert_int_equal(engine.result.summary.rules_skipped, 2);
    assert_int_equal(engine.result.notes.count, 1);
    assert_string_equal(engine.result.notes.items[0],
                        "silent because of a rule they build on: N53-9002 (N53-9003), N53-9001 (N53-9002)");
    fixture_close(&engine.fixture);
    /* what could not be decided silences nothing: the rule behind it may hold for certain */
    check(&engine, rules, "sdk: 3.2.1\nimages: [mcuboot]\n");
    assert_int_equal(engine.result.findings.count, 1);
    assert_string_equal(engine.result.findings.items[0].rule, "N53-9002");
    assert_int_equal(engine.result.undecided.count, 1);
    assert_int_equal(engine.result.summary.rules_skipped, 1);
    fixture_close(&engine.fixture);
    check(&engine, rules, "sdk: 3.2.1\nmcuboot: CONFIG_Y=y\n");
    assert_string_equal(engine.result.findings.items[0].rule, "N53-9002");
    assert_int_equal(engine.result.findings.count, 1);
    fixture_close(&engine.fixture);
}

static void test_single_file_runs_what_it_can_decide(void **state)
{
    static const char rules[] = "rules:\n" RULE("N53-9001", "here", "mcuboot:CONFIG_X", BRICK)
        RULE("N53-9002", "elsewhere", "mcuboot:CONFIG_X && app:CONFIG_Y", BRICK)
            RULE("N53-9003", "short", "mcuboot:CONFIG_Z", BRICK);
    struct engine engine;

    (void)state;
    check(&engine, rules, "kind: file\nsdk: 3.2.1\ncomplete: false\nmcuboot: CONFIG_X=y\n");
    assert_int_equal(engine.result.findings.count, 1);
    assert_string_equal(engine.result.findings.items[0].rule, "N53-9001");
    assert_int_equal(engine.result.undecided.count, 1);
    assert_string_equal(engine.result.undecided.items[0].rule, "N53-9003");
    assert_string_equal(engine.result.notes.items[engine.result.notes.count - 1],
                        "1 rule needs more than this file and was not run");
    fixture_close(&engine.fixture);
}

static void test_order(void **state)
{
    static const char rules[] = "rules:\n" RULE("N53-9003", "c", "true", BRICK)
        RULE("N53-9001", "a", "true", "    consequence: advice\n    message: m\n")
            RULE("N53-9002", "b", "true", "    consequence: insecure\n    message: m\n")
                RULE("N53-9004", "d", "true", "    consequence: boot-loop\n    message: m\n");
    static const char *const expected[] = { "N53-9003", "N53-9004", "N53-9002", "N53-9001" };
    struct engine engine;

    (void)state;
    check(&engine, rules, "sdk: 3.2.1\n");
    assert_int_equal(engine.result.findings.count, ARRAY_LENGTH(expected));
    for (size_t i = 0; i < ARRAY_LENGTH(expected); i++) {
        assert_string_equal(engine.result.findings.items[i].rule, expected[i]);
    }
    fixture_close(&engine.fixture);
}

static void test_definitions(void **state)
{
    static const char rules[] = "rules:\n" RULE(
        "N53-9001", "uses", "swapping && count > 1 && any_big",
        "    consequence: brick\n    message: \"{count}\"\n    for: p in pm\n") "definitions:\n"
                                                                                "  swapping: mcuboot:CONFIG_MOVE || "
                                                                                "nested\n"
                                                                                "  nested: mcuboot:CONFIG_SCRATCH\n"
                                                                                "  count: value(mcuboot:CONFIG_COUNT, "
                                                                                "1)\n"
                                                                                "  any_big: 'any(q in pm: q.size > "
                                                                                "0x1000)'\n";
    struct engine engine;

    (void)state;
    check(&engine, rules,
          "sdk: 3.2.1\nmcuboot: |\n  CONFIG_SCRATCH=y\n  CONFIG_COUNT=2\n"
          "partitions: |\n  a: {address: 0, size: 0x2000}\n");
    assert_int_equal(engine.result.findings.count, 1);
    assert_string_equal(engine.result.findings.items[0].message, "0x2");
    assert_string_equal(engine.result.findings.items[0].facts.items[0].subject, "mcuboot:CONFIG_SCRATCH");
    fixture_close(&engine.fixture);
}

static void test_load_errors(void **state)
{
    (void)state;
    assert_load_error("rules:\n" RULE("N53-1", "a", "true", BRICK), "rules.yml:2:9",
                      "'N53-1' is no rule id: expected the form N53-0000");
    assert_load_error("rules:\n" RULE("N53-9001", "A b", "true", BRICK), "rules.yml:3:11",
                      "'A b' is no rule name: expected lower-case letters, digits and '-'");
    assert_load_error("rules:\n" RULE("N53-9001", "a", "true", BRICK "    colour: red\n"), "rules.yml:10:5",
                      "unknown key 'colour' in a rule");
    assert_load_error("rules:\n" RULE("N53-9001", "a", "true", BRICK "    title: again\n"), "rules.yml:10:5",
                      "key 'title' stands twice in a rule");
    assert_load_error("rules:\n" RULE("N53-9001", "a", "true && 3", BRICK), "rules.yml:5:25",
                      "this has type integer: expected bool");
    assert_load_error("rules:\n" RULE("N53-9001", "a", "true", "    consequence: pain\n    message: m\n"),
                      "rules.yml:8:18",
                      "unknown consequence 'pain': expected brick, boot-loop, data-loss, rollback-lost, "
                      "update-refused, update-ignored, build-error, insecure or advice");
    assert_load_error("rules:\n" RULE("N53-9001", "a", "true", "    consequence: brick\n"), "rules.yml:2:5",
                      "rule 'N53-9001' has no 'message'");
    assert_load_error("rules:\n" RULE("N53-9001", "a", "true", BRICK "    sdk: \"~3\"\n"), "rules.yml:10:10",
                      "'~3' is no SDK range: expected bounds such as \">=2.2.0 <3.3.0\", or \"all\"");
    assert_load_error("rules:\n" RULE("N53-9001", "a", "p.size > 1", BRICK), "rules.yml:5:17",
                      "unknown name 'p': expected a definition, a loop variable, sdk, era or kind");
    assert_load_error("rules:\n" RULE("N53-9001", "a", "true", BRICK "    for: p in pm\n    when: p.size > 1\n"),
                      "rules.yml:11:11", "unknown name 'p': expected a definition, a loop variable, sdk, era or kind");
    assert_load_error("rules:\n" RULE("N53-9001", "a", "true", BRICK "    outcomes: []\n"), "rules.yml:10:15",
                      "no outcome: expected at least one");
    assert_load_error(
        "rules:\n" RULE("N53-9001", "a", "true", "    consequence: brick\n    message: \"some {1 +} text\"\n"),
        "rules.yml:9:24", "expression ends too early: expected a value");
    assert_load_error("rules:\n" RULE("N53-9001", "a", "true", "    consequence: brick\n    message: \"some {open\"\n"),
                      "rules.yml:9:20", "'{' is not closed: expected '}', or '{{' for the brace itself");
    assert_load_error("colours: []\n", "rules.yml:1:1", "unknown key 'colours' in a rule file");
}

static void test_link_errors(void **state)
{
    (void)state;
    assert_load_error("rules:\n" RULE("N53-9001", "a", "true", BRICK) RULE("N53-9001", "b", "true", BRICK),
                      "rules.yml:10:5", "rule id 'N53-9001' is used twice");
    assert_load_error("rules:\n" RULE("N53-9001", "a", "true", BRICK) RULE("N53-9002", "a", "true", BRICK),
                      "rules.yml:10:5", "rule name 'a' is used twice");
    assert_load_error("rules:\n" RULE("N53-9001", "a", "true", BRICK "    requires: [N53-9002]\n"), "rules.yml:2:5",
                      "rule 'N53-9001' requires 'N53-9002', which does not exist");
    assert_load_error("rules:\n" RULE("N53-9001", "a", "true", BRICK "    requires: [N53-9002]\n")
                          RULE("N53-9002", "b", "true", BRICK "    requires: [N53-9001]\n"),
                      "rules.yml:2:5", "rule 'N53-9001' requires itself in the end");
    assert_load_error("definitions:\n  a: b\n  b: c && a\n  c: true\n", "rules.yml:2:3",
                      "definition 'a' refers to itself");
    assert_load_error("definitions:\n  a: true\n  b: false\n  a: true\n", "rules.yml:4:3", "'a' is defined twice");
    assert_load_error("definitions:\n  mcuboot: true\n", "rules.yml:2:3", "'mcuboot' has a meaning already");
    assert_load_error("definitions:\n  a: nothing\n", "rules.yml:2:6",
                      "unknown name 'nothing': expected a definition, a loop variable, sdk, era or kind");
}

static void test_example_errors(void **state)
{
    (void)state;
    assert_load_error(
        "rules:\n" RULE("N53-9001", "a", "true",
                        BRICK "    examples:\n      bad:\n        - name: x\n          mcubot: |\n            A=y\n"),
        "rules.yml:13:11", "unknown key 'mcubot' in an example; did you mean 'mcuboot'?");
    assert_load_error(
        "rules:\n" RULE("N53-9001", "a", "true", BRICK "    examples:\n      good:\n        - sdk: 3.2.1\n"),
        "rules.yml:12:11", "example without 'name'");
}

/* The compiled-in rules load, and leaving out their examples changes nothing else. */
static void test_embedded_rules(void **state)
{
    struct arena *arena = arena_create();
    struct diagnostics diagnostics = diagnostics_create(arena);
    struct rule_set *whole;
    struct rule_set *brief;

    (void)state;
    assert_true(rule_set_load(arena, NULL, &diagnostics, &whole));
    assert_true(rule_set_load_brief(arena, NULL, &diagnostics, &brief));
    assert_true(rule_set_count(whole) >= 20);
    assert_int_equal(rule_set_count(whole), rule_set_count(brief));
    for (size_t i = 0; i < rule_set_count(whole); i++) {
        const struct rule *rule = rule_set_at(whole, i);
        const struct rule *other = rule_set_at(brief, i);

        assert_string_equal(rule->id, other->id);
        assert_int_equal(rule->origin.line, other->origin.line);
        assert_int_equal(rule->sources.count, other->sources.count);
        assert_int_equal(rule->covers.count, other->covers.count);
        assert_true(rule->examples.count > 0);
        assert_false(slice_starts_with(slice_of(rule->id), OWN_RULE_PREFIX));
        assert_int_equal(other->examples.count, 0);
        assert_ptr_equal(rule_set_find(whole, rule->id), rule);
        assert_ptr_equal(rule_set_find_name(whole, rule->name), rule);
    }
    assert_null(rule_set_find(whole, "N53-9999"));
    assert_non_null(rule_set_find(whole, "n53-0001"));
    arena_destroy(arena);
}

static void assert_same_tree(const struct yaml_node *node, const struct yaml_node *expected)
{
    assert_int_equal(node->kind, expected->kind);
    assert_int_equal(node->origin.line, expected->origin.line);
    assert_int_equal(node->origin.column, expected->origin.column);
    assert_int_equal(node->end.line, expected->end.line);
    assert_int_equal(node->end.column, expected->end.column);
    assert_int_equal(node->plain, expected->plain);
    assert_int_equal(node->length, expected->length);
    assert_memory_equal(node->text, expected->text, expected->length + 1);
    assert_int_equal(node->count, expected->count);
    for (size_t i = 0; i < expected->count; i++) {
        if (expected->kind == YAML_MAPPING) {
            assert_same_tree(node->pairs[i].key, expected->pairs[i].key);
            assert_same_tree(node->pairs[i].value, expected->pairs[i].value);
        } else {
            assert_same_tree(node->items[i], expected->items[i]);
        }
    }
}

/* The trees made when the program was built are those of the YAML reader. */
static void test_embedded_trees(void **state)
{
    struct arena *arena = arena_create();
    struct diagnostics diagnostics = diagnostics_create(arena);
    size_t files = 0;

    (void)state;
    for (const struct embedded_rule_file *file = embedded_rule_files; file->name != NULL; file++) {
        struct yaml_node *tree = embedded_rule_tree(arena, file, false);
        struct yaml_node *expected;

        assert_true(
            yaml_parse(arena, source_from_bytes(arena, file->name, file->data, file->size), &diagnostics, &expected));
        assert_same_tree(tree, expected);
        assert_string_equal(tree->origin.source->name, file->name);
        files++;
    }
    assert_true(files >= 20);
    arena_destroy(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_always_fails),
        cmocka_unit_test(test_confidence_lowers),
        cmocka_unit_test(test_sdk_range_and_when),
        cmocka_unit_test(test_outcomes),
        cmocka_unit_test(test_unknown_sdk_is_undecided),
        cmocka_unit_test(test_undecided),
        cmocka_unit_test(test_loops_give_one_finding_each),
        cmocka_unit_test(test_fingerprint_ignores_lines_and_values),
        cmocka_unit_test(test_requires),
        cmocka_unit_test(test_single_file_runs_what_it_can_decide),
        cmocka_unit_test(test_order),
        cmocka_unit_test(test_definitions),
        cmocka_unit_test(test_load_errors),
        cmocka_unit_test(test_link_errors),
        cmocka_unit_test(test_example_errors),
        cmocka_unit_test(test_embedded_rules),
        cmocka_unit_test(test_embedded_trees),
    };

    return cmocka_run_group_tests_name("rules", tests, NULL, NULL);
}

/* Waivers: what became of them as findings, their scopes, and comments in the files that they speak of. */
#include "waiver_bench.h"

#include "check/rule/conf_edit.h"
#include "check/waiver/glob.h"
#include "check/waiver/waiver_comments.h"

/* Findings about waivers of all inputs, "line: kind" each, in order. */
static const char *stories(struct bench *bench, bool all_inputs)
{
    struct arena *arena = bench->fixture.arena;
    struct text text = text_create(arena, 100000);

    waiver_findings_add(arena, bench->set, &bench->checks, all_inputs);
    for (size_t i = 0; i < bench->checks.count; i++) {
        const struct findings *findings = &bench->checks.items[i].result->findings;

        for (size_t k = 0; k < findings->count; k++) {
            if (strcmp(findings->items[k].rule, "N53-9011") == 0) {
                text_printf(&text, "%s%zu/%u: %s", text.length > 0 ? "; " : "", i,
                            (unsigned)findings->items[k].facts.items[0].origin.line,
                            findings->items[k].facts.items[0].value);
            }
        }
    }
    return text.data;
}

static void expect_stories(const char *config, const char *wanted)
{
    struct bench bench;

    open_bench(&bench);
    (void)check(&bench, config, "nrf5340dk/nrf5340/cpuapp");
    assert_string_equal(stories(&bench, true), wanted);
    fixture_close(&bench.fixture);
}

static void test_stories(void **state)
{
    (void)state;
    expect_stories("waivers: [{rule: symbol, reason: r}]\n", "");
    expect_stories("waivers:\n- {rule: symbol}\n", "0/2: without reason");
    expect_stories("waivers:\n- {rule: symbol, reason: r, until: 2026-08-29}\n", "0/2: expired");
    expect_stories("waivers:\n- {rule: symbol, reason: r, until: 2026-08-30}\n", "");
    expect_stories("waivers:\n- {rule: symbol, until: 2026-08-29}\n", "0/2: without reason");
    expect_stories("waivers:\n- {rule: big-partition, reason: r, subject: c}\n", "0/2: unused");
    expect_stories("waivers:\n- {rule: big-partition, reason: r, subject: d}\n", "0/2: unused");
    expect_stories("waivers:\n- {rule: big-partition, reason: r, subject: 'c:d'}\n", "");
    expect_stories("waivers:\n- {rule: big-partition, reason: r, subject: 'c:d.size'}\n", "");
    expect_stories("waivers:\n- {rule: big-partition, reason: r, subject: a.size}\n", "");
    expect_stories("waivers:\n- {rule: big-partition, reason: r, subject: pm:a.size}\n", "");
    expect_stories("waivers:\n- {rule: big-partition, reason: r, subject: a.siz}\n", "0/2: unused");
    expect_stories("waivers:\n- {rule: big-partition, reason: r, subject: x.size}\n", "0/2: unused");
    expect_stories("waivers:\n- {rule: big-partition, reason: r, subject: a-size}\n", "0/2: unused");
    expect_stories("waivers:\n- {rule: big-partition, reason: r, subject: b.}\n", "0/2: unused");
    expect_stories("waivers:\n- {rule: big-partition, reason: r, subject: size}\n", "0/2: unused");
    expect_stories("waivers:\n- {rule: symbol, reason: r, subject: CONFIG_X}\n", "");
    expect_stories("waivers:\n- {rule: symbol, reason: r, subject: CONFIG_}\n", "0/2: unused"); /* a part is no name */
    expect_stories("waivers:\n- {rule: undecided, reason: r}\n- {rule: other-release, reason: r}\n", "");
    expect_stories("severities: {symbol: off}\nwaivers:\n- {rule: symbol, reason: r}\n", "");
    expect_stories("waivers:\n- {rule: big-partition, reason: r, subject: c, board: thingy53}\n", "");
    expect_stories("waivers:\n- {rule: big-partition, reason: r, subject: c, product: p}\n", "");
    expect_stories("waivers:\n- {rule: symbol, board: thingy53}\n", "");
    expect_stories("severities: {N53-9011: off}\nwaivers:\n- {rule: symbol}\n", "");
}

static void test_a_waiver_without_reason_or_after_its_day_holds_nothing(void **state)
{
    static const char *const configs[] = { "waivers: [{rule: symbol}]\n",
                                           "waivers: [{rule: symbol, reason: r, until: 2026-08-29}]\n",
                                           "waivers: [{rule: symbol, reason: r, board: thingy53}]\n" };

    (void)state;
    for (size_t i = 0; i < ARRAY_LENGTH(configs); i++) {
        struct bench bench;

        open_bench(&bench);
        assert_true(check_fails(check(&bench, configs[i], "nrf5340dk/nrf5340/cpuapp"), SEVERITY_BRICK, false));
        fixture_close(&bench.fixture);
    }
}

/* Two boards share a project file: what one of them uses is used, what both leave is said once. */
static void test_several_inputs(void **state)
{
    static const char config[] = "waivers:\n"
                                 "- {rule: symbol, reason: r, board: thingy53}\n"
                                 "- {rule: big-partition, reason: r, subject: c}\n"
                                 "- {rule: symbol}\n";
    struct bench bench;

    (void)state;
    open_bench(&bench);
    assert_int_equal(check(&bench, config, "nrf5340dk/nrf5340/cpuapp")->summary.waived, 0);
    assert_int_equal(check(&bench, config, "thingy53/nrf5340/cpuapp")->summary.waived, 1);
    assert_string_equal(stories(&bench, true), "0/3: unused; 0/4: without reason");
    fixture_close(&bench.fixture);
    open_bench(&bench);
    (void)check(&bench, config, "nrf5340dk/nrf5340/cpuapp");
    assert_string_equal(stories(&bench, false), "0/4: without reason");
    fixture_close(&bench.fixture);
}

/* What a loop of the rule stands at, also where no fact names it. */
static void test_subjects(void **state)
{
    static const struct {
        const char *wanted;
        const char *subject;
        bool covered;
    } rows[] = {
        { NULL, "a, b", true },    { "a", "a", true },       { "b", "a", false },       { "a", "a, b", true },
        { "b", "a, b", true },     { "a, b", "a, b", true }, { "x", "a, b", false },    { "ab", "a, b", false },
        { "long", "a, b", false }, { "a,", "a, b", false },  { "c", "cd, cde", false }, { "cd", "cd, cde", true },
    };
    struct bench bench;

    (void)state;
    open_bench(&bench);
    for (size_t i = 0; i < ARRAY_LENGTH(rows); i++) {
        struct waiver waiver = { .rule = rule_set_find(bench.set, "N53-9001"), .subject = rows[i].wanted };
        struct finding finding = { .rule = "N53-9001" };

        assert_int_equal(waiver_covers(&waiver, &finding, rows[i].subject), rows[i].covered);
        finding.rule = "N53-9002";
        assert_false(waiver_covers(&waiver, &finding, rows[i].subject));
    }
    fixture_close(&bench.fixture);
}

/* Whether its rule was decided counts where the waiver is in scope, whichever of the inputs that is. */
static void test_decided_in_scope(void **state)
{
    static const char waivers[] = "waivers:\n- {rule: big-partition, reason: r, subject: x, board: thingy53}\n";
    static const char off[] = "waivers:\n- {rule: big-partition, reason: r, subject: x, board: thingy53}\n"
                              "severities: {big-partition: off}\n";
    struct bench bench;

    (void)state;
    open_bench(&bench);
    (void)check(&bench, off, "thingy53/nrf5340/cpuapp");
    (void)check(&bench, waivers, "nrf5340dk/nrf5340/cpuapp");
    assert_string_equal(stories(&bench, true), "");
    fixture_close(&bench.fixture);
    open_bench(&bench);
    (void)check(&bench, waivers, "nrf5340dk/nrf5340/cpuapp");
    (void)check(&bench, off, "thingy53/nrf5340/cpuapp");
    assert_string_equal(stories(&bench, true), "");
    fixture_close(&bench.fixture);
    open_bench(&bench);
    (void)check(&bench, off, "thingy53/nrf5340/cpuapp");
    (void)check(&bench, waivers, "thingy53@2.0.0/nrf5340/cpuapp");
    assert_string_equal(stories(&bench, true), "0/2: unused");
    fixture_close(&bench.fixture);
}

static void check_release(struct bench *bench, const char *config, const char *version)
{
    static struct sdk_version sdk;

    assert_true(sdk_version_parse(slice_of(version), &sdk));
    bench->fixture.project->sdk = sdk;
    (void)check(bench, config, "nrf5340dk/nrf5340/cpuapp");
}

/* How many notes of an input say that a waiver's rule is for other releases. */
static size_t notes_on_releases(const struct bench *bench, size_t input)
{
    const struct string_list *notes = &bench->checks.items[input].result->notes;
    size_t count = 0;

    for (size_t i = 0; i < notes->count; i++) {
        count += strstr(notes->items[i], "of other SDK releases") != NULL;
    }
    return count;
}

/* A waiver that only builds of another release need is no finding of this one, which says so in a note: once in a call,
 * and only where no input of the call may need it.
 */
static void test_other_releases(void **state)
{
    static const char only[] = "waivers:\n- {rule: other-release, reason: r}\n";
    static const char off[] = "waivers:\n- {rule: other-release, reason: r}\nseverities: {other-release: off}\n";
    static const char scoped[] = "waivers:\n- {rule: other-release, reason: r, board: thingy53}\n";
    static const struct {
        const char *configs[2];
        const char *versions[2];
        const char *stories;
        size_t notes[2];
        bool all_inputs;
    } rows[] = {
        { { only, only }, { "3.2.1", "3.0.0" }, "", { 1, 0 }, true },
        { { only, only }, { "3.2.1", "1.9.0" }, "", { 0, 0 }, true },
        { { only, only }, { "1.9.0", "3.2.1" }, "", { 0, 0 }, true },
        { { only, only }, { "3.2.1", "3.0.0" }, "", { 0, 0 }, false },
        { { only, off }, { "3.2.1", "3.0.0" }, "", { 0, 0 }, true },
        { { scoped, scoped }, { "3.2.1", "3.0.0" }, "", { 0, 0 }, true },
        { { "waivers:\n- {rule: other-release}\n", only },
          { "3.2.1", "3.0.0" },
          "0/2: without reason",
          { 0, 0 },
          true },
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LENGTH(rows); i++) {
        struct bench bench;

        open_bench(&bench);
        check_release(&bench, rows[i].configs[0], rows[i].versions[0]);
        check_release(&bench, rows[i].configs[1], rows[i].versions[1]);
        assert_string_equal(stories(&bench, rows[i].all_inputs), rows[i].stories);
        assert_int_equal(notes_on_releases(&bench, 0), rows[i].notes[0]);
        assert_int_equal(notes_on_releases(&bench, 1), rows[i].notes[1]);
        fixture_close(&bench.fixture);
    }
}

/* More than a loop of a rule takes; each once, in the order of the file, however many inputs there are. */
static void test_many(void **state)
{
    enum { COUNT = 1000 };
    struct text config;
    struct text wanted;
    struct bench bench;

    (void)state;
    open_bench(&bench);
    config = text_create(bench.fixture.arena, 100000);
    wanted = text_create(bench.fixture.arena, 100000);
    text_append(&config, "waivers:\n");
    for (unsigned i = 0; i < COUNT; i++) {
        text_printf(&config, "- {rule: big-partition, subject: x%u%s}\n", i, i % 2 == 0 ? "" : ", reason: r");
        text_printf(&wanted, "%s0/%u: %s", i == 0 ? "" : "; ", i + 2, i % 2 == 0 ? "without reason" : "unused");
    }
    for (int i = 0; i < 3; i++) {
        (void)check(&bench, config.data, "nrf5340dk/nrf5340/cpuapp");
    }
    assert_string_equal(stories(&bench, true), wanted.data);
    fixture_close(&bench.fixture);
}

/* They stand among the others, with the severity that the project gives them. */
static void test_order(void **state)
{
    struct bench bench;
    const struct check_result *result;
    size_t counted = 0;

    (void)state;
    open_bench(&bench);
    result = check(&bench, "severities: {N53-9011: brick, big-partition: note}\nwaivers: [{rule: symbol}]\n",
                   "nrf5340dk/nrf5340/cpuapp");
    (void)stories(&bench, true);
    assert_int_equal(result->findings.count, 5);
    assert_string_equal(result->findings.items[1].rule, "N53-9011");
    assert_int_equal(result->findings.items[1].severity, SEVERITY_BRICK);
    assert_int_equal(result->findings.items[2].severity, SEVERITY_NOTE);
    for (size_t i = 0; i < ARRAY_LENGTH(result->summary.count); i++) {
        counted += result->summary.count[i];
    }
    assert_int_equal(counted, 5);
    fixture_close(&bench.fixture);
}

/* Where a finding of the rule is left, it is most likely the one that was meant. */
static void test_words_of_unused(void **state)
{
    static const struct {
        const char *config;
        const char *words;
    } rows[] = {
        { "waivers: [{rule: big-partition, reason: r, subject: x}]\n",
          "the finding of this rule is about something else" },
        { "waivers: [{rule: big-partition, reason: r}, {rule: big-partition, reason: r, subject: x}]\n",
          "big-partition has nothing to say there any more" },
        { "waivers: [{rule: symbol, reason: r, until: 2026-08-29}]\n",
          "it ended on 2026-08-29, and what it was for is still there" },
        { "waivers: [{rule: symbol, reason: r, subject: x, until: 2026-08-29}]\n",
          "it ended on 2026-08-29, and there was nothing left for it" },
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LENGTH(rows); i++) {
        struct bench bench;
        const struct check_result *result;
        bool said = false;

        open_bench(&bench);
        result = check(&bench, rows[i].config, "nrf5340dk/nrf5340/cpuapp");
        assert_string_not_equal(stories(&bench, true), "");
        for (size_t k = 0; k < result->findings.count; k++) {
            const struct finding *finding = &result->findings.items[k];

            said = said || (strcmp(finding->rule, "N53-9011") == 0 && strcmp(finding->message, rows[i].words) == 0);
        }
        assert_true(said);
        fixture_close(&bench.fixture);
    }
}

static void test_globs(void **state)
{
    (void)state;
    assert_true(glob_matches("a*c", "abbc"));
    assert_true(glob_matches("*", ""));
    assert_true(glob_matches("a**?b", "axxb"));
    assert_false(glob_matches("a?c", "ac"));
    assert_false(glob_matches("a", "ab"));
    assert_false(glob_matches("*a*a*a*a*a*a*a*a*b", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"));
    assert_true(glob_matches_path("apps/*", "apps/hub/build"));
    assert_true(glob_matches_path("apps", "apps"));
    assert_true(glob_matches_path("apps/", "apps/hub"));
    assert_true(glob_matches_path("**/build", "apps/hub/build"));
    assert_true(glob_matches_path("**/hub/*", "apps/a/hub/build"));
    assert_false(glob_matches_path("*/build", "apps/hub/build"));
    assert_false(glob_matches_path("app", "apps"));
    assert_true(glob_matches_board("nrf5340dk", "nrf5340dk/nrf5340/cpuapp"));
    assert_true(glob_matches_board("nrf5340dk", "nrf5340dk_nrf5340_cpuapp"));
    assert_true(glob_matches_board("nrf5340dk_nrf5340_cpuapp", "nrf5340dk/nrf5340/cpuapp"));
    assert_true(glob_matches_board("nrf5340dk/*", "nrf5340dk@2.0.0/nrf5340/cpuapp"));
    assert_true(glob_matches_board("nrf5340dk@2.0.0", "nrf5340dk@2.0.0/nrf5340/cpuapp"));
    assert_false(glob_matches_board("nrf5340dk@1.0.0", "nrf5340dk@2.0.0/nrf5340/cpuapp"));
    assert_false(glob_matches_board("nrf5340", "nrf5340dk/nrf5340/cpuapp"));
    assert_false(glob_matches_board("thingy53", "thingy53_v2/nrf5340/cpuapp"));
}

/* Lines that comments speak of: "first-last" each, "!" for one that is not understood. */
static void expect_lines(const char *name, const char *text, const char *wanted)
{
    struct bench bench;
    struct waivers waivers = { 0 };
    struct unreadable_waivers unreadable = { 0 };
    struct text found;

    open_bench(&bench);
    found = text_create(bench.fixture.arena, 1000);
    waiver_comments_read(bench.fixture.arena, bench.set,
                         source_from_bytes(bench.fixture.arena, name, text, strlen(text)), &waivers, &unreadable);
    for (size_t i = 0; i < waivers.count; i++) {
        text_printf(&found, "%s%u-%u", i > 0 ? " " : "", (unsigned)waivers.items[i].first_line,
                    (unsigned)waivers.items[i].last_line);
    }
    for (size_t i = 0; i < unreadable.count; i++) {
        text_append(&found, "!");
    }
    assert_string_equal(found.data, wanted);
    fixture_close(&bench.fixture);
}

#define ALLOW "nrf53pack: allow symbol -- r"

static void test_lines_of_comments(void **state)
{
    (void)state;
    expect_lines("prj.conf", "# " ALLOW "\n\n# other\n# CONFIG_A is not set\nCONFIG_B=y\n", "4-4");
    expect_lines("prj.conf", "#" ALLOW "\r\n#\t" ALLOW "\r\nCONFIG_B=y\r\n", "3-3 3-3");
    expect_lines("prj.conf", "CONFIG_A=y # " ALLOW "\n", "!");
    expect_lines("prj.conf", "CONFIG_A=\"# " ALLOW "\"\n", "");
    expect_lines("prj.conf", "# " ALLOW "\n", "!");
    expect_lines("prj.conf", "# nrf53pack: allow-file symbol -- r\n", "0-0");
    expect_lines("prj.conf", "# nrf53pack: allow symbol big-partition, N53-9003 -- r\nCONFIG_A=y\n", "2-2 2-2 2-2");
    expect_lines("prj.conf", "# nrf53pack allow symbol -- r\nCONFIG_A=y\n# nrf53packer: no\n# nrf53pack is a tool\n",
                 "2-2");
    expect_lines("README.md", "# " ALLOW "\nCONFIG_A=y\n", "");
    expect_lines("a.yml", "# " ALLOW "\na:\n  b: 1\n\n  # c\n  c: 2\nd: 3\n", "2-6");
    expect_lines("a.yml", "a:\n  b: 1 # " ALLOW "\n  c: 2\n", "2-2");
    expect_lines("a.yml", "# " ALLOW "\na:\n- 1\n- 2\nb: 1\n", "2-4");
    expect_lines("a.overlay", "// " ALLOW "\n&a {\n\tb = <1>;\n\tc { };\n};\n&d { };\n", "2-5");
    expect_lines("a.overlay", "&a {\n\tb = <1>,\n\t    <2>; /* " ALLOW " */\n};\n", "3-3");
    expect_lines("a.overlay", "&a {\n\t/* " ALLOW " */\n\tb = <1>,\n\t    <2>;\n};\n", "3-4");
    expect_lines("a.overlay", "/*\n * " ALLOW "\n */\n&a { };\n", "4-4");
    expect_lines("a.overlay", "/* " ALLOW "\n */\n&a { };\n", "!");
    expect_lines("a.overlay", "&a { b = \"// " ALLOW "\"; };\n", "");
}

static void expect_edit(const char *file, const char *fragment, const char *wanted)
{
    struct arena *arena = arena_create();
    struct slice text = slice_of(file);
    struct conf_line line;

    while (conf_next_line(&fragment, &line)) {
        text = conf_edit(arena, text, &line, "# why");
    }
    assert_string_equal(fragment, "");
    assert_int_equal(text.length, strlen(wanted));
    assert_memory_equal(text.data, wanted, text.length);
    arena_destroy(arena);
}

static void test_edits(void **state)
{
    (void)state;
    expect_edit("A\nCONFIG_A=n\n# CONFIG_B is not set\n", "CONFIG_A=y\nCONFIG_B=5\n", "A\nCONFIG_A=y\nCONFIG_B=5\n");
    expect_edit("CONFIG_A=n\nCONFIG_A=m\n", "CONFIG_A=y\n", "CONFIG_A=n\nCONFIG_A=y\n");
    expect_edit("CONFIG_AB=n\r\nCONFIG_A=1\r\n", "# no comment\nCONFIG_A=2", "CONFIG_AB=n\r\nCONFIG_A=2\r\n");
    expect_edit("CONFIG_Z=n", "CONFIG_A=2\nCONFIG_B=3\n", "CONFIG_Z=n\n\n# why\nCONFIG_A=2\nCONFIG_B=3");
    expect_edit("CONFIG_Z=n\r\n", "CONFIG_A=2\n", "CONFIG_Z=n\r\n\r\n# why\r\nCONFIG_A=2\r\n");
    expect_edit("", "# CONFIG_A is not set\n", "# why\n# CONFIG_A is not set\n");
    expect_edit("CONFIG_A=y\n", "CONFIG_A=y\n", "CONFIG_A=y\n");
    assert_true(conf_fragment_is_plain("# a\n\nSB_CONFIG_A=y\n"));
    assert_false(conf_fragment_is_plain("# a\n"));
    assert_false(conf_fragment_is_plain("CONFIG_A=y\nadd_this()\n"));
    assert_false(conf_fragment_is_plain("A=y\n"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_stories),
        cmocka_unit_test(test_a_waiver_without_reason_or_after_its_day_holds_nothing),
        cmocka_unit_test(test_several_inputs),
        cmocka_unit_test(test_subjects),
        cmocka_unit_test(test_decided_in_scope),
        cmocka_unit_test(test_other_releases),
        cmocka_unit_test(test_many),
        cmocka_unit_test(test_order),
        cmocka_unit_test(test_words_of_unused),
        cmocka_unit_test(test_globs),
        cmocka_unit_test(test_lines_of_comments),
        cmocka_unit_test(test_edits),
    };

    return cmocka_run_group_tests_name("waivers", tests, NULL, NULL);
}

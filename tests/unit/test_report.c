/* Reports: what people and programs get to see of a result. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "base/yaml.h"
#include "report/check/check_report.h"
#include "report/rule/rule_page.h"

static int setup(void **state)
{
    *state = arena_create();
    return 0;
}

static int teardown(void **state)
{
    arena_destroy(*state);
    return 0;
}

/* A result with one brick that speaks of two files, an absent symbol and a default. */
static struct check_result *sample(struct arena *arena)
{
    struct check_result *result = arena_alloc(arena, sizeof *result);
    const char *config = "CONFIG_A=y\nCONFIG_B=0x10\n";
    const struct source *mcuboot = source_from_bytes(arena, "mcuboot/zephyr/.config", config, strlen(config));
    const char *yaml = "slot:\n  size: 0x1000\n";
    const struct source *partitions = source_from_bytes(arena, "partitions.yml", yaml, strlen(yaml));
    struct finding *finding = ARENA_PUSH(arena, &result->findings);

    result->path = "build";
    result->kind = "build";
    result->era = "sysbuild-pm";
    result->sdk = "3.2.1";
    result->sdk_origin = "CMakeCache.txt:3";
    *finding = (struct finding){ .rule = "N53-9999",
                                 .name = "sample",
                                 .severity = SEVERITY_BRICK,
                                 .consequence = "brick",
                                 .message = "two files contradict each other",
                                 .device_effect = "nothing starts",
                                 .fingerprint = "0123456789abcdef" };
    *ARENA_PUSH(arena, &finding->facts) = (struct finding_fact){
        .kind = FACT_SYMBOL, .subject = "mcuboot:CONFIG_B", .value = "0x10", .origin = { mcuboot, 2, 1 }
    };
    *ARENA_PUSH(arena, &finding->facts) = (struct finding_fact){
        .kind = FACT_PARTITION, .subject = "slot.size", .value = "0x1000", .origin = { partitions, 2, 9 }
    };
    *ARENA_PUSH(arena, &finding->facts) = (struct finding_fact){
        .kind = FACT_SYMBOL, .subject = "app:CONFIG_C", .value = "absent", .absent_in = "app/zephyr/.config"
    };
    *ARENA_PUSH(arena, &finding->facts) = (struct finding_fact){ .kind = FACT_SYMBOL,
                                                                 .subject = "app:CONFIG_D",
                                                                 .value = "128",
                                                                 .default_sdk = ">=2.0.0",
                                                                 .default_source = "sdk-mcuboot boot/zephyr/Kconfig" };
    *ARENA_PUSH(arena, &finding->fixes) = (struct fix){ "sysbuild.conf", "SB_CONFIG_X=y\nSB_CONFIG_Y=n\n", false };
    *ARENA_PUSH(arena, &finding->sources) = "somebody";
    result->summary.rules_run = 5;
    result->summary.count[SEVERITY_BRICK] = 1;
    return result;
}

static void every_fact_is_shown_in_its_file(void **state)
{
    struct text out = text_create(*state, 10000);

    report_check_text(&out, sample(*state), false);
    assert_non_null(strstr(out.data, "brick [brick] N53-9999 sample\n  two files contradict each other\n"));
    assert_non_null(strstr(out.data, "on the device: nothing starts"));
    assert_non_null(strstr(out.data, "--> mcuboot/zephyr/.config:2:1\n      2 | CONFIG_B=0x10\n"));
    assert_non_null(
        strstr(out.data, "--> partitions.yml:2:9\n      2 |   size: 0x1000\n        | slot.size is 0x1000"));
    assert_non_null(strstr(out.data, "app:CONFIG_C is not set anywhere in app/zephyr/.config"));
    assert_non_null(strstr(out.data, "in no file: app:CONFIG_D is 128 (NCS >=2.0.0: "));
    assert_non_null(strstr(out.data, "fix in sysbuild.conf:\n      SB_CONFIG_X=y\n      SB_CONFIG_Y=n\n"));
    assert_non_null(strstr(out.data, "1 brick, 0 error, 0 warning, 0 note; 5 rules run"));
    assert_null(strchr(out.data, '\033'));
}

/* Partition names, strings and file names may hold anything; a terminal would obey them. */
static void escapes_in_names_and_values_reach_no_terminal(void **state)
{
    struct text out = text_create(*state, 10000);
    struct check_result *result = sample(*state);
    struct finding *finding = &result->findings.items[0];
    struct undecided *undecided = ARENA_PUSH(*state, &result->undecided);

    for (size_t i = 0; i < finding->facts.count; i++) {
        finding->facts.items[i].subject = "name\033[31m";
        finding->facts.items[i].value = "value\033[2J";
    }
    finding->message = "message\033[31m";
    result->board = "board\033[31m";
    undecided->rule = "N53-9998";
    *ARENA_PUSH(*state, &undecided->missing) = "missing\033[31m";
    report_check_text(&out, result, false);
    assert_null(strchr(out.data, '\033'));
    assert_non_null(strstr(out.data, "name?[31m is value?[2J\n"));
    assert_non_null(strstr(out.data, "message?[31m\n"));
    assert_non_null(strstr(out.data, "board?[31m\n"));
    assert_non_null(strstr(out.data, "missing?[31m\n"));
}

static void colour_only_adds_escapes(void **state)
{
    struct text plain = text_create(*state, 10000);
    struct text coloured = text_create(*state, 20000);
    struct text stripped = text_create(*state, 10000);

    report_check_text(&plain, sample(*state), false);
    report_check_text(&coloured, sample(*state), true);
    for (const char *at = coloured.data; *at != '\0'; at++) {
        if (*at == '\033') {
            at = strchr(at, 'm');
            assert_non_null(at);
        } else {
            text_append_bytes(&stripped, at, 1);
        }
    }
    assert_int_not_equal(plain.length, coloured.length);
    assert_string_equal(plain.data, stripped.data);
}

static void a_waived_finding_gives_its_reason(void **state)
{
    struct text out = text_create(*state, 10000);
    struct check_result *result = sample(*state);

    result->findings.items[0].waived = "recalled devices only";
    report_check_text(&out, result, false);
    assert_non_null(strstr(out.data, "(waived: recalled devices only)"));
}

static void add_known(struct arena *arena, struct check_result *result, const char *rule, bool in_baseline)
{
    *ARENA_PUSH(arena, &result->findings) = (struct finding){ .rule = rule,
                                                              .name = "sample",
                                                              .severity = SEVERITY_WARNING,
                                                              .consequence = "insecure",
                                                              .message = "here again",
                                                              .in_baseline = in_baseline };
    result->summary.baseline += in_baseline;
}

/* In the order in which they stand; what is new does not count, what stands alone has no number. */
static void known_findings_are_counted_by_rule(void **state)
{
    static const char *const rules[] = { "N53-9002", "N53-9001", "N53-9002", "N53-9003", "N53-9003", "N53-9002" };
    struct check_result *result = sample(*state);
    struct text out = text_create(*state, 10000);

    add_known(*state, result, "N53-9001", false);
    for (size_t i = 0; i < 6; i++) {
        add_known(*state, result, rules[i], true);
    }
    report_check_text(&out, result, false);
    assert_non_null(strstr(out.data, "\n\n6 in the baseline\n  N53-9002 (3), N53-9001, N53-9003 (2)\n\n"));
    assert_null(strstr(out.data, "warning [insecure] N53-9002"));
}

static void rules_that_miss_the_same_share_a_paragraph(void **state)
{
    struct text out = text_create(*state, 10000);
    struct check_result *result = sample(*state);

    for (int i = 0; i < 2; i++) {
        struct undecided *item = ARENA_PUSH((struct arena *)*state, &result->undecided);

        *item = (struct undecided){ .rule = i == 0 ? "N53-0001" : "N53-0002", .name = "n", .consequence = "brick" };
        *ARENA_PUSH((struct arena *)*state, &item->missing) = "the SDK version";
    }
    report_check_text(&out, result, false);
    assert_non_null(strstr(out.data, "undecided N53-0001 N53-0002\n  missing: the SDK version\n"));
}

static void json_has_the_members_of_the_contract(void **state)
{
    struct text out = text_create(*state, 20000);
    const struct check_result *results[] = { sample(*state) };
    struct diagnostics diagnostics = diagnostics_create(*state);
    struct yaml_node *root;
    const struct yaml_node *finding;
    const struct yaml_node *fact;

    report_check_json(&out, results, 1);
    assert_true(yaml_parse(*state, source_from_bytes(*state, "r.json", out.data, out.length), &diagnostics, &root));
    assert_string_equal(yaml_get(root, "schema_version")->text, "1");
    assert_string_equal(yaml_get(yaml_get(root, "tool"), "name")->text, "nrf53pack");
    assert_string_equal(yaml_get(yaml_get(yaml_get(root, "inputs")->items[0], "sdk"), "version")->text, "3.2.1");
    finding = yaml_get(root, "findings")->items[0];
    assert_string_equal(yaml_get(finding, "rule")->text, "N53-9999");
    assert_string_equal(yaml_get(finding, "severity")->text, "brick");
    fact = yaml_get(finding, "facts")->items[0];
    assert_string_equal(yaml_get(fact, "symbol")->text, "mcuboot:CONFIG_B");
    assert_string_equal(yaml_get(yaml_get(fact, "origin"), "line")->text, "2");
    fact = yaml_get(finding, "facts")->items[3];
    assert_string_equal(yaml_get(yaml_get(fact, "default"), "sdk")->text, ">=2.0.0");
    assert_string_equal(yaml_get(yaml_get(finding, "fix"), "file")->text, "sysbuild.conf");
    assert_true(yaml_is_null(yaml_get(finding, "waived")));
    assert_string_equal(yaml_get(yaml_get(root, "summary"), "brick")->text, "1");
}

static const struct proof shown = { .state = PROOF_SHOWN,
                                    .outcome = "boot-loop",
                                    .reason = "without a power cut",
                                    .replay = "u3",
                                    .command = "nrf53pack simulate build --scenario sample --replay u3",
                                    .modelled = true };

static void a_run_witness_stands_in_both_reports(void **state)
{
    struct text text = text_create(*state, 10000);
    struct text json = text_create(*state, 20000);
    struct check_result *result = sample(*state);
    const struct check_result *results[] = { result };

    result->findings.items[0].witness = "sample";
    result->findings.items[0].proof = &shown;
    report_check_text(&text, result, false);
    report_check_json(&json, results, 1);
    assert_non_null(
        strstr(text.data, "  witness: shown\n    scenario sample, boot-loop: without a power cut (modelled"));
    assert_non_null(strstr(text.data, "\n    nrf53pack simulate build --scenario sample --replay u3\n"));
    assert_non_null(strstr(json.data, "\"state\": \"shown\""));
    assert_non_null(strstr(json.data, "\"replay\": \"u3\""));
}

static void a_finding_without_a_witness_says_why(void **state)
{
    static const struct proof none = { .state = PROOF_NO_WITNESS, .reason = "interrupts are not modelled" };
    struct text text = text_create(*state, 10000);
    struct check_result *result = sample(*state);

    report_check_text(&text, result, false);
    assert_null(strstr(text.data, "witness"));
    result->findings.items[0].proof = &none;
    report_check_text(&text, result, false);
    assert_non_null(strstr(text.data, "  witness: no witness\n    interrupts are not modelled\n"));
}

static void a_rule_page_says_how_its_witness_is_run(void **state)
{
    struct text out = text_create(*state, 10000);
    struct rule_page page = { .id = "N53-9999",
                              .name = "sample",
                              .title = "a title",
                              .condition = "a",
                              .witness = "app-update",
                              .witness_summary = "one update" };

    report_rule_page(&out, &page, false);
    assert_non_null(strstr(out.data, "  scenario app-update: one update\n"));
    assert_non_null(strstr(out.data, "nrf53pack simulate BUILD --scenario app-update\n"));
}

static void a_rule_page_names_bad_and_good(void **state)
{
    struct text out = text_create(*state, 10000);
    struct rule_page page = { .id = "N53-9999",
                              .name = "sample",
                              .title = "a title",
                              .condition = "a && b",
                              .vendor_check = "no",
                              .witness_none = "no device does it" };

    *ARENA_PUSH((struct arena *)*state, &page.examples) = (struct rule_page_example){ true, "wrong", "x: 1\n" };
    *ARENA_PUSH((struct arena *)*state, &page.examples) = (struct rule_page_example){ false, "right", "x: 2\n" };
    *ARENA_PUSH((struct arena *)*state, &page.outcomes) =
        (struct rule_page_outcome){ "brick", SEVERITY_BRICK, "verified", ">=3.1.0 <3.3.0", "it loops" };
    report_rule_page(&out, &page, false);
    assert_non_null(strstr(out.data, "brick [brick], NCS >=3.1.0 <3.3.0\n    it loops\n"));
    assert_non_null(strstr(out.data, "Bad: wrong\n    x: 1\n"));
    assert_non_null(strstr(out.data, "Good: right\n    x: 2\n"));
    assert_non_null(strstr(out.data, "no device does it"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(every_fact_is_shown_in_its_file, setup, teardown),
        cmocka_unit_test_setup_teardown(escapes_in_names_and_values_reach_no_terminal, setup, teardown),
        cmocka_unit_test_setup_teardown(colour_only_adds_escapes, setup, teardown),
        cmocka_unit_test_setup_teardown(a_waived_finding_gives_its_reason, setup, teardown),
        cmocka_unit_test_setup_teardown(known_findings_are_counted_by_rule, setup, teardown),
        cmocka_unit_test_setup_teardown(rules_that_miss_the_same_share_a_paragraph, setup, teardown),
        cmocka_unit_test_setup_teardown(json_has_the_members_of_the_contract, setup, teardown),
        cmocka_unit_test_setup_teardown(a_run_witness_stands_in_both_reports, setup, teardown),
        cmocka_unit_test_setup_teardown(a_finding_without_a_witness_says_why, setup, teardown),
        cmocka_unit_test_setup_teardown(a_rule_page_says_how_its_witness_is_run, setup, teardown),
        cmocka_unit_test_setup_teardown(a_rule_page_names_bad_and_good, setup, teardown),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

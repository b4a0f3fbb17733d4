/* deployed(): what the released build says beside the tree that is checked. */
#include "check_fixture.h"

static const char two_trees[] = "sdk: 3.2.1\n"
                                "mcuboot: \"CONFIG_BOOT_UPGRADE_ONLY=y\\nCONFIG_BOOT_MAX_IMG_SECTORS=256\\n\"\n"
                                "partitions: |\n"
                                "  a: {address: 0x1000, size: 0x1000, region: flash_primary}\n"
                                "  b: {address: 0x2000, size: 0x1000, region: flash_primary}\n"
                                "update_key_hash: {0: \"aa\"}\n"
                                "deployed:\n"
                                "  sdk: 2.6.0\n"
                                "  mcuboot: \"# CONFIG_BOOT_UPGRADE_ONLY is not set\\n\"\n"
                                "  partitions: |\n"
                                "    b: {address: 0x8000, size: 0x1000, region: flash_primary}\n"
                                "    c: {address: 0x9000, size: 0x1000, region: flash_primary}\n"
                                "  update_key_hash: {0: \"bb\"}\n";

static void everything_is_read_in_the_released_build(void **state)
{
    struct check_fixture fixture;

    (void)state;
    fixture_open(&fixture, two_trees);
    assert_value(&fixture, "has_deployed()", "y");
    assert_value(&fixture, "mcuboot:CONFIG_BOOT_UPGRADE_ONLY && !deployed(mcuboot:CONFIG_BOOT_UPGRADE_ONLY)", "y");
    assert_value(&fixture, "deployed(value(mcuboot:CONFIG_BOOT_MAX_IMG_SECTORS, 128))", "0x80");
    assert_value(&fixture, "deployed(pm:b.address)", "0x8000");
    assert_value(&fixture, "deployed(exists(pm:a)) || !deployed(exists(pm:c))", "n");
    assert_value(&fixture, "update_key_hash(0)", "aa");
    assert_value(&fixture, "deployed(update_key_hash(0))", "bb");
    assert_value(&fixture, "deployed(sdk) < 3.0.0 && sdk > 3.0.0", "y");
    assert_value(&fixture, "deployed(deployed(pm:b.address) + 1)", "0x8001");
    fixture_close(&fixture);
}

static void a_loop_variable_is_the_partition_of_the_same_name(void **state)
{
    struct check_fixture fixture;

    (void)state;
    fixture_open(&fixture, two_trees);
    assert_value(&fixture, "any(p in pm: p.name == \"b\" && deployed(p.address) == 0x8000 && p.address == 0x2000)",
                 "y");
    assert_value(&fixture, "any(p in pm: p.name == \"a\" && deployed(exists(p)))", "n");
    assert_value(&fixture, "deployed(any(p in pm: p.name == \"c\" && p.address == 0x9000))", "y");
    assert_value(&fixture, "any(p in pm: deployed(any(q in pm: q.name == \"c\" && q.address > p.address)))", "y");
    fixture_close(&fixture);
}

static void facts_and_gaps_say_which_tree(void **state)
{
    struct check_fixture fixture;

    (void)state;
    fixture_open(&fixture, two_trees);
    assert_facts(&fixture, "pm:b.address != deployed(pm:b.address)",
                 "pm:b.address=0x2000; deployed(pm:b.address)=0x8000");
    assert_facts(&fixture, "!deployed(mcuboot:CONFIG_X)", "deployed(mcuboot:CONFIG_X)=absent");
    assert_missing(&fixture, "deployed(app:CONFIG_X)",
                   "in the released build: the .config of app is not part of this input");
    assert_missing(&fixture, "deployed(pm:a.address)", "in the released build: pm:a is not in partitions.yml");
    fixture_close(&fixture);
}

static void what_was_not_kept_is_not_beyond_the_input(void **state)
{
    struct check_fixture fixture;
    struct value value;

    (void)state;
    fixture_open(&fixture, "kind: file\n"
                           "deployed: {kind: file, static: 'a: {address: 0x0, size: 0x1000}'}\n");
    assert_value(&fixture, "deployed(pm:a.size)", "0x1000");
    value = fixture_evaluate(&fixture, "deployed(exists(pm:b))");
    assert_false(value.known);
    assert_false(evidence_beyond_input(value.evidence));
    value = fixture_evaluate(&fixture, "exists(pm:b)");
    assert_true(evidence_beyond_input(value.evidence));
    fixture_close(&fixture);
}

static void without_a_released_build_it_is_unknown(void **state)
{
    struct check_fixture fixture;

    (void)state;
    fixture_open(&fixture, "mcuboot: \"CONFIG_X=y\\n\"\n");
    assert_value(&fixture, "has_deployed()", "n");
    assert_missing(&fixture, "deployed(mcuboot:CONFIG_X)", "there is no released build: give --deployed");
    assert_value(&fixture, "has_deployed() && deployed(mcuboot:CONFIG_X)", "n");
    fixture_close(&fixture);
}

static void types_are_those_of_the_operand(void **state)
{
    struct check_fixture fixture;

    (void)state;
    fixture_open(&fixture, two_trees);
    assert_refused(&fixture, "deployed(pm:a)", 19, "this has type partition: expected integer");
    assert_refused(&fixture, "deployed(pm:a.region) + 1", 10, "this has type text: expected integer");
    assert_refused(&fixture, "deployed(p.size)", 19,
                   "unknown name 'p': expected a definition, a loop variable, sdk, era or kind");
    fixture_close(&fixture);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(everything_is_read_in_the_released_build),
        cmocka_unit_test(a_loop_variable_is_the_partition_of_the_same_name),
        cmocka_unit_test(facts_and_gaps_say_which_tree),
        cmocka_unit_test(what_was_not_kept_is_not_beyond_the_input),
        cmocka_unit_test(without_a_released_build_it_is_unknown),
        cmocka_unit_test(types_are_those_of_the_operand),
    };

    return cmocka_run_group_tests_name("deployed", tests, NULL, NULL);
}

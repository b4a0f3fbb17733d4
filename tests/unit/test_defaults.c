/* Source trees completed by defaults: forced values, choices, open questions, releases. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "check/run/defaults.h"

static const struct sdk_version sdk_2_9 = { 2, 9, 0 };
static const struct sdk_version sdk_3_2 = { 3, 2, 0 };

struct bench {
    struct arena *arena;
    struct diagnostics diagnostics;
    struct project project;
    struct rule_set *set;
};

static int setup(void **state)
{
    struct arena *arena = arena_create();
    struct bench *bench = arena_alloc(arena, sizeof *bench);

    bench->arena = arena;
    bench->diagnostics = diagnostics_create(arena);
    bench->project.kind = PROJECT_SOURCE;
    bench->project.era = ERA_SYSBUILD_PM;
    bench->project.path = "tree";
    bench->project.board = "nrf5340dk/nrf5340/cpuapp";
    *state = bench;
    return 0;
}

static int teardown(void **state)
{
    arena_destroy(((struct bench *)*state)->arena);
    return 0;
}

static const struct kconfig *read_text(struct bench *bench, const char *name, const char *text)
{
    struct kconfig *config;

    assert_true(kconfig_read(bench->arena, source_from_bytes(bench->arena, name, text, strlen(text)), SIZE_MAX,
                             &bench->project.anomalies, &bench->diagnostics, &config));
    return config;
}

static void put_image(struct bench *bench, enum image_role role, const char *text)
{
    struct project_image image = { .name = image_role_name(role), .role = role, .directory = "" };

    image.config = read_text(bench, image.name, text);
    *ARENA_PUSH(bench->arena, &bench->project.images) = image;
}

static bool load(struct bench *bench, const char *yaml)
{
    const struct source *source = source_from_bytes(bench->arena, "defaults.yml", yaml, strlen(yaml));

    return rule_set_from_sources(bench->arena, &source, 1, &bench->diagnostics, &bench->set);
}

static const struct project *complete(struct bench *bench, struct sdk_version sdk)
{
    return source_defaults_project(source_defaults_create(bench->arena, bench->set, &bench->project), sdk);
}

static const struct kconfig_symbol *symbol_of(const struct project *project, enum image_role role, const char *name)
{
    const struct project_image *image = project_image(project, role);

    assert_non_null(image);
    return kconfig_find(image->config, name);
}

static void assert_value(const struct project *project, enum image_role role, const char *name, const char *text)
{
    const struct kconfig_symbol *symbol = symbol_of(project, role, name);

    assert_non_null(symbol);
    assert_string_equal(symbol->text, text);
}

static void silent_project_gets_the_default(void **state)
{
    struct bench *bench = *state;
    const struct project *project;

    put_image(bench, IMAGE_APP, "CONFIG_B=y\n");
    assert_true(load(bench, "defaults:\n"
                            "  - {symbols: ['app:CONFIG_A', 'app:CONFIG_B'], source: here, value: false}\n"
                            "  - {symbols: ['app:CONFIG_N'], source: here, sdk: '>=3.0.0', value: 128}\n"
                            "  - {symbols: ['app:CONFIG_T'], source: here, value: '\"x\"'}\n"));
    project = complete(bench, sdk_3_2);
    assert_value(project, IMAGE_APP, "CONFIG_A", "n");
    assert_int_equal(symbol_of(project, IMAGE_APP, "CONFIG_A")->type, KCONFIG_NOT_SET);
    assert_string_equal(symbol_of(project, IMAGE_APP, "CONFIG_A")->default_source, "here");
    assert_value(project, IMAGE_APP, "CONFIG_B", "y");
    assert_null(symbol_of(project, IMAGE_APP, "CONFIG_B")->default_source);
    assert_int_equal(symbol_of(project, IMAGE_APP, "CONFIG_N")->magnitude, 128);
    assert_string_equal(symbol_of(project, IMAGE_APP, "CONFIG_N")->default_sdk, ">=3.0.0");
    assert_int_equal(symbol_of(project, IMAGE_APP, "CONFIG_T")->type, KCONFIG_STRING);
    assert_null(symbol_of(complete(bench, sdk_2_9), IMAGE_APP, "CONFIG_N"));
    /* What was read stays as it was. */
    assert_null(kconfig_find(bench->project.images.items[0].config, "CONFIG_A"));
}

static void forced_value_wins_and_is_reported(void **state)
{
    struct bench *bench = *state;
    const struct project *project;

    put_image(bench, IMAGE_APP, "CONFIG_A=y\nCONFIG_B=n\n");
    bench->project.sysbuild = read_text(bench, "sysbuild.conf", "SB_CONFIG_X=n\n");
    assert_true(load(bench, "defaults:\n"
                            "  - symbols: ['app:CONFIG_A', 'app:CONFIG_B']\n    source: here\n    values:\n"
                            "      - {when: has_sysbuild(), value: 'sysbuild:SB_CONFIG_X', forced: true}\n"));
    project = complete(bench, sdk_3_2);
    assert_value(project, IMAGE_APP, "CONFIG_A", "n");
    assert_non_null(symbol_of(project, IMAGE_APP, "CONFIG_A")->because);
    /* The file says the same: its line stays the reason. */
    assert_null(symbol_of(project, IMAGE_APP, "CONFIG_B")->default_source);
    assert_int_equal(project->anomalies.count, 1);
    assert_string_equal(project->anomalies.items[0].kind, "kconfig-forced");
    assert_string_equal(project->anomalies.items[0].subject, "app:CONFIG_A");
    assert_int_equal(bench->project.anomalies.count, 0);
}

static void defaults_are_worked_out_in_the_order_they_need(void **state)
{
    struct bench *bench = *state;

    put_image(bench, IMAGE_APP, "");
    assert_true(load(bench, "definitions:\n  both: app:CONFIG_B && app:CONFIG_C\n"
                            "defaults:\n"
                            "  - {symbols: ['app:CONFIG_A'], source: here, value: both}\n"
                            "  - {symbols: ['app:CONFIG_B'], source: here, value: 'app:CONFIG_C'}\n"
                            "  - {symbols: ['app:CONFIG_C'], source: here, value: true}\n"));
    assert_value(complete(bench, sdk_3_2), IMAGE_APP, "CONFIG_A", "y");
}

static void what_follows_from_an_unknown_is_unknown(void **state)
{
    struct bench *bench = *state;
    const struct project *project;

    put_image(bench, IMAGE_APP, "CONFIG_F=y\n");
    assert_true(load(bench, "defaults:\n"
                            "  - {symbols: ['app:CONFIG_A'], source: here, value: '!app:CONFIG_NOWHERE'}\n"
                            "  - symbols: ['app:CONFIG_B', 'app:CONFIG_F']\n    source: here\n    values:\n"
                            "      - {when: 'app:CONFIG_NOWHERE', value: false, forced: true}\n"
                            "      - {value: true}\n"
                            "  - symbols: ['app:CONFIG_C']\n    source: here\n    values:\n"
                            "      - {open: nobody knows}\n"));
    project = complete(bench, sdk_3_2);
    assert_int_equal(symbol_of(project, IMAGE_APP, "CONFIG_A")->type, KCONFIG_UNKNOWN);
    assert_int_equal(symbol_of(project, IMAGE_APP, "CONFIG_B")->type, KCONFIG_UNKNOWN);
    assert_int_equal(symbol_of(project, IMAGE_APP, "CONFIG_C")->type, KCONFIG_UNKNOWN);
    /* It may be forced to something else than its line says. */
    assert_int_equal(symbol_of(project, IMAGE_APP, "CONFIG_F")->type, KCONFIG_UNKNOWN);
}

static const char choice[] = "choices:\n"
                             "  - image: app\n    members: [CONFIG_A, CONFIG_B, CONFIG_C]\n    source: here\n"
                             "    default:\n      - {sdk: '<3.0.0', member: CONFIG_B}\n      - {member: CONFIG_A}\n";

static void choice_takes_its_default(void **state)
{
    struct bench *bench = *state;

    put_image(bench, IMAGE_APP, "");
    assert_true(load(bench, choice));
    assert_value(complete(bench, sdk_3_2), IMAGE_APP, "CONFIG_A", "y");
    assert_value(complete(bench, sdk_3_2), IMAGE_APP, "CONFIG_B", "n");
    assert_value(complete(bench, sdk_2_9), IMAGE_APP, "CONFIG_B", "y");
}

static void last_member_turned_on_wins(void **state)
{
    struct bench *bench = *state;
    const struct project *project;

    put_image(bench, IMAGE_APP, "CONFIG_C=y\nCONFIG_B=y\n");
    assert_true(load(bench, choice));
    project = complete(bench, sdk_3_2);
    assert_value(project, IMAGE_APP, "CONFIG_A", "n");
    assert_value(project, IMAGE_APP, "CONFIG_B", "y");
    assert_value(project, IMAGE_APP, "CONFIG_C", "n");
    assert_null(symbol_of(project, IMAGE_APP, "CONFIG_B")->default_source);
}

static void images_that_are_built(void **state)
{
    struct bench *bench = *state;
    const struct project *project;

    put_image(bench, IMAGE_APP, "");
    put_image(bench, IMAGE_B0N, "CONFIG_UNUSED=y\n");
    put_image(bench, IMAGE_B0, "CONFIG_PERHAPS=y\n");
    assert_true(load(bench, "images:\n"
                            "  - {image: mcuboot, source: here, value: true}\n"
                            "  - {image: b0n, source: here, value: false}\n"
                            "  - {image: b0, source: here, value: 'app:CONFIG_NOWHERE'}\n"
                            "defaults:\n"
                            "  - {symbols: ['mcuboot:CONFIG_A'], source: here, value: true}\n"));
    project = complete(bench, sdk_3_2);
    assert_value(project, IMAGE_MCUBOOT, "CONFIG_A", "y");
    assert_null(project_image(project, IMAGE_B0N));
    assert_true(project->absent_images & (1u << IMAGE_B0N));
    assert_non_null(project_image(project, IMAGE_B0));
    assert_false(project->absent_images & (1u << IMAGE_B0));
}

static void releases_without_a_change_between_them_share_a_project(void **state)
{
    struct bench *bench = *state;
    struct source_defaults *defaults;

    put_image(bench, IMAGE_APP, "");
    assert_true(load(bench, choice));
    defaults = source_defaults_create(bench->arena, bench->set, &bench->project);
    assert_ptr_equal(source_defaults_project(defaults, sdk_3_2),
                     source_defaults_project(defaults, (struct sdk_version){ 3, 1, 0 }));
    assert_ptr_not_equal(source_defaults_project(defaults, sdk_3_2), source_defaults_project(defaults, sdk_2_9));
}

static void assert_refused(const char *yaml, const char *words)
{
    void *state;
    struct bench *bench;

    (void)setup(&state);
    bench = state;
    assert_false(load(bench, yaml));
    assert_true(bench->diagnostics.count > 0);
    assert_non_null(strstr(bench->diagnostics.items[0].message, words));
    assert_true(bench->diagnostics.items[0].origin.line > 0);
    (void)teardown(&state);
}

static void mistakes_in_the_data(void **state)
{
    (void)state;
    assert_refused("defaults:\n  - {symbols: ['app:CONFIG_A'], source: here, value: 'app:CONFIG_A'}\n",
                   "asks for itself");
    assert_refused("defaults:\n"
                   "  - {symbols: ['app:CONFIG_A'], source: here, value: 'app:CONFIG_B'}\n"
                   "  - {symbols: ['app:CONFIG_B'], source: here, value: '!app:CONFIG_A'}\n",
                   "asks for itself");
    assert_refused("defaults:\n  - {symbols: ['app:CONFIG_A'], value: true}\n", "needs a source");
    assert_refused("defaults:\n  - {symbols: ['app:CONFIG_A'], source: here}\n", "needs 'value'");
    assert_refused("defaults:\n  - {symbols: ['CONFIG_A'], source: here, value: true}\n", "expected IMAGE:SYMBOL");
    assert_refused("choices:\n  - {image: app, members: [CONFIG_A], source: here, default: [{value: true}]}\n",
                   "'member'");
    assert_refused("partitions:\n  - {partition: app, source: here, values: [{address: 0, size: 1}]}\n", "'region'");
    assert_refused("partitions:\n  - {partition: app, source: here, values: [{value: true}]}\n", "place");
    assert_refused("partitions:\n  - {partition: app, values: [{absent: true}]}\n", "needs a source");
    assert_refused("partitions:\n  - {source: here, values: [{absent: true}]}\n", "its name");
    assert_refused("partitions:\n"
                   "  - {partition: a, source: here, values: [{region: r, address: pm:b.end, size: 1}]}\n"
                   "  - {partition: b, source: here, values: [{region: r, address: pm:a.end, size: 1}]}\n",
                   "asks for itself");
    assert_refused("images:\n  - {image: nothing, source: here, value: true}\n", "is no image");
}

/* Every file of the program's own data loads, and each default has a value of a kind that Kconfig knows. */
static void own_data_completes_an_empty_tree(void **state)
{
    struct bench *bench = *state;
    const struct project *project;

    put_image(bench, IMAGE_APP, "");
    bench->project.sysbuild = read_text(bench, "sysbuild.conf", "SB_CONFIG_BOOTLOADER_MCUBOOT=y\n");
    assert_true(rule_set_load_brief(bench->arena, NULL, &bench->diagnostics, &bench->set));
    project = complete(bench, sdk_3_2);
    assert_value(project, IMAGE_MCUBOOT, "CONFIG_BOOT_SWAP_USING_MOVE", "y");
    assert_value(project, IMAGE_MCUBOOT, "CONFIG_NRF53_MULTI_IMAGE_UPDATE", "n");
    assert_true(project->absent_images & (1u << IMAGE_NET));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(silent_project_gets_the_default, setup, teardown),
        cmocka_unit_test_setup_teardown(forced_value_wins_and_is_reported, setup, teardown),
        cmocka_unit_test_setup_teardown(defaults_are_worked_out_in_the_order_they_need, setup, teardown),
        cmocka_unit_test_setup_teardown(what_follows_from_an_unknown_is_unknown, setup, teardown),
        cmocka_unit_test_setup_teardown(choice_takes_its_default, setup, teardown),
        cmocka_unit_test_setup_teardown(last_member_turned_on_wins, setup, teardown),
        cmocka_unit_test_setup_teardown(images_that_are_built, setup, teardown),
        cmocka_unit_test_setup_teardown(releases_without_a_change_between_them_share_a_project, setup, teardown),
        cmocka_unit_test(mistakes_in_the_data),
        cmocka_unit_test_setup_teardown(own_data_completes_an_empty_tree, setup, teardown),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

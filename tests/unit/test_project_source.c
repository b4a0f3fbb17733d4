/* Source trees: which files make each image's configuration, in which order, for which board and suffix. */
#define _XOPEN_SOURCE 700
#include "project_tree.h"

#include "project/source/source_board.h"
#include "project/source/source_variants.h"

static const struct project *open_source(struct tree *tree, const char *board, const char *suffix)
{
    tree->options.source_trees = true;
    tree->options.board = board;
    tree->options.file_suffix = suffix;
    return open_tree(tree);
}

static const char *value_of(const struct kconfig *config, const char *name)
{
    const struct kconfig_symbol *symbol = kconfig_find(config, name);

    return symbol == NULL ? "absent" : symbol->text;
}

static const char *file_of(const struct kconfig *config, const char *name)
{
    const struct kconfig_symbol *symbol = kconfig_find(config, name);

    assert_non_null(symbol);
    return symbol->origin.source->name;
}

static void later_files_win(void **state)
{
    struct tree *tree = *state;
    const struct project *project;
    const struct kconfig *app;

    put(tree, "sysbuild.conf", "SB_CONFIG_BOOTLOADER_MCUBOOT=y\n");
    put(tree, "prj.conf", "CONFIG_A=1\nCONFIG_B=1\nCONFIG_C=1\n");
    put(tree, "boards/nrf5340dk_nrf5340_cpuapp.conf", "CONFIG_B=2\nCONFIG_C=2\n");
    put(tree, "boards/nrf5340dk_nrf5340_cpuapp_1_0_0.conf", "CONFIG_C=3\n");
    put(tree, "boards/thingy53_nrf5340_cpuapp.conf", "CONFIG_A=9\n");
    project = open_source(tree, "nrf5340dk@1.0.0/nrf5340/cpuapp", NULL);
    app = get(project, IMAGE_APP)->config;
    assert_int_equal(project->kind, PROJECT_SOURCE);
    assert_int_equal(project->era, ERA_SYSBUILD_PM);
    assert_string_equal(value_of(app, "CONFIG_A"), "1");
    assert_string_equal(value_of(app, "CONFIG_B"), "2");
    assert_string_equal(value_of(app, "CONFIG_C"), "3");
    assert_string_equal(file_of(app, "CONFIG_C"), "boards/nrf5340dk_nrf5340_cpuapp_1_0_0.conf");
    assert_int_equal(kconfig_find(app, "CONFIG_B")->origin.line, 1);
    assert_false(app->complete);
    assert_string_equal(value_of(project->sysbuild, "SB_CONFIG_BOOTLOADER_MCUBOOT"), "y");
}

static void file_suffix_takes_the_place_of_the_plain_file(void **state)
{
    struct tree *tree = *state;
    const struct project *project;

    put(tree, "sysbuild.conf", "SB_CONFIG_A=1\n");
    put(tree, "sysbuild_release.conf", "SB_CONFIG_B=1\n");
    put(tree, "prj.conf", "CONFIG_A=1\n");
    put(tree, "prj_release.conf", "CONFIG_B=1\n");
    put(tree, "boards/nrf5340dk_nrf5340_cpuapp.conf", "CONFIG_C=1\n");
    put(tree, "sysbuild/mcuboot.conf", "CONFIG_D=1\n");
    put(tree, "sysbuild/mcuboot_release.conf", "CONFIG_D=2\n");
    project = open_source(tree, "nrf5340dk/nrf5340/cpuapp", "release");
    assert_string_equal(value_of(project->sysbuild, "SB_CONFIG_A"), "absent");
    assert_string_equal(value_of(project->sysbuild, "SB_CONFIG_B"), "1");
    assert_string_equal(value_of(get(project, IMAGE_APP)->config, "CONFIG_A"), "absent");
    assert_string_equal(value_of(get(project, IMAGE_APP)->config, "CONFIG_C"), "1");
    assert_string_equal(value_of(get(project, IMAGE_MCUBOOT)->config, "CONFIG_D"), "2");
    assert_string_equal(project->file_suffix, "release");
    project = open_source(tree, "nrf5340dk/nrf5340/cpuapp", "");
    assert_string_equal(value_of(project->sysbuild, "SB_CONFIG_A"), "1");
    assert_string_equal(value_of(get(project, IMAGE_MCUBOOT)->config, "CONFIG_D"), "1");
    assert_null(project->file_suffix);
}

static void build_type_takes_board_files_of_its_own_only(void **state)
{
    struct tree *tree = *state;
    const struct project *project;

    put(tree, "prj.conf", "CONFIG_A=1\n");
    put(tree, "prj_release.conf", "CONFIG_A=2\n");
    put(tree, "boards/nrf5340dk_nrf5340_cpuapp.conf", "CONFIG_B=1\n");
    put(tree, "child_image/mcuboot.conf", "CONFIG_C=1\n");
    put(tree, "pm_static_nrf5340dk_nrf5340_cpuapp.yml", "app: {address: 0x0, size: 0x1000}\n");
    put(tree, "pm_static_release.yml", "app: {address: 0x0, size: 0x2000}\n");
    project = open_source(tree, "nrf5340dk_nrf5340_cpuapp", "release");
    assert_int_equal(project->era, ERA_CHILD_IMAGE);
    assert_null(project->sysbuild);
    assert_string_equal(value_of(get(project, IMAGE_APP)->config, "CONFIG_A"), "2");
    assert_string_equal(value_of(get(project, IMAGE_APP)->config, "CONFIG_B"), "absent");
    assert_null(project_image(project, IMAGE_MCUBOOT));
    assert_string_equal(project->partitions->source->name, "pm_static_release.yml");
}

static void image_folder_replaces_and_image_file_adds(void **state)
{
    struct tree *tree = *state;
    const struct project *project;
    const struct kconfig *mcuboot;

    put(tree, "prj.conf", "CONFIG_A=1\n");
    put(tree, "sysbuild/mcuboot/prj.conf", "CONFIG_A=2\nCONFIG_B=2\n");
    put(tree, "sysbuild/mcuboot/boards/nrf5340dk_nrf5340_cpuapp.conf", "CONFIG_B=3\nCONFIG_C=3\n");
    put(tree, "sysbuild/mcuboot.conf", "CONFIG_C=4\n");
    put(tree, "sysbuild/ipc_radio.conf", "CONFIG_D=1\n");
    project = open_source(tree, "nrf5340dk/nrf5340/cpuapp", NULL);
    mcuboot = get(project, IMAGE_MCUBOOT)->config;
    assert_string_equal(value_of(mcuboot, "CONFIG_A"), "2");
    assert_string_equal(value_of(mcuboot, "CONFIG_B"), "3");
    assert_string_equal(file_of(mcuboot, "CONFIG_C"), "sysbuild/mcuboot.conf");
    assert_string_equal(get(project, IMAGE_NET)->name, "ipc_radio");
    assert_int_equal(project->anomalies.count, 1);
    assert_string_equal(project->anomalies.items[0].kind, "replaces-sdk-conf");
    assert_string_equal(project->anomalies.items[0].subject, "mcuboot");
    assert_string_equal(project->anomalies.items[0].first.source->name, "sysbuild/mcuboot/prj.conf");
}

static void images_have_boards_of_their_own(void **state)
{
    struct tree *tree = *state;
    const struct project *project;

    put(tree, "prj.conf", "");
    put(tree, "boards/nrf5340dk_nrf5340_cpuapp_ns.conf", "CONFIG_A=1\n");
    put(tree, "sysbuild/mcuboot/boards/nrf5340dk_nrf5340_cpuapp.conf", "CONFIG_B=1\n");
    put(tree, "sysbuild/ipc_radio/boards/nrf5340dk_nrf5340_cpunet.conf", "CONFIG_C=1\n");
    project = open_source(tree, "nrf5340dk/nrf5340/cpuapp/ns", NULL);
    assert_string_equal(value_of(get(project, IMAGE_APP)->config, "CONFIG_A"), "1");
    assert_string_equal(value_of(get(project, IMAGE_MCUBOOT)->config, "CONFIG_B"), "1");
    assert_string_equal(value_of(get(project, IMAGE_NET)->config, "CONFIG_C"), "1");
}

static void child_image_files(void **state)
{
    struct tree *tree = *state;
    const struct project *project;

    put(tree, "prj.conf", "CONFIG_BOOTLOADER_MCUBOOT=y\n");
    put(tree, "child_image/mcuboot.conf", "CONFIG_A=1\n");
    put(tree, "child_image/hci_rpmsg/prj.conf", "CONFIG_B=1\n");
    project = open_source(tree, NULL, NULL);
    assert_int_equal(project->era, ERA_CHILD_IMAGE);
    assert_string_equal(value_of(get(project, IMAGE_MCUBOOT)->config, "CONFIG_A"), "1");
    assert_string_equal(value_of(get(project, IMAGE_NET)->config, "CONFIG_B"), "1");
}

/* The same tree is built with child images by an old SDK and with sysbuild by a new one. */
static void sdk_version_decides_between_both_forms(void **state)
{
    struct tree *tree = *state;
    const struct project *project;

    put(tree, "prj.conf", "");
    put(tree, "sysbuild/mcuboot.conf", "CONFIG_A=1\n");
    put(tree, "child_image/mcuboot.conf", "CONFIG_A=2\n");
    tree->options.sdk_given = true;
    tree->options.sdk = (struct sdk_version){ 2, 4, 0 };
    project = open_source(tree, NULL, NULL);
    assert_int_equal(project->era, ERA_CHILD_IMAGE);
    assert_string_equal(value_of(get(project, IMAGE_MCUBOOT)->config, "CONFIG_A"), "2");
    assert_note(project, "'sysbuild.conf' and 'sysbuild' are not read");
    tree->options.sdk = (struct sdk_version){ 3, 1, 0 };
    project = open_source(tree, NULL, NULL);
    assert_int_equal(project->era, ERA_SYSBUILD_PM);
    assert_string_equal(value_of(get(project, IMAGE_MCUBOOT)->config, "CONFIG_A"), "1");
    assert_note(project, "'child_image' is not read");
}

static void tree_without_marks_of_either_form(void **state)
{
    struct tree *tree = *state;

    put(tree, "prj.conf", "CONFIG_A=1\n");
    assert_int_equal(open_source(tree, NULL, NULL)->era, ERA_UNKNOWN);
    assert_null(open_source(tree, NULL, NULL)->sysbuild);
    put(tree, "prj.conf", "CONFIG_BOOTLOADER_MCUBOOT=y\n");
    assert_int_equal(open_source(tree, NULL, NULL)->era, ERA_CHILD_IMAGE);
}

static void sdk_version_from_the_manifest(void **state)
{
    struct tree *tree = *state;

    put(tree, "prj.conf", "");
    put(tree, "west.yml", "manifest:\n  projects:\n    - name: sdk-nrf\n      revision: v2.6.1\n");
    assert_int_equal(open_source(tree, NULL, NULL)->sdk.major, 2);
    assert_int_equal(open_source(tree, NULL, NULL)->sdk.minor, 6);
}

static void static_map_by_the_search_order(void **state)
{
    static const char map[] = "app: {address: 0x0, size: 0x1000}\n";
    static const char *const names[] = { "pm_static.yml", "pm_static_nrf5340dk_nrf5340_cpuapp.yml",
                                         "pm_static_nrf5340dk_nrf5340_cpuapp_lite.yml",
                                         "pm_static_nrf5340dk_nrf5340_cpuapp_1_0_0.yml" };
    struct tree *tree = *state;
    const struct project *project;

    put(tree, "sysbuild.conf", "");
    for (size_t i = 0; i < ARRAY_LENGTH(names); i++) {
        put(tree, names[i], map);
    }
    put(tree, "sysbuild_other.conf", "");
    project = open_source(tree, "nrf5340dk@1.0.0/nrf5340/cpuapp", NULL);
    assert_string_equal(project->partitions->source->name, names[3]);
    project = open_source(tree, "nrf5340dk/nrf5340/cpuapp", "lite");
    assert_string_equal(project->partitions->source->name, names[2]);
    project = open_source(tree, "nrf5340dk/nrf5340/cpuapp", "other");
    assert_string_equal(project->partitions->source->name, names[1]);
    project = open_source(tree, "thingy53/nrf5340/cpuapp", NULL);
    assert_string_equal(project->partitions->source->name, names[0]);
    assert_int_equal(project->statics.count, 1);
}

static void static_map_in_the_folder_of_an_own_board(void **state)
{
    struct tree *tree = *state;

    put(tree, "prj.conf", "");
    put(tree, "boards/acme/lamp/lamp_nrf5340_cpuapp.dts", "");
    put(tree, "boards/acme/lamp/pm_static_lamp_nrf5340_cpuapp.yml", "app: {address: 0x0, size: 0x1000}\n");
    assert_string_equal(open_source(tree, "lamp/nrf5340/cpuapp", NULL)->partitions->source->name,
                        "boards/acme/lamp/pm_static_lamp_nrf5340_cpuapp.yml");
}

static void static_map_nobody_looks_for(void **state)
{
    struct tree *tree = *state;
    const struct project *project;

    put(tree, "prj.conf", "");
    put(tree, "pm_static_nrf5340dk.yml", "app: {address: 0x0, size: 0x1000}\n");
    put(tree, "pm_static_thingy53_nrf5340_cpuapp.yml", "app: {address: 0x0, size: 0x1000}\n");
    project = open_source(tree, "nrf5340dk/nrf5340/cpuapp", NULL);
    assert_null(project->partitions);
    assert_int_equal(project->anomalies.count, 1);
    assert_string_equal(project->anomalies.items[0].kind, "static-map-not-used");
    assert_string_equal(project->anomalies.items[0].subject, "pm_static_nrf5340dk.yml");
}

static void defaults_of_the_projects_own_kconfig(void **state)
{
    struct tree *tree = *state;
    const struct kconfig *sysbuild;

    put(tree, "Kconfig.sysbuild",
        "source \"share/sysbuild/Kconfig\"\n\nconfig NRF_DEFAULT_IPC_RADIO\n\tdefault y # the radio\n"
        "config A\n\tbool\n\tdefault y if BOARD_X\n\tdefault n\n"
        "if BOARD_Y\nconfig B\n\tdefault y\nendif\n"
        "config C\n\thex\n\tdefault 0x200\n"
        "choice MCUBOOT_MODE\n\tdefault MCUBOOT_MODE_OVERWRITE_ONLY\nendchoice\n"
        "config D\n\tstring\n\tdefault \"text\"\nconfig E\n\tdefault y\n");
    put(tree, "sysbuild.conf", "SB_CONFIG_E=n\n");
    sysbuild = open_source(tree, NULL, NULL)->sysbuild;
    assert_int_equal(kconfig_find(sysbuild, "SB_CONFIG_NRF_DEFAULT_IPC_RADIO")->type, KCONFIG_YES);
    assert_int_equal(kconfig_find(sysbuild, "SB_CONFIG_NRF_DEFAULT_IPC_RADIO")->origin.line, 4);
    assert_int_equal(kconfig_find(sysbuild, "SB_CONFIG_A")->type, KCONFIG_INVALID);
    assert_int_equal(kconfig_find(sysbuild, "SB_CONFIG_B")->type, KCONFIG_INVALID);
    assert_int_equal(kconfig_find(sysbuild, "SB_CONFIG_C")->magnitude, 0x200);
    assert_int_equal(kconfig_find(sysbuild, "SB_CONFIG_MCUBOOT_MODE_OVERWRITE_ONLY")->type, KCONFIG_YES);
    assert_string_equal(value_of(sysbuild, "SB_CONFIG_D"), "text");
    assert_int_equal(kconfig_find(sysbuild, "SB_CONFIG_E")->type, KCONFIG_NOT_SET);
}

static void reference_bootloader_beside_sysbuild_conf(void **state)
{
    struct tree *tree = *state;

    put(tree, "sysbuild.conf", "");
    assert_true(open_source(tree, NULL, NULL)->absent_images & (1u << IMAGE_NRF53BOOT));
    put(tree, "nrf53boot.conf", "CONFIG_NRF53BOOT_IMAGE1_MODE_OVERWRITE=y\n");
    assert_true(get(open_source(tree, NULL, NULL), IMAGE_NRF53BOOT)->config->complete);
}

static void partition_manager_off_by_file(void **state)
{
    struct tree *tree = *state;

    put(tree, "sysbuild.conf", "SB_CONFIG_PARTITION_MANAGER=n\n");
    put(tree, "pm_static.yml", "app: {address: 0x0, size: 0x1000}\n");
    assert_int_equal(open_source(tree, NULL, NULL)->era, ERA_SYSBUILD_DTS);
    assert_null(open_source(tree, NULL, NULL)->partitions);
}

static void cmake_that_adds_files_leaves_images_open(void **state)
{
    struct tree *tree = *state;
    const struct project *project;

    put(tree, "sysbuild.conf", "");
    put(tree, "prj.conf", "");
    put(tree, "CMakeLists.txt",
        "find_package(Zephyr)\n# set(CONF_FILE x)\nset(mcuboot_EXTRA_CONF_FILE a.conf)\n"
        "  list(APPEND EXTRA_DTC_OVERLAY_FILE b.overlay)\n");
    project = open_source(tree, NULL, NULL);
    assert_true(get(project, IMAGE_MCUBOOT)->open);
    assert_false(get(project, IMAGE_MCUBOOT)->open_devicetree);
    assert_false(get(project, IMAGE_APP)->open);
    assert_true(get(project, IMAGE_APP)->open_devicetree);
    assert_null(get(project, IMAGE_APP)->devicetree);
    assert_note(project, "CMakeLists.txt:3 names further files");
    assert_note(project, "CMakeLists.txt:4 names further files");
}

static void sysbuild_functions_that_add_to_images(void **state)
{
    struct tree *tree = *state;
    const struct project *project;

    put(tree, "sysbuild.conf", "");
    put(tree, "prj.conf", "");
    put(tree, "sysbuild.cmake",
        "  add_overlay_config(mcuboot ${APP_DIR}/more.conf)\nadd_overlay_dts(\n  mcuboot x)\n"
        "set_config_bool(${DEFAULT_IMAGE} CONFIG_A y)\nadd_overlay_dts(ipc_radio x.overlay)\n");
    project = open_source(tree, NULL, NULL);
    assert_true(get(project, IMAGE_MCUBOOT)->open);
    assert_false(get(project, IMAGE_MCUBOOT)->open_devicetree);
    assert_true(get(project, IMAGE_APP)->open);
    assert_true(get(project, IMAGE_NET)->open_devicetree);
    assert_note(project, "sysbuild.cmake:1 names further files");
}

static void static_map_that_cmake_names(void **state)
{
    static const char map[] = "app: {address: 0x0, size: 0x1000}\n";
    struct tree *tree = *state;
    const struct project *project;

    put(tree, "sysbuild.conf", "");
    put(tree, "pm_static.yml", map);
    put(tree, "maps/lamp_cpuapp/dfu.yml", map);
    put(tree, "CMakeLists.txt", "set(PM_STATIC_YML_FILE \"${CMAKE_CURRENT_SOURCE_DIR}/maps/${BOARD}/dfu.yml\")\n");
    assert_string_equal(open_source(tree, "lamp_cpuapp", NULL)->partitions->source->name, "maps/lamp_cpuapp/dfu.yml");
    project = open_source(tree, "other_cpuapp", NULL);
    assert_null(project->partitions);
    assert_note(project, "CMakeLists.txt:1 sets PM_STATIC_YML_FILE");
    put(tree, "CMakeLists.txt", "if(A)\n  set(PM_STATIC_YML_FILE maps/lamp_cpuapp/dfu.yml)\nendif()\n");
    assert_null(open_source(tree, "lamp_cpuapp", NULL)->partitions);
}

static void configuration_folder_that_cmake_names(void **state)
{
    struct tree *tree = *state;

    put(tree, "CMakeLists.txt",
        "set(APPLICATION_CONFIG_DIR \"${CMAKE_CURRENT_SOURCE_DIR}/configuration/\\${BOARD}\")\nfind_package(Zephyr)\n");
    put(tree, "configuration/lamp_cpuapp/prj.conf", "CONFIG_A=1\n");
    put(tree, "configuration/lamp_cpuapp/pm_static.yml", "app: {address: 0x0, size: 0x1000}\n");
    assert_string_equal(file_of(get(open_source(tree, "lamp_cpuapp", NULL), IMAGE_APP)->config, "CONFIG_A"),
                        "configuration/lamp_cpuapp/prj.conf");
    assert_string_equal(open_source(tree, "lamp_cpuapp", NULL)->partitions->source->name,
                        "configuration/lamp_cpuapp/pm_static.yml");
}

static void broken_files_are_named(void **state)
{
    struct tree *tree = *state;

    put(tree, "prj.conf", "");
    put(tree, "pm_static.yml", "app: [1\n");
    tree->options.source_trees = true;
    assert_refused(tree, tree->path, "");
    assert_string_equal(tree->diagnostics.items[0].origin.source->name, "pm_static.yml");
}

static void manifest_without_application(void **state)
{
    struct tree *tree = *state;

    put(tree, "west.yml", "manifest: {}\n");
    put(tree, "app/prj.conf", "");
    tree->options.source_trees = true;
    assert_refused(tree, tree->path, "give the folder of the application");
}

static void without_leave_a_source_tree_is_refused(void **state)
{
    struct tree *tree = *state;

    put(tree, "prj.conf", "");
    assert_refused(tree, tree->path, "is a source tree without a build");
}

static void build_inside_is_named(void **state)
{
    struct tree *tree = *state;

    put(tree, "prj.conf", "");
    put(tree, "build/domains.yaml", "default: x\n");
    assert_note(open_source(tree, NULL, NULL), "'build' holds a build");
}

static void assert_variant(const struct source_variants *variants, size_t index, const char *board, const char *suffix)
{
    assert_true(index < variants->count);
    assert_string_equal(variants->items[index].board, board);
    assert_string_equal(variants->items[index].suffix, suffix);
}

static void variants_named_by_files(void **state)
{
    struct tree *tree = *state;
    struct source_variants variants;

    put(tree, "prj.conf", "");
    put(tree, "prj_release.conf", "");
    put(tree, "sysbuild/mcuboot/boards/thingy53_nrf5340_cpuapp_ns_release.overlay", "");
    put(tree, "boards/nrf5340dk_nrf5340_cpuapp_1_0_0.conf", "");
    put(tree, "boards/nrf5340dk_nrf5340_cpunet.conf", "");
    put(tree, "configuration/thingy53_nrf5340_cpuapp_ns/readme.txt", "");
    put(tree, "boards/nrf54l15dk_nrf54l15_cpuapp.conf", "");
    put(tree, "boards/nrf52840dk_nrf52840.conf", "");
    variants = source_variants_find(tree->arena, tree->path, &tree->options);
    assert_int_equal(variants.count, 4);
    assert_variant(&variants, 0, "nrf5340dk_nrf5340_cpuapp", "");
    assert_variant(&variants, 1, "thingy53_nrf5340_cpuapp_ns", "");
    assert_variant(&variants, 2, "nrf5340dk_nrf5340_cpuapp", "release");
    tree->options.board = "lamp/nrf5340/cpuapp";
    tree->options.file_suffix = "";
    variants = source_variants_find(tree->arena, tree->path, &tree->options);
    assert_int_equal(variants.count, 1);
    assert_variant(&variants, 0, "lamp/nrf5340/cpuapp", "");
}

static void variants_named_by_sample_yaml(void **state)
{
    struct tree *tree = *state;
    struct source_variants variants;

    put(tree, "prj.conf", "");
    put(tree, "sample.yaml",
        "common:\n  platform_allow: nrf5340dk/nrf5340/cpuapp nrf52840dk/nrf52840\n"
        "tests:\n  a:\n    integration_platforms:\n      - thingy53/nrf5340/cpuapp\n      - "
        "nrf5340dk/nrf5340/cpuapp\n");
    variants = source_variants_find(tree->arena, tree->path, &tree->options);
    assert_int_equal(variants.count, 2);
    assert_variant(&variants, 0, "nrf5340dk_nrf5340_cpuapp", "");
    assert_variant(&variants, 1, "thingy53_nrf5340_cpuapp", "");
}

static void no_variants_of_a_build_or_a_file(void **state)
{
    struct tree *tree = *state;

    put_sysbuild_tree(tree);
    assert_int_equal(source_variants_find(tree->arena, tree->path, &tree->options).count, 0);
    assert_int_equal(source_variants_find(tree->arena, "/nowhere/at/all", &tree->options).count, 0);
}

static void board_names(void **state)
{
    struct tree *tree = *state;
    struct source_board board = source_board_parse(tree->arena, "lamp@0.14.0/nrf5340/cpuapp/ns");

    assert_string_equal(board.key, "lamp_nrf5340_cpuapp_ns");
    assert_string_equal(board.revision, "0_14_0");
    assert_string_equal(source_board_parse(tree->arena, "thingy53_nrf5340_cpuapp").key, "thingy53_nrf5340_cpuapp");
    assert_string_equal(source_board_slashes(tree->arena, "lamp_nrf5340_cpuapp_ns"), "lamp/nrf5340/cpuapp/ns");
    assert_string_equal(source_board_slashes(tree->arena, "lamp_cpuapp"), "lamp_cpuapp");
    assert_string_equal(source_board_in_name(tree->arena, "prj_nrf5340dk_nrf5340_cpuappns.conf"),
                        "nrf5340dk_nrf5340_cpuappns");
    assert_null(source_board_in_name(tree->arena, "lamp_cpuapplication.conf"));
    assert_null(source_board_in_name(tree->arena, "_cpuapp.conf"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(later_files_win, setup, teardown),
        cmocka_unit_test_setup_teardown(file_suffix_takes_the_place_of_the_plain_file, setup, teardown),
        cmocka_unit_test_setup_teardown(build_type_takes_board_files_of_its_own_only, setup, teardown),
        cmocka_unit_test_setup_teardown(image_folder_replaces_and_image_file_adds, setup, teardown),
        cmocka_unit_test_setup_teardown(images_have_boards_of_their_own, setup, teardown),
        cmocka_unit_test_setup_teardown(child_image_files, setup, teardown),
        cmocka_unit_test_setup_teardown(sdk_version_decides_between_both_forms, setup, teardown),
        cmocka_unit_test_setup_teardown(tree_without_marks_of_either_form, setup, teardown),
        cmocka_unit_test_setup_teardown(sdk_version_from_the_manifest, setup, teardown),
        cmocka_unit_test_setup_teardown(static_map_by_the_search_order, setup, teardown),
        cmocka_unit_test_setup_teardown(static_map_in_the_folder_of_an_own_board, setup, teardown),
        cmocka_unit_test_setup_teardown(static_map_nobody_looks_for, setup, teardown),
        cmocka_unit_test_setup_teardown(defaults_of_the_projects_own_kconfig, setup, teardown),
        cmocka_unit_test_setup_teardown(reference_bootloader_beside_sysbuild_conf, setup, teardown),
        cmocka_unit_test_setup_teardown(partition_manager_off_by_file, setup, teardown),
        cmocka_unit_test_setup_teardown(cmake_that_adds_files_leaves_images_open, setup, teardown),
        cmocka_unit_test_setup_teardown(sysbuild_functions_that_add_to_images, setup, teardown),
        cmocka_unit_test_setup_teardown(static_map_that_cmake_names, setup, teardown),
        cmocka_unit_test_setup_teardown(configuration_folder_that_cmake_names, setup, teardown),
        cmocka_unit_test_setup_teardown(broken_files_are_named, setup, teardown),
        cmocka_unit_test_setup_teardown(manifest_without_application, setup, teardown),
        cmocka_unit_test_setup_teardown(without_leave_a_source_tree_is_refused, setup, teardown),
        cmocka_unit_test_setup_teardown(build_inside_is_named, setup, teardown),
        cmocka_unit_test_setup_teardown(variants_named_by_files, setup, teardown),
        cmocka_unit_test_setup_teardown(variants_named_by_sample_yaml, setup, teardown),
        cmocka_unit_test_setup_teardown(no_variants_of_a_build_or_a_file, setup, teardown),
        cmocka_unit_test_setup_teardown(board_names, setup, teardown),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* Single files, SDK versions and their places, devicetrees, and what project_open() refuses. */
#define _XOPEN_SOURCE 700
#include "project_tree.h"

#include "project/tree/sdk_version.h"

static void sdk_version_from_the_version_header(void **state)
{
    struct tree *tree = *state;
    const struct project *project;

    put_sysbuild_tree(tree);
    put(tree, "lamp/zephyr/include/generated/ncs_version.h",
        "#define NCS_VERSION_NUMBER 0x30201\n#define NCS_VERSION_STRING           \"3.2.1\"\n");
    put(tree, "CMakeCache.txt",
        "BOARD:STRING=nrf5340dk/nrf5340/cpuapp/ns\n"
        "Zephyr_DIR:PATH=/opt/nordic/ncs/v3.1.0/zephyr/share/zephyr-package/cmake\n");
    project = open_tree(tree);
    assert_sdk(project, 3, 2, 1, "lamp/zephyr/include/generated/ncs_version.h:2");
    assert_note(project, "CMakeCache.txt:2 says 3.1.0");
    assert_string_equal(project->board, "nrf5340dk/nrf5340/cpuapp/ns");
}

static void sdk_version_parts_of_the_version_header(void **state)
{
    struct tree *tree = *state;

    put_sysbuild_tree(tree);
    put(tree, "mcuboot/zephyr/include/generated/ncs_version.h",
        "#define NCS_VERSION_MAJOR 2\n#define NCS_VERSION_MINOR 6\n#define NCS_PATCHLEVEL 4\n");
    assert_sdk(open_tree(tree), 2, 6, 4, "mcuboot/zephyr/include/generated/ncs_version.h:1");
}

static void sdk_version_from_paths_in_configs(void **state)
{
    struct tree *tree = *state;

    put_sysbuild_tree(tree);
    put_config(tree, "lamp/zephyr/.config",
               "CONFIG_BOOTLOADER_MCUBOOT=y\nCONFIG_KEY=\"/ncs/v2.9.0/bootloader/k.pem\"\n");
    assert_sdk(open_tree(tree), 2, 9, 0, "lamp/zephyr/.config:2");
    put_config(tree, "mcuboot/zephyr/.config", "CONFIG_MCUBOOT=y\n#\n# nrf (C:/ncs/v2.5.99-dev1/nrf)\n#\n");
    assert_sdk(open_tree(tree), 2, 5, 99, "mcuboot/zephyr/.config:3");
}

static void sdk_version_of_the_caller_counts_first(void **state)
{
    struct tree *tree = *state;
    const struct project *project;

    put_sysbuild_tree(tree);
    put(tree, "lamp/CMakeCache.txt", "ZEPHYR_NRF_MODULE_DIR:PATH=/home/u/ncs/v3.2.1/nrf\n");
    tree->options.sdk_given = true;
    tree->options.sdk = (struct sdk_version){ 3, 0, 2 };
    tree->options.board = "my_board";
    project = open_tree(tree);
    assert_sdk(project, 3, 0, 2, "--sdk-version");
    assert_note(project, "lamp/CMakeCache.txt:1 says 3.2.1");
    assert_string_equal(project->board, "my_board");
}

static void sdk_version_from_a_manifest_above(void **state)
{
    struct tree *tree = *state;
    const struct project *project;

    put(tree, "west.yml",
        "manifest:\n  projects:\n    - name: other\n      revision: v9.9.9\n"
        "    - name: sdk-nrf\n      path: nrf\n      revision: v2.7.0\n");
    put_config(tree, "app/build/mcuboot/zephyr/.config", "CONFIG_MCUBOOT=y\n");
    project = open_file(tree, "app/build");
    assert_true(project->sdk_known);
    assert_int_equal(project->sdk.minor, 7);
    assert_true(text_ends_with(project->sdk_origin, "west.yml"));
}

/* The trees of fixtures/; run from the source folder. */
static void fixture_trees(void **state)
{
    static const struct {
        const char *path;
        enum project_era era;
        uint16_t major;
        bool nrf53boot;
    } rows[] = {
        { "fixtures/ncs20_child_single_pair", ERA_CHILD_IMAGE, 2, false },
        { "fixtures/ncs32_dk_qspi_brick", ERA_SYSBUILD_PM, 3, false },
        { "fixtures/ncs32_dk_qspi_overwrite", ERA_SYSBUILD_PM, 3, false },
        { "fixtures/ncs32_dk_qspi_nrf53boot", ERA_SYSBUILD_PM, 3, true },
    };
    struct tree *tree = *state;

    for (size_t i = 0; i < ARRAY_LENGTH(rows); i++) {
        const struct project *project = open_path(tree, rows[i].path);

        assert_int_equal(project->era, rows[i].era);
        assert_int_equal(project->sdk.major, rows[i].major);
        assert_true(get(project, IMAGE_APP)->config->complete);
        assert_true(get(project, IMAGE_MCUBOOT)->config->complete);
        assert_true(get(project, IMAGE_NET)->config->complete);
        assert_true(get(project, IMAGE_B0N)->config->complete);
        assert_int_equal(project_image(project, IMAGE_NRF53BOOT) != NULL, rows[i].nrf53boot);
        assert_non_null(get(project, IMAGE_APP)->files.bin);
        assert_non_null(get(project, IMAGE_NET)->files.b0_bin);
        assert_non_null(partition_find(project->partitions, "mcuboot_primary"));
        assert_non_null(project->partitions_net);
        assert_int_equal(project->anomalies.count, 0);
    }
}

static void versions_in_paths(void **state)
{
    static const struct {
        const char *text;
        bool found;
        uint16_t minor;
    } rows[] = {
        { "/opt/nordic/ncs/v3.2.1/zephyr", true, 2 },
        { "C:\\ncs\\v2.5.0\\nrf", true, 5 },
        { "/home/u/ncs-v2.6.1/nrf", true, 6 },
        { "/home/u/NCS/2.7.0/nrf", true, 7 },
        { "/opt/ncs/toolchains/v2.9.0/opt", false, 0 },
        { "/home/u/ncs/nrf", false, 0 },
        { "/home/u/frencs/v2.6.1/nrf", false, 0 },
        { "/opt/sdk/v2.6.1/nrf", false, 0 },
        { "ncs", false, 0 },
        { "", false, 0 },
    };
    struct sdk_version version;
    size_t offset;

    (void)state;
    for (size_t i = 0; i < ARRAY_LENGTH(rows); i++) {
        assert_int_equal(find_version_in_path(slice_of(rows[i].text), &version, &offset), rows[i].found);
        if (rows[i].found) {
            assert_int_equal(version.minor, rows[i].minor);
        }
    }
}

static void all_broken_files_are_named_at_once(void **state)
{
    struct tree *tree = *state;
    struct project *project;

    put_sysbuild_tree(tree);
    put(tree, "partitions.yml", "app: {address: nowhere, size: 1}\n");
    put(tree, "regions.yml", "- flash_primary\n");
    put(tree, "domains.yaml", "[1, 2]\n");
    assert_false(project_open(tree->arena, tree->path, &tree->options, &tree->diagnostics, &project));
    assert_int_equal(tree->diagnostics.count, 3);
    assert_string_equal(tree->diagnostics.items[0].origin.source->name, "domains.yaml");
    assert_string_equal(tree->diagnostics.items[1].origin.source->name, "partitions.yml");
    assert_string_equal(tree->diagnostics.items[2].origin.source->name, "regions.yml");
}

static void a_file_that_cannot_be_read_is_refused(void **state)
{
    struct tree *tree = *state;

    put_sysbuild_tree(tree);
    put(tree, "pm_static.yml/inner", "a folder where a file should be\n");
    assert_refused(tree, tree->path, "is a folder");
}

static void files_that_cannot_be_checked_are_refused(void **state)
{
    struct tree *tree = *state;

    put(tree, "readme.md", "text\n");
    put(tree, "values.yml", "a: b\n");
    assert_refused(tree, path_join(tree->arena, tree->path, "readme.md"), "pm_static*.yml");
    assert_refused(tree, path_join(tree->arena, tree->path, "values.yml"), "was expected");
}

static void single_partition_files(void **state)
{
    struct tree *tree = *state;
    const struct project *project;

    put(tree, "pm_static.yml", "app: {address: 0x10200, size: 0xe0000}\n");
    project = open_file(tree, "pm_static.yml");
    assert_int_equal(project->kind, PROJECT_FILE);
    assert_int_equal(project->era, ERA_UNKNOWN);
    assert_int_equal(project->images.count, 0);
    assert_non_null(partition_find(project->partitions, "app"));
    assert_int_equal(project->statics.count, 1);
    put(tree, "partitions_CPUNET.yml", "radio: {address: 0x01008800, size: 0x1000}\n");
    assert_non_null(partition_find(open_file(tree, "partitions_CPUNET.yml")->partitions_net, "radio"));
    put(tree, "pm.config", "PM_APP_ADDRESS=0x200\nPM_APP_SIZE=0x10\n");
    assert_non_null(partition_find(open_file(tree, "pm.config")->partitions, "app"));
    put(tree, "regions.yml", "otp: {base_address: 0xff8100, size: 0x2fc}\n");
    assert_non_null(region_find(open_file(tree, "regions.yml")->regions, "otp"));
}

static void single_configs_belong_to_the_image_they_speak_of(void **state)
{
    static const struct {
        const char *name;
        const char *text;
        enum image_role role;
    } rows[] = {
        { ".config", "CONFIG_MCUBOOT=y\n", IMAGE_MCUBOOT },
        { "a.conf", "CONFIG_BOOT_UPGRADE_ONLY=y\n", IMAGE_MCUBOOT },
        { "b.conf", "CONFIG_IS_SECURE_BOOTLOADER=y\nCONFIG_PCD_NET=y\n", IMAGE_B0N },
        { "c.conf", "CONFIG_IS_SECURE_BOOTLOADER=y\n", IMAGE_B0 },
        { "d.conf", "CONFIG_SOC_NRF5340_CPUNET_QKAA=y\n", IMAGE_NET },
        { "e.conf", "CONFIG_NRF53BOOT_NET_BACKUP=y\n", IMAGE_NRF53BOOT },
        { "prj.conf", "CONFIG_BT=y\n", IMAGE_APP },
        { "sysbuild/mcuboot/prj.conf", "CONFIG_LOG=y\n", IMAGE_MCUBOOT },
        { "ipc_radio.conf", "CONFIG_BT=y\n", IMAGE_NET },
        { "my_mcuboot_notes.conf", "CONFIG_BT=y\n", IMAGE_APP },
    };
    struct tree *tree = *state;

    for (size_t i = 0; i < ARRAY_LENGTH(rows); i++) {
        const struct project *project;

        put(tree, rows[i].name, rows[i].text);
        project = open_file(tree, rows[i].name);
        assert_int_equal(project->images.count, 1);
        assert_int_equal(project->images.items[0].role, rows[i].role);
    }
    put(tree, "sysbuild.conf", "SB_CONFIG_BOOTLOADER_MCUBOOT=y\n");
    assert_non_null(open_file(tree, "sysbuild.conf")->sysbuild);
    assert_int_equal(open_file(tree, "sysbuild.conf")->images.count, 0);
}

static void fragments_are_never_complete(void **state)
{
    struct tree *tree = *state;

    put_config(tree, "prj.conf", "CONFIG_BT=y\n");
    put_config(tree, ".config", "CONFIG_BT=y\n");
    assert_false(open_file(tree, "prj.conf")->images.items[0].config->complete);
    assert_note(open_file(tree, "prj.conf"), "is a fragment");
    assert_true(open_file(tree, ".config")->images.items[0].config->complete);
    /* A whole file without CONFIG_MCUBOOT is not MCUboot's, whatever else it has. */
    put_config(tree, "other/.config", "CONFIG_BOOT_MAX_IMG_SECTORS=128\n");
    assert_int_equal(open_file(tree, "other/.config")->images.items[0].role, IMAGE_APP);
}

static void put_devicetrees(struct tree *tree)
{
    put_sysbuild_tree(tree);
    put(tree, "lamp/zephyr/zephyr.dts", "/dts-v1/;\n/ { model = \"x\"; };\n");
    put(tree, "mcuboot/zephyr/zephyr.dts", "/dts-v1/;\n/ { model = \"x\"; };\n");
}

static void missing_dtc_is_one_note(void **state)
{
    struct tree *tree = *state;
    const char *programs = arena_strdup(tree->arena, environment("PATH"));
    const struct project *project;
    size_t notes = 0;

    put_devicetrees(tree);
    assert_int_equal(unsetenv("DTC"), 0);
    assert_int_equal(unsetenv("ZEPHYR_SDK_INSTALL_DIR"), 0);
    assert_int_equal(setenv("PATH", tree->path, 1), 0);
    project = open_tree(tree);
    assert_int_equal(setenv("PATH", programs, 1), 0);
    for (size_t i = 0; i < project->notes.count; i++) {
        notes += strstr(project->notes.items[i], "dtc not found") != NULL;
    }
    assert_int_equal(notes, 1);
    assert_null(get(project, IMAGE_MCUBOOT)->devicetree);
}

static void named_dtc_that_is_missing_is_one_error(void **state)
{
    struct tree *tree = *state;

    put_devicetrees(tree);
    tree->options.dtc = path_join(tree->arena, tree->path, "no-such-program");
    assert_refused(tree, tree->path, "named as dtc, does not exist");
}

static void dtc_that_fails_for_every_image_is_one_error(void **state)
{
    struct tree *tree = *state;

    put_devicetrees(tree);
    put(tree, "my_radio/zephyr/zephyr.dts", "/dts-v1/;\n/ { model = \"x\"; };\n");
    tree->options.dtc = "false";
    assert_refused(tree, tree->path, "'false' ended with status 1 and no message (and for 2 more files)");
}

static void syntax_errors_of_two_devicetrees_are_two_errors(void **state)
{
    struct tree *tree = *state;
    struct project *project;

    put_devicetrees(tree);
    put(tree, "lamp/zephyr/zephyr.dts", "/dts-v1/;\n/ { model };\n");
    put(tree, "mcuboot/zephyr/zephyr.dts", "/dts-v1/;\n/ { model };\n");
    assert_false(project_open(tree->arena, tree->path, &tree->options, &tree->diagnostics, &project));
    assert_int_equal(tree->diagnostics.count, 2);
}

static size_t count_notes(const struct project *project, const char *words)
{
    size_t count = 0;

    for (size_t i = 0; i < project->notes.count; i++) {
        count += strstr(project->notes.items[i], words) != NULL;
    }
    return count;
}

static void releases_that_are_not_known_are_noted(void **state)
{
    static const struct {
        struct sdk_version version;
        bool known;
    } rows[] = {
        { { 1, 3, 9 }, false }, { { 1, 4, 0 }, true },  { { 2, 9, 2 }, true },   { { 2, 10, 0 }, false },
        { { 3, 4, 7 }, true },  { { 3, 5, 0 }, false }, { { 99, 0, 0 }, false },
    };
    struct tree *tree = *state;

    put(tree, "pm_static.yml", "app: {address: 0, size: 1}\n");
    tree->options.sdk_given = true;
    for (size_t i = 0; i < ARRAY_LENGTH(rows); i++) {
        tree->options.sdk = rows[i].version;
        assert_int_equal(count_notes(open_file(tree, "pm_static.yml"), "is no release this version knows"),
                         !rows[i].known);
    }
    assert_note(open_file(tree, "pm_static.yml"),
                "NCS 99.0.0 (--sdk-version) is no release this version knows (1.4 to 3.4): judged as such");
}

static void releases_that_contradict_the_tree_are_noted(void **state)
{
    static const char words[] = "the SDK version and the tree contradict each other";
    struct tree *tree = *state;

    put_config(tree, "child/zephyr/.config", "CONFIG_SOC_NRF5340_CPUAPP=y\n");
    put_sysbuild_tree(tree);
    tree->options.sdk_given = true;
    tree->options.sdk = (struct sdk_version){ 2, 4, 2 };
    assert_note(open_tree(tree), "NCS 2.4.2 (--sdk-version), but this is a sysbuild build, which began with NCS 2.5");
    tree->options.sdk = (struct sdk_version){ 2, 5, 0 };
    assert_int_equal(count_notes(open_tree(tree), words), 0);
    put_config(tree, "zephyr/.config", "SB_CONFIG_PARTITION_MANAGER=n\n");
    assert_int_equal(count_notes(open_tree(tree), words), 1);
    assert_int_equal(unlink(path_join(tree->arena, tree->path, "domains.yaml")), 0);
    put_config(tree, "zephyr/.config", "CONFIG_SOC_NRF5340_CPUAPP=y\n");
    assert_int_equal(count_notes(open_tree(tree), words), 0);
    tree->options.sdk = (struct sdk_version){ 3, 0, 0 };
    assert_note(open_tree(tree), "but this is a child-image build, which ended with NCS 3.0");
}

static void builds_for_other_chips_are_noted(void **state)
{
    static const struct {
        const char *name;
        const char *config;
        const char *chip; /* NULL: no note */
    } rows[] = {
        { "lamp/zephyr/.config", "CONFIG_SOC=\"nrf5340\"\n", NULL },
        { "lamp/zephyr/.config", "CONFIG_SOC=\"nRF5340_CPUAPP_QKAA\"\n", NULL },
        { "lamp/zephyr/.config", "CONFIG_BOARD_TARGET=\"thingy53/nrf5340/cpuapp/ns\"\n", NULL },
        { "lamp/zephyr/.config", "CONFIG_BOARD_TARGET=\"my_board\"\n", NULL },
        { "lamp/zephyr/.config", "CONFIG_SOC=\"nrf52840\"\n",
          "this build is for 'nrf52840'; the rules are about the nRF5340" },
        { "lamp/zephyr/.config", "CONFIG_BOARD_TARGET=\"nrf9160dk/nrf9160/ns\"\n", "this build is for 'nrf9160'" },
        { "zephyr/.config", "SB_CONFIG_SOC=\"nrf54l15\"\n", "this build is for 'nrf54l15'" },
    };
    struct tree *tree = *state;

    for (size_t i = 0; i < ARRAY_LENGTH(rows); i++) {
        const struct project *project;

        put_sysbuild_tree(tree);
        put_config(tree, rows[i].name, rows[i].config);
        project = open_tree(tree);
        assert_int_equal(count_notes(project, "this build is for"), rows[i].chip != NULL);
        if (rows[i].chip != NULL) {
            assert_note(project, rows[i].chip);
        }
    }
}

static void devicetrees_belong_to_their_images(void **state)
{
    struct tree *tree = *state;
    const struct project *project;

    put_sysbuild_tree(tree);
    assert_int_equal(unlink(path_join(tree->arena, tree->path, "my_radio/zephyr/.config")), 0);
    assert_int_equal(unlink(path_join(tree->arena, tree->path, "zephyr/.config")), 0);
    put(tree, "my_radio/zephyr/zephyr.dts", "/dts-v1/;\n/ { compatible = \"nordic,nrf5340-dk-nrf5340-cpunet\"; };\n");
    put(tree, "lamp/zephyr/zephyr.dts", "/dts-v1/;\n/ { chip: soc { }; };\n");
    project = open_tree(tree);
    assert_string_equal(get(project, IMAGE_NET)->name, "my_radio");
    assert_null(get(project, IMAGE_NET)->config);
    assert_non_null(devicetree_by_label(get(project, IMAGE_APP)->devicetree, "chip"));
    project = open_file(tree, "my_radio/zephyr/zephyr.dts");
    assert_int_equal(project->images.items[0].role, IMAGE_NET);
    project = open_file(tree, "lamp/zephyr/zephyr.dts");
    assert_int_equal(project->images.items[0].role, IMAGE_APP);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(sdk_version_from_the_version_header, setup, teardown),
        cmocka_unit_test_setup_teardown(sdk_version_parts_of_the_version_header, setup, teardown),
        cmocka_unit_test_setup_teardown(sdk_version_from_paths_in_configs, setup, teardown),
        cmocka_unit_test_setup_teardown(sdk_version_of_the_caller_counts_first, setup, teardown),
        cmocka_unit_test_setup_teardown(sdk_version_from_a_manifest_above, setup, teardown),
        cmocka_unit_test_setup_teardown(fixture_trees, setup, teardown),
        cmocka_unit_test(versions_in_paths),
        cmocka_unit_test_setup_teardown(all_broken_files_are_named_at_once, setup, teardown),
        cmocka_unit_test_setup_teardown(a_file_that_cannot_be_read_is_refused, setup, teardown),
        cmocka_unit_test_setup_teardown(files_that_cannot_be_checked_are_refused, setup, teardown),
        cmocka_unit_test_setup_teardown(single_partition_files, setup, teardown),
        cmocka_unit_test_setup_teardown(single_configs_belong_to_the_image_they_speak_of, setup, teardown),
        cmocka_unit_test_setup_teardown(fragments_are_never_complete, setup, teardown),
        cmocka_unit_test_setup_teardown(missing_dtc_is_one_note, setup, teardown),
        cmocka_unit_test_setup_teardown(named_dtc_that_is_missing_is_one_error, setup, teardown),
        cmocka_unit_test_setup_teardown(dtc_that_fails_for_every_image_is_one_error, setup, teardown),
        cmocka_unit_test_setup_teardown(syntax_errors_of_two_devicetrees_are_two_errors, setup, teardown),
        cmocka_unit_test_setup_teardown(releases_that_are_not_known_are_noted, setup, teardown),
        cmocka_unit_test_setup_teardown(releases_that_contradict_the_tree_are_noted, setup, teardown),
        cmocka_unit_test_setup_teardown(builds_for_other_chips_are_noted, setup, teardown),
        cmocka_unit_test_setup_teardown(devicetrees_belong_to_their_images, setup, teardown),
    };

    return cmocka_run_group_tests_name("project inputs", tests, NULL, NULL);
}

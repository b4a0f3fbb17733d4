/* Build trees: which images, era, maps and files a tree has. */
#define _XOPEN_SOURCE 700
#include "project_tree.h"

static void sysbuild_tree(void **state)
{
    struct tree *tree = *state;
    const struct project *project;

    put_sysbuild_tree(tree);
    project = open_tree(tree);
    assert_int_equal(project->kind, PROJECT_BUILD);
    assert_int_equal(project->era, ERA_SYSBUILD_PM);
    assert_int_equal(project->images.count, 4);
    assert_string_equal(get(project, IMAGE_APP)->name, "lamp");
    assert_string_equal(get(project, IMAGE_NET)->name, "my_radio");
    assert_string_equal(get(project, IMAGE_MCUBOOT)->name, "mcuboot");
    assert_string_equal(get(project, IMAGE_B0N)->name, "b0n");
    assert_true(get(project, IMAGE_MCUBOOT)->config->complete);
    assert_string_equal(
        kconfig_find(get(project, IMAGE_MCUBOOT)->config, "CONFIG_BOOT_UPGRADE_ONLY")->origin.source->name,
        "mcuboot/zephyr/.config");
    assert_non_null(project->sysbuild);
    assert_int_equal(project->domains.count, 2);
    assert_string_equal(project->board, "nrf5340dk/nrf5340/cpuapp");
    assert_non_null(partition_find(project->partitions, "app"));
    assert_non_null(partition_find(project->partitions_net, "my_radio"));
    assert_non_null(region_find(project->regions, "flash_primary"));
    assert_null(project->regions_net);
    assert_int_equal(project->anomalies.count, 0);
    assert_false(project->sdk_known);
}

static void folders_that_are_no_images(void **state)
{
    struct tree *tree = *state;
    const struct project *project;

    put_sysbuild_tree(tree);
    put_config(tree, "_sysbuild/zephyr/.config", "CONFIG_MCUBOOT=y\n");
    put_config(tree, "CMakeFiles/zephyr/.config", "CONFIG_MCUBOOT=y\n");
    put_config(tree, ".cache/zephyr/.config", "CONFIG_MCUBOOT=y\n");
    put_config(tree, "old_build/zephyr/.config", "SB_CONFIG_BOARD=\"nrf5340dk\"\n");
    put(tree, "notes/readme.txt", "nothing\n");
    assert_int_equal(symlink(tree->path, path_join(tree->arena, tree->path, "a_loop")), 0);
    assert_int_equal(symlink("mcuboot", path_join(tree->arena, tree->path, "z_link")), 0);
    assert_int_equal(symlink("nowhere", path_join(tree->arena, tree->path, "dangling")), 0);
    project = open_tree(tree);
    assert_int_equal(project->images.count, 4);
    assert_string_equal(get(project, IMAGE_MCUBOOT)->name, "mcuboot");
}

static void reference_bootloader_is_complete_however_short(void **state)
{
    struct tree *tree = *state;
    const struct project_image *image;

    put_sysbuild_tree(tree);
    put(tree, "nrf53boot/.config", "CONFIG_NRF53BOOT_IMAGE1_MODE_OVERWRITE=y\n");
    image = get(open_tree(tree), IMAGE_NRF53BOOT);
    assert_true(image->config->complete);
    assert_non_null(kconfig_find(image->config, "CONFIG_NRF53BOOT_IMAGE1_MODE_OVERWRITE"));
}

static void short_config_is_incomplete_and_told(void **state)
{
    struct tree *tree = *state;
    const struct project *project;

    put_sysbuild_tree(tree);
    put(tree, "mcuboot/zephyr/.config", "CONFIG_MCUBOOT=y\n");
    project = open_tree(tree);
    assert_false(get(project, IMAGE_MCUBOOT)->config->complete);
    assert_note(project, "'mcuboot/zephyr/.config' has 1 symbol lines");
}

static void application_without_domains(void **state)
{
    struct tree *tree = *state;
    const struct project *project;

    put_sysbuild_tree(tree);
    assert_int_equal(unlink(path_join(tree->arena, tree->path, "domains.yaml")), 0);
    put_config(tree, "helper/zephyr/.config", "CONFIG_SOC_NRF5340_CPUAPP=y\n");
    put_config(tree, "a_secondary_app/zephyr/.config", "CONFIG_BOOTLOADER_MCUBOOT=y\n");
    project = open_tree(tree);
    assert_string_equal(get(project, IMAGE_APP)->name, "lamp");
    assert_int_equal(project->era, ERA_SYSBUILD_PM);
}

static void default_domain_is_the_application(void **state)
{
    struct tree *tree = *state;

    put_sysbuild_tree(tree);
    put_config(tree, "lamp/zephyr/.config", "CONFIG_SOC_NRF5340_CPUAPP=y\n");
    put_config(tree, "a_helper/zephyr/.config", "CONFIG_BOOTLOADER_MCUBOOT=y\n");
    assert_string_equal(get(open_tree(tree), IMAGE_APP)->name, "lamp");
}

static void child_image_tree_with_domains(void **state)
{
    struct tree *tree = *state;
    const struct project *project;

    put_config(tree, "zephyr/.config", "CONFIG_SOC_NRF5340_CPUAPP=y\n");
    put(tree, "domains.yaml", "default: app\ndomains:\n  - name: app\n    build_dir: /b\n");
    project = open_tree(tree);
    assert_int_equal(project->era, ERA_CHILD_IMAGE);
    assert_int_equal(project->images.count, 1);
}

static void preferred_network_image_comes_first(void **state)
{
    struct tree *tree = *state;

    put_sysbuild_tree(tree);
    put_config(tree, "a_radio/zephyr/.config", "CONFIG_BOARD_QUALIFIERS=\"nrf5340/cpunet\"\n");
    assert_string_equal(get(open_tree(tree), IMAGE_NET)->name, "my_radio");
}

static void image_whose_folder_is_missing(void **state)
{
    struct tree *tree = *state;
    const char *argv[] = { "rm", "-r", path_join(tree->arena, tree->path, "mcuboot"), NULL };
    struct process_result result;
    const struct project *project;

    put_sysbuild_tree(tree);
    assert_true(process_run(tree->arena, argv, 4096, &result));
    project = open_tree(tree);
    assert_null(get(project, IMAGE_MCUBOOT)->config);
    assert_note(project, "'mcuboot' belongs to the build");
}

static void child_image_tree(void **state)
{
    struct tree *tree = *state;
    const struct project *project;

    put_config(tree, "zephyr/.config",
               "CONFIG_BOARD=\"nrf5340dk_nrf5340_cpuapp\"\nCONFIG_SOC_NRF5340_CPUAPP=y\n"
               "CONFIG_BOOTLOADER_MCUBOOT=y\nCONFIG_BUILD_WITH_TFM=y\n");
    put_config(tree, "mcuboot/zephyr/.config", "CONFIG_MCUBOOT=y\n");
    put_config(tree, "hci_rpmsg/zephyr/.config", "CONFIG_SOC_NRF5340_CPUNET=y\n");
    put_config(tree, "hci_rpmsg/b0n/zephyr/.config", "CONFIG_SOC_NRF5340_CPUNET=y\nCONFIG_IS_SECURE_BOOTLOADER=y\n");
    put(tree, "partitions.yml", "app: {address: 0xc200, size: 0xf1e00}\n");
    put(tree, "hci_rpmsg/partitions_CPUNET.yml", "app: {address: 0x01008800, size: 0x36000}\n");
    put(tree, "zephyr/zephyr.bin", "x");
    put(tree, "zephyr/zephyr.hex", "x");
    put(tree, "zephyr/tfm_merged.hex", "x");
    put(tree, "zephyr/app_update.bin", "x");
    put(tree, "zephyr/net_core_app_update.bin", "x");
    put(tree, "hci_rpmsg/zephyr/signed_by_b0_app.hex", "x");
    put(tree, "zephyr/dfu_application.zip", "x");
    project = open_tree(tree);
    assert_int_equal(project->era, ERA_CHILD_IMAGE);
    assert_null(project->sysbuild);
    assert_string_equal(get(project, IMAGE_APP)->name, "app");
    assert_string_equal(get(project, IMAGE_APP)->directory, tree->path);
    assert_string_equal(get(project, IMAGE_NET)->name, "hci_rpmsg");
    assert_true(text_ends_with(get(project, IMAGE_B0N)->directory, "hci_rpmsg/b0n"));
    assert_non_null(get(project, IMAGE_TFM));
    assert_non_null(partition_find(project->partitions_net, "app"));
    assert_string_equal(project->board, "nrf5340dk_nrf5340_cpuapp");
    assert_true(text_ends_with(get(project, IMAGE_APP)->files.bin, "/zephyr/zephyr.bin"));
    assert_true(text_ends_with(get(project, IMAGE_APP)->files.hex, "/zephyr/tfm_merged.hex"));
    assert_true(text_ends_with(get(project, IMAGE_APP)->files.signed_bin, "/zephyr/app_update.bin"));
    assert_true(text_ends_with(get(project, IMAGE_NET)->files.signed_bin, "/zephyr/net_core_app_update.bin"));
    assert_true(text_ends_with(get(project, IMAGE_NET)->files.b0_hex, "hci_rpmsg/zephyr/signed_by_b0_app.hex"));
    assert_null(get(project, IMAGE_NET)->files.b0_bin);
    assert_true(text_ends_with(project->dfu_zip, "/zephyr/dfu_application.zip"));
}

static void sysbuild_files(void **state)
{
    struct tree *tree = *state;
    const struct project *project;

    put_sysbuild_tree(tree);
    put(tree, "lamp/zephyr/zephyr.bin", "x");
    put(tree, "lamp/zephyr/zephyr.signed.bin", "x");
    put(tree, "signed_by_b0_my_radio.bin", "x");
    put(tree, "signed_by_b0_my_radio.hex", "x");
    put(tree, "signed_by_mcuboot_and_b0_my_radio.bin", "x");
    put(tree, "dfu_application.zip", "x");
    project = open_tree(tree);
    assert_true(text_ends_with(get(project, IMAGE_APP)->files.bin, "lamp/zephyr/zephyr.bin"));
    assert_true(text_ends_with(get(project, IMAGE_APP)->files.signed_bin, "lamp/zephyr/zephyr.signed.bin"));
    assert_null(get(project, IMAGE_APP)->files.hex);
    assert_true(text_ends_with(get(project, IMAGE_NET)->files.b0_bin, "/signed_by_b0_my_radio.bin"));
    assert_true(text_ends_with(get(project, IMAGE_NET)->files.b0_hex, "/signed_by_b0_my_radio.hex"));
    assert_true(text_ends_with(get(project, IMAGE_NET)->files.signed_bin, "/signed_by_mcuboot_and_b0_my_radio.bin"));
    assert_true(text_ends_with(project->dfu_zip, "/dfu_application.zip"));
}

static void devicetree_era_ignores_a_stale_map(void **state)
{
    struct tree *tree = *state;
    const struct project *project;

    put_sysbuild_tree(tree);
    put_config(tree, "zephyr/.config", "# SB_CONFIG_PARTITION_MANAGER is not set\n");
    project = open_tree(tree);
    assert_int_equal(project->era, ERA_SYSBUILD_DTS);
    assert_null(project->partitions);
    assert_note(project, "'partitions.yml' is ignored");
}

static void partial_trees_are_builds(void **state)
{
    struct tree *tree = *state;
    const struct project *project;

    put_config(tree, "mcuboot/zephyr/.config", "CONFIG_MCUBOOT=y\nCONFIG_BOARD=\"thingy53_nrf5340_cpuapp\"\n");
    project = open_tree(tree);
    assert_int_equal(project->images.count, 1);
    assert_int_equal(project->era, ERA_CHILD_IMAGE);
    assert_null(project->partitions);
}

static void pm_config_stands_in_for_the_map(void **state)
{
    struct tree *tree = *state;
    const struct project *project;

    put_sysbuild_tree(tree);
    assert_int_equal(unlink(path_join(tree->arena, tree->path, "partitions.yml")), 0);
    put(tree, "pm.config", "PM_APP_ADDRESS=0x200\nPM_APP_SIZE=0x10\nPM_CPUNET_X_ADDRESS=0x0\nPM_CPUNET_X_SIZE=0x1\n");
    project = open_tree(tree);
    assert_int_equal(project->partitions->count, 1);
    assert_int_equal(project->pm_config->count, 2);
    assert_note(project, "'pm.config'");
}

static void disagreeing_outputs_are_an_anomaly(void **state)
{
    struct tree *tree = *state;
    const struct project *project;

    put_sysbuild_tree(tree);
    put(tree, "pm.config", "PM_APP_ADDRESS=0x10200\nPM_APP_SIZE=0xd0000\n");
    project = open_tree(tree);
    assert_int_equal(project->anomalies.count, 1);
    assert_string_equal(project->anomalies.items[0].kind, "pm-config-disagrees");
}

static void static_maps_in_the_tree(void **state)
{
    struct tree *tree = *state;

    put_sysbuild_tree(tree);
    put(tree, "pm_static.yml", "app: {address: 0x10200, size: 0xe0000}\n");
    put(tree, "pm_static_old.yml", "app: {address: 0x10200, size: 0xe0000}\n");
    assert_int_equal(open_tree(tree)->statics.count, 2);
}

static void role_names_are_those_of_rules(void **state)
{
    enum image_role role;

    (void)state;
    for (int i = 0; i < IMAGE_ROLE_COUNT; i++) {
        assert_true(image_role_parse(slice_of(image_role_name((enum image_role)i)), &role));
        assert_int_equal(role, i);
    }
    assert_false(image_role_parse(slice_of("nosuch"), &role));
    assert_string_equal(project_era_name(ERA_SYSBUILD_DTS), "sysbuild-dts");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(sysbuild_tree, setup, teardown),
        cmocka_unit_test_setup_teardown(folders_that_are_no_images, setup, teardown),
        cmocka_unit_test_setup_teardown(reference_bootloader_is_complete_however_short, setup, teardown),
        cmocka_unit_test_setup_teardown(short_config_is_incomplete_and_told, setup, teardown),
        cmocka_unit_test_setup_teardown(application_without_domains, setup, teardown),
        cmocka_unit_test_setup_teardown(default_domain_is_the_application, setup, teardown),
        cmocka_unit_test_setup_teardown(child_image_tree_with_domains, setup, teardown),
        cmocka_unit_test_setup_teardown(preferred_network_image_comes_first, setup, teardown),
        cmocka_unit_test_setup_teardown(image_whose_folder_is_missing, setup, teardown),
        cmocka_unit_test_setup_teardown(child_image_tree, setup, teardown),
        cmocka_unit_test_setup_teardown(sysbuild_files, setup, teardown),
        cmocka_unit_test_setup_teardown(devicetree_era_ignores_a_stale_map, setup, teardown),
        cmocka_unit_test_setup_teardown(partial_trees_are_builds, setup, teardown),
        cmocka_unit_test_setup_teardown(pm_config_stands_in_for_the_map, setup, teardown),
        cmocka_unit_test_setup_teardown(disagreeing_outputs_are_an_anomaly, setup, teardown),
        cmocka_unit_test_setup_teardown(static_maps_in_the_tree, setup, teardown),
        cmocka_unit_test(role_names_are_those_of_rules),
    };

    return cmocka_run_group_tests_name("project", tests, NULL, NULL);
}

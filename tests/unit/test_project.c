/* Build trees and single files: which images, era, SDK version, board and files a tree has, and what is
 * refused. */
#define _XOPEN_SOURCE 700
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <cmocka.h>

#include "base/file.h"
#include "base/process.h"
#include "project/project.h"
#include "project/sdk_version.h"

struct tree {
    struct arena *arena;
    struct diagnostics diagnostics;
    struct project_options options;
    char path[64];
};

static int setup(void **state)
{
    struct arena *arena = arena_create();
    struct tree *tree = arena_alloc(arena, sizeof *tree);

    tree->arena = arena;
    tree->diagnostics = diagnostics_create(arena);
    memcpy(tree->path, "/tmp/nrf53pack-tree-XXXXXX", sizeof "/tmp/nrf53pack-tree-XXXXXX");
    *state = tree;
    return mkdtemp(tree->path) == NULL;
}

static int teardown(void **state)
{
    struct tree *tree = *state;
    const char *argv[] = {"rm", "-rf", tree->path, NULL};
    struct process_result result;
    bool gone = process_run(tree->arena, argv, 4096, &result);

    arena_destroy(tree->arena);
    return gone ? 0 : -1;
}

static void put(struct tree *tree, const char *name, const char *text)
{
    struct output_set *set = output_set_create(tree->arena);
    const char *path = path_join(tree->arena, tree->path, name);

    assert_true(output_set_directory(set, path_dirname(tree->arena, path), &tree->diagnostics));
    assert_true(output_set_add(set, path, text, strlen(text), &tree->diagnostics));
    assert_true(output_set_commit(set, &tree->diagnostics));
}

/* A Kconfig file long enough to be a build's own. */
static void put_config(struct tree *tree, const char *name, const char *text)
{
    struct text whole = text_create(tree->arena, 1u << 16);

    text_append(&whole, text);
    for (int i = 0; i < KCONFIG_COMPLETE_IMAGE; i++) {
        text_printf(&whole, "# CONFIG_FILLER_%d is not set\n", i);
    }
    put(tree, name, whole.data);
}

static const struct project *open_path(struct tree *tree, const char *path)
{
    struct project *project;

    assert_true(project_open(tree->arena, path, &tree->options, &tree->diagnostics, &project));
    assert_false(diagnostics_failed(&tree->diagnostics));
    return project;
}

static const struct project *open_tree(struct tree *tree)
{
    return open_path(tree, tree->path);
}

static const struct project *open_file(struct tree *tree, const char *name)
{
    return open_path(tree, path_join(tree->arena, tree->path, name));
}

/* Opening fails with one input error that holds the words. */
static void assert_refused(struct tree *tree, const char *path, const char *words)
{
    struct project *project;

    tree->diagnostics = diagnostics_create(tree->arena);
    assert_false(project_open(tree->arena, path, &tree->options, &tree->diagnostics, &project));
    assert_int_equal(tree->diagnostics.count, 1);
    assert_int_equal(tree->diagnostics.items[0].kind, DIAGNOSTIC_INPUT);
    assert_non_null(strstr(tree->diagnostics.items[0].message, words));
}

static const struct project_image *get(const struct project *project, enum image_role role)
{
    const struct project_image *image = project_image(project, role);

    assert_non_null(image);
    return image;
}

static void assert_note(const struct project *project, const char *words)
{
    for (size_t i = 0; i < project->notes.count; i++) {
        if (strstr(project->notes.items[i], words) != NULL) {
            return;
        }
    }
    fail_msg("no note says '%s'", words);
}

static void assert_sdk(const struct project *project, uint16_t major, uint16_t minor, uint16_t patch,
                       const char *origin)
{
    assert_true(project->sdk_known);
    assert_int_equal(project->sdk.major, major);
    assert_int_equal(project->sdk.minor, minor);
    assert_int_equal(project->sdk.patch, patch);
    assert_string_equal(project->sdk_origin, origin);
}

/* NCS 3.2 with sysbuild and Partition Manager: product "lamp", network image "my_radio". */
static void put_sysbuild_tree(struct tree *tree)
{
    put_config(tree, "zephyr/.config",
               "SB_CONFIG_BOARD=\"nrf5340dk\"\nSB_CONFIG_BOARD_QUALIFIERS=\"nrf5340/cpuapp\"\n"
               "SB_CONFIG_PARTITION_MANAGER=y\nSB_CONFIG_BOOTLOADER_MCUBOOT=y\n"
               "SB_CONFIG_SECURE_BOOT_NETCORE=y\n"
               "SB_CONFIG_NETCORE_IMAGE_NAME=\"my_radio\"\n");
    put(tree, "domains.yaml",
        "default: lamp\nbuild_dir: /home/x/build\ndomains:\n  - name: lamp\n"
        "    build_dir: /home/x/build/lamp\n  - name: my_radio\n"
        "    build_dir: /home/x/build/my_radio\nflash_order:\n  - my_radio\n  - lamp");
    put_config(tree, "lamp/zephyr/.config", "CONFIG_SOC_NRF5340_CPUAPP=y\nCONFIG_BOOTLOADER_MCUBOOT=y\n");
    put_config(tree, "mcuboot/zephyr/.config", "CONFIG_MCUBOOT=y\nCONFIG_BOOT_UPGRADE_ONLY=y\n");
    put_config(tree, "my_radio/zephyr/.config", "CONFIG_SOC_NRF5340_CPUNET=y\n");
    put_config(tree, "b0n/zephyr/.config", "CONFIG_SOC_NRF5340_CPUNET=y\nCONFIG_IS_SECURE_BOOTLOADER=y\n");
    put(tree, "partitions.yml", "app: {address: 0x10200, size: 0xe0000, region: flash_primary}\n");
    put(tree, "pm.config", "PM_APP_ADDRESS=0x10200\nPM_APP_SIZE=0xe0000\nPM_APP_NAME=app\n");
    put(tree, "regions.yml",
        "flash_primary: {base_address: 0x0, size: 0x100000, device: flash_controller}\n");
    put(tree, "partitions_CPUNET.yml",
        "my_radio: {address: 0x01008800, size: 0x36000, region: flash_primary}\n");
}

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
    const char *argv[] = {"rm", "-r", path_join(tree->arena, tree->path, "mcuboot"), NULL};
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
    put_config(tree, "hci_rpmsg/b0n/zephyr/.config",
               "CONFIG_SOC_NRF5340_CPUNET=y\nCONFIG_IS_SECURE_BOOTLOADER=y\n");
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
    assert_true(path_has_suffix(get(project, IMAGE_B0N)->directory, "hci_rpmsg/b0n"));
    assert_non_null(get(project, IMAGE_TFM));
    assert_non_null(partition_find(project->partitions_net, "app"));
    assert_string_equal(project->board, "nrf5340dk_nrf5340_cpuapp");
    assert_true(path_has_suffix(get(project, IMAGE_APP)->files.bin, "/zephyr/zephyr.bin"));
    assert_true(path_has_suffix(get(project, IMAGE_APP)->files.hex, "/zephyr/tfm_merged.hex"));
    assert_true(path_has_suffix(get(project, IMAGE_APP)->files.signed_bin, "/zephyr/app_update.bin"));
    assert_true(
        path_has_suffix(get(project, IMAGE_NET)->files.signed_bin, "/zephyr/net_core_app_update.bin"));
    assert_true(
        path_has_suffix(get(project, IMAGE_NET)->files.b0_hex, "hci_rpmsg/zephyr/signed_by_b0_app.hex"));
    assert_null(get(project, IMAGE_NET)->files.b0_bin);
    assert_true(path_has_suffix(project->dfu_zip, "/zephyr/dfu_application.zip"));
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
    assert_true(path_has_suffix(get(project, IMAGE_APP)->files.bin, "lamp/zephyr/zephyr.bin"));
    assert_true(path_has_suffix(get(project, IMAGE_APP)->files.signed_bin, "lamp/zephyr/zephyr.signed.bin"));
    assert_null(get(project, IMAGE_APP)->files.hex);
    assert_true(path_has_suffix(get(project, IMAGE_NET)->files.b0_bin, "/signed_by_b0_my_radio.bin"));
    assert_true(path_has_suffix(get(project, IMAGE_NET)->files.b0_hex, "/signed_by_b0_my_radio.hex"));
    assert_true(
        path_has_suffix(get(project, IMAGE_NET)->files.signed_bin, "/signed_by_mcuboot_and_b0_my_radio.bin"));
    assert_true(path_has_suffix(project->dfu_zip, "/dfu_application.zip"));
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

    put_config(tree, "mcuboot/zephyr/.config",
               "CONFIG_MCUBOOT=y\nCONFIG_BOARD=\"thingy53_nrf5340_cpuapp\"\n");
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
    put(tree, "pm.config",
        "PM_APP_ADDRESS=0x200\nPM_APP_SIZE=0x10\nPM_CPUNET_X_ADDRESS=0x0\nPM_CPUNET_X_SIZE=0x1\n");
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
    tree->options.sdk = (struct sdk_version){3, 0, 2};
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
    assert_true(path_has_suffix(project->sdk_origin, "west.yml"));
}

static void versions_in_paths(void **state)
{
    static const struct {
        const char *text;
        bool found;
        uint16_t minor;
    } rows[] = {
        {"/opt/nordic/ncs/v3.2.1/zephyr", true, 2},
        {"C:\\ncs\\v2.5.0\\nrf", true, 5},
        {"/home/u/ncs-v2.6.1/nrf", true, 6},
        {"/home/u/NCS/2.7.0/nrf", true, 7},
        {"/opt/ncs/toolchains/v2.9.0/opt", false, 0},
        {"/home/u/ncs/nrf", false, 0},
        {"/home/u/frencs/v2.6.1/nrf", false, 0},
        {"/opt/sdk/v2.6.1/nrf", false, 0},
        {"ncs", false, 0},
        {"", false, 0},
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

static void folders_that_are_no_build_are_refused(void **state)
{
    struct tree *tree = *state;

    assert_refused(tree, tree->path, "holds none of zephyr/.config, domains.yaml, partitions.yml");
    assert_refused(tree, path_join(tree->arena, tree->path, "missing"), "does not exist");
    put(tree, "prj.conf", "CONFIG_A=y\n");
    assert_refused(tree, tree->path, "is a source tree without a build");
    put_config(tree, "build/zephyr/.config", "CONFIG_SOC_NRF5340_CPUAPP=y\n");
    put(tree, "build/partitions.yml", "app: {address: 0, size: 1}\n");
    assert_refused(tree, tree->path, "/build'");
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
        {".config", "CONFIG_MCUBOOT=y\n", IMAGE_MCUBOOT},
        {"a.conf", "CONFIG_BOOT_UPGRADE_ONLY=y\n", IMAGE_MCUBOOT},
        {"b.conf", "CONFIG_IS_SECURE_BOOTLOADER=y\nCONFIG_PCD_NET=y\n", IMAGE_B0N},
        {"c.conf", "CONFIG_IS_SECURE_BOOTLOADER=y\n", IMAGE_B0},
        {"d.conf", "CONFIG_SOC_NRF5340_CPUNET_QKAA=y\n", IMAGE_NET},
        {"e.conf", "CONFIG_NRF53BOOT_NET_BACKUP=y\n", IMAGE_NRF53BOOT},
        {"prj.conf", "CONFIG_BT=y\n", IMAGE_APP},
        {"sysbuild/mcuboot/prj.conf", "CONFIG_LOG=y\n", IMAGE_MCUBOOT},
        {"ipc_radio.conf", "CONFIG_BT=y\n", IMAGE_NET},
        {"my_mcuboot_notes.conf", "CONFIG_BT=y\n", IMAGE_APP},
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

static void devicetrees_belong_to_their_images(void **state)
{
    struct tree *tree = *state;
    const struct project *project;

    put_sysbuild_tree(tree);
    assert_int_equal(unlink(path_join(tree->arena, tree->path, "my_radio/zephyr/.config")), 0);
    assert_int_equal(unlink(path_join(tree->arena, tree->path, "zephyr/.config")), 0);
    put(tree, "my_radio/zephyr/zephyr.dts",
        "/dts-v1/;\n/ { compatible = \"nordic,nrf5340-dk-nrf5340-cpunet\"; };\n");
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
        cmocka_unit_test_setup_teardown(preferred_network_image_comes_first, setup, teardown),
        cmocka_unit_test_setup_teardown(image_whose_folder_is_missing, setup, teardown),
        cmocka_unit_test_setup_teardown(child_image_tree, setup, teardown),
        cmocka_unit_test_setup_teardown(sysbuild_files, setup, teardown),
        cmocka_unit_test_setup_teardown(devicetree_era_ignores_a_stale_map, setup, teardown),
        cmocka_unit_test_setup_teardown(partial_trees_are_builds, setup, teardown),
        cmocka_unit_test_setup_teardown(pm_config_stands_in_for_the_map, setup, teardown),
        cmocka_unit_test_setup_teardown(disagreeing_outputs_are_an_anomaly, setup, teardown),
        cmocka_unit_test_setup_teardown(static_maps_in_the_tree, setup, teardown),
        cmocka_unit_test_setup_teardown(sdk_version_from_the_version_header, setup, teardown),
        cmocka_unit_test_setup_teardown(sdk_version_parts_of_the_version_header, setup, teardown),
        cmocka_unit_test_setup_teardown(sdk_version_from_paths_in_configs, setup, teardown),
        cmocka_unit_test_setup_teardown(sdk_version_of_the_caller_counts_first, setup, teardown),
        cmocka_unit_test_setup_teardown(sdk_version_from_a_manifest_above, setup, teardown),
        cmocka_unit_test(versions_in_paths),
        cmocka_unit_test_setup_teardown(all_broken_files_are_named_at_once, setup, teardown),
        cmocka_unit_test_setup_teardown(a_file_that_cannot_be_read_is_refused, setup, teardown),
        cmocka_unit_test_setup_teardown(folders_that_are_no_build_are_refused, setup, teardown),
        cmocka_unit_test_setup_teardown(files_that_cannot_be_checked_are_refused, setup, teardown),
        cmocka_unit_test_setup_teardown(single_partition_files, setup, teardown),
        cmocka_unit_test_setup_teardown(single_configs_belong_to_the_image_they_speak_of, setup, teardown),
        cmocka_unit_test_setup_teardown(fragments_are_never_complete, setup, teardown),
        cmocka_unit_test_setup_teardown(missing_dtc_is_one_note, setup, teardown),
        cmocka_unit_test_setup_teardown(named_dtc_that_is_missing_is_one_error, setup, teardown),
        cmocka_unit_test_setup_teardown(devicetrees_belong_to_their_images, setup, teardown),
        cmocka_unit_test(role_names_are_those_of_rules),
    };

    return cmocka_run_group_tests_name("project", tests, NULL, NULL);
}

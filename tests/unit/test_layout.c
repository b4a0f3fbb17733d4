/* The layout that Partition Manager will make of a source tree without static map. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "check/evaluation/evaluate.h"
#include "check/run/defaults.h"
#include "project/devicetree/overlay.h"

static const struct sdk_version sdk_2_2 = { 2, 2, 0 };
static const struct sdk_version sdk_2_9 = { 2, 9, 0 };
static const struct sdk_version sdk_3_2 = { 3, 2, 1 };
static const struct sdk_version sdk_3_4 = { 3, 4, 0 };

static const char storage_conf[] = "CONFIG_SETTINGS=y\nCONFIG_NVS=y\n";
static const char both_cores[] = "SB_CONFIG_BOOTLOADER_MCUBOOT=y\nSB_CONFIG_NETCORE_IPC_RADIO=y\n"
                                 "SB_CONFIG_SECURE_BOOT_NETCORE=y\nSB_CONFIG_NETCORE_APP_UPDATE=y\n"
                                 "SB_CONFIG_MCUBOOT_MODE_OVERWRITE_ONLY=y\n"
                                 "SB_CONFIG_PM_EXTERNAL_FLASH_MCUBOOT_SECONDARY=y\n";

struct bench {
    struct arena *arena;
    struct diagnostics diagnostics;
    struct project project;
    struct rule_set *set;
    const char *overlay; /* of the application */
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
    bench->overlay = "/ { chosen { nordic,pm-ext-flash = &mx25r64; }; };";
    assert_true(rule_set_load_brief(arena, NULL, &bench->diagnostics, &bench->set));
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

static const struct devicetree *read_overlay(struct bench *bench)
{
    struct devicetree *tree = overlay_tree_create(bench->arena);
    const struct source *source =
        source_from_bytes(bench->arena, "app.overlay", bench->overlay, strlen(bench->overlay));

    assert_true(overlay_read(bench->arena, tree, source, NULL, &bench->diagnostics));
    return tree;
}

static const struct project *complete(struct bench *bench, const char *sysbuild, const char *app, const char *mcuboot,
                                      struct sdk_version sdk)
{
    bench->project.images = (struct project_images){ 0 };
    bench->project.sysbuild = read_text(bench, "sysbuild.conf", sysbuild);
    put_image(bench, IMAGE_APP, app);
    bench->project.images.items[0].devicetree = read_overlay(bench);
    put_image(bench, IMAGE_MCUBOOT, mcuboot);
    return source_defaults_project(source_defaults_create(bench->arena, bench->set, &bench->project), sdk);
}

static void assert_place(const struct project *project, const char *name, uint64_t address, uint64_t size)
{
    const struct partition *partition = partition_find(project->partitions, name);

    assert_non_null(partition);
    assert_int_equal(partition->address.magnitude, address);
    assert_int_equal(partition->size.magnitude, size);
    assert_int_equal(strncmp(partition->default_source, "derived from ", strlen("derived from ")), 0);
}

static const struct partition_gap *gap_of(const struct project *project, const char *name)
{
    assert_null(partition_find(project->partitions, name));
    for (size_t i = 0; i < project->partitions->gaps.count; i++) {
        if (strcmp(project->partitions->gaps.items[i].name, name) == 0) {
            return &project->partitions->gaps.items[i];
        }
    }
    return NULL;
}

static void assert_open(const struct project *project, const char *name)
{
    assert_non_null(gap_of(project, name));
    assert_false(gap_of(project, name)->absent);
}

/* Sizes of fixtures/ncs32_dk_qspi_overwrite give the addresses of its partitions.yml. */
static void external_slots_stand_where_the_build_has_them(void **state)
{
    const struct project *project = complete(*state, both_cores,
                                             "CONFIG_SETTINGS=y\nCONFIG_NVS=y\n"
                                             "CONFIG_PM_PARTITION_SIZE_SETTINGS_STORAGE=0x8000\n",
                                             "CONFIG_PM_PARTITION_SIZE_MCUBOOT=0x10000\n", sdk_3_2);

    assert_true(project->partitions->derived);
    assert_place(project, "mcuboot", 0, 0x10000);
    assert_place(project, "mcuboot_pad", 0x10000, 0x200);
    assert_place(project, "mcuboot_primary", 0x10000, 0xe8000);
    assert_place(project, "mcuboot_primary_app", 0x10200, 0xe7e00);
    assert_place(project, "app", 0x10200, 0xe7e00);
    assert_place(project, "settings_storage", 0xf8000, 0x8000);
    assert_place(project, "mcuboot_secondary", 0, 0xe8000);
    assert_string_equal(partition_find(project->partitions, "mcuboot_secondary")->region, "external_flash");
    assert_place(project, "mcuboot_primary_1", 0, 0x40000);
    assert_place(project, "mcuboot_secondary_1", 0xe8000, 0x40000);
}

/* The region is the application's: Partition Manager drops what lies in one that it was not given. */
static void external_slots_are_dropped_without_the_application_s_flash(void **state)
{
    static const char disabled[] = "/ { chosen { nordic,pm-ext-flash = &mx25r64; }; };\n"
                                   "&mx25r64 { status = \"disabled\"; };";
    static const char *const overlays[] = { "", "/ { chosen { nordic,pm_ext_flash = &mx25r64; }; };", disabled };
    struct bench *bench = *state;

    for (size_t i = 0; i < sizeof overlays / sizeof overlays[0]; i++) {
        const struct project *project;

        bench->overlay = overlays[i];
        project = complete(bench, both_cores, storage_conf, "", sdk_3_2);
        assert_place(project, "mcuboot_primary", 0xc000, 0xf0000);
        assert_true(gap_of(project, "mcuboot_secondary")->absent);
        assert_true(gap_of(project, "mcuboot_secondary_1")->absent);
    }
}

/* The settings are 0x2000 bytes that begin on the grid of the flash protection. */
static void internal_slots_share_what_is_left(void **state)
{
    const struct project *project = complete(*state, "SB_CONFIG_BOOTLOADER_MCUBOOT=y\n", storage_conf, "", sdk_2_9);

    assert_place(project, "mcuboot", 0, 0xc000);
    assert_place(project, "settings_storage", 0xfc000, 0x2000);
    assert_place(project, "mcuboot_primary", 0xc000, 0x78000);
    assert_place(project, "mcuboot_secondary", 0x84000, 0x78000);
    assert_string_equal(partition_find(project->partitions, "mcuboot_secondary")->region, "flash_primary");
    assert_true(gap_of(project, "mcuboot_secondary_1")->absent);
    assert_open(project, "pcd_sram");
}

/* Halves off the grid are moved by steps that are not worked out. */
static void odd_halves_are_open(void **state)
{
    const struct project *project = complete(*state, "SB_CONFIG_BOOTLOADER_MCUBOOT=y\n", storage_conf,
                                             "CONFIG_PM_PARTITION_SIZE_MCUBOOT=0x10000\n", sdk_2_9);

    assert_place(project, "mcuboot_pad", 0x10000, 0x200);
    assert_open(project, "mcuboot_primary");
    assert_open(project, "mcuboot_secondary");
    assert_open(project, "app");
}

static void protected_bootloader_ends_on_its_grid(void **state)
{
    const char *size = "CONFIG_PM_PARTITION_SIZE_MCUBOOT=0xd000\n";

    assert_place(complete(*state, both_cores, storage_conf, size, sdk_2_9), "mcuboot_primary", 0x10000, 0xec000);
    size = "CONFIG_PM_PARTITION_SIZE_MCUBOOT=0xd000\nCONFIG_FPROTECT=n\n";
    assert_place(complete(*state, both_cores, storage_conf, size, sdk_2_9), "mcuboot_primary", 0xd000, 0xef000);
}

static void command_block_moves_with_the_release(void **state)
{
    struct bench *bench = *state;
    const struct project *project = complete(bench, both_cores, storage_conf, "", sdk_2_9);

    assert_place(project, "pcd_sram", 0x20000000, 0x2000);
    /* Since 3.2 it lies below the memory that both cores share, which is there with Bluetooth. */
    assert_open(complete(bench, both_cores, storage_conf, "", sdk_3_2), "pcd_sram");
    assert_open(complete(bench, both_cores, storage_conf, "", sdk_3_2), "rpmsg_nrf53_sram");
    /* Without what the board has under the tree nothing is said of the memory that both cores share. */
    bench->project.board = "our_board/nrf5340/cpuapp";
    assert_null(complete(bench, both_cores, storage_conf, "", sdk_2_9)->partitions);
}

static void what_is_not_known_leaves_the_slots_open(void **state)
{
    static const char *const apps[] = { "CONFIG_BT=y\n", "CONFIG_SETTINGS=y\nCONFIG_NVS=y\nCONFIG_FILE_SYSTEM=y\n",
                                        "CONFIG_SETTINGS=y\nCONFIG_NVS=y\nCONFIG_ZMS=y\n",
                                        "CONFIG_SETTINGS=n\nCONFIG_NVS=y\n" };

    for (size_t i = 0; i < ARRAY_LENGTH(apps); i++) {
        const struct project *project = complete(*state, both_cores, apps[i], "", sdk_2_9);

        assert_place(project, "mcuboot", 0, 0xc000);
        assert_open(project, "mcuboot_primary");
        assert_open(project, "mcuboot_secondary");
        assert_open(project, "mcuboot_secondary_1");
    }
    assert_open(complete(*state, both_cores, storage_conf, "", sdk_2_2), "mcuboot_primary");
    assert_open(complete(*state, both_cores, storage_conf, "", sdk_3_4), "mcuboot_primary");
}

static void sizes_without_room_are_open(void **state)
{
    const struct project *project =
        complete(*state, both_cores,
                 "CONFIG_SETTINGS=y\nCONFIG_NVS=y\nCONFIG_PM_PARTITION_SIZE_SETTINGS_STORAGE=0x200000\n", "", sdk_2_9);

    assert_open(project, "settings_storage");
    assert_open(project, "mcuboot_primary");
    project = complete(*state, both_cores, storage_conf, "CONFIG_PM_PARTITION_SIZE_MCUBOOT=0xff000\n", sdk_2_9);
    assert_open(project, "mcuboot_primary");
    assert_open(project, "mcuboot_secondary");
}

static void no_storage_leaves_all_to_the_slot(void **state)
{
    const struct project *project =
        complete(*state, both_cores, "CONFIG_SETTINGS=n\nCONFIG_NVS=n\nCONFIG_ZMS=n\n", "", sdk_2_9);

    assert_true(gap_of(project, "settings_storage")->absent);
    assert_place(project, "mcuboot_primary", 0xc000, 0xf4000);
    assert_place(project, "mcuboot_secondary_1", 0xf4000, 0x40000);
}

static void a_static_map_is_the_truth(void **state)
{
    struct bench *bench = *state;
    const char *text = "mcuboot: {address: 0x0, size: 0x8000, region: flash_primary}\n";
    struct partition_map *map;
    const struct project *project;

    assert_true(partitions_read_yaml(bench->arena, source_from_bytes(bench->arena, "pm_static.yml", text, strlen(text)),
                                     &bench->project.anomalies, &bench->diagnostics, &map));
    bench->project.partitions = map;
    *ARENA_PUSH(bench->arena, &bench->project.statics) = map;
    project = complete(bench, both_cores, storage_conf, "", sdk_2_9);
    assert_ptr_equal(project->partitions, map);
    assert_int_equal(project->notes.count, 0);
}

/* What a project places itself, the immutable bootloader, TF-M: nothing is worked out, and the note says why. */
static void unusual_builds_are_not_derived(void **state)
{
    struct bench *bench = *state;
    const struct project *project;

    bench->project.board = "nrf5340dk/nrf5340/cpuapp/ns";
    assert_null(complete(bench, both_cores, storage_conf, "", sdk_2_9)->partitions);
    bench->project.board = "nrf5340dk/nrf5340/cpuapp";
    assert_null(
        complete(bench, "SB_CONFIG_BOOTLOADER_MCUBOOT=y\nSB_CONFIG_SECURE_BOOT_APPCORE=y\n", storage_conf, "", sdk_2_9)
            ->partitions);
    anomaly_add(bench->arena, &bench->project.anomalies, "own-partitions", "pm.yml", ORIGIN_NONE, ORIGIN_NONE, "x");
    project = complete(bench, both_cores, storage_conf, "", sdk_2_9);
    assert_null(project->partitions);
    assert_int_equal(project->notes.count, 1);
    assert_non_null(strstr(project->notes.items[0], "partitions that are not known here"));
    assert_int_equal(bench->project.notes.count, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(external_slots_stand_where_the_build_has_them, setup, teardown),
        cmocka_unit_test_setup_teardown(external_slots_are_dropped_without_the_application_s_flash, setup, teardown),
        cmocka_unit_test_setup_teardown(internal_slots_share_what_is_left, setup, teardown),
        cmocka_unit_test_setup_teardown(odd_halves_are_open, setup, teardown),
        cmocka_unit_test_setup_teardown(protected_bootloader_ends_on_its_grid, setup, teardown),
        cmocka_unit_test_setup_teardown(command_block_moves_with_the_release, setup, teardown),
        cmocka_unit_test_setup_teardown(what_is_not_known_leaves_the_slots_open, setup, teardown),
        cmocka_unit_test_setup_teardown(sizes_without_room_are_open, setup, teardown),
        cmocka_unit_test_setup_teardown(no_storage_leaves_all_to_the_slot, setup, teardown),
        cmocka_unit_test_setup_teardown(a_static_map_is_the_truth, setup, teardown),
        cmocka_unit_test_setup_teardown(unusual_builds_are_not_derived, setup, teardown),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* Source trees with mistakes that the SDK passes over: what is broken is an error, what nobody reads has a note. */
#define _XOPEN_SOURCE 700
#include "project_tree.h"

#include <sys/stat.h>

#include "project/source/source_variants.h"

#define BOARD "nrf5340dk/nrf5340/cpuapp"
#define KEY   "nrf5340dk_nrf5340_cpuapp"

static const char *in_tree(struct tree *tree, const char *name)
{
    return path_join(tree->arena, tree->path, name);
}

static void put_application(struct tree *tree)
{
    put(tree, "CMakeLists.txt", "find_package(Zephyr)\n");
    put(tree, "sysbuild/mcuboot.overlay", "");
    put(tree, "boards/" KEY ".overlay", "");
    tree->options.source_trees = true;
    tree->options.board = BOARD;
}

/* A link to nothing, a link to itself, a folder and a pipe in place of each file that a configuration is made of. */
static void what_stands_for_a_file_is_an_error(void **state)
{
    static const char *const names[] = {
        "prj.conf",
        "sysbuild.conf",
        "Kconfig.sysbuild",
        "sysbuild.cmake",
        "pm_static.yml",
        "pm_static_" KEY ".yml",
        "west.yml",
        "nrf53boot.conf",
        "boards/" KEY ".conf",
        "boards/" KEY ".overlay",
        "sysbuild/mcuboot.conf",
        "sysbuild/mcuboot.overlay",
        "sysbuild/mcuboot/prj.conf",
    };
    static const char *const failures[] = { "is a link to nothing", "is a link that loops", "is a folder",
                                            "is no regular file" };
    struct tree *tree = *state;

    put_application(tree);
    for (size_t i = 0; i < ARRAY_LENGTH(names) * ARRAY_LENGTH(failures); i++) {
        const char *name = names[i / ARRAY_LENGTH(failures)];
        const char *path = in_tree(tree, name);
        size_t kind = i % ARRAY_LENGTH(failures);
        bool kept = file_exists(path);

        put(tree, name, "");
        assert_int_equal(unlink(path), 0);
        assert_int_equal(kind == 0   ? symlink("nowhere", path)
                         : kind == 1 ? symlink(path_basename(path), path)
                         : kind == 2 ? mkdir(path, 0777)
                                     : mkfifo(path, 0666),
                         0);
        assert_refused(tree, tree->path, failures[kind]);
        assert_string_equal(tree->diagnostics.items[0].origin.source->name, name);
        assert_int_equal(kind == 2 ? rmdir(path) : unlink(path), 0);
        if (kept) {
            put(tree, name, "");
        }
    }
}

static void broken_board_file_names_its_board(void **state)
{
    struct tree *tree = *state;
    struct source_variants variants;

    put(tree, "prj.conf", "");
    put(tree, "boards/x", "");
    assert_int_equal(symlink("nowhere", in_tree(tree, "boards/" KEY ".conf")), 0);
    variants = source_variants_find(tree->arena, tree->path, &tree->options);
    assert_int_equal(variants.count, 1);
    assert_string_equal(variants.items[0].board, KEY);
}

static void folder_that_is_a_link_to_nothing(void **state)
{
    struct tree *tree = *state;

    put(tree, "prj.conf", "");
    tree->options.source_trees = true;
    assert_int_equal(symlink("nowhere", in_tree(tree, "sysbuild")), 0);
    assert_refused(tree, tree->path, "sysbuild' is a link to nothing");
    assert_int_equal(unlink(in_tree(tree, "sysbuild")), 0);
    put(tree, "sysbuild/mcuboot.conf", "");
    assert_int_equal(symlink("nowhere", in_tree(tree, "sysbuild/mcuboot")), 0);
    assert_refused(tree, tree->path, "is a link to nothing");
}

static void manifest_that_is_no_yaml(void **state)
{
    struct tree *tree = *state;

    put_application(tree);
    put(tree, "west.yml", "manifest:\n  projects: [\n");
    assert_refused(tree, tree->path, "");
    assert_string_equal(tree->diagnostics.items[0].origin.source->name, "west.yml");
    tree->options.sdk_given = true; /* then nobody asks the manifest */
    tree->options.sdk = (struct sdk_version){ 3, 2, 0 };
    assert_sdk(open_tree(tree), 3, 2, 0, "--sdk-version");
}

/* Somebody else's file is no error of this input. */
static void manifest_above_may_be_broken(void **state)
{
    struct tree *tree = *state;

    put(tree, "west.yml", "manifest:\n  projects: [\n");
    put(tree, "app/prj.conf", "");
    tree->options.source_trees = true;
    assert_false(open_file(tree, "app")->sdk_known);
}

static size_t notes_with(const struct project *project, const char *words)
{
    size_t count = 0;

    for (size_t i = 0; i < project->notes.count; i++) {
        count += strstr(project->notes.items[i], words) != NULL;
    }
    return count;
}

static void board_that_no_file_is_for(void **state)
{
    struct tree *tree = *state;

    put_application(tree);
    put(tree, "prj.conf", "");
    assert_int_equal(notes_with(open_tree(tree), "no file here is for the board"), 0);
    tree->options.board = "nrf5340dk@1.0.0/nrf5340/cpuapp";
    assert_int_equal(notes_with(open_tree(tree), "no file here is for the board"), 0);
    tree->options.board = "nrf5340dk/nrf5340/cpuap";
    assert_note(open_tree(tree), "for the board 'nrf5340dk/nrf5340/cpuap'; this tree has files for '" KEY "'");
    assert_int_equal(unlink(in_tree(tree, "boards/" KEY ".overlay")), 0);
    assert_int_equal(notes_with(open_tree(tree), "no file here is for the board"), 0);
}

static void board_of_another_chip(void **state)
{
    static const struct {
        const char *board;
        size_t notes;
    } boards[] = {
        { "nrf52840dk/nrf52840", 1 }, { "nrf52840dk_nrf52840", 1 },      { "nrf52840dk", 1 },
        { "nrf5340dk", 0 },           { "acme_nrf5340_cpuapp", 0 },      { "thingy53/nrf5340/cpuapp/ns", 0 },
        { "acme/nrf9160/ns", 1 },     { "thingy91x/nrf5340/cpuapp", 0 }, { "acme_hub_cpuapp", 0 },
    };
    struct tree *tree = *state;

    put(tree, "prj.conf", "");
    tree->options.source_trees = true;
    for (size_t i = 0; i < ARRAY_LENGTH(boards); i++) {
        tree->options.board = boards[i].board;
        assert_int_equal(notes_with(open_tree(tree), "the rules are about the nRF5340"), boards[i].notes);
    }
}

static void suffix_that_no_file_has(void **state)
{
    static const char *const names[] = { "prj_x.conf", "boards/" KEY "_x.overlay", "sysbuild/mcuboot/app_x.overlay",
                                         "pm_static_x.yml", "pm_static_CPUNET_x.yml" };
    struct tree *tree = *state;

    put_application(tree);
    put(tree, "prj.conf", "");
    put(tree, "prj_release.conf", "");
    put(tree, "prj_xy.conf", "");
    tree->options.file_suffix = "x";
    assert_refused(tree, tree->path, "has the suffix 'x' of option '--file-suffix'; it has files for 'release', 'xy'");
    for (size_t i = 0; i < ARRAY_LENGTH(names); i++) {
        put(tree, names[i], "");
        if (strstr(names[i], ".yml") != NULL) {
            put(tree, names[i], "app: {address: 0x0, size: 0x1000}\n");
        }
        (void)open_tree(tree);
        assert_int_equal(unlink(in_tree(tree, names[i])), 0);
    }
    put(tree, "CMakeLists.txt", "find_package(Zephyr)\nif(FILE_SUFFIX STREQUAL x)\n");
    (void)open_tree(tree);
}

static void files_of_no_image(void **state)
{
    static const char *const read[] = { "sysbuild/mcuboot.conf", "sysbuild/mcuboot_release.conf",
                                        "sysbuild/b0n.overlay",  "sysbuild/ipc_radio.conf",
                                        "sysbuild/README.md",    "sysbuild/ble_mcumgr.conf" };
    static const char *const unread[] = { "sysbuild/mcu_boot.conf", "sysbuild/mcuboo.overlay",
                                          "sysbuild/mcuboot_release.overlay" };
    struct tree *tree = *state;

    put(tree, "prj.conf", "");
    put(tree, "sysbuild.conf", "");
    put(tree, "prj_release.conf", "");
    tree->options.source_trees = true;
    put(tree, arena_printf(tree->arena, "sysbuild/%s.conf", path_basename(tree->path)), "");
    for (size_t i = 0; i < ARRAY_LENGTH(read); i++) {
        put(tree, read[i], "");
    }
    assert_int_equal(notes_with(open_tree(tree), "is not read"), 0);
    for (size_t i = 0; i < ARRAY_LENGTH(unread); i++) {
        put(tree, unread[i], "");
        assert_int_equal(notes_with(open_tree(tree), "is not read: no image is called"), i + 1);
        assert_note(open_tree(tree), unread[i]);
    }
    put(tree, "sysbuild.cmake", "ExternalZephyrProject_Add(APPLICATION mcu_boot)\n");
    assert_int_equal(notes_with(open_tree(tree), "no image is called"), 0);
}

static void files_of_a_network_image_that_is_not_chosen(void **state)
{
    struct tree *tree = *state;
    const struct project *project;

    put(tree, "prj.conf", "");
    put(tree, "sysbuild.conf", "SB_CONFIG_A=y\nSB_CONFIG_NETCORE_IPC_RADIO=y\n");
    put(tree, "sysbuild/hci_ipc.conf", "CONFIG_A=y\n");
    put(tree, "sysbuild/rpc_host/prj.conf", "");
    tree->options.source_trees = true;
    project = open_tree(tree);
    assert_note(project, "'sysbuild/hci_ipc.conf' is not read: sysbuild.conf:2:1 chooses another image");
    assert_note(project, "'sysbuild/rpc_host/prj.conf' is not read");
    assert_null(project_image(project, IMAGE_NET));
    put(tree, "sysbuild/ipc_radio.conf", "CONFIG_B=y\n");
    assert_string_equal(get(open_tree(tree), IMAGE_NET)->name, "ipc_radio");
    put(tree, "sysbuild.conf", "");
    assert_int_equal(notes_with(open_tree(tree), "is not read"), 0);
}

static void static_maps_that_nobody_looks_for(void **state)
{
    static const char *const names[] = { "pm-static.yml", "pm_static.yaml", "Pm_Static_old.yml", "pmstatic.yml",
                                         "sysbuild/pm_static.yml" };
    struct tree *tree = *state;

    put(tree, "prj.conf", "");
    put(tree, "pm_static.yml", "app: {address: 0x0, size: 0x1000}\n");
    put(tree, "pm.yml", "");
    put(tree, "mcuboot_pm_static.yml", "");
    tree->options.source_trees = true;
    assert_int_equal(notes_with(open_tree(tree), "Partition Manager looks for"), 0);
    for (size_t i = 0; i < ARRAY_LENGTH(names); i++) {
        put(tree, names[i], "");
        assert_int_equal(notes_with(open_tree(tree), "Partition Manager looks for"), i + 1);
        assert_note(open_tree(tree), names[i]);
    }
}

/* sysbuild looks for prj.conf in the folder alone. */
static void folder_of_an_image_without_prj_conf(void **state)
{
    struct tree *tree = *state;
    const struct project *project;

    put_application(tree);
    put(tree, "sysbuild.conf", "");
    put(tree, "sysbuild/mcuboot/boards/" KEY ".conf", "CONFIG_A=y\n");
    project = open_tree(tree);
    assert_int_equal(project->anomalies.count, 1);
    assert_string_equal(project->anomalies.items[0].kind, "replaces-sdk-conf");
    assert_string_equal(project->anomalies.items[0].subject, "mcuboot");
    assert_non_null(strstr(project->anomalies.items[0].detail, "'sysbuild/mcuboot'"));
    put(tree, "sysbuild/mcuboot/prj.conf", "");
    project = open_tree(tree);
    assert_int_equal(project->anomalies.count, 1);
    assert_null(strstr(project->anomalies.items[0].detail, "'sysbuild/mcuboot'"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(what_stands_for_a_file_is_an_error, setup, teardown),
        cmocka_unit_test_setup_teardown(broken_board_file_names_its_board, setup, teardown),
        cmocka_unit_test_setup_teardown(folder_that_is_a_link_to_nothing, setup, teardown),
        cmocka_unit_test_setup_teardown(manifest_that_is_no_yaml, setup, teardown),
        cmocka_unit_test_setup_teardown(manifest_above_may_be_broken, setup, teardown),
        cmocka_unit_test_setup_teardown(board_that_no_file_is_for, setup, teardown),
        cmocka_unit_test_setup_teardown(board_of_another_chip, setup, teardown),
        cmocka_unit_test_setup_teardown(suffix_that_no_file_has, setup, teardown),
        cmocka_unit_test_setup_teardown(files_of_no_image, setup, teardown),
        cmocka_unit_test_setup_teardown(files_of_a_network_image_that_is_not_chosen, setup, teardown),
        cmocka_unit_test_setup_teardown(static_maps_that_nobody_looks_for, setup, teardown),
        cmocka_unit_test_setup_teardown(folder_of_an_image_without_prj_conf, setup, teardown),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

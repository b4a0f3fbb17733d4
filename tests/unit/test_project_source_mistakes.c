/* Source trees with mistakes that the SDK passes over: what is broken is an error. */
#define _XOPEN_SOURCE 700
#include "project_tree.h"

#include <sys/stat.h>

#include "project/source_variants.h"

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

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(what_stands_for_a_file_is_an_error, setup, teardown),
        cmocka_unit_test_setup_teardown(broken_board_file_names_its_board, setup, teardown),
        cmocka_unit_test_setup_teardown(folder_that_is_a_link_to_nothing, setup, teardown),
        cmocka_unit_test_setup_teardown(manifest_that_is_no_yaml, setup, teardown),
        cmocka_unit_test_setup_teardown(manifest_above_may_be_broken, setup, teardown),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

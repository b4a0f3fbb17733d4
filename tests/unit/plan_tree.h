/* Copies of the sample trees with a fact changed, and the plans made of them. Include it first, behind _XOPEN_SOURCE. */
#ifndef TESTS_PLAN_TREE_H
#define TESTS_PLAN_TREE_H

#include "project_tree.h"

#include "pack/package.h"

#define OVERWRITE      "fixtures/ncs32_dk_qspi_overwrite"
#define APP_CONFIG     "sensor_hub/zephyr/.config"
#define MCUBOOT_CONFIG "mcuboot/zephyr/.config"

static const char *const key_path = "fixtures/keys/test-ecdsa-p256.pem";

/* A copy of a sample tree that a test may change. */
static inline void copy_fixture(struct tree *tree, const char *fixture)
{
    const char *from = arena_printf(tree->arena, "%s/.", fixture);
    const char *argv[] = { "cp", "-r", from, tree->path, NULL };
    struct process_result result;

    assert_true(process_run(tree->arena, argv, 4096, &result));
    assert_int_equal(result.exit_status, 0);
}

/* Replaces each `from` in a file of the tree; there must be one. */
static inline void change(struct tree *tree, const char *name, const char *from, const char *to)
{
    const char *path = path_join(tree->arena, tree->path, name);
    struct text text = text_create(tree->arena, 1u << 20);
    const struct source *source;
    const char *rest;

    assert_true(source_load(tree->arena, path, path, SOURCE_TEXT_LIMIT, &tree->diagnostics, &source));
    assert_non_null(strstr(source->data, from));
    for (rest = source->data; strstr(rest, from) != NULL; rest = strstr(rest, from) + strlen(from)) {
        text_append_bytes(&text, rest, (size_t)(strstr(rest, from) - rest));
        text_append(&text, to);
    }
    text_append(&text, rest);
    put(tree, name, text.data);
}

static inline void append(struct tree *tree, const char *name, const char *line)
{
    const char *path = path_join(tree->arena, tree->path, name);
    const struct source *source;

    assert_true(source_load(tree->arena, path, path, SOURCE_TEXT_LIMIT, &tree->diagnostics, &source));
    put(tree, name, arena_printf(tree->arena, "%s\n%s\n", source->data, line));
}

static inline bool plan_of(struct tree *tree, const char *path, const struct plan_overrides *overrides,
                           struct package_plan *plan)
{
    const struct plan_overrides only_key = { .key = key_path };
    struct project *project;

    assert_true(project_open(tree->arena, path, &tree->options, &tree->diagnostics, &project));
    return package_plan_make(tree->arena, project, overrides != NULL ? overrides : &only_key, &tree->diagnostics, plan);
}

static inline bool said(const struct tree *tree, const char *text)
{
    for (size_t i = 0; i < tree->diagnostics.count; i++) {
        if (strstr(tree->diagnostics.items[i].message, text) != NULL) {
            return true;
        }
    }
    return false;
}

#endif

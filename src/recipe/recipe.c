#include "recipe/recipe.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "base/source.h"
#include "base/yaml.h"
#include "recipe/embedded_templates.h"

#define RECIPE_FILE "/recipe.yml"

/* The files are part of the program, so what is wrong in them is a bug. */
static const char *text_at(const struct yaml_node *node, const char *key)
{
    const struct yaml_node *value = yaml_get(node, key);

    return value == NULL ? NULL : value->text;
}

static const char *needed(const struct yaml_node *node, const char *key)
{
    const char *text = text_at(node, key);

    assert(text != NULL);
    return text;
}

static bool yes_at(const struct yaml_node *node, const char *key)
{
    const char *text = text_at(node, key);

    return text != NULL && strcmp(text, "yes") == 0;
}

static uint32_t number_at(const struct yaml_node *node, const char *key, uint32_t otherwise)
{
    const char *text = text_at(node, key);
    uint64_t value = otherwise;
    bool good = text == NULL || parse_uint64(slice_of(text), 0, &value);

    assert(good && value <= UINT32_MAX);
    (void)good;
    return (uint32_t)value;
}

static enum recipe_place place_at(const struct yaml_node *node, const char *key)
{
    const char *text = text_at(node, key);

    if (text == NULL) {
        return PLACE_NONE;
    }
    assert(strcmp(text, "internal") == 0 || strcmp(text, "external") == 0);
    return strcmp(text, "internal") == 0 ? PLACE_INTERNAL : PLACE_EXTERNAL;
}

static enum upgrade_mode mode_of(const char *name)
{
    if (strcmp(name, "overwrite-only") == 0) {
        return UPGRADE_OVERWRITE_ONLY;
    }
    if (strcmp(name, "swap-move") == 0) {
        return UPGRADE_SWAP_MOVE;
    }
    assert(strcmp(name, "single-slot") == 0);
    return UPGRADE_SINGLE_SLOT;
}

static void read_ranges(struct arena *arena, const struct yaml_node *list, struct recipe *recipe)
{
    for (size_t i = 0; i < list->count; i++) {
        const struct yaml_node *item = list->items[i];
        struct recipe_range *range = ARENA_PUSH(arena, &recipe->ranges);
        bool good;

        range->text = needed(item, "sdk");
        range->why = text_at(item, "not");
        range->child_image = yes_at(item, "child_image");
        good = sdk_range_parse(arena, slice_of(range->text), &range->range);
        assert(good);
        (void)good;
    }
}

static void read_files(struct arena *arena, const struct yaml_node *list, struct recipe *recipe)
{
    for (size_t i = 0; i < list->count; i++) {
        const struct yaml_node *item = list->items[i];
        struct recipe_file *file = ARENA_PUSH(arena, &recipe->files);

        file->path = needed(item, "file");
        file->template = text_at(item, "template");
        file->when = text_at(item, "when");
        if (file->template == NULL) {
            file->template = arena_printf(arena, "%s/%s", recipe->name, file->path);
        }
    }
}

static void read_recipe(struct arena *arena, const char *name, const struct yaml_node *root, struct recipe *recipe)
{
    *recipe = (struct recipe){
        .name = name,
        .summary = needed(root, "summary"),
        .gives = needed(root, "gives"),
        .lacks = needed(root, "lacks"),
        .rollback = needed(root, "rollback"),
        .bootloader = needed(root, "bootloader"),
        .sdk_text = needed(root, "releases"),
        .board = text_at(root, "board"),
        .mode = mode_of(needed(root, "mode")),
        .secondary = place_at(root, "secondary"),
        .net_secondary = place_at(root, "net_secondary"),
        .net_backup = yes_at(root, "net_backup"),
        .net_updates = yes_at(root, "net_updates"),
        .net_ram = yes_at(root, "net_ram"),
        .devicetree = yes_at(root, "devicetree"),
        .primary_size = number_at(root, "primary_size", 0),
        .settings_size = number_at(root, "settings_size", 0x8000),
    };
    read_ranges(arena, yaml_get(root, "sdk"), recipe);
    read_files(arena, yaml_get(root, "files"), recipe);
}

static int compare_recipes(const void *left, const void *right)
{
    return strcmp(((const struct recipe *)left)->name, ((const struct recipe *)right)->name);
}

const struct recipes *recipes_load(struct arena *arena)
{
    struct recipes *recipes = arena_alloc(arena, sizeof *recipes);
    struct diagnostics diagnostics = diagnostics_create(arena);

    for (const struct embedded_template *file = embedded_templates; file->name != NULL; file++) {
        const struct source *source;
        struct yaml_node *root = NULL;
        bool good;

        if (!text_ends_with(file->name, RECIPE_FILE)) {
            continue;
        }
        source = source_from_bytes(arena, file->name, file->data, file->size);
        good = yaml_parse(arena, source, &diagnostics, &root);
        assert(good && root != NULL);
        (void)good;
        read_recipe(arena, arena_strndup(arena, file->name, strlen(file->name) - strlen(RECIPE_FILE)), root,
                    ARENA_PUSH(arena, recipes));
    }
    qsort(recipes->items, recipes->count, sizeof *recipes->items, compare_recipes);
    return recipes;
}

const struct recipe *recipe_find(const struct recipes *recipes, const char *name)
{
    for (size_t i = 0; i < recipes->count; i++) {
        if (strcmp(recipes->items[i].name, name) == 0) {
            return &recipes->items[i];
        }
    }
    return NULL;
}

const struct recipe_range *recipe_range_of(const struct recipe *recipe, struct sdk_version sdk)
{
    for (size_t i = 0; i < recipe->ranges.count; i++) {
        if (sdk_range_contains(&recipe->ranges.items[i].range, sdk)) {
            return &recipe->ranges.items[i];
        }
    }
    return NULL;
}

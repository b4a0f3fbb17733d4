#include <string.h>

#include "project/settings/kconfig.h"
#include "recipe/recipe_compare_files.h"

/* Names that are members of one choice: those that begin with the prefix, or all that are listed. */
struct choice {
    const char *prefix;
    const char *const *names;
    bool is_upgrade_mode; /* which the recipe has, whether its file names it or not */
};

/* sdk-mcuboot boot/zephyr/Kconfig, choice BOOT_IMAGE_UPGRADE_MODE */
static const char *const mcuboot_modes[] = {
    "CONFIG_SINGLE_APPLICATION_SLOT", "CONFIG_SINGLE_APPLICATION_SLOT_RAM_LOAD",
    "CONFIG_BOOT_SWAP_USING_OFFSET",  "CONFIG_BOOT_SWAP_USING_MOVE",
    "CONFIG_BOOT_SWAP_USING_SCRATCH", "CONFIG_BOOT_UPGRADE_ONLY",
    "CONFIG_BOOT_DIRECT_XIP",         "CONFIG_BOOT_RAM_LOAD",
    "CONFIG_BOOT_FIRMWARE_LOADER",    NULL,
};

static const struct choice choices[] = {
    { NULL, mcuboot_modes, true },
    { "CONFIG_MCUBOOT_BOOTLOADER_MODE_", NULL, true },
    { "SB_CONFIG_MCUBOOT_MODE_", NULL, true },
    { "SB_CONFIG_BOOT_SIGNATURE_TYPE_", NULL, false },
    { "CONFIG_BOOT_SIGNATURE_TYPE_", NULL, false },
};

static bool is_member(const struct choice *choice, const char *name)
{
    if (choice->prefix != NULL) {
        return strncmp(name, choice->prefix, strlen(choice->prefix)) == 0;
    }
    for (const char *const *member = choice->names; *member != NULL; member++) {
        if (strcmp(*member, name) == 0) {
            return true;
        }
    }
    return false;
}

/* Kconfig's own value, however it is written: "n" and "is not set" are one, so are 0x10 and 16. */
static bool same_value(const struct kconfig_symbol *left, const struct kconfig_symbol *right)
{
    if (left->type != right->type) {
        return false;
    }
    if (left->type == KCONFIG_NUMBER) {
        return left->magnitude == right->magnitude && left->negative == right->negative;
    }
    return left->type == KCONFIG_YES || left->type == KCONFIG_NOT_SET || strcmp(left->text, right->text) == 0;
}

/* Of a choice the member that is switched on last is the one that counts. */
static const struct kconfig_symbol *chosen_member(const struct kconfig *file, const struct choice *choice)
{
    const struct kconfig_symbol *chosen = NULL;

    for (size_t i = 0; i < file->count; i++) {
        const struct kconfig_symbol *symbol = &file->items[i];

        if (symbol->type == KCONFIG_YES && is_member(choice, symbol->name) &&
            (chosen == NULL || symbol->origin.line > chosen->origin.line)) {
            chosen = symbol;
        }
    }
    return chosen;
}

static bool says(const struct kconfig *file, const struct kconfig_symbol *wanted)
{
    const struct kconfig_symbol *there = kconfig_find(file, wanted->name);

    if (there == NULL || !same_value(there, wanted)) {
        return false;
    }
    for (size_t i = 0; i < ARRAY_LENGTH(choices); i++) {
        if (wanted->type == KCONFIG_YES && is_member(&choices[i], wanted->name)) {
            return chosen_member(file, &choices[i]) == there;
        }
    }
    return true;
}

/* The recipe's lines in their own order, which is not that of the names. */
static void list_missing(const struct kconfig *recipe, const struct kconfig *there, struct text *out)
{
    size_t lines = 0;

    for (size_t i = 0; i < recipe->count; i++) {
        lines = recipe->items[i].origin.line > lines ? recipe->items[i].origin.line : lines;
    }
    for (size_t line = 1; line <= lines; line++) {
        for (size_t i = 0; i < recipe->count; i++) {
            if (recipe->items[i].origin.line == line && !says(there, &recipe->items[i])) {
                recipe_compare_line(out, recipe->items[i].origin);
            }
        }
    }
}

static bool is_mode(enum upgrade_mode mode, const char *name)
{
    switch (mode) {
    case UPGRADE_SWAP_MOVE:
        return text_ends_with(name, "_SWAP_USING_MOVE") || text_ends_with(name, "_MODE_SWAP_WITHOUT_SCRATCH");
    case UPGRADE_OVERWRITE_ONLY:
        return text_ends_with(name, "_BOOT_UPGRADE_ONLY") || text_ends_with(name, "_MODE_OVERWRITE_ONLY");
    default:
        return text_ends_with(name, "_SINGLE_APPLICATION_SLOT") || text_ends_with(name, "_MODE_SINGLE_APP");
    }
}

/* Where sysbuild sets the mode, the recipe's files of the images name none: a line that does means another one. */
static bool is_against(const struct recipe *recipe, const struct choice *choice, const struct kconfig_symbol *wanted,
                       const struct kconfig_symbol *there)
{
    if (wanted != NULL) {
        return strcmp(wanted->name, there->name) != 0;
    }
    return choice->is_upgrade_mode && !is_mode(recipe->mode, there->name);
}

static void list_other_members(const struct recipe *recipe, const struct kconfig *wanted, const struct kconfig *there,
                               struct text *out)
{
    for (size_t i = 0; i < ARRAY_LENGTH(choices); i++) {
        const struct kconfig_symbol *chosen = chosen_member(there, &choices[i]);

        if (chosen != NULL && is_against(recipe, &choices[i], chosen_member(wanted, &choices[i]), chosen)) {
            recipe_compare_line(out, chosen->origin);
        }
    }
}

bool recipe_compare_conf(struct arena *arena, const struct recipe *recipe, const struct source *wanted,
                         const struct source *there, struct recipe_comparison *comparison)
{
    struct diagnostics diagnostics = diagnostics_create(arena);
    struct anomalies anomalies = { 0 };
    struct kconfig *recipe_says;
    struct kconfig *file_says;

    if (!kconfig_read(arena, wanted, 0, &anomalies, &diagnostics, &recipe_says) ||
        !kconfig_read(arena, there, 0, &anomalies, &diagnostics, &file_says)) {
        return recipe_compare_failed(comparison, &diagnostics);
    }
    list_missing(recipe_says, file_says, &comparison->missing);
    list_other_members(recipe, recipe_says, file_says, &comparison->against);
    return comparison->missing.length == 0 && comparison->against.length == 0;
}

#include "recipe/recipe_compare.h"

#include "recipe/recipe_compare_files.h"
#include "recipe/recipe_files.h"

bool recipe_file_agrees(struct arena *arena, const struct recipe *recipe, const struct recipe_output *output,
                        const struct source *there, struct recipe_comparison *comparison)
{
    const struct source *wanted = source_from_bytes(arena, output->path, output->text, output->length);

    *comparison = (struct recipe_comparison){
        .missing = text_create(arena, RECIPE_FILE_LIMIT),
        .against = text_create(arena, RECIPE_FILE_LIMIT),
    };
    if (text_ends_with(output->path, ".conf")) {
        return recipe_compare_conf(arena, recipe, wanted, there, comparison);
    }
    if (text_ends_with(output->path, ".yml")) {
        return recipe_compare_partitions(arena, wanted, there, comparison);
    }
    return recipe_compare_overlay(arena, wanted, there, comparison);
}

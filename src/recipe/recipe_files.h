/* The files that a recipe writes for a request. */
#ifndef RECIPE_RECIPE_FILES_H
#define RECIPE_RECIPE_FILES_H

#include "recipe/recipe.h"
#include "recipe/recipe_layout.h"

#define RECIPE_FILE_LIMIT (256u * 1024u)

void recipe_files_make(struct arena *arena, const struct recipe_request *request, const struct recipe_layout *layout,
                       struct recipe_outputs *outputs);

/* The board's name in file names: "nrf5340dk_nrf5340_cpuapp". */
const char *recipe_board_file(struct arena *arena, const char *board);

#endif

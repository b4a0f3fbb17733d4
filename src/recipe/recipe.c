#include "recipe/recipe.h"

const char recipe_placeholder[] = "";

/* Minimal sets of configuration files for one way to update, known to be sound: made for an SDK release, flash and image sizes. */
#ifndef RECIPE_RECIPE_H
#define RECIPE_RECIPE_H

#endif

/* CMakeCache.txt: entries of the form KEY:TYPE=VALUE. */
#ifndef PROJECT_SETTINGS_CMAKE_CACHE_H
#define PROJECT_SETTINGS_CMAKE_CACHE_H

#include "base/arena.h"
#include "base/source.h"

/* Value of an entry, in the arena; NULL when there is no cache (NULL), no such entry or no value. */
const char *cmake_cache_entry(struct arena *arena, const struct source *cache, const char *key);

#endif

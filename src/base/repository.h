/* Where the repository begins that a folder lies in: services that hold one name files from there on. */
#ifndef BASE_REPOSITORY_H
#define BASE_REPOSITORY_H

#include <stdbool.h>
#include "base/arena.h"

/* A folder with `.git`, which is a file in worktrees and submodules. */
bool is_repository_root(struct arena *arena, const char *folder);

/* The nearest such folder from this one upward, itself included, as an absolute path; NULL where there is none. */
const char *repository_root(struct arena *arena, const char *folder);

#endif

/* A folder of one's own for files that are handed to another program and read back from it.
 *
 * Folder and files can be read by this user alone. Paths live in the arena; the folder stays until it is removed.
 * An interruption is put off until then (base/interruption.h).
 */
#ifndef BASE_TEMPORARY_H
#define BASE_TEMPORARY_H

#include <stddef.h>
#include "base/arena.h"
#include "base/attributes.h"

struct temporary_folder;

/* In the folder that TMPDIR names, else the system's. NULL when none can be made; *why then says so as a phrase. */
NODISCARD struct temporary_folder *temporary_folder_create(struct arena *arena, const char **why);

/* Path of a file in it, which need not exist. */
const char *temporary_folder_path(const struct temporary_folder *folder, const char *name);

/* Writes a file that is not there yet. NULL on success, else why not, as a phrase. */
NODISCARD const char *temporary_folder_write(const struct temporary_folder *folder, const char *name, const void *data,
                                             size_t size);

/* Removes it with all that is in it, whoever made that. NULL is allowed. */
void temporary_folder_remove(struct temporary_folder *folder);

#endif

/* Files, folders and atomic sets of output files. With process.h the only place that calls the operating system. */
#ifndef BASE_FILE_H
#define BASE_FILE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "base/arena.h"
#include "base/attributes.h"
#include "base/diagnostics.h"
#include "base/text.h"

bool file_exists(const char *path);      /* a regular file (or a link to one) */
bool directory_exists(const char *path); /* a folder (or a link to one) */
bool path_exists(const char *path);      /* anything at all, not a link to nothing */

/* Why path_exists() is false, for a message: "does not exist", "is a link to nothing", "is a link that loops". */
const char *path_absence(const char *path);

/* Reads a whole regular file into the arena, a zero byte added behind it. NULL on success, else why not, as a phrase
 * for a message ("no such file", "is a directory", "is larger than 16777216 bytes").
 */
NODISCARD const char *file_read(struct arena *arena, const char *path, size_t limit, const char **data, size_t *size);

/* The same for a path that may be a named pipe or a shell's <(...): file_read() refuses those, because a configuration
 * that can be read only once is a mistake. Waits for the writer. Meant for keys: the bytes that were read are wiped
 * when it fails, and never copied.
 */
NODISCARD const char *file_read_stream(struct arena *arena, const char *path, size_t limit, const char **data,
                                       size_t *size);

/* Nobody may write it, its owner included; false when it is not there. */
bool file_is_read_only(const char *path);

/* Hard links: what takes the file's place does not take the place of these. False when it is not there. */
bool file_has_other_names(const char *path);

/* Modification time in seconds since 1970-01-01 UTC; false when the file cannot be asked. */
NODISCARD bool file_modified(const char *path, int64_t *seconds);

bool path_is_absolute(const char *path); /* on Windows with a drive too */
/* directory + '/' + name; name alone when directory is "" or name is absolute. */
char *path_join(struct arena *arena, const char *directory, const char *name);
const char *path_basename(const char *path);
char *path_dirname(struct arena *arena, const char *path);
/* What is left of path inside a folder, as both are written; NULL when it lies elsewhere, or '..' leads out of it. */
const char *path_inside(const char *folder, const char *path);
/* A copy with '/' alone between the parts, which Windows writes '\\' too. */
char *path_portable(struct arena *arena, const char *path);
char *path_absolute(struct arena *arena, const char *path); /* path itself when it cannot be resolved */

struct file_names {
    char **items; /* sorted bytewise */
    size_t count;
    size_t capacity;
};

/* Names in a folder, without "." and "..". False (no diagnostic) when it cannot be read. */
NODISCARD bool directory_list(struct arena *arena, const char *path, struct file_names *names);

/* A set of files that appear whole or not at all: each is written under a temporary name beside its place and
 * flushed; output_set_commit() renames them all, and brings back what was there when one of them fails. Without commit
 * nothing is left behind.
 */
struct output_set;

struct output_set *output_set_create(struct arena *arena);

/* Bytes are written at once; an error is reported as DIAGNOSTIC_OUTPUT; so is a path that holds anything but a
 * regular file, since the renaming would replace a device. Where path is a link to a file, that file is replaced, the
 * link stays; a link to nothing is an error. The mode of a file that is replaced stays. A file that the same command
 * has read (base/inputs.h), or that is in the set already, is a usage error; so is "-", which is meant as standard
 * output and would become a file. The folder must exist or be created with
 * output_set_directory() first.
 */
NODISCARD bool output_set_add(struct output_set *set, const char *path, const void *data, size_t size,
                              struct diagnostics *diagnostics);

/* The same for a file that its owner alone may read and write (mode 0600 where files have modes). */
NODISCARD bool output_set_add_private(struct output_set *set, const char *path, const void *data, size_t size,
                                      struct diagnostics *diagnostics);

/* And one that must not be there yet: whatever appears under its name until the commit makes that fail. Private: as
 * above.
 */
NODISCARD bool output_set_add_new(struct output_set *set, const char *path, const void *data, size_t size,
                                  struct diagnostics *diagnostics);
NODISCARD bool output_set_add_new_private(struct output_set *set, const char *path, const void *data, size_t size,
                                          struct diagnostics *diagnostics);

/* Creates a folder (and its parents) if needed; a folder created here is removed again when the set is discarded. */
NODISCARD bool output_set_directory(struct output_set *set, const char *path, struct diagnostics *diagnostics);
NODISCARD bool output_set_commit(struct output_set *set, struct diagnostics *diagnostics);
void output_set_discard(struct output_set *set); /* does nothing after a successful commit */

/* A name that a set gives a file while it works, which stays only when the program is killed meanwhile: how much of it
 * is the name of the output, else 0.
 */
size_t output_remains(const char *name);

#endif

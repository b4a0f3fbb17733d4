/* Positions in input files: what diagnostics and findings point at. */
#ifndef BASE_ORIGIN_H
#define BASE_ORIGIN_H

#include <stddef.h>
#include <stdint.h>
#include "base/arena.h"

struct source_lines;

/* An input file kept in memory (base/source.h). */
struct source {
    const char *path; /* as it can be opened */
    const char *name; /* for people and reports: relative to the input, '/' as separator */
    const char *data; /* size bytes, followed by a zero byte that is not part of the file */
    size_t size;
    struct source_lines *lines; /* what source_line() knows of it, or NULL: it is searched from its beginning then */
};

/* A place in a source. line and column count from 1, columns in bytes (in YAML files in characters); line 0 means the
 * file as a whole; source NULL means "nowhere".
 */
struct origin {
    const struct source *source;
    uint32_t line;
    uint32_t column;
};

#define ORIGIN_NONE ((struct origin){ NULL, 0, 0 })

struct origin origin_file(const struct source *source);

/* "name:line:column", "name" when line is 0, "" when nowhere. */
const char *origin_text(struct arena *arena, struct origin origin);

/* The same with the path of the file, as it is opened from where the command runs, in place of its name in the tree. */
const char *origin_path_text(struct arena *arena, struct origin origin);

#endif

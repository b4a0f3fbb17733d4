/* Input files kept in memory.
 *
 * A source is loaded once and lives in the arena for the rest of the command, so that a finding can show
 * the line it speaks of.
 */
#ifndef BASE_SOURCE_H
#define BASE_SOURCE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "base/arena.h"
#include "base/attributes.h"
#include "base/diagnostics.h"
#include "base/origin.h"
#include "base/text.h"

/* Limits of what is read as configuration text and as binary. Real .config files have about 100 kB, real
 * images under 1 MB; the limits only keep a wrong file from taking the machine down.
 */
#define SOURCE_TEXT_LIMIT   (16u * 1024u * 1024u)
#define SOURCE_BINARY_LIMIT (64u * 1024u * 1024u)

/* Reads a whole file. Reports an input error naming the file and returns false when it is missing,
 * unreadable, no regular file, or larger than limit bytes.
 */
NODISCARD bool source_load(struct arena *arena, const char *path, const char *name, size_t limit,
                           struct diagnostics *diagnostics, const struct source **source);

/* The same for what an earlier run left: it is looked at, and an output of this one may replace it (base/inputs.h). */
NODISCARD bool source_load_result(struct arena *arena, const char *path, const char *name, size_t limit,
                                  struct diagnostics *diagnostics, const struct source **source);

/* Texts that stand in for files: what a change would give is read before it is made. */
struct source_replacement {
    const char *path; /* the file's, or that of a link to it */
    const char *data; /* size bytes, and a zero byte behind them */
    size_t size;
};

/* From now on source_load() gives these in place of the files; NULL ends that. Not for a moment when other threads read.
 * Borrowed until then.
 */
void source_replace(const struct source_replacement *replacements, size_t count);

/* Wraps bytes that are already in memory (tests, rule examples, fuzzing); the bytes are copied. */
const struct source *source_from_bytes(struct arena *arena, const char *name, const void *data, size_t size);

/* The text of a line without its line end; empty when there is no such line.
 *
 * The first call for a source of the functions above reads it to its end and notes in the source's arena where every
 * 32nd line begins (8 bytes each); every later one reads 32 lines at most, wherever the line stands. That first call
 * belongs to the thread that uses the arena; threads that share a source show nothing of it before one of them has.
 */
struct slice source_line(const struct source *source, uint32_t line);

#endif

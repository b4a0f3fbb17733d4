/* What the programs have in common that run while this one is built and write files of the repository as C.
 *
 * usage of each: PROGRAM OUTPUT FOLDER WORD...      (a WORD is a file as it stands in FOLDER, if not said otherwise)
 */
#ifndef BASE_EMBED_EMBED_H
#define BASE_EMBED_EMBED_H

#include "base/diagnostics.h"
#include "base/source.h"

struct embedding {
    struct diagnostics *diagnostics;
    const char *folder;
    char **words;
    size_t count;
    struct text out; /* what OUTPUT gets */
};

/* Fills `out`; false with a diagnostic when that cannot be done. */
typedef bool embed_write(struct embedding *embedding);

/* The exit status. OUTPUT is written whole or not at all. */
int embed(int argc, char **argv, embed_write *write);

NODISCARD bool embed_load(struct embedding *embedding, const char *file, const struct source **source);

/* An array with a zero byte behind the data, not a string literal: C11 guarantees only 4095 characters of one. */
void embed_array(struct text *out, const char *declaration, const char *data, size_t size);

#endif

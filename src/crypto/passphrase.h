/* Takes the passphrase of a private key from where the user said; never from the command line, where every other
 * process can read it.
 *
 * The caller owns the buffer and wipes it with passphrase_wipe().
 */
#ifndef CRYPTO_PASSPHRASE_H
#define CRYPTO_PASSPHRASE_H

#include <stdbool.h>
#include <stddef.h>
#include "base/arena.h"
#include "base/attributes.h"
#include "base/diagnostics.h"
#include "base/byte_range.h"

/* Bytes; OpenSSL takes no more, so no key is made that it cannot open. */
#define PASSPHRASE_LIMIT 1023u

/* The source is the first of these that is set. */
struct passphrase_source {
    const char *environment; /* name of a variable, or NULL */
    const char *file;        /* first line of a file or pipe, or NULL */
    bool terminal;           /* ask there, when neither is given */
};

struct passphrase {
    char bytes[PASSPHRASE_LIMIT];
    size_t size;
};

/* Input errors: a variable that is not set, a file without a first line, no terminal, too long. path names the key in
 * the question.
 */
NODISCARD bool passphrase_read(struct arena *arena, const struct passphrase_source *source, const char *path,
                               struct diagnostics *diagnostics, struct passphrase *passphrase);

/* The same for a key that is made: the terminal is asked twice. */
NODISCARD bool passphrase_read_new(struct arena *arena, const struct passphrase_source *source, const char *path,
                                   struct diagnostics *diagnostics, struct passphrase *passphrase);

static inline struct byte_range passphrase_range(const struct passphrase *passphrase)
{
    return range_of(passphrase->bytes, passphrase->size);
}

void passphrase_wipe(struct passphrase *passphrase);

#endif

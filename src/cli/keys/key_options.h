/* What the commands about keys have in common: which key, where its passphrase is, where the result goes. */
#ifndef CLI_KEYS_KEY_OPTIONS_H
#define CLI_KEYS_KEY_OPTIONS_H

#include "cli/command.h"
#include "base/byte_range.h"
#include "crypto/keys.h"

/* Rows of a command's table. */
/* clang-format off */
#define PASSPHRASE_OPTIONS \
    { "--passphrase-env", NULL, "NAME", "environment variable that holds the key's passphrase", false }, \
    { "--passphrase-file", NULL, "FILE", "file or pipe whose first line is the key's passphrase", false }

#define KEY_OUTPUT_OPTION \
    { "--output", "-o", "FILE", "write there instead of standard output", false }
/* clang-format on */

/* Where the user says the passphrase is; without an option the terminal is asked. Usage error: both options. */
NODISCARD bool key_options_passphrase(const struct command_call *call, struct passphrase_source *source);

/* A note where a passphrase was given for a private key that lies there for everybody who reads its file. */
void key_options_note_plain(const struct command_call *call, const struct passphrase_source *source,
                            const struct signing_key *key);

/* Loads the private key of '--key', which must be given; the caller releases it. */
NODISCARD bool key_options_private(const struct command_call *call, struct signing_key **key);

/* The public key of '--key', or the public half of a private one. */
NODISCARD bool key_options_public(const struct command_call *call, const struct public_key **key);

/* The position of an option's value in a list of words; `fallback` when the option is not given. Usage error: none of
 * them.
 */
NODISCARD bool key_options_choice(const struct command_call *call, const char *name, const char *const *words,
                                  size_t count, size_t fallback, size_t *choice);

/* '--name-suffix', "" without it. Usage errors: with a form that has no names, characters that no name has. */
NODISCARD bool key_options_suffix(const struct command_call *call, bool has_names, const char **suffix);

/* Writes to the file of '--output', or to standard output. is_private: the file is its owner's alone. */
NODISCARD bool key_options_write(const struct command_call *call, struct byte_range bytes, bool is_private);

#endif

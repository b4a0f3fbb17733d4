/* The options that every command with a private key has in common: which key, and where its passphrase is. */
#ifndef CLI_KEY_OPTIONS_H
#define CLI_KEY_OPTIONS_H

#include "cli/command.h"
#include "sign/keys.h"

/* Rows for a command's table. */
#define PASSPHRASE_OPTIONS                                                                                             \
    { "--passphrase-env", NULL, "NAME", "environment variable with the passphrase of an encrypted key", false },       \
    {                                                                                                                  \
        "--passphrase-file", NULL, "FILE", "file or pipe whose first line is that passphrase", false                   \
    }

/* Where the user says the passphrase is; without an option the terminal is asked. Usage error: both options. */
NODISCARD bool key_options_passphrase(const struct command_call *call, struct passphrase_source *source);

/* Loads the private key at path, or the one of '--key' when path is NULL; *key is NULL when there is neither. On success
 * the caller releases it.
 */
NODISCARD bool key_options_load(const struct command_call *call, const char *path, struct signing_key **key);

#endif

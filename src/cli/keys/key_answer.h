/* What `pack` and `verify` say about the key that a tree's bootloader trusts. */
#ifndef CLI_KEYS_KEY_ANSWER_H
#define CLI_KEYS_KEY_ANSWER_H

#include "cli/command.h"
#include "pack/plan/trusted_key.h"

/* One line: which key was there to compare, or why none was. Nothing when the tree names no key. */
void print_trusted_key(const struct command_call *call, const struct trusted_key *trusted);

#endif

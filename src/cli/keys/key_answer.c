#include "cli/keys/key_answer.h"

void print_trusted_key(const struct command_call *call, const struct trusted_key *trusted)
{
    if (trusted->key != NULL) {
        text_printf(call->output, "key of the tree: '%s', compared with its public half\n", trusted->path);
    } else if (trusted->path != NULL) {
        text_printf(call->output, "key of the tree: '%s' %s\n", trusted->path, trusted->fault);
    }
}

#include "cli/commands.h"

#include <string.h>

static const struct command *const commands[] = {
    &command_check,      &command_diff,   &command_simulate, &command_report,     &command_map,       &command_init,
    &command_explain,    &command_pack,   &command_sign,     &command_sign_b0,    &command_provision, &command_verify,
    &command_info,       &command_keygen, &command_getpub,   &command_getpubhash, &command_getpriv,   &command_keyinfo,
    &command_bootconfig, &command_help,   &command_version,
};

size_t command_count(void)
{
    return ARRAY_LENGTH(commands);
}

const struct command *command_at(size_t index)
{
    return commands[index];
}

const struct command *command_find(const char *name)
{
    for (size_t i = 0; i < ARRAY_LENGTH(commands); i++) {
        if (strcmp(commands[i]->name, name) == 0) {
            return commands[i];
        }
    }
    return NULL;
}

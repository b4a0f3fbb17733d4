/* check --shard I/N: which paths of a call are this one's, so that N calls with the same paths check each of them once.
 */
#ifndef CLI_CHECK_SHARD_H
#define CLI_CHECK_SHARD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "base/attributes.h"
#include "cli/command.h"

struct check_shard {
    uint64_t number; /* 1 .. count */
    uint64_t count;  /* 1: everything */
};

/* Reads --shard; without it everything is held. False after a usage error. */
NODISCARD bool check_shard_parse(struct command_call *call, struct check_shard *shard);

/* Whether the path at this place of the call (from 0) is to be checked. */
bool check_shard_holds(const struct check_shard *shard, size_t place);

#endif

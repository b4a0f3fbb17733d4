#include "cli/check/shard.h"

#include <string.h>

#define MOST_SHARDS 100000

static bool parse_part(struct slice text, uint64_t *number)
{
    return parse_uint64(text, 10, number) && *number >= 1 && *number <= MOST_SHARDS;
}

bool check_shard_parse(struct command_call *call, struct check_shard *shard)
{
    const char *text = call_option(call, "--shard");
    const char *slash = text == NULL ? NULL : strchr(text, '/');

    *shard = (struct check_shard){ 1, 1 };
    if (text == NULL || (slash != NULL && parse_part((struct slice){ text, (size_t)(slash - text) }, &shard->number) &&
                         parse_part(slice_of(slash + 1), &shard->count) && shard->number <= shard->count)) {
        return true;
    }
    return diagnose(
        call->diagnostics, DIAGNOSTIC_USAGE, ORIGIN_NONE,
        "'%s' of option '--shard' is no part such as 2/5: a number from 1 to the number of parts, at most %d", text,
        MOST_SHARDS);
}

/* In turn, not in blocks: neighbours in a list are often alike, and so each part gets its share of the large ones. */
bool check_shard_holds(const struct check_shard *shard, size_t place)
{
    return place % shard->count == shard->number - 1;
}

#include "sim/scenario/scenario.h"

#include <assert.h>

const char *outcome_name(enum outcome outcome)
{
    static const char *const names[OUTCOME_COUNT] = {
        "good",           "brick",       "boot-loop",      "wrong-pair",    "untested-image",
        "update-ignored", "update-lost", "update-refused", "rollback-lost", "net-dead",
        "no-next-update", "outside",     "flash-fault",    "unbounded",
    };

    assert((unsigned)outcome < OUTCOME_COUNT);
    return names[outcome];
}

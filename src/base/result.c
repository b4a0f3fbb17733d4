#include "base/result.h"

#include <string.h>

#include "base/attributes.h"

static const char *const severity_names[] = { "note", "warning", "error", "brick" };

const char *severity_name(enum severity severity)
{
    return severity_names[severity];
}

bool severity_parse(const char *name, enum severity *severity)
{
    for (size_t i = 0; i < ARRAY_LENGTH(severity_names); i++) {
        if (strcmp(name, severity_names[i]) == 0) {
            *severity = (enum severity)i;
            return true;
        }
    }
    return false;
}

const char *proof_state_name(enum proof_state state)
{
    static const char *const names[] = { "shown", "not shown", "no witness" };

    return names[state];
}

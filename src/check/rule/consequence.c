#include "check/rule/consequence.h"

#include <string.h>

static const struct {
    const char *name;
    enum severity severity;
} consequences[CONSEQUENCE_COUNT] = {
    [CONSEQUENCE_BRICK] = { "brick", SEVERITY_BRICK },
    [CONSEQUENCE_BOOT_LOOP] = { "boot-loop", SEVERITY_BRICK },
    [CONSEQUENCE_DATA_LOSS] = { "data-loss", SEVERITY_ERROR },
    [CONSEQUENCE_ROLLBACK_LOST] = { "rollback-lost", SEVERITY_ERROR },
    [CONSEQUENCE_UPDATE_REFUSED] = { "update-refused", SEVERITY_ERROR },
    [CONSEQUENCE_UPDATE_IGNORED] = { "update-ignored", SEVERITY_ERROR },
    [CONSEQUENCE_BUILD_ERROR] = { "build-error", SEVERITY_ERROR },
    [CONSEQUENCE_INSECURE] = { "insecure", SEVERITY_WARNING },
    [CONSEQUENCE_UPKEEP] = { "upkeep", SEVERITY_WARNING },
    [CONSEQUENCE_ADVICE] = { "advice", SEVERITY_NOTE },
};

static const char *const confidences[CONFIDENCE_COUNT] = { "verified", "deduced", "unverified" };

const char *consequence_name(enum consequence consequence)
{
    return consequences[consequence].name;
}

bool consequence_parse(const char *name, enum consequence *consequence)
{
    for (int i = 0; i < CONSEQUENCE_COUNT; i++) {
        if (strcmp(consequences[i].name, name) == 0) {
            *consequence = (enum consequence)i;
            return true;
        }
    }
    return false;
}

enum severity consequence_severity(enum consequence consequence, enum confidence confidence)
{
    enum severity severity = consequences[consequence].severity;

    if (confidence != CONFIDENCE_VERIFIED && severity > SEVERITY_WARNING) {
        return SEVERITY_WARNING;
    }
    return severity;
}

const char *confidence_name(enum confidence confidence)
{
    return confidences[confidence];
}

bool confidence_parse(const char *name, enum confidence *confidence)
{
    for (int i = 0; i < CONFIDENCE_COUNT; i++) {
        if (strcmp(confidences[i], name) == 0) {
            *confidence = (enum confidence)i;
            return true;
        }
    }
    return false;
}

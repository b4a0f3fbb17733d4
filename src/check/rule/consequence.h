/* What a finding does to the device, and the severity that follows from it (docs/rule-format.md). */
#ifndef CHECK_RULE_CONSEQUENCE_H
#define CHECK_RULE_CONSEQUENCE_H

#include <stdbool.h>
#include "base/attributes.h"
#include "base/result.h"

/* In the order of harm, worst first. */
enum consequence {
    CONSEQUENCE_BRICK,
    CONSEQUENCE_BOOT_LOOP,
    CONSEQUENCE_DATA_LOSS,
    CONSEQUENCE_ROLLBACK_LOST,
    CONSEQUENCE_UPDATE_REFUSED,
    CONSEQUENCE_UPDATE_IGNORED,
    CONSEQUENCE_BUILD_ERROR,
    CONSEQUENCE_INSECURE,
    CONSEQUENCE_UPKEEP, /* of the waivers: no device is harmed, but what they hide is looked at no more */
    CONSEQUENCE_ADVICE,
    CONSEQUENCE_COUNT
};

/* How sure the rule's facts are; anything but verified lowers brick and error to warning. */
enum confidence { CONFIDENCE_VERIFIED, CONFIDENCE_DEDUCED, CONFIDENCE_UNVERIFIED, CONFIDENCE_COUNT };

const char *consequence_name(enum consequence consequence);
NODISCARD bool consequence_parse(const char *name, enum consequence *consequence);
enum severity consequence_severity(enum consequence consequence, enum confidence confidence);

const char *confidence_name(enum confidence confidence);
NODISCARD bool confidence_parse(const char *name, enum confidence *confidence);

#endif

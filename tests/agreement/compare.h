/* Runs a scenario on a device and says where it is not as the facts say. Everything lives in the arena. */
#ifndef AGREEMENT_COMPARE_H
#define AGREEMENT_COMPARE_H

#include "device.h"

struct mismatch {
    unsigned step;      /* boots, set_pending and confirm counted from 1 */
    const char *aspect; /* type, end, primary, secondary, operations, cuts */
    const char *fact;
    const char *here;
    unsigned line; /* of the facts */
};

struct mismatches {
    struct mismatch *items;
    size_t count;
    size_t capacity;
};

struct comparison {
    bool operations;    /* numbers of flash operations are compared */
    uint32_t cuts;      /* of the power cuts every so many is tried, and those where the record changes; 0: none */
    bool record_hidden; /* the old image's record in the primary's trailer is taken as erased before a digest is made */
    uint64_t compared;  /* how many facts were */
    uint64_t cut_boots; /* boots after a cut among them */
    struct mismatches mismatches;
};

void compare_scenario(struct device *device, const struct fact_scenario *scenario, struct comparison *comparison);

#endif

/* Which updates of the new build may be sent to devices that run the released one: both images, or one of them alone.
 *
 * Everything lives in the arena of the call.
 */
#ifndef DIFF_COMBINATION_H
#define DIFF_COMBINATION_H

#include <stdbool.h>
#include "base/arena.h"
#include "base/result.h"
#include "crypto/public_key.h"
#include "pack/verify/version_verify.h"
#include "pack/plan/trusted_key.h"
#include "project/tree/project.h"

enum combination_kind { COMBINE_BOTH, COMBINE_APP, COMBINE_NET, COMBINATION_COUNT };

/* Worst last. */
enum combination_verdict { COMBINATION_ALLOWED, COMBINATION_UNDECIDED, COMBINATION_REFUSED, COMBINATION_NONE };

struct combination {
    enum combination_kind kind;
    enum combination_verdict verdict; /* COMBINATION_NONE: there is no such update; the one reason says why */
    struct string_list reasons;
    const char *refusal;      /* the first of them that refuses, or NULL */
    struct string_list notes; /* what does not change the verdict */
};

/* What the images of both builds say, in general. */
struct combinations {
    struct combination items[COMBINATION_COUNT];
    bool needed[COMBINATION_COUNT]; /* those that bring devices to the new release: one, or one after the other */
    bool app_changed;               /* the firmware, or not known to be the same */
    bool net_changed;
    bool lower_app; /* signed files: lower version or counter than the released one */
    bool lower_net;
    bool depends; /* an image of the new build needs a version of the other one */
};

const char *combination_name(enum combination_kind kind); /* "both", "application alone", "network core alone" */
const char *combination_verdict_name(enum combination_verdict verdict); /* "allowed", "undecided", "refused", "none" */

/* trusted: by the devices. */
void combinations_judge(struct arena *arena, const struct project *released, const struct project *fresh,
                        const struct trusted_key *trusted, struct combinations *combinations);

/* Of the needed ones: it decides. */
const struct combination *combinations_worst_needed(const struct combinations *combinations);

void combination_leave_open(struct arena *arena, struct combination *combination, const char *reason);
void combination_refuse(struct arena *arena, struct combination *combination, const char *reason);

#endif

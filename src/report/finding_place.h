/* Where a finding is shown by programs that want one place for it: an editor, a code review. */
#ifndef REPORT_FINDING_PLACE_H
#define REPORT_FINDING_PLACE_H

#include "base/result.h"

struct finding_place {
    const char *path; /* as the user would open it, '/' as separator */
    uint32_t line;    /* 0: the file or folder as a whole */
    uint32_t column;
};

/* The first fact that stands in a line, else the first file that a fact was missed in, else the input. */
struct finding_place finding_place(struct arena *arena, const struct check_result *result,
                                   const struct finding *finding);

struct finding_place origin_place(struct arena *arena, struct origin origin);

/* "symbol = value", or what a fact says otherwise. */
const char *fact_words(struct arena *arena, const struct finding_fact *fact);

/* Behind the message: what happens on the device, and the lines to paste. One paragraph each, "\n" between. */
const char *finding_advice(struct arena *arena, const struct finding *finding);

#endif

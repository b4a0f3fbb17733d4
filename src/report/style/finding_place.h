/* Where a finding is shown by programs that want one place for it: an editor, a code review. */
#ifndef REPORT_STYLE_FINDING_PLACE_H
#define REPORT_STYLE_FINDING_PLACE_H

#include "base/result.h"

struct finding_place {
    const char *path;            /* from the root on, see below; '/' as separator */
    uint32_t line;               /* 0: the file or folder as a whole */
    uint32_t column;             /* from 1 on; 0 with line 0 */
    const struct source *source; /* that the line is in, NULL with line 0 */
    bool folder;                 /* path is a folder: there was no file to name */
};

/* `root` is the absolute folder that paths are named from: what lies in it is named without links and
 * '..', what does not absolutely. NULL: as the user would open them from the folder of the call.
 *
 * The first fact that stands in a line, else the file that a fact was missed in, else the file that the fix belongs to,
 * else one that such an input always has, else the input.
 */
struct finding_place finding_place(struct arena *arena, const char *root, const struct check_result *result,
                                   const struct finding *finding);

struct finding_place origin_place(struct arena *arena, const char *root, struct origin origin);

/* Of an input that could not be used. */
struct finding_place error_place(struct arena *arena, const char *root, const struct check_result *result,
                                 const struct input_error *error);

/* Of what is said about a whole input. */
struct finding_place input_place(struct arena *arena, const char *root, const struct check_result *result);

/* The input as people tell it from others: its path, and in parentheses the board and the file suffix where it was
 * checked for several.
 */
const char *input_title(struct arena *arena, const struct check_result *result);

/* 16 hex digits for one finding in one input: the same finding for two boards is two of them. */
const char *input_fingerprint(struct arena *arena, const char *root, const struct check_result *result,
                              const char *own);

/* The input itself, named like its places. */
const char *input_path(struct arena *arena, const char *root, const struct check_result *result);

/* "symbol = value", or what a fact says otherwise. */
const char *fact_words(struct arena *arena, const struct finding_fact *fact);

/* Why a severity is lower than the consequence: "deduced, not seen on a device"; NULL where what happens is verified. */
const char *confidence_words(const char *confidence);

/* Behind the message: how sure that is, what happens on the device, and the lines to paste. One paragraph each, "\n" between. */
const char *finding_advice(struct arena *arena, const struct finding *finding);

/* "N53-0001 (name) cannot be decided; missing: ..." */
const char *undecided_words(struct arena *arena, const struct undecided *undecided);

/* What decides the exit status, and so what a report calls a failure. */
struct check_gate {
    enum severity threshold; /* findings from this one on */
    bool strict;             /* rules of consequence brick or error that could not be decided, too */
};

/* Neither waived nor in the baseline. */
bool finding_counts(const struct finding *finding);
/* In the baseline and a brick: it does not fail, and devices are lost all the same. */
bool finding_is_known_brick(const struct finding *finding);
bool finding_fails(const struct finding *finding, struct check_gate gate);
bool undecided_fails(const struct undecided *undecided, struct check_gate gate);

#endif

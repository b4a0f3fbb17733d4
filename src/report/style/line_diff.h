/* A unified diff, as `patch` and `git apply` read it. */
#ifndef REPORT_STYLE_LINE_DIFF_H
#define REPORT_STYLE_LINE_DIFF_H

#include "base/text.h"

/* For files of which lines were replaced one by one and others added at the end: line N of the one is line N of the
 * other. Nothing for equal texts. path stands in the head behind a/ and b/.
 */
void report_line_diff(struct text *out, const char *path, struct slice before, struct slice after);

#endif

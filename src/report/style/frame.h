/* Code frames: the lines of the user's files that a finding speaks of. */
#ifndef REPORT_STYLE_FRAME_H
#define REPORT_STYLE_FRAME_H

#include <stdbool.h>
#include "base/result.h"
#include "base/text.h"

/* Appends one frame per file: "name:line:column" and each line with its number, then the facts that have no line
 * (absent symbols, defaults), each with where it was searched.
 */
void frame_facts(struct text *out, const struct finding_facts *facts, bool colour);

#endif

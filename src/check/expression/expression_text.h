/* A checked expression as text again, as a rule file would write it. */
#ifndef CHECK_EXPRESSION_EXPRESSION_TEXT_H
#define CHECK_EXPRESSION_EXPRESSION_TEXT_H

#include "base/text.h"
#include "check/expression/expression.h"

void expression_print(struct text *out, const struct expression *expression);

#endif

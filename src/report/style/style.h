/* Colours and wrapping for people at a terminal; plain text everywhere else. */
#ifndef REPORT_STYLE_STYLE_H
#define REPORT_STYLE_STYLE_H

#include <stdbool.h>
#include "base/result.h"
#include "base/text.h"

enum style {
    STYLE_PLAIN,
    STYLE_BOLD,
    STYLE_DIM,
    STYLE_BRICK,
    STYLE_ERROR,
    STYLE_WARNING,
    STYLE_NOTE,
    STYLE_GOOD,
};

enum style style_of_severity(enum severity severity);

/* Appends text in a style; without colour the text alone. */
void style_text(struct text *out, bool colour, enum style style, const char *text);

/* Names and values out of the user's files, fit for a terminal: control characters become '?', and what is longer than
 * 1000 bytes is cut. style_wrapped() does this itself.
 */
const char *foreign_text(struct arena *arena, const char *words);

/* The same for a text of many words, in one line: blanks and line ends between them become one blank. */
const char *foreign_line(struct arena *arena, const char *words);

/* Appends words wrapped at STYLE_WIDTH columns, each line indented by `indent` blanks; `first` stands before
 * the first word.
 */
#define STYLE_WIDTH 100
void style_wrapped(struct text *out, const char *words, unsigned indent, const char *first);

/* Appends lines to paste as they are, each indented by `indent` blanks. NULL: nothing. */
void style_lines(struct text *out, const char *lines, unsigned indent);

#endif

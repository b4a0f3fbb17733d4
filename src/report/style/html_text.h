/* Pieces of an HTML page: escaped text, attributes, lists. Nothing that comes from a file can end an element. */
#ifndef REPORT_STYLE_HTML_TEXT_H
#define REPORT_STYLE_HTML_TEXT_H

#include <stdbool.h>
#include "base/text.h"

/* Text of any length, line ends kept. Control characters, broken UTF-8 and characters that turn the direction of text
 * around become visible: "?", U+FFFD, "[U+202E]". Not escaped yet.
 */
const char *html_visible(struct arena *arena, const char *words);

/* The same, escaped for HTML and XML. */
void html_text(struct text *out, const char *words);

/* ` name="words"` */
void html_attribute(struct text *out, const char *name, const char *words);

/* <tag class="class">words</tag>; class NULL: none. */
void html_element(struct text *out, const char *tag, const char *class, const char *words);

/* A pair of a description list; nothing where words is NULL. */
void html_term(struct text *out, const char *term, const char *words);

#endif

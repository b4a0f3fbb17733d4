/* Text inside XML and HTML: what has a meaning there is escaped, what has no place there becomes '?'. */
#ifndef REPORT_XML_H
#define REPORT_XML_H

#include "base/text.h"

/* For element content and for attribute values in double quotes. Longer words are cut (foreign_text()). */
void xml_text(struct text *out, const char *words);

/* Appends ` name="words"`. */
void xml_attribute(struct text *out, const char *name, const char *words);

#endif

/* Text inside XML and HTML: what has a meaning there is escaped, what has no place there becomes '?'. */
#ifndef REPORT_STYLE_XML_H
#define REPORT_STYLE_XML_H

#include "base/text.h"

/* For element content and for attribute values in double quotes. Longer words are cut (foreign_text()). */
void xml_text(struct text *out, const char *words);

/* The same for one line of any length that occurs; longer ones are cut at XML_BYTES_LIMIT. */
#define XML_BYTES_LIMIT 65536u
void xml_bytes(struct text *out, struct slice words);

/* One byte, escaped where it has a meaning; what may not stand in XML is the caller's to replace. */
void xml_character(struct text *out, char character);

/* Appends ` name="words"`. */
void xml_attribute(struct text *out, const char *name, const char *words);

#endif

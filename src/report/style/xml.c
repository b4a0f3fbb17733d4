#include "report/style/xml.h"

#include <string.h>
#include "report/style/style.h"

void xml_character(struct text *out, char character)
{
    switch (character) {
    case '<':
        text_append(out, "&lt;");
        break;
    case '>':
        text_append(out, "&gt;");
        break;
    case '&':
        text_append(out, "&amp;");
        break;
    case '"':
        text_append(out, "&quot;");
        break;
    default:
        text_append_bytes(out, &character, 1);
    }
}

/* XML has no place for control characters and broken UTF-8, escaped or not: text_printable() replaces them. Of what is
 * good UTF-8 it has none for U+FFFE and U+FFFF. Source: XML 1.0, production [2] Char.
 */
static void write_printable(struct text *out, const char *words)
{
    for (; *words != '\0'; words++) {
        if (strncmp(words, "\xef\xbf\xbe", 3) == 0 || strncmp(words, "\xef\xbf\xbf", 3) == 0) {
            text_append(out, "?");
            words += 2;
        } else {
            xml_character(out, *words);
        }
    }
}

void xml_text(struct text *out, const char *words)
{
    write_printable(out, foreign_text(out->arena, words));
}

void xml_bytes(struct text *out, struct slice words)
{
    write_printable(out, text_printable(out->arena, words, XML_BYTES_LIMIT));
}

void xml_attribute(struct text *out, const char *name, const char *words)
{
    text_printf(out, " %s=\"", name);
    xml_text(out, words);
    text_append(out, "\"");
}

#include "report/xml.h"

#include "report/style.h"

/* XML has no place for control characters and broken UTF-8, escaped or not: foreign_text() replaces them. */
void xml_text(struct text *out, const char *words)
{
    for (words = foreign_text(out->arena, words); *words != '\0'; words++) {
        switch (*words) {
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
            text_append_bytes(out, words, 1);
        }
    }
}

void xml_attribute(struct text *out, const char *name, const char *words)
{
    text_printf(out, " %s=\"", name);
    xml_text(out, words);
    text_append(out, "\"");
}

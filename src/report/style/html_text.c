#include "report/style/html_text.h"

#include <stdint.h>
#include <string.h>
#include "report/style/xml.h"

static uint32_t code_point(const char *data, size_t length)
{
    static const unsigned char first_bits[] = { 0, 0x7f, 0x1f, 0x0f, 0x07 };
    uint32_t point = (unsigned char)data[0] & first_bits[length];

    for (size_t i = 1; i < length; i++) {
        point = point << 6 | ((unsigned char)data[i] & 0x3fu);
    }
    return point;
}

/* Marks, embeddings, overrides and isolates of the bidirectional algorithm, and invisible letters. */
static bool turns_text(uint32_t point)
{
    return (point >= 0x200b && point <= 0x200f) || (point >= 0x2028 && point <= 0x202e) ||
           (point >= 0x2060 && point <= 0x206f) || point == 0x061c || point == 0xfeff;
}

/* Controls and noncharacters, which XML has no place for either. */
static bool has_no_letter(uint32_t point)
{
    bool control = (point < ' ' && point != '\n' && point != '\t') || (point >= 0x7f && point < 0xa0);

    return control || (point & 0xfffe) == 0xfffe;
}

const char *html_visible(struct arena *arena, const char *words)
{
    size_t length = strlen(words);
    struct text out = text_create(arena, 9 * length + 1);

    for (size_t at = 0; at < length;) {
        size_t bytes = utf8_sequence(words + at, length - at);
        uint32_t point = bytes == 0 ? 0 : code_point(words + at, bytes);

        if (bytes == 0) {
            text_append(&out, "\xef\xbf\xbd");
            bytes = 1;
        } else if (turns_text(point)) {
            text_printf(&out, "[U+%04X]", (unsigned)point);
        } else if (has_no_letter(point)) {
            text_append(&out, "?");
        } else {
            text_append_bytes(&out, words + at, bytes);
        }
        at += bytes;
    }
    return out.data;
}

void html_text(struct text *out, const char *words)
{
    for (words = html_visible(out->arena, words); *words != '\0'; words++) {
        xml_character(out, *words);
    }
}

void html_attribute(struct text *out, const char *name, const char *words)
{
    text_printf(out, " %s=\"", name);
    html_text(out, words);
    text_append(out, "\"");
}

void html_element(struct text *out, const char *tag, const char *class, const char *words)
{
    text_printf(out, "<%s", tag);
    if (class != NULL) {
        html_attribute(out, "class", class);
    }
    text_append(out, ">");
    html_text(out, words);
    text_printf(out, "</%s>", tag);
}

void html_term(struct text *out, const char *term, const char *words)
{
    if (words != NULL) {
        html_element(out, "dt", NULL, term);
        html_element(out, "dd", NULL, words);
        text_append(out, "\n");
    }
}

#include <string.h>

#include "base/text.h"

static bool is_continuation(unsigned char byte)
{
    return (byte & 0xc0) == 0x80;
}

/* Well-formed sequences of RFC 3629: no overlong forms, no surrogates, nothing above U+10FFFF. */
static bool second_byte_fits(unsigned char first, unsigned char second)
{
    switch (first) {
    case 0xe0:
        return second >= 0xa0;
    case 0xed:
        return second <= 0x9f;
    case 0xf0:
        return second >= 0x90;
    case 0xf4:
        return second <= 0x8f;
    default:
        return true;
    }
}

size_t utf8_sequence(const char *data, size_t length)
{
    const unsigned char *bytes = (const unsigned char *)data;
    size_t needed;

    if (length == 0) {
        return 0;
    }
    if (bytes[0] < 0x80) {
        return 1;
    }
    if (bytes[0] < 0xc2 || bytes[0] > 0xf4) {
        return 0;
    }
    needed = bytes[0] < 0xe0 ? 2 : bytes[0] < 0xf0 ? 3 : 4;
    if (length < needed) {
        return 0;
    }
    for (size_t i = 1; i < needed; i++) {
        if (!is_continuation(bytes[i])) {
            return 0;
        }
    }
    return second_byte_fits(bytes[0], bytes[1]) ? needed : 0;
}

static bool is_control(unsigned char byte)
{
    return (byte < 0x20 && byte != '\t') || byte == 0x7f;
}

/* Characters that turn the direction of what follows them, or end the line: a report would not read as it is. Three bytes:
 * U+200E, U+200F, U+2028 to U+202E, U+2066 to U+2069 (Unicode Standard Annex 9, 2.).
 */
static bool is_reordering(const unsigned char *bytes, size_t length)
{
    return length == 3 && bytes[0] == 0xe2 &&
           ((bytes[1] == 0x80 && (bytes[2] == 0x8e || bytes[2] == 0x8f || (bytes[2] >= 0xa8 && bytes[2] <= 0xae))) ||
            (bytes[1] == 0x81 && bytes[2] >= 0xa6 && bytes[2] <= 0xa9));
}

/* Bytes at the beginning that are printable ASCII. */
static size_t plain_length(const char *data, size_t length)
{
    size_t plain = 0;

    while (plain < length && data[plain] >= 0x20 && data[plain] < 0x7f) {
        plain++;
    }
    return plain;
}

char *text_printable(struct arena *arena, struct slice raw, size_t max_length)
{
    struct text out = text_create(arena, max_length + 8);

    for (size_t at = 0; at < raw.length;) {
        size_t left = raw.length - at;
        size_t room = max_length - out.length;
        size_t plain = plain_length(raw.data + at, left < room ? left : room);
        size_t step = plain > 0 ? plain : utf8_sequence(raw.data + at, left);
        /* U+0080..U+009F are controls too and some terminals obey them. */
        bool c1 = step == 2 && (unsigned char)raw.data[at] == 0xc2 && (unsigned char)raw.data[at + 1] < 0xa0;

        if ((step == 0 ? 3 : step) > room) {
            text_append(&out, "...");
            break;
        }
        if (step == 0) {
            text_append(&out, "\xef\xbf\xbd");
            step = 1;
        } else if (c1 || is_control((unsigned char)raw.data[at]) ||
                   is_reordering((const unsigned char *)raw.data + at, step)) {
            text_append(&out, "?");
        } else {
            text_append_bytes(&out, raw.data + at, step);
        }
        at += step;
    }
    return out.data;
}

/* Text: borrowed slices, growing buffers with a stated maximum, numbers, UTF-8. */
#ifndef BASE_TEXT_H
#define BASE_TEXT_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "base/arena.h"
#include "base/attributes.h"

/* Borrowed bytes, not terminated. */
struct slice {
    const char *data;
    size_t length;
};

struct slice slice_of(const char *text);
bool slice_equals(struct slice slice, const char *text);
bool slice_starts_with(struct slice slice, const char *prefix);
bool text_ends_with(const char *text, const char *end);
bool same_text(const char *left, const char *right); /* NULL is equal to NULL alone */
struct slice slice_trim(struct slice slice);         /* blanks, tabs and CR at both ends */

/* A growing, always terminated buffer in an arena. Past `limit` bytes it stops growing and `truncated`
 * is set; it never fails otherwise. Create with text_create().
 */
struct text {
    struct arena *arena;
    char *data; /* never NULL, zero-terminated */
    size_t length;
    size_t capacity;
    size_t limit;
    bool truncated;
};

struct text text_create(struct arena *arena, size_t limit);
void text_append(struct text *text, const char *more);
void text_append_bytes(struct text *text, const char *bytes, size_t length);
void text_printf(struct text *text, const char *format, ...) PRINTF_LIKE(2, 3);
void text_vprintf(struct text *text, const char *format, va_list args);

/* Whole-slice number parsers: no blanks, no rest, false on overflow.
 * parse_uint64 takes base 10, 16 (without prefix), or 0 (decimal, or hexadecimal after 0x/0X).
 */
NODISCARD bool parse_uint64(struct slice text, int base, uint64_t *value);
NODISCARD bool parse_int64(struct slice text, int64_t *value); /* as base 0, with optional '-' */

int hex_digit_value(char c); /* 0 to 15, -1 when it is no hexadecimal digit */

/* Of ASCII, whatever the locale; other numbers are neither. An identifier has letters, digits and '_'. */
bool is_digit(int c);
bool is_identifier_character(int c);

/* Length in bytes of the valid UTF-8 sequence at data (1 to 4), or 0 when it is not valid UTF-8. */
size_t utf8_sequence(const char *data, size_t length);

/* Copy fit for a terminal or a report: invalid UTF-8 becomes U+FFFD, control characters other than tab
 * and those that turn the direction of text become '?', the result is cut at max_length bytes with "..." added.
 */
char *text_printable(struct arena *arena, struct slice raw, size_t max_length);

/* Lower-case hexadecimal of bytes, without separators. */
char *text_hex(struct arena *arena, const uint8_t *bytes, size_t length);

/* Order of two texts by their digits and letters: for listings that must not depend on the file system. */
int compare_strings(const void *left, const void *right); /* for qsort on char * arrays */

#endif

#include "base/text.h"

#include <stdio.h>
#include <string.h>

struct slice slice_of(const char *text)
{
    return (struct slice){ text, strlen(text) };
}

bool slice_equals(struct slice slice, const char *text)
{
    return slice.length == strlen(text) && memcmp(slice.data, text, slice.length) == 0;
}

bool slice_starts_with(struct slice slice, const char *prefix)
{
    size_t length = strlen(prefix);

    return slice.length >= length && memcmp(slice.data, prefix, length) == 0;
}

bool same_text(const char *left, const char *right)
{
    return left == right || (left != NULL && right != NULL && strcmp(left, right) == 0);
}

bool text_ends_with(const char *text, const char *end)
{
    size_t length = strlen(text);
    size_t end_length = strlen(end);

    return length >= end_length && strcmp(text + length - end_length, end) == 0;
}

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\r';
}

struct slice slice_trim(struct slice slice)
{
    while (slice.length > 0 && is_blank(slice.data[0])) {
        slice.data++;
        slice.length--;
    }
    while (slice.length > 0 && is_blank(slice.data[slice.length - 1])) {
        slice.length--;
    }
    return slice;
}

struct text text_create(struct arena *arena, size_t limit)
{
    struct text text = { .arena = arena, .limit = limit };

    text.capacity = 128;
    text.data = arena_alloc(arena, text.capacity);
    return text;
}

static void text_reserve(struct text *text, size_t more)
{
    size_t capacity = text->capacity;
    char *moved;

    if (more < capacity - text->length) {
        return;
    }
    while (more >= capacity - text->length) {
        capacity *= 2;
    }
    moved = arena_alloc(text->arena, capacity);
    memcpy(moved, text->data, text->length);
    memset(text->data, 0, text->length); /* a private key may be in it: who wipes the text, wipes all of it */
    text->data = moved;
    text->capacity = capacity;
}

void text_append_bytes(struct text *text, const char *bytes, size_t length)
{
    if (length > text->limit - text->length) {
        length = text->limit - text->length;
        text->truncated = true;
    }
    if (length == 0) {
        return;
    }
    text_reserve(text, length);
    memcpy(text->data + text->length, bytes, length);
    text->length += length;
    text->data[text->length] = '\0';
}

void text_append(struct text *text, const char *more)
{
    text_append_bytes(text, more, strlen(more));
}

void text_vprintf(struct text *text, const char *format, va_list args)
{
    char small[256];
    va_list again;
    int length;

    va_copy(again, args);
    length = vsnprintf(small, sizeof small, format, args);
    if (length >= 0 && (size_t)length < sizeof small) {
        text_append_bytes(text, small, (size_t)length);
    } else if (length >= 0) {
        char *large = arena_vprintf(text->arena, format, again);

        text_append_bytes(text, large, (size_t)length);
    }
    va_end(again);
}

void text_printf(struct text *text, const char *format, ...)
{
    va_list args;

    va_start(args, format);
    text_vprintf(text, format, args);
    va_end(args);
}

char *text_hex(struct arena *arena, const uint8_t *bytes, size_t length)
{
    static const char digits[] = "0123456789abcdef";
    char *text = arena_alloc(arena, 2 * length + 1);

    for (size_t i = 0; i < length; i++) {
        text[2 * i] = digits[bytes[i] >> 4];
        text[2 * i + 1] = digits[bytes[i] & 0xf];
    }
    return text;
}

int compare_strings(const void *left, const void *right)
{
    return strcmp(*(char *const *)left, *(char *const *)right);
}

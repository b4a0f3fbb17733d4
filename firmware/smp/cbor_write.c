#include "firmware/smp/cbor.h"

#include <string.h>

static void put(struct cbor_writer *writer, const void *bytes, uint32_t size)
{
    if (writer->overflow || size > writer->size - writer->used) {
        writer->overflow = true;
        return;
    }
    if (size > 0) {
        memcpy(writer->buffer + writer->used, bytes, size);
    }
    writer->used += size;
}

static void put_byte(struct cbor_writer *writer, uint8_t byte)
{
    put(writer, &byte, 1);
}

/* The shortest form that holds the value. */
static void put_head(struct cbor_writer *writer, uint8_t major, uint32_t value)
{
    uint8_t first = (uint8_t)(major << 5);
    uint8_t bytes[5] = { 0, (uint8_t)(value >> 24), (uint8_t)(value >> 16), (uint8_t)(value >> 8), (uint8_t)value };

    if (value < 24) {
        put_byte(writer, (uint8_t)(first | value));
    } else if (value <= 0xff) {
        bytes[3] = first | 24;
        put(writer, bytes + 3, 2);
    } else if (value <= 0xffff) {
        bytes[2] = first | 25;
        put(writer, bytes + 2, 3);
    } else {
        bytes[0] = first | 26;
        put(writer, bytes, 5);
    }
}

static void put_string(struct cbor_writer *writer, uint8_t major, const void *bytes, uint32_t size)
{
    put_head(writer, major, size);
    put(writer, bytes, size);
}

void cbor_write_map(struct cbor_writer *writer)
{
    put_byte(writer, 0xbf);
}

void cbor_write_array(struct cbor_writer *writer)
{
    put_byte(writer, 0x9f);
}

void cbor_write_end(struct cbor_writer *writer)
{
    put_byte(writer, 0xff);
}

void cbor_write_uint(struct cbor_writer *writer, uint32_t value)
{
    put_head(writer, 0, value);
}

void cbor_write_bool(struct cbor_writer *writer, bool value)
{
    put_byte(writer, value ? 0xf5 : 0xf4);
}

void cbor_write_bytes(struct cbor_writer *writer, const void *bytes, uint32_t size)
{
    put_string(writer, 2, bytes, size);
}

void cbor_write_text(struct cbor_writer *writer, const char *text)
{
    put_string(writer, 3, text, (uint32_t)strlen(text));
}

void cbor_write_text_of(struct cbor_writer *writer, const void *bytes, uint32_t size)
{
    put_string(writer, 3, bytes, size);
}

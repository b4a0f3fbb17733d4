#include "sign/hex_writer.h"

#include <assert.h>
#include <string.h>

#define RECORD_BYTES 16u
#define SEGMENT_SIZE 0x10000u

/* ':', length, offset, type, checksum and line end: what a record has beside its data. */
#define RECORD_TEXT 12u
#define END_RECORD  ":00000001FF\n"

enum record_type { RECORD_DATA = 0, RECORD_LINEAR_ADDRESS = 4 };

struct writer {
    char pairs[256][2]; /* each byte's digits: a file is hardly anything else */
    char *at;           /* where the next character goes; part_room() says that there is room */
    bool wide;          /* addresses over 0xffff: linear address records are written */
    uint64_t base;      /* of the last linear address record; UINT64_MAX: none yet */
    uint64_t record;    /* address of the data that waits for being written */
    uint8_t waiting[RECORD_BYTES];
    size_t waiting_count;
};

static void fill_pairs(struct writer *writer)
{
    static const char digits[] = "0123456789ABCDEF";

    for (unsigned value = 0; value < 256; value++) {
        writer->pairs[value][0] = digits[value / 16];
        writer->pairs[value][1] = digits[value % 16];
    }
}

static char *put_byte(const struct writer *writer, char *at, uint8_t value)
{
    memcpy(at, writer->pairs[value], 2);
    return at + 2;
}

static void put_record(struct writer *writer, enum record_type type, uint16_t offset, const uint8_t *data, size_t size)
{
    const uint8_t head[] = { (uint8_t)size, (uint8_t)(offset >> 8), (uint8_t)offset, (uint8_t)type };
    char *at = writer->at;
    uint8_t sum = 0;

    *at++ = ':';
    for (size_t i = 0; i < sizeof head; i++) {
        at = put_byte(writer, at, head[i]);
        sum = (uint8_t)(sum + head[i]);
    }
    for (size_t i = 0; i < size; i++) {
        at = put_byte(writer, at, data[i]);
        sum = (uint8_t)(sum + data[i]);
    }
    at = put_byte(writer, at, (uint8_t)(0u - sum));
    *at++ = '\n';
    writer->at = at;
}

static void flush(struct writer *writer)
{
    uint64_t base = writer->record / SEGMENT_SIZE;

    if (writer->waiting_count == 0) {
        return;
    }
    if (writer->wide && base != writer->base) {
        const uint8_t high[] = { (uint8_t)(base >> 8), (uint8_t)base };

        put_record(writer, RECORD_LINEAR_ADDRESS, 0, high, sizeof high);
        writer->base = base;
    }
    put_record(writer, RECORD_DATA, (uint16_t)writer->record, writer->waiting, writer->waiting_count);
    writer->waiting_count = 0;
}

/* Bytes that the waiting record still takes: it is full at 16, and ends with its 64 KiB. */
static size_t record_room(const struct writer *writer)
{
    size_t to_boundary = SEGMENT_SIZE - (size_t)(writer->record % SEGMENT_SIZE);
    size_t most = to_boundary < RECORD_BYTES ? to_boundary : RECORD_BYTES;

    return most - writer->waiting_count;
}

static void put_part(struct writer *writer, const struct hex_part *part)
{
    for (size_t done = 0; done < part->bytes.size;) {
        size_t left = part->bytes.size - done;
        size_t size;

        if (writer->waiting_count == 0) {
            writer->record = part->address + done;
        }
        size = record_room(writer) < left ? record_room(writer) : left;
        memcpy(writer->waiting + writer->waiting_count, part->bytes.data + done, size);
        writer->waiting_count += size;
        done += size;
        if (record_room(writer) == 0) {
            flush(writer);
        }
    }
}

/* At least as many characters as the part takes: it may begin and end within a record, and at each boundary. */
static uint64_t part_room(const struct hex_part *part)
{
    uint64_t boundaries = part->bytes.size / SEGMENT_SIZE + 2;
    uint64_t records = part->bytes.size / RECORD_BYTES + 2 + 2 * boundaries;

    return 2 * (uint64_t)part->bytes.size + records * RECORD_TEXT + boundaries * 4;
}

bool hex_write(struct arena *arena, const struct hex_part *parts, size_t count, struct byte_range *text)
{
    uint64_t end = 0, room = sizeof END_RECORD;
    struct writer writer = { .base = UINT64_MAX };
    char *start;

    for (size_t i = 0; i < count; i++) {
        assert(parts[i].bytes.size == 0 || parts[i].address >= end);
        if (parts[i].address > UINT32_MAX || parts[i].bytes.size > (uint64_t)UINT32_MAX + 1 - parts[i].address) {
            return false;
        }
        end = parts[i].bytes.size == 0 ? end : parts[i].address + parts[i].bytes.size;
        room += part_room(&parts[i]);
    }
    fill_pairs(&writer);
    writer.wide = end > SEGMENT_SIZE;
    start = writer.at = arena_array(arena, 1, (size_t)room);
    for (size_t i = 0; i < count; i++) {
        if (parts[i].bytes.size != 0 && parts[i].address != writer.record + writer.waiting_count) {
            flush(&writer);
        }
        put_part(&writer, &parts[i]);
    }
    flush(&writer);
    memcpy(writer.at, END_RECORD, sizeof END_RECORD);
    *text = range_of(start, (size_t)(writer.at - start) + sizeof END_RECORD - 1);
    return true;
}

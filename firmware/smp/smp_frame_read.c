#include "firmware/smp/smp_frame.h"

#include "firmware/smp/smp_coding.h"
#include "firmware/smp/smp_marks.h"

#define HEADER_SIZE 8u /* of a packet */

static bool append(struct smp_frame_reader *reader, const uint8_t *bytes, uint32_t count)
{
    if (count > sizeof reader->packet - reader->filled) {
        return false;
    }
    for (uint32_t i = 0; i < count; i++) {
        reader->packet[reader->filled++] = bytes[i];
    }
    return true;
}

/* Adds what a line holds to the packet. */
static bool decode_line(struct smp_frame_reader *reader, const char *text, uint32_t size)
{
    uint8_t bytes[3];
    uint32_t count;

    if (size == 0 || size % 4 != 0) {
        return false;
    }
    for (uint32_t i = 0; i < size; i += 4) {
        count = smp_base64_decode(text + i, i + 4 == size ? 2 : 0, bytes);
        if (count == 0 || !append(reader, bytes, count)) {
            return false;
        }
    }
    return true;
}

/* Looks whether all of the packet has come. What cannot become one is dropped. */
static bool packet_is_whole(struct smp_frame_reader *reader)
{
    uint32_t filled = reader->filled;
    uint32_t length;

    if (filled < SMP_LENGTH_SIZE) {
        return false;
    }
    length = (uint32_t)reader->packet[0] << 8 | reader->packet[1];
    if (length < HEADER_SIZE + SMP_CRC_SIZE || length > SMP_PACKET_MAX + SMP_CRC_SIZE ||
        filled - SMP_LENGTH_SIZE > length) {
        reader->filled = 0;
        return false;
    }
    if (filled - SMP_LENGTH_SIZE < length) {
        return false;
    }
    reader->filled = 0;
    return smp_crc16(reader->packet + SMP_LENGTH_SIZE, length) == 0;
}

static bool line_begins(const struct smp_frame_reader *reader, uint8_t first, uint8_t second)
{
    return reader->line_size >= SMP_MARK_SIZE && (uint8_t)reader->line[0] == first &&
           (uint8_t)reader->line[1] == second;
}

/* A line is complete, without its end. True: so is the packet. */
static bool take_line(struct smp_frame_reader *reader)
{
    uint32_t size = reader->line_size;

    if (line_begins(reader, SMP_FIRST_MARK, SMP_FIRST_MARK_2)) {
        reader->filled = 0;
    } else if (!line_begins(reader, SMP_NEXT_MARK, SMP_NEXT_MARK_2) || reader->filled == 0) {
        return false; /* log output, or the rest of a packet whose beginning was dropped */
    }
    if (size > SMP_MARK_SIZE && reader->line[size - 1] == '\r') {
        size--;
    }
    if (reader->line_overflow || !decode_line(reader, reader->line + SMP_MARK_SIZE, size - SMP_MARK_SIZE)) {
        reader->filled = 0;
        return false;
    }
    return packet_is_whole(reader);
}

static void begin_line(struct smp_frame_reader *reader)
{
    reader->line_size = 0;
    reader->line_overflow = false;
}

bool smp_frame_read(struct smp_frame_reader *reader, uint8_t byte, const uint8_t **packet, uint32_t *size)
{
    bool whole;

    if (byte == '\n') {
        whole = take_line(reader);
        begin_line(reader);
        if (whole) {
            *packet = reader->packet + SMP_LENGTH_SIZE;
            *size = ((uint32_t)reader->packet[0] << 8 | reader->packet[1]) - SMP_CRC_SIZE;
        }
        return whole;
    }
    if (byte == SMP_FIRST_MARK || byte == SMP_NEXT_MARK) {
        begin_line(reader); /* no text has these: what stood before was log output without an end */
    }
    if (reader->line_size == sizeof reader->line) {
        reader->line_overflow = true;
    } else {
        reader->line[reader->line_size++] = (char)byte;
    }
    return false;
}

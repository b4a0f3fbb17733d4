#include "firmware/smp/smp_frame.h"

#define MARK_SIZE   2u /* what a line begins with */
#define LENGTH_SIZE 2u
#define CRC_SIZE    2u
#define HEADER_SIZE 8u /* of a packet */

#define FIRST_MARK_BYTE    0x06u
#define FIRST_MARK_SECOND  0x09u
#define NEXT_MARK_BYTE     0x04u
#define NEXT_MARK_SECOND   0x14u
#define BASE64_OF_LINE_MAX (SMP_LINE_MAX - MARK_SIZE - 1)

static const char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

static uint16_t crc16_of_byte(uint16_t crc, uint8_t byte)
{
    crc = (uint16_t)(crc ^ (uint16_t)(byte << 8));
    for (int bit = 0; bit < 8; bit++) {
        crc = (uint16_t)(crc & 0x8000 ? (crc << 1) ^ 0x1021 : crc << 1);
    }
    return crc;
}

static uint16_t crc16(const uint8_t *bytes, uint32_t size)
{
    uint16_t crc = 0;

    for (uint32_t i = 0; i < size; i++) {
        crc = crc16_of_byte(crc, bytes[i]);
    }
    return crc;
}

/* The six bits of a character; -1: none of the alphabet. */
static int base64_value(char character)
{
    if (character >= 'A' && character <= 'Z') {
        return character - 'A';
    }
    if (character >= 'a' && character <= 'z') {
        return character - 'a' + 26;
    }
    if (character >= '0' && character <= '9') {
        return character - '0' + 52;
    }
    return character == '+' ? 62 : character == '/' ? 63 : -1;
}

/* Four characters, at most `padding` of them '=' at the end. How many bytes they are; 0: they are not base64. */
static uint32_t decode_group(const char *group, uint32_t padding, uint8_t bytes[3])
{
    uint32_t count = 3;
    uint32_t bits = 0;

    while (padding > 0 && group[count] == '=') {
        count--;
        padding--;
    }
    for (uint32_t i = 0; i < 4; i++) {
        int value = i <= count ? base64_value(group[i]) : 0;

        if (value < 0) {
            return 0;
        }
        bits = bits << 6 | (uint32_t)value;
    }
    if (count < 3 && (bits & ((1u << (8 * (3 - count))) - 1)) != 0) {
        return 0; /* bits behind the last byte */
    }
    bytes[0] = (uint8_t)(bits >> 16);
    bytes[1] = (uint8_t)(bits >> 8);
    bytes[2] = (uint8_t)bits;
    return count;
}

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
        count = decode_group(text + i, i + 4 == size ? 2 : 0, bytes);
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

    if (filled < LENGTH_SIZE) {
        return false;
    }
    length = (uint32_t)reader->packet[0] << 8 | reader->packet[1];
    if (length < HEADER_SIZE + CRC_SIZE || length > SMP_PACKET_MAX + CRC_SIZE || filled - LENGTH_SIZE > length) {
        reader->filled = 0;
        return false;
    }
    if (filled - LENGTH_SIZE < length) {
        return false;
    }
    reader->filled = 0;
    /* The CRC of data with its own CRC behind is 0. */
    return crc16(reader->packet + LENGTH_SIZE, length) == 0;
}

static bool line_begins(const struct smp_frame_reader *reader, uint8_t first, uint8_t second)
{
    return reader->line_size >= MARK_SIZE && (uint8_t)reader->line[0] == first && (uint8_t)reader->line[1] == second;
}

/* A line is complete, without its end. True: so is the packet. */
static bool take_line(struct smp_frame_reader *reader)
{
    uint32_t size = reader->line_size;

    if (line_begins(reader, FIRST_MARK_BYTE, FIRST_MARK_SECOND)) {
        reader->filled = 0;
    } else if (!line_begins(reader, NEXT_MARK_BYTE, NEXT_MARK_SECOND) || reader->filled == 0) {
        return false; /* log output, or the rest of a packet whose beginning was dropped */
    }
    if (size > MARK_SIZE && reader->line[size - 1] == '\r') {
        size--;
    }
    if (reader->line_overflow || !decode_line(reader, reader->line + MARK_SIZE, size - MARK_SIZE)) {
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
            *packet = reader->packet + LENGTH_SIZE;
            *size = ((uint32_t)reader->packet[0] << 8 | reader->packet[1]) - CRC_SIZE;
        }
        return whole;
    }
    if (byte == FIRST_MARK_BYTE || byte == NEXT_MARK_BYTE) {
        begin_line(reader); /* no text has these: what stood before was log output without an end */
    }
    if (reader->line_size == sizeof reader->line) {
        reader->line_overflow = true;
    } else {
        reader->line[reader->line_size++] = (char)byte;
    }
    return false;
}

/* A packet on its way out. */
struct frame_writer {
    smp_line_writer *write;
    void *context;
    char line[SMP_LINE_MAX];
    uint32_t line_size;
    uint32_t bits; /* of bytes that are not yet four characters */
    uint32_t bytes;
};

static void start_line(struct frame_writer *writer, uint8_t first, uint8_t second)
{
    writer->line[0] = (char)first;
    writer->line[1] = (char)second;
    writer->line_size = MARK_SIZE;
}

static void end_line(struct frame_writer *writer)
{
    writer->line[writer->line_size++] = '\n';
    writer->write(writer->context, writer->line, writer->line_size);
}

/* `bytes` of the 24 bits are used; '=' stands for the others. */
static void put_group(struct frame_writer *writer)
{
    if (writer->line_size - MARK_SIZE == BASE64_OF_LINE_MAX) {
        end_line(writer);
        start_line(writer, NEXT_MARK_BYTE, NEXT_MARK_SECOND);
    }
    for (uint32_t i = 0; i < 4; i++) {
        writer->line[writer->line_size++] = i <= writer->bytes ? alphabet[writer->bits >> (18 - 6 * i) & 0x3f] : '=';
    }
    writer->bits = 0;
    writer->bytes = 0;
}

static void put_byte(struct frame_writer *writer, uint8_t byte)
{
    writer->bits |= (uint32_t)byte << (16 - 8 * writer->bytes);
    writer->bytes++;
    if (writer->bytes == 3) {
        put_group(writer);
    }
}

static void put_be16(struct frame_writer *writer, uint32_t value)
{
    put_byte(writer, (uint8_t)(value >> 8));
    put_byte(writer, (uint8_t)value);
}

void smp_frame_write(const uint8_t *packet, uint32_t size, smp_line_writer *write, void *context)
{
    struct frame_writer writer = { .write = write, .context = context };

    start_line(&writer, FIRST_MARK_BYTE, FIRST_MARK_SECOND);
    put_be16(&writer, size + CRC_SIZE);
    for (uint32_t i = 0; i < size; i++) {
        put_byte(&writer, packet[i]);
    }
    put_be16(&writer, crc16(packet, size));
    if (writer.bytes > 0) {
        put_group(&writer);
    }
    end_line(&writer);
}

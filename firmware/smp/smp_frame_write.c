#include "firmware/smp/smp_coding.h"
#include "firmware/smp/smp_frame.h"
#include "firmware/smp/smp_marks.h"

#define LINE_TEXT_MAX (SMP_LINE_MAX - SMP_MARK_SIZE - 1)

_Static_assert(LINE_TEXT_MAX % 4 == 0, "a group of base64 is not split");

/* A packet on its way out. */
struct frame_writer {
    smp_line_writer *write;
    void *context;
    char line[SMP_LINE_MAX];
    uint32_t line_size;
    uint8_t group[3]; /* bytes that are not yet four characters */
    uint32_t group_size;
};

static void start_line(struct frame_writer *writer, uint8_t first, uint8_t second)
{
    writer->line[0] = (char)first;
    writer->line[1] = (char)second;
    writer->line_size = SMP_MARK_SIZE;
}

static void end_line(struct frame_writer *writer)
{
    writer->line[writer->line_size++] = '\n';
    writer->write(writer->context, writer->line, writer->line_size);
}

static void put_group(struct frame_writer *writer)
{
    if (writer->line_size == SMP_MARK_SIZE + LINE_TEXT_MAX) {
        end_line(writer);
        start_line(writer, SMP_NEXT_MARK, SMP_NEXT_MARK_2);
    }
    smp_base64_encode(writer->group, writer->group_size, writer->line + writer->line_size);
    writer->line_size += 4;
    for (uint32_t i = 0; i < 3; i++) {
        writer->group[i] = 0;
    }
    writer->group_size = 0;
}

static void put_byte(struct frame_writer *writer, uint8_t byte)
{
    writer->group[writer->group_size++] = byte;
    if (writer->group_size == 3) {
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

    start_line(&writer, SMP_FIRST_MARK, SMP_FIRST_MARK_2);
    put_be16(&writer, size + SMP_CRC_SIZE);
    for (uint32_t i = 0; i < size; i++) {
        put_byte(&writer, packet[i]);
    }
    put_be16(&writer, smp_crc16(packet, size));
    if (writer.group_size > 0) {
        put_group(&writer);
    }
    end_line(&writer);
}

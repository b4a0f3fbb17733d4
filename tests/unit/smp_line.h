/* A serial line for tests of what speaks SMP: struct hal, what the other side has sent, and the packets that came back. */
#ifndef UNIT_SMP_LINE_H
#define UNIT_SMP_LINE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "firmware/smp/smp_frame.h"
#include "hex_bytes.h"
#include "nrf53pack/hal.h"

#define SMP_LINE_PACKETS 8u

struct smp_packet {
    uint32_t size;
    uint8_t bytes[SMP_PACKET_MAX];
};

struct hal {
    uint8_t input[16 * 1024];
    uint32_t input_size;
    uint32_t input_taken;
    struct smp_frame_reader reader; /* of the other side */
    unsigned packet_count;
    struct smp_packet packets[SMP_LINE_PACKETS];
};

uint32_t hal_serial_read(struct hal *hal, void *buffer, uint32_t size)
{
    uint32_t left = hal->input_size - hal->input_taken;

    size = size < left ? size : left;
    memcpy(buffer, hal->input + hal->input_taken, size);
    hal->input_taken += size;
    return size;
}

void hal_serial_write(struct hal *hal, const void *data, uint32_t size)
{
    const uint8_t *bytes = data;
    const uint8_t *packet;
    uint32_t packet_size;

    for (uint32_t i = 0; i < size; i++) {
        if (smp_frame_read(&hal->reader, bytes[i], &packet, &packet_size)) {
            assert_true(hal->packet_count < SMP_LINE_PACKETS);
            hal->packets[hal->packet_count].size = packet_size;
            memcpy(hal->packets[hal->packet_count].bytes, packet, packet_size);
            hal->packet_count++;
        }
    }
}

/* As if the other side had sent these bytes. */
static inline void line_send(struct hal *hal, const void *bytes, size_t size)
{
    assert_true(size <= sizeof hal->input - hal->input_size);
    memcpy(hal->input + hal->input_size, bytes, size);
    hal->input_size += (uint32_t)size;
}

static inline void line_send_part(void *context, const char *line, uint32_t size)
{
    line_send(context, line, size);
}

/* As if it had sent this packet. */
static inline void line_send_hex(struct hal *hal, const char *hex)
{
    uint8_t packet[SMP_PACKET_MAX];

    smp_frame_write(packet, (uint32_t)hex_bytes(hex, packet), line_send_part, hal);
}

#endif

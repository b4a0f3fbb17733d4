/* Any bytes on the serial line of an SMP server, in front of the OS group. The first byte says in how large pieces they arrive.
 * Each answer has to be a packet that a client takes: lines, length, CRC and map are read again by this side's own reader.
 */
#include <stdlib.h>
#include <string.h>

#include "firmware/smp/smp_os.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define HEADER_SIZE 8u

/* The line. `arrived` bytes of the input can be read by now. */
struct hal {
    const uint8_t *input;
    size_t arrived;
    size_t taken;
    struct smp_frame_reader reader;
    uint64_t answers;
};

uint32_t hal_serial_read(struct hal *hal, void *buffer, uint32_t size)
{
    size_t left = hal->arrived - hal->taken;
    uint32_t count = left < size ? (uint32_t)left : size;

    memcpy(buffer, hal->input + hal->taken, count);
    hal->taken += count;
    return count;
}

static void expect(bool truth)
{
    if (!truth) {
        abort();
    }
}

static void check_answer(const uint8_t *packet, uint32_t size)
{
    struct cbor_map map;
    uint32_t rc = 0;

    expect(size > HEADER_SIZE && size <= SMP_PACKET_MAX);
    expect((packet[0] & 0x07) == 1 || (packet[0] & 0x07) == 3);
    expect(((uint32_t)packet[2] << 8 | packet[3]) == size - HEADER_SIZE);
    expect(cbor_map_open(&map, packet + HEADER_SIZE, size - HEADER_SIZE));
    expect(cbor_map_uint(&map, "rc", &rc) != CBOR_WRONG && rc <= SMP_ERROR_TOO_NEW);
}

void hal_serial_write(struct hal *hal, const void *data, uint32_t size)
{
    const char *line = data;
    const uint8_t *packet;
    uint32_t packet_size;

    expect(size > 0 && size <= SMP_LINE_MAX && line[size - 1] == '\n');
    for (uint32_t i = 0; i < size; i++) {
        if (smp_frame_read(&hal->reader, (uint8_t)line[i], &packet, &packet_size)) {
            check_answer(packet, packet_size);
            hal->answers++;
        }
    }
}

static void feed(struct smp_server *server, struct hal *hal, const uint8_t *data, size_t size, size_t piece)
{
    *hal = (struct hal){ .input = data };
    while (hal->taken < size) {
        if (hal->arrived < size) {
            hal->arrived += size - hal->arrived < piece ? size - hal->arrived : piece;
        }
        smp_server_poll(server);
    }
}

struct lines {
    size_t size;
    uint8_t bytes[2 * SMP_PACKET_MAX];
};

static void add_line(void *context, const char *line, uint32_t size)
{
    struct lines *lines = context;

    expect(size <= sizeof lines->bytes - lines->size);
    memcpy(lines->bytes + lines->size, line, size);
    lines->size += size;
}

/* The same bytes as the map of a request: the fuzzer does not have to find a CRC to get there. */
static void send_as_map(struct smp_server *server, const uint8_t *data, size_t size)
{
    uint8_t packet[SMP_PACKET_MAX] = { 0x08 | (size > 0 ? data[0] & 2 : 0), 0, 0, 0, 0, 0, 1, 0 };
    struct lines lines = { 0 };

    if (size == 0 || size - 1 > SMP_PACKET_MAX - HEADER_SIZE) {
        return;
    }
    packet[2] = (uint8_t)((size - 1) >> 8);
    packet[3] = (uint8_t)(size - 1);
    packet[7] = data[0] >> 4;
    memcpy(packet + HEADER_SIZE, data + 1, size - 1);
    smp_frame_write(packet, (uint32_t)(HEADER_SIZE + size - 1), add_line, &lines);
    feed(server, server->hal, lines.bytes, lines.size, lines.size);
    expect(server->hal->answers == 1);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct smp_os os = { .mode = UPGRADE_SWAP_OFFSET, .no_downgrade = true, .program = "fuzz" };
    struct smp_server server;
    struct hal hal = { 0 };

    if (size == 0) {
        return 0;
    }
    smp_server_open(&server, &hal, smp_os_handle, &os);
    feed(&server, &hal, data + 1, size - 1, data[0] + 1u);
    smp_server_open(&server, &hal, smp_os_handle, &os);
    send_as_map(&server, data, size);
    return 0;
}

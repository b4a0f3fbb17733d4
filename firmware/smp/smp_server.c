#include "firmware/smp/smp_server.h"

#define HEADER_SIZE 8u

#define OP_READ         0u
#define OP_WRITE        2u
#define OP_MASK         0x07u
#define VERSION_SHIFT   3u
#define VERSION_MASK    0x03u
#define VERSION_LARGEST 1u

void smp_server_open(struct smp_server *server, struct hal *hal, smp_handler *handler, void *context)
{
    *server = (struct smp_server){ .hal = hal, .handler = handler, .context = context };
}

static uint32_t load_be16(const uint8_t *bytes)
{
    return (uint32_t)bytes[0] << 8 | bytes[1];
}

static void write_line(void *context, const char *line, uint32_t size)
{
    struct smp_server *server = context;

    hal_serial_write(server->hal, line, size);
}

/* What goes back to whom: the request's header as an answer's, with the length of what was written. */
static void send_answer(struct smp_server *server, const struct smp_request *request, uint32_t map_size)
{
    unsigned version = request->version > VERSION_LARGEST ? VERSION_LARGEST : request->version;
    const uint8_t header[HEADER_SIZE] = {
        (uint8_t)(version << VERSION_SHIFT | ((request->write ? OP_WRITE : OP_READ) + 1)),
        0,
        (uint8_t)(map_size >> 8),
        (uint8_t)map_size,
        (uint8_t)(request->group >> 8),
        (uint8_t)request->group,
        request->sequence,
        (uint8_t)request->command,
    };

    for (uint32_t i = 0; i < HEADER_SIZE; i++) {
        server->answer[i] = header[i];
    }
    smp_frame_write(server->answer, HEADER_SIZE + map_size, write_line, server);
}

struct cbor_writer smp_server_begin_answer(struct smp_server *server)
{
    struct cbor_writer writer = { .buffer = server->answer + HEADER_SIZE, .size = SMP_PACKET_MAX - HEADER_SIZE };

    cbor_write_map(&writer);
    return writer;
}

static uint32_t write_error(struct smp_server *server, enum smp_error error)
{
    struct cbor_writer writer = smp_server_begin_answer(server);

    cbor_write_text(&writer, "rc");
    cbor_write_uint(&writer, (uint32_t)error);
    cbor_write_end(&writer);
    return writer.used;
}

/* Clients that have nothing to say send no map at all or an empty one. */
static enum smp_error read_request(const uint8_t *packet, uint32_t size, struct smp_request *request)
{
    static const uint8_t empty_map[] = { 0xa0 };
    uint32_t map_size = size - HEADER_SIZE;

    *request = (struct smp_request){
        .write = (packet[0] & OP_MASK) == OP_WRITE,
        .version = packet[0] >> VERSION_SHIFT & VERSION_MASK,
        .group = load_be16(packet + 4),
        .sequence = packet[6],
        .command = packet[7],
    };
    if (request->version > VERSION_LARGEST) {
        return SMP_ERROR_TOO_NEW;
    }
    if (load_be16(packet + 2) != map_size) {
        return SMP_ERROR_CORRUPT;
    }
    if (map_size == 0) {
        return cbor_map_open(&request->map, empty_map, sizeof empty_map) ? SMP_OK : SMP_ERROR_UNKNOWN;
    }
    return cbor_map_open(&request->map, packet + HEADER_SIZE, map_size) ? SMP_OK : SMP_ERROR_INVALID;
}

void smp_server_answer(struct smp_server *server, const struct smp_request *request, enum smp_error error,
                       struct cbor_writer *writer)
{
    cbor_write_end(writer);
    if (error == SMP_OK && writer->overflow) {
        error = SMP_ERROR_TOO_LARGE;
    }
    send_answer(server, request, error == SMP_OK ? writer->used : write_error(server, error));
}

/* The packet stays in the reader while the handler runs: nothing is read from the line into this server meanwhile. */
static void answer_request(struct smp_server *server, const uint8_t *packet, uint32_t size)
{
    struct cbor_writer writer = smp_server_begin_answer(server);
    struct smp_request request;
    enum smp_error error = read_request(packet, size, &request);

    if (error == SMP_OK) {
        error = server->handler(server->context, &request, &writer);
    }
    if (error != SMP_NO_ANSWER) {
        smp_server_answer(server, &request, error, &writer);
    }
}

void smp_server_poll(struct smp_server *server)
{
    const uint8_t *packet;
    uint32_t size;
    uint8_t byte;

    for (uint32_t i = 0; i < SMP_POLL_MAX && hal_serial_read(server->hal, &byte, 1) == 1; i++) {
        if (!smp_frame_read(&server->reader, byte, &packet, &size)) {
            continue;
        }
        if ((packet[0] & OP_MASK) == OP_READ || (packet[0] & OP_MASK) == OP_WRITE) {
            answer_request(server, packet, size);
        }
    }
}

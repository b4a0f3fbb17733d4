/* Serial recovery on a simulated device, and the client at the other end of its line. The line is one for the program, as the
 * HAL of the machine has none: hal_serial_*() and hal_reset() are defined here.
 */
#ifndef RECOVERY_BENCH_H
#define RECOVERY_BENCH_H

#include "boot_bench.h"

#include "firmware/format/trailer.h"
#include "firmware/recovery/recovery.h"

#define LINE_ROOM               65536u
#define ANSWERS_MAX             512u
#define HEADER_SIZE             8u
#define POLLS_MAX               200000u
#define NO_RESET                ((const char *)NULL)
#define RESET_PANIC             "reset"
#define RESET_TO_RECOVERY_PANIC "reset to recovery"

struct answer {
    uint8_t op;
    unsigned version;
    unsigned group;
    unsigned command;
    uint8_t sequence;
    uint32_t size;
    uint8_t map[SMP_PACKET_MAX];
};

/* Bytes on their way to the device, and what it answered. A packet is followed by a pause: the device reads nothing once. */
struct line {
    uint8_t input[LINE_ROOM];
    uint32_t used;
    uint32_t read;
    uint32_t pauses[ANSWERS_MAX]; /* where packets end */
    uint32_t pause_count;
    uint32_t next_pause;
    bool together; /* no pauses */
    struct smp_frame_reader reader;
    struct answer *answers;
    uint32_t answer_count;
    bool recovery_requested;
    uint32_t clock; /* runs with each look at the line */
    uint32_t clock_step;
};

static struct line line;

static inline void line_clear(struct arena *arena)
{
    struct answer *answers = arena_alloc(arena, ANSWERS_MAX * sizeof *answers);

    memset(&line, 0, sizeof line);
    line.answers = answers;
}

uint32_t hal_serial_read(struct hal *hal, void *buffer, uint32_t size)
{
    uint8_t *bytes = buffer;
    uint32_t count = 0;

    (void)hal;
    line.clock += line.clock_step;
    while (count < size && line.read < line.used) {
        if (!line.together && line.next_pause < line.pause_count && line.pauses[line.next_pause] == line.read) {
            line.next_pause++;
            break;
        }
        bytes[count++] = line.input[line.read++];
    }
    return count;
}

static inline void note_answer(const uint8_t *packet, uint32_t size)
{
    struct answer *answer = &line.answers[line.answer_count];

    assert_true(line.answer_count < ANSWERS_MAX);
    assert_true(size >= HEADER_SIZE && size - HEADER_SIZE <= sizeof answer->map);
    assert_int_equal((uint32_t)packet[2] << 8 | packet[3], size - HEADER_SIZE);
    answer->op = packet[0] & 7;
    answer->version = packet[0] >> 3 & 3;
    answer->group = (unsigned)packet[4] << 8 | packet[5];
    answer->sequence = packet[6];
    answer->command = packet[7];
    answer->size = size - HEADER_SIZE;
    memcpy(answer->map, packet + HEADER_SIZE, answer->size);
    line.answer_count++;
}

void hal_serial_write(struct hal *hal, const void *data, uint32_t size)
{
    const uint8_t *bytes = data;
    const uint8_t *packet;
    uint32_t packet_size;

    (void)hal;
    for (uint32_t i = 0; i < size; i++) {
        if (smp_frame_read(&line.reader, bytes[i], &packet, &packet_size)) {
            note_answer(packet, packet_size);
        }
    }
}

uint32_t hal_milliseconds(struct hal *hal)
{
    (void)hal;
    return line.clock;
}

void hal_recovery_request(struct hal *hal)
{
    (void)hal;
    line.recovery_requested = true;
}

void hal_reset(struct hal *hal)
{
    hal_panic(hal, line.recovery_requested ? RESET_TO_RECOVERY_PANIC : RESET_PANIC);
}

static inline void put_on_line(void *context, const char *text, uint32_t size)
{
    (void)context;
    assert_true(size <= LINE_ROOM - line.used);
    memcpy(line.input + line.used, text, size);
    line.used += size;
}

/* A request of a client that speaks protocol version 2; version 1 with `old_client`. */
struct request {
    bool write;
    bool old_client;
    unsigned group;
    unsigned command;
    uint8_t sequence;
    uint8_t packet[SMP_PACKET_MAX];
    struct cbor_writer writer;
};

static inline struct cbor_writer *request_begin(struct request *request, bool write, unsigned group, unsigned command,
                                                uint8_t sequence)
{
    memset(request, 0, sizeof *request);
    request->write = write;
    request->group = group;
    request->command = command;
    request->sequence = sequence;
    request->writer =
        (struct cbor_writer){ .buffer = request->packet + HEADER_SIZE, .size = SMP_PACKET_MAX - HEADER_SIZE };
    cbor_write_map(&request->writer);
    return &request->writer;
}

static inline void request_send(struct request *request)
{
    uint32_t size;

    cbor_write_end(&request->writer);
    assert_false(request->writer.overflow);
    size = request->writer.used;
    request->packet[0] = (uint8_t)((request->write ? 2u : 0u) | (request->old_client ? 0u : 1u << 3));
    request->packet[2] = (uint8_t)(size >> 8);
    request->packet[3] = (uint8_t)size;
    request->packet[4] = (uint8_t)(request->group >> 8);
    request->packet[5] = (uint8_t)request->group;
    request->packet[6] = request->sequence;
    request->packet[7] = (uint8_t)request->command;
    smp_frame_write(request->packet, HEADER_SIZE + size, put_on_line, NULL);
    assert_true(line.pause_count < ANSWERS_MAX);
    line.pauses[line.pause_count++] = line.used;
}

static inline void send_simple(bool write, unsigned group, unsigned command, uint8_t sequence)
{
    struct request request;

    request_begin(&request, write, group, command, sequence);
    request_send(&request);
}

static inline void send_echo(uint8_t sequence)
{
    struct request request;
    struct cbor_writer *map = request_begin(&request, true, SMP_GROUP_OS, 0, sequence);

    cbor_write_text(map, "d");
    cbor_write_text(map, "hi");
    request_send(&request);
}

/* What a client says in its pieces. */
struct sent_file {
    unsigned number;
    const uint8_t *bytes;
    uint32_t size;
    uint32_t declared;     /* `len`; 0: the size */
    const uint8_t *sha256; /* NULL: not sent */
    bool upgrade;
    bool old_client;
    bool numbers_pieces; /* gives the number in each piece */
};

static inline void send_piece(const struct sent_file *file, uint32_t offset, uint32_t size, uint8_t sequence)
{
    struct request request;
    struct cbor_writer *map = request_begin(&request, true, SMP_GROUP_IMAGE, 1, sequence);

    request.old_client = file->old_client;
    cbor_write_text(map, "off");
    cbor_write_uint(map, offset);
    cbor_write_text(map, "data");
    cbor_write_bytes(map, file->bytes + offset, size);
    if (offset == 0 || file->numbers_pieces) {
        cbor_write_text(map, "image");
        cbor_write_uint(map, file->number);
    }
    if (offset == 0) {
        cbor_write_text(map, "len");
        cbor_write_uint(map, file->declared != 0 ? file->declared : file->size);
        if (file->sha256 != NULL) {
            cbor_write_text(map, "sha");
            cbor_write_bytes(map, file->sha256, 32);
        }
        cbor_write_text(map, "upgrade");
        cbor_write_bool(map, file->upgrade);
    }
    request_send(&request);
}

static inline bool answer_uint(const struct answer *answer, const char *key, uint32_t *value)
{
    struct cbor_map map;

    assert_true(cbor_map_open(&map, answer->map, answer->size));
    return cbor_map_uint(&map, key, value) == CBOR_FOUND;
}

/* 0 when the answer has none. */
static inline uint32_t answer_error(const struct answer *answer)
{
    uint32_t error = 0;

    (void)answer_uint(answer, "rc", &error);
    return error;
}

static inline const struct answer *last_answer(void)
{
    assert_true(line.answer_count > 0);
    return &line.answers[line.answer_count - 1];
}

/* Polls until everything on the line is read, and what follows from it is done. */
static inline void serve_line(struct hal *hal, void *context)
{
    struct recovery *recovery = context;

    for (uint32_t i = 0; i < POLLS_MAX && (line.read < line.used || line.next_pause < line.pause_count); i++) {
        if (!recovery_poll(recovery)) {
            hal_panic(hal, RESET_PANIC);
        }
        hal_watchdog_feed(hal);
        if (line.read == line.used) {
            line.next_pause = line.pause_count;
        }
    }
}

/* A client that sends one piece after the other, each when the one before is answered. */
struct upload_client {
    struct recovery *recovery;
    const struct boot_config *config;
    struct sent_file file;
    uint32_t piece;       /* bytes in each */
    uint32_t stop_before; /* this offset is not sent any more; 0: all is */
    uint32_t error;       /* of the answer that ended it */
    bool done;
    uint8_t sequence;
};

static inline void client_send(struct upload_client *client, struct hal *hal, uint32_t offset)
{
    uint32_t left = client->file.size - offset;
    uint32_t answers = line.answer_count;

    send_piece(&client->file, offset, left < client->piece ? left : client->piece, ++client->sequence);
    for (uint32_t i = 0; i < POLLS_MAX && line.answer_count == answers; i++) {
        assert_true(recovery_poll(client->recovery));
        hal_watchdog_feed(hal);
    }
    assert_int_equal(line.answer_count, answers + 1);
    assert_int_equal(last_answer()->sequence, client->sequence);
    line.used = line.read = 0;
    line.pause_count = line.next_pause = 0;
}

static inline void upload_all(struct hal *hal, void *context)
{
    struct upload_client *client = context;
    uint32_t offset = 0;

    recovery_open(client->recovery, hal, client->config);
    while (!client->done && (client->stop_before == 0 || offset < client->stop_before)) {
        client_send(client, hal, offset);
        client->error = answer_error(last_answer());
        if (client->error != 0) {
            return;
        }
        assert_true(answer_uint(last_answer(), "off", &offset));
        assert_true(offset <= client->file.size);
        client->done = offset == client->file.size;
    }
}

static inline struct upload_client new_client(struct bench *bench, unsigned number, const struct sim_image *image,
                                              uint32_t piece)
{
    return (struct upload_client){ .recovery = arena_alloc(bench->arena, sizeof(struct recovery)),
                                   .config = &bench->setup.device.config,
                                   .file = { .number = number, .bytes = image->bytes, .size = image->size },
                                   .piece = piece };
}

/* In recovery, which a request made the bootloader enter. */
static inline void run_client(struct bench *bench, struct upload_client *client, struct cut cut,
                              struct run_result *result)
{
    line_clear(bench->arena);
    forget_notes(bench);
    machine_call(bench->machine, upload_all, client, cut, result);
    assert_int_equal(result->fault.kind, FAULT_NONE);
}

/* All of it; what the last answer said. */
static inline uint32_t upload(struct bench *bench, unsigned number, const struct sim_image *image)
{
    struct upload_client client = new_client(bench, number, image, 500);
    struct run_result result;

    run_client(bench, &client, NO_CUT, &result);
    assert_int_equal(result.end, RUN_RETURNED);
    return client.error;
}

/* Commands of the image group, and the reset of the OS group. */
enum { STATE = 0, UPLOAD = 1, ERASE = 5, RESET = 5 };

static inline struct recovery *open_line(struct bench *bench)
{
    line_clear(bench->arena);
    forget_notes(bench);
    return arena_alloc(bench->arena, sizeof(struct recovery));
}

/* A device in recovery, from when it is first asked something. */
struct session {
    struct recovery *recovery;
    const struct boot_config *config;
    bool opened;
};

static inline void serve(struct hal *hal, void *context)
{
    struct session *session = context;

    if (!session->opened) {
        recovery_open(session->recovery, hal, session->config);
        session->opened = true;
    }
    serve_line(hal, session->recovery);
}

static inline struct session new_session(struct bench *bench)
{
    return (struct session){ open_line(bench), &bench->setup.device.config, false };
}

/* Lets the device take what is on the line. */
static inline struct run_result take(struct bench *bench, struct session *session)
{
    struct run_result result;

    machine_call(bench->machine, serve, session, NO_CUT, &result);
    assert_int_equal(result.fault.kind, FAULT_NONE);
    line.used = line.read = line.pause_count = line.next_pause = 0;
    return result;
}

static inline const struct answer *ask(struct bench *bench, struct session *session, struct request *request)
{
    uint32_t answers = line.answer_count;

    request_send(request);
    assert_int_equal(take(bench, session).end, RUN_RETURNED);
    assert_int_equal(line.answer_count, answers + 1);
    assert_int_equal(last_answer()->sequence, request->sequence);
    assert_int_equal(last_answer()->op, request->write ? 3 : 1);
    return last_answer();
}

#endif

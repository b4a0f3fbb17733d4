/* Answers SMP requests: takes bytes from the serial line, calls the handler of the group, sends the answer.
 *
 * Used by serial recovery and by the demo application. Header of 8 bytes, big-endian: op (low 3 bits) with version
 * (bits 3 and 4), flags, length of the CBOR behind it, group, sequence number, command. Source:
 * zephyrproject-rtos/zephyr doc/services/device_mgmt/smp_protocol.rst and smp_groups/.
 */
#ifndef SMP_SMP_SERVER_H
#define SMP_SMP_SERVER_H

#include "firmware/smp/cbor.h"
#include "firmware/smp/smp_frame.h"
#include "nrf53pack/hal.h"

#define SMP_GROUP_OS    0u
#define SMP_GROUP_IMAGE 1u

/* MGMT_ERR_*, zephyr include/zephyr/mgmt/mcumgr/mgmt/mgmt_defines.h */
enum smp_error {
    SMP_OK = 0,
    SMP_ERROR_UNKNOWN = 1,
    SMP_ERROR_NO_MEMORY = 2,
    SMP_ERROR_INVALID = 3,
    SMP_ERROR_TIMEOUT = 4,
    SMP_ERROR_NO_ENTRY = 5,
    SMP_ERROR_BAD_STATE = 6,
    SMP_ERROR_TOO_LARGE = 7, /* the answer */
    SMP_ERROR_NOT_SUPPORTED = 8,
    SMP_ERROR_CORRUPT = 9,
    SMP_ERROR_BUSY = 10,
    SMP_ERROR_ACCESS_DENIED = 11,
    SMP_ERROR_TOO_NEW = 13, /* a protocol version that is not known */
    SMP_NO_ANSWER = 0x100,  /* of a handler: it comes later, by smp_server_answer(), or never */
};

struct smp_request {
    bool write;       /* else a read */
    unsigned version; /* 0: SMP version 1, 1: version 2 */
    unsigned group;
    unsigned command;
    uint8_t sequence;
    struct cbor_map map; /* the request's map, checked by cbor_map_open() */
};

/* Writes keys and values of the answer's map (opened and ended by the server). With another result than SMP_OK what was
 * written is dropped and the answer is {"rc": result}, in both versions (a version 2 client reads it as the generic
 * error). SMP_ERROR_NOT_SUPPORTED is also what unknown groups and commands get.
 */
typedef enum smp_error smp_handler(void *context, const struct smp_request *request, struct cbor_writer *answer);

struct smp_server {
    struct hal *hal;
    smp_handler *handler; /* one for all groups; smp_os.h has the OS group's */
    void *context;
    struct smp_frame_reader reader;
    uint8_t answer[SMP_PACKET_MAX];
};

void smp_server_open(struct smp_server *server, struct hal *hal, smp_handler *handler, void *context);

/* Takes what has arrived on the line (hal_serial_read()) and answers each whole request; returns when nothing is
 * left, or after SMP_POLL_MAX bytes: what floods the line keeps nobody from feeding the watchdog. Call it in a loop.
 *
 * A packet that is no request, such as an answer, is ignored. Answered with an error without asking the handler: a
 * length in the header other than the packet's (SMP_ERROR_CORRUPT), a version that is not known (SMP_ERROR_TOO_NEW),
 * a map that cbor_map_open() refuses (SMP_ERROR_INVALID). No bytes at all are an empty map. An answer that does not
 * fit becomes SMP_ERROR_TOO_LARGE.
 *
 * Not from inside of a handler: one whose work takes long answers SMP_NO_ANSWER, and its caller goes on polling.
 */
#define SMP_POLL_MAX (4 * SMP_PACKET_MAX)
void smp_server_poll(struct smp_server *server);

/* The answer to a request that the handler left without one; not from inside of a handler. What `request` says of
 * version, command and sequence number is used, its map is not (the next packet overwrites it). Write between the two
 * calls what a handler would, and poll before or after them.
 */
struct cbor_writer smp_server_begin_answer(struct smp_server *server);
void smp_server_answer(struct smp_server *server, const struct smp_request *request, enum smp_error error,
                       struct cbor_writer *writer);

#endif

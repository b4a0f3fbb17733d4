/* SMP packets on a serial line: lines of base64 with a length in front and a checksum behind.
 *
 * A packet is sent as lines of at most 127 characters. The first line begins with the bytes 06 09, each further one
 * with 04 14; behind the two bytes comes base64, then a newline. Decoded and put together, the lines hold: length (2
 * bytes, big-endian, of what follows), the packet, CRC16 of the packet (2 bytes, big-endian, polynomial 0x1021, start
 * 0, as XMODEM has it). Source: zephyrproject-rtos/zephyr doc/services/device_mgmt/smp_transport.rst.
 */
#ifndef SMP_SMP_FRAME_H
#define SMP_SMP_FRAME_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The largest SMP packet, header included, in both directions; larger ones are dropped. Clients learn it from the OS
 * group's parameters command.
 */
#define SMP_PACKET_MAX 1024u
#define SMP_LINE_MAX   127u /* of the lines we send, with the two bytes in front and the newline */

/* Of the lines we read. Guides tell users of mcumgr to connect with mtu=512, and its lines are then 2 + 508 + 1 long.
 * Source: apache/mynewt-newtmgr nmxact/nmserial/serial_xport.go, Tx().
 */
#define SMP_LINE_READ_MAX 512u

/* Collects lines until a packet is whole. Begin with all zero. */
struct smp_frame_reader {
    uint8_t packet[SMP_PACKET_MAX + 4]; /* length, packet, CRC */
    uint32_t filled;
    char line[SMP_LINE_READ_MAX];
    uint32_t line_size;
    bool line_overflow; /* the line is longer than any of ours: dropped at its end */
};

/* Takes one byte from the line. True: a packet with a right checksum is whole, `*packet` points into the reader and
 * is valid until the next call. Everything else (log output between the lines, cut lines, wrong base64, wrong length,
 * wrong CRC) is dropped in silence: the client sends again.
 */
bool smp_frame_read(struct smp_frame_reader *reader, uint8_t byte, const uint8_t **packet, uint32_t *size);

/* Sends one packet, size <= SMP_PACKET_MAX, line by line. A line ends with a newline alone, and nothing stands
 * between the lines: mcumgr-toolkit's reader takes neither a carriage return nor an empty line.
 */
typedef void smp_line_writer(void *context, const char *line, uint32_t size);
void smp_frame_write(const uint8_t *packet, uint32_t size, smp_line_writer *write, void *context);

#endif

/* Frames on the serial line: what real clients send is read, what is sent is what they read, and everything else is dropped.
 * The lines come from smpclient's encoder (smp 4.2, smp.packet.encode()) and the checksums in them agree with Python's
 * binascii.crc_hqx().
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

#include "firmware/smp/smp_coding.h"
#include "firmware/smp/smp_frame.h"
#include "hex_bytes.h"

/* An echo of "hello" with sequence number 7. */
#define ECHO_PACKET "0a00000900000700a161646568656c6c6f"
#define ECHO_LINE   "\x06\tABMKAAAJAAAHAKFhZGVoZWxsb4vC\n"
/* The same in lines of 8 and of 16 characters, smp.packet.encode(packet, line_length=...). */
#define ECHO_LINES_8                                                                                                   \
    "\x06\tABMK\n\x04\x14"                                                                                             \
    "AAAJ\n\x04\x14"                                                                                                   \
    "AAAH\n\x04\x14"                                                                                                   \
    "AKFh\n\x04\x14"                                                                                                   \
    "ZGVo\n\x04\x14"                                                                                                   \
    "ZWxs\n\x04\x14"                                                                                                   \
    "b4vC\n"

/* The first part of an upload: 256 bytes of data in a packet of 341. */
#define UPLOAD_LINE_1                                                                                                  \
    "\x06\tAVcKAAFNAAH/AaZjbGVuGgABEXBjb2ZmAGNzaGFYIBERERERERERERERERERERERERERERERERERERERERERZGRhdGFZAQAAAQIDBAUGBw" \
    "gJCgsMDQ4PEBES\n"
#define UPLOAD_LINES                                                                                                   \
    UPLOAD_LINE_1                                                                                                      \
    "\x04\x14"                                                                                                         \
    "ExQVFhcYGRobHB0eHyAhIiMkJSYnKCkqKywtLi8wMTIzNDU2Nzg5Ojs8PT4/QEFCQ0RFRkdISUpLTE1OT1BRUlNUVVZXWFlaW1xdXl"           \
    "9gYWJjZGVmZ2hpamts\n"                                                                                             \
    "\x04\x14"                                                                                                         \
    "bW5vcHFyc3R1dnd4eXp7fH1+f4CBgoOEhYaHiImKi4yNjo+QkZKTlJWWl5iZmpucnZ6foKGio6SlpqeoqaqrrK2ur7CxsrO0tba3uL"           \
    "m6u7y9vr/AwcLDxMXG\n"                                                                                             \
    "\x04\x14"                                                                                                         \
    "x8jJysvMzc7P0NHS09TV1tfY2drb3N3e3+Dh4uPk5ebn6Onq6+zt7u/w8fLz9PX29/j5+vv8/f7/ZWltYWdlAWd1cGdyYWRl9Rdd\n"
#define UPLOAD_SIZE 341u

/* What the reader gave. */
struct taken {
    unsigned count;
    uint32_t size;
    uint8_t packet[SMP_PACKET_MAX];
};

static void feed(struct smp_frame_reader *reader, const void *line, size_t size, struct taken *taken)
{
    const uint8_t *bytes = line;
    const uint8_t *packet;

    for (size_t i = 0; i < size; i++) {
        if (smp_frame_read(reader, bytes[i], &packet, &taken->size)) {
            assert_true(taken->size >= 8 && taken->size <= SMP_PACKET_MAX);
            memcpy(taken->packet, packet, taken->size);
            taken->count++;
        }
    }
}

static struct taken take(const char *lines)
{
    struct smp_frame_reader reader = { 0 };
    struct taken taken = { 0 };

    feed(&reader, lines, strlen(lines), &taken);
    return taken;
}

static void assert_echo(const struct taken *taken, unsigned count)
{
    uint8_t echo[64];
    size_t size = hex_bytes(ECHO_PACKET, echo);

    assert_int_equal(taken->count, count);
    assert_int_equal(taken->size, size);
    assert_memory_equal(taken->packet, echo, size);
}

static void test_one_line(void **state)
{
    struct taken taken = take(ECHO_LINE);

    (void)state;
    assert_echo(&taken, 1);
}

static void test_many_lines(void **state)
{
    struct taken taken = take(ECHO_LINES_8);

    (void)state;
    assert_echo(&taken, 1);
    taken = take(UPLOAD_LINES);
    assert_int_equal(taken.count, 1);
    assert_int_equal(taken.size, UPLOAD_SIZE);
    assert_int_equal(taken.packet[UPLOAD_SIZE - 1], 0xf5); /* "upgrade": true */
}

static void test_between_other_output(void **state)
{
    struct taken taken = take("\n\n*** Booting ***\r\nI: ready\n" ECHO_LINE "bye\n\n" ECHO_LINE);

    (void)state;
    assert_echo(&taken, 2);
    taken = take("log without an end " ECHO_LINE); /* nothing says where that ends but the mark */
    assert_echo(&taken, 1);
    taken = take("\x06\tABMKAAAJ\nI: a log line\n\x04\x14"
                 "AAAHAKFhZGVoZWxsb4vC\n");
    assert_echo(&taken, 1);
    taken = take("\x06\tABMKAAAJAAAHAKFhZGVoZWxsb4vC\r\n"); /* a terminal that adds a carriage return */
    assert_echo(&taken, 1);
}

static void test_refused(void **state)
{
    static const char *const lines[] = {
        "\x06\tABMKAAAJAAAHAKFhZGVoZWxsb4vD\n",     /* another CRC */
        "\x06\tABMKAAAJAAAHAKFhZGVoZWxsb4v\n",      /* no whole group */
        "\x06\tABMKAAAJAAAHAKFhZGVoZWxsb4vCAA==\n", /* a byte too many */
        "\x06\tABQKAAAJAAAHAKFhZGVoZWxsb4vC\n",     /* a longer length */
        "\x06\tABIKAAAJAAAHAKFhZGVoZWxsb4vC\n",     /* a shorter length */
        "\x06\tABMKAAAJAAAH AKFhZGVoZWxsb4vC\n",    /* a blank */
        "\x06\tABMKAAAJAAAHAKFhZGVoZWxs_4vC\n",     /* URL's alphabet */
        "\x06\tABMK=AAJAAAHAKFhZGVoZWxsb4vC\n",     /* padding inside */
        "\x06\tABMKAA==AAAHAKFhZGVoZWxsb4vC\n",     /* the same */
        "\x06\tABMKAAAJAAAHAKFhZGVoZWxsb4vC====\n", /* padding alone */
        "\x06\t\n",                                 /* nothing */
        "\x06\n",                                   /* half a mark */
        "\x06\tAAA=\n",                             /* length 0 */
        "\x06\tAAIAAA==\n",                         /* no packet, CRC of nothing */
        "\x06\tAAkAAAAAAAAAAAA=\n",                 /* a packet of seven bytes, CRC right */
        "\x04\x14"
        "ABMKAAAJAAAHAKFhZGVoZWxsb4vC\n", /* goes on with nothing */
        "\x06\x14"
        "ABMKAAAJAAAHAKFhZGVoZWxsb4vC\n",               /* mixed marks */
        "\x04\tABMKAAAJAAAHAKFhZGVoZWxsb4vC\n",         /* the same */
        "ABMKAAAJAAAHAKFhZGVoZWxsb4vC\n",               /* no mark */
        "\x06\tABMKAAAJAAAHAKFhZGVoZWxsb4vC",           /* no end */
        "\x06\tABMKAAAJ\n\x06\tAAAHAKFhZGVoZWxsb4vC\n", /* a beginning for the second part */
        "\x06\tABMKAAAJ\n\x04\x14"
        "AAAJ\n\x04\x14"
        "AAAHAKFhZGVoZWxsb4vC\n", /* a line twice */
        "\x06\tABMKAAAJ\n\x04\x14"
        "AA*H\n\x04\x14"
        "AAAHAKFhZGVoZWxsb4vC\n", /* a bad line does not heal */
        "\x06\tABMKAAAJ\n\x04\x14\n\x04\x14"
        "AAAHAKFhZGVoZWxsb4vC\n", /* a line with nothing */
    };

    (void)state;
    for (size_t i = 0; i < sizeof lines / sizeof lines[0]; i++) {
        struct smp_frame_reader reader = { 0 };
        struct taken taken = { 0 };

        feed(&reader, lines[i], strlen(lines[i]), &taken);
        if (taken.count != 0) {
            fail_msg("a packet was found in lines %zu", i);
        }
        feed(&reader, ECHO_LINE, strlen(ECHO_LINE), &taken);
        assert_echo(&taken, 1);
    }
}

/* Two spare bits behind the last byte have to be 0: one packet has one form. */
static void test_bits_behind_the_end(void **state)
{
    struct taken taken = take("\x06\tABIKAAAIAAAFBaFlZm9yY2UBw4k=\n"); /* a reset with force */

    (void)state;
    assert_int_equal(taken.count, 1);
    taken = take("\x06\tABIKAAAIAAAFBaFlZm9yY2UBw4l=\n");
    assert_int_equal(taken.count, 0);
}

/* Whatever one byte of a frame becomes: another packet is never read, and the next frame is. Every `step`th value is tried. */
static void mutate(const char *lines, unsigned expected_size, unsigned step)
{
    char changed[1024];
    size_t size = strlen(lines);
    struct taken good = take(lines);

    assert_int_equal(good.count, 1);
    assert_int_equal(good.size, expected_size);
    for (size_t position = 0; position < size; position++) {
        for (unsigned value = (unsigned)position % step; value < 256; value += step) {
            struct smp_frame_reader reader = { 0 };
            struct taken taken = { 0 };

            memcpy(changed, lines, size);
            changed[position] = (char)value;
            feed(&reader, changed, size, &taken);
            feed(&reader, "\n", 1, &taken);
            if (taken.count > 0) {
                assert_int_equal(taken.count, 1);
                assert_int_equal(taken.size, good.size);
                assert_memory_equal(taken.packet, good.packet, good.size);
            }
            taken.count = 0;
            feed(&reader, ECHO_LINE, strlen(ECHO_LINE), &taken);
            assert_echo(&taken, 1);
        }
    }
}

static void test_every_changed_byte(void **state)
{
    (void)state;
    mutate(ECHO_LINE, 17, 1);
    mutate(ECHO_LINES_8, 17, 1);
    mutate(UPLOAD_LINES, UPLOAD_SIZE, 7);
}

/* A client that is stopped at any byte, and one that begins there: the second is understood. */
static void test_every_cut(void **state)
{
    (void)state;
    for (size_t size = 0; size < strlen(UPLOAD_LINES); size++) {
        struct smp_frame_reader reader = { 0 };
        struct taken taken = { 0 };

        feed(&reader, UPLOAD_LINES, size, &taken);
        assert_int_equal(taken.count, 0);
        feed(&reader, ECHO_LINE, strlen(ECHO_LINE), &taken);
        assert_echo(&taken, 1);
    }
}

/* Lines of two clients in turn make no packet of either; when one of them is alone again, it is understood. */
static void test_two_clients(void **state)
{
    struct taken taken = take(UPLOAD_LINE_1 "\x06\tABMKAAAJ\n\x04\x14"
                                            "ExQV\n\x04\x14"
                                            "AAAHAKFhZGVoZWxsb4vC\n" ECHO_LINE);

    (void)state;
    assert_echo(&taken, 1);
}

static void append_line(void *context, const char *line, uint32_t size)
{
    char *lines = context;
    size_t used = strlen(lines);

    assert_true(size <= SMP_LINE_MAX);
    assert_int_equal(line[size - 1], '\n');
    assert_null(memchr(line, '\n', size - 1));
    memcpy(lines + used, line, size);
    lines[used + size] = '\0';
}

static void test_writer(void **state)
{
    uint8_t packet[SMP_PACKET_MAX];
    char lines[2048] = "";
    struct taken upload = take(UPLOAD_LINES);

    (void)state;
    smp_frame_write(packet, (uint32_t)hex_bytes(ECHO_PACKET, packet), append_line, lines);
    assert_string_equal(lines, ECHO_LINE);
    lines[0] = '\0';
    smp_frame_write(upload.packet, upload.size, append_line, lines);
    assert_memory_equal(lines, "\x06\tAVcKAAFNAAH/AaZjbGVu", 22);
    assert_int_equal(strcspn(lines, "\n"), SMP_LINE_MAX - 1); /* lines are used up */
    assert_memory_equal(lines + SMP_LINE_MAX, "\x04\x14", 2);
}

/* Every size there is, written and read. */
static void test_every_size(void **state)
{
    static const char first_line[] = { 0x06, 0x09 };
    uint8_t packet[SMP_PACKET_MAX];

    (void)state;
    for (uint32_t i = 0; i < SMP_PACKET_MAX; i++) {
        packet[i] = (uint8_t)(i * 7 + (i >> 8));
    }
    for (uint32_t size = 8; size <= SMP_PACKET_MAX; size++) {
        char lines[2048] = "";
        struct taken taken;

        smp_frame_write(packet, size, append_line, lines);
        assert_memory_equal(lines, first_line, sizeof first_line);
        taken = take(lines);
        assert_int_equal(taken.count, 1);
        assert_int_equal(taken.size, size);
        assert_memory_equal(taken.packet, packet, size);
    }
}

/* One packet in lines with so many characters of base64. */
static struct taken take_in_lines(const uint8_t *packet, uint32_t size, uint32_t characters)
{
    uint8_t frame[SMP_PACKET_MAX + 64] = { (uint8_t)((size + 2) >> 8), (uint8_t)(size + 2) };
    uint16_t crc = smp_crc16(packet, size);
    struct smp_frame_reader reader = { 0 };
    struct taken taken = { 0 };
    uint32_t column = 0;
    char group[4];

    memcpy(frame + 2, packet, size);
    frame[size + 2] = (uint8_t)(crc >> 8);
    frame[size + 3] = (uint8_t)crc;
    for (uint32_t i = 0; i < size + 4; i += 3) {
        if (column == 0) {
            feed(&reader, i == 0 ? "\x06\t" : "\x04\x14", 2, &taken);
        }
        smp_base64_encode(frame + i, size + 4 - i < 3 ? size + 4 - i : 3, group);
        feed(&reader, group, sizeof group, &taken);
        column += 4;
        if (column == characters) {
            feed(&reader, "\n", 1, &taken);
            column = 0;
        }
    }
    feed(&reader, "\n", 1, &taken);
    return taken;
}

static void test_longest(void **state)
{
    static const uint8_t zeros[SMP_PACKET_MAX + 16];
    struct taken taken = take_in_lines(zeros, SMP_PACKET_MAX, 124);

    (void)state;
    assert_int_equal(taken.count, 1);
    assert_int_equal(taken.size, SMP_PACKET_MAX);
    assert_int_equal(take_in_lines(zeros, SMP_PACKET_MAX, 4).count, 1);
    assert_int_equal(take_in_lines(zeros, SMP_PACKET_MAX, 508).count, 1); /* mcumgr with mtu=512 */
    assert_int_equal(take_in_lines(zeros, SMP_PACKET_MAX, 512).count, 0); /* a longer line */
    assert_int_equal(take_in_lines(zeros, SMP_PACKET_MAX + 1, 124).count, 0);
    assert_int_equal(take_in_lines(zeros, SMP_PACKET_MAX + 2, 124).count, 0);
    assert_int_equal(take_in_lines(zeros, SMP_PACKET_MAX + 16, 508).count, 0);
}

/* Without an end, for ever: nothing is read, nothing is written outside, and afterwards a client is understood. */
static void test_endless_lines(void **state)
{
    struct smp_frame_reader reader = { 0 };
    struct taken taken = { 0 };

    (void)state;
    feed(&reader, "\x06\t", 2, &taken);
    for (unsigned i = 0; i < 100000; i++) {
        feed(&reader, "AAAA", 4, &taken);
    }
    feed(&reader, "\n", 1, &taken);
    feed(&reader, "\x06\tABMK\n", 7, &taken);
    for (unsigned i = 0; i < 20000; i++) {
        feed(&reader,
             "\x04\x14"
             "AAAA\n",
             7, &taken);
    }
    assert_int_equal(taken.count, 0);
    feed(&reader, ECHO_LINE, strlen(ECHO_LINE), &taken);
    assert_echo(&taken, 1);
}

/* The length says that the largest packet comes, and the last line brings more than there is room for. */
static void test_last_line_too_long(void **state)
{
    struct smp_frame_reader reader = { 0 };
    struct taken taken = { 0 };

    (void)state;
    feed(&reader, "\x06\tBAIA\n", 7, &taken);
    for (unsigned i = 0; i < 3; i++) {
        feed(&reader, "\x04\x14", 2, &taken);
        for (unsigned group = 0; group < 127; group++) {
            feed(&reader, "AAAA", 4, &taken);
        }
        feed(&reader, "\n", 1, &taken);
    }
    assert_int_equal(taken.count, 0);
    feed(&reader, ECHO_LINE, strlen(ECHO_LINE), &taken);
    assert_echo(&taken, 1);
}

/* The check value of CRC-16/XMODEM. */
static void test_crc(void **state)
{
    (void)state;
    assert_int_equal(smp_crc16((const uint8_t *)"123456789", 9), 0x31c3);
    assert_int_equal(smp_crc16(NULL, 0), 0);
}

/* RFC 4648, section 10. */
static void test_base64(void **state)
{
    static const struct {
        const char *bytes;
        const char *group;
    } pairs[] = { { "f", "Zg==" }, { "fo", "Zm8=" }, { "foo", "Zm9v" }, { "bar", "YmFy" } };

    (void)state;
    for (size_t i = 0; i < sizeof pairs / sizeof pairs[0]; i++) {
        uint32_t size = (uint32_t)strlen(pairs[i].bytes);
        uint8_t bytes[3] = { 0 };
        char group[4];

        memcpy(bytes, pairs[i].bytes, size);
        smp_base64_encode(bytes, size, group);
        assert_memory_equal(group, pairs[i].group, 4);
        memset(bytes, 0, sizeof bytes);
        assert_int_equal(smp_base64_decode(group, 2, bytes), size);
        assert_memory_equal(bytes, pairs[i].bytes, size);
    }
}

/* Each byte in each place of a group: the 64 of the alphabet and no other. */
static void test_base64_alphabet(void **state)
{
    unsigned good = 0;

    (void)state;
    for (unsigned i = 0; i < 4 * 256; i++) {
        char group[4] = { 'A', 'A', 'A', 'A' };
        uint8_t bytes[3];
        char again[4];

        group[i / 256] = (char)(i % 256);
        switch (smp_base64_decode(group, 0, bytes)) {
        case 0:
            break;
        case 3:
            good++;
            smp_base64_encode(bytes, 3, again);
            assert_memory_equal(again, group, 4);
            break;
        default:
            fail();
        }
    }
    assert_int_equal(good, 4 * 64);
}

static void test_base64_padding(void **state)
{
    static const char *const wrong[] = { "QR==", "QUJ=", "Q===", "====", "=Q==", "QQ=A", "Q=QQ", "=QQQ" };
    uint8_t bytes[3];

    (void)state;
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        assert_int_equal(smp_base64_decode(wrong[i], 2, bytes), 0);
    }
    assert_int_equal(smp_base64_decode("QQ==", 2, bytes), 1);
    assert_int_equal(smp_base64_decode("QQ==", 1, bytes), 0);
    assert_int_equal(smp_base64_decode("QUI=", 1, bytes), 2);
    assert_int_equal(smp_base64_decode("QUI=", 0, bytes), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_one_line),
        cmocka_unit_test(test_many_lines),
        cmocka_unit_test(test_between_other_output),
        cmocka_unit_test(test_refused),
        cmocka_unit_test(test_bits_behind_the_end),
        cmocka_unit_test(test_every_changed_byte),
        cmocka_unit_test(test_every_cut),
        cmocka_unit_test(test_two_clients),
        cmocka_unit_test(test_writer),
        cmocka_unit_test(test_every_size),
        cmocka_unit_test(test_longest),
        cmocka_unit_test(test_endless_lines),
        cmocka_unit_test(test_last_line_too_long),
        cmocka_unit_test(test_crc),
        cmocka_unit_test(test_base64),
        cmocka_unit_test(test_base64_alphabet),
        cmocka_unit_test(test_base64_padding),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

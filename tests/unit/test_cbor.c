/* What the reader takes and refuses, value by value, and what the writer writes. The encoded maps were made with Python's
 * cbor2 (cbor2.dumps(map).hex()), the malformed ones by hand after RFC 8949.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "firmware/smp/cbor.h"
#include "hex_bytes.h"

/* {"a": 23, "b": 24, "c": 255, "d": 256, "e": 65535, "f": 65536, "g": 4294967295, "h": 4294967296, "i": -1, "j": 1.5} */
#define NUMBERS                                                                                                        \
    "aa6161176162181861"                                                                                               \
    "6318ff616419010061"                                                                                               \
    "6519ffff61661a0001000061671affffffff61681b0000000100000000616920616a"                                             \
    "fb3ff8000000000000"

/* {"data": b"\x00\x01\xff", "text": "h\u00e9", "yes": True, "no": False, "none": None, "list": [1, [2, {"x": "y"}]],
 *  "map": {"k": b""}}
 */
#define KINDS                                                                                                          \
    "a76464617461430001ff64746578746368c3a963796573f5626e6ff4646e6f6e65f6646c69737482018202a161786179636d6170a1616b40"

/* The bytes end where their memory ends, so that the sanitizer sees a read behind them. */
struct sample {
    uint8_t *bytes;
    uint32_t size;
};

static struct sample sample_of(const char *hex)
{
    struct sample sample = { .size = (uint32_t)strlen(hex) / 2 };

    sample.bytes = malloc(sample.size > 0 ? sample.size : 1);
    assert_non_null(sample.bytes);
    hex_bytes(hex, sample.bytes);
    return sample;
}

static bool opens(const char *hex)
{
    struct sample sample = sample_of(hex);
    struct cbor_map map;
    bool good = cbor_map_open(&map, sample.bytes, sample.size);

    if (!good) {
        assert_int_equal(map.size, 0);
    }
    free(sample.bytes);
    return good;
}

static void assert_uint(const struct cbor_map *map, const char *key, enum cbor_found expected, uint32_t expected_value)
{
    uint32_t value = 77;

    assert_int_equal(cbor_map_uint(map, key, &value), expected);
    assert_int_equal(value, expected == CBOR_FOUND ? expected_value : 77);
}

static void test_numbers(void **state)
{
    struct sample sample = sample_of(NUMBERS);
    struct cbor_map map;

    (void)state;
    assert_true(cbor_map_open(&map, sample.bytes, sample.size));
    assert_uint(&map, "a", CBOR_FOUND, 23);
    assert_uint(&map, "b", CBOR_FOUND, 24);
    assert_uint(&map, "c", CBOR_FOUND, 255);
    assert_uint(&map, "d", CBOR_FOUND, 256);
    assert_uint(&map, "e", CBOR_FOUND, 65535);
    assert_uint(&map, "f", CBOR_FOUND, 65536);
    assert_uint(&map, "g", CBOR_FOUND, UINT32_MAX);
    assert_uint(&map, "h", CBOR_WRONG, 0); /* 2^32 */
    assert_uint(&map, "i", CBOR_WRONG, 0); /* -1 */
    assert_uint(&map, "j", CBOR_WRONG, 0); /* 1.5 */
    assert_uint(&map, "k", CBOR_ABSENT, 0);
    assert_uint(&map, "", CBOR_ABSENT, 0);
    assert_uint(&map, "aa", CBOR_ABSENT, 0);
    free(sample.bytes);
}

static void test_other_kinds(void **state)
{
    struct sample sample = sample_of(KINDS);
    struct cbor_string string;
    struct cbor_map map;
    bool truth = false;

    (void)state;
    assert_true(cbor_map_open(&map, sample.bytes, sample.size));
    assert_int_equal(cbor_map_bytes(&map, "data", &string), CBOR_FOUND);
    assert_int_equal(string.size, 3);
    assert_memory_equal(string.bytes, "\x00\x01\xff", 3);
    assert_int_equal(cbor_map_text(&map, "text", &string), CBOR_FOUND);
    assert_int_equal(string.size, 3);
    assert_memory_equal(string.bytes, "h\xc3\xa9", 3);
    assert_int_equal(cbor_map_bool(&map, "yes", &truth), CBOR_FOUND);
    assert_true(truth);
    assert_int_equal(cbor_map_bool(&map, "no", &truth), CBOR_FOUND);
    assert_false(truth);
    free(sample.bytes);
}

/* A value of another type is not taken for one that is not there, and null is. */
static void test_wrong_kinds(void **state)
{
    struct sample sample = sample_of(KINDS);
    struct cbor_string string;
    struct cbor_map map;
    bool truth;

    (void)state;
    assert_true(cbor_map_open(&map, sample.bytes, sample.size));
    assert_int_equal(cbor_map_bytes(&map, "text", &string), CBOR_WRONG);
    assert_int_equal(cbor_map_text(&map, "data", &string), CBOR_WRONG);
    assert_int_equal(cbor_map_bool(&map, "data", &truth), CBOR_WRONG);
    assert_int_equal(cbor_map_bytes(&map, "yes", &string), CBOR_WRONG);
    assert_int_equal(cbor_map_bytes(&map, "list", &string), CBOR_WRONG);
    assert_int_equal(cbor_map_bool(&map, "map", &truth), CBOR_WRONG);
    assert_int_equal(cbor_map_bytes(&map, "none", &string), CBOR_ABSENT);
    assert_int_equal(cbor_map_bool(&map, "none", &truth), CBOR_ABSENT);
    assert_uint(&map, "none", CBOR_ABSENT, 0);
    assert_uint(&map, "x", CBOR_ABSENT, 0); /* of a map inside */
    assert_uint(&map, "k", CBOR_ABSENT, 0);
    free(sample.bytes);
    sample = sample_of("a2616114616235"); /* {"a": 20, "b": -22}: the low bits of false and true */
    assert_true(cbor_map_open(&map, sample.bytes, sample.size));
    assert_int_equal(cbor_map_bool(&map, "a", &truth), CBOR_WRONG);
    assert_int_equal(cbor_map_bool(&map, "b", &truth), CBOR_WRONG);
    free(sample.bytes);
}

/* What other encoders than the ones at hand may send: indefinite lengths, numbers in more bytes than they need. */
static void test_other_encodings(void **state)
{
    struct sample sample = sample_of("bf61611b00000000000000056162"
                                     "7900016161639f01bf6178f5ffff6164f7ff");
    struct cbor_string string;
    struct cbor_map map;

    (void)state;
    assert_true(cbor_map_open(&map, sample.bytes, sample.size));
    assert_uint(&map, "a", CBOR_FOUND, 5);
    assert_int_equal(cbor_map_text(&map, "b", &string), CBOR_FOUND);
    assert_int_equal(string.size, 1);
    assert_uint(&map, "c", CBOR_WRONG, 0);
    assert_uint(&map, "d", CBOR_WRONG, 0); /* undefined */
    free(sample.bytes);
    assert_true(opens("a0"));
    assert_true(opens("bfff"));
    assert_true(opens("b800"));
    assert_true(opens("bb0000000000000000"));
}

static void test_refused(void **state)
{
    static const char *const malformed[] = {
        "",                     /* nothing */
        "00",                   /* a number */
        "80",                   /* an array */
        "60",                   /* text */
        "ff",                   /* a break */
        "a1",                   /* a pair is missing */
        "a16161",               /* its value is missing */
        "a2616100",             /* the second pair is missing */
        "bf",                   /* no end */
        "bf616100",             /* no end */
        "bf6161ff",             /* an end instead of a value */
        "a16161ff",             /* the same in a map that needs no end */
        "a000",                 /* a byte behind it */
        "bfff00",               /* the same */
        "a10000",               /* a number for a key */
        "a1416100",             /* bytes for a key */
        "a18000",               /* an array for a key */
        "a1f600",               /* null for a key */
        "a16161a10000",         /* the same in a map inside */
        "a16161bf0000ff",       /* the same */
        "a2616100616101",       /* a key twice */
        "bf616100616101ff",     /* the same */
        "a36161006162006161f6", /* the same, with null */
        "a26161007900016101",   /* the same in another encoding */
        "a161615f4161ff",       /* bytes in pieces */
        "a17f6161ff00",         /* text in pieces for a key */
        "a16161c000",           /* a tag */
        "a16161c0",             /* the same, with nothing behind it */
        "a1616181ff",           /* an end in an array that needs none */
        "a161619f82f6ffff",     /* the same in one inside another */
        "a161611c",             /* reserved lengths */
        "a161611c00000000000000000000000000000000",
        "a161611d",
        "a161611e",
        "a161611f",
        "a161613f", /* an endless negative number */
        "a16161e0", /* simple values without a meaning */
        "a16161f3",
        "a16161f818",
        "a16161f8ff",
        "a16161fc",
        "a1616118", /* numbers that are cut */
        "a161611900",
        "a161611a000000",
        "a161611b00000000000000",
        "a16161fa000000",
        "a161614261",               /* longer than what is there */
        "a161615affffffff",         /* by much */
        "a161615bffffffffffffffff", /* by as much as can be said */
        "a161619affffffff",         /* counts of the same kind */
        "a161619bffffffffffffffff",
        "a16161ba80000000",         /* twice this overflows 32 bits */
        "a16161bb8000000000000000", /* and this 64 bits */
        "bbffffffffffffffff",
        "ba00000001",
    };

    (void)state;
    for (size_t i = 0; i < sizeof malformed / sizeof malformed[0]; i++) {
        if (opens(malformed[i])) {
            fail_msg("'%s' was taken for a map", malformed[i]);
        }
    }
}

/* A valid map has no valid beginning. */
static void test_every_cut_is_refused(void **state)
{
    static const char *const whole[] = { NUMBERS, KINDS, "bf61619f01bf6178f5ffff6164f6ff" };

    (void)state;
    for (size_t i = 0; i < sizeof whole / sizeof whole[0]; i++) {
        char hex[256];
        size_t size = strlen(whole[i]);

        memcpy(hex, whole[i], size + 1);
        assert_true(opens(hex));
        while (size > 0) {
            size -= 2;
            hex[size] = '\0';
            assert_false(opens(hex));
        }
    }
}

/* {"a": [[[...]]]} with `depth` maps and arrays in all, the innermost one empty. */
static bool opens_nested(uint32_t depth, bool indefinite)
{
    uint8_t bytes[2 * 1024] = { 0xa1, 0x61, 'a' };
    uint32_t size = 3;
    struct cbor_map map;

    for (uint32_t i = 1; i < depth; i++) {
        bytes[size++] = indefinite ? 0x9f : i + 1 < depth ? 0x81 : 0x80;
    }
    for (uint32_t i = 1; i < depth && indefinite; i++) {
        bytes[size++] = 0xff;
    }
    return cbor_map_open(&map, bytes, size);
}

static void test_depth(void **state)
{
    (void)state;
    for (uint32_t depth = 2; depth < 1000; depth++) {
        assert_int_equal(opens_nested(depth, false), depth <= CBOR_DEPTH_MAX);
        assert_int_equal(opens_nested(depth, true), depth <= CBOR_DEPTH_MAX);
    }
}

/* So many pairs with different keys of two characters. */
static bool opens_with_keys(uint32_t count)
{
    uint8_t bytes[1024] = { 0xbf };
    uint32_t size = 1;
    struct cbor_map map;

    for (uint32_t i = 0; i < count; i++) {
        const uint8_t pair[] = { 0x62, (uint8_t)('a' + i / 16), (uint8_t)('a' + i % 16), 0x18, (uint8_t)(100 + i) };

        memcpy(bytes + size, pair, sizeof pair);
        size += (uint32_t)sizeof pair;
    }
    bytes[size++] = 0xff;
    if (!cbor_map_open(&map, bytes, size)) {
        return false;
    }
    assert_uint(&map, "aa", CBOR_FOUND, 100);
    assert_uint(&map, "ab", CBOR_FOUND, 101);
    return true;
}

static void test_number_of_keys(void **state)
{
    (void)state;
    assert_true(opens_with_keys(2));
    assert_true(opens_with_keys(CBOR_KEYS_MAX - 1));
    assert_true(opens_with_keys(CBOR_KEYS_MAX));
    assert_false(opens_with_keys(CBOR_KEYS_MAX + 1));
    assert_false(opens_with_keys(3 * CBOR_KEYS_MAX));
}

static void write_all_kinds(struct cbor_writer *writer)
{
    static const uint32_t numbers[] = { 0, 23, 24, 255, 256, 65535, 65536, UINT32_MAX };

    cbor_write_map(writer);
    cbor_write_text(writer, "n");
    cbor_write_array(writer);
    for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++) {
        cbor_write_uint(writer, numbers[i]);
    }
    cbor_write_end(writer);
    cbor_write_text(writer, "rc");
    cbor_write_uint(writer, 8);
    cbor_write_text(writer, "b");
    cbor_write_bytes(writer, "\x00\xff", 2);
    cbor_write_text(writer, "e");
    cbor_write_bytes(writer, NULL, 0);
    cbor_write_text(writer, "t");
    cbor_write_text_of(writer, "xyz", 2);
    cbor_write_text(writer, "y");
    cbor_write_bool(writer, true);
    cbor_write_text(writer, "f");
    cbor_write_bool(writer, false);
    cbor_write_end(writer);
}

/* cbor2.loads() of this: {'n': [0, 23, 24, 255, 256, 65535, 65536, 4294967295], 'rc': 8, 'b': b'\x00\xff', 'e': b'', 't': 'xy',
 * 'y': True, 'f': False}
 */
#define ALL_KINDS                                                                                                      \
    "bf616e9f0017181818ff19010019ffff1a000100001affffffffff6272630861624200ff6165406174627879"                         \
    "6179f56166f4ff"

static void test_writer(void **state)
{
    struct sample expected = sample_of(ALL_KINDS);
    struct cbor_string string;
    struct cbor_map map;
    uint8_t buffer[256];
    struct cbor_writer writer = { .buffer = buffer, .size = sizeof buffer };

    (void)state;
    write_all_kinds(&writer);
    assert_false(writer.overflow);
    assert_int_equal(writer.used, expected.size);
    assert_memory_equal(buffer, expected.bytes, expected.size);
    assert_true(cbor_map_open(&map, buffer, writer.used));
    assert_uint(&map, "rc", CBOR_FOUND, 8);
    assert_int_equal(cbor_map_bytes(&map, "e", &string), CBOR_FOUND);
    assert_int_equal(string.size, 0);
    free(expected.bytes);
}

/* However small the buffer: no byte behind it is written, what is written is the beginning, and the caller is told. */
static void test_writer_overflow(void **state)
{
    struct sample expected = sample_of(ALL_KINDS);

    (void)state;
    for (uint32_t size = 0; size <= expected.size; size++) {
        uint8_t *buffer = malloc(size > 0 ? size : 1);
        struct cbor_writer writer = { .buffer = buffer, .size = size };

        assert_non_null(buffer);
        write_all_kinds(&writer);
        assert_int_equal(writer.overflow, size < expected.size);
        assert_true(writer.used <= size);
        assert_memory_equal(buffer, expected.bytes, writer.used);
        free(buffer);
    }
    free(expected.bytes);
}

/* What would fit after something that did not is not written either. */
static void test_overflow_stays(void **state)
{
    uint8_t buffer[4];
    struct cbor_writer writer = { .buffer = buffer, .size = sizeof buffer };

    (void)state;
    cbor_write_uint(&writer, 1);
    cbor_write_text(&writer, "too long");
    assert_true(writer.overflow);
    cbor_write_uint(&writer, 2);
    assert_true(writer.overflow);
    assert_true(writer.used <= 2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_numbers),        cmocka_unit_test(test_other_kinds),
        cmocka_unit_test(test_wrong_kinds),    cmocka_unit_test(test_other_encodings),
        cmocka_unit_test(test_refused),        cmocka_unit_test(test_every_cut_is_refused),
        cmocka_unit_test(test_depth),          cmocka_unit_test(test_number_of_keys),
        cmocka_unit_test(test_writer),         cmocka_unit_test(test_writer_overflow),
        cmocka_unit_test(test_overflow_stays),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

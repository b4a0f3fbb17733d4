/* AES key wrap: the vectors of RFC 3394, section 4, and that every wrong bit, length and key is refused. */
#include "image_test.h"

#include "base/attributes.h"
#include "base/text.h"
#include "crypto/aes_key_wrap.h"

static const uint8_t wrapping_key[32] = { 0x00, 0x01, 0x02, 0x03, 0x04, 0x05, 0x06, 0x07, 0x08, 0x09, 0x0a,
                                          0x0b, 0x0c, 0x0d, 0x0e, 0x0f, 0x10, 0x11, 0x12, 0x13, 0x14, 0x15,
                                          0x16, 0x17, 0x18, 0x19, 0x1a, 0x1b, 0x1c, 0x1d, 0x1e, 0x1f };
static const uint8_t key[32] = { 0x00, 0x11, 0x22, 0x33, 0x44, 0x55, 0x66, 0x77, 0x88, 0x99, 0xaa,
                                 0xbb, 0xcc, 0xdd, 0xee, 0xff, 0x00, 0x01, 0x02, 0x03, 0x04, 0x05,
                                 0x06, 0x07, 0x08, 0x09, 0x0a, 0x0b, 0x0c, 0x0d, 0x0e, 0x0f };

static const struct {
    size_t key_size, wrapping_size;
    const char *wrapped;
} vectors[] = {
    { 16, 16, "1fa68b0a8112b447aef34bd8fb5a7b829d3e862371d2cfe5" },                                 /* 4.1 */
    { 16, 24, "96778b25ae6ca435f92b5b97c050aed2468ab8a17ad84e5d" },                                 /* 4.2 */
    { 16, 32, "64e8c3f9ce0f5ba263e9777905818a2a93c8191e7d6e8ae7" },                                 /* 4.3 */
    { 24, 24, "031d33264e15d33268f24ec260743edce1c6c7ddee725a936ba814915c6762d2" },                 /* 4.4 */
    { 24, 32, "a8f9bc1612c68b3ff6e6f4fbe30e71e4769c8b80a32cb8958cd5d17d6b254da1" },                 /* 4.5 */
    { 32, 32, "28c9f404c4b810f4cbccb35cfb87f8263f5786e2d80ed326cbc7f0e71a99f43bfb988b9b7a02dd21" }, /* 4.6 */
};

static void test_rfc3394_vectors(void **state)
{
    struct context *context = *state;

    for (size_t i = 0; i < ARRAY_LENGTH(vectors); i++) {
        struct byte_range outer = range_of(wrapping_key, vectors[i].wrapping_size);
        uint8_t wrapped[40], plain[32] = { 0 };

        assert_true(aes_key_wrap(outer, range_of(key, vectors[i].key_size), wrapped));
        assert_string_equal(text_hex(context->arena, wrapped, vectors[i].key_size + AES_KEY_WRAP_ADDED),
                            vectors[i].wrapped);
        assert_true(aes_key_unwrap(outer, range_of(wrapped, vectors[i].key_size + AES_KEY_WRAP_ADDED), plain));
        assert_memory_equal(plain, key, vectors[i].key_size);
    }
}

/* Nothing of the key may be left where it was not opened. */
static void assert_refused(struct byte_range outer, struct byte_range wrapped)
{
    static const uint8_t zeros[32];
    uint8_t plain[32] = { 0 };

    assert_false(aes_key_unwrap(outer, wrapped, plain));
    assert_memory_equal(plain, zeros, sizeof plain);
}

static void test_every_bit_counts(void **state)
{
    (void)state;
    for (size_t size = 16; size <= 32; size += 16) {
        struct byte_range outer = range_of(wrapping_key, size);
        size_t wrapped_size = size + AES_KEY_WRAP_ADDED;
        uint8_t wrapped[40];

        assert_true(aes_key_wrap(outer, range_of(key, size), wrapped));
        for (size_t bit = 0; bit < wrapped_size * 8; bit++) {
            wrapped[bit / 8] ^= (uint8_t)(1u << bit % 8);
            assert_refused(outer, range_of(wrapped, wrapped_size));
            wrapped[bit / 8] ^= (uint8_t)(1u << bit % 8);
        }
    }
}

static void test_sizes_and_keys(void **state)
{
    uint8_t wrapped[48] = { 0 };

    (void)state;
    for (size_t size = 0; size <= sizeof key; size++) {
        bool is_size = size == 16 || size == 24 || size == 32;

        assert_int_equal(aes_key_wrap(range_of(wrapping_key, size), range_of(key, 16), wrapped), is_size);
        assert_int_equal(aes_key_wrap(range_of(wrapping_key, 16), range_of(key, size), wrapped), is_size);
    }
    assert_true(aes_key_wrap(range_of(wrapping_key, 16), range_of(key, 16), wrapped));
    for (size_t size = 0; size < 24; size++) {
        assert_refused(range_of(wrapping_key, 16), range_of(wrapped, size));
    }
    assert_refused(range_of(wrapping_key, 15), range_of(wrapped, 24));
    assert_refused(range_of(wrapping_key, 24), range_of(wrapped, 24));
    assert_refused(range_of(wrapping_key + 1, 16), range_of(wrapped, 24));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        WITH_CONTEXT(test_rfc3394_vectors),
        WITH_CONTEXT(test_every_bit_counts),
        WITH_CONTEXT(test_sizes_and_keys),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

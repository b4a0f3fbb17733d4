/* Encryption of images: known answers, and what no MCUboot could open is not made. */
#include "encryption_test.h"

static bool no_random(void *state, uint8_t *output, size_t size)
{
    (void)state;
    memset(output, 0, size);
    return false;
}

static void assert_hex(struct context *context, struct byte_range bytes, const char *hex)
{
    assert_string_equal(text_hex(context->arena, bytes.data, bytes.size), hex);
}

static void test_known_answers(void **state)
{
    struct context *context = *state;

    for (size_t i = 0; i < ARRAY_LENGTH(schemes); i++) {
        uint8_t firmware[40];
        struct encryption_tlv tlv;
        size_t position;
        struct encryption_options options = options_of(context, &schemes[i], &position);

        for (size_t at = 0; at < sizeof firmware; at++) {
            firmware[at] = (uint8_t)at;
        }
        assert_true(encryption_apply(&options, firmware, sizeof firmware, &context->diagnostics, &tlv));
        assert_int_equal(tlv.type, schemes[i].type);
        assert_int_equal(tlv.size, encryption_tlv_size(&options));
        assert_hex(context, range_of(tlv.bytes, tlv.size), schemes[i].known);
        assert_hex(context, range_of(firmware, sizeof firmware),
                   schemes[i].key_size == 16
                       ? "51caaa9fd251d29fe6274630fbdcfc09abacedc1bef6006244c1ba67f9295bc6a72a0e2599b1cf7e"
                       : "9400b875d0df54e6610bab40f88bfe5ce1088ce6013b0c56fa979090ca37442ff73f16647e9f8d5e");
    }
}

static void test_clear_leaves_the_firmware(void **state)
{
    struct context *context = *state;
    uint8_t firmware[] = "plain";
    struct encryption_tlv tlv;
    size_t position;
    struct encryption_options options = options_of(context, &schemes[2], &position);

    options.clear = true;
    assert_true(encryption_apply(&options, firmware, sizeof firmware, &context->diagnostics, &tlv));
    assert_string_equal((const char *)firmware, "plain");
    assert_hex(context, range_of(tlv.bytes, tlv.size), schemes[2].known);
    assert_int_equal(encryption_flag(&options), MCUBOOT_F_ENCRYPTED_AES128);
}

static void test_no_random_numbers(void **state)
{
    struct context *context = *state;

    for (size_t i = 0; i < ARRAY_LENGTH(schemes); i++) {
        uint8_t firmware[] = "plain";
        struct encryption_tlv tlv;
        size_t position;
        struct encryption_options options = options_of(context, &schemes[i], &position);

        options.random = no_random;
        assert_false(encryption_apply(&options, firmware, sizeof firmware, &context->diagnostics, &tlv));
        assert_said(context, "random numbers");
        assert_string_equal((const char *)firmware, "plain");
    }
}

static void test_refused_recipients(void **state)
{
    static const struct {
        struct scheme scheme;
        const char *said;
    } table[] = {
        { { "fixtures/keys/test-rsa-3072.pem", DIGEST_SHA256, 16, 0, NULL }, "it is RSA-3072" },
        { { "fixtures/keys/test-ecdsa-p384.pem", DIGEST_SHA256, 16, 0, NULL }, "it is ECDSA P-384" },
        { { "fixtures/keys/test-ed25519.pem", DIGEST_SHA256, 16, 0, NULL }, "an Ed25519 key only signs" },
        { { P256, DIGEST_SHA512, 16, 0, NULL }, "for X25519 keys only" },
        { { RSA, DIGEST_SHA512, 16, 0, NULL }, "for X25519 keys only" },
        { { X25519, DIGEST_SHA384, 16, 0, NULL }, "for X25519 keys only" },
        { { WRAP, DIGEST_SHA512, 16, 0, NULL }, "no HMAC" },
    };
    struct context *context = *state;
    struct encryption_options options;
    struct encryption_tlv tlv;
    uint8_t firmware[16] = { 0 };
    size_t position;

    for (size_t i = 0; i < ARRAY_LENGTH(table); i++) {
        options = options_of(context, &table[i].scheme, &position);
        assert_false(encryption_apply(&options, firmware, sizeof firmware, &context->diagnostics, &tlv));
        assert_said(context, table[i].said);
        assert_int_equal(position, 0);
    }
    options = options_of(context, &schemes[8], &position);
    options.wrapping_key = range_of(wrapping_key, 32);
    assert_false(encryption_apply(&options, firmware, sizeof firmware, &context->diagnostics, &tlv));
    assert_said(context, "wrapping key has 256 bits, the image key 128");
}

/* RFC 7748, section 6.1: with a point of small order everybody gets zeros. */
static void test_key_that_keeps_no_secret(void **state)
{
    struct context *context = *state;
    size_t position;
    struct encryption_options options = options_of(context, &schemes[2], &position);
    struct public_key weak = *options.recipient;
    struct encryption_tlv tlv;
    uint8_t firmware[] = "plain";

    memset(weak.point, 0, sizeof weak.point);
    options.recipient = &weak;
    for (uint8_t number = 0; number < 2; number++) {
        weak.point[0] = number;
        assert_false(encryption_apply(&options, firmware, sizeof firmware, &context->diagnostics, &tlv));
        assert_said(context, "every exchange with this key gives the same secret");
        assert_string_equal((const char *)firmware, "plain");
    }
}

/* A secret of P-256 that is out of range is drawn anew; numbers that stay out of range end in an error. */
static bool late_random(void *state, uint8_t *output, size_t size)
{
    size_t *draws = state;

    memset(output, *draws == 0 || *draws > 2 ? 0x77 : 0xff, size);
    (*draws)++;
    return true;
}

static bool ones_only(void *state, uint8_t *output, size_t size)
{
    size_t *draws = state;

    memset(output, 0xff, size);
    (*draws)++;
    return true;
}

static void test_secrets_out_of_range(void **state)
{
    struct context *context = *state;
    size_t draws;
    struct encryption_options options = options_of(context, &schemes[0], &draws);
    struct encryption_tlv tlv;
    uint8_t firmware[16] = { 0 };

    options.random = late_random;
    assert_true(encryption_apply(&options, firmware, sizeof firmware, &context->diagnostics, &tlv));
    assert_int_equal(draws, 4); /* the image key, two that are too large, the secret */
    options.random = ones_only;
    assert_false(encryption_apply(&options, firmware, sizeof firmware, &context->diagnostics, &tlv));
    assert_said(context, "no random numbers");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        WITH_CONTEXT(test_known_answers),
        WITH_CONTEXT(test_clear_leaves_the_firmware),
        WITH_CONTEXT(test_no_random_numbers),
        WITH_CONTEXT(test_refused_recipients),
        WITH_CONTEXT(test_key_that_keeps_no_secret),
        WITH_CONTEXT(test_secrets_out_of_range),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

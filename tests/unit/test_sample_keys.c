/* The sample keys that the rule about signed updates knows are those that info and verify name. */
#include "image_test.h"

#include "base/text.h"
#include "image/sample_keys.h"

#define HASH_DIGITS (2 * SHA256_SIZE)

static const char *name_of_digits(const char *digits)
{
    uint8_t hash[SHA256_SIZE];

    for (size_t i = 0; i < sizeof hash; i++) {
        int high = hex_digit_value(digits[2 * i]);
        int low = hex_digit_value(digits[2 * i + 1]);

        assert_true(high >= 0 && low >= 0);
        hash[i] = (uint8_t)(high << 4 | low);
    }
    return sample_key_by_hash(range_of(hash, sizeof hash));
}

static void test_the_rule_knows_the_same_keys(void **state)
{
    struct context *context = *state;
    const struct source *source;
    const char *at, *end;
    size_t known = 0;

    assert_true(source_load(context->arena, "rules/signing.yml", "signing.yml", SOURCE_TEXT_LIMIT,
                            &context->diagnostics, &source));
    at = strstr(source->data, "id: N53-0602");
    assert_non_null(at);
    at = strstr(at, "condition:");
    assert_non_null(at);
    end = strstr(at, "consequence:");
    assert_non_null(end);
    for (at = strchr(at, '"'); at != NULL && at < end; at = strchr(at + HASH_DIGITS + 2, '"')) {
        assert_int_equal(at[HASH_DIGITS + 1], '"');
        assert_non_null(name_of_digits(at + 1));
        known++;
    }
    assert_int_equal(known, 4); /* RSA-2048, RSA-3072, P-256, Ed25519: what an image with SHA-256 can be signed with */
}

static void test_other_hashes_have_no_name(void **state)
{
    static const uint8_t zeros[SHA256_SIZE];

    (void)state;
    assert_null(sample_key_by_hash(range_of(zeros, sizeof zeros)));
    assert_null(sample_key_by_hash(range_of(zeros, 0)));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        WITH_CONTEXT(test_the_rule_knows_the_same_keys),
        cmocka_unit_test(test_other_hashes_have_no_name),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

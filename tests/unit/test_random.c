/* The system's random numbers: every byte is filled, whatever the size, and no two calls give the same. */
#include "image_test.h"

#include "base/random.h"

/* Sizes around what one call of the system gives. */
static void test_every_part_is_filled(void **state)
{
    static const size_t sizes[] = { 32, 255, 256, 257, 511, 512, 513, 4096 };
    static uint8_t first[4096], second[4096], zeros[32];

    (void)state;
    for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
        memset(first, 0, sizeof first);
        memset(second, 0, sizeof second);
        assert_true(random_system(NULL, first, sizes[i]));
        assert_true(random_system(NULL, second, sizes[i]));
        for (size_t at = 0; at + 32 <= sizes[i]; at += 32) {
            assert_memory_not_equal(first + at, zeros, 32);
            assert_memory_not_equal(first + at, second + at, 32);
        }
        assert_memory_not_equal(first + sizes[i] - 32, zeros, 32);
        if (sizes[i] + 32 <= sizeof first) {
            assert_memory_equal(first + sizes[i], zeros, 32);
        }
    }
}

static void test_nothing_is_wanted(void **state)
{
    uint8_t byte = 0x5a;

    (void)state;
    assert_true(random_system(NULL, &byte, 0));
    assert_int_equal(byte, 0x5a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_part_is_filled),
        cmocka_unit_test(test_nothing_is_wanted),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

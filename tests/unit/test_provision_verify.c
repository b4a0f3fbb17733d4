/* What a device with certain provision data says to a firmware: slot, key, version. */
#include "provision_pages.h"

/* Lines that a device with this page adds for the test firmware, linked for `address`. */
static struct verdicts verify_with(struct context *context, uint32_t address, const char *page)
{
    const struct nsib_options options = { .address = address };
    uint8_t *firmware = make_firmware(context->arena, address, 0);
    struct byte_range bytes = sign_firmware(context, firmware, FIRMWARE_SIZE, &options);
    struct verdicts verdicts = { 0 };
    struct nsib_image image;

    nsib_read(bytes, &image);
    provision_verify(context->arena, read_page(context, page), &image, &verdicts);
    return verdicts;
}

static void test_slots(void **state)
{
    static const struct {
        uint32_t address;
        const char *page;
        enum verdict verdict;
    } table[] = {
        { S0_ADDRESS, PAGE_NEW, VERDICT_PASS },
        { S0_ADDRESS + 0x200, PAGE_NEW, VERDICT_PASS }, /* behind MCUboot's header */
        { S1_ADDRESS, PAGE_NEW, VERDICT_PASS },
        { S1_ADDRESS + 0x200, PAGE_OLD, VERDICT_PASS },
        { S0_ADDRESS + 0x800, PAGE_NEW, VERDICT_FAIL },
        { S0_ADDRESS - 0x200, PAGE_NEW, VERDICT_FAIL },
        { S0_ADDRESS + 0x100, PAGE_NEW, VERDICT_FAIL },
        { ADDRESS, PAGE_NET, VERDICT_PASS },
        { ADDRESS + 0x200, PAGE_NET, VERDICT_FAIL }, /* b0n compares */
        { ADDRESS, PAGE_NEW, VERDICT_FAIL },
        { S0_ADDRESS, NO_NSIB, VERDICT_FAIL },
    };
    struct context *context = *state;

    for (size_t i = 0; i < ARRAY_LENGTH(table); i++) {
        struct verdicts verdicts = verify_with(context, table[i].address, table[i].page);

        assert_int_equal(verdicts_find(&verdicts, "provision slot"), table[i].verdict);
    }
}

static const char *detail_of(const struct verdicts *verdicts, const char *check)
{
    for (size_t i = 0; i < verdicts->count; i++) {
        if (strcmp(verdicts->items[i].check, check) == 0) {
            return verdicts->items[i].detail;
        }
    }
    return "";
}

static void test_keys(void **state)
{
    static const struct {
        const char *page, *said;
        enum verdict verdict;
    } table[] = {
        { SLOTS "02000000"
                "fffffa50" KEY_0 "fffffa51" KEY_1,
          "key 0 of 2 (new form)", VERDICT_PASS },
        { SLOTS "02000000"
                "fffffa50" KEY_1 "fffffa51" KEY_0,
          "invalidates key 0 for ever", VERDICT_PASS },
        { SLOTS "02000000"
                "0000fa50" KEY_1 "fffffa51" KEY_0,
          "key 1 of 2 (new form)", VERDICT_PASS },
        { SLOTS "02000000"
                "ffffffff" KEY_1 "ffffffff" KEY_0,
          "key 1 of 2 (old form); starting", VERDICT_PASS },
        { SLOTS "02000000"
                "0000fa50" KEY_0 "fffffa51" KEY_1,
          "key 0 of 2 was invalidated", VERDICT_FAIL },
        { SLOTS "02000000"
                "0000ffff" KEY_0 "ffffffff" KEY_1,
          "key 0 of 2 was invalidated", VERDICT_FAIL },
        { SLOTS "01000000"
                "fffffa50" KEY_1,
          "none of the 1 in", VERDICT_FAIL },
        { SLOTS "00000000", "none of the 0 in", VERDICT_FAIL },
        { SLOTS "02000000"
                "fffffa50" KEY_0 "fffffa51"
                "ffff0000000000000000000000000000",
          "hash of key 1 has an aligned 0xffff", VERDICT_FAIL },
        { SLOTS "02000000"
                "fffffa50" KEY_0 "0000fa51"
                "ffff0000000000000000000000000000",
          "key 0 of 2", VERDICT_PASS },
    };
    struct context *context = *state;

    for (size_t i = 0; i < ARRAY_LENGTH(table); i++) {
        struct verdicts verdicts = verify_with(context, S0_ADDRESS, table[i].page);

        assert_int_equal(verdicts_find(&verdicts, "provision key"), table[i].verdict);
        assert_non_null(strstr(detail_of(&verdicts, "provision key"), table[i].said));
    }
}

/* b0n compares hashes only, unless it was built to check signatures. */
static void test_a_missing_key_is_a_warning_on_the_network_core(void **state)
{
    struct verdicts verdicts = verify_with(*state, ADDRESS,
                                           "00880001"
                                           "00880001"
                                           "01000000"
                                           "fffffa50" KEY_1);

    assert_int_equal(verdicts_find(&verdicts, "provision slot"), VERDICT_PASS);
    assert_int_equal(verdicts_find(&verdicts, "provision key"), VERDICT_WARNING);
    assert_false(verdicts_failed(&verdicts));
}

/* The test firmware has version 3; slots hold the inverted value of version << 1 and a bit for the slot. */
static void test_versions(void **state)
{
    static const struct {
        const char *counters, *said;
        enum verdict verdict;
    } table[] = {
        { "", "has no counter", VERDICT_NOT_CHECKED },
        { "01000100"
          "02000200ffffffff",
          "has no counter", VERDICT_NOT_CHECKED },
        { "01000100"
          "01000200ffffffff",
          "version 3, counter 0, 0 of 2 slots", VERDICT_PASS },
        { "01000100"
          "01000200f8ffffff",
          "version 3, counter 3, 1 of 2 slots", VERDICT_PASS },
        { "01000100"
          "01000200f9ffffff",
          "version 3, counter 3", VERDICT_PASS },
        { "01000100"
          "01000200f7ffffff",
          "version 3 is below the device's counter, 4", VERDICT_FAIL },
        { "01000100"
          "01000400f7fffcffffff0100",
          "below the device's counter, 4", VERDICT_FAIL }, /* highest so far */
        { "01000100"
          "010002000100ffff",
          "below the device's counter, 32767", VERDICT_FAIL },
        { "01000100"
          "01000200fdfffcff",
          "all 2 slots are used", VERDICT_WARNING },
        { "01000100"
          "01000200fdfff8ff",
          "version 3, counter 3, 2 of 2", VERDICT_PASS },
    };
    struct context *context = *state;

    for (size_t i = 0; i < ARRAY_LENGTH(table); i++) {
        struct verdicts verdicts = verify_with(
            context, S0_ADDRESS, arena_printf(context->arena, SLOTS "01000000fffffa50" KEY_0 "%s", table[i].counters));

        assert_int_equal(verdicts_find(&verdicts, "provision version"), table[i].verdict);
        assert_non_null(strstr(detail_of(&verdicts, "provision version"), table[i].said));
    }
}

/* Every bit of b0n's page: it cannot be read any more, or another verdict is given, or it is in the half of the
 * addresses that b0n does not use. */
static void test_every_bit_of_a_page(void **state)
{
    struct context *context = *state;
    uint8_t *firmware = make_firmware(context->arena, ADDRESS, 0);
    struct nsib_image image;
    size_t unused = 0;

    nsib_read(sign_firmware(context, firmware, FIRMWARE_SIZE, &(struct nsib_options){ .address = ADDRESS }), &image);
    for (size_t bit = 0; bit < 8 * 32; bit++) {
        uint8_t *page = arena_alloc(context->arena, 32);
        struct verdicts verdicts = { 0 };
        struct provision *provision;

        memcpy(page, bytes_of(context, PAGE_NET).data, 32);
        page[bit / 8] ^= (uint8_t)(1u << bit % 8);
        if (!try_to_read(context, range_of(page, 32), &provision)) {
            continue;
        }
        provision_verify(context->arena, provision, &image, &verdicts);
        if (verdicts_find(&verdicts, "provision slot") == VERDICT_PASS &&
            verdicts_find(&verdicts, "provision key") == VERDICT_PASS) {
            assert_in_range(bit, 32, 63); /* S1 */
            unused++;
        }
    }
    assert_int_equal(unused, 32 - 2 - 7); /* bits 0, 1 and from 25 on make no address of flash */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        WITH_CONTEXT(test_slots),
        WITH_CONTEXT(test_keys),
        WITH_CONTEXT(test_a_missing_key_is_a_warning_on_the_network_core),
        WITH_CONTEXT(test_versions),
        WITH_CONTEXT(test_every_bit_of_a_page),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

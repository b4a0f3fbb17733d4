/* Provision data of b0, b0n and MCUboot: written and read. The bytes are written here by hand from the documented
 * layout.
 */
#include "provision_pages.h"

#include "sign/hex_writer.h"
#include "sign/provision_writer.h"

static const struct public_key *public_key(struct context *context, const char *path)
{
    const struct source *source;
    struct public_key *key;

    assert_true(key_source_load(context->arena, path, &context->diagnostics, &source));
    assert_true(public_key_read(context->arena, source, &context->diagnostics, &key));
    return key;
}

/* Two slots, two keys, both counters. */
static struct provision_options app_options(struct context *context)
{
    struct provision_key_file *keys = arena_array(context->arena, 2, sizeof *keys);

    keys[0] = (struct provision_key_file){ public_key(context, "fixtures/keys/test-nsib-p256.pub.pem"), "nsib.pem" };
    keys[1] = (struct provision_key_file){ public_key(context, "fixtures/keys/test-ecdsa-p256.pem"), "other.pem" };
    return (struct provision_options){
        .form = PROVISION_FORM_NEW,
        .address = OTP,
        .max_size = 0x300,
        .otp_write_width = 2,
        .s0_address = S0_ADDRESS,
        .s1_address = S1_ADDRESS,
        .keys = keys,
        .key_count = 2,
        .nsib_slots = 4,
        .mcuboot_slots = 2,
    };
}

static void assert_writes(struct context *context, const struct provision_options *options, const char *hex,
                          uint64_t expected_address)
{
    struct byte_range data;
    uint64_t address;

    assert_true(provision_write(context->arena, options, &context->diagnostics, &data, &address));
    assert_string_equal(text_hex(context->arena, data.data, data.size), hex);
    assert_int_equal(address, expected_address);
}

static void assert_refuses(struct context *context, const struct provision_options *options, const char *message)
{
    struct byte_range data;
    uint64_t address;

    assert_false(provision_write(context->arena, options, &context->diagnostics, &data, &address));
    assert_int_equal(context->diagnostics.count, 1);
    assert_said(context, message);
}

static void test_written_bytes(void **state)
{
    struct context *context = *state;
    struct provision_options options = app_options(context);

    assert_writes(context, &options, PAGE_NEW, OTP + 40);
    options.form = PROVISION_FORM_OLD;
    assert_writes(context, &options, PAGE_OLD, OTP + 40);
    options.form = PROVISION_FORM_NEW;
    options.otp_write_width = 4;
    options.mcuboot_slots = 0;
    assert_writes(context, &options,
                  SLOTS "02000000"
                        "fffffa50" KEY_0 "fffffa51" KEY_1 "01000100"
                        "01000400"
                        "ffffffffffffffffffffffffffffffff",
                  OTP + 48);
}

static void test_written_bytes_of_the_network_core(void **state)
{
    struct context *context = *state;
    struct provision_options options = app_options(context);

    options.address = NET_PAGE;
    options.s0_address = options.s1_address = ADDRESS;
    options.key_count = 1;
    options.nsib_slots = options.mcuboot_slots = 0;
    assert_writes(context, &options, PAGE_NET, NET_PAGE + 40);
}

/* NCS up to 2.1: nothing in front, a list of counters even where there is none, no slots in the file. */
static void test_written_bytes_of_the_first_form(void **state)
{
    struct context *context = *state;
    struct provision_options options = app_options(context);

    options.form = PROVISION_FORM_FIRST;
    assert_refuses(context, &options, "neither counters of MCUboot nor");
    options.mcuboot_slots = 0;
    assert_writes(context, &options, PAGE_FIRST, OTP);
    options.max_size = strlen(PAGE_FIRST) / 2 + 8;
    assert_writes(context, &options, PAGE_FIRST, OTP);
    options.max_size--;
    assert_refuses(context, &options, "over the limit of");
    options.nsib_slots = 3;
    assert_refuses(context, &options, "the first form needs an even number");
    options.nsib_slots = 0;
    options.key_count = 0;
    assert_writes(context, &options,
                  SLOTS "00000000"
                        "01000000",
                  OTP);
}

static void test_written_bytes_without_nsib(void **state)
{
    struct context *context = *state;
    struct provision_options options = { .form = PROVISION_FORM_OLD,
                                         .address = OTP,
                                         .max_size = 64,
                                         .otp_write_width = 2,
                                         .mcuboot_only = true,
                                         .mcuboot_slots = 2 };

    assert_writes(context, &options, NO_NSIB, OTP);
    options.form = PROVISION_FORM_NEW;
    assert_writes(context, &options, NO_NSIB, OTP);
    options.max_size = 63;
    assert_refuses(context, &options, "over the limit of 63");
}

static void test_written_certificate(void **state)
{
    static const struct {
        const char *text, *hex;
    } table[] = {
        { "AB", "12930100"
                "0102"
                "4142" },
        { "ABC", "12930100"
                 "0103"
                 "414243"
                 "000000" },
        { "ABCDE", "12930100"
                   "0105"
                   "4142434445"
                   "00" },
        { "0632793520245-10010", "12930100"
                                 "0113"
                                 "303633323739333532303234352d3130303130"
                                 "000000" },
    };
    struct context *context = *state;
    struct provision_options options = app_options(context);

    options.key_count = 0;
    options.nsib_slots = options.mcuboot_slots = 0;
    for (size_t i = 0; i < ARRAY_LENGTH(table); i++) {
        options.certificate = table[i].text;
        assert_writes(context, &options, arena_printf(context->arena, SLOTS "00000000%s", table[i].hex), OTP + 40);
    }
    options.certificate = "0632793520245-100101";
    assert_refuses(context, &options, "over 19 characters");
}

static void test_size_limit(void **state)
{
    struct context *context = *state;
    struct provision_options options = app_options(context);

    options.max_size = 40 + strlen(PAGE_NEW) / 2;
    assert_writes(context, &options, PAGE_NEW, OTP + 40);
    options.max_size--;
    assert_refuses(context, &options, "over the limit of");
    options.max_size = 0;
    assert_refuses(context, &options, "over the limit of 0 bytes");
    options.max_size = UINT32_MAX;
    options.nsib_slots = 0xfffe;
    options.address = UINT32_MAX - 0x10000;
    assert_refuses(context, &options, "does not fit 32-bit addresses");
}

static void test_odd_numbers_of_slots(void **state)
{
    struct context *context = *state;
    struct provision_options options = app_options(context);

    options.nsib_slots = 3;
    assert_refuses(context, &options, "3 slots of the counter 'nsib'");
    options.nsib_slots = 4;
    options.mcuboot_slots = 1;
    assert_refuses(context, &options, "1 slots of the counter 'mcuboot'");
    options.form = PROVISION_FORM_OLD;
    assert_writes(context, &options,
                  SLOTS "02000000"
                        "ffffffff" KEY_0 "ffffffff" KEY_1 "01000200"
                        "01000400ffffffffffffffff"
                        "02000100ffff",
                  OTP + 40);
}

static void test_keys_that_b0_cannot_take(void **state)
{
    struct context *context = *state;
    struct provision_options options = app_options(context);
    struct provision_key_file keys[17];

    keys[0] = keys[1] = options.keys[0];
    options.keys = keys;
    keys[1].path = "again.pem";
    assert_refuses(context, &options, "'again.pem' is the same key as 'nsib.pem'");
    keys[1].key = public_key(context, "fixtures/keys/test-rsa-2048.pem");
    assert_refuses(context, &options, "'again.pem' is a key of type RSA-2048");
    keys[1].key = public_key(context, "tests/unit/data/p256_hash_with_ffff.pub.pem");
    assert_refuses(context, &options, "60ceffffe5160822079a6006f022688c of 'again.pem' has an aligned 0xffff");
    options.key_count = 17;
    assert_refuses(context, &options, "17 public keys");
}

static void test_aligned_ffff_only(void **state)
{
    static const struct {
        const char *hash;
        bool allowed;
    } table[] = {
        { "00000000000000000000000000000000", true },  { "00ffff00000000000000000000000000", true },
        { "ffff0000000000000000000000000000", false }, { "0000000000000000000000000000ffff", false },
        { "000000000000000000000000000000ff", true },
    };
    struct context *context = *state;

    for (size_t i = 0; i < ARRAY_LENGTH(table); i++) {
        assert_int_equal(provision_hash_allowed(bytes_of(context, table[i].hash).data), table[i].allowed);
    }
}

static void assert_unreadable(struct context *context, const char *hex, const char *message)
{
    struct provision *provision;

    assert_false(try_to_read(context, bytes_of(context, hex), &provision));
    assert_int_equal(context->diagnostics.count, 1);
    assert_said(context, message);
}

static void test_both_forms_are_read(void **state)
{
    static const struct {
        const char *hex;
        enum provision_form form;
    } table[] = { { PAGE_NEW, PROVISION_FORM_NEW }, { PAGE_OLD, PROVISION_FORM_OLD } };
    struct context *context = *state;

    for (size_t i = 0; i < ARRAY_LENGTH(table); i++) {
        struct provision *provision = read_page(context, table[i].hex);

        assert_int_equal(provision->form, table[i].form);
        assert_int_equal(provision->header.s0_address, S0_ADDRESS);
        assert_int_equal(provision->header.s1_address, S1_ADDRESS);
        assert_int_equal(provision->header.key_count, 2);
        assert_memory_equal(provision->keys[1].hash, bytes_of(context, KEY_1).data, 16);
        assert_false(provision->keys[0].invalidated || provision->keys[1].invalidated);
        assert_int_equal(provision->counter_count, 2);
        assert_int_equal(provision_counter_find(provision, PROVISION_COUNTER_NSIB)->slots, 4);
        assert_int_equal(provision_counter_find(provision, PROVISION_COUNTER_MCUBOOT)->slots, 2);
        assert_false(provision->has_protected || provision->mcuboot_only || provision->has_address);
        assert_null(provision->certificate);
    }
}

static void test_the_first_form_is_read(void **state)
{
    struct context *context = *state;
    const struct hex_part part = { OTP, bytes_of(context, PAGE_FIRST) };
    struct provision *provision = read_page(context, PAGE_FIRST);
    struct byte_range text;

    assert_int_equal(provision->form, PROVISION_FORM_FIRST);
    assert_int_equal(provision->header.key_count, 2);
    assert_int_equal(provision->counters[0].slots, 4);
    assert_int_equal(provision->counters[0].used, 0);
    assert_int_equal(read_page(context, SLOTS "01000000"
                                              "ffffffff" KEY_0 "01000000")
                         ->form,
                     PROVISION_FORM_FIRST);
    assert_unreadable(context,
                      SLOTS "01000000"
                            "fffffa50" KEY_0 "01000100"
                            "01000400",
                      "counter 1 of 4 slots is cut short");
    assert_true(hex_write(context->arena, &part, 1, &text));
    assert_true(try_to_read(context, text, &provision));
    assert_int_equal(provision->address, OTP);
}

static void test_a_page_without_nsib_is_read(void **state)
{
    struct provision *provision = read_page(*state, NO_NSIB);

    assert_true(provision->mcuboot_only);
    assert_int_equal(provision->form, PROVISION_FORM_UNKNOWN);
    assert_int_equal(provision->counter_count, 1);
    assert_int_equal(provision->counters[0].description, PROVISION_COUNTER_MCUBOOT);
}

/* As a debugger reads it from a device: with the life cycle in front, erased cells behind, values in the counter. */
static void test_a_dump_is_read(void **state)
{
    struct provision *provision = read_page(*state, "0000ffffffffffff"
                                                    "000102030405060708090a0b0c0d0e0f"
                                                    "101112131415161718191a1b1c1d1e1f" SLOTS "02000000"
                                                    "0000fa50" KEY_0 "fffffa51" KEY_1 "01000100"
                                                    "01000400"
                                                    "fcfff9ffffffffff"
                                                    "12930100"
                                                    "0103"
                                                    "414243"
                                                    "000000"
                                                    "ffffffff");

    assert_true(provision->has_protected);
    assert_int_equal(provision->in_front.provisioning, 0);
    assert_int_equal(provision->in_front.secured, 0xffff);
    assert_int_equal(provision->in_front.implementation_id[31], 0x1f);
    assert_true(provision->keys[0].invalidated);
    assert_false(provision->keys[1].invalidated);
    assert_int_equal(provision->counters[0].used, 2);
    assert_int_equal(provision->counters[0].value, 6); /* version 3 in S1 */
    assert_string_equal(provision->certificate, "ABC");
}

static void test_hex_files_say_the_address(void **state)
{
    struct context *context = *state;
    const struct hex_part parts[] = {
        { 0x0000, bytes_of(context, "000102030405060708090a0b0c0d0e0f") },
        { OTP + 40, bytes_of(context, PAGE_NEW) },
    };
    struct provision *provision;
    struct byte_range text;

    for (size_t first = 0; first < 2; first++) {
        assert_true(hex_write(context->arena, parts + first, 2 - first, &text));
        assert_true(try_to_read(context, text, &provision));
        assert_true(provision->has_address);
        assert_int_equal(provision->address, OTP);
    }
}

static void test_tokens_in_the_wrong_place(void **state)
{
    static const char *const tokens[] = { "fffffa51", "fffffa60", "feffffff", "00000000", "50faffff", "0000fa51" };
    struct context *context = *state;

    for (size_t i = 0; i < ARRAY_LENGTH(tokens); i++) {
        assert_unreadable(context, arena_printf(context->arena, SLOTS "01000000%s" KEY_0, tokens[i]),
                          "of key 0 is neither");
    }
    assert_unreadable(context,
                      SLOTS "02000000"
                            "fffffa50" KEY_0 "ffffffff" KEY_1,
                      "token 0xffffffff of key 1");
    assert_unreadable(context,
                      SLOTS "02000000"
                            "ffffffff" KEY_0 "fffffa51" KEY_1,
                      "token 0x51faffff of key 1");
}

static void test_what_is_no_provision_data(void **state)
{
    static const struct {
        const char *hex, *message;
    } table[] = {
        { "", "0 bytes are too short" },
        { "ff", "1 bytes are too short" },
        { "ffffffffffffffffffffffff", "are no addresses of slots" },
        { "0080000000c00100ffffffff", "4294967295 keys are announced" },
        { SLOTS "01000000", "1 keys are announced, the data holds at most 0" },
        { SLOTS "00000000"
                "0100ffff",
          "65535 counters are announced" },
        { SLOTS "00000000"
                "01000100"
                "0100ffff",
          "counter 1 of 65535 slots is cut short" },
        { SLOTS "00000000"
                "12930100"
                "01ff41",
          "variable data is cut short" },
        { SLOTS "00000000"
                "0200",
          "offset 0xc is neither a list of counters nor erased" },
        { "000000000000000000000000", "neither keys nor counters" },
    };
    struct context *context = *state;

    for (size_t i = 0; i < ARRAY_LENGTH(table); i++) {
        assert_unreadable(context, table[i].hex, table[i].message);
    }
}

/* Where the counters are missing as a whole a page is still whole; the old one also where the slots of the last counter
 * are, as the first form leaves them out. */
static void test_a_page_cut_anywhere(void **state)
{
    static const char *const pages[] = { PAGE_NEW, PAGE_OLD, PROTECTED PAGE_NEW };
    struct context *context = *state;

    for (size_t i = 0; i < ARRAY_LENGTH(pages); i++) {
        struct byte_range page = bytes_of(context, pages[i]);
        size_t without_counters = page.size - strlen(COUNTERS) / 2;

        for (size_t size = 0; size < page.size; size++) {
            uint8_t *cut = arena_alloc(context->arena, size);
            struct provision *provision;

            memcpy(cut, page.data, size);
            assert_int_equal(try_to_read(context, range_of(cut, size), &provision),
                             size == without_counters || (i == 1 && size == page.size - 4));
        }
        context->diagnostics.count = 0;
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        WITH_CONTEXT(test_written_bytes),
        WITH_CONTEXT(test_written_bytes_of_the_network_core),
        WITH_CONTEXT(test_written_bytes_of_the_first_form),
        WITH_CONTEXT(test_written_bytes_without_nsib),
        WITH_CONTEXT(test_the_first_form_is_read),
        WITH_CONTEXT(test_written_certificate),
        WITH_CONTEXT(test_size_limit),
        WITH_CONTEXT(test_odd_numbers_of_slots),
        WITH_CONTEXT(test_keys_that_b0_cannot_take),
        WITH_CONTEXT(test_aligned_ffff_only),
        WITH_CONTEXT(test_both_forms_are_read),
        WITH_CONTEXT(test_a_page_without_nsib_is_read),
        WITH_CONTEXT(test_a_dump_is_read),
        WITH_CONTEXT(test_hex_files_say_the_address),
        WITH_CONTEXT(test_tokens_in_the_wrong_place),
        WITH_CONTEXT(test_what_is_no_provision_data),
        WITH_CONTEXT(test_a_page_cut_anywhere),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

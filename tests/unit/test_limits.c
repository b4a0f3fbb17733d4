/* What slots hold, against what MCUboot did: the largest file that was installed, found by bisection down to
 * one byte, with its bootutil (mcu-tools/mcuboot 2d4bacc3) built for the host over simulated flash with
 * sectors of 4 KiB.
 */
#include "image_test.h"

#include "base/attributes.h"
#include "nrf53pack/limits.h"
#include "sign/slot_fit.h"

struct measured {
    enum upgrade_mode mode;
    uint32_t primary_size;
    uint32_t secondary_size;
    uint32_t write_size;
    uint32_t max_align;
    uint32_t max_sectors;
    uint64_t largest_file;
};

static struct slot_geometry geometry(const struct measured *measured)
{
    return (struct slot_geometry){
        .mode = measured->mode,
        .primary_size = measured->primary_size,
        .secondary_size = measured->secondary_size,
        .sector_size = 4096,
        .write_size = measured->write_size,
        .max_align = measured->max_align,
        .max_sectors = measured->max_sectors,
    };
}

static void test_equals_what_mcuboot_installed(void **state)
{
    static const struct measured table[] = {
        { UPGRADE_SWAP_MOVE, 0x20000, 0x20000, 4, 8, 128, 122880 },
        { UPGRADE_SWAP_MOVE, 0x20000, 0x20000, 8, 8, 128, 122880 },
        { UPGRADE_SWAP_MOVE, 0x20000, 0x20000, 16, 16, 128, 118784 },
        { UPGRADE_SWAP_MOVE, 0x21000, 0x20000, 4, 8, 128, 126976 },
        { UPGRADE_SWAP_MOVE, 0x21000, 0x20000, 8, 8, 128, 126976 },
        { UPGRADE_SWAP_MOVE, 0x21000, 0x20000, 16, 16, 128, 122880 },
        { UPGRADE_SWAP_OFFSET, 0x20000, 0x21000, 4, 8, 128, 126976 },
        { UPGRADE_SWAP_OFFSET, 0x20000, 0x21000, 8, 8, 128, 126976 },
        { UPGRADE_SWAP_OFFSET, 0x20000, 0x21000, 16, 16, 128, 122880 },
        { UPGRADE_SWAP_OFFSET, 0x20000, 0x20000, 4, 8, 128, 122880 },
        { UPGRADE_SWAP_SCRATCH, 0x20000, 0x20000, 4, 8, 128, 129488 },
        { UPGRADE_SWAP_SCRATCH, 0x20000, 0x20000, 8, 8, 128, 127952 },
        { UPGRADE_SWAP_SCRATCH, 0x20000, 0x20000, 16, 16, 128, 124848 },
        { UPGRADE_SWAP_SCRATCH, 0x20000, 0x20000, 4, 8, 256, 127952 },
        { UPGRADE_SWAP_SCRATCH, 0x20000, 0x20000, 4, 8, 340, 126916 },
        { UPGRADE_SWAP_SCRATCH, 0x20000, 0x20000, 4, 8, 341, 126916 },
        { UPGRADE_SWAP_SCRATCH, 0x20000, 0x20000, 4, 8, 342, 126916 },
        { UPGRADE_SWAP_SCRATCH, 0x20000, 0x20000, 4, 8, 345, 126884 },
        { UPGRADE_SWAP_SCRATCH, 0x20000, 0x20000, 4, 8, 400, 126224 },
        { UPGRADE_OVERWRITE_ONLY, 0x20000, 0x20000, 4, 8, 128, 131032 },
        { UPGRADE_OVERWRITE_ONLY, 0x20000, 0x20000, 8, 8, 128, 131032 },
        { UPGRADE_OVERWRITE_ONLY, 0x20000, 0x20000, 16, 16, 128, 131008 },
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LENGTH(table); i++) {
        struct slot_geometry slots = geometry(&table[i]);

        assert_int_equal(slot_image_limit(&slots), table[i].largest_file);
    }
}

static void test_scratch_pads_when_first_trailer_sector_is_nearly_empty(void **state)
{
    /* 341 entries of 12 bytes and 48 bytes of flags: 4140, so only 44 bytes lie in the first of two sectors,
     * where the scratch area's own trailer of 60 bytes must fit.
     */
    struct slot_geometry slots = { UPGRADE_SWAP_SCRATCH, 0x20000, 0x20000, 4096, 4, 8, 341, 0 };

    (void)state;
    assert_int_equal(slot_trailer_size(&slots), 4140);
    assert_int_equal(slot_scratch_padding(&slots), 16);
    assert_int_equal(slot_image_limit(&slots), 0x20000 - 4140 - 16);
    slots.max_sectors = 128;
    assert_int_equal(slot_scratch_padding(&slots), 0);
}

static void test_nothing_fits_too_small_slots(void **state)
{
    const enum upgrade_mode modes[] = { UPGRADE_SWAP_MOVE,      UPGRADE_SWAP_OFFSET, UPGRADE_SWAP_SCRATCH,
                                        UPGRADE_OVERWRITE_ONLY, UPGRADE_DIRECT_XIP,  UPGRADE_SINGLE_SLOT };

    (void)state;
    for (size_t i = 0; i < ARRAY_LENGTH(modes); i++) {
        struct slot_geometry slots = { modes[i], 16, 16, 4096, 4, 8, 128, 0 };

        assert_int_equal(slot_image_limit(&slots), 0);
    }
}

static void test_encryption_keys_take_room(void **state)
{
    struct slot_geometry slots = { UPGRADE_SWAP_SCRATCH, 0x20000, 0x20000, 4096, 4, 8, 128, 16 };

    (void)state;
    assert_int_equal(slot_image_limit(&slots), 129488 - 32);
    slots.encryption_key_size = 32;
    assert_int_equal(slot_image_limit(&slots), 129488 - 64);
}

static void test_imgtool_takes_what_swap_move_does_not(void **state)
{
    const struct imgtool_slot slot = { .slot_size = 0x90000, .align = 4 };

    (void)state;
    assert_int_equal(imgtool_trailer_size(&slot), 0x630);
    assert_true(imgtool_slot_holds(&slot, 0x90000 - 0x630));
    assert_false(imgtool_slot_holds(&slot, 0x90000 - 0x630 + 1));
    assert_int_equal(mcuboot_slot_limit(&slot), 0x90000 - 0x2000);
}

/* What MCUboot makes of imgtool's options: a key of 32 bytes has 32 in its trailer, a kept TLV all of it. */
static void test_mcuboot_keeps_the_whole_key(void **state)
{
    struct imgtool_slot slot = { .slot_size = 0x20000, .align = 4, .encryption_key_size = 32 };
    struct slot_geometry slots = mcuboot_slots(&slot, UPGRADE_SWAP_SCRATCH, 4096, 0);

    (void)state;
    assert_int_equal(slot_trailer_size(&slots), 0x630 + 64);
    slot.encryption_tlv_size = 113;
    slots = mcuboot_slots(&slot, UPGRADE_SWAP_OFFSET, 8192, 0x1e000);
    assert_int_equal(slot_trailer_size(&slots), 128 * 2 * 4 + 2 * 120 + 5 * 8 + 16);
    assert_int_equal(slots.primary_size, 0x1e000);
    assert_int_equal(slots.secondary_size, 0x20000);
    assert_int_equal(slot_image_limit(&slots), 0x20000 - 0x4000);
}

static void test_imgtool_trailers(void **state)
{
    static const struct {
        struct imgtool_slot slot;
        uint64_t size;
    } table[] = {
        { { .align = 1 }, 0x1b0 },
        { { .align = 8 }, 0xc30 },
        { { .align = 16 }, 0x1850 },
        { { .align = 32 }, 0x30a0 },
        { { .align = 4, .max_sectors = 256 }, 0xc30 },
        { { .align = 4, .max_sectors = 1024 }, 0x3030 },
        { { .align = 4, .overwrite_only = true }, 0x20 },
        { { .align = 32, .max_align = 8 }, 0x3030 },
        { { .align = 4, .encryption_key_size = 16 }, 0x650 },
        { { .align = 4, .encryption_key_size = 32 }, 0x650 }, /* imgtool keeps 16 bytes for a key of 32 */
        { { .align = 4, .encryption_key_size = 16, .encryption_tlv_size = 80 }, 0x6d0 },
        { { .align = 4, .encryption_key_size = 32, .overwrite_only = true }, 0x20 },
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LENGTH(table); i++) {
        assert_int_equal(imgtool_trailer_size(&table[i].slot), table[i].size);
    }
}

/* The bits one by one, where 32 are not enough, against the compiler's division. */
static void test_remainder_is_the_compilers(void **state)
{
    static const uint64_t values[] = { 0,
                                       1,
                                       4095,
                                       4096,
                                       0x7fffffff,
                                       0x80000000,
                                       UINT32_MAX,
                                       0x100000000ull,
                                       0x8000000000001ull,
                                       UINT64_MAX - 1,
                                       UINT64_MAX };
    static const uint64_t steps[] = { 1, 2, 3, 8, 4096, 0x11000, 0x7fffffff, UINT32_MAX, 0x100000001ull, UINT64_MAX };

    (void)state;
    for (size_t i = 0; i < ARRAY_LENGTH(values); i++) {
        for (size_t k = 0; k < ARRAY_LENGTH(steps); k++) {
            assert_true(limits_remainder(values[i], steps[k]) == values[i] % steps[k]);
            assert_true(limits_align_down(values[i], steps[k]) == values[i] / steps[k] * steps[k]);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_equals_what_mcuboot_installed),
        cmocka_unit_test(test_scratch_pads_when_first_trailer_sector_is_nearly_empty),
        cmocka_unit_test(test_nothing_fits_too_small_slots),
        cmocka_unit_test(test_encryption_keys_take_room),
        cmocka_unit_test(test_imgtool_takes_what_swap_move_does_not),
        cmocka_unit_test(test_imgtool_trailers),
        cmocka_unit_test(test_mcuboot_keeps_the_whole_key),
        cmocka_unit_test(test_remainder_is_the_compilers),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* Serial recovery's slot information: clients learn from it which number an upload has, and how large it may be. */
#include "recovery_bench.h"

#define SLOT_INFORMATION 6u

static const struct small_device both_cores = {
    .mode = UPGRADE_SWAP_MOVE, .write_size = 4, .sectors = 6, .net = true, .backup = true, .largest = 6000
};
static const struct small_device one_core = {
    .mode = UPGRADE_OVERWRITE_ONLY, .write_size = 4, .sectors = 6, .largest = 6000
};

/* {"slot": slot, "size": size, "upload_image_id": number} */
static void expect_slot(struct cbor_writer *map, unsigned slot, uint32_t size, unsigned number)
{
    cbor_write_map(map);
    cbor_write_text(map, "slot");
    cbor_write_uint(map, slot);
    cbor_write_text(map, "size");
    cbor_write_uint(map, size);
    cbor_write_text(map, "upload_image_id");
    cbor_write_uint(map, number);
    cbor_write_end(map);
}

static void expect_image(struct cbor_writer *map, const struct bench *bench, unsigned image, uint32_t primary_size)
{
    const struct boot_config *config = &bench->setup.device.config;

    cbor_write_map(map);
    cbor_write_text(map, "image");
    cbor_write_uint(map, image);
    cbor_write_text(map, "slots");
    cbor_write_array(map);
    expect_slot(map, 0, primary_size, 2 * image + 1);
    expect_slot(map, 1, config->images[image].secondary.size, 2 * image + 2);
    cbor_write_end(map);
    cbor_write_text(map, "max_image_size");
    cbor_write_uint(map, (uint32_t)sim_image_limit(config, image));
    cbor_write_end(map);
}

static void assert_slots(struct bench *bench)
{
    const struct boot_config *config = &bench->setup.device.config;
    struct session session = new_session(bench);
    const struct answer *answer;
    struct request request;
    uint8_t expected[SMP_PACKET_MAX];
    struct cbor_writer map = { .buffer = expected, .size = sizeof expected };

    cbor_write_map(&map);
    cbor_write_text(&map, "images");
    cbor_write_array(&map);
    expect_image(&map, bench, BOOT_IMAGE_APP, config->images[BOOT_IMAGE_APP].primary.size);
    if (config->net.present) {
        expect_image(&map, bench, BOOT_IMAGE_NET, config->net.net_app.size);
    }
    cbor_write_end(&map);
    cbor_write_end(&map);

    boot(bench);
    request_begin(&request, false, SMP_GROUP_IMAGE, SLOT_INFORMATION, 1);
    answer = ask(bench, &session, &request);
    assert_int_equal(answer->size, map.used);
    assert_memory_equal(answer->map, expected, map.used);

    request_begin(&request, true, SMP_GROUP_IMAGE, SLOT_INFORMATION, 2);
    assert_int_equal(answer_error(ask(bench, &session, &request)), SMP_ERROR_NOT_SUPPORTED);
}

static void slots_of_both_cores(void **state)
{
    assert_slots(new_bench(state, &both_cores));
}

static void slots_of_one_core(void **state)
{
    assert_slots(new_bench(state, &one_core));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(slots_of_both_cores, create_arena, destroy_arena),
        cmocka_unit_test_setup_teardown(slots_of_one_core, create_arena, destroy_arena),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* net_backup_factory.hex, on a device in the simulator that production programmed with it, and read back. */
#include "boot_bench.h"

#include "base/text.h"
#include "nrf53pack/memory_map.h"
#include "nrf53pack/net_backup_format.h"
#include "pack/plan/net_backup.h"

#define PAGES_SIZE (NET_STATE_PAGES * NET_STATE_PAGE_SIZE)

static const struct small_device with_backup = {
    .mode = UPGRADE_SWAP_MOVE, .write_size = 4, .sectors = 6, .net = true, .backup = true, .largest = 3000
};

static const struct boot_area *partition_of(const struct bench *bench)
{
    return &bench->setup.device.config.net.backup;
}

static struct planned_net_backup places_of(const struct bench *bench)
{
    return (struct planned_net_backup){
        .asked = { .value = "y", .from = "the test" },
        .address = { .known = true, .value = partition_of(bench)->offset, .from = "the test" },
        .slot_size = { .known = true,
                       .value = bench->setup.device.config.images[BOOT_IMAGE_NET].secondary.size,
                       .from = "the test" },
    };
}

static struct byte_range bytes_of(const struct sim_image *image)
{
    return range_of(image->bytes, image->size);
}

static struct byte_range written(struct bench *bench, const struct sim_image *image)
{
    const struct planned_net_backup places = places_of(bench);
    struct diagnostics diagnostics = diagnostics_create(bench->arena);
    struct byte_range hex;

    assert_true(net_backup_write(bench->arena, &places, bytes_of(image), &diagnostics, &hex));
    assert_int_equal(diagnostics.count, 0);
    return hex;
}

static struct intel_hex *parts_of(struct bench *bench, struct byte_range hex)
{
    struct diagnostics diagnostics = diagnostics_create(bench->arena);
    const struct source *source = source_from_bytes(bench->arena, "backup.hex", hex.data, hex.size);
    struct intel_hex *parts;

    assert_true(intel_hex_read(bench->arena, source, &diagnostics, &parts));
    return parts;
}

/* As programmers do: the pages that the file touches are erased, all others stay as they are. */
static void program(struct bench *bench, struct byte_range hex)
{
    const struct intel_hex *parts = parts_of(bench, hex);

    for (size_t i = 0; i < parts->count; i++) {
        const struct hex_segment *part = &parts->items[i];
        uint32_t offset = (uint32_t)(part->address - NRF5340_QSPI_XIP_ADDRESS);
        uint32_t size = (uint32_t)part->bytes.size;
        uint32_t pages = (size + NET_STATE_PAGE_SIZE - 1) / NET_STATE_PAGE_SIZE;

        assert_int_equal(offset % NET_STATE_PAGE_SIZE, 0);
        assert_true(machine_fill(bench->machine, FLASH_DEVICE_EXTERNAL, offset, 0xff, pages * NET_STATE_PAGE_SIZE));
        assert_true(machine_load(bench->machine, FLASH_DEVICE_EXTERNAL, offset, part->bytes.data, size));
    }
}

static void forget_backup(struct bench *bench)
{
    const struct boot_area *area = partition_of(bench);

    assert_true(machine_fill(bench->machine, area->device, area->offset, 0xff, area->size));
}

static void update_both_on_trial(struct bench *bench)
{
    offer(bench, BOOT_IMAGE_NET, bench->setup.images.net_pair, ACTION_MARK_TEST);
    offer(bench, BOOT_IMAGE_APP, bench->setup.images.app_pair, ACTION_MARK_TEST);
    boot(bench);
}

static void expect_trial_and_return(struct bench *bench)
{
    const struct sim_images *images = &bench->setup.images;

    update_both_on_trial(bench);
    assert_false(logged(bench, "refused"));
    expect_pair(bench, images->app_pair, images->net_pair);
    boot(bench);
    assert_true(logged(bench, "Bringing the old image of the network core back"));
    expect_pair(bench, images->app_old, images->net_old);
}

static void without_it_the_first_trial_of_both_cores_is_refused(void **state)
{
    struct bench *bench = new_bench(state, &with_backup);

    forget_backup(bench);
    update_both_on_trial(bench);
    assert_true(logged(bench, "Test of both images refused: the network core could not be taken back"));
    expect_pair(bench, bench->setup.images.app_old, bench->setup.images.net_old);
}

static void without_it_a_network_image_that_was_installed_for_good_is_the_way_back(void **state)
{
    struct bench *bench = new_bench(state, &with_backup);

    forget_backup(bench);
    offer(bench, BOOT_IMAGE_NET, bench->setup.images.net_new, ACTION_MARK_TEST);
    boot(bench);
    assert_true(logged(bench, "installed for good"));
    update_both_on_trial(bench);
    expect_pair(bench, bench->setup.images.app_pair, bench->setup.images.net_pair);
    boot(bench);
    expect_pair(bench, bench->setup.images.app_old, bench->setup.images.net_new);
}

static void with_it_the_first_update_of_both_cores_can_be_taken_back(void **state)
{
    struct bench *bench = new_bench(state, &with_backup);

    forget_backup(bench);
    program(bench, written(bench, bench->setup.images.net_old));
    boot(bench);
    assert_int_equal(bench->run.boot.net, BOOT_NET_GOOD);
    assert_int_equal(bench->run.operations, 0);
    expect_trial_and_return(bench);
}

/* A record on the second page that counts as newer, and calls slot B the one to go back to, which is empty. */
static void leave_record_of_an_earlier_life(struct bench *bench)
{
    const struct planned_net_backup places = places_of(bench);
    const struct intel_hex *parts = parts_of(bench, written(bench, bench->setup.images.net_old));
    uint32_t pages = (uint32_t)(net_backup_pages_address(&places) - NRF5340_QSPI_XIP_ADDRESS);
    struct net_state_record record;

    memcpy(&record, parts->items[1].bytes.data, sizeof record);
    record.sequence = (record.sequence + 1) % NET_STATE_SEQUENCES;
    record.current = 1;
    net_state_seal(&record);
    assert_true(
        machine_load(bench->machine, FLASH_DEVICE_EXTERNAL, pages + NET_STATE_PAGE_SIZE, &record, sizeof record));
}

static void what_an_earlier_life_left_does_not_count(void **state)
{
    for (unsigned i = 0; i < 2; i++) {
        struct bench *bench = new_bench(state, &with_backup);

        leave_record_of_an_earlier_life(bench);
        if (i == 0) {
            update_both_on_trial(bench);
            assert_true(logged(bench, "Test of both images refused"));
        } else {
            program(bench, written(bench, bench->setup.images.net_old));
            expect_trial_and_return(bench);
        }
    }
}

/* The simulator makes a factory's backup with code of its own. */
static void it_is_what_the_simulation_starts_from(void **state)
{
    for (unsigned i = 0; i < 2; i++) {
        struct bench *bench = new_bench(state, &with_backup);
        const struct sim_image *image = i == 0 ? bench->setup.images.net_old : bench->setup.images.net_pair;
        struct scenario factory = { .installed_app = bench->setup.images.app_old, .installed_net = image };
        const struct intel_hex *parts = parts_of(bench, written(bench, image));
        const char *why;

        assert_true(leg_install(bench->machine, &bench->setup.device, &factory, &why));
        assert_int_equal(parts->count, 2);
        for (size_t k = 0; k < parts->count; k++) {
            assert_true(holds(bench, FLASH_DEVICE_EXTERNAL,
                              (uint32_t)(parts->items[k].address - NRF5340_QSPI_XIP_ADDRESS),
                              parts->items[k].bytes.data, (uint32_t)parts->items[k].bytes.size));
        }
    }
}

static bool verifies(struct bench *bench, struct byte_range hex)
{
    const struct planned_net_backup places = places_of(bench);
    struct diagnostics diagnostics = diagnostics_create(bench->arena);
    bool good = net_backup_verify(bench->arena, &places, bytes_of(bench->setup.images.net_old), hex, &diagnostics);

    assert_int_equal(diagnostics.count, good ? 0 : 1);
    return good;
}

static void reading_back_tells_images_apart(void **state)
{
    struct bench *bench = new_bench(state, &with_backup);
    struct planned_net_backup elsewhere = places_of(bench);
    struct diagnostics diagnostics = diagnostics_create(bench->arena);
    struct byte_range hex;

    assert_true(verifies(bench, written(bench, bench->setup.images.net_old)));
    assert_false(verifies(bench, written(bench, bench->setup.images.net_new)));
    elsewhere.address.value += NET_STATE_PAGE_SIZE;
    assert_true(net_backup_write(bench->arena, &elsewhere, bytes_of(bench->setup.images.net_old), &diagnostics, &hex));
    assert_false(verifies(bench, hex));
}

/* One bit of each byte of both pages. */
static void each_changed_bit_of_the_state_pages_is_noticed(void **state)
{
    struct bench *bench = new_bench(state, &with_backup);
    const struct sim_image *image = bench->setup.images.net_old;
    struct diagnostics diagnostics = diagnostics_create(bench->arena);
    struct intel_hex *parts = parts_of(bench, written(bench, image));
    uint8_t *pages = arena_alloc(bench->arena, PAGES_SIZE);
    struct mcuboot_image *read;
    unsigned missed = 0;

    assert_true(mcuboot_image_read(bench->arena, source_from_bytes(bench->arena, "net.bin", image->bytes, image->size),
                                   &diagnostics, &read));
    assert_int_equal(parts->items[1].bytes.size, PAGES_SIZE);
    memcpy(pages, parts->items[1].bytes.data, PAGES_SIZE);
    assert_null(net_backup_pages_fault(range_of(pages, PAGES_SIZE), read));
    for (size_t i = 0; i < PAGES_SIZE; i++) {
        pages[i] ^= (uint8_t)(1u << (i % 8));
        missed += net_backup_pages_fault(range_of(pages, PAGES_SIZE), read) == NULL ? 1 : 0;
        pages[i] ^= (uint8_t)(1u << (i % 8));
    }
    assert_int_equal(missed, 0);
    assert_non_null(net_backup_pages_fault(range_of(pages, PAGES_SIZE - 1), read));
}

static void a_record_that_is_sealed_but_of_another_state_is_noticed(void **state)
{
    static const struct {
        size_t offset;
        const char *why;
    } table[] = {
        { offsetof(struct net_state_record, current), "runs the image of slot A" },
        { offsetof(struct net_state_record, transfer), "runs the image of slot A" },
        { offsetof(struct net_state_record, trial), "runs the image of slot A" },
        { offsetof(struct net_state_record, running), "another image" },
        { offsetof(struct net_state_record, version), "another version" },
        { offsetof(struct net_state_record, min_app), "another dependency" },
    };
    struct bench *bench = new_bench(state, &with_backup);
    const struct sim_image *image = bench->setup.images.net_old;
    struct diagnostics diagnostics = diagnostics_create(bench->arena);
    struct intel_hex *parts = parts_of(bench, written(bench, image));
    struct mcuboot_image *read;

    assert_true(mcuboot_image_read(bench->arena, source_from_bytes(bench->arena, "net.bin", image->bytes, image->size),
                                   &diagnostics, &read));
    for (size_t i = 0; i < ARRAY_LENGTH(table); i++) {
        uint8_t pages[PAGES_SIZE];
        struct net_state_record record;
        const char *fault;

        memcpy(pages, parts->items[1].bytes.data, sizeof pages);
        pages[table[i].offset] ^= 1;
        memcpy(&record, pages, sizeof record);
        net_state_seal(&record);
        memcpy(pages, &record, sizeof record);
        fault = net_backup_pages_fault(range_of(pages, sizeof pages), read);
        assert_non_null(fault);
        assert_non_null(strstr(fault, table[i].why));
    }
}

static void an_image_that_no_slot_holds_is_refused(void **state)
{
    struct bench *bench = new_bench(state, &with_backup);
    const struct sim_image *image = bench->setup.images.net_old;
    struct planned_net_backup places = places_of(bench);
    struct diagnostics diagnostics = diagnostics_create(bench->arena);
    struct byte_range hex;

    places.slot_size.value = image->size - 1;
    assert_false(net_backup_write(bench->arena, &places, bytes_of(image), &diagnostics, &hex));
    assert_int_equal(diagnostics.count, 1);
    assert_non_null(strstr(diagnostics.items[0].message, "a slot of the backup"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(without_it_the_first_trial_of_both_cores_is_refused, create_arena,
                                        destroy_arena),
        cmocka_unit_test_setup_teardown(without_it_a_network_image_that_was_installed_for_good_is_the_way_back,
                                        create_arena, destroy_arena),
        cmocka_unit_test_setup_teardown(with_it_the_first_update_of_both_cores_can_be_taken_back, create_arena,
                                        destroy_arena),
        cmocka_unit_test_setup_teardown(what_an_earlier_life_left_does_not_count, create_arena, destroy_arena),
        cmocka_unit_test_setup_teardown(it_is_what_the_simulation_starts_from, create_arena, destroy_arena),
        cmocka_unit_test_setup_teardown(reading_back_tells_images_apart, create_arena, destroy_arena),
        cmocka_unit_test_setup_teardown(each_changed_bit_of_the_state_pages_is_noticed, create_arena, destroy_arena),
        cmocka_unit_test_setup_teardown(a_record_that_is_sealed_but_of_another_state_is_noticed, create_arena,
                                        destroy_arena),
        cmocka_unit_test_setup_teardown(an_image_that_no_slot_holds_is_refused, create_arena, destroy_arena),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

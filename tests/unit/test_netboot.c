/* The network core's bootloader in both profiles: what it copies, what it refuses, what it starts. */
#include "boot_bench.h"

static const struct small_device stock = {
    .mode = UPGRADE_SWAP_MOVE, .write_size = 4, .sectors = 6, .net = true, .largest = 3000, .netboot = NETBOOT_STOCK
};
static const struct small_device reference = {
    .mode = UPGRADE_SWAP_MOVE, .write_size = 4, .sectors = 6, .net = true, .largest = 3000, .netboot = NETBOOT_REFERENCE
};

/* One run of the network core: released by the application core, which waits for it. */
struct netboot_call {
    struct pcd_command command; /* before, and after */
    bool started;               /* its application */
};

static void call_netboot(struct hal *hal, void *context)
{
    struct netboot_call *call = context;

    hal_net_core_hold(hal);
    hal_mailbox_write(hal, &call->command);
    hal_net_core_release(hal);
    (void)hal_net_core_wait(hal, call->command.magic, 1000);
    hal_mailbox_read(hal, &call->command);
}

static struct netboot_call run_netboot(struct bench *bench, struct pcd_command command)
{
    struct netboot_call call = { .command = command };
    struct run_result result;

    forget_notes(bench);
    machine_call(bench->machine, call_netboot, &call, NO_CUT, &result);
    assert_int_equal(result.end, RUN_RETURNED);
    call.started = result.net_started;
    return call;
}

/* The file in RAM, and the command that has its payload copied. */
static struct pcd_command copy_command(struct bench *bench, const struct sim_image *file)
{
    const struct boot_net_config *net = &bench->setup.device.config.net;

    assert_true(machine_load(bench->machine, FLASH_DEVICE_RAM, 0, file->bytes, file->size));
    return (struct pcd_command){ .magic = PCD_MAGIC_COPY,
                                 .data = net->ram_flash_address + file->header_size,
                                 .size = file->payload_size,
                                 .offset = net->net_app.offset };
}

static struct bench *booted(void **state, const struct small_device *options)
{
    struct bench *bench = new_bench(state, options);

    boot(bench);
    assert_true(bench->run.net_started);
    return bench;
}

static void a_valid_image_is_copied(void **state)
{
    struct bench *bench = booted(state, &stock);
    const struct sim_image *file = bench->setup.images.net_new;
    struct netboot_call call = run_netboot(bench, copy_command(bench, file));

    assert_int_equal(call.command.magic, PCD_MAGIC_DONE);
    assert_false(call.started);
    assert_true(net_holds(bench, file));
}

static void expect_refused(struct bench *bench, struct pcd_command command)
{
    struct netboot_call call = run_netboot(bench, command);

    assert_int_equal(call.command.magic, PCD_MAGIC_FAILED);
    assert_false(call.started);
    assert_int_equal(bench->net_operations, 0);
    assert_true(net_holds(bench, bench->setup.images.net_old));
}

static void what_is_not_for_this_place_is_refused_before_the_erase(void **state)
{
    struct bench *bench = booted(state, &stock);
    struct pcd_command command = copy_command(bench, bench->setup.images.net_elsewhere);
    struct pcd_command other;

    expect_refused(bench, command);
    command = copy_command(bench, bench->setup.images.net_bad_hash);
    expect_refused(bench, command);
    command = copy_command(bench, bench->setup.images.net_new);
    other = command;
    other.size -= 8; /* the end of the validation info */
    expect_refused(bench, other);
    other = command;
    other.offset += 0x800;
    expect_refused(bench, other);
    other = command;
    other.size = bench->setup.device.config.net.net_app.size + 4;
    expect_refused(bench, other);
}

static void an_address_that_the_network_core_cannot_read_is_refused(void **state)
{
    struct bench *bench = booted(state, &stock);
    struct pcd_command command = copy_command(bench, bench->setup.images.net_new);

    command.data = 0xfffffff0u;
    expect_refused(bench, command);
    command.data = 0x10000000u;
    expect_refused(bench, command);
}

static void without_a_command_it_boots(void **state)
{
    struct bench *bench = booted(state, &stock);
    static const uint32_t others[] = { PCD_MAGIC_NONE, PCD_MAGIC_DONE, PCD_MAGIC_FAILED, 0xffffffffu };

    for (unsigned i = 0; i < 4; i++) {
        struct netboot_call call = run_netboot(bench, (struct pcd_command){ .magic = others[i] });

        assert_true(call.started);
        assert_int_equal(call.command.magic, others[i]);
        assert_int_equal(bench->net_operations, 0);
    }
}

/* b0n as NCS ships it validates when it copies, not when it boots. */
static void only_the_reference_validates_at_each_boot(void **state)
{
    static const uint8_t damage[4] = { 0 };

    for (unsigned i = 0; i < 2; i++) {
        struct bench *bench = booted(state, i == 0 ? &stock : &reference);
        const struct boot_area *area = &bench->setup.device.config.net.net_app;

        assert_true(machine_load(bench->machine, area->device, area->offset + 0x100, damage, sizeof damage));
        assert_int_equal(run_netboot(bench, (struct pcd_command){ .magic = PCD_MAGIC_NONE }).started, i == 0);
        assert_true(machine_fill(bench->machine, area->device, area->offset, 0xff, area->size));
        assert_false(run_netboot(bench, (struct pcd_command){ .magic = PCD_MAGIC_NONE }).started);
    }
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, create_arena, destroy_arena)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_valid_image_is_copied),
        TEST(what_is_not_for_this_place_is_refused_before_the_erase),
        TEST(an_address_that_the_network_core_cannot_read_is_refused),
        TEST(without_a_command_it_boots),
        TEST(only_the_reference_validates_at_each_boot),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

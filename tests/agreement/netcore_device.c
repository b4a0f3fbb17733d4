#include "netcore_device.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "nrf53pack/bytes.h"
#include "nrf53pack/nsib_format.h"
#include "sim/scenario/application.h"
#include "sim/scenario/net_firmware.h"
#include "sim/scenario/simulation_key.h"

#define SECTOR       4096u
#define APP_FLASH    0x100000u
#define NET_FLASH    0x40000u
#define NET_PAGE     2048u
#define RAM_SLOT     0x40000u
#define NET_ADDRESS  0x01000000u
#define NET_APP      0x8800u
#define NET_APP_SIZE 0x37800u
#define HEADER_AREA  0x200u
#define NOISE_SEED   99u
#define FAILURES     100u

static void must(bool done)
{
    if (!done) {
        fputs("the test bench cannot set the machine up\n", stderr);
        abort();
    }
}

static struct boot_area app_area(uint32_t offset, uint32_t size)
{
    return (struct boot_area){ FLASH_DEVICE_APP, offset, size, SECTOR };
}

static void configure(struct netcore_device *device, const struct netcore_setting *setting,
                      const struct netcore_commit *commit)
{
    struct boot_config *config = &device->config;
    struct boot_image_config *app = &config->images[BOOT_IMAGE_APP];
    struct boot_image_config *net = &config->images[BOOT_IMAGE_NET];

    ncs_profile_for((struct ncs_version){ commit->version[0], commit->version[1], commit->version[2] },
                    &device->profile);
    device->profile.tree.assert_live = setting->assert_live;
    config->ncs = &device->profile;
    config->image_count = 2;
    app->mode = setting->mode;
    app->primary = app_area(0x10000, 0x20000);
    app->secondary = app_area(0x40000, 0x20000);
    app->write_size = 4;
    app->max_align = 8;
    app->max_sectors = 256;
    app->run_end = UINT32_MAX;
    *net = *app;
    net->primary = (struct boot_area){ FLASH_DEVICE_RAM, 0, RAM_SLOT, SECTOR };
    net->secondary = app_area(0x80000, 0x40000);
    config->net = (struct boot_net_config){
        .present = true,
        .netboot = NETBOOT_STOCK,
        .mailbox_address = 0x20000000u,
        .ram_flash_address = 0x20010000u,
        .net_app = { FLASH_DEVICE_NET, NET_APP, NET_APP_SIZE, NET_PAGE },
        .net_flash_address = NET_ADDRESS,
        .attempts = 1,
        .timeout_ms = 10000,
    };
    device->allowed[0] = app->primary;
    device->allowed[1] = app->secondary;
    device->allowed[2] = net->primary;
    device->allowed[3] = net->secondary;
    device->allowed[4] = config->net.net_app;
}

static struct image_file app_file(struct arena *arena, uint32_t seed, uint32_t length, uint8_t major)
{
    uint8_t *payload = arena_alloc(arena, length);

    image_payload(seed, payload, length);
    return image_wrap(arena, (struct mcuboot_version){ .major = major }, payload, length);
}

static bool net_file(struct arena *arena, struct image_file *file)
{
    struct net_firmware firmware = {
        .address = NET_ADDRESS + NET_APP,
        .version = 2,
        .size = 120000 - (uint32_t)sizeof(struct nsib_validation_info),
        .seed = 12,
    };
    struct signing_key *key;
    struct byte_range bytes;
    bool made;

    if (!simulation_key_make(arena, "agreement", &key)) {
        return false;
    }
    made = net_firmware_make(arena, &firmware, key, &bytes);
    signing_key_release(key);
    if (made) {
        *file = image_wrap(arena, (struct mcuboot_version){ .major = 2 }, bytes.data, (uint32_t)bytes.size);
    }
    return made;
}

bool netcore_device_make(struct arena *arena, const struct netcore_setting *setting,
                         const struct netcore_commit *commit, struct netcore_device *device)
{
    struct machine_layout layout = { .allowed = device->allowed, .allowed_count = 5 };

    *device = (struct netcore_device){ .arena = arena, .ram = setting->ram };
    configure(device, setting, commit);
    layout.flash[FLASH_DEVICE_APP] = (struct flash_layout){ APP_FLASH, SECTOR, 4 };
    layout.flash[FLASH_DEVICE_RAM] = (struct flash_layout){ RAM_SLOT, SECTOR, 4 };
    layout.flash[FLASH_DEVICE_NET] = (struct flash_layout){ NET_FLASH, NET_PAGE, 4 };
    device->machine = machine_create(arena, &layout, 1);
    device->app1 = app_file(arena, 1, 20000, 1);
    device->app2 = app_file(arena, 2, 30000, 2);
    device->noise = arena_alloc(arena, RAM_SLOT);
    image_payload(NOISE_SEED, device->noise, RAM_SLOT);
    device->room = arena_alloc(arena, RAM_SLOT);
    return device->machine != NULL && net_file(arena, &device->net2);
}

static void load(struct netcore_device *device, const struct boot_area *slot, const struct image_file *file)
{
    must(machine_load(device->machine, slot->device, slot->offset, file->bytes, file->size));
}

static void application(struct netcore_device *device, enum action_kind kind, unsigned image)
{
    struct action action = { .kind = kind, .slot = image };
    struct turn turn = { .actions = &action, .action_count = 1 };
    struct application call = { .machine = device->machine, .config = &device->config, .turn = &turn };
    struct run_result result;

    machine_call(device->machine, application_turn, &call, NO_CUT, &result);
    must(result.end == RUN_RETURNED);
}

/* Which files an experiment puts into the secondary slots. */
static const struct experiment_setup {
    const char *name;
    bool app;
    bool net;
    bool permanent;
    bool transfers_fail;
} setups[] = {
    { "net_only_test", false, true, false, false },
    { "net_only_permanent", false, true, true, false },
    { "both_test_app_confirms_both", true, true, false, false },
    { "both_test_not_confirmed", true, true, false, false },
    { "both_permanent", true, true, true, false },
    { "app_only_test_confirm", true, false, false, false },
    { "net_only_permanent_hook_fails", false, true, true, true },
};

/* The device has run before; the machine's network core knows its configuration from then on. */
static void start_once(struct netcore_device *device)
{
    struct run_result result;

    machine_reset(device->machine, RESET_POWER_ON, RAM_KEPT, UNSTABLE_OLD);
    machine_boot(device->machine, &device->config, NO_CUT, &result);
    must(result.end == RUN_APPLICATION);
}

bool netcore_device_begin(struct netcore_device *device, const char *experiment)
{
    const struct experiment_setup *setup = NULL;

    for (size_t i = 0; i < sizeof setups / sizeof setups[0]; i++) {
        if (strcmp(setups[i].name, experiment) == 0) {
            setup = &setups[i];
        }
    }
    if (setup == NULL) {
        return false;
    }
    must(machine_fill(device->machine, FLASH_DEVICE_APP, 0, 0xff, APP_FLASH) &&
         machine_fill(device->machine, FLASH_DEVICE_NET, 0, 0xff, NET_FLASH) &&
         machine_fill(device->machine, FLASH_DEVICE_RAM, 0, 0xff, RAM_SLOT));
    load(device, &device->config.images[BOOT_IMAGE_APP].primary, &device->app1);
    start_once(device);
    if (setup->app) {
        load(device, &device->config.images[BOOT_IMAGE_APP].secondary, &device->app2);
        application(device, setup->permanent ? ACTION_MARK_PERMANENT : ACTION_MARK_TEST, BOOT_IMAGE_APP);
    }
    if (setup->net) {
        load(device, &device->config.images[BOOT_IMAGE_NET].secondary, &device->net2);
        application(device, setup->permanent ? ACTION_MARK_PERMANENT : ACTION_MARK_TEST, BOOT_IMAGE_NET);
    }
    machine_fail_transfers(device->machine, setup->transfers_fail ? TRANSFER_FAILS_BEFORE_ERASE : TRANSFER_WORKS,
                           setup->transfers_fail ? FAILURES : 0);
    return true;
}

static void note_operation(void *context, uint32_t number, const struct operation *operation, const uint8_t *data)
{
    struct netcore_outcome *outcome = context;

    (void)data;
    if (operation->device != FLASH_DEVICE_NET) {
        if (outcome->operations < sizeof outcome->number / sizeof outcome->number[0]) {
            outcome->number[outcome->operations] = number;
        }
        outcome->operations++;
    }
}

static void note_mailbox(void *context, bool by_network_core, const struct pcd_command *command)
{
    struct netcore_outcome *outcome = context;

    outcome->transfers += !by_network_core && command->magic == PCD_MAGIC_COPY;
}

static void fill_ram(struct netcore_device *device)
{
    if (device->ram == NETCORE_RAM_FF) {
        must(machine_fill(device->machine, FLASH_DEVICE_RAM, 0, 0xff, RAM_SLOT));
    } else if (device->ram == NETCORE_RAM_NOISE) {
        must(machine_load(device->machine, FLASH_DEVICE_RAM, 0, device->noise, RAM_SLOT));
    }
}

/* The record's RAM keeps what a reset left there; machine_boot() would erase it first, as Zephyr's driver does. So the
 * bootloader is called as a function.
 */
struct boot_call {
    const struct boot_config *config;
    struct boot_result result;
};

static void call_boot(struct hal *hal, void *context)
{
    struct boot_call *call = context;

    ncs_boot_run(hal, call->config, &call->result);
}

static void name_end(struct netcore_device *device, const struct run_result *result, const struct boot_result *boot,
                     struct netcore_outcome *outcome)
{
    uint8_t header[MCUBOOT_HEADER_SIZE];

    if (result->fault.kind != FAULT_NONE) {
        snprintf(outcome->end, sizeof outcome->end, "fault %u@%x", (unsigned)result->fault.operation.device,
                 (unsigned)result->fault.operation.offset);
        return;
    }
    if (result->end != RUN_RETURNED || boot->end != BOOT_START_APPLICATION) {
        snprintf(outcome->end, sizeof outcome->end, "%s",
                 result->end == RUN_PANIC ? "panic"
                 : result->end == RUN_CUT ? "cut"
                                          : "none");
        return;
    }
    must(machine_inspect(device->machine, boot->slot.device, boot->slot.offset + boot->image_offset, header,
                         sizeof header));
    snprintf(outcome->end, sizeof outcome->end, "%u.%u.%u", header[20], header[21], load_le16(header + 22));
}

void netcore_device_boot(struct netcore_device *device, struct cut cut, struct netcore_outcome *outcome)
{
    struct machine_observer observer = { .context = outcome, .operation = note_operation, .mailbox = note_mailbox };
    struct boot_call call = { .config = &device->config };
    struct run_result result;

    memset(outcome, 0, sizeof *outcome);
    machine_reset(device->machine, RESET_POWER_ON, RAM_KEPT, UNSTABLE_OLD);
    fill_ram(device);
    machine_observe(device->machine, &observer);
    machine_call(device->machine, call_boot, &call, cut, &result);
    machine_observe(device->machine, NULL);
    name_end(device, &result, &call.result, outcome);
}

void netcore_device_confirm(struct netcore_device *device, unsigned image)
{
    application(device, ACTION_CONFIRM, image);
}

static const uint8_t *read_slot(struct netcore_device *device, const struct boot_area *slot)
{
    must(machine_inspect(device->machine, slot->device, slot->offset, device->room, slot->size));
    return device->room;
}

static bool begins_with(const uint8_t *slot, const struct image_file *file)
{
    return memcmp(slot, file->bytes, file->size) == 0;
}

const char *netcore_device_primary(struct netcore_device *device)
{
    const uint8_t *slot = read_slot(device, &device->config.images[BOOT_IMAGE_APP].primary);

    return begins_with(slot, &device->app1) ? "app1" : begins_with(slot, &device->app2) ? "app2" : "?";
}

void netcore_device_trailer(struct netcore_device *device, char text[TRAILER_TEXT])
{
    const struct boot_image_config *app = &device->config.images[BOOT_IMAGE_APP];

    trailer_text(app->mode, app->max_align, read_slot(device, &app->primary), app->primary.size, text);
}

static bool erased(const uint8_t *bytes, uint32_t size)
{
    for (uint32_t i = 0; i < size; i++) {
        if (bytes[i] != 0xff) {
            return false;
        }
    }
    return true;
}

const char *netcore_device_secondary(struct netcore_device *device)
{
    const struct boot_area *area = &device->config.images[BOOT_IMAGE_NET].secondary;
    const uint8_t *slot = read_slot(device, area);
    uint32_t file = (device->net2.size + SECTOR - 1) / SECTOR * SECTOR;
    bool no_trailer = erased(slot + area->size - SECTOR, SECTOR);

    if (erased(slot, area->size)) {
        return "erased";
    }
    if (begins_with(slot, &device->net2)) {
        return no_trailer ? "kept" : "pending";
    }
    if (memcmp(slot, device->noise, file) == 0 && erased(slot + file, area->size - file)) {
        return "ram";
    }
    if (erased(slot, SECTOR) && no_trailer &&
        memcmp(slot + SECTOR, device->net2.bytes + SECTOR, device->net2.size - SECTOR) == 0) {
        return "cleared";
    }
    return "?";
}

bool netcore_device_updated(struct netcore_device *device)
{
    must(machine_inspect(device->machine, FLASH_DEVICE_NET, NET_APP, device->room, 120000));
    return memcmp(device->room, device->net2.bytes + HEADER_AREA, 120000) == 0;
}

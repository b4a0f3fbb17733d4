#include "net_bench.h"

#include <stdlib.h>
#include <string.h>
#include "nrf53pack/nsib_format.h"
#include "sign/image_writer.h"
#include "sim/device.h"
#include "sim/explorer/explorer_leg.h"
#include "sim/scenario/application.h"
#include "sim/scenario/net_firmware.h"
#include "sim/scenario/simulation_key.h"

#define HEADER_SIZE 0x200u
#define HASH_AREA   40u /* TLV info header, one entry with a SHA-256 */
#define EXTRA_AREA  8u  /* TLV info header and the header of one custom TLV, whose length makes the file's size exact */
#define CUSTOM_TLV  0xa0u

struct bench {
    struct arena *arena;
    const struct sim_setup *setup;
    struct machine *machine;
    struct run_result run; /* of the last boot */
    struct byte_range firmware;
};

static struct sim_image *make_file(struct bench *bench, uint32_t size)
{
    static const uint8_t zeros[4];
    const struct boot_net_config *net = &bench->setup->device.config.net;
    struct diagnostics diagnostics = diagnostics_create(bench->arena);
    uint32_t room = size - HEADER_SIZE - HASH_AREA - EXTRA_AREA - (uint32_t)sizeof(struct nsib_validation_info);
    const struct net_firmware firmware = { net->net_flash_address + net->net_app.offset, 20, room / 4 * 4, 7 };
    struct custom_tlv extra = { .type = CUSTOM_TLV, .bytes = range_of(zeros, room % 4) };
    const struct image_options options = {
        .version = { .major = 2 },
        .header_size = HEADER_SIZE,
        .pad_header = true,
        .erased_value = 0xff,
        .custom_tlvs = { .items = &extra, .count = 1 },
    };
    struct sim_image *file = arena_alloc(bench->arena, sizeof *file);
    struct signing_key *key;
    struct byte_range bytes;

    if (!simulation_key_make(bench->arena, "images", &key) ||
        !net_firmware_make(bench->arena, &firmware, key, &bench->firmware) ||
        !image_write(bench->arena, source_from_bytes(bench->arena, "firmware", "", 0), bench->firmware, &options, NULL,
                     &diagnostics, &bytes) ||
        bytes.size != size) {
        abort();
    }
    signing_key_release(key);
    *file = (struct sim_image){ .name = "file", .image = BOOT_IMAGE_NET, .bytes = bytes.data, .size = size };
    return file;
}

static void power_up(struct bench *bench)
{
    struct scenario factory = { .installed_app = bench->setup->images.app_old,
                                .installed_net = bench->setup->images.net_old };
    const char *why;

    bench->machine = machine_create(bench->arena, &bench->setup->device.layout, 1);
    if (bench->machine == NULL || !leg_install(bench->machine, &bench->setup->device, &factory, &why)) {
        abort();
    }
}

static bool offer(struct bench *bench, const struct sim_image *file)
{
    const struct action actions[] = { { .kind = ACTION_UPLOAD, .slot = BOOT_IMAGE_NET, .file = file },
                                      { .kind = ACTION_MARK_PERMANENT, .slot = BOOT_IMAGE_NET } };
    const struct turn turn = { .actions = actions, .action_count = 2 };
    struct application application = { bench->machine, &bench->setup->device.application, false, &turn };
    struct run_result result;

    machine_call(bench->machine, application_turn, &application, NO_CUT, &result);
    return result.end == RUN_RETURNED && result.fault.kind == FAULT_NONE;
}

static bool runs(struct bench *bench)
{
    uint8_t *bytes = arena_alloc(bench->arena, bench->firmware.size);

    machine_reset(bench->machine, RESET_SOFT, RAM_ZERO, UNSTABLE_OLD);
    machine_boot(bench->machine, &bench->setup->device.config, NO_CUT, &bench->run);
    return bench->run.end == RUN_APPLICATION && bench->run.fault.kind == FAULT_NONE && bench->run.net_started &&
           machine_inspect(bench->machine, FLASH_DEVICE_NET, bench->setup->device.config.net.net_app.offset, bytes,
                           (uint32_t)bench->firmware.size) &&
           memcmp(bytes, bench->firmware.data, bench->firmware.size) == 0;
}

struct sim_setup *net_setup(struct arena *arena, const struct net_device *device)
{
    const struct small_device options = { .mode = UPGRADE_SWAP_MOVE,
                                          .write_size = device->write_size,
                                          .sectors = device->sectors,
                                          .net = true,
                                          .backup = device->backup,
                                          .largest = 3000 };
    struct sim_setup *setup = arena_alloc(arena, sizeof *setup);
    const char *why;

    if (!small_device_make(arena, &options, setup, &why)) {
        abort();
    }
    /* Without keys, so that the file's size is open to the byte. */
    setup->device.config.key_count = 0;
    return setup;
}

bool net_installs(const struct sim_setup *setup, uint32_t size)
{
    struct bench bench = { .arena = arena_create(), .setup = setup };
    const struct sim_image *file = make_file(&bench, size);
    bool installed;

    power_up(&bench);
    installed = offer(&bench, file) && runs(&bench) && runs(&bench) && bench.run.operations == 0;
    arena_destroy(bench.arena);
    return installed;
}

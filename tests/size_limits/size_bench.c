#include "size_bench.h"

#include <stdlib.h>
#include <string.h>
#include "sign/image_writer.h"
#include "sim/machine/machine.h"
#include "sim/scenario/application.h"
#include "sim/scenario/images.h"
#include "sim/scenario/noise.h"

#define HEADER_SIZE      0x200u
#define HASH_AREA        40u /* TLV info header, one entry with a SHA-256 */
#define SMALLEST_PAYLOAD 8u  /* stack pointer and reset vector */
#define APP_START        0x4000u
#define STACK_TOP        0x20080000u
#define RESET_VECTOR     0x101u
#define SCRATCH_SECTORS  2u
#define AREAS            3u

/* The device of one trial; everything lives in its arena. */
struct bench {
    struct arena *arena;
    const struct size_device *device;
    struct boot_config config;
    struct boot_area areas[AREAS];
    struct machine *machine;
    struct sim_image *old_file;
    struct sim_image *new_file;
    struct run_result run; /* of the last boot */
};

uint32_t size_of_smallest_file(void)
{
    return HEADER_SIZE + SMALLEST_PAYLOAD + HASH_AREA;
}

static struct sim_image *make_file(struct bench *bench, uint32_t size, uint8_t version)
{
    struct diagnostics diagnostics = diagnostics_create(bench->arena);
    const struct source *source = source_from_bytes(bench->arena, "firmware", "", 0);
    const struct image_options options = {
        .version = { .major = version }, .header_size = HEADER_SIZE, .pad_header = true, .erased_value = 0xff
    };
    uint32_t payload = size - HEADER_SIZE - HASH_AREA;
    struct sim_image *file = arena_alloc(bench->arena, sizeof *file);
    uint8_t *firmware = arena_alloc(bench->arena, payload);
    struct byte_range bytes;

    sim_fill_noise(firmware, payload, version);
    store_le32(firmware, STACK_TOP);
    store_le32(firmware + 4, APP_START + HEADER_SIZE + RESET_VECTOR);
    if (!image_write(bench->arena, source, range_of(firmware, payload), &options, NULL, &diagnostics, &bytes) ||
        bytes.size != size) {
        abort();
    }
    *file = (struct sim_image){ .name = "file", .bytes = bytes.data, .size = size, .generation = version };
    return file;
}

static void configure(struct bench *bench)
{
    const struct size_device *device = bench->device;
    struct boot_image_config *image = &bench->config.images[BOOT_IMAGE_APP];
    uint32_t primary_size = device->primary_sectors * device->sector_size;
    uint32_t secondary_size = device->secondary_sectors * device->sector_size;

    bench->config.image_count = 1;
    bench->config.ncs = device->ncs;
    *image = (struct boot_image_config){
        .mode = device->mode,
        .primary = { FLASH_DEVICE_APP, APP_START, primary_size, device->sector_size },
        .secondary = { FLASH_DEVICE_EXTERNAL, 0, secondary_size, device->sector_size },
        .write_size = device->write_size,
        .max_align = device->write_size > 8 ? device->write_size : 8,
        .max_sectors = device->max_sectors,
        .run_start = APP_START,
        .run_end = APP_START + primary_size,
    };
    if (device->mode == UPGRADE_SWAP_SCRATCH) {
        image->scratch = (struct boot_area){ FLASH_DEVICE_APP, APP_START + primary_size,
                                             SCRATCH_SECTORS * device->sector_size, device->sector_size };
    }
}

static void power_up(struct bench *bench)
{
    const struct boot_image_config *image = &bench->config.images[BOOT_IMAGE_APP];
    uint32_t page = bench->device->sector_size, write_size = bench->device->write_size;
    struct machine_layout layout = { .allowed = bench->areas, .allowed_count = AREAS };

    bench->areas[0] = image->primary;
    bench->areas[1] = image->secondary;
    bench->areas[2] = image->scratch;
    if (image->scratch.size == 0) {
        layout.allowed_count--;
    }
    layout.flash[FLASH_DEVICE_APP] =
        (struct flash_layout){ APP_START + image->primary.size + image->scratch.size, page, write_size };
    layout.flash[FLASH_DEVICE_EXTERNAL] = (struct flash_layout){ image->secondary.size, page, write_size };
    bench->machine = machine_create(bench->arena, &layout, 1);
    if (bench->machine == NULL || !machine_load(bench->machine, FLASH_DEVICE_APP, image->primary.offset,
                                                bench->old_file->bytes, bench->old_file->size)) {
        abort();
    }
}

/* The application uploads the new file and marks it. A marking that would break the flash's rules has not happened. */
static bool offer(struct bench *bench, enum action_kind how)
{
    const struct action actions[] = { { .kind = ACTION_UPLOAD, .file = bench->new_file }, { .kind = how } };
    const struct turn turn = { .actions = actions, .action_count = 2 };
    struct application application = { bench->machine, &bench->config, false, &turn };
    struct run_result result;

    machine_call(bench->machine, application_turn, &application, NO_CUT, &result);
    return result.end == RUN_RETURNED && result.fault.kind == FAULT_NONE;
}

/* The machine starts this file, and the slot holds all of it. */
static bool runs(struct bench *bench, const struct sim_image *file)
{
    const struct boot_area *slot = &bench->config.images[BOOT_IMAGE_APP].primary;
    uint8_t *bytes = arena_alloc(bench->arena, file->size);

    machine_reset(bench->machine, RESET_SOFT, RAM_ZERO, UNSTABLE_OLD);
    machine_boot(bench->machine, &bench->config, NO_CUT, &bench->run);
    return bench->run.end == RUN_APPLICATION && bench->run.fault.kind == FAULT_NONE &&
           bench->run.boot.slot.device == slot->device && bench->run.boot.slot.offset == slot->offset &&
           machine_inspect(bench->machine, slot->device, slot->offset, bytes, file->size) &&
           memcmp(bytes, file->bytes, file->size) == 0;
}

static bool passes(struct bench *bench)
{
    bool swaps = bench->device->mode != UPGRADE_OVERWRITE_ONLY;

    if (!runs(bench, bench->old_file)) {
        return false;
    }
    if (swaps && !(offer(bench, ACTION_MARK_TEST) && runs(bench, bench->new_file) && runs(bench, bench->old_file))) {
        return false;
    }
    return offer(bench, ACTION_MARK_PERMANENT) && runs(bench, bench->new_file) && runs(bench, bench->new_file) &&
           bench->run.operations == 0;
}

bool size_installs(const struct size_device *device, uint32_t size, uint32_t old_size)
{
    struct bench bench = { .arena = arena_create(), .device = device };
    bool installed;

    bench.old_file = make_file(&bench, old_size, 1);
    bench.new_file = make_file(&bench, size, 2);
    configure(&bench);
    power_up(&bench);
    installed = passes(&bench);
    arena_destroy(bench.arena);
    return installed;
}

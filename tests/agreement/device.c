#include "device.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "nrf53pack/bytes.h"
#include "sim/scenario/application.h"

#define SECTOR 4096u

static struct boot_area area(uint32_t offset, uint32_t size)
{
    return (struct boot_area){ FLASH_DEVICE_APP, offset, size, SECTOR };
}

static void configure(struct device *device, const struct ncs_profile *profile)
{
    const struct fact_layout *layout = &device->group->layout;
    struct boot_image_config *image = &device->config.images[BOOT_IMAGE_APP];

    device->config.image_count = 1;
    device->config.ncs = profile;
    image->mode = layout->mode;
    image->primary = area(layout->offset[SLOT_PRIMARY], layout->size[SLOT_PRIMARY]);
    image->secondary = area(layout->offset[SLOT_SECONDARY], layout->size[SLOT_SECONDARY]);
    image->scratch = area(layout->scratch_offset, layout->scratch_size);
    image->write_size = layout->write;
    image->max_align = layout->align;
    image->max_sectors = layout->sectors;
    image->downgrade = layout->downgrade;
    image->run_start = 0; /* the payloads are noise: any reset vector will do */
    image->run_end = UINT32_MAX;
    device->allowed[0] = image->primary;
    device->allowed[1] = image->secondary;
    device->allowed[2] = image->scratch;
}

struct device *device_create(struct arena *arena, const struct fact_group *group, const struct ncs_profile *profile)
{
    struct device *device = arena_alloc(arena, sizeof *device);
    struct machine_layout layout = { .allowed = device->allowed, .allowed_count = 3 };

    device->arena = arena;
    device->group = group;
    configure(device, profile);
    layout.flash[FLASH_DEVICE_APP] = (struct flash_layout){ group->layout.device, SECTOR, group->layout.write };
    device->machine = machine_create(arena, &layout, 1);
    device->files = arena_array(arena, group->images.count, sizeof *device->files);
    for (size_t i = 0; i < group->images.count; i++) {
        if (!image_build(arena, &group->images.items[i], group->layout.align, &device->files[i])) {
            return NULL;
        }
    }
    for (size_t i = 0; i < SLOT_COUNT; i++) {
        device->slot[i] = arena_alloc(arena, group->layout.size[i]);
        device->before[i] = arena_alloc(arena, group->layout.size[i]);
        device->uncut[i] = arena_alloc(arena, group->layout.size[i]);
    }
    return device;
}

static void must(bool done)
{
    if (!done) {
        fputs("the test bench cannot set the machine up\n", stderr);
        abort();
    }
}

void device_clear(struct device *device)
{
    must(machine_fill(device->machine, FLASH_DEVICE_APP, 0, 0xff, device->group->layout.device));
}

static void load(struct device *device, const struct fact_step *step)
{
    const struct image_file *file = &device->files[step->image - device->group->images.items];
    const struct fact_layout *layout = &device->group->layout;
    uint32_t start = layout->mode == UPGRADE_SWAP_OFFSET && step->slot == SLOT_SECONDARY ? SECTOR : 0;

    must(file->size <= layout->size[step->slot] - start);
    must(machine_load(device->machine, FLASH_DEVICE_APP, layout->offset[step->slot] + start, file->bytes, file->size));
}

void device_bench_step(struct device *device, const struct fact_step *step)
{
    uint32_t slot = device->group->layout.offset[step->slot];
    uint32_t size = device->group->layout.size[step->slot];
    int64_t offset = step->offset < 0 ? (int64_t)size + step->offset : step->offset;

    switch (step->kind) {
    case FACT_LOAD:
        load(device, step);
        break;
    case FACT_POKE:
        must(machine_load(device->machine, FLASH_DEVICE_APP, slot + (uint32_t)offset, step->bytes,
                          (uint32_t)step->byte_count));
        break;
    default:
        must(step->kind == FACT_ERASE && machine_fill(device->machine, FLASH_DEVICE_APP, slot, 0xff, size));
        break;
    }
}

static void load_made(struct device *device, int slot, uint32_t seed, uint8_t major, uint32_t file_size)
{
    const struct fact_layout *layout = &device->group->layout;
    uint32_t start = layout->mode == UPGRADE_SWAP_OFFSET && slot == SLOT_SECONDARY ? SECTOR : 0;
    uint32_t length = file_size - IMAGE_OVERHEAD;
    uint8_t *payload = arena_alloc(device->arena, length);
    struct image_file file;

    image_payload(seed, payload, length);
    file = image_wrap(device->arena, (struct mcuboot_version){ .major = major }, payload, length);
    must(file.size == file_size && file.size <= layout->size[slot] - start);
    must(machine_load(device->machine, FLASH_DEVICE_APP, layout->offset[slot] + start, file.bytes, file.size));
}

void device_stage_size(struct device *device, uint32_t file_size)
{
    struct fact_step mark = { .kind = FACT_SET_PENDING };
    struct device_outcome outcome;

    device_clear(device);
    load_made(device, SLOT_PRIMARY, 1, 1, 20552);
    load_made(device, SLOT_SECONDARY, 6, 2, file_size);
    device_step(device, &mark, NO_CUT, &outcome);
    must(strcmp(outcome.end, "0") == 0);
}

/* Keeps the first swap type that the log names. */
static void note_log(void *context, enum hal_log_level level, const char *line)
{
    struct device_outcome *outcome = context;
    const char *found = strstr(line, "Swap type: ");

    (void)level;
    if (found != NULL && outcome->type[0] == '-') {
        snprintf(outcome->type, sizeof outcome->type, "%s", found + strlen("Swap type: "));
    }
}

static void name_version(struct device *device, const struct boot_result *boot, struct device_outcome *outcome)
{
    uint8_t header[MCUBOOT_HEADER_SIZE];

    must(machine_inspect(device->machine, boot->slot.device, boot->slot.offset + boot->image_offset, header,
                         sizeof header));
    snprintf(outcome->end, sizeof outcome->end, "%u.%u.%u", header[20], header[21], load_le16(header + 22));
}

static void name_end(struct device *device, const struct run_result *result, struct device_outcome *outcome)
{
    static const char *const names[] = {
        [RUN_APPLICATION] = "?",     [RUN_RECOVERY] = "recovery", [RUN_NO_IMAGE] = "none", [RUN_PANIC] = "panic",
        [RUN_WATCHDOG] = "watchdog", [RUN_CUT] = "cut",           [RUN_RETURNED] = "0",
    };

    outcome->operations = result->operations;
    if (result->fault.kind != FAULT_NONE) {
        snprintf(outcome->end, sizeof outcome->end, "fault@%x", result->fault.operation.offset);
    } else if (result->end == RUN_APPLICATION) {
        name_version(device, &result->boot, outcome);
    } else {
        snprintf(outcome->end, sizeof outcome->end, "%s", names[result->end]);
    }
}

static void power_on(struct device *device, struct device_outcome *outcome, struct machine_observer *observer)
{
    *outcome = (struct device_outcome){ .type = "-" };
    *observer = (struct machine_observer){ .context = outcome, .log = note_log };
    machine_observe(device->machine, observer);
    machine_reset(device->machine, RESET_POWER_ON, RAM_KEPT, UNSTABLE_OLD);
}

void device_boot(struct device *device, struct cut cut, struct device_outcome *outcome)
{
    struct machine_observer observer;
    struct run_result result;

    power_on(device, outcome, &observer);
    machine_boot(device->machine, &device->config, cut, &result);
    machine_observe(device->machine, NULL);
    name_end(device, &result, outcome);
}

void device_step(struct device *device, const struct fact_step *step, struct cut cut, struct device_outcome *outcome)
{
    struct action action = { .kind = step->kind == FACT_CONFIRM ? ACTION_CONFIRM
                                     : step->permanent          ? ACTION_MARK_PERMANENT
                                                                : ACTION_MARK_TEST };
    struct turn turn = { .actions = &action, .action_count = 1 };
    struct application application = { .machine = device->machine, .config = &device->config, .turn = &turn };
    struct machine_observer observer;
    struct run_result result;

    if (step->kind == FACT_BOOT) {
        device_boot(device, cut, outcome);
        return;
    }
    power_on(device, outcome, &observer);
    machine_call(device->machine, application_turn, &application, cut, &result);
    machine_observe(device->machine, NULL);
    name_end(device, &result, outcome);
}

void device_read(struct device *device)
{
    for (size_t i = 0; i < SLOT_COUNT; i++) {
        must(machine_inspect(device->machine, FLASH_DEVICE_APP, device->group->layout.offset[i], device->slot[i],
                             device->group->layout.size[i]));
    }
}

/* Boots a device whose slots hold files that another tool made, and says what happens: for tests/interop.
 *
 * usage: boot_files upstream|reference MODE WRITE-SIZE SLOT-SIZE KEY|- PRIMARY SECONDARY|- ACTION...
 *
 * SLOT-SIZE: hexadecimal, of both slots (swap-offset: the secondary has one sector more). KEY: public key, PEM. The
 * files are loaded as a programmer would, in swap-offset the secondary's one sector into the slot. ACTION: boot, confirm,
 * test, permanent. Each boot prints a line: the swap type, what starts. Exit 2: usage or unreadable file.
 */
#include <stdio.h>
#include <string.h>

#include "base/file.h"
#include "device.h"
#include "crypto/public_key.h"
#include "nrf53pack/ncs_profile.h"
#include "sim/scenario/simulation_key.h"

#define SECTOR     4096u
#define FILE_LIMIT (1u << 20)
#define PRIMARY_AT 0x10000u

static bool number(const char *word, int base, uint32_t *value)
{
    uint64_t wide;

    if (!parse_uint64(slice_of(word), base, &wide) || wide > FILE_LIMIT) {
        return false;
    }
    *value = (uint32_t)wide;
    return true;
}

static bool read_layout(char **words, struct fact_layout *layout)
{
    uint32_t slot;

    if (!fact_mode(slice_of(words[0]), &layout->mode) || !number(words[1], 10, &layout->write) ||
        !number(words[2], 16, &slot)) {
        return false;
    }
    layout->align = layout->write > 8 ? layout->write : 8;
    layout->sectors = 128;
    layout->offset[SLOT_PRIMARY] = PRIMARY_AT;
    layout->size[SLOT_PRIMARY] = slot;
    layout->offset[SLOT_SECONDARY] = PRIMARY_AT + slot;
    layout->size[SLOT_SECONDARY] = slot + (layout->mode == UPGRADE_SWAP_OFFSET ? SECTOR : 0);
    layout->scratch_offset = layout->offset[SLOT_SECONDARY] + layout->size[SLOT_SECONDARY];
    layout->scratch_size = 2 * SECTOR;
    layout->device = layout->scratch_offset + layout->scratch_size;
    return true;
}

static bool read_key(struct arena *arena, const char *path, struct boot_config *config)
{
    struct diagnostics diagnostics = diagnostics_create(arena);
    struct boot_key *own = arena_alloc(arena, sizeof *own);
    const struct source *source;
    struct public_key *key;

    if (strcmp(path, "-") == 0) {
        return true;
    }
    if (!key_source_load(arena, path, &diagnostics, &source) || !public_key_read(arena, source, &diagnostics, &key)) {
        fprintf(stderr, "%s: no public key\n", path);
        return false;
    }
    if (!boot_key_of(key, own)) {
        fprintf(stderr, "%s: no key of a type that is simulated\n", path);
        return false;
    }
    config->keys = own;
    config->key_count = 1;
    return true;
}

static bool load(struct device *device, int slot, const char *path)
{
    const struct fact_layout *layout = &device->group->layout;
    uint32_t start = layout->mode == UPGRADE_SWAP_OFFSET && slot == SLOT_SECONDARY ? SECTOR : 0;
    const char *bytes;
    const char *error;
    size_t size;

    if (strcmp(path, "-") == 0) {
        return true;
    }
    error = file_read(device->arena, path, FILE_LIMIT, &bytes, &size);
    if (error != NULL || size > layout->size[slot] - start) {
        fprintf(stderr, "%s: %s\n", path, error != NULL ? error : "larger than the slot");
        return false;
    }
    return machine_load(device->machine, FLASH_DEVICE_APP, layout->offset[slot] + start, bytes, (uint32_t)size);
}

static bool act(struct device *device, const char *action)
{
    struct fact_step step = { .kind = FACT_SET_PENDING, .permanent = strcmp(action, "permanent") == 0 };
    struct device_outcome outcome;

    if (strcmp(action, "boot") == 0) {
        device_boot(device, NO_CUT, &outcome);
        printf("%s %s\n", outcome.type, outcome.end);
        return true;
    }
    if (strcmp(action, "confirm") == 0) {
        step.kind = FACT_CONFIRM;
    } else if (strcmp(action, "test") != 0 && !step.permanent) {
        fprintf(stderr, "'%s' is no action\n", action);
        return false;
    }
    device_step(device, &step, NO_CUT, &outcome);
    return strcmp(outcome.end, "0") == 0;
}

static bool run(struct arena *arena, int argc, char **argv)
{
    struct fact_group group = { .name = "files" };
    struct ncs_profile profile;
    struct device *device;

    if (argc < 8 || !read_layout(argv + 2, &group.layout)) {
        fprintf(stderr, "usage: boot_files upstream|reference MODE WRITE-SIZE SLOT-SIZE KEY|- PRIMARY SECONDARY|- "
                        "ACTION...\n");
        return false;
    }
    ncs_profile_upstream(&profile);
    device = device_create(arena, &group, strcmp(argv[1], "upstream") == 0 ? &profile : NULL);
    if (device == NULL || !read_key(arena, argv[5], &device->config) || !load(device, SLOT_PRIMARY, argv[6]) ||
        !load(device, SLOT_SECONDARY, argv[7])) {
        return false;
    }
    for (int i = 8; i < argc; i++) {
        if (!act(device, argv[i])) {
            return false;
        }
    }
    return true;
}

int main(int argc, char **argv)
{
    struct arena *arena = arena_create();
    bool done = run(arena, argc, argv);

    arena_destroy(arena);
    return done ? 0 : 2;
}

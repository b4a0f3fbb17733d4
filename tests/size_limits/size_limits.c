/* The largest file that `verify` accepts is the largest that a bootloader installs, to the byte.
 *
 * For each mode, sector size, write size and number of sectors the largest file is searched that a simulated bootloader
 * takes in, swaps back and keeps (size_bench.h); the search knows no formula. The line "slot fit" of `verify` must then
 * pass that size and the one below, and fail the one above. Bootloaders: nrf53boot, upstream MCUboot, releases of NCS, and
 * upstream's with its size check taken out, which shows that the limit is not stricter than flash and trailer ask for.
 *
 * usage: size_limits [-v]     -v: a line for each case
 */
#include <stdio.h>
#include <string.h>

#include "base/attributes.h"
#include "nrf53pack/ncs_profile.h"
#include "net_bench.h"
#include "pack/verify/slot_verify.h"
#include "size_bench.h"

struct bootloader {
    const char *name;
    const struct ncs_profile *ncs; /* NULL: nrf53boot */
    bool has_offset;               /* swap-using-offset came with NCS 3.0 */
};

struct tally {
    bool verbose;
    unsigned cases;
    unsigned failed;
    unsigned trials;
};

/* What `verify --against` has read from a tree with such slots. */
static bool verify_accepts(const struct size_device *device, uint32_t size)
{
    struct arena *arena = arena_create();
    const struct update_slots slots = {
        .mode_known = true,
        .mode = device->mode,
        .primary_size = { .known = true, .value = device->primary_sectors * device->sector_size },
        .secondary_size = { .known = true, .value = device->secondary_sectors * device->sector_size },
        .write_size = { .known = true, .value = device->write_size },
        .sector_size = { .known = true, .value = device->sector_size },
        .secondary_sector = { .known = true, .value = device->sector_size },
        .max_sectors = { .known = true, .value = device->max_sectors, .from = "max_sectors" },
    };
    const struct bootloader_demand demand = {
        .known = true,
        .reference = device->ncs == NULL,
        .application_reserve = device->mode == UPGRADE_OVERWRITE_ONLY ? 0 : NRF53BOOT_OLD_IMAGE_RECORD,
    };
    struct verdicts verdicts = { 0 };
    bool accepted;

    slot_fit_verify(arena, size, &slots, &demand, false, &verdicts);
    accepted = verdicts.count == 1 && verdicts.items[0].verdict == VERDICT_PASS;
    arena_destroy(arena);
    return accepted;
}

static bool installs(struct tally *tally, const struct size_device *device, uint32_t size, uint32_t old_size)
{
    tally->trials++;
    return size_installs(device, size, old_size);
}

/* By bisection, from what always fits to what is larger than the slot. 0: not even the smallest. */
static uint32_t largest_installed(struct tally *tally, const struct size_device *device)
{
    uint32_t low = size_of_smallest_file();
    uint32_t high = device->secondary_sectors * device->sector_size + 1;

    if (!installs(tally, device, low, low)) {
        return 0;
    }
    while (high - low > 1) {
        uint32_t middle = low + (high - low) / 2;

        if (installs(tally, device, middle, size_of_smallest_file())) {
            low = middle;
        } else {
            high = middle;
        }
    }
    return low;
}

static const char *judge(struct tally *tally, const struct size_device *device, uint32_t largest)
{
    if (largest == 0) {
        return verify_accepts(device, size_of_smallest_file()) ? "verify accepts what is not installed" : NULL;
    }
    if (!installs(tally, device, largest, largest) || !installs(tally, device, largest - 1, largest)) {
        return "does not install over an old file of that size";
    }
    if (installs(tally, device, largest + 1, largest)) {
        return "installs one byte more over an old file of that size";
    }
    if (!verify_accepts(device, largest) || !verify_accepts(device, largest - 1)) {
        return "verify refuses what is installed";
    }
    return verify_accepts(device, largest + 1) ? "verify accepts one byte more" : NULL;
}

static void run_case(struct tally *tally, const struct bootloader *bootloader, const struct size_device *device)
{
    uint32_t largest = largest_installed(tally, device);
    const char *fault = judge(tally, device, largest);

    tally->cases++;
    tally->failed += fault == NULL ? 0 : 1;
    if (fault != NULL || tally->verbose) {
        printf("%s: %s, %s, %u and %u sectors of %u, room for %u, write size %u: largest file %u%s%s\n",
               fault == NULL ? "ok" : "FAILED", bootloader->name, upgrade_mode_name(device->mode),
               (unsigned)device->primary_sectors, (unsigned)device->secondary_sectors, (unsigned)device->sector_size,
               (unsigned)device->max_sectors, (unsigned)device->write_size, (unsigned)largest,
               fault == NULL ? "" : ": ", fault == NULL ? "" : fault);
    }
}

/* Slots that differ by the one sector that the mode likes, and equal ones. */
static void run_slots(struct tally *tally, const struct bootloader *bootloader, struct size_device device,
                      uint32_t sectors)
{
    device.primary_sectors = device.secondary_sectors = sectors;
    run_case(tally, bootloader, &device);
    device.primary_sectors += device.mode == UPGRADE_SWAP_MOVE ? 1 : 0;
    device.secondary_sectors += device.mode == UPGRADE_SWAP_OFFSET ? 1 : 0;
    if (device.primary_sectors != device.secondary_sectors) {
        run_case(tally, bootloader, &device);
    }
}

static void run_bootloader(struct tally *tally, const struct bootloader *bootloader)
{
    static const enum upgrade_mode modes[] = { UPGRADE_SWAP_MOVE, UPGRADE_SWAP_OFFSET, UPGRADE_OVERWRITE_ONLY,
                                               UPGRADE_SWAP_SCRATCH };
    static const uint32_t sector_sizes[] = { 1024, 4096 };
    static const uint32_t write_sizes[] = { 4, 8, 16 };
    static const struct {
        uint32_t sectors;
        uint32_t max_sectors;
    } counts[] = { { 9, 10 }, { 14, 128 }, { 14, 337 }, { 31, 32 } };

    for (size_t mode = 0; mode < ARRAY_LENGTH(modes); mode++) {
        bool known = bootloader->ncs != NULL ? modes[mode] != UPGRADE_SWAP_OFFSET || bootloader->has_offset
                                             : modes[mode] != UPGRADE_SWAP_SCRATCH;

        for (size_t i = 0; known && i < ARRAY_LENGTH(sector_sizes); i++) {
            for (size_t k = 0; k < ARRAY_LENGTH(write_sizes); k++) {
                for (size_t n = 0; n < ARRAY_LENGTH(counts); n++) {
                    const struct size_device device = { .mode = modes[mode],
                                                        .sector_size = sector_sizes[i],
                                                        .write_size = write_sizes[k],
                                                        .max_sectors = counts[n].max_sectors,
                                                        .ncs = bootloader->ncs };

                    run_slots(tally, bootloader, device, counts[n].sectors);
                }
            }
        }
    }
}

static bool verify_accepts_net(const struct net_device *device, uint32_t size)
{
    struct arena *arena = arena_create();
    const uint64_t slot = (uint64_t)device->sectors * NET_SECTOR_SIZE;
    const struct update_slots slots = {
        .mode_known = true,
        .mode = UPGRADE_OVERWRITE_ONLY,
        .primary_size = { .known = true, .value = slot },
        .secondary_size = { .known = true, .value = slot },
        .write_size = { .known = true, .value = device->write_size },
        .sector_size = { .known = true, .value = NET_SECTOR_SIZE },
        .secondary_sector = { .known = true, .value = NET_SECTOR_SIZE },
        .max_sectors = { .known = true, .value = device->sectors, .from = "max_sectors" },
    };
    /* As bootloader_demand_read() has it: the state of the network core takes a sector where there is no backup. */
    const struct bootloader_demand demand = { .known = true,
                                              .reference = true,
                                              .network_reserve = device->backup ? 0 : NET_SECTOR_SIZE };
    struct verdicts verdicts = { 0 };
    bool accepted;

    slot_fit_verify(arena, size, &slots, &demand, true, &verdicts);
    accepted = verdicts.count == 1 && verdicts.items[0].verdict == VERDICT_PASS;
    arena_destroy(arena);
    return accepted;
}

static void run_net_case(struct tally *tally, const struct net_device *device)
{
    uint32_t low = NET_SMALLEST_FILE, high = device->sectors * NET_SECTOR_SIZE + 1;
    struct arena *arena = arena_create();
    const struct sim_setup *setup = net_setup(arena, device);
    bool good = net_installs(setup, low);

    while (good && high - low > 1) {
        uint32_t middle = low + (high - low) / 2;

        tally->trials++;
        if (net_installs(setup, middle)) {
            low = middle;
        } else {
            high = middle;
        }
    }
    arena_destroy(arena);
    good = good && verify_accepts_net(device, low) && !verify_accepts_net(device, low + 1);
    tally->cases++;
    tally->failed += good ? 0 : 1;
    if (!good || tally->verbose) {
        printf("%s: nrf53boot, network core%s, %u sectors of %u, write size %u: largest file %u\n",
               good ? "ok" : "FAILED", device->backup ? " with backup" : "", (unsigned)device->sectors, NET_SECTOR_SIZE,
               (unsigned)device->write_size, (unsigned)low);
    }
}

static void run_net(struct tally *tally)
{
    static const uint32_t sectors[] = { 6, 16 };
    static const uint32_t write_sizes[] = { 4, 16 };

    for (size_t i = 0; i < 2 * ARRAY_LENGTH(sectors) * ARRAY_LENGTH(write_sizes); i++) {
        const struct net_device device = { .sectors = sectors[i / 2 % ARRAY_LENGTH(sectors)],
                                           .write_size = write_sizes[i / 2 / ARRAY_LENGTH(sectors)],
                                           .backup = i % 2 != 0 };

        run_net_case(tally, &device);
    }
}

int main(int argc, char **argv)
{
    static struct ncs_release unchecked_release;
    struct ncs_profile upstream, unchecked, ncs21, ncs29, ncs30;
    struct tally tally = { .verbose = argc > 1 && strcmp(argv[1], "-v") == 0 };
    const struct bootloader bootloaders[] = {
        { "nrf53boot", NULL, true },
        { "upstream MCUboot", &upstream, true },
        { "MCUboot without its size check", &unchecked, true },
        { "NCS 2.1", &ncs21, false },
        { "NCS 2.9", &ncs29, false },
        { "NCS 3.0", &ncs30, true },
    };

    ncs_profile_upstream(&upstream);
    unchecked = upstream;
    unchecked_release = *upstream.release;
    unchecked_release.size_rule = NCS_SIZE_UNCHECKED;
    unchecked.release = &unchecked_release;
    ncs_profile_for((struct ncs_version){ 2, 1, 0 }, &ncs21);
    ncs_profile_for((struct ncs_version){ 2, 9, 0 }, &ncs29);
    ncs_profile_for((struct ncs_version){ 3, 0, 0 }, &ncs30);
    for (size_t i = 0; i < ARRAY_LENGTH(bootloaders); i++) {
        run_bootloader(&tally, &bootloaders[i]);
    }
    run_net(&tally);
    printf("%u cases, %u files offered, %u failed\n", tally.cases, tally.trials, tally.failed);
    return tally.cases > 0 && tally.failed == 0 ? 0 : 1;
}

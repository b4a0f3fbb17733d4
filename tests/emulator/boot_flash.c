/* The simulator's twin of one power-on of the emulated board: boots a device file and writes what the boots leave.
 *
 * usage: boot_flash BUILD KEY|- NETBOOT DEVICE OUT
 *
 * BUILD is what the board's programs were configured from, KEY the public key that they trust (PEM; "-": none), NETBOOT
 * "reference" or "stock". DEVICE is a device file (firmware/port/qemu_an521/board.h): its flashes, its RAM and its
 * registers are what the machine of src/sim begins with. OUT is DEVICE with the flashes, the RAM and the registers as the boots leave
 * them. Boots until an application starts or nothing more happens: a panic resets, as on the board.
 *
 * Prints each log line as the board's console shows it, and lines that begin with '#' about the twin itself:
 * "# reset" (after a panic), "# application SLOT VECTOR", "# recovery", "# no image", "# endless", "# network core starts",
 * "# fault KIND DEVICE OFFSET", "# operations N". Exit status: 0 it came to its end, 2 usage or unusable input.
 */
#include <stdio.h>
#include <string.h>

#include "base/arena.h"
#include "base/file.h"
#include "bootcfg/target.h"
#include "crypto/public_key.h"
#include "firmware/port/qemu_an521/board.h"
#include "firmware/port/qemu_an521/reset_reason.h"
#include "project/project_open.h"
#include "sim/machine/machine.h"
#include "sim/scenario/simulation_key.h"

#define DEVICE_SIZE        0x1000000u
#define APP_PAGE           4096u
#define NET_PAGE           2048u
#define WRITE_SIZE         4u
#define APP_RAM            0x20000000u
#define MOST_RESETS        8u
#define MOST_AREAS         8u
#define BOOT_MODE_RECOVERY 1u

struct twin {
    struct arena *arena;
    struct boot_target target;
    struct boot_area areas[MOST_AREAS];
    struct machine_layout layout;
    struct machine *machine;
    uint8_t *device; /* DEVICE_SIZE bytes */
};

static bool fail(const char *subject, const char *why)
{
    fprintf(stderr, "boot_flash: '%s': %s\n", subject, why);
    return false;
}

static bool report(struct arena *arena, const struct diagnostics *diagnostics)
{
    for (size_t i = 0; i < diagnostics->count; i++) {
        fprintf(stderr, "boot_flash: %s\n", diagnostic_line(arena, &diagnostics->items[i]));
    }
    return !diagnostics_failed(diagnostics);
}

static bool read_key(struct twin *twin, const char *path, struct diagnostics *diagnostics)
{
    struct boot_config *config = &twin->target.bootcfg.config;
    struct boot_key *own = arena_alloc(twin->arena, sizeof *own);
    const struct source *source;
    struct public_key *key;

    config->key_count = 0;
    if (strcmp(path, "-") == 0) {
        return true;
    }
    if (!key_source_load(twin->arena, path, diagnostics, &source) ||
        !public_key_read(twin->arena, source, diagnostics, &key)) {
        return false;
    }
    config->keys = own;
    config->key_count = 1;
    return boot_key_of(key, own) || fail(path, "no key of a type that nrf53boot verifies");
}

static bool read_build(struct twin *twin, const char *path, const char *key)
{
    struct diagnostics diagnostics = diagnostics_create(twin->arena);
    const struct project_options options = { 0 };
    struct project *project;
    const char *why = NULL;
    struct origin where;

    if (!project_open(twin->arena, path, &options, &diagnostics, &project)) {
        return report(twin->arena, &diagnostics);
    }
    if (!boot_target_read(twin->arena, project, &twin->target, &why, &where)) {
        return fail(path, why);
    }
    return read_key(twin, key, &diagnostics) || report(twin->arena, &diagnostics);
}

static void allow(struct twin *twin, const struct boot_area *area)
{
    if (area->size != 0) {
        twin->areas[twin->layout.allowed_count++] = *area;
    }
}

/* Flashes as large as the board's: nothing of the file is left out. */
static bool create_machine(struct twin *twin)
{
    const struct boot_config *config = &twin->target.bootcfg.config;
    struct flash_layout *flash = twin->layout.flash;

    twin->layout.allowed = twin->areas;
    for (unsigned i = 0; i < config->image_count; i++) {
        allow(twin, &config->images[i].primary);
        allow(twin, &config->images[i].secondary);
    }
    allow(twin, &config->net.net_app);
    allow(twin, &config->net.backup);
    flash[FLASH_DEVICE_APP] = (struct flash_layout){ 0x100000, APP_PAGE, WRITE_SIZE };
    flash[FLASH_DEVICE_EXTERNAL] = (struct flash_layout){ 0x800000, APP_PAGE, WRITE_SIZE };
    flash[FLASH_DEVICE_RAM] = (struct flash_layout){ twin->target.ram_flash.size, APP_PAGE, WRITE_SIZE };
    flash[FLASH_DEVICE_NET] = (struct flash_layout){ 0x40000, NET_PAGE, WRITE_SIZE };
    twin->machine = machine_create(twin->arena, &twin->layout, 1);
    return twin->machine != NULL || fail("machine", "out of memory");
}

static bool load_file(struct twin *twin, const char *path)
{
    const char *bytes;
    size_t size;
    const char *error = file_read(twin->arena, path, DEVICE_SIZE, &bytes, &size);

    if (error != NULL || size != DEVICE_SIZE) {
        return fail(path, error != NULL ? error : "not as long as a device file");
    }
    twin->device = arena_alloc(twin->arena, DEVICE_SIZE);
    memcpy(twin->device, bytes, DEVICE_SIZE);
    return true;
}

static uint32_t *board_word(struct twin *twin, enum board_register index)
{
    return (uint32_t *)(void *)(twin->device + BOARD_REGISTERS) + index;
}

/* Where the file has a device of the machine. */
static uint8_t *place_of(struct twin *twin, enum flash_device device)
{
    static const uint32_t offsets[] = {
        [FLASH_DEVICE_APP] = BOARD_APP_FLASH,
        [FLASH_DEVICE_EXTERNAL] = BOARD_EXTERNAL_FLASH,
        [FLASH_DEVICE_RAM] = BOARD_APP_RAM,
        [FLASH_DEVICE_NET] = BOARD_NET_FLASH,
    };

    return twin->device + offsets[device] + (device == FLASH_DEVICE_RAM ? twin->target.ram_flash.address - APP_RAM : 0);
}

static uint8_t *mailbox_place(struct twin *twin)
{
    return twin->device + BOARD_APP_RAM + (twin->target.bootcfg.config.net.mailbox_address - APP_RAM);
}

static bool fill_machine(struct twin *twin)
{
    struct pcd_command command;

    for (unsigned i = 0; i < FLASH_DEVICE_COUNT; i++) {
        if (!machine_load(twin->machine, (enum flash_device)i, 0, place_of(twin, (enum flash_device)i),
                          twin->layout.flash[i].size)) {
            return fail("device", "does not fit the machine");
        }
    }
    memcpy(&command, mailbox_place(twin), sizeof command);
    hal_mailbox_write(machine_hal(twin->machine), &command);
    machine_fail_transfers(twin->machine, TRANSFER_FAILS_BEFORE_ERASE, *board_word(twin, BOARD_COPIES_TO_FAIL));
    return true;
}

static bool keep(struct twin *twin, const char *path)
{
    struct diagnostics diagnostics = diagnostics_create(twin->arena);
    struct output_set *set = output_set_create(twin->arena);
    struct pcd_command command;
    bool done = true;

    for (unsigned i = 0; i < FLASH_DEVICE_COUNT; i++) {
        done = machine_inspect(twin->machine, (enum flash_device)i, 0, place_of(twin, (enum flash_device)i),
                               twin->layout.flash[i].size) &&
               done;
    }
    hal_mailbox_read(machine_hal(twin->machine), &command);
    memcpy(mailbox_place(twin), &command, sizeof command);
    done = done && output_set_add(set, path, twin->device, DEVICE_SIZE, &diagnostics) &&
           output_set_commit(set, &diagnostics);
    output_set_discard(set);
    (void)report(twin->arena, &diagnostics);
    return done;
}

/* As firmware/port/qemu_an521/app_hal.c reads the register. */
static enum reset_reason reason_of(uint32_t reasons)
{
    if (reasons == 0) {
        return RESET_POWER_ON;
    }
    if ((reasons & RESET_REASON_PIN) != 0) {
        return RESET_PIN;
    }
    if ((reasons & RESET_REASON_WATCHDOGS) != 0) {
        return RESET_WATCHDOG;
    }
    return (reasons & RESET_REASON_SOFT) != 0 ? RESET_SOFT : RESET_OTHER;
}

static void print_line(void *context, enum hal_log_level level, const char *line)
{
    (void)context;
    if (level <= HAL_LOG_INFO) {
        printf("%c: %s\n", "EWI"[level], line);
    }
}

static bool requested(struct twin *twin)
{
    bool asked = *board_word(twin, BOARD_BOOT_MODE) == BOOT_MODE_RECOVERY || *board_word(twin, BOARD_RECOVERY_PIN) != 0;

    *board_word(twin, BOARD_BOOT_MODE) = 0;
    return asked;
}

/* True: a reset follows at once. */
static bool describe(const struct run_result *run)
{
    static const char *const faults[] = {
        [FAULT_UNALIGNED] = "unaligned",
        [FAULT_PROGRAM_PROGRAMMED] = "programmed twice",
        [FAULT_OUTSIDE] = "outside",
        [FAULT_ENDLESS] = "endless",
    };

    if (run->fault.kind != FAULT_NONE) {
        printf("# fault %s %d 0x%x\n", faults[run->fault.kind], (int)run->fault.operation.device,
               (unsigned)run->fault.operation.offset);
    }
    printf("# operations %u\n", (unsigned)run->operations);
    switch (run->end) {
    case RUN_APPLICATION:
        printf("# application 0x%x 0x%x\n", (unsigned)run->boot.slot.offset, (unsigned)run->boot.vector_offset);
        if (run->net_started) {
            printf("# network core starts\n");
        }
        return false;
    case RUN_RECOVERY:
        printf("# recovery\n");
        return false;
    case RUN_NO_IMAGE:
        printf("# no image\n");
        return false;
    case RUN_PANIC:
    case RUN_WATCHDOG:
    case RUN_CUT:
    case RUN_RETURNED:
        break;
    }
    return true;
}

static void boot(struct twin *twin)
{
    const struct machine_observer observer = { .log = print_line };
    enum reset_reason reason = reason_of(*board_word(twin, BOARD_RESET_REASON));
    struct run_result run;

    machine_observe(twin->machine, &observer);
    for (unsigned resets = 0; resets <= MOST_RESETS; resets++) {
        machine_reset(twin->machine, reason, RAM_KEPT, UNSTABLE_OLD);
        machine_request_recovery(twin->machine, requested(twin));
        machine_boot(twin->machine, &twin->target.bootcfg.config, NO_CUT, &run);
        if (!describe(&run)) {
            return;
        }
        printf("# reset\n");
        reason = RESET_SOFT;
    }
    printf("# endless\n");
}

static bool run(struct arena *arena, char **words)
{
    struct twin *twin = arena_alloc(arena, sizeof *twin);
    bool stock = strcmp(words[3], "stock") == 0;

    *twin = (struct twin){ .arena = arena };
    if (!stock && strcmp(words[3], "reference") != 0) {
        return fail(words[3], "neither 'reference' nor 'stock'");
    }
    if (!read_build(twin, words[1], words[2]) || !create_machine(twin) || !load_file(twin, words[4]) ||
        !fill_machine(twin)) {
        return false;
    }
    twin->target.bootcfg.config.net.netboot = stock ? NETBOOT_STOCK : NETBOOT_REFERENCE;
    boot(twin);
    return keep(twin, words[5]);
}

int main(int argc, char **argv)
{
    struct arena *arena;
    bool done;

    if (argc != 6) {
        fprintf(stderr, "usage: boot_flash BUILD KEY|- reference|stock DEVICE OUT\n");
        return 2;
    }
    arena = arena_create();
    done = run(arena, argv);
    arena_destroy(arena);
    return done ? 0 : 2;
}

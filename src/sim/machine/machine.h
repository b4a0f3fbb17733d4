/* The simulated nRF5340: flashes, shared RAM, two cores; it implements include/nrf53pack/hal.h.
 *
 * One machine belongs to one thread. It runs the bootloader's real functions and can take the power away in the
 * middle of any flash operation. Flashes follow the NOR rules of hal.h; breaking one is recorded as a fault, never
 * repaired. The network core runs inside hal_net_core_wait().
 */
#ifndef SIM_MACHINE_MACHINE_H
#define SIM_MACHINE_MACHINE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "base/arena.h"
#include "base/attributes.h"
#include "nrf53pack/nrf53boot.h"

struct machine;

struct flash_layout {
    uint32_t size;       /* 0: the machine has no such flash */
    uint32_t page_size;  /* what one erase takes at least */
    uint32_t write_size; /* what one program operation takes at least */
};

/* What a program may write and erase; anything else is recorded as a fault. */
struct machine_layout {
    struct flash_layout flash[FLASH_DEVICE_COUNT];
    const struct boot_area *allowed;
    size_t allowed_count;
};

enum operation_kind { OPERATION_WRITE, OPERATION_ERASE };

/* One call of hal_flash_write() or hal_flash_erase(). An erase of several pages is one operation a page. */
struct operation {
    enum operation_kind kind;
    enum flash_device device;
    uint32_t offset;
    uint32_t size;
};

/* How much of the operation happens that the power cut hits: whole words before the edge, nothing behind it. The word
 * (of write_size) or page at the edge is then unstable until it is erased. Flash in RAM has no unstable words.
 */
enum cut_extent {
    CUT_BEFORE,      /* nothing of it */
    CUT_FIRST_WORD,  /* write: the first word is hit; erase: not used */
    CUT_HALF,        /* write: half the words, then the next is hit; erase: the pattern is half a page of 0xff */
    CUT_ALL_BUT_ONE, /* write: the last word is hit; erase: the pattern is fixed by page and seed */
    CUT_AFTER,       /* all of it, then the power goes */
    CUT_WORDS,       /* write: exactly cut.words words, then the next is hit (small geometries) */
    CUT_WATCHDOG,    /* no power cut: the watchdog strikes before it, while hal_net_core_wait() waits */
};

struct cut {
    uint32_t operation; /* counts from 0 in this run; UINT32_MAX: no cut */
    enum cut_extent extent;
    uint32_t words;
};
#define NO_CUT ((struct cut){ UINT32_MAX, CUT_BEFORE, 0 })

/* What unstable words and pages read in one boot. */
enum unstable_reading { UNSTABLE_OLD, UNSTABLE_ERASED, UNSTABLE_PATTERN };

/* What is in RAM after a power cut. */
enum ram_content { RAM_KEPT, RAM_ZERO, RAM_RANDOM };

enum fault_kind {
    FAULT_NONE,
    FAULT_UNALIGNED,          /* not whole words or pages, or past the end of the device */
    FAULT_PROGRAM_PROGRAMMED, /* a write to cells that are not erased */
    FAULT_OUTSIDE,            /* outside of layout.allowed */
    FAULT_ENDLESS,            /* more flash operations, or calls, than any boot needs; the run ends as RUN_WATCHDOG */
};

struct fault {
    enum fault_kind kind;
    struct operation operation;
};

enum run_end {
    RUN_APPLICATION, /* the bootloader started an application: result says which */
    RUN_RECOVERY,
    RUN_NO_IMAGE,
    RUN_PANIC,    /* hal_panic(): the next reset follows at once */
    RUN_WATCHDOG, /* the watchdog reset the machine (in hal_net_core_wait(), or no feed for too many operations) */
    RUN_CUT,      /* the power went */
    RUN_RETURNED, /* machine_call(): the function came to its end */
};

struct run_result {
    enum run_end end;
    struct boot_result boot; /* only with RUN_APPLICATION */
    bool net_started;        /* the network core's bootloader started its application, valid or not */
    const char *panic;       /* message of hal_panic(); lives as long as the machine's next run */
    uint32_t operations;     /* flash operations of both cores, the one cut included */
    struct fault fault;      /* the first */
};

/* One call of hal_flash_read(), or one operation. What was read of shared memory by the network core is none. */
enum access_kind { ACCESS_READ = 1, ACCESS_WRITE = 2, ACCESS_ERASE = 4 };
struct flash_access {
    enum access_kind kind;
    enum flash_device device;
    uint32_t offset;
    uint32_t size;
};

/* Called for each operation before it is done, for each log line, for each mailbox access, and for each access to flash
 * of a run, numbered from 0. Any may be NULL.
 */
struct machine_observer {
    void *context;
    void (*operation)(void *context, uint32_t number, const struct operation *operation, const uint8_t *data);
    void (*log)(void *context, enum hal_log_level level, const char *line);
    void (*mailbox)(void *context, bool by_network_core, const struct pcd_command *command);
    void (*access)(void *context, uint32_t number, const struct flash_access *access);
};

/* In the arena; the machine is usable until the arena goes. All flashes are erased, RAM is zero. NULL: out of memory. */
NODISCARD struct machine *machine_create(struct arena *arena, const struct machine_layout *layout, uint64_t seed);
void machine_observe(struct machine *machine, const struct machine_observer *observer);
struct hal *machine_hal(struct machine *machine);
void machine_request_recovery(struct machine *machine, bool requested); /* what hal_recovery_requested() answers */

/* Setup and inspection: no NOR rules, no operation counted; false outside of the device. */
NODISCARD bool machine_load(struct machine *machine, enum flash_device device, uint32_t offset, const void *data,
                            uint32_t size);
NODISCARD bool machine_fill(struct machine *machine, enum flash_device device, uint32_t offset, uint8_t value,
                            uint32_t size);
/* As the present boot would read it. */
NODISCARD bool machine_inspect(struct machine *machine, enum flash_device device, uint32_t offset, void *buffer,
                               uint32_t size);

/* Makes the next run begin after this kind of reset. Power-on replaces RAM by `ram`; the network core is forced off. */
void machine_reset(struct machine *machine, enum reset_reason reason, enum ram_content ram,
                   enum unstable_reading reading);

/* From reset to the application's start: boot_run(), or ncs_boot_run() when config->ncs is set, with the power cut at
 * `cut`. An application that starts releases the network core, which boots (netboot_run()) in the same run.
 */
void machine_boot(struct machine *machine, const struct boot_config *config, struct cut cut, struct run_result *result);

/* Runs `function` on the machine's application core, under the same cut: what an application does to flash. */
typedef void machine_function(struct hal *hal, void *context);
void machine_call(struct machine *machine, machine_function *function, void *context, struct cut cut,
                  struct run_result *result);

/* The network core's bootloader refuses the next `times` copies (FAILED before or after its first erase), or never
 * answers; 0 ends it, TRANSFER_FOR_EVER or more has no end. Part of the machine's state.
 */
#define TRANSFER_FOR_EVER 1000u
enum transfer_failure { TRANSFER_WORKS, TRANSFER_FAILS_BEFORE_ERASE, TRANSFER_FAILS_AFTER_ERASE, TRANSFER_HANGS };
void machine_fail_transfers(struct machine *machine, enum transfer_failure failure, uint32_t times);

/* An access to flash that fails, on either core: the HAL function returns false. */
enum access_failure { FAILS_ONCE, FAILS_IN_THIS_RUN, FAILS_FOR_EVER };
struct failing_access {
    uint32_t number; /* of the first one, in the next run */
    enum access_failure lasts;
    unsigned
        kinds; /* with FAILS_IN_THIS_RUN and FAILS_FOR_EVER: which later accesses to the same device fail, of enum access_kind */
    enum cut_extent done; /* of a write or an erase that fails: CUT_BEFORE, CUT_HALF or CUT_AFTER */
};

/* Until the end of the next run, or for ever. NULL: everything works again. No part of the machine's state. */
void machine_fail_access(struct machine *machine, const struct failing_access *failing);

/* A snapshot shares unchanged pages with the machine; it lives until machine_forget(). Same content, same id:
 * machine_state_hash() of two states is equal if and only if (up to 2^-128) all that a reset leaves is equal.
 */
struct machine_state;
struct state_hash {
    uint64_t words[2];
};
NODISCARD struct machine_state *machine_save(struct machine *machine);
void machine_restore(struct machine *machine, const struct machine_state *state);
void machine_forget(struct machine_state *state);
struct state_hash machine_state_hash(struct machine *machine);

#endif

/* The inside of a machine: for the files of the machine and for the explorer.
 *
 * The explorer does not run once per cut: while a run goes on, it takes a fork of the machine at each operation, which
 * is the state that a cut there would leave.
 */
#ifndef SIM_MACHINE_MACHINE_PRIVATE_H
#define SIM_MACHINE_MACHINE_PRIVATE_H

#include <setjmp.h>
#include "sim/machine/crypto_cache.h"
#include "sim/machine/flash_nor.h"
#include "sim/machine/flash_set.h"
#include "sim/machine/machine.h"

#define MACHINE_CHOICES_MAX 8u
#define MACHINE_UNITS_MAX   2u /* unstable units that read independently of each other; more: all alike */
#define MACHINE_PANIC_MAX   128u

/* One core's side of the HAL. */
struct hal {
    struct machine *machine;
    bool network_core;
};

/* What was read where more than one answer is possible, in the order of the questions; a question is asked when a run
 * reads what it did not write. Flash: 'o' old, 'e' erased, 'p' pattern. RAM: 'k' kept, 'z' zero, 'r' random.
 */
struct machine_choices {
    uint32_t count;
    char taken[MACHINE_CHOICES_MAX];
    const char *options[MACHINE_CHOICES_MAX];
};

/* Where a fork's page differs from the machine's. */
struct machine_fork_page {
    struct flash_place place;
    struct flash_page *page;
};
#define MACHINE_FORK_PAGES 192u /* the pages of one write, and those of RAM written since the power came */

/* What RAM holds where nobody wrote since the power came. */
enum ram_answer { RAM_OPEN, RAM_IS_KEPT, RAM_IS_ZERO, RAM_IS_RANDOM };

/* What else a reset leaves. RAM that a boot saw as zero or random and did not write counts as what it was before when
 * the power goes again.
 */
struct machine_volatile {
    enum ram_answer ram;
    bool mailbox_defined; /* written since the power came */
    struct pcd_command mailbox;
    enum transfer_failure failure;
    uint32_t failures_left;
    uint32_t failed; /* transfers, by an injected failure or the watchdog, since an application started */
    enum reset_reason reason;
    uint32_t counters[BOOT_MAX_IMAGES];
};

/* A state that is not made yet. */
struct machine_fork {
    struct state_hash flash_sum;
    struct state_hash hash;
    struct machine_volatile rest;
    struct machine_fork_page pages[MACHINE_FORK_PAGES];
    uint32_t page_count;
};

/* Called before each operation; `waiting`: within hal_net_core_wait(), where a watchdog may strike. With operation
 * NULL the wait is over.
 */
struct machine_hook {
    void *context;
    void (*before)(void *context, uint32_t number, const struct operation *operation, const uint8_t *data,
                   bool waiting);
};

/* How a run used the content of each page first. */
enum machine_use { USE_NONE, USE_READ, USE_ERASED };

struct machine_uses {
    uint8_t *first;          /* enum machine_use, one a page of all devices */
    const uint64_t *awaited; /* pages of interest; NULL: none */
    uint32_t awaited_count;  /* of them not yet erased; a page that was read first is never counted as erased */
};

struct machine_readings {
    bool forced; /* by machine_reset(): all units read `all` */
    enum unstable_reading all;
    enum ram_content ram;
    bool alike_known;    /* more units than read independently were read, all of them so */
    uint32_t unit_count; /* asked so far */
    struct {
        struct flash_place place;
        uint32_t word;
        enum unstable_reading reading;
    } units[MACHINE_UNITS_MAX];
    struct machine_choices choices;
    uint32_t position; /* next choice */
    bool wrong_choice; /* a letter of a given path is no option here */
};

struct machine_run {
    jmp_buf exit;
    jmp_buf network_exit;
    enum run_end end;
    const struct boot_config *config;
    struct cut cut;
    uint32_t operation; /* number of the next */
    uint32_t since_feed;
    uint32_t calls;
    uint32_t all_calls;
    uint32_t access; /* number of the next; counted when somebody asks */
    struct fault fault;
    char panic[MACHINE_PANIC_MAX];
    bool waiting;
    bool network_running; /* hal functions are called by the network core's program */
    bool network_due;     /* it left reset and did not boot yet */
    bool network_held;
    bool network_booted; /* its application was started */
    bool fail_after_erase;
};

struct machine_failing {
    struct failing_access what;
    bool armed;
    bool struck;
    enum flash_device device; /* once it struck */
};

struct machine_state {
    struct machine *owner;
    struct state_hash hash;
    struct machine_volatile rest;
    struct flash_contents flash;
    struct flash_chunk *chunks[];
};

struct machine {
    struct arena *arena;
    struct flash_pool pool;
    struct flash_set flash;
    struct flash_page *ram_erased; /* a page of RAM that was written with 0xff */
    struct flash_page *ram_zero;
    bool forgets_ram; /* RAM counts as zero when the power goes; ram_missed says that a boot would have read it */
    bool ram_missed;
    struct machine_layout layout;
    uint64_t seed;
    struct hal application_core;
    struct hal network_core;
    struct machine_volatile rest;
    bool recovery_requested;
    struct machine_readings readings;
    struct machine_uses uses;
    struct machine_run run;
    uint32_t first_number;    /* of the next run's operations */
    uint32_t operation_limit; /* in one run */
    uint32_t feed_limit;      /* without a feed of the watchdog in between */
    struct machine_failing failing;
    struct machine_observer observer;
    struct machine_hook hook;
    struct crypto_cache *cache;
};

/* machine_memory.c: what is read and written, with the readings of this boot. */
bool machine_read(struct machine *machine, enum flash_device device, uint32_t offset, void *buffer, uint32_t size);
void machine_do(struct machine *machine, const struct operation *operation, const uint8_t *data);
bool machine_has_unstable(const struct machine *machine, const struct operation *operation);
void machine_read_mailbox(struct machine *machine, struct pcd_command *command);
void machine_write_mailbox(struct machine *machine, const struct pcd_command *command);
void machine_lose_power(struct machine *machine);
void machine_use(struct machine *machine, struct flash_place place, enum machine_use use);
void machine_create_ram(struct machine *machine); /* zero */

/* machine_readings.c */
enum unstable_reading machine_reading(struct machine *machine, struct flash_place place, uint32_t word);
/* What undefined RAM reads, asked for the first time it matters. `kept`: what it held before. */
uint8_t machine_ram_byte(struct machine *machine, uint32_t offset, uint8_t kept);
void machine_reset_choices(struct machine *machine, enum reset_reason reason, const struct machine_choices *choices);
void machine_next_reset(struct machine *machine, enum reset_reason reason); /* keeps the choices that were made */
bool machine_next_choices(struct machine_choices *choices);                 /* false: all were made */

/* machine_fork.c. `cut` with CUT_WATCHDOG: the watchdog's reset instead of the power's end. operation NULL: between
 * operations. A fork is ended by one of save and drop.
 */
void machine_fork(struct machine *machine, const struct operation *operation, const uint8_t *data, struct cut cut,
                  struct machine_fork *fork);
struct machine_state *machine_fork_save(struct machine *machine, struct machine_fork *fork);
void machine_fork_drop(struct machine *machine, struct machine_fork *fork);
void machine_fork_adopt(struct machine *machine, struct machine_fork *fork); /* the machine becomes the fork */
struct state_hash machine_hash_of(struct state_hash flash_sum, const struct machine_volatile *rest);
void machine_release(struct machine *machine, struct machine_state *state); /* on any thread's own machine */

/* machine_fail.c. Counted only while somebody asks: an access is to fail, or an observer is told of each. */
bool machine_counts_accesses(const struct machine *machine);
bool machine_access_fails(struct machine *machine, const struct flash_access *access);
void machine_do_failing(struct machine *machine, const struct operation *operation, const uint8_t *data);
void machine_end_failing(struct machine *machine); /* with the run */

/* machine_hal.c, machine_net.c */
NORETURN void machine_leave(struct machine *machine, enum run_end end);
void machine_count_calls(struct machine *machine, uint32_t count);     /* without an operation between them */
bool machine_reaches(const struct hal *hal, enum flash_device device); /* writes and erases */
bool machine_reads(const struct hal *hal, enum flash_device device);
/* False: it failed. */
bool machine_operation(struct machine *machine, const struct operation *operation, const uint8_t *data);
void machine_run_network_core(struct machine *machine);

#endif

/* Visits every state that any number of power cuts, in any order, can leave behind, and judges each.
 *
 * A state is what a reset leaves (machine_state_hash) and the turn that is due. States are compared only at resets:
 * every boot from a new state runs to its end, every cut in it makes new states. When nothing new appears the set is
 * closed. Deterministic: the number of jobs changes the wall time only. Results live in the arena.
 */
#ifndef SIM_EXPLORER_EXPLORER_H
#define SIM_EXPLORER_EXPLORER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "base/arena.h"
#include "base/attributes.h"
#include "sim/machine/machine.h"
#include "sim/scenario/scenario.h"

/* The device a scenario runs on. */
struct sim_device {
    struct machine_layout layout;
    struct boot_config config;

    /* The application's side of the build. */
    struct boot_config application; /* its slots, modes and number of images; in a sound build the same as config */
    bool one_upload_slot; /* its update client knows one image: every file goes to the secondary slot of image 0 */

    /* The same of another build, whose images are what is installed: any other application than the scenario's first one
     * runs by it. Without `updated` all applications are of one build.
     */
    bool updated;
    struct boot_config updated_application;
    bool updated_one_upload_slot;
};

struct exploration_options {
    uint32_t max_cuts;     /* power cuts one after the other; UINT32_MAX: any number */
    bool keep_going;       /* also with more cuts than those after which something fails already */
    uint64_t max_states;   /* more: incomplete */
    size_t max_memory;     /* bytes for states; more: incomplete */
    uint32_t settle_boots; /* boots without a cut within which an end must be reached */
    bool exact;            /* no state stands for another (explorer_claims.h), and RAM is never forgotten */
    bool every_word;       /* cut writes after each word, not only at the five places */
    unsigned jobs;         /* 0: one a processor */
    uint64_t seed;
    uint32_t max_failures; /* failing states kept with their path, the smallest first; the rest is counted */

    void *context;
    void (*progress)(void *context, uint64_t states, uint64_t waiting); /* may be NULL; from one thread only */
};

struct failing_state {
    enum outcome outcome;
    const char *replay; /* path from the start, what --replay takes */
    const char *reason; /* "starts app 2.0.0, net 1.0.0", one phrase */
    uint32_t cuts;      /* power cuts on the path */
};

struct exploration {
    bool complete;     /* false: a limit was hit; never "good" then */
    const char *limit; /* which, as a phrase; NULL when complete */
    uint32_t
        max_cuts;     /* power cuts one after the other that were visited: those of the options, or fewer as it fails */
    bool uncut_known; /* false: a limit was hit before the run without any cut came to its end */
    enum outcome uncut; /* the run without any cut */
    struct pair uncut_end;
    uint64_t uncut_operations;
    uint64_t states;
    uint64_t merged;           /* finds left out, as a visited state differs only in what is erased before it is read */
    uint64_t unmerged;         /* of those, found not to be so, and visited after all; not in `merged` */
    uint64_t cuts;             /* different (state, operation, extent) whose result was visited */
    uint64_t boots;            /* runs of the bootloader */
    uint64_t operations;       /* flash operations in all of them */
    uint64_t read_alike;       /* boots with more than two unstable units that were read: all read alike */
    uint32_t deepest_recovery; /* most boots without a cut that any state needed to settle */
    const char *deepest_replay;
    uint64_t failing[OUTCOME_COUNT]; /* states by outcome */
    struct failing_state *failures;
    size_t failure_count;
    double seconds; /* wall time */
};

/* False only for a scenario that cannot be set up on this device; *why says so. */
NODISCARD bool explore(struct arena *arena, const struct sim_device *device, const struct scenario *scenario,
                       const struct exploration_options *options, struct exploration *result, const char **why);

/* One failing state is enough to call the scenario failing. */
bool exploration_good(const struct exploration *result);

/* One run of a path: a boot, or the application's turn that follows it. */
struct replay_run {
    bool application; /* the application takes its turn */
    uint32_t turn;    /* that is due, counted from 0 */
    const char
        *next_update; /* the application's only turn of a trial whether a next update installs: its file; or NULL */
    enum reset_reason reason;
    enum ram_content ram; /* these two after a power cut only */
    enum unstable_reading reading;
    struct cut cut; /* NO_CUT: the run comes to its end */
};

/* Called in the order of what happens; the machine's own calls come between begin and end. Any may be NULL. */
struct replay_observer {
    struct machine_observer machine; /* with a context of its own */
    void *context;
    void (*begin)(void *context, const struct replay_run *run);
    void (*end)(void *context, const struct replay_run *run, const struct run_result *result, struct pair running);
    /* Once, behind everything: what the path comes to; `reason` is one phrase, in the arena, of what happens in the run
     * `number`, counted from 1 as they began. A trial of the next update is shown where it fails, behind all others.
     */
    void (*verdict)(void *context, enum outcome outcome, const char *reason, uint32_t number);
};

/* Runs one path again with an observer, and on without a cut until the judgement is settled. False: `path` is not a path
 * of this scenario; *why says where it ends.
 */
NODISCARD bool replay(struct arena *arena, const struct sim_device *device, const struct scenario *scenario,
                      const char *path, uint64_t seed, const struct replay_observer *observer, const char **why);

#endif

/* Reads what Nordic's fork of MCUboot did with a network core image, from data/netcore.txt.
 *
 *   commit HASH[+HASH...] NCS-VERSION BEHAVIOUR
 *       these behave alike: before, fixed; the release whose profile stands for them
 *   experiment BEHAVIOUR MODE ASSERT RAM NAME
 *       ASSERT: live, dead; RAM at every boot: ff, noise
 *   boot END TRANSFERS OPERATIONS PRIMARY TRAILER SECONDARY REPEAT
 *       END: the version that starts, or panic; TRANSFERS: how often the network core was asked; OPERATIONS: of the
 *       application core on flash and RAM; PRIMARY: app1, app2; TRAILER: of that slot; SECONDARY, of the network core's
 *       image: pending, kept (whole, not pending), erased, cleared (first and last sector erased), ram (what the RAM
 *       held); REPEAT: so many boots did just this
 *   confirm IMAGE RC
 *   cuts BEHAVIOUR MODE ASSERT RAM OPERATIONS resumed=RANGES kept=RANGES lost=RANGES done=RANGES
 *       update of the network core alone, permanent; power cut before operation k, then three boots; RAM: also keep;
 *       done: the network core had it before the cut
 */
#ifndef AGREEMENT_NETCORE_DATA_H
#define AGREEMENT_NETCORE_DATA_H

#include "data.h"

enum netcore_ram { NETCORE_RAM_FF, NETCORE_RAM_NOISE, NETCORE_RAM_KEEP };

struct netcore_commit {
    const char *hash;
    uint8_t version[3];
    const char *behaviour;
};

/* What experiments and cuts have in common. */
struct netcore_setting {
    const char *behaviour;
    enum upgrade_mode mode;
    bool assert_live;
    enum netcore_ram ram;
};

struct netcore_step {
    bool boot;
    unsigned line;
    unsigned image; /* confirm */
    const char *end;
    uint32_t transfers;
    uint32_t operations;
    const char *primary;
    const char *trailer;
    const char *secondary;
    uint32_t repeat;
};

struct netcore_experiment {
    struct netcore_setting setting;
    const char *name;
    struct {
        struct netcore_step *items;
        size_t count;
        size_t capacity;
    } steps;
};

enum { CUT_RESUMED, CUT_KEPT, CUT_LOST, CUT_DONE, CUT_FATES };

struct netcore_cuts {
    struct netcore_setting setting;
    uint32_t operations;
    struct slice fate[CUT_FATES]; /* ranges of k */
};

struct netcore_facts {
    struct {
        struct netcore_commit *items;
        size_t count;
        size_t capacity;
    } commits;
    struct {
        struct netcore_experiment *items;
        size_t count;
        size_t capacity;
    } experiments;
    struct {
        struct netcore_cuts *items;
        size_t count;
        size_t capacity;
    } cuts;
};

extern const char *const netcore_fates[CUT_FATES];

/* NULL with a reason on stderr. */
NODISCARD struct netcore_facts *netcore_read(struct arena *arena, const char *path);

#endif

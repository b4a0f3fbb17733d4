/* What a check found: plain data between the checker that makes it and the reports that print it. */
#ifndef BASE_RESULT_H
#define BASE_RESULT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "base/source.h"
#include "base/string_list.h"

enum severity { SEVERITY_NOTE, SEVERITY_WARNING, SEVERITY_ERROR, SEVERITY_BRICK };

const char *severity_name(enum severity severity); /* "note", "warning", "error", "brick" */
bool severity_parse(const char *name, enum severity *severity);

/* One fact that made a finding: a Kconfig symbol, a partition, a devicetree node, a file. */
enum fact_kind { FACT_SYMBOL, FACT_PARTITION, FACT_NODE, FACT_FILE };

struct finding_fact {
    enum fact_kind kind;
    const char *subject;        /* "mcuboot:CONFIG_BOOT_UPGRADE_ONLY", "mcuboot_primary", "/soc/qspi/..." */
    const char *name;           /* of it without prefix and field: "settings_storage" of "pm:settings_storage.size" */
    const char *field;          /* "size"; or NULL */
    const char *value;          /* as text: "y", "0x10000", "not set", "absent" */
    struct origin origin;       /* where it says so; nowhere for a default or an absent symbol */
    const char *absent_in;      /* for an absent fact: the file that was searched, or NULL */
    const char *default_sdk;    /* for a default: the SDK versions it holds for, or NULL */
    const char *default_source; /* and who says so, or NULL */
};

struct finding_facts {
    struct finding_fact *items;
    size_t count;
    size_t capacity;
};

struct fix {
    const char *file;     /* "sysbuild.conf", "pm_static.yml"; NULL when there is no fragment */
    const char *fragment; /* lines to paste, NULL when there is none */
    bool safe;            /* may be applied to a source tree without being asked: no device can be lost by it */
};

struct fixes {
    struct fix *items;
    size_t count;
    size_t capacity;
};

/* What came of running a finding's witness. */
enum proof_state { PROOF_SHOWN, PROOF_NOT_SHOWN, PROOF_NO_WITNESS };

struct proof {
    enum proof_state state;
    const char *outcome; /* what the simulator calls the end: "boot-loop", "good"; NULL when nothing ran */
    const char *reason;  /* what was seen, or why nothing was shown, as a phrase */
    const char *replay;  /* id of the path that shows it, NULL when nothing is shown */
    const char *command; /* command line that shows it again, NULL when nothing ran */
    bool modelled;       /* no record of the real bootloader stands behind the run */
};

const char *proof_state_name(enum proof_state state); /* "shown", "not shown", "no witness" */

struct finding {
    const char *rule; /* "N53-0001" */
    const char *name; /* "net-update-under-swap" */
    enum severity severity;
    const char *consequence;   /* "brick", "update-ignored", ... */
    const char *confidence;    /* "verified", or "deduced", "unverified", which make it a warning at most */
    const char *message;       /* one sentence with the values in it */
    const char *device_effect; /* what happens on the device, one sentence */
    struct finding_facts facts;
    struct fixes fixes;
    struct string_list sources;
    struct string_list covers;
    const char *witness;       /* scenario that shows it, or NULL */
    const char *witness_none;  /* why there can be none, or NULL */
    const struct proof *proof; /* NULL: the witness was not run */
    const char *vendor_check;  /* "no", "late", "partly", "yes" */
    const char *waived;        /* the reason given, or NULL */
    bool waived_in_source;     /* by a comment in the file that it speaks of; else by the project file or --allow */
    struct origin waived_at;   /* where that waiver stands; nowhere for --allow */
    const char *waived_until;  /* its last day, "2026-12-31", or NULL */
    bool in_baseline;          /* known before and not waived: told, not counted; never set together with waived */
    const char *fingerprint;   /* 16 hex digits, stable over line changes */
};

struct findings {
    struct finding *items;
    size_t count;
    size_t capacity;
};

struct undecided {
    const char *rule;
    const char *name;
    const char *consequence;
    enum severity severity;     /* that a hit would have */
    struct string_list missing; /* "mcuboot:CONFIG_PICOLIBC (mcuboot/zephyr/.config is incomplete)" */
};

struct undecided_list {
    struct undecided *items;
    size_t count;
    size_t capacity;
};

struct check_summary {
    size_t rules_run;     /* rules that apply to this input's SDK and kind */
    size_t rules_skipped; /* silent because a prerequisite rule had a finding */
    size_t rules_off;     /* turned off by the project file, of those that are for this kind of input */
    size_t undecided;
    size_t waived;
    size_t baseline;                  /* findings that stand in the baseline */
    size_t count[SEVERITY_BRICK + 1]; /* findings by severity, without those waived and those in the baseline */
    uint64_t microseconds;
};

/* Why an input could not be used: what is printed on stderr, for reports too. */
struct input_error {
    const char *message;
    struct origin origin;
};

struct input_errors {
    struct input_error *items;
    size_t count;
    size_t capacity;
};

/* Everything about one checked input. An input with errors was not checked: then only path and errors are set. */
struct check_result {
    const char *path; /* as given by the user */
    struct input_errors errors;
    const char *kind;         /* "build", "source", "file" */
    const char *era;          /* "child-image", "sysbuild-pm", "sysbuild-dts", "unknown" */
    const char *sdk;          /* "3.2.0" or NULL when unknown */
    const char *sdk_origin;   /* where it was read: "--sdk-version", "zephyr/.config:27", ... */
    const char *board;        /* or NULL */
    const char *file_suffix;  /* source tree: FILE_SUFFIX or build type; NULL when none */
    const char *deployed;     /* the released build it was compared with, as given; NULL when none */
    const char *deployed_sdk; /* of that build, or NULL when unknown */
    const char *product;      /* that waivers are for, from --product or the project file; NULL when none is named */
    const char *baseline;     /* the file of --baseline as given; NULL: findings were compared with none */
    struct findings findings;
    struct undecided_list undecided;
    struct string_list notes;     /* what had to be left out, one line each */
    struct string_list for_later; /* ids of rules that wait for the build, or for update files that will be made */
    struct string_list softened;  /* those of the notes that say which bricks and errors are turned off or lowered */
    struct check_summary summary;
};

#endif

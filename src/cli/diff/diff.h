/* What a call of `diff` found, for its reports. Everything lives in the arena of the call. */
#ifndef CLI_DIFF_DIFF_H
#define CLI_DIFF_DIFF_H

#include "base/result.h"
#include "diff/aspect.h"
#include "diff/combination.h"
#include "report/simulation/simulation_report.h"

/* A scenario that ran, in words of the combination that it is of. */
struct diff_scenario {
    struct simulation_scenario row;
    bool of[COMBINATION_COUNT];
    bool released_alike;    /* the released build's own updates end so, too */
    struct string_list log; /* the bootloader's last lines in the first failing path */
    bool refuses;           /* it counts against its combinations */
};

struct diff_scenarios {
    struct diff_scenario *items;
    size_t count;
    size_t capacity;
};

/* What the simulation says of a finding. */
struct agreement {
    const struct finding *finding;
    const char *text; /* one phrase: the scenario that fails as well, or why none does */
    bool shown;
    bool contradicted; /* scenarios that come to where it matters end well */
};

struct agreements {
    struct agreement *items;
    size_t count;
    size_t capacity;
};

struct diff {
    const struct project *released;
    const struct project *fresh;
    struct check_result check; /* the rules about a released build, of the new one */
    size_t own_errors;         /* of the new build, whatever devices have: not waived, as severe as --fail-on */
    struct aspects aspects;
    struct combinations combinations;
    const char *not_simulated; /* why nothing was simulated; NULL: it was */
    const char *bootloader;    /* that was simulated */
    const char *assumed;       /* or NULL */
    bool modelled;
    uint32_t max_cuts;
    struct diff_scenarios scenarios;
    struct agreements agreements;
    struct string_list limits; /* what the simulator cannot show of these two builds */
    bool unchanged;            /* nothing differs */
    bool refused;
    bool undecided;      /* not refused, and something that decides is not known */
    const char *verdict; /* one sentence */
    uint64_t microseconds;
};

void diff_text(struct text *out, const struct diff *diff, bool colour);
void diff_json(struct text *out, const struct diff *diff);

#endif

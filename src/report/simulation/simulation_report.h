/* Reports of a simulation: plain results, and how people and programs read them. Knows no simulator and no bootloader.
 *
 * Texts are borrowed. Sizes and offsets are bytes.
 */
#ifndef REPORT_SIMULATION_SIMULATION_REPORT_H
#define REPORT_SIMULATION_SIMULATION_REPORT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "base/json.h"
#include "base/result.h"
#include "base/text.h"

/* A place in a flash: a row of the flash map. */
struct simulation_area {
    const char *name;   /* "primary 0", "secondary 1", "network application" */
    const char *device; /* "internal flash", "external flash", "RAM", "network flash" */
    uint32_t offset;
    uint32_t size;
};

struct simulation_areas {
    struct simulation_area *items;
    size_t count;
    size_t capacity;
};

struct simulation_image {
    const char *name; /* "app 2.0.0" */
    uint32_t size;    /* of the file */
    bool own;         /* made of the build's firmware */
};

struct simulation_images {
    struct simulation_image *items;
    size_t count;
    size_t capacity;
};

struct simulation_failure {
    const char *outcome; /* "boot-loop" */
    const char *reason;
    const char *replay;
    const char *command; /* that shows it, as a shell takes it */
    uint32_t cuts;
};

struct simulation_failures {
    struct simulation_failure *items;
    size_t count;
    size_t capacity;
};

struct simulation_tally {
    const char *outcome;
    const char *accepted; /* the reason for which the project lives with it, or NULL */
    uint64_t states;
};

struct simulation_tallies {
    struct simulation_tally *items;
    size_t count;
    size_t capacity;
};

enum simulation_state {
    SIMULATION_GOOD,
    SIMULATION_FAILING,
    SIMULATION_ACCEPTED, /* failing, and each outcome is accepted */
    SIMULATION_INCOMPLETE,
    SIMULATION_NOT_RUN
};

struct simulation_scenario {
    const char *name;
    const char *summary;
    enum simulation_state state;
    const char *why;           /* incomplete: the limit; not run: what is missing; else NULL */
    const char *expected;      /* "app 2, net 1" */
    const char *uncut_outcome; /* "good", "boot-loop" */
    const char *uncut_end;     /* "app 2, net 1" */
    uint64_t uncut_operations;
    uint64_t operations;
    uint32_t max_cuts; /* visited so many one after the other; UINT32_MAX: any number */
    bool stopped;      /* fewer than asked for, as it fails already */
    uint64_t cuts;
    uint64_t states;
    uint64_t boots;
    uint32_t deepest_recovery;
    const char *deepest_replay; /* or NULL */
    struct simulation_tallies failing;
    struct simulation_failures failures;
    uint64_t microseconds;
};

struct simulation_scenarios {
    struct simulation_scenario *items;
    size_t count;
    size_t capacity;
};

/* A flash operation in a run. */
struct simulation_step {
    bool erase;
    size_t area; /* in the report's areas; count of them: outside of all */
    uint32_t offset;
    uint32_t size;
};

struct simulation_steps {
    struct simulation_step *items;
    size_t count;
    size_t capacity;
};

struct simulation_run {
    const char *begin; /* "power on", "reset" */
    const char *end;   /* "starts app 2.0.0, net 1.0.0", "power cut" */
    bool application;
    bool cut;
    size_t first_step;
};

struct simulation_runs {
    struct simulation_run *items;
    size_t count;
    size_t capacity;
};

/* One run, boot after boot: what the picture shows. */
struct simulation_timeline {
    const char *scenario; /* NULL: there is none */
    const char *replay;
    const char *outcome; /* "good", "boot-loop" */
    const char *reason;  /* "starts app 2.0.0, net 1.0.0": how it ends */
    uint32_t run;        /* that the reason is about, counted from 1 */
    bool failing;
    bool asked; /* this run is what was asked for, not an illustration of the scenarios */
    struct simulation_runs runs;
    struct simulation_steps steps;
};

struct simulation_report {
    const char *path;
    const char *sdk;   /* or NULL */
    const char *board; /* or NULL */
    const char *bootloader;
    bool modelled;       /* no record of the real bootloader supports its behaviour */
    const char *assumed; /* or NULL */
    const char *app_mode;
    const char *net_mode; /* NULL: none */
    uint32_t max_cuts;    /* UINT32_MAX: any number */
    uint64_t seed;
    bool every_word;
    struct string_list cut_model;
    struct simulation_areas areas;
    struct simulation_images images;
    struct simulation_scenarios scenarios;
    struct simulation_timeline timeline;
    struct string_list notes; /* of accepted failures that no longer apply or were not met */
    uint64_t microseconds;
};

const char *
simulation_state_name(enum simulation_state state); /* "good", "failing", "accepted", "incomplete", "not run" */

/* The whole report; and its parts, for one that appears while it is made: head, each scenario, tally. */
void report_simulation_text(struct text *out, const struct simulation_report *report, bool colour);
void report_simulation_head(struct text *out, const struct simulation_report *report, bool colour);
void report_simulation_scenario(struct text *out, const struct simulation_scenario *scenario, bool colour);
void report_simulation_tally(struct text *out, const struct simulation_report *report);
void report_simulation_json(struct text *out, const struct simulation_report *report);

/* The member "failures" of a scenario, for a report that has scenarios among other things. */
void report_simulation_failures_json(struct json *json, const struct simulation_failures *failures);

/* The flash map over time in the timeline's run: what was erased and written where, boot after boot. */
void report_simulation_svg(struct text *out, const struct simulation_report *report);

/* The same picture for a page that has the style sheets, without a title of its own. */
void report_simulation_timeline(struct text *out, const struct simulation_report *report);

#endif

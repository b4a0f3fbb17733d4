/* The report of a build as one HTML file that needs nothing else: results in, page out.
 *
 * Knows results only. Everything is borrowed.
 */
#ifndef REPORT_HTML_HTML_REPORT_H
#define REPORT_HTML_HTML_REPORT_H

#include <stdbool.h>
#include "base/memory_layout.h"
#include "base/result.h"
#include "report/simulation/simulation_report.h"

/* A file of the build that goes to a device, or why it cannot be read. */
struct artefact {
    const char *file;
    const char *kind;    /* "MCUboot image", "firmware with NSIB block", "firmware", "update package" */
    const char *image;   /* of the tree, or NULL */
    const char *version; /* or NULL */
    uint64_t size;
    bool limit_known;
    uint64_t limit;        /* what its slot takes */
    uint64_t filled;       /* bytes of it that count against the limit */
    const char *signature; /* "ECDSA256, key hash 1a2b...", "none", or NULL */
    const char *contents;  /* TLVs, files of a package, or NULL */
    const char *problem;   /* or NULL */
};

struct artefacts {
    struct artefact *items;
    size_t count;
    size_t capacity;
};

/* A run of the simulator, boot by boot. */
struct simulated_run {
    const char *title;                      /* "net-only, without a power cut" */
    const struct simulation_report *report; /* with this run as its timeline */
    const char *trace;                      /* boot log and flash operations */
    bool trace_cut;                         /* it is longer than what is here */
};

struct simulated_runs {
    struct simulated_run *items;
    size_t count;
    size_t capacity;
};

struct html_report {
    const struct check_result *result;
    const struct memory_layout *layout;
    struct artefacts artefacts;
    const char *no_artefacts;                   /* why there are none, or NULL */
    const struct simulation_report *simulation; /* NULL: none */
    const char *no_simulation;                  /* why there is none, or not all of it; or NULL */
    struct simulated_runs runs;
    const char *date;      /* or NULL: the page has none */
    bool fails;            /* by --fail-on */
    const char *threshold; /* "error" */
};

void report_html(struct text *out, const struct html_report *report);

/* Its sections. */
void html_memory(struct text *out, const struct html_report *report);
void html_findings(struct text *out, const struct html_report *report);
void html_artefacts(struct text *out, const struct html_report *report);
void html_simulation(struct text *out, const struct html_report *report);

#endif

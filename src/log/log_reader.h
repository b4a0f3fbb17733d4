/* Reads what a device or an update client printed, line by line: the lines that mean something, and what state the device is in
 * after them. Knows no project and no rule; which rules to look at is named by id only.
 *
 * Everything lives in the arena; what is kept does not grow with the length of the log, but with the number of different
 * lines in it, up to LOG_ENTRIES_LIMIT.
 */
#ifndef LOG_LOG_READER_H
#define LOG_LOG_READER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "base/arena.h"
#include "base/text.h"
#include "log/device_state.h"
#include "log/patterns/log_pattern.h"

/* Different known lines that are explained; more are counted only. */
#define LOG_ENTRIES_LIMIT 500

/* Bytes of a log that are read at most: a week of a chatty device at 115200 baud has about as many. */
#define LOG_BYTES_LIMIT (64u * 1024u * 1024u)

/* A known line; the same line again is counted here too. */
struct log_entry {
    const struct log_pattern *pattern;
    const char *text;   /* without the log's prefixes, fit for a terminal */
    const char *detail; /* what the values in it mean, or NULL */
    uint32_t first;
    uint32_t last;
    size_t count;
};

struct log_entries {
    struct log_entry *items; /* in the order of their first lines */
    size_t count;
    size_t capacity;
};

/* How the state is to be taken. */
enum log_weight { LOG_WEIGHT_GOOD, LOG_WEIGHT_NOTE, LOG_WEIGHT_WARNING, LOG_WEIGHT_ERROR };

struct log_texts {
    const char **items;
    size_t count;
    size_t capacity;
};

struct log_verdict {
    const char *state; /* "boot-loop", never changes */
    enum log_weight weight;
    const char *headline; /* what state the device is in, one sentence */
    const char *action;   /* what to do now, or NULL */
    struct log_texts details;
    const char *rules; /* ids with a blank between, or NULL: of the state, beside those of the lines */
};

struct log_report {
    const char *name; /* of the log, fit for a terminal */
    size_t lines;     /* that hold anything */
    size_t known;
    size_t left_out; /* known lines beyond LOG_ENTRIES_LIMIT */
    struct log_entries entries;
    struct device_state device;
    struct log_verdict verdict;
    struct log_texts rules; /* of the verdict and of all lines, each once */
};

/* NULL, else why these bytes are no log, as a phrase ("is empty"). */
NODISCARD const char *log_read(struct arena *arena, const char *name, struct slice bytes, struct log_report *report);

/* What the values in a line mean, or NULL. */
const char *log_line_detail(struct arena *arena, const struct log_match *match);

void log_verdict_find(struct arena *arena, const struct log_report *report, struct log_verdict *verdict);

/* Every state there is, for the tests; NULL behind the last. */
const char *log_verdict_state_at(size_t index);
const char *log_verdict_rules_at(size_t index); /* its rules, or NULL */

#endif

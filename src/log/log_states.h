/* The states that a log can leave a device in, the worst before the better: the first that holds is the verdict. */
#ifndef LOG_LOG_STATES_H
#define LOG_LOG_STATES_H

#include "log/log_reader.h"

struct log_state_row {
    const char *state; /* "boot-loop" */
    enum log_weight weight;
    const char *headline;
    const char *action;
    const char *rules; /* ids with blanks between, or NULL */
    bool (*holds)(const struct log_report *report);
};

/* Never NULL: the last row holds always. */
const struct log_state_row *log_state_find(const struct log_report *report);

#endif

/* What viewers, loggers and terminal programs put before a line: times, levels, modules, channels, ports, prompts. */
#ifndef LOG_LOG_PREFIX_H
#define LOG_LOG_PREFIX_H

#include <stdbool.h>

#include "base/text.h"

/* Where the message begins; the line's length when there is none. */
size_t log_prefix_length(struct slice line);

/* Where it begins if two words and a colon behind the prefixes are syslog's host and program; `message` when there are none. */
size_t log_prefix_guess(struct slice line, size_t message);

/* What stands before the message says that it is an error or a warning. */
bool log_prefix_warns(struct slice line, size_t message);

#endif

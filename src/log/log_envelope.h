/* What programs that carry a log from one place to another put around each of its lines: names of ports, columns of a table, syslog's
 * and the journal's heads, names of containers.
 *
 * Each log_skip_*() gives the place behind its prefix at `at`, or `at` when there is none.
 */
#ifndef LOG_LOG_ENVELOPE_H
#define LOG_LOG_ENVELOPE_H

#include <stdbool.h>
#include <stddef.h>
#include "base/text.h"

bool log_is_port(struct slice name); /* "COM5", "/dev/ttyACM0", "ttyACM0", "cu.usbmodem1101" */

size_t log_skip_blanks(struct slice line, size_t at);
size_t log_skip_port(struct slice line, size_t at);     /* "COM5: ", "ttyACM0 | ", "(COM5) " */
size_t log_skip_column(struct slice line, size_t at);   /* "0.123," and "\"COM5\";" */
size_t log_skip_priority(struct slice line, size_t at); /* "<14>", "<14>1 " of syslog */
size_t log_skip_process(struct slice line, size_t at);  /* "gateway mcumgr[1234]: " of syslog and the journal */
size_t log_skip_rfc5424(struct slice line,
                        size_t at); /* "gateway mcumgr 1234 - - ", of a line that begins with a priority */
size_t log_skip_container(struct slice line, size_t at); /* "mcumgr-1  | " */

/* "gateway mcumgr: " behind a time may be syslog's, or the device's own text ("Boot source: none"). */
size_t log_skip_ident(struct slice line, size_t at);

/* The line's last column without its quotes and with its own ones single, in its place; false when it has none. */
bool log_unquote(char *text, size_t *length, size_t at);

#endif

/* What the boots of a log, taken together, say of the device's past. */
#ifndef LOG_LOG_HISTORY_H
#define LOG_LOG_HISTORY_H

#include "log/log_reader.h"

/* NULL when the log has no boot; the last boot that installed, reverted or refused something. Where the log ends in one more turn of a
 * loop, the boot before it is the last one: how the unfinished one ends is known.
 */
const struct log_boot *log_last_boot(const struct log_report *report);
const struct log_boot *log_last_change(const struct log_report *report);

bool log_changed_last(const struct log_report *report); /* the last change is the last boot's */

/* The last change swapped an image for this reason. */
bool log_changed_by(const struct log_report *report, enum log_swap type);

/* The last boots that have an end had the same bad one, so often that it is no chance. */
bool log_is_loop(const struct log_report *report);

/* The log ends in one more turn of a loop. */
bool log_ends_in_loop(const struct log_report *report);

/* How many boots at the end of the log, without an unfinished one of a loop, had the same bad end; there must be a boot. */
size_t log_same_ends(const struct log_report *report);

/* How many boots at the end of the log stopped at the same place; there must be a boot. */
size_t log_same_stops(const struct log_report *report);

/* A swap, in whichever direction, or an overwrite was begun. */
bool log_begun_in(const struct log_boot *boot);

/* The image (0 or 1) that was due and that this boot did not install, while it installed the other one and started both; LOG_IMAGES: there
 * is none.
 */
size_t log_half_installed(const struct log_boot *boot);

/* The boot started the application, was to install an image before, and neither began to nor said why not; its warning_line may say it. */
bool log_passed_over(const struct log_boot *boot);

/* The last change took the application back, and left the network image that had been installed with it. */
bool log_half_reverted(const struct log_report *report);

/* A boot behind the one with this number began to install the image. */
bool log_begun_after(const struct log_report *report, size_t image, size_t boot);

/* Of boots that are kept as one, the last one's. */
size_t log_last_number(const struct log_boot *boot);

#endif

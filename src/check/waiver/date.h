/* Days as the project file writes them: "2026-12-31". */
#ifndef CHECK_WAIVER_DATE_H
#define CHECK_WAIVER_DATE_H

#include <stdbool.h>
#include "base/arena.h"

/* A day of the calendar in exactly that form. */
bool date_is_valid(const char *text);

/* The clock's day in UTC. */
const char *check_today(struct arena *arena);

/* Whether a last day (or NULL: none) is over. */
bool check_is_over(const char *until, const char *today);

#endif

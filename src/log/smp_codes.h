/* Error codes of the SMP protocol: those of all groups (version 1, "rc") and of the image group (version 2, group 1).
 *
 * Sources: Zephyr include/zephyr/mgmt/mcumgr/mgmt/mgmt_defines.h and grp/img_mgmt/img_mgmt.h.
 */
#ifndef LOG_SMP_CODES_H
#define LOG_SMP_CODES_H

#include <stdint.h>
#include "base/arena.h"
#include "log/patterns/log_pattern.h"

/* NULL for a number that has no meaning. */
const char *smp_general_code(uint64_t code);
const char *smp_image_code(uint64_t code);
const char *smp_group_name(uint64_t group);

/* What the code of a client's line means; NULL for 0, which is no error. A number without its group has two meanings
 * where both protocols have it: both are said.
 */
const char *smp_code_of_match(struct arena *arena, const struct log_match *match);

/* An errno of Zephyr as drivers and the flash map return it, for example -19; NULL when nothing is known about it. */
const char *zephyr_error(int64_t error);

#endif

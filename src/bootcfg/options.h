/* The options of nrf53boot/.config: which there are, and what their values have to be.
 *
 * Nobody's Kconfig wrote that file, people do; an option that cannot be read must not count as one that is not there.
 */
#ifndef BOOTCFG_OPTIONS_H
#define BOOTCFG_OPTIONS_H

#include "bootcfg/reader.h"

/* False, with its place, when the value of an option is not of the option's kind. */
NODISCARD bool bootcfg_options(struct bootcfg_reader *reader);

bool bootcfg_is_option(const char *name);

/* All names with blanks between them, in the arena. */
const char *bootcfg_option_names(struct arena *arena);

#endif

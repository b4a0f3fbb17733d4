/* Options of `pack` that would change nothing, or that no package can hold: said before anything is read. */
#ifndef CLI_PACK_OPTIONS_CHECK_H
#define CLI_PACK_OPTIONS_CHECK_H

#include "base/attributes.h"
#include "cli/command.h"

/* Usage errors: an option that only serves with BUILD, or only without; one of the network image without --net; versions
 * that no image header holds; names that are empty or no file names, boards and SoCs that are empty; control characters
 * and bytes that are no UTF-8 in either.
 */
NODISCARD bool pack_options_check(const struct command_call *call);

#endif

/* The words of CONFIG_MCUBOOT_EXTRA_IMGTOOL_ARGS, read with the option table of `sign`. */
#ifndef CLI_SIGN_EXTRA_ARGUMENTS_H
#define CLI_SIGN_EXTRA_ARGUMENTS_H

#include "base/attributes.h"
#include "pack/plan/plan.h"

/* An extra_reader (pack/plan/plan.h); state is the call. Words are split as CMake's separate_arguments(UNIX_COMMAND) does.
 * Refused by name: what is no option of `sign`, and what pack itself decides (the key, the version, the slot, ...).
 */
NODISCARD bool extra_arguments_read(void *state, const struct tree_text *text, struct image_options *options,
                                    struct extra_arguments *arguments);

#endif

/* The values of imgtool's options, shared by `sign` and `pack`. */
#ifndef CLI_SIGN_OPTIONS_H
#define CLI_SIGN_OPTIONS_H

#include "base/attributes.h"
#include "cli/command.h"
#include "sign/image_writer.h"

/* Each leaves *value alone when the option is not given, reports DIAGNOSTIC_USAGE and returns false when it
 * is wrong. */
NODISCARD bool option_version(const struct command_call *call, const char *name, struct mcuboot_version *value);
NODISCARD bool option_choice(const struct command_call *call, const char *name, const uint64_t *choices,
                             size_t choice_count, uint64_t *value);

/* --security-counter: a number, or "auto" for major << 24 + minor << 16 + revision of the version. */
NODISCARD bool option_security_counter(const struct command_call *call, struct image_options *options);

/* --dependencies: "(image, version)" any number of times, blanks and commas between them. */
NODISCARD bool option_dependencies(const struct command_call *call, struct image_options *options);

#endif

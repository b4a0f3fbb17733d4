/* What the key files are that a project names, for the expression key_file(). */
#ifndef CHECK_EVALUATION_KEY_FILE_H
#define CHECK_EVALUATION_KEY_FILE_H

#include "check/evaluation/evaluation.h"
#include "check/expression/expression.h"

/* key_file(text): text is the value of an option that names a key file. "missing" where it lies below ${APP_DIR} and is not
 * there, "public" for a PEM file without a private key, else its type as key_type_name() has it. Unknown, as something that the build
 * decides, where the path does not begin with ${APP_DIR} (a file of the machine that builds, a secret of its CI), in what
 * is no source tree, and for a key that cannot be read here (encrypted, another type). Nothing of a key is kept or shown.
 */
struct value call_key_file(struct evaluation *evaluation, const struct expression *call, enum value_type wanted);

#endif

/* The examples of rule files: small texts that are read by the same readers as a build tree and checked.
 *
 * They are tests, and they show in `explain` what a rule means.
 */
#ifndef CHECK_RULE_EXAMPLE_H
#define CHECK_RULE_EXAMPLE_H

#include <stdbool.h>
#include "base/arena.h"
#include "base/attributes.h"
#include "base/diagnostics.h"
#include "check/evaluation/updates.h"
#include "check/rule/rule.h"
#include "project/tree/project.h"

/* Builds the project an example describes. updates gets its update_... facts. dtc (NULL: found as usual) is needed for
 * `dts` texts, which go through a file in the temporary folder. Errors are those of the readers.
 */
NODISCARD bool example_project(struct arena *arena, const struct rule_example *example, const char *dtc,
                               struct diagnostics *diagnostics, struct project **project, struct update_facts *updates);

#endif

/* A source tree as the SDK would build it: what its files say, and the SDK's defaults where they are silent.
 *
 * Defaults are those of a release, so that a tree of unknown release is completed for each candidate. A completed project
 * is a copy that shares everything but its configurations with the one that was read; it lives in the arena.
 */
#ifndef CHECK_RUN_DEFAULTS_H
#define CHECK_RUN_DEFAULTS_H

#include "base/arena.h"
#include "base/version.h"
#include "check/rule/rule.h"
#include "project/tree/project.h"

struct source_defaults;

/* project is a source tree and must outlive the result. */
struct source_defaults *source_defaults_create(struct arena *arena, const struct rule_set *set,
                                               const struct project *project);

/* Symbols that stand in no file get their default (struct kconfig_symbol, default_source); forced ones have the value
 * that the SDK gives them; one whose default is open has the type KCONFIG_UNKNOWN. Images are those that the build has.
 * Releases between which no default changes share one project.
 */
const struct project *source_defaults_project(struct source_defaults *defaults, struct sdk_version sdk);

/* The same where its release is known; otherwise, and where it is no source tree, the project as it is. */
const struct project *source_defaults_applied(struct arena *arena, const struct rule_set *set,
                                              const struct project *project);

#endif

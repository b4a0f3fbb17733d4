/* Rows that the option tables of the commands about a tree have in common: one wording for one meaning. */
#ifndef CLI_TREE_OPTIONS_H
#define CLI_TREE_OPTIONS_H

#include "cli/command.h"

/* clang-format off */
#define DTC_OPTION \
    { "--dtc", NULL, "PROGRAM", "the devicetree compiler to use", false }

/* What check_run_project_options() reads. */
#define TREE_OPTIONS \
    { "--sdk-version", NULL, "VERSION", "the NCS release of the tree, when it does not say or says wrong", false }, \
    { "--board", NULL, "BOARD", "the board target, when the tree does not say, or one of several that it names", \
      false }, \
    DTC_OPTION

/* What check_run_begin() and check_run_ready() read. */
#define RULES_OPTION \
    { "--rules", NULL, "DIR", "a folder with further rule files", false }
#define CONFIG_OPTION \
    { "--config", NULL, "FILE", "the project file instead of the nearest .nrf53pack.yml", false }
#define PROJECT_OPTIONS \
    RULES_OPTION, \
    CONFIG_OPTION, \
    { "--product", NULL, "NAME", "the product that waivers are for (default: the project file's)", false }
#define ALLOW_OPTION \
    { "--allow", NULL, "RULE=REASON", "waive a rule for this call", true }
#define FAIL_ON_OPTION \
    { "--fail-on", NULL, "SEVERITY", "exit 1 from this severity on: brick, error (default) or warning", false }
#define DEPLOYED_OPTION \
    { "--deployed", NULL, "DIR", "the released build, or what was kept of it: what may not change for its devices", \
      false }
/* clang-format on */

#endif

/* What a call of `simulate` asks for, read from its options. */
#ifndef CLI_SIMULATE_SETTINGS_H
#define CLI_SIMULATE_SETTINGS_H

#include "cli/report_targets.h"
#include "cli/simulate/simulation.h"
#include "project/tree/project_options.h"

enum simulate_format { FORMAT_TEXT, FORMAT_JSON, FORMAT_SVG };

struct simulate_settings {
    struct project_options project;
    struct exploration_options exploration;
    enum image_choice images;
    uint32_t largest;   /* bytes of a noise image, 0: as the slots allow */
    const char *replay; /* NULL: scenarios are run, not a path */
    struct report_targets targets;
};

/* Usage errors: values that are none, options that exclude each other. */
NODISCARD bool simulate_settings_parse(struct command_call *call, struct simulate_settings *settings);

/* Usage errors: options that do nothing beside --list or --replay. */
NODISCARD bool simulate_options_go_together(struct command_call *call);

#endif

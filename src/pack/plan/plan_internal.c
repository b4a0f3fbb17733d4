#include "pack/plan/plan_internal.h"

#include <string.h>

bool plan_missing(const struct planner *planner, const char *what, const char *where, const char *option)
{
    if (planner->overrides->without_tree) {
        bool named = false;

        for (size_t i = 0; i < planner->missing_options->count; i++) {
            named = named || strcmp(planner->missing_options->items[i], option) == 0;
        }
        if (!named) {
            *ARENA_PUSH(planner->arena, planner->missing_options) = option;
        }
        return false;
    }
    return diagnose(planner->diagnostics, DIAGNOSTIC_INPUT, ORIGIN_NONE,
                    "%s is not known: '%s' does not say (%s); give it with '%s'", what, planner->project->path, where,
                    option);
}

bool config_off(const struct kconfig *config, const char *symbol)
{
    const struct kconfig_symbol *found = config == NULL ? NULL : kconfig_find(config, symbol);

    return found != NULL && found->type == KCONFIG_NOT_SET;
}

struct tree_text config_switch(struct arena *arena, const struct kconfig *config, const char *prefix,
                               const char *symbol)
{
    if (!config_on(config, symbol)) {
        return (struct tree_text){ 0 };
    }
    return (struct tree_text){ "y", arena_printf(arena, "%s:%s", prefix, symbol),
                               kconfig_find(config, symbol)->origin };
}

#include "pack/plan_steps.h"

#include "pack/plan_step_writer.h"

void plan_steps_make(struct arena *arena, const struct package_plan *plan, const char *folder, struct plan_steps *steps)
{
    struct step_writer writer = { .arena = arena, .plan = plan, .folder = folder, .steps = steps };

    *steps = (struct plan_steps){ 0 };
    for (size_t i = 0; i < plan->count; i++) {
        if (plan->items[i].block != NULL) {
            steps_of_block(&writer, &plan->items[i]);
        }
        steps_of_image(&writer, &plan->items[i]);
    }
    for (size_t i = 0; i < plan->provisions.count; i++) {
        steps_of_provision(&writer, &plan->provisions.items[i]);
    }
    steps_of_net_backup(&writer);
    steps_of_packages(&writer);
}

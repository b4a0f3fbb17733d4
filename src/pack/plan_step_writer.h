/* Shared by the files that turn a plan into steps: one step after the other is begun, filled, and given its commands. */
#ifndef PACK_PLAN_STEP_WRITER_H
#define PACK_PLAN_STEP_WRITER_H

#include "base/text.h"
#include "pack/plan_steps.h"

struct step_writer {
    struct arena *arena;
    const struct package_plan *plan;
    const char *folder;
    struct plan_steps *steps;
    struct plan_step *step; /* the last one begun */
    struct text command;    /* the last one begun */
};

struct plan_step *step_begin(struct step_writer *writer, const char *what);
void step_input(struct step_writer *writer, const char *path);
void step_output(struct step_writer *writer, const char *name);
void step_text(struct step_writer *writer, const char *name, const struct tree_text *text);
void step_number(struct step_writer *writer, const char *name, const struct tree_number *number, bool hexadecimal);
void step_flag(struct step_writer *writer, const char *name, const char *from);

/* An output of an earlier step, or of this one, as a path. */
const char *step_path(const struct step_writer *writer, const char *name);

void command_begin(struct step_writer *writer, const char *program);
void command_word(struct step_writer *writer, const char *word);
void command_option(struct step_writer *writer, const char *name, const char *value);
void command_arguments(struct step_writer *writer); /* those of the step, in their order */
void command_end(struct step_writer *writer);

void steps_of_block(struct step_writer *writer, const struct planned_image *image);
void steps_of_image(struct step_writer *writer, const struct planned_image *image);
void steps_of_provision(struct step_writer *writer, const struct planned_provision *provision);
void steps_of_net_backup(struct step_writer *writer);
void steps_of_packages(struct step_writer *writer);

#endif

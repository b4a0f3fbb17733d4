/* Runs another program without a shell. */
#ifndef BASE_PROCESS_H
#define BASE_PROCESS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "base/arena.h"
#include "base/attributes.h"

struct process_result {
    int exit_status;    /* 0..255; 128 + signal when killed; -1 when it could not be started */
    const char *output; /* stdout, zero-terminated */
    size_t output_size;
    const char *errors;  /* stderr, zero-terminated, cut at 64 KiB */
    const char *failure; /* why it could not be started or read, or NULL */
};

/* argv ends with NULL; argv[0] is looked up in PATH when it holds no '/'. Standard input is empty. Output over
 * output_limit bytes ends the program and sets failure.
 */
NODISCARD bool process_run(struct arena *arena, const char *const *argv, size_t output_limit,
                           struct process_result *result);

/* The same in two steps, so that programs run side by side: every process started must be finished. NULL when it
 * could not be started; result then says why.
 */
struct process;

NODISCARD struct process *process_start(struct arena *arena, const char *const *argv, size_t output_limit,
                                        struct process_result *result);
NODISCARD bool process_finish(struct process *process, struct process_result *result);

/* The program's end counts: what it left running is not waited for, even where that still holds the output open, and is
 * not stopped.
 *
 * A program that takes longer is ended and counts as failed; PROCESS_SECONDS unless set. Counted from the start.
 */
#define PROCESS_SECONDS 60
void process_time_limit(struct process *process, unsigned seconds);

/* Full path of a program found in PATH, or NULL. */
const char *process_find(struct arena *arena, const char *program);

/* Full path of a program in the folder that this program itself is in, or NULL. */
const char *process_beside(struct arena *arena, const char *program);

/* Environment variable, or NULL when unset or empty. */
const char *environment(const char *name);

/* Programs started from now on do not get this variable: it holds a secret. The name is borrowed for ever; of more than
 * ENVIRONMENT_SECRETS names the rest is handed on. Not to be called while others start programs.
 */
#define ENVIRONMENT_SECRETS 8
void environment_keep_secret(const char *name);

/* What process_start() gives to programs: the environment without the secrets; NULL at the end. */
char **environment_handed_on(struct arena *arena);

#endif

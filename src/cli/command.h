/* A command of the program as data: its options, its help and the function that runs it.
 *
 * Help, completion, the manual page and the parser are all made from these tables.
 */
#ifndef CLI_COMMAND_H
#define CLI_COMMAND_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "base/arena.h"
#include "base/attributes.h"
#include "base/diagnostics.h"
#include "base/result.h"
#include "base/text.h"

enum exit_status {
    EXIT_GOOD = 0,     /* nothing at or above the threshold */
    EXIT_FINDING = 1,  /* a finding at or above the threshold, a failed verification */
    EXIT_USAGE = 2,    /* wrong call */
    EXIT_UNUSABLE = 3, /* input unusable, output not writable, answer not reached, no memory */
    EXIT_INTERNAL = 4, /* a bug of ours */
};

struct command_option {
    const char *name;     /* "--key" */
    const char *alias;    /* "-k", or NULL */
    const char *argument; /* "PEM" for help; two words, "TYPE TEXT": it takes two values; NULL for a flag */
    const char *help;     /* one line */
    bool repeatable;
};

struct option_use {
    const struct command_option *option;
    const char *value;  /* NULL for a flag */
    const char *second; /* of an option with two values, else NULL */
};

struct option_uses {
    struct option_use *items;
    size_t count;
    size_t capacity;
};

struct command;

/* One call of a command, options parsed and checked against its table. */
struct command_call {
    const struct command *command;
    struct arena *arena;
    struct diagnostics *diagnostics; /* printed by main() after run() returns */
    struct text *output;             /* stdout: written by main() after run() returns */
    struct option_uses options;
    const char **arguments; /* positional */
    size_t argument_count;
    bool colour; /* stdout is a terminal and colour is wanted */
};

struct command {
    const char *name;
    const char *arguments; /* "BUILD -o OUT", for the usage line */
    const char *summary;   /* one line for the list of commands */
    const char *details;   /* a few lines for `nrf53pack help COMMAND`, or NULL */
    const struct command_option *options;
    size_t option_count;
    size_t least_arguments;
    size_t most_arguments; /* SIZE_MAX: any number */
    enum exit_status (*run)(struct command_call *call);
};

/* The one list of commands; defined in commands.c, each entry in a file of its own name. */
extern const struct command command_check, command_explain, command_pack, command_sign, command_sign_b0,
    command_provision, command_verify, command_info, command_simulate, command_keygen, command_getpub,
    command_getpubhash, command_getpriv, command_keyinfo, command_bootconfig, command_map, command_report, command_init,
    command_diff, command_help, command_version;

/* Last value given for an option, or NULL; flags: "" when given. name is the long name. */
const char *call_option(const struct command_call *call, const char *name);
bool call_flag(const struct command_call *call, const char *name);
/* Next value of a repeatable option; *position starts at 0. NULL at the end. */
const char *call_option_next(const struct command_call *call, const char *name, size_t *position);
/* The same for an option with two values. */
const struct option_use *call_option_pair(const struct command_call *call, const char *name, size_t *position);

/* A number option (decimal or 0x...), at most `most`. Reports DIAGNOSTIC_USAGE and returns false when it is no number
 * or too large; leaves *value alone when the option is not given.
 */
NODISCARD bool call_number(const struct command_call *call, const char *name, uint64_t most, uint64_t *value);

/* Reports a usage error and returns EXIT_USAGE. */
enum exit_status call_usage_error(const struct command_call *call, const char *format, ...) PRINTF_LIKE(2, 3);

/* The exit status that the diagnostics so far ask for; EXIT_GOOD when there is none but notes. */
enum exit_status call_status(const struct command_call *call);

/* Result of several inputs: the first of 4, 3, 1, 0 that occurred (2 never reaches this). */
enum exit_status worse_status(enum exit_status left, enum exit_status right);

#endif

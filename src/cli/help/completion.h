/* What a shell can offer at a place of the command line, and the texts for man, bash, zsh and fish made from it.
 *
 * All of it comes from the option tables; only the words that an option takes stand in a table of their own
 * (completion_words.c), and a test gives each of them to the program. Texts live in the arena given.
 */
#ifndef CLI_HELP_COMPLETION_H
#define CLI_HELP_COMPLETION_H

#include "base/text.h"
#include "cli/command.h"

enum completion_kind { COMPLETION_NONE, COMPLETION_FILE, COMPLETION_FOLDER, COMPLETION_WORDS };

struct completion {
    enum completion_kind kind;
    /* With blanks between them; one that ends with "=" wants more behind it. COMPLETION_FILE with words: both are offered. */
    const char *words;
};

/* What the words of completion_words.c cannot say: names that the program knows. */
struct completion_names {
    const char *commands;
    const char *rules;       /* ids, with blanks between them */
    const char *rule_waiver; /* the same, each with "=" behind it */
    const char *scenarios;
    const char *recipes;
};

/* False when the rules cannot be loaded, which is an error of this program's making. */
NODISCARD bool completion_names_read(struct arena *arena, struct diagnostics *diagnostics,
                                     struct completion_names *names);

/* The value of an option that takes one. */
struct completion completion_of_option(const struct completion_names *names, const struct command *command,
                                       const struct command_option *option);

/* What stands where no option does. */
struct completion completion_of_argument(const struct completion_names *names, const struct command *command);

/* The words of one option, or NULL: it takes any text. */
const char *completion_words(const char *command, const char *option);

/* Appends `raw` with `escape` before each character that is one of `special`. */
void completion_escape(struct text *out, const char *raw, const char *special, const char *escape);

/* All options of a command: its own, then those that every command has. */
size_t completion_option_count(const struct command *command);
const struct command_option *completion_option_at(const struct command *command, size_t index);

void completion_bash(struct text *out, const struct completion_names *names);
void completion_zsh(struct text *out, const struct completion_names *names);
void completion_fish(struct text *out, const struct completion_names *names);

/* The manual page, for section 1, in mdoc's macros. */
void help_manual(struct text *out);

#endif

#include "cli/help/completion.h"

#include <string.h>
#include "check/rule/rule.h"
#include "cli/commands.h"
#include "cli/options.h"
#include "recipe/recipe.h"
#include "sim/scenarios.h"

#define NAMES_LIMIT (256u * 1024u)

static void add_word(struct text *list, const char *word, const char *end)
{
    text_printf(list, "%s%s%s", list->length == 0 ? "" : " ", word, end);
}

bool completion_names_read(struct arena *arena, struct diagnostics *diagnostics, struct completion_names *names)
{
    struct text commands = text_create(arena, NAMES_LIMIT);
    struct text rules = text_create(arena, NAMES_LIMIT);
    struct text waivers = text_create(arena, NAMES_LIMIT);
    struct text scenarios = text_create(arena, NAMES_LIMIT);
    struct text recipes = text_create(arena, NAMES_LIMIT);
    const struct recipes *known = recipes_load(arena);
    struct rule_set *set;

    if (!rule_set_load_brief(arena, NULL, diagnostics, &set)) {
        return false;
    }
    for (size_t i = 0; i < command_count(); i++) {
        add_word(&commands, command_at(i)->name, "");
    }
    for (size_t i = 0; i < rule_set_count(set); i++) {
        add_word(&rules, rule_set_at(set, i)->id, "");
        add_word(&waivers, rule_set_at(set, i)->id, "=");
    }
    for (size_t i = 0; i < scenario_count(); i++) {
        add_word(&scenarios, scenario_at(i).name, "");
    }
    for (size_t i = 0; i < known->count; i++) {
        add_word(&recipes, known->items[i].name, "");
    }
    *names = (struct completion_names){ commands.data, rules.data, waivers.data, scenarios.data, recipes.data };
    return true;
}

static struct completion of_words(const char *words)
{
    return (struct completion){ COMPLETION_WORDS, words };
}

static bool is_one_of(const char *name, const char *const *list, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (strcmp(name, list[i]) == 0) {
            return true;
        }
    }
    return false;
}

/* The tables call the same kind of value by the same word. */
static struct completion by_placeholder(const char *placeholder)
{
    static const char *const files[] = { "FILE", "PEM", "KEY", "PUB", "PRIV", "OUT", "OUT.hex", "PROGRAM", "PAGE" };
    static const char *const folders[] = { "DIR", "FOLDER", "BUILD" };

    if (is_one_of(placeholder, files, ARRAY_LENGTH(files))) {
        return (struct completion){ COMPLETION_FILE, NULL };
    }
    return (struct completion){ is_one_of(placeholder, folders, ARRAY_LENGTH(folders)) ? COMPLETION_FOLDER
                                                                                       : COMPLETION_NONE,
                                NULL };
}

struct completion completion_of_option(const struct completion_names *names, const struct command *command,
                                       const struct command_option *option)
{
    const char *words = completion_words(command->name, option->name);

    if (strcmp(option->name, "--allow") == 0) {
        words = names->rule_waiver;
    } else if (strcmp(option->name, "--scenario") == 0) {
        words = names->scenarios;
    } else if (strcmp(option->name, "--why") == 0) {
        words = names->rules;
    }
    return words != NULL ? of_words(words) : by_placeholder(option->argument);
}

struct completion completion_of_argument(const struct completion_names *names, const struct command *command)
{
    if (command->most_arguments == 0) {
        return (struct completion){ COMPLETION_NONE, NULL };
    }
    if (strcmp(command->name, "help") == 0) {
        return of_words(names->commands);
    }
    if (strcmp(command->name, "init") == 0) {
        return of_words(names->recipes);
    }
    /* `explain` reads logs, too */
    return (struct completion){ COMPLETION_FILE, strcmp(command->name, "explain") == 0 ? names->rules : NULL };
}

void completion_escape(struct text *out, const char *raw, const char *special, const char *escape)
{
    for (; *raw != '\0'; raw++) {
        if (strchr(special, *raw) != NULL) {
            text_append(out, escape);
        }
        text_append_bytes(out, raw, 1);
    }
}

size_t completion_option_count(const struct command *command)
{
    return command->option_count + common_option_count();
}

const struct command_option *completion_option_at(const struct command *command, size_t index)
{
    return index < command->option_count ? &command->options[index] : common_option(index - command->option_count);
}

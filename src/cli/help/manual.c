/* The manual page in mdoc. Every sentence begins a line, as mdoc's formatters want it to space them. */
#include <ctype.h>
#include <string.h>

#include "cli/commands.h"
#include "cli/help/completion.h"
#include "cli/options.h"

#define LINE_WIDTH 66

/* A word of text: "." and "'" begin a request at the start of a line only. */
static void append_word(struct text *out, struct slice word, bool first)
{
    if (first && (word.data[0] == '.' || word.data[0] == '\'')) {
        text_append(out, "\\&");
    }
    for (size_t i = 0; i < word.length; i++) {
        if (word.data[i] == '\\') {
            text_append(out, "\\e");
        } else if (word.data[i] == '-') {
            text_append(out, "\\-");
        } else if (word.data[i] == '`') {
            text_append(out, "\\(ga");
        } else if (word.data[i] == '\'') {
            text_append(out, "\\(aq");
        } else {
            text_append_bytes(out, word.data + i, 1);
        }
    }
}

static bool ends_sentence(struct slice word)
{
    return word.length > 1 && strchr(".!?", word.data[word.length - 1]) != NULL;
}

/* Wrapped text. Line breaks of `text` are blanks. */
static void write_filled(struct text *out, const char *text, size_t length)
{
    size_t column = 0;
    size_t at = 0;
    bool ended = false;

    while (at < length) {
        struct slice word = { text + at, 0 };

        while (at < length && !isspace((unsigned char)text[at])) {
            at++;
        }
        word.length = (size_t)(text + at - word.data);
        if (word.length > 0) {
            bool breaks = column == 0 || ended || column + word.length + 1 > LINE_WIDTH;

            text_append(out, column == 0 ? "" : breaks ? "\n" : " ");
            append_word(out, word, breaks);
            column = breaks ? word.length : column + 1 + word.length;
            ended = ends_sentence(word);
        }
        at++;
    }
    if (column > 0) {
        text_append(out, "\n");
    }
}

static void write_text(struct text *out, const char *text)
{
    write_filled(out, text, strlen(text));
}

/* Lines that begin with a blank were laid out by hand and stay as they are. */
static void write_details(struct text *out, const char *details)
{
    while (*details != '\0') {
        bool laid_out = *details == ' ';
        const char *end = details;

        while (*end != '\0' && *end != '\n' && (*end == ' ') == laid_out) {
            const char *line_end = strchr(end, '\n');

            end = line_end == NULL ? end + strlen(end) : line_end + 1;
        }
        text_append(out, ".Pp\n");
        if (laid_out) {
            text_append(out, ".Bd -literal -compact\n");
            append_word(out, (struct slice){ details, (size_t)(end - details) }, true);
            text_append(out, end[-1] == '\n' ? ".Ed\n" : "\n.Ed\n");
        } else {
            write_filled(out, details, (size_t)(end - details));
        }
        while (*end == '\n') {
            end++;
        }
        details = end;
    }
}

/* "TYPE VALUE" are two values; \& keeps a word from being taken for a macro. */
static void append_argument(struct text *out, const char *argument)
{
    const char *second = strchr(argument, ' ');
    size_t length = second == NULL ? strlen(argument) : (size_t)(second - argument);

    text_printf(out, " Ar \\&%.*s", (int)length, argument);
    if (second != NULL) {
        text_printf(out, " Ar \\&%s", second + 1);
    }
}

static void write_option(struct text *out, const struct command_option *option)
{
    text_append(out, ".It");
    if (option->alias != NULL) {
        text_printf(out, " Fl %s ,", option->alias + 1);
    }
    text_printf(out, " Fl \\-%s", option->name + 2);
    if (option->argument != NULL) {
        append_argument(out, option->argument);
    }
    text_append(out, "\n");
    write_text(out, option_description(out->arena, option));
}

static void write_command(struct text *out, const struct command *command)
{
    text_printf(out, ".Ss %s\n.Bd -literal -offset indent\nnrf53pack %s", command->name, command->name);
    if (command->arguments[0] != '\0') {
        text_append(out, " ");
        append_word(out, slice_of(command->arguments), false);
    }
    text_append(out, "\n.Ed\n.Pp\n");
    write_text(out, command->summary);
    if (command->details != NULL) {
        write_details(out, command->details);
    }
    if (command->option_count == 0) {
        return;
    }
    text_append(out, ".Bl -tag -width Ds\n");
    for (size_t i = 0; i < command->option_count; i++) {
        write_option(out, &command->options[i]);
    }
    text_append(out, ".El\n");
}

static const char beginning[] =
    ".Dt NRF53PACK 1\n.Os\n.Sh NAME\n.Nm nrf53pack\n.Nd check, sign and pack firmware updates for the nRF5340\n"
    ".Sh SYNOPSIS\n.Nm\n.Ar command\n.Op Ar options\n.Op Ar arguments\n"
    ".Sh DESCRIPTION\n"
    ".Nm\nreads the build tree of an nRF5340 application, made with the\n"
    "nRF Connect SDK and MCUboot, rejects combinations that are known to\n"
    "brick devices or to lose updates, and signs and packs the update of\nboth cores.\n"
    ".Pp\n"
    "An option and its value are two words, or one with\n.Sq =\nbetween them;\n.Fl \\-\nends the options.\n"
    "Results go to standard output, messages to standard error.\n"
    "These options belong to each command:\n.Bl -tag -width Ds\n";

static const char ending[] =
    ".Sh ENVIRONMENT\n.Bl -tag -width Ds\n"
    ".It Ev NO_COLOR\nNo colours, where\n.Fl \\-color\ndoes not ask for them.\n"
    ".It Ev DTC\nThe devicetree compiler, where\n.Fl \\-dtc\ndoes not name it.\n"
    ".It Ev ZEPHYR_SDK_INSTALL_DIR\nA Zephyr SDK whose devicetree compiler is taken when there is no\nother.\n"
    ".It Ev SOURCE_DATE_EPOCH\nThe time that stands in packages, in seconds since 1970.\n"
    ".El\n"
    ".Sh FILES\n.Bl -tag -width Ds\n"
    ".It Pa .nrf53pack.yml\nThe project file: severities and waivers.\n"
    "The nearest one is read, from the folder that is checked upward to\nthe root of its repository.\n"
    ".It Pa pack.json\nThe record that\n.Cm pack\nleaves beside the files that it makes.\n"
    ".El\n"
    ".Sh EXIT STATUS\n.Bl -tag -width Ds\n"
    ".It 0\nNothing at or above the threshold was found.\n"
    ".It 1\nA finding at or above the threshold, a failed verification, a\nfailing state, a refused diff.\n"
    ".It 2\nThe call was wrong.\n"
    ".It 3\nAn input cannot be used, an output cannot be written, or the\nanswer was not reached.\n"
    ".It 4\nAn internal error.\n"
    ".El\n"
    ".Pp\nWith several inputs all are looked at; the status is the first of\n4, 3, 1 and 0 that occurred.\n"
    ".Sh EXAMPLES\n.Bd -literal -offset indent\n"
    "nrf53pack check build\n"
    "nrf53pack pack build \\-o release \\-\\-key key.pem\n"
    "nrf53pack verify release/dfu_application.zip \\-\\-key key.pub.pem\n"
    "nrf53pack simulate build\n"
    ".Ed\n"
    ".Sh SEE ALSO\n.Xr dtc 1 ,\n.Xr openssl 1\n";

static void write_date(struct text *out)
{
    static const char *const months[] = { "January", "February", "March",     "April",   "May",      "June",
                                          "July",    "August",   "September", "October", "November", "December" };
    static const char date[] = NRF53PACK_RELEASED; /* "2026-11-22" */
    size_t month = (size_t)((date[5] - '0') * 10 + date[6] - '0');

    text_printf(out, ".Dd %s %s, %.4s\n", months[(month - 1) % ARRAY_LENGTH(months)], date + 8 + (date[8] == '0'),
                date);
}

void help_manual(struct text *out)
{
    write_date(out);
    text_append(out, beginning);
    for (size_t i = 0; i < common_option_count(); i++) {
        write_option(out, common_option(i));
    }
    text_append(out, ".El\n.Sh COMMANDS\n");
    for (size_t i = 0; i < command_count(); i++) {
        write_command(out, command_at(i));
    }
    text_append(out, ending);
}

#include "cli/pack/options_check.h"

#include <string.h>
#include "cli/sign/options.h"
#include "image/mcuboot_image.h"

/* The longest name that file systems take. */
#define LONGEST_NAME 255u

static bool none_given(const struct command_call *call, const char *const *names, size_t count, const char *why)
{
    for (size_t i = 0; i < count; i++) {
        if (call_option(call, names[i]) != NULL) {
            return diagnose(call->diagnostics, DIAGNOSTIC_USAGE, ORIGIN_NONE, "option '%s' is of use %s", names[i],
                            why);
        }
    }
    return true;
}

static bool check_with_build(const struct command_call *call)
{
    static const char *const names[] = { "--pad-header", "--mode", "--sector-size", "--max-sectors",
                                         "--soc",        "--name", "--net-name",    "--net-board" };

    return none_given(call, names, ARRAY_LENGTH(names), "without BUILD only: a build says this itself");
}

static bool check_without_build(const struct command_call *call)
{
    static const char *const names[] = { "--fail-on", "--strict", "--allow",       "--config",
                                         "--rules",   "--jobs",   "--sdk-version", "--dtc" };
    static const char *const of_network[] = {
        "--net-version",
        "--net-slot-size",
        "--net-load-address",
        "--net-image-index",
        "--net-board",
        "--net-name",
        "--nsib-key",
        "--nsib-public-key",
        "--nsib-sign-with",
        "--nsib-passphrase-env",
        "--nsib-passphrase-file",
    };

    return none_given(call, names, ARRAY_LENGTH(names), "with BUILD only: without one no rule is checked") &&
           (call_option(call, "--net") != NULL ||
            none_given(call, of_network, ARRAY_LENGTH(of_network), "with '--net' only"));
}

static bool is_plain(struct slice text)
{
    for (size_t at = 0; at < text.length;) {
        size_t step = utf8_sequence(text.data + at, text.length - at);
        unsigned char c = (unsigned char)text.data[at];

        if (step == 0 || c < ' ' || c == 0x7f) {
            return false;
        }
        at += step;
    }
    return text.length > 0;
}

/* The name becomes that of a file in the package. */
static bool is_file_name(const char *name)
{
    return strpbrk(name, "/\\") == NULL && strcmp(name, ".") != 0 && strcmp(name, "..") != 0 &&
           strlen(name) <= LONGEST_NAME;
}

static bool check_texts(const struct command_call *call)
{
    static const struct {
        const char *option;
        bool is_name;
    } texts[] = {
        { "--name", true }, { "--net-name", true }, { "--board", false }, { "--net-board", false }, { "--soc", false },
    };

    for (size_t i = 0; i < ARRAY_LENGTH(texts); i++) {
        const char *text = call_option(call, texts[i].option);

        if (text == NULL) {
            continue;
        }
        if (!is_plain(slice_of(text))) {
            return diagnose(call->diagnostics, DIAGNOSTIC_USAGE, ORIGIN_NONE,
                            "'%s' of option '%s' is empty, or holds control characters or bytes that are no UTF-8",
                            text, texts[i].option);
        }
        if (texts[i].is_name && !is_file_name(text)) {
            return diagnose(call->diagnostics, DIAGNOSTIC_USAGE, ORIGIN_NONE,
                            "'%s' of option '%s' is no name of a file in the package", text, texts[i].option);
        }
    }
    return true;
}

static bool check_versions(const struct command_call *call)
{
    struct mcuboot_version unused;

    return option_version(call, "--version", &unused) && option_version(call, "--net-version", &unused);
}

bool pack_options_check(const struct command_call *call)
{
    return check_texts(call) && check_versions(call) &&
           (call->argument_count > 0 ? check_with_build(call) : check_without_build(call));
}

#include "cli/pack/options.h"

#include <string.h>
#include "cli/sign/extra_arguments.h"
#include "cli/sign/options.h"
#include "cli/sign/signer_options.h"
#include "cli/tree_options.h"
#include "image/mcuboot_image.h"
#include "pack/package.h"

static bool number_option(const struct command_call *call, const char *name, uint64_t most, struct tree_number *number)
{
    if (!call_number(call, name, most, &number->value)) {
        return false;
    }
    number->known = call_option(call, name) != NULL;
    number->from = name;
    return true;
}

static bool align_option(const struct command_call *call, struct tree_number *align)
{
    static const uint64_t sizes[] = { 1, 2, 4, 8, 16, 32 };

    align->known = call_option(call, "--align") != NULL;
    align->from = "--align";
    return option_choice(call, "--align", sizes, ARRAY_LENGTH(sizes), &align->value);
}

static bool check_header_size(const struct command_call *call, const struct tree_number *size)
{
    return !size->known || size->value >= MCUBOOT_HEADER_SIZE ||
           diagnose(call->diagnostics, DIAGNOSTIC_USAGE, ORIGIN_NONE, "'%s' of option '--header-size' is under %u",
                    call_option(call, "--header-size"), MCUBOOT_HEADER_SIZE);
}

/* The names that `sign` takes, but for what pack does not make. */
static bool mode_option(const struct command_call *call, struct plan_overrides *overrides)
{
    static const struct {
        const char *name;
        enum upgrade_mode mode;
    } modes[] = { { "swap-move", UPGRADE_SWAP_MOVE },
                  { "swap-offset", UPGRADE_SWAP_OFFSET },
                  { "swap-scratch", UPGRADE_SWAP_SCRATCH },
                  { "overwrite-only", UPGRADE_OVERWRITE_ONLY } };
    const char *given = call_option(call, "--mode");

    for (size_t i = 0; given != NULL && i < ARRAY_LENGTH(modes); i++) {
        if (strcmp(given, modes[i].name) == 0) {
            overrides->mode_known = true;
            overrides->mode = modes[i].mode;
        }
    }
    return given == NULL || overrides->mode_known ||
           diagnose(call->diagnostics, DIAGNOSTIC_USAGE, ORIGIN_NONE,
                    "'%s' of option '--mode' is none of swap-move, swap-offset, swap-scratch, overwrite-only", given);
}

static bool sector_options(const struct command_call *call, struct plan_overrides *overrides)
{
    static const char *const names[] = { "--sector-size", "--max-sectors" };
    struct tree_number *const numbers[] = { &overrides->sector_size, &overrides->max_sectors };

    for (size_t i = 0; i < ARRAY_LENGTH(names); i++) {
        if (!number_option(call, names[i], i == 0 ? UINT32_MAX : UINT16_MAX, numbers[i])) {
            return false;
        }
        if (numbers[i]->known && numbers[i]->value == 0) {
            return diagnose(call->diagnostics, DIAGNOSTIC_USAGE, ORIGIN_NONE, "'0' of option '%s' is under 1",
                            names[i]);
        }
    }
    return true;
}

static bool exclude(const struct command_call *call, const char *first, const char *second)
{
    return call_option(call, first) == NULL || call_option(call, second) == NULL ||
           diagnose(call->diagnostics, DIAGNOSTIC_USAGE, ORIGIN_NONE, "options '%s' and '%s' exclude each other", first,
                    second);
}

static bool check_seconds(const struct command_call *call)
{
    unsigned seconds;

    return signer_options_seconds(
        call, call_option(call, "--sign-with") != NULL || call_option(call, "--nsib-sign-with") != NULL, &seconds);
}

/* Without its public half nobody could tell whether a signature from elsewhere is the right one. */
static bool check_sign_with(const struct command_call *call)
{
    return (call_option(call, "--sign-with") == NULL || call_option(call, "--public-key") != NULL ||
            diagnose(call->diagnostics, DIAGNOSTIC_USAGE, ORIGIN_NONE,
                     "option '--sign-with' needs the public half of the key in '--public-key'")) &&
           check_seconds(call);
}

static void read_texts(const struct command_call *call, struct plan_overrides *overrides)
{
    *overrides = (struct plan_overrides){
        .key = call_option(call, "--key"),
        .public_key = call_option(call, "--public-key"),
        .nsib_key = call_option(call, "--nsib-key"),
        .nsib_public_key = call_option(call, "--nsib-public-key"),
        .encrypt_key = call_option(call, "--encrypt-key"),
        .soc = call_option(call, "--soc"),
        .without_tree = call->argument_count == 0,
        .pad_header = call_flag(call, "--pad-header"),
        .describe_only = call_flag(call, "--explain-plan"),
        .application.version = call_option(call, "--version"),
        .application.file = call_option(call, "--app"),
        .application.name = call_option(call, "--name"),
        .application.board = call_option(call, "--board"),
        .network.version = call_option(call, "--net-version"),
        .network.file = call_option(call, "--net"),
        .network.name = call_option(call, "--net-name"),
        .network.board = call_option(call, "--net-board"),
    };
}

bool pack_options_read(struct command_call *call, struct plan_overrides *overrides)
{
    read_texts(call, overrides);
    overrides->read_extra = extra_arguments_read;
    overrides->read_extra_state = call;
    return exclude(call, "--key", "--public-key") && check_sign_with(call) &&
           exclude(call, "--nsib-key", "--nsib-public-key") &&
           number_option(call, "--header-size", UINT16_MAX, &overrides->header_size) &&
           check_header_size(call, &overrides->header_size) && align_option(call, &overrides->align) &&
           mode_option(call, overrides) && sector_options(call, overrides) &&
           number_option(call, "--security-counter", UINT32_MAX, &overrides->security_counter) &&
           number_option(call, "--slot-size", UINT32_MAX, &overrides->application.slot_size) &&
           number_option(call, "--net-slot-size", UINT32_MAX, &overrides->network.slot_size) &&
           number_option(call, "--load-address", UINT32_MAX, &overrides->application.load_address) &&
           number_option(call, "--net-load-address", UINT32_MAX, &overrides->network.load_address) &&
           number_option(call, "--image-index", UINT8_MAX, &overrides->application.image_index) &&
           number_option(call, "--net-image-index", UINT8_MAX, &overrides->network.image_index);
}

const struct command_option pack_options[] = {
    { "--output", "-o", "OUT", "folder for everything that is made (required, but for --explain-plan)", false },
    { "--explain-plan", NULL, NULL, "make nothing: print each step, who says each value, and the SDK's commands",
      false },
    { "--key", "-k", "PEM", "private key that signs the MCUboot images; else the key file the tree names", false },
    { "--passphrase-env", NULL, "NAME", "environment variable that holds the passphrase of --key", false },
    { "--passphrase-file", NULL, "FILE", "file whose first line is the passphrase of --key", false },
    { "--public-key", NULL, "PEM", "public half of a key that is not here: of a vault, a smart card, ...", false },
    { "--sign-with", NULL, "COMMAND", "sign by running this: '... {digest} {signature}'; with --public-key", false },
    { "--sign-seconds", NULL, "SECONDS", "time that each command of --sign-with, --nsib-sign-with may take (60)",
      false },
    { "--nsib-key", NULL, "PEM", "private key that signs for b0 and b0n; makes the validation blocks anew", false },
    { "--nsib-passphrase-env", NULL, "NAME", "environment variable that holds the passphrase of --nsib-key", false },
    { "--nsib-passphrase-file", NULL, "FILE", "file whose first line is the passphrase of --nsib-key", false },
    { "--nsib-public-key", NULL, "PEM", "public half of NSIB's key, when that is not here", false },
    { "--nsib-sign-with", NULL, "COMMAND", "as --sign-with, for b0 and b0n; with --nsib-public-key", false },
    { "--digests-out", NULL, "DIR", "write what has to be signed elsewhere, as far as signatures are missing", false },
    { "--signatures-in", NULL, "DIR", "take NAME.sig for each NAME.digest of --digests-out", false },
    { "--encrypt-key", NULL, "PEM", "public key of the devices, for encrypted application images", false },
    { "--fail-on", NULL, "SEVERITY", "pack nothing from this severity on: brick, error (default) or warning", false },
    { "--strict", NULL, NULL, "pack nothing either when a rule of consequence brick or error cannot be decided",
      false },
    PROJECT_OPTIONS,
    { "--allow", NULL, "RULE=REASON", "pack in spite of a finding; recorded in " RECORD_NAME, true },
    { "--jobs", NULL, "N", "devicetree compilers to run at once (default: one for each image)", false },
    TREE_OPTIONS,
    { "--version", NULL, "VERSION", "version of the application image instead of the tree's", false },
    { "--net-version", NULL, "VERSION", "version of the image around the network firmware", false },
    { "--header-size", NULL, "BYTES", "header size of both images", false },
    { "--slot-size", NULL, "BYTES", "size of the application's slots", false },
    { "--net-slot-size", NULL, "BYTES", "size of the network image's slots", false },
    { "--align", NULL, "BYTES", "write size of the flash", false },
    { "--security-counter", NULL, "NUMBER", "security counter of all images", false },
    { "--load-address", NULL, "ADDRESS", "where the application firmware starts", false },
    { "--net-load-address", NULL, "ADDRESS", "where the network firmware starts", false },
    { "--image-index", NULL, "NUMBER", "MCUboot's image number of the application", false },
    { "--net-image-index", NULL, "NUMBER", "MCUboot's image number of the network firmware", false },
    { "--app", NULL, "FILE", "without BUILD: firmware of the application", false },
    { "--net", NULL, "FILE", "without BUILD: firmware of the network core, with or without its validation block",
      false },
    { "--pad-header", NULL, NULL, "without BUILD: the application comes without room for MCUboot's header", false },
    { "--mode", NULL, "MODE", "without BUILD: swap-move, swap-offset, swap-scratch, overwrite-only", false },
    { "--sector-size", NULL, "BYTES", "without BUILD: sectors of the slots (default 4096)", false },
    { "--max-sectors", "-M", "COUNT", "without BUILD: sectors that the bootloader handles (default 128)", false },
    { "--soc", NULL, "SOC", "without BUILD: what the manifest says, nrf5340", false },
    { "--net-board", NULL, "BOARD", "without BUILD: the network core's board target, for the manifest", false },
    { "--name", NULL, "NAME", "without BUILD: the application's name in the package (default app)", false },
    { "--net-name", NULL, "NAME", "without BUILD: the network image's name in the package (default net)", false },
};

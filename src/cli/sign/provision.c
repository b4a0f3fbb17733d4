#include <string.h>
#include "base/file.h"
#include "cli/command.h"
#include "cli/sign/signer_options.h"
#include "sign/firmware.h"
#include "sign/hex_writer.h"
#include "sign/nsib_writer.h"
#include "sign/provision_writer.h"

#define KEY_COUNT_LIMIT 256u

static bool usage(const struct command_call *call, const char *message)
{
    return diagnose(call->diagnostics, DIAGNOSTIC_USAGE, ORIGIN_NONE, "%s", message);
}

static bool read_form(const struct command_call *call, struct provision_options *options)
{
    static const enum provision_form forms[] = { PROVISION_FORM_FIRST, PROVISION_FORM_OLD, PROVISION_FORM_NEW };
    const char *form = call_option(call, "--form");

    if (form == NULL) {
        return usage(call,
                     "option '--form' is missing: 'first' as b0 of NCS up to 2.1 has it, 'old' of 2.2 to 2.6, 'new' "
                     "from 2.9 on; the wrong one stops b0");
    }
    for (size_t i = 0; i < ARRAY_LENGTH(forms); i++) {
        options->form = strcmp(form, provision_form_name(forms[i])) == 0 ? forms[i] : options->form;
    }
    return options->form != PROVISION_FORM_UNKNOWN ||
           diagnose(call->diagnostics, DIAGNOSTIC_USAGE, ORIGIN_NONE,
                    "'%s' of option '--form' is none of 'first', 'old' and 'new'", form);
}

/* "nsib=240" or "mcuboot=240". */
static bool read_counter(const struct command_call *call, const char *text, struct provision_options *options)
{
    const char *equals = strchr(text, '=');
    struct slice name = { text, equals == NULL ? strlen(text) : (size_t)(equals - text) };
    bool is_nsib = slice_equals(name, "nsib");
    uint64_t slots;

    if (equals == NULL || (!is_nsib && !slice_equals(name, "mcuboot")) ||
        !parse_uint64(slice_of(equals + 1), 0, &slots) || slots > UINT16_MAX) {
        return diagnose(call->diagnostics, DIAGNOSTIC_USAGE, ORIGIN_NONE,
                        "'%s' of option '--counter-slots' is not 'nsib=N' or 'mcuboot=N' with N up to %u", text,
                        UINT16_MAX);
    }
    *(is_nsib ? &options->nsib_slots : &options->mcuboot_slots) = (uint16_t)slots;
    return true;
}

static bool read_counters(const struct command_call *call, struct provision_options *options)
{
    const char *text;
    size_t position = 0;

    while ((text = call_option_next(call, "--counter-slots", &position)) != NULL) {
        if (!read_counter(call, text, options)) {
            return false;
        }
    }
    return true;
}

static bool read_keys(const struct command_call *call, struct provision_options *options)
{
    struct provision_key_file *files = arena_array(call->arena, KEY_COUNT_LIMIT, sizeof *files);
    const char *path;
    size_t position = 0;

    options->keys = files;
    while ((path = call_option_next(call, "--public-key", &position)) != NULL) {
        if (options->key_count == KEY_COUNT_LIMIT) {
            return usage(call, "too many public keys: no page holds them");
        }
        files[options->key_count].path = path;
        if (!public_key_load(call, path, &files[options->key_count++].key)) {
            return false;
        }
    }
    return true;
}

/* Word-aligned as every slot is; 0 is where b0 itself lies. */
static bool read_slot(const struct command_call *call, const char *name, uint32_t *address)
{
    uint64_t number = *address;

    if (!call_number(call, name, UINT32_MAX, &number)) {
        return false;
    }
    *address = (uint32_t)number;
    return number % 4 == 0 || diagnose(call->diagnostics, DIAGNOSTIC_USAGE, ORIGIN_NONE,
                                       "'%s' of option '%s' is no multiple of 4", call_option(call, name), name);
}

/* What NSIB's page must have, and a page without NSIB must not. */
static bool check_nsib(const struct command_call *call, const struct provision_options *options)
{
    bool has_s0 = call_option(call, "--s0") != NULL;

    if (options->mcuboot_only) {
        if (has_s0 || call_option(call, "--s1") != NULL || options->key_count > 0 || options->nsib_slots > 0) {
            return usage(call, "'--mcuboot-only' is a page without NSIB: no slots, no keys, no counter 'nsib'");
        }
        return options->mcuboot_slots > 0 || usage(call, "'--mcuboot-only' needs '--counter-slots mcuboot=N'");
    }
    return has_s0 || usage(call, "option '--s0' is missing, or '--mcuboot-only' for a device without NSIB");
}

static bool read_options(const struct command_call *call, struct provision_options *options)
{
    uint64_t width = 2;

    *options = (struct provision_options){ .max_size = PROVISION_DEFAULT_MAX_SIZE };
    options->mcuboot_only = call_flag(call, "--mcuboot-only");
    options->certificate = call_option(call, "--psa-certificate-reference");
    if (call_option(call, "--address") == NULL) {
        return usage(call, "option '--address' is missing");
    }
    if (!read_form(call, options) || !call_number(call, "--address", UINT32_MAX, &options->address) ||
        !call_number(call, "--max-size", UINT32_MAX, &options->max_size) ||
        !call_number(call, "--otp-write-width", 4, &width) || !read_slot(call, "--s0", &options->s0_address) ||
        !read_counters(call, options)) {
        return false;
    }
    if (width != 2 && width != 4) {
        return usage(call, "option '--otp-write-width' is neither 2, as on the nRF5340, nor 4");
    }
    options->otp_write_width = (unsigned)width;
    options->s1_address = options->s0_address;
    return read_slot(call, "--s1", &options->s1_address) && read_keys(call, options) && check_nsib(call, options);
}

static bool write_output(const struct command_call *call, const char *path, struct byte_range data, uint64_t address)
{
    const struct hex_part part = { address, data };
    struct output_set *set = output_set_create(call->arena);
    struct byte_range text;
    bool done;

    done = (hex_write(call->arena, &part, 1, &text) || usage(call, "page does not fit 32-bit addresses")) &&
           output_set_add(set, path, text.data, text.size, call->diagnostics) &&
           output_set_commit(set, call->diagnostics);
    output_set_discard(set);
    return done;
}

static void note_generated_keys(const struct command_call *call, const struct provision_options *options)
{
    for (size_t i = 0; i < options->key_count; i++) {
        if (nsib_is_generated_key(options->keys[i].path)) {
            diagnose(call->diagnostics, DIAGNOSTIC_NOTE, ORIGIN_NONE,
                     "'%s' is a key that a build makes when none is named: no key for a product",
                     options->keys[i].path);
        }
    }
}

/* b0n of the default configuration checks hashes only, and needs none. */
static void note_no_keys(const struct command_call *call, const struct provision_options *options)
{
    if (options->key_count == 0 && !options->mcuboot_only) {
        diagnose(
            call->diagnostics, DIAGNOSTIC_NOTE, ORIGIN_NONE,
            "the page names no key: a bootloader that checks signatures starts nothing with it, and it is programmed "
            "once; '--public-key' adds one");
    }
}

static enum exit_status run_provision(struct command_call *call)
{
    const char *path = call_option(call, "--output");
    struct provision_options options;
    struct byte_range data;
    uint64_t address;

    if (path == NULL) {
        return call_usage_error(call, "option '--output' is missing");
    }
    if (!is_hex_name(path)) {
        return call_usage_error(
            call, "'%s' does not end in .hex: without an address the page could be programmed anywhere", path);
    }
    if (!read_options(call, &options) || !provision_write(call->arena, &options, call->diagnostics, &data, &address) ||
        !write_output(call, path, data, address)) {
        return call_status(call);
    }
    note_generated_keys(call, &options);
    note_no_keys(call, &options);
    text_printf(call->output, "%s: %zu bytes at 0x%08llx, %zu %s, %s form\n", path, data.size,
                (unsigned long long)address, options.key_count, options.key_count == 1 ? "key" : "keys",
                provision_form_name(options.form));
    return EXIT_GOOD;
}

static const struct command_option options[] = {
    { "--s0", NULL, "ADDRESS", "start of slot S0; network core: where the firmware starts", false },
    { "--s1", NULL, "ADDRESS", "start of slot S1; without it that of S0, as on the network core", false },
    { "--address", NULL, "ADDRESS", "start of the provision partition or of the OTP (required)", false },
    { "--public-key", NULL, "PEM", "key b0 trusts, ECDSA P-256; several in the order in which b0 tries them", true },
    { "--counter-slots", NULL, "NAME=N", "how often 'nsib' or 'mcuboot' can count a version up", true },
    { "--mcuboot-only", NULL, NULL, "device without NSIB, where MCUboot counts versions in hardware", false },
    { "--form", NULL, "FORM", "first, old or new, as the SDK that b0 was built with has it (required)", false },
    { "--max-size", NULL, "BYTES", "size of the partition (default 0x1000)", false },
    { "--otp-write-width", NULL, "BYTES", "write size of the OTP: 2 (default, nRF5340) or 4", false },
    { "--psa-certificate-reference", NULL, "TEXT", "for the attestation token, up to 19 characters", false },
    { "--output", "-o", "OUT.hex", "the file to write (required)", false },
};

const struct command command_provision = {
    .name = "provision",
    .arguments = "[options] -o OUT.hex",
    .summary = "write the page that tells b0 or b0n its slots, keys and counters",
    .details = "Key 0 comes first. A firmware that key n signed takes the trust from keys 0 to n-1, for ever.",
    .options = options,
    .option_count = ARRAY_LENGTH(options),
    .least_arguments = 0,
    .most_arguments = 0,
    .run = run_provision,
};

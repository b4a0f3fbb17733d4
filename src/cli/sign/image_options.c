#include "cli/sign/image_options.h"

#include <string.h>
#include "cli/sign/options.h"
#include "cli/sign/tlv_options.h"

static bool usage(const struct command_call *call, const char *problem)
{
    return diagnose(call->diagnostics, DIAGNOSTIC_USAGE, ORIGIN_NONE, "%s", problem);
}

/* An option with one value that is allowed, since everything else would ask for what is not made here. */
static bool only(const struct command_call *call, const char *name, const char *allowed, const char *why)
{
    const char *value = call_option(call, name);

    return value == NULL || (allowed != NULL && strcmp(value, allowed) == 0) ||
           diagnose(call->diagnostics, DIAGNOSTIC_USAGE, ORIGIN_NONE, "option '%s' is refused: %s", name, why);
}

static bool check_refused(const struct command_call *call)
{
    return only(call, "--compression", "disabled",
                "compressed images are not made here; 'info' and 'verify' recognise them") &&
           only(call, "--endian", "little", "the nRF5340 and its bootloaders are little-endian") &&
           only(call, "--manifest", NULL,
                "manifest TLVs are not made here; they serve other devices than the nRF5340") &&
           only(call, "--edt-config", NULL,
                "it is a Python pickle, which runs what it holds; give '--vid' and '--cid' themselves");
}

static bool read_public_key_format(const struct command_call *call, struct image_options *image)
{
    const char *format = call_option(call, "--public-key-format");

    image->full_public_key = format != NULL && strcmp(format, "full") == 0;
    return format == NULL || image->full_public_key || strcmp(format, "hash") == 0 ||
           diagnose(call->diagnostics, DIAGNOSTIC_USAGE, ORIGIN_NONE,
                    "'%s' of option '--public-key-format' is neither 'hash' nor 'full'", format);
}

static bool read_digest(const struct command_call *call, struct image_options *image)
{
    static const struct {
        const char *name;
        enum digest_algorithm algorithm;
    } choices[] = { { "256", DIGEST_SHA256 }, { "384", DIGEST_SHA384 }, { "512", DIGEST_SHA512 } };
    const char *text = call_option(call, "--sha");

    image->pure = call_flag(call, "--pure");
    if (text == NULL || strcmp(text, "auto") == 0) {
        return true;
    }
    if (image->pure) {
        return usage(call, "option '--pure' has its own hash, SHA-512; it excludes '--sha'");
    }
    image->has_digest = true;
    for (size_t i = 0; i < ARRAY_LENGTH(choices); i++) {
        if (strcmp(text, choices[i].name) == 0) {
            image->digest = choices[i].algorithm;
            return true;
        }
    }
    return diagnose(call->diagnostics, DIAGNOSTIC_USAGE, ORIGIN_NONE,
                    "'%s' of option '--sha' is none of 256, 384, 512, auto", text);
}

static bool read_fill(const struct command_call *call, struct image_options *image)
{
    static const uint64_t values[] = { 0, 0xff };
    uint64_t erased = 0xff;

    if (!option_choice(call, "--erased-val", values, ARRAY_LENGTH(values), &erased) ||
        !option_choice(call, "--pad-value", values, ARRAY_LENGTH(values), &erased)) {
        return false;
    }
    image->erased_value = (uint8_t)erased;
    image->fill_header = call_option(call, "--pad-value") != NULL;
    image->pad_header = call_flag(call, "--pad-header");
    return true;
}

static bool read_header_size(const struct command_call *call, struct image_options *image)
{
    const char *text = call_option(call, "--header-size");
    uint64_t size = MCUBOOT_HEADER_SIZE;

    if (strcmp(text, "auto") != 0 && !call_number(call, "--header-size", UINT16_MAX, &size)) {
        return false;
    }
    image->header_size = (uint32_t)size;
    return size >= MCUBOOT_HEADER_SIZE ||
           diagnose(call->diagnostics, DIAGNOSTIC_USAGE, ORIGIN_NONE, "'%s' of option '--header-size' is under %u",
                    text, MCUBOOT_HEADER_SIZE);
}

static bool read_addresses(const struct command_call *call, struct image_options *image)
{
    uint64_t load_address = 0, rom_fixed = 0;

    if (!call_number(call, "--load-addr", UINT32_MAX, &load_address) ||
        !call_number(call, "--rom-fixed", UINT32_MAX, &rom_fixed)) {
        return false;
    }
    image->load_address = (uint32_t)load_address;
    image->rom_fixed = (uint32_t)rom_fixed;
    image->non_bootable = call_flag(call, "--non-bootable");
    return load_address == 0 || rom_fixed == 0 ||
           usage(call, "options '--load-addr' and '--rom-fixed' exclude each other");
}

bool sign_image_options_read(const struct command_call *call, struct image_options *options)
{
    *options = (struct image_options){ .pad_signature = call_flag(call, "--pad-sig") };
    return check_refused(call) && option_version(call, "--version", &options->version) &&
           read_header_size(call, options) && read_fill(call, options) && read_addresses(call, options) &&
           read_digest(call, options) && read_public_key_format(call, options) &&
           option_security_counter(call, options) && option_boot_record(call, options) &&
           option_dependencies(call, options) && option_uuids(call, options) && option_custom_tlvs(call, options);
}

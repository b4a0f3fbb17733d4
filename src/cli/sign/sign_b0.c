#include <string.h>
#include "base/file.h"
#include "cli/command.h"
#include "cli/sign/signer_options.h"
#include "image/nsib.h"
#include "sign/firmware.h"
#include "sign/hex_writer.h"
#include "sign/nsib_writer.h"

struct signing {
    const struct command_call *call;
    struct firmware firmware;
    struct nsib_options options;
    struct nsib_draft *draft;
};

/* A HEX says where it lies; raw bytes do not. */
static bool read_address(struct signing *signing)
{
    const struct command_call *call = signing->call;
    const char *path = call->arguments[0];

    signing->options.address = signing->firmware.address;
    if (!call_number(call, "--address", UINT32_MAX, &signing->options.address)) {
        return false;
    }
    if (!signing->firmware.has_address && call_option(call, "--address") == NULL) {
        return diagnose(call->diagnostics, DIAGNOSTIC_USAGE, ORIGIN_NONE,
                        "'%s' is no Intel HEX: say with '--address' where it starts in flash", path);
    }
    return !signing->firmware.has_address || signing->options.address == signing->firmware.address ||
           diagnose(call->diagnostics, DIAGNOSTIC_USAGE, ORIGIN_NONE, "'--address' says 0x%llx, '%s' starts at 0x%llx",
                    (unsigned long long)signing->options.address, path, (unsigned long long)signing->firmware.address);
}

/* The next number of a list with commas. */
static bool take_number(struct slice *rest, uint32_t *value)
{
    const char *comma = memchr(rest->data, ',', rest->length);
    struct slice word = { rest->data, comma == NULL ? rest->length : (size_t)(comma - rest->data) };
    size_t taken = word.length + (comma == NULL ? 0 : 1);
    uint64_t number;

    if (!parse_uint64(word, 0, &number) || number > UINT32_MAX) {
        return false;
    }
    rest->data += taken;
    rest->length -= taken;
    *value = (uint32_t)number;
    return true;
}

/* The SDK's script is told the magic words; here they follow from the firmware, so that they can only be compared. */
static bool check_magic(const struct signing *signing)
{
    const struct command_call *call = signing->call;
    const char *text = call_option(call, "--magic-value");
    const uint32_t *magic = signing->draft->validation.magic;
    struct slice rest = slice_of(text == NULL ? "" : text);
    uint32_t words[3];

    if (text == NULL) {
        return true;
    }
    if (!take_number(&rest, &words[0]) || !take_number(&rest, &words[1]) || !take_number(&rest, &words[2]) ||
        rest.length > 0) {
        return diagnose(call->diagnostics, DIAGNOSTIC_USAGE, ORIGIN_NONE,
                        "'%s' of option '--magic-value' is no list of three 32-bit numbers with commas between them",
                        text);
    }
    return memcmp(words, magic, sizeof words) == 0 ||
           diagnose(call->diagnostics, DIAGNOSTIC_INPUT, origin_file(signing->firmware.source),
                    "'--magic-value' is 0x%08lx,0x%08lx,0x%08lx; b0 of an nRF5340 looks for 0x%08lx,0x%08lx,0x%08lx "
                    "behind this firmware",
                    (unsigned long)words[0], (unsigned long)words[1], (unsigned long)words[2], (unsigned long)magic[0],
                    (unsigned long)magic[1], (unsigned long)magic[2]);
}

static bool make_draft(struct signing *signing)
{
    const struct command_call *call = signing->call;

    return call_number(call, "--offset", UINT32_MAX, &signing->options.offset) &&
           call_number(call, "--skip", UINT32_MAX, &signing->options.skip) &&
           firmware_load(call->arena, call->arguments[0], call->diagnostics, &signing->firmware) &&
           read_address(signing) &&
           nsib_draft_make(call->arena, signing->firmware.source, signing->firmware.bytes, &signing->options,
                           call->diagnostics, &signing->draft) &&
           check_magic(signing);
}

/* Reads the produced bytes back as b0 will. A failure here is a bug of ours. */
static bool read_back(const struct signing *signing, struct byte_range bytes)
{
    struct nsib_expectation expected = { .slot_known = true, .slot_size = UINT64_MAX };
    struct verdicts verdicts = { 0 };
    struct nsib_image image;

    expected.slot_address = signing->options.address + signing->options.skip;
    nsib_read(range_of(bytes.data + signing->options.skip, bytes.size - signing->options.skip), &image);
    nsib_verify(signing->call->arena, &image, &expected, &verdicts);
    return !verdicts_failed(&verdicts) || diagnose(signing->call->diagnostics, DIAGNOSTIC_SELF, ORIGIN_NONE,
                                                   "signed firmware does not verify; nothing was written");
}

static bool add_output(const struct signing *signing, const char *path, struct byte_range bytes, struct output_set *set)
{
    const struct command_call *call = signing->call;
    const struct hex_part part = { signing->options.address, bytes };
    struct byte_range file = bytes;

    if (is_hex_name(path) && !hex_write(call->arena, &part, 1, &file)) {
        return diagnose(call->diagnostics, DIAGNOSTIC_INPUT, origin_file(signing->firmware.source),
                        "signed firmware does not fit 32-bit addresses");
    }
    return output_set_add(set, path, file.data, file.size, call->diagnostics);
}

static bool write_outputs(const struct signing *signing, struct byte_range bytes)
{
    const struct command_call *call = signing->call;
    struct output_set *set = output_set_create(call->arena);
    bool good = true;

    for (size_t i = 1; i < call->argument_count && good; i++) {
        good = add_output(signing, call->arguments[i], bytes, set);
    }
    good = good && output_set_commit(set, call->diagnostics);
    output_set_discard(set);
    return good;
}

static bool sign(const struct signing *signing, const struct signer *signer)
{
    const struct command_call *call = signing->call;
    const struct nsib_draft *draft = signing->draft;
    struct byte_range bytes;

    if (!nsib_draft_sign(call->arena, draft, signer, call->diagnostics, &bytes) || !read_back(signing, bytes) ||
        !write_outputs(signing, bytes)) {
        return false;
    }
    if (nsib_is_generated_key(signer->name)) {
        diagnose(call->diagnostics, DIAGNOSTIC_NOTE, ORIGIN_NONE,
                 "'%s' is the key that a build makes when none is named: the next clean build has another one, and a "
                 "deployed b0 refuses what that one signs",
                 signer->name);
    }
    text_printf(call->output, "%s: firmware for 0x%08lx, 0x%zx bytes with validation info at 0x%08llx\n",
                call->arguments[1], (unsigned long)draft->validation.address, bytes.size,
                (unsigned long long)(signing->options.address + draft->validation_offset));
    return true;
}

/* One name twice, or the input's: said before anybody is asked to sign. */
static bool names_differ(const struct command_call *call)
{
    for (size_t i = 1; i < call->argument_count; i++) {
        for (size_t k = 0; k < i; k++) {
            if (strcmp(path_absolute(call->arena, call->arguments[i]),
                       path_absolute(call->arena, call->arguments[k])) == 0) {
                return diagnose(call->diagnostics, DIAGNOSTIC_USAGE, ORIGIN_NONE, "'%s' is given twice",
                                call->arguments[i]);
            }
        }
    }
    return true;
}

/* What a vault has to sign, for a later call with --signature-in. */
static bool export(const struct signing *signing)
{
    static const char *const names[] = { "--payload-out", "--digest-out" };
    const struct command_call *call = signing->call;
    const struct signature_request *request = &signing->draft->request;
    const struct byte_range parts[] = { request->payload, digest_range(request->digest) };
    struct output_set *set = output_set_create(call->arena);
    bool good = true;

    for (size_t i = 0; i < ARRAY_LENGTH(names) && good; i++) {
        const char *path = call_option(call, names[i]);

        good = path == NULL || output_set_add(set, path, parts[i].data, parts[i].size, call->diagnostics);
    }
    good = good && output_set_commit(set, call->diagnostics);
    output_set_discard(set);
    for (size_t i = 0; i < ARRAY_LENGTH(names) && good; i++) {
        const char *path = call_option(call, names[i]);

        if (path != NULL) {
            text_printf(call->output, "%s: %zu bytes to sign%s\n", path, parts[i].size,
                        i == 0 ? "; SHA-256 over them is left to the signer" : "; they are the SHA-256 already");
        }
    }
    return good;
}

/* Who will sign need not be said; who is said must be able to. */
static bool check_public_key(const struct command_call *call)
{
    const char *path = call_option(call, "--public-key");
    struct signer_options who;

    return signer_options_read(call, &who) &&
           (who.public_key == NULL || who.public_key->type == KEY_ECDSA_P256 ||
            diagnose(call->diagnostics, DIAGNOSTIC_INPUT, ORIGIN_NONE,
                     "'%s' is a key of type %s; b0 of the nRF5340 checks ECDSA P-256 only", path,
                     key_type_name(who.public_key->type)));
}

static bool is_export(const struct command_call *call)
{
    return call_option(call, "--payload-out") != NULL || call_option(call, "--digest-out") != NULL;
}

static bool check_call(const struct command_call *call)
{
    static const char *const signing_options[] = { "--key", "--signature-in", "--sign-with" };

    if (!is_export(call)) {
        return call->argument_count > 1 ||
               diagnose(call->diagnostics, DIAGNOSTIC_USAGE, ORIGIN_NONE, "'sign-b0' needs IN and OUT");
    }
    for (size_t i = 0; i < ARRAY_LENGTH(signing_options); i++) {
        if (call_option(call, signing_options[i]) != NULL) {
            return diagnose(call->diagnostics, DIAGNOSTIC_USAGE, ORIGIN_NONE,
                            "option '%s' signs; '--payload-out' and '--digest-out' leave that to another call",
                            signing_options[i]);
        }
    }
    return call->argument_count == 1 ||
           diagnose(call->diagnostics, DIAGNOSTIC_USAGE, ORIGIN_NONE,
                    "'%s': with '--payload-out' or '--digest-out' nothing is signed", call->arguments[1]);
}

static bool run(struct signing *signing)
{
    const struct command_call *call = signing->call;
    struct signer_options who;
    bool done;

    if (!signer_options_read(call, &who)) {
        return false;
    }
    if (who.signer == NULL) {
        return diagnose(call->diagnostics, DIAGNOSTIC_USAGE, ORIGIN_NONE,
                        "nothing says who signs: give '--key', or '--public-key' with '--signature-in' or "
                        "'--sign-with'");
    }
    done = make_draft(signing) && sign(signing, who.signer);
    signer_options_release(&who);
    return done;
}

static enum exit_status run_sign_b0(struct command_call *call)
{
    struct signing signing = { .call = call };
    bool done = check_call(call) && names_differ(call) &&
                (is_export(call) ? check_public_key(call) && make_draft(&signing) && export(&signing) : run(&signing));

    return done ? EXIT_GOOD : call_status(call);
}

static const struct command_option options[] = {
    SIGNER_KEY_OPTIONS,
    SIGNER_PUBLIC_KEY_OPTION,
    SIGNER_SIGNATURE_OPTION,
    SIGNER_COMMAND_OPTIONS,
    { "--payload-out", NULL, "FILE", "write what a signer hashes and signs: SHA-256 of the firmware; sign nothing",
      false },
    { "--digest-out", NULL, "FILE", "write what a signer signs without hashing: SHA-256 of that; sign nothing", false },
    { "--address", NULL, "ADDRESS", "where the firmware starts in flash, when IN is not Intel HEX", false },
    { "--skip", NULL, "BYTES", "bytes at the start of IN that stay unsigned: room for MCUboot's header", false },
    { "--offset", NULL, "ADDRESS", "where the validation info goes; 0 (default): the next word behind the firmware",
      false },
    { "--magic-value", NULL, "WORDS", "three numbers with commas, compared with what b0 looks for", false },
};

const struct command command_sign_b0 = {
    .name = "sign-b0",
    .arguments = "[options] IN [OUT [OUT]]",
    .summary = "sign a firmware for b0 or b0n (NSIB): network core, MCUboot in S0 or S1",
    .details = "IN and OUT are Intel HEX when their names end in .hex, else raw bytes; two OUT give both. Nothing is\n"
               "signed that b0 would refuse. What MCUboot installs is `nrf53pack sign` on the result.",
    .options = options,
    .option_count = ARRAY_LENGTH(options),
    .least_arguments = 1,
    .most_arguments = 3,
    .run = run_sign_b0,
};

#include "cli/sign/export.h"

#include <string.h>
#include <mbedtls/base64.h>
#include "base/file.h"
#include "sign/firmware.h"

/* RSA-3072's 384 bytes in base64, and a zero. */
#define BASE64_LIMIT 520u

static bool usage(const struct command_call *call, const char *problem)
{
    return diagnose(call->diagnostics, DIAGNOSTIC_USAGE, ORIGIN_NONE, "%s", problem);
}

/* imgtool's way: the second argument is what is exported. */
static bool read_vector(const struct command_call *call, struct sign_export *export)
{
    const char *kind = call_option(call, "--vector-to-sign");

    if (kind == NULL) {
        return true;
    }
    if (export->digest != NULL || export->payload != NULL) {
        return usage(call, "option '--vector-to-sign' excludes '--digest-out' and '--payload-out'");
    }
    if (call->argument_count != 2) {
        return usage(call, "'--vector-to-sign' needs IN and OUT");
    }
    if (is_hex_name(call->arguments[1])) {
        return diagnose(call->diagnostics, DIAGNOSTIC_USAGE, ORIGIN_NONE,
                        "'%s': what is to be signed is raw bytes, no Intel HEX", call->arguments[1]);
    }
    if (strcmp(kind, "digest") == 0) {
        export->digest = call->arguments[1];
    } else if (strcmp(kind, "payload") == 0) {
        export->payload = call->arguments[1];
    } else {
        return diagnose(call->diagnostics, DIAGNOSTIC_USAGE, ORIGIN_NONE,
                        "'%s' of option '--vector-to-sign' is neither 'digest' nor 'payload'", kind);
    }
    return true;
}

/* Whether the options for who signs make sense with what is wanted. */
static bool check_signer(const struct command_call *call, const struct signer_options *signer,
                         const struct sign_export *export, bool vector)
{
    if (sign_export_only(export)) {
        if (signer->signer != NULL && signer->key == NULL) {
            return usage(call, "what is to be signed is written before there is a signature: '--signature-in' and "
                               "'--sign-with' come later");
        }
        if (!vector && signer->public_key == NULL) {
            return usage(call, "'--public-key' is missing: hash and boot record depend on the key that will sign");
        }
        return export->signature == NULL || usage(call, "option '--sig-out' has no signature to write");
    }
    if (signer->signer == NULL && signer->public_key != NULL) {
        return usage(call, "'--public-key' signs nothing: give '--signature-in' or '--sign-with', or '--digest-out' "
                           "or '--payload-out' for what has to be signed");
    }
    return export->signature == NULL || signer->signer != NULL ||
           usage(call, "option '--sig-out' has no signature to write: nothing signs");
}

bool sign_export_read(const struct command_call *call, const struct signer_options *signer, struct sign_export *export)
{
    bool vector = call_option(call, "--vector-to-sign") != NULL;

    *export = (struct sign_export){
        .digest = call_option(call, "--digest-out"),
        .payload = call_option(call, "--payload-out"),
        .signature = call_option(call, "--sig-out"),
    };
    if (!read_vector(call, export) || !check_signer(call, signer, export, vector)) {
        return false;
    }
    if (call_flag(call, "--pure") && export->digest != NULL) {
        return usage(call, "a pure signature is of the payload: export it with '--payload-out'");
    }
    if (sign_export_only(export) && !vector) {
        return call->argument_count == 1 ||
               diagnose(call->diagnostics, DIAGNOSTIC_USAGE, ORIGIN_NONE,
                        "unexpected argument '%s': no image is made with '--digest-out' or '--payload-out'",
                        call->arguments[1]);
    }
    return call->argument_count == 2 || usage(call, "'sign' needs IN OUT");
}

bool sign_export_only(const struct sign_export *export)
{
    return export->digest != NULL || export->payload != NULL;
}

bool sign_export_write(const struct command_call *call, const struct sign_export *export,
                       const struct image_draft *draft)
{
    struct output_set *set = output_set_create(call->arena);
    const struct digest *digest = &draft->digest;
    bool done = (export->digest == NULL ||
                 output_set_add(set, export->digest, digest->bytes, digest->size, call->diagnostics)) &&
                (export->payload == NULL ||
                 output_set_add(set, export->payload, draft->hashed.data, draft->hashed.size, call->diagnostics)) &&
                output_set_commit(set, call->diagnostics);

    output_set_discard(set);
    if (done && export->digest != NULL) {
        text_printf(call->output, "%s: %s to be signed, %zu bytes\n", export->digest, digest_name(digest->algorithm),
                    digest->size);
    }
    if (done && export->payload != NULL) {
        text_printf(call->output, "%s: payload to be signed, %zu bytes\n", export->payload, draft->hashed.size);
    }
    return done;
}

bool sign_export_signature(const struct command_call *call, const struct sign_export *export,
                           const struct signature *signature, struct output_set *set)
{
    unsigned char text[BASE64_LIMIT];
    size_t size = 0;

    return export->signature == NULL ||
           (mbedtls_base64_encode(text, sizeof text, &size, signature->bytes, signature->size) == 0 &&
            output_set_add(set, export->signature, text, size, call->diagnostics));
}

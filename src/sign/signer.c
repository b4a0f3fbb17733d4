#include "sign/signer.h"

static bool sign_with_key(const struct signer *signer, const struct signature_request *request,
                          struct diagnostics *diagnostics, struct signature *signature)
{
    if (request->pure) {
        return sign_pure(signer->state, request->payload, diagnostics, signature);
    }
    return sign_digest(signer->state, request->digest, diagnostics, signature);
}

const struct signer *signer_with_key(struct arena *arena, struct signing_key *key)
{
    struct signer *signer;

    if (key == NULL) {
        return NULL;
    }
    signer = arena_alloc(arena, sizeof *signer);
    *signer = (struct signer){ key->public_half, key->path, sign_with_key, key };
    return signer;
}

bool signature_answers(const struct public_key *key, const struct signature_request *request,
                       const struct signature *signature)
{
    struct byte_range bytes = range_of(signature->bytes, signature->size);

    return request->pure ? public_key_verify_pure(key, request->payload, bytes)
                         : public_key_verify(key, request->digest, bytes);
}

bool signer_sign(const struct signer *signer, const struct signature_request *request, struct diagnostics *diagnostics,
                 struct signature *signature)
{
    struct signature made;

    if (!signer->sign(signer, request, diagnostics, &made)) {
        return false;
    }
    if (!signature_answers(signer->public_half, request, &made)) {
        return signer->sign == sign_with_key
                   ? diagnose(diagnostics, DIAGNOSTIC_SELF, ORIGIN_NONE,
                              "signature that was made with '%s' does not verify with its public half", signer->name)
                   : diagnose(diagnostics, DIAGNOSTIC_VERIFY, ORIGIN_NONE,
                              "signature of '%s' does not verify with the public key: it is of another key, another "
                              "firmware or other options",
                              signer->name);
    }
    *signature = made;
    return request->form != SIGNATURE_RAW || signature_to_raw(range_of(made.bytes, made.size), 32, signature) ||
           diagnose(diagnostics, DIAGNOSTIC_VERIFY, ORIGIN_NONE, "signature of '%s' has no r and s of 32 bytes",
                    signer->name);
}

#include "pack/signature_exchange.h"

#include "base/file.h"

struct exchanged {
    struct signature_exchange *exchange;
    const char *output;
};

static void send(const struct exchanged *exchanged, const struct signature_request *request)
{
    struct signature_exchange *exchange = exchanged->exchange;
    struct arena *arena = exchange->arena;
    uint8_t *digest = arena_alloc(arena, request->digest->size);

    memcpy(digest, request->digest->bytes, request->digest->size);
    package_files_add(arena, &exchange->digests, arena_printf(arena, "%s.digest", exchanged->output), PACKAGE_FILE_NSIB,
                      range_of(digest, request->digest->size));
    package_files_add(arena, &exchange->digests, arena_printf(arena, "%s.payload", exchanged->output),
                      PACKAGE_FILE_NSIB, request->payload);
    *ARENA_PUSH(arena, &exchange->waiting) = exchanged->output;
}

static bool take(const struct signer *signer, const struct signature_request *request, struct diagnostics *diagnostics,
                 struct signature *signature)
{
    const struct exchanged *exchanged = signer->state;
    const struct signature_exchange *exchange = exchanged->exchange;
    const char *name = arena_printf(exchange->arena, "%s.sig", exchanged->output);
    const char *path = exchange->signatures == NULL ? NULL : path_join(exchange->arena, exchange->signatures, name);

    if (path != NULL && path_exists(path)) {
        const struct signer *file = signer_with_file(exchange->arena, path, signer->public_half);

        return file->sign(file, request, diagnostics, signature);
    }
    if (exchange->sends_digests) {
        send(exchanged, request);
        return false;
    }
    return diagnose(diagnostics, DIAGNOSTIC_INPUT, ORIGIN_NONE,
                    "signature of '%s' is missing: '%s' does not exist; '--digests-out' writes what has to be signed",
                    exchanged->output, path);
}

const struct signer *exchange_signer(struct signature_exchange *exchange, const char *output,
                                     const struct public_key *public_half)
{
    struct signer *signer = arena_alloc(exchange->arena, sizeof *signer);
    struct exchanged *exchanged = arena_alloc(exchange->arena, sizeof *exchanged);

    *exchanged = (struct exchanged){ exchange, output };
    *signer = (struct signer){ public_half, arena_printf(exchange->arena, "%s.sig", output), take, exchanged };
    return signer;
}

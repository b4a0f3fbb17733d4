#include "base/source.h"
#include "sign/external_signature.h"
#include "sign/signer.h"

struct file_state {
    struct arena *arena;
    const char *path;
};

static bool sign_with_file(const struct signer *signer, const struct signature_request *request,
                           struct diagnostics *diagnostics, struct signature *signature)
{
    const struct file_state *state = signer->state;
    const struct source *source;

    return source_load(state->arena, state->path, state->path, EXTERNAL_SIGNATURE_LIMIT, diagnostics, &source) &&
           external_signature_read(arena_printf(state->arena, "'%s'", state->path), range_of_source(source),
                                   signer->public_half, request, diagnostics, signature);
}

const struct signer *signer_with_file(struct arena *arena, const char *path, const struct public_key *public_half)
{
    struct signer *signer = arena_alloc(arena, sizeof *signer);
    struct file_state *state = arena_alloc(arena, sizeof *state);

    *state = (struct file_state){ arena, path };
    *signer = (struct signer){ public_half, path, sign_with_file, state };
    return signer;
}

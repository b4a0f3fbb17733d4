#include "sign/keys.h"

#include <string.h>
#include <mbedtls/platform_util.h>
#include "sign/deterministic_random.h"

#define DER_LIMIT 600u

static bool bad_key(struct diagnostics *diagnostics, const struct source *source, const char *reason)
{
    return diagnose(diagnostics, DIAGNOSTIC_INPUT, origin_file(source), "%s", reason);
}

/* What the labels of the file say, before mbedTLS answers with a number. NULL when it may be a private key.
 */
static const char *label_fault(const struct source *source)
{
    const char *text = source->data;

    if (strstr(text, "BEGIN ENCRYPTED PRIVATE KEY") != NULL || strstr(text, "Proc-Type: 4,ENCRYPTED") != NULL) {
        return "private key is encrypted; decrypt it first: openssl pkey -in KEY -out PLAIN";
    }
    if (strstr(text, "PRIVATE KEY-----") != NULL) {
        return NULL;
    }
    if (strstr(text, "PUBLIC KEY-----") != NULL) {
        return "key is only a public key; signing needs the private one";
    }
    return "no private key in PEM form: expected a line '-----BEGIN PRIVATE KEY-----'";
}

static bool take_public_half(struct arena *arena, struct signing_key *key)
{
    unsigned char buffer[DER_LIMIT];
    struct public_key *public_half;
    int size = mbedtls_pk_write_pubkey_der(&key->context, buffer, sizeof buffer);

    if (size <= 0) {
        return false;
    }
    if (!public_key_from_der(arena, range_of(buffer + sizeof buffer - size, (size_t)size), &public_half)) {
        return false;
    }
    key->public_half = public_half;
    return true;
}

static bool parse(struct arena *arena, const struct source *source, struct diagnostics *diagnostics,
                  struct signing_key *key)
{
    const unsigned char *data = (const unsigned char *)source->data;
    const char *fault = label_fault(source);
    struct deterministic_random random;
    int failure;

    if (fault != NULL) {
        return bad_key(diagnostics, source, fault);
    }
    failure = deterministic_random_start(&random, range_of_source(source), "key check");
    /* mbedTLS wants the zero byte behind the text to be counted. */
    failure = compat_parse_private_key(&key->context, data, source->size + 1, deterministic_random_next, &random);
    deterministic_random_stop(&random);
    if (failure != 0) {
        return bad_key(diagnostics, source,
                       "private key cannot be used: it is damaged or not of type ECDSA P-256, RSA-2048 or RSA-3072");
    }
    return take_public_half(arena, key) ||
           bad_key(diagnostics, source, "key has the wrong type: expected ECDSA P-256, RSA-2048 or RSA-3072");
}

bool signing_key_load(struct arena *arena, const char *path, const struct passphrase_source *passphrase,
                      struct diagnostics *diagnostics, struct signing_key **result)
{
    const struct source *source;
    struct signing_key *key;
    bool done;

    (void)passphrase;
    if (!key_source_load(arena, path, diagnostics, &source)) {
        return false;
    }
    key = arena_alloc(arena, sizeof *key);
    key->path = source->path;
    mbedtls_pk_init(&key->context);
    done = parse(arena, source, diagnostics, key);
    /* The arena owns these bytes, only the type says const. */
    mbedtls_platform_zeroize((void *)(uintptr_t)source->data, source->size);
    if (!done) {
        signing_key_release(key);
        return false;
    }
    *result = key;
    return true;
}

void signing_key_release(struct signing_key *key)
{
    if (key != NULL) {
        mbedtls_pk_free(&key->context);
    }
}

#include "crypto/keys.h"

#include <string.h>
#include <mbedtls/platform_util.h>
#include "crypto/key_block.h"
#include "crypto/key_reading.h"
#include "crypto/deterministic_random.h"
#include "crypto/pkcs8_encryption.h"

static bool parse(struct arena *arena, const struct source *source, struct byte_range der,
                  struct diagnostics *diagnostics, struct signing_key *key)
{
    struct key_fault fault = { 0 };
    struct deterministic_random random;
    struct public_key *public_half;
    bool done;

    done = deterministic_random_start(&random, der, "key check") == 0 &&
           private_key_parse(arena, der, deterministic_random_next, &random, &key->context, key->secret, &public_half,
                             &fault);
    deterministic_random_stop(&random);
    if (!done) {
        return key_fault_report(&fault, source, diagnostics);
    }
    key->public_half = public_half;
    return true;
}

static bool open_block(struct arena *arena, const struct source *source, const struct passphrase *passphrase,
                       struct diagnostics *diagnostics, struct key_block *block)
{
    struct byte_range bytes = passphrase_range(passphrase);
    const char *why = "passphrase is wrong, or the private key is damaged";
    struct byte_range plain;

    if (block->content == KEY_CONTENT_ENCRYPTED_PEM) {
        if (key_block_open(arena, bytes, block) && block->content == KEY_CONTENT_PRIVATE) {
            return true;
        }
    } else if (pkcs8_decrypt(arena, block->der, bytes, PBKDF2_ITERATION_LIMIT, &plain, &why)) {
        block->der = plain;
        block->content = KEY_CONTENT_PRIVATE;
        return true;
    }
    return diagnose(diagnostics, DIAGNOSTIC_INPUT, origin_file(source), "%s", why);
}

static bool decrypt(struct arena *arena, const struct source *source, const struct passphrase_source *where,
                    struct diagnostics *diagnostics, struct key_block *block)
{
    static const struct passphrase_source nowhere = { 0 };
    struct passphrase passphrase;
    bool done;

    done = passphrase_read(arena, where == NULL ? &nowhere : where, source->path, diagnostics, &passphrase) &&
           open_block(arena, source, &passphrase, diagnostics, block);
    passphrase_wipe(&passphrase);
    return done;
}

static bool read_source(struct arena *arena, const struct source *source, const struct passphrase_source *where,
                        struct diagnostics *diagnostics, struct signing_key *key)
{
    struct key_block block;
    bool done;

    if (!key_block_find(arena, source, KEY_WANTED_PRIVATE, diagnostics, &block)) {
        return false;
    }
    key->had_passphrase = block.content != KEY_CONTENT_PRIVATE;
    done = (!key->had_passphrase || decrypt(arena, source, where, diagnostics, &block)) &&
           parse(arena, source, block.der, diagnostics, key);
    key_block_wipe(&block);
    return done;
}

bool signing_key_read(struct arena *arena, const struct source *source, const struct passphrase_source *passphrase,
                      struct diagnostics *diagnostics, struct signing_key **result)
{
    struct signing_key *key = arena_alloc(arena, sizeof *key);
    bool done;

    key->path = source->path;
    mbedtls_pk_init(&key->context);
    done = read_source(arena, source, passphrase, diagnostics, key);
    /* The arena owns these bytes, only the type says const. */
    mbedtls_platform_zeroize((void *)(uintptr_t)source->data, source->size);
    if (!done) {
        signing_key_release(key);
        return false;
    }
    *result = key;
    return true;
}

bool signing_key_load(struct arena *arena, const char *path, const struct passphrase_source *passphrase,
                      struct diagnostics *diagnostics, struct signing_key **result)
{
    const struct source *source;

    return key_source_load(arena, path, diagnostics, &source) &&
           signing_key_read(arena, source, passphrase, diagnostics, result);
}

static bool take_public_half(struct arena *arena, const struct source *source, const struct passphrase_source *where,
                             struct diagnostics *diagnostics, const struct public_key **result)
{
    struct key_block block;
    struct public_key *key;
    struct signing_key *private_key;
    bool is_public;

    if (!key_block_find(arena, source, KEY_WANTED_ANY, diagnostics, &block)) {
        return false;
    }
    is_public = block.content == KEY_CONTENT_PUBLIC;
    if (block.text != NULL) {
        key_block_wipe(&block);
    }
    if (is_public) {
        bool done = public_key_read(arena, source, diagnostics, &key);

        *result = done ? key : NULL;
        return done;
    }
    if (!signing_key_read(arena, source, where, diagnostics, &private_key)) {
        return false;
    }
    *result = private_key->public_half;
    signing_key_release(private_key);
    return true;
}

bool public_half_load(struct arena *arena, const char *path, const struct passphrase_source *passphrase,
                      struct diagnostics *diagnostics, const struct public_key **key)
{
    const struct source *source;
    bool done;

    if (!key_source_load(arena, path, diagnostics, &source)) {
        return false;
    }
    done = take_public_half(arena, source, passphrase, diagnostics, key);
    /* The arena owns these bytes, only the type says const. */
    mbedtls_platform_zeroize((void *)(uintptr_t)source->data, source->size);
    return done;
}

void signing_key_release(struct signing_key *key)
{
    if (key != NULL) {
        mbedtls_pk_free(&key->context);
        mbedtls_platform_zeroize(key->secret, sizeof key->secret);
    }
}

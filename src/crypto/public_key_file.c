#include "crypto/public_key.h"

#include <mbedtls/platform_util.h>
#include "base/file.h"
#include "crypto/deterministic_random.h"
#include "crypto/key_block.h"
#include "crypto/key_reading.h"

bool key_source_load(struct arena *arena, const char *path, struct diagnostics *diagnostics,
                     const struct source **result)
{
    struct source *source = arena_alloc(arena, sizeof *source);
    const char *failure;

    source->path = source->name = arena_strdup(arena, path);
    failure = file_read_stream(arena, path, KEY_FILE_LIMIT, &source->data, &source->size);
    *result = source;
    return failure == NULL || diagnose(diagnostics, DIAGNOSTIC_INPUT, origin_file(source), "%s", failure);
}

static bool read_private(struct arena *arena, struct byte_range der, struct public_key **key, struct key_fault *fault)
{
    uint8_t secret[CURVE25519_SIZE];
    struct deterministic_random random;
    mbedtls_pk_context context;
    bool done;

    mbedtls_pk_init(&context);
    done = deterministic_random_start(&random, der, "key check") == 0 &&
           private_key_parse(arena, der, deterministic_random_next, &random, &context, secret, key, fault);
    deterministic_random_stop(&random);
    mbedtls_pk_free(&context);
    mbedtls_platform_zeroize(secret, sizeof secret);
    return done;
}

static bool read_block(struct arena *arena, const struct source *source, const struct key_block *block,
                       struct diagnostics *diagnostics, struct public_key **key)
{
    struct key_fault fault = { 0 };
    bool done = false;

    switch (block->content) {
    case KEY_CONTENT_ENCRYPTED:
    case KEY_CONTENT_ENCRYPTED_PEM:
        return diagnose(diagnostics, DIAGNOSTIC_INPUT, origin_file(source),
                        "private key is encrypted; what is needed is its public half ('nrf53pack getpub -e pem')");
    case KEY_CONTENT_PUBLIC:
        done = public_key_parse(arena, block->der, key, &fault);
        break;
    case KEY_CONTENT_PRIVATE:
        done = read_private(arena, block->der, key, &fault);
        break;
    }
    return done || key_fault_report(&fault, source, diagnostics);
}

bool public_key_read(struct arena *arena, const struct source *source, struct diagnostics *diagnostics,
                     struct public_key **key)
{
    struct key_block block;
    bool done = false;

    if (key_block_find(arena, source, KEY_WANTED_ANY, diagnostics, &block)) {
        done = read_block(arena, source, &block, diagnostics, key);
        key_block_wipe(&block);
    }
    /* It may have been a private key. The arena owns these bytes, only the type says const. */
    mbedtls_platform_zeroize((void *)(uintptr_t)source->data, source->size);
    return done;
}

/* Any bytes as a key file, public or private: a key or an error, never both. Encrypted ones are tried with the passphrase
 * "nrf53pack" and few iterations, so that an input takes no longer than another.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "crypto/key_block.h"
#include "crypto/key_reading.h"
#include "crypto/key_writer.h"
#include "crypto/pkcs8_encryption.h"

#define ITERATIONS 100u

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static int same_numbers(void *state, unsigned char *output, size_t size)
{
    (void)state;
    memset(output, 0x5a, size);
    return 0;
}

/* What was read is written in a form that is read again, as the same key. */
static void check_private(struct arena *arena, struct byte_range der)
{
    struct signing_key key = { .path = "input" };
    struct key_fault fault = { 0 };
    struct public_key *public_half, *again;
    struct byte_range written;

    mbedtls_pk_init(&key.context);
    if (private_key_parse(arena, der, same_numbers, NULL, &key.context, key.secret, &public_half, &fault)) {
        key.public_half = public_half;
        if (!private_key_write(arena, &key, PRIVATE_KEY_PKCS8, false, &written) ||
            !public_key_write(arena, public_half, &written) || !public_key_from_der(arena, written, &again) ||
            memcmp(again->hash, public_half->hash, sizeof again->hash) != 0) {
            abort();
        }
    }
    signing_key_release(&key);
}

static void check_encrypted(struct arena *arena, const struct key_block *block)
{
    struct byte_range plain;
    const char *why = NULL;

    if (pkcs8_decrypt(arena, block->der, range_of("nrf53pack", 9), ITERATIONS, &plain, &why)) {
        check_private(arena, plain);
    } else if (why == NULL) {
        abort();
    }
}

static void check_block(struct arena *arena, struct key_block *block)
{
    switch (block->content) {
    case KEY_CONTENT_PRIVATE:
        check_private(arena, block->der);
        break;
    case KEY_CONTENT_ENCRYPTED:
        check_encrypted(arena, block);
        break;
    case KEY_CONTENT_ENCRYPTED_PEM:
        if (key_block_open(arena, range_of("nrf53pack", 9), block) && block->content == KEY_CONTENT_PRIVATE) {
            check_private(arena, block->der);
        }
        break;
    case KEY_CONTENT_PUBLIC:
        abort(); /* where a private key was asked for */
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena *arena = arena_create();
    struct diagnostics diagnostics = diagnostics_create(arena);
    const struct source *source = source_from_bytes(arena, "input", data, size);
    struct public_key *key;
    struct key_block block;
    bool found = key_block_find(arena, source, KEY_WANTED_PRIVATE, &diagnostics, &block);

    if (found == (diagnostics.count > 0)) {
        abort();
    }
    if (found) {
        check_block(arena, &block);
    }
    diagnostics = diagnostics_create(arena);
    /* The last one: it wipes the bytes. */
    if (public_key_read(arena, source, &diagnostics, &key) == (diagnostics.count > 0)) {
        abort();
    }
    arena_destroy(arena);
    return 0;
}

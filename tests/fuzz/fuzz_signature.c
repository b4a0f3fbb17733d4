/* Any bytes as a signature that was made elsewhere, and as the command that makes one.
 *
 * The first byte chooses. Nothing but a signature of the key is ever taken; r and s come back as they went into a DER; a
 * command that passes the check has a program and its words in place.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "sign/command_line.h"
#include "sign/external_signature.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const enum key_type types[] = { KEY_ECDSA_P256, KEY_ECDSA_P384, KEY_RSA_2048, KEY_RSA_3072, KEY_ED25519 };

/* A key with no bytes verifies nothing, so that every form is tried and none taken. */
static void check_forms(struct arena *arena, struct byte_range bytes)
{
    struct diagnostics diagnostics = diagnostics_create(arena);

    for (size_t i = 0; i < sizeof types / sizeof types[0]; i++) {
        const struct public_key key = { .type = types[i], .der = range_of("", 0) };
        const struct digest digest = digest_of(key_type_digest(types[i]), bytes);
        const struct signature_request request = { bytes, &digest, false, SIGNATURE_OF_IMAGE };
        struct signature signature;

        if (external_signature_read("input", bytes, &key, &request, &diagnostics, &signature) ||
            diagnostics.count != i + 1) {
            abort();
        }
    }
}

static void check_der(struct byte_range bytes)
{
    struct signature raw, der, again;

    if (!signature_to_raw(bytes, 32, &raw)) {
        return;
    }
    if (!signature_to_der(range_of(raw.bytes, raw.size), &der) ||
        !signature_to_raw(range_of(der.bytes, der.size), 32, &again) || memcmp(raw.bytes, again.bytes, 64) != 0) {
        abort();
    }
}

static void check_raw(struct byte_range bytes)
{
    struct signature der, again;

    if (signature_to_der(bytes, &der) && (!signature_to_raw(range_of(der.bytes, der.size), bytes.size / 2, &again) ||
                                          memcmp(bytes.data, again.bytes, bytes.size) != 0)) {
        abort();
    }
}

static void check_command(struct arena *arena, struct byte_range bytes)
{
    const struct command_value values[] = {
        { "digest", "D" }, { "payload", "{signature}" }, { "signature", "S S" }, { "key", "" }
    };
    const char *command = arena_strndup(arena, (const char *)bytes.data, bytes.size);
    struct string_list words = { 0 };
    const char *const *filled;
    size_t count = 0;

    if (signer_command_check(arena, command) != NULL) {
        return;
    }
    if (command_line_split(arena, command, &words) != NULL) {
        abort();
    }
    filled = command_line_fill(arena, &words, values, sizeof values / sizeof values[0]);
    while (filled[count] != NULL) {
        count++;
    }
    if (count != words.count || words.items[0][0] == '\0') {
        abort();
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena *arena = arena_create();

    if (size > 0 && size < 8192) {
        struct byte_range rest = range_of(data + 1, size - 1);

        switch (data[0]) {
        case 'c':
            check_command(arena, rest);
            break;
        case 'd':
            check_der(rest);
            break;
        case 'r':
            check_raw(rest);
            break;
        default:
            check_forms(arena, rest);
            break;
        }
    }
    arena_destroy(arena);
    return 0;
}

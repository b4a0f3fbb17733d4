#include "cli/info/describe.h"

#include <string.h>
#include "crypto/key_block.h"
#include "crypto/public_key.h"
#include "image/sample_keys.h"

static bool holds(struct byte_range bytes, const char *word)
{
    size_t length = strlen(word);

    for (size_t at = 0; range_holds(bytes, at, length); at++) {
        if (memcmp(bytes.data + at, word, length) == 0) {
            return true;
        }
    }
    return false;
}

bool is_key_file(struct byte_range bytes)
{
    enum key_content content;

    return (holds(bytes, "-----BEGIN ") && holds(bytes, " KEY-----")) || key_der_content(bytes, &content);
}

/* Nothing of a private key but its public half. */
bool describe_key(const struct describer *describer, struct info_node *node, const struct source *source)
{
    struct byte_range bytes = range_of_source(source);
    enum key_content content = KEY_CONTENT_PUBLIC;
    bool is_der = key_der_content(bytes, &content);
    bool is_private = is_der ? content != KEY_CONTENT_PUBLIC : holds(bytes, "PRIVATE KEY-----");
    struct public_key *key;
    const char *sample;

    if (content == KEY_CONTENT_ENCRYPTED || holds(bytes, "BEGIN ENCRYPTED PRIVATE KEY-----") ||
        holds(bytes, "Proc-Type: 4,ENCRYPTED")) {
        info_text(describer->arena, node, "kind", "encrypted private key: its passphrase is needed to say more");
        return true;
    }
    if (!public_key_read(describer->arena, source, describer->diagnostics, &key)) {
        return false;
    }
    sample = sample_key_name(key);
    info_text(describer->arena, node, "kind", "%s",
              is_private ? "private key: only its public half is shown" : "public key");
    info_text(describer->arena, node, "type", "%s", key_type_name(key->type));
    info_hex(describer->arena, node, "hash", range_of(key->hash, sizeof key->hash));
    for (unsigned i = DIGEST_SHA384; i <= DIGEST_SHA512; i++) {
        if (key_type_takes(key->type, (enum digest_algorithm)i)) {
            struct digest digest = public_key_hash(key, (enum digest_algorithm)i);

            info_hex(describer->arena, node, i == DIGEST_SHA384 ? "hash_sha384" : "hash_sha512", digest_range(&digest));
        }
    }
    if (sample != NULL) {
        info_text(describer->arena, node, "sample_key", "%s, everybody has its private half", sample);
    }
    info_hex(describer->arena, node, "public_key", key->der);
    return true;
}

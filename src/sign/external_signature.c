#include "sign/external_signature.h"

#include <string.h>
#include <mbedtls/base64.h>

#define FORM_LIMIT 4u /* as it is or raw, each of them also in base64 */

/* What the bytes may mean. */
struct forms {
    struct signature items[FORM_LIMIT];
    size_t count;
};

/* Bytes of r and s together; 0 for keys that have none. */
static size_t raw_size(enum key_type type)
{
    return type == KEY_ECDSA_P256 ? 64 : type == KEY_ECDSA_P384 ? 96 : 0;
}

static size_t fixed_size(enum key_type type)
{
    return type == KEY_RSA_2048 ? 256 : type == KEY_RSA_3072 ? 384 : type == KEY_ED25519 ? 64 : 0;
}

/* A DER of r and s begins with the tag of a SEQUENCE and is longer than an empty one. */
static bool may_be_der(enum key_type type, struct byte_range bytes)
{
    return raw_size(type) != 0 && bytes.size >= 8 && bytes.size <= SIGNATURE_LIMIT && bytes.data[0] == 0x30;
}

static void add_forms(enum key_type type, struct byte_range bytes, struct forms *forms)
{
    struct signature *next = &forms->items[forms->count];

    if (may_be_der(type, bytes) || (bytes.size != 0 && bytes.size == fixed_size(type))) {
        memcpy(next->bytes, bytes.data, bytes.size);
        next->size = bytes.size;
        next = &forms->items[++forms->count];
    }
    if (bytes.size != 0 && bytes.size == raw_size(type) && signature_to_der(bytes, next)) {
        forms->count++;
    }
}

/* False when the text is not base64. */
static bool decode_base64(struct byte_range text, uint8_t output[EXTERNAL_SIGNATURE_LIMIT], size_t *size)
{
    while (text.size > 0 && strchr(" \t\r\n", text.data[text.size - 1]) != NULL) {
        text.size--;
    }
    return mbedtls_base64_decode(output, EXTERNAL_SIGNATURE_LIMIT, size, text.data, text.size) == 0;
}

static const char *expected_form(enum key_type type)
{
    return raw_size(type) != 0 ? "DER, or r and s" : "its bytes";
}

bool external_signature_read(const char *name, struct byte_range bytes, const struct public_key *key,
                             const struct signature_request *request, struct diagnostics *diagnostics,
                             struct signature *signature)
{
    struct forms forms = { .count = 0 };
    uint8_t decoded[EXTERNAL_SIGNATURE_LIMIT];
    size_t size;

    add_forms(key->type, bytes, &forms);
    if (decode_base64(bytes, decoded, &size)) {
        add_forms(key->type, range_of(decoded, size), &forms);
    }
    for (size_t i = 0; i < forms.count; i++) {
        if (signature_answers(key, request, &forms.items[i])) {
            *signature = forms.items[i];
            return true;
        }
    }
    if (forms.count == 0) {
        return diagnose(diagnostics, DIAGNOSTIC_INPUT, ORIGIN_NONE,
                        "%s has %zu bytes that are no %s signature: expected %s, as they are or in base64", name,
                        bytes.size, key_type_name(key->type), expected_form(key->type));
    }
    return diagnose(diagnostics, DIAGNOSTIC_VERIFY, ORIGIN_NONE,
                    "signature in %s does not verify with the %s public key: it is of another key, another firmware or "
                    "other options",
                    name, key_type_name(key->type));
}

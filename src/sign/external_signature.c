#include "sign/external_signature.h"

#include <string.h>
#include <mbedtls/base64.h>

#define FORM_LIMIT 5u /* DER or raw, each of them also in base64, and room for a form that is none */

/* What the bytes may mean: a signature as an image holds it. */
struct form {
    struct signature signature;
    struct byte_range behind; /* the DER, which the bytes begin with; of no size for other forms */
};

struct forms {
    struct form items[FORM_LIMIT];
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

/* The signature that the bytes begin with as the shortest DER: with each of its libraries MCUboot takes that, and only
 * with some of them more leading zeros or a longer form of length.
 */
static bool read_der(enum key_type type, struct byte_range bytes, struct form *form)
{
    size_t size = raw_size(type);
    struct byte_range der;
    struct signature raw;
    uint8_t length;

    if (size == 0 || !range_u8(bytes, 1, &length) || !range_part(bytes, 0, (size_t)length + 2, &der) ||
        !signature_to_raw(der, size / 2, &raw)) {
        return false;
    }
    form->behind = range_of(bytes.data + der.size, bytes.size - der.size);
    return signature_to_der(range_of(raw.bytes, raw.size), &form->signature);
}

static void add_forms(enum key_type type, struct byte_range bytes, struct forms *forms)
{
    struct form *next = &forms->items[forms->count];

    next->behind = range_of(NULL, 0);
    if (bytes.size != 0 && bytes.size == fixed_size(type)) {
        memcpy(next->signature.bytes, bytes.data, bytes.size);
        next->signature.size = bytes.size;
        next = &forms->items[++forms->count];
    } else if (read_der(type, bytes, next)) {
        next = &forms->items[++forms->count];
    }
    next->behind = range_of(NULL, 0);
    if (bytes.size != 0 && bytes.size == raw_size(type) && signature_to_der(bytes, &next->signature)) {
        forms->count++;
    }
}

/* How many bytes behind a DER are there for no reason: zeros are padding. */
static size_t foreign_bytes(struct byte_range behind)
{
    for (size_t i = 0; i < behind.size; i++) {
        if (behind.data[i] != 0) {
            return behind.size;
        }
    }
    return 0;
}

static bool take(const char *name, const struct form *form, struct diagnostics *diagnostics,
                 struct signature *signature)
{
    size_t foreign = foreign_bytes(form->behind);

    *signature = form->signature;
    return foreign == 0 || diagnose(diagnostics, DIAGNOSTIC_INPUT, ORIGIN_NONE,
                                    "%s has %zu bytes behind the signature that are no part of it", name, foreign);
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
        if (signature_answers(key, request, &forms.items[i].signature)) {
            return take(name, &forms.items[i], diagnostics, signature);
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

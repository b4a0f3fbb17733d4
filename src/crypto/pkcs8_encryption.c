#include "crypto/pkcs8_encryption.h"

#include <string.h>
#include <mbedtls/aes.h>
#include <mbedtls/asn1.h>
#include <mbedtls/platform_util.h>
#include "crypto/key_block.h"
#include "crypto/mbedtls_compat.h"
#include "crypto/der_writer.h"

#define BLOCK_SIZE 16u
#define SALT_SIZE  16u

/* Room for everything around the data of an encrypted key: about 110 bytes. */
#define PARAMETERS_LIMIT 160u

#define WRONG_PASSPHRASE "passphrase is wrong, or the private key is damaged"
#define DAMAGED          "encrypted private key is damaged: its parameters cannot be read"
#define REWRITE          "; rewrite it: openssl pkcs8 -topk8 -v2 aes-256-cbc"

/* What a file says about its encryption. */
struct scheme {
    struct byte_range salt;
    struct byte_range iv;
    struct byte_range data;
    uint32_t iterations;
    mbedtls_md_type_t hash;
    size_t key_size; /* bytes */
};

/* Object identifiers in DER, without tag and length. */
static const uint8_t oid_pbes2[] = { 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x05, 0x0d };
static const uint8_t oid_pbkdf2[] = { 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x05, 0x0c };
static const uint8_t oid_hmac[] = { 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x02 };      /* + 1 byte */
static const uint8_t oid_aes[] = { 0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x01 }; /* + 1 byte */

/* Enters the next element of this type and leaves *part behind it. */
static bool take(struct byte_range *part, int tag, struct byte_range *inside)
{
    /* mbedTLS reads through a pointer that is not const and writes nothing. */
    unsigned char *at = (unsigned char *)(uintptr_t)part->data;
    const unsigned char *end = part->data + part->size;
    size_t size;

    if (part->size == 0 || mbedtls_asn1_get_tag(&at, end, &size, tag) != 0) {
        return false;
    }
    *inside = range_of(at, size);
    *part = range_of(at + size, (size_t)(end - at) - size);
    return true;
}

static bool is(struct byte_range oid, const uint8_t *bytes, size_t size)
{
    return oid.size == size && memcmp(oid.data, bytes, size) == 0;
}

/* An identifier of a family: its head, and a last byte that says which one. */
static bool is_of(struct byte_range oid, const uint8_t *head, size_t size, uint8_t *last)
{
    if (oid.size != size + 1 || memcmp(oid.data, head, size) != 0) {
        return false;
    }
    *last = oid.data[size];
    return true;
}

/* AlgorithmIdentifier: the identifier, and what follows it. */
static bool take_algorithm(struct byte_range *part, struct byte_range *oid, struct byte_range *parameters)
{
    return take(part, DER_SEQUENCE, parameters) && take(parameters, MBEDTLS_ASN1_OID, oid);
}

static bool take_number(struct byte_range *part, uint32_t *number)
{
    struct byte_range bytes;

    if (!take(part, MBEDTLS_ASN1_INTEGER, &bytes) || bytes.size == 0 || bytes.data[0] >= 0x80) {
        return false;
    }
    *number = 0;
    for (size_t i = 0; i < bytes.size; i++) {
        /* A number of more than 32 bits is over every limit. */
        *number = *number > UINT32_MAX >> 8 ? UINT32_MAX : *number << 8 | bytes.data[i];
    }
    return true;
}

static bool read_hash(struct byte_range parameters, struct scheme *scheme)
{
    static const struct {
        uint8_t oid;
        mbedtls_md_type_t hash;
    } table[] = {
        { 7, MBEDTLS_MD_SHA1 },    { 8, MBEDTLS_MD_SHA224 },  { 9, MBEDTLS_MD_SHA256 },
        { 10, MBEDTLS_MD_SHA384 }, { 11, MBEDTLS_MD_SHA512 },
    };
    struct byte_range oid, rest;
    uint8_t last;

    /* RFC 8018: HMAC-SHA-1 when it is left out. */
    scheme->hash = MBEDTLS_MD_SHA1;
    if (parameters.size == 0) {
        return true;
    }
    if (!take_algorithm(&parameters, &oid, &rest) || !is_of(oid, oid_hmac, sizeof oid_hmac, &last)) {
        return false;
    }
    for (size_t i = 0; i < ARRAY_LENGTH(table); i++) {
        if (table[i].oid == last) {
            scheme->hash = table[i].hash;
            return true;
        }
    }
    return false;
}

static const char *read_derivation(struct byte_range *part, struct scheme *scheme)
{
    struct byte_range oid, parameters, inside;
    uint32_t ignored;

    if (!take_algorithm(part, &oid, &parameters)) {
        return DAMAGED;
    }
    if (!is(oid, oid_pbkdf2, sizeof oid_pbkdf2)) {
        return "private key is encrypted with another key derivation than PBKDF2 (scrypt?), which is not "
               "supported" REWRITE;
    }
    if (!take(&parameters, DER_SEQUENCE, &inside) || !take(&inside, MBEDTLS_ASN1_OCTET_STRING, &scheme->salt) ||
        !take_number(&inside, &scheme->iterations)) {
        return DAMAGED;
    }
    if (inside.size > 0 && inside.data[0] == MBEDTLS_ASN1_INTEGER && !take_number(&inside, &ignored)) {
        return DAMAGED;
    }
    return read_hash(inside, scheme) ? NULL
                                     : "private key is encrypted with PBKDF2 over a hash that is not supported" REWRITE;
}

static const char *read_cipher(struct byte_range *part, struct scheme *scheme)
{
    struct byte_range oid, parameters;
    uint8_t last;

    if (!take_algorithm(part, &oid, &parameters)) {
        return DAMAGED;
    }
    /* aes128-CBC-PAD 2, aes192-CBC-PAD 22, aes256-CBC-PAD 42 */
    if (!is_of(oid, oid_aes, sizeof oid_aes, &last) || (last != 2 && last != 22 && last != 42)) {
        return "private key is encrypted with another cipher than AES-CBC, which is not supported" REWRITE;
    }
    scheme->key_size = last == 2 ? 16 : last == 22 ? 24 : 32;
    return take(&parameters, MBEDTLS_ASN1_OCTET_STRING, &scheme->iv) && scheme->iv.size == BLOCK_SIZE ? NULL : DAMAGED;
}

static const char *read_scheme(struct byte_range der, uint32_t iteration_limit, struct scheme *scheme)
{
    struct byte_range all, oid, parameters, inside;
    const char *fault;

    if (!take(&der, DER_SEQUENCE, &all) || !take_algorithm(&all, &oid, &parameters) ||
        !take(&all, MBEDTLS_ASN1_OCTET_STRING, &scheme->data)) {
        return DAMAGED;
    }
    if (!is(oid, oid_pbes2, sizeof oid_pbes2)) {
        return "private key is encrypted with another scheme than PBES2, which is not supported" REWRITE;
    }
    if (!take(&parameters, DER_SEQUENCE, &inside)) {
        return DAMAGED;
    }
    fault = read_derivation(&inside, scheme);
    fault = fault == NULL ? read_cipher(&inside, scheme) : fault;
    if (fault == NULL && (scheme->data.size == 0 || scheme->data.size % BLOCK_SIZE != 0 || scheme->iterations == 0)) {
        fault = DAMAGED;
    }
    if (fault == NULL && scheme->iterations > iteration_limit) {
        fault = "private key is encrypted with more PBKDF2 iterations than are followed here (10,000,000)";
    }
    return fault;
}

static bool derive(const struct scheme *scheme, struct byte_range passphrase, uint8_t key[32])
{
    return compat_pbkdf2(scheme->hash, passphrase.data, passphrase.size, scheme->salt.data, scheme->salt.size,
                         scheme->iterations, (uint32_t)scheme->key_size, key) == 0;
}

/* mode: MBEDTLS_AES_ENCRYPT or _DECRYPT; input has whole blocks. */
static bool run_cipher(const struct scheme *scheme, struct byte_range passphrase, int mode, struct byte_range input,
                       uint8_t *output)
{
    uint8_t key[32], iv[BLOCK_SIZE];
    mbedtls_aes_context aes;
    unsigned bits = (unsigned)scheme->key_size * 8;
    bool done;

    memcpy(iv, scheme->iv.data, sizeof iv);
    mbedtls_aes_init(&aes);
    done = derive(scheme, passphrase, key) &&
           (mode == MBEDTLS_AES_DECRYPT ? mbedtls_aes_setkey_dec(&aes, key, bits)
                                        : mbedtls_aes_setkey_enc(&aes, key, bits)) == 0 &&
           mbedtls_aes_crypt_cbc(&aes, mode, input.size, iv, input.data, output) == 0;
    mbedtls_aes_free(&aes);
    mbedtls_platform_zeroize(key, sizeof key);
    mbedtls_platform_zeroize(iv, sizeof iv);
    return done;
}

/* PKCS#7: as many bytes as are added, each of that value. */
static bool remove_padding(const uint8_t *bytes, size_t *size)
{
    uint8_t count = bytes[*size - 1];

    if (count == 0 || count > BLOCK_SIZE) {
        return false;
    }
    for (size_t i = 1; i <= count; i++) {
        if (bytes[*size - i] != count) {
            return false;
        }
    }
    *size -= count;
    return true;
}

bool pkcs8_decrypt(struct arena *arena, struct byte_range der, struct byte_range passphrase, uint32_t iteration_limit,
                   struct byte_range *plain, const char **why)
{
    struct scheme scheme = { 0 };
    enum key_content content;
    uint8_t *output;
    size_t size;

    *why = read_scheme(der, iteration_limit, &scheme);
    if (*why != NULL) {
        return false;
    }
    *why = WRONG_PASSPHRASE;
    size = scheme.data.size;
    output = arena_alloc(arena, size);
    if (run_cipher(&scheme, passphrase, MBEDTLS_AES_DECRYPT, scheme.data, output) && remove_padding(output, &size) &&
        key_der_content(range_of(output, size), &content) && content == KEY_CONTENT_PRIVATE) {
        *plain = range_of(output, size);
        return true;
    }
    mbedtls_platform_zeroize(output, scheme.data.size);
    return false;
}

/* The identifier goes in front of its parameters, which are written already. */
static void put_algorithm(struct der_writer *writer, const unsigned char *end, const uint8_t *oid, size_t size)
{
    der_put(writer, MBEDTLS_ASN1_OID, range_of(oid, size));
    der_wrap(writer, end, DER_SEQUENCE);
}

static void put_cipher(struct der_writer *writer, const struct scheme *scheme)
{
    static const uint8_t oid_aes256_cbc[] = { 0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x01, 0x2a };
    const unsigned char *end = writer->at;

    der_put(writer, MBEDTLS_ASN1_OCTET_STRING, scheme->iv);
    put_algorithm(writer, end, oid_aes256_cbc, sizeof oid_aes256_cbc);
}

static void put_derivation(struct der_writer *writer, const struct scheme *scheme)
{
    static const uint8_t oid_hmac_sha256[] = { 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x02, 0x09 };
    const unsigned char *end = writer->at;

    der_put(writer, MBEDTLS_ASN1_NULL, range_of(NULL, 0));
    put_algorithm(writer, end, oid_hmac_sha256, sizeof oid_hmac_sha256);
    der_put_number(writer, scheme->iterations);
    der_put(writer, MBEDTLS_ASN1_OCTET_STRING, scheme->salt);
    der_wrap(writer, end, DER_SEQUENCE);
    put_algorithm(writer, end, oid_pbkdf2, sizeof oid_pbkdf2);
}

static void put_all(struct der_writer *writer, const struct scheme *scheme)
{
    const unsigned char *end = writer->at;
    const unsigned char *parameters_end;

    der_put(writer, MBEDTLS_ASN1_OCTET_STRING, scheme->data);
    parameters_end = writer->at;
    put_cipher(writer, scheme);
    put_derivation(writer, scheme);
    der_wrap(writer, parameters_end, DER_SEQUENCE);
    put_algorithm(writer, parameters_end, oid_pbes2, sizeof oid_pbes2);
    der_wrap(writer, end, DER_SEQUENCE);
}

bool pkcs8_encrypt(struct arena *arena, struct byte_range plain, struct byte_range passphrase, random_function random,
                   void *random_state, struct byte_range *der)
{
    uint8_t salt[SALT_SIZE], iv[BLOCK_SIZE];
    uint8_t padding = (uint8_t)(BLOCK_SIZE - plain.size % BLOCK_SIZE);
    size_t size = plain.size + padding, capacity = size + PARAMETERS_LIMIT;
    uint8_t *data = arena_alloc(arena, size);
    uint8_t *buffer = arena_alloc(arena, capacity);
    struct der_writer writer = der_writer_create(buffer, capacity);
    struct scheme scheme = {
        .salt = range_of(salt, sizeof salt),
        .iv = range_of(iv, sizeof iv),
        .data = range_of(data, size),
        .iterations = PBKDF2_ITERATIONS,
        .hash = MBEDTLS_MD_SHA256,
        .key_size = 32,
    };
    bool done = random(random_state, salt, sizeof salt) && random(random_state, iv, sizeof iv);

    memcpy(data, plain.data, plain.size);
    memset(data + plain.size, padding, padding);
    done = done && run_cipher(&scheme, passphrase, MBEDTLS_AES_ENCRYPT, range_of(data, size), data);
    if (!done) {
        mbedtls_platform_zeroize(data, size);
        return false;
    }
    put_all(&writer, &scheme);
    return der_writer_done(&writer, der);
}

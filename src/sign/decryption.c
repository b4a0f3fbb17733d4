#include "sign/decryption.h"

#include <sodium.h>
#include <string.h>
#include "image/image_verify.h"
#include "crypto/aes_key_wrap.h"
#include "sign/image_key.h"
#include "crypto/wrapping_key.h"

#define ENCRYPTED_FLAGS (MCUBOOT_F_ENCRYPTED_AES128 | MCUBOOT_F_ENCRYPTED_AES256)

static bool check_type(const struct signing_key *key, struct diagnostics *diagnostics)
{
    enum key_type type = key->public_half->type;

    return type == KEY_RSA_2048 || type == KEY_ECDSA_P256 || type == KEY_X25519 ||
           diagnose(diagnostics, DIAGNOSTIC_INPUT, ORIGIN_NONE,
                    "cannot decrypt with '%s': it is %s, MCUboot decrypts with RSA-2048, ECDSA P-256 or X25519",
                    key->path, key_type_name(type));
}

static bool load(struct arena *arena, const struct source *source, const struct passphrase_source *passphrase,
                 struct diagnostics *diagnostics, struct decryption_key *key)
{
    if (wrapping_key_recognised(source)) {
        return wrapping_key_read(arena, source, diagnostics, &key->wrapping_key);
    }
    return signing_key_read(arena, source, passphrase, diagnostics, &key->private_key) &&
           check_type(key->private_key, diagnostics);
}

bool decryption_key_load(struct arena *arena, const char *path, const struct passphrase_source *passphrase,
                         struct diagnostics *diagnostics, struct decryption_key **result)
{
    struct decryption_key *key = arena_alloc(arena, sizeof *key);
    const struct source *source;
    bool done;

    key->path = path;
    if (!key_source_load(arena, path, diagnostics, &source)) {
        return false;
    }
    done = load(arena, source, passphrase, diagnostics, key);
    /* The arena owns these bytes, only the type says const. */
    sodium_memzero((void *)(uintptr_t)source->data, source->size);
    if (!done) {
        decryption_key_release(key);
        return false;
    }
    *result = key;
    return true;
}

void decryption_key_release(struct decryption_key *key)
{
    if (key != NULL) {
        signing_key_release(key->private_key);
        wrapping_key_wipe(&key->wrapping_key);
    }
}

/* Whether a device with this key looks for such a TLV. X25519 stands for two: which one is a choice of the build. */
static bool key_opens(const struct decryption_key *key, uint16_t type)
{
    if (key->private_key == NULL) {
        return type == MCUBOOT_TLV_ENC_KW;
    }
    switch (key->private_key->public_half->type) {
    case KEY_RSA_2048:
        return type == MCUBOOT_TLV_ENC_RSA2048;
    case KEY_ECDSA_P256:
        return type == MCUBOOT_TLV_ENC_EC256;
    default:
        return type == MCUBOOT_TLV_ENC_X25519 || type == MCUBOOT_TLV_ENC_X25519_SHA512;
    }
}

static const char *key_name(const struct decryption_key *key)
{
    return key->private_key == NULL ? "a wrapping key" : key_type_name(key->private_key->public_half->type);
}

static const struct mcuboot_tlv_entry *find_tlv(struct arena *arena, const struct mcuboot_image *image,
                                                const struct decryption_key *key, const char **fault)
{
    const struct mcuboot_tlv_entry *other = NULL;

    for (size_t i = 0; i < image->count; i++) {
        const struct mcuboot_tlv_entry *entry = &image->items[i];

        if (key_opens(key, entry->type)) {
            return entry;
        }
        other = mcuboot_tlv_is_encryption(entry->type) ? entry : other;
    }
    *fault = other == NULL ? "image is flagged as encrypted, but has no TLV with its key"
                           : arena_printf(arena, "image is encrypted for another type of key (%s), the given one is %s",
                                          mcuboot_tlv_name(other->type), key_name(key));
    return NULL;
}

static bool unwrap(const struct decryption_key *key, const struct mcuboot_tlv_entry *entry, struct image_key *image_key)
{
    switch (entry->type) {
    case MCUBOOT_TLV_ENC_RSA2048:
        return rsa_oaep_unwrap(key->private_key, entry->data, image_key);
    case MCUBOOT_TLV_ENC_KW:
        return aes_key_unwrap(key->wrapping_key, entry->data, image_key->bytes);
    default:
        return ecies_unwrap(key->private_key,
                            entry->type == MCUBOOT_TLV_ENC_X25519_SHA512 ? DIGEST_SHA512 : DIGEST_SHA256, entry->data,
                            image_key);
    }
}

static const char *unwrap_fault(struct arena *arena, const struct decryption_key *key,
                                const struct mcuboot_tlv_entry *entry, size_t key_size)
{
    bool is_ecies = entry->type == MCUBOOT_TLV_ENC_EC256 || entry->type == MCUBOOT_TLV_ENC_X25519;

    if (is_ecies && key_size == 32 && ecies_is_short(key->private_key, DIGEST_SHA256, entry->data)) {
        return arena_printf(arena,
                            "%s TLV is of an imgtool before 2.3.0, which wrapped 256-bit keys in a way that no MCUboot "
                            "opens",
                            mcuboot_tlv_name(entry->type));
    }
    return arena_printf(arena, "%s TLV was not made for the key '%s', or is damaged", mcuboot_tlv_name(entry->type),
                        key->path);
}

/* The image key, which the caller wipes; NULL or the TLV it came from. */
static const struct mcuboot_tlv_entry *open_tlv(struct arena *arena, const struct mcuboot_image *image,
                                                const struct decryption_key *key, struct image_key *image_key,
                                                const char **fault)
{
    uint32_t flags = image->header.flags & ENCRYPTED_FLAGS;
    const struct mcuboot_tlv_entry *entry;

    *image_key = (struct image_key){ .size = flags == MCUBOOT_F_ENCRYPTED_AES256 ? 32 : 16 };
    if (flags == 0 || flags == ENCRYPTED_FLAGS) {
        *fault = flags == 0 ? "image is not encrypted"
                            : "image is flagged as encrypted with AES-128 and with AES-256; MCUboot refuses it";
        return NULL;
    }
    entry = find_tlv(arena, image, key, fault);
    if (entry == NULL) {
        return NULL;
    }
    if (entry->data.size != mcuboot_encryption_tlv_size(entry->type, image_key->size)) {
        *fault = arena_printf(arena, "%s TLV has %zu bytes; with an image key of %zu bits MCUboot takes %zu",
                              mcuboot_tlv_name(entry->type), entry->data.size, image_key->size * 8,
                              mcuboot_encryption_tlv_size(entry->type, image_key->size));
        return NULL;
    }
    if (key->private_key == NULL && key->wrapping_key.size != image_key->size) {
        *fault = arena_printf(arena, "the given wrapping key has %zu bits, the image was encrypted with %zu",
                              key->wrapping_key.size * 8, image_key->size * 8);
        return NULL;
    }
    if (!unwrap(key, entry, image_key)) {
        *fault = unwrap_fault(arena, key, entry, image_key->size);
        return NULL;
    }
    return entry;
}

/* The hashed range starts with the header, the payload lies in it. */
static struct mcuboot_image *decrypted_copy(struct arena *arena, const struct mcuboot_image *image,
                                            const struct image_key *image_key)
{
    struct mcuboot_image *plain = arena_alloc(arena, sizeof *plain);
    uint8_t *bytes = arena_alloc(arena, image->hashed.size);
    size_t offset = (size_t)(image->payload.data - image->hashed.data);

    memcpy(bytes, image->hashed.data, image->hashed.size);
    if (!image_key_crypt(image_key, bytes + offset, image->payload.size)) {
        return NULL;
    }
    *plain = *image;
    plain->hashed = range_of(bytes, image->hashed.size);
    plain->payload = range_of(bytes + offset, image->payload.size);
    plain->is_decrypted = true;
    return plain;
}

const struct mcuboot_image *image_decrypt(struct arena *arena, const struct mcuboot_image *image,
                                          const struct decryption_key *key, const char **fault)
{
    const struct mcuboot_image *plain = NULL;
    struct image_key image_key;

    if (open_tlv(arena, image, key, &image_key, fault) != NULL) {
        plain = decrypted_copy(arena, image, &image_key);
        *fault = plain == NULL ? "mbedTLS does not decrypt the firmware" : NULL;
    }
    image_key_wipe(&image_key);
    return plain;
}

static const char *cipher_name(const struct mcuboot_image *image)
{
    return (image->header.flags & MCUBOOT_F_ENCRYPTED_AES256) != 0 ? "AES-256" : "AES-128";
}

/* With plain firmware the device opens the TLV all the same: when it swaps the image out, it encrypts it with that key,
 * and stops in an assertion where it cannot (boot/bootutil/src/loader.c boot_swap_image(), 2d4bacc3).
 */
static void check_clear(struct arena *arena, const struct mcuboot_image *image, const struct decryption_key *key,
                        struct verdicts *verdicts)
{
    const char *fault = NULL;
    struct image_key image_key;

    if (open_tlv(arena, image, key, &image_key, &fault) == NULL) {
        verdict_add(arena, verdicts, "encryption", VERDICT_FAIL, "%s", fault);
    } else {
        verdict_add(arena, verdicts, "encryption", VERDICT_PASS,
                    "%s, key opened with '%s'; the firmware is plain although flagged (made with --clear)",
                    cipher_name(image), key->path);
    }
    image_key_wipe(&image_key);
}

const struct mcuboot_image *decrypt_for_verification(struct arena *arena, const struct mcuboot_image *image,
                                                     const struct decryption_key *key, struct verdicts *verdicts)
{
    const struct mcuboot_image *plain;
    const char *fault = NULL;

    if (key == NULL) {
        return image;
    }
    if (!image_is_encrypted(image)) {
        verdict_add(arena, verdicts, "encryption", VERDICT_ABSENT, "image is not encrypted");
        return image;
    }
    if (image_is_clear(image)) {
        check_clear(arena, image, key, verdicts);
        return image;
    }
    plain = image_decrypt(arena, image, key, &fault);
    if (plain == NULL) {
        verdict_add(arena, verdicts, "encryption", VERDICT_FAIL, "%s", fault);
        return image;
    }
    verdict_add(arena, verdicts, "encryption", VERDICT_PASS, "%s, opened with '%s'", cipher_name(image), key->path);
    return plain;
}

#include "image/image_verify.h"

#include <string.h>
#include "base/text.h"

/* Hex digits of a hash that are shown: enough to tell two keys or images apart. */
#define SHOWN_HASH_BYTES 8u

static const char *short_hex(struct arena *arena, struct byte_range bytes)
{
    return text_hex(arena, bytes.data, bytes.size < SHOWN_HASH_BYTES ? bytes.size : SHOWN_HASH_BYTES);
}

static bool same_bytes(struct byte_range left, struct byte_range right)
{
    return left.size == right.size && memcmp(left.data, right.data, left.size) == 0;
}

const struct mcuboot_tlv_entry *image_hash_tlv(const struct mcuboot_image *image, enum digest_algorithm *algorithm)
{
    for (size_t i = 0; i < image->count; i++) {
        if (digest_from_tlv(image->items[i].type, algorithm)) {
            return &image->items[i];
        }
    }
    return NULL;
}

/* A hash takes longer than all else here. */
static struct digest image_digest(const struct mcuboot_image *image, enum digest_algorithm algorithm)
{
    const struct digest *known = image->known_digest;

    return known != NULL && known->algorithm == algorithm ? *known : digest_of(algorithm, image->hashed);
}

static bool hash_is_right(const struct mcuboot_image *image, const struct mcuboot_tlv_entry *entry)
{
    enum digest_algorithm algorithm;
    struct digest digest;

    if (!digest_from_tlv(entry->type, &algorithm)) {
        return false;
    }
    digest = image_digest(image, algorithm);
    return same_bytes(entry->data, digest_range(&digest));
}

bool image_is_encrypted(const struct mcuboot_image *image)
{
    return (image->header.flags & (MCUBOOT_F_ENCRYPTED_AES128 | MCUBOOT_F_ENCRYPTED_AES256)) != 0;
}

bool image_is_clear(const struct mcuboot_image *image)
{
    enum digest_algorithm algorithm;
    const struct mcuboot_tlv_entry *entry = image_hash_tlv(image, &algorithm);

    return image_is_encrypted(image) && !image->is_decrypted && entry != NULL && hash_is_right(image, entry);
}

bool image_is_pure(const struct mcuboot_image *image)
{
    const struct mcuboot_tlv_entry *entry = mcuboot_image_find(image, MCUBOOT_TLV_SIG_PURE);

    return entry != NULL && entry->data.size == 1 && entry->data.data[0] == 1;
}

const char *image_compression(const struct mcuboot_image *image)
{
    bool has_filter = (image->header.flags & MCUBOOT_F_COMPRESSED_ARM_THUMB) != 0;

    if ((image->header.flags & MCUBOOT_F_COMPRESSED_LZMA2) != 0) {
        return has_filter ? "LZMA2 with ARM Thumb filter" : "LZMA2";
    }
    if ((image->header.flags & MCUBOOT_F_COMPRESSED_LZMA1) != 0) {
        return has_filter ? "LZMA1 with ARM Thumb filter" : "LZMA1";
    }
    return has_filter ? "ARM Thumb filter" : NULL;
}

const char *image_unverifiable_flag(const struct mcuboot_image *image)
{
    static const struct {
        uint32_t flag;
        const char *name;
    } flags[] = {
        { MCUBOOT_F_ENCRYPTED_AES128, "ENCRYPTED_AES128" },         { MCUBOOT_F_ENCRYPTED_AES256, "ENCRYPTED_AES256" },
        { MCUBOOT_F_COMPRESSED_LZMA1, "COMPRESSED_LZMA1" },         { MCUBOOT_F_COMPRESSED_LZMA2, "COMPRESSED_LZMA2" },
        { MCUBOOT_F_COMPRESSED_ARM_THUMB, "COMPRESSED_ARM_THUMB" },
    };

    for (size_t i = image->is_decrypted ? 2 : 0; i < ARRAY_LENGTH(flags); i++) {
        if ((image->header.flags & flags[i].flag) != 0) {
            return flags[i].name;
        }
    }
    return NULL;
}

/* The bytes that hash and signature cover are not in the file. */
static bool is_hidden(const struct mcuboot_image *image)
{
    return image_is_encrypted(image) && !image->is_decrypted && !image_is_clear(image);
}

static void verify_hash(struct arena *arena, const struct mcuboot_image *image, struct verdicts *verdicts)
{
    enum digest_algorithm algorithm = DIGEST_SHA256;
    const struct mcuboot_tlv_entry *first = image_hash_tlv(image, &algorithm);

    if (first == NULL) {
        bool is_pure = image_is_pure(image);

        verdict_add(arena, verdicts, "hash", is_pure ? VERDICT_WARNING : VERDICT_FAIL, "%s",
                    is_pure ? "image has no hash TLV; a bootloader for pure signatures takes it, update clients may not"
                            : "image has no hash TLV; MCUboot refuses it");
        return;
    }
    if (is_hidden(image)) {
        verdict_add(arena, verdicts, "hash", VERDICT_NOT_CHECKED,
                    "image is encrypted (%s) and the hash is of its plain bytes", image_unverifiable_flag(image));
        return;
    }
    for (size_t i = 0; i < image->count; i++) {
        const struct mcuboot_tlv_entry *entry = &image->items[i];

        if (digest_from_tlv(entry->type, &algorithm) && !hash_is_right(image, entry)) {
            struct digest digest = image_digest(image, algorithm);

            verdict_add(arena, verdicts, "hash", VERDICT_FAIL, "image says %s %s..., its bytes give %s...",
                        mcuboot_tlv_name(entry->type), short_hex(arena, entry->data),
                        short_hex(arena, digest_range(&digest)));
            return;
        }
    }
    verdict_add(arena, verdicts, "hash", VERDICT_PASS, "%s %s", mcuboot_tlv_name(first->type),
                text_hex(arena, first->data.data, first->data.size));
}

static bool names_a_key(const struct mcuboot_tlv_entry *entry)
{
    return entry->type == MCUBOOT_TLV_KEYHASH || entry->type == MCUBOOT_TLV_PUBKEY;
}

/* The hash of a key is made with the image's own algorithm; an image with a pure signature may have none. */
static bool names_key(const struct mcuboot_image *image, const struct mcuboot_tlv_entry *entry,
                      const struct public_key *key)
{
    static const enum digest_algorithm all[] = { DIGEST_SHA256, DIGEST_SHA384, DIGEST_SHA512 };
    enum digest_algorithm any;
    bool has_hash = image_hash_tlv(image, &any) != NULL;

    if (entry->type == MCUBOOT_TLV_PUBKEY) {
        return same_bytes(entry->data, key->der);
    }
    for (size_t i = 0; i < ARRAY_LENGTH(all); i++) {
        struct digest hash = public_key_hash(key, all[i]);

        if ((!has_hash || mcuboot_image_find(image, digest_tlv(all[i])) != NULL) &&
            same_bytes(entry->data, digest_range(&hash))) {
            return true;
        }
    }
    return false;
}

/* MCUboot goes through the TLVs once: a key that stands behind the signature comes too late, and a signature
 * without a key before it is passed over (image_validate.c bootutil_img_validate(), EXPECTED_KEY_TLV).
 */
static void verify_key_place(struct arena *arena, const struct mcuboot_tlv_entry *key,
                             const struct mcuboot_tlv_entry *signature, struct verdicts *verdicts)
{
    if (key == NULL && signature == NULL) {
        verdict_add(arena, verdicts, "key hash", VERDICT_ABSENT, "image names no key");
    } else if (key == NULL) {
        verdict_add(arena, verdicts, "key hash", VERDICT_FAIL,
                    "image has a signature but names no key (KEYHASH or PUBKEY); MCUboot finds none and refuses it");
    } else {
        verdict_add(arena, verdicts, "key hash", VERDICT_FAIL,
                    "%s stands behind the signature; MCUboot looks for it in front and refuses the image",
                    mcuboot_tlv_name(key->type));
    }
}

static const struct mcuboot_tlv_entry *first_key_name(const struct mcuboot_image *image)
{
    for (size_t i = 0; i < image->count; i++) {
        if (names_a_key(&image->items[i])) {
            return &image->items[i];
        }
    }
    return NULL;
}

/* The key an image names, by hash or as a whole. */
static void verify_key_hash(struct arena *arena, const struct mcuboot_image *image, const struct public_key *key,
                            struct verdicts *verdicts)
{
    const struct mcuboot_tlv_entry *entry = first_key_name(image);
    const struct mcuboot_tlv_entry *signature = mcuboot_image_signature(image);
    enum digest_algorithm algorithm = DIGEST_SHA256;
    struct digest wanted;

    if (entry == NULL || (signature != NULL && entry > signature)) {
        verify_key_place(arena, entry, signature, verdicts);
        return;
    }
    if (key == NULL) {
        verdict_add(arena, verdicts, "key hash", VERDICT_NOT_CHECKED, "%s...; no key given",
                    short_hex(arena, entry->data));
        return;
    }
    for (size_t i = 0; i < image->count; i++) {
        if (names_a_key(&image->items[i]) && names_key(image, &image->items[i], key)) {
            verdict_add(arena, verdicts, "key hash", VERDICT_PASS, "%s...", short_hex(arena, image->items[i].data));
            return;
        }
    }
    (void)image_hash_tlv(image, &algorithm);
    wanted = public_key_hash(key, algorithm);
    verdict_add(arena, verdicts, "key hash", VERDICT_FAIL, "image names key %s..., the given one is %s...",
                short_hex(arena, entry->data),
                short_hex(arena, entry->type == MCUBOOT_TLV_PUBKEY ? key->der : digest_range(&wanted)));
}

/* Over which hash, or over the image itself; NULL when the signature is not of this key and these bytes. */
static const char *signed_what(const struct mcuboot_image *image, const struct public_key *key,
                               struct byte_range signature)
{
    enum digest_algorithm algorithm;

    if (mcuboot_image_find(image, MCUBOOT_TLV_SIG_PURE) != NULL) {
        return image_is_pure(image) && public_key_verify_pure(key, image->hashed, signature) ? "pure" : NULL;
    }
    for (size_t i = 0; i < image->count; i++) {
        struct digest digest;

        if (!digest_from_tlv(image->items[i].type, &algorithm) || !key_type_takes(key->type, algorithm)) {
            continue;
        }
        digest = image_digest(image, algorithm);
        if (public_key_verify(key, &digest, signature)) {
            return digest_name(algorithm);
        }
    }
    return NULL;
}

/* Why no signature of the image can be of this key, or NULL. */
static const char *no_signature_of(struct arena *arena, const struct mcuboot_image *image, const struct public_key *key)
{
    enum digest_algorithm algorithm = DIGEST_SHA256;
    const struct mcuboot_tlv_entry *hash = image_hash_tlv(image, &algorithm);
    const struct mcuboot_tlv_entry *pure = mcuboot_image_find(image, MCUBOOT_TLV_SIG_PURE);

    if (key_type_tlv(key->type) == 0) {
        return arena_printf(arena, "the given key is %s, which signs nothing", key_type_name(key->type));
    }
    if (mcuboot_image_find(image, key_type_tlv(key->type)) == NULL) {
        return arena_printf(arena, "image is signed with %s, the given key is %s",
                            mcuboot_tlv_name(mcuboot_image_signature(image)->type), key_type_name(key->type));
    }
    if (pure != NULL && !image_is_pure(image)) {
        return "SIG_PURE is not the one byte 0x01; MCUboot refuses the image";
    }
    if (pure != NULL && key->type != KEY_ED25519) {
        return arena_printf(arena, "image says that its signature is pure, the given key is %s",
                            key_type_name(key->type));
    }
    if (pure == NULL && hash != NULL && !key_type_takes(key->type, algorithm) &&
        mcuboot_image_find(image, digest_tlv(key_type_digest(key->type))) == NULL) {
        return arena_printf(arena, "image has a %s, of which %s makes no signature", mcuboot_tlv_name(hash->type),
                            key_type_name(key->type));
    }
    return NULL;
}

/* Every signature of the key that the image names before it. */
static void verify_signatures(struct arena *arena, const struct mcuboot_image *image, const struct public_key *key,
                              struct verdicts *verdicts)
{
    bool named = false;
    size_t count = 0;
    const char *what = NULL;

    for (size_t i = 0; i < image->count; i++) {
        const struct mcuboot_tlv_entry *entry = &image->items[i];

        if (names_a_key(entry)) {
            named = names_key(image, entry, key);
        }
        if (entry->type != key_type_tlv(key->type)) {
            continue;
        }
        /* A signature that no key stands before is tried too: the line "key hash" says what is wrong with it. */
        if (named || first_key_name(image) == NULL || first_key_name(image) > entry) {
            count++;
            what = signed_what(image, key, entry->data);
            if (what == NULL) {
                break;
            }
        }
        named = false;
    }
    if (what != NULL) {
        verdict_add(arena, verdicts, "signature", VERDICT_PASS, "%s, %s", key_type_name(key->type), what);
    } else {
        verdict_add(arena, verdicts, "signature", VERDICT_FAIL, "%s %s", key_type_name(key->type),
                    count > 0 ? "signature is not of this key and these bytes"
                              : "signature is of a key that the image names otherwise");
    }
}

static void verify_signature(struct arena *arena, const struct mcuboot_image *image, const struct public_key *key,
                             struct verdicts *verdicts)
{
    const struct mcuboot_tlv_entry *entry = mcuboot_image_signature(image);
    const char *fault;

    if (entry == NULL) {
        verdict_add(arena, verdicts, "signature", key == NULL ? VERDICT_ABSENT : VERDICT_FAIL,
                    "image carries no signature");
        return;
    }
    if (key == NULL) {
        verdict_add(arena, verdicts, "signature", VERDICT_NOT_CHECKED, "%s; no key given",
                    mcuboot_tlv_name(entry->type));
        return;
    }
    fault = no_signature_of(arena, image, key);
    if (fault != NULL) {
        verdict_add(arena, verdicts, "signature", VERDICT_FAIL, "%s", fault);
    } else if (is_hidden(image)) {
        verdict_add(arena, verdicts, "signature", VERDICT_NOT_CHECKED,
                    "image is encrypted (%s) and the signature is of its plain bytes", image_unverifiable_flag(image));
    } else {
        verify_signatures(arena, image, key, verdicts);
    }
}

/* The signature that MCUboot checks after it has decompressed: it is of the hash that stands beside it, so that it can be
 * checked without decompressing; whether the bytes give that hash cannot.
 */
static void verify_decompressed(struct arena *arena, const struct mcuboot_image *image, const struct public_key *key,
                                struct verdicts *verdicts)
{
    const struct mcuboot_tlv_entry *hash = mcuboot_image_find(image, MCUBOOT_TLV_DECOMP_SHA);
    const struct mcuboot_tlv_entry *signature = mcuboot_image_find(image, MCUBOOT_TLV_DECOMP_SIGNATURE);
    enum digest_algorithm algorithm = DIGEST_SHA256;
    struct digest digest;

    if (hash == NULL || mcuboot_image_find(image, MCUBOOT_TLV_DECOMP_SIZE) == NULL) {
        verdict_add(arena, verdicts, "decompressed", VERDICT_FAIL,
                    "image is compressed (%s) without DECOMP_SIZE and DECOMP_SHA; MCUboot refuses it",
                    image_compression(image));
        return;
    }
    verdict_add(arena, verdicts, "decompressed", VERDICT_NOT_CHECKED,
                "image is compressed (%s); this version does not decompress it", image_compression(image));
    (void)image_hash_tlv(image, &algorithm);
    if (key == NULL || signature == NULL || image_is_pure(image) || !key_type_takes(key->type, algorithm)) {
        return;
    }
    if (hash->data.size != digest_size(algorithm)) {
        verdict_add(arena, verdicts, "decompressed signature", VERDICT_FAIL,
                    "DECOMP_SHA has %zu bytes, the image's hash %zu", hash->data.size, digest_size(algorithm));
        return;
    }
    digest = digest_known(algorithm, hash->data.data);
    if (public_key_verify(key, &digest, signature->data)) {
        verdict_add(arena, verdicts, "decompressed signature", VERDICT_PASS, "%s, of DECOMP_SHA",
                    key_type_name(key->type));
    } else {
        verdict_add(arena, verdicts, "decompressed signature", VERDICT_FAIL,
                    "DECOMP_SIGNATURE is not of this key and DECOMP_SHA");
    }
}

void mcuboot_image_verify(struct arena *arena, const struct mcuboot_image *image, const struct public_key *key,
                          struct verdicts *verdicts)
{
    enum digest_algorithm algorithm;
    struct mcuboot_image once = *image;
    struct digest digest;

    if (once.known_digest == NULL && image_hash_tlv(image, &algorithm) != NULL) {
        digest = digest_of(algorithm, image->hashed);
        once.known_digest = &digest;
    }
    verify_hash(arena, &once, verdicts);
    verify_key_hash(arena, &once, key, verdicts);
    verify_signature(arena, &once, key, verdicts);
    if (image_compression(image) != NULL) {
        verify_decompressed(arena, image, key, verdicts);
    }
}

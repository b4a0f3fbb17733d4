#include "image/image_verify.h"

#include <string.h>
#include "base/text.h"
#include "image/digest.h"

/* Hex digits of a hash that are shown: enough to tell two keys or images apart. */
#define SHOWN_HASH_BYTES 8u

static const char *short_hex(struct arena *arena, struct byte_range bytes)
{
    return text_hex(arena, bytes.data, bytes.size < SHOWN_HASH_BYTES ? bytes.size : SHOWN_HASH_BYTES);
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

    for (size_t i = 0; i < ARRAY_LENGTH(flags); i++) {
        if ((image->header.flags & flags[i].flag) != 0) {
            return flags[i].name;
        }
    }
    return NULL;
}

static const struct mcuboot_tlv_entry *find_hash(const struct mcuboot_image *image, enum digest_algorithm *algorithm)
{
    static const enum digest_algorithm order[] = { DIGEST_SHA256, DIGEST_SHA384, DIGEST_SHA512 };

    for (size_t i = 0; i < ARRAY_LENGTH(order); i++) {
        const struct mcuboot_tlv_entry *entry = mcuboot_image_find(image, digest_tlv(order[i]));

        if (entry != NULL) {
            *algorithm = order[i];
            return entry;
        }
    }
    return NULL;
}

static void verify_hash(struct arena *arena, const struct mcuboot_image *image, struct verdicts *verdicts)
{
    enum digest_algorithm algorithm = DIGEST_SHA256;
    const struct mcuboot_tlv_entry *entry = find_hash(image, &algorithm);
    struct digest digest;

    if (entry == NULL) {
        verdict_add(arena, verdicts, "hash", VERDICT_FAIL, "image has no hash TLV; MCUboot refuses it");
        return;
    }
    if (image_unverifiable_flag(image) != NULL) {
        verdict_add(arena, verdicts, "hash", VERDICT_NOT_CHECKED, "image has the flag %s; the hash is of other bytes",
                    image_unverifiable_flag(image));
        return;
    }
    digest = digest_of(algorithm, image->hashed);
    if (entry->data.size != digest.size || memcmp(entry->data.data, digest.bytes, digest.size) != 0) {
        verdict_add(arena, verdicts, "hash", VERDICT_FAIL, "image says %s..., its bytes give %s...",
                    short_hex(arena, entry->data), short_hex(arena, digest_range(&digest)));
        return;
    }
    verdict_add(arena, verdicts, "hash", VERDICT_PASS, "%s %s", mcuboot_tlv_name(entry->type),
                text_hex(arena, entry->data.data, entry->data.size));
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

/* The key an image names, by hash or as a whole. */
static void verify_key_hash(struct arena *arena, const struct mcuboot_image *image, const struct public_key *key,
                            struct verdicts *verdicts)
{
    const struct mcuboot_tlv_entry *entry = mcuboot_image_find(image, MCUBOOT_TLV_KEYHASH);
    const struct mcuboot_tlv_entry *signature = mcuboot_image_signature(image);
    struct byte_range wanted = { 0 };

    entry = entry != NULL ? entry : mcuboot_image_find(image, MCUBOOT_TLV_PUBKEY);
    if (entry == NULL || (signature != NULL && entry > signature)) {
        verify_key_place(arena, entry, signature, verdicts);
        return;
    }
    if (key == NULL) {
        verdict_add(arena, verdicts, "key hash", VERDICT_NOT_CHECKED, "%s...; no key given",
                    short_hex(arena, entry->data));
        return;
    }
    wanted = entry->type == MCUBOOT_TLV_PUBKEY ? key->der : range_of(key->hash, sizeof key->hash);
    if (entry->data.size != wanted.size || memcmp(entry->data.data, wanted.data, wanted.size) != 0) {
        verdict_add(arena, verdicts, "key hash", VERDICT_FAIL, "image names key %s..., the given one is %s...",
                    short_hex(arena, entry->data), short_hex(arena, wanted));
    } else {
        verdict_add(arena, verdicts, "key hash", VERDICT_PASS, "%s...", short_hex(arena, entry->data));
    }
}

static void verify_signature(struct arena *arena, const struct mcuboot_image *image, const struct public_key *key,
                             struct verdicts *verdicts)
{
    const struct mcuboot_tlv_entry *entry = mcuboot_image_signature(image);
    struct digest digest;

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
    entry = mcuboot_image_find(image, key_type_tlv(key->type));
    if (entry == NULL) {
        verdict_add(arena, verdicts, "signature", VERDICT_FAIL, "image is signed with %s, the given key is %s",
                    mcuboot_tlv_name(mcuboot_image_signature(image)->type), key_type_name(key->type));
        return;
    }
    if (image_unverifiable_flag(image) != NULL) {
        verdict_add(arena, verdicts, "signature", VERDICT_NOT_CHECKED,
                    "image has the flag %s; the signature is of other bytes", image_unverifiable_flag(image));
        return;
    }
    digest = digest_of(key_type_digest(key->type), image->hashed);
    if (public_key_verify(key, &digest, entry->data)) {
        verdict_add(arena, verdicts, "signature", VERDICT_PASS, "%s", key_type_name(key->type));
    } else {
        verdict_add(arena, verdicts, "signature", VERDICT_FAIL, "%s signature is not of this key and these bytes",
                    key_type_name(key->type));
    }
}

void mcuboot_image_verify(struct arena *arena, const struct mcuboot_image *image, const struct public_key *key,
                          struct verdicts *verdicts)
{
    verify_hash(arena, image, verdicts);
    verify_key_hash(arena, image, key, verdicts);
    verify_signature(arena, image, key, verdicts);
}

#include "image/image_verify.h"

#include <string.h>
#include "base/attributes.h"
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

static struct digest image_digest(const struct mcuboot_image *image, enum digest_algorithm algorithm)
{
    const struct digest *known = image->known_digest;

    return known != NULL && known->algorithm == algorithm ? *known : digest_of(algorithm, image->hashed);
}

bool image_is_encrypted(const struct mcuboot_image *image)
{
    return (image->header.flags & (MCUBOOT_F_ENCRYPTED_AES128 | MCUBOOT_F_ENCRYPTED_AES256)) != 0;
}

bool image_is_clear(const struct mcuboot_image *image)
{
    enum digest_algorithm algorithm;
    const struct mcuboot_tlv_entry *entry = image_hash_tlv(image, &algorithm);
    struct digest digest;

    if (!image_is_encrypted(image) || image->is_decrypted || entry == NULL) {
        return false;
    }
    digest = image_digest(image, algorithm);
    return same_bytes(entry->data, digest_range(&digest));
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

bool image_is_hidden(const struct mcuboot_image *image)
{
    return image_is_encrypted(image) && !image->is_decrypted && !image_is_clear(image);
}

static const enum digest_algorithm algorithms[] = { DIGEST_SHA256, DIGEST_SHA384, DIGEST_SHA512 };

/* A set of hash algorithms: one bit for each. */
#define BIT(algorithm)  (1u << (unsigned)(algorithm))
#define EVERY_ALGORITHM (BIT(DIGEST_SHA256) | BIT(DIGEST_SHA384) | BIT(DIGEST_SHA512))

struct check {
    struct arena *arena;
    const struct mcuboot_image *image;
    const struct public_key *key; /* or NULL */
    bool hidden;
    unsigned counting; /* algorithms, one of which is the bootloader's */
    unsigned made;     /* algorithms whose digest is known already: a hash takes longer than all else here */
    struct digest digests[ARRAY_LENGTH(algorithms)];
    struct verdicts *verdicts;
};

#define SAY(check, name, verdict, ...) verdict_add((check)->arena, (check)->verdicts, (name), (verdict), __VA_ARGS__)

static struct byte_range digest_by(struct check *check, enum digest_algorithm algorithm)
{
    if ((check->made & BIT(algorithm)) == 0) {
        check->digests[algorithm] = image_digest(check->image, algorithm);
        check->made |= BIT(algorithm);
    }
    return digest_range(&check->digests[algorithm]);
}

static unsigned present_algorithms(const struct mcuboot_image *image)
{
    unsigned present = 0;

    for (size_t i = 0; i < ARRAY_LENGTH(algorithms); i++) {
        if (mcuboot_image_find(image, digest_tlv(algorithms[i])) != NULL) {
            present |= BIT(algorithms[i]);
        }
    }
    return present;
}

/* MCUboot is built for one algorithm: by it it looks up the key, and over it, it checks the signature. An image with a
 * pure signature needs no hash.
 */
static unsigned counting_algorithms(const struct mcuboot_image *image, const enum digest_algorithm *demanded)
{
    unsigned present = present_algorithms(image);

    if (demanded != NULL && (present == 0 || (present & BIT(*demanded)) != 0)) {
        return BIT(*demanded);
    }
    return present != 0 ? present : EVERY_ALGORITHM;
}

/* The one that messages speak of. */
static enum digest_algorithm first_counting(const struct check *check)
{
    enum digest_algorithm first = DIGEST_SHA256;

    if (image_hash_tlv(check->image, &first) != NULL && (check->counting & BIT(first)) != 0) {
        return first;
    }
    return (check->counting & BIT(DIGEST_SHA256)) != 0   ? DIGEST_SHA256
           : (check->counting & BIT(DIGEST_SHA384)) != 0 ? DIGEST_SHA384
                                                         : DIGEST_SHA512;
}

static bool is_one(unsigned set)
{
    return set != 0 && (set & (set - 1)) == 0;
}

static bool each_hash_is_right(struct check *check)
{
    for (size_t i = 0; i < check->image->count; i++) {
        const struct mcuboot_tlv_entry *entry = &check->image->items[i];
        enum digest_algorithm algorithm;

        if (digest_from_tlv(entry->type, &algorithm) && !same_bytes(entry->data, digest_by(check, algorithm))) {
            SAY(check, "hash", VERDICT_FAIL, "image says %s %s..., its bytes give %s...", mcuboot_tlv_name(entry->type),
                short_hex(check->arena, entry->data), short_hex(check->arena, digest_by(check, algorithm)));
            return false;
        }
    }
    return true;
}

static void verify_hash(struct check *check)
{
    enum digest_algorithm algorithm;
    const struct mcuboot_tlv_entry *first = image_hash_tlv(check->image, &algorithm);
    bool is_pure = image_is_pure(check->image);

    if (first == NULL) {
        SAY(check, "hash", is_pure ? VERDICT_WARNING : VERDICT_FAIL, "%s",
            is_pure ? "image has no hash TLV; a bootloader for pure signatures takes it, update clients may not"
                    : "image has no hash TLV; MCUboot refuses it");
    } else if (check->hidden) {
        SAY(check, "hash", VERDICT_NOT_CHECKED, "image is encrypted (%s) and the hash is of its plain bytes",
            image_unverifiable_flag(check->image));
    } else if (each_hash_is_right(check)) {
        SAY(check, "hash", VERDICT_PASS, "%s %s", mcuboot_tlv_name(first->type),
            text_hex(check->arena, first->data.data, first->data.size));
    }
    if (first != NULL && !is_pure && !is_one(check->counting)) {
        SAY(check, "hashes", VERDICT_WARNING,
            "image has hashes of several kinds: which one counts for key and signature is the bootloader's choice");
    }
}

static bool names_a_key(const struct mcuboot_tlv_entry *entry)
{
    return entry->type == MCUBOOT_TLV_KEYHASH || entry->type == MCUBOOT_TLV_PUBKEY;
}

/* The algorithms with which a bootloader finds the key by this TLV; 0: it names another one. */
static unsigned named_by(const struct check *check, const struct mcuboot_tlv_entry *entry)
{
    unsigned found = 0;

    if (entry->type == MCUBOOT_TLV_PUBKEY) {
        return same_bytes(entry->data, check->key->der) ? check->counting : 0;
    }
    for (size_t i = 0; i < ARRAY_LENGTH(algorithms); i++) {
        struct digest hash = public_key_hash(check->key, algorithms[i]);

        if (same_bytes(entry->data, digest_range(&hash))) {
            found |= BIT(algorithms[i]);
        }
    }
    return found & check->counting;
}

/* MCUboot goes through the TLVs once: a key that stands behind the signature comes too late, and a signature
 * without a key before it is passed over (image_validate.c bootutil_img_validate(), EXPECTED_KEY_TLV).
 */
static void verify_key_place(struct check *check, const struct mcuboot_tlv_entry *key,
                             const struct mcuboot_tlv_entry *signature)
{
    if (key == NULL && signature == NULL) {
        SAY(check, "key hash", VERDICT_ABSENT, "image names no key");
    } else if (key == NULL) {
        SAY(check, "key hash", VERDICT_FAIL,
            "image has a signature but names no key (KEYHASH or PUBKEY); MCUboot finds none and refuses it");
    } else {
        SAY(check, "key hash", VERDICT_FAIL,
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

/* MCUboot gives up at a hash that is longer than its own (image_validate.c KEY_BUF_SIZE), even before the right one. */
static const struct mcuboot_tlv_entry *overlong_key_hash(const struct check *check)
{
    size_t limit = 0;

    for (size_t i = 0; i < ARRAY_LENGTH(algorithms); i++) {
        if ((check->counting & BIT(algorithms[i])) != 0 && digest_size(algorithms[i]) > limit) {
            limit = digest_size(algorithms[i]);
        }
    }
    for (size_t i = 0; i < check->image->count; i++) {
        const struct mcuboot_tlv_entry *entry = &check->image->items[i];

        if (entry->type == MCUBOOT_TLV_KEYHASH && entry->data.size > limit) {
            return entry;
        }
    }
    return NULL;
}

static void say_key_differs(struct check *check, const struct mcuboot_tlv_entry *entry)
{
    struct digest wanted = public_key_hash(check->key, first_counting(check));
    struct byte_range own = entry->type == MCUBOOT_TLV_PUBKEY ? check->key->der : digest_range(&wanted);

    if (entry->data.size != own.size) {
        SAY(check, "key hash", VERDICT_FAIL, "image's %s has %zu bytes, that of the given key %zu",
            mcuboot_tlv_name(entry->type), entry->data.size, own.size);
    } else {
        SAY(check, "key hash", VERDICT_FAIL, "image names key %s..., the given one is %s...",
            short_hex(check->arena, entry->data), short_hex(check->arena, own));
    }
}

/* The key an image names, by hash or as a whole. */
static void verify_key_hash(struct check *check)
{
    const struct mcuboot_image *image = check->image;
    const struct mcuboot_tlv_entry *entry = first_key_name(image);
    const struct mcuboot_tlv_entry *signature = mcuboot_image_signature(image);
    const struct mcuboot_tlv_entry *overlong = overlong_key_hash(check);

    if (entry == NULL || (signature != NULL && entry > signature)) {
        verify_key_place(check, entry, signature);
        return;
    }
    if (overlong != NULL) {
        SAY(check, "key hash", VERDICT_FAIL, "KEYHASH has %zu bytes, more than the hash; MCUboot refuses the image",
            overlong->data.size);
        return;
    }
    if (check->key == NULL) {
        SAY(check, "key hash", VERDICT_NOT_CHECKED, "%s...; no key given", short_hex(check->arena, entry->data));
        return;
    }
    for (size_t i = 0; i < image->count; i++) {
        if (names_a_key(&image->items[i]) && named_by(check, &image->items[i]) != 0) {
            SAY(check, "key hash", VERDICT_PASS, "%s...", short_hex(check->arena, image->items[i].data));
            return;
        }
    }
    say_key_differs(check, entry);
}

/* Over which hash, of these, or over the image itself; NULL when the signature is not of this key and these bytes. */
static const char *signed_what(struct check *check, unsigned over, struct byte_range signature)
{
    const struct mcuboot_image *image = check->image;
    unsigned present = present_algorithms(image);

    if (mcuboot_image_find(image, MCUBOOT_TLV_SIG_PURE) != NULL) {
        return image_is_pure(image) && public_key_verify_pure(check->key, image->hashed, signature) ? "pure" : NULL;
    }
    for (size_t i = 0; i < ARRAY_LENGTH(algorithms); i++) {
        if ((over & present & BIT(algorithms[i])) == 0 || !key_type_takes(check->key->type, algorithms[i])) {
            continue;
        }
        (void)digest_by(check, algorithms[i]);
        if (public_key_verify(check->key, &check->digests[algorithms[i]], signature)) {
            return digest_name(algorithms[i]);
        }
    }
    return NULL;
}

static bool takes_one(const struct check *check)
{
    for (size_t i = 0; i < ARRAY_LENGTH(algorithms); i++) {
        if ((check->counting & BIT(algorithms[i])) != 0 && key_type_takes(check->key->type, algorithms[i])) {
            return true;
        }
    }
    return false;
}

/* Why no signature of the image can be of this key, or NULL. */
static const char *no_signature_of(const struct check *check)
{
    const struct mcuboot_image *image = check->image;
    const struct mcuboot_tlv_entry *pure = mcuboot_image_find(image, MCUBOOT_TLV_SIG_PURE);
    enum key_type type = check->key->type;

    if (key_type_tlv(type) == 0) {
        return arena_printf(check->arena, "the given key is %s, which signs nothing", key_type_name(type));
    }
    if (mcuboot_image_find(image, key_type_tlv(type)) == NULL) {
        return arena_printf(check->arena, "image is signed with %s, the given key is %s",
                            mcuboot_tlv_name(mcuboot_image_signature(image)->type), key_type_name(type));
    }
    if (pure != NULL && !image_is_pure(image)) {
        return "SIG_PURE is not the one byte 0x01; MCUboot refuses the image";
    }
    if (pure != NULL && type != KEY_ED25519) {
        return arena_printf(check->arena, "image says that its signature is pure, the given key is %s",
                            key_type_name(type));
    }
    if (pure == NULL && !takes_one(check)) {
        return arena_printf(check->arena, "image has a %s, of which %s makes no signature",
                            digest_name(first_counting(check)), key_type_name(type));
    }
    return NULL;
}

/* Every signature of the key that the image names before it. */
static void verify_signatures(struct check *check)
{
    const struct mcuboot_image *image = check->image;
    const struct mcuboot_tlv_entry *first = first_key_name(image);
    unsigned named = 0;
    size_t count = 0;
    const char *what = NULL;

    for (size_t i = 0; i < image->count; i++) {
        const struct mcuboot_tlv_entry *entry = &image->items[i];

        if (names_a_key(entry)) {
            named = named_by(check, entry);
        }
        if (entry->type != key_type_tlv(check->key->type)) {
            continue;
        }
        /* A signature that no key stands before is tried too: the line "key hash" says what is wrong with it. */
        if (first == NULL || first > entry) {
            named = check->counting;
        }
        if (named != 0) {
            count++;
            what = signed_what(check, named, entry->data);
            if (what == NULL) {
                break;
            }
        }
        named = 0;
    }
    if (what != NULL) {
        SAY(check, "signature", VERDICT_PASS, "%s, %s", key_type_name(check->key->type), what);
    } else {
        SAY(check, "signature", VERDICT_FAIL, "%s %s", key_type_name(check->key->type),
            count > 0 ? "signature is not of this key and these bytes"
                      : "signature is of a key that the image names otherwise");
    }
}

static void verify_signature(struct check *check)
{
    const struct mcuboot_tlv_entry *entry = mcuboot_image_signature(check->image);
    const char *fault;

    if (entry == NULL) {
        SAY(check, "signature", check->key == NULL ? VERDICT_ABSENT : VERDICT_FAIL, "image carries no signature");
        return;
    }
    if (check->key == NULL) {
        SAY(check, "signature", VERDICT_NOT_CHECKED, "%s; no key given", mcuboot_tlv_name(entry->type));
        return;
    }
    fault = no_signature_of(check);
    if (fault != NULL) {
        SAY(check, "signature", VERDICT_FAIL, "%s", fault);
    } else if (check->hidden) {
        SAY(check, "signature", VERDICT_NOT_CHECKED, "image is encrypted (%s) and the signature is of its plain bytes",
            image_unverifiable_flag(check->image));
    } else {
        verify_signatures(check);
    }
}

/* The signature that MCUboot checks after it has decompressed: it is of the hash that stands beside it, so that it can be
 * checked without decompressing; whether the bytes give that hash cannot.
 */
static void verify_decompressed_signature(struct check *check, struct byte_range hash)
{
    const struct mcuboot_tlv_entry *signature = mcuboot_image_find(check->image, MCUBOOT_TLV_DECOMP_SIGNATURE);
    enum digest_algorithm algorithm = first_counting(check);
    struct digest digest;

    if (check->key == NULL || signature == NULL || image_is_pure(check->image) ||
        !key_type_takes(check->key->type, algorithm)) {
        return;
    }
    if (hash.size != digest_size(algorithm)) {
        SAY(check, "decompressed signature", VERDICT_FAIL, "DECOMP_SHA has %zu bytes, the image's hash %zu", hash.size,
            digest_size(algorithm));
        return;
    }
    digest = digest_known(algorithm, hash.data);
    if (public_key_verify(check->key, &digest, signature->data)) {
        SAY(check, "decompressed signature", VERDICT_PASS, "%s, of DECOMP_SHA", key_type_name(check->key->type));
    } else {
        SAY(check, "decompressed signature", VERDICT_FAIL, "DECOMP_SIGNATURE is not of this key and DECOMP_SHA");
    }
}

static void verify_decompressed(struct check *check)
{
    const struct mcuboot_tlv_entry *hash = mcuboot_image_find(check->image, MCUBOOT_TLV_DECOMP_SHA);

    if (hash == NULL || mcuboot_image_find(check->image, MCUBOOT_TLV_DECOMP_SIZE) == NULL) {
        SAY(check, "decompressed", VERDICT_FAIL,
            "image is compressed (%s) without DECOMP_SIZE and DECOMP_SHA; MCUboot refuses it",
            image_compression(check->image));
        return;
    }
    SAY(check, "decompressed", VERDICT_NOT_CHECKED, "image is compressed (%s); this version does not decompress it",
        image_compression(check->image));
    verify_decompressed_signature(check, hash->data);
}

void mcuboot_image_verify(struct arena *arena, const struct mcuboot_image *image, const struct public_key *key,
                          const enum digest_algorithm *demanded, struct verdicts *verdicts)
{
    struct check check = { .arena = arena,
                           .image = image,
                           .key = key,
                           .hidden = image_is_hidden(image),
                           .counting = counting_algorithms(image, demanded),
                           .verdicts = verdicts };

    verify_hash(&check);
    verify_key_hash(&check);
    verify_signature(&check);
    if (image_compression(image) != NULL) {
        verify_decompressed(&check);
    }
}

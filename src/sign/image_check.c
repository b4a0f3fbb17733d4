#include "sign/image_check.h"

#include <string.h>
#include "image/image_verify.h"

static bool holds(const struct mcuboot_tlv_entry *entry, struct byte_range wanted)
{
    return entry != NULL && entry->data.size == wanted.size && memcmp(entry->data.data, wanted.data, wanted.size) == 0;
}

static bool names_key(const struct mcuboot_image *image, const struct image_draft *draft)
{
    const struct digest hash = public_key_hash(draft->key, draft->digest.algorithm);

    return draft->options->full_public_key ? holds(mcuboot_image_find(image, MCUBOOT_TLV_PUBKEY), draft->key->der)
                                           : holds(mcuboot_image_find(image, MCUBOOT_TLV_KEYHASH), digest_range(&hash));
}

/* The signature was verified already, so that its bytes are compared: that costs nothing. */
static bool has_signature(const struct mcuboot_image *image, const struct image_draft *draft)
{
    const struct mcuboot_tlv_entry *entry = mcuboot_image_signature(image);

    if (draft->key == NULL) {
        return entry == NULL;
    }
    return holds(entry, range_of(draft->signature.bytes, draft->signature.size)) &&
           entry->type == key_type_tlv(draft->key->type) && image_is_pure(image) == draft->options->pure &&
           names_key(image, draft);
}

bool image_check(struct arena *arena, const struct image_draft *draft, struct diagnostics *diagnostics)
{
    struct byte_range bytes = image_bytes(draft);
    const struct source source = {
        .path = "signed image", .name = "signed image", .data = (const char *)bytes.data, .size = bytes.size
    };
    struct verdicts verdicts = { 0 };
    struct mcuboot_image *image;
    size_t before = diagnostics->count;

    if (!mcuboot_image_read(arena, &source, diagnostics, &image)) {
        return diagnostics_of_own_making(diagnostics, before);
    }
    image->is_decrypted = true; /* it is not encrypted yet, whatever its header says */
    if (image->hashed.data == draft->hashed.data && image->hashed.size == draft->hashed.size) {
        image->known_digest = &draft->digest; /* hashing the same bytes once more would give the same */
    }
    mcuboot_image_verify(arena, image, NULL, NULL, &verdicts);
    return (!verdicts_failed(&verdicts) && has_signature(image, draft)) ||
           diagnose(diagnostics, DIAGNOSTIC_SELF, ORIGIN_NONE, "signed image does not verify; nothing was written");
}

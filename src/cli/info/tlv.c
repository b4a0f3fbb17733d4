#include "cli/info/describe.h"

#include "image/cbor_reader.h"
#include "crypto/public_key.h"
#include "image/sample_keys.h"

/* One TLV on its way into the tree. */
struct tlv_describer {
    struct arena *arena;
    struct info_node *node;
    struct byte_range data;
    uint16_t type;
};

typedef void (*tlv_function)(const struct tlv_describer *tlv);

static void describe_sample_key(const struct tlv_describer *tlv, const char *name)
{
    if (name != NULL) {
        info_text(tlv->arena, tlv->node, "sample_key", "%s, everybody has its private half", name);
    }
}

static void describe_key_hash(const struct tlv_describer *tlv)
{
    describe_sample_key(tlv, sample_key_by_hash(tlv->data));
}

static void describe_public_key(const struct tlv_describer *tlv)
{
    struct public_key *key;

    if (public_key_from_der(tlv->arena, tlv->data, &key)) {
        info_text(tlv->arena, tlv->node, "key", "%s", key_type_name(key->type));
        info_hex(tlv->arena, tlv->node, "key_hash", range_of(key->hash, sizeof key->hash));
        describe_sample_key(tlv, sample_key_name(key));
    }
}

static void describe_pure(const struct tlv_describer *tlv)
{
    uint8_t value = 0;

    info_bool(tlv->arena, tlv->node, "pure", tlv->data.size == 1 && range_u8(tlv->data, 0, &value) && value == 1);
}

static void describe_counter(const struct tlv_describer *tlv)
{
    uint32_t counter;

    if (tlv->data.size == 4 && range_le32(tlv->data, 0, &counter)) {
        info_number(tlv->arena, tlv->node, "counter", counter);
    }
}

static void describe_size(const struct tlv_describer *tlv)
{
    uint32_t size;

    if (tlv->data.size == 4 && range_le32(tlv->data, 0, &size)) {
        info_number(tlv->arena, tlv->node, "decompressed_size", size);
    }
}

static void describe_dependency(const struct tlv_describer *tlv)
{
    struct byte_range data = tlv->data;
    struct mcuboot_version version = { 0 };
    const char *text;

    if (data.size != sizeof(struct mcuboot_dependency) || !range_le16(data, 6, &version.revision) ||
        !range_le32(data, 8, &version.build)) {
        return;
    }
    version.major = data.data[4];
    version.minor = data.data[5];
    text = mcuboot_version_text(tlv->arena, version);
    info_number(tlv->arena, tlv->node, "image", data.data[0]);
    info_text(tlv->arena, tlv->node, "version", "%s", text);
    info_text(tlv->arena, tlv->node, "needs", "image %u, version %s or newer", data.data[0], text);
}

static const char *boot_record_key(struct arena *arena, const struct cbor_item *key)
{
    /* Arm's attestation of software components (mcu-tools/mcuboot scripts/imgtool/boot_record.py, 2d4bacc3). */
    static const char *const names[] = { NULL,         "sw_type",   "measurement",          NULL,
                                         "sw_version", "signer_id", "measurement_algorithm" };

    if (key->value < ARRAY_LENGTH(names) && names[key->value] != NULL) {
        return names[key->value];
    }
    return arena_printf(arena, "entry_%llu", (unsigned long long)key->value);
}

static void describe_boot_record(const struct tlv_describer *tlv)
{
    struct cbor_reader reader = { tlv->data, 0 };
    struct cbor_item map, key, value;
    struct info_node *node;

    if (!cbor_take_kind(&reader, CBOR_MAP, &map)) {
        return;
    }
    node = info_map(tlv->arena, tlv->node, "record");
    for (uint64_t i = 0; i < map.value; i++) {
        const char *name;

        if (!cbor_take_kind(&reader, CBOR_UNSIGNED, &key) || !cbor_take(&reader, &value)) {
            info_text(tlv->arena, tlv->node, "fault", "no boot record: it ends early, or has values of another kind");
            return;
        }
        name = boot_record_key(tlv->arena, &key);
        if (info_has(node, name)) {
            info_text(tlv->arena, tlv->node, "fault", "no boot record: %s stands twice", name);
            return;
        }
        if (value.kind == CBOR_TEXT) {
            info_foreign(tlv->arena, node, name, (struct slice){ (const char *)value.bytes.data, value.bytes.size });
        } else if (value.kind == CBOR_BYTES) {
            info_hex(tlv->arena, node, name, value.bytes);
        }
    }
}

/* Names are as in RFC 9562: 8-4-4-4-12 digits. */
static void describe_uuid(const struct tlv_describer *tlv)
{
    const char *digits = text_hex(tlv->arena, tlv->data.data, tlv->data.size);

    if (tlv->data.size == 16) {
        info_text(tlv->arena, tlv->node, "uuid", "%.8s-%.4s-%.4s-%.4s-%.12s", digits, digits + 8, digits + 12,
                  digits + 16, digits + 20);
    }
}

static void describe_manifest(const struct tlv_describer *tlv)
{
    uint32_t format, count;
    struct info_node *list;
    size_t size;

    if (!range_le32(tlv->data, 0, &format) || !range_le32(tlv->data, 4, &count) || count == 0 ||
        count > tlv->data.size) {
        return;
    }
    size = (tlv->data.size - 8) / count;
    info_number(tlv->arena, tlv->node, "format", format);
    list = info_list(tlv->arena, tlv->node, "image_hashes");
    for (uint32_t i = 0; size > 0 && i < count; i++) {
        info_hex(tlv->arena, list, NULL, range_of(tlv->data.data + 8 + i * size, size));
    }
}

/* Wrapped keys have the key's length and what the scheme adds. */
static void describe_wrapped(const struct tlv_describer *tlv, const char *scheme)
{
    size_t more = mcuboot_encryption_tlv_size(tlv->type, 0);

    info_text(tlv->arena, tlv->node, "scheme", "%s", scheme);
    if (tlv->data.size == more + 16 || tlv->data.size == more + 32) {
        info_text(tlv->arena, tlv->node, "image_key", "AES-%zu", 8 * (tlv->data.size - more));
    }
}

static void describe_rsa(const struct tlv_describer *tlv)
{
    info_text(tlv->arena, tlv->node, "scheme", "RSA-OAEP with SHA-256");
}

static void describe_kw(const struct tlv_describer *tlv)
{
    describe_wrapped(tlv, "AES key wrap (RFC 3394)");
}

static void describe_ec256(const struct tlv_describer *tlv)
{
    describe_wrapped(tlv, "ECIES over P-256, HMAC-SHA-256");
}

static void describe_x25519(const struct tlv_describer *tlv)
{
    describe_wrapped(tlv, "ECIES over X25519, HMAC-SHA-256");
}

static void describe_x25519_sha512(const struct tlv_describer *tlv)
{
    describe_wrapped(tlv, "ECIES over X25519, HMAC-SHA-512");
}

static const struct {
    uint16_t type;
    tlv_function describe;
} meanings[] = {
    { MCUBOOT_TLV_KEYHASH, describe_key_hash },
    { MCUBOOT_TLV_PUBKEY, describe_public_key },
    { MCUBOOT_TLV_SIG_PURE, describe_pure },
    { MCUBOOT_TLV_ENC_RSA2048, describe_rsa },
    { MCUBOOT_TLV_ENC_KW, describe_kw },
    { MCUBOOT_TLV_ENC_EC256, describe_ec256 },
    { MCUBOOT_TLV_ENC_X25519, describe_x25519 },
    { MCUBOOT_TLV_ENC_X25519_SHA512, describe_x25519_sha512 },
    { MCUBOOT_TLV_DEPENDENCY, describe_dependency },
    { MCUBOOT_TLV_SEC_CNT, describe_counter },
    { MCUBOOT_TLV_BOOT_RECORD, describe_boot_record },
    { MCUBOOT_TLV_DECOMP_SIZE, describe_size },
    { MCUBOOT_TLV_COMP_DEC_SIZE, describe_size },
    { MCUBOOT_TLV_UUID_VID, describe_uuid },
    { MCUBOOT_TLV_UUID_CID, describe_uuid },
    { MCUBOOT_TLV_MANIFEST, describe_manifest },
};

/* A vendor's own value that is plain text is shown as such. */
static void describe_vendor(const struct tlv_describer *tlv)
{
    for (size_t i = 0; i < tlv->data.size; i++) {
        if (tlv->data.data[i] < 0x20 || tlv->data.data[i] > 0x7e) {
            return;
        }
    }
    if (tlv->data.size > 0) {
        info_foreign(tlv->arena, tlv->node, "text", (struct slice){ (const char *)tlv->data.data, tlv->data.size });
    }
}

static void describe_entry(const struct describer *describer, struct info_node *map,
                           const struct mcuboot_tlv_entry *entry)
{
    const struct tlv_describer tlv = { describer->arena, map, entry->data, entry->type };
    const char *name = mcuboot_tlv_name(entry->type);

    info_text(tlv.arena, map, "name", "%s", name == NULL ? "vendor" : name);
    info_number(tlv.arena, map, "type", entry->type);
    info_text(tlv.arena, map, "area", "%s", entry->is_protected ? "protected" : "unprotected");
    info_number(tlv.arena, map, "length", entry->data.size);
    info_hex(tlv.arena, map, "data", entry->data);
    for (size_t i = 0; i < ARRAY_LENGTH(meanings); i++) {
        if (meanings[i].type == entry->type) {
            meanings[i].describe(&tlv);
        }
    }
    if (name == NULL) {
        describe_vendor(&tlv);
    }
}

void describe_tlvs(const struct describer *describer, struct info_node *node, const struct mcuboot_image *image)
{
    struct info_node *list = info_list(describer->arena, node, "tlvs");

    for (size_t i = 0; i < image->count; i++) {
        describe_entry(describer, info_map(describer->arena, list, NULL), &image->items[i]);
    }
}

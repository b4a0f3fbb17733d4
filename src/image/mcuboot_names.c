#include "image/mcuboot_image.h"

#include "base/text.h"

static const struct {
    uint16_t type;
    const char *name;
} tlv_names[] = {
    { MCUBOOT_TLV_KEYHASH, "KEYHASH" },
    { MCUBOOT_TLV_PUBKEY, "PUBKEY" },
    { MCUBOOT_TLV_SHA256, "SHA256" },
    { MCUBOOT_TLV_SHA384, "SHA384" },
    { MCUBOOT_TLV_SHA512, "SHA512" },
    { MCUBOOT_TLV_RSA2048_PSS, "RSA2048" },
    { MCUBOOT_TLV_ECDSA224, "ECDSA224" },
    { MCUBOOT_TLV_ECDSA_SIG, "ECDSASIG" },
    { MCUBOOT_TLV_RSA3072_PSS, "RSA3072" },
    { MCUBOOT_TLV_ED25519, "ED25519" },
    { MCUBOOT_TLV_SIG_PURE, "SIG_PURE" },
    { MCUBOOT_TLV_ENC_RSA2048, "ENCRSA2048" },
    { MCUBOOT_TLV_ENC_KW, "ENCKW" },
    { MCUBOOT_TLV_ENC_EC256, "ENCEC256" },
    { MCUBOOT_TLV_ENC_X25519, "ENCX25519" },
    { MCUBOOT_TLV_ENC_X25519_SHA512, "ENCX25519_SHA512" },
    { MCUBOOT_TLV_DEPENDENCY, "DEPENDENCY" },
    { MCUBOOT_TLV_SEC_CNT, "SEC_CNT" },
    { MCUBOOT_TLV_BOOT_RECORD, "BOOT_RECORD" },
    { MCUBOOT_TLV_DECOMP_SIZE, "DECOMP_SIZE" },
    { MCUBOOT_TLV_DECOMP_SHA, "DECOMP_SHA" },
    { MCUBOOT_TLV_DECOMP_SIGNATURE, "DECOMP_SIGNATURE" },
    { MCUBOOT_TLV_COMP_DEC_SIZE, "COMP_DEC_SIZE" },
    { MCUBOOT_TLV_UUID_VID, "UUID_VID" },
    { MCUBOOT_TLV_UUID_CID, "UUID_CID" },
    { MCUBOOT_TLV_MANIFEST, "MANIFEST" },
};

const char *mcuboot_tlv_name(uint16_t type)
{
    for (size_t i = 0; i < ARRAY_LENGTH(tlv_names); i++) {
        if (tlv_names[i].type == type) {
            return tlv_names[i].name;
        }
    }
    return NULL;
}

bool mcuboot_tlv_is_encryption(uint16_t type)
{
    return type >= MCUBOOT_TLV_ENC_RSA2048 && type <= MCUBOOT_TLV_ENC_X25519_SHA512;
}

/* ECIES: the sender's public key, the HMAC, the encrypted key. */
size_t mcuboot_encryption_tlv_size(uint16_t type, size_t key_size)
{
    switch (type) {
    case MCUBOOT_TLV_ENC_RSA2048:
        return 256;
    case MCUBOOT_TLV_ENC_KW:
        return 8 + key_size;
    case MCUBOOT_TLV_ENC_EC256:
        return 65 + 32 + key_size;
    case MCUBOOT_TLV_ENC_X25519:
        return 32 + 32 + key_size;
    case MCUBOOT_TLV_ENC_X25519_SHA512:
        return 32 + 64 + key_size;
    default:
        return 0;
    }
}

const char *mcuboot_version_text(struct arena *arena, struct mcuboot_version version)
{
    return arena_printf(arena, "%u.%u.%u+%lu", version.major, version.minor, version.revision,
                        (unsigned long)version.build);
}

/* Takes one decimal number off the front of rest; no leading zeros, as imgtool has it. */
static bool take_number(struct slice *rest, uint64_t most, uint64_t *value)
{
    struct slice digits = { rest->data, 0 };

    while (digits.length < rest->length && is_digit(digits.data[digits.length])) {
        digits.length++;
    }
    if ((digits.length > 1 && digits.data[0] == '0') || !parse_uint64(digits, 10, value) || *value > most) {
        return false;
    }
    rest->data += digits.length;
    rest->length -= digits.length;
    return true;
}

static bool take_character(struct slice *rest, char wanted)
{
    if (rest->length == 0 || rest->data[0] != wanted) {
        return false;
    }
    rest->data++;
    rest->length--;
    return true;
}

bool mcuboot_version_parse(struct slice text, struct mcuboot_version *version)
{
    static const uint64_t most[] = { UINT8_MAX, UINT8_MAX, UINT16_MAX, UINT32_MAX };
    static const char before[] = { '\0', '.', '.', '+' };
    uint64_t numbers[ARRAY_LENGTH(most)] = { 0 };
    struct slice rest = text;

    for (size_t i = 0; i < ARRAY_LENGTH(most); i++) {
        if (i > 0 && rest.length == 0) {
            break;
        }
        if ((i > 0 && !take_character(&rest, before[i])) || !take_number(&rest, most[i], &numbers[i])) {
            return false;
        }
    }
    if (rest.length != 0) {
        return false;
    }
    *version = (struct mcuboot_version){ (uint8_t)numbers[0], (uint8_t)numbers[1], (uint16_t)numbers[2],
                                         (uint32_t)numbers[3] };
    return true;
}

static int compare(uint32_t left, uint32_t right)
{
    return (left > right) - (left < right);
}

int mcuboot_version_compare(struct mcuboot_version left, struct mcuboot_version right)
{
    if (left.major != right.major) {
        return compare(left.major, right.major);
    }
    if (left.minor != right.minor) {
        return compare(left.minor, right.minor);
    }
    if (left.revision != right.revision) {
        return compare(left.revision, right.revision);
    }
    return compare(left.build, right.build);
}

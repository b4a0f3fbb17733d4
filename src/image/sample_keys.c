#include "image/sample_keys.h"

#include <string.h>
#include "base/attributes.h"

/* Hex digits, because that is how the hashes can be compared with what other tools print. */
static const struct {
    const char *hash;
    const char *name;
} sample_keys[] = {
    { "fc5701dc6135e1323847bdc40f04d2e5bee5833b23c29f93593d00018cfa9994", "root-rsa-2048.pem" },
    { "449793fb65cd7698753d5b3f35fab15f1e3a45111ff24e1d46741de5ae12d59e", "root-rsa-3072.pem" },
    { "e30466f6b8470c1f29070b17f1e2d3e94d445e3f608087fdc711e4382bb538b6", "root-ec-p256.pem" },
    { "6bcd1e16d80e5fe13a5307e6f1de8344c7e50e537d9962ce35ef6db5e642fae8", "root-ec-p384.pem" },
    { "85b7bd5f5dff9a03a99927adaf6ca6febde822c1a480928324a8e60323715c5779461c496a95aee8c4f90b99779f848a",
      "root-ec-p384.pem" },
    { "c1907fa4eac7fae3840a78902b6f0710b037e9968e5c6274a12a28790c7d4e3c", "root-ed25519.pem" },
    { "e3e129b49f1218e18e4614acb2523389c75852ebb98b4d2c6171a2fc65706ba3"
      "d1ddf85f52e71450c3e572e624695fafd41ce4d9354d6c2b19f7d6001a6ae8b0",
      "root-ed25519.pem" },
    { "6754edab1e29affef4a05935adecbeb1a7b8b62397b31e39a61b5bfcaafd63af", "root-ed25519-2.pem" },
    { "e11ed22583de283392266b917bd82e88486edf47bc58c7ce8e42f9fb90e1daa9"
      "00e72f172e4bd4fb19fc1870638e3a89c3f033ef4db6f6235d02ee623b4b2924",
      "root-ed25519-2.pem" },
    { "b1d87d60173352b9a4808979790fc699fb4c4f83b49cf1970edd96ff4adc36a6", "root-ed25519-unknown.pem" },
    { "37491781699741ec96e7faaf03c04e70f135f2f8b1f09d5a2a53667115052331"
      "e6a8abd3310476e7fbedf676feb9e8bcff7ff5366e8470714c0ef4c582941881",
      "root-ed25519-unknown.pem" },
    { "bb868a727f0ef75e890a6a52bccd1d936fb34438afd6f237e8af259865742446", "cypress-test-ec-p256.pem" },
    { "5ac4d62dc5efbed57e705f61b5f2df8e2b73ec5a573c1582144e38131f4c62d7", "enc-rsa2048-priv.pem" },
    { "3c23fc4e1d332a0c86e6a8bf6ecf26046d702302e135bf53fc04a009a33a78c5", "enc-ec256-priv.pem" },
    { "9a1dc1eb80199d8498f2a75dde0a7b75216e8302bf3a12bd04f153f48f3f24a0", "enc-x25519-priv.pem" },
    { "fda93db569616604538b64817c9ca14fcf73a8acd95400ebf165805d6c33580f", "enc-aes128kw.b64" },
    { "80cf3e2e4111a041e360a00bc6f8332722e1bb49af87f0d4cf255b7e24cbc3de", "enc-aes256kw.b64" },
};

static bool is_hash(struct byte_range hash, const char *digits)
{
    static const char hex[] = "0123456789abcdef";

    if (strlen(digits) != 2 * hash.size) {
        return false;
    }
    for (size_t i = 0; i < hash.size; i++) {
        if (digits[2 * i] != hex[hash.data[i] >> 4] || digits[2 * i + 1] != hex[hash.data[i] & 0x0f]) {
            return false;
        }
    }
    return true;
}

const char *sample_key_by_hash(struct byte_range hash)
{
    for (size_t i = 0; i < ARRAY_LENGTH(sample_keys); i++) {
        if (is_hash(hash, sample_keys[i].hash)) {
            return sample_keys[i].name;
        }
    }
    return NULL;
}

bool sample_key_has_name(const char *name)
{
    for (size_t i = 0; i < ARRAY_LENGTH(sample_keys); i++) {
        if (strcmp(sample_keys[i].name, name) == 0) {
            return true;
        }
    }
    return false;
}

const char *sample_key_name(const struct public_key *key)
{
    return sample_key_by_hash(range_of(key->hash, sizeof key->hash));
}

const char *sample_key_of_image(const struct mcuboot_image *image)
{
    const char *name = NULL;

    for (size_t i = 0; name == NULL && i < image->count; i++) {
        const struct mcuboot_tlv_entry *entry = &image->items[i];
        uint8_t hash[SHA256_SIZE];

        if (entry->type == MCUBOOT_TLV_KEYHASH) {
            name = sample_key_by_hash(entry->data);
        } else if (entry->type == MCUBOOT_TLV_PUBKEY) {
            sha256(entry->data, hash);
            name = sample_key_by_hash(range_of(hash, sizeof hash));
        }
    }
    return name;
}

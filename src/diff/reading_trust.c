/* Whom the bootloaders of one build trust, and what they look at in an image. */
#include "diff/reading.h"

#include <limits.h>
#include <string.h>
#include "base/file.h"
#include "crypto/digest.h"
#include "image/mcuboot_image.h"
#include "pack/verify/bootloader_demand.h"
#include "project/tree/tree_values.h"

static const char *signature_text(struct arena *arena, const struct bootloader_demand *demand)
{
    const char *type = demand->any_rsa ? "RSA" : key_type_name(demand->key_type);

    return demand->takes_unsigned ? "no signature" : arena_printf(arena, "%s%s", type, demand->pure ? ", pure" : "");
}

struct aspect_value read_signature_type(const struct reading *reading)
{
    struct bootloader_demand demand;

    bootloader_demand_read(reading->arena, reading->project, &demand);
    if (!demand.known || !demand.signature_known) {
        return aspect_unknown("the bootloader's signature type");
    }
    return aspect_known(signature_text(reading->arena, &demand), demand.signature_from.origin);
}

struct aspect_value read_key(const struct reading *reading)
{
    const struct trusted_key *trusted = reading->trusted;
    struct aspect_value value;

    if (trusted->path == NULL) {
        value = read_signature_type(reading);
        return value.text != NULL && strcmp(value.text, "no signature") == 0
                   ? aspect_known(ASPECT_NONE, ORIGIN_NONE)
                   : aspect_unknown("the name of the key file");
    }
    return aspect_known(path_basename(trusted->path), ORIGIN_NONE);
}

/* So many bytes of a key's hash tell one from another for people. */
#define SHOWN_HASH 8u

static void name_by_hash(struct arena *arena, const struct trusted_key *trusted, struct aspect_value *value)
{
    value->text =
        arena_printf(arena, "%s, key hash %s...", value->text, text_hex(arena, trusted->key->hash, SHOWN_HASH));
}

void tell_keys_apart(const struct reading readings[2], struct aspect_value *released, struct aspect_value *fresh)
{
    const struct trusted_key *old = readings[0].trusted;
    const struct trusted_key *new = readings[1].trusted;

    if (released->text != NULL && fresh->text != NULL && trusted_key_differs(old, new->key)) {
        name_by_hash(readings[0].arena, old, released);
        name_by_hash(readings[1].arena, new, fresh);
    }
}

/* Sources that say nothing of it leave it to a default, which is not known. */
static bool leaves_hash_open(const struct kconfig *config)
{
    return config != NULL && !config->complete && kconfig_find(config, "CONFIG_BOOT_IMG_HASH_ALG_SHA256") == NULL &&
           kconfig_find(config, "CONFIG_BOOT_IMG_HASH_ALG_SHA384") == NULL &&
           kconfig_find(config, "CONFIG_BOOT_IMG_HASH_ALG_SHA512") == NULL;
}

struct aspect_value read_hash(const struct reading *reading)
{
    struct bootloader_demand demand;

    bootloader_demand_read(reading->arena, reading->project, &demand);
    return demand.known && demand.hash_known && !leaves_hash_open(role_config(reading->project, IMAGE_MCUBOOT))
               ? aspect_known(digest_name(demand.hash), ORIGIN_NONE)
               : aspect_unknown("the bootloader's hash algorithm");
}

struct aspect_value read_encryption(const struct reading *reading)
{
    struct bootloader_demand demand;

    bootloader_demand_read(reading->arena, reading->project, &demand);
    if (!demand.known || (!demand.complete && !demand.encrypts)) {
        return aspect_unknown("whether the bootloader decrypts");
    }
    if (!demand.encrypts) {
        return aspect_known("not set", ORIGIN_NONE);
    }
    return aspect_known(arena_printf(reading->arena, "%s, AES-%zu",
                                     demand.scheme_known ? mcuboot_tlv_name(demand.encryption_tlv) : "encrypted",
                                     demand.key_size * CHAR_BIT),
                        ORIGIN_NONE);
}

struct aspect_value read_b0_keys(const struct reading *reading)
{
    static const char *const symbols[] = { "SB_CONFIG_SECURE_BOOT_SIGNING_KEY_FILE",
                                           "SB_CONFIG_SECURE_BOOT_PUBLIC_KEY_FILES" };
    const struct kconfig *config = reading->project->sysbuild;
    struct text names = text_create(reading->arena, 1024);
    struct origin origin = ORIGIN_NONE;

    for (size_t i = 0; config != NULL && i < ARRAY_LENGTH(symbols); i++) {
        struct tree_text file = config_text(reading->arena, config, "sysbuild", symbols[i]);

        if (file.value != NULL) {
            text_printf(&names, "%s%s", names.length == 0 ? "" : ", ", path_basename(file.value));
            origin = file.origin;
        }
    }
    return names.length == 0 ? aspect_known(ASPECT_NONE, ORIGIN_NONE) : aspect_known(names.data, origin);
}

struct aspect_value read_firmware_identity(const struct reading *reading)
{
    static const char *const symbols[] = { "CONFIG_FW_INFO_MAGIC_COMPATIBILITY_ID", "CONFIG_FW_INFO_HARDWARE_ID",
                                           "CONFIG_FW_INFO_VERSION", "CONFIG_FW_INFO_CRYPTO_ID" };
    struct text numbers = text_create(reading->arena, 128);

    for (size_t i = 0; i < ARRAY_LENGTH(symbols); i++) {
        struct aspect_value value = read_symbol(reading, IMAGE_B0N, symbols[i]);

        if (value.text == NULL || strcmp(value.text, ASPECT_NONE) == 0) {
            return value;
        }
        text_printf(&numbers, "%s%s", i == 0 ? "" : "/", value.text);
    }
    return aspect_known(numbers.data, ORIGIN_NONE);
}

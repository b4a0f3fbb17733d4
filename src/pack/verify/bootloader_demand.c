#include "pack/verify/bootloader_demand.h"

#include "nrf53pack/limits.h"
#include "nrf53pack/mcuboot_format.h"
#include "project/tree/update_slots.h"

/* Erase page of the flash that holds the network core's secondary slot; its state takes one. */
#define STATE_PAGE 4096u

struct reader {
    struct arena *arena;
    const struct kconfig *config;
    struct bootloader_demand *demand;
};

static bool take_type(const struct reader *reader, const char *symbol, enum key_type type)
{
    if (!config_on(reader->config, symbol)) {
        return false;
    }
    reader->demand->signature_known = true;
    reader->demand->key_type = type;
    reader->demand->signature_from =
        (struct tree_text){ "y", arena_printf(reader->arena, "%s:%s", reader->demand->name, symbol),
                            kconfig_find(reader->config, symbol)->origin };
    return true;
}

static enum key_type rsa_type(const struct reader *reader)
{
    struct tree_number length =
        config_number(reader->arena, reader->config, reader->demand->name, "CONFIG_BOOT_SIGNATURE_TYPE_RSA_LEN");

    return length.known && length.value == 3072 ? KEY_RSA_3072 : KEY_RSA_2048;
}

static void read_signature(const struct reader *reader)
{
    struct bootloader_demand *demand = reader->demand;

    demand->takes_unsigned = take_type(reader, "CONFIG_BOOT_SIGNATURE_TYPE_NONE", KEY_RSA_2048);
    if (!demand->takes_unsigned && !take_type(reader, "CONFIG_BOOT_SIGNATURE_TYPE_RSA", rsa_type(reader)) &&
        !take_type(reader, "CONFIG_BOOT_SIGNATURE_TYPE_ECDSA_P256", KEY_ECDSA_P256) &&
        !take_type(reader, "CONFIG_BOOT_SIGNATURE_TYPE_ECDSA_P384", KEY_ECDSA_P384)) {
        (void)take_type(reader, "CONFIG_BOOT_SIGNATURE_TYPE_ED25519", KEY_ED25519);
    }
    demand->pure = config_on(reader->config, "CONFIG_BOOT_SIGNATURE_TYPE_PURE");
    demand->whole_key = config_on(reader->config, "CONFIG_BOOT_HW_KEY");
}

/* crypto/sha.h: SHA-512 where it is chosen, SHA-384 for P-384, else SHA-256, also where no symbol says so. */
static void read_hash(const struct reader *reader)
{
    struct bootloader_demand *demand = reader->demand;

    if (config_on(reader->config, "CONFIG_BOOT_IMG_HASH_ALG_SHA512")) {
        demand->hash = DIGEST_SHA512;
    } else if (config_on(reader->config, "CONFIG_BOOT_IMG_HASH_ALG_SHA384") ||
               (demand->signature_known && demand->key_type == KEY_ECDSA_P384)) {
        demand->hash = DIGEST_SHA384;
    } else {
        demand->hash = DIGEST_SHA256;
    }
    demand->hash_known = reader->config->complete || demand->signature_known;
}

static void read_encryption(const struct reader *reader)
{
    struct bootloader_demand *demand = reader->demand;

    demand->encryption_tlv = mcuboot_encryption_scheme(reader->config);
    demand->scheme_known = demand->encryption_tlv != 0;
    demand->encrypts = demand->scheme_known || config_on(reader->config, "CONFIG_BOOT_ENCRYPT_IMAGE");
    demand->key_size = config_on(reader->config, "CONFIG_BOOT_ENCRYPT_ALG_AES_256") ? 32 : 16;
}

static void read_downgrade(const struct reader *reader)
{
    static const struct {
        const char *symbol;
        enum downgrade_prevention kind;
    } kinds[] = {
        { "CONFIG_MCUBOOT_HW_DOWNGRADE_PREVENTION", DOWNGRADE_BY_CHIP_COUNTER },
        { "CONFIG_MCUBOOT_DOWNGRADE_PREVENTION_SECURITY_COUNTER", DOWNGRADE_BY_IMAGE_COUNTER },
        { "CONFIG_MCUBOOT_DOWNGRADE_PREVENTION", DOWNGRADE_BY_IMAGE_VERSION },
        { "CONFIG_NRF53BOOT_DOWNGRADE_BY_SECURITY_COUNTER", DOWNGRADE_BY_CHIP_COUNTER },
        { "CONFIG_NRF53BOOT_DOWNGRADE_BY_VERSION", DOWNGRADE_BY_IMAGE_VERSION },
    };

    for (size_t i = 0; i < ARRAY_LENGTH(kinds); i++) {
        if (config_on(reader->config, kinds[i].symbol)) {
            reader->demand->downgrade = kinds[i].kind;
            reader->demand->downgrade_from =
                arena_printf(reader->arena, "%s:%s", reader->demand->name, kinds[i].symbol);
            return;
        }
    }
}

/* loader.c boot_validate_slot(), check_downgrade_prevention(): the version of image 1's primary slot, which is RAM, is
 * invented by a hook (sdk-nrf modules/mcuboot/hooks/nrf53_hooks.c), and later releases leave the image out. Counters were
 * asked of every image up to NCS 2.9 (v2.1.0-ncs3); boot_nv_image_should_have_security_counter() of v2.1.0-ncs5 spares it.
 */
static void read_network_downgrade(const struct reader *reader, const struct project *project)
{
    struct bootloader_demand *demand = reader->demand;
    bool before_3_0 = project->sdk_known && sdk_version_compare(project->sdk, (struct sdk_version){ 3, 0, 0 }) < 0;

    if (demand->downgrade == DOWNGRADE_BY_CHIP_COUNTER && before_3_0) {
        demand->network_downgrade = demand->downgrade;
    } else if (demand->downgrade == DOWNGRADE_BY_CHIP_COUNTER && !project->sdk_known) {
        demand->network_downgrade = demand->downgrade;
        demand->network_downgrade_open =
            "only MCUboot up to NCS 2.9 asks network images for it, and the release is not known";
    } else if (demand->downgrade == DOWNGRADE_BY_IMAGE_VERSION &&
               config_on(reader->config, "CONFIG_BOOT_UPGRADE_ONLY") &&
               config_on(reader->config, "CONFIG_PCD_READ_NETCORE_APP_VERSION")) {
        demand->network_downgrade = demand->downgrade;
        demand->network_downgrade_open = "CONFIG_PCD_READ_NETCORE_APP_VERSION compares what b0n says of the firmware";
    }
}

/* The list was always there; since 2025 it can be left out, which a file then says (mcuboot commit 3eb23a5d). */
static bool has_allow_list(const struct kconfig *config)
{
    const struct kconfig_symbol *symbol = kconfig_find(config, "CONFIG_MCUBOOT_USE_TLV_ALLOW_LIST");

    return symbol == NULL || symbol->type != KCONFIG_NOT_SET;
}

static void read_mcuboot(const struct reader *reader)
{
    struct bootloader_demand *demand = reader->demand;
    struct tree_number count =
        config_number(reader->arena, reader->config, "mcuboot", "CONFIG_UPDATEABLE_IMAGE_NUMBER");

    read_signature(reader);
    read_hash(reader);
    read_encryption(reader);
    read_downgrade(reader);
    demand->allow_list = has_allow_list(reader->config);
    demand->decompresses = config_on(reader->config, "CONFIG_BOOT_DECOMPRESSION") ||
                           config_on(reader->config, "CONFIG_MCUBOOT_COMPRESSED_IMAGE_SUPPORT_ENABLED");
    demand->direct_xip = config_on(reader->config, "CONFIG_BOOT_DIRECT_XIP");
    demand->ram_load = config_on(reader->config, "CONFIG_BOOT_RAM_LOAD") ||
                       config_on(reader->config, "CONFIG_SINGLE_APPLICATION_SLOT_RAM_LOAD");
    demand->checks_load_address = config_on(reader->config, "CONFIG_MCUBOOT_CHECK_HEADER_LOAD_ADDRESS");
    demand->wants_vendor_id = config_on(reader->config, "CONFIG_MCUBOOT_UUID_VID");
    demand->wants_class_id = config_on(reader->config, "CONFIG_MCUBOOT_UUID_CID");
    demand->compares_build_number = config_on(reader->config, "CONFIG_BOOT_VERSION_CMP_USE_BUILD_NUMBER");
    if (count.known) {
        demand->image_count = count.value <= UINT8_MAX ? (unsigned)count.value : 0;
    } else {
        demand->image_count = reader->config->complete ? 1 : 0;
    }
}

/* SHA-256 only, no encryption, no allow list; dependencies on both of its images. */
static void read_reference(const struct reader *reader)
{
    struct bootloader_demand *demand = reader->demand;
    bool overwrites = config_on(reader->config, "CONFIG_NRF53BOOT_IMAGE0_MODE_OVERWRITE");
    bool has_backup = config_on(reader->config, "CONFIG_NRF53BOOT_NET_BACKUP");

    demand->any_rsa = take_type(reader, "CONFIG_NRF53BOOT_SIGNATURE_TYPE_RSA", KEY_RSA_2048);
    if (!demand->any_rsa) {
        (void)take_type(reader, "CONFIG_NRF53BOOT_SIGNATURE_TYPE_ECDSA_P256", KEY_ECDSA_P256);
    }
    demand->hash_known = true;
    demand->hash = DIGEST_SHA256;
    read_downgrade(reader);
    demand->image_count = 2;
    demand->application_reserve = overwrites ? 0 : NRF53BOOT_OLD_IMAGE_RECORD;
    demand->network_reserve = has_backup ? 0 : STATE_PAGE;
    /* Without a backup the upload erases the record of the version that runs. */
    demand->network_downgrade =
        demand->downgrade == DOWNGRADE_BY_IMAGE_VERSION && !has_backup ? DOWNGRADE_TAKEN : demand->downgrade;
}

void bootloader_demand_read(struct arena *arena, const struct project *project, struct bootloader_demand *demand)
{
    const struct kconfig *reference = role_config(project, IMAGE_NRF53BOOT);
    const struct reader reader = { arena, reference != NULL ? reference : role_config(project, IMAGE_MCUBOOT), demand };

    *demand = (struct bootloader_demand){ .name = reference != NULL ? "nrf53boot" : "mcuboot" };
    demand->known = reader.config != NULL;
    demand->complete = reference != NULL || (demand->known && reader.config->complete);
    demand->reference = reference != NULL;
    if (reference != NULL) {
        read_reference(&reader);
    } else if (demand->known) {
        read_mcuboot(&reader);
        read_network_downgrade(&reader, project);
    }
}

bool bootloader_takes_key(const struct bootloader_demand *demand, enum key_type type)
{
    return !demand->signature_known || demand->takes_unsigned || demand->key_type == type ||
           (demand->any_rsa && type == KEY_RSA_3072);
}

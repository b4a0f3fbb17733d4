#include "pack/verify/bootloader_verify.h"

#include "image/image_verify.h"

struct check {
    struct arena *arena;
    const struct mcuboot_image *image;
    const struct bootloader_demand *demand;
    const struct update_slots *slots; /* or NULL */
    struct verdicts *verdicts;
};

#define SAY(check, name, verdict, ...) verdict_add((check)->arena, (check)->verdicts, (name), (verdict), __VA_ARGS__)

static const char *shown_type(const struct check *check, uint16_t type)
{
    const char *name = mcuboot_tlv_name(type);

    return name != NULL ? name : arena_printf(check->arena, "0x%02x", type);
}

/* The two curves share a TLV. A DER of P-256 has at most 70 bytes inside; for one of P-384 to be as short as that, its
 * numbers would have to be 30 bytes shorter than they mostly are.
 */
static enum key_type ecdsa_curve(const struct mcuboot_tlv_entry *signature)
{
    uint8_t length = 0;

    return range_u8(signature->data, 1, &length) && length > 70 ? KEY_ECDSA_P384 : KEY_ECDSA_P256;
}

/* "ECDSA P-384", "RSA2048", ... */
static const char *shown_signature(const struct check *check, const struct mcuboot_tlv_entry *signature)
{
    return signature->type == MCUBOOT_TLV_ECDSA_SIG ? key_type_name(ecdsa_curve(signature))
                                                    : shown_type(check, signature->type);
}

static bool has_demanded_signature(const struct check *check)
{
    const struct bootloader_demand *demand = check->demand;

    if (demand->key_type == KEY_ECDSA_P256 || demand->key_type == KEY_ECDSA_P384) {
        const struct mcuboot_tlv_entry *entry = mcuboot_image_find(check->image, MCUBOOT_TLV_ECDSA_SIG);

        return entry != NULL && ecdsa_curve(entry) == demand->key_type;
    }
    if (demand->any_rsa && mcuboot_image_find(check->image, key_type_tlv(KEY_RSA_3072)) != NULL) {
        return true;
    }
    return mcuboot_image_find(check->image, key_type_tlv(demand->key_type)) != NULL;
}

static void check_signature_type(const struct check *check)
{
    const struct bootloader_demand *demand = check->demand;
    const struct mcuboot_tlv_entry *signature = mcuboot_image_signature(check->image);

    if (!demand->signature_known) {
        SAY(check, "signature type", VERDICT_NOT_CHECKED, "%s does not say what it takes", demand->name);
    } else if (demand->takes_unsigned) {
        SAY(check, "signature type", VERDICT_WARNING, "the bootloader checks no signature (%s): it installs any image",
            demand->signature_from.from);
    } else if (signature == NULL) {
        SAY(check, "signature type", VERDICT_FAIL, "image is not signed, the bootloader takes %s (%s)",
            key_type_name(demand->key_type), demand->signature_from.from);
    } else if (!has_demanded_signature(check)) {
        SAY(check, "signature type", VERDICT_FAIL, "image is signed with %s, the bootloader takes %s (%s)",
            shown_signature(check, signature), key_type_name(demand->key_type), demand->signature_from.from);
    } else if (demand->pure != image_is_pure(check->image)) {
        SAY(check, "signature type", VERDICT_FAIL, "%s (CONFIG_BOOT_SIGNATURE_TYPE_PURE)",
            demand->pure ? "the bootloader takes pure signatures, the image's is of its hash"
                         : "image has a pure signature, the bootloader takes one of the hash");
    } else if (demand->whole_key && mcuboot_image_find(check->image, MCUBOOT_TLV_PUBKEY) == NULL) {
        SAY(check, "signature type", VERDICT_FAIL,
            "image holds no public key, the bootloader has none of its own (CONFIG_BOOT_HW_KEY)");
    } else if (!demand->whole_key && mcuboot_image_find(check->image, MCUBOOT_TLV_KEYHASH) == NULL) {
        SAY(check, "signature type", VERDICT_FAIL,
            "image does not name its key by hash, as the bootloader looks for it");
    } else {
        SAY(check, "signature type", VERDICT_PASS, "%s%s (%s)", key_type_name(demand->key_type),
            demand->pure ? ", pure" : "", demand->signature_from.from);
    }
}

static void check_hash_algorithm(const struct check *check)
{
    const struct bootloader_demand *demand = check->demand;
    enum digest_algorithm algorithm;
    const struct mcuboot_tlv_entry *hash = image_hash_tlv(check->image, &algorithm);

    if (demand->pure) {
        SAY(check, "hash algorithm", VERDICT_PASS, "none is asked for: the signature is pure");
    } else if (!demand->hash_known) {
        SAY(check, "hash algorithm", VERDICT_NOT_CHECKED, "%s does not say what it takes", demand->name);
    } else if (mcuboot_image_find(check->image, digest_tlv(demand->hash)) == NULL) {
        SAY(check, "hash algorithm", VERDICT_FAIL, "image has %s, the bootloader takes %s only",
            hash == NULL ? "no hash" : mcuboot_tlv_name(hash->type), digest_name(demand->hash));
    } else {
        SAY(check, "hash algorithm", VERDICT_PASS, "%s", digest_name(demand->hash));
    }
}

static const struct mcuboot_tlv_entry *encryption_entry(const struct mcuboot_image *image)
{
    for (size_t i = 0; i < image->count; i++) {
        if (mcuboot_tlv_is_encryption(image->items[i].type)) {
            return &image->items[i];
        }
    }
    return NULL;
}

/* What is wrong with an encrypted image for this bootloader, or NULL. */
static const char *encryption_fault(const struct check *check)
{
    const struct bootloader_demand *demand = check->demand;
    uint32_t flags = check->image->header.flags;
    bool is_aes256 = (flags & MCUBOOT_F_ENCRYPTED_AES256) != 0;
    size_t key_size = is_aes256 ? 32 : 16;
    const struct mcuboot_tlv_entry *entry = encryption_entry(check->image);

    if (is_aes256 && (flags & MCUBOOT_F_ENCRYPTED_AES128) != 0) {
        return "image says AES-128 and AES-256";
    }
    if (entry == NULL) {
        return "image is encrypted, but holds no key (no ENC... TLV)";
    }
    if (entry->data.size != mcuboot_encryption_tlv_size(entry->type, key_size)) {
        return arena_printf(check->arena, "%s has %zu bytes, %zu are needed", shown_type(check, entry->type),
                            entry->data.size, mcuboot_encryption_tlv_size(entry->type, key_size));
    }
    if (!demand->known) {
        return NULL;
    }
    if (!demand->encrypts && !demand->complete) {
        return NULL;
    }
    if (!demand->encrypts) {
        return "image is encrypted, the bootloader takes no encrypted images (CONFIG_BOOT_ENCRYPT_IMAGE)";
    }
    if (demand->key_size != key_size) {
        return arena_printf(check->arena,
                            "image is encrypted with AES-%zu, the bootloader takes AES-%zu "
                            "(CONFIG_BOOT_ENCRYPT_ALG_AES_256)",
                            8 * key_size, 8 * demand->key_size);
    }
    if (demand->scheme_known && mcuboot_image_find(check->image, demand->encryption_tlv) == NULL) {
        return arena_printf(check->arena, "image's key is wrapped as %s, the bootloader opens %s",
                            shown_type(check, entry->type), mcuboot_tlv_name(demand->encryption_tlv));
    }
    return NULL;
}

/* MCUboot with encryption takes plain images too (boot_check_header_valid()); a key beside a plain image is not looked
 * at.
 */
static void check_plain(const struct check *check)
{
    if (!check->demand->known) {
        return;
    }
    if (check->demand->encrypts) {
        SAY(check, "encryption scheme", VERDICT_WARNING,
            "image is plain; the bootloader takes it, though it takes encrypted ones too (CONFIG_BOOT_ENCRYPT_IMAGE)");
    } else {
        SAY(check, "encryption scheme", VERDICT_PASS, "plain, as the bootloader takes it");
    }
}

static void check_encryption(const struct check *check)
{
    const struct mcuboot_tlv_entry *entry = encryption_entry(check->image);
    const char *fault;

    if (!image_is_encrypted(check->image)) {
        check_plain(check);
        return;
    }
    fault = encryption_fault(check);
    if (fault != NULL) {
        SAY(check, "encryption scheme", VERDICT_FAIL, "%s", fault);
    } else if (image_is_clear(check->image)) {
        SAY(check, "encryption scheme", check->demand->known ? VERDICT_FAIL : VERDICT_WARNING,
            "image has the flag %s, but is stored plain: for first programming only; as an update the bootloader "
            "decrypts it and refuses what comes out",
            image_unverifiable_flag(check->image));
    } else if (!check->demand->known) {
        SAY(check, "encryption scheme", VERDICT_NOT_CHECKED, "%s; bootloader is not known",
            shown_type(check, entry->type));
    } else if (!check->demand->scheme_known) {
        SAY(check, "encryption scheme", VERDICT_NOT_CHECKED, "%s; the bootloader does not say which scheme it has",
            shown_type(check, entry->type));
    } else {
        SAY(check, "encryption scheme", VERDICT_PASS, "%s, AES-%zu", shown_type(check, entry->type),
            8 * check->demand->key_size);
    }
}

static bool is_on_list(const struct check *check, uint16_t type)
{
    bool known = check->demand->known;

    if (type == MCUBOOT_TLV_KEYHASH || type == MCUBOOT_TLV_PUBKEY || mcuboot_tlv_is_signature(type) ||
        (type >= MCUBOOT_TLV_SHA256 && type <= MCUBOOT_TLV_SHA512)) {
        return true;
    }
    switch (type) {
    case MCUBOOT_TLV_SIG_PURE:
        return !known || check->demand->pure;
    case MCUBOOT_TLV_ENC_RSA2048:
    case MCUBOOT_TLV_ENC_KW:
    case MCUBOOT_TLV_ENC_EC256:
        return true;
    case MCUBOOT_TLV_ENC_X25519:
        return !known || check->demand->encryption_tlv != MCUBOOT_TLV_ENC_X25519_SHA512;
    case MCUBOOT_TLV_ENC_X25519_SHA512:
        return !known || check->demand->encryption_tlv == MCUBOOT_TLV_ENC_X25519_SHA512;
    default:
        return false;
    }
}

/* What the bootloader decides by must be under the signature: it looks for these in the protected area alone. */
static bool counts_when_protected(uint16_t type)
{
    return type == MCUBOOT_TLV_DEPENDENCY || type == MCUBOOT_TLV_SEC_CNT || type == MCUBOOT_TLV_BOOT_RECORD;
}

static void check_list(const struct check *check)
{
    for (size_t i = 0; i < check->image->count; i++) {
        const struct mcuboot_tlv_entry *entry = &check->image->items[i];

        if (entry->is_protected || is_on_list(check, entry->type)) {
            continue;
        }
        if (check->demand->known && check->demand->allow_list) {
            SAY(check, "TLV list", VERDICT_FAIL,
                "%s is not protected, and the bootloader refuses it there (CONFIG_MCUBOOT_USE_TLV_ALLOW_LIST)",
                shown_type(check, entry->type));
        } else {
            SAY(check, "TLV list", VERDICT_WARNING, "%s is not protected: %s", shown_type(check, entry->type),
                counts_when_protected(entry->type) ? "the bootloader does not heed it there, and most refuse the image"
                                                   : "most bootloaders refuse the image");
        }
        return;
    }
    SAY(check, "TLV list", VERDICT_PASS, "%zu TLVs", check->image->count);
}

/* The fault of a flag, or NULL. */
static const char *flag_fault(const struct check *check)
{
    const struct mcuboot_header *header = &check->image->header;
    const struct bootloader_demand *demand = check->demand;

    if ((header->flags & MCUBOOT_F_NON_BOOTABLE) != 0) {
        return "NON_BOOTABLE: the bootloader does not install it";
    }
    if (!demand->known) {
        return NULL;
    }
    if (image_compression(check->image) != NULL && !demand->decompresses && demand->complete) {
        return arena_printf(check->arena, "image is compressed (%s), the bootloader does not decompress",
                            image_compression(check->image));
    }
    if (demand->ram_load && (header->flags & MCUBOOT_F_RAM_LOAD) == 0) {
        return "the bootloader loads images to RAM, and this one does not say where to (RAM_LOAD)";
    }
    return NULL;
}

/* Flags that MCUboot does not heed: it installs the image, which may not be what its maker had in mind. MCUboot reads
 * RAM_LOAD in ram_load.c alone, and PIC nowhere (image.h: "Not supported").
 */
static const char *flag_unheeded(const struct check *check)
{
    const struct bootloader_demand *demand = check->demand;
    uint32_t flags = check->image->header.flags;

    if ((flags & MCUBOOT_F_PIC) != 0) {
        return "PIC: no bootloader looks at it; the firmware must be linked for where it runs";
    }
    if ((flags & MCUBOOT_F_RAM_LOAD) != 0 && demand->known && demand->complete && !demand->ram_load) {
        return "RAM_LOAD: image is made for RAM, the bootloader starts it in flash";
    }
    if ((flags & MCUBOOT_F_ROM_FIXED) != 0 && demand->known && !demand->direct_xip) {
        return "ROM_FIXED is for direct-XIP; this bootloader does not look at it";
    }
    return NULL;
}

static void check_flags(const struct check *check)
{
    const char *fault = flag_fault(check);
    const char *unheeded = flag_unheeded(check);
    uint32_t flags = check->image->header.flags;

    if (fault != NULL) {
        SAY(check, "image flags", VERDICT_FAIL, "%s", fault);
    } else if (unheeded != NULL) {
        SAY(check, "image flags", VERDICT_WARNING, "%s", unheeded);
    } else {
        SAY(check, "image flags", VERDICT_PASS, "0x%lx", (unsigned long)flags);
    }
}

/* loader.c boot_validate_slot(), MCUBOOT_CHECK_HEADER_LOAD_ADDRESS: else the update is erased. */
static void check_load_address(const struct check *check)
{
    const struct update_slots *slots = check->slots;
    uint32_t address = check->image->header.load_addr;

    if (!check->demand->checks_load_address) {
        return;
    }
    if (slots == NULL || !slots->primary_address.known || !slots->primary_size.known) {
        SAY(check, "load address", VERDICT_NOT_CHECKED, "0x%lx; primary slot is not known", (unsigned long)address);
        return;
    }
    SAY(check, "load address",
        address >= slots->primary_address.value && address - slots->primary_address.value < slots->primary_size.value
            ? VERDICT_PASS
            : VERDICT_FAIL,
        "0x%lx, primary slot 0x%llx to 0x%llx (CONFIG_MCUBOOT_CHECK_HEADER_LOAD_ADDRESS)", (unsigned long)address,
        (unsigned long long)slots->primary_address.value,
        (unsigned long long)(slots->primary_address.value + slots->primary_size.value));
}

static void check_id(const struct check *check, const char *name, bool wanted, uint16_t type)
{
    const struct mcuboot_tlv_entry *entry = mcuboot_image_find(check->image, type);

    if (!wanted) {
        return;
    }
    if (entry == NULL || !entry->is_protected || entry->data.size != 16) {
        SAY(check, name, VERDICT_FAIL, "image has no %s of 16 bytes, the bootloader refuses it",
            mcuboot_tlv_name(type));
    } else {
        SAY(check, name, VERDICT_NOT_CHECKED, "image has a %s; what the bootloader expects is not in its configuration",
            mcuboot_tlv_name(type));
    }
}

void bootloader_verify(struct arena *arena, const struct mcuboot_image *image, const struct bootloader_demand *demand,
                       const struct update_slots *slots, struct verdicts *verdicts)
{
    const struct check check = { arena, image, demand, slots, verdicts };

    if (demand->known) {
        check_signature_type(&check);
        check_hash_algorithm(&check);
    } else {
        SAY(&check, "bootloader", VERDICT_NOT_CHECKED,
            "its configuration is not known: signature type, hash algorithm, encryption and header size were not "
            "compared");
    }
    check_encryption(&check);
    check_list(&check);
    check_flags(&check);
    check_load_address(&check);
    check_id(&check, "vendor id", demand->wants_vendor_id, MCUBOOT_TLV_UUID_VID);
    check_id(&check, "class id", demand->wants_class_id, MCUBOOT_TLV_UUID_CID);
}

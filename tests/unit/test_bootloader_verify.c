/* What a bootloader demands, read from its configuration, and images that meet it or do not. */
#include "bootloader_test.h"

#include <limits.h>
#include "pack/verify/bootloader_verify.h"
#include "pack/verify/slot_verify.h"
#include "pack/verify/update_verify.h"
#include "sign/encryption.h"

#define P256_CONFIG "CONFIG_BOOT_SIGNATURE_TYPE_ECDSA_P256=y\n"
#define P384_CONFIG "CONFIG_BOOT_SIGNATURE_TYPE_ECDSA_P384=y\n"
#define ED_CONFIG   "CONFIG_BOOT_SIGNATURE_TYPE_ED25519=y\n"
#define RSA_CONFIG  "CONFIG_BOOT_SIGNATURE_TYPE_RSA=y\n"
#define EC_ENCRYPTS P256_CONFIG "CONFIG_BOOT_ENCRYPT_IMAGE=y\nCONFIG_BOOT_ENCRYPT_EC256=y\n"

static struct verdicts verify(struct context *context, const struct mcuboot_image *image, const char *config)
{
    const struct bootloader_demand demand = demand_of(context, IMAGE_MCUBOOT, config);
    struct verdicts verdicts = { 0 };

    bootloader_verify(context->arena, image, &demand, NULL, &verdicts);
    return verdicts;
}

static void test_signature_types(void **state)
{
    static const struct {
        const char *config;
        const char *key;
        enum verdict verdict;
        const char *said;
    } table[] = {
        { P256_CONFIG, P256_KEY, VERDICT_PASS, "CONFIG_BOOT_SIGNATURE_TYPE_ECDSA_P256" },
        { P256_CONFIG, "fixtures/keys/test-rsa-2048.pem", VERDICT_FAIL, "the bootloader takes ECDSA P-256" },
        { P256_CONFIG, "fixtures/keys/test-ecdsa-p384.pem", VERDICT_FAIL, "signed with ECDSA P-384" },
        { P384_CONFIG, "fixtures/keys/test-ecdsa-p384.pem", VERDICT_PASS, "ECDSA P-384" },
        { P384_CONFIG, P256_KEY, VERDICT_FAIL, "signed with ECDSA P-256, the bootloader takes ECDSA P-384" },
        { P256_CONFIG, NULL, VERDICT_FAIL, "image is not signed" },
        { RSA_CONFIG, "fixtures/keys/test-rsa-2048.pem", VERDICT_PASS, "RSA-2048" },
        { RSA_CONFIG, "fixtures/keys/test-rsa-3072.pem", VERDICT_FAIL, "RSA-2048" },
        { RSA_CONFIG "CONFIG_BOOT_SIGNATURE_TYPE_RSA_LEN=3072\n", "fixtures/keys/test-rsa-3072.pem", VERDICT_PASS,
          "RSA-3072" },
        { ED_CONFIG, "fixtures/keys/test-ed25519.pem", VERDICT_PASS, "Ed25519" },
        { ED_CONFIG "CONFIG_BOOT_SIGNATURE_TYPE_PURE=y\n", "fixtures/keys/test-ed25519.pem", VERDICT_FAIL, "pure" },
        { P256_CONFIG "CONFIG_BOOT_HW_KEY=y\n", P256_KEY, VERDICT_FAIL, "CONFIG_BOOT_HW_KEY" },
        { "CONFIG_BOOT_SIGNATURE_TYPE_NONE=y\n", NULL, VERDICT_WARNING, "installs any image" },
        { "CONFIG_X=y\n", P256_KEY, VERDICT_NOT_CHECKED, "does not say" },
    };
    struct context *context = *state;
    const struct image_options options = options_of_version((struct mcuboot_version){ 1, 0, 0, 0 });

    for (size_t i = 0; i < ARRAY_LENGTH(table); i++) {
        struct verdicts verdicts = verify(context, image_of(context, &options, table[i].key), table[i].config);

        assert_line(&verdicts, "signature type", table[i].verdict, table[i].said);
    }
}

static void test_hash_algorithms(void **state)
{
    struct context *context = *state;
    struct image_options options = options_of_version((struct mcuboot_version){ 1, 0, 0, 0 });
    struct mcuboot_image *image = image_of(context, &options, "fixtures/keys/test-ed25519.pem");
    struct verdicts verdicts = verify(context, image, ED_CONFIG "CONFIG_BOOT_IMG_HASH_ALG_SHA512=y\n");

    assert_line(&verdicts, "hash algorithm", VERDICT_FAIL, "image has SHA256, the bootloader takes SHA512 only");
    verdicts = verify(context, image, ED_CONFIG "CONFIG_BOOT_IMG_HASH_ALG_SHA256=y\n");
    assert_line(&verdicts, "hash algorithm", VERDICT_PASS, "SHA256");
    options.has_digest = true;
    options.digest = DIGEST_SHA512;
    image = image_of(context, &options, "fixtures/keys/test-ed25519.pem");
    verdicts = verify(context, image, ED_CONFIG "CONFIG_BOOT_IMG_HASH_ALG_SHA512=y\n");
    assert_line(&verdicts, "hash algorithm", VERDICT_PASS, "SHA512");
    verdicts = verify(context, image, ED_CONFIG);
    assert_line(&verdicts, "hash algorithm", VERDICT_FAIL, "SHA256 only");
    options = options_of_version((struct mcuboot_version){ 1, 0, 0, 0 });
    options.pure = true;
    image = image_of(context, &options, "fixtures/keys/test-ed25519.pem");
    verdicts = verify(context, image, ED_CONFIG "CONFIG_BOOT_SIGNATURE_TYPE_PURE=y\n");
    assert_line(&verdicts, "hash algorithm", VERDICT_PASS, "none is asked for");
    assert_line(&verdicts, "signature type", VERDICT_PASS, "pure");
    assert_line(&verdicts, "TLV list", VERDICT_PASS, "");
    verdicts = verify(context, image, ED_CONFIG);
    assert_line(&verdicts, "signature type", VERDICT_FAIL, "one of the hash");
    assert_line(&verdicts, "TLV list", VERDICT_FAIL, "SIG_PURE");
}

static bool no_random(void *state, uint8_t *output, size_t size)
{
    uint8_t *next = state;

    for (size_t i = 0; i < size; i++) {
        output[i] = (*next)++;
    }
    return true;
}

static struct mcuboot_image *encrypted_image(struct context *context, const char *recipient, size_t key_size,
                                             bool clear)
{
    uint8_t next = 1;
    struct encryption_options encryption = {
        .key_size = key_size, .hmac = DIGEST_SHA256, .clear = clear, .random = no_random, .random_state = &next
    };
    struct image_options options = options_of_version((struct mcuboot_version){ 1, 0, 0, 0 });
    const struct source *source;
    struct public_key *key;

    assert_true(source_load(context->arena, recipient, recipient, KEY_FILE_LIMIT, &context->diagnostics, &source));
    assert_true(public_key_read(context->arena, source, &context->diagnostics, &key));
    encryption.recipient = key;
    options.encryption = &encryption;
    return image_of(context, &options, P256_KEY);
}

static void test_encryption(void **state)
{
    static const struct {
        const char *config;
        const char *recipient;
        size_t key_size;
        bool clear;
        enum verdict verdict;
        const char *said;
    } table[] = {
        { EC_ENCRYPTS, "test-ecdsa-p256.pub.pem", 16, false, VERDICT_PASS, "ENCEC256, AES-128" },
        { EC_ENCRYPTS, "test-ecdsa-p256.pub.pem", 16, true, VERDICT_FAIL, "first programming" },
        { EC_ENCRYPTS, "test-ecdsa-p256.pub.pem", 32, false, VERDICT_FAIL, "the bootloader takes AES-128" },
        { EC_ENCRYPTS "CONFIG_BOOT_ENCRYPT_ALG_AES_256=y\n", "test-ecdsa-p256.pub.pem", 32, false, VERDICT_PASS,
          "AES-256" },
        { EC_ENCRYPTS, "test-x25519.pub.pem", 16, false, VERDICT_FAIL, "the bootloader opens ENCEC256" },
        { P256_CONFIG, "test-ecdsa-p256.pub.pem", 16, false, VERDICT_FAIL, "takes no encrypted images" },
        { P256_CONFIG "CONFIG_BOOT_ENCRYPT_IMAGE=y\n", "test-rsa-2048.pub.pem", 16, false, VERDICT_NOT_CHECKED,
          "does not say which scheme" },
        { RSA_CONFIG "CONFIG_BOOT_ENCRYPT_IMAGE=y\nCONFIG_BOOT_ENCRYPT_RSA=y\n", "test-rsa-2048.pub.pem", 16, false,
          VERDICT_PASS, "ENCRSA2048" },
        { ED_CONFIG "CONFIG_BOOT_ENCRYPT_IMAGE=y\nCONFIG_BOOT_ENCRYPT_X25519=y\nCONFIG_BOOT_HMAC_SHA512=y\n",
          "test-x25519.pub.pem", 16, false, VERDICT_FAIL, "ENCX25519_SHA512" },
    };
    struct context *context = *state;
    const struct image_options plain = options_of_version((struct mcuboot_version){ 1, 0, 0, 0 });
    struct verdicts verdicts;

    for (size_t i = 0; i < ARRAY_LENGTH(table); i++) {
        const char *recipient = arena_printf(context->arena, "fixtures/keys/%s", table[i].recipient);
        struct mcuboot_image *image = encrypted_image(context, recipient, table[i].key_size, table[i].clear);

        verdicts = verify(context, image, table[i].config);
        assert_line(&verdicts, "encryption scheme", table[i].verdict, table[i].said);
    }
    verdicts = verify(context, image_of(context, &plain, P256_KEY), EC_ENCRYPTS);
    assert_line(&verdicts, "encryption scheme", VERDICT_WARNING, "image is plain");
}

static void test_encryption_that_cannot_be_opened(void **state)
{
    struct context *context = *state;
    struct mcuboot_image *image = encrypted_image(context, "fixtures/keys/test-ecdsa-p256.pub.pem", 16, false);
    struct verdicts verdicts;

    image->header.flags = MCUBOOT_F_ENCRYPTED_AES256;
    verdicts = verify(context, image, EC_ENCRYPTS);
    assert_line(&verdicts, "encryption scheme", VERDICT_FAIL, "ENCEC256 has 113 bytes, 129 are needed");
    image->header.flags |= MCUBOOT_F_ENCRYPTED_AES128;
    verdicts = verify(context, image, EC_ENCRYPTS);
    assert_line(&verdicts, "encryption scheme", VERDICT_FAIL, "AES-128 and AES-256");
    image->header.flags = MCUBOOT_F_ENCRYPTED_AES128;
    image->items[image->count - 1].type = 0xa0;
    verdicts = verify(context, image, EC_ENCRYPTS);
    assert_line(&verdicts, "encryption scheme", VERDICT_FAIL, "no ENC... TLV");
}

static void test_unprotected_tlvs(void **state)
{
    static const struct {
        const char *config;
        uint16_t type;
        enum verdict verdict;
        const char *said;
    } table[] = {
        { P256_CONFIG, MCUBOOT_TLV_DEPENDENCY, VERDICT_FAIL, "DEPENDENCY is not protected" },
        { P256_CONFIG, MCUBOOT_TLV_SEC_CNT, VERDICT_FAIL, "SEC_CNT is not protected" },
        { P256_CONFIG, 0xa1, VERDICT_FAIL, "0xa1" },
        { P256_CONFIG "CONFIG_MCUBOOT_USE_TLV_ALLOW_LIST=y\n", 0xa1, VERDICT_FAIL,
          "CONFIG_MCUBOOT_USE_TLV_ALLOW_LIST" },
        { P256_CONFIG "# CONFIG_MCUBOOT_USE_TLV_ALLOW_LIST is not set\n", 0xa1, VERDICT_WARNING, "most bootloaders" },
        { P256_CONFIG "# CONFIG_MCUBOOT_USE_TLV_ALLOW_LIST is not set\n", MCUBOOT_TLV_SEC_CNT, VERDICT_WARNING,
          "does not heed it" },
        { P256_CONFIG, MCUBOOT_TLV_ENC_X25519, VERDICT_PASS, "" },
        { P256_CONFIG, MCUBOOT_TLV_ENC_X25519_SHA512, VERDICT_FAIL, "ENCX25519_SHA512" },
    };
    struct context *context = *state;
    const struct image_options options = options_of_version((struct mcuboot_version){ 1, 0, 0, 0 });

    for (size_t i = 0; i < ARRAY_LENGTH(table); i++) {
        struct mcuboot_image *image = image_of(context, &options, P256_KEY);
        struct verdicts verdicts;

        *ARENA_PUSH(context->arena, image) =
            (struct mcuboot_tlv_entry){ .type = table[i].type, .data = range_of("abcdefgh", 8) };
        verdicts = verify(context, image, table[i].config);
        assert_line(&verdicts, "TLV list", table[i].verdict, table[i].said);
        image->items[image->count - 1].is_protected = true;
        verdicts = verify(context, image, table[i].config);
        assert_line(&verdicts, "TLV list", VERDICT_PASS, "");
    }
}

static void test_flags(void **state)
{
    static const struct {
        const char *config;
        uint32_t flags;
        enum verdict verdict;
        const char *said;
    } table[] = {
        { P256_CONFIG, 0, VERDICT_PASS, "0x0" },
        { P256_CONFIG, MCUBOOT_F_NON_BOOTABLE, VERDICT_FAIL, "NON_BOOTABLE" },
        { P256_CONFIG, MCUBOOT_F_PIC, VERDICT_WARNING, "PIC" },
        { P256_CONFIG, MCUBOOT_F_PIC | MCUBOOT_F_NON_BOOTABLE, VERDICT_FAIL, "NON_BOOTABLE" },
        { P256_CONFIG, MCUBOOT_F_RAM_LOAD, VERDICT_WARNING, "starts it in flash" },
        { P256_CONFIG "CONFIG_BOOT_RAM_LOAD=y\n", MCUBOOT_F_RAM_LOAD, VERDICT_PASS, "0x20" },
        { P256_CONFIG "CONFIG_BOOT_RAM_LOAD=y\n", 0, VERDICT_FAIL, "loads images to RAM" },
        { P256_CONFIG, MCUBOOT_F_ROM_FIXED, VERDICT_WARNING, "direct-XIP" },
        { P256_CONFIG "CONFIG_BOOT_DIRECT_XIP=y\n", MCUBOOT_F_ROM_FIXED, VERDICT_PASS, "0x100" },
        { P256_CONFIG "CONFIG_BOOT_DIRECT_XIP=y\n", 0, VERDICT_PASS, "0x0" },
        { P256_CONFIG, MCUBOOT_F_COMPRESSED_LZMA2, VERDICT_FAIL, "does not decompress" },
        { P256_CONFIG "CONFIG_BOOT_DECOMPRESSION=y\n", MCUBOOT_F_COMPRESSED_LZMA2, VERDICT_PASS, "0x400" },
    };
    struct context *context = *state;
    const struct image_options options = options_of_version((struct mcuboot_version){ 1, 0, 0, 0 });
    struct mcuboot_image *image = image_of(context, &options, P256_KEY);

    for (size_t i = 0; i < ARRAY_LENGTH(table); i++) {
        struct verdicts verdicts;

        image->header.flags = table[i].flags;
        verdicts = verify(context, image, table[i].config);
        assert_line(&verdicts, "image flags", table[i].verdict, table[i].said);
    }
}

/* The firmware runs at 0x10200, behind the header of the slot at 0x10000. */
static void test_slot_of_direct_xip(void **state)
{
    static const char config[] = P256_CONFIG "CONFIG_BOOT_DIRECT_XIP=y\n";
    static const struct {
        uint32_t flags;
        uint32_t address;
        uint64_t primary; /* 0: not known */
        enum verdict verdict;
        const char *said;
        enum verdict vector;
        const char *vector_said;
    } table[] = {
        { MCUBOOT_F_ROM_FIXED, 0x10000, 0x10000, VERDICT_PASS, "the primary slot", VERDICT_PASS, "runs at 0x10200" },
        { MCUBOOT_F_ROM_FIXED, 0x10000, 0x84000, VERDICT_PASS, "the secondary slot", VERDICT_PASS, "runs at 0x10200" },
        { MCUBOOT_F_ROM_FIXED, 0x84000, 0x10000, VERDICT_PASS, "the secondary slot", VERDICT_FAIL, "secondary slot" },
        { MCUBOOT_F_ROM_FIXED, 0x84000, 0x84000, VERDICT_PASS, "the primary slot", VERDICT_FAIL, "primary slot" },
        { MCUBOOT_F_ROM_FIXED, 0, 0x10000, VERDICT_FAIL, "start at 0x10000 and 0x84000", VERDICT_PASS, "" },
        { MCUBOOT_F_ROM_FIXED, 0x10200, 0x10000, VERDICT_FAIL, "start at 0x10000 and 0x84000", VERDICT_PASS, "" },
        { 0, 0x10000, 0x10000, VERDICT_FAIL, "starts it from either", VERDICT_PASS, "" },
        { MCUBOOT_F_ROM_FIXED, 0x10000, 0, VERDICT_NOT_CHECKED, "not known", VERDICT_NOT_CHECKED, "not known" },
        { 0, 0x10000, 0, VERDICT_FAIL, "starts it from either", VERDICT_NOT_CHECKED, "not known" },
    };
    struct context *context = *state;
    const struct image_options options = options_of_version((struct mcuboot_version){ 1, 0, 0, 0 });
    struct mcuboot_image *image = image_of(context, &options, P256_KEY);

    for (size_t i = 0; i < ARRAY_LENGTH(table); i++) {
        const bool known = table[i].primary != 0;
        const struct update_expectation expectation = {
            .has_slots = known,
            .slots = { .primary_address = { .known = known, .value = table[i].primary },
                       .primary_size = { .known = known, .value = 0x74000 },
                       .secondary_address = { .known = known,
                                              .value = table[i].primary == 0x10000 ? 0x84000 : 0x10000 },
                       .secondary_size = { .known = known, .value = 0x74000 } },
            .bootloader = demand_of(context, IMAGE_MCUBOOT, config),
        };
        struct verdicts verdicts = { 0 };

        image->header.flags = table[i].flags;
        image->header.load_addr = table[i].address;
        update_verify(context->arena, image, &expectation, &verdicts);
        assert_line(&verdicts, "slot address", table[i].verdict, table[i].said);
        assert_line(&verdicts, "reset vector", table[i].vector, table[i].vector_said);
    }
}

/* Other bootloaders do not look at the address, and images of b0 have none. */
static void test_slot_address_is_for_direct_xip_alone(void **state)
{
    struct context *context = *state;
    const struct image_options options = options_of_version((struct mcuboot_version){ 1, 0, 0, 0 });
    const struct update_expectation expectation = { .bootloader = demand_of(context, IMAGE_MCUBOOT, P256_CONFIG) };
    struct verdicts verdicts = { 0 };

    update_verify(context->arena, image_of(context, &options, P256_KEY), &expectation, &verdicts);
    for (size_t i = 0; i < verdicts.count; i++) {
        assert_string_not_equal(verdicts.items[i].check, "slot address");
    }
}

static void test_load_address_and_ids(void **state)
{
    struct context *context = *state;
    const struct image_options options = options_of_version((struct mcuboot_version){ 1, 0, 0, 0 });
    struct mcuboot_image *image = image_of(context, &options, P256_KEY);
    const struct bootloader_demand demand =
        demand_of(context, IMAGE_MCUBOOT,
                  P256_CONFIG "CONFIG_MCUBOOT_CHECK_HEADER_LOAD_ADDRESS=y\nCONFIG_MCUBOOT_UUID_VID=y\n"
                              "CONFIG_MCUBOOT_UUID_CID=y\n");
    const struct update_slots slots = {
        .primary_address = { .known = true, .value = 0x10000 },
        .primary_size = { .known = true, .value = 0x8000 },
    };
    const struct {
        uint32_t address;
        enum verdict verdict;
    } table[] = { { 0, VERDICT_FAIL },       { 0xffff, VERDICT_FAIL },  { 0x10000, VERDICT_PASS },
                  { 0x17fff, VERDICT_PASS }, { 0x18000, VERDICT_FAIL }, { UINT32_MAX, VERDICT_FAIL } };
    struct verdicts verdicts = { 0 };

    bootloader_verify(context->arena, image, &demand, NULL, &verdicts);
    assert_line(&verdicts, "load address", VERDICT_NOT_CHECKED, "not known");
    assert_line(&verdicts, "vendor id", VERDICT_FAIL, "UUID_VID");
    assert_line(&verdicts, "class id", VERDICT_FAIL, "UUID_CID");
    for (size_t i = 0; i < ARRAY_LENGTH(table); i++) {
        verdicts = (struct verdicts){ 0 };
        image->header.load_addr = table[i].address;
        bootloader_verify(context->arena, image, &demand, &slots, &verdicts);
        assert_line(&verdicts, "load address", table[i].verdict, "CONFIG_MCUBOOT_CHECK_HEADER_LOAD_ADDRESS");
    }
    *ARENA_PUSH(context->arena, image) = (struct mcuboot_tlv_entry){ .type = MCUBOOT_TLV_UUID_VID,
                                                                     .is_protected = true,
                                                                     .data = range_of("0123456789abcdef", 16) };
    verdicts = (struct verdicts){ 0 };
    bootloader_verify(context->arena, image, &demand, &slots, &verdicts);
    assert_line(&verdicts, "vendor id", VERDICT_NOT_CHECKED, "not in its configuration");
}

static void test_keys_a_bootloader_takes(void **state)
{
    static const struct {
        enum image_role role;
        const char *config;
        unsigned taken; /* a bit for each type */
    } table[] = {
        { IMAGE_MCUBOOT, P256_CONFIG, 1u << KEY_ECDSA_P256 },
        { IMAGE_MCUBOOT, "CONFIG_BOOT_SIGNATURE_TYPE_ECDSA_P384=y\n", 1u << KEY_ECDSA_P384 },
        { IMAGE_MCUBOOT, ED_CONFIG, 1u << KEY_ED25519 },
        { IMAGE_MCUBOOT, RSA_CONFIG, 1u << KEY_RSA_2048 },
        { IMAGE_MCUBOOT, RSA_CONFIG "CONFIG_BOOT_SIGNATURE_TYPE_RSA_LEN=3072\n", 1u << KEY_RSA_3072 },
        { IMAGE_MCUBOOT, "CONFIG_BOOT_SIGNATURE_TYPE_NONE=y\n", UINT_MAX },
        { IMAGE_MCUBOOT, "", UINT_MAX },
        { IMAGE_NRF53BOOT, "CONFIG_NRF53BOOT_SIGNATURE_TYPE_RSA=y\n", 1u << KEY_RSA_2048 | 1u << KEY_RSA_3072 },
        { IMAGE_NRF53BOOT, "CONFIG_NRF53BOOT_SIGNATURE_TYPE_ECDSA_P256=y\n", 1u << KEY_ECDSA_P256 },
    };
    struct context *context = *state;

    for (size_t i = 0; i < ARRAY_LENGTH(table); i++) {
        const struct bootloader_demand demand = demand_of(context, table[i].role, table[i].config);

        for (enum key_type type = KEY_ECDSA_P256; type <= KEY_ED25519; type++) {
            assert_int_equal(bootloader_takes_key(&demand, type), (table[i].taken >> type) & 1u);
        }
    }
}

/* Nothing that depends on a bootloader is guessed without one. */
static void test_no_bootloader(void **state)
{
    struct context *context = *state;
    const struct image_options options = options_of_version((struct mcuboot_version){ 1, 0, 0, 0 });
    const struct project nothing = { .kind = PROJECT_BUILD };
    struct bootloader_demand demand;
    struct verdicts verdicts = { 0 };

    bootloader_demand_read(context->arena, &nothing, &demand);
    assert_false(demand.known);
    bootloader_verify(context->arena, image_of(context, &options, NULL), &demand, NULL, &verdicts);
    assert_int_equal(verdicts.count, 3);
    assert_line(&verdicts, "bootloader", VERDICT_NOT_CHECKED, "not known");
    assert_line(&verdicts, "TLV list", VERDICT_PASS, "1 TLVs");
    assert_line(&verdicts, "image flags", VERDICT_PASS, "");
}

/* What a fragment does not say is not off. */
static void test_a_fragment(void **state)
{
    struct context *context = *state;
    struct mcuboot_image *image = encrypted_image(context, "fixtures/keys/test-ecdsa-p256.pub.pem", 16, false);
    struct bootloader_demand demand = demand_of(context, IMAGE_MCUBOOT, P256_CONFIG);
    struct verdicts verdicts = { 0 };

    demand.complete = false;
    image->header.flags |= MCUBOOT_F_COMPRESSED_LZMA2;
    bootloader_verify(context->arena, image, &demand, NULL, &verdicts);
    assert_line(&verdicts, "signature type", VERDICT_PASS, "ECDSA P-256");
    assert_line(&verdicts, "encryption scheme", VERDICT_NOT_CHECKED, "does not say which scheme");
    assert_line(&verdicts, "image flags", VERDICT_PASS, "0x404");
}

static void test_reference_bootloader(void **state)
{
    struct context *context = *state;
    const struct image_options options = options_of_version((struct mcuboot_version){ 1, 0, 0, 0 });
    const struct bootloader_demand demand = demand_of(
        context, IMAGE_NRF53BOOT, "CONFIG_NRF53BOOT_SIGNATURE_TYPE_RSA=y\nCONFIG_NRF53BOOT_IMAGE0_MODE_SWAP_MOVE=y\n");
    struct verdicts verdicts = { 0 };

    assert_true(demand.reference);
    bootloader_verify(context->arena, image_of(context, &options, "fixtures/keys/test-rsa-3072.pem"), &demand, NULL,
                      &verdicts);
    assert_line(&verdicts, "signature type", VERDICT_PASS, "CONFIG_NRF53BOOT_SIGNATURE_TYPE_RSA");
    verdicts = (struct verdicts){ 0 };
    bootloader_verify(context->arena, image_of(context, &options, P256_KEY), &demand, NULL, &verdicts);
    assert_line(&verdicts, "signature type", VERDICT_FAIL, "RSA-2048");
}

static struct tree_number number(uint64_t value)
{
    return (struct tree_number){ .known = true, .value = value, .from = "test" };
}

static struct update_slots slots_of(enum upgrade_mode mode, uint64_t primary, uint64_t secondary)
{
    return (struct update_slots){
        .mode_known = true,
        .mode = mode,
        .primary_size = number(primary),
        .secondary_size = number(secondary),
        .write_size = number(4),
        .sector_size = number(0x1000),
        .secondary_sector = number(0x1000),
        .max_sectors = number(128),
    };
}

static void expect_fit(struct context *context, const struct update_slots *slots, uint64_t limit)
{
    const struct bootloader_demand demand = { 0 };
    struct verdicts verdicts = { 0 };

    slot_fit_verify(context->arena, limit, slots, &demand, false, &verdicts);
    assert_line(&verdicts, "slot fit", VERDICT_PASS, "installs at most");
    verdicts = (struct verdicts){ 0 };
    slot_fit_verify(context->arena, limit + 1, slots, &demand, false, &verdicts);
    assert_line(&verdicts, "slot fit", VERDICT_FAIL, "installs at most");
}

/* The sizes of the swap modes are those that MCUboot was seen to install in such slots. */
static void test_slot_fit(void **state)
{
    struct context *context = *state;
    struct update_slots slots = slots_of(UPGRADE_SWAP_MOVE, 0x20000, 0x20000);
    const struct bootloader_demand mcuboot = { 0 };
    const struct bootloader_demand reference = { .known = true, .reference = true, .network_reserve = 0x1000 };
    struct verdicts verdicts = { 0 };

    expect_fit(context, &slots, 122880);
    slots.encryption_key_size = 32;
    expect_fit(context, &slots, 122880);
    slots.mode = UPGRADE_OVERWRITE_ONLY;
    expect_fit(context, &slots, 0x20000 - 3 * 8 - 16);
    slots.mode = UPGRADE_SWAP_SCRATCH;
    slots.encryption_key_size = 0;
    expect_fit(context, &slots, 129488);
    slots.encryption_key_size = 32;
    expect_fit(context, &slots, 129488 - 64);
    slot_fit_verify(context->arena, 0x1f000, NULL, &mcuboot, false, &verdicts);
    assert_line(&verdicts, "slot fit", VERDICT_NOT_CHECKED, "not known");
    slots = slots_of(UPGRADE_OVERWRITE_ONLY, 0x20000, 0x20000);
    verdicts = (struct verdicts){ 0 };
    slot_fit_verify(context->arena, 130816, &slots, &reference, true, &verdicts);
    assert_line(&verdicts, "slot fit", VERDICT_FAIL, "at most 122880");
}

/* MCUboot copies as many bytes as S0 or S1 has: header and firmware have to be among them, TLVs need not. */
static void test_fit_of_mcuboot_itself(void **state)
{
    static const struct {
        uint32_t firmware;
        size_t file;
        uint64_t slot, way;
        enum verdict verdict;
        const char *said;
    } table[] = {
        { 0xbe00, 0xbe00 + 0x200 + 150, 0xc000, 0xe8000, VERDICT_PASS, "49152 bytes of header and firmware" },
        { 0xbe01, 0xbe01 + 0x200 + 150, 0xc000, 0xe8000, VERDICT_FAIL, "b0 finds no whole firmware" },
        { 0xbe00, 0xc000, 0xc000, 0xc000, VERDICT_PASS, "slot of 0xc000" },
        { 0xbe00, 0xc001, 0xc000, 0xc000, VERDICT_FAIL, "49153 bytes, the slot that takes it has 0xc000" },
        { UINT32_MAX, 0xc000, 0xc000, 0xc000, VERDICT_FAIL, "4294967807 bytes" },
    };
    struct context *context = *state;
    struct verdicts verdicts = { 0 };
    struct mcuboot_image image = { .header = { .hdr_size = 0x200 } };

    for (size_t i = 0; i < ARRAY_LENGTH(table); i++) {
        const struct update_slots slots = slots_of(UPGRADE_SWAP_MOVE, table[i].slot, table[i].way);

        verdicts = (struct verdicts){ 0 };
        image.header.img_size = table[i].firmware;
        image.file_size = table[i].file;
        own_slot_fit_verify(context->arena, &image, &slots, &verdicts);
        assert_line(&verdicts, "slot fit", table[i].verdict, table[i].said);
    }
    verdicts = (struct verdicts){ 0 };
    own_slot_fit_verify(context->arena, &image, NULL, &verdicts);
    assert_line(&verdicts, "slot fit", VERDICT_NOT_CHECKED, "slots of MCUboot are not known");
}

static void test_slots_that_do_not_suit(void **state)
{
    static const struct {
        enum upgrade_mode mode;
        uint64_t primary;
        uint64_t secondary;
        const char *said; /* NULL: they suit */
    } table[] = {
        { UPGRADE_SWAP_MOVE, 0x21000, 0x20000, NULL },
        { UPGRADE_SWAP_MOVE, 0x20000, 0x21000, "slots of 32 and 33 sectors do not suit swap-using-move" },
        { UPGRADE_SWAP_OFFSET, 0x20000, 0x21000, NULL },
        { UPGRADE_SWAP_OFFSET, 0x21000, 0x20000, "do not suit swap-using-offset" },
        { UPGRADE_SWAP_SCRATCH, 0x21000, 0x20000, "do not suit swap-using-scratch" },
        { UPGRADE_SWAP_MOVE, 0x81000, 0x80000, "slot of 129 sectors, the bootloader handles 128" },
        { UPGRADE_OVERWRITE_ONLY, 0x81000, 0x20000, NULL },
    };
    struct context *context = *state;
    const struct bootloader_demand demand = { 0 };

    for (size_t i = 0; i < ARRAY_LENGTH(table); i++) {
        const struct update_slots slots = slots_of(table[i].mode, table[i].primary, table[i].secondary);
        struct verdicts verdicts = { 0 };

        slot_fit_verify(context->arena, 1000, &slots, &demand, false, &verdicts);
        assert_line(&verdicts, "slot fit", table[i].said == NULL ? VERDICT_PASS : VERDICT_FAIL,
                    table[i].said == NULL ? "1000 bytes" : table[i].said);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        WITH_CONTEXT(test_signature_types),
        WITH_CONTEXT(test_hash_algorithms),
        WITH_CONTEXT(test_encryption),
        WITH_CONTEXT(test_encryption_that_cannot_be_opened),
        WITH_CONTEXT(test_unprotected_tlvs),
        WITH_CONTEXT(test_flags),
        WITH_CONTEXT(test_keys_a_bootloader_takes),
        WITH_CONTEXT(test_slot_of_direct_xip),
        WITH_CONTEXT(test_slot_address_is_for_direct_xip_alone),
        WITH_CONTEXT(test_load_address_and_ids),
        WITH_CONTEXT(test_no_bootloader),
        WITH_CONTEXT(test_a_fragment),
        WITH_CONTEXT(test_reference_bootloader),
        WITH_CONTEXT(test_slot_fit),
        WITH_CONTEXT(test_fit_of_mcuboot_itself),
        WITH_CONTEXT(test_slots_that_do_not_suit),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

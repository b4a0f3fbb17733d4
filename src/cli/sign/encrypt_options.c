#include "cli/sign/encrypt_options.h"

#include <string.h>
#include <sodium.h>
#include "image/mcuboot_image.h"
#include "image/sample_keys.h"
#include "crypto/wrapping_key.h"

static const char *const dependent_options[] = { "--encrypt-keylen", "--hmac-sha", "--clear", "--save-enctlv" };

static bool refuse_lonely_options(const struct command_call *call)
{
    for (size_t i = 0; i < ARRAY_LENGTH(dependent_options); i++) {
        if (call_option(call, dependent_options[i]) != NULL) {
            return diagnose(call->diagnostics, DIAGNOSTIC_USAGE, ORIGIN_NONE,
                            "option '%s' is of use with '--encrypt' only: the image would be plain",
                            dependent_options[i]);
        }
    }
    return true;
}

/* One of two numbers of bits, the usual one without the option and with imgtool's "auto". */
static bool read_bits(const struct command_call *call, const char *name, const char *usual, const char *other,
                      bool *is_other)
{
    const char *given = call_option(call, name);

    *is_other = given != NULL && strcmp(given, other) == 0;
    return given == NULL || *is_other || strcmp(given, usual) == 0 || strcmp(given, "auto") == 0 ||
           diagnose(call->diagnostics, DIAGNOSTIC_USAGE, ORIGIN_NONE,
                    "'%s' of option '%s' is not understood: expected %s or %s", given, name, usual, other);
}

static bool read_key(const struct command_call *call, const struct source *source, struct encryption_options *options)
{
    struct public_key *recipient = NULL;

    if (wrapping_key_recognised(source)) {
        return wrapping_key_read(call->arena, source, call->diagnostics, &options->wrapping_key);
    }
    if (!public_key_read(call->arena, source, call->diagnostics, &recipient)) {
        return false;
    }
    options->recipient = recipient;
    return true;
}

static bool load_key(const struct command_call *call, struct encryption_options *options)
{
    const struct source *source;
    bool done;

    if (!key_source_load(call->arena, options->name, call->diagnostics, &source)) {
        return false;
    }
    done = read_key(call, source, options) && encryption_check(options, call->diagnostics);
    /* The arena owns these bytes, only the type says const. */
    sodium_memzero((void *)(uintptr_t)source->data, source->size);
    return done;
}

bool encrypt_options_read(const struct command_call *call, struct encryption_options **result)
{
    const char *path = call_option(call, "--encrypt");
    struct encryption_options *options = arena_alloc(call->arena, sizeof *options);
    bool long_key, long_hash;

    *result = NULL;
    if (path == NULL) {
        return refuse_lonely_options(call);
    }
    if (!read_bits(call, "--encrypt-keylen", "128", "256", &long_key) ||
        !read_bits(call, "--hmac-sha", "256", "512", &long_hash)) {
        return false;
    }
    *options = (struct encryption_options){
        .name = path,
        .key_size = long_key ? 32 : 16,
        .hmac = long_hash ? DIGEST_SHA512 : DIGEST_SHA256,
        .clear = call_flag(call, "--clear"),
        .saves_tlv = call_flag(call, "--save-enctlv"),
        .random = random_system,
    };
    if (!load_key(call, options)) {
        encrypt_options_release(options);
        return false;
    }
    *result = options;
    return true;
}

void encrypt_options_release(struct encryption_options *options)
{
    if (options != NULL) {
        wrapping_key_wipe(&options->wrapping_key);
    }
}

/* The encryption that BOOT_ENCRYPT_IMAGE selects, from the type of the signature (nrfconnect/sdk-mcuboot
 * boot/zephyr/Kconfig, 00d36dd5). NULL: none.
 */
static const char *encryption_of_ncs(const struct public_key *signer, bool pure, enum key_type *type)
{
    switch (signer->type) {
    case KEY_RSA_2048:
    case KEY_RSA_3072:
        *type = KEY_RSA_2048;
        return "RSA-2048";
    case KEY_ECDSA_P256:
        *type = KEY_ECDSA_P256;
        return "ECDSA P-256";
    case KEY_ED25519:
        *type = KEY_X25519;
        return pure ? NULL : "X25519";
    case KEY_ECDSA_P384:
    case KEY_X25519:
        break;
    }
    return NULL;
}

static void note_bootloader(const struct command_call *call, const struct encryption_options *options,
                            const struct public_key *signer, bool pure)
{
    enum key_type type = KEY_X25519;
    const char *expected = signer == NULL ? NULL : encryption_of_ncs(signer, pure, &type);

    if (options->recipient == NULL) {
        diagnose(call->diagnostics, DIAGNOSTIC_NOTE, ORIGIN_NONE,
                 "MCUboot of NCS opens no AES key wrap; the bootloader must be one that was changed for it");
    } else if (expected == NULL) {
        diagnose(call->diagnostics, DIAGNOSTIC_NOTE, ORIGIN_NONE, "MCUboot of NCS decrypts no images that are %s",
                 signer == NULL ? "not signed"
                 : pure         ? "signed with a pure signature"
                                : "signed with such a key");
    } else if (options->recipient->type != type) {
        diagnose(call->diagnostics, DIAGNOSTIC_NOTE, ORIGIN_NONE,
                 "MCUboot of NCS that checks %s signatures decrypts with %s keys only; '%s' is %s",
                 key_type_name(signer->type), expected, options->name, key_type_name(options->recipient->type));
    }
}

static const char *sample_name(const struct encryption_options *options)
{
    uint8_t hash[SHA256_SIZE];

    if (options->recipient != NULL) {
        return sample_key_name(options->recipient);
    }
    sha256(options->wrapping_key, hash);
    return sample_key_by_hash(range_of(hash, sizeof hash));
}

void encrypt_options_note(const struct command_call *call, const struct encryption_options *options,
                          const struct public_key *signer, bool pure)
{
    const char *sample = sample_name(options);

    if (sample != NULL) {
        diagnose(call->diagnostics, DIAGNOSTIC_NOTE, ORIGIN_NONE,
                 "'%s' is MCUboot's sample key '%s': everybody can decrypt this image", options->name, sample);
    }
    if (signer != NULL && options->recipient != NULL &&
        memcmp(signer->hash, options->recipient->hash, sizeof signer->hash) == 0) {
        diagnose(call->diagnostics, DIAGNOSTIC_NOTE, ORIGIN_NONE,
                 "'%s' signs, too: every device would hold the key that signs updates", options->name);
    }
    note_bootloader(call, options, signer, pure);
}

const char *encrypt_options_text(struct arena *arena, const struct encryption_options *options)
{
    if (options == NULL) {
        return "";
    }
    return arena_printf(arena, ", %s (%s, AES-%zu)",
                        options->clear ? "plain, ready for encrypted updates" : "encrypted",
                        mcuboot_tlv_name(encryption_tlv_type(options)), options->key_size * 8);
}

bool decrypt_option_read(const struct command_call *call, const struct passphrase_source *passphrase,
                         struct decryption_key **key)
{
    const char *path = call_option(call, "--encrypt-key");

    *key = NULL;
    return path == NULL || decryption_key_load(call->arena, path, passphrase, call->diagnostics, key);
}

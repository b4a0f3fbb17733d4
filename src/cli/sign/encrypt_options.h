/* The options that say for whom an image is encrypted, and what opens an encrypted one: imgtool's names, and keys of
 * AES key wrap in their place.
 *
 * For every command that makes or verifies images. What is read here lives in the arena; the secret ones are wiped by
 * their release function.
 */
#ifndef CLI_SIGN_ENCRYPT_OPTIONS_H
#define CLI_SIGN_ENCRYPT_OPTIONS_H

#include <stdbool.h>
#include "base/attributes.h"
#include "cli/command.h"
#include "sign/decryption.h"
#include "sign/encryption.h"

/* Entries of a command's option table. */
/* clang-format off */
#define ENCRYPT_OPTIONS \
    { "--encrypt", "-E", "KEY", "encrypt for this public key (RSA-2048, P-256, X25519), or wrapping key in base64", \
      false }, \
    { "--encrypt-keylen", NULL, "BITS", "length of the image key: 128 (default) or 256", false }, \
    { "--hmac-sha", NULL, "BITS", "hash of an X25519 key's HMAC: 256 (default) or 512", false }, \
    { "--clear", "-c", NULL, "leave the firmware plain, ready for encrypted updates: for first programming", false }, \
    { "--save-enctlv", NULL, NULL, "the bootloader keeps encrypted keys in the trailer (BOOT_SWAP_SAVE_ENCTLV)", false }

#define DECRYPT_OPTION \
    { "--encrypt-key", NULL, "PRIV", "the device's private or wrapping key, that opens encrypted images", false }
/* clang-format on */

/* *options is NULL without --encrypt. Usage errors: the other options without it, values out of their range; input errors:
 * a file that is no key, a key that MCUboot does not decrypt with. The random numbers are the system's.
 */
NODISCARD bool encrypt_options_read(const struct command_call *call, struct encryption_options **options);

/* Notes what imgtool keeps to itself: a key that everybody has, a key that signs too, an encryption that the bootloader
 * of NCS does not have beside such a signature. signer NULL: the image is not signed.
 */
void encrypt_options_note(const struct command_call *call, const struct encryption_options *options,
                          const struct public_key *signer, bool pure);

/* For the line about what was made: ", encrypted (ENCX25519, AES-128)"; "" for NULL. */
const char *encrypt_options_text(struct arena *arena, const struct encryption_options *options);

/* Wipes a wrapping key; NULL is allowed. */
void encrypt_options_release(struct encryption_options *options);

/* *key is NULL without --encrypt-key. passphrase: where that of an encrypted key comes from. On success the caller
 * releases it with decryption_key_release().
 */
NODISCARD bool decrypt_option_read(const struct command_call *call, const struct passphrase_source *passphrase,
                                   struct decryption_key **key);

#endif

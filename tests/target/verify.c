/* The target's mbedTLS configuration and its fixed memory, on the host: verifies one signature of a digest.
 *
 * usage: verify TYPE KEY SIGNATURE DIGEST      (TYPE: number of enum boot_key_type; files as the bootloader has them)
 * Verifies twice, so that memory that was not given back would show. Exit status: 0 valid, 1 invalid, 2 usage.
 */
#include <stdio.h>
#include <stdlib.h>
#include "firmware/crypto/crypto.h"

#define FILE_MAX 1024u

struct file {
    uint8_t bytes[FILE_MAX];
    uint32_t size;
};

static bool load(const char *path, struct file *file)
{
    FILE *stream = fopen(path, "rb");

    if (stream == NULL) {
        return false;
    }
    file->size = (uint32_t)fread(file->bytes, 1, sizeof file->bytes, stream);
    return fclose(stream) == 0 && file->size > 0;
}

/* The verification feeds a watchdog; this test has none. */
void hal_watchdog_feed(struct hal *hal)
{
    (void)hal;
}

/* Asked for by functions that this program does not call. */
bool hal_flash_read(struct hal *hal, enum flash_device device, uint32_t offset, void *buffer, uint32_t size)
{
    (void)hal;
    (void)device;
    (void)offset;
    (void)buffer;
    (void)size;
    return false;
}

int main(int count, char **words)
{
    struct file key;
    struct file signature;
    struct file digest;

    if (count != 5 || !load(words[2], &key) || !load(words[3], &signature) || !load(words[4], &digest) ||
        digest.size != CRYPTO_DIGEST_SIZE) {
        return 2;
    }
    struct boot_key boot_key = { .type = (enum boot_key_type)(words[1][0] - '0'),
                                 .der = key.bytes,
                                 .der_size = key.size };
    uint32_t first = crypto_mbedtls_signature_valid(&boot_key, digest.bytes, signature.bytes, signature.size);
    uint32_t second = crypto_mbedtls_signature_valid(&boot_key, digest.bytes, signature.bytes, signature.size);

    return first == CRYPTO_VALID && second == CRYPTO_VALID ? 0 : 1;
}

#include "crypto/key_block.h"

#include <string.h>
#include <mbedtls/pem.h>
#include <mbedtls/platform_util.h>
#include "crypto/mbedtls_compat.h"

#define BEGIN_MARK "-----BEGIN "
#define DASHES     "-----"

static const struct {
    const char *label;
    const char *begin;
    const char *end;
    enum key_content content;
} labels[] = {
#define LABEL(text, content)                                                                                           \
    {                                                                                                                  \
        text, BEGIN_MARK text DASHES, "-----END " text DASHES, content                                                 \
    }
    LABEL("PRIVATE KEY", KEY_CONTENT_PRIVATE),     LABEL("ENCRYPTED PRIVATE KEY", KEY_CONTENT_ENCRYPTED),
    LABEL("RSA PRIVATE KEY", KEY_CONTENT_PRIVATE), LABEL("EC PRIVATE KEY", KEY_CONTENT_PRIVATE),
    LABEL("PUBLIC KEY", KEY_CONTENT_PUBLIC),       LABEL("RSA PUBLIC KEY", KEY_CONTENT_PUBLIC),
#undef LABEL
};

/* What is in a text: the first block of each kind, and how many there are. */
struct blocks {
    const char *public_text, *private_text;
    size_t public_label, private_label; /* index in labels[] */
    unsigned public_count, private_count;
    const char *other; /* behind BEGIN of the first block that is no key, or NULL */
};

static bool fail(struct diagnostics *diagnostics, const struct source *source, const char *reason)
{
    return diagnose(diagnostics, DIAGNOSTIC_INPUT, origin_file(source), "%s", reason);
}

/* Only blanks and a byte order mark may stand before a block in its line. */
static bool begins_line(const char *text, const char *at)
{
    while (at > text && (at[-1] == ' ' || at[-1] == '\t')) {
        at--;
    }
    return at == text || at[-1] == '\n' || at[-1] == '\r' || (at - text == 3 && memcmp(text, "\xef\xbb\xbf", 3) == 0);
}

static bool find_label(const char *at, size_t *index)
{
    for (size_t i = 0; i < ARRAY_LENGTH(labels); i++) {
        if (strncmp(at, labels[i].begin, strlen(labels[i].begin)) == 0) {
            *index = i;
            return true;
        }
    }
    return false;
}

static struct blocks find_blocks(const char *text)
{
    struct blocks blocks = { 0 };

    for (const char *at = strstr(text, BEGIN_MARK); at != NULL; at = strstr(at + 1, BEGIN_MARK)) {
        size_t label;

        if (!begins_line(text, at)) {
            continue;
        }
        if (!find_label(at, &label)) {
            /* `openssl ecparam -genkey` puts the curve's parameters in front of the key. */
            if (blocks.other == NULL && strncmp(at + strlen(BEGIN_MARK), "EC PARAMETERS", 13) != 0) {
                blocks.other = at + strlen(BEGIN_MARK);
            }
        } else if (labels[label].content == KEY_CONTENT_PUBLIC) {
            if (blocks.public_count++ == 0) {
                blocks.public_text = at;
                blocks.public_label = label;
            }
        } else if (blocks.private_count++ == 0) {
            blocks.private_text = at;
            blocks.private_label = label;
        }
    }
    return blocks;
}

static int read_block(struct arena *arena, struct byte_range passphrase, struct key_block *block)
{
    mbedtls_pem_context pem;
    size_t used, label = 0;
    int failure = MBEDTLS_ERR_PEM_NO_HEADER_FOOTER_PRESENT;

    mbedtls_pem_init(&pem);
    if (find_label(block->text, &label)) {
        failure = mbedtls_pem_read_buffer(&pem, labels[label].begin, labels[label].end,
                                          (const unsigned char *)block->text, passphrase.data, passphrase.size, &used);
    }
    if (failure == 0) {
        size_t size = pem.MBEDTLS_PRIVATE(buflen);

        block->der = range_of(arena_strndup(arena, (const char *)pem.MBEDTLS_PRIVATE(buf), size), size);
    }
    mbedtls_pem_free(&pem);
    return failure;
}

static bool take_block(struct arena *arena, const struct source *source, const char *text, size_t label,
                       struct diagnostics *diagnostics, struct key_block *block)
{
    int failure;

    *block = (struct key_block){ .content = labels[label].content, .text = text, .label = labels[label].label };
    failure = read_block(arena, range_of(NULL, 0), block);
    if (failure == MBEDTLS_ERR_PEM_PASSWORD_REQUIRED) {
        block->content = KEY_CONTENT_ENCRYPTED_PEM;
        return true;
    }
    if (failure == MBEDTLS_ERR_PEM_UNKNOWN_ENC_ALG) {
        return fail(diagnostics, source, "private key is encrypted with a cipher that is not known: expected AES-CBC");
    }
    if (failure != 0) {
        return diagnose(diagnostics, DIAGNOSTIC_INPUT, origin_file(source),
                        "key is damaged: the block '%s' is cut off or is no Base64", block->label);
    }
    return true;
}

static bool no_key(const struct source *source, enum key_wanted wanted, const struct blocks *blocks,
                   struct diagnostics *diagnostics)
{
    const char *what = wanted == KEY_WANTED_PRIVATE ? "private key" : "key";

    if (blocks->other != NULL && strcspn(blocks->other, "\r\n") < 80) {
        return diagnose(diagnostics, DIAGNOSTIC_INPUT, origin_file(source),
                        "no %s in a form that is read here: found '%.*s', expected PEM (PKCS#8, PKCS#1, SEC1) or DER",
                        what, (int)strcspn(blocks->other, "-\r\n"), blocks->other);
    }
    return diagnose(diagnostics, DIAGNOSTIC_INPUT, origin_file(source),
                    "no %s that can be read: expected PEM (a line '-----BEGIN %s-----') or DER", what,
                    wanted == KEY_WANTED_PRIVATE ? "PRIVATE KEY" : "PUBLIC KEY");
}

static bool find_in_text(struct arena *arena, const struct source *source, enum key_wanted wanted,
                         struct diagnostics *diagnostics, struct key_block *block)
{
    struct blocks blocks = find_blocks(source->data);

    if (wanted == KEY_WANTED_ANY && blocks.public_count > 0) {
        return blocks.public_count == 1
                   ? take_block(arena, source, blocks.public_text, blocks.public_label, diagnostics, block)
                   : fail(diagnostics, source, "several public keys in one file: expected one");
    }
    if (blocks.private_count > 0) {
        return blocks.private_count == 1
                   ? take_block(arena, source, blocks.private_text, blocks.private_label, diagnostics, block)
                   : fail(diagnostics, source, "several private keys in one file: expected one");
    }
    if (blocks.public_count > 0) {
        return fail(diagnostics, source, "key is only a public key; the private one is needed");
    }
    return no_key(source, wanted, &blocks, diagnostics);
}

bool key_block_find(struct arena *arena, const struct source *source, enum key_wanted wanted,
                    struct diagnostics *diagnostics, struct key_block *block)
{
    struct byte_range bytes = range_of_source(source);

    if (strstr(source->data, BEGIN_MARK) != NULL) {
        if (!find_in_text(arena, source, wanted, diagnostics, block)) {
            return false;
        }
        if (block->content != KEY_CONTENT_ENCRYPTED_PEM && !key_der_content(block->der, &block->content)) {
            key_block_wipe(block);
            return diagnose(diagnostics, DIAGNOSTIC_INPUT, origin_file(source),
                            "key is damaged: what the block '%s' holds is no key of the length it says", block->label);
        }
    } else if (key_der_content(bytes, &block->content)) {
        *block = (struct key_block){ .content = block->content, .der = bytes };
    } else {
        return no_key(source, wanted, &(struct blocks){ 0 }, diagnostics);
    }
    return wanted != KEY_WANTED_PRIVATE || block->content != KEY_CONTENT_PUBLIC ||
           fail(diagnostics, source, "key is only a public key; the private one is needed");
}

/* mbedTLS 2.28 leaves the padding of the cipher behind the DER: as many bytes as there are, each of that value. */
static struct byte_range without_padding(struct byte_range der)
{
    uint8_t count = der.size == 0 ? 0 : der.data[der.size - 1];

    if (count == 0 || count > 16 || count > der.size) {
        return der;
    }
    for (size_t i = 1; i <= count; i++) {
        if (der.data[der.size - i] != count) {
            return der;
        }
    }
    return range_of(der.data, der.size - count);
}

bool key_block_open(struct arena *arena, struct byte_range passphrase, struct key_block *block)
{
    struct byte_range bare;

    /* An empty passphrase would be no passphrase to mbedTLS. */
    if (passphrase.size == 0 || read_block(arena, passphrase, block) != 0) {
        return false;
    }
    if (key_der_content(block->der, &block->content)) {
        return true;
    }
    bare = without_padding(block->der);
    if (!key_der_content(bare, &block->content)) {
        return false;
    }
    block->der = bare;
    return true;
}

void key_block_wipe(struct key_block *block)
{
    /* The arena or the source owns these bytes, only the type says const. */
    if (block->der.size > 0) {
        mbedtls_platform_zeroize((void *)(uintptr_t)block->der.data, block->der.size);
    }
}

#include "sim/machine/crypto_cache.h"

#include <string.h>
#include "firmware/crypto/crypto.h"
#include "sim/machine/machine_private.h"

/* A newer entry takes the place of an older one. */
#define DIGEST_PLACES    4096u
#define SIGNATURE_PLACES 1024u

#define KEY_RANGE     0x5000u
#define KEY_EDGE      0x5001u
#define KEY_SIGNATURE 0x5002u

struct digest_place {
    bool used;
    struct state_hash key;
    uint8_t digest[CRYPTO_DIGEST_SIZE];
};

struct signature_place {
    bool used;
    struct state_hash key;
    uint32_t answer;
};

struct crypto_cache {
    struct digest_place digests[DIGEST_PLACES];
    struct signature_place signatures[SIGNATURE_PLACES];
};

static _Thread_local struct crypto_cache *in_use;

struct crypto_cache *crypto_cache_create(struct arena *arena)
{
    return arena_alloc(arena, sizeof(struct crypto_cache));
}

void crypto_cache_use(struct crypto_cache *cache)
{
    in_use = cache;
}

/* Adds what stands in one page to the key. False: the page may read differently at the next boot. */
static bool add_page(struct machine *machine, struct flash_place place, uint32_t at, uint32_t size, uint32_t position,
                     struct state_hash *key)
{
    const struct flash_page *page = flash_set_page(&machine->flash, place.device, place.page);

    machine_use(machine, place, USE_READ);
    if (page->overlay == NULL ? place.device == FLASH_DEVICE_RAM
                              : page->overlay->defined_words != page->size / page->word_size) {
        return false;
    }
    if (size == page->size) {
        flash_hash_add(key, flash_hash_words(KEY_RANGE, position, page->sum.words[0], page->sum.words[1]));
    } else {
        flash_hash_add(key, flash_hash_bytes(page->bytes + at, size, KEY_EDGE + ((uint64_t)position << 32)));
    }
    return true;
}

static bool key_of_range(struct machine *machine, enum flash_device device, uint32_t offset, uint32_t size,
                         struct state_hash *key)
{
    const struct flash_geometry *geometry = &machine->flash.geometry[device];
    uint32_t position = 0;

    if (offset > geometry->layout.size || size > geometry->layout.size - offset) {
        return false;
    }
    *key = flash_hash_words(KEY_RANGE, geometry->layout.page_size, size, UINT64_MAX);
    while (position < size) {
        struct flash_place place = { device, (offset + position) >> geometry->page_shift };
        uint32_t at = (offset + position) & (geometry->layout.page_size - 1);
        uint32_t room = geometry->layout.page_size - at;
        uint32_t part = size - position < room ? size - position : room;

        if (!add_page(machine, place, at, part, position, key)) {
            return false;
        }
        position += part;
    }
    return true;
}

bool crypto_hash_flash(struct hal *hal, enum flash_device device, uint32_t offset, uint32_t size,
                       uint8_t digest[CRYPTO_DIGEST_SIZE])
{
    struct digest_place *place;
    struct state_hash key;

    if (in_use == NULL || machine_counts_accesses(hal->machine) || !machine_reads(hal, device) ||
        !key_of_range(hal->machine, device, offset, size, &key)) {
        return crypto_mbedtls_hash_flash(hal, device, offset, size, digest);
    }
    place = &in_use->digests[key.words[0] % DIGEST_PLACES];
    if (!place->used || !flash_hash_equal(place->key, key)) {
        if (!crypto_mbedtls_hash_flash(hal, device, offset, size, place->digest)) {
            place->used = false;
            return false;
        }
        place->used = true;
        place->key = key;
    }
    memcpy(digest, place->digest, CRYPTO_DIGEST_SIZE);
    return true;
}

uint32_t crypto_signature_valid(const struct boot_key *key, const uint8_t digest[CRYPTO_DIGEST_SIZE],
                                const uint8_t *signature, uint32_t size)
{
    struct signature_place *place;
    struct state_hash sum;

    if (in_use == NULL) {
        return crypto_mbedtls_signature_valid(key, digest, signature, size);
    }
    sum = flash_hash_bytes(key->der, key->der_size, KEY_SIGNATURE + (uint64_t)key->type);
    sum = flash_hash_words(KEY_SIGNATURE, sum.words[0], sum.words[1], 0);
    flash_hash_add(&sum, flash_hash_bytes(digest, CRYPTO_DIGEST_SIZE, KEY_SIGNATURE + 16));
    flash_hash_add(&sum, flash_hash_bytes(signature, size, KEY_SIGNATURE + 17));
    place = &in_use->signatures[sum.words[0] % SIGNATURE_PLACES];
    if (!place->used || !flash_hash_equal(place->key, sum)) {
        place->answer = crypto_mbedtls_signature_valid(key, digest, signature, size);
        place->used = true;
        place->key = sum;
    }
    return place->answer;
}

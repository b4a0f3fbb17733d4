#include "image/provision.h"

#include <string.h>
#include "crypto/digest.h"
#include "image/intel_hex.h"

#define SLOT_SIZE 2u /* of a counter on the nRF5340 */

/* Both flashes of the nRF5340 lie below; what is erased or is code lies above, as a rule. */
#define SLOT_ADDRESS_LIMIT 0x02000000u

/* Longest page that is searched; the OTP has under 1 kB, a flash page 4 kB. */
#define PAGE_LIMIT 0x4000u

const char *provision_form_name(enum provision_form form)
{
    switch (form) {
    case PROVISION_FORM_OLD:
        return "old";
    case PROVISION_FORM_NEW:
        return "new";
    case PROVISION_FORM_FIRST:
        return "first";
    case PROVISION_FORM_UNKNOWN:
        break;
    }
    return "unknown";
}

void provision_key_hash(const uint8_t point[64], uint8_t hash[PROVISION_KEY_HASH_SIZE])
{
    uint8_t digest[SHA256_SIZE];

    sha256(range_of(point, 64), digest);
    memcpy(hash, digest, PROVISION_KEY_HASH_SIZE);
}

const struct provision_counter *provision_counter_find(const struct provision *provision, uint16_t description)
{
    for (size_t i = 0; i < provision->counter_count; i++) {
        if (provision->counters[i].description == description) {
            return &provision->counters[i];
        }
    }
    return NULL;
}

/* One try to read bytes as provision data. */
struct attempt {
    struct arena *arena;
    struct byte_range bytes;
    size_t at;         /* offset of what is read next */
    size_t understood; /* bytes that made sense: the try with most of them names the fault */
    bool only_first;   /* what no script but that of the first form leaves was seen */
    const char *fault; /* NULL while all is well */
    struct provision *provision;
};

#define FAULT(attempt, ...) ((attempt)->fault = arena_printf((attempt)->arena, __VA_ARGS__), false)

static bool read_header(struct attempt *attempt)
{
    struct provision_header *header = &attempt->provision->header;
    struct byte_range bytes = attempt->bytes;

    if (!range_le32(bytes, attempt->at, &header->s0_address) ||
        !range_le32(bytes, attempt->at + 4, &header->s1_address) ||
        !range_le32(bytes, attempt->at + 8, &header->key_count)) {
        return FAULT(attempt, "%zu bytes are too short for two slot addresses and a number of keys", bytes.size);
    }
    if (header->s0_address % 4 != 0 || header->s0_address >= SLOT_ADDRESS_LIMIT || header->s1_address % 4 != 0 ||
        header->s1_address >= SLOT_ADDRESS_LIMIT) {
        return FAULT(attempt, "0x%08lx and 0x%08lx are no addresses of slots in the nRF5340's flash",
                     (unsigned long)header->s0_address, (unsigned long)header->s1_address);
    }
    attempt->at += sizeof *header;
    attempt->understood = sizeof *header;
    attempt->provision->mcuboot_only = header->s0_address == 0 && header->s1_address == 0 && header->key_count == 0;
    return true;
}

/* The form that a token belongs to, in its place; unknown when it is none. */
static enum provision_form token_form(uint32_t token, size_t index, bool *invalidated)
{
    uint32_t shifted = index < PROVISION_NEW_KEY_LIMIT ? (uint32_t)index << PROVISION_TOKEN_INDEX_SHIFT : 0;

    *invalidated = token == PROVISION_TOKEN_OLD_INVALIDATED || token == (PROVISION_TOKEN_NEW_INVALIDATED | shifted);
    if (token == PROVISION_TOKEN_OLD || token == PROVISION_TOKEN_OLD_INVALIDATED) {
        return PROVISION_FORM_OLD;
    }
    if (index < PROVISION_NEW_KEY_LIMIT && (token == (PROVISION_TOKEN_NEW | shifted) || *invalidated)) {
        return PROVISION_FORM_NEW;
    }
    return PROVISION_FORM_UNKNOWN;
}

static bool read_key(struct attempt *attempt, size_t index)
{
    struct provision *provision = attempt->provision;
    struct provision_key *key = &provision->keys[index];
    enum provision_form form;
    struct byte_range part;

    if (!range_part(attempt->bytes, attempt->at, sizeof(struct provision_key_data), &part)) {
        return FAULT(attempt, "key %zu of %lu is cut short", index, (unsigned long)provision->header.key_count);
    }
    key->token = load_le32(part.data);
    memcpy(key->hash, part.data + offsetof(struct provision_key_data, hash), sizeof key->hash);
    form = token_form(key->token, index, &key->invalidated);
    if (form == PROVISION_FORM_UNKNOWN || (index > 0 && form != provision->form)) {
        return FAULT(attempt,
                     "token 0x%08lx of key %zu is neither of the old form nor the one of this place in the new "
                     "form; b0 stops at it",
                     (unsigned long)key->token, index);
    }
    provision->form = form;
    attempt->at += part.size;
    attempt->understood += part.size;
    return true;
}

static bool read_keys(struct attempt *attempt)
{
    struct provision *provision = attempt->provision;
    size_t count = provision->header.key_count;
    size_t room = (attempt->bytes.size - attempt->at) / sizeof(struct provision_key_data);

    if (count > room) {
        return FAULT(attempt, "%zu keys are announced, the data holds at most %zu", count, room);
    }
    provision->keys = arena_array(attempt->arena, count, sizeof *provision->keys);
    for (size_t i = 0; i < count; i++) {
        if (!read_key(attempt, i)) {
            return false;
        }
    }
    return true;
}

/* b0 takes the highest value in front of the first slot that is erased. */
static void read_slots(struct byte_range slots, struct provision_counter *counter)
{
    for (size_t i = 0; i < counter->slots; i++) {
        uint16_t value = (uint16_t)~load_le16(slots.data + SLOT_SIZE * i);

        if (value == 0) {
            return;
        }
        counter->used++;
        counter->value = value > counter->value ? value : counter->value;
    }
}

static bool read_counter(struct attempt *attempt, struct provision_counter *counter)
{
    struct byte_range slots;

    if (!range_le16(attempt->bytes, attempt->at, &counter->description) ||
        !range_le16(attempt->bytes, attempt->at + 2, &counter->slots)) {
        return FAULT(attempt, "a counter is cut short");
    }
    if (attempt->at + 4 == attempt->bytes.size && attempt->provision->form == PROVISION_FORM_OLD) {
        attempt->only_first = true; /* its slots are there, erased, but not in the file */
        attempt->at += 4;
        return true;
    }
    if (!range_part(attempt->bytes, attempt->at + 4, SLOT_SIZE * (size_t)counter->slots, &slots)) {
        return FAULT(attempt, "counter %u of %u slots is cut short", counter->description, counter->slots);
    }
    read_slots(slots, counter);
    attempt->at += 4 + slots.size;
    return true;
}

static bool read_counters(struct attempt *attempt)
{
    struct provision *provision = attempt->provision;
    uint16_t type = 0, count = 0;

    if (!range_le16(attempt->bytes, attempt->at, &type) || type != PROVISION_TYPE_COUNTERS ||
        !range_le16(attempt->bytes, attempt->at + 2, &count)) {
        return true;
    }
    attempt->only_first = count == 0;
    if (count > (attempt->bytes.size - attempt->at - 4) / 4) {
        return FAULT(attempt, "%u counters are announced, the data is too short for them", count);
    }
    attempt->at += 4;
    provision->counters = arena_array(attempt->arena, count, sizeof *provision->counters);
    for (; provision->counter_count < count; provision->counter_count++) {
        if (!read_counter(attempt, &provision->counters[provision->counter_count])) {
            return false;
        }
    }
    return true;
}

static bool read_variable(struct attempt *attempt)
{
    uint8_t type, length;
    struct byte_range text;

    if (!range_u8(attempt->bytes, attempt->at, &type) || !range_u8(attempt->bytes, attempt->at + 1, &length) ||
        !range_part(attempt->bytes, attempt->at + 2, length, &text)) {
        return FAULT(attempt, "variable data is cut short");
    }
    if (type == PROVISION_VARIABLE_CERTIFICATE) {
        attempt->provision->certificate = text_printable(
            attempt->arena, (struct slice){ (const char *)text.data, text.size }, PROVISION_CERTIFICATE_SIZE_LIMIT);
    }
    attempt->at += 2 + text.size;
    return true;
}

static bool read_variables(struct attempt *attempt)
{
    uint16_t type = 0, count = 0;
    size_t start = attempt->at;

    if (!range_le16(attempt->bytes, start, &type) || type != PROVISION_TYPE_VARIABLE_DATA ||
        !range_le16(attempt->bytes, start + 2, &count)) {
        return true;
    }
    attempt->at += 4;
    for (uint16_t i = 0; i < count; i++) {
        if (!read_variable(attempt)) {
            return false;
        }
    }
    while ((attempt->at - start) % 4 != 0 && attempt->at < attempt->bytes.size &&
           attempt->bytes.data[attempt->at] == 0) {
        attempt->at++;
    }
    return true;
}

/* Behind the data there is nothing, or what was never written. */
static bool read_rest(struct attempt *attempt)
{
    struct byte_range rest;

    if (range_part(attempt->bytes, attempt->at, attempt->bytes.size - attempt->at, &rest) &&
        !bytes_all_erased(rest.data, rest.size)) {
        return FAULT(attempt, "offset 0x%zx is neither a list of counters nor erased", attempt->at);
    }
    return true;
}

static void read_protected(struct attempt *attempt)
{
    struct provision_protected *in_front = &attempt->provision->in_front;
    const uint8_t *data = attempt->bytes.data;

    attempt->provision->has_protected = true;
    in_front->provisioning = load_le16(data);
    in_front->secured = load_le16(data + 2);
    in_front->reserved = load_le16(data + 4);
    in_front->decommissioned = load_le16(data + 6);
    memcpy(in_front->implementation_id, data + offsetof(struct provision_protected, implementation_id),
           sizeof in_front->implementation_id);
    attempt->at = sizeof *in_front;
}

/* protected_in_front: the bytes start with the life cycle, else with the addresses. */
static bool try_to_read(struct attempt *attempt, bool protected_in_front)
{
    attempt->provision = arena_alloc(attempt->arena, sizeof *attempt->provision);
    if (protected_in_front && attempt->bytes.size < sizeof(struct provision_protected)) {
        return FAULT(attempt, "%zu bytes are too short for provision data", attempt->bytes.size);
    }
    if (protected_in_front) {
        read_protected(attempt);
    }
    return read_header(attempt) && read_keys(attempt) && read_counters(attempt) && read_variables(attempt) &&
           read_rest(attempt) &&
           ((attempt->provision->header.key_count > 0 || attempt->provision->counter_count > 0 ||
             attempt->provision->header.s0_address > 0) ||
            FAULT(attempt, "neither keys nor counters"));
}

/* Keeps the try that came furthest in *best. */
static bool read_bytes(struct arena *arena, struct byte_range bytes, struct attempt *best)
{
    for (int protected_in_front = 0; protected_in_front <= 1; protected_in_front++) {
        struct attempt attempt = { .arena = arena, .bytes = bytes };

        if (try_to_read(&attempt, protected_in_front != 0)) {
            attempt.provision->form = attempt.only_first && attempt.provision->form != PROVISION_FORM_NEW
                                          ? PROVISION_FORM_FIRST
                                          : attempt.provision->form;
            *best = attempt;
            return true;
        }
        if (best->fault == NULL || attempt.understood > best->understood) {
            *best = attempt;
        }
    }
    return false;
}

static bool read_hex(struct arena *arena, const struct intel_hex *hex, struct attempt *best)
{
    for (size_t i = 0; i < hex->count; i++) {
        const struct hex_segment *segment = &hex->items[i];
        size_t size = segment->bytes.size < PAGE_LIMIT ? segment->bytes.size : PAGE_LIMIT;

        if (read_bytes(arena, range_of(segment->bytes.data, size), best)) {
            bool nothing = best->provision->has_protected || best->provision->form == PROVISION_FORM_FIRST;
            uint64_t in_front = nothing ? 0 : sizeof(struct provision_protected);

            best->provision->has_address = segment->address >= in_front;
            best->provision->address = best->provision->has_address ? segment->address - in_front : 0;
            return true;
        }
    }
    return false;
}

bool provision_read(struct arena *arena, const struct source *source, struct diagnostics *diagnostics,
                    struct provision **provision)
{
    struct byte_range bytes = range_of_source(source);
    struct attempt best = { .arena = arena };
    struct intel_hex *hex;
    bool good;

    if (intel_hex_recognised(bytes)) {
        if (!intel_hex_read(arena, source, diagnostics, &hex)) {
            return false;
        }
        good = read_hex(arena, hex, &best);
    } else {
        good = bytes.size <= PAGE_LIMIT && read_bytes(arena, bytes, &best);
    }
    if (!good) {
        return diagnose(diagnostics, DIAGNOSTIC_INPUT, origin_file(source), "no provision data: %s",
                        best.fault != NULL ? best.fault : "nothing of the size of a page in it");
    }
    *provision = best.provision;
    return true;
}

#include "sign/provision_writer.h"

#include <string.h>
#include "base/text.h"

/* Life-cycle fields: provisioning, secured, reserved, decommissioned. */
#define LIFE_CYCLE_FIELDS 4u

struct writing {
    const struct provision_options *options;
    struct diagnostics *diagnostics;
    struct text text;
    uint8_t (*hashes)[PROVISION_KEY_HASH_SIZE];
};

#define REFUSE(writing, ...) diagnose((writing)->diagnostics, DIAGNOSTIC_INPUT, ORIGIN_NONE, __VA_ARGS__)

static size_t protected_size(const struct provision_options *options)
{
    return LIFE_CYCLE_FIELDS * (size_t)options->otp_write_width +
           sizeof(((struct provision_protected *)NULL)->implementation_id);
}

static void put_bytes(struct writing *writing, uint8_t byte, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        text_append_bytes(&writing->text, (const char *)&byte, 1);
    }
}

static void put_u16(struct writing *writing, uint16_t value)
{
    uint8_t bytes[2];

    store_le16(bytes, value);
    text_append_bytes(&writing->text, (const char *)bytes, sizeof bytes);
}

static void put_u32(struct writing *writing, uint32_t value)
{
    put_u16(writing, (uint16_t)value);
    put_u16(writing, (uint16_t)(value >> 16));
}

static bool check_key(struct writing *writing, size_t index)
{
    const struct provision_key_file *file = &writing->options->keys[index];
    uint8_t *hash = writing->hashes[index];

    if (file->key->type != KEY_ECDSA_P256) {
        return REFUSE(writing, "'%s' is a key of type %s; b0 of the nRF5340 checks ECDSA P-256 only", file->path,
                      key_type_name(file->key->type));
    }
    provision_key_hash(file->key->point, hash);
    if (!provision_hash_allowed(hash)) {
        return REFUSE(writing,
                      "hash %s of '%s' has an aligned 0xffff, with which b0 refuses every firmware: make another key",
                      text_hex(writing->text.arena, hash, PROVISION_KEY_HASH_SIZE), file->path);
    }
    for (size_t i = 0; i < index; i++) {
        if (memcmp(writing->hashes[i], hash, PROVISION_KEY_HASH_SIZE) == 0) {
            return REFUSE(writing, "'%s' is the same key as '%s'", file->path, writing->options->keys[i].path);
        }
    }
    return true;
}

static bool check_keys(struct writing *writing)
{
    const struct provision_options *options = writing->options;

    if (options->form == PROVISION_FORM_NEW && options->key_count > PROVISION_NEW_KEY_LIMIT) {
        return REFUSE(writing, "%zu public keys; b0 with the new form takes at most %u", options->key_count,
                      PROVISION_NEW_KEY_LIMIT);
    }
    for (size_t i = 0; i < options->key_count; i++) {
        if (!check_key(writing, i)) {
            return false;
        }
    }
    return true;
}

/* With the new form b0 itself was built with the demand that the numbers are even; the SDK's script of the first form
 * rounds them up. */
static bool check_slots(struct writing *writing, const char *name, uint16_t slots)
{
    return writing->options->form == PROVISION_FORM_OLD || slots % 2 == 0 ||
           REFUSE(writing, "%u slots of the counter '%s': the %s form needs an even number", slots, name,
                  provision_form_name(writing->options->form));
}

static bool check_place(struct writing *writing)
{
    const struct provision_options *options = writing->options;
    const char *fault = options->mcuboot_only ? provision_place_fault(writing->text.arena, options->address, 0, 0)
                                              : provision_place_fault(writing->text.arena, options->address,
                                                                      options->s0_address, options->s1_address);

    return fault == NULL || REFUSE(writing, "%s", fault);
}

static bool check_first_form(struct writing *writing)
{
    const struct provision_options *options = writing->options;

    return options->form != PROVISION_FORM_FIRST ||
           (!options->mcuboot_only && options->mcuboot_slots == 0 && options->certificate == NULL) ||
           REFUSE(writing, "the first form has neither counters of MCUboot nor a certificate reference");
}

static void put_keys(struct writing *writing)
{
    const struct provision_options *options = writing->options;

    put_u32(writing, options->s0_address);
    put_u32(writing, options->s1_address);
    put_u32(writing, (uint32_t)options->key_count);
    for (size_t i = 0; i < options->key_count; i++) {
        put_u32(writing, options->form == PROVISION_FORM_NEW
                             ? PROVISION_TOKEN_NEW | (uint32_t)i << PROVISION_TOKEN_INDEX_SHIFT
                             : PROVISION_TOKEN_OLD);
        text_append_bytes(&writing->text, (const char *)writing->hashes[i], PROVISION_KEY_HASH_SIZE);
    }
}

static void put_counter(struct writing *writing, uint16_t description, uint16_t slots)
{
    if (slots > 0) {
        put_u16(writing, description);
        put_u16(writing, slots);
        put_bytes(writing, 0xff, (size_t)slots * writing->options->otp_write_width);
    }
}

/* The first form says how many slots there are and leaves them erased. */
static void put_first_counter(struct writing *writing)
{
    uint16_t slots = writing->options->nsib_slots;

    put_u16(writing, PROVISION_TYPE_COUNTERS);
    put_u16(writing, slots > 0 ? 1 : 0);
    if (slots > 0) {
        put_u16(writing, PROVISION_COUNTER_NSIB);
        put_u16(writing, slots);
    }
}

/* Without NSIB there is no counter of NSIB's. */
static void put_counters(struct writing *writing)
{
    uint16_t nsib_slots = writing->options->mcuboot_only ? 0 : writing->options->nsib_slots;
    uint16_t mcuboot_slots = writing->options->mcuboot_slots;

    if (writing->options->form == PROVISION_FORM_FIRST) {
        put_first_counter(writing);
        return;
    }
    if (nsib_slots == 0 && mcuboot_slots == 0) {
        return;
    }
    put_u16(writing, PROVISION_TYPE_COUNTERS);
    put_u16(writing, (uint16_t)((nsib_slots > 0 ? 1 : 0) + (mcuboot_slots > 0 ? 1 : 0)));
    put_counter(writing, PROVISION_COUNTER_NSIB, nsib_slots);
    put_counter(writing, PROVISION_COUNTER_MCUBOOT, mcuboot_slots);
}

static bool put_certificate(struct writing *writing)
{
    const char *certificate = writing->options->certificate;
    size_t length = certificate == NULL ? 0 : strlen(certificate);

    if (length == 0) {
        return true;
    }
    if (length > PROVISION_CERTIFICATE_SIZE_LIMIT) {
        return REFUSE(writing, "certificate reference '%s' has over %u characters", certificate,
                      PROVISION_CERTIFICATE_SIZE_LIMIT);
    }
    put_u16(writing, PROVISION_TYPE_VARIABLE_DATA);
    put_u16(writing, 1);
    text_append_bytes(&writing->text, (const char[]){ (char)PROVISION_VARIABLE_CERTIFICATE, (char)length }, 2);
    text_append(&writing->text, certificate);
    put_bytes(writing, 0, (4 - (length + 2) % 4) % 4);
    return true;
}

static bool check_size(struct writing *writing, size_t in_front)
{
    const struct provision_options *options = writing->options;
    bool leaves_slots = options->form == PROVISION_FORM_FIRST;
    uint64_t size = in_front + writing->text.length + (leaves_slots ? 2u * (uint64_t)options->nsib_slots : 0);

    if (writing->text.truncated || size > options->max_size) {
        return REFUSE(writing, "provision data of %llu bytes, %zu of them in front, is over the limit of %llu bytes",
                      (unsigned long long)size, in_front, (unsigned long long)options->max_size);
    }
    return options->address <= (uint64_t)UINT32_MAX + 1 - size ||
           REFUSE(writing, "provision data of %llu bytes at 0x%llx does not fit 32-bit addresses",
                  (unsigned long long)size, (unsigned long long)options->address);
}

bool provision_write(struct arena *arena, const struct provision_options *options, struct diagnostics *diagnostics,
                     struct byte_range *data, uint64_t *address)
{
    struct writing writing = { .options = options, .diagnostics = diagnostics };
    bool starts_at_once = options->mcuboot_only || options->form == PROVISION_FORM_FIRST;
    size_t in_front = starts_at_once ? 0 : protected_size(options);

    writing.text = text_create(arena, 1024u * 1024u);
    writing.hashes = arena_array(arena, options->key_count, sizeof *writing.hashes);
    if (!check_first_form(&writing) || !check_keys(&writing) ||
        !check_slots(&writing, "nsib", options->nsib_slots) ||
        !check_slots(&writing, "mcuboot", options->mcuboot_slots)) {
        return false;
    }
    if (options->mcuboot_only) {
        put_bytes(&writing, 0, protected_size(options) + sizeof(struct provision_header));
    } else {
        put_keys(&writing);
    }
    put_counters(&writing);
    if (!put_certificate(&writing) || !check_size(&writing, in_front) || !check_place(&writing)) {
        return false;
    }
    *data = range_of(writing.text.data, writing.text.length);
    *address = options->address + in_front;
    return true;
}

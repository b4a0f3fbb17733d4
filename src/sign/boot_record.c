#include "sign/boot_record.h"

#include <string.h>
#include "base/text.h"

/* Type of 48 bytes, version of 13, signer of 64, name of 6, measurement of 64, and 15 bytes of CBOR around them. */
#define RECORD_LIMIT 256u

enum major_type { CBOR_UNSIGNED, CBOR_NEGATIVE, CBOR_BYTES, CBOR_TEXT, CBOR_ARRAY, CBOR_MAP };

enum software_component { TYPE = 1, MEASUREMENT_VALUE = 2, VERSION = 4, SIGNER_ID = 5, MEASUREMENT_DESCRIPTION = 6 };

bool boot_record_type_valid(const char *software_type)
{
    size_t length = strlen(software_type);
    size_t characters = 0;

    for (size_t at = 0; at < length; characters++) {
        size_t step = utf8_sequence(software_type + at, length - at);

        if (step == 0) {
            return false;
        }
        at += step;
    }
    return characters <= BOOT_RECORD_TYPE_LIMIT;
}

struct cbor {
    uint8_t *bytes;
    size_t size;
};

/* Head of an item: its major type with a number of up to 255. */
static void put_head(struct cbor *cbor, enum major_type type, size_t number)
{
    if (number < 24) {
        cbor->bytes[cbor->size++] = (uint8_t)(type << 5 | number);
    } else {
        cbor->bytes[cbor->size++] = (uint8_t)(type << 5 | 24);
        cbor->bytes[cbor->size++] = (uint8_t)number;
    }
}

static void put_string(struct cbor *cbor, enum software_component key, enum major_type type, struct byte_range string)
{
    put_head(cbor, CBOR_UNSIGNED, key);
    put_head(cbor, type, string.size);
    memcpy(cbor->bytes + cbor->size, string.data, string.size);
    cbor->size += string.size;
}

static void put_text(struct cbor *cbor, enum software_component key, const char *text)
{
    put_string(cbor, key, CBOR_TEXT, range_of(text, strlen(text)));
}

struct byte_range boot_record_write(struct arena *arena, const struct boot_record *record)
{
    static const uint8_t unknown[DIGEST_LIMIT] = { 0 };
    struct cbor cbor = { arena_alloc(arena, RECORD_LIMIT), 0 };

    put_head(&cbor, CBOR_MAP, 5);
    put_text(&cbor, TYPE, record->software_type);
    put_text(&cbor, VERSION,
             arena_printf(arena, "%u.%u.%u", record->version.major, record->version.minor, record->version.revision));
    put_string(&cbor, SIGNER_ID, CBOR_BYTES, record->signer);
    put_text(&cbor, MEASUREMENT_DESCRIPTION, digest_name(record->algorithm));
    put_string(&cbor, MEASUREMENT_VALUE, CBOR_BYTES, range_of(unknown, digest_size(record->algorithm)));
    return range_of(cbor.bytes, cbor.size);
}

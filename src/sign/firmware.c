#include "sign/firmware.h"

#include <string.h>
#include "base/file.h"
#include "base/text.h"
#include "image/intel_hex.h"

#define RECORD_BYTES   16u
#define HEX_TEXT_LIMIT (256u * 1024u * 1024u)

bool is_hex_name(const char *path)
{
    size_t length = strlen(path);
    const char *end;

    if (length < 4) {
        return false;
    }
    end = path + length - 4;
    return end[0] == '.' && (end[1] == 'h' || end[1] == 'H') && (end[2] == 'e' || end[2] == 'E') &&
           (end[3] == 'x' || end[3] == 'X');
}

bool firmware_load(struct arena *arena, const char *path, bool allow_empty, struct diagnostics *diagnostics,
                   struct firmware *firmware)
{
    struct intel_hex *hex;

    *firmware = (struct firmware){ .has_address = is_hex_name(path) };
    if (!source_load(arena, path, path, SOURCE_BINARY_LIMIT, diagnostics, &firmware->source)) {
        return false;
    }
    if (firmware->source->size == 0 && (firmware->has_address || !allow_empty)) {
        return diagnose(diagnostics, DIAGNOSTIC_INPUT, origin_file(firmware->source), "file is empty");
    }
    if (!firmware->has_address) {
        firmware->bytes = range_of_source(firmware->source);
        return true;
    }
    return intel_hex_read(arena, firmware->source, diagnostics, &hex) &&
           intel_hex_flatten(arena, hex, 0xff, diagnostics, &firmware->bytes, &firmware->address);
}

static void put_record(struct text *text, uint8_t type, uint16_t offset, const uint8_t *data, size_t size)
{
    uint8_t sum = (uint8_t)(size + (offset >> 8) + (offset & 0xff) + type);

    text_printf(text, ":%02X%04X%02X", (unsigned)size, offset, type);
    for (size_t i = 0; i < size; i++) {
        sum = (uint8_t)(sum + data[i]);
        text_printf(text, "%02X", data[i]);
    }
    text_printf(text, "%02X\n", (uint8_t)(0u - sum));
}

static void put_linear_address(struct text *text, uint64_t address)
{
    const uint8_t high[2] = { (uint8_t)(address >> 24), (uint8_t)(address >> 16) };

    put_record(text, 4, 0, high, sizeof high);
}

/* Bytes of the next record: full, but never over a 64 KiB boundary. */
static size_t record_size(uint64_t address, size_t left)
{
    size_t to_boundary = 0x10000u - (size_t)(address & 0xffff);
    size_t size = left < RECORD_BYTES ? left : RECORD_BYTES;

    return size < to_boundary ? size : to_boundary;
}

bool hex_write(struct arena *arena, uint64_t address, struct byte_range bytes, struct byte_range *result)
{
    struct text text = text_create(arena, HEX_TEXT_LIMIT);
    uint64_t end = address + bytes.size;
    bool wide = bytes.size > 0 && end - 1 > 0xffff;

    if (address > UINT32_MAX || bytes.size > (uint64_t)UINT32_MAX + 1 - address) {
        return false;
    }
    if (wide) {
        put_linear_address(&text, address);
    }
    for (size_t done = 0; done < bytes.size;) {
        uint64_t at = address + done;
        size_t size = record_size(at, bytes.size - done);

        if (wide && done > 0 && (at & 0xffff) == 0) {
            put_linear_address(&text, at);
        }
        put_record(&text, 0, (uint16_t)at, bytes.data + done, size);
        done += size;
    }
    text_append(&text, ":00000001FF\n");
    *result = range_of(text.data, text.length);
    return !text.truncated;
}

#include "sign/firmware.h"

#include <string.h>
#include "base/file.h"
#include "base/text.h"
#include "crypto/key_block.h"
#include "image/intel_hex.h"

/* From here on a gap is no padding between sections, but something that is missing: a sector of the flash. */
#define GAP_WORTH_A_NOTE 4096u

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

static void note_gap(const struct source *source, const struct intel_hex *hex, struct diagnostics *diagnostics)
{
    uint64_t address, size;

    if (intel_hex_largest_gap(hex, &address, &size) && size >= GAP_WORTH_A_NOTE) {
        diagnose(diagnostics, DIAGNOSTIC_NOTE, origin_file(source),
                 "nothing is at 0x%llx to 0x%llx; the image has 0xff there, as imgtool fills it",
                 (unsigned long long)address, (unsigned long long)(address + size));
    }
}

static bool is_text(struct slice text)
{
    for (size_t i = 0; i < text.length; i++) {
        unsigned char c = (unsigned char)text.data[i];

        if (c < ' ' && (c == '\0' || strchr("\t\r\n", c) == NULL)) {
            return false;
        }
    }
    return true;
}

static bool has_word(struct slice text, const char *word)
{
    size_t length = strlen(word);

    for (size_t at = 0; length <= text.length - at; at++) {
        if (memcmp(text.data + at, word, length) == 0) {
            return true;
        }
    }
    return false;
}

/* A file that is one. A firmware may well hold a key of its own, between other bytes. */
static bool is_private_key(const struct source *source)
{
    const struct slice text = { source->data, source->size };
    enum key_content content;

    if (key_der_content(range_of_source(source), &content)) {
        return content != KEY_CONTENT_PUBLIC;
    }
    return is_text(text) && has_word(text, "-----BEGIN ") && has_word(text, "PRIVATE KEY-----");
}

bool firmware_load(struct arena *arena, const char *path, struct diagnostics *diagnostics, struct firmware *firmware)
{
    struct intel_hex *hex;

    *firmware = (struct firmware){ .has_address = is_hex_name(path) };
    if (!source_load(arena, path, path, SOURCE_BINARY_LIMIT, diagnostics, &firmware->source)) {
        return false;
    }
    if (firmware->source->size == 0) {
        return diagnose(diagnostics, DIAGNOSTIC_INPUT, origin_file(firmware->source), "file is empty");
    }
    if (is_private_key(firmware->source)) {
        return diagnose(diagnostics, DIAGNOSTIC_INPUT, origin_file(firmware->source),
                        "file is a private key, where a firmware was expected: it would go out with the image");
    }
    if (!firmware->has_address) {
        firmware->bytes = range_of_source(firmware->source);
        return true;
    }
    if (!intel_hex_read(arena, firmware->source, diagnostics, &hex) ||
        !intel_hex_flatten(arena, hex, 0xff, diagnostics, &firmware->bytes, &firmware->address)) {
        return false;
    }
    note_gap(firmware->source, hex, diagnostics);
    return true;
}

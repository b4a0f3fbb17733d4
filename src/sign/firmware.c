#include "sign/firmware.h"

#include <string.h>
#include "base/file.h"
#include "base/text.h"
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
    if (!intel_hex_read(arena, firmware->source, diagnostics, &hex) ||
        !intel_hex_flatten(arena, hex, 0xff, diagnostics, &firmware->bytes, &firmware->address)) {
        return false;
    }
    note_gap(firmware->source, hex, diagnostics);
    return true;
}

#include "image/dfu_zip.h"

#include <string.h>
#include <zip.h>
#include "base/text.h"
#include "image/zip_layout.h"

/* "PK", 3, 4: the header of the first entry. */
#define LOCAL_HEADER_MAGIC 0x04034b50u

struct reader {
    struct arena *arena;
    struct diagnostics *diagnostics;
    struct dfu_zip *result;
    zip_t *archive;
    uint64_t bytes; /* taken so far */
};

bool dfu_zip_recognised(struct byte_range bytes)
{
    uint32_t magic = 0;

    return range_le32(bytes, 0, &magic) && magic == LOCAL_HEADER_MAGIC;
}

static bool bad_entry(const struct reader *reader, const char *name, const char *reason)
{
    /* The name is foreign text: it must not reach a terminal as it is. */
    return diagnose(reader->diagnostics, DIAGNOSTIC_INPUT, origin_file(reader->result->source), "entry '%s' %s",
                    text_printable(reader->arena, slice_of(name), 80), reason);
}

/* size bytes as the directory promises; libzip checks the CRC at the end of the entry. */
static bool read_bytes(const struct reader *reader, const char *name, zip_uint64_t index, char *bytes, size_t size)
{
    zip_file_t *file = zip_fopen_index(reader->archive, index, 0);
    zip_int64_t taken;
    bool whole;
    char more;

    if (file == NULL) {
        return bad_entry(reader, name, zip_strerror(reader->archive));
    }
    taken = zip_fread(file, bytes, size);
    whole = taken >= 0 && (uint64_t)taken == size && zip_fread(file, &more, 1) == 0;
    if (zip_fclose(file) != 0 || !whole) {
        return bad_entry(reader, name, "is damaged");
    }
    return true;
}

static bool read_entry(struct reader *reader, zip_uint64_t index)
{
    const zip_uint64_t wanted = ZIP_STAT_NAME | ZIP_STAT_SIZE | ZIP_STAT_COMP_METHOD;
    struct dfu_zip_entry *entry;
    const char *label;
    zip_stat_t stat;
    char *bytes;

    /* zip_layout_check() has seen that the name is UTF-8; libzip would guess at older encodings. */
    if (zip_stat_index(reader->archive, index, ZIP_FL_ENC_RAW, &stat) != 0 || (stat.valid & wanted) != wanted) {
        return bad_entry(reader, "?", "has no readable directory entry");
    }
    if (stat.size > DFU_ZIP_BYTES_LIMIT - reader->bytes) {
        return bad_entry(reader, stat.name, "makes the package larger than any nRF5340 update can be");
    }
    reader->bytes += stat.size;
    bytes = arena_alloc(reader->arena, (size_t)stat.size);
    if (!read_bytes(reader, stat.name, index, bytes, (size_t)stat.size)) {
        return false;
    }
    entry = ARENA_PUSH(reader->arena, reader->result);
    entry->name = arena_strdup(reader->arena, stat.name);
    entry->stored = stat.comp_method == ZIP_CM_STORE;
    label = arena_printf(reader->arena, "%s:%s", reader->result->source->name, stat.name);
    entry->source = source_from_bytes(reader->arena, label, bytes, (size_t)stat.size);
    return true;
}

static bool read_entries(struct reader *reader)
{
    zip_int64_t count = zip_get_num_entries(reader->archive, 0);

    for (zip_int64_t i = 0; i < count; i++) {
        if (!read_entry(reader, (zip_uint64_t)i)) {
            return false;
        }
    }
    return true;
}

bool dfu_zip_read(struct arena *arena, const struct source *source, struct diagnostics *diagnostics,
                  struct dfu_zip **zip)
{
    struct reader reader = { .arena = arena, .diagnostics = diagnostics };
    zip_source_t *bytes;
    zip_error_t error;
    bool done;

    reader.result = arena_alloc(arena, sizeof *reader.result);
    reader.result->source = source;
    /* libzip takes an empty file for an empty archive. */
    if (!dfu_zip_recognised(range_of_source(source))) {
        return diagnose(diagnostics, DIAGNOSTIC_INPUT, origin_file(source),
                        "no zip archive: it does not start with one");
    }
    if (!zip_layout_check(arena, source, DFU_ZIP_ENTRY_LIMIT, diagnostics)) {
        return false;
    }
    zip_error_init(&error);
    bytes = zip_source_buffer_create(source->data, source->size, 0, &error);
    reader.archive = bytes == NULL ? NULL : zip_open_from_source(bytes, ZIP_RDONLY | ZIP_CHECKCONS, &error);
    if (reader.archive == NULL) {
        if (bytes != NULL) {
            zip_source_free(bytes);
        }
        diagnose(diagnostics, DIAGNOSTIC_INPUT, origin_file(source), "no zip archive that can be read: %s",
                 zip_error_strerror(&error));
        zip_error_fini(&error);
        return false;
    }
    zip_error_fini(&error);
    done = read_entries(&reader);
    zip_discard(reader.archive);
    *zip = reader.result;
    return done;
}

const struct dfu_zip_entry *dfu_zip_find(const struct dfu_zip *zip, const char *name)
{
    for (size_t i = 0; i < zip->count; i++) {
        if (strcmp(zip->items[i].name, name) == 0) {
            return &zip->items[i];
        }
    }
    return NULL;
}

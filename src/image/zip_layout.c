#include "image/zip_layout.h"

#include <string.h>
#include "base/text.h"
#include "base/byte_range.h"

#define LOCAL_MAGIC      0x04034b50u
#define CENTRAL_MAGIC    0x02014b50u
#define END_MAGIC        0x06054b50u
#define DESCRIPTOR_MAGIC 0x08074b50u

#define LOCAL_SIZE   30u
#define CENTRAL_SIZE 46u
#define END_SIZE     22u

#define FLAG_ENCRYPTED       0x0001u
#define FLAG_DATA_DESCRIPTOR 0x0008u
#define METHOD_STORED        0u
#define METHOD_DEFLATED      8u

/* What an entry's own header and the directory both say; they stand in both in the same order. */
struct entry_facts {
    uint16_t flags;
    uint16_t method;
    uint32_t crc;
    uint32_t packed_size;
    uint32_t size;
    uint16_t name_length;
    uint16_t extra_length;
};

struct walk {
    struct arena *arena;
    const struct source *source;
    struct diagnostics *diagnostics;
    struct byte_range bytes;
    size_t directory; /* offset of the next directory entry */
    size_t content;   /* offset up to which everything belongs to an entry */
    struct byte_range *names;
};

static bool bad(const struct walk *walk, const char *reason)
{
    return diagnose(walk->diagnostics, DIAGNOSTIC_INPUT, origin_file(walk->source), "%s", reason);
}

static bool bad_entry(const struct walk *walk, struct byte_range name, const char *reason)
{
    const struct slice text = { (const char *)name.data, name.size };

    return diagnose(walk->diagnostics, DIAGNOSTIC_INPUT, origin_file(walk->source), "entry '%s' %s",
                    text_printable(walk->arena, text, 80), reason);
}

/* From the flags on: the two kinds of headers agree from there to the length of the extra field, times left out. */
static bool load_facts(struct byte_range bytes, size_t offset, struct entry_facts *facts)
{
    return range_le16(bytes, offset, &facts->flags) && range_le16(bytes, offset + 2, &facts->method) &&
           range_le32(bytes, offset + 8, &facts->crc) && range_le32(bytes, offset + 12, &facts->packed_size) &&
           range_le32(bytes, offset + 16, &facts->size) && range_le16(bytes, offset + 20, &facts->name_length) &&
           range_le16(bytes, offset + 22, &facts->extra_length);
}

static bool is_utf8(struct byte_range name)
{
    size_t length;

    for (size_t at = 0; at < name.size; at += length) {
        length = utf8_sequence((const char *)name.data + at, name.size - at);
        if (length == 0) {
            return false;
        }
    }
    return true;
}

static bool check_name(const struct walk *walk, struct byte_range name, size_t index)
{
    if (name.size == 0 || memchr(name.data, '\0', name.size) != NULL) {
        return bad_entry(walk, name, name.size == 0 ? "has no name" : "has a zero byte in its name");
    }
    if (!is_utf8(name)) {
        return bad_entry(walk, name, "has a name that is no UTF-8");
    }
    for (size_t i = 0; i < index; i++) {
        if (walk->names[i].size == name.size && memcmp(walk->names[i].data, name.data, name.size) == 0) {
            return bad(walk, "no zip archive that can be read: two entries have the same name");
        }
    }
    return true;
}

static bool check_kind(const struct walk *walk, struct byte_range name, const struct entry_facts *facts)
{
    if ((facts->flags & FLAG_ENCRYPTED) != 0) {
        return bad_entry(walk, name, "is encrypted");
    }
    if (facts->method != METHOD_STORED && facts->method != METHOD_DEFLATED) {
        return bad_entry(walk, name, "is neither stored nor deflated, which clients cannot read");
    }
    if (facts->method == METHOD_STORED && (facts->flags & FLAG_DATA_DESCRIPTOR) != 0) {
        return bad_entry(walk, name, "is stored with its size behind it, which Android clients cannot read");
    }
    return facts->packed_size != UINT32_MAX && facts->size != UINT32_MAX
               ? true
               : bad(walk, "archive is zip64, which is made for files over 4 GiB; no update is one");
}

/* Bytes of the data descriptor behind an entry: sizes and sum where they were not known in front, with or without a
 * magic of its own. */
static size_t descriptor_size(const struct walk *walk, size_t offset, const struct entry_facts *facts)
{
    uint32_t magic = 0;

    if ((facts->flags & FLAG_DATA_DESCRIPTOR) == 0) {
        return 0;
    }
    return range_le32(walk->bytes, offset, &magic) && magic == DESCRIPTOR_MAGIC ? 16 : 12;
}

static bool same_facts(const struct entry_facts *local, const struct entry_facts *central)
{
    bool later = (central->flags & FLAG_DATA_DESCRIPTOR) != 0;

    return local->flags == central->flags && local->method == central->method &&
           local->name_length == central->name_length &&
           (later ||
            (local->crc == central->crc && local->packed_size == central->packed_size && local->size == central->size));
}

/* The entry's own header and content; the entry must start where the one before it ended. */
static bool check_content(struct walk *walk, uint32_t offset, struct byte_range name, const struct entry_facts *central)
{
    struct entry_facts local;
    struct byte_range local_name;
    uint32_t magic = 0;
    size_t start;

    if (offset != walk->content) {
        return bad_entry(walk, name,
                         "does not lie behind the one before it; clients that read an archive from its start "
                         "find something else");
    }
    if (!range_le32(walk->bytes, offset, &magic) || magic != LOCAL_MAGIC ||
        !load_facts(walk->bytes, (size_t)offset + 6, &local) ||
        !range_part(walk->bytes, (size_t)offset + LOCAL_SIZE, local.name_length, &local_name)) {
        return bad_entry(walk, name, "is not where the directory says");
    }
    if (!same_facts(&local, central) || memcmp(local_name.data, name.data, name.size) != 0) {
        return bad_entry(walk, name, "has a header that says something else than the directory");
    }
    start = (size_t)offset + LOCAL_SIZE + local.name_length + local.extra_length;
    if (!range_holds(walk->bytes, start, central->packed_size)) {
        return bad_entry(walk, name, "is cut short");
    }
    start += central->packed_size;
    walk->content = start + descriptor_size(walk, start, central);
    return true;
}

static bool check_entry(struct walk *walk, size_t index)
{
    struct entry_facts facts;
    struct byte_range *name = &walk->names[index];
    uint32_t magic = 0, offset;
    uint16_t comment;

    if (!range_le32(walk->bytes, walk->directory, &magic) || magic != CENTRAL_MAGIC ||
        !load_facts(walk->bytes, walk->directory + 8, &facts) ||
        !range_le16(walk->bytes, walk->directory + 32, &comment) ||
        !range_le32(walk->bytes, walk->directory + 42, &offset) ||
        !range_part(walk->bytes, walk->directory + CENTRAL_SIZE, facts.name_length, name)) {
        return bad(walk, "no zip archive that can be read: its directory is damaged");
    }
    walk->directory += CENTRAL_SIZE + (size_t)facts.name_length + facts.extra_length + comment;
    return check_name(walk, *name, index) && check_kind(walk, *name, &facts) &&
           check_content(walk, offset, *name, &facts);
}

struct end_record {
    size_t offset;
    uint16_t entries;
    uint32_t directory_size;
    uint32_t directory;
};

/* The last one in the file whose comment ends where the file ends. */
static bool find_end(struct byte_range bytes, struct end_record *end)
{
    for (size_t back = END_SIZE; back <= bytes.size && back <= END_SIZE + UINT16_MAX; back++) {
        size_t at = bytes.size - back;
        uint32_t magic;
        uint16_t comment;

        if (range_le32(bytes, at, &magic) && magic == END_MAGIC && range_le16(bytes, at + 20, &comment) &&
            comment == back - END_SIZE) {
            end->offset = at;
            return range_le16(bytes, at + 10, &end->entries) && range_le32(bytes, at + 12, &end->directory_size) &&
                   range_le32(bytes, at + 16, &end->directory);
        }
    }
    return false;
}

static bool check_end(const struct walk *walk, const struct end_record *end, size_t most)
{
    uint16_t disk = 0, start_disk = 0, here = 0;

    if (end->entries == UINT16_MAX || end->directory == UINT32_MAX || end->directory_size == UINT32_MAX) {
        return bad(walk, "archive is zip64, which is made for files over 4 GiB; no update is one");
    }
    if (!range_le16(walk->bytes, end->offset + 4, &disk) || !range_le16(walk->bytes, end->offset + 6, &start_disk) ||
        !range_le16(walk->bytes, end->offset + 8, &here) || disk != 0 || start_disk != 0 || here != end->entries) {
        return bad(walk, "archive has several volumes");
    }
    if (end->entries > most) {
        return diagnose(walk->diagnostics, DIAGNOSTIC_INPUT, origin_file(walk->source),
                        "package has %u entries, the most that is read is %zu", end->entries, most);
    }
    return true;
}

bool zip_layout_check(struct arena *arena, const struct source *source, size_t most, struct diagnostics *diagnostics)
{
    struct walk walk = {
        .arena = arena, .source = source, .diagnostics = diagnostics, .bytes = range_of_source(source)
    };
    struct end_record end;

    if (!find_end(walk.bytes, &end)) {
        return bad(&walk, "no zip archive that can be read: it has no directory at its end, or something behind it");
    }
    if (!check_end(&walk, &end, most)) {
        return false;
    }
    if (end.directory > end.offset || end.directory_size != end.offset - (size_t)end.directory) {
        return bad(&walk, "archive is cut, or holds bytes that belong to no entry");
    }
    walk.directory = end.directory;
    walk.names = arena_array(arena, (size_t)end.entries + 1, sizeof *walk.names);
    for (size_t i = 0; i < end.entries; i++) {
        if (!check_entry(&walk, i)) {
            return false;
        }
    }
    if (walk.content != end.directory || walk.directory != end.offset) {
        return bad(&walk, "archive holds bytes that belong to no entry");
    }
    return true;
}

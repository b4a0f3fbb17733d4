#include "pack/write/zip_writer.h"

#include <string.h>
#include <zip.h>

#define PLAIN_FILE_ATTRIBUTES ((uint32_t)0100644 << 16)

/* Offsets in the records of a zip archive (PKWARE APPNOTE 6.3). */
#define LOCAL_HEADER_TIME           10u
#define CENTRAL_HEADER_TIME         12u
#define CENTRAL_HEADER_NAME_LENGTH  28u
#define CENTRAL_HEADER_LOCAL_OFFSET 42u
#define CENTRAL_HEADER_SIZE         46u
#define END_RECORD_COUNT            10u
#define END_RECORD_CENTRAL_OFFSET   16u
#define END_RECORD_SIZE             22u

struct dos_time {
    uint16_t time;
    uint16_t date;
};

/* Civil date of a day count from 1970-01-01, for years 1970 to 2107. */
static struct dos_time to_dos_time(int64_t seconds)
{
    static const int64_t first = 315532800; /* 1980-01-01 00:00:00 */
    static const int64_t last = 4354819198; /* 2107-12-31 23:59:58 */
    static const unsigned month_days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
    int64_t clamped = seconds < first ? first : (seconds > last ? last : seconds);
    unsigned days = (unsigned)((clamped - first) / 86400);
    unsigned rest = (unsigned)((clamped - first) % 86400);
    unsigned year = 0, month = 0;

    for (;;) {
        /* 2100 is no leap year, every other fourth year from 1980 on is. */
        bool leap = year % 4 == 0 && year != 120;
        unsigned length = month_days[month] + (month == 1 && leap ? 1 : 0);

        if (days < length) {
            break;
        }
        days -= length;
        month++;
        year += month / 12;
        month %= 12;
    }
    return (struct dos_time){ (uint16_t)((rest / 3600) << 11 | (rest / 60 % 60) << 5 | rest % 60 / 2),
                              (uint16_t)(year << 9 | (month + 1) << 5 | (days + 1)) };
}

static bool zip_failed(struct diagnostics *diagnostics, const char *reason)
{
    return diagnose(diagnostics, DIAGNOSTIC_OUTPUT, ORIGIN_NONE, "cannot make the zip archive: %s", reason);
}

static bool add_entry(zip_t *archive, const struct zip_input *input)
{
    zip_source_t *source = zip_source_buffer(archive, input->bytes.data, input->bytes.size, 0);
    zip_int64_t index;

    if (source == NULL) {
        return false;
    }
    index = zip_file_add(archive, input->name, source, ZIP_FL_ENC_UTF_8);
    if (index < 0) {
        zip_source_free(source);
        return false;
    }
    return zip_set_file_compression(archive, (zip_uint64_t)index, ZIP_CM_STORE, 0) == 0 &&
           zip_file_set_external_attributes(archive, (zip_uint64_t)index, 0, ZIP_OPSYS_UNIX, PLAIN_FILE_ATTRIBUTES) ==
               0;
}

static bool take_bytes(struct arena *arena, zip_source_t *output, uint8_t **bytes, size_t *size)
{
    zip_stat_t stat;
    zip_int64_t taken;

    if (zip_source_stat(output, &stat) != 0 || zip_source_open(output) != 0) {
        return false;
    }
    *size = (size_t)stat.size;
    *bytes = arena_alloc(arena, *size);
    taken = zip_source_read(output, *bytes, *size);
    zip_source_close(output);
    return taken >= 0 && (size_t)taken == *size;
}

/* With name, extra field and comment, whose lengths stand one behind the other. */
static size_t central_header_size(const uint8_t *header)
{
    const uint8_t *lengths = header + CENTRAL_HEADER_NAME_LENGTH;

    return CENTRAL_HEADER_SIZE + (size_t)load_le16(lengths) + load_le16(lengths + 2) + load_le16(lengths + 4);
}

/* libzip turns times back and forth through the local time zone, which moves those that fall into the hour
 * that daylight saving leaves out. So the final word is written here.
 */
static bool set_times(uint8_t *bytes, size_t size, struct dos_time time)
{
    size_t central, count;

    if (size < END_RECORD_SIZE) {
        return false;
    }
    central = load_le32(bytes + size - END_RECORD_SIZE + END_RECORD_CENTRAL_OFFSET);
    count = load_le16(bytes + size - END_RECORD_SIZE + END_RECORD_COUNT);
    for (size_t i = 0; i < count; i++) {
        size_t local;

        if (!range_holds(range_of(bytes, size), central, CENTRAL_HEADER_SIZE)) {
            return false;
        }
        local = load_le32(bytes + central + CENTRAL_HEADER_LOCAL_OFFSET);
        if (!range_holds(range_of(bytes, size), local, LOCAL_HEADER_TIME + 4)) {
            return false;
        }
        store_le16(bytes + local + LOCAL_HEADER_TIME, time.time);
        store_le16(bytes + local + LOCAL_HEADER_TIME + 2, time.date);
        store_le16(bytes + central + CENTRAL_HEADER_TIME, time.time);
        store_le16(bytes + central + CENTRAL_HEADER_TIME + 2, time.date);
        central += central_header_size(bytes + central);
    }
    return true;
}

static bool fill(zip_t *archive, const struct zip_input *inputs, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (!add_entry(archive, &inputs[i])) {
            return false;
        }
    }
    return true;
}

bool zip_write(struct arena *arena, const struct zip_input *inputs, size_t count, int64_t seconds,
               struct diagnostics *diagnostics, struct byte_range *zip)
{
    zip_source_t *output = zip_source_buffer_create(NULL, 0, 0, NULL);
    zip_t *archive;
    uint8_t *bytes = NULL;
    size_t size = 0;
    bool done;

    if (output == NULL) {
        return zip_failed(diagnostics, "no memory");
    }
    zip_source_keep(output);
    archive = zip_open_from_source(output, ZIP_TRUNCATE, NULL);
    if (archive == NULL) {
        zip_source_free(output);
        zip_source_free(output);
        return zip_failed(diagnostics, "libzip cannot start one");
    }
    done = fill(archive, inputs, count);
    if (!done || zip_close(archive) != 0) {
        zip_failed(diagnostics, zip_strerror(archive));
        zip_discard(archive);
        zip_source_free(output);
        return false;
    }
    done = take_bytes(arena, output, &bytes, &size) && set_times(bytes, size, to_dos_time(seconds));
    zip_source_free(output);
    *zip = range_of(bytes, size);
    return done || zip_failed(diagnostics, "libzip wrote something else than expected");
}

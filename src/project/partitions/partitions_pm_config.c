#include <string.h>

#include "project/partitions/partition_number.h"
#include "project/partitions/partitions.h"
#include "nrf53pack/memory_map.h"

/* Real files have up to 60 partitions. */
#define PARTITION_LIMIT 512u
#define ERROR_LIMIT     20u

enum field { FIELD_ADDRESS, FIELD_SIZE, FIELD_END_ADDRESS, FIELD_OFFSET, FIELD_NAME, FIELD_SPAN, FIELD_COUNT };

/* Longer endings first: _END_ADDRESS also ends with _ADDRESS. */
static const struct {
    const char *ending;
    enum field field;
} endings[] = {
    { "_END_ADDRESS", FIELD_END_ADDRESS },
    { "_ADDRESS", FIELD_ADDRESS },
    { "_OFFSET", FIELD_OFFSET },
    { "_SIZE", FIELD_SIZE },
    { "_NAME", FIELD_NAME },
    { "_SPAN", FIELD_SPAN },
};

/* All lines of one partition: PM_<STEM>_ADDRESS and so on. */
struct group {
    struct slice stem;
    struct origin origin;
    struct slice values[FIELD_COUNT]; /* data is NULL where there is no line */
    struct origin origins[FIELD_COUNT];
    bool doubled;
};

struct groups {
    struct group *items;
    size_t count;
    size_t capacity;
};

struct pm_config_reader {
    struct arena *arena;
    const struct source *source;
    struct anomalies *anomalies;
    struct diagnostics *diagnostics;
    struct groups groups;
    struct partition_map *map;
};

/* Splits "PM_MCUBOOT_PAD_SIZE" into stem "MCUBOOT_PAD" and field. False for keys that say nothing about a
 * place. */
static bool split_key(struct slice key, struct slice *stem, enum field *field)
{
    if (!slice_starts_with(key, "PM_")) {
        return false;
    }
    for (size_t i = 0; i < ARRAY_LENGTH(endings); i++) {
        size_t length = strlen(endings[i].ending);

        if (key.length > 3 + length && memcmp(key.data + key.length - length, endings[i].ending, length) == 0) {
            *stem = (struct slice){ key.data + 3, key.length - 3 - length };
            *field = endings[i].field;
            return true;
        }
    }
    return false;
}

/* The group of a stem; lines of a partition stand together, so the search starts at the end. */
static struct group *find_group(struct pm_config_reader *reader, struct slice stem)
{
    for (size_t i = reader->groups.count; i > 0; i--) {
        struct group *group = &reader->groups.items[i - 1];

        if (group->stem.length == stem.length && memcmp(group->stem.data, stem.data, stem.length) == 0) {
            return group;
        }
    }
    return NULL;
}

/* The last line counts; the first contradiction of a partition is reported. */
static void set_value(struct pm_config_reader *reader, struct group *group, enum field field, struct slice value,
                      struct origin origin)
{
    struct slice earlier = group->values[field];

    if (earlier.data != NULL && !group->doubled &&
        (earlier.length != value.length || memcmp(earlier.data, value.data, value.length) != 0)) {
        group->doubled = true;
        anomaly_add(reader->arena, reader->anomalies, "kconfig-assigned-twice",
                    arena_strndup(reader->arena, group->stem.data, group->stem.length), origin, group->origins[field],
                    "'%s' counts, '%s' is lost", text_printable(reader->arena, value, 60),
                    text_printable(reader->arena, earlier, 60));
    }
    group->values[field] = value;
    group->origins[field] = origin;
}

NODISCARD static bool add_line(struct pm_config_reader *reader, struct slice line, uint32_t number)
{
    const char *equals = memchr(line.data, '=', line.length);
    struct slice key = { line.data, equals == NULL ? 0 : (size_t)(equals - line.data) };
    struct origin origin = { reader->source, number, 1 };
    struct slice stem;
    enum field field;
    struct group *group;

    if (!split_key(key, &stem, &field)) {
        return true;
    }
    group = find_group(reader, stem);
    if (group == NULL) {
        if (reader->groups.count >= PARTITION_LIMIT) {
            return diagnose(reader->diagnostics, DIAGNOSTIC_INPUT, origin,
                            "more than %u partitions, this is no Partition Manager file", PARTITION_LIMIT);
        }
        group = ARENA_PUSH(reader->arena, &reader->groups);
        group->stem = stem;
        group->origin = origin;
    }
    set_value(reader, group, field, slice_trim((struct slice){ equals + 1, line.length - key.length - 1 }), origin);
    return true;
}

NODISCARD static bool read_lines(struct pm_config_reader *reader)
{
    const char *at = reader->source->data;
    const char *end = at + reader->source->size;

    for (uint32_t number = 1; at < end; number++) {
        const char *newline = memchr(at, '\n', (size_t)(end - at));
        const char *stop = newline == NULL ? end : newline;

        if (!add_line(reader, (struct slice){ at, (size_t)(stop - at) }, number)) {
            return false;
        }
        at = newline == NULL ? end : newline + 1;
    }
    return true;
}

static char *lower_case(struct arena *arena, struct slice text)
{
    char *lower = arena_strndup(arena, text.data, text.length);

    for (size_t i = 0; i < text.length; i++) {
        if (lower[i] >= 'A' && lower[i] <= 'Z') {
            lower[i] = (char)(lower[i] - 'A' + 'a');
        }
    }
    return lower;
}

/* The domain in front of a stem: what is left of it without the partition's own name, or what it starts with
 * when there is no _NAME line. False when the partition is of the file's own domain.
 */
static bool split_domain(struct arena *arena, const struct group *group, struct slice *domain, struct slice *rest)
{
    static const char network_core[] = "CPUNET_";
    struct slice name = group->values[FIELD_NAME];
    struct slice stem = group->stem;
    size_t length = 0;

    if (name.length > 0 && name.length < stem.length) {
        size_t cut = stem.length - name.length;

        if (stem.data[cut - 1] != '_' ||
            strcmp(lower_case(arena, (struct slice){ stem.data + cut, name.length }), lower_case(arena, name)) != 0) {
            return false;
        }
        length = cut;
    } else if (name.length == 0 && slice_starts_with(stem, network_core)) {
        length = strlen(network_core);
    } else if (name.length == 0 && slice_starts_with(stem, "_")) {
        length = 1;
    }
    if (length == 0) {
        return false;
    }
    *domain = (struct slice){ stem.data, length - 1 };
    *rest = (struct slice){ stem.data + length, stem.length - length };
    return true;
}

static void name_partition(struct arena *arena, const struct group *group, struct partition *partition)
{
    struct slice written = group->values[FIELD_NAME];
    struct slice rest = group->stem;
    struct slice domain = { "", 0 };

    partition->foreign = split_domain(arena, group, &domain, &rest);
    partition->name = written.length > 0 ? arena_strndup(arena, written.data, written.length) : lower_case(arena, rest);
    if (partition->foreign) {
        partition->name = arena_printf(arena, "%.*s:%s", (int)domain.length, domain.data, partition->name);
    }
}

NODISCARD static bool read_number(struct pm_config_reader *reader, const struct group *group, enum field field,
                                  struct partition_number *number)
{
    struct slice value = group->values[field];

    if (value.data == NULL || partition_number_parse(value, group->origins[field], number)) {
        return true;
    }
    return diagnose(reader->diagnostics, DIAGNOSTIC_INPUT, group->origins[field],
                    "'%s' is no number, a value such as 0x1000 was expected", text_printable(reader->arena, value, 60));
}

/* A blank-separated list in quotes. */
static void read_span(struct arena *arena, struct slice value, struct partition *partition)
{
    size_t start = 0;

    partition->has_span = value.data != NULL;
    for (size_t i = 0; i <= value.length; i++) {
        bool separator = i == value.length || value.data[i] == ' ' || value.data[i] == '"';

        if (separator && i > start) {
            *ARENA_PUSH(arena, &partition->span) = arena_strndup(arena, value.data + start, i - start);
        }
        if (separator) {
            start = i + 1;
        }
    }
}

static bool is_any_of(const char *name, const char *const *names, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (strcmp(name, names[i]) == 0) {
            return true;
        }
    }
    return false;
}

/* The file names no region. RAM and the network core's flash show by their address, some partitions by their
 * name; others at a low address may be in internal or in external flash.
 */
static const char *derive_region(const struct partition *partition)
{
    static const char *const own_region[] = { "external_flash", "ram_flash", "otp", "bootconf", "sram_primary" };
    static const char *const internal[] = {
        "mcuboot",
        "mcuboot_pad",
        "mcuboot_primary",
        "mcuboot_primary_app",
        "app",
        "app_image",
        "b0",
        "b0_container",
        "b0n",
        "b0n_container",
        "s0",
        "s0_pad",
        "s0_image",
        "s1",
        "s1_pad",
        "s1_image",
        "provision",
        "tfm",
        "tfm_secure",
        "tfm_nonsecure",
    };
    const char *name = partition->foreign ? strchr(partition->name, ':') + 1 : partition->name;
    uint64_t address = partition->address.magnitude;

    if (is_any_of(name, own_region, ARRAY_LENGTH(own_region))) {
        return name;
    }
    if (address >= NRF5340_APP_RAM_ADDRESS) {
        return "sram_primary";
    }
    if (strcmp(name, "mcuboot_primary_1") == 0) {
        return address == 0 ? "ram_flash" : ""; /* elsewhere it is the half of an XIP image in external flash */
    }
    if (nrf5340_is_network_core(address) && address < 0x01100000u) {
        return "flash_primary";
    }
    return is_any_of(name, internal, ARRAY_LENGTH(internal)) ? "flash_primary" : "";
}

NODISCARD static bool add_partition(struct pm_config_reader *reader, const struct group *group)
{
    struct partition partition = { 0 };

    if (group->values[FIELD_ADDRESS].data == NULL || group->values[FIELD_SIZE].data == NULL) {
        return true; /* PM_SRAM_SIZE and the like: no partition */
    }
    name_partition(reader->arena, group, &partition);
    partition.origin = group->origin;
    if (!read_number(reader, group, FIELD_ADDRESS, &partition.address) ||
        !read_number(reader, group, FIELD_SIZE, &partition.size) ||
        !read_number(reader, group, FIELD_END_ADDRESS, &partition.end_address)) {
        return false;
    }
    partition.region = derive_region(&partition);
    partition.region_origin = partition.origin;
    read_span(reader->arena, group->values[FIELD_SPAN], &partition);
    *ARENA_PUSH(reader->arena, reader->map) = partition;
    return true;
}

bool partitions_read_pm_config(struct arena *arena, const struct source *source, struct anomalies *anomalies,
                               struct diagnostics *diagnostics, struct partition_map **map)
{
    struct pm_config_reader reader = {
        .arena = arena, .source = source, .anomalies = anomalies, .diagnostics = diagnostics
    };
    unsigned errors = 0;

    if (memchr(source->data, 0, source->size) != NULL) {
        return diagnose(diagnostics, DIAGNOSTIC_INPUT, origin_file(source),
                        "'%s' is no text file: it holds a zero byte", source->name);
    }
    reader.map = arena_alloc(arena, sizeof *reader.map);
    reader.map->source = source;
    if (!read_lines(&reader)) {
        return false;
    }
    for (size_t i = 0; i < reader.groups.count && errors < ERROR_LIMIT; i++) {
        errors += !add_partition(&reader, &reader.groups.items[i]);
    }
    *map = reader.map;
    return errors == 0;
}

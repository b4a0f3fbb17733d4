#include "project/partitions/partitions.h"

#include <string.h>

#include "base/yaml.h"
#include "project/partitions/partition_number.h"

/* Real maps have up to 60 partitions of up to 12 keys. */
#define PARTITION_LIMIT 2048u
#define KEY_LIMIT       64u
#define SPAN_LIMIT      1024u
#define ERROR_LIMIT     20u /* a file with more is of another kind */

struct partition_reader {
    struct arena *arena;
    struct anomalies *anomalies;
    struct diagnostics *diagnostics;
    struct partition_map *map;
};

/* A partition's own part of the file. */
struct partition_entry {
    struct partition *partition;
    const struct yaml_node *body;
    bool template; /* a number stands for a Kconfig symbol */
};

/* Keys that Partition Manager knows (nrfconnect/sdk-nrf scripts/partition_manager.py and its documentation)
 */
static const char *const known_keys[] = {
    "address",   "size",   "end_address", "region",  "device",      "span",         "orig_span",
    "placement", "inside", "share_size",  "sharers", "affiliation", "extra_params", "default_driver_kconfig",
    "one_of",    "name",
};

static bool is_known_key(const char *key)
{
    for (size_t i = 0; i < ARRAY_LENGTH(known_keys); i++) {
        if (strcmp(known_keys[i], key) == 0) {
            return true;
        }
    }
    return false;
}

static bool fail_at(struct partition_reader *reader, const struct yaml_node *node, const char *subject,
                    const char *expected)
{
    return diagnose(reader->diagnostics, DIAGNOSTIC_INPUT, node->origin, "'%.60s' is %s, %s was expected", subject,
                    yaml_kind_name(node), expected);
}

/* The earlier pair with the same key, or NULL. */
static const struct yaml_pair *earlier_pair(const struct yaml_node *mapping, size_t index)
{
    for (size_t i = index; i > 0; i--) {
        if (strcmp(mapping->pairs[i - 1].key->text, mapping->pairs[index].key->text) == 0) {
            return &mapping->pairs[i - 1];
        }
    }
    return NULL;
}

static bool check_keys(struct partition_reader *reader, const struct partition_entry *entry)
{
    const char *name = entry->partition->name;

    if (entry->body->count > KEY_LIMIT) {
        return diagnose(reader->diagnostics, DIAGNOSTIC_INPUT, entry->body->origin,
                        "'%.60s' has more than %u keys, this is no partition", name, KEY_LIMIT);
    }
    for (size_t i = 0; i < entry->body->count; i++) {
        const struct yaml_node *key = entry->body->pairs[i].key;
        const struct yaml_pair *earlier;

        if (!yaml_is_scalar(key)) {
            return fail_at(reader, key, name, "a key");
        }
        if (strcmp(key->text, "<<") == 0) {
            return diagnose(reader->diagnostics, DIAGNOSTIC_INPUT, key->origin,
                            "'%.60s' uses the merge key '<<', plain keys were expected", name);
        }
        earlier = earlier_pair(entry->body, i);
        if (earlier != NULL) {
            anomaly_add(reader->arena, reader->anomalies, "duplicate-key", key->text, key->origin, earlier->key->origin,
                        "'%s' of '%s' stands twice, the last one counts", key->text, name);
        }
        if (!is_known_key(key->text)) {
            anomaly_add(reader->arena, reader->anomalies, "unknown-partition-key", key->text, key->origin, ORIGIN_NONE,
                        "'%s' of '%s' is no key of Partition Manager", key->text, name);
        }
    }
    return true;
}

static bool read_number(struct partition_reader *reader, struct partition_entry *entry, const char *key,
                        struct partition_number *number)
{
    const struct yaml_node *node = yaml_get(entry->body, key);

    if (node == NULL) {
        return true;
    }
    if (partition_number_is_template(node)) {
        entry->template = true;
        return true;
    }
    return partition_number_read(node, entry->partition->name, key, reader->diagnostics, number);
}

static bool read_text(struct partition_reader *reader, const struct partition_entry *entry, const char *key,
                      const char **text, struct origin *origin)
{
    const struct yaml_node *node = yaml_get(entry->body, key);

    if (node == NULL || yaml_is_null(node)) {
        return true;
    }
    if (!yaml_is_scalar(node)) {
        return fail_at(reader, node, key, "a name");
    }
    *text = node->text;
    if (origin != NULL) {
        *origin = node->origin;
    }
    return true;
}

static bool read_region(struct partition_reader *reader, const struct partition_entry *entry)
{
    struct partition *partition = entry->partition;

    partition->region_origin = partition->origin;
    if (!read_text(reader, entry, "region", &partition->region, &partition->region_origin)) {
        return false;
    }
    partition->region_written = partition->region != NULL;
    if (!partition->region_written) {
        partition->region = text_ends_with(partition->name, "_sram") ? "sram_primary" : "flash_primary";
    }
    return true;
}

static void add_member(struct arena *arena, struct partition_name_list *span, const char *name)
{
    for (size_t i = 0; i < span->count; i++) {
        if (strcmp(span->items[i], name) == 0) {
            return;
        }
    }
    *ARENA_PUSH(arena, span) = name;
}

/* A name, a list of names, or a template's {one_of: [...]}. */
static bool read_members(struct partition_reader *reader, const struct yaml_node *node, struct partition *partition)
{
    const struct yaml_node *choice = yaml_get(node, "one_of");

    if (choice != NULL) {
        node = choice;
    }
    if (yaml_is_null(node)) {
        return true;
    }
    if (yaml_is_scalar(node)) {
        add_member(reader->arena, &partition->span, node->text);
        return true;
    }
    if (node->kind != YAML_SEQUENCE) {
        return fail_at(reader, node, partition->name, "a list of partition names as 'span'");
    }
    if (node->count > SPAN_LIMIT) {
        return diagnose(reader->diagnostics, DIAGNOSTIC_INPUT, node->origin,
                        "'span' of '%.60s' has more than %u members", partition->name, SPAN_LIMIT);
    }
    for (size_t i = 0; i < node->count; i++) {
        if (!yaml_is_scalar(node->items[i])) {
            return fail_at(reader, node->items[i], partition->name, "a partition name in 'span'");
        }
        add_member(reader->arena, &partition->span, node->items[i]->text);
    }
    return true;
}

/* `span` is what Partition Manager made flat; `orig_span`, as the user wrote it, counts only without it. */
static bool read_span(struct partition_reader *reader, const struct partition_entry *entry)
{
    const struct yaml_node *span = yaml_get(entry->body, "span");

    if (span == NULL) {
        span = yaml_get(entry->body, "orig_span");
    }
    if (span == NULL) {
        return true;
    }
    entry->partition->has_span = true;
    return read_members(reader, span, entry->partition);
}

static void check_end(struct partition_reader *reader, const struct partition *partition)
{
    const struct partition_number *end = &partition->end_address;
    struct partition_number sum;

    if (!partition->address.present || !partition->size.present || !end->present) {
        return;
    }
    if (!partition_number_add(&partition->address, &partition->size, &sum)) {
        anomaly_add(reader->arena, reader->anomalies, "end-address-mismatch", partition->name, end->origin,
                    partition->size.origin, "address + size is more than 2^64");
    } else if (sum.magnitude != end->magnitude || sum.negative != end->negative) {
        anomaly_add(reader->arena, reader->anomalies, "end-address-mismatch", partition->name, end->origin,
                    partition->size.origin, "end_address is %s0x%llx, address + size is %s0x%llx",
                    end->negative ? "-" : "", (unsigned long long)end->magnitude, sum.negative ? "-" : "",
                    (unsigned long long)sum.magnitude);
    }
}

static bool has_empty_size(const struct partition_entry *entry)
{
    const struct yaml_node *size = yaml_get(entry->body, "size");

    return size != NULL && yaml_is_null(size);
}

/* Partition Manager writes a negative size only for what is left of a region, under the region's own name. */
static void check_size(struct partition_reader *reader, const struct partition_entry *entry)
{
    const struct partition *partition = entry->partition;

    if (has_empty_size(entry)) {
        anomaly_add(reader->arena, reader->anomalies, "unusable-size", partition->name,
                    yaml_get(entry->body, "size")->origin, ORIGIN_NONE, "'size' is empty");
    } else if (partition->size.negative && strcmp(partition->name, partition->region) != 0) {
        anomaly_add(reader->arena, reader->anomalies, "unusable-size", partition->name, partition->size.origin,
                    ORIGIN_NONE, "'size' is negative, -0x%llx", (unsigned long long)partition->size.magnitude);
    }
}

static void check_template(struct partition_reader *reader, const struct partition_entry *entry)
{
    const struct partition *partition = entry->partition;

    if (partition->address.present && (partition->size.present || has_empty_size(entry))) {
        return;
    }
    anomaly_add(reader->arena, reader->anomalies, "partition-template", partition->name, partition->origin, ORIGIN_NONE,
                entry->template ? "'%s' has a Kconfig symbol in place of a number, only a build gives its place"
                                : "'%s' has no address or no size, only a build gives its place",
                partition->name);
}

static bool read_partition(struct partition_reader *reader, const struct yaml_pair *pair, struct partition *partition)
{
    struct partition_entry entry = { .partition = partition, .body = pair->value };

    if (pair->value->kind != YAML_MAPPING) {
        return fail_at(reader, pair->value, pair->key->text, "a mapping with 'address' and 'size'");
    }
    if (!check_keys(reader, &entry) || !read_number(reader, &entry, "address", &partition->address) ||
        !read_number(reader, &entry, "size", &partition->size) ||
        !read_number(reader, &entry, "end_address", &partition->end_address) || !read_region(reader, &entry) ||
        !read_text(reader, &entry, "device", &partition->device, NULL) || !read_span(reader, &entry)) {
        return false;
    }
    partition->has_placement = yaml_get(entry.body, "placement") != NULL;
    check_size(reader, &entry);
    check_template(reader, &entry);
    check_end(reader, partition);
    return true;
}

static void remove_partition(struct partition_map *map, size_t index)
{
    memmove(&map->items[index], &map->items[index + 1], (map->count - index - 1) * sizeof *map->items);
    map->count--;
}

/* Where a name stands twice, PyYAML keeps the last one. */
static void replace_earlier(struct partition_reader *reader, const char *name, struct origin origin)
{
    struct partition_map *map = reader->map;

    for (size_t i = 0; i < map->count; i++) {
        if (strcmp(map->items[i].name, name) == 0) {
            anomaly_add(reader->arena, reader->anomalies, "duplicate-partition", name, origin, map->items[i].origin,
                        "'%s' stands twice, the last one counts", name);
            remove_partition(map, i);
            return;
        }
    }
}

static bool read_entry(struct partition_reader *reader, const struct yaml_pair *pair)
{
    struct partition partition = { 0 };

    if (!yaml_is_scalar(pair->key)) {
        return fail_at(reader, pair->key, "key", "a partition name");
    }
    partition.name = pair->key->text;
    partition.origin = pair->key->origin;
    if (!read_partition(reader, pair, &partition)) {
        return false;
    }
    replace_earlier(reader, partition.name, partition.origin);
    *ARENA_PUSH(reader->arena, reader->map) = partition;
    return true;
}

NODISCARD static bool read_entries(struct partition_reader *reader, const struct yaml_node *root)
{
    unsigned errors = 0;

    if (root->kind != YAML_MAPPING) {
        return fail_at(reader, root, reader->map->source->name, "a mapping of partitions");
    }
    if (root->count > PARTITION_LIMIT) {
        return diagnose(reader->diagnostics, DIAGNOSTIC_INPUT, root->origin,
                        "more than %u partitions, this is no partition map", PARTITION_LIMIT);
    }
    for (size_t i = 0; i < root->count && errors < ERROR_LIMIT; i++) {
        errors += !read_entry(reader, &root->pairs[i]);
    }
    return errors == 0;
}

bool partitions_read_yaml(struct arena *arena, const struct source *source, struct anomalies *anomalies,
                          struct diagnostics *diagnostics, struct partition_map **map)
{
    struct partition_reader reader = { .arena = arena, .anomalies = anomalies, .diagnostics = diagnostics };
    struct yaml_node *root;

    if (!yaml_parse(arena, source, diagnostics, &root)) {
        return false;
    }
    reader.map = arena_alloc(arena, sizeof *reader.map);
    reader.map->source = source;
    if (root == NULL) {
        return diagnose(diagnostics, DIAGNOSTIC_INPUT, ORIGIN_NONE,
                        "'%s' is empty, a mapping of partitions was expected", source->name);
    }
    if (!read_entries(&reader, root)) {
        return false;
    }
    *map = reader.map;
    return true;
}

const struct partition *partition_find(const struct partition_map *map, const char *name)
{
    for (size_t i = 0; map != NULL && i < map->count; i++) {
        if (strcmp(map->items[i].name, name) == 0) {
            return &map->items[i];
        }
    }
    return NULL;
}

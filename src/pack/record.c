#include "pack/package.h"

#include "base/file.h"
#include "base/json.h"
#include "base/text.h"
#include "image/digest.h"
#include "image/mcuboot_image.h"

#define RECORD_LIMIT (4u * 1024u * 1024u)

static void member_sha256(struct arena *arena, struct json *json, const char *key, struct byte_range bytes)
{
    uint8_t digest[SHA256_SIZE];

    sha256(bytes, digest);
    json_member(json, key, text_hex(arena, digest, sizeof digest));
}

/* A value, and who says so; paths stay relative to the tree, so that the record does not depend on the
 * machine. */
static void member_number(struct arena *arena, struct json *json, const char *key, const struct tree_number *number)
{
    json_key(json, key);
    json_object_begin(json);
    json_member_uint(json, "value", number->value);
    json_member(json, "from", number->from);
    if (number->origin.source != NULL) {
        json_member(json, "origin", origin_text(arena, number->origin));
    }
    json_object_end(json);
}

static void write_slots(struct arena *arena, struct json *json, const struct update_slots *slots)
{
    uint64_t limit;

    json_key(json, "slots");
    json_object_begin(json);
    json_member(json, "mode", upgrade_mode_name(slots->mode));
    member_number(arena, json, "primary_size", &slots->primary_size);
    member_number(arena, json, "secondary_size", &slots->secondary_size);
    member_number(arena, json, "max_sectors", &slots->max_sectors);
    if (update_slots_limit(slots, &limit)) {
        json_member_uint(json, "limit", limit);
    }
    json_object_end(json);
}

static void write_image(struct arena *arena, struct json *json, const struct packed_image *packed)
{
    const struct planned_image *plan = packed->plan;

    json_object_begin(json);
    json_member(json, "file", plan->output);
    json_member(json, "image", plan->image->name);
    json_member(json, "core", plan->is_network_core ? "network" : "application");
    member_number(arena, json, "image_index", &plan->index);
    json_member(json, "version", mcuboot_version_text(arena, plan->options.version));
    json_member(json, "version_from", plan->version.from);
    member_number(arena, json, "header_size", &plan->header_size);
    json_member(json, "input", path_basename(plan->input));
    member_sha256(arena, json, "input_sha256", packed->firmware.bytes);
    json_member_uint(json, "size", packed->image.size);
    member_sha256(arena, json, "sha256", packed->image);
    write_slots(arena, json, &plan->slots);
    json_object_end(json);
}

struct byte_range record_write(struct arena *arena, const struct package *package, const struct project *project,
                               const struct allowed_rule *allowed, size_t allowed_count)
{
    struct text text = text_create(arena, RECORD_LIMIT);
    struct json json = json_create(&text, 4);

    json_object_begin(&json);
    json_member_uint(&json, "schema_version", 1);
    json_member(&json, "tool", "nrf53pack " NRF53PACK_VERSION);
    json_key(&json, "time");
    json_int(&json, package->time);
    json_member(&json, "era", project_era_name(project->era));
    json_member(&json, "sdk", project->sdk_known ? sdk_version_text(arena, project->sdk) : NULL);
    json_key(&json, "images");
    json_array_begin(&json);
    for (size_t i = 0; i < package->count; i++) {
        write_image(arena, &json, &package->items[i]);
    }
    json_array_end(&json);
    json_key(&json, "allowed");
    json_array_begin(&json);
    for (size_t i = 0; i < allowed_count; i++) {
        json_object_begin(&json);
        json_member(&json, "rule", allowed[i].rule);
        json_member(&json, "reason", allowed[i].reason);
        json_object_end(&json);
    }
    json_array_end(&json);
    json_object_end(&json);
    text_append(&text, "\n");
    return range_of(text.data, text.length);
}

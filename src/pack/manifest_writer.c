#include "pack/package.h"

#include "base/json.h"
#include "base/text.h"
#include "image/mcuboot_image.h"

#define MANIFEST_LIMIT (1024u * 1024u)

static void member_text_number(struct arena *arena, struct json *json, const char *key, uint64_t value)
{
    json_member(json, key, arena_printf(arena, "%llu", (unsigned long long)value));
}

/* Numbers as texts, because update clients read them so (image/manifest.h). */
static void write_places(struct arena *arena, struct json *json, uint64_t index)
{
    member_text_number(arena, json, "image_index", index);
    member_text_number(arena, json, "slot_index_primary", 2 * index + 1);
    member_text_number(arena, json, "slot_index_secondary", 2 * index + 2);
}

static void write_application(struct arena *arena, struct json *json, const struct packed_image *packed)
{
    json_member_uint(json, "load_address", packed->load_address);
    write_places(arena, json, packed->plan->index.value);
    json_member(json, "version_MCUBOOT", mcuboot_version_text(arena, packed->plan->options.version));
}

static void write_network(struct arena *arena, struct json *json, const struct packed_image *packed)
{
    write_places(arena, json, packed->plan->index.value);
    json_member_uint(json, "load_address", packed->nsib.fw_info.address);
    member_text_number(arena, json, "version", packed->nsib.fw_info.version);
}

static void write_file(struct arena *arena, struct json *json, const struct package *package,
                       const struct packed_image *packed)
{
    json_object_begin(json);
    json_member(json, "type", "application");
    json_member(json, "board", packed->plan->board);
    json_member(json, "soc", packed->plan->soc);
    if (packed->plan->is_network_core) {
        write_network(arena, json, packed);
    } else {
        write_application(arena, json, packed);
    }
    json_member_uint(json, "size", packed->image.size);
    json_member(json, "file", packed->plan->zip_name);
    json_key(json, "modtime");
    json_int(json, package->time);
    json_object_end(json);
}

struct byte_range manifest_write(struct arena *arena, const struct package *package)
{
    struct text text = text_create(arena, MANIFEST_LIMIT);
    struct json json = json_create(&text, 4);

    json_object_begin(&json);
    json_member_uint(&json, "format-version", 1);
    json_key(&json, "time");
    json_int(&json, package->time);
    json_key(&json, "files");
    json_array_begin(&json);
    for (size_t i = 0; i < package->count; i++) {
        if (package->items[i].in_zip) {
            write_file(arena, &json, package, &package->items[i]);
        }
    }
    json_array_end(&json);
    json_member(&json, "name", package->plan->name);
    json_object_end(&json);
    return range_of(text.data, text.length);
}

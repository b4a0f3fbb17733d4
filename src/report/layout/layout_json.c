#include "base/json.h"
#include "report/layout/layout_report.h"

static void write_place(struct json *json, uint64_t address, uint64_t size)
{
    json_member_uint(json, "address", address);
    json_member_uint(json, "size", size);
}

static void write_slot(struct json *json, const struct memory_partition *partition)
{
    if (partition->slot_known) {
        json_key(json, "slot");
        json_object_begin(json);
        json_member(json, "mode", partition->mode);
        json_member_uint(json, "header", partition->header);
        json_member_uint(json, "limit", partition->limit);
        if (partition->firmware_limit > 0) {
            json_member_uint(json, "firmware_limit", partition->firmware_limit);
        }
        json_member_uint(json, "reserved", partition->trailer);
        json_object_end(json);
    } else if (partition->no_slot != NULL) {
        json_member(json, "slot_unknown", partition->no_slot);
    }
    if (partition->used_known) {
        json_key(json, "used");
        json_object_begin(json);
        json_member_uint(json, "size", partition->used);
        json_member(json, "file", partition->used_file);
        json_object_end(json);
    }
}

static void write_partition(struct json *json, const struct memory_region *region,
                            const struct memory_partition *partition, const struct check_result *result)
{
    const struct memory_partition *items = region->partitions.items;

    json_object_begin(json);
    json_member(json, "name", partition->name);
    write_place(json, partition->address, partition->size);
    json_member(json, "role", memory_role_word(partition->role));
    json_member(json, "image", partition->owner);
    json_member(json, "part_of", partition->parent == MEMORY_NO_PARENT ? NULL : items[partition->parent].name);
    json_member_bool(json, "outside", partition->outside);
    write_slot(json, partition);
    json_key(json, "overlaps");
    json_array_begin(json);
    for (size_t i = 0; i < partition->overlaps.count; i++) {
        json_string(json, items[partition->overlaps.items[i]].name);
    }
    json_array_end(json);
    json_key(json, "findings");
    json_array_begin(json);
    for (size_t i = 0; i < partition->findings.count; i++) {
        const struct finding *finding = &result->findings.items[partition->findings.items[i]];

        json_object_begin(json);
        json_member(json, "rule", finding->rule);
        json_member(json, "severity", severity_name(finding->severity));
        json_member(json, "fingerprint", finding->fingerprint);
        json_member(json, "waived", finding->waived);
        json_object_end(json);
    }
    json_array_end(json);
    json_origin(json, partition->origin);
    json_member(json, "default", partition->default_source);
    json_object_end(json);
}

static void write_region(struct json *json, const struct memory_region *region, const struct check_result *result)
{
    json_object_begin(json);
    json_member(json, "name", region->name);
    json_member(json, "title", region->title);
    json_member_uint(json, "base", region->base);
    json_member_uint(json, "size", region->size);
    json_member_bool(json, "size_known", region->size_known);
    json_member(json, "size_from", region->size_from);
    json_member_bool(json, "complete", region->complete);
    json_member_uint(json, "taken", region->taken);
    json_key(json, "partitions");
    json_array_begin(json);
    for (size_t i = 0; i < region->partitions.count; i++) {
        write_partition(json, region, &region->partitions.items[i], result);
    }
    json_array_end(json);
    json_key(json, "gaps");
    json_array_begin(json);
    for (size_t i = 0; i < region->gaps.count; i++) {
        json_object_begin(json);
        write_place(json, region->gaps.items[i].address, region->gaps.items[i].size);
        json_object_end(json);
    }
    json_array_end(json);
    json_object_end(json);
}

void report_layout_json(struct text *out, const struct memory_layout *layout, const struct check_result *result)
{
    struct json json = json_report_begin(out);

    json_member(&json, "path", layout->path);
    json_member(&json, "kind", layout->kind);
    json_member(&json, "era", layout->era);
    json_member(&json, "sdk", layout->sdk);
    json_member(&json, "board", layout->board);
    json_key(&json, "regions");
    json_array_begin(&json);
    for (size_t i = 0; i < layout->regions.count; i++) {
        write_region(&json, &layout->regions.items[i], result);
    }
    json_array_end(&json);
    json_key(&json, "not_placed");
    json_array_begin(&json);
    for (size_t i = 0; i < layout->unplaced.count; i++) {
        json_object_begin(&json);
        json_member(&json, "name", layout->unplaced.items[i].name);
        json_member(&json, "why", layout->unplaced.items[i].why);
        json_object_end(&json);
    }
    json_array_end(&json);
    json_member_strings(&json, "notes", layout->notes.items, layout->notes.count);
    json_report_end(&json);
}

#include "pack/write/dfu_package.h"

#include "base/json.h"
#include "base/text.h"

#define MANIFEST_LIMIT (1024u * 1024u)

/* What the entries of one kind say, in NCS's order. Keys that several entries share stand where the scripts of NCS put
 * them: what is said for all files comes before what is said for one.
 */
struct entry_writer {
    struct arena *arena;
    struct json json;
    const struct dfu_package *package;
};

static void member_text_number(struct entry_writer *writer, const char *key, uint64_t value)
{
    json_member(&writer->json, key, arena_printf(writer->arena, "%llu", (unsigned long long)value));
}

static void write_target(struct entry_writer *writer, const struct dfu_file *file)
{
    json_member(&writer->json, "type", file->kind == DFU_FILE_MCUBOOT ? "mcuboot" : "application");
    json_member(&writer->json, "board", file->board);
    json_member(&writer->json, "soc", file->soc);
}

/* Numbers as texts, because update clients read them so (image/manifest.h). */
static void write_places(struct entry_writer *writer, const struct dfu_file *file)
{
    member_text_number(writer, "image_index", file->image_index);
    member_text_number(writer, "slot_index_primary", 2 * file->image_index + 1);
    member_text_number(writer, "slot_index_secondary", 2 * file->image_index + 2);
}

/* NCS without sysbuild: with one file everything is said for all files, and so comes before the target. */
static bool is_single(const struct entry_writer *writer)
{
    return writer->package->count == 1 && !manifest_single_has_index(writer->package->form);
}

static void write_variant(struct entry_writer *writer, const struct dfu_file *file)
{
    bool first = file->slot == 0;

    write_target(writer, file);
    json_member_uint(&writer->json, "load_address", file->load_address);
    if (first) {
        json_member(&writer->json, "version_MCUBOOT+XIP", file->version);
    }
    member_text_number(writer, "image_index", file->image_index);
    member_text_number(writer, "slot", 2 * file->image_index + file->slot);
    if (!first) {
        json_member(&writer->json, "version_MCUBOOT+XIP", file->version);
    }
}

static void write_application(struct entry_writer *writer, const struct dfu_file *file)
{
    if (is_single(writer)) {
        json_member_uint(&writer->json, "load_address", file->load_address);
        json_member(&writer->json, "version_MCUBOOT", file->version);
        write_target(writer, file);
        return;
    }
    write_target(writer, file);
    json_member_uint(&writer->json, "load_address", file->load_address);
    write_places(writer, file);
    json_member(&writer->json, "version_MCUBOOT", file->version);
}

static void write_network(struct entry_writer *writer, const struct dfu_file *file)
{
    write_target(writer, file);
    write_places(writer, file);
    json_member_uint(&writer->json, "load_address", file->load_address);
    json_member(&writer->json, "version", file->version);
}

static void write_mcuboot(struct entry_writer *writer, const struct dfu_file *file)
{
    json_member(&writer->json, "version_MCUBOOT", file->version);
    json_member(&writer->json, "version_B0", file->version_b0);
    write_target(writer, file);
    json_member_uint(&writer->json, "load_address", file->load_address);
    if (manifest_mcuboot_has_slot(writer->package->form)) {
        member_text_number(writer, "slot", file->slot);
    }
}

static void write_file(struct entry_writer *writer, const struct dfu_file *file)
{
    json_object_begin(&writer->json);
    if (file->kind == DFU_FILE_MCUBOOT) {
        write_mcuboot(writer, file);
    } else if (file->has_slot) {
        write_variant(writer, file);
    } else if (file->kind == DFU_FILE_NETWORK) {
        write_network(writer, file);
    } else {
        write_application(writer, file);
    }
    json_member_uint(&writer->json, "size", file->bytes.size);
    json_member(&writer->json, "file", file->name);
    json_key(&writer->json, "modtime");
    json_int(&writer->json, writer->package->time);
    json_object_end(&writer->json);
}

struct byte_range manifest_write(struct arena *arena, const struct dfu_package *package)
{
    struct text text = text_create(arena, MANIFEST_LIMIT);
    struct entry_writer writer = { arena, json_create(&text, 4), package };
    struct json *json = &writer.json;

    json_object_begin(json);
    json_member_uint(json, "format-version", manifest_format_version(package->form));
    json_key(json, "time");
    json_int(json, package->time);
    json_key(json, "files");
    json_array_begin(json);
    for (size_t i = 0; i < package->count; i++) {
        write_file(&writer, &package->items[i]);
    }
    json_array_end(json);
    json_member(json, "name", package->name);
    json_object_end(json);
    return range_of(text.data, text.length);
}

#include "pack/record.h"

#include <string.h>
#include "base/file.h"
#include "base/json.h"
#include "base/text.h"
#include "crypto/digest.h"
#include "image/mcuboot_image.h"
#include "pack/plan_steps.h"

#define RECORD_LIMIT (4u * 1024u * 1024u)

struct recorder {
    struct arena *arena;
    struct json json;
    const struct project *project;
    const struct package *package;
};

/* Relative to the build when it is in there, else the name alone. */
static const char *relative(const struct recorder *recorder, const char *path)
{
    const char *inside = path_inside(recorder->project->path, path);

    return inside != NULL ? inside : path_basename(path);
}

static void member_sha256(struct recorder *recorder, const char *key, struct byte_range bytes)
{
    uint8_t digest[SHA256_SIZE];

    sha256(bytes, digest);
    json_member(&recorder->json, key, text_hex(recorder->arena, digest, sizeof digest));
}

static void member_origin(struct recorder *recorder, const char *from, struct origin origin)
{
    json_member(&recorder->json, "from", from);
    if (origin.source != NULL) {
        json_member(&recorder->json, "origin", origin_text(recorder->arena, origin));
    }
}

static void write_file(struct recorder *recorder, const char *name, struct byte_range bytes)
{
    json_member(&recorder->json, "file", name);
    json_member_uint(&recorder->json, "size", bytes.size);
    member_sha256(recorder, "sha256", bytes);
}

static void write_tree(struct recorder *recorder)
{
    const struct project *project = recorder->project;
    struct json *json = &recorder->json;

    json_key(json, "build");
    if (project->kind != PROJECT_BUILD) {
        json_null(json);
        return;
    }
    json_object_begin(json);
    json_member(json, "era", project_era_name(project->era));
    json_member(json, "sdk", project->sdk_known ? sdk_version_text(recorder->arena, project->sdk) : NULL);
    json_member(json, "sdk_origin", project->sdk_known ? project->sdk_origin : NULL);
    json_member(json, "board", project->board);
    json_object_end(json);
}

static void write_check(struct recorder *recorder, const struct record_check *check)
{
    struct json *json = &recorder->json;

    json_key(json, "check");
    if (check == NULL) {
        json_null(json);
        return;
    }
    json_object_begin(json);
    json_member_uint(json, "rules_run", check->rules_run);
    json_member_uint(json, "undecided", check->undecided);
    json_member_uint(json, "warnings", check->warnings);
    json_key(json, "allowed");
    json_array_begin(json);
    for (size_t i = 0; i < check->allowed.count; i++) {
        const struct allowed_finding *allowed = &check->allowed.items[i];

        json_object_begin(json);
        json_member(json, "rule", allowed->rule);
        json_member(json, "name", allowed->name);
        json_member(json, "severity", allowed->severity);
        json_member(json, "reason", allowed->reason);
        json_member(json, "from", allowed->from);
        json_object_end(json);
    }
    json_array_end(json);
    json_member_strings(json, "softened", check->softened.items, check->softened.count);
    json_object_end(json);
}

static void write_key(struct recorder *recorder, const char *purpose, const struct public_key *key,
                      const struct tree_text *text)
{
    struct json *json = &recorder->json;

    if (key == NULL) {
        return;
    }
    json_object_begin(json);
    json_member(json, "purpose", purpose);
    json_member(json, "type", key_type_name(key->type));
    json_member(json, "public_sha256", text_hex(recorder->arena, key->hash, sizeof key->hash));
    member_origin(recorder, text->from, text->origin);
    json_object_end(json);
}

static void write_keys(struct recorder *recorder, const struct package_signers *signers)
{
    const struct package_plan *plan = recorder->package->plan;

    json_key(&recorder->json, "keys");
    json_array_begin(&recorder->json);
    write_key(recorder, "MCUboot images", signers->image_key, &plan->key);
    write_key(recorder, "NSIB", signers->nsib_key, &plan->nsib_key);
    if (signers->encryption != NULL) {
        write_key(recorder, "encryption", signers->encryption->recipient, &plan->encrypt_key);
    }
    json_array_end(&recorder->json);
}

/* Configuration files that said something, each once. */
static void write_configuration(struct recorder *recorder, const struct plan_steps *steps)
{
    struct string_list seen = { 0 };

    for (size_t i = 0; i < steps->count; i++) {
        for (size_t k = 0; k < steps->items[i].arguments.count; k++) {
            const struct source *source = steps->items[i].arguments.items[k].origin.source;
            bool known = source == NULL;

            for (size_t n = 0; !known && n < seen.count; n++) {
                known = strcmp(seen.items[n], source->name) == 0;
            }
            if (!known) {
                *ARENA_PUSH(recorder->arena, &seen) = source->name;
                json_object_begin(&recorder->json);
                write_file(recorder, source->name, range_of(source->data, source->size));
                json_object_end(&recorder->json);
            }
        }
    }
}

static void write_inputs(struct recorder *recorder, const struct plan_steps *steps)
{
    json_key(&recorder->json, "inputs");
    json_array_begin(&recorder->json);
    for (size_t i = 0; i < recorder->package->count; i++) {
        const struct packed_image *packed = &recorder->package->items[i];
        const struct source *source = packed->firmware.source;

        json_object_begin(&recorder->json);
        write_file(recorder, relative(recorder, packed->plan->input), range_of(source->data, source->size));
        json_object_end(&recorder->json);
    }
    write_configuration(recorder, steps);
    json_array_end(&recorder->json);
}

static void write_outputs(struct recorder *recorder)
{
    json_key(&recorder->json, "outputs");
    json_array_begin(&recorder->json);
    for (size_t i = 0; i < recorder->package->files.count; i++) {
        const struct package_file *file = &recorder->package->files.items[i];

        json_object_begin(&recorder->json);
        write_file(recorder, file->name, file->bytes);
        json_object_end(&recorder->json);
    }
    json_array_end(&recorder->json);
}

static void write_image(struct recorder *recorder, const struct packed_image *packed)
{
    const struct planned_image *plan = packed->plan;
    struct json *json = &recorder->json;
    uint64_t limit;

    json_object_begin(json);
    json_member(json, "file", plan->output);
    json_member(json, "image", plan->image->name);
    json_member(json, "core", plan->is_network_core ? "network" : "application");
    json_member_uint(json, "image_index", plan->index.value);
    json_member(json, "version", mcuboot_version_text(recorder->arena, plan->options.version));
    json_member(json, "mode", upgrade_mode_name(plan->slots.mode));
    if (update_slots_limit(&plan->slots, &limit)) {
        json_member_uint(json, "limit", limit);
        if (plan->is_network_core && network_flash_decides(limit, plan->header_size.value, &plan->region_size)) {
            json_member_uint(json, "firmware_limit", plan->region_size.value);
        }
    }
    json_object_end(json);
}

static void write_images(struct recorder *recorder)
{
    json_key(&recorder->json, "images");
    json_array_begin(&recorder->json);
    for (size_t i = 0; i < recorder->package->count; i++) {
        write_image(recorder, &recorder->package->items[i]);
    }
    json_array_end(&recorder->json);
}

/* A key's place on the machine that packs is nobody's business; its hash is in `keys`. */
static bool names_a_key(const struct step_argument *argument)
{
    static const char *const names[] = { "--key",        "--fix-sig-pubkey",   "--private-key",
                                         "--public-key", "--public-key-files", "--encrypt" };

    for (size_t i = 0; i < ARRAY_LENGTH(names); i++) {
        if (strcmp(argument->name, names[i]) == 0) {
            return true;
        }
    }
    return false;
}

static void write_step(struct recorder *recorder, const struct plan_step *step)
{
    struct json *json = &recorder->json;

    json_object_begin(json);
    json_member(json, "what", step->what);
    json_member_strings(json, "outputs", step->outputs.items, step->outputs.count);
    json_key(json, "arguments");
    json_array_begin(json);
    for (size_t i = 0; i < step->arguments.count; i++) {
        const struct step_argument *argument = &step->arguments.items[i];

        json_object_begin(json);
        json_member(json, "name", argument->name);
        if (argument->value != NULL && !names_a_key(argument)) {
            json_member(json, "value", argument->value);
        }
        member_origin(recorder, argument->from, argument->origin);
        json_object_end(json);
    }
    json_array_end(json);
    json_object_end(json);
}

struct byte_range record_write(struct arena *arena, const struct package *package, const struct project *project,
                               const struct package_signers *signers, const struct record_check *check)
{
    struct text text = text_create(arena, RECORD_LIMIT);
    struct recorder recorder = { arena, json_create(&text, 4), project, package };
    struct json *json = &recorder.json;
    struct plan_steps steps;

    plan_steps_make(arena, package->plan, "", &steps);
    json_object_begin(json);
    json_tool(json);
    json_key(json, "time");
    json_int(json, package->time);
    write_tree(&recorder);
    write_check(&recorder, check);
    write_keys(&recorder, signers);
    write_inputs(&recorder, &steps);
    write_outputs(&recorder);
    write_images(&recorder);
    json_key(json, "steps");
    json_array_begin(json);
    for (size_t i = 0; i < steps.count; i++) {
        write_step(&recorder, &steps.items[i]);
    }
    json_array_end(json);
    json_object_end(json);
    text_append(&text, "\n");
    return range_of(text.data, text.length);
}

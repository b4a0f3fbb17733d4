#include "check/evaluation/updates.h"

#include <string.h>
#include "base/source.h"
#include "image/image_core.h"
#include "image/mcuboot_image.h"
#include "project/tree/update_slots.h"

/* Relative to the tree, as every other file in a finding. */
static const char *name_in_tree(const struct project *project, const char *path)
{
    size_t length = strlen(project->path);

    if (strncmp(path, project->path, length) == 0 && (path[length] == '/' || path[length] == '\\')) {
        return path + length + 1;
    }
    return path;
}

static void read_image(struct arena *arena, const struct source *source, struct update_fact *fact)
{
    struct diagnostics diagnostics = diagnostics_create(arena);
    struct mcuboot_image *image;

    if (!mcuboot_image_read(arena, source, &diagnostics, &image)) {
        fact->problem = diagnostics.count > 0 ? diagnostics.items[0].message : "is no MCUboot image";
        return;
    }
    fact->origin = origin_file(source);
    fact->has_size = true;
    fact->size = image->file_size;
    fact->has_firmware = image_firmware_readable(image);
    fact->firmware = image->payload.size;
    fact->has_signed = true;
    fact->is_signed = mcuboot_image_signature(image) != NULL;
    fact->key_hash = mcuboot_image_key_hash(arena, image);
    if (fact->key_hash == NULL) {
        fact->problem = "has no key hash";
    }
}

static void read_file(struct arena *arena, const char *path, const char *name, struct update_fact *fact)
{
    struct diagnostics diagnostics = diagnostics_create(arena);
    const struct source *source;

    fact->path = name;
    if (!source_load_result(arena, path, name, SOURCE_BINARY_LIMIT, &diagnostics, &source)) {
        fact->problem = diagnostics.items[0].message;
        return;
    }
    read_image(arena, source, fact);
}

static void read_role(struct arena *arena, const struct project *project, enum image_role role,
                      struct update_fact *fact)
{
    const struct project_image *image = project_image(project, role);

    if (image != NULL && image->files.signed_bin != NULL) {
        read_file(arena, image->files.signed_bin, name_in_tree(project, image->files.signed_bin), fact);
    }
}

/* The names the build and `pack` give the file. */
static const char *usual_names(enum image_role role)
{
    return role == IMAGE_APP ? " (zephyr.signed.bin or app_update.bin)"
                             : " (signed_by_mcuboot_and_b0_<image>.bin or net_core_app_update.bin)";
}

static const char *looked_for(struct arena *arena, const struct string_list *places)
{
    struct text text = text_create(arena, 4000);

    for (size_t i = 0; i < places->count; i++) {
        text_printf(&text, "%s%s",
                    i == 0                   ? ": there is no "
                    : i + 1 == places->count ? " and no "
                                             : ", no ",
                    places->items[i]);
    }
    return text.data;
}

static const char *absent(struct arena *arena, const struct project *project, size_t number, enum image_role role)
{
    const struct project_image *image = project_image(project, role);
    bool looked = image != NULL && image->files.signed_places.count > 0;

    return arena_printf(arena, "of image %zu%s is not in this input%s", number,
                        role == IMAGE_OTHER || looked ? "" : usual_names(role),
                        looked ? looked_for(arena, &image->files.signed_places) : "");
}

/* The network image's, or 0. */
static size_t network_number(struct arena *arena, const struct project *project)
{
    struct tree_number net;

    return network_image_number(arena, project, &net) && net.value < UPDATE_IMAGES ? (size_t)net.value : 0;
}

static void begin(struct arena *arena, const struct project *project, size_t net, struct update_facts *facts)
{
    *facts = (struct update_facts){ 0 };
    for (size_t i = 0; i < UPDATE_IMAGES; i++) {
        facts->images[i].problem = absent(arena, project, i, i == 0 ? IMAGE_APP : i == net ? IMAGE_NET : IMAGE_OTHER);
    }
}

void update_facts_read(struct arena *arena, const struct project *project, struct update_facts *facts)
{
    size_t net = network_number(arena, project);

    begin(arena, project, net, facts);
    read_role(arena, project, IMAGE_APP, &facts->images[0]);
    if (net > 0) {
        read_role(arena, project, IMAGE_NET, &facts->images[net]);
    }
}

void update_facts_expect(struct arena *arena, const struct project *project, struct update_facts *facts)
{
    begin(arena, project, network_number(arena, project), facts);
    facts->to_come = true;
}

void update_fact_of_made(struct arena *arena, const struct source *file, struct byte_range plain,
                         struct update_fact *fact)
{
    struct update_fact before = { 0 };

    *fact = (struct update_fact){ .path = file->name };
    read_image(arena, file, fact);
    if (plain.size > 0) {
        read_image(arena, source_from_bytes(arena, file->name, plain.data, plain.size), &before);
        fact->has_firmware = before.has_firmware;
        fact->firmware = before.firmware;
    }
}

void update_facts_add_made(struct update_facts *facts, const struct update_facts *made)
{
    for (size_t i = 0; i < UPDATE_IMAGES; i++) {
        if (made->images[i].path != NULL) {
            facts->images[i] = made->images[i];
        }
    }
}

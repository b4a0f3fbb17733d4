#include "check/updates.h"

#include <string.h>
#include "base/source.h"
#include "image/mcuboot_image.h"
#include "project/update_slots.h"

/* Relative to the tree, as every other file in a finding. */
static const char *name_in_tree(const struct project *project, const char *path)
{
    size_t length = strlen(project->path);

    if (strncmp(path, project->path, length) == 0 && (path[length] == '/' || path[length] == '\\')) {
        return path + length + 1;
    }
    return path;
}

static void read_file(struct arena *arena, const char *path, const char *name, struct update_fact *fact)
{
    struct diagnostics diagnostics = diagnostics_create(arena);
    const struct source *source;
    struct mcuboot_image *image;

    fact->path = name;
    if (!source_load_result(arena, path, name, SOURCE_BINARY_LIMIT, &diagnostics, &source) ||
        !mcuboot_image_read(arena, source, &diagnostics, &image)) {
        fact->problem = diagnostics.count > 0 ? diagnostics.items[0].message : "is no MCUboot image";
        return;
    }
    fact->origin = origin_file(source);
    fact->has_size = true;
    fact->size = image->file_size;
    fact->has_signed = true;
    fact->is_signed = mcuboot_image_signature(image) != NULL;
    fact->key_hash = mcuboot_image_key_hash(arena, image);
    if (fact->key_hash == NULL) {
        fact->problem = "has no key hash";
    }
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
static const char *update_names(size_t image, uint64_t net)
{
    if (image == 0) {
        return "(zephyr.signed.bin or app_update.bin) ";
    }
    return image == net ? "(signed_by_mcuboot_and_b0_<image>.bin or net_core_app_update.bin) " : "";
}

void update_facts_read(struct arena *arena, const struct project *project, struct update_facts *facts)
{
    struct tree_number net;
    bool has_net = network_image_number(arena, project, &net) && net.value > 0 && net.value < UPDATE_IMAGES;

    *facts = (struct update_facts){ 0 };
    for (size_t i = 0; i < UPDATE_IMAGES; i++) {
        facts->images[i].problem =
            arena_printf(arena, "of image %zu %sis not in this input", i, update_names(i, has_net ? net.value : 0));
    }
    read_role(arena, project, IMAGE_APP, &facts->images[0]);
    if (has_net) {
        read_role(arena, project, IMAGE_NET, &facts->images[net.value]);
    }
}

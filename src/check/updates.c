#include "check/updates.h"

#include <string.h>
#include "base/source.h"
#include "image/mcuboot_image.h"

/* sdk-mcuboot boot/zephyr/Kconfig: CONFIG_MCUBOOT_NETWORK_CORE_IMAGE_NUMBER, -1 when there is none (NCS 2.8 and later);
 * before, the network image was image 1.
 */
static bool net_image_number(const struct project *project, uint64_t *number)
{
    const struct project_image *mcuboot = project_image(project, IMAGE_MCUBOOT);
    const struct kconfig_symbol *symbol = NULL;

    if (mcuboot != NULL && mcuboot->config != NULL) {
        symbol = kconfig_find(mcuboot->config, "CONFIG_MCUBOOT_NETWORK_CORE_IMAGE_NUMBER");
    }
    *number = symbol != NULL && symbol->type == KCONFIG_NUMBER ? symbol->magnitude : 1;
    return symbol == NULL || symbol->type != KCONFIG_NUMBER || !symbol->negative;
}

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
    if (!source_load(arena, path, name, SOURCE_BINARY_LIMIT, &diagnostics, &source) ||
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

void update_facts_read(struct arena *arena, const struct project *project, struct update_facts *facts)
{
    uint64_t net = 1;

    *facts = (struct update_facts){ 0 };
    for (size_t i = 0; i < UPDATE_IMAGES; i++) {
        facts->images[i].problem = arena_printf(arena, "of image %zu is not in this input", i);
    }
    read_role(arena, project, IMAGE_APP, &facts->images[0]);
    if (net_image_number(project, &net) && net > 0 && net < UPDATE_IMAGES) {
        read_role(arena, project, IMAGE_NET, &facts->images[net]);
    }
}

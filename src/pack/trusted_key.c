#include "pack/trusted_key.h"

#include <string.h>
#include "pack/plan.h"

static const char *read_key(struct arena *arena, const char *path, const struct public_key **result)
{
    struct diagnostics diagnostics = diagnostics_create(arena);
    const struct source *source;
    struct public_key *key;

    if (!key_source_load(arena, path, &diagnostics, &source) || !public_key_read(arena, source, &diagnostics, &key)) {
        return arena_printf(arena, "cannot be used to compare: %s", diagnostics.items[0].message);
    }
    *result = key;
    return NULL;
}

void trusted_key_read(struct arena *arena, const struct project *project, struct trusted_key *trusted)
{
    *trusted = (struct trusted_key){ 0 };
    if (config_on(role_config(project, IMAGE_MCUBOOT), "CONFIG_BOOT_SIGNATURE_TYPE_NONE")) {
        return;
    }
    trusted->path = plan_key_path(arena, project).value;
    if (trusted->path == NULL) {
        return;
    }
    trusted->fault = plan_key_here(arena, project, trusted->path) ? read_key(arena, trusted->path, &trusted->key)
                                                                  : "is not here to compare";
}

bool trusted_key_differs(const struct trusted_key *trusted, const struct public_key *key)
{
    return trusted->key != NULL && key != NULL && memcmp(trusted->key->hash, key->hash, sizeof key->hash) != 0;
}

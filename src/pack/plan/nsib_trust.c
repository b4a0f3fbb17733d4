#include "pack/plan/nsib_trust.h"

#include <string.h>
#include "base/file.h"
#include "pack/plan/plan.h"

/* A relative name is never looked for where the command happens to run; the tree may hold it. */
static void add_key(struct arena *arena, const struct project *project, const char *name, struct nsib_trust *trust)
{
    const char *path = path_join(arena, project->path, name);
    struct diagnostics unheard = diagnostics_create(arena);
    const struct source *source;
    struct public_key *key;

    if (file_exists(path) && key_source_load(arena, path, &unheard, &source) &&
        public_key_read(arena, source, &unheard, &key) && key->type == KEY_ECDSA_P256) {
        *ARENA_PUSH(arena, trust) = (struct nsib_trusted_key){ key, path };
    } else {
        trust->incomplete = true;
    }
}

/* As the build chooses it: where the signature comes from elsewhere, the public key stands in a symbol of its own. */
static struct tree_text signing_key(struct arena *arena, const struct project *project)
{
    if (config_on(project->sysbuild, "SB_CONFIG_SECURE_BOOT_SIGNING_CUSTOM")) {
        return config_text(arena, project->sysbuild, "sysbuild", "SB_CONFIG_SECURE_BOOT_SIGNING_PUBLIC_KEY");
    }
    return text_or(plan_nsib_named_key(arena, project), plan_nsib_generated_key(arena, project));
}

void nsib_trust_read(struct arena *arena, const struct project *project, struct nsib_trust *trust)
{
    struct tree_text signing = signing_key(arena, project);
    struct string_list more = { 0 };

    *trust = (struct nsib_trust){ .incomplete = signing.value == NULL };
    if (signing.value != NULL) {
        add_key(arena, project, signing.value, trust);
    }
    (void)plan_nsib_public_keys(arena, project, &more);
    for (size_t i = 0; i < more.count; i++) {
        add_key(arena, project, more.items[i], trust);
    }
}

void nsib_trust_expect(struct arena *arena, const struct nsib_trust *trust, const struct nsib_image *firmware,
                       struct nsib_expectation *expectation)
{
    const struct nsib_trusted_key *chosen = trust->count > 0 && !trust->incomplete ? &trust->items[0] : NULL;

    for (size_t i = 0; firmware->has_validation && i < trust->count; i++) {
        if (memcmp(trust->items[i].key->point, firmware->validation.public_key,
                   sizeof firmware->validation.public_key) == 0) {
            chosen = &trust->items[i];
            break;
        }
    }
    if (chosen != NULL) {
        expectation->key = chosen->key->point;
        expectation->key_from = arena_printf(arena, "the key of the tree, '%s'", chosen->path);
    }
}

#include "pack/plan/trusted_key.h"

#include <string.h>
#include "base/file.h"
#include "crypto/keys.h"
#include "image/sample_keys.h"
#include "pack/plan/plan.h"

static bool load_without_passphrase(struct arena *arena, const char *path, struct diagnostics *diagnostics,
                                    const struct public_key **result)
{
    const struct source *source;
    struct public_key *key;

    if (!key_source_load(arena, path, diagnostics, &source) || !public_key_read(arena, source, diagnostics, &key)) {
        return false;
    }
    *result = key;
    return true;
}

/* Why it cannot be used, or NULL. */
static const char *read_key(struct arena *arena, const char *path, const struct passphrase_source *passphrase,
                            const struct public_key **result)
{
    struct diagnostics diagnostics = diagnostics_create(arena);
    bool done = passphrase == NULL ? load_without_passphrase(arena, path, &diagnostics, result)
                                   : public_half_load(arena, path, passphrase, &diagnostics, result);

    return done ? NULL : arena_printf(arena, "cannot be used to compare: %s", diagnostics.items[0].message);
}

/* Behind the last separator, of either system: the path is that of the machine that built. */
static const char *base_name(const char *path)
{
    const char *name = path;

    for (; *path != '\0'; path++) {
        name = *path == '/' || *path == '\\' ? path + 1 : name;
    }
    return name;
}

/* The bootloader's own configuration says it; what sysbuild and the application say is what the build signs with. They
 * count where it says nothing, and for a name that does not say where its file lies: relative, or with a variable.
 */
static const char *trusted_path(struct arena *arena, const struct project *project)
{
    const struct kconfig *nrf53boot = role_config(project, IMAGE_NRF53BOOT);
    struct tree_text own =
        nrf53boot != NULL
            ? config_text(arena, nrf53boot, "nrf53boot", "CONFIG_NRF53BOOT_SIGNATURE_KEY_FILE")
            : config_text(arena, role_config(project, IMAGE_MCUBOOT), "mcuboot", "CONFIG_BOOT_SIGNATURE_KEY_FILE");
    const char *signing = plan_key_path(arena, project).value;
    const char *path;
    bool open;

    if (own.value == NULL) {
        return signing;
    }
    path = path_join(arena, project->path, own.value);
    if (file_exists(path)) {
        return path;
    }
    open = strcmp(path, own.value) != 0 || strchr(own.value, '$') != NULL;
    return open && signing != NULL && strcmp(base_name(signing), base_name(own.value)) == 0 ? signing : own.value;
}

void trusted_key_read(struct arena *arena, const struct project *project, const struct passphrase_source *passphrase,
                      struct trusted_key *trusted)
{
    *trusted = (struct trusted_key){ 0 };
    if (config_on(role_config(project, IMAGE_MCUBOOT), "CONFIG_BOOT_SIGNATURE_TYPE_NONE")) {
        return;
    }
    trusted->path = trusted_path(arena, project);
    if (trusted->path == NULL) {
        return;
    }
    trusted->is_here = plan_key_here(arena, project, trusted->path);
    trusted->fault =
        trusted->is_here ? read_key(arena, trusted->path, passphrase, &trusted->key) : "is not here to compare";
}

const char *trusted_key_sample(const struct trusted_key *trusted, const struct public_key *key)
{
    const char *name = trusted->path == NULL ? NULL : base_name(trusted->path);
    const char *own = key == NULL ? NULL : sample_key_name(key);

    if (trusted->key != NULL || name == NULL || key == NULL || !sample_key_has_name(name) ||
        (own != NULL && strcmp(own, name) == 0)) {
        return NULL;
    }
    return name;
}

bool trusted_key_differs(const struct trusted_key *trusted, const struct public_key *key)
{
    return trusted->key != NULL && key != NULL && memcmp(trusted->key->hash, key->hash, sizeof key->hash) != 0;
}

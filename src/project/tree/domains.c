#include "project/tree/domains.h"

#include "base/yaml.h"

#define DOMAIN_LIMIT 64u

bool domains_read(struct arena *arena, const struct source *source, struct diagnostics *diagnostics,
                  struct domains *domains)
{
    struct yaml_node *root;
    const struct yaml_node *list;
    const struct yaml_node *name;

    if (!yaml_parse(arena, source, diagnostics, &root)) {
        return false;
    }
    if (root == NULL) {
        return diagnose(diagnostics, DIAGNOSTIC_INPUT, ORIGIN_NONE,
                        "'%s' is empty, a mapping with 'default' and 'domains' was expected", source->name);
    }
    if (root->kind != YAML_MAPPING) {
        return diagnose(diagnostics, DIAGNOSTIC_INPUT, root->origin,
                        "'%s' is %s, a mapping with 'default' and 'domains' was expected", source->name,
                        yaml_kind_name(root));
    }
    name = yaml_get(root, "default");
    domains->default_name = yaml_is_scalar(name) && !yaml_is_null(name) ? name->text : NULL;
    list = yaml_get(root, "domains");
    for (size_t i = 0; list != NULL && list->kind == YAML_SEQUENCE && i < list->count && i < DOMAIN_LIMIT; i++) {
        name = yaml_get(list->items[i], "name");
        if (yaml_is_scalar(name) && !yaml_is_null(name)) {
            *ARENA_PUSH(arena, domains) = (struct domain){ .name = name->text, .origin = name->origin };
        }
    }
    return true;
}

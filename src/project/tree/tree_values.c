#include "project/tree/tree_values.h"

static const struct kconfig_symbol *find(const struct kconfig *config, const char *symbol)
{
    return config == NULL ? NULL : kconfig_find(config, symbol);
}

bool config_on(const struct kconfig *config, const char *symbol)
{
    const struct kconfig_symbol *found = find(config, symbol);

    return found != NULL && found->type == KCONFIG_YES;
}

struct tree_text config_text(struct arena *arena, const struct kconfig *config, const char *prefix, const char *symbol)
{
    const struct kconfig_symbol *found = find(config, symbol);

    if (found == NULL || found->type != KCONFIG_STRING || found->text[0] == '\0') {
        return (struct tree_text){ 0 };
    }
    return (struct tree_text){ found->text, arena_printf(arena, "%s:%s", prefix, symbol), found->origin };
}

struct tree_number config_number(struct arena *arena, const struct kconfig *config, const char *prefix,
                                 const char *symbol)
{
    const struct kconfig_symbol *found = find(config, symbol);

    if (found == NULL || found->type != KCONFIG_NUMBER || found->negative) {
        return (struct tree_number){ 0 };
    }
    return (struct tree_number){ true, found->magnitude, arena_printf(arena, "%s:%s", prefix, symbol), found->origin,
                                 FACT_SYMBOL };
}

static struct tree_number partition_field(struct arena *arena, const struct partition *partition,
                                          const struct partition_number *number, const char *prefix, const char *field)
{
    if (!number->present || number->negative) {
        return (struct tree_number){ 0 };
    }
    return (struct tree_number){ true, number->magnitude,
                                 arena_printf(arena, "%s:%s.%s", prefix, partition->name, field), number->origin,
                                 FACT_PARTITION };
}

struct tree_number partition_address(struct arena *arena, const struct partition_map *map, const char *prefix,
                                     const char *name)
{
    const struct partition *partition = map == NULL ? NULL : partition_find(map, name);

    return partition == NULL ? (struct tree_number){ 0 }
                             : partition_field(arena, partition, &partition->address, prefix, "address");
}

struct tree_number partition_size(struct arena *arena, const struct partition_map *map, const char *prefix,
                                  const char *name)
{
    const struct partition *partition = map == NULL ? NULL : partition_find(map, name);

    return partition == NULL ? (struct tree_number){ 0 }
                             : partition_field(arena, partition, &partition->size, prefix, "size");
}

struct tree_number number_or(struct tree_number first, struct tree_number second)
{
    return first.known ? first : second;
}

struct tree_text text_or(struct tree_text first, struct tree_text second)
{
    return first.value != NULL ? first : second;
}

const struct kconfig *role_config(const struct project *project, enum image_role role)
{
    const struct project_image *image = project_image(project, role);

    return image == NULL ? NULL : image->config;
}

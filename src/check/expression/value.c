#include "check/expression/value.h"

struct value value_bool(bool boolean, const struct evidence *evidence)
{
    return (struct value){ .type = TYPE_BOOL, .known = true, .as.boolean = boolean, .evidence = evidence };
}

struct value value_integer(struct integer integer, const struct evidence *evidence)
{
    return (struct value){ .type = TYPE_INTEGER, .known = true, .as.integer = integer, .evidence = evidence };
}

struct value value_number(uint64_t number, const struct evidence *evidence)
{
    return value_integer(integer_from(number), evidence);
}

struct value value_text(const char *text, const struct evidence *evidence)
{
    return (struct value){ .type = TYPE_TEXT, .known = true, .as.text = text, .evidence = evidence };
}

struct value value_version(struct sdk_version version, const struct evidence *evidence)
{
    return (struct value){ .type = TYPE_VERSION, .known = true, .as.version = version, .evidence = evidence };
}

struct value value_unknown(enum value_type type, const struct evidence *evidence)
{
    return (struct value){ .type = type, .known = false, .evidence = evidence };
}

const char *value_type_name(enum value_type type)
{
    static const char *const names[] = {
        [TYPE_BOOL] = "bool",
        [TYPE_INTEGER] = "integer",
        [TYPE_TEXT] = "text",
        [TYPE_VERSION] = "version",
        [TYPE_SYMBOL] = "symbol",
        [TYPE_PARTITION] = "partition",
        [TYPE_NODE] = "devicetree node",
        [TYPE_ANOMALY] = "anomaly",
        [TYPE_IMAGE] = "image",
    };

    return names[type];
}

const char *map_name_text(enum map_name name)
{
    static const char *const names[] = { [MAP_PM] = "pm", [MAP_PM_NET] = "pm_net", [MAP_STATIC] = "static" };

    return names[name];
}

const char *value_print(struct arena *arena, const struct value *value)
{
    if (!value->known) {
        return "?";
    }
    switch (value->type) {
    case TYPE_BOOL:
        return value->as.boolean ? "y" : "n";
    case TYPE_INTEGER:
        return integer_text(arena, value->as.integer);
    case TYPE_TEXT:
        return value->as.text;
    case TYPE_VERSION:
        return sdk_version_text(arena, value->as.version);
    case TYPE_PARTITION:
        return value->as.partition.name;
    case TYPE_NODE:
        return value->as.node.node != NULL ? value->as.node.node->path : "absent";
    case TYPE_ANOMALY:
        return value->as.anomaly->subject;
    case TYPE_IMAGE:
        return value->as.image->name;
    case TYPE_SYMBOL:
        break;
    }
    return "?";
}

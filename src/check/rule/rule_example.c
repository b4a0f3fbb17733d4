#include "check/rule/rule_example.h"

#include <string.h>
#include "check/rule/consequence.h"
#include "check/rule/rule_reader.h"

static bool unexpected(struct field_reader *reader, const struct yaml_node *node, const char *expected)
{
    return diagnose(reader->diagnostics, DIAGNOSTIC_INPUT, node->origin, "'%s' is wrong here: expected %s", node->text,
                    expected);
}

/* An empty text is a file without a line. */
static bool read_file_text(struct field_reader *reader, void *target, const struct yaml_node *node)
{
    struct example_text *text = target;

    text->text = node->text;
    text->origin = node->origin;
    return field_kind(reader, node, YAML_SCALAR, "the text of a file");
}

static bool read_text(struct field_reader *reader, void *target, const struct yaml_node *node)
{
    return field_text(reader, node, target);
}

static bool read_expect(struct field_reader *reader, void *target, const struct yaml_node *node)
{
    enum consequence consequence;
    const char **expect = target;

    if (!field_text(reader, node, expect)) {
        return false;
    }
    return strcmp(*expect, "undecided") == 0 || consequence_parse(*expect, &consequence) ||
           unexpected(reader, node, "a consequence, or undecided");
}

static bool read_kind(struct field_reader *reader, void *target, const struct yaml_node *node)
{
    static const char *const kinds[] = {
        [PROJECT_BUILD] = "build", [PROJECT_SOURCE] = "source", [PROJECT_FILE] = "file"
    };

    for (size_t i = 0; i < ARRAY_LENGTH(kinds); i++) {
        if (yaml_is_scalar(node) && strcmp(node->text, kinds[i]) == 0) {
            *(enum project_kind *)target = (enum project_kind)i;
            return true;
        }
    }
    return unexpected(reader, node, "build, source or file");
}

static bool read_era(struct field_reader *reader, void *target, const struct yaml_node *node)
{
    static const enum project_era eras[] = { ERA_UNKNOWN, ERA_CHILD_IMAGE, ERA_SYSBUILD_PM, ERA_SYSBUILD_DTS };

    for (size_t i = 0; i < ARRAY_LENGTH(eras); i++) {
        if (yaml_is_scalar(node) && strcmp(node->text, project_era_name(eras[i])) == 0) {
            *(enum project_era *)target = eras[i];
            return true;
        }
    }
    return unexpected(reader, node, "child-image, sysbuild-pm, sysbuild-dts or unknown");
}

static bool read_sdk(struct field_reader *reader, void *target, const struct yaml_node *node)
{
    struct example_content *content = target;

    content->sdk_known = yaml_is_scalar(node) && sdk_version_parse(slice_of(node->text), &content->sdk);
    return content->sdk_known || unexpected(reader, node, "a version such as 3.2.1");
}

static bool read_complete(struct field_reader *reader, void *target, const struct yaml_node *node)
{
    bool complete = true;
    bool good = field_bool(reader, node, &complete);

    *(bool *)target = !complete;
    return good;
}

static bool read_once(struct field_reader *reader, void *target, const struct yaml_node *node)
{
    return field_bool(reader, node, target);
}

static bool read_images(struct field_reader *reader, void *target, const struct yaml_node *node)
{
    struct string_list names = { 0 };
    bool *exists = target;

    if (!field_texts(reader, node, &names)) {
        return false;
    }
    for (size_t i = 0; i < names.count; i++) {
        enum image_role role;

        if (!image_role_parse(slice_of(names.items[i]), &role)) {
            return diagnose(reader->diagnostics, DIAGNOSTIC_INPUT, node->origin, "unknown image '%s'", names.items[i]);
        }
        exists[role] = true;
    }
    return true;
}

static bool read_devicetrees(struct field_reader *reader, void *target, const struct yaml_node *node)
{
    struct example_text *devicetrees = target;
    bool good = field_kind(reader, node, YAML_MAPPING, "an image with its devicetree");

    for (size_t i = 0; good && i < node->count; i++) {
        enum image_role role;

        if (!image_role_parse(slice_of(node->pairs[i].key->text), &role)) {
            return diagnose(reader->diagnostics, DIAGNOSTIC_INPUT, node->pairs[i].key->origin, "unknown image '%s'",
                            node->pairs[i].key->text);
        }
        good = read_file_text(reader, &devicetrees[role], node->pairs[i].value);
    }
    return good;
}

/* {kind: subject}: only a whole tree has these; the texts of an example bring their own. */
static bool read_anomalies(struct field_reader *reader, void *target, const struct yaml_node *node)
{
    bool good = field_kind(reader, node, YAML_MAPPING, "a kind of anomaly with its subject");

    for (size_t i = 0; good && i < node->count; i++) {
        const struct yaml_pair *pair = &node->pairs[i];

        good = field_kind(reader, pair->value, YAML_SCALAR, "what the anomaly is about");
        if (good) {
            anomaly_add(reader->arena, target, pair->key->text, pair->value->text, pair->value->origin, ORIGIN_NONE,
                        "as the example says");
        }
    }
    return good;
}

/* {0: value, 1: value}: calls put for each image. */
static bool read_by_image(struct field_reader *reader, const struct yaml_node *node, struct update_facts *updates,
                          bool (*put)(struct update_fact *, const char *))
{
    bool good = field_kind(reader, node, YAML_MAPPING, "values by image number");

    for (size_t i = 0; good && i < node->count; i++) {
        const struct yaml_pair *pair = &node->pairs[i];
        uint64_t image;

        if (!parse_uint64(slice_of(pair->key->text), 10, &image) || image >= UPDATE_IMAGES) {
            return unexpected(reader, pair->key, "an image number");
        }
        good = put(&updates->images[image], pair->value->text) || unexpected(reader, pair->value, "another value");
    }
    return good;
}

static bool put_size(struct update_fact *update, const char *text)
{
    update->has_size = parse_uint64(slice_of(text), 0, &update->size);
    return update->has_size;
}

static bool put_firmware(struct update_fact *update, const char *text)
{
    update->has_firmware = parse_uint64(slice_of(text), 0, &update->firmware);
    return update->has_firmware;
}

static bool put_signed(struct update_fact *update, const char *text)
{
    update->has_signed = true;
    update->is_signed = strcmp(text, "true") == 0;
    return update->is_signed || strcmp(text, "false") == 0;
}

static bool put_key_hash(struct update_fact *update, const char *text)
{
    update->key_hash = text;
    return text[0] != '\0';
}

static bool read_update_size(struct field_reader *reader, void *target, const struct yaml_node *node)
{
    return read_by_image(reader, node, target, put_size);
}

static bool read_update_firmware(struct field_reader *reader, void *target, const struct yaml_node *node)
{
    return read_by_image(reader, node, target, put_firmware);
}

static bool read_update_signed(struct field_reader *reader, void *target, const struct yaml_node *node)
{
    return read_by_image(reader, node, target, put_signed);
}

static bool read_update_key_hash(struct field_reader *reader, void *target, const struct yaml_node *node)
{
    return read_by_image(reader, node, target, put_key_hash);
}

/* Read when the project is made; here only checked. */
static bool read_deployed(struct field_reader *reader, void *target, const struct yaml_node *node)
{
    struct example_content content;

    *(const struct yaml_node **)target = node;
    return example_deployed_read(reader, node, &content);
}

#define AT(member)    offsetof(struct example_content, member)
#define KCONFIG(role) AT(kconfig) + (role) * sizeof(struct example_text)

static const struct field fields[] = {
    { "name", read_text, AT(name) },
    { "expect", read_expect, AT(expect) },
    { "once", read_once, AT(once) },
    { "board", read_text, AT(board) },
    { "kind", read_kind, AT(kind) },
    { "era", read_era, AT(era) },
    { "sdk", read_sdk, 0 },
    { "complete", read_complete, AT(fragment) },
    { "images", read_images, AT(exists) },
    { "app", read_file_text, KCONFIG(IMAGE_APP) },
    { "mcuboot", read_file_text, KCONFIG(IMAGE_MCUBOOT) },
    { "nrf53boot", read_file_text, KCONFIG(IMAGE_NRF53BOOT) },
    { "net", read_file_text, KCONFIG(IMAGE_NET) },
    { "b0", read_file_text, KCONFIG(IMAGE_B0) },
    { "b0n", read_file_text, KCONFIG(IMAGE_B0N) },
    { "s1_image", read_file_text, KCONFIG(IMAGE_S1) },
    { "tfm", read_file_text, KCONFIG(IMAGE_TFM) },
    { "sysbuild", read_file_text, AT(sysbuild) },
    { "partitions", read_file_text, AT(partitions) },
    { "partitions_net", read_file_text, AT(partitions_net) },
    { "static", read_file_text, AT(statics) },
    { "static_net", read_file_text, AT(statics_net) },
    { "regions", read_file_text, AT(regions) },
    { "regions_net", read_file_text, AT(regions_net) },
    { "pm_config", read_file_text, AT(pm_config) },
    { "pm_config_net", read_file_text, AT(pm_config_net) },
    { "dts", read_devicetrees, AT(devicetree) },
    { "update_size", read_update_size, AT(updates) },
    { "update_firmware", read_update_firmware, AT(updates) },
    { "update_signed", read_update_signed, AT(updates) },
    { "update_key_hash", read_update_key_hash, AT(updates) },
    { "key_file", read_text, AT(updates.key_file) },
    { "anomalies", read_anomalies, AT(anomalies) },
    { "deployed", read_deployed, AT(deployed) },
};

static bool read_content(struct field_reader *reader, const struct yaml_node *node, struct example_content *content)
{
    static const struct field_table table = { "an example", fields, ARRAY_LENGTH(fields) };

    *content = (struct example_content){ .kind = PROJECT_BUILD, .era = ERA_SYSBUILD_PM };
    return fields_read(reader, &table, node, content);
}

bool example_content_read(struct field_reader *reader, const struct yaml_node *node, struct example_content *content)
{
    if (!read_content(reader, node, content)) {
        return false;
    }
    return content->name != NULL ||
           diagnose(reader->diagnostics, DIAGNOSTIC_INPUT, node->origin, "example without 'name'");
}

bool example_deployed_read(struct field_reader *reader, const struct yaml_node *node, struct example_content *content)
{
    if (!read_content(reader, node, content)) {
        return false;
    }
    return (content->name == NULL && content->expect == NULL && !content->once && content->deployed == NULL) ||
           diagnose(reader->diagnostics, DIAGNOSTIC_INPUT, node->origin,
                    "a released build has no 'name', no 'expect', no 'once' and no 'deployed' of its own");
}

bool rule_example_read(struct field_reader *reader, const struct yaml_node *node, bool bad,
                       struct rule_examples *examples)
{
    struct example_content content;
    struct rule_example *example;

    if (!example_content_read(reader, node, &content)) {
        return false;
    }
    example = ARENA_PUSH(reader->arena, examples);
    *example = (struct rule_example){ content.name, bad, content.expect, node, content.once };
    return true;
}

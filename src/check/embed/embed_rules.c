/* Run while the program is built: writes rule files as C tables (check/rule/embedded_rules.h).
 *
 * usage: embed_rules OUTPUT FOLDER FILE...      (in a report FILE is rules/FILE)
 */
#include <inttypes.h>

#include "base/embed/embed.h"
#include "base/yaml.h"

/* What becomes of all files, beside the arrays of each. */
struct tables {
    struct text texts; /* bytes of embedded_texts */
    struct text rows;  /* of embedded_rule_files */
    size_t files;
};

static size_t count_nodes(const struct yaml_node *node)
{
    size_t nodes = 1;

    for (size_t i = 0; i < node->count; i++) {
        nodes += node->kind == YAML_MAPPING ? count_nodes(node->pairs[i].key) + count_nodes(node->pairs[i].value)
                                            : count_nodes(node->items[i]);
    }
    return nodes;
}

static void write_node(struct text *out, struct text *texts, const struct yaml_node *node)
{
    bool scalar = node->kind == YAML_SCALAR;

    text_printf(out, "{ %" PRIu32 ", %" PRIu32 ", %" PRIu32 ", %" PRIu32 ", %zu, %zu, %zu, %d, %d },\n",
                node->origin.line, node->origin.column, node->end.line, node->end.column, scalar ? texts->length : 0,
                scalar ? node->length : node->count, count_nodes(node), (int)node->kind, node->plain);
    if (scalar) {
        text_append_bytes(texts, node->text, node->length + 1);
    }
    for (size_t i = 0; i < node->count; i++) {
        if (node->kind == YAML_MAPPING) {
            write_node(out, texts, node->pairs[i].key);
            write_node(out, texts, node->pairs[i].value);
        } else {
            write_node(out, texts, node->items[i]);
        }
    }
}

static bool write_file(struct embedding *embedding, struct tables *tables, const char *name)
{
    struct text *out = &embedding->out;
    const struct source *source;
    struct yaml_node *root;

    if (!embed_load(embedding, name, &source) || !yaml_parse(out->arena, source, embedding->diagnostics, &root)) {
        return false;
    }
    if (root == NULL) {
        return true; /* an empty file has no rules */
    }
    embed_array(out, arena_printf(out->arena, "static const unsigned char file_%zu[]", tables->files), source->data,
                source->size);
    text_printf(out, "static const struct embedded_node nodes_%zu[] = {\n", tables->files);
    write_node(out, &tables->texts, root);
    text_append(out, "};\n\n");
    text_printf(&tables->rows, "    { \"rules/%s\", file_%zu, sizeof file_%zu - 1, nodes_%zu },\n", name, tables->files,
                tables->files, tables->files);
    tables->files++;
    return true;
}

static bool write_rules(struct embedding *embedding)
{
    struct text *out = &embedding->out;
    struct tables tables = { text_create(out->arena, out->limit), text_create(out->arena, out->limit), 0 };
    bool good = true;

    text_append(out, "/* Written by src/check/embed/embed_rules.c from the files of rules/. */\n"
                     "#include \"check/rule/embedded_rules.h\"\n\n");
    for (size_t i = 0; i < embedding->count; i++) {
        good = write_file(embedding, &tables, embedding->words[i]) && good; /* all broken ones are told of */
    }
    embed_array(out, "const unsigned char embedded_texts[]", tables.texts.data, tables.texts.length);
    text_printf(out, "const struct embedded_rule_file embedded_rule_files[] = {\n%s    { NULL, NULL, 0, NULL },\n};\n",
                tables.rows.data);
    return good;
}

int main(int argc, char **argv)
{
    return embed(argc, argv, write_rules);
}

/* Run while the program is built: writes rule files as C tables (check/rule/embedded_rules.h).
 *
 * usage: embed_rules OUTPUT FOLDER FILE...      (FILE as it stands in FOLDER; in a report it is rules/FILE)
 */
#include <inttypes.h>
#include <stdio.h>

#include "base/diagnostics.h"
#include "base/file.h"
#include "base/source.h"
#include "base/yaml.h"

#define OUTPUT_LIMIT (64u * 1024u * 1024u)

struct embedding {
    struct text arrays; /* what is written in the end */
    struct text texts;  /* bytes of embedded_texts */
    struct text rows;   /* of embedded_rule_files */
    size_t files;
};

/* Arrays, not string literals: C11 guarantees only 4095 characters of a literal. A zero byte is added. */
static void write_bytes(struct text *out, const char *declaration, const char *data, size_t size)
{
    text_printf(out, "%s = {", declaration);
    for (size_t i = 0; i < size; i++) {
        text_printf(out, "%s%u,", i % 32 == 0 ? "\n" : "", (unsigned)(unsigned char)data[i]);
    }
    text_append(out, "0 };\n\n");
}

static size_t count_nodes(const struct yaml_node *node)
{
    size_t nodes = 1;

    for (size_t i = 0; i < node->count; i++) {
        nodes += node->kind == YAML_MAPPING ? count_nodes(node->pairs[i].key) + count_nodes(node->pairs[i].value)
                                            : count_nodes(node->items[i]);
    }
    return nodes;
}

static void write_node(struct embedding *embedding, const struct yaml_node *node)
{
    bool scalar = node->kind == YAML_SCALAR;

    text_printf(&embedding->arrays, "{ %" PRIu32 ", %" PRIu32 ", %" PRIu32 ", %" PRIu32 ", %zu, %zu, %zu, %d, %d },\n",
                node->origin.line, node->origin.column, node->end.line, node->end.column,
                scalar ? embedding->texts.length : 0, scalar ? node->length : node->count, count_nodes(node),
                (int)node->kind, node->plain);
    if (scalar) {
        text_append_bytes(&embedding->texts, node->text, node->length + 1);
    }
    for (size_t i = 0; i < node->count; i++) {
        if (node->kind == YAML_MAPPING) {
            write_node(embedding, node->pairs[i].key);
            write_node(embedding, node->pairs[i].value);
        } else {
            write_node(embedding, node->items[i]);
        }
    }
}

static bool embed_file(struct embedding *embedding, const char *folder, const char *name,
                       struct diagnostics *diagnostics)
{
    struct arena *arena = diagnostics->arena;
    const struct source *source;
    struct yaml_node *root;

    if (!source_load(arena, path_join(arena, folder, name), name, SOURCE_TEXT_LIMIT, diagnostics, &source) ||
        !yaml_parse(arena, source, diagnostics, &root)) {
        return false;
    }
    if (root == NULL) {
        return true; /* an empty file has no rules */
    }
    write_bytes(&embedding->arrays, arena_printf(arena, "static const unsigned char file_%zu[]", embedding->files),
                source->data, source->size);
    text_printf(&embedding->arrays, "static const struct embedded_node nodes_%zu[] = {\n", embedding->files);
    write_node(embedding, root);
    text_append(&embedding->arrays, "};\n\n");
    text_printf(&embedding->rows, "    { \"rules/%s\", file_%zu, sizeof file_%zu - 1, nodes_%zu },\n", name,
                embedding->files, embedding->files, embedding->files);
    embedding->files++;
    return true;
}

static bool embed_files(const char *output, const char *folder, char **names, size_t count,
                        struct diagnostics *diagnostics)
{
    struct arena *arena = diagnostics->arena;
    struct output_set *set = output_set_create(arena);
    struct embedding embedding = { text_create(arena, OUTPUT_LIMIT), text_create(arena, OUTPUT_LIMIT),
                                   text_create(arena, OUTPUT_LIMIT), 0 };
    bool good = true;

    text_append(&embedding.arrays, "/* Written by src/check/embed/embed_rules.c from the files of rules/. */\n"
                                   "#include \"check/rule/embedded_rules.h\"\n\n");
    for (size_t i = 0; i < count; i++) {
        good = embed_file(&embedding, folder, names[i], diagnostics) && good;
    }
    write_bytes(&embedding.arrays, "const unsigned char embedded_texts[]", embedding.texts.data,
                embedding.texts.length);
    text_printf(&embedding.arrays,
                "const struct embedded_rule_file embedded_rule_files[] = {\n%s    { NULL, NULL, 0, NULL },\n};\n",
                embedding.rows.data);
    good = good && output_set_add(set, output, embedding.arrays.data, embedding.arrays.length, diagnostics) &&
           output_set_commit(set, diagnostics);
    output_set_discard(set);
    return good;
}

int main(int argc, char **argv)
{
    struct arena *arena = arena_create();
    struct diagnostics diagnostics = diagnostics_create(arena);
    bool good = argc > 3 && embed_files(argv[1], argv[2], argv + 3, (size_t)argc - 3, &diagnostics);

    for (size_t i = 0; i < diagnostics.count; i++) {
        fprintf(stderr, "%s: %s\n", origin_text(arena, diagnostics.items[i].origin), diagnostics.items[i].message);
    }
    arena_destroy(arena);
    return good ? 0 : 1;
}

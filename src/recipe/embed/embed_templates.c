/* Run while the program is built: writes the recipes' files as a C table (recipe/embedded_templates.h).
 *
 * usage: embed_templates OUTPUT FOLDER FILE...      (FILE as it stands in FOLDER)
 */
#include <stdio.h>

#include "base/diagnostics.h"
#include "base/file.h"
#include "base/source.h"

#define OUTPUT_LIMIT (16u * 1024u * 1024u)

/* Arrays, not string literals: C11 guarantees only 4095 characters of a literal. A zero byte is added. */
static bool embed_file(struct text *out, struct text *rows, const char *folder, const char *name, size_t number,
                       struct diagnostics *diagnostics)
{
    struct arena *arena = diagnostics->arena;
    const struct source *source;

    if (!source_load(arena, path_join(arena, folder, name), name, SOURCE_TEXT_LIMIT, diagnostics, &source)) {
        return false;
    }
    text_printf(out, "static const unsigned char file_%zu[] = {", number);
    for (size_t i = 0; i < source->size; i++) {
        text_printf(out, "%s%u,", i % 32 == 0 ? "\n" : "", (unsigned)(unsigned char)source->data[i]);
    }
    text_append(out, "0 };\n\n");
    text_printf(rows, "    { \"%s\", file_%zu, sizeof file_%zu - 1 },\n", name, number, number);
    return true;
}

static bool embed_files(const char *output, const char *folder, char **names, size_t count,
                        struct diagnostics *diagnostics)
{
    struct output_set *set = output_set_create(diagnostics->arena);
    struct text out = text_create(diagnostics->arena, OUTPUT_LIMIT);
    struct text rows = text_create(diagnostics->arena, OUTPUT_LIMIT);
    bool good = true;

    text_append(&out, "/* Written by src/recipe/embed/embed_templates.c from the files of src/recipe/templates/. */\n"
                      "#include \"recipe/embedded_templates.h\"\n\n");
    for (size_t i = 0; i < count; i++) {
        good = embed_file(&out, &rows, folder, names[i], i, diagnostics) && good;
    }
    text_printf(&out, "const struct embedded_template embedded_templates[] = {\n%s    { NULL, NULL, 0 },\n};\n",
                rows.data);
    good =
        good && output_set_add(set, output, out.data, out.length, diagnostics) && output_set_commit(set, diagnostics);
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

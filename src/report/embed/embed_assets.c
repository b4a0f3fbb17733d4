/* Run while the program is built: writes the files of src/report/html/ as C arrays (report/html_assets.h).
 *
 * usage: embed_assets OUTPUT FOLDER FILE...      (theme.css becomes html_theme_css)
 */
#include <stdio.h>

#include "base/diagnostics.h"
#include "base/file.h"
#include "base/source.h"

#define OUTPUT_LIMIT (4u * 1024u * 1024u)

static const char *array_name(struct arena *arena, const char *file)
{
    char *name = arena_printf(arena, "html_%s", file);

    for (char *at = name; *at != '\0'; at++) {
        *at = *at == '.' || *at == '-' ? '_' : *at;
    }
    return name;
}

/* Arrays, not string literals: C11 guarantees only 4095 characters of a literal. */
static void write_array(struct text *out, const char *file, const struct source *source)
{
    text_printf(out, "const char %s[] = {", array_name(out->arena, file));
    for (size_t i = 0; i < source->size; i++) {
        text_printf(out, "%s%d,", i % 32 == 0 ? "\n" : "", (signed char)source->data[i]);
    }
    text_append(out, "0 };\n\n");
}

static bool embed(const char *output, const char *folder, char **names, size_t count, struct diagnostics *diagnostics)
{
    struct arena *arena = diagnostics->arena;
    struct output_set *set = output_set_create(arena);
    struct text out = text_create(arena, OUTPUT_LIMIT);
    bool good = true;

    text_append(&out, "/* Written by src/report/embed/embed_assets.c from the files of src/report/html/. */\n"
                      "#include \"report/html_assets.h\"\n\n");
    for (size_t i = 0; i < count && good; i++) {
        const struct source *source;

        good =
            source_load(arena, path_join(arena, folder, names[i]), names[i], SOURCE_TEXT_LIMIT, diagnostics, &source);
        if (good) {
            write_array(&out, names[i], source);
        }
    }
    good =
        good && output_set_add(set, output, out.data, out.length, diagnostics) && output_set_commit(set, diagnostics);
    output_set_discard(set);
    return good;
}

int main(int argc, char **argv)
{
    struct arena *arena = arena_create();
    struct diagnostics diagnostics = diagnostics_create(arena);
    bool good = argc > 3 && embed(argv[1], argv[2], argv + 3, (size_t)argc - 3, &diagnostics);

    for (size_t i = 0; i < diagnostics.count; i++) {
        fprintf(stderr, "%s: %s\n", origin_text(arena, diagnostics.items[i].origin), diagnostics.items[i].message);
    }
    arena_destroy(arena);
    return good ? 0 : 1;
}

/* Run while the program is built: writes the recipes' files as a C table (recipe/embedded_templates.h). */
#include "base/embed/embed.h"

static bool write_templates(struct embedding *embedding)
{
    struct arena *arena = embedding->out.arena;
    struct text rows = text_create(arena, embedding->out.limit);

    text_append(&embedding->out,
                "/* Written by src/recipe/embed/embed_templates.c from the files of src/recipe/templates/. */\n"
                "#include \"recipe/embedded_templates.h\"\n\n");
    for (size_t i = 0; i < embedding->count; i++) {
        const struct source *source;

        if (!embed_load(embedding, embedding->words[i], &source)) {
            return false;
        }
        embed_array(&embedding->out, arena_printf(arena, "static const unsigned char file_%zu[]", i), source->data,
                    source->size);
        text_printf(&rows, "    { \"%s\", file_%zu, sizeof file_%zu - 1 },\n", source->name, i, i);
    }
    text_printf(&embedding->out,
                "const struct embedded_template embedded_templates[] = {\n%s    { NULL, NULL, 0 },\n};\n", rows.data);
    return true;
}

int main(int argc, char **argv)
{
    return embed(argc, argv, write_templates);
}

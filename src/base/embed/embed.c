#include "base/embed/embed.h"

#include <stdio.h>

#include "base/file.h"

#define OUTPUT_LIMIT (64u * 1024u * 1024u)

bool embed_load(struct embedding *embedding, const char *file, const struct source **source)
{
    struct arena *arena = embedding->out.arena;

    return source_load(arena, path_join(arena, embedding->folder, file), file, SOURCE_TEXT_LIMIT,
                       embedding->diagnostics, source);
}

void embed_array(struct text *out, const char *declaration, const char *data, size_t size)
{
    text_printf(out, "%s = {", declaration);
    for (size_t i = 0; i < size; i++) {
        text_printf(out, "%s%u,", i % 32 == 0 ? "\n" : "", (unsigned)(unsigned char)data[i]);
    }
    text_append(out, "0 };\n\n");
}

static bool write_output(struct embedding *embedding, const char *path, embed_write *write)
{
    struct output_set *set = output_set_create(embedding->out.arena);
    bool good = write(embedding) &&
                output_set_add(set, path, embedding->out.data, embedding->out.length, embedding->diagnostics) &&
                output_set_commit(set, embedding->diagnostics);

    output_set_discard(set);
    return good;
}

int embed(int argc, char **argv, embed_write *write)
{
    struct arena *arena = arena_create();
    struct diagnostics diagnostics = diagnostics_create(arena);
    struct embedding embedding = { .diagnostics = &diagnostics, .out = text_create(arena, OUTPUT_LIMIT) };
    bool good = argc > 3;

    if (good) {
        embedding.folder = argv[2];
        embedding.words = argv + 3;
        embedding.count = (size_t)argc - 3;
        good = write_output(&embedding, argv[1], write);
    }
    for (size_t i = 0; i < diagnostics.count; i++) {
        fprintf(stderr, "%s: %s\n", origin_text(arena, diagnostics.items[i].origin), diagnostics.items[i].message);
    }
    arena_destroy(arena);
    return good ? 0 : 1;
}

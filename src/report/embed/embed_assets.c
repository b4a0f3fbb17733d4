/* Run while the program is built: writes the files of src/report/html/ as C arrays (report/style/html_assets.h).
 *
 * usage: embed_assets OUTPUT SHA256 FOLDER FILE...      (theme.css becomes html_theme_css; the digest is the script's)
 */
#include <stdio.h>
#include <string.h>

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

static unsigned hex_value(char digit)
{
    return digit <= '9' ? (unsigned)(digit - '0') : (unsigned)(digit - 'a') + 10;
}

/* 32 bytes, of hexadecimal digits, are 43 digits of base64 (RFC 4648) and a '='. The last of them has two bits to fill. */
static bool write_digest(struct text *out, const char *hex)
{
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

    if (strlen(hex) != 64 || strspn(hex, "0123456789abcdef") != 64) {
        return false;
    }
    text_append(out, "const char html_script_sha256[] = \"");
    for (size_t bit = 0; bit < 256; bit += 6) {
        unsigned value = 0;

        for (size_t i = bit; i < bit + 6; i++) {
            value = value << 1 | (i < 256 ? hex_value(hex[i / 4]) >> (3 - i % 4) & 1u : 0);
        }
        text_append_bytes(out, digits + value, 1);
    }
    text_append(out, "=\";\n\n");
    return true;
}

struct embedding {
    const char *output;
    const char *digest;
    const char *folder;
    char **names;
    size_t count;
};

static bool embed(const struct embedding *job, struct diagnostics *diagnostics)
{
    struct arena *arena = diagnostics->arena;
    struct output_set *set = output_set_create(arena);
    struct text out = text_create(arena, OUTPUT_LIMIT);
    bool good;

    text_append(&out, "/* Written by src/report/embed/embed_assets.c from the files of src/report/html/. */\n"
                      "#include \"report/style/html_assets.h\"\n\n");
    good = write_digest(&out, job->digest);
    for (size_t i = 0; i < job->count && good; i++) {
        const struct source *source;

        good = source_load(arena, path_join(arena, job->folder, job->names[i]), job->names[i], SOURCE_TEXT_LIMIT,
                           diagnostics, &source);
        if (good) {
            write_array(&out, job->names[i], source);
        }
    }
    good = good && output_set_add(set, job->output, out.data, out.length, diagnostics) &&
           output_set_commit(set, diagnostics);
    output_set_discard(set);
    return good;
}

int main(int argc, char **argv)
{
    struct arena *arena = arena_create();
    struct diagnostics diagnostics = diagnostics_create(arena);
    bool good =
        argc > 4 && embed(&(struct embedding){ argv[1], argv[2], argv[3], argv + 4, (size_t)argc - 4 }, &diagnostics);

    for (size_t i = 0; i < diagnostics.count; i++) {
        fprintf(stderr, "%s: %s\n", origin_text(arena, diagnostics.items[i].origin), diagnostics.items[i].message);
    }
    arena_destroy(arena);
    return good ? 0 : 1;
}

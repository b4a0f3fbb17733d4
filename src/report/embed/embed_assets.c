/* Run while the program is built: writes the files of src/report/html/ as C arrays (report/style/html_assets.h).
 *
 * usage: embed_assets OUTPUT FOLDER SHA256 FILE...      (theme.css becomes html_theme_css; the digest is the script's)
 */
#include <string.h>

#include "base/embed/embed.h"

static const char *array_of(struct arena *arena, const char *file)
{
    char *name = arena_printf(arena, "const char html_%s[]", file);

    for (char *at = name; *at != '\0'; at++) {
        *at = *at == '.' || *at == '-' ? '_' : *at;
    }
    return name;
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

static bool write_assets(struct embedding *embedding)
{
    text_append(&embedding->out,
                "/* Written by src/report/embed/embed_assets.c from the files of src/report/html/. */\n"
                "#include \"report/style/html_assets.h\"\n\n");
    if (!write_digest(&embedding->out, embedding->words[0])) {
        return diagnose(embedding->diagnostics, DIAGNOSTIC_USAGE, ORIGIN_NONE, "'%s' is no SHA-256",
                        embedding->words[0]);
    }
    for (size_t i = 1; i < embedding->count; i++) {
        const struct source *source;

        if (!embed_load(embedding, embedding->words[i], &source)) {
            return false;
        }
        embed_array(&embedding->out, array_of(embedding->out.arena, source->name), source->data, source->size);
    }
    return true;
}

int main(int argc, char **argv)
{
    return embed(argc, argv, write_assets);
}

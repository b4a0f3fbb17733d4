#include "report/check/sarif_place.h"

#include <string.h>
#include "base/file.h"

#define MESSAGE_LIMIT (256u * 1024u)
#define SOURCE_ROOT   "%SRCROOT%"

/* RFC 3986: what is not unreserved or '/' is percent-encoded. A folder ends with '/'. */
static const char *uri_of(struct arena *arena, struct finding_place place)
{
    struct text text = text_create(arena, 65536);
    const char *path = place.path;
    size_t drive = path_is_absolute(path) && path[0] != '/' ? 2 : 0; /* "C:" stays as it is */

    text_append(&text, !path_is_absolute(path) ? "" : drive == 0 ? "file://" : "file:///");
    text_append_bytes(&text, path, drive);
    for (const char *c = path + drive; *c != '\0'; c++) {
        bool plain = (*c >= 'a' && *c <= 'z') || (*c >= 'A' && *c <= 'Z') || (*c >= '0' && *c <= '9') ||
                     strchr("-._~/", *c) != NULL;

        if (plain) {
            text_append_bytes(&text, c, 1);
        } else {
            text_printf(&text, "%%%02X", (unsigned)(unsigned char)*c);
        }
    }
    if (place.folder && !text_ends_with(text.data, "/")) {
        text_append(&text, "/");
    }
    return text.data;
}

void sarif_text(struct json *json, const char *key, const char *words)
{
    json_key(json, key);
    json_object_begin(json);
    json_member(json, "text", words);
    json_object_end(json);
}

static uint32_t characters(struct slice line)
{
    uint32_t count = 0;

    for (size_t i = 0; i < line.length; count++) {
        size_t step = utf8_sequence(line.data + i, line.length - i);

        i += step == 0 ? 1 : step;
    }
    return count;
}

/* From the place to the end of its line. A file as a whole is its first line: code scanning services want a region. */
static void write_region(struct json *json, struct finding_place place)
{
    uint32_t column = place.line > 0 ? place.column : 1;

    json_key(json, "region");
    json_object_begin(json);
    json_member_uint(json, "startLine", place.line > 0 ? place.line : 1);
    json_member_uint(json, "startColumn", column);
    if (place.source != NULL) {
        struct slice line = source_line(place.source, place.line);
        uint32_t end = characters(line) + 1;

        json_member_uint(json, "endLine", place.line);
        json_member_uint(json, "endColumn", end > column ? end : column + 1);
        sarif_text(json, "snippet", text_printable(json->out->arena, line, 1000));
    }
    json_object_end(json);
}

void sarif_physical_location(struct json *json, struct finding_place place)
{
    json_key(json, "physicalLocation");
    json_object_begin(json);
    json_key(json, "artifactLocation");
    json_object_begin(json);
    json_member(json, "uri", uri_of(json->out->arena, place));
    if (!path_is_absolute(place.path)) {
        json_member(json, "uriBaseId", SOURCE_ROOT);
    }
    json_object_end(json);
    if (!place.folder) {
        write_region(json, place);
    }
    json_object_end(json);
}

void sarif_locations(struct json *json, struct finding_place place)
{
    json_key(json, "locations");
    json_array_begin(json);
    json_object_begin(json);
    sarif_physical_location(json, place);
    json_object_end(json);
    json_array_end(json);
}

/* What has a meaning in a message's text loses it (3.11.6); line ends are all that stays of the control characters. */
const char *sarif_escaped(struct arena *arena, const char *words)
{
    struct text out = text_create(arena, MESSAGE_LIMIT);

    for (;;) {
        size_t length = strcspn(words, "\n");
        const char *line = text_printable(arena, (struct slice){ words, length }, MESSAGE_LIMIT / 4);

        for (; *line != '\0'; line++) {
            text_append(&out, strchr("[]\\", *line) != NULL ? "\\" : "");
            text_append_bytes(&out, line, 1);
        }
        if (words[length] == '\0') {
            return out.data;
        }
        text_append(&out, "\n");
        words += length + 1;
    }
}

void sarif_message(struct json *json, const char *words)
{
    sarif_text(json, "message", words);
}

void sarif_link(struct text *out, const char *words, uint64_t id)
{
    text_printf(out, "[%s](%llu)", sarif_escaped(out->arena, words), (unsigned long long)id);
}

void sarif_uri_bases(struct json *json)
{
    json_key(json, "originalUriBaseIds");
    json_object_begin(json);
    json_key(json, SOURCE_ROOT);
    json_object_begin(json);
    sarif_text(json, "description",
               "the root of the repository, or without one the folder in which nrf53pack was called");
    json_object_end(json);
    json_object_end(json);
}

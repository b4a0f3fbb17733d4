#include <libfdt.h>
#include <string.h>

#include "base/file.h"
#include "base/process.h"
#include "project/devicetree/devicetree_internal.h"

/* The wheel has a dtc under a name of its own, so that installing it hides nobody's dtc. */
static const char *installed_dtc(struct arena *arena)
{
    const char *dtc = process_find(arena, "dtc");

    return dtc != NULL ? dtc : process_beside(arena, "nrf53pack-dtc");
}

const char *devicetree_find_dtc(struct arena *arena, const char *explicit_dtc, const char *cmake_cache_dtc)
{
    /* Where the Zephyr SDK has its host tools, by SDK generation and machine. */
    static const char *const sdk_places[] = {
        "sysroots/x86_64-pokysdk-linux/usr/bin/dtc",
        "sysroots/aarch64-pokysdk-linux/usr/bin/dtc",
        "hosttools/sysroots/x86_64-pokysdk-linux/usr/bin/dtc",
        "hosttools/sysroots/aarch64-pokysdk-linux/usr/bin/dtc",
    };
    const char *from_environment = environment("DTC");
    const char *sdk = environment("ZEPHYR_SDK_INSTALL_DIR");

    /* A dtc that was asked for is used or fails; another one in its place would be a surprise. */
    if (explicit_dtc != NULL && explicit_dtc[0] != '\0') {
        return explicit_dtc;
    }
    if (from_environment != NULL) {
        return from_environment;
    }
    if (cmake_cache_dtc != NULL && file_exists(cmake_cache_dtc)) {
        return cmake_cache_dtc;
    }
    for (size_t i = 0; sdk != NULL && i < ARRAY_LENGTH(sdk_places); i++) {
        const char *path = path_join(arena, sdk, sdk_places[i]);

        if (file_exists(path)) {
            return path;
        }
    }
    return installed_dtc(arena);
}

static size_t digits(struct slice text)
{
    size_t count = 0;

    while (count < text.length && is_digit(text.data[count])) {
        count++;
    }
    return count;
}

static struct slice behind(struct slice text, size_t count)
{
    return (struct slice){ text.data + count, text.length - count };
}

/* Takes "12.3" from the front of the text. */
static bool take_position(struct slice *text, struct origin *origin)
{
    size_t line_digits = digits(*text);
    struct slice rest = behind(*text, line_digits);
    uint64_t line;
    uint64_t column;

    if (rest.length == 0 || rest.data[0] != '.') {
        return false;
    }
    rest = behind(rest, 1);
    if (!parse_uint64((struct slice){ text->data, line_digits }, 10, &line) ||
        !parse_uint64((struct slice){ rest.data, digits(rest) }, 10, &column) || line > UINT32_MAX ||
        column > UINT32_MAX) {
        return false;
    }
    origin->line = (uint32_t)line;
    origin->column = (uint32_t)column;
    *text = behind(rest, digits(rest));
    return true;
}

/* dtc writes "Error: FILE:12.3-14 syntax error" and "FILE:5.10-7.4: ERROR (duplicate_node_names): ...". The
 * place becomes the origin, the words behind it the message; a line in another form is kept as it is.
 */
static struct slice split_error(struct slice line, const char *path, struct origin *origin)
{
    size_t path_length = strlen(path);

    for (size_t at = 0; at + path_length < line.length; at++) {
        struct slice rest = behind(line, at);

        if (!slice_starts_with(rest, path) || rest.data[path_length] != ':') {
            continue;
        }
        rest = behind(rest, path_length + 1);
        if (!take_position(&rest, origin)) {
            return line;
        }
        while (rest.length > 0 && strchr("-.:0123456789 ", rest.data[0]) != NULL) {
            rest = behind(rest, 1);
        }
        return rest;
    }
    return line;
}

static bool holds(struct slice line, const char *words)
{
    for (size_t at = 0; at < line.length; at++) {
        if (slice_starts_with(behind(line, at), words)) {
            return true;
        }
    }
    return false;
}

static struct slice first_error(const char *errors)
{
    const char *at = errors;
    struct slice first = slice_trim((struct slice){ at, strcspn(at, "\n") });

    while (*at != '\0') {
        struct slice line = slice_trim((struct slice){ at, strcspn(at, "\n") });

        if (slice_starts_with(line, "Error") || slice_starts_with(line, "FATAL ERROR") || holds(line, ": ERROR (")) {
            return line;
        }
        at += strcspn(at, "\n");
        at += *at == '\n';
    }
    return first;
}

struct devicetree_compilation {
    struct arena *arena;
    const char *dtc;
    const char *path; /* as dtc was given it */
    const struct source *source;
    struct process *process; /* NULL: not started, result says why */
    struct process_result result;
};

static bool dtc_refused(const struct devicetree_compilation *compilation, struct diagnostics *diagnostics)
{
    const struct process_result *result = &compilation->result;
    struct origin origin = origin_file(compilation->source);
    struct slice message = split_error(first_error(result->errors), compilation->path, &origin);

    if (message.length == 0) {
        return diagnose(diagnostics, DIAGNOSTIC_INPUT, origin, "'%s' ended with status %d and no message",
                        compilation->dtc, result->exit_status);
    }
    return diagnose(diagnostics, DIAGNOSTIC_INPUT, origin, "'%s' refused the devicetree: '%s'", compilation->dtc,
                    text_printable(compilation->arena, message, 200));
}

struct devicetree_compilation *devicetree_start(struct arena *arena, const char *dtc, const struct source *source)
{
    struct devicetree_compilation *compilation = arena_alloc(arena, sizeof *compilation);

    compilation->arena = arena;
    compilation->dtc = dtc;
    compilation->source = source;
    /* dtc takes "-" as its standard input and a leading '-' as an option. */
    compilation->path = source->path[0] == '-' ? arena_printf(arena, "./%s", source->path) : source->path;
    if (dtc != NULL && dtc[0] != '\0') {
        /* -@ keeps the labels; -q: Zephyr's own trees make dtc warn, only errors count. */
        const char *const argv[] = { dtc, "-q", "-@", "-I", "dts", "-O", "dtb", "-o", "-", compilation->path, NULL };

        compilation->process = process_start(arena, argv, DEVICETREE_BLOB_LIMIT, &compilation->result);
    }
    return compilation;
}

static bool has_whole_blob(const uint8_t *bytes, size_t size)
{
    return size >= sizeof(struct fdt_header) && fdt_magic(bytes) == FDT_MAGIC && fdt_totalsize(bytes) == size;
}

/* Windows puts a CR in front of every LF that a program writes to a standard output in text mode, and dtc leaves it in that
 * mode. Taking one CR off each LF gives exactly what dtc wrote; whether it was so, the size in the blob's header tells.
 */
static size_t undo_text_mode(uint8_t *to, const uint8_t *from, size_t size)
{
    size_t length = 0;

    for (size_t i = 0; i < size; i++) {
        if (from[i] != '\r' || i + 1 == size || from[i + 1] != '\n') {
            to[length++] = from[i];
        }
    }
    return length;
}

bool devicetree_finish(struct devicetree_compilation *compilation, struct diagnostics *diagnostics,
                       struct devicetree **tree)
{
    struct arena *arena = compilation->arena;
    const struct source *source = compilation->source;
    const struct process_result *result = &compilation->result;

    if (compilation->dtc == NULL || compilation->dtc[0] == '\0') {
        return diagnose(diagnostics, DIAGNOSTIC_INPUT, origin_file(source),
                        "no 'dtc' program found to read the devicetree");
    }
    if (compilation->process == NULL || !process_finish(compilation->process, &compilation->result)) {
        return diagnose(diagnostics, DIAGNOSTIC_INPUT, origin_file(source), "cannot run '%s': %s", compilation->dtc,
                        result->failure);
    }
    if (result->exit_status != 0) {
        return dtc_refused(compilation, diagnostics);
    }
    void *aligned = arena_alloc(arena, result->output_size);
    size_t size = undo_text_mode(aligned, (const uint8_t *)result->output, result->output_size);

    if (has_whole_blob((const uint8_t *)result->output, result->output_size) || !has_whole_blob(aligned, size)) {
        memcpy(aligned, result->output, result->output_size);
        size = result->output_size;
    }
    if (!devicetree_from_blob(arena, aligned, size, source, diagnostics, tree)) {
        return false;
    }
    devicetree_place(arena, *tree);
    return true;
}

void devicetree_abandon(struct devicetree_compilation *compilation)
{
    if (compilation->process != NULL && !process_finish(compilation->process, &compilation->result)) {
        compilation->process = NULL; /* nobody asked for the tree, so nobody wants to hear why there is none */
    }
}

bool devicetree_read_dts(struct arena *arena, const char *dtc, const struct source *source,
                         struct diagnostics *diagnostics, struct devicetree **tree)
{
    return devicetree_finish(devicetree_start(arena, dtc, source), diagnostics, tree);
}

#include <string.h>

#include "project/source/source_tree.h"

/* A Kconfig.sysbuild, as far as it gives defaults: `config NAME` or `choice NAME`, below it `default VALUE [if CONDITION]`.
 * Everything else (sources, prompts, help texts) is stepped over. Conditions are not evaluated: what depends on one is not
 * known.
 */
struct kconfig_scan {
    struct arena *arena;
    const struct source *source;
    struct kconfig *config;
    struct slice symbol; /* of the config that the line belongs to; empty: none */
    bool in_choice;      /* a default names the member that is on */
    bool has_default;    /* the first default counts, those behind it are for when its condition fails */
    unsigned if_depth;   /* what stands inside `if` holds on that condition only */
    uint32_t line;
};

static bool take_word(struct slice *line, const char *word)
{
    size_t length = strlen(word);

    if (!slice_starts_with(*line, word) || line->length == length || strchr(" \t", line->data[length]) == NULL) {
        return false;
    }
    *line = slice_trim((struct slice){ line->data + length, line->length - length });
    return true;
}

static bool is_symbol(struct slice name)
{
    for (size_t i = 0; i < name.length; i++) {
        char c = name.data[i];

        if (!((c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_')) {
            return false;
        }
    }
    return name.length > 0;
}

/* Up to a comment; a '#' inside quotes is none. */
static struct slice without_comment(struct slice line)
{
    bool quoted = false;

    for (size_t i = 0; i < line.length; i++) {
        quoted = line.data[i] == '"' ? !quoted : quoted;
        if (line.data[i] == '#' && !quoted) {
            line.length = i;
        }
    }
    return slice_trim(line);
}

static void read_value(struct arena *arena, struct slice text, struct kconfig_symbol *symbol)
{
    struct slice inner = { text.data + 1, text.length < 2 ? 0 : text.length - 2 };
    uint64_t number;

    symbol->text = arena_strndup(arena, text.data, text.length);
    symbol->type = KCONFIG_INVALID;
    if (slice_equals(text, "y")) {
        symbol->type = KCONFIG_YES;
    } else if (slice_equals(text, "n")) {
        symbol->type = KCONFIG_NOT_SET;
    } else if (parse_uint64(text, 0, &number)) {
        symbol->type = KCONFIG_NUMBER;
        symbol->magnitude = number;
    } else if (text.length >= 2 && text.data[0] == '"' &&
               memchr(inner.data, '"', inner.length + 1) == inner.data + inner.length) {
        symbol->type = KCONFIG_STRING;
        symbol->text = arena_strndup(arena, inner.data, inner.length);
    }
}

/* In a choice `default MEMBER` turns the member on; with a condition the member is not known. */
static void add_default(struct kconfig_scan *scan, struct slice value)
{
    struct kconfig_symbol symbol = { .origin = { scan->source, scan->line, 1 } };
    struct slice name = scan->symbol;

    scan->has_default = true;
    if (scan->in_choice) {
        name = value;
        for (name.length = 0; name.length < value.length && strchr(" \t", value.data[name.length]) == NULL;) {
            name.length++;
        }
        if (!is_symbol(name)) {
            return;
        }
        value = name.length == value.length ? slice_of("y") : value;
    }
    symbol.name = arena_printf(scan->arena, "SB_CONFIG_%.*s", (int)name.length, name.data);
    read_value(scan->arena, value, &symbol);
    if (scan->if_depth > 0) {
        symbol.type = KCONFIG_INVALID;
        symbol.text = arena_printf(scan->arena, "%s (inside an if)", symbol.text);
    }
    *ARENA_PUSH(scan->arena, scan->config) = symbol;
}

static bool begins_config(struct slice *line)
{
    return take_word(line, "config") || take_word(line, "menuconfig") || take_word(line, "configdefault");
}

static bool begins_other(struct slice line)
{
    return take_word(&line, "menu") || take_word(&line, "source") || take_word(&line, "rsource") ||
           slice_equals(line, "endmenu") || slice_equals(line, "choice") || slice_equals(line, "endchoice");
}

static void scan_line(struct kconfig_scan *scan, struct slice line)
{
    line = without_comment(slice_trim(line));
    bool config = begins_config(&line);

    if (config || take_word(&line, "choice")) {
        scan->in_choice = !config;
        scan->symbol = is_symbol(line) ? line : (struct slice){ "", 0 };
        scan->has_default = false;
    } else if (take_word(&line, "if")) {
        scan->if_depth++;
        scan->symbol.length = 0;
    } else if (slice_equals(line, "endif")) {
        scan->if_depth -= scan->if_depth > 0;
        scan->symbol.length = 0;
    } else if (begins_other(line)) {
        scan->symbol.length = 0;
    } else if (scan->symbol.length > 0 && !scan->has_default && take_word(&line, "default")) {
        add_default(scan, line);
    }
}

const struct kconfig *source_kconfig_defaults(struct arena *arena, const struct source *source)
{
    struct kconfig_scan scan = { .arena = arena, .source = source, .line = 1 };
    const char *at = source->data;
    const char *end = at + source->size;

    scan.config = arena_alloc(arena, sizeof *scan.config);
    for (; at < end; scan.line++) {
        const char *newline = memchr(at, '\n', (size_t)(end - at));
        const char *stop = newline == NULL ? end : newline;

        scan_line(&scan, (struct slice){ at, (size_t)(stop - at) });
        at = newline == NULL ? end : newline + 1;
    }
    return kconfig_merge(arena, source->name, (const struct kconfig *const[]){ scan.config }, 1);
}

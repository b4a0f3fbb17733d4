/* Where comments begin and end, and which lines they speak of. */
#include "check/waiver/waiver_comments.h"

#include <string.h>

enum file_form { FORM_NONE, FORM_KCONFIG, FORM_YAML, FORM_DEVICETREE };

static const char marker[] = "nrf53pack";

struct scan {
    struct arena *arena;
    const struct rule_set *set;
    const struct source *source;
    enum file_form form;
    struct waivers *waivers;
    struct unreadable_waivers *unreadable;
    size_t comments;
    bool in_block; /* devicetree: between slash-star and star-slash */
};

/* A line taken apart: what the build reads, and the comments in it. */
struct line_parts {
    struct slice code; /* up to its last character that is no comment; empty: a line of comment, or an empty one */
    struct slice comment[2]; /* without their signs: what ends a block from above, and the first that begins here */
    bool ended;              /* the second one ends in this line */
};

static enum file_form form_of(const char *name)
{
    static const struct {
        const char *end;
        enum file_form form;
    } forms[] = { { ".conf", FORM_KCONFIG },   { ".config", FORM_KCONFIG },     { ".yml", FORM_YAML },
                  { ".yaml", FORM_YAML },      { ".overlay", FORM_DEVICETREE }, { ".dts", FORM_DEVICETREE },
                  { ".dtsi", FORM_DEVICETREE } };

    for (size_t i = 0; i < ARRAY_LENGTH(forms); i++) {
        if (text_ends_with(name, forms[i].end)) {
            return forms[i].form;
        }
    }
    return FORM_NONE;
}

static struct slice behind(struct slice line, size_t at)
{
    return (struct slice){ line.data + at, line.length - at };
}

/* `# CONFIG_X is not set` is an assignment. */
static bool is_not_set(struct slice line)
{
    static const char end[] = " is not set";
    struct slice comment = behind(line, 1);

    return comment.length > strlen(end) && memcmp(comment.data + comment.length - strlen(end), end, strlen(end)) == 0 &&
           (slice_starts_with(comment, " CONFIG_") || slice_starts_with(comment, " SB_CONFIG_"));
}

/* '#' outside of quotes; in YAML it begins a comment only behind a blank. */
static struct line_parts split_hash(const struct scan *scan, struct slice line)
{
    struct line_parts parts = { .ended = true };
    char quote = '\0';

    for (size_t i = 0; i < line.length; i++) {
        char c = line.data[i];

        if (quote != '\0') {
            quote = c == quote ? '\0' : quote;
        } else if (c == '"' || (c == '\'' && scan->form == FORM_YAML)) {
            quote = c;
        } else if (c == '#' && (i == 0 || strchr(" \t", line.data[i - 1]) != NULL)) {
            parts.code = (struct slice){ line.data, i };
            parts.comment[1] = behind(line, i + 1);
            if (scan->form == FORM_KCONFIG && slice_trim(parts.code).length == 0 && is_not_set(behind(line, i))) {
                parts = (struct line_parts){ .code = line };
            }
            return parts;
        }
    }
    parts.code = line;
    return parts;
}

static size_t find_end(struct slice text)
{
    for (size_t i = 0; i + 1 < text.length; i++) {
        if (text.data[i] == '*' && text.data[i + 1] == '/') {
            return i;
        }
    }
    return text.length;
}

/* The first comment of a line is enough; of what follows it only whether a block stays open matters. */
static struct line_parts split_slashes(struct scan *scan, struct slice line)
{
    struct line_parts parts = { .ended = true };
    bool quoted = false;
    size_t i = 0;

    if (scan->in_block) {
        size_t end = find_end(line);

        parts.comment[0] = (struct slice){ line.data, end };
        scan->in_block = end == line.length;
        i = scan->in_block ? end : end + 2;
    }
    parts.code = (struct slice){ line.data + i, 0 };
    while (i < line.length) {
        bool slash = !quoted && line.data[i] == '/' && i + 1 < line.length;
        bool first = parts.comment[1].data == NULL;

        if (slash && line.data[i + 1] == '/') {
            parts.comment[1] = first ? behind(line, i + 2) : parts.comment[1];
            return parts;
        }
        if (slash && line.data[i + 1] == '*') {
            struct slice inside = behind(line, i + 2);
            size_t end = find_end(inside);

            parts.comment[1] = first ? (struct slice){ inside.data, end } : parts.comment[1];
            scan->in_block = end == inside.length;
            parts.ended = !scan->in_block;
            i += 2 + end + (scan->in_block ? 0 : 2);
            continue;
        }
        quoted = line.data[i] == '"' ? !quoted : quoted;
        if (strchr(" \t", line.data[i]) == NULL) {
            parts.code.length = (size_t)(line.data + i + 1 - parts.code.data);
        }
        i++;
    }
    return parts;
}

static struct line_parts split(struct scan *scan, struct slice line)
{
    struct line_parts parts = scan->form == FORM_DEVICETREE ? split_slashes(scan, line) : split_hash(scan, line);

    parts.code = slice_trim((struct slice){ parts.code.data != NULL ? parts.code.data : line.data, parts.code.length });
    return parts;
}

static size_t indentation(struct slice line)
{
    size_t length = 0;

    while (length < line.length && line.data[length] == ' ') {
        length++;
    }
    return length;
}

/* Lines one after the other; the text of a file of many lines is walked once for each comment, not for each line. */
struct line_walk {
    const char *at;
    const char *end;
    uint32_t number; /* of the line read last */
};

static bool next_line(struct line_walk *walk, struct slice *line)
{
    const char *newline;
    const char *stop;

    if (walk->at >= walk->end) {
        return false;
    }
    newline = memchr(walk->at, '\n', (size_t)(walk->end - walk->at));
    stop = newline == NULL ? walk->end : newline;
    *line = (struct slice){ walk->at, (size_t)(stop - walk->at) };
    if (line->length > 0 && line->data[line->length - 1] == '\r') {
        line->length--;
    }
    walk->at = newline == NULL ? walk->end : newline + 1;
    walk->number++;
    return true;
}

/* Behind the key of a YAML mapping, everything that is indented deeper, and a list whose items stand as deep as it. */
static uint32_t yaml_end(struct scan *scan, struct line_walk walk, struct slice target)
{
    uint32_t last = walk.number;
    size_t depth = indentation(target);
    struct slice line;

    while (next_line(&walk, &line)) {
        struct slice code = split(scan, line).code;

        if (code.length == 0) {
            continue;
        }
        if (indentation(line) < depth ||
            (indentation(line) == depth && (line.data[depth] != '-' || target.data[depth] == '-'))) {
            break;
        }
        last = walk.number;
    }
    return last;
}

static void count_braces(struct slice code, int *depth)
{
    bool quoted = false;

    for (size_t i = 0; i < code.length; i++) {
        quoted = code.data[i] == '"' ? !quoted : quoted;
        *depth += !quoted && code.data[i] == '{';
        *depth -= !quoted && code.data[i] == '}';
    }
}

/* To the end of the node or property that begins in the line. */
static uint32_t devicetree_end(struct scan *scan, struct line_walk walk, struct slice code)
{
    struct scan inner = *scan;
    int depth = 0;
    struct slice line;

    count_braces(code, &depth);
    while ((depth > 0 || (depth == 0 && code.length > 0 && code.data[code.length - 1] != ';')) &&
           next_line(&walk, &line)) {
        code = split(&inner, line).code;
        count_braces(code, &depth);
    }
    return walk.number;
}

static void set_lines(struct scan *scan, struct line_walk walk, struct slice line, struct slice code,
                      struct waiver_comment *comment)
{
    uint32_t first = walk.number;
    uint32_t last = scan->form == FORM_YAML         ? yaml_end(scan, walk, line)
                    : scan->form == FORM_DEVICETREE ? devicetree_end(scan, walk, code)
                                                    : first;

    for (size_t i = 0; i < comment->waivers.count; i++) {
        comment->waivers.items[i].first_line = first;
        comment->waivers.items[i].last_line = last;
    }
}

static const char *find_place(struct scan *scan, struct line_walk walk, struct slice line,
                              const struct line_parts *parts, struct waiver_comment *comment)
{
    struct scan inner = *scan;
    struct slice code = parts->code;

    while (code.length == 0) {
        if (!next_line(&walk, &line)) {
            return "no line follows that it could be about";
        }
        code = split(&inner, line).code;
    }
    set_lines(&inner, walk, line, code, comment);
    return NULL;
}

/* What stands behind the marker, or data NULL for any other comment. */
static struct slice behind_marker(struct slice comment)
{
    static const struct slice none = { NULL, 0 };

    comment = slice_trim(comment);
    while (comment.length > 0 && comment.data[0] == '*') {
        comment = slice_trim(behind(comment, 1)); /* as blocks of many lines often have them */
    }
    if (!slice_starts_with(comment, marker)) {
        return none;
    }
    comment = slice_trim(behind(comment, strlen(marker)));
    if (slice_starts_with(comment, ":")) {
        return slice_trim(behind(comment, 1));
    }
    return slice_starts_with(comment, "allow ") || slice_starts_with(comment, "allow-file ") ? comment : none;
}

static void read_comment(struct scan *scan, struct line_walk walk, struct slice line, const struct line_parts *parts,
                         struct slice text, bool ended)
{
    struct slice words = behind_marker(text);
    struct origin origin = { scan->source, walk.number, 1 };
    struct waiver_comment comment;
    const char *problem;

    if (words.data == NULL || scan->comments > WAIVER_COMMENTS_LIMIT) {
        return;
    }
    origin.column = (uint32_t)(text.data - line.data) + 1;
    scan->comments++;
    if (scan->comments > WAIVER_COMMENTS_LIMIT) {
        problem = arena_printf(scan->arena, "more than %d of them stand in one file", WAIVER_COMMENTS_LIMIT);
    } else if (!ended) {
        problem = "it does not end in its line";
    } else {
        problem = waiver_comment_parse(scan->arena, scan->set, words, origin, &comment);
    }
    if (problem == NULL && parts->code.length > 0 && scan->form == FORM_KCONFIG) {
        problem = "Kconfig takes what stands behind a value for a part of it: put it in the line above";
    }
    if (problem == NULL && !comment.whole_file) {
        problem = find_place(scan, walk, line, parts, &comment);
    }
    if (problem != NULL) {
        *ARENA_PUSH(scan->arena, scan->unreadable) = (struct unreadable_waiver){ problem, origin };
        return;
    }
    for (size_t i = 0; i < comment.waivers.count; i++) {
        *ARENA_PUSH(scan->arena, scan->waivers) = comment.waivers.items[i];
    }
}

/* Most files have none, and .config files are long. */
static bool has_marker(const struct source *source)
{
    const char *at = source->data;
    const char *end = source->data + source->size;

    while ((at = memchr(at, marker[0], (size_t)(end - at))) != NULL) {
        if ((size_t)(end - at) < strlen(marker)) {
            return false;
        }
        if (memcmp(at, marker, strlen(marker)) == 0) {
            return true;
        }
        at++;
    }
    return false;
}

void waiver_comments_read(struct arena *arena, const struct rule_set *set, const struct source *source,
                          struct waivers *waivers, struct unreadable_waivers *unreadable)
{
    struct scan scan = { .arena = arena, .set = set, .source = source, .waivers = waivers, .unreadable = unreadable };
    struct line_walk walk = { source->data, source->data + source->size, 0 };
    struct slice line;

    scan.form = form_of(source->name);
    if (scan.form == FORM_NONE || !has_marker(source)) {
        return;
    }
    while (next_line(&walk, &line)) {
        struct line_parts parts = split(&scan, line);

        if (parts.comment[0].data != NULL) {
            read_comment(&scan, walk, line, &parts, parts.comment[0], true);
        }
        if (parts.comment[1].data != NULL) {
            read_comment(&scan, walk, line, &parts, parts.comment[1], parts.ended);
        }
    }
}

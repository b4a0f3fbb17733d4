#include "report/style/finding_place.h"

#include <string.h>
#include "base/file.h"

/* What is not there cannot be resolved, but the folder that it would lie in can. */
static const char *whole_path(struct arena *arena, const char *path)
{
    const char *folder = path_dirname(arena, path);

    if (path_exists(path) || strcmp(folder, path) == 0) {
        return path_absolute(arena, path);
    }
    return path_join(arena, whole_path(arena, folder), path_basename(path));
}

/* Reports are read elsewhere: what lies in the folder of the call is named from there, however the call names it. */
static const char *from_call(struct arena *arena, const char *path)
{
    const char *inside = path_inside(path_absolute(arena, "."), path);

    if (inside != NULL && inside[0] != '\0') {
        path = inside;
    }
    while (strncmp(path, "./", 2) == 0 && path[2] != '\0') {
        path += 2;
    }
    return path_portable(arena, path);
}

/* The file that a link means, as services ask for it; a link that leads out of the root keeps its name. */
static const char *from_root(struct arena *arena, const char *root, const char *path)
{
    const char *whole = whole_path(arena, path);
    const char *inside = path_inside(root, whole);

    if (inside == NULL && strcmp(whole, root) == 0) {
        return ".";
    }
    if (inside == NULL) {
        inside = path_inside(root, path_join(arena, path_absolute(arena, "."), from_call(arena, path)));
    }
    return path_portable(arena, inside != NULL ? inside : whole);
}

static const char *named_from(struct arena *arena, const char *root, const char *path)
{
    return root == NULL ? from_call(arena, path) : from_root(arena, root, path);
}

struct finding_place origin_place(struct arena *arena, const char *root, struct origin origin)
{
    bool in_line = origin.line > 0;

    return (struct finding_place){
        .path = named_from(arena, root, origin.source->path),
        .line = origin.line,
        .column = in_line && origin.column == 0 ? 1 : origin.column,
        .source = in_line ? origin.source : NULL,
    };
}

static bool file_of_input(struct arena *arena, const char *root, const struct check_result *result, const char *name,
                          struct finding_place *place)
{
    const char *joined = name == NULL ? NULL : path_join(arena, result->path, name);

    if (joined == NULL || !file_exists(joined)) {
        return false;
    }
    *place = (struct finding_place){ .path = named_from(arena, root, joined) };
    return true;
}

struct finding_place input_place(struct arena *arena, const char *root, const struct check_result *result)
{
    static const char *const usual[] = { "sysbuild.conf", "prj.conf", "zephyr/.config", "CMakeLists.txt",
                                         "CMakeCache.txt" };
    struct finding_place place = { .path = named_from(arena, root, result->path),
                                   .folder = directory_exists(result->path) };

    for (size_t i = 0; place.folder && i < ARRAY_LENGTH(usual); i++) {
        if (file_of_input(arena, root, result, usual[i], &place)) {
            break;
        }
    }
    return place;
}

struct finding_place error_place(struct arena *arena, const char *root, const struct check_result *result,
                                 const struct input_error *error)
{
    if (error->origin.source != NULL) {
        return origin_place(arena, root, error->origin);
    }
    return (struct finding_place){ .path = named_from(arena, root, result->path),
                                   .folder = directory_exists(result->path) };
}

struct finding_place finding_place(struct arena *arena, const char *root, const struct check_result *result,
                                   const struct finding *finding)
{
    struct finding_place place;

    for (size_t i = 0; i < finding->facts.count; i++) {
        const struct finding_fact *fact = &finding->facts.items[i];

        if (fact->origin.source != NULL && fact->origin.line > 0) {
            return origin_place(arena, root, fact->origin);
        }
    }
    for (size_t i = 0; i < finding->facts.count; i++) {
        if (file_of_input(arena, root, result, finding->facts.items[i].absent_in, &place)) {
            return place;
        }
    }
    for (size_t i = 0; i < finding->fixes.count; i++) {
        if (file_of_input(arena, root, result, finding->fixes.items[i].file, &place)) {
            return place;
        }
    }
    return input_place(arena, root, result);
}

const char *input_title(struct arena *arena, const struct check_result *result)
{
    if (result->board == NULL) {
        return result->path;
    }
    return result->file_suffix == NULL
               ? arena_printf(arena, "%s (%s)", result->path, result->board)
               : arena_printf(arena, "%s (%s, %s)", result->path, result->board, result->file_suffix);
}

const char *input_path(struct arena *arena, const char *root, const struct check_result *result)
{
    return named_from(arena, root, result->path);
}

/* FNV-1a of 64 bits: it tells apart, nobody relies on more. */
const char *input_fingerprint(struct arena *arena, const char *root, const struct check_result *result, const char *own)
{
    const char *whole = arena_printf(arena, "%s\n%s\n%s\n%s", input_path(arena, root, result),
                                     result->board == NULL ? "" : result->board,
                                     result->file_suffix == NULL ? "" : result->file_suffix, own);
    uint64_t hash = UINT64_C(0xcbf29ce484222325);

    for (; *whole != '\0'; whole++) {
        hash = (hash ^ (unsigned char)*whole) * UINT64_C(0x100000001b3);
    }
    return arena_printf(arena, "%016llx", (unsigned long long)hash);
}

const char *fact_words(struct arena *arena, const struct finding_fact *fact)
{
    return fact->value == NULL ? fact->subject : arena_printf(arena, "%s = %s", fact->subject, fact->value);
}

const char *confidence_words(const char *confidence)
{
    static const struct {
        const char *name;
        const char *words;
    } doubts[] = {
        { "deduced", "deduced, not seen on a device: by itself no more than a warning" },
        { "unverified", "unverified, nobody has confirmed it: by itself no more than a warning" },
    };

    for (size_t i = 0; confidence != NULL && i < ARRAY_LENGTH(doubts); i++) {
        if (strcmp(doubts[i].name, confidence) == 0) {
            return doubts[i].words;
        }
    }
    return NULL;
}

const char *finding_advice(struct arena *arena, const struct finding *finding)
{
    struct text text = text_create(arena, 65536);
    const char *doubt = confidence_words(finding->confidence);

    if (doubt != NULL) {
        text_printf(&text, "\nConfidence: %s", doubt);
    }
    if (finding->device_effect != NULL) {
        text_printf(&text, "\nOn the device: %s", finding->device_effect);
    }
    for (size_t i = 0; i < finding->fixes.count; i++) {
        const struct fix *fix = &finding->fixes.items[i];
        const char *fragment = fix->fragment == NULL ? "" : fix->fragment;
        size_t length = strlen(fragment);

        while (length > 0 && fragment[length - 1] == '\n') {
            length--;
        }
        text_printf(&text, "\nFix in %s:\n", fix->file == NULL ? "the configuration" : fix->file);
        text_append_bytes(&text, fragment, length);
    }
    text_printf(&text, "\nMore: nrf53pack explain %s", finding->rule);
    return text.data;
}

const char *undecided_words(struct arena *arena, const struct undecided *undecided)
{
    struct text words = text_create(arena, 65536);

    text_printf(&words, "%s (%s) cannot be decided; missing:", undecided->rule, undecided->name);
    for (size_t i = 0; i < undecided->missing.count; i++) {
        text_printf(&words, "%s %s", i == 0 ? "" : ",", undecided->missing.items[i]);
    }
    return words.data;
}

bool finding_counts(const struct finding *finding)
{
    return finding->waived == NULL && !finding->in_baseline;
}

bool finding_is_known_brick(const struct finding *finding)
{
    return finding->waived == NULL && finding->in_baseline && finding->severity == SEVERITY_BRICK;
}

bool finding_fails(const struct finding *finding, struct check_gate gate)
{
    return finding_counts(finding) && finding->severity >= gate.threshold;
}

bool undecided_fails(const struct undecided *undecided, struct check_gate gate)
{
    return gate.strict && undecided->severity >= SEVERITY_ERROR;
}

#include "check/waiver/waivers.h"

#include <string.h>
#include "base/file.h"
#include "check/waiver/glob.h"

static void add(struct arena *arena, struct waiver_uses *uses, const struct waivers *waivers,
                const struct waiver_input *input, const char *today)
{
    for (size_t i = 0; waivers != NULL && i < waivers->count; i++) {
        const struct waiver *waiver = &waivers->items[i];

        *ARENA_PUSH(arena, uses) = (struct waiver_use){ .waiver = waiver,
                                                        .in_scope = waiver_out_of_scope(arena, waiver, input) == NULL,
                                                        .expired = check_is_over(waiver->until, today) };
    }
}

/* A build's own files are generated, and nobody reviews what stands in them; its static map is written by hand. */
static bool may_waive(const struct project *project, const struct source *source)
{
    for (size_t i = 0; i < project->statics.count; i++) {
        if (strcmp(project->statics.items[i]->source->path, source->path) == 0) {
            return true;
        }
    }
    return project->kind != PROJECT_BUILD;
}

struct waiver_uses waivers_begin(struct arena *arena, const struct rule_set *set, const struct waiver_input *input,
                                 const struct check_config *config, const struct waivers *allowed, const char *today)
{
    struct waiver_uses uses = { 0 };
    struct waivers *comments = arena_alloc(arena, sizeof *comments);

    for (size_t i = 0; i < input->project->sources.count; i++) {
        const struct source *source = input->project->sources.items[i];

        if (may_waive(input->project, source)) {
            waiver_comments_read(arena, set, source, comments, &uses.unreadable);
        }
    }
    add(arena, &uses, comments, input, today);
    add(arena, &uses, config != NULL ? &config->waivers : NULL, input, today);
    add(arena, &uses, allowed, input, today);
    return uses;
}

static bool any_matches(const struct string_list *patterns, const char *text,
                        bool (*matches)(const char *pattern, const char *text))
{
    for (size_t i = 0; i < patterns->count && text != NULL; i++) {
        if (matches(patterns->items[i], text)) {
            return true;
        }
    }
    return patterns->count == 0;
}

/* The input as seen from the project file's folder; NULL when it lies elsewhere. */
static const char *input_path(struct arena *arena, const struct waiver_input *input)
{
    const char *folder;
    const char *path;

    if (input->project_file == NULL) {
        return NULL;
    }
    folder = path_dirname(arena, path_absolute(arena, input->project_file));
    path = path_absolute(arena, input->project->path);
    return strcmp(folder, path) == 0 ? "." : path_inside(folder, path);
}

const char *waiver_out_of_scope(struct arena *arena, const struct waiver *waiver, const struct waiver_input *input)
{
    const struct waiver_scope *scope = &waiver->scope;
    const char *board = input->project->board;

    if (!any_matches(&scope->boards, board, glob_matches_board)) {
        return board == NULL ? "it is for a board, and the input names none (give --board)"
                             : arena_printf(arena, "it is for another board than '%s'", board);
    }
    if (!any_matches(&scope->products, input->product, glob_matches)) {
        return input->product == NULL
                   ? "it is for a product, and none is named (give --product, or 'product' in the project file)"
                   : arena_printf(arena, "it is for another product than '%s'", input->product);
    }
    if (!any_matches(&scope->paths, scope->paths.count > 0 ? input_path(arena, input) : NULL, glob_matches_path)) {
        return "it is for another folder";
    }
    return NULL;
}

/* "settings_storage" and "settings_storage.size" name "pm:settings_storage.size" too. */
static bool names_fact(const char *wanted, const struct finding_fact *fact)
{
    size_t length = strlen(fact->name);

    if (strcmp(wanted, fact->subject) == 0 || strcmp(wanted, fact->name) == 0) {
        return true;
    }
    return fact->field != NULL && strncmp(wanted, fact->name, length) == 0 && wanted[length] == '.' &&
           strcmp(wanted + length + 1, fact->field) == 0;
}

/* The subject of a pair is "a, b": each name counts. */
static bool names_subject(const char *wanted, const char *subject)
{
    size_t length = strlen(wanted);
    const char *comma = strstr(subject, ", ");

    if (strcmp(wanted, subject) == 0) {
        return true;
    }
    return comma != NULL && (strcmp(comma + 2, wanted) == 0 ||
                             ((size_t)(comma - subject) == length && strncmp(subject, wanted, length) == 0));
}

static bool covers_subject(const struct waiver *waiver, const struct finding *finding, const char *subject)
{
    if (waiver->subject == NULL || names_subject(waiver->subject, subject)) {
        return true;
    }
    for (size_t i = 0; i < finding->facts.count; i++) {
        if (names_fact(waiver->subject, &finding->facts.items[i])) {
            return true;
        }
    }
    return false;
}

static bool covers_place(const struct waiver *waiver, const struct finding *finding)
{
    for (size_t i = 0; i < finding->facts.count; i++) {
        struct origin origin = finding->facts.items[i].origin;

        if (origin.source != NULL && strcmp(origin.source->path, waiver->origin.source->path) == 0 &&
            (waiver->first_line == 0 || (origin.line >= waiver->first_line && origin.line <= waiver->last_line))) {
            return true;
        }
    }
    return false;
}

bool waiver_covers(const struct waiver *waiver, const struct finding *finding, const char *subject)
{
    if (strcmp(waiver->rule->id, finding->rule) != 0) {
        return false;
    }
    return waiver->place == WAIVER_COMMENT ? covers_place(waiver, finding) : covers_subject(waiver, finding, subject);
}

const struct waiver *waivers_apply(struct waiver_uses *uses, const struct finding *finding, const char *subject)
{
    const struct waiver *first = NULL;

    for (size_t i = 0; i < uses->count; i++) {
        struct waiver_use *use = &uses->items[i];

        if (!use->in_scope || !waiver_covers(use->waiver, finding, subject)) {
            continue;
        }
        use->used = true;
        if (!use->expired && use->waiver->reason != NULL && first == NULL) {
            first = use->waiver;
        }
    }
    return first;
}

void waivers_decided(struct waiver_uses *uses, const struct rule *rule)
{
    for (size_t i = 0; i < uses->count; i++) {
        uses->items[i].decided = uses->items[i].decided || uses->items[i].waiver->rule == rule;
    }
}

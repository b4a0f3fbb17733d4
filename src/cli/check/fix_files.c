#include "cli/check/fix_files.h"

#include <string.h>

#include "base/file.h"
#include "base/inputs.h"
#include "check/rule/conf_edit.h"

struct fixed_files fixed_files_copy(struct arena *arena, const struct fixed_files *files)
{
    struct fixed_files copy = { 0 };

    for (size_t i = 0; i < files->count; i++) {
        *ARENA_PUSH(arena, &copy) = files->items[i];
    }
    return copy;
}

/* "prj.conf" is the application's, "sysbuild/mcuboot.conf" that of an image. */
static const struct kconfig *config_of(struct arena *arena, const struct project *project, const char *file)
{
    const char *name = path_basename(file);
    const char *image = arena_strndup(arena, name, strlen(name) - strlen(".conf"));

    if (strcmp(file, "sysbuild.conf") == 0) {
        return project->sysbuild;
    }
    for (size_t i = 0; i < project->images.count; i++) {
        const struct project_image *item = &project->images.items[i];

        if (strcmp(file, "prj.conf") == 0 ? item->role == IMAGE_APP : strcmp(item->name, image) == 0) {
            return item->config;
        }
    }
    return NULL;
}

static const struct source *find_source(const struct project *project, const char *name)
{
    for (size_t i = 0; i < project->sources.count; i++) {
        if (strcmp(project->sources.items[i]->name, name) == 0) {
            return project->sources.items[i];
        }
    }
    return NULL;
}

/* The file itself or, where this variant reads that in its place, the one of the suffix. */
static const struct source *named_file(struct arena *arena, const struct project *project, const char *file)
{
    size_t stem = strlen(file) - strlen(".conf");
    const struct source *source = NULL;

    if (project->file_suffix != NULL) {
        source = find_source(project, arena_printf(arena, "%.*s_%s.conf", (int)stem, file, project->file_suffix));
    }
    return source != NULL ? source : find_source(project, file);
}

static const struct source *target_of(struct arena *arena, const struct project *project, const char *file,
                                      const struct conf_line *line)
{
    const struct kconfig *config = config_of(arena, project, file);
    const struct kconfig_symbol *symbol =
        config == NULL ? NULL : kconfig_find(config, arena_strndup(arena, line->symbol.data, line->symbol.length));

    if (symbol != NULL && symbol->origin.source != NULL && text_ends_with(symbol->origin.source->name, ".conf")) {
        return symbol->origin.source;
    }
    return named_file(arena, project, file);
}

static bool is_in_tree(struct arena *arena, const struct project *project, const struct source *source)
{
    return path_inside(path_absolute(arena, project->path), path_absolute(arena, source->path)) != NULL;
}

static struct fixed_file *file_of(struct arena *arena, struct fixed_files *files, const struct source *source)
{
    struct slice text = { source->data, source->size };
    struct fixed_file *file;

    for (size_t i = 0; i < files->count; i++) {
        if (path_is_same_file(files->items[i].path, source->path)) {
            return &files->items[i];
        }
    }
    file = ARENA_PUSH(arena, files);
    *file = (struct fixed_file){ source->path, text, text };
    return file;
}

const char *fixed_files_edit(struct arena *arena, const struct checked_input *input, const struct finding *finding,
                             const struct fix *fix, struct fixed_files *files)
{
    const char *comment = arena_printf(arena, "# nrf53pack check --fix: %s %s", finding->rule, finding->name);
    const char *at = fix->fragment;
    struct conf_line line;

    while (conf_next_line(&at, &line)) {
        const struct source *source = target_of(arena, input->project, fix->file, &line);
        struct fixed_file *file;

        if (source == NULL) {
            return arena_printf(arena, "the tree has no file '%s'", fix->file);
        }
        if (!is_in_tree(arena, input->project, source)) {
            return arena_printf(arena, "'%s' lies outside of the tree", source->path);
        }
        if (file_is_read_only(source->path)) {
            return arena_printf(arena, "'%s' is read-only", source->path);
        }
        if (file_has_other_names(source->path)) {
            return arena_printf(arena, "'%s' has other names (hard links), which would keep the old file",
                                source->path);
        }
        file = file_of(arena, files, source);
        file->after = conf_edit(arena, file->after, &line, comment);
    }
    return NULL;
}

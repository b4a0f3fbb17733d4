#include "project/tree/sdk_version.h"

#include <string.h>

#include "base/file.h"
#include "base/yaml.h"

/* How many folders above the tree a west.yml is looked for. */
#define WEST_LEVELS 8

static bool is_alphanumeric(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

/* "ncs/v3.2.1/", "ncs\2.6.0", "ncs-v2.6.1": reads the version behind "ncs" at the start of text. */
static bool version_behind(struct slice text, struct sdk_version *version)
{
    size_t start = strlen("ncs");
    size_t end;

    while (start < text.length && strchr("/\\-_", text.data[start]) != NULL && text.data[start] != '\0') {
        start++;
    }
    for (end = start; end < text.length; end++) {
        char c = text.data[end];

        if (!is_alphanumeric(c) && c != '.' && c != '-') {
            break;
        }
    }
    struct slice number = { text.data + start, end - start };

    return start > strlen("ncs") && number.length > 0 && memchr(number.data, '.', number.length) != NULL &&
           sdk_version_parse(number, version) && version->major > 0;
}

static bool is_ncs(const char *at)
{
    return (at[0] == 'n' || at[0] == 'N') && (at[1] == 'c' || at[1] == 'C') && (at[2] == 's' || at[2] == 'S');
}

bool find_version_in_path(struct slice text, struct sdk_version *version, size_t *offset)
{
    for (size_t i = 0; i + strlen("ncs") < text.length; i++) {
        if (is_ncs(text.data + i) && (i == 0 || !is_alphanumeric(text.data[i - 1])) &&
            version_behind((struct slice){ text.data + i, text.length - i }, version)) {
            *offset = i;
            return true;
        }
    }
    return false;
}

static uint32_t line_at(const struct source *source, size_t offset)
{
    uint32_t line = 1;

    for (size_t i = 0; i < offset; i++) {
        line += source->data[i] == '\n';
    }
    return line;
}

/* Takes the first version offered; tells once where another one disagrees. */
static void offer(struct project_reader *reader, struct sdk_version version, const char *origin, bool *told)
{
    struct project *project = reader->project;

    if (!project->sdk_known) {
        project->sdk_known = true;
        project->sdk = version;
        project->sdk_origin = origin;
    } else if (!*told && sdk_version_compare(project->sdk, version) != 0) {
        *told = true;
        reader_note(reader, "SDK version %s from %s counts, %s says %s", sdk_version_text(reader->arena, project->sdk),
                    project->sdk_origin, origin, sdk_version_text(reader->arena, version));
    }
}

static void offer_at(struct project_reader *reader, const struct source *source, size_t offset,
                     struct sdk_version version, bool *told)
{
    struct origin origin = { source, line_at(source, offset), 0 };

    offer(reader, version, origin_text(reader->arena, origin), told);
}

static bool scan_source(struct project_reader *reader, const struct source *source, bool *told)
{
    struct sdk_version version;
    size_t offset;

    if (source == NULL || !find_version_in_path((struct slice){ source->data, source->size }, &version, &offset)) {
        return false;
    }
    offer_at(reader, source, offset, version, told);
    return true;
}

/* Number behind `#define NAME`, as text up to the line's end. */
static struct slice defined_value(const struct source *source, const char *name, size_t *offset)
{
    const char *at = source->data;
    size_t length = strlen(name);

    *offset = 0;
    while ((at = strstr(at, name)) != NULL) {
        struct slice rest = { at + length, strcspn(at + length, "\r\n") };

        if (rest.length > 0 && (rest.data[0] == ' ' || rest.data[0] == '\t')) {
            *offset = (size_t)(at - source->data);
            return slice_trim(rest);
        }
        at += length;
    }
    return (struct slice){ "", 0 };
}

static bool parse_part(const struct source *source, const char *name, uint16_t *part)
{
    size_t offset;
    uint64_t value;

    if (!parse_uint64(defined_value(source, name, &offset), 10, &value) || value > UINT16_MAX) {
        return false;
    }
    *part = (uint16_t)value;
    return true;
}

/* ncs_version.h, as sdk-nrf's version.h template leaves it: a string and its parts. */
static bool read_version_header(const struct source *source, struct sdk_version *version, size_t *offset)
{
    struct slice text = defined_value(source, "NCS_VERSION_STRING", offset);

    if (text.length > 2 && text.data[0] == '"' &&
        sdk_version_parse((struct slice){ text.data + 1, text.length - 2 }, version)) {
        return true;
    }
    (void)defined_value(source, "NCS_VERSION_MAJOR", offset);
    return parse_part(source, "NCS_VERSION_MAJOR", &version->major) &&
           parse_part(source, "NCS_VERSION_MINOR", &version->minor) &&
           parse_part(source, "NCS_PATCHLEVEL", &version->patch);
}

/* Path of a file in an image's folder, from the root. */
static const char *image_file(struct project_reader *reader, const struct project_image *image, const char *name)
{
    const char *directory = image->directory;
    size_t root = strlen(reader->root);

    directory += strncmp(directory, reader->root, root) == 0 ? root : 0;
    directory += directory[0] == '/' && root > 0;
    return path_join(reader->arena, directory, name);
}

static void scan_version_headers(struct project_reader *reader, bool *told)
{
    const struct project_images *images = &reader->project->images;

    for (size_t i = 0; i < images->count; i++) {
        const struct source *source =
            reader_load(reader, image_file(reader, &images->items[i], "zephyr/include/generated/ncs_version.h"));
        struct sdk_version version;
        size_t offset;

        if (source != NULL && read_version_header(source, &version, &offset)) {
            offer_at(reader, source, offset, version, told);
            return;
        }
    }
}

/* A file that stands in the root or in image folders; the first that names a version is enough. */
static void scan_build_files(struct project_reader *reader, const char *name, bool *told)
{
    const struct project_images *images = &reader->project->images;

    if (scan_source(reader, reader_load(reader, name), told)) {
        return;
    }
    for (size_t i = 0; i < images->count; i++) {
        const char *path = image_file(reader, &images->items[i], name);

        if (strcmp(path, name) != 0 && scan_source(reader, reader_load(reader, path), told)) {
            return;
        }
    }
}

/* Kconfig writes where the SDK's own module is: "# nrf (C:/ncs/v2.5.0/nrf)". Other paths may point anywhere,
 * so they come second.
 */
static bool scan_module_comment(struct project_reader *reader, const struct source *source, bool *told)
{
    static const char comment[] = "\n# nrf (";
    const char *at = strstr(source->data, comment);
    struct sdk_version version;
    struct slice line;
    size_t offset;

    if (at == NULL) {
        return false;
    }
    line = (struct slice){ at + 1, strcspn(at + 1, "\r\n") };
    if (!find_version_in_path(line, &version, &offset)) {
        return false;
    }
    offer_at(reader, source, (size_t)(line.data - source->data), version, told);
    return true;
}

static void scan_configs(struct project_reader *reader, bool *told)
{
    const struct project_images *images = &reader->project->images;

    for (size_t i = 0; i < images->count; i++) {
        const struct kconfig *config = images->items[i].config;

        if (config != NULL && scan_module_comment(reader, config->source, told)) {
            return;
        }
    }
    if (reader->project->sysbuild != NULL && scan_source(reader, reader->project->sysbuild->source, told)) {
        return;
    }
    for (size_t i = 0; i < images->count; i++) {
        const struct kconfig *config = images->items[i].config;

        if (config != NULL && scan_source(reader, config->source, told)) {
            return;
        }
    }
}

/* The revision of sdk-nrf in a manifest. */
static bool west_revision(const struct yaml_node *root, struct sdk_version *version)
{
    const struct yaml_node *projects = yaml_get(yaml_get(root, "manifest"), "projects");

    for (size_t i = 0; projects != NULL && projects->kind == YAML_SEQUENCE && i < projects->count; i++) {
        const struct yaml_node *name = yaml_get(projects->items[i], "name");
        const struct yaml_node *repository = yaml_get(projects->items[i], "repo-path");
        const struct yaml_node *revision = yaml_get(projects->items[i], "revision");
        bool sdk = (yaml_is_scalar(name) && strcmp(name->text, "sdk-nrf") == 0) ||
                   (yaml_is_scalar(repository) && strcmp(repository->text, "sdk-nrf") == 0) ||
                   (yaml_is_scalar(name) && strcmp(name->text, "nrf") == 0);

        if (sdk && yaml_is_scalar(revision)) {
            return sdk_version_parse(slice_of(revision->text), version);
        }
    }
    return false;
}

/* The source tree's own manifest: what is wrong with it is an error. */
static void scan_own_west(struct project_reader *reader, bool *told)
{
    const struct source *source = reader_load(reader, "west.yml");
    struct yaml_node *root;
    struct sdk_version version;

    if (source == NULL) {
        return;
    }
    if (!yaml_parse(reader->arena, source, reader->diagnostics, &root)) {
        reader->failed = true;
    } else if (west_revision(root, &version)) {
        offer(reader, version, "west.yml", told);
    }
}

/* A file above the tree is not the user's input: what is wrong with it is nobody's error here. */
static void scan_west(struct project_reader *reader, bool *told)
{
    struct diagnostics unheard = diagnostics_create(reader->arena);
    const char *directory = path_absolute(reader->arena, reader->project->path);
    int level = 0;

    if (reader->project->kind == PROJECT_SOURCE) {
        scan_own_west(reader, told);
        directory = path_dirname(reader->arena, directory);
        level = reader->project->sdk_known ? WEST_LEVELS : 1;
    }
    for (; level < WEST_LEVELS; level++) {
        const char *path = path_join(reader->arena, directory, "west.yml");
        const struct source *source;
        struct yaml_node *root;
        struct sdk_version version;

        if (file_exists(path) && source_load(reader->arena, path, path, SOURCE_TEXT_LIMIT, &unheard, &source) &&
            yaml_parse(reader->arena, source, &unheard, &root) && west_revision(root, &version)) {
            offer(reader, version, path, told);
            return;
        }
        if (strcmp(directory, "/") == 0 || strcmp(directory, ".") == 0) {
            return;
        }
        directory = path_dirname(reader->arena, directory);
    }
}

void find_sdk_version(struct project_reader *reader)
{
    bool told = false;

    if (reader->options->sdk_given) {
        offer(reader, reader->options->sdk, "--sdk-version", &told);
    }
    if (reader->project->kind != PROJECT_FILE) {
        scan_version_headers(reader, &told);
        scan_build_files(reader, "CMakeCache.txt", &told);
        scan_build_files(reader, "build_info.yml", &told);
    }
    scan_configs(reader, &told);
    if (!reader->project->sdk_known) {
        scan_west(reader, &told);
    }
}

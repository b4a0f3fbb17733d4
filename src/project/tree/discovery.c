#include "project/tree/discovery.h"

#include <string.h>

#include "base/file.h"

/* A folder that may be an image. */
struct candidate {
    const char *name;
    const char *relative; /* folder, from the root; "" for the root itself */
    bool preferred;       /* of several images with one role this one comes first */
};

struct candidates {
    struct candidate *items;
    size_t count;
    size_t capacity;
};

/* Folders of a build that are no images, though what lies in them may look so. */
static bool is_reserved_name(const char *name)
{
    return name[0] == '.' || name[0] == '_' || strcmp(name, "CMakeFiles") == 0 || strcmp(name, "zephyr") == 0;
}

static const char *config_path(const struct project_reader *reader, const struct candidate *candidate)
{
    const char *own = path_join(reader->arena, candidate->relative, ".config");

    /* The reference bootloader is no Zephyr application: its options stand beside its binary. */
    if (strcmp(candidate->name, "nrf53boot") == 0 && reader_has_file(reader, own)) {
        return own;
    }
    return path_join(reader->arena, candidate->relative, "zephyr/.config");
}

static bool is_image_folder(const struct project_reader *reader, const struct candidate *candidate)
{
    return reader_has_file(reader, config_path(reader, candidate)) ||
           reader_has_file(reader, path_join(reader->arena, candidate->relative, "zephyr/zephyr.dts"));
}

/* A link to a folder that was taken already (or to the root) is not another image. */
static bool is_known_folder(const struct project_reader *reader, const struct candidates *candidates,
                            const char *relative)
{
    const char *folder = path_absolute(reader->arena, reader_path(reader, relative));

    if (strcmp(folder, path_absolute(reader->arena, reader->root)) == 0) {
        return true;
    }
    for (size_t i = 0; i < candidates->count; i++) {
        const char *other = reader_path(reader, candidates->items[i].relative);

        if (strcmp(folder, path_absolute(reader->arena, other)) == 0) {
            return true;
        }
    }
    return false;
}

/* A folder that cannot be entered would look like one without an image. */
static bool is_readable(struct project_reader *reader, const char *relative)
{
    const char *path = relative[0] == '\0' ? reader->root : reader_path(reader, relative);
    struct file_names names;

    if (!directory_exists(path) || directory_list(reader->arena, path, &names)) {
        return true;
    }
    reader->failed = true;
    return diagnose(reader->diagnostics, DIAGNOSTIC_INPUT, ORIGIN_NONE, "folder '%s' cannot be read", path);
}

static void add_candidate(struct project_reader *reader, struct candidates *candidates, const char *parent,
                          const char *name)
{
    struct candidate candidate = { .name = name, .relative = path_join(reader->arena, parent, name) };
    const char *default_name = reader->project->domains.default_name;
    const char *network = config_string(reader->project->sysbuild, "SB_CONFIG_NETCORE_IMAGE_NAME");

    if (!is_readable(reader, candidate.relative) ||
        !is_readable(reader, path_join(reader->arena, candidate.relative, "zephyr")) ||
        !is_image_folder(reader, &candidate) || is_known_folder(reader, candidates, candidate.relative)) {
        return;
    }
    candidate.preferred =
        (default_name != NULL && strcmp(name, default_name) == 0) || (network != NULL && strcmp(name, network) == 0);
    *ARENA_PUSH(reader->arena, candidates) = candidate;
}

static void list_candidates(struct project_reader *reader, struct candidates *candidates)
{
    struct file_names names;

    if (!is_readable(reader, "") || !directory_list(reader->arena, reader->root, &names)) {
        return;
    }
    for (size_t i = 0; i < names.count; i++) {
        if (!is_reserved_name(names.items[i]) && directory_exists(reader_path(reader, names.items[i]))) {
            add_candidate(reader, candidates, "", names.items[i]);
        }
    }
}

/* Names decide where the content says nothing: a folder without .config, or one that another SDK version
 * filled. */
static enum image_role role_by_name(const char *name)
{
    static const enum image_role roles[] = { IMAGE_NRF53BOOT, IMAGE_MCUBOOT, IMAGE_B0, IMAGE_B0N, IMAGE_S1 };

    for (size_t i = 0; i < ARRAY_LENGTH(roles); i++) {
        if (strcmp(name, image_role_name(roles[i])) == 0) {
            return roles[i];
        }
    }
    return IMAGE_OTHER;
}

static enum image_role image_role(const struct project_reader *reader, const struct project_image *image)
{
    const char *network = config_string(reader->project->sysbuild, "SB_CONFIG_NETCORE_IMAGE_NAME");
    enum image_role name = role_by_name(image->name);
    enum image_role content = role_by_config(image->config);

    /* Both are built from sources whose options look like another image's. */
    if (name == IMAGE_NRF53BOOT || name == IMAGE_S1 || content == IMAGE_OTHER) {
        content = name;
    }
    if (content == IMAGE_OTHER &&
        ((network != NULL && strcmp(image->name, network) == 0) || devicetree_is_network_core(image->devicetree))) {
        return IMAGE_NET;
    }
    return content;
}

static const char *dts_path(const struct project_reader *reader, const char *folder)
{
    return path_join(reader->arena, folder, "zephyr/zephyr.dts");
}

/* False for the root of another build that was left in this one. */
static bool add_image(struct project_reader *reader, const struct candidate *candidate)
{
    const struct source *config = reader_load(reader, config_path(reader, candidate));
    size_t complete_from = strcmp(candidate->name, "nrf53boot") == 0 ? 0 : KCONFIG_COMPLETE_IMAGE;
    const char *dts = dts_path(reader, candidate->relative);
    struct project_image image = { .name = candidate->name };

    if (is_sysbuild_config(config)) {
        return false;
    }
    image.directory = candidate->relative[0] == '\0' ? reader->root : reader_path(reader, candidate->relative);
    image.config = reader_kconfig(reader, config, complete_from);
    image.devicetree = reader_devicetree(reader, dts);
    image.role = image_role(reader, &image);
    *ARENA_PUSH(reader->arena, &reader->project->images) = image;
    return true;
}

/* In child-image builds b0n is a child of the network image and lies in its folder. */
static void add_network_children(struct project_reader *reader, struct candidates *candidates,
                                 const struct candidate *parent)
{
    const struct project_images *images = &reader->project->images;
    size_t before = candidates->count;

    if (images->count == 0 || images->items[images->count - 1].role != IMAGE_NET) {
        return;
    }
    add_candidate(reader, candidates, parent->relative, "b0n");
    if (candidates->count > before) {
        (void)add_image(reader, &candidates->items[before]);
    }
}

static void add_images(struct project_reader *reader, struct candidates *candidates, bool preferred)
{
    size_t count = candidates->count;

    for (size_t i = 0; i < count; i++) {
        struct candidate candidate = candidates->items[i];

        if (candidate.preferred == preferred && add_image(reader, &candidate)) {
            add_network_children(reader, candidates, &candidate);
        }
    }
}

/* Images that are built beside the application from its own sources. */
static bool is_variant(const struct project_image *image)
{
    return config_on(image->config, "CONFIG_NCS_IS_VARIANT_IMAGE") || text_ends_with(image->name, "_secondary_app");
}

/* The application, where the tree does not name it: the one image that MCUboot starts, else the only one
 * left. */
static void choose_application(struct project_reader *reader)
{
    struct project_images *images = &reader->project->images;
    const char *default_name = reader->project->domains.default_name;
    struct project_image *chosen = NULL;
    unsigned score = 0;

    for (size_t i = 0; i < images->count; i++) {
        struct project_image *image = &images->items[i];
        unsigned points = 1 + config_on(image->config, "CONFIG_BOOTLOADER_MCUBOOT");

        if (default_name != NULL && strcmp(image->name, default_name) == 0) {
            points += 4;
        }
        if (image->role == IMAGE_OTHER && !is_variant(image) && points > score) {
            chosen = image;
            score = points;
        }
    }
    if (chosen != NULL && project_image(reader->project, IMAGE_APP) == NULL) {
        chosen->role = IMAGE_APP;
    }
}

/* TF-M is built inside the application's folder, by its own build system. */
static void add_tfm(struct project_reader *reader)
{
    const struct project_image *app = project_image(reader->project, IMAGE_APP);
    struct project_image image = { .name = "tfm", .role = IMAGE_TFM };

    if (app == NULL) {
        return;
    }
    image.directory = path_join(reader->arena, app->directory, "tfm");
    if (config_on(app->config, "CONFIG_BUILD_WITH_TFM") || directory_exists(image.directory)) {
        *ARENA_PUSH(reader->arena, &reader->project->images) = image;
    }
}

/* The parent image of a child-image build lies in the root itself. */
static void add_root_image(struct project_reader *reader)
{
    struct candidate root = { .name = "app", .relative = "" };
    struct project_image *image;

    if (reader->project->sysbuild != NULL || !is_image_folder(reader, &root) || !add_image(reader, &root)) {
        return;
    }
    image = &reader->project->images.items[0];
    if (image->role == IMAGE_OTHER) {
        image->role = IMAGE_APP;
    }
    image->name = image_role_name(image->role);
}

static bool has_image_named(const struct project *project, const char *name)
{
    for (size_t i = 0; i < project->images.count; i++) {
        if (strcmp(project->images.items[i].name, name) == 0) {
            return true;
        }
    }
    return false;
}

static void add_missing(struct project_reader *reader, const char *name, enum image_role role)
{
    struct project_image image = { .name = name, .role = role, .directory = reader_path(reader, name) };

    if (project_image(reader->project, role) == NULL && !has_image_named(reader->project, name)) {
        *ARENA_PUSH(reader->arena, &reader->project->images) = image;
        reader_note(reader, "image '%s' belongs to the build, but its folder is missing", name);
    }
}

/* Images that the configuration asks for and whose folder was not kept: they exist, nothing is known of them.
 */
static void add_missing_images(struct project_reader *reader)
{
    const struct project *project = reader->project;
    const struct kconfig *sysbuild = project->sysbuild;
    const char *network = config_string(sysbuild, "SB_CONFIG_NETCORE_IMAGE_NAME");

    if (project->domains.default_name != NULL) {
        add_missing(reader, project->domains.default_name, IMAGE_APP);
    }
    const struct project_image *app = project_image(project, IMAGE_APP);

    if (config_on(sysbuild, "SB_CONFIG_BOOTLOADER_MCUBOOT") ||
        (app != NULL && config_on(app->config, "CONFIG_BOOTLOADER_MCUBOOT"))) {
        add_missing(reader, "mcuboot", IMAGE_MCUBOOT);
    }
    if (config_on(sysbuild, "SB_CONFIG_SECURE_BOOT_APPCORE")) {
        add_missing(reader, "b0", IMAGE_B0);
    }
    if (config_on(sysbuild, "SB_CONFIG_SECURE_BOOT_NETCORE")) {
        add_missing(reader, "b0n", IMAGE_B0N);
    }
    if (network != NULL) {
        add_missing(reader, network, IMAGE_NET);
    }
    const struct project_image *net = project_image(project, IMAGE_NET);

    /* Child-image builds have no sysbuild to ask: the images that b0n serves say so. */
    if (sysbuild == NULL && ((net != NULL && config_on(net->config, "CONFIG_SECURE_BOOT")) ||
                             (app != NULL && config_on(app->config, "CONFIG_NRF53_UPGRADE_NETWORK_CORE")))) {
        add_missing(reader, "b0n", IMAGE_B0N);
    }
}

/* The devicetree compiler takes most of the time of opening a tree, so all its runs begin before anything else is
 * read. The network image's b0n is looked for in every folder: which one is the network image shows later.
 */
static void expect_devicetrees(struct project_reader *reader, const struct candidates *candidates)
{
    reader_expect_devicetree(reader, dts_path(reader, ""));
    for (size_t i = 0; i < candidates->count; i++) {
        const char *folder = candidates->items[i].relative;

        reader_expect_devicetree(reader, dts_path(reader, folder));
        reader_expect_devicetree(reader, dts_path(reader, path_join(reader->arena, folder, "b0n")));
    }
}

void discover_images(struct project_reader *reader)
{
    struct candidates candidates = { 0 };

    list_candidates(reader, &candidates);
    expect_devicetrees(reader, &candidates);
    if (reader->options->meanwhile != NULL) {
        reader->options->meanwhile(reader->options->context);
    }
    add_root_image(reader);
    add_images(reader, &candidates, true);
    add_images(reader, &candidates, false);
    choose_application(reader);
    add_missing_images(reader);
    add_tfm(reader);
    reader_forget_devicetrees(reader);
}

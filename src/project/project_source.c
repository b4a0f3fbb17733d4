#include "project/project_kinds.h"

#include <string.h>

#include "base/file.h"
#include "project/devicetree/overlay.h"
#include "project/partitions/partition_checks.h"
#include "project/source/source_tree.h"
#include "project/tree/discovery.h"

static bool has_folder(const struct source_tree *tree, const char *name)
{
    return directory_exists(reader_path(tree->reader, name));
}

static bool has_file(const struct source_tree *tree, const char *name)
{
    return reader_has_entry(tree->reader, name);
}

/* Before sysbuild the application itself asked for its bootloader. */
static bool asks_for_mcuboot(const struct source_tree *tree)
{
    struct source_files files = source_files_app(tree);
    struct anomalies *anomalies = &tree->reader->project->anomalies;
    size_t told = anomalies->count;
    bool asks = config_on(source_read_configs(tree->reader, "prj.conf", &files.configs, "CONFIG_"),
                          "CONFIG_BOOTLOADER_MCUBOOT");

    anomalies->count = told; /* the application's own reading tells of what is odd in these files */
    return asks;
}

/* The build system: what the SDK has, else what the tree is written for. */
static enum project_era find_era(const struct source_tree *tree)
{
    const struct sdk_version first_sysbuild = { 2, 7, 0 };
    const struct sdk_version no_child = { 3, 0, 0 };
    const struct project *project = tree->reader->project;
    bool sysbuild = has_file(tree, "sysbuild.conf") || has_file(tree, "Kconfig.sysbuild") ||
                    has_file(tree, "sysbuild.cmake") || has_folder(tree, "sysbuild");
    bool child = has_folder(tree, "child_image");

    if (project->sdk_known && sdk_version_compare(project->sdk, no_child) >= 0) {
        return ERA_SYSBUILD_PM;
    }
    if (project->sdk_known && !project_era_fits(ERA_SYSBUILD_PM, project->sdk)) {
        return ERA_CHILD_IMAGE;
    }
    if (sysbuild != child) {
        return sysbuild ? ERA_SYSBUILD_PM : ERA_CHILD_IMAGE;
    }
    if (project->sdk_known) {
        return sdk_version_compare(project->sdk, first_sysbuild) >= 0 ? ERA_SYSBUILD_PM : ERA_CHILD_IMAGE;
    }
    if (sysbuild) {
        return ERA_SYSBUILD_PM;
    }
    return asks_for_mcuboot(tree) ? ERA_CHILD_IMAGE : ERA_UNKNOWN;
}

static void note_ignored_folder(const struct source_tree *tree)
{
    bool sysbuild = tree->reader->project->era == ERA_SYSBUILD_PM;

    if (sysbuild && has_folder(tree, "child_image")) {
        reader_note(tree->reader, "'child_image' is not read: sysbuild takes its files from 'sysbuild'");
    } else if (tree->child_images && (has_file(tree, "sysbuild.conf") || has_folder(tree, "sysbuild"))) {
        reader_note(tree->reader, "'sysbuild.conf' and 'sysbuild' are not read: this is judged as a child-image build");
    }
}

struct include_search {
    struct project_reader *reader;
    const char *image;
    bool left_out;
};

/* "../common.dtsi" beside the file that names it, in the tree or not. */
static const struct source *find_include(void *context, const struct source *from, struct slice path)
{
    struct project_reader *reader = ((struct include_search *)context)->reader;
    const char *folder = path_dirname(reader->arena, from->name);
    const char *name = arena_strndup(reader->arena, path.data, path.length);

    while (strncmp(name, "./", strlen("./")) == 0) {
        name += strlen("./");
    }
    while (strncmp(name, "../", strlen("../")) == 0 && strcmp(folder, ".") != 0 &&
           strcmp(path_basename(folder), "..") != 0) {
        folder = path_dirname(reader->arena, folder);
        name += strlen("../");
    }
    name = strcmp(folder, ".") == 0 ? name : path_join(reader->arena, folder, name);
    return reader_load(reader, name);
}

static void leave_include_out(void *context, struct origin origin, struct slice path)
{
    struct include_search *search = context;

    search->left_out = true;
    reader_note(search->reader,
                "%s includes %.*s, which is not read: what it may set in the devicetree of %s is unknown",
                origin_text(search->reader->arena, origin), path.length > 0 ? (int)path.length : (int)strlen("a macro"),
                path.length > 0 ? path.data : "a macro", search->image);
}

static void note_condition(void *context, struct origin origin)
{
    struct include_search *search = context;

    reader_note(search->reader,
                "%s begins a condition, which is not evaluated: what stands inside is unknown in the "
                "devicetree of %s",
                origin_text(search->reader->arena, origin), search->image);
}

/* Overlays of a list as one devicetree with what they say; *open when a part of them is not read. */
static const struct devicetree *read_overlays(const struct source_tree *tree, const char *image,
                                              const struct string_list *overlays, bool *open)
{
    struct project_reader *reader = tree->reader;
    struct include_search search = { reader, image, false };
    const struct overlay_includes includes = { find_include, leave_include_out, note_condition, &search };
    struct devicetree *devicetree = overlay_tree_create(reader->arena);

    for (size_t i = 0; i < overlays->count; i++) {
        const struct source *source = reader_load(reader, overlays->items[i]);

        if (source != NULL && !overlay_read(reader->arena, devicetree, source, &includes, reader->diagnostics)) {
            reader->failed = true;
        }
    }
    *open = search.left_out;
    return devicetree;
}

/* Where a file stands that was loaded. */
static struct origin origin_of(const struct project_reader *reader, const char *file)
{
    for (size_t i = 0; i < reader->files.count; i++) {
        if (strcmp(reader->files.items[i].relative, file) == 0 && reader->files.items[i].source != NULL) {
            return origin_file(reader->files.items[i].source);
        }
    }
    return ORIGIN_NONE;
}

/* What the SDK has for an image is not read: the tree has its own, or a folder where it is looked for in vain. */
static void report_own_base(struct project_reader *reader, const char *name, const struct source_files *files)
{
    const char *first = files->configs.count > 0 ? files->configs.items[0] : NULL;
    struct origin origin = first != NULL ? origin_of(reader, first) : ORIGIN_NONE;

    if (files->own_base) {
        anomaly_add(reader->arena, &reader->project->anomalies, "replaces-sdk-conf", name, origin, ORIGIN_NONE,
                    "built with a prj.conf of the project's own instead of the one that the SDK has for it");
        return;
    }
    anomaly_add(reader->arena, &reader->project->anomalies, "replaces-sdk-conf", name, origin, ORIGIN_NONE,
                "built without the prj.conf that the SDK has for it, because 'sysbuild/%s' is there and holds none",
                name);
}

static void add_image(const struct source_tree *tree, const char *name, enum image_role role,
                      const struct source_files *files)
{
    struct project_reader *reader = tree->reader;
    struct project_image image = { .name = name, .role = role };

    image.directory = reader->root;
    image.config =
        source_read_configs(reader, arena_printf(reader->arena, "the files of %s", name), &files->configs, "CONFIG_");
    image.open = files->cmake_configs || tree->part || (tree->module && role != IMAGE_APP);
    image.open_devicetree = files->cmake_overlays || tree->part;
    if (!image.open_devicetree) {
        image.devicetree = read_overlays(tree, name, &files->overlays, &image.open_devicetree);
    }
    *ARENA_PUSH(reader->arena, &reader->project->images) = image;
    if (role != IMAGE_APP && (files->own_base || files->own_folder)) {
        report_own_base(reader, name, files);
    }
}

static void add_other_images(const struct source_tree *tree)
{
    for (size_t i = 0; i < SOURCE_IMAGE_COUNT; i++) {
        struct source_files files = source_files_image(tree, source_images[i].name, source_images[i].role);

        if (source_image_is_unread(tree, &source_images[i], &files)) {
            continue;
        }
        if (files.any_place || files.cmake_configs || files.cmake_overlays) {
            add_image(tree, source_images[i].name, source_images[i].role, &files);
        }
    }
}

/* The reference bootloader's options are ours, so that its file is complete as it stands. */
static void add_nrf53boot(const struct source_tree *tree)
{
    struct project_reader *reader = tree->reader;
    const struct source *source = reader_load(reader, "nrf53boot.conf");
    struct project_image image = { .name = "nrf53boot", .role = IMAGE_NRF53BOOT, .directory = reader->root };

    if (source != NULL) {
        image.config = reader_kconfig(reader, source, 0);
        *ARENA_PUSH(reader->arena, &reader->project->images) = image;
    } else {
        reader->project->absent_images |= 1u << IMAGE_NRF53BOOT;
    }
}

static void read_sysbuild(const struct source_tree *tree)
{
    struct project_reader *reader = tree->reader;
    const char *file = source_sysbuild_file(tree);
    const struct source *defaults = reader_load(reader, "Kconfig.sysbuild");
    struct string_list files = { 0 };
    const struct kconfig *parts[2];
    size_t count = 0;

    if (file != NULL) {
        *ARENA_PUSH(reader->arena, &files) = file;
    }
    if (defaults != NULL) {
        parts[count++] = source_kconfig_defaults(reader->arena, defaults);
    }
    parts[count++] = source_read_configs(reader, "sysbuild.conf", &files, "SB_CONFIG_");
    reader->project->sysbuild = kconfig_merge(reader->arena, file != NULL ? file : "sysbuild.conf", parts, count);
    if (kconfig_find(reader->project->sysbuild, "SB_CONFIG_PARTITION_MANAGER") != NULL &&
        !config_on(reader->project->sysbuild, "SB_CONFIG_PARTITION_MANAGER")) {
        reader->project->era = ERA_SYSBUILD_DTS;
    }
}

/* The folder of a board that the tree defines itself: Partition Manager looks for a map there last. */
static const char *board_folder(const struct source_tree *tree)
{
    struct arena *arena = tree->reader->arena;
    const char *dts = arena_printf(arena, "%s.dts", tree->board.key);
    const char *defconfig = arena_printf(arena, "%s_defconfig", tree->board.key);
    struct string_list files = { 0 };

    source_list_files(tree->reader, "boards", 4, &files);
    for (size_t i = 0; i < files.count && tree->board.key[0] != '\0'; i++) {
        const char *name = path_basename(files.items[i]);

        if (strcmp(name, dts) == 0 || strcmp(name, defconfig) == 0) {
            return path_dirname(arena, files.items[i]);
        }
    }
    return NULL;
}

static const char *find_static(const struct source_tree *tree)
{
    const char *file = source_static_file(tree, tree->config, "");
    const char *folder = file == NULL ? board_folder(tree) : NULL;

    return folder != NULL ? source_static_file(tree, folder, "") : file;
}

/* A map whose name is not among those that are looked for is passed over in silence; one named after another board is
 * that board's.
 */
static void report_unused_statics(const struct source_tree *tree)
{
    struct project_reader *reader = tree->reader;
    struct string_list files = { 0 };

    source_list_files(reader, tree->config, 1, &files);
    for (size_t i = 0; i < files.count; i++) {
        const char *name = path_basename(files.items[i]);
        const struct source *source;

        if (strncmp(name, "pm_static", strlen("pm_static")) != 0 || !text_ends_with(name, ".yml") ||
            strstr(name, "CPUNET") != NULL || source_board_in_name(reader->arena, name) != NULL) {
            continue;
        }
        source = reader_load(reader, files.items[i]);
        if (source != NULL) {
            anomaly_add(reader->arena, &reader->project->anomalies, "static-map-not-used", files.items[i],
                        origin_file(source), ORIGIN_NONE, "the build for %s looks for no map of this name",
                        tree->board.target != NULL ? tree->board.target : "a board without map");
        }
    }
}

/* The first line of a file that holds the word; nowhere when none does. */
static struct origin find_word(struct project_reader *reader, const char *file, const char *word)
{
    bool outside = strncmp(file, "../", strlen("../")) == 0; /* is not this input: no error when it is broken */
    const struct source *source = !outside || reader_has_file(reader, file) ? reader_load(reader, file) : NULL;
    const char *next = source != NULL ? source->data : NULL;

    for (uint32_t line = 1; next != NULL; line++) {
        struct slice text = slice_trim(source_line(source, line));
        const char *there = arena_strndup(reader->arena, text.data, text.length);

        if (there[0] != '\0' && there[0] != '#' && strstr(there, word) != NULL) {
            return (struct origin){ .source = source, .line = line, .column = 1 };
        }
        next = strchr(next, '\n');
        next = next != NULL ? next + 1 : NULL;
    }
    return ORIGIN_NONE;
}

/* This program's own part in sysbuild looks at a build and adds nothing to its images. */
#define OWN_MODULE "name: nrf53pack"

/* A repository that is a Zephyr module with an extension root or a part in sysbuild may add configuration files to every
 * image (Zephyr cmake/modules/zephyr_module.cmake). It holds the application, some folders down.
 */
static bool find_module(struct project_reader *reader)
{
    static const char *const places[] = { "zephyr/module.yml", "../zephyr/module.yml", "../../zephyr/module.yml" };
    static const char *const words[] = { "module_ext_root", "sysbuild-cmake", "sysbuild-kconfig" };

    for (size_t i = 0; i < ARRAY_LENGTH(places) * ARRAY_LENGTH(words); i++) {
        const char *place = places[i / ARRAY_LENGTH(words)];
        struct origin origin = find_word(reader, place, words[i % ARRAY_LENGTH(words)]);

        if (origin.source != NULL && find_word(reader, place, OWN_MODULE).source == NULL) {
            reader_note(reader,
                        "%s lets this module add to the images beside the application: what their files do not "
                        "say is unknown",
                        origin_text(reader->arena, origin));
            return true;
        }
    }
    return false;
}

/* What adds to Partition Manager's layout and is not evaluated, so that the layout cannot be worked out. */
static void report_own_partitions(const struct source_tree *tree, const char *file, const char *word)
{
    struct project_reader *reader = tree->reader;
    struct origin origin = find_word(reader, file, word);

    if (origin.source != NULL) {
        anomaly_add(reader->arena, &reader->project->anomalies, "own-partitions", file, origin, ORIGIN_NONE,
                    "the project changes what Partition Manager places");
    }
}

/* Images under names of the project's own, which may be the network core's. */
static void report_own_images(const struct source_tree *tree)
{
    static const struct {
        const char *file;
        const char *word;
    } places[] = {
        { "sysbuild.cmake", "ExternalZephyrProject_Add" },
        { "sysbuild/CMakeLists.txt", "ExternalZephyrProject_Add" },
        { "Kconfig.sysbuild", "config NETCORE_" },
    };
    struct project_reader *reader = tree->reader;

    for (size_t i = 0; i < ARRAY_LENGTH(places) && !tree->child_images; i++) {
        struct origin origin = find_word(reader, places[i].file, places[i].word);

        if (origin.source != NULL) {
            anomaly_add(reader->arena, &reader->project->anomalies, "own-images", places[i].file, origin, ORIGIN_NONE,
                        "the project adds an image of its own");
            reader_note(reader, "%s adds an image of the project's own, which is not read",
                        origin_text(reader->arena, origin));
            return;
        }
    }
}

static void report_all_own_partitions(const struct source_tree *tree)
{
    report_own_partitions(tree, "pm.yml", "");
    report_own_partitions(tree, "CMakeLists.txt", "partition_manager");
    report_own_partitions(tree, "CMakeLists.txt", "PM_STATIC_YML_FILE");
    report_own_partitions(tree, "CMakeLists.txt", "APPLICATION_CONFIG_DIR");
    report_own_partitions(tree, "sysbuild.cmake", "PM_");
    report_own_partitions(tree, "sysbuild/CMakeLists.txt", "PM_");
    report_own_partitions(tree, "Kconfig", "PM_PARTITION");
    report_own_partitions(tree, "Kconfig", "select "); /* what it turns on may have a partition */
    report_own_partitions(tree, "Kconfig", "imply ");
}

/* The network core's domain has a map of its own. */
static void note_network_map(const struct source_tree *tree)
{
    const char *file = source_static_file(tree, tree->config, "CPUNET");

    if (file != NULL && strstr(file, "CPUNET") != NULL) {
        reader_note(tree->reader, "'%s' is the network core's map, which is not read: check the build too", file);
    }
}

static void add_static(struct project_reader *reader)
{
    struct project *project = reader->project;

    if (project->partitions != NULL) {
        *ARENA_PUSH(reader->arena, &project->statics) = project->partitions;
        check_static_gaps(reader->arena, project->partitions, &project->anomalies);
    }
}

static void read_statics(const struct source_tree *tree)
{
    struct project_reader *reader = tree->reader;
    struct project *project = reader->project;
    const char *file;

    if (project->era == ERA_SYSBUILD_DTS) {
        return;
    }
    if (source_cmake_path(reader, "PM_STATIC_YML_FILE", tree->board.key, &file)) {
        project->partitions = file != NULL ? reader_partitions(reader, file) : NULL;
        report_all_own_partitions(tree);
        add_static(reader);
        return;
    }
    file = find_static(tree);
    report_all_own_partitions(tree);
    if (file != NULL) {
        project->partitions = reader_partitions(reader, file);
    } else if (tree->suffix[0] == '\0') {
        report_unused_statics(tree);
    }
    add_static(reader);
}

NODISCARD static bool is_application(const struct source_tree *tree)
{
    struct project_reader *reader = tree->reader;
    struct string_list files = { 0 };

    source_list_files(reader, "", 1, &files);
    for (size_t i = 0; i < files.count; i++) {
        if (text_ends_with(files.items[i], ".conf") || text_ends_with(files.items[i], ".overlay") ||
            strcmp(files.items[i], "CMakeLists.txt") == 0 || strcmp(files.items[i], "Kconfig.sysbuild") == 0 ||
            strncmp(files.items[i], "pm_static", strlen("pm_static")) == 0) {
            return true;
        }
    }
    reader->failed = true;
    return diagnose(reader->diagnostics, DIAGNOSTIC_INPUT, ORIGIN_NONE,
                    "'%s' holds a manifest and no application; give the folder of the application, which holds "
                    "prj.conf or sysbuild.conf",
                    reader->project->path);
}

static void note_builds(struct project_reader *reader, const struct string_list *builds)
{
    for (size_t i = 0; i < builds->count; i++) {
        reader_note(reader, "'%s' holds a build, which is not looked at: give it to check what was built",
                    builds->items[i]);
    }
}

void read_source_tree(struct project_reader *reader, const struct string_list *builds)
{
    struct project *project = reader->project;
    struct source_tree tree = { .reader = reader, .config = "" };
    struct source_files app;

    tree.board = source_board_parse(reader->arena, reader->options->board);
    tree.suffix = reader->options->file_suffix != NULL ? reader->options->file_suffix : "";
    tree.app_name = path_basename(path_absolute(reader->arena, reader->root));
    source_check_folders(reader);
    if (!is_application(&tree)) {
        return;
    }
    if (source_cmake_path(reader, "APPLICATION_CONFIG_DIR", tree.board.key, &tree.config) && tree.config == NULL) {
        tree.config = "";
    }
    tree.config = tree.config == NULL ? "" : tree.config;
    project->era = find_era(&tree);
    tree.child_images = project->era == ERA_CHILD_IMAGE;
    project->file_suffix = tree.suffix[0] != '\0' ? tree.suffix : NULL;
    project->board = reader->options->board;
    if (project->board != NULL && project->era != ERA_CHILD_IMAGE && strchr(project->board, '/') == NULL) {
        project->board = source_board_slashes(reader->arena, tree.board.key);
    }
    tree.board.target = project->board;
    source_check_given(&tree);
    note_ignored_folder(&tree);
    if (project->era == ERA_SYSBUILD_PM) {
        read_sysbuild(&tree);
    }
    app = source_files_app(&tree);
    tree.module = find_module(reader);
    tree.part = !app.own_base && !has_file(&tree, "CMakeLists.txt");
    if (tree.part) {
        reader_note(reader,
                    "neither CMakeLists.txt nor prj.conf is here, so that this is a part of an application: what "
                    "its files do not say is unknown");
    }
    add_image(&tree, tree.app_name, IMAGE_APP, &app);
    add_other_images(&tree);
    add_nrf53boot(&tree);
    report_own_images(&tree);
    read_statics(&tree);
    note_network_map(&tree);
    source_note_unread(&tree);
    note_builds(reader, builds);
}

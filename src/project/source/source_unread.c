#include <string.h>

#include "base/file.h"
#include "project/source/source_tree.h"

const struct source_image source_images[SOURCE_IMAGE_COUNT] = {
    { "mcuboot", IMAGE_MCUBOOT, NULL },
    { "b0", IMAGE_B0, NULL },
    { "b0n", IMAGE_B0N, NULL },
    { "s1_image", IMAGE_S1, NULL },
    { "ipc_radio", IMAGE_NET, "IPC_RADIO" },
    { "hci_ipc", IMAGE_NET, "HCI_IPC" },
    { "hci_rpmsg", IMAGE_NET, "HCI_RPMSG" },
    { "rpc_host", IMAGE_NET, "RPC_HOST" },
    { "802154_rpmsg", IMAGE_NET, "802154_RPMSG" },
    { "multiprotocol_rpmsg", IMAGE_NET, "MULTIPROTOCOL_RPMSG" },
    { "empty_net_core", IMAGE_NET, "EMPTY" },
};

/* Images of the SDK that no rule asks for. */
static const char *const further_images[] = { "empty_app_core", "firmware_loader", "ble_mcumgr", "vpr_launcher",
                                              "remote",         "nrf53boot",       "smp_svr",    "wifi_fw" };

/* The network image whose line stands in sysbuild.conf; NULL where none does, or several. */
static const struct kconfig_symbol *chosen_network(const struct source_tree *tree, const char **member)
{
    const struct kconfig *sysbuild = tree->reader->project->sysbuild;
    const struct kconfig_symbol *chosen = NULL;

    for (size_t i = 0; i < SOURCE_IMAGE_COUNT; i++) {
        const char *name = source_images[i].member == NULL
                               ? NULL
                               : arena_printf(tree->reader->arena, "SB_CONFIG_NETCORE_%s", source_images[i].member);

        if (name != NULL && config_on(sysbuild, name)) {
            if (chosen != NULL) {
                return NULL;
            }
            chosen = kconfig_find(sysbuild, name);
            *member = source_images[i].member;
        }
    }
    return chosen;
}

bool source_image_is_unread(const struct source_tree *tree, const struct source_image *image,
                            const struct source_files *files)
{
    const char *member = NULL;
    const struct kconfig_symbol *chosen = tree->child_images ? NULL : chosen_network(tree, &member);
    const char *file = files->configs.count > 0    ? files->configs.items[0]
                       : files->overlays.count > 0 ? files->overlays.items[0]
                                                   : arena_printf(tree->reader->arena, "sysbuild/%s", image->name);

    if (image->member == NULL || chosen == NULL || strcmp(member, image->member) == 0 || !files->any_place) {
        return false;
    }
    reader_note(tree->reader, "'%s' is not read: %s chooses another image for the network core (%s=y)", file,
                origin_text(tree->reader->arena, chosen->origin), chosen->name);
    return true;
}

/* "mcuboot" and, for a file that may have a suffix, "mcuboot_release" are mcuboot's. */
static bool belongs_to(const char *stem, const char *image, bool suffix)
{
    size_t length = strlen(image);

    return strncmp(stem, image, length) == 0 && (stem[length] == '\0' || (suffix && stem[length] == '_'));
}

/* sysbuild's overlays have no suffix. */
static bool names_image(const struct source_tree *tree, const char *stem, bool suffix)
{
    for (size_t i = 0; i < SOURCE_IMAGE_COUNT; i++) {
        if (belongs_to(stem, source_images[i].name, suffix)) {
            return true;
        }
    }
    for (size_t i = 0; i < ARRAY_LENGTH(further_images); i++) {
        if (belongs_to(stem, further_images[i], suffix)) {
            return true;
        }
    }
    return belongs_to(stem, tree->app_name, suffix) || text_ends_with(stem, "_secondary_app");
}

/* "mcu_boot" of "sysbuild/mcu_boot.conf"; NULL when it is no file of an image. */
static const char *stem_of(struct arena *arena, const char *file)
{
    static const char *const endings[] = { ".conf", ".overlay" };
    const char *name = path_basename(file);

    for (size_t i = 0; i < ARRAY_LENGTH(endings); i++) {
        if (text_ends_with(name, endings[i])) {
            return arena_strndup(arena, name, strlen(name) - strlen(endings[i]));
        }
    }
    return NULL;
}

static void note_images(const struct source_tree *tree, const char *outer)
{
    struct project_reader *reader = tree->reader;
    struct string_list files = { 0 };

    source_list_files(reader, outer, 1, &files);
    for (size_t i = 0; i < files.count; i++) {
        const char *stem = stem_of(reader->arena, files.items[i]);

        bool suffix = tree->child_images || text_ends_with(files.items[i], ".conf");

        if (stem != NULL && !names_image(tree, stem, suffix)) {
            reader_note(reader,
                        "'%s' is not read: no image is called '%s' (the bootloader is 'mcuboot', the application '%s', "
                        "after its folder)",
                        files.items[i], stem, tree->app_name);
        }
    }
}

/* "pm-static.yml", "PM_static.yaml" */
static bool means_static_map(const char *name)
{
    static const char wanted[] = "pmstatic";
    size_t found = 0;

    if (!text_ends_with(name, ".yml") && !text_ends_with(name, ".yaml")) {
        return false;
    }
    for (; found < strlen(wanted) && *name != '\0'; name++) {
        char letter = (char)(*name >= 'A' && *name <= 'Z' ? *name - 'A' + 'a' : *name);

        if (letter != '_' && letter != '-' && letter != '.') {
            if (letter != wanted[found]) {
                return false;
            }
            found++;
        }
    }
    return found == strlen(wanted);
}

/* looked_at: Partition Manager, where there is one, finds a static map of its usual name in this folder. */
static void note_statics(const struct source_tree *tree, const char *folder, bool looked_at)
{
    struct project_reader *reader = tree->reader;
    bool has_manager = reader->project->era != ERA_SYSBUILD_DTS;
    const char *reason = has_manager ? "Partition Manager looks for 'pm_static.yml' and 'pm_static_<board>.yml' in the "
                                       "application's folder"
                                     : "Partition Manager is off, partitions come from devicetree";
    struct string_list files = { 0 };

    source_list_files(reader, folder, 1, &files);
    for (size_t i = 0; i < files.count; i++) {
        const char *name = path_basename(files.items[i]);
        bool named = strncmp(name, "pm_static", strlen("pm_static")) == 0 && text_ends_with(name, ".yml");

        if (means_static_map(name) && !(named && looked_at && has_manager)) {
            reader_note(reader, "'%s' is not read: %s", files.items[i], reason);
        }
    }
}

void source_note_unread(const struct source_tree *tree)
{
    struct project_reader *reader = tree->reader;
    const struct anomalies *anomalies = &reader->project->anomalies;
    bool own_images = tree->module;
    const char *path;

    for (size_t i = 0; i < anomalies->count; i++) {
        own_images = own_images || strcmp(anomalies->items[i].kind, "own-images") == 0;
    }
    if (!own_images && reader->project->era != ERA_UNKNOWN) {
        note_images(tree, tree->child_images ? "child_image" : "sysbuild");
    }
    if (source_cmake_path(reader, "PM_STATIC_YML_FILE", tree->board.key, &path)) {
        return;
    }
    note_statics(tree, tree->config, true);
    if (tree->config[0] != '\0') {
        note_statics(tree, "", false);
    }
    note_statics(tree, "sysbuild", false);
}

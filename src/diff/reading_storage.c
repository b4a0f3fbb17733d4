/* How the application of one build keeps its settings and other data. */
#include "diff/reading.h"

#include <inttypes.h>
#include <string.h>
#include "base/attributes.h"
#include "diff/reading_devicetree.h"
#include "project/tree/tree_values.h"

#define PAGE 0x1000u

/* Sectors are of so many pages, and the data may have checksums: another number or other records are another format. */
static const char *format_text(struct arena *arena, const struct kconfig *config, const char *name, const char *sectors,
                               const char *checksum)
{
    struct tree_number pages = config_number(arena, config, "app", sectors);

    return arena_printf(
        arena, "%s%s%s", name,
        pages.known && pages.value != 1 ? arena_printf(arena, ", sectors of %" PRIu64 " pages", pages.value) : "",
        config_on(config, checksum) ? ", checksums over data" : "");
}

struct format {
    const char *symbol;
    const char *name;
    const char *sectors;
    const char *checksum;
};

/* The first that is on says what the application's settings are kept in; without settings, what it keeps its own data in. */
static const struct format settings_formats[] = {
    { "CONFIG_SETTINGS_NVS", "NVS", "CONFIG_SETTINGS_NVS_SECTOR_SIZE_MULT", "CONFIG_NVS_DATA_CRC" },
    { "CONFIG_SETTINGS_ZMS_LEGACY", "ZMS, legacy", "CONFIG_SETTINGS_ZMS_SECTOR_SIZE_MULT", "CONFIG_ZMS_DATA_CRC" },
    { "CONFIG_SETTINGS_ZMS", "ZMS", "CONFIG_SETTINGS_ZMS_SECTOR_SIZE_MULT", "CONFIG_ZMS_DATA_CRC" },
    { "CONFIG_SETTINGS_FCB", "FCB", "", "" },
    { "CONFIG_SETTINGS", "other settings", "", "" },
};
static const struct format own_formats[] = {
    { "CONFIG_NVS", "NVS", "", "CONFIG_NVS_DATA_CRC" },
    { "CONFIG_ZMS", "ZMS", "", "CONFIG_ZMS_DATA_CRC" },
    { "CONFIG_FILE_SYSTEM_LITTLEFS", "LittleFS", "", "" },
};

static void name_formats(struct text *out, const struct kconfig *config, const struct format *formats, size_t count,
                         bool first_only)
{
    for (size_t i = 0; i < count && !(first_only && out->length > 0); i++) {
        if (config_on(config, formats[i].symbol)) {
            text_printf(out, "%s%s", out->length == 0 ? "" : " and ",
                        format_text(out->arena, config, formats[i].name, formats[i].sectors, formats[i].checksum));
        }
    }
}

static const char *storage_format(struct arena *arena, const struct kconfig *config)
{
    struct text names = text_create(arena, 512);

    name_formats(&names, config, settings_formats, ARRAY_LENGTH(settings_formats), true);
    if (names.length == 0) {
        name_formats(&names, config, own_formats, ARRAY_LENGTH(own_formats), false);
    }
    return names.length == 0 ? ASPECT_NONE : names.data;
}

static bool said(const struct kconfig *config, const char *symbol)
{
    const struct kconfig_symbol *found = kconfig_find(config, symbol);

    return found != NULL ? found->type != KCONFIG_UNKNOWN : config->complete;
}

/* Settings are on in sources that leave their format to a default, which is not known. The last of the table is no format. */
static bool leaves_format_open(const struct kconfig *config)
{
    bool named = config->complete || !config_on(config, "CONFIG_SETTINGS");

    for (size_t i = 0; i + 1 < ARRAY_LENGTH(settings_formats); i++) {
        named = named || config_on(config, settings_formats[i].symbol);
    }
    return !named;
}

struct aspect_value read_storage_format(const struct reading *reading)
{
    const struct kconfig *config = role_config(reading->project, IMAGE_APP);

    if (config == NULL || !said(config, "CONFIG_SETTINGS")) {
        return aspect_unknown("the configuration of app");
    }
    if (leaves_format_open(config)) {
        return aspect_unknown("the format of the settings");
    }
    return aspect_known(storage_format(reading->arena, config), origin_file(config->source));
}

/* Of the settings' partition; 0 where the build does not say it. */
static uint64_t settings_size(const struct reading *reading)
{
    const struct devicetree *tree = places_by_devicetree(reading);
    const struct partition *partition =
        reading->project->partitions != NULL ? partition_find(reading->project->partitions, "settings_storage") : NULL;
    const struct devicetree_node *node = NULL;

    if (tree != NULL) {
        node = devicetree_chosen(tree, "zephyr,settings-partition", NULL);
        node = node != NULL ? node : devicetree_by_label(tree, "storage_partition");
        return node != NULL && node->has_address ? node->size : 0;
    }
    return partition != NULL && partition->size.present && !partition->size.negative ? partition->size.magnitude : 0;
}

/* The backend takes as many sectors as its symbol says and the partition holds; ZMS without the symbol takes all. */
static struct aspect_value sectors_of(const struct reading *reading, const char *count_symbol, const char *pages_symbol,
                                      bool all_without_symbol)
{
    const struct kconfig *config = role_config(reading->project, IMAGE_APP);
    struct tree_number count = config_number(reading->arena, config, "app", count_symbol);
    struct tree_number pages = config_number(reading->arena, config, "app", pages_symbol);
    uint64_t size = PAGE * (pages.known && pages.value > 0 && pages.value < PAGE ? pages.value : 1);
    uint64_t most = settings_size(reading) / size;
    uint64_t used = count.known && (most == 0 || count.value < most) ? count.value : most;

    if (used == 0 || (!count.known && !(all_without_symbol && config->complete))) {
        return aspect_unknown(arena_printf(reading->arena, "%s (not said in %s)", count_symbol, config->source->name));
    }
    return aspect_known(arena_printf(reading->arena, "%" PRIu64 " of %" PRIu64 " KiB", used, size / 1024),
                        count.known ? count.origin : origin_file(config->source));
}

struct aspect_value read_storage_sectors(const struct reading *reading)
{
    const struct kconfig *config = role_config(reading->project, IMAGE_APP);

    if (config == NULL) {
        return aspect_unknown("the configuration of app");
    }
    if (config_on(config, "CONFIG_SETTINGS_NVS")) {
        return sectors_of(reading, "CONFIG_SETTINGS_NVS_SECTOR_COUNT", "CONFIG_SETTINGS_NVS_SECTOR_SIZE_MULT", false);
    }
    if (config_on(config, "CONFIG_SETTINGS_ZMS") || config_on(config, "CONFIG_SETTINGS_ZMS_LEGACY")) {
        return sectors_of(reading, "CONFIG_SETTINGS_ZMS_SECTOR_COUNT", "CONFIG_SETTINGS_ZMS_SECTOR_SIZE_MULT", true);
    }
    return aspect_known(ASPECT_NONE, ORIGIN_NONE);
}

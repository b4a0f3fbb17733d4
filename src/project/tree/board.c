#include <string.h>
#include "project/settings/cmake_cache.h"
#include "project/tree/sdk_version.h"

/* "nrf5340dk/nrf5340/cpuapp" from a board's name and its qualifiers. */
static const char *qualified(struct arena *arena, const char *board, const char *qualifiers)
{
    if (board == NULL || qualifiers == NULL) {
        return board;
    }
    return arena_printf(arena, "%s/%s", board, qualifiers);
}

static const char *image_board(struct arena *arena, const struct kconfig *config)
{
    const char *target = config_string(config, "CONFIG_BOARD_TARGET");

    return target != NULL ? target
                          : qualified(arena, config_string(config, "CONFIG_BOARD"),
                                      config_string(config, "CONFIG_BOARD_QUALIFIERS"));
}

static const char *tree_board(const struct project_reader *reader)
{
    const struct project *project = reader->project;
    const struct project_image *app = project_image(project, IMAGE_APP);
    const char *board = cmake_cache_entry(reader->arena, reader->cmake_cache, "BOARD");

    if (board == NULL) {
        board = qualified(reader->arena, config_string(project->sysbuild, "SB_CONFIG_BOARD"),
                          config_string(project->sysbuild, "SB_CONFIG_BOARD_QUALIFIERS"));
    }
    if (board == NULL && app != NULL) {
        board = image_board(reader->arena, app->config);
    }
    for (size_t i = 0; board == NULL && i < project->images.count; i++) {
        board = image_board(reader->arena, project->images.items[i].config);
    }
    return board;
}

void find_board(struct project_reader *reader)
{
    const char *given = reader->options->board;
    const char *told = tree_board(reader);

    reader->project->board = given != NULL ? given : told;
    if (given != NULL && told != NULL && strcmp(given, told) != 0) {
        reader_note(reader, "board %s from --board counts, the tree says %s", given, told);
    }
}

#include "project/tree/plausibility.h"

#include <string.h>

static void note_unknown_release(struct project_reader *reader)
{
    const struct project *project = reader->project;
    const struct sdk_series *first = &sdk_known_series[0];
    const struct sdk_series *last = &sdk_known_series[SDK_SERIES_COUNT - 1];

    if (project->sdk_known && !sdk_version_is_known(project->sdk)) {
        reader_note(reader, "NCS %s (%s) is no release this version knows (%u.%u to %u.%u): judged as such",
                    sdk_version_text(reader->arena, project->sdk), project->sdk_origin, (unsigned)first->major,
                    (unsigned)first->first_minor, (unsigned)last->major, (unsigned)last->last_minor);
    }
}

static void note_contradiction(struct project_reader *reader)
{
    static const char *const facts[] = {
        [ERA_UNKNOWN] = "",
        [ERA_CHILD_IMAGE] = "a child-image build, which ended with NCS 3.0",
        [ERA_SYSBUILD_PM] = "a sysbuild build, which began with NCS 2.5",
        [ERA_SYSBUILD_DTS] = "a sysbuild build without Partition Manager, which began with NCS 3.3",
    };
    const struct project *project = reader->project;

    if (project->sdk_known && !project_era_fits(project->era, project->sdk)) {
        reader_note(reader, "the SDK version and the tree contradict each other: NCS %s (%s), but this is %s",
                    sdk_version_text(reader->arena, project->sdk), project->sdk_origin, facts[project->era]);
    }
}

/* "nrf52840" of "nrf52840dk/nrf52840/cpuapp"; NULL when the board is named without its chip. */
static const char *chip_of_board(struct arena *arena, const char *board)
{
    const char *slash = board == NULL ? NULL : strchr(board, '/');

    if (slash == NULL || strcspn(slash + 1, "/") == 0) {
        return NULL;
    }
    return arena_strndup(arena, slash + 1, strcspn(slash + 1, "/"));
}

static const char *chip_of_image(struct arena *arena, const struct kconfig *config)
{
    const char *chip = config_string(config, "CONFIG_SOC");

    return chip != NULL ? chip : chip_of_board(arena, config_string(config, "CONFIG_BOARD_TARGET"));
}

/* Of a source tree, which is for the board that was named: "nrf52840dk/nrf52840", "nrf52840dk_nrf52840", "nrf52840dk". */
static const char *chip_of_name(struct arena *arena, const char *board)
{
    const char *chip = chip_of_board(arena, board);
    const char *at = board == NULL ? NULL : strstr(board, "_nrf");
    size_t length = strlen("nrf");

    at = at != NULL ? at + 1 : board;
    if (chip != NULL || at == NULL || strncmp(at, "nrf", length) != 0) {
        return chip;
    }
    length += strspn(at + length, "0123456789");
    return length > strlen("nrf") ? arena_strndup(arena, at, length) : NULL;
}

static const char *chip_of_tree(const struct project_reader *reader)
{
    const struct project *project = reader->project;
    const struct project_image *app = project_image(project, IMAGE_APP);
    const char *chip = app == NULL ? NULL : chip_of_image(reader->arena, app->config);

    if (chip == NULL) {
        chip = config_string(project->sysbuild, "SB_CONFIG_SOC");
    }
    for (size_t i = 0; chip == NULL && i < project->images.count; i++) {
        chip = chip_of_image(reader->arena, project->images.items[i].config);
    }
    return chip == NULL && project->kind == PROJECT_SOURCE ? chip_of_name(reader->arena, project->board) : chip;
}

/* "nrf5340", "nRF5340_CPUAPP_QKAA", "nrf5340bsim" */
static bool is_nrf5340(const char *chip)
{
    return (chip[0] == 'n' || chip[0] == 'N') && (chip[1] == 'r' || chip[1] == 'R') &&
           (chip[2] == 'f' || chip[2] == 'F') && strncmp(chip + 3, "5340", strlen("5340")) == 0;
}

static void note_other_chip(struct project_reader *reader)
{
    const char *chip = chip_of_tree(reader);

    if (chip != NULL && !is_nrf5340(chip)) {
        reader_note(reader, "this %s is for '%s'; the rules are about the nRF5340",
                    reader->project->kind == PROJECT_SOURCE ? "tree" : "build", chip);
    }
}

void note_implausible(struct project_reader *reader)
{
    note_other_chip(reader);
    note_unknown_release(reader);
    note_contradiction(reader);
}

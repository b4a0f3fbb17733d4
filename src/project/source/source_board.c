#include "project/source/source_board.h"

#include <string.h>

#include "base/text.h"

static char *with_underscores(struct arena *arena, const char *text, size_t length)
{
    char *copy = arena_strndup(arena, text, length);

    for (size_t i = 0; i < length; i++) {
        copy[i] = (copy[i] == '/' || copy[i] == '.') ? '_' : copy[i];
    }
    return copy;
}

struct source_board source_board_parse(struct arena *arena, const char *text)
{
    struct source_board board = { .target = text, .key = "", .revision = "" };
    size_t name;
    size_t revision;

    if (text == NULL) {
        return board;
    }
    /* The revision stands behind the board's name, before its qualifiers: "nrf9160dk@0.14.0/nrf9160". */
    name = strcspn(text, "@");
    if (text[name] == '\0') {
        board.key = with_underscores(arena, text, name);
        return board;
    }
    revision = strcspn(text + name + 1, "/");
    board.revision = with_underscores(arena, text + name + 1, revision);
    board.key = arena_printf(arena, "%s%s", with_underscores(arena, text, name),
                             with_underscores(arena, text + name + 1 + revision, strlen(text + name + 1 + revision)));
    return board;
}

/* Chips whose boards have an application core too. */
static bool names_other_chip(const char *key)
{
    static const char *const chips[] = { "nrf54", "nrf71", "nrf91", "nrf92" };

    for (size_t i = 0; i < ARRAY_LENGTH(chips); i++) {
        /* A board may carry two chips: "thingy91x_nrf5340_cpuapp" is built for the nRF5340. */
        if (strstr(key, chips[i]) != NULL && strstr(key, "nrf5340") == NULL) {
            return true;
        }
    }
    return false;
}

/* Where the part that names a core ends; 0 when there is none. */
static size_t core_end(const char *key)
{
    static const char core[] = "_cpuapp";
    const char *last = NULL;
    size_t end;

    for (const char *at = key; (at = strstr(at, core)) != NULL; at++) {
        last = at;
    }
    if (last == NULL || last == key || names_other_chip(key)) {
        return 0;
    }
    end = (size_t)(last - key) + strlen(core);
    /* Non-secure: "_ns", before NCS 2.0 "ns". */
    if (strncmp(key + end, "_ns", strlen("_ns")) == 0 && strchr("_.@", key[end + strlen("_ns")]) != NULL) {
        return end + strlen("_ns");
    }
    if (strncmp(key + end, "ns", strlen("ns")) == 0 && strchr("_.@", key[end + strlen("ns")]) != NULL) {
        return end + strlen("ns");
    }
    return strchr("_.@", key[end]) != NULL ? end : 0;
}

const char *source_board_in_name(struct arena *arena, const char *file_name)
{
    static const char *const prefixes[] = { "pm_static_", "prj_", "sysbuild_", "overlay-", "app_" };
    size_t end;

    for (size_t i = 0; i < ARRAY_LENGTH(prefixes); i++) {
        if (strncmp(file_name, prefixes[i], strlen(prefixes[i])) == 0) {
            file_name += strlen(prefixes[i]);
            break;
        }
    }
    end = core_end(file_name);
    return end == 0 ? NULL : arena_strndup(arena, file_name, end);
}

const char *source_board_in_target(struct arena *arena, const char *target)
{
    const char *key = source_board_parse(arena, target).key;
    size_t end = core_end(key);

    return end == 0 || key[end] != '\0' ? NULL : key;
}

/* The key up to its last "_cpuapp", with another core. */
static struct source_board with_core(struct arena *arena, const struct source_board *board, const char *core)
{
    struct source_board other = *board;
    size_t end = core_end(board->key);

    if (end == 0) {
        return other;
    }
    while (strncmp(board->key + end, "_cpuapp", strlen("_cpuapp")) != 0) {
        end--;
    }
    other.key = arena_printf(arena, "%.*s%s", (int)end, board->key, core);
    return other;
}

struct source_board source_board_secure(struct arena *arena, const struct source_board *board)
{
    return with_core(arena, board, "_cpuapp");
}

struct source_board source_board_network(struct arena *arena, const struct source_board *board)
{
    return with_core(arena, board, "_cpunet");
}

const char *source_board_slashes(struct arena *arena, const char *key)
{
    static const char chip[] = "_nrf5340_cpuapp";
    const char *last = NULL;

    for (const char *at = key; (at = strstr(at, chip)) != NULL; at++) {
        last = at;
    }
    if (last == NULL) {
        return key;
    }
    return arena_printf(arena, "%.*s/nrf5340/cpuapp%s", (int)(last - key), key,
                        strcmp(last + strlen(chip), "_ns") == 0 ? "/ns" : last + strlen(chip));
}

#include <inttypes.h>
#include <string.h>

#include "cli/init/init.h"

#define BOARD_DK      "nrf5340dk/nrf5340/cpuapp"
#define DK_FLASH      (8u * 1024u * 1024u)
#define MCUBOOT_SIZE  0x10000u
#define BOARD_LENGTH  100u
#define KEY_LENGTH    500u
#define BOARD_LETTERS "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-@./"

/* A size with or without K, KiB, M or MiB. */
static bool read_size(const struct command_call *call, const char *name, uint64_t *value)
{
    static const struct {
        const char *end;
        unsigned shift;
    } units[] = { { "KiB", 10 }, { "MiB", 20 }, { "K", 10 }, { "M", 20 } };
    const char *text = call_option(call, name);
    struct slice digits;
    unsigned shift = 0;
    uint64_t number;

    if (text == NULL) {
        return true;
    }
    digits = slice_of(text);
    for (size_t i = 0; i < ARRAY_LENGTH(units) && shift == 0; i++) {
        if (text_ends_with(text, units[i].end)) {
            digits.length -= strlen(units[i].end);
            shift = units[i].shift;
        }
    }
    if (!parse_uint64(digits, 0, &number) || number > (UINT32_MAX >> shift)) {
        (void)call_usage_error(
            call, "'%s' of option '%s' is no size below 4 GiB: bytes, or with K or M behind the number", text, name);
        return false;
    }
    *value = number << shift;
    return true;
}

static bool read_sizes(const struct command_call *call, struct recipe_request *request)
{
    request->external_flash = DK_FLASH;
    request->mcuboot_size = MCUBOOT_SIZE;
    request->settings_size = request->recipe->settings_size;
    if (!read_size(call, "--external-flash", &request->external_flash) ||
        !read_size(call, "--app-size", &request->app_size) || !read_size(call, "--net-size", &request->net_size) ||
        !read_size(call, "--mcuboot-size", &request->mcuboot_size) ||
        !read_size(call, "--settings-size", &request->settings_size)) {
        return false;
    }
    if (request->recipe->secondary != PLACE_EXTERNAL && call_option(call, "--external-flash") != NULL) {
        (void)call_usage_error(call, "'--external-flash' is given, and the recipe '%s' uses none",
                               request->recipe->name);
        return false;
    }
    if (request->recipe->primary_size != 0 &&
        (call_option(call, "--mcuboot-size") != NULL || call_option(call, "--settings-size") != NULL)) {
        (void)call_usage_error(call, "the recipe '%s' has the layout of devices that are sold, it cannot be changed",
                               request->recipe->name);
        return false;
    }
    return true;
}

static bool read_release(const struct command_call *call, struct recipe_request *request)
{
    const char *text = call_option(call, "--sdk-version");
    const struct sdk_series *newest = &sdk_known_series[SDK_SERIES_COUNT - 1];
    const struct recipe_range *range;

    request->sdk = (struct sdk_version){ newest->major, newest->last_minor, 0 };
    if (text != NULL && !sdk_version_parse(slice_of(text), &request->sdk)) {
        (void)call_usage_error(call, "'%s' is no release of nRF Connect SDK such as 3.2.1", text);
        return false;
    }
    if (!sdk_version_is_known(request->sdk)) {
        (void)call_usage_error(call, "no recipe is known for NCS %s: releases 1.4 to %u.%u are known, '%s' is for %s",
                               sdk_version_text(call->arena, request->sdk), newest->major, newest->last_minor,
                               request->recipe->name, request->recipe->sdk_text);
        return false;
    }
    range = recipe_range_of(request->recipe, request->sdk);
    if (range == NULL || range->why != NULL) {
        (void)call_usage_error(call, "the recipe '%s' is for NCS %s, not for %s: %s", request->recipe->name,
                               request->recipe->sdk_text, sdk_version_text(call->arena, request->sdk),
                               range == NULL ? "nothing is known of it" : range->why);
        return false;
    }
    if (text == NULL) {
        diagnose(call->diagnostics, DIAGNOSTIC_NOTE, ORIGIN_NONE,
                 "no '--sdk-version': written for NCS %s, the newest release that is known",
                 sdk_version_text(call->arena, request->sdk));
    }
    return true;
}

/* Partition Manager's names and limits of a board name: what goes into file names. */
static bool board_is_sound(const char *board)
{
    size_t length = strlen(board);

    return length > 0 && length <= BOARD_LENGTH && strspn(board, BOARD_LETTERS) == length && board[0] != '/' &&
           board[0] != '.' && strstr(board, "..") == NULL && strstr(board, "//") == NULL;
}

static bool board_is_secure_app_core(const char *board)
{
    return text_ends_with(board, "/nrf5340/cpuapp") || text_ends_with(board, "_cpuapp");
}

static bool read_board(const struct command_call *call, struct recipe_request *request)
{
    const char *board = call_option(call, "--board");
    const char *only = request->recipe->board;
    const struct recipe_range *range = recipe_range_of(request->recipe, request->sdk);
    bool old_names = range->child_image;
    struct arena *arena = call->arena;

    if (board == NULL) {
        board = only != NULL ? only : BOARD_DK;
    }
    if (!board_is_sound(board)) {
        (void)call_usage_error(call, "'%s' is no board such as %s",
                               text_printable(arena, slice_of(board), BOARD_LENGTH), BOARD_DK);
        return false;
    }
    if (!board_is_secure_app_core(board)) {
        (void)call_usage_error(call,
                               "'%s' is not the secure application core of an nRF5340 board (NAME/nrf5340/cpuapp): "
                               "recipes have no TF-M and no other core's layout",
                               board);
        return false;
    }
    if (only != NULL && strcmp(recipe_board_file(arena, board), recipe_board_file(arena, only)) != 0) {
        (void)call_usage_error(call, "the recipe '%s' is for the board '%s' alone", request->recipe->name, only);
        return false;
    }
    request->board = old_names ? recipe_board_file(arena, board) : board;
    if (request->recipe->secondary != PLACE_EXTERNAL) {
        return true;
    }
    request->external_region = request->external_flash;
    if (strncmp(board, "nrf5340dk", 9) != 0 && strncmp(board, "thingy53", 8) != 0) {
        diagnose(call->diagnostics, DIAGNOSTIC_NOTE, ORIGIN_NONE,
                 "of '%s' nothing is known: label and driver of the external flash are those of the nRF5340 DK "
                 "(&mx25r64, CONFIG_NORDIC_QSPI_NOR); change them in each file where yours differ",
                 board);
        return true;
    }
    if (request->external_flash > DK_FLASH) {
        (void)call_usage_error(call, "external flash of %" PRIu64 " bytes: that of '%s' has %u",
                               request->external_flash, board, DK_FLASH);
        return false;
    }
    request->external_region = DK_FLASH;
    return true;
}

static bool read_partitions(const struct command_call *call, struct recipe_request *request)
{
    const char *kind = call_option(call, "--partitions");
    const struct sdk_version first = { 3, 4, 0 };

    if (kind == NULL || strcmp(kind, "pm") == 0) {
        return true;
    }
    if (strcmp(kind, "devicetree") != 0) {
        (void)call_usage_error(call, "'%s' of option '--partitions' is neither pm nor devicetree", kind);
        return false;
    }
    if (!request->recipe->devicetree || sdk_version_compare(request->sdk, first) < 0) {
        (void)call_usage_error(call,
                               "partitions in devicetree: recipes simultaneous and serial-recovery-multi, from NCS "
                               "3.4 on, where b0n works with them; without '--partitions' there is pm_static.yml");
        return false;
    }
    request->devicetree = true;
    return true;
}

/* A quote or a line break would end the line of the configuration that the text goes into. */
static bool read_key(const struct command_call *call, const char *option, const char **key)
{
    const char *text = call_option(call, option);

    if (text == NULL) {
        return true;
    }
    for (const char *c = text; *c != '\0'; c++) {
        if (*c == '"' || (unsigned char)*c < ' ' || (unsigned char)*c == 0x7f) {
            text = "";
            break;
        }
    }
    if (text[0] == '\0' || strlen(text) > KEY_LENGTH) {
        (void)call_usage_error(call,
                               "option '%s' takes a path without quotes and control characters, of at most %u bytes",
                               option, KEY_LENGTH);
        return false;
    }
    *key = text;
    return true;
}

static bool read_keys(const struct command_call *call, struct recipe_request *request)
{
    const struct recipe_range *range = recipe_range_of(request->recipe, request->sdk);

    if (!read_key(call, "--key", &request->key) || !read_key(call, "--b0n-key", &request->net_key)) {
        return false;
    }
    if (request->net_key != NULL && (!request->recipe->net_updates || range->child_image)) {
        (void)call_usage_error(call, "'--b0n-key': %s",
                               range->child_image ? "only builds with sysbuild have one place for it, NCS 2.7 and later"
                                                  : "this recipe does not update the network core");
        return false;
    }
    if (request->key == NULL && range->child_image) {
        diagnose(call->diagnostics, DIAGNOSTIC_NOTE, ORIGIN_NONE,
                 "child images want the key's absolute path: change CONFIG_BOOT_SIGNATURE_KEY_FILE in "
                 "child_image/mcuboot.conf, or give '--key'");
    }
    return true;
}

/* The command that makes the same files, whatever the defaults of a later version are. */
static const char *canonical_call(const struct command_call *call, const struct recipe_request *request)
{
    static const char *const sizes[] = { "--external-flash", "--app-size",      "--net-size",
                                         "--mcuboot-size",   "--settings-size", "--partitions" };
    struct text text = text_create(call->arena, 4096);

    text_printf(&text, "nrf53pack init %s --sdk-version %s --board %s", request->recipe->name,
                sdk_version_text(call->arena, request->sdk), request->board);
    for (size_t i = 0; i < ARRAY_LENGTH(sizes); i++) {
        if (call_option(call, sizes[i]) != NULL) {
            text_printf(&text, " %s %s", sizes[i], call_option(call, sizes[i]));
        }
    }
    if (request->key != NULL) {
        text_append(&text, " --key ...");
    }
    if (request->net_key != NULL) {
        text_append(&text, " --b0n-key ...");
    }
    return text.data;
}

bool init_request_read(const struct command_call *call, const struct recipe *recipe, struct recipe_request *request)
{
    *request = (struct recipe_request){ .recipe = recipe };
    if (!read_sizes(call, request) || !read_release(call, request) || !read_board(call, request) ||
        !read_partitions(call, request) || !read_keys(call, request)) {
        return false;
    }
    request->call = canonical_call(call, request);
    return true;
}

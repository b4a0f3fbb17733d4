#include "cli/init/init.h"

#include <inttypes.h>
#include <string.h>

#include "base/file.h"
#include "base/shell_word.h"
#include "check/expression/spelling.h"

#define KIB        1024u
#define LINE_WIDTH 100u

/* The text behind its heading, further lines indented as far. */
static void print_wrapped(struct text *out, const char *heading, const char *text)
{
    size_t indent = strlen(heading);
    size_t column = indent;

    text_append(out, heading);
    while (*text != '\0') {
        size_t word = strcspn(text, " ");

        if (column > indent && column + 1 + word > LINE_WIDTH) {
            text_printf(out, "\n%*s", (int)indent, "");
            column = indent;
        } else if (column > indent) {
            text_append(out, " ");
            column++;
        }
        text_append_bytes(out, text, word);
        column += word;
        text += word + (text[word] == ' ');
    }
    text_append(out, "\n");
}

static void list_recipes(struct command_call *call, const struct recipes *recipes)
{
    for (size_t i = 0; i < recipes->count; i++) {
        const struct recipe *recipe = &recipes->items[i];

        text_printf(call->output, "%s%s: %s\n", i == 0 ? "" : "\n", recipe->name, recipe->summary);
        text_printf(call->output, "  rollback: %s; external flash: %s; bootloader: %s; NCS %s%s%s\n", recipe->rollback,
                    recipe->secondary == PLACE_EXTERNAL ? "needed" : "no", recipe->bootloader, recipe->sdk_text,
                    recipe->board == NULL ? "" : "; board ", recipe->board == NULL ? "" : recipe->board);
        print_wrapped(call->output, "  gives: ", recipe->gives);
        print_wrapped(call->output, "  not:   ", recipe->lacks);
    }
}

static enum exit_status unknown_recipe(const struct command_call *call, const struct recipes *recipes, const char *name)
{
    struct text names = text_create(call->arena, 4096);
    const char *meant;

    for (size_t i = 0; i < recipes->count; i++) {
        text_printf(&names, "%s%s", i == 0 ? "" : " ", recipes->items[i].name);
    }
    meant = misspelt_name(call->arena, name, names.data);
    if (meant[0] != '\0') {
        return call_usage_error(call, "no recipe '%s'; the nearest one is '%s'",
                                text_printable(call->arena, slice_of(name), 100), meant);
    }
    return call_usage_error(call, "no recipe '%s'; there are: %s", text_printable(call->arena, slice_of(name), 100),
                            names.data);
}

static void print_slot(struct text *out, const char *what, struct recipe_area area, const char *where)
{
    if (area.size > 0) {
        text_printf(out, "  %-26s 0x%08" PRIx32 "  %4" PRIu32 " KiB  %s\n", what, area.address, area.size / KIB, where);
    }
}

static void print_layout(struct text *out, const struct recipe *recipe, const struct recipe_layout *layout)
{
    const char *outside = "external flash";
    const char *inside = "internal flash";

    print_slot(out, recipe->bootloader, layout->mcuboot, inside);
    print_slot(out, "application", layout->primary, inside);
    print_slot(out, "application's update", layout->secondary, recipe->secondary == PLACE_EXTERNAL ? outside : inside);
    print_slot(out, "network core's image", layout->net_primary, "RAM");
    print_slot(out, "network core's update", layout->net_secondary,
               recipe->net_secondary == PLACE_EXTERNAL ? outside : inside);
    print_slot(out, "network core's backup", layout->net_backup, outside);
    print_slot(out, "free", layout->spare, inside);
    print_slot(out, "settings", layout->settings, inside);
    print_slot(out, "free", layout->external_rest, outside);
    text_printf(out, "  an application of up to %" PRIu64 " bytes fits (update file %" PRIu64 ")", layout->app_room,
                layout->app_limit);
    if (layout->net_room > 0) {
        text_printf(out, ", a network image of up to %" PRIu64, layout->net_room);
    }
    text_append(out, "\n");
}

/* Where a key lies that the configuration names, seen from where the command runs; NULL when the build alone knows. */
static const char *key_file(struct arena *arena, const char *folder, const char *named)
{
    static const char from_application[] = "${APP_DIR}/";
    const char *name = named + (named[0] == '\\');

    if (slice_starts_with(slice_of(name), from_application)) {
        name += strlen(from_application);
    }
    if (strpbrk(name, "$@") != NULL) {
        return NULL;
    }
    return strcmp(folder, ".") == 0 ? name : path_join(arena, folder, name);
}

static void print_keygen(const struct command_call *call, const char *path, const char *kind)
{
    if (path != NULL && !path_exists(path)) {
        text_printf(call->output, "  nrf53pack keygen -k %s -t ecdsa-p256%s\n", shell_word(call->arena, path), kind);
    }
}

/* Lines that begin with the program's name can be pasted as they are, from where this command was called. */
static void print_next(const struct command_call *call, const struct recipe_request *request, const char *output)
{
    struct arena *arena = call->arena;
    const char *folder = output[0] == '-' ? path_join(arena, ".", output) : output; /* else it would be an option */
    struct text *out = call->output;

    print_wrapped(out, "gives: ", request->recipe->gives);
    print_wrapped(out, "not:   ", request->recipe->lacks);
    text_append(out, "next:\n");
    if (request->key == NULL) {
        print_keygen(call, key_file(arena, folder, "keys/mcuboot.pem"), "");
    }
    if (request->net_key != NULL) {
        print_keygen(call, key_file(arena, folder, request->net_key), " --nsib");
    }
    if (request->recipe->bootloader[0] == 'n') {
        text_append(out, "  build nrf53boot with the files of nrf53pack bootconfig BUILD -o DIR, and program it "
                         "instead of MCUboot\n");
    }
    if (request->recipe->net_updates && request->net_key == NULL) {
        text_append(out, "  decide, before a device is made, whether b0n checks signatures (--b0n-key); without, check "
                         "warns: N53-0607\n");
    }
    text_printf(out, "  nrf53pack check --sdk-version %s --board %s %s\n", sdk_version_text(arena, request->sdk),
                request->board, shell_word(arena, folder));
}

static void print_files(const struct command_call *call, const struct recipe_outputs *outputs)
{
    for (size_t i = 0; i < outputs->count; i++) {
        text_printf(call->output, "%s==> %s <==\n%s", i == 0 ? "" : "\n", outputs->items[i].path,
                    outputs->items[i].text);
    }
}

static enum exit_status finish(const struct command_call *call, const struct recipe_request *request,
                               const struct recipe_layout *layout, const struct recipe_outputs *outputs)
{
    const char *folder = call_option(call, "--output") == NULL ? "." : call_option(call, "--output");
    bool dry = call_flag(call, "--dry-run");
    size_t written = 0;

    if (folder[0] == '\0') {
        return call_usage_error(call, "option '--output' names no folder");
    }
    if (call_flag(call, "--stdout")) {
        print_files(call, outputs);
        return call_status(call);
    }
    if (!dry && !init_write(call, request, folder, outputs, call_flag(call, "--force"), &written)) {
        return call_status(call);
    }
    text_printf(call->output, "%s for NCS %s, %s\n", request->recipe->name, sdk_version_text(call->arena, request->sdk),
                request->board);
    text_printf(call->output, "%s: %zu files, %zu written\n", text_printable(call->arena, slice_of(folder), 1000),
                outputs->count, written);
    for (size_t i = 0; i < outputs->count; i++) {
        text_printf(call->output, "  %s\n", outputs->items[i].path);
    }
    text_append(call->output, "layout:\n");
    print_layout(call->output, request->recipe, layout);
    print_next(call, request, folder);
    return call_status(call);
}

/* Options that would change nothing: whoever gives them means something else. */
static bool options_agree(const struct command_call *call)
{
    static const char *const writes[] = { "--output", "--force", "--dry-run" };
    bool list = call_flag(call, "--list");

    if (list && (call->argument_count > 0 || call->options.count > 1)) {
        (void)call_usage_error(call, "'--list' shows all recipes and takes nothing else");
        return false;
    }
    for (size_t i = 0; i < ARRAY_LENGTH(writes) && call_flag(call, "--stdout"); i++) {
        if (call_option(call, writes[i]) != NULL) {
            (void)call_usage_error(call, "'--stdout' writes no file: '%s' changes nothing", writes[i]);
            return false;
        }
    }
    if (call_flag(call, "--dry-run") && call_flag(call, "--force")) {
        (void)call_usage_error(call, "'--dry-run' writes no file: '--force' changes nothing");
        return false;
    }
    return true;
}

static enum exit_status run_init(struct command_call *call)
{
    const struct recipes *recipes = recipes_load(call->arena);
    const struct recipe *recipe;
    struct recipe_request request;
    struct recipe_layout layout;
    struct recipe_outputs outputs = { 0 };

    if (!options_agree(call)) {
        return call_status(call);
    }
    if (call_flag(call, "--list")) {
        list_recipes(call, recipes);
        return EXIT_GOOD;
    }
    if (call->argument_count == 0) {
        return call_usage_error(call, "which recipe? 'nrf53pack init --list' shows them");
    }
    recipe = recipe_find(recipes, call->arguments[0]);
    if (recipe == NULL) {
        return unknown_recipe(call, recipes, call->arguments[0]);
    }
    if (!init_request_read(call, recipe, &request) || !recipe_layout_make(&request, call->diagnostics, &layout)) {
        return call_status(call);
    }
    recipe_files_make(call->arena, &request, &layout, &outputs);
    return finish(call, &request, &layout, &outputs);
}

static const struct command_option options[] = {
    { "--list", NULL, NULL, "the recipes: what each gives and does not give", false },
    { "--output", "-o", "DIR", "the application's folder, made where it is not there (default: .)", false },
    { "--sdk-version", NULL, "VERSION", "release of nRF Connect SDK (default: the newest that is known)", false },
    { "--board", NULL, "BOARD", "board target (default: nrf5340dk/nrf5340/cpuapp)", false },
    { "--external-flash", NULL, "SIZE", "of external flash for slots, K and M allowed (default: 8M)", false },
    { "--app-size", NULL, "SIZE", "of the application's program: refused where it does not fit", false },
    { "--net-size", NULL, "SIZE", "of the network core's program: refused where it does not fit", false },
    { "--mcuboot-size", NULL, "SIZE", "for the bootloader (default: 64K)", false },
    { "--settings-size", NULL, "SIZE", "for settings_storage (default: 32K)", false },
    { "--partitions", NULL, "KIND", "pm (default): pm_static.yml; devicetree: overlays, from NCS 3.4 on", false },
    { "--key", NULL, "PATH", "key of the images as it is to stand in the configuration", false },
    { "--b0n-key", NULL, "PATH", "b0n verifies signatures of this key, not hashes alone", false },
    { "--dry-run", NULL, NULL, "write nothing, show files and layout", false },
    { "--stdout", NULL, NULL, "write nothing, print the files", false },
    { "--force", NULL, NULL, "replace files that are there", false },
};

const struct command command_init = {
    .name = "init",
    .arguments = "RECIPE [-o DIR] [--sdk-version VERSION] [--board BOARD]",
    .summary = "write a known-good set of configuration files for one way to update",
    .details = "Slots are placed for the flash and checked against the image sizes. Files that are there are kept:\n"
               "where one says something else, nothing is written and the missing lines are shown.",
    .options = options,
    .option_count = ARRAY_LENGTH(options),
    .least_arguments = 0,
    .most_arguments = 1,
    .run = run_init,
};

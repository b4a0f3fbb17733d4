#include "recipe/recipe_files.h"

#include <inttypes.h>
#include <string.h>

#include "recipe/template.h"

#define SYSBUILD_KEY "\\${APP_DIR}/keys/mcuboot.pem"
#define CHILD_KEY    "/absolute/path/keys/mcuboot.pem"

const char *recipe_board_file(struct arena *arena, const char *board)
{
    char *name = arena_strdup(arena, board);

    for (char *c = name; *c != '\0'; c++) {
        if (*c == '/') {
            *c = '_';
        }
    }
    return name;
}

static void add_number(struct template_values *values, const char *name, const char *part, uint64_t number)
{
    char *full = arena_printf(values->arena, "%s_%s", name, part);

    template_value(values, full, arena_printf(values->arena, "0x%" PRIx64, number));
    template_value(values, arena_printf(values->arena, "%s_digits", full),
                   arena_printf(values->arena, "%" PRIx64, number));
}

/* NAME: the fact that there is such an area; NAME_address, NAME_size, and the same in digits for devicetree's nodes. */
static void add_area(struct template_values *values, const char *name, struct recipe_area area)
{
    template_fact(values, name, area.size > 0);
    add_number(values, name, "address", area.address);
    add_number(values, name, "size", area.size);
}

static void add_layout(struct template_values *values, const struct recipe_layout *layout)
{
    const struct recipe_area app = { layout->primary.address + RECIPE_PAD, layout->primary.size - RECIPE_PAD };

    add_area(values, "mcuboot", layout->mcuboot);
    add_area(values, "primary", layout->primary);
    add_area(values, "app", app);
    add_area(values, "secondary", layout->secondary);
    add_area(values, "net_primary", layout->net_primary);
    add_area(values, "net_secondary", layout->net_secondary);
    add_area(values, "net_backup", layout->net_backup);
    add_area(values, "spare", layout->spare);
    add_area(values, "settings", layout->settings);
    add_area(values, "external_rest", layout->external_rest);
    template_value(values, "sectors", arena_printf(values->arena, "%" PRIu32, layout->sectors));
}

static void add_facts(struct template_values *values, const struct recipe_request *request)
{
    const struct recipe *recipe = request->recipe;
    const struct recipe_range *range = recipe_range_of(recipe, request->sdk);
    bool child = range != NULL && range->child_image;

    template_fact(values, "child", child);
    template_fact(values, "sysbuild", !child);
    template_fact(values, "devicetree", request->devicetree);
    template_fact(values, "external", recipe->secondary == PLACE_EXTERNAL);
    template_fact(values, "secondary_external", recipe->secondary == PLACE_EXTERNAL);
    template_fact(values, "net_external", recipe->net_secondary == PLACE_EXTERNAL);
    template_fact(values, "net_updates", recipe->net_updates);
    template_fact(values, "dk", strncmp(request->board, "nrf5340dk", strlen("nrf5340dk")) == 0);
    template_fact(values, "thingy53", strncmp(request->board, "thingy53", strlen("thingy53")) == 0);
    template_value(values, "key", request->key != NULL ? request->key : child ? CHILD_KEY : SYSBUILD_KEY);
    template_value(values, "net_key", request->net_key);
}

void recipe_files_make(struct arena *arena, const struct recipe_request *request, const struct recipe_layout *layout,
                       struct recipe_outputs *outputs)
{
    struct template_values values = { .arena = arena, .sdk = request->sdk };
    const struct recipe *recipe = request->recipe;

    template_value(&values, "recipe", recipe->name);
    template_value(&values, "sdk", sdk_version_text(arena, request->sdk));
    template_value(&values, "board", request->board);
    template_value(&values, "board_file", recipe_board_file(arena, request->board));
    template_value(&values, "call", request->call);
    add_layout(&values, layout);
    add_facts(&values, request);
    for (size_t i = 0; i < recipe->files.count; i++) {
        const struct recipe_file *file = &recipe->files.items[i];
        struct text text = text_create(arena, RECIPE_FILE_LIMIT);

        if (file->when != NULL && !template_condition(&values, file->when)) {
            continue;
        }
        template_expand(&values, file->template, &text);
        *ARENA_PUSH(arena, outputs) =
            (struct recipe_output){ template_line(&values, file->path), text.data, text.length };
    }
}

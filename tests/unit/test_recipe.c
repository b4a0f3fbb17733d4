/* Recipes as the program has them: every file of each can be made for every release, board and option, and the layout keeps
 * to its flash.
 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <cmocka.h>
#include <stdio.h>
#include <string.h>

#include "recipe/recipe_files.h"
#include "recipe/template.h"

#define MIB 0x100000u

struct fixture {
    struct arena *arena;
    struct diagnostics diagnostics;
    const struct recipes *recipes;
};

static int set_up(void **state)
{
    struct arena *arena = arena_create();
    struct fixture *fixture = arena_alloc(arena, sizeof *fixture);

    fixture->arena = arena;
    fixture->diagnostics = diagnostics_create(arena);
    fixture->recipes = recipes_load(arena);
    *state = fixture;
    return 0;
}

static int tear_down(void **state)
{
    struct fixture *fixture = *state;

    arena_destroy(fixture->arena);
    return 0;
}

static struct recipe_request request_of(const struct recipe *recipe, struct sdk_version sdk)
{
    return (struct recipe_request){
        .recipe = recipe,
        .sdk = sdk,
        .board = recipe->board != NULL ? recipe->board : "nrf5340dk/nrf5340/cpuapp",
        .external_flash = 8 * MIB,
        .external_region = 8 * MIB,
        .mcuboot_size = 0x10000,
        .settings_size = recipe->settings_size,
        .call = "nrf53pack init",
    };
}

/* A value that a template asks for and that nobody gives is an assertion. */
static void make_files(struct fixture *fixture, const struct recipe_request *request)
{
    struct recipe_outputs outputs = { 0 };
    struct recipe_layout layout;

    assert_true(recipe_layout_make(request, &fixture->diagnostics, &layout));
    recipe_files_make(fixture->arena, request, &layout, &outputs);
    assert_true(outputs.count >= 3);
    for (size_t i = 0; i < outputs.count; i++) {
        const struct recipe_output *file = &outputs.items[i];

        assert_non_null(strstr(file->text, "nrf53pack init"));
        assert_null(strchr(file->path, '{'));
        assert_true(file->text[file->length - 1] == '\n' && strncmp(file->text, "\n", 1) != 0);
        assert_null(strstr(file->text, "\n!"));
        assert_null(strstr(file->text, "\n%"));
        assert_null(strstr(file->text, "\n\n\n"));
        for (size_t j = 0; j < i; j++) {
            assert_string_not_equal(file->path, outputs.items[j].path);
        }
    }
}

static void test_every_file_of_every_release(void **state)
{
    struct fixture *fixture = *state;
    size_t made = 0;

    for (size_t i = 0; i < fixture->recipes->count; i++) {
        const struct recipe *recipe = &fixture->recipes->items[i];

        for (size_t s = 0; s < SDK_SERIES_COUNT; s++) {
            const struct sdk_series *series = &sdk_known_series[s];

            for (uint16_t minor = series->first_minor; minor <= series->last_minor; minor++) {
                struct recipe_request request = request_of(recipe, (struct sdk_version){ series->major, minor, 0 });
                const struct recipe_range *range = recipe_range_of(recipe, request.sdk);

                assert_non_null(range); /* supported, or a reason why not */
                if (range->why != NULL) {
                    continue;
                }
                make_files(fixture, &request);
                request.net_key = recipe->net_updates && !range->child_image ? "nsib.pem" : NULL;
                request.external_flash = 2 * MIB;
                make_files(fixture, &request);
                request.devicetree = recipe->devicetree && series->major == 3 && minor >= 4;
                make_files(fixture, &request);
                made++;
            }
        }
    }
    assert_true(made > 60);
}

static void test_layout_of_small_external_flash(void **state)
{
    struct fixture *fixture = *state;
    struct recipe_request request =
        request_of(recipe_find(fixture->recipes, "rollback-pair"), (struct sdk_version){ 3, 2, 0 });
    struct recipe_layout layout;

    request.external_flash = request.external_region = 0x40000 + 0x82000 + 0x10000; /* the least that a slot may have */
    assert_true(recipe_layout_make(&request, &fixture->diagnostics, &layout));
    assert_int_equal(layout.primary.size, 0x10000);
    assert_int_equal(layout.net_secondary.address, 0x10000);
    assert_int_equal(layout.net_backup.address + layout.net_backup.size, request.external_flash);
    assert_int_equal(layout.external_rest.size, 0);
    assert_int_equal(layout.spare.address + layout.spare.size, layout.settings.address);
    assert_int_equal(layout.sectors, 64); /* the network core's slot is the larger one */

    request.external_flash -= RECIPE_PAGE;
    assert_false(recipe_layout_make(&request, &fixture->diagnostics, &layout));
    assert_non_null(strstr(fixture->diagnostics.items[0].message, "too small"));
}

static void test_conditions(void **state)
{
    struct fixture *fixture = *state;
    struct template_values values = { .arena = fixture->arena, .sdk = { 2, 8, 0 } };

    template_fact(&values, "child", false);
    template_fact(&values, "external", true);
    assert_true(template_condition(&values, "external"));
    assert_false(template_condition(&values, "child"));
    assert_true(template_condition(&values, "not child external"));
    assert_false(template_condition(&values, "not external"));
    assert_true(template_condition(&values, "external sdk >=2.8.0 <3.0.0"));
    assert_false(template_condition(&values, "external sdk <2.8.0"));
    assert_false(template_condition(&values, "child sdk >=2.8.0"));
}

static void test_values(void **state)
{
    struct fixture *fixture = *state;
    struct template_values values = { .arena = fixture->arena };

    template_value(&values, "size", "0x1000");
    assert_string_equal(template_line(&values, "reg = <{size} 0>; {A} ${APP_DIR} {} {"),
                        "reg = <0x1000 0>; {A} ${APP_DIR} {} {");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_every_file_of_every_release, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_layout_of_small_external_flash, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_conditions, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_values, set_up, tear_down),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* The YAML tree: values, positions, and every kind of file it must refuse. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "base/text.h"
#include "base/yaml.h"

struct context {
    struct arena *arena;
    struct diagnostics diagnostics;
};

static int setup(void **state)
{
    static struct context context;

    context.arena = arena_create();
    context.diagnostics = diagnostics_create(context.arena);
    *state = &context;
    return 0;
}

static int teardown(void **state)
{
    arena_destroy(((struct context *)*state)->arena);
    return 0;
}

static const struct yaml_node *parse(struct context *context, const char *text)
{
    struct yaml_node *root = NULL;
    const struct source *source = source_from_bytes(context->arena, "t.yml", text, strlen(text));

    assert_true(yaml_parse(context->arena, source, &context->diagnostics, &root));
    return root;
}

/* Asserts that the text is refused at line:column with a message that has the words. */
static void refuse(struct context *context, const char *text, size_t size, unsigned line, const char *words)
{
    struct yaml_node *root;
    const struct source *source = source_from_bytes(context->arena, "t.yml", text, size);

    context->diagnostics.count = 0;
    assert_false(yaml_parse(context->arena, source, &context->diagnostics, &root));
    assert_int_equal(context->diagnostics.count, 1);
    assert_int_equal(context->diagnostics.items[0].kind, DIAGNOSTIC_INPUT);
    assert_int_equal(context->diagnostics.items[0].origin.line, line);
    assert_non_null(strstr(context->diagnostics.items[0].message, words));
}

static void values_know_their_place(void **state)
{
    const struct yaml_node *root = parse(*state, "a: 1\nb:\n  - x\n  - \"y\"\n");
    const struct yaml_node *list = yaml_get(root, "b");

    assert_string_equal(yaml_get(root, "a")->text, "1");
    assert_int_equal(yaml_get(root, "a")->origin.column, 4);
    assert_int_equal(list->count, 2);
    assert_true(list->items[0]->plain);
    assert_false(list->items[1]->plain);
    assert_int_equal(list->items[1]->origin.line, 4);
    assert_null(yaml_get(root, "c"));
    assert_null(yaml_get(list, "a"));
}

static void the_last_of_two_equal_keys_counts_and_both_are_kept(void **state)
{
    const struct yaml_node *root = parse(*state, "a: 1\na: 2\n");

    assert_int_equal(root->count, 2);
    assert_string_equal(yaml_get(root, "a")->text, "2");
}

static void an_alias_shares_its_anchor(void **state)
{
    const struct yaml_node *root = parse(*state, "a: &id001 [x, y]\nb: *id001\n");

    assert_ptr_equal(yaml_get(root, "a"), yaml_get(root, "b"));
}

static void empty_documents_are_nothing(void **state)
{
    assert_null(parse(*state, ""));
    assert_null(parse(*state, "# only a comment\n"));
    assert_null(parse(*state, "---\n"));
}

static void crlf_and_a_missing_final_newline_are_fine(void **state)
{
    const struct yaml_node *root = parse(*state, "a: 1\r\nb: 2");

    assert_string_equal(yaml_get(root, "a")->text, "1");
    assert_string_equal(yaml_get(root, "b")->text, "2");
}

static void json_is_read_with_numbers_and_strings_apart(void **state)
{
    const struct yaml_node *root = parse(*state, "{\"n\":1,\"s\":\"1\",\"t\":{\"u\":[]}}");

    assert_true(yaml_get(root, "n")->plain);
    assert_false(yaml_get(root, "s")->plain);
    assert_int_equal(yaml_get(yaml_get(root, "t"), "u")->kind, YAML_SEQUENCE);
}

static void broken_files_are_refused_with_their_place(void **state)
{
    refuse(*state, "a: [1, 2\n", 9, 2, "no valid YAML");
    refuse(*state, "a: &x [*x]\n", 11, 1, "contains itself");
    refuse(*state, "a: &x {b: {c: *x}}\n", 19, 1, "contains itself");
    refuse(*state, "a: *nowhere\n", 12, 1, "no anchor");
    refuse(*state, "a: 1\n---\nb: 2\n", 14, 2, "second document");
    refuse(*state, "a: 1\nb: \xff\n", 10, 2, "no UTF-8");
    refuse(*state, "a: 1\nb: \0\n", 10, 2, "no UTF-8");
}

static void deep_nesting_is_refused(void **state)
{
    char text[200];

    memset(text, '[', 100);
    memset(text + 100, ']', 100);
    refuse(*state, text, sizeof text, 1, "nested deeper");
}

/* Each alias is searched for among all anchors, so many of both would take hours. */
static void masses_of_anchors_are_refused(void **state)
{
    struct context *context = *state;
    struct text text = text_create(context->arena, 100000);

    for (int i = 0; i < 1000; i++) {
        text_printf(&text, "- &a%d x\n", i);
    }
    assert_int_equal(parse(context, text.data)->count, 1000);
    text_append(&text, "- &last x\n");
    refuse(context, text.data, text.length, 1001, "anchors");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(values_know_their_place, setup, teardown),
        cmocka_unit_test_setup_teardown(the_last_of_two_equal_keys_counts_and_both_are_kept, setup, teardown),
        cmocka_unit_test_setup_teardown(an_alias_shares_its_anchor, setup, teardown),
        cmocka_unit_test_setup_teardown(empty_documents_are_nothing, setup, teardown),
        cmocka_unit_test_setup_teardown(crlf_and_a_missing_final_newline_are_fine, setup, teardown),
        cmocka_unit_test_setup_teardown(json_is_read_with_numbers_and_strings_apart, setup, teardown),
        cmocka_unit_test_setup_teardown(broken_files_are_refused_with_their_place, setup, teardown),
        cmocka_unit_test_setup_teardown(deep_nesting_is_refused, setup, teardown),
        cmocka_unit_test_setup_teardown(masses_of_anchors_are_refused, setup, teardown),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

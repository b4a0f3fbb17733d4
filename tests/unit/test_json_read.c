/* The JSON reader: what it takes, what it refuses, and where it says a fault is. */
#include "image_test.h"

#include "base/attributes.h"
#include "base/json_read.h"

static bool parse(struct context *context, const char *text, size_t size, struct yaml_node **root)
{
    return json_parse(context->arena, source_from_bytes(context->arena, "x.json", text, size), &context->diagnostics,
                      root);
}

static void test_values(void **state)
{
    struct context *context = *state;
    const char *text =
        " {\"a\": [1, -2.5e+3, true, null], \"b\": {}, \"c\": \"x\\n\\u00e9\\ud83d\\ude00\\/\", \"a\": 2}\n";
    struct yaml_node *root;
    const struct yaml_node *list;

    assert_true(parse(context, text, strlen(text), &root));
    assert_int_equal(root->kind, YAML_MAPPING);
    assert_int_equal(root->count, 4);
    list = root->pairs[0].value;
    assert_int_equal(list->count, 4);
    assert_string_equal(list->items[1]->text, "-2.5e+3");
    assert_true(list->items[1]->plain);
    assert_int_equal(list->items[1]->origin.line, 1);
    assert_int_equal(list->items[1]->origin.column, 12);
    assert_string_equal(root->pairs[2].value->text, "x\n\xc3\xa9\xf0\x9f\x98\x80/");
    assert_false(root->pairs[2].value->plain);
    assert_string_equal(yaml_get(root, "a")->text, "2"); /* the last one */
}

static void test_what_is_no_json(void **state)
{
    static const struct {
        const char *text;
        const char *said;
        unsigned line;
    } table[] = {
        { "", "empty", 0 },
        { "{", "expected a key", 1 },
        { "{\"a\" 1}", "expected ':'", 1 },
        { "{\"a\": 1,}", "expected a key", 1 },
        { "[1\n,]", "expected an object", 2 },
        { "[1 2]", "expected ',' or ']'", 1 },
        { "{'a': 1}", "expected a key in quotes", 1 },
        { "a: 1", "expected an object", 1 },
        { "[01]", "expected an object", 1 },
        { "[1.]", "expected an object", 1 },
        { "[.5]", "expected an object", 1 },
        { "[1e]", "expected an object", 1 },
        { "[0x10]", "expected ',' or ']'", 1 },
        { "[NaN]", "expected an object", 1 },
        { "[\"a\n\"]", "control character", 1 },
        { "[\"a]", "no closing quotes", 1 },
        { "[\"\\x\"]", "unknown escape", 1 },
        { "[\"\\ud800\"]", "half of a character", 1 },
        { "[\"\\udc00\"]", "half of a character", 1 },
        { "[\"\\u0000\"]", "number 0", 1 },
        { "[\"\\u12\"]", "four hexadecimal digits", 1 },
        { "[\"\xff\"]", "no UTF-8", 1 },
        { "{} {}", "data behind the value", 1 },
        { "{} # no", "data behind the value", 1 },
        { "\xef\xbb\xbf{}", "expected an object", 1 },
    };
    struct context *context = *state;
    struct yaml_node *root;

    for (size_t i = 0; i < ARRAY_LENGTH(table); i++) {
        assert_false(parse(context, table[i].text, strlen(table[i].text), &root));
        assert_int_equal(context->diagnostics.items[0].origin.line, table[i].line);
        assert_said(context, table[i].said);
    }
    assert_false(parse(context, "[1]\0", 4, &root));
    assert_said(context, "data behind the value");
}

static void test_limits(void **state)
{
    struct context *context = *state;
    struct text deep = text_create(context->arena, 1u << 20);
    struct text wide = text_create(context->arena, 1u << 20);
    struct yaml_node *root;

    for (unsigned i = 0; i < 100000; i++) {
        text_append(&deep, "[");
        text_append(&wide, i == 0 ? "[1" : ",1");
    }
    assert_false(parse(context, deep.data, deep.length, &root));
    assert_said(context, "nested deeper than 32 levels");
    text_append(&wide, ",1]");
    assert_false(parse(context, wide.data, wide.length, &root));
    assert_said(context, "more than 100000 values");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        WITH_CONTEXT(test_values),
        WITH_CONTEXT(test_what_is_no_json),
        WITH_CONTEXT(test_limits),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

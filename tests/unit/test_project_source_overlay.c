/* The tolerant reader of overlays: what they say, what stays unknown, what is an error. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "project/devicetree/overlay.h"

struct bench {
    struct arena *arena;
    struct diagnostics diagnostics;
    struct devicetree *tree;
};

static int setup(void **state)
{
    struct arena *arena = arena_create();
    struct bench *bench = arena_alloc(arena, sizeof *bench);

    bench->arena = arena;
    bench->diagnostics = diagnostics_create(arena);
    bench->tree = overlay_tree_create(arena);
    *state = bench;
    return 0;
}

static int teardown(void **state)
{
    arena_destroy(((struct bench *)*state)->arena);
    return 0;
}

static const struct source *text_source(struct bench *bench, const char *text)
{
    return source_from_bytes(bench->arena, "app.overlay", text, strlen(text));
}

static void add(struct bench *bench, const char *text)
{
    assert_true(overlay_read(bench->arena, bench->tree, text_source(bench, text), NULL, &bench->diagnostics));
    assert_int_equal(bench->diagnostics.count, 0);
}

static const struct devicetree_node *by_label(struct bench *bench, const char *label)
{
    const struct devicetree_node *node = devicetree_by_label(bench->tree, label);

    assert_non_null(node);
    return node;
}

static uint32_t cell_of(struct bench *bench, const char *label, const char *name)
{
    const struct devicetree_property *property = devicetree_property(by_label(bench, label), name);
    uint32_t value = 0;

    assert_non_null(property);
    assert_false(property->unknown);
    assert_true(devicetree_cell(by_label(bench, label), name, &value));
    return value;
}

static void assert_unknown(struct bench *bench, const char *label, const char *name)
{
    const struct devicetree_property *property = devicetree_property(by_label(bench, label), name);

    assert_non_null(property);
    assert_true(property->unknown);
}

static void chosen_node_of_the_base(void **state)
{
    struct bench *bench = *state;
    const struct devicetree_node *node;
    struct origin origin;

    add(bench, "/* external */\n/ {\n\tchosen {\n\t\tnordic,pm-ext-flash = &mx25r64;\n\t};\n};\n");
    node = devicetree_chosen(bench->tree, "nordic,pm-ext-flash", &origin);
    assert_non_null(node);
    assert_string_equal(node->path, "&mx25r64");
    assert_false(node->enabled);
    assert_int_equal(origin.line, 4);
    assert_int_equal(origin.column, 3);
    assert_true(bench->tree->partial);
}

static void partitions_with_sizes_of_macros(void **state)
{
    struct bench *bench = *state;
    const struct devicetree_node *slot;

    add(bench, "&flash0 { partitions { compatible = \"fixed-partitions\";\n"
               "#address-cells = <1>; #size-cells = <1>;\n"
               "slot0_partition: second: partition@c000 { label = \"image-0\"; reg = <0x0000C000 DT_SIZE_K(896)>; };\n"
               "}; };\n");
    slot = by_label(bench, "slot0_partition");
    assert_string_equal(slot->path, "&flash0/partitions/partition@c000");
    assert_ptr_equal(by_label(bench, "second"), slot);
    assert_true(slot->has_address);
    assert_int_equal(slot->address, 0xc000);
    assert_int_equal(slot->size, 896 * 1024);
    assert_true(devicetree_is_compatible(slot->parent, "fixed-partitions"));
}

static void numbers_as_dtc_calculates_them(void **state)
{
    struct bench *bench = *state;

    add(bench, "&n { a = <(1 + 2 * 3)>; b = <(1 << 4 | 1)>; c = <DT_SIZE_M(2)>; d = <(-1)>; e = <0x10U>;\n"
               "f = <((10 - 4) / 2 % 2)>; g = <(~0 & 0xff)>; h = <(3 > 2 && 1 != 1 || 2 >= 2)>; i = <(1 == 1)>;\n"
               "j = <(8 >> 2)>; k = <(6 ^ 5)>; l = <(!0)>; };\n");
    assert_int_equal(cell_of(bench, "n", "a"), 7);
    assert_int_equal(cell_of(bench, "n", "b"), 17);
    assert_int_equal(cell_of(bench, "n", "c"), 2 * 1024 * 1024);
    assert_int_equal(cell_of(bench, "n", "d"), 0xffffffff);
    assert_int_equal(cell_of(bench, "n", "e"), 16);
    assert_int_equal(cell_of(bench, "n", "f"), 1);
    assert_int_equal(cell_of(bench, "n", "g"), 0xff);
    assert_int_equal(cell_of(bench, "n", "h"), 1);
    assert_int_equal(cell_of(bench, "n", "i"), 1);
    assert_int_equal(cell_of(bench, "n", "j"), 2);
    assert_int_equal(cell_of(bench, "n", "k"), 3);
    assert_int_equal(cell_of(bench, "n", "l"), 1);
}

static void what_needs_the_preprocessor_is_unknown(void **state)
{
    struct bench *bench = *state;

    add(bench, "#include <zephyr/dt-bindings/gpio/gpio.h>\n#define SIZE \\\n  4\n"
               "&n { a = <SIZE>; b = <FOO(1, (2))>; c = <(1 / 0)>; d = <&other 1>; e = MACRO(x); f = /bits/ 8 <1>;\n"
               "#ifdef X\ng = <1>;\n#endif\nh = <1>; #gpio-cells = <2>; };\n"
               "#if 1\n&in_doubt { status = \"okay\"; };\n#endif\nPARTITION(a, b)\n");
    assert_unknown(bench, "n", "a");
    assert_unknown(bench, "n", "b");
    assert_unknown(bench, "n", "c");
    assert_unknown(bench, "n", "d");
    assert_unknown(bench, "n", "e");
    assert_unknown(bench, "n", "f");
    assert_unknown(bench, "n", "g");
    assert_int_equal(cell_of(bench, "n", "h"), 1);
    assert_int_equal(cell_of(bench, "n", "#gpio-cells"), 2);
    assert_true(by_label(bench, "in_doubt")->unknown);
    assert_false(by_label(bench, "in_doubt")->enabled);
}

static void later_overlay_wins(void **state)
{
    struct bench *bench = *state;

    add(bench, "&mx25r64 { status = \"disabled\"; size = <1>; };\n");
    assert_false(by_label(bench, "mx25r64")->enabled);
    add(bench, "label: &mx25r64 { status = \"okay\"; };\n");
    assert_true(by_label(bench, "mx25r64")->enabled);
    assert_int_equal(cell_of(bench, "mx25r64", "size"), 1);
    assert_ptr_equal(by_label(bench, "label"), by_label(bench, "mx25r64"));
}

static void deletions(void **state)
{
    struct bench *bench = *state;

    add(bench,
        "/delete-node/ &storage_partition;\n&n { a; /delete-property/ a; /delete-property/ b; /delete-node/ c; };\n"
        "/ { chosen { /delete-property/ zephyr,code-partition; }; };\n");
    assert_true(by_label(bench, "storage_partition")->deleted);
    assert_null(devicetree_property(by_label(bench, "n"), "a"));
    assert_non_null(devicetree_property_deleted(by_label(bench, "n"), "b"));
    assert_true(devicetree_by_path(bench->tree, "&n/c")->deleted);
    add(bench, "&n { c { status = \"okay\"; }; };\n");
    assert_false(devicetree_by_path(bench->tree, "&n/c")->deleted);
}

static void paths_and_odd_forms(void **state)
{
    struct bench *bench = *state;

    add(bench, "&{/soc/flash@0} { a = [01 02 ff], \"text\", <1 2>; b = \"x\", \"y\"; };\n/ { soc { x: y { }; }; };;\n"
               "/omit-if-no-ref/ &z { };\n");
    assert_int_equal(devicetree_property(devicetree_by_path(bench->tree, "/soc/flash@0"), "a")->size, 3 + 5 + 8);
    assert_string_equal(by_label(bench, "x")->path, "/soc/y");
    assert_non_null(devicetree_by_label(bench->tree, "z"));
}

static void base_fills_in_and_takes_nothing_away(void **state)
{
    struct bench *bench = *state;
    static const char base[] = "/ { chosen { /delete-property/ nordic,pm-ext-flash; /delete-property/ other; }; };\n"
                               "&mx25r64 { status = \"disabled\"; size = <64>; };\n"
                               "/delete-node/ &gone;\n";
    static const struct devicetree_default given = { "the board's file", ">=2.0.0" };

    add(bench, "/ { chosen { nordic,pm-ext-flash = &mx25r64; }; };\n&mx25r64 { status = \"okay\"; };\n");
    assert_true(overlay_read_base(bench->arena, bench->tree, text_source(bench, base), &given, &bench->diagnostics));
    assert_non_null(devicetree_chosen(bench->tree, "nordic,pm-ext-flash", NULL));
    assert_ptr_equal(devicetree_property_deleted(devicetree_by_path(bench->tree, "/chosen"), "other")->given, &given);
    assert_true(by_label(bench, "mx25r64")->enabled);
    assert_int_equal(cell_of(bench, "mx25r64", "size"), 64);
    assert_null(devicetree_property(by_label(bench, "mx25r64"), "size")->origin.source);
    assert_ptr_equal(devicetree_property(by_label(bench, "mx25r64"), "size")->given, &given);
    assert_null(devicetree_property(by_label(bench, "mx25r64"), "status")->given);
    assert_null(by_label(bench, "mx25r64")->given);
    assert_true(by_label(bench, "gone")->deleted);
    assert_ptr_equal(by_label(bench, "gone")->given, &given);
    assert_null(by_label(bench, "gone")->origin.source);
}

static void copy_is_independent(void **state)
{
    struct bench *bench = *state;
    struct devicetree *copy;

    add(bench, "&flash0 { partitions { a: b { x = <1>; }; }; };\n");
    copy = overlay_tree_copy(bench->arena, bench->tree);
    assert_true(overlay_read(bench->arena, copy, text_source(bench, "&a { x = <2>; };\nl: &a { };\n"), NULL,
                             &bench->diagnostics));
    assert_int_equal(cell_of(bench, "a", "x"), 1);
    assert_null(devicetree_by_label(bench->tree, "l"));
    assert_string_equal(devicetree_by_label(copy, "a")->parent->path, "&flash0/partitions");
    assert_ptr_not_equal(devicetree_by_label(copy, "a")->parent, by_label(bench, "a")->parent);
}

struct library {
    struct bench *bench;
    struct overlay_includes includes;
    const struct source *loaded[8];
    size_t count;
    struct origin left_out;
    struct origin condition;
    unsigned times;
};

/* Like files, each text is one source however often it is named. */
static const struct source *find_other(void *context, const struct source *from, struct slice path)
{
    static const char *const files[][2] = {
        { "other.dtsi", "&n { a = <7>; };\n" },
        { "cells.dtsi", "c = <9>;\n" },
        { "loop.dtsi", "#include \"loop.dtsi\"\n" },
        { "guarded.dtsi", "/* x */\n#ifndef G_H\n#define G_H\n#include \"guarded.dtsi\"\n&n { a = <7>; };\n#endif\n" },
        { "once.dtsi", "#pragma once\n#include \"once.dtsi\"\n&n { a = <7>; };\n" },
        { "chain.dtsi", "#include \"other.dtsi\"\n" },
    };
    struct library *library = context;

    (void)from;
    for (size_t i = 0; i < ARRAY_LENGTH(files); i++) {
        for (size_t k = 0; slice_equals(path, files[i][0]) && k < library->count; k++) {
            if (strcmp(library->loaded[k]->data, files[i][1]) == 0) {
                return library->loaded[k];
            }
        }
        if (slice_equals(path, files[i][0])) {
            library->loaded[library->count] = text_source(library->bench, files[i][1]);
            return library->loaded[library->count++];
        }
    }
    return NULL;
}

static void note_left_out(void *context, struct origin origin, struct slice path)
{
    struct library *library = context;

    (void)path;
    library->left_out = origin;
    library->times++;
}

static void note_condition(void *context, struct origin origin)
{
    ((struct library *)context)->condition = origin;
}

static bool read_with_library(struct bench *bench, const char *text, struct library *library)
{
    *library = (struct library){ .bench = bench, .includes = { find_other, note_left_out, note_condition, library } };
    return overlay_read(bench->arena, bench->tree, text_source(bench, text), &library->includes, &bench->diagnostics);
}

static void included_files_are_read(void **state)
{
    struct bench *bench = *state;
    struct library library;

    assert_true(read_with_library(bench,
                                  "#include \"chain.dtsi\"\n#include <zephyr/dt-bindings/gpio/gpio.h>\n"
                                  "&n {\n#include \"cells.dtsi\"\nb = <8>; };\n/include/ \"other.dtsi\"\n"
                                  "&n { d = <1>; };\n",
                                  &library));
    assert_int_equal(cell_of(bench, "n", "a"), 7);
    assert_int_equal(cell_of(bench, "n", "b"), 8);
    assert_int_equal(cell_of(bench, "n", "c"), 9);
    assert_int_equal(cell_of(bench, "n", "d"), 1);
    assert_int_equal(devicetree_property(by_label(bench, "n"), "b")->origin.line, 5);
    assert_int_equal(library.times, 0);
    assert_int_equal(library.condition.line, 0);
}

/* What stands behind it stays; what stood before it may be said otherwise in it. */
static void file_that_is_not_read_leaves_doubt(void **state)
{
    static const char *const lines[] = { "#include \"nowhere.dtsi\"", "#include <nordic/partition.dtsi>",
                                         "#include MACRO", "/include/ \"nowhere.dtsi\"" };
    struct bench *bench = *state;

    for (size_t i = 0; i < ARRAY_LENGTH(lines); i++) {
        struct library library;

        bench->tree = overlay_tree_create(bench->arena);
        assert_true(read_with_library(bench,
                                      arena_printf(bench->arena,
                                                   "&n { a = <1>; b = <1>; };\n/delete-node/ &gone;\n"
                                                   "/ { chosen { x = &n; }; };\n%s\n&n { b = <2>; };\n",
                                                   lines[i]),
                                      &library));
        assert_unknown(bench, "n", "a");
        assert_int_equal(cell_of(bench, "n", "b"), 2);
        assert_false(by_label(bench, "gone")->deleted);
        assert_true(by_label(bench, "gone")->unknown);
        assert_null(devicetree_chosen(bench->tree, "x", NULL));
        assert_int_equal(library.times, 1);
        assert_int_equal(library.left_out.line, 4);
    }
}

static void guards_are_no_conditions(void **state)
{
    static const char *const names[] = { "guarded.dtsi", "once.dtsi" };
    struct bench *bench = *state;

    for (size_t i = 0; i < ARRAY_LENGTH(names); i++) {
        struct library library;

        bench->tree = overlay_tree_create(bench->arena);
        assert_true(read_with_library(
            bench,
            arena_printf(bench->arena, "#include \"%s\"\n&n { a = <8>; };\n#include \"%s\"\n", names[i], names[i]),
            &library));
        assert_int_equal(cell_of(bench, "n", "a"), 8);
        assert_int_equal(library.times, 0);
        assert_int_equal(library.condition.line, 0);
    }
}

static void other_case_of_a_guard_is_a_condition(void **state)
{
    struct bench *bench = *state;
    struct library library;

    assert_true(read_with_library(bench,
                                  "#ifndef A\n#define A\n&n { a = <1>; };\n#else\n&n { b = <1>; };\n#endif\n"
                                  "&n { c = <1>; };\n",
                                  &library));
    assert_unknown(bench, "n", "b");
    assert_int_equal(cell_of(bench, "n", "c"), 1);
    assert_int_equal(library.condition.line, 4);
}

/* A chosen node, a compatible and a size that depend on a condition are those of nobody. */
static void conditional_values_count_for_nothing(void **state)
{
    struct bench *bench = *state;
    struct library library;
    uint64_t size;

    assert_true(read_with_library(bench,
                                  "/ { chosen {\n#if 0\nnordic,pm-ext-flash = &flash;\n#endif\n}; };\n"
                                  "&flash { compatible = \"nordic,qspi-nor\"; size = <(BITS)>; };\n"
                                  "&other {\n#if 0\ncompatible = \"vnd,other\";\n#endif\n};\n",
                                  &library));
    assert_null(devicetree_chosen(bench->tree, "nordic,pm-ext-flash", NULL));
    assert_false(devicetree_memory_size(by_label(bench, "flash"), &size));
    assert_null(devicetree_by_compatible(bench->tree, "vnd,other"));
    assert_false(by_label(bench, "other")->enabled);
    assert_int_equal(library.condition.line, 2);
}

static void file_that_includes_itself(void **state)
{
    struct bench *bench = *state;
    struct library library;

    assert_false(read_with_library(bench, "\n#include \"loop.dtsi\"\n", &library));
    assert_int_equal(bench->diagnostics.count, 1);
    assert_non_null(strstr(bench->diagnostics.items[0].message, "includes itself"));
    assert_int_equal(bench->diagnostics.items[0].origin.line, 1);
}

static void assert_error(const char *text, uint32_t line, const char *words)
{
    void *state;
    struct bench *bench;

    (void)setup(&state);
    bench = state;
    assert_false(overlay_read(bench->arena, bench->tree, text_source(bench, text), NULL, &bench->diagnostics));
    assert_int_equal(bench->diagnostics.count, 1);
    assert_non_null(strstr(bench->diagnostics.items[0].message, words));
    assert_int_equal(bench->diagnostics.items[0].origin.line, line);
    (void)teardown(&state);
}

static void errors_name_their_place(void **state)
{
    (void)state;
    assert_error("/ {\n\tchosen {\n\t};\n", 1, "expected '}'");
    assert_error("&a { };\n};\n", 2, "closes no node");
    assert_error("&a {\n\tb = \"text;\n};\n", 2, "expected '\"'");
    assert_error("&a {\n\tb = <1>\n};\n", 3, "expected ';'");
    assert_error("/* text\n", 1, "expected '*/'");
    assert_error("&a { }\n&b { };\n", 2, "expected ';'");
}

/* Every file includes the next one: "1", "2", ... */
static const struct source *find_next(void *context, const struct source *from, struct slice path)
{
    struct library *library = context;
    uint64_t number;

    (void)from;
    assert_true(parse_uint64(path, 10, &number));
    library->times++;
    return text_source(library->bench,
                       number == 0 ? "&n { a = <1>; };\n"
                                   : arena_printf(library->bench->arena, "#include \"%u\"\n", (unsigned)number - 1));
}

static void chain_as_long_as_the_compiler_follows(void **state)
{
    struct bench *bench = *state;
    struct library library = { .bench = bench, .includes = { find_next, note_left_out, note_condition, &library } };

    assert_true(overlay_read(bench->arena, bench->tree, text_source(bench, "#include \"199\"\n"), &library.includes,
                             &bench->diagnostics));
    assert_int_equal(cell_of(bench, "n", "a"), 1);
    assert_int_equal(library.times, OVERLAY_INCLUDE_DEPTH);
    assert_false(overlay_read(bench->arena, bench->tree, text_source(bench, "#include \"200\"\n"), &library.includes,
                              &bench->diagnostics));
    assert_non_null(strstr(bench->diagnostics.items[0].message, "deeper than the compiler follows"));
}

static void more_files_than_any_overlay_has(void **state)
{
    struct bench *bench = *state;
    struct library library = { .bench = bench, .includes = { find_next, note_left_out, note_condition, &library } };
    struct text text = text_create(bench->arena, 1u << 16);

    for (int i = 0; i <= OVERLAY_INCLUDE_LIMIT; i++) {
        text_append(&text, "#include \"0\"\n");
    }
    assert_false(
        overlay_read(bench->arena, bench->tree, text_source(bench, text.data), &library.includes, &bench->diagnostics));
    assert_int_equal(bench->diagnostics.items[0].origin.line, OVERLAY_INCLUDE_LIMIT + 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(chosen_node_of_the_base, setup, teardown),
        cmocka_unit_test_setup_teardown(partitions_with_sizes_of_macros, setup, teardown),
        cmocka_unit_test_setup_teardown(numbers_as_dtc_calculates_them, setup, teardown),
        cmocka_unit_test_setup_teardown(what_needs_the_preprocessor_is_unknown, setup, teardown),
        cmocka_unit_test_setup_teardown(later_overlay_wins, setup, teardown),
        cmocka_unit_test_setup_teardown(deletions, setup, teardown),
        cmocka_unit_test_setup_teardown(paths_and_odd_forms, setup, teardown),
        cmocka_unit_test_setup_teardown(base_fills_in_and_takes_nothing_away, setup, teardown),
        cmocka_unit_test_setup_teardown(copy_is_independent, setup, teardown),
        cmocka_unit_test_setup_teardown(included_files_are_read, setup, teardown),
        cmocka_unit_test_setup_teardown(file_that_is_not_read_leaves_doubt, setup, teardown),
        cmocka_unit_test_setup_teardown(guards_are_no_conditions, setup, teardown),
        cmocka_unit_test_setup_teardown(other_case_of_a_guard_is_a_condition, setup, teardown),
        cmocka_unit_test_setup_teardown(conditional_values_count_for_nothing, setup, teardown),
        cmocka_unit_test_setup_teardown(file_that_includes_itself, setup, teardown),
        cmocka_unit_test_setup_teardown(chain_as_long_as_the_compiler_follows, setup, teardown),
        cmocka_unit_test_setup_teardown(more_files_than_any_overlay_has, setup, teardown),
        cmocka_unit_test(errors_name_their_place),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

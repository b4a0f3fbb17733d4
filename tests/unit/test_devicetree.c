/* Devicetree: what a rule may ask of a zephyr.dts or .dtb, and where the answer stands in the text. */
#define _XOPEN_SOURCE 700
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <cmocka.h>

#include "base/file.h"
#include "base/process.h"
#include "project/devicetree/devicetree.h"

struct context {
    struct arena *arena;
    struct diagnostics diagnostics;
    char directory[64];
    const char *dts;
};

static int setup(void **state)
{
    static struct context context;

    context.arena = arena_create();
    context.diagnostics = diagnostics_create(context.arena);
    memcpy(context.directory, "/tmp/nrf53pack-test-XXXXXX", sizeof "/tmp/nrf53pack-test-XXXXXX");
    *state = &context;
    if (mkdtemp(context.directory) == NULL) {
        return 1;
    }
    context.dts = path_join(context.arena, context.directory, "zephyr.dts");
    return 0;
}

static int teardown(void **state)
{
    struct context *context = *state;

    (void)unlink(context->dts);
    (void)rmdir(context->directory);
    arena_destroy(context->arena);
    return 0;
}

static const struct source *write_dts(struct context *context, const char *text)
{
    FILE *file = fopen(context->dts, "wb");
    const struct source *source = NULL;

    assert_non_null(file);
    assert_int_equal(fwrite(text, 1, strlen(text), file), strlen(text));
    assert_int_equal(fclose(file), 0);
    assert_true(
        source_load(context->arena, context->dts, "zephyr.dts", SOURCE_TEXT_LIMIT, &context->diagnostics, &source));
    return source;
}

static const struct devicetree *read_text(struct context *context, const char *text)
{
    struct devicetree *tree = NULL;

    assert_true(devicetree_read_dts(context->arena, "dtc", write_dts(context, text), &context->diagnostics, &tree));
    assert_int_equal(context->diagnostics.count, 0);
    return tree;
}

static const struct devicetree_node *node_at(const struct devicetree *tree, const char *path)
{
    const struct devicetree_node *node = devicetree_by_path(tree, path);

    assert_non_null(node);
    return node;
}

static void assert_place(struct origin origin, uint32_t line, uint32_t column)
{
    assert_non_null(origin.source);
    assert_string_equal(origin.source->name, "zephyr.dts");
    assert_int_equal(origin.line, line);
    assert_int_equal(origin.column, column);
}

static void assert_property_place(const struct devicetree_node *node, const char *name, uint32_t line)
{
    const struct devicetree_property *property = devicetree_property(node, name);

    assert_non_null(property);
    assert_non_null(property->origin.source);
    assert_int_equal(property->origin.line, line);
}

static const char board[] = "/dts-v1/;\n"                                       /* 1 */
                            "\n"                                                /* 2 */
                            "/ {\n"                                             /* 3 */
                            "\t#address-cells = < 0x1 >;\n"                     /* 4 */
                            "\t#size-cells = < 0x1 >;\n"                        /* 5 */
                            "\tchosen {\n"                                      /* 6 */
                            "\t\tzephyr,flash = &flash0;\n"                     /* 7 */
                            "\t\tnordic,pm-ext-flash = < &ext >;\n"             /* 8 */
                            "\t\tzephyr,console = \"uart:115200\";\n"           /* 9 */
                            "\t\tzephyr,sram = \"/gone\";\n"                    /* 10 */
                            "\t};\n"                                            /* 11 */
                            "\taliases {\n"                                     /* 12 */
                            "\t\tuart = &uart0;\n"                              /* 13 */
                            "\t};\n"                                            /* 14 */
                            "\tuart0: uart@8000 {\n"                            /* 15 */
                            "\t\treg = < 0x8000 0x1000 >;\n"                    /* 16 */
                            "\t};\n"                                            /* 17 */
                            "\tram: memory@20000000 {\n"                        /* 18 */
                            "\t\tcompatible = \"mmio-sram\";\n"                 /* 19 */
                            "\t\treg = < 0x20000000 0x80000 >;\n"               /* 20 */
                            "\t};\n"                                            /* 21 */
                            "\tflash0: flash@0 {\n"                             /* 22 */
                            "\t\tcompatible = \"soc-nv-flash\";\n"              /* 23 */
                            "\t\treg = < 0x0 0x100000 >;\n"                     /* 24 */
                            "\t\tpartitions {\n"                                /* 25 */
                            "\t\t\tcompatible = \"fixed-partitions\";\n"        /* 26 */
                            "\t\t\t#address-cells = < 0x1 >;\n"                 /* 27 */
                            "\t\t\t#size-cells = < 0x1 >;\n"                    /* 28 */
                            "\t\t\tboot: loader: partition@0 {\n"               /* 29 */
                            "\t\t\t\tlabel = \"mcuboot\";\n"                    /* 30 */
                            "\t\t\t\treg = < 0x0 0x10000 >;\n"                  /* 31 */
                            "\t\t\t};\n"                                        /* 32 */
                            "\t\t};\n"                                          /* 33 */
                            "\t\tslot: partition@10000 {\n"                     /* 34 */
                            "\t\t\tcompatible = \"zephyr,mapped-partition\";\n" /* 35 */
                            "\t\t};\n"                                          /* 36 */
                            "\t};\n"                                            /* 37 */
                            "\tbus {\n"                                         /* 38 */
                            "\t\t#address-cells = < 0x1 >;\n"                   /* 39 */
                            "\t\t#size-cells = < 0x0 >;\n"                      /* 40 */
                            "\t\tstatus = \"disabled\";\n"                      /* 41 */
                            "\t\toff: nor@1 {\n"                                /* 42 */
                            "\t\t\tcompatible = \"jedec,spi-nor\";\n"           /* 43 */
                            "\t\t\treg = < 0x1 >;\n"                            /* 44 */
                            "\t\t\tstatus = \"okay\";\n"                        /* 45 */
                            "\t\t\tsize-in-bytes = < 0x200000 >;\n"             /* 46 */
                            "\t\t};\n"                                          /* 47 */
                            "\t};\n"                                            /* 48 */
                            "\text: nor@2 {\n"                                  /* 49 */
                            "\t\tcompatible = \"nordic,qspi-nor\", \"jedec,spi-nor\";\n"
                            "\t\tsize = < 0x4000000 >;\n" /* 51 */
                            "\t};\n"
                            "};\n";

static void nodes_come_in_tree_order_with_their_labels(void **state)
{
    const struct devicetree *tree = read_text(*state, board);
    const struct devicetree_node *boot = devicetree_by_label(tree, "boot");

    assert_string_equal(tree->items[0]->path, "/");
    assert_string_equal(tree->items[0]->name, "");
    assert_string_equal(tree->items[1]->path, "/chosen");
    assert_int_equal(tree->count, 12);
    assert_non_null(boot);
    assert_string_equal(boot->path, "/flash@0/partitions/partition@0");
    assert_string_equal(boot->name, "partition@0");
    assert_ptr_equal(devicetree_by_label(tree, "loader"), boot);
    assert_ptr_equal(boot->parent, devicetree_by_path(tree, "/flash@0/partitions"));
    assert_null(devicetree_by_label(tree, "nowhere"));
    assert_null(devicetree_by_path(tree, "/__symbols__"));
}

static void places_are_those_of_the_text(void **state)
{
    const struct devicetree *tree = read_text(*state, board);
    const struct devicetree_node *boot = node_at(tree, "/flash@0/partitions/partition@0");

    assert_place(node_at(tree, "/")->origin, 3, 1);
    assert_place(node_at(tree, "/flash@0")->origin, 22, 2);
    assert_place(boot->origin, 29, 4);
    assert_place(devicetree_property(boot, "reg")->origin, 31, 5);
    assert_property_place(node_at(tree, "/"), "#size-cells", 5);
    assert_property_place(node_at(tree, "/flash@0/partitions"), "#size-cells", 28);
    assert_property_place(node_at(tree, "/bus/nor@1"), "reg", 44);
}

static void reg_is_read_with_the_cells_of_the_parent(void **state)
{
    const struct devicetree *tree = read_text(*state, board);
    const struct devicetree_node *nor = node_at(tree, "/bus/nor@1");

    assert_true(node_at(tree, "/memory@20000000")->has_address);
    assert_int_equal(node_at(tree, "/memory@20000000")->address, 0x20000000);
    assert_int_equal(node_at(tree, "/memory@20000000")->size, 0x80000);
    assert_true(nor->has_address);
    assert_int_equal(nor->address, 1);
    assert_int_equal(nor->size, 0);
    assert_false(node_at(tree, "/nor@2")->has_address);
}

static void reg_takes_two_cells_and_no_more(void **state)
{
    const struct devicetree *tree = read_text(*state, "/dts-v1/;\n/ {\n#address-cells = <2>; #size-cells = <2>;\n"
                                                      "a@1 { reg = <0x1 0x2 0x3 0x4>; };\n"
                                                      "short@2 { reg = <0x0 0x2 0x0>; };\n"
                                                      "odd { #address-cells = <3>; c@1 { reg = <1 2 3 4>; }; };\n"
                                                      "plain { d@5 { reg = <0x0 0x5 0x6>; }; };\n"
                                                      "};\n");

    assert_true(node_at(tree, "/a@1")->address == UINT64_C(0x100000002));
    assert_true(node_at(tree, "/a@1")->size == UINT64_C(0x300000004));
    assert_false(node_at(tree, "/short@2")->has_address);
    assert_false(node_at(tree, "/odd/c@1")->has_address);
    /* a parent that does not say has two address cells and one size cell */
    assert_int_equal(node_at(tree, "/plain/d@5")->address, 5);
    assert_int_equal(node_at(tree, "/plain/d@5")->size, 6);
}

static void a_node_below_a_disabled_one_is_disabled(void **state)
{
    const struct devicetree *tree = read_text(*state, board);

    assert_true(node_at(tree, "/flash@0")->enabled);
    assert_false(node_at(tree, "/bus")->enabled);
    assert_false(node_at(tree, "/bus/nor@1")->enabled);
}

static void chosen_takes_paths_phandles_and_aliases(void **state)
{
    const struct devicetree *tree = read_text(*state, board);
    struct origin origin;

    assert_ptr_equal(devicetree_chosen(tree, "zephyr,flash", &origin), node_at(tree, "/flash@0"));
    assert_place(origin, 7, 3);
    assert_ptr_equal(devicetree_chosen(tree, "nordic,pm-ext-flash", &origin), node_at(tree, "/nor@2"));
    assert_place(origin, 8, 3);
    assert_ptr_equal(devicetree_chosen(tree, "zephyr,console", NULL), node_at(tree, "/uart@8000"));
    assert_null(devicetree_chosen(tree, "zephyr,sram", &origin));
    assert_place(origin, 10, 3);
    assert_null(devicetree_chosen(tree, "zephyr,code-partition", &origin));
    assert_null(origin.source);
}

static void memory_sizes_are_bytes_whatever_the_property_counts(void **state)
{
    const struct devicetree *tree = read_text(*state, board);
    uint64_t size = 0;

    assert_true(devicetree_memory_size(node_at(tree, "/flash@0"), &size));
    assert_int_equal(size, 0x100000);
    assert_true(devicetree_memory_size(node_at(tree, "/memory@20000000"), &size));
    assert_int_equal(size, 0x80000);
    assert_true(devicetree_memory_size(node_at(tree, "/nor@2"), &size));
    assert_int_equal(size, 0x800000);
    assert_true(devicetree_memory_size(node_at(tree, "/bus/nor@1"), &size));
    assert_int_equal(size, 0x200000);
    assert_false(devicetree_memory_size(node_at(tree, "/uart@8000"), &size));
}

static void partitions_are_known_by_parent_or_compatible(void **state)
{
    const struct devicetree *tree = read_text(*state, board);

    assert_true(devicetree_is_partition(node_at(tree, "/flash@0/partitions/partition@0")));
    assert_true(devicetree_is_partition(node_at(tree, "/flash@0/partition@10000")));
    assert_false(devicetree_is_partition(node_at(tree, "/flash@0/partitions")));
    assert_false(devicetree_is_partition(node_at(tree, "/flash@0")));
}

static void compatible_matches_whole_entries_and_prefers_enabled_nodes(void **state)
{
    const struct devicetree *tree = read_text(*state, board);

    assert_ptr_equal(devicetree_by_compatible(tree, "jedec,spi-nor"), node_at(tree, "/nor@2"));
    assert_ptr_equal(devicetree_by_compatible(tree, "soc-nv-flash"), node_at(tree, "/flash@0"));
    assert_null(devicetree_by_compatible(tree, "jedec,spi"));
    assert_null(devicetree_by_compatible(tree, "spi-nor"));
}

static void comments_and_strings_do_not_move_places(void **state)
{
    const struct devicetree *tree = read_text(*state, "/dts-v1/;\r\n"
                                                      "/* node '/' defined in a/b.dtsi:8 { */\r\n"
                                                      "/ { /* in c:1 */\r\n"
                                                      "  // } a { b = 1;\r\n"
                                                      "  text = \"} ; \\\" /* {\", /* in\r\n"
                                                      "     d:2 */ \"second };\";\r\n"
                                                      "  first:\r\n"
                                                      "  other: /* here */ node@1 {\r\n"
                                                      "    list = < 1 >,\r\n"
                                                      "           < 2 >; /* in e:3 */ flag;\r\n"
                                                      "    /delete-property/ gone;\r\n"
                                                      "    char = < ';' >;\r\n"
                                                      "    last = l0: < 3 l1: > l2: ;\r\n"
                                                      "  };\r\n"
                                                      "  after {\r\n"
                                                      "};};");
    const struct devicetree_node *node = node_at(tree, "/node@1");

    assert_place(node_at(tree, "/")->origin, 3, 1);
    assert_property_place(node_at(tree, "/"), "text", 5);
    assert_place(node->origin, 7, 3);
    assert_property_place(node, "list", 9);
    assert_place(devicetree_property(node, "flag")->origin, 10, 32);
    assert_property_place(node, "char", 12);
    assert_property_place(node, "last", 13);
    assert_place(node_at(tree, "/after")->origin, 15, 3);
}

static void later_assignments_and_references_are_followed(void **state)
{
    const struct devicetree *tree = read_text(*state, "/dts-v1/;\n"
                                                      "/memreserve/ 0x10 0x20;\n"
                                                      "/ { a: one { v = <1>; w = <1>; }; two { v = <1>; }; };\n"
                                                      "&a { v = <2>; /omit-if-no-ref/ inner { x; }; };\n"
                                                      "&{/two} {\n"
                                                      " v = <2>; };\n"
                                                      "/ { one {\n"
                                                      " /delete-property/ w;\n"
                                                      " y = <3>; }; };\n");
    uint32_t value = 0;

    assert_true(devicetree_cell(node_at(tree, "/one"), "v", &value));
    assert_int_equal(value, 2);
    assert_property_place(node_at(tree, "/one"), "v", 4);
    assert_property_place(node_at(tree, "/two"), "v", 6);
    assert_property_place(node_at(tree, "/one"), "y", 9);
    assert_null(devicetree_property(node_at(tree, "/one"), "w"));
    assert_place(node_at(tree, "/one")->origin, 3, 5);
}

static void refuse(struct context *context, const char *dtc, const char *text, uint32_t line, const char *words)
{
    const struct source *source = write_dts(context, text);
    struct devicetree *tree = NULL;

    assert_false(devicetree_read_dts(context->arena, dtc, source, &context->diagnostics, &tree));
    assert_int_equal(context->diagnostics.count, 1);
    assert_int_equal(context->diagnostics.items[0].kind, DIAGNOSTIC_INPUT);
    assert_int_equal(context->diagnostics.items[0].origin.line, line);
    assert_string_equal(context->diagnostics.items[0].origin.source->name, "zephyr.dts");
    if (strstr(context->diagnostics.items[0].message, words) == NULL) {
        fail_msg("message without '%s': %s", words, context->diagnostics.items[0].message);
    }
}

static void a_syntax_error_is_reported_at_its_line(void **state)
{
    refuse(*state, "dtc", "/dts-v1/;\n/ {\n\tbroken = < 1 ;\n};\n", 3, "syntax error");
}

static void an_error_in_the_tree_is_reported_at_its_line(void **state)
{
    refuse(*state, "dtc", "/dts-v1/;\n/ {\n\ta { };\n\tchosen { x = &nowhere; };\n};\n", 4, "nowhere");
}

static void an_empty_file_is_refused(void **state)
{
    refuse(*state, "dtc", "", 0, "syntax error"); /* dtc says 0.0 */
}

static void a_dtc_that_cannot_start_is_an_input_error(void **state)
{
    refuse(*state, "/nonexistent/dtc", board, 0, "/nonexistent/dtc");
}

static void a_dtc_that_fails_silently_is_an_input_error(void **state)
{
    refuse(*state, "false", board, 0, "status 1");
}

static void a_dtc_that_prints_nothing_is_an_input_error(void **state)
{
    refuse(*state, "true", board, 0, "no usable devicetree blob");
}

static void without_dtc_the_reader_says_so(void **state)
{
    refuse(*state, "", board, 0, "no 'dtc'");
}

static void compile(struct context *context, const char *text, struct process_result *blob)
{
    const char *argv[] = { "dtc", "-q", "-@", "-O", "dtb", context->dts, NULL };

    (void)write_dts(context, text);
    assert_true(process_run(context->arena, argv, 65536, blob));
    assert_int_equal(blob->exit_status, 0);
}

static void a_blob_gives_the_same_tree_without_places(void **state)
{
    struct context *context = *state;
    const struct devicetree *from_text = read_text(context, board);
    struct devicetree *from_blob = NULL;
    struct process_result blob;

    compile(context, board, &blob);
    assert_true(devicetree_read_dtb(context->arena,
                                    source_from_bytes(context->arena, "a.dtb", blob.output, blob.output_size),
                                    &context->diagnostics, &from_blob));
    assert_int_equal(from_blob->count, from_text->count);
    for (size_t i = 0; i < from_text->count; i++) {
        assert_string_equal(from_blob->items[i]->path, from_text->items[i]->path);
        assert_int_equal(from_blob->items[i]->property_count, from_text->items[i]->property_count);
        assert_int_equal(from_blob->items[i]->labels.count, from_text->items[i]->labels.count);
        assert_null(from_blob->items[i]->origin.source);
    }
}

/* As on Windows, where every LF of the blob gets a CR in front of it: 10 is LF, 0x0d0a0d0a has both. */
static void a_blob_through_text_mode_gives_the_same_tree(void **state)
{
    static const char text[] =
        "/dts-v1/;\n/ {\n\ta { x = <10 0x0d0a0d0a 0x0a0a0a0a>; };\n\tb { reg = <13 10>; };\n};\n";
    static const char script[] = "#!/bin/sh\ndtc \"$@\" | perl -pe 's/\\n/\\r\\n/'\n";
    struct context *context = *state;
    const struct devicetree *wanted = read_text(context, text);
    const char *dtc = path_join(context->arena, context->directory, "dtc.sh");
    struct devicetree *tree = NULL;
    FILE *file = fopen(dtc, "wb");

    assert_non_null(file);
    assert_true(fputs(script, file) >= 0);
    assert_int_equal(fclose(file), 0);
    assert_int_equal(chmod(dtc, 0700), 0);
    assert_true(devicetree_read_dts(context->arena, dtc, write_dts(context, text), &context->diagnostics, &tree));
    assert_int_equal(tree->count, wanted->count);
    for (size_t i = 0; i < wanted->count; i++) {
        const struct devicetree_node *node = node_at(tree, wanted->items[i]->path);

        assert_int_equal(node->property_count, wanted->items[i]->property_count);
        for (size_t k = 0; k < node->property_count; k++) {
            assert_int_equal(node->properties[k].size, wanted->items[i]->properties[k].size);
            assert_memory_equal(node->properties[k].data, wanted->items[i]->properties[k].data,
                                node->properties[k].size);
        }
    }
    assert_int_equal(unlink(dtc), 0);
}

/* 0x0d0a bytes with so many pairs of CR and LF that without their CR it would be 0xa00 bytes, as its header would then say. */
static void a_blob_that_only_looks_like_text_mode_stays_as_it_is(void **state)
{
    struct context *context = *state;
    struct text text = text_create(context->arena, 1u << 15);
    const struct devicetree_node *node;

    text_append(&text, "/dts-v1/;\n/ { a { x = [");
    for (int i = 0; i < 777; i++) {
        text_append(&text, " 0d 0a");
    }
    for (int i = 0; i < 1686; i++) {
        text_append(&text, " 00");
    }
    text_append(&text, " ]; }; };\n");
    node = node_at(read_text(context, text.data), "/a");
    assert_int_equal(node->properties[0].size, 3240);
    assert_memory_equal(node->properties[0].data, "\r\n\r\n", 4);
}

static void every_truncated_blob_is_refused(void **state)
{
    struct context *context = *state;
    struct process_result blob;

    compile(context, board, &blob);
    for (size_t size = 0; size < blob.output_size; size++) {
        struct devicetree *tree = NULL;
        const struct source *source = source_from_bytes(context->arena, "a.dtb", blob.output, size);

        context->diagnostics.count = 0;
        assert_false(devicetree_read_dtb(context->arena, source, &context->diagnostics, &tree));
        assert_int_equal(context->diagnostics.count, 1);
        assert_int_equal(context->diagnostics.items[0].kind, DIAGNOSTIC_INPUT);
    }
}

static void nodes_nested_too_deeply_are_refused(void **state)
{
    struct context *context = *state;
    struct text text = text_create(context->arena, 65536);

    text_append(&text, "/dts-v1/;\n/ {\n");
    for (int i = 0; i < 40; i++) {
        text_append(&text, "a {\n");
    }
    for (int i = 0; i < 41; i++) {
        text_append(&text, "};\n");
    }
    refuse(context, "dtc", text.data, 0, "nested too deeply");
}

static void the_dtc_asked_for_is_the_dtc_used(void **state)
{
    struct context *context = *state;

    assert_int_equal(unsetenv("DTC"), 0);
    assert_int_equal(unsetenv("ZEPHYR_SDK_INSTALL_DIR"), 0);
    assert_string_equal(devicetree_find_dtc(context->arena, "/own/dtc", "/bin/sh"), "/own/dtc");
    assert_string_equal(devicetree_find_dtc(context->arena, NULL, "/bin/sh"), "/bin/sh");
    assert_string_not_equal(devicetree_find_dtc(context->arena, "", "DTC-NOTFOUND"), "");
    assert_int_equal(setenv("DTC", "/environment/dtc", 1), 0);
    assert_string_equal(devicetree_find_dtc(context->arena, NULL, "/bin/sh"), "/environment/dtc");
    assert_int_equal(unsetenv("DTC"), 0);
}

static void without_any_dtc_there_is_none(void **state)
{
    struct context *context = *state;
    const char *path = arena_strdup(context->arena, getenv("PATH"));

    assert_int_equal(setenv("PATH", context->directory, 1), 0);
    assert_null(devicetree_find_dtc(context->arena, NULL, "DTC-NOTFOUND"));
    assert_int_equal(setenv("PATH", path, 1), 0);
}

#define TEST(function) cmocka_unit_test_setup_teardown(function, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(nodes_come_in_tree_order_with_their_labels),
        TEST(places_are_those_of_the_text),
        TEST(reg_is_read_with_the_cells_of_the_parent),
        TEST(reg_takes_two_cells_and_no_more),
        TEST(a_node_below_a_disabled_one_is_disabled),
        TEST(chosen_takes_paths_phandles_and_aliases),
        TEST(memory_sizes_are_bytes_whatever_the_property_counts),
        TEST(partitions_are_known_by_parent_or_compatible),
        TEST(compatible_matches_whole_entries_and_prefers_enabled_nodes),
        TEST(comments_and_strings_do_not_move_places),
        TEST(later_assignments_and_references_are_followed),
        TEST(a_syntax_error_is_reported_at_its_line),
        TEST(an_error_in_the_tree_is_reported_at_its_line),
        TEST(an_empty_file_is_refused),
        TEST(a_dtc_that_cannot_start_is_an_input_error),
        TEST(a_dtc_that_fails_silently_is_an_input_error),
        TEST(a_dtc_that_prints_nothing_is_an_input_error),
        TEST(without_dtc_the_reader_says_so),
        TEST(a_blob_through_text_mode_gives_the_same_tree),
        TEST(a_blob_that_only_looks_like_text_mode_stays_as_it_is),
        TEST(a_blob_gives_the_same_tree_without_places),
        TEST(every_truncated_blob_is_refused),
        TEST(nodes_nested_too_deeply_are_refused),
        TEST(the_dtc_asked_for_is_the_dtc_used),
        TEST(without_any_dtc_there_is_none),
    };

    return cmocka_run_group_tests_name("devicetree", tests, NULL, NULL);
}

/* manifest.json: what update clients rely on, alone and against the files of the package. */
#include "image_test.h"

#include "base/attributes.h"
#include "image/manifest.h"
#include "nrf53pack/bytes.h"
#include "sign/image_writer.h"
#include "pack/write/zip_writer.h"

#define APP                                                                                                            \
    "{\"type\": \"application\", \"board\": \"nrf5340dk\", \"soc\": \"nrf5340\", \"load_address\": 66048, "            \
    "\"image_index\": \"0\", \"version_MCUBOOT\": \"1.2.3+4\", \"size\": 3, \"file\": \"app.signed.bin\", "            \
    "\"modtime\": 1}"
#define NET                                                                                                            \
    "{\"type\": \"application\", \"board\": \"nrf5340dk/nrf5340/cpunet\", \"soc\": \"nrf5340\", "                      \
    "\"load_address\": 16812032, \"image_index\": \"1\", \"version\": \"1\", \"size\": 2, \"file\": "                  \
    "\"net.bin\", "                                                                                                    \
    "\"modtime\": 1}"
#define MANIFEST(files) "{\"format-version\": 1, \"time\": 1, \"files\": [" files "], \"name\": \"app\"}"

static bool read(struct context *context, const char *text, struct manifest **manifest)
{
    const struct source *source = source_from_bytes(context->arena, "manifest.json", text, strlen(text));

    return manifest_read(context->arena, source, &context->diagnostics, manifest);
}

static struct verdicts verify_expecting(struct context *context, const char *text, const struct zip_input *inputs,
                                        size_t count, const struct manifest_expectation *expected)
{
    struct verdicts verdicts = { 0 };
    const struct source *source;
    struct byte_range bytes;
    struct manifest *manifest;
    struct dfu_zip *zip;

    assert_true(zip_write(context->arena, inputs, count, 0, &context->diagnostics, &bytes));
    source = source_from_bytes(context->arena, "dfu_application.zip", bytes.data, bytes.size);
    assert_true(dfu_zip_read(context->arena, source, &context->diagnostics, &zip));
    assert_true(read(context, text, &manifest));
    manifest_verify(context->arena, manifest, zip, expected, &verdicts);
    return verdicts;
}

static struct verdicts verify(struct context *context, const char *text, const struct zip_input *inputs, size_t count)
{
    return verify_expecting(context, text, inputs, count, NULL);
}

static const struct zip_input usual_files[] = {
    { "net.bin", { (const uint8_t *)"ab", 2 } },
    { "app.signed.bin", { (const uint8_t *)"abc", 3 } },
    { "manifest.json", { (const uint8_t *)"{}", 2 } },
};

static void test_good_manifest(void **state)
{
    struct context *context = *state;
    struct verdicts verdicts = verify(context, MANIFEST(NET ", " APP), usual_files, ARRAY_LENGTH(usual_files));
    struct manifest *manifest;

    assert_false(verdicts_failed(&verdicts));
    assert_true(read(context, MANIFEST(NET ", " APP), &manifest));
    assert_int_equal(manifest->count, 2);
    assert_string_equal(manifest->name, "app");
    assert_int_equal(manifest->items[0].image_index, 1);
    assert_int_equal(manifest->items[0].load_address, 0x01008800);
    assert_string_equal(manifest->items[1].version_mcuboot, "1.2.3+4");
}

/* Replaces one text in the usual manifest. */
static const char *changed(struct context *context, const char *from, const char *to)
{
    const char *text = MANIFEST(NET ", " APP);
    const char *found = strstr(text, from);

    assert_non_null(found);
    return arena_printf(context->arena, "%.*s%s%s", (int)(found - text), text, to, found + strlen(from));
}

static void test_wrong_types_are_named(void **state)
{
    static const struct {
        const char *from;
        const char *to;
        const char *said;
    } table[] = {
        { "\"image_index\": \"1\"", "\"image_index\": 1", "'image_index' must be a text in quotes" },
        { "\"image_index\": \"1\"", "\"image_index\": \"x\"", "'image_index' must hold a number" },
        { "\"load_address\": 66048", "\"load_address\": \"66048\"", "'load_address' must be a number" },
        { "\"load_address\": 66048, ", "", "'load_address' is missing" },
        { "\"size\": 3", "\"size\": \"3\"", "'size' must be a number" },
        { "\"modtime\": 1", "\"modtime\": 1.5", "'modtime' must be a number" },
        { "\"soc\": \"nrf5340\"", "\"soc\": 5340", "'soc' must be a text" },
        { "\"soc\": \"nrf5340\", ", "", "'soc' is missing" },
        { "\"board\"", "\"bord\"", "'board' is missing" },
        { "\"format-version\": 1, ", "", "'format-version' is missing" },
        { "\"time\": 1", "\"time\": \"1\"", "'time' must be a number" },
        { "\"size\": 3", "\"size\": -3", "'size' must be a number" },
        { "\"size\": 3", "\"size\": 9223372036854775808", "'size' is a number that no client can hold" },
        { "\"load_address\": 66048", "\"load_address\": 99999999999999999999", "that no client can hold" },
        { "\"type\": \"application\"", "\"type\": \"bin\", \"type\": \"application\"", "'type' stands twice" },
        { "\"name\": \"app\"", "\"name\": \"app\", \"files\": []", "'files' stands twice" },
    };
    struct context *context = *state;

    for (size_t i = 0; i < ARRAY_LENGTH(table); i++) {
        struct manifest *manifest;

        assert_true(read(context, changed(context, table[i].from, table[i].to), &manifest));
        assert_int_equal(manifest->types.count, 1);
        if (strstr(manifest->types.items[0].detail, table[i].said) == NULL) {
            fail_msg("expected '%s', got '%s'", table[i].said, manifest->types.items[0].detail);
        }
    }
}

static void test_unusable_manifests(void **state)
{
    static const struct {
        const char *text;
        const char *said;
    } table[] = {
        { "", "empty" },
        { " \n", "empty" },
        { "[]", "JSON object" },
        { "{}", "'files'" },
        { "{\"files\": {}}", "'files'" },
        { "{\"files\": [1]}", "'file'" },
        { "{\"files\": [{\"file\": {}}]}", "'file'" },
        { "files: []", "no JSON" },
        { "{\"files\": [], \"name\": app}", "no JSON" },
        { "{\"a\": &x [1], \"files\": [*x, *x]}", "no JSON" },
        { "{\"files\": [],}", "no JSON" },
        { "{'files': []}", "no JSON" },
        { "{\"files\": [[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]}", "nested deeper" },
    };
    struct context *context = *state;

    for (size_t i = 0; i < ARRAY_LENGTH(table); i++) {
        struct manifest *manifest;

        assert_false(read(context, table[i].text, &manifest));
        assert_said(context, table[i].said);
    }
}

static void test_manifest_against_files(void **state)
{
    static const struct {
        const char *from;
        const char *to;
        const char *check;
    } table[] = {
        { "\"size\": 2", "\"size\": 4", "manifest sizes" },
        { "net.bin", "nett.bin", "manifest sizes" },
        { "net.bin", "bin", "manifest names" },
        { "net.bin", "signed.bin", "manifest names" },
        { "net.bin", "n t.bin", "manifest names" },
        { "net.bin", "x/net.bin", "manifest names" },
        { "\"image_index\": \"1\"", "\"image_index\": \"0\"", "manifest image index" },
        { "\"image_index\": \"1\", ", "", "manifest image index" },
        { "net.bin", "other.bin", "manifest files" },
    };
    struct context *context = *state;

    for (size_t i = 0; i < ARRAY_LENGTH(table); i++) {
        struct verdicts verdicts =
            verify(context, changed(context, table[i].from, table[i].to), usual_files, ARRAY_LENGTH(usual_files));

        assert_int_equal(verdicts_find(&verdicts, table[i].check), VERDICT_FAIL);
    }
}

/* An MCUboot image that holds nothing but a vector table. */
static struct byte_range make_image(struct context *context, uint32_t stack, uint32_t reset)
{
    const struct image_options options = { .version = { 1, 2, 3, 4 }, .header_size = 0x200, .pad_header = true };
    uint8_t vectors[16] = { 0 };
    const struct source *source;
    struct byte_range image;

    store_le32(vectors, stack);
    store_le32(vectors + 4, reset);
    source = source_from_bytes(context->arena, "firmware", vectors, sizeof vectors);
    assert_true(
        image_write(context->arena, source, range_of_source(source), &options, NULL, &context->diagnostics, &image));
    return image;
}

/* Files in the given order under the given numbers. */
static struct verdicts verify_images(struct context *context, const char *first, const char *first_index,
                                     const char *second, const char *second_index,
                                     const struct manifest_expectation *expected)
{
    const struct byte_range net = make_image(context, 0x21001000, 0x01008a01);
    const struct byte_range app = make_image(context, 0x20001000, 0x00010209);
    const struct zip_input files[] = { { "net.bin", net }, { "app.bin", app }, { "manifest.json", range_of("{}", 2) } };
    const char *entry = "{\"type\": \"application\", \"board\": \"nrf5340dk/nrf5340/cpunet\", \"soc\": "
                        "\"nRF5340_CPUNET_QKAA\", \"image_index\": \"%s\", \"size\": %zu, \"file\": \"%s.bin\", "
                        "\"modtime\": 1}";
    const char *one = arena_printf(context->arena, entry, first_index, net.size, first);
    const char *two = arena_printf(context->arena, entry, second_index, app.size, second);
    const char *text = arena_printf(context->arena, MANIFEST("%s, %s"), one, two);

    assert_int_equal(net.size, app.size);
    return verify_expecting(context, text, files, ARRAY_LENGTH(files), expected);
}

static void test_an_image_goes_to_its_own_core(void **state)
{
    static const struct {
        const char *net_index;
        const char *app_index;
        struct manifest_expectation expected;
        enum verdict verdict;
    } table[] = {
        { "1", "0", { 0 }, VERDICT_PASS },
        { "0", "1", { 0 }, VERDICT_FAIL },
        { "0", "2", { 0 }, VERDICT_FAIL },
        { "2", "1", { 0 }, VERDICT_FAIL },
        { "2", "0", { 0 }, VERDICT_PASS },
        { "4", "0", { 0 }, VERDICT_FAIL },
        { "1", "18446744073709551615", { 0 }, VERDICT_FAIL },
        { "1", "0", { true, 0, 1, 2, NULL }, VERDICT_PASS },
        { "0", "1", { true, 0, 1, 2, NULL }, VERDICT_FAIL },
        { "2", "0", { true, 0, 1, 2, NULL }, VERDICT_FAIL },
        { "2", "0", { true, 0, 2, 2, NULL }, VERDICT_FAIL },
        { "2", "0", { true, 0, 2, 3, NULL }, VERDICT_PASS },
        { "1", "0", { true, 0, NO_IMAGE, 1, NULL }, VERDICT_FAIL },
    };
    struct context *context = *state;

    for (size_t i = 0; i < ARRAY_LENGTH(table); i++) {
        struct verdicts verdicts =
            verify_images(context, "net", table[i].net_index, "app", table[i].app_index, &table[i].expected);

        assert_int_equal(verdicts_find(&verdicts, "manifest image index"), table[i].verdict);
        assert_int_equal(verdicts_failed(&verdicts), table[i].verdict == VERDICT_FAIL);
    }
}

static void test_application_first_is_a_warning(void **state)
{
    struct context *context = *state;
    struct verdicts verdicts = verify_images(context, "app", "0", "net", "1", NULL);

    assert_int_equal(verdicts_find(&verdicts, "manifest order"), VERDICT_WARNING);
    assert_false(verdicts_failed(&verdicts));
    verdicts = verify_images(context, "net", "1", "app", "0", NULL);
    assert_int_equal(verdicts_find(&verdicts, "manifest order"), VERDICT_ABSENT);
}

static void test_board_is_compared_by_its_name(void **state)
{
    static const struct {
        const char *board;
        enum verdict verdict;
    } table[] = {
        { "nrf5340dk", VERDICT_PASS },       { "nrf5340dk/nrf5340/cpuapp/ns", VERDICT_PASS },
        { "nrf5340dk@2.0.0", VERDICT_PASS }, { "nrf5340dk_nrf5340_cpuapp", VERDICT_PASS },
        { "thingy53", VERDICT_FAIL },        { "nrf5340dk2", VERDICT_FAIL },
        { "nrf5340", VERDICT_FAIL },
    };
    struct context *context = *state;

    for (size_t i = 0; i < ARRAY_LENGTH(table); i++) {
        const struct manifest_expectation expected = { true, 0, 1, 2, table[i].board };
        struct verdicts verdicts = verify_images(context, "net", "1", "app", "0", &expected);

        assert_int_equal(verdicts_find(&verdicts, "manifest board"), table[i].verdict);
    }
}

static void test_foreign_packages(void **state)
{
    static const struct {
        const char *from;
        const char *to;
        const char *check;
    } table[] = {
        { "\"soc\": \"nrf5340\"", "\"soc\": \"nrf52840\"", "manifest soc" },
        { "\"soc\": \"nrf5340\"", "\"soc\": \"nrf5340_cpu\"", "manifest soc" },
        { "\"soc\": \"nrf5340\"", "\"soc\": \"\"", "manifest soc" },
        { "\"format-version\": 1", "\"format-version\": 2", "manifest types" },
    };
    struct context *context = *state;
    struct verdicts verdicts = verify(context, changed(context, "\"format-version\": 1", "\"format-version\": 0"),
                                      usual_files, ARRAY_LENGTH(usual_files));

    assert_false(verdicts_failed(&verdicts));
    verdicts = verify(context, changed(context, "\"soc\": \"nrf5340\"", "\"soc\": \"nRF5340_cpuAPP_QKAA\""),
                      usual_files, ARRAY_LENGTH(usual_files));
    assert_false(verdicts_failed(&verdicts));
    for (size_t i = 0; i < ARRAY_LENGTH(table); i++) {
        verdicts =
            verify(context, changed(context, table[i].from, table[i].to), usual_files, ARRAY_LENGTH(usual_files));
        assert_int_equal(verdicts_find(&verdicts, table[i].check), VERDICT_FAIL);
    }
    verdicts = verify(context, MANIFEST(""), usual_files, ARRAY_LENGTH(usual_files));
    assert_int_equal(verdicts_find(&verdicts, "manifest names"), VERDICT_FAIL);
}

static void test_entries_that_leave_the_folder(void **state)
{
    static const struct {
        const char *name;
        enum verdict verdict;
    } table[] = {
        { "../x.txt", VERDICT_FAIL }, { "/etc/x.txt", VERDICT_FAIL }, { "a/../../x.txt", VERDICT_FAIL },
        { "..", VERDICT_FAIL },       { "a\\..\\x", VERDICT_FAIL },   { "\\x", VERDICT_FAIL },
        { "c:x.txt", VERDICT_FAIL },  { "a/..b/x..", VERDICT_PASS },  { "notes.txt", VERDICT_PASS },
    };
    struct context *context = *state;

    for (size_t i = 0; i < ARRAY_LENGTH(table); i++) {
        const struct zip_input files[] = {
            usual_files[0], usual_files[1], usual_files[2], { table[i].name, { (const uint8_t *)"x", 1 } }
        };
        struct verdicts verdicts = verify(context, MANIFEST(NET ", " APP), files, ARRAY_LENGTH(files));

        assert_int_equal(verdicts_find(&verdicts, "manifest files"), table[i].verdict);
    }
}

/* The line that fails, with its text. */
static void assert_fails(const struct verdicts *verdicts, const char *check, const char *said)
{
    for (size_t i = 0; i < verdicts->count; i++) {
        if (strcmp(verdicts->items[i].check, check) == 0 && verdicts->items[i].verdict == VERDICT_FAIL) {
            if (strstr(verdicts->items[i].detail, said) != NULL) {
                return;
            }
        }
    }
    fail_msg("no line '%s' fails with '%s'", check, said);
}

static void test_entries_that_mislead_clients(void **state)
{
    static const struct {
        const char *name;
        const char *check;
        const char *said;
    } table[] = {
        { "a.json", "manifest files", "holds 2 '.json' files; iOS clients take the first one, 'a.json'" },
        { "App.signed.BIN", "manifest files", "differ in case only" },
        { "app.signed.bin.txt", "manifest names", "part of the name of another entry" },
        { "docs/net.bin", "manifest names", "part of the name of another entry" },
        { "docs/", "manifest files", "'docs/' is not in the manifest" },
        { "rest.bin", "manifest files", "'rest.bin' is not in the manifest" },
    };
    struct context *context = *state;

    for (size_t i = 0; i < ARRAY_LENGTH(table); i++) {
        const struct zip_input files[] = {
            usual_files[0], { table[i].name, { (const uint8_t *)"{}", 2 } }, usual_files[1], usual_files[2]
        };
        struct verdicts verdicts = verify(context, MANIFEST(NET ", " APP), files, ARRAY_LENGTH(files));

        assert_fails(&verdicts, table[i].check, table[i].said);
    }
}

static void test_large_manifests_are_refused(void **state)
{
    struct context *context = *state;
    struct text text = text_create(context->arena, 1u << 20);
    struct manifest *manifest;

    while (text.length <= MANIFEST_SIZE_LIMIT) {
        text_append(&text, "          ");
    }
    text_append(&text, MANIFEST(NET));
    assert_false(read(context, text.data, &manifest));
    assert_said(context, "the most that is read is 262144");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        WITH_CONTEXT(test_good_manifest),
        WITH_CONTEXT(test_wrong_types_are_named),
        WITH_CONTEXT(test_unusable_manifests),
        WITH_CONTEXT(test_manifest_against_files),
        WITH_CONTEXT(test_entries_that_mislead_clients),
        WITH_CONTEXT(test_large_manifests_are_refused),
        WITH_CONTEXT(test_an_image_goes_to_its_own_core),
        WITH_CONTEXT(test_application_first_is_a_warning),
        WITH_CONTEXT(test_board_is_compared_by_its_name),
        WITH_CONTEXT(test_foreign_packages),
        WITH_CONTEXT(test_entries_that_leave_the_folder),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

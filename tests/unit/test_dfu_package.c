/* Packages in the forms that NCS's own builds have had, key by key, and names that no client confuses. */
#include "image_test.h"

#include "base/attributes.h"
#include "base/text.h"
#include "image/dfu_zip.h"
#include "pack/write/dfu_package.h"

#define EPOCH 1767225600

static struct dfu_file application(const char *name)
{
    return (struct dfu_file){ .kind = DFU_FILE_APPLICATION,
                              .name = name,
                              .bytes = range_of("app", 3),
                              .board = "nrf5340dk",
                              .soc = "nrf5340",
                              .load_address = 0x10200,
                              .image_index = 0,
                              .version = "1.2.3+4" };
}

static struct dfu_file network(const char *name)
{
    return (struct dfu_file){ .kind = DFU_FILE_NETWORK,
                              .name = name,
                              .bytes = range_of("network", 7),
                              .board = "nrf5340dk/nrf5340/cpunet",
                              .soc = "nrf5340",
                              .load_address = 0x01008800,
                              .image_index = 1,
                              .version = "2" };
}

static struct dfu_file mcuboot(enum manifest_form form, unsigned slot)
{
    return (struct dfu_file){ .kind = DFU_FILE_MCUBOOT,
                              .name = manifest_mcuboot_name(form, slot),
                              .bytes = range_of("mcuboot", 7),
                              .board = "nrf5340dk",
                              .soc = "nrf5340",
                              .load_address = slot == 0 ? 0x9000 : 0x15000,
                              .has_slot = true,
                              .slot = slot,
                              .version = "0.0.0+3",
                              .version_b0 = "3" };
}

static struct dfu_package package_of(enum manifest_form form, struct dfu_file *files, size_t count)
{
    return (struct dfu_package){ .form = form, .name = "demo", .time = EPOCH, .items = files, .count = count };
}

/* The manifest without line breaks and indentation, so that it fits into a line here. */
static void assert_manifest(struct context *context, const struct dfu_package *package, const char *wanted)
{
    struct byte_range manifest = manifest_write(context->arena, package);
    struct text flat = text_create(context->arena, manifest.size);

    for (size_t i = 0; i < manifest.size; i++) {
        const char *bytes = (const char *)manifest.data;

        if (bytes[i] == '\n') {
            while (i + 1 < manifest.size && bytes[i + 1] == ' ') {
                i++;
            }
        } else {
            text_append_bytes(&flat, &bytes[i], 1);
        }
    }
    assert_string_equal(flat.data, wanted);
}

#define TIMES                                                                                                          \
    "\"modtime\": 1767225600"                                                                                          \
    "}"
#define START(version) "{\"format-version\": " version ",\"time\": 1767225600,\"files\": ["
#define END            "],\"name\": \"demo\"}"
#define APP_TARGET     "\"type\": \"application\",\"board\": \"nrf5340dk\",\"soc\": \"nrf5340\","
#define NET                                                                                                            \
    "{\"type\": \"application\",\"board\": \"nrf5340dk/nrf5340/cpunet\",\"soc\": \"nrf5340\",\"image_index\": "        \
    "\"1\",\"slot_index_primary\": \"3\",\"slot_index_secondary\": \"4\",\"load_address\": 16812032,"                  \
    "\"version\": \"2\",\"size\": 7,\"file\": "
#define APP                                                                                                            \
    "{" APP_TARGET "\"load_address\": 66048,\"image_index\": \"0\",\"slot_index_primary\": \"1\","                     \
    "\"slot_index_secondary\": \"2\",\"version_MCUBOOT\": \"1.2.3+4\",\"size\": 3,\"file\": "

static void test_both_cores(void **state)
{
    struct context *context = *state;

    for (enum manifest_form form = MANIFEST_CHILD_IMAGE; form < MANIFEST_FORM_COUNT; form++) {
        const char *app = manifest_application_name(context->arena, form, "demo", false);
        const char *net = manifest_network_name(context->arena, form, "ipc_radio");
        struct dfu_file files[] = { network(net), application(app) };
        struct dfu_package package = package_of(form, files, 2);

        assert_manifest(context, &package,
                        arena_printf(context->arena, "%s" NET "\"%s\"," TIMES "," APP "\"%s\"," TIMES END,
                                     form == MANIFEST_CHILD_IMAGE ? START("0") : START("1"), net, app));
    }
}

/* What generate_zip.py takes as valid for all files comes first, and one image has no number. */
static void test_one_core_before_sysbuild(void **state)
{
    struct context *context = *state;
    struct dfu_file file = application("app_update.bin");
    struct dfu_package package = package_of(MANIFEST_CHILD_IMAGE, &file, 1);

    assert_manifest(context, &package,
                    START("0") "{\"load_address\": 66048,\"version_MCUBOOT\": \"1.2.3+4\"," APP_TARGET
                               "\"size\": 3,\"file\": \"app_update.bin\"," TIMES END);
    package.form = MANIFEST_SYSBUILD;
    file.name = "demo.signed.bin";
    assert_manifest(context, &package, START("1") APP "\"demo.signed.bin\"," TIMES END);
}

#define MCUBOOT_START                                                                                                  \
    "{\"version_MCUBOOT\": \"0.0.0+3\",\"version_B0\": \"3\",\"type\": \"mcuboot\",\"board\": \"nrf5340dk\",\"soc\": " \
    "\"nrf5340\","

static void test_variants_of_mcuboot(void **state)
{
    struct context *context = *state;
    struct dfu_file old[] = { mcuboot(MANIFEST_CHILD_IMAGE, 0), mcuboot(MANIFEST_CHILD_IMAGE, 1) };
    struct dfu_file new[] = { mcuboot(MANIFEST_SYSBUILD, 0), mcuboot(MANIFEST_SYSBUILD, 1) };
    struct dfu_package package = package_of(MANIFEST_CHILD_IMAGE, old, 2);

    assert_manifest(context, &package,
                    START("0") MCUBOOT_START "\"load_address\": 36864,\"size\": 7,\"file\": "
                                             "\"signed_by_mcuboot_and_b0_s0_image_update.bin\"," TIMES "," MCUBOOT_START
                                             "\"load_address\": 86016,\"size\": 7,\"file\": "
                                             "\"signed_by_mcuboot_and_b0_s1_image_update.bin\"," TIMES END);
    package = package_of(MANIFEST_SYSBUILD, new, 2);
    assert_manifest(context, &package,
                    START("1") MCUBOOT_START "\"load_address\": 36864,\"slot\": \"0\",\"size\": 7,\"file\": "
                                             "\"signed_by_mcuboot_and_b0_mcuboot.bin\"," TIMES "," MCUBOOT_START
                                             "\"load_address\": 86016,\"slot\": \"1\",\"size\": 7,\"file\": "
                                             "\"signed_by_mcuboot_and_b0_s1_image.bin\"," TIMES END);
}

static void test_variants_of_an_application(void **state)
{
    struct context *context = *state;
    struct dfu_file files[] = { application("demo.signed.bin"), application("mcuboot_secondary_app.signed.bin") };
    struct dfu_package package = package_of(MANIFEST_SYSBUILD, files, 2);

    files[0].has_slot = files[1].has_slot = true;
    files[1].slot = 1;
    files[1].load_address = 0x80200;
    assert_manifest(context, &package,
                    START("1") "{" APP_TARGET "\"load_address\": 66048,\"version_MCUBOOT+XIP\": \"1.2.3+4\","
                               "\"image_index\": \"0\",\"slot\": \"0\",\"size\": 3,\"file\": \"demo.signed.bin\"," TIMES
                               ",{" APP_TARGET "\"load_address\": 524800,\"image_index\": \"0\",\"slot\": \"1\","
                               "\"version_MCUBOOT+XIP\": \"1.2.3+4\",\"size\": 3,\"file\": "
                               "\"mcuboot_secondary_app.signed.bin\"," TIMES END);
}

static void test_form_follows_from_the_release(void **state)
{
    static const struct {
        enum project_era era;
        bool known;
        struct sdk_version sdk;
        enum manifest_form form;
    } table[] = {
        { ERA_CHILD_IMAGE, true, { 2, 9, 0 }, MANIFEST_CHILD_IMAGE },
        { ERA_CHILD_IMAGE, false, { 0, 0, 0 }, MANIFEST_CHILD_IMAGE },
        { ERA_SYSBUILD_PM, true, { 2, 7, 99 }, MANIFEST_SYSBUILD_FIRST },
        { ERA_SYSBUILD_PM, true, { 2, 8, 0 }, MANIFEST_SYSBUILD },
        { ERA_SYSBUILD_DTS, true, { 3, 4, 0 }, MANIFEST_SYSBUILD },
        { ERA_UNKNOWN, false, { 0, 0, 0 }, MANIFEST_SYSBUILD },
    };
    (void)state;

    for (size_t i = 0; i < ARRAY_LENGTH(table); i++) {
        assert_int_equal(manifest_form_of(table[i].era, table[i].known, table[i].sdk), table[i].form);
    }
}

/* iOS clients look for a name inside the paths of all entries. */
static void test_names_are_kept_apart(void **state)
{
    static const struct {
        const char *network;
        const char *application;
        const char *wanted_network;
        const char *wanted_application;
    } table[] = {
        { "ipc_radio.bin", "demo.signed.bin", "ipc_radio.bin", "demo.signed.bin" },
        { "net_core_app_update.bin", "app_update.bin", "image-1.bin", "image-0.bin" },
        { "radio.bin", "my_radio.bin", "image-1.bin", "image-0.bin" },
        { "same.bin", "same.bin", "image-1.bin", "image-0.bin" },
        { "ipc radio.bin", "demo.bin", "image-1.bin", "image-0.bin" },
    };
    struct context *context = *state;

    for (size_t i = 0; i < ARRAY_LENGTH(table); i++) {
        struct dfu_file files[] = { network(table[i].network), application(table[i].application) };
        struct dfu_package package = package_of(MANIFEST_SYSBUILD, files, 2);

        dfu_package_separate_names(context->arena, &package);
        assert_string_equal(files[0].name, table[i].wanted_network);
        assert_string_equal(files[1].name, table[i].wanted_application);
    }
    for (enum manifest_form form = MANIFEST_CHILD_IMAGE; form < MANIFEST_FORM_COUNT; form++) {
        struct dfu_file files[] = { mcuboot(form, 0), mcuboot(form, 1) };
        struct dfu_package package = package_of(form, files, 2);

        dfu_package_separate_names(context->arena, &package);
        assert_string_equal(files[0].name, manifest_mcuboot_name(form, 0));
    }
}

static void test_written_packages_verify(void **state)
{
    struct context *context = *state;
    struct dfu_file files[] = { network("ipc_radio.bin"), application("demo.signed.bin") };
    struct dfu_package package = package_of(MANIFEST_SYSBUILD, files, 2);
    struct byte_range zip, again;

    assert_true(dfu_package_write(context->arena, &package, &context->diagnostics, &zip));
    assert_true(dfu_package_write(context->arena, &package, &context->diagnostics, &again));
    assert_int_equal(zip.size, again.size);
    assert_memory_equal(zip.data, again.data, zip.size);
    assert_true(dfu_package_verify(context->arena, &package, zip, "p.zip", NULL, &context->diagnostics));
    files[1].bytes = range_of("apq", 3);
    assert_false(dfu_package_verify(context->arena, &package, zip, "p.zip", NULL, &context->diagnostics));
    assert_said(context, "entry 'demo.signed.bin' of 'p.zip' is not the file that was packed");
}

/* MCUboot's variants have no image number, and are told apart by their slot or address. */
static void test_packages_of_mcuboot_verify(void **state)
{
    struct context *context = *state;

    for (enum manifest_form form = MANIFEST_CHILD_IMAGE; form < MANIFEST_FORM_COUNT; form++) {
        struct dfu_file files[] = { mcuboot(form, 0), mcuboot(form, 1) };
        struct dfu_package package = package_of(form, files, 2);
        struct byte_range zip;

        assert_true(dfu_package_write(context->arena, &package, &context->diagnostics, &zip));
        assert_true(dfu_package_verify(context->arena, &package, zip, "m.zip", NULL, &context->diagnostics));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        WITH_CONTEXT(test_both_cores),
        WITH_CONTEXT(test_one_core_before_sysbuild),
        WITH_CONTEXT(test_variants_of_mcuboot),
        WITH_CONTEXT(test_variants_of_an_application),
        WITH_CONTEXT(test_form_follows_from_the_release),
        WITH_CONTEXT(test_names_are_kept_apart),
        WITH_CONTEXT(test_written_packages_verify),
        WITH_CONTEXT(test_packages_of_mcuboot_verify),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

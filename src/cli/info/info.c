#include <string.h>
#include "cli/command.h"
#include "cli/info/describe.h"
#include "image/dfu_zip.h"
#include "image/intel_hex.h"
#include "image/multi_image.h"
#include "image/nsib.h"

bool describe_file(const struct describer *describer, struct info_node *node, const struct source *source)
{
    static const struct {
        bool (*recognised)(struct byte_range bytes);
        bool (*describe)(const struct describer *describer, struct info_node *node, const struct source *source);
    } kinds[] = {
        { mcuboot_image_recognised, describe_image },
        { dfu_zip_recognised, describe_zip },
        { intel_hex_recognised, describe_hex },
        { multi_image_recognised, describe_multi_image },
        { is_key_file, describe_key },
        { has_fw_info, describe_firmware },
    };

    if (source->size == 0) {
        return diagnose(describer->diagnostics, DIAGNOSTIC_INPUT, origin_file(source), "file is empty");
    }
    for (size_t i = 0; i < ARRAY_LENGTH(kinds); i++) {
        if (kinds[i].recognised(range_of_source(source))) {
            return kinds[i].describe(describer, node, source);
        }
    }
    return describe_provision(describer, node, source) ||
           diagnose(describer->diagnostics, DIAGNOSTIC_INPUT, origin_file(source),
                    "neither an MCUboot image, nor a firmware with fw_info, an Intel HEX, a DFU package, a "
                    "multi-image file, provision data or a key");
}

static enum exit_status run_info(struct command_call *call)
{
    static const struct {
        const char *name;
        void (*print)(struct text *out, const struct info_node *root);
    } formats[] = { { "text", info_print_text }, { "json", info_print_json }, { "yaml", info_print_yaml } };
    const char *format = call_option(call, "--format");
    const struct describer describer = { call->arena, call->diagnostics };
    struct info_node *root = info_root(call->arena);
    const struct source *source;
    size_t chosen = 0;

    while (format != NULL && chosen < ARRAY_LENGTH(formats) && strcmp(formats[chosen].name, format) != 0) {
        chosen++;
    }
    if (chosen == ARRAY_LENGTH(formats)) {
        return call_usage_error(call, "'%s' of option '--format' is none of text, json, yaml", format);
    }
    if (!source_load(call->arena, call->arguments[0], call->arguments[0], SOURCE_BINARY_LIMIT, call->diagnostics,
                     &source)) {
        return call_status(call);
    }
    info_foreign(call->arena, root, "path", slice_of(source->name));
    if (!describe_file(&describer, root, source)) {
        return call_status(call);
    }
    formats[chosen].print(call->output, root);
    return EXIT_GOOD;
}

static const struct command_option options[] = {
    { "--format", NULL, "FORMAT", "text (default), json or yaml", false },
};

const struct command command_info = {
    .name = "info",
    .arguments = "[--format FORMAT] FILE",
    .summary = "show what is in an image, a firmware, a package, a HEX file or a key",
    .details =
        "FILE is an MCUboot image, a firmware with fw_info, an Intel HEX with either or both, dfu_application.zip,\n"
        "dfu_multi_image.bin, provision data of NSIB, or a key, of which only the public half is shown. JSON and YAML "
        "say the same as the\n"
        "text, byte strings in full; fields are only ever added.",
    .options = options,
    .option_count = ARRAY_LENGTH(options),
    .least_arguments = 1,
    .most_arguments = 1,
    .run = run_info,
};

#include "cli/sign/tlv_options.h"

#include <string.h>

#define CUSTOM_LEAST 0xa0u
#define CUSTOM_MOST  0xfffeu

static bool usage(const struct command_call *call, const char *option, const char *value, const char *problem)
{
    return diagnose(call->diagnostics, DIAGNOSTIC_USAGE, ORIGIN_NONE, "'%s' of option '%s' %s", value, option, problem);
}

bool option_boot_record(const struct command_call *call, struct image_options *options)
{
    options->boot_record = call_option(call, "--boot-record");
    return options->boot_record == NULL || boot_record_type_valid(options->boot_record) ||
           usage(call, "--boot-record", options->boot_record,
                 "is no software type: expected UTF-8 of at most 12 characters");
}

static bool read_uuid(const struct command_call *call, const char *name, const struct image_uuid *name_space,
                      struct image_uuid *uuid)
{
    const char *text = call_option(call, name);

    return text == NULL || image_uuid_parse(name_space, text, uuid) ||
           usage(call, name, text, "is neither 32 hexadecimal digits nor a printable name");
}

bool option_uuids(const struct command_call *call, struct image_options *options)
{
    const char *class_name = call_option(call, "--cid");

    if (!read_uuid(call, "--vid", &uuid_namespace_dns, &options->vendor_id)) {
        return false;
    }
    if (class_name != NULL && !options->vendor_id.present &&
        !image_uuid_parse(&options->vendor_id, class_name, &options->class_id)) {
        return usage(call, "--cid", class_name,
                     "is no 32 hexadecimal digits, and a name of a class needs its vendor: option '--vid'");
    }
    return read_uuid(call, "--cid", &options->vendor_id, &options->class_id);
}

/* A type of one's own. Those that MCUboot keeps for itself between the vendors' ranges are taken as in imgtool. */
static bool read_type(const struct command_call *call, const char *option, const char *text,
                      const struct image_options *options, uint16_t *type)
{
    uint64_t number;

    if (!parse_uint64(slice_of(text), 0, &number) || number < CUSTOM_LEAST || number > CUSTOM_MOST) {
        return usage(call, option, text, "is no type of a custom TLV: expected 0xa0 to 0xfffe");
    }
    *type = (uint16_t)number;
    for (size_t i = 0; i < options->custom_tlvs.count; i++) {
        if (options->custom_tlvs.items[i].type == *type) {
            return usage(call, option, text, "is a type that was given before");
        }
    }
    if ((number & 0xff) < CUSTOM_LEAST) {
        diagnose(call->diagnostics, DIAGNOSTIC_NOTE, ORIGIN_NONE,
                 "TLV type 0x%04llx is one that MCUboot keeps for itself; vendors have those that end in a0 to ff",
                 (unsigned long long)number);
    }
    return true;
}

static bool read_hex(struct arena *arena, const char *digits, struct byte_range *bytes)
{
    size_t size = strlen(digits) / 2;
    uint8_t *output = arena_alloc(arena, size);

    for (size_t i = 0; i < 2 * size; i++) {
        int value = hex_digit_value(digits[i]);

        if (value < 0) {
            return false;
        }
        output[i / 2] = (uint8_t)(output[i / 2] << 4 | value);
    }
    *bytes = range_of(output, size);
    return strlen(digits) % 2 == 0;
}

static bool read_value(const struct command_call *call, const char *text, struct byte_range *bytes)
{
    if (strncmp(text, "0x", 2) != 0) {
        *bytes = range_of(text, strlen(text));
        return true;
    }
    return read_hex(call->arena, text + 2, bytes) ||
           usage(call, "--custom-tlv", text, "starts with 0x, but is no even number of hexadecimal digits");
}

static bool read_file(const struct command_call *call, const char *path, struct byte_range *bytes)
{
    const struct source *source;

    if (!source_load(call->arena, path, path, UINT16_MAX, call->diagnostics, &source)) {
        return false;
    }
    *bytes = range_of_source(source);
    return true;
}

static bool read_custom(const struct command_call *call, const char *name, struct image_options *options,
                        bool (*read)(const struct command_call *call, const char *text, struct byte_range *bytes))
{
    const struct option_use *use;
    size_t position = 0;

    while ((use = call_option_pair(call, name, &position)) != NULL) {
        struct custom_tlv tlv;

        if (!read_type(call, name, use->value, options, &tlv.type) || !read(call, use->second, &tlv.bytes)) {
            return false;
        }
        *ARENA_PUSH(call->arena, &options->custom_tlvs) = tlv;
    }
    return true;
}

bool option_custom_tlvs(const struct command_call *call, struct image_options *options)
{
    return read_custom(call, "--custom-tlv", options, read_value) &&
           read_custom(call, "--custom-tlv-file", options, read_file);
}

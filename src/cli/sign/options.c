#include "cli/sign/options.h"

#include <string.h>
#include "image/mcuboot_image.h"

static bool bad_value(const struct command_call *call, const char *name, const char *expected)
{
    return diagnose(call->diagnostics, DIAGNOSTIC_USAGE, ORIGIN_NONE,
                    "'%s' of option '%s' is not understood: expected %s", call_option(call, name), name, expected);
}

bool option_version(const struct command_call *call, const char *name, struct mcuboot_version *value)
{
    const char *text = call_option(call, name);

    return text == NULL || mcuboot_version_parse(slice_of(text), value) ||
           bad_value(call, name,
                     "major.minor.revision+build, each in the range of the image header (8, 8, 16, 32 bits)");
}

bool option_choice(const struct command_call *call, const char *name, const uint64_t *choices, size_t choice_count,
                   uint64_t *value)
{
    struct text expected = text_create(call->arena, 200);
    uint64_t given = 0;

    if (call_option(call, name) == NULL) {
        return true;
    }
    if (!call_number(call, name, UINT32_MAX, &given)) {
        return false;
    }
    for (size_t i = 0; i < choice_count; i++) {
        if (choices[i] == given) {
            *value = given;
            return true;
        }
        text_printf(&expected, i == 0 ? "one of %llu" : ", %llu", (unsigned long long)choices[i]);
    }
    return bad_value(call, name, expected.data);
}

bool option_security_counter(const struct command_call *call, struct image_options *options)
{
    const char *text = call_option(call, "--security-counter");
    uint64_t value = 0;

    if (text == NULL) {
        return true;
    }
    options->has_security_counter = true;
    if (strcmp(text, "auto") == 0) {
        options->security_counter = ((uint32_t)options->version.major << 24) +
                                    ((uint32_t)options->version.minor << 16) + options->version.revision;
        return true;
    }
    if (!call_number(call, "--security-counter", UINT32_MAX, &value)) {
        return false;
    }
    options->security_counter = (uint32_t)value;
    return true;
}

/* What is left of the text of --dependencies. */
static void skip(struct slice *rest, const char *characters)
{
    while (rest->length > 0 && strchr(characters, rest->data[0]) != NULL) {
        rest->data++;
        rest->length--;
    }
}

static struct slice take_until(struct slice *rest, char end)
{
    const char *found = memchr(rest->data, end, rest->length);
    struct slice taken = { rest->data, found == NULL ? rest->length : (size_t)(found - rest->data) };
    size_t used = taken.length + (found == NULL ? 0 : 1);

    rest->data += used;
    rest->length -= used;
    return slice_trim(taken);
}

static bool take_dependency(struct slice *rest, struct image_dependency *dependency)
{
    struct slice image, version;
    uint64_t number;

    if (rest->data[0] != '(' || memchr(rest->data, ')', rest->length) == NULL) {
        return false;
    }
    skip(rest, "(");
    image = take_until(rest, ',');
    version = take_until(rest, ')');
    if (!parse_uint64(image, 10, &number) || number > UINT8_MAX) {
        return false;
    }
    dependency->image = (uint8_t)number;
    return mcuboot_version_parse(version, &dependency->version);
}

bool option_dependencies(const struct command_call *call, struct image_options *options)
{
    const char *text = call_option(call, "--dependencies");
    struct slice rest;

    if (text == NULL) {
        return true;
    }
    rest = slice_trim(slice_of(text));
    do {
        struct image_dependency dependency;

        if (rest.length == 0 || !take_dependency(&rest, &dependency)) {
            return bad_value(call, "--dependencies", "(image,version), for example \"(1,1.2.3+0)\"");
        }
        *ARENA_PUSH(call->arena, &options->dependencies) = dependency;
        skip(&rest, " ,");
    } while (rest.length > 0);
    return true;
}

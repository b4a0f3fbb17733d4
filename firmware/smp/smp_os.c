#include "firmware/smp/smp_os.h"

#include <string.h>

enum command {
    COMMAND_ECHO = 0,
    COMMAND_RESET = 5,
    COMMAND_PARAMETERS = 6,
    COMMAND_APPLICATION_INFORMATION = 7,
    COMMAND_BOOTLOADER_INFORMATION = 8,
};

#define BOOT_MODE_NORMAL     0u
#define BOOT_MODE_BOOTLOADER 1u

/* What MCUboot calls its modes, bootutil/boot_status.h. The compiler warns of a mode that is not here. */
static uint32_t mode_number(enum upgrade_mode mode)
{
    switch (mode) {
    case UPGRADE_SINGLE_SLOT:
        break;
    case UPGRADE_SWAP_SCRATCH:
        return 1;
    case UPGRADE_OVERWRITE_ONLY:
        return 2;
    case UPGRADE_SWAP_MOVE:
        return 3;
    case UPGRADE_DIRECT_XIP:
        return 4;
    case UPGRADE_RAM_LOAD:
        return 6;
    case UPGRADE_SWAP_OFFSET:
        return 9;
    }
    return 0;
}

static enum smp_error echo(const struct smp_request *request, struct cbor_writer *answer)
{
    struct cbor_string text;

    if (cbor_map_text(&request->map, "d", &text) != CBOR_FOUND) {
        return SMP_ERROR_INVALID;
    }
    cbor_write_text(answer, "r");
    cbor_write_text_of(answer, text.bytes, text.size);
    return SMP_OK;
}

static enum smp_error reset(struct smp_os *os, const struct smp_request *request)
{
    uint32_t mode = BOOT_MODE_NORMAL;

    if (!request->write) {
        return SMP_ERROR_NOT_SUPPORTED;
    }
    if (cbor_map_uint(&request->map, "boot_mode", &mode) == CBOR_WRONG || mode > BOOT_MODE_BOOTLOADER) {
        return SMP_ERROR_INVALID;
    }
    os->recovery_wanted = mode == BOOT_MODE_BOOTLOADER;
    os->reset_wanted = true;
    return SMP_OK;
}

static enum smp_error parameters(const struct smp_request *request, struct cbor_writer *answer)
{
    if (request->write) {
        return SMP_ERROR_NOT_SUPPORTED;
    }
    cbor_write_text(answer, "buf_size");
    cbor_write_uint(answer, SMP_PACKET_MAX);
    cbor_write_text(answer, "buf_count");
    cbor_write_uint(answer, 1);
    return SMP_OK;
}

static bool text_is(const struct cbor_string *text, const char *other)
{
    return text->size == strlen(other) && memcmp(text->bytes, other, text->size) == 0;
}

/* Of Zephyr's formats the default one and "everything": one text answers both. */
static enum smp_error application_information(const struct smp_os *os, const struct smp_request *request,
                                              struct cbor_writer *answer)
{
    struct cbor_string format;
    enum cbor_found found = cbor_map_text(&request->map, "format", &format);

    if (request->write || os->program == NULL) {
        return SMP_ERROR_NOT_SUPPORTED;
    }
    if (found == CBOR_WRONG || (found == CBOR_FOUND && !text_is(&format, "s") && !text_is(&format, "a"))) {
        return SMP_ERROR_INVALID;
    }
    cbor_write_text(answer, "output");
    cbor_write_text(answer, os->program);
    return SMP_OK;
}

static enum smp_error bootloader_information(const struct smp_os *os, const struct smp_request *request,
                                             struct cbor_writer *answer)
{
    struct cbor_string query;
    enum cbor_found found = cbor_map_text(&request->map, "query", &query);

    if (request->write) {
        return SMP_ERROR_NOT_SUPPORTED;
    }
    if (found == CBOR_WRONG) {
        return SMP_ERROR_INVALID;
    }
    if (found == CBOR_ABSENT) {
        cbor_write_text(answer, "bootloader");
        cbor_write_text(answer, "MCUboot");
        return SMP_OK;
    }
    if (!text_is(&query, "mode")) {
        return SMP_ERROR_NOT_SUPPORTED;
    }
    cbor_write_text(answer, "mode");
    cbor_write_uint(answer, mode_number(os->mode));
    if (os->no_downgrade) {
        cbor_write_text(answer, "no-downgrade");
        cbor_write_bool(answer, true);
    }
    return SMP_OK;
}

enum smp_error smp_os_handle(void *context, const struct smp_request *request, struct cbor_writer *answer)
{
    struct smp_os *os = context;

    if (request->group != SMP_GROUP_OS) {
        return SMP_ERROR_NOT_SUPPORTED;
    }
    switch (request->command) {
    case COMMAND_ECHO:
        return echo(request, answer);
    case COMMAND_RESET:
        return reset(os, request);
    case COMMAND_PARAMETERS:
        return parameters(request, answer);
    case COMMAND_APPLICATION_INFORMATION:
        return application_information(os, request, answer);
    case COMMAND_BOOTLOADER_INFORMATION:
        return bootloader_information(os, request, answer);
    default:
        return SMP_ERROR_NOT_SUPPORTED;
    }
}

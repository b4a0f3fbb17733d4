/* Any bytes as provision data, in HEX or raw: read or refused with one error; what was read is compared with a firmware.
 */
#include <stdint.h>
#include <stdlib.h>

#include "image/provision.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check(const struct provision *provision)
{
    for (size_t i = 0; i < provision->counter_count; i++) {
        if (provision->counters[i].used > provision->counters[i].slots) {
            abort();
        }
    }
    for (uint32_t i = 0; i < provision->header.key_count; i++) {
        uint32_t token = provision->keys[i].token;

        if (provision->keys[i].invalidated != ((token & 0xffff) == 0) || provision->form == PROVISION_FORM_UNKNOWN) {
            abort();
        }
    }
    if (provision->has_address && provision->address > UINT32_MAX) {
        abort();
    }
}

/* The firmware is in no slot of a page, or in S0, as the page has it. */
static void compare(struct arena *arena, const struct provision *provision)
{
    struct nsib_image image = { .has_fw_info = true, .has_validation = true };
    struct verdicts verdicts = { 0 };

    image.fw_info.address = provision->header.s0_address;
    image.fw_info.version = provision->header.s1_address;
    provision_verify(arena, provision, &image, &verdicts);
    if (verdicts.count != 3 ||
        (!provision->mcuboot_only && verdicts_find(&verdicts, "provision slot") != VERDICT_PASS)) {
        abort();
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena *arena = arena_create();
    struct diagnostics diagnostics = diagnostics_create(arena);
    struct provision *provision;

    if (provision_read(arena, source_from_bytes(arena, "page", data, size), &diagnostics, &provision)) {
        check(provision);
        compare(arena, provision);
    } else if (diagnostics.count != 1) {
        abort();
    }
    arena_destroy(arena);
    return 0;
}

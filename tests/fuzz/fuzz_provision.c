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

/* A firmware for the S0 that the page names passes, but on a page that has no use: of a device without NSIB, or at a place
 * that does not go with its slots.
 */
static void compare(struct arena *arena, const struct provision *provision)
{
    const struct provision_header *header = &provision->header;
    bool useless = provision->mcuboot_only ||
                   (provision->has_address &&
                    provision_place_fault(arena, provision->address, header->s0_address, header->s1_address) != NULL);
    struct nsib_image image = { .has_fw_info = true, .has_validation = true };
    struct verdicts verdicts = { 0 };

    image.fw_info.address = provision->header.s0_address;
    image.fw_info.version = provision->header.s1_address;
    provision_verify(arena, provision, &image, &verdicts);
    if (verdicts.count != 3 || verdicts_find(&verdicts, "provision slot") != (useless ? VERDICT_FAIL : VERDICT_PASS)) {
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

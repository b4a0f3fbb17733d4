#include "sign/nsib_writer.h"

#include <string.h>
#include "base/file.h"
#include "image/mcuboot_image.h"
#include "image/nsib.h"
#include "nrf53pack/memory_map.h"

#define ADDRESS_COUNT ((uint64_t)UINT32_MAX + 1)

bool nsib_is_generated_key(const char *path)
{
    return slice_starts_with(slice_of(path_basename(path)), "GENERATED_NON_SECURE_");
}

/* What is being made, while it can still be refused. */
struct making {
    const struct source *source;
    const struct nsib_options *options;
    struct arena *arena;
    struct diagnostics *diagnostics;
    struct nsib_image image; /* the firmware, without what is skipped */
    uint64_t start;          /* its address */
    struct nsib_draft *draft;
};

#define REFUSE(making, ...)                                                                                            \
    diagnose((making)->diagnostics, DIAGNOSTIC_INPUT, origin_file((making)->source), __VA_ARGS__)

static bool take_firmware(struct making *making)
{
    const struct nsib_options *options = making->options;
    struct byte_range file = making->draft->file;
    struct byte_range firmware;

    if (options->skip >= file.size || !range_part(file, options->skip, file.size - options->skip, &firmware)) {
        return REFUSE(making, "file of 0x%zx bytes holds no firmware behind the 0x%llx bytes that are skipped",
                      file.size, (unsigned long long)options->skip);
    }
    if (mcuboot_image_recognised(firmware)) {
        return REFUSE(making, "file is an MCUboot image: the validation info goes inside, so that b0's signature comes "
                              "first and MCUboot's second");
    }
    making->start = options->address + options->skip;
    if (options->address >= ADDRESS_COUNT || file.size > ADDRESS_COUNT - options->address ||
        ADDRESS_COUNT - options->address - file.size < NSIB_SEARCH_DISTANCE + sizeof(struct nsib_validation_info)) {
        return REFUSE(making, "firmware of 0x%zx bytes at 0x%llx and its validation info do not fit 32-bit addresses",
                      file.size, (unsigned long long)options->address);
    }
    nsib_read(firmware, &making->image);
    return making->image.has_fw_info ||
           REFUSE(making,
                  "no fw_info of an nRF5340 at any offset where b0 looks: is CONFIG_FW_INFO=y set, and does the "
                  "firmware start here?");
}

static bool check_place(const struct making *making)
{
    const struct nsib_fw_info *info = &making->image.fw_info;
    size_t size = making->image.bytes.size;

    if (info->address != making->start) {
        return REFUSE(making, "fw_info says that the firmware is linked for 0x%08lx, but it starts at 0x%08llx",
                      (unsigned long)info->address, (unsigned long long)making->start);
    }
    if (making->image.has_validation) {
        return REFUSE(making, "firmware has a validation info already, at offset 0x%zx",
                      making->image.validation_offset);
    }
    return info->size == size ||
           REFUSE(making,
                  "fw_info says that the firmware has 0x%lx bytes, the file has 0x%zx: b0 would check other bytes "
                  "than are signed",
                  (unsigned long)info->size, size);
}

/* Everything else that b0 looks at, in its own words. */
static bool check_firmware(const struct making *making)
{
    struct verdicts verdicts = { 0 };

    nsib_verify_firmware(making->arena, &making->image, NULL, &verdicts);
    for (size_t i = 0; i < verdicts.count; i++) {
        if (verdicts.items[i].verdict == VERDICT_FAIL) {
            return REFUSE(making, "b0 would refuse the firmware: %s: %s", verdicts.items[i].check,
                          verdicts.items[i].detail);
        }
    }
    return true;
}

/* b0 and b0n start what lies in their own core's flash. */
static bool fits_flash(const struct making *making, uint64_t end)
{
    uint64_t start = making->start;
    uint64_t flash_end = nrf5340_flash_end(start);

    if (start >= flash_end) {
        return REFUSE(making, "firmware at 0x%08llx lies in no flash of an nRF5340: 0 to 0x%lx, 0x%lx to 0x%lx",
                      (unsigned long long)start, (unsigned long)nrf5340_flash_end(NRF5340_APP_FLASH_ADDRESS),
                      (unsigned long)NRF5340_NET_FLASH_ADDRESS,
                      (unsigned long)nrf5340_flash_end(NRF5340_NET_FLASH_ADDRESS));
    }
    return end <= flash_end ||
           REFUSE(making, "firmware and its validation info end at 0x%08llx, the %s core's flash at 0x%08llx",
                  (unsigned long long)end, nrf5340_is_network_core(start) ? "network" : "application",
                  (unsigned long long)flash_end);
}

/* The script takes any address behind the firmware; b0 finds it at a few only. */
static bool place_validation(struct making *making)
{
    uint64_t end = making->options->address + making->draft->file.size;
    uint64_t first = (end + 3) / 4 * 4;
    uint64_t at = making->options->offset == 0 ? first : making->options->offset;

    if (at < first || at - end > NSIB_SEARCH_DISTANCE) {
        return REFUSE(making,
                      "validation info at 0x%08llx: the firmware ends at 0x%08llx, b0 finds it only from 0x%08llx "
                      "to 0x%08llx",
                      (unsigned long long)at, (unsigned long long)end, (unsigned long long)first,
                      (unsigned long long)(end + NSIB_SEARCH_DISTANCE));
    }
    making->draft->validation_offset = (size_t)(at - making->options->address);
    return making->options->unchecked || fits_flash(making, at + sizeof(struct nsib_validation_info));
}

static void fill_validation(struct making *making)
{
    struct nsib_draft *draft = making->draft;
    struct nsib_validation_info *validation = &draft->validation;

    validation->magic[0] = NSIB_MAGIC_COMMON;
    validation->magic[1] = NSIB_MAGIC_VALIDATION;
    validation->magic[2] = NSIB_VALIDATION_COMPAT_NRF53 | (making->image.fw_info.magic[2] & 0xff000000u);
    validation->address = making->image.fw_info.address;
    sha256(making->image.bytes, validation->hash);
    draft->request.payload = range_of(validation->hash, sizeof validation->hash);
    draft->digest = digest_of(DIGEST_SHA256, draft->request.payload);
    draft->request.digest = &draft->digest;
    draft->request.form = SIGNATURE_RAW;
}

bool nsib_draft_make(struct arena *arena, const struct source *source, struct byte_range file,
                     const struct nsib_options *options, struct diagnostics *diagnostics, struct nsib_draft **draft)
{
    struct making making = { .source = source, .options = options, .arena = arena, .diagnostics = diagnostics };

    making.draft = arena_alloc(arena, sizeof *making.draft);
    making.draft->file = file;
    if (!take_firmware(&making) || (!options->unchecked && (!check_place(&making) || !check_firmware(&making))) ||
        !place_validation(&making)) {
        return false;
    }
    fill_validation(&making);
    *draft = making.draft;
    return true;
}

static void put_validation(uint8_t *at, const struct nsib_validation_info *validation)
{
    for (size_t i = 0; i < 3; i++) {
        store_le32(at + 4 * i, validation->magic[i]);
    }
    store_le32(at + offsetof(struct nsib_validation_info, address), validation->address);
    memcpy(at + offsetof(struct nsib_validation_info, hash), validation->hash, sizeof validation->hash);
    memcpy(at + offsetof(struct nsib_validation_info, public_key), validation->public_key,
           sizeof validation->public_key);
    memcpy(at + offsetof(struct nsib_validation_info, signature), validation->signature, sizeof validation->signature);
}

bool nsib_draft_sign(struct arena *arena, const struct nsib_draft *draft, const struct signer *signer,
                     struct diagnostics *diagnostics, struct byte_range *result)
{
    size_t size = draft->validation_offset + sizeof(struct nsib_validation_info);
    struct nsib_validation_info validation = draft->validation;
    struct signature signature;
    uint8_t *bytes;

    if (signer->public_half->type != KEY_ECDSA_P256) {
        return diagnose(diagnostics, DIAGNOSTIC_INPUT, ORIGIN_NONE,
                        "'%s' is a key of type %s; b0 of the nRF5340 checks ECDSA P-256 only", signer->name,
                        key_type_name(signer->public_half->type));
    }
    if (!signer_sign(signer, &draft->request, diagnostics, &signature)) {
        return false;
    }
    memcpy(validation.public_key, signer->public_half->point, sizeof validation.public_key);
    memcpy(validation.signature, signature.bytes, sizeof validation.signature);
    bytes = arena_alloc(arena, size);
    memcpy(bytes, draft->file.data, draft->file.size);
    memset(bytes + draft->file.size, 0xff, draft->validation_offset - draft->file.size);
    put_validation(bytes + draft->validation_offset, &validation);
    *result = range_of(bytes, size);
    return true;
}

bool nsib_write(struct arena *arena, const struct source *source, struct byte_range file,
                const struct nsib_options *options, const struct signer *signer, struct diagnostics *diagnostics,
                struct byte_range *result)
{
    struct nsib_draft *draft;

    return nsib_draft_make(arena, source, file, options, diagnostics, &draft) &&
           nsib_draft_sign(arena, draft, signer, diagnostics, result);
}

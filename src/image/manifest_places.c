#include "image/manifest_places.h"

#include <string.h>
#include "base/text.h"
#include "image/image_core.h"

/* The number NCS gives the network image where no tree says another (MCUBOOT_NETWORK_CORE_IMAGE_NUMBER). */
#define USUAL_NETWORK_INDEX 1u

/* MCUboot of NCS has at most four updateable images (nrfconnect/sdk-nrf sysbuild Kconfig.mcuboot,
 * MCUBOOT_MAX_UPDATEABLE_IMAGES). */
#define IMAGE_COUNT_LIMIT 4u

#define INDEX "manifest image index"

const char *manifest_shown(const struct manifest_check *check, const char *name)
{
    return text_printable(check->arena, slice_of(name), 80);
}

const struct mcuboot_image *manifest_image(const struct manifest_check *check, const struct manifest_file *file)
{
    const struct dfu_zip_entry *entry = dfu_zip_find(check->zip, file->file);
    struct diagnostics ignored = diagnostics_create(check->arena);
    struct mcuboot_image *image;

    if (entry == NULL || !mcuboot_image_read(check->arena, entry->source, &ignored, &image)) {
        return NULL;
    }
    return image;
}

void manifest_pass_unless_failed(const struct manifest_check *check, const char *name, size_t before)
{
    for (size_t i = before; i < check->verdicts->count; i++) {
        if (strcmp(check->verdicts->items[i].check, name) == 0) {
            return;
        }
    }
    verdict_add(check->arena, check->verdicts, name, VERDICT_PASS, "%s", "");
}

static bool same_place(const struct manifest_file *left, const struct manifest_file *right)
{
    const char *left_slot = left->slot == NULL ? "" : left->slot;
    const char *right_slot = right->slot == NULL ? "" : right->slot;
    bool is_mcuboot = left->type != NULL && strcmp(left->type, "mcuboot") == 0;

    /* The variants of MCUboot itself differ in their address; only later packages say the slot too. */
    if (is_mcuboot && left->has_load_address && right->has_load_address && left->load_address != right->load_address) {
        return false;
    }
    return left->image_index == right->image_index && strcmp(left_slot, right_slot) == 0;
}

/* Before sysbuild, packages with one image had no image_index: absent counts as 0. */
static void check_twins(const struct manifest_check *check)
{
    const struct manifest *manifest = check->manifest;

    for (size_t i = 0; i < manifest->count; i++) {
        for (size_t k = 0; k < i; k++) {
            if (same_place(&manifest->items[i], &manifest->items[k])) {
                verdict_add(check->arena, check->verdicts, INDEX, VERDICT_FAIL, "'%s' and '%s' are both image %llu",
                            manifest_shown(check, manifest->items[k].file),
                            manifest_shown(check, manifest->items[i].file),
                            (unsigned long long)manifest->items[i].image_index);
                return;
            }
        }
    }
}

static void check_range(const struct manifest_check *check, const struct manifest_file *file)
{
    const struct manifest_expectation *expected = check->expected;
    uint64_t count = IMAGE_COUNT_LIMIT;

    if (expected->image_count != 0 && expected->image_count < count) {
        count = expected->image_count;
    }
    if (file->image_index >= count) {
        verdict_add(check->arena, check->verdicts, INDEX, VERDICT_FAIL, "'%s' is image %llu, the last one %s is %llu",
                    manifest_shown(check, file->file), (unsigned long long)file->image_index,
                    expected->image_count == 0 ? "MCUboot of NCS can have" : "of the tree's bootloader",
                    (unsigned long long)(count - 1));
    }
}

/* An image under the number of the other core goes into the other core's slot; where the bootloader does not look
 * at the reset vector, it takes the application's place and the device does not start again.
 */
static void check_core(const struct manifest_check *check, const struct manifest_file *file)
{
    const struct manifest_expectation *expected = check->expected;
    const struct mcuboot_image *image = manifest_image(check, file);
    uint64_t network = expected->known ? expected->network_index : USUAL_NETWORK_INDEX;
    uint64_t application = expected->known ? expected->application_index : 0;

    if (image == NULL || image->payload.size == 0) {
        return;
    }
    if (is_network_core_image(image) && network == NO_IMAGE) {
        verdict_add(check->arena, check->verdicts, INDEX, VERDICT_FAIL,
                    "'%s' is for the network core, and the bootloader updates no such image",
                    manifest_shown(check, file->file));
    } else if (is_network_core_image(image) &&
               (expected->known ? file->image_index != network : file->image_index == 0)) {
        verdict_add(check->arena, check->verdicts, INDEX, VERDICT_FAIL,
                    "'%s' is for the network core, but is listed as image %llu%s", manifest_shown(check, file->file),
                    (unsigned long long)file->image_index, file->image_index == application ? ", the application" : "");
    } else if (is_application_image(image) &&
               (expected->known ? file->image_index != application : file->image_index == network)) {
        verdict_add(check->arena, check->verdicts, INDEX, VERDICT_FAIL,
                    "'%s' is for the application core, but is listed as image %llu%s",
                    manifest_shown(check, file->file), (unsigned long long)file->image_index,
                    file->image_index == network ? ", the network core" : "");
    }
}

/* CONFIG_SOC before and after NCS 2.7. */
static bool is_known_soc(const char *soc)
{
    static const char *const known[] = { "nrf5340", "nrf5340_cpuapp_qkaa", "nrf5340_cpunet_qkaa" };

    for (size_t i = 0; i < ARRAY_LENGTH(known); i++) {
        size_t length = 0;

        while (soc[length] != '\0' && known[i][length] != '\0' &&
               (soc[length] >= 'A' && soc[length] <= 'Z' ? soc[length] - 'A' + 'a' : soc[length]) == known[i][length]) {
            length++;
        }
        if (soc[length] == '\0' && known[i][length] == '\0') {
            return true;
        }
    }
    return false;
}

static void check_soc(const struct manifest_check *check, const struct manifest_file *file)
{
    if (file->soc != NULL && !is_known_soc(file->soc)) {
        verdict_add(check->arena, check->verdicts, "manifest soc", VERDICT_FAIL, "'%s' is for the SoC '%s', no nRF5340",
                    manifest_shown(check, file->file), manifest_shown(check, file->soc));
    }
}

/* "nrf5340dk" of nrf5340dk, nrf5340dk/nrf5340/cpuapp/ns, nrf5340dk@2.0.0/nrf5340 and nrf5340dk_nrf5340_cpuapp: which
 * of these forms stands in a manifest depends on the release and the core. */
static size_t board_name_length(const char *board)
{
    const char *core = strstr(board, "_nrf5340");
    size_t length = strcspn(board, "/@");

    return core != NULL && (size_t)(core - board) < length ? (size_t)(core - board) : length;
}

static void check_board(const struct manifest_check *check, const struct manifest_file *file)
{
    const char *wanted = check->expected->board;
    size_t length = wanted == NULL ? 0 : board_name_length(wanted);

    if (wanted != NULL && file->board != NULL &&
        (board_name_length(file->board) != length || strncmp(file->board, wanted, length) != 0)) {
        verdict_add(check->arena, check->verdicts, "manifest board", VERDICT_FAIL,
                    "'%s' is for the board '%s', the tree for '%s'", manifest_shown(check, file->file),
                    manifest_shown(check, file->board), manifest_shown(check, wanted));
    }
}

/* Clients upload in the order of the list. */
static void check_order(const struct manifest_check *check)
{
    const struct manifest_file *application = NULL;

    for (size_t i = 0; i < check->manifest->count; i++) {
        const struct mcuboot_image *image = manifest_image(check, &check->manifest->items[i]);

        if (image != NULL && is_network_core_image(image) && application != NULL) {
            verdict_add(check->arena, check->verdicts, "manifest order", VERDICT_WARNING,
                        "'%s' stands before the network image '%s': MCUboot of NCS 2.6 to 3.4 can skip the network "
                        "update when the application is activated first (NCSDK-34106)",
                        manifest_shown(check, application->file),
                        manifest_shown(check, check->manifest->items[i].file));
            return;
        }
        if (image != NULL && is_application_image(image)) {
            application = &check->manifest->items[i];
        }
    }
}

void manifest_verify_places(const struct manifest_check *check)
{
    size_t before = check->verdicts->count;

    check_twins(check);
    for (size_t i = 0; i < check->manifest->count; i++) {
        const struct manifest_file *file = &check->manifest->items[i];

        check_range(check, file);
        check_core(check, file);
        check_soc(check, file);
        check_board(check, file);
    }
    manifest_pass_unless_failed(check, INDEX, before);
    manifest_pass_unless_failed(check, "manifest soc", before);
    if (check->expected->board != NULL) {
        manifest_pass_unless_failed(check, "manifest board", before);
    }
    check_order(check);
}

#include "pack/verify/version_verify.h"

#include "nrf53pack/bytes.h"

struct check {
    struct arena *arena;
    const struct mcuboot_image *image;
    unsigned number;
    const struct version_context *context;
    struct verdicts *verdicts;
};

#define SAY(check, name, verdict, ...) verdict_add((check)->arena, (check)->verdicts, (name), (verdict), __VA_ARGS__)

const struct known_image *known_image_find(const struct known_images *images, unsigned number)
{
    for (size_t i = 0; i < images->count; i++) {
        if (images->items[i].number == number) {
            return &images->items[i];
        }
    }
    return NULL;
}

bool image_security_counter(const struct mcuboot_image *image, uint32_t *counter)
{
    for (size_t i = 0; i < image->count; i++) {
        const struct mcuboot_tlv_entry *entry = &image->items[i];

        if (entry->type == MCUBOOT_TLV_SEC_CNT && entry->is_protected) {
            return entry->data.size == 4 && range_le32(entry->data, 0, counter);
        }
    }
    return false;
}

/* MCUboot leaves the build number out unless it is told not to. */
static int compare(const struct check *check, struct mcuboot_version left, struct mcuboot_version right)
{
    if (!check->context->demand->compares_build_number) {
        left.build = 0;
        right.build = 0;
    }
    return mcuboot_version_compare(left, right);
}

static const char *shown(const struct check *check, struct mcuboot_version version)
{
    return mcuboot_version_text(check->arena, version);
}

static struct mcuboot_dependency read_dependency(struct byte_range data)
{
    const uint8_t *bytes = data.data;

    return (struct mcuboot_dependency){
        .image_id = bytes[0],
        .min_version = { bytes[4], bytes[5], load_le16(bytes + 6), load_le32(bytes + 8) },
    };
}

static bool is_dependency(const struct mcuboot_tlv_entry *entry)
{
    return entry->type == MCUBOOT_TLV_DEPENDENCY && entry->is_protected;
}

/* The version that image n will have when the update is installed: the shipped one, else the one that runs. */
static const struct known_image *version_after(const struct check *check, unsigned number, bool *is_shipped)
{
    const struct known_image *image = known_image_find(check->context->shipped, number);

    *is_shipped = image != NULL;
    return image != NULL ? image : known_image_find(check->context->installed, number);
}

/* Why a dependency can never be met, or NULL. */
static const char *dependency_fault(const struct check *check, const struct mcuboot_tlv_entry *entry)
{
    unsigned count = check->context->demand->image_count;

    if (entry->data.size != sizeof(struct mcuboot_dependency)) {
        return arena_printf(check->arena, "DEPENDENCY has %zu bytes, MCUboot takes %zu", entry->data.size,
                            sizeof(struct mcuboot_dependency));
    }
    if (count > 1 && entry->data.data[0] >= count) {
        return arena_printf(check->arena, "needs image %u, the bootloader has %u images and refuses all updates",
                            entry->data.data[0], count);
    }
    return NULL;
}

static void check_dependency(const struct check *check, const struct mcuboot_tlv_entry *entry)
{
    const char *fault = dependency_fault(check, entry);
    struct mcuboot_dependency dependency;
    const struct known_image *other;
    const char *minimum;
    bool is_shipped;

    if (fault != NULL) {
        SAY(check, "dependency", VERDICT_FAIL, "%s", fault);
        return;
    }
    dependency = read_dependency(entry->data);
    minimum = shown(check, dependency.min_version);
    other = version_after(check, dependency.image_id, &is_shipped);
    if (check->context->demand->image_count == 1) {
        SAY(check, "dependency", VERDICT_WARNING,
            "needs image %u at least %s, but a bootloader of one image looks at no dependency", dependency.image_id,
            minimum);
    } else if (other == NULL) {
        SAY(check, "dependency", VERDICT_NOT_CHECKED,
            "needs image %u at least %s; neither shipped with it nor given with --installed", dependency.image_id,
            minimum);
    } else {
        SAY(check, "dependency",
            compare(check, other->image->header.version, dependency.min_version) >= 0 ? VERDICT_PASS : VERDICT_FAIL,
            "needs image %u at least %s, %s '%s' is %s", dependency.image_id, minimum,
            is_shipped ? "shipped" : "installed", other->name, shown(check, other->image->header.version));
    }
}

static void check_dependencies(const struct check *check)
{
    size_t count = 0;

    for (size_t i = 0; i < check->image->count; i++) {
        if (is_dependency(&check->image->items[i])) {
            count++;
            check_dependency(check, &check->image->items[i]);
        }
    }
    if (count == 0) {
        SAY(check, "dependency", VERDICT_PASS, "none");
    }
}

/* MCUboot looks at the image that stays as well: what it needs must still be there, or nothing is updated. */
static void check_installed(const struct check *check, const struct known_image *stays)
{
    for (size_t i = 0; i < stays->image->count; i++) {
        const struct mcuboot_tlv_entry *entry = &stays->image->items[i];
        struct mcuboot_dependency dependency;

        if (!is_dependency(entry) || entry->data.size != sizeof(struct mcuboot_dependency)) {
            continue;
        }
        dependency = read_dependency(entry->data);
        if (dependency.image_id == check->number &&
            compare(check, check->image->header.version, dependency.min_version) < 0) {
            SAY(check, "dependency of installed", VERDICT_FAIL,
                "installed image %u '%s' needs image %u at least %s, this is %s", stays->number, stays->name,
                check->number, shown(check, dependency.min_version), shown(check, check->image->header.version));
        }
    }
}

static void check_installed_dependencies(const struct check *check)
{
    const struct known_images *installed = check->context->installed;

    if (check->context->demand->image_count == 1) {
        return;
    }
    for (size_t i = 0; i < installed->count; i++) {
        if (known_image_find(check->context->shipped, installed->items[i].number) == NULL) {
            check_installed(check, &installed->items[i]);
        }
    }
}

static enum downgrade_prevention prevention(const struct check *check)
{
    const struct bootloader_demand *demand = check->context->demand;

    return !demand->known                 ? DOWNGRADE_TAKEN
           : check->context->network_core ? demand->network_downgrade
                                          : demand->downgrade;
}

/* Why nobody knows whether the prevention holds for this image, or NULL. */
static const char *prevention_open(const struct check *check)
{
    return check->context->network_core ? check->context->demand->network_downgrade_open : NULL;
}

static void check_downgrade(const struct check *check)
{
    const struct bootloader_demand *demand = check->context->demand;
    const struct known_image *runs = known_image_find(check->context->installed, check->number);
    bool prevents = prevention(check) == DOWNGRADE_BY_IMAGE_VERSION;
    const char *version = shown(check, check->image->header.version);

    if (runs == NULL) {
        if (prevents) {
            SAY(check, "downgrade", VERDICT_NOT_CHECKED, "%s; what runs now is not known, give --installed (%s)",
                version, demand->downgrade_from);
        }
        return;
    }
    if (compare(check, check->image->header.version, runs->image->header.version) >= 0) {
        SAY(check, "downgrade", VERDICT_PASS, "%s over '%s' %s", version, runs->name,
            shown(check, runs->image->header.version));
    } else if (prevents && prevention_open(check) != NULL) {
        SAY(check, "downgrade", VERDICT_NOT_CHECKED, "%s is under '%s' %s (%s): %s", version, runs->name,
            shown(check, runs->image->header.version), demand->downgrade_from, prevention_open(check));
    } else if (prevents) {
        SAY(check, "downgrade", VERDICT_FAIL, "%s is under '%s' %s, the bootloader erases it (%s)", version, runs->name,
            shown(check, runs->image->header.version), demand->downgrade_from);
    } else {
        SAY(check, "downgrade", VERDICT_WARNING, "%s is under '%s' %s; the bootloader installs it all the same",
            version, runs->name, shown(check, runs->image->header.version));
    }
}

/* Against the counter of the image that runs: without one in that image MCUboot lets everything pass. */
static void compare_counters(const struct check *check, const struct known_image *runs, bool has_counter,
                             uint32_t counter)
{
    const char *from = check->context->demand->downgrade_from;
    uint32_t installed = 0;

    if (runs == NULL) {
        SAY(check, "security counter", VERDICT_NOT_CHECKED, "%lu; what runs now is not known, give --installed (%s)",
            (unsigned long)counter, from);
    } else if (!image_security_counter(runs->image, &installed)) {
        SAY(check, "security counter", VERDICT_PASS, "'%s' has none", runs->name);
    } else if (!has_counter || counter < installed) {
        SAY(check, "security counter", VERDICT_FAIL, "%s, '%s' has %lu (%s)",
            has_counter ? arena_printf(check->arena, "%lu", (unsigned long)counter) : "image has none", runs->name,
            (unsigned long)installed, from);
    } else {
        SAY(check, "security counter", VERDICT_PASS, "%lu over %lu", (unsigned long)counter, (unsigned long)installed);
    }
}

static void check_counter(const struct check *check)
{
    const struct bootloader_demand *demand = check->context->demand;
    const struct known_image *runs = known_image_find(check->context->installed, check->number);
    enum downgrade_prevention by = prevention(check);
    uint32_t counter = 0;
    bool has_counter = image_security_counter(check->image, &counter);

    if (by != DOWNGRADE_BY_IMAGE_COUNTER && by != DOWNGRADE_BY_CHIP_COUNTER) {
        return;
    }
    if (prevention_open(check) != NULL) {
        SAY(check, "security counter", VERDICT_NOT_CHECKED, "%s (%s)", prevention_open(check), demand->downgrade_from);
        return;
    }
    if (!has_counter && by == DOWNGRADE_BY_CHIP_COUNTER) {
        SAY(check, "security counter", VERDICT_FAIL, "image has no protected SEC_CNT, the bootloader refuses it (%s)",
            demand->downgrade_from);
        return;
    }
    if (!has_counter && runs == NULL) {
        SAY(check, "security counter", VERDICT_WARNING,
            "image has no protected SEC_CNT; over an image that has one the bootloader erases it (%s)",
            demand->downgrade_from);
        return;
    }
    compare_counters(check, runs, has_counter, counter);
}

void versions_verify(struct arena *arena, const struct mcuboot_image *image, unsigned number,
                     const struct version_context *context, struct verdicts *verdicts)
{
    const struct check check = { arena, image, number, context, verdicts };

    check_dependencies(&check);
    check_installed_dependencies(&check);
    check_downgrade(&check);
    check_counter(&check);
}

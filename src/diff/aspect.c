#include "diff/aspect.h"

#include <string.h>
#include "diff/reading.h"
#include "project/tree_values.h"

enum read_kind {
    READ_SYMBOL,
    READ_PARTITION,
    READ_NET_PARTITION,
    READ_SLOT,
    READ_RELEASE,
    READ_NET_PLACE,
    READ_COMMAND_BLOCK,
    READ_BOARD,
    READ_BOOTLOADER,
    READ_MODE,
    READ_SIGNATURE_TYPE,
    READ_KEY,
    READ_IMAGE_NAME,
    READ_FIRMWARE,
    READ_VERSION,
    READ_COUNTER,
};

struct aspect_form {
    const char *group;
    const char *name;
    enum read_kind kind;
    enum image_role role; /* symbols and images */
    const char *subject;  /* symbol, or partition */
    const char *label;    /* of a slot */
    const char *rules;    /* that judge a change; NULL: none, it may change */
    const char *why;      /* it may change, or what another kind of check says of it */
};

#define SYMBOL(image, symbol) READ_SYMBOL, (image), (symbol), NULL
#define PARTITION(name)       READ_PARTITION, IMAGE_APP, (name), NULL
#define NET_PARTITION(name)   READ_NET_PARTITION, IMAGE_NET, (name), NULL
#define SLOT(name, label)     READ_SLOT, IMAGE_MCUBOOT, (name), (label)
#define OF_TREE(kind)         (kind), IMAGE_APP, NULL, NULL
#define OF_IMAGE(kind, role)  (kind), (role), NULL, NULL
#define KEPT                  "devices keep the bootloader that they have"
#define BROUGHT               "comes with the update"
#define STORAGE_RULES         "N53-1409 N53-1414 N53-1415"
#define STORAGE(name)                                                                                                  \
    {                                                                                                                  \
        "storage", (name), PARTITION(name), STORAGE_RULES, NULL                                                        \
    }

/* clang-format off: one row an aspect */
static const struct aspect_form forms[] = {
    { "build", "SDK release", OF_TREE(READ_RELEASE), NULL, "what the release changes of the rest stands below" },
    { "build", "board", OF_TREE(READ_BOARD), NULL, "look whether it is the same hardware" },
    { "build", "application", OF_IMAGE(READ_IMAGE_NAME, IMAGE_APP), NULL, BROUGHT },
    { "build", "network image", OF_IMAGE(READ_IMAGE_NAME, IMAGE_NET), NULL, BROUGHT },
    { "build", "TF-M", SYMBOL(IMAGE_APP, "CONFIG_BUILD_WITH_TFM"), "N53-1413", BROUGHT },

    { "bootloader", "bootloader", OF_TREE(READ_BOOTLOADER), "N53-1417", KEPT },
    { "bootloader", "MCUboot's partition", SLOT("mcuboot", "boot_partition"), NULL, KEPT },
    { "bootloader", "upgrade mode", OF_TREE(READ_MODE), "N53-1411 N53-1412", KEPT },
    { "bootloader", "images", SYMBOL(IMAGE_MCUBOOT, "CONFIG_UPDATEABLE_IMAGE_NUMBER"), NULL, KEPT },
    { "bootloader", "network core's updates as image 1", SYMBOL(IMAGE_MCUBOOT, "CONFIG_NRF53_MULTI_IMAGE_UPDATE"),
      "N53-1412", KEPT },
    { "bootloader", "sector table", SYMBOL(IMAGE_MCUBOOT, "CONFIG_BOOT_MAX_IMG_SECTORS"), "N53-1403", KEPT },
    { "bootloader", "signature type", OF_TREE(READ_SIGNATURE_TYPE), "N53-1407", NULL },
    { "bootloader", "signing key", OF_TREE(READ_KEY), "N53-1408", NULL },
    { "bootloader", "encryption", SYMBOL(IMAGE_MCUBOOT, "CONFIG_BOOT_ENCRYPT_IMAGE"), "N53-1418", NULL },
    { "bootloader", "downgrade prevention", SYMBOL(IMAGE_MCUBOOT, "CONFIG_MCUBOOT_DOWNGRADE_PREVENTION"), NULL, KEPT },
    { "bootloader", "downgrade prevention by counter", SYMBOL(IMAGE_MCUBOOT, "CONFIG_MCUBOOT_HW_DOWNGRADE_PREVENTION"),
      NULL, KEPT },
    { "bootloader", "serial recovery", SYMBOL(IMAGE_MCUBOOT, "CONFIG_MCUBOOT_SERIAL"), NULL, KEPT },
    { "bootloader", "immutable bootloader", OF_IMAGE(READ_IMAGE_NAME, IMAGE_B0), NULL, KEPT },
    { "bootloader", "S0", PARTITION("s0"), NULL, KEPT },
    { "bootloader", "S1", PARTITION("s1"), NULL, KEPT },

    { "slots", "mcuboot_primary", SLOT("mcuboot_primary", "slot0_partition"),
      "N53-1401 N53-1402 N53-1403 N53-1410 N53-1414 N53-1419", NULL },
    { "slots", "mcuboot_secondary", SLOT("mcuboot_secondary", "slot1_partition"), "N53-1402 N53-1403 N53-1414 N53-1419",
      NULL },
    { "slots", "mcuboot_primary_1", SLOT("mcuboot_primary_1", "slot2_partition"), "N53-1402 N53-1403", NULL },
    { "slots", "mcuboot_secondary_1", SLOT("mcuboot_secondary_1", "slot3_partition"),
      "N53-1402 N53-1403 N53-1414 N53-1419", NULL },
    { "slots", "mcuboot_scratch", SLOT("mcuboot_scratch", "scratch_partition"), "N53-1414", KEPT },
    { "slots", "mcuboot_pad", PARTITION("mcuboot_pad"), NULL, "stands in each image's header" },
    { "slots", "nrf53boot_net_backup", PARTITION("nrf53boot_net_backup"), "N53-1419", NULL },

    { "network core", "place of the network image", OF_TREE(READ_NET_PLACE), "N53-1405", NULL },
    { "network core", "address of the command block", OF_TREE(READ_COMMAND_BLOCK), "N53-1404", NULL },
    { "network core", "b0n", NET_PARTITION("b0n"), NULL, "devices keep the b0n that they have" },
    { "network core", "b0n_container", NET_PARTITION("b0n_container"), "N53-1405", NULL },
    { "network core", "provision", NET_PARTITION("provision"), NULL, "written once, by production" },
    { "network core", "pcd_sram", PARTITION("pcd_sram"), "N53-1404", NULL },
    { "network core", "b0n checks the hash", SYMBOL(IMAGE_B0N, "CONFIG_SB_VALIDATE_FW_HASH"), "N53-1406", NULL },
    { "network core", "b0n checks a signature", SYMBOL(IMAGE_B0N, "CONFIG_SB_VALIDATE_FW_SIGNATURE"), "N53-1406",
      NULL },

    STORAGE("settings_storage"),
    STORAGE("nvs_storage"),
    STORAGE("littlefs_storage"),
    STORAGE("factory_data"),
    STORAGE("nonsecure_storage"),
    STORAGE("tfm_storage"),
    STORAGE("tfm_its"),
    STORAGE("tfm_ps"),
    STORAGE("tfm_otp_nv_counters"),
    STORAGE("memfault_storage"),
    STORAGE("app_storage"),

    { "shared by both cores", "rpmsg_nrf53_sram", PARTITION("rpmsg_nrf53_sram"), NULL,
      "both images have to change together" },

    { "firmware", "version of the application", OF_IMAGE(READ_VERSION, IMAGE_APP), NULL, BROUGHT },
    { "firmware", "version of the network image", OF_IMAGE(READ_VERSION, IMAGE_NET), NULL, BROUGHT },
    { "firmware", "security counter of the application", OF_IMAGE(READ_COUNTER, IMAGE_APP), NULL, BROUGHT },
    { "firmware", "security counter of the network image", OF_IMAGE(READ_COUNTER, IMAGE_NET), NULL, BROUGHT },
    { "firmware", "application", OF_IMAGE(READ_FIRMWARE, IMAGE_APP), NULL, BROUGHT },
    { "firmware", "network image", OF_IMAGE(READ_FIRMWARE, IMAGE_NET), NULL, BROUGHT },
};
/* clang-format on */

const char *aspect_verdict_name(enum aspect_verdict verdict)
{
    static const char *const names[] = { "same", "may change", "note", "undecided", "warning", "refused" };

    return names[verdict];
}

static struct aspect_value read_tree(const struct reading *reading, enum read_kind kind)
{
    static struct aspect_value (*const readers[])(const struct reading *reading) = {
        [READ_RELEASE] = read_release,
        [READ_NET_PLACE] = read_net_place,
        [READ_COMMAND_BLOCK] = read_command_block,
        [READ_BOARD] = read_board,
        [READ_BOOTLOADER] = read_bootloader,
        [READ_MODE] = read_mode,
        [READ_SIGNATURE_TYPE] = read_signature_type,
        [READ_KEY] = read_key,
    };

    return readers[kind](reading);
}

static struct aspect_value read(const struct reading *reading, const struct aspect_form *form)
{
    switch (form->kind) {
    case READ_SYMBOL:
        return read_symbol(reading, form->role, form->subject);
    case READ_PARTITION:
        return read_partition(reading, form->subject);
    case READ_NET_PARTITION:
        return read_net_partition(reading, form->subject);
    case READ_SLOT:
        return read_slot(reading, form->subject, form->label);
    case READ_IMAGE_NAME:
        return read_image_name(reading, form->role);
    case READ_FIRMWARE:
        return read_firmware(reading, form->role);
    case READ_VERSION:
        return read_update_version(reading, form->role);
    case READ_COUNTER:
        return read_update_counter(reading, form->role);
    default:
        return read_tree(reading, form->kind);
    }
}

static bool judges(const struct aspect_form *form, const char *rule)
{
    return form->rules != NULL && strstr(form->rules, rule) != NULL;
}

/* A rule about several partitions names the one that it means; the others say nothing of this row. */
static bool is_about(struct arena *arena, const struct aspect_form *form, const struct finding *finding)
{
    bool partition = form->kind == READ_PARTITION || form->kind == READ_SLOT || form->kind == READ_NET_PARTITION;

    return judges(form, finding->rule) &&
           (!partition || finding->message[0] != '\'' ||
            strstr(finding->message, arena_printf(arena, "'%s'", form->subject)) != NULL ||
            (form->label != NULL && strstr(finding->message, form->label) != NULL));
}

static enum aspect_verdict verdict_of(const struct finding *finding)
{
    if (finding->waived != NULL) {
        return ASPECT_NOTE;
    }
    return finding->severity >= SEVERITY_ERROR     ? ASPECT_REFUSED
           : finding->severity == SEVERITY_WARNING ? ASPECT_WARNING
                                                   : ASPECT_NOTE;
}

static void take_findings(struct arena *arena, const struct aspect_form *form, const struct check_result *findings,
                          struct aspect *aspect)
{
    for (size_t i = 0; i < findings->findings.count; i++) {
        const struct finding *finding = &findings->findings.items[i];

        if (is_about(arena, form, finding) && verdict_of(finding) > aspect->verdict) {
            aspect->verdict = verdict_of(finding);
            aspect->why = finding->waived != NULL ? arena_printf(arena, "%s, waived", finding->rule) : finding->rule;
        }
    }
}

static void take_undecided(const struct aspect_form *form, const struct check_result *findings, struct aspect *aspect)
{
    for (size_t i = 0; i < findings->undecided.count && aspect->verdict < ASPECT_UNDECIDED; i++) {
        const struct undecided *rule = &findings->undecided.items[i];

        if (judges(form, rule->rule)) {
            aspect->verdict = ASPECT_UNDECIDED;
            aspect->why = rule->rule;
        }
    }
}

static const char *missing_text(struct arena *arena, const struct aspect *aspect)
{
    const struct aspect_value *value = aspect->released.text == NULL ? &aspect->released : &aspect->fresh;
    const char *where = aspect->released.text != NULL ? "the new build"
                        : aspect->fresh.text != NULL  ? "the released build"
                                                      : "both builds";

    return arena_printf(arena, "missing in %s: %s", where, value->missing);
}

static void judge(struct arena *arena, const struct aspect_form *form, const struct check_result *findings,
                  struct aspect *aspect)
{
    bool unknown = aspect->released.text == NULL || aspect->fresh.text == NULL;

    aspect->verdict = ASPECT_SAME;
    if (!unknown && strcmp(aspect->released.text, aspect->fresh.text) == 0) {
        take_findings(arena, form, findings, aspect); /* a rule may know more than the two texts show */
        return;
    }
    aspect->verdict = ASPECT_MAY_CHANGE;
    aspect->why = form->why;
    take_findings(arena, form, findings, aspect);
    take_undecided(form, findings, aspect);
    if (unknown) {
        aspect->why = aspect->verdict >= ASPECT_WARNING ? aspect->why
                                                        : arena_printf(arena, "%s%s", missing_text(arena, aspect),
                                                                       aspect->fixed ? "" : "; it may change");
        aspect->verdict = aspect->fixed && aspect->verdict < ASPECT_UNDECIDED ? ASPECT_UNDECIDED : aspect->verdict;
    } else if (aspect->verdict == ASPECT_MAY_CHANGE && form->rules != NULL && form->why == NULL) {
        aspect->why = "the rules about it have nothing against this change";
    }
}

static bool is_nothing(const struct aspect_value *value)
{
    return value->text != NULL && (strcmp(value->text, ASPECT_NONE) == 0 || strcmp(value->text, "not set") == 0);
}

/* What neither build has, or what no line could tell more of than the rules that are undecided. */
static bool nothing_to_tell(const struct aspect_form *form, const struct aspect *aspect)
{
    bool released = aspect->released.text != NULL && !is_nothing(&aspect->released);
    bool fresh = aspect->fresh.text != NULL && !is_nothing(&aspect->fresh);
    bool unknown = aspect->released.text == NULL || aspect->fresh.text == NULL;

    if (released || fresh || (unknown && form->kind == READ_FIRMWARE)) {
        return false;
    }
    return !unknown || !aspect->fixed || form->kind == READ_PARTITION || form->kind == READ_NET_PARTITION;
}

static bool is_place(const struct aspect_form *form)
{
    return form->kind == READ_SLOT || form->kind == READ_PARTITION || form->kind == READ_NET_PARTITION ||
           form->kind == READ_NET_PLACE || form->kind == READ_COMMAND_BLOCK;
}

static bool both_have_maps(const struct reading readings[2])
{
    return readings[0].project->partitions != NULL && readings[1].project->partitions != NULL;
}

static bool listed(const char *partition)
{
    for (size_t i = 0; i < sizeof forms / sizeof forms[0]; i++) {
        const struct aspect_form *form = &forms[i];

        if ((form->kind == READ_PARTITION || form->kind == READ_SLOT) && strcmp(form->subject, partition) == 0) {
            return true;
        }
    }
    return false;
}

static void compare(struct arena *arena, const struct reading readings[2], const struct aspect_form *form,
                    const struct check_result *findings, struct aspects *aspects)
{
    struct aspect aspect = { .group = form->group, .name = form->name, .fixed = form->rules != NULL };

    aspect.released = read(&readings[0], form);
    aspect.fresh = read(&readings[1], form);
    if (form->kind == READ_KEY) {
        tell_keys_apart(readings, &aspect.released, &aspect.fresh);
    }
    if (nothing_to_tell(form, &aspect)) {
        return;
    }
    judge(arena, form, findings, &aspect);
    if (aspect.verdict == ASPECT_MAY_CHANGE && aspect.fixed && is_place(form) && !both_have_maps(readings)) {
        aspect.verdict = ASPECT_UNDECIDED;
        aspect.why = "no rule compares it where one build has no map of Partition Manager; see the simulation";
    }
    *ARENA_PUSH(arena, aspects) = aspect;
}

/* What Partition Manager adds by itself, around the others. */
static bool follows_from_others(const char *partition)
{
    static const char *const names[] = { "app",
                                         "mcuboot_primary_app",
                                         "external_flash",
                                         "ram_flash",
                                         "sram_primary",
                                         "sram_secure",
                                         "sram_nonsecure",
                                         "otp",
                                         "spm",
                                         "tfm",
                                         "tfm_secure",
                                         "tfm_nonsecure",
                                         "tfm_sram",
                                         "s0_image",
                                         "s1_image",
                                         "s0_pad",
                                         "s1_pad",
                                         "b0" };

    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        if (strcmp(names[i], partition) == 0) {
            return true;
        }
    }
    return strncmp(partition, "EMPTY_", 6) == 0;
}

/* Partitions that nothing above asks for: the application's own, and what Partition Manager adds. */
static void compare_rest(struct arena *arena, const struct reading readings[2], const struct check_result *findings,
                         struct aspects *aspects)
{
    for (size_t side = 0; side < 2; side++) {
        const struct partition_map *map = readings[side].project->partitions;
        const struct partition_map *other = readings[0].project->partitions;

        for (size_t i = 0; map != NULL && i < map->count; i++) {
            struct aspect_form form = { "other partitions", map->items[i].name, PARTITION(map->items[i].name), NULL,
                                        follows_from_others(map->items[i].name)
                                            ? "follows from the others"
                                            : "no rule knows it: data that devices keep there must not move" };

            if (!listed(form.name) && (side == 0 || other == NULL || partition_find(other, form.name) == NULL)) {
                compare(arena, readings, &form, findings, aspects);
            }
        }
    }
}

/* Names of symbols that differ, as many as fit a line. */
#define NAMED_SYMBOLS 4u

static bool same_symbol(const struct kconfig_symbol *left, const struct kconfig_symbol *right)
{
    bool off_left = left == NULL || left->type == KCONFIG_NOT_SET;
    bool off_right = right == NULL || right->type == KCONFIG_NOT_SET;

    return off_left || off_right ? off_left == off_right : strcmp(left->text, right->text) == 0;
}

static size_t name_differing(struct text *out, const struct kconfig *of, const struct kconfig *other, bool only_absent,
                             size_t count)
{
    for (size_t i = 0; i < of->count; i++) {
        const struct kconfig_symbol *symbol = &of->items[i];
        const struct kconfig_symbol *found = kconfig_find(other, symbol->name);

        if ((only_absent && found != NULL) || same_symbol(symbol, found)) {
            continue;
        }
        if (count++ < NAMED_SYMBOLS) {
            text_printf(out, "%s%s", count == 1 ? "" : ", ", symbol->name);
        }
    }
    return count;
}

static void compare_configuration(struct arena *arena, const struct reading readings[2], enum image_role role,
                                  const char *why, struct aspects *aspects)
{
    const struct kconfig *released = role_config(readings[0].project, role);
    const struct kconfig *fresh = role_config(readings[1].project, role);
    struct aspect aspect = { .group = "configuration", .name = image_role_name(role), .why = why };
    struct text names = text_create(arena, 512);
    size_t count;

    if (released == NULL || fresh == NULL) {
        return;
    }
    count = name_differing(&names, released, fresh, false, 0);
    count = name_differing(&names, fresh, released, true, count);
    aspect.verdict = count == 0 ? ASPECT_SAME : ASPECT_MAY_CHANGE;
    aspect.why = count == 0 ? NULL : why;
    aspect.released = (struct aspect_value){ .text = arena_printf(arena, "%zu symbols", released->count),
                                             .origin = origin_file(released->source) };
    aspect.fresh =
        (struct aspect_value){ .text = count == 0 ? aspect.released.text
                                                  : arena_printf(arena, "%zu differ: %s%s", count, names.data,
                                                                 count > NAMED_SYMBOLS ? ", ..." : ""),
                               .origin = origin_file(fresh->source) };
    *ARENA_PUSH(arena, aspects) = aspect;
}

void aspects_compare(struct arena *arena, const struct project *released, const struct project *fresh,
                     const struct check_result *findings, struct aspects *aspects)
{
    const struct reading readings[2] = { { arena, released }, { arena, fresh } };

    for (size_t i = 0; i < sizeof forms / sizeof forms[0]; i++) {
        compare(arena, readings, &forms[i], findings, aspects);
    }
    compare_rest(arena, readings, findings, aspects);
    compare_configuration(arena, readings, IMAGE_APP, BROUGHT, aspects);
    compare_configuration(arena, readings, IMAGE_NET, BROUGHT, aspects);
    compare_configuration(arena, readings, IMAGE_MCUBOOT, KEPT, aspects);
    compare_configuration(arena, readings, IMAGE_NRF53BOOT, KEPT, aspects);
    compare_configuration(arena, readings, IMAGE_B0N, "devices keep the b0n that they have", aspects);
}

size_t aspects_count(const struct aspects *aspects, enum aspect_verdict verdict)
{
    size_t count = 0;

    for (size_t i = 0; i < aspects->count; i++) {
        count += aspects->items[i].verdict == verdict;
    }
    return count;
}

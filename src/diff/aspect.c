#include "diff/aspect.h"

#include <string.h>
#include "base/attributes.h"
#include "diff/aspect_forms.h"
#include "diff/reading_devicetree.h"
#include "project/tree/tree_values.h"

const char *aspect_verdict_name(enum aspect_verdict verdict)
{
    static const char *const names[] = { "same", "may change", "not known", "note", "undecided", "warning", "refused" };

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
        [READ_HASH] = read_hash,
        [READ_ENCRYPTION] = read_encryption,
        [READ_B0_KEYS] = read_b0_keys,
        [READ_STORAGE_FORMAT] = read_storage_format,
        [READ_STORAGE_SECTORS] = read_storage_sectors,
        [READ_FIRMWARE_IDENTITY] = read_firmware_identity,
        [READ_EXTERNAL_FLASH] = read_external_flash,
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
        return read_net_place_of(reading, form->subject, form->label);
    case READ_SLOT:
        return read_place(reading, form->role, form->subject, form->label);
    case READ_NODE:
        return read_node(reading, devicetree_by_label(places_by_devicetree(reading), form->label));
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
    bool partition = form->kind == READ_PARTITION || form->kind == READ_SLOT || form->kind == READ_NET_PARTITION ||
                     form->kind == READ_STORAGE_SECTORS;

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

static void take_finding(struct arena *arena, const struct aspect_form *form, const struct finding *finding,
                         struct aspect *aspect)
{
    if (is_about(arena, form, finding) && verdict_of(finding) > aspect->verdict) {
        aspect->verdict = verdict_of(finding);
        aspect->why = finding->waived != NULL ? arena_printf(arena, "%s, waived", finding->rule) : finding->rule;
    }
}

static void take_findings(struct arena *arena, const struct aspect_form *form, const struct check_result *findings,
                          struct aspect *aspect)
{
    for (size_t i = 0; i < findings->findings.count; i++) {
        take_finding(arena, form, &findings->findings.items[i], aspect);
    }
}

static bool is_told(struct arena *arena, const struct aspects *aspects, const struct finding *finding)
{
    for (size_t i = 0; i < aspects->count; i++) {
        const struct aspect *aspect = &aspects->items[i];

        if (aspect->form != NULL && aspect->verdict != ASPECT_SAME && is_about(arena, aspect->form, finding)) {
            return true;
        }
    }
    return false;
}

/* A rule may know more than the texts of its rows show: where all of them are the same, they carry the finding. */
static void take_untold(struct arena *arena, const struct check_result *findings, struct aspects *aspects)
{
    for (size_t i = 0; i < findings->findings.count; i++) {
        const struct finding *finding = &findings->findings.items[i];
        bool told = is_told(arena, aspects, finding);

        for (size_t k = 0; k < aspects->count && !told; k++) {
            if (aspects->items[k].form != NULL) {
                take_finding(arena, aspects->items[k].form, finding, &aspects->items[k]);
            }
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
        return;
    }
    /* Another name may be the same hardware; no build says so, and where it is not the update is for another device. */
    aspect->verdict = form->kind == READ_BOARD && !unknown ? ASPECT_UNDECIDED : ASPECT_MAY_CHANGE;
    aspect->why = form->why;
    take_findings(arena, form, findings, aspect);
    take_undecided(form, findings, aspect);
    if (unknown) {
        aspect->why = aspect->verdict >= ASPECT_WARNING ? aspect->why
                                                        : arena_printf(arena, "%s%s", missing_text(arena, aspect),
                                                                       aspect->fixed ? "" : "; it may change");
        aspect->verdict = aspect->fixed && aspect->verdict < ASPECT_UNDECIDED ? ASPECT_UNDECIDED
                          : aspect->verdict == ASPECT_MAY_CHANGE              ? ASPECT_NOT_KNOWN
                                                                              : aspect->verdict;
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
    return !unknown || !aspect->fixed || form->kind == READ_PARTITION || form->kind == READ_NET_PARTITION ||
           form->kind == READ_STORAGE_SECTORS || (form->kind == READ_SLOT && form->role == IMAGE_APP);
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
    for (size_t i = 0; i < aspect_form_count; i++) {
        const struct aspect_form *form = &aspect_forms[i];

        if ((form->kind == READ_PARTITION || form->kind == READ_SLOT) && strcmp(form->subject, partition) == 0) {
            return true;
        }
    }
    return false;
}

/* Of a partition that no rule knows nobody can say whether devices keep something in it. */
static bool moved_unknown(const struct aspect_form *form, const struct aspect *aspect)
{
    return aspect->verdict == ASPECT_MAY_CHANGE && form->why != NULL && strcmp(form->why, OTHER_PARTITION) == 0 &&
           aspect->released.text != NULL && aspect->fresh.text != NULL && !is_nothing(&aspect->released) &&
           !is_nothing(&aspect->fresh);
}

static bool is_why(const struct aspect_form *form, const char *why)
{
    return form->why != NULL && strcmp(form->why, why) == 0;
}

/* The release could be updated by it, and the new build cannot. Any other change of it is nothing to tell. */
static bool loses_updates(const struct aspect *aspect)
{
    return aspect->released.text != NULL && strcmp(aspect->released.text, "y") == 0 && aspect->fresh.text != NULL &&
           is_nothing(&aspect->fresh);
}

static void compare(struct arena *arena, const struct reading readings[2], const struct aspect_form *form,
                    const struct check_result *findings, struct aspects *aspects)
{
    struct aspect aspect = { .group = form->group, .name = form->name, .fixed = form->rules != NULL };

    aspect.form = form->rules != NULL ? form : NULL; /* rows without rules may be made up by the caller */
    aspect.released = read(&readings[0], form);
    aspect.fresh = read(&readings[1], form);
    if (form->kind == READ_KEY) {
        tell_keys_apart(readings, &aspect.released, &aspect.fresh);
    }
    if (nothing_to_tell(form, &aspect) || (is_why(form, LAST_UPDATE) && !loses_updates(&aspect))) {
        return;
    }
    judge(arena, form, findings, &aspect);
    if (aspect.verdict == ASPECT_MAY_CHANGE && aspect.fixed && is_place(form) && !both_have_maps(readings)) {
        aspect.verdict = ASPECT_UNDECIDED;
        aspect.why = "no rule compares it where one build has no map of Partition Manager; see the simulation";
    }
    aspect.verdict = is_why(form, LAST_UPDATE) ? ASPECT_WARNING : aspect.verdict;
    aspect.verdict = moved_unknown(form, &aspect) ? ASPECT_UNDECIDED : aspect.verdict;
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

    for (size_t i = 0; i < ARRAY_LENGTH(names); i++) {
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
                                        follows_from_others(map->items[i].name) ? "follows from the others"
                                                                                : OTHER_PARTITION };

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

    if (off_left || off_right) {
        return off_left == off_right;
    }
    return left->type == KCONFIG_NUMBER && right->type == KCONFIG_NUMBER
               ? left->negative == right->negative && left->magnitude == right->magnitude
               : strcmp(left->text, right->text) == 0;
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

static bool labelled(const char *label)
{
    for (size_t i = 0; i < aspect_form_count; i++) {
        if (aspect_forms[i].label != NULL && strcmp(aspect_forms[i].label, label) == 0) {
            return true;
        }
    }
    return false;
}

static void compare_node(struct arena *arena, const struct reading readings[2], const struct devicetree_node *node,
                         const struct check_result *findings, struct aspects *aspects)
{
    struct aspect_form form = {
        "other partitions", node->labels.items[0], READ_NODE, IMAGE_APP, NULL, node->labels.items[0], NULL,
        OTHER_PARTITION
    };

    compare(arena, readings, &form, findings, aspects);
}

/* The same where both builds say places by devicetree. */
static void compare_rest_of_nodes(struct arena *arena, const struct reading readings[2],
                                  const struct check_result *findings, struct aspects *aspects)
{
    const struct devicetree *trees[2] = { places_by_devicetree(&readings[0]), places_by_devicetree(&readings[1]) };

    for (size_t side = 0; side < 2 && trees[0] != NULL && trees[1] != NULL; side++) {
        for (size_t i = 0; i < trees[side]->count; i++) {
            const struct devicetree_node *node = trees[side]->items[i];

            if (devicetree_is_partition(node) && node->labels.count > 0 && !labelled(node->labels.items[0]) &&
                (side == 0 || devicetree_by_label(trees[0], node->labels.items[0]) == NULL)) {
                compare_node(arena, readings, node, findings, aspects);
            }
        }
    }
}

void aspects_compare(struct arena *arena, const struct build_side *released, const struct build_side *fresh,
                     const struct check_result *findings, struct aspects *aspects)
{
    const struct reading readings[2] = { { arena, released->project, &released->trusted },
                                         { arena, fresh->project, &fresh->trusted } };

    for (size_t i = 0; i < aspect_form_count; i++) {
        compare(arena, readings, &aspect_forms[i], findings, aspects);
    }
    take_untold(arena, findings, aspects);
    compare_rest(arena, readings, findings, aspects);
    compare_rest_of_nodes(arena, readings, findings, aspects);
    compare_configuration(arena, readings, IMAGE_APP, BROUGHT, aspects);
    compare_configuration(arena, readings, IMAGE_NET, BROUGHT, aspects);
    compare_configuration(arena, readings, IMAGE_MCUBOOT, KEPT, aspects);
    compare_configuration(arena, readings, IMAGE_NRF53BOOT, KEPT, aspects);
    compare_configuration(arena, readings, IMAGE_B0N, KEPT_B0N, aspects);
}

size_t aspects_count(const struct aspects *aspects, enum aspect_verdict verdict)
{
    size_t count = 0;

    for (size_t i = 0; i < aspects->count; i++) {
        count += aspects->items[i].verdict == verdict;
    }
    return count;
}

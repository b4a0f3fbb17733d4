#include "diff/combination.h"

#include <string.h>
#include "base/file.h"
#include "diff/reading.h"
#include "diff/signed_file.h"
#include "pack/plan/firmware_origin.h"
#include "pack/plan/plan.h"
#include "pack/plan/update_expectation.h"
#include "pack/verify/slot_verify.h"
#include "project/tree/tree_values.h"

/* An update of one build: the signed file, as far as it is here. */
struct update {
    enum image_role role;
    const struct project *project;
    bool exists;   /* the build has such an image */
    bool takes;    /* released build: its bootloader takes such updates */
    bool one_pair; /* ... through the application's slots */
    unsigned number;
    const char *path; /* the signed file, or NULL */
    const struct mcuboot_image *image;
    const char *fault;            /* why there is no image */
    struct update_expectation to; /* of the released build */
};

struct judge {
    struct arena *arena;
    const struct project *released;
    const struct project *fresh;
    const struct trusted_key *trusted;
    struct bootloader_demand demand;
    struct update old[2]; /* application, network core */
    struct update new[2];
    struct verdicts own[2]; /* of the new images, whatever goes with them */
    struct combinations *result;
};

const char *combination_name(enum combination_kind kind)
{
    static const char *const names[] = { "both", "application alone", "network core alone" };

    return names[kind];
}

const char *combination_verdict_name(enum combination_verdict verdict)
{
    static const char *const names[] = { "allowed", "undecided", "refused", "none" };

    return names[verdict];
}

static void worsen(struct arena *arena, struct combination *combination, enum combination_verdict verdict,
                   const char *reason)
{
    if (combination->verdict == COMBINATION_NONE) {
        return;
    }
    combination->verdict = verdict > combination->verdict ? verdict : combination->verdict;
    if (verdict == COMBINATION_REFUSED && combination->refusal == NULL) {
        combination->refusal = reason;
    }
    *ARENA_PUSH(arena, &combination->reasons) = reason;
}

void combination_leave_open(struct arena *arena, struct combination *combination, const char *reason)
{
    worsen(arena, combination, COMBINATION_UNDECIDED, reason);
}

void combination_refuse(struct arena *arena, struct combination *combination, const char *reason)
{
    worsen(arena, combination, COMBINATION_REFUSED, reason);
}

static void note(struct arena *arena, struct combination *combination, const char *text)
{
    *ARENA_PUSH(arena, &combination->notes) = text;
}

static void read_signed(struct judge *judge, struct update *update)
{
    const struct project_image *image = project_image(update->project, update->role);
    struct diagnostics diagnostics = diagnostics_create(judge->arena);
    const struct source *source;
    struct mcuboot_image *read;
    const char *name;

    update->exists = image != NULL;
    update->fault = "is not in this build";
    if (image == NULL || image->files.signed_bin == NULL) {
        return;
    }
    update->path = image->files.signed_bin;
    name = path_inside(update->project->path, update->path);
    if (!source_load_result(judge->arena, update->path, name != NULL ? name : update->path, SOURCE_BINARY_LIMIT,
                            &diagnostics, &source) ||
        !mcuboot_image_read(judge->arena, source, &diagnostics, &read)) {
        update->fault = diagnostics.count > 0 ? diagnostics.items[0].message : "is no MCUboot image";
        return;
    }
    update->image = read;
}

static struct update make_update(struct judge *judge, const struct project *project, enum image_role role)
{
    struct update update = { .role = role, .project = project };
    struct tree_number number = plan_image_index(judge->arena, judge->released, role == IMAGE_NET);
    struct tree_number count;

    update.takes = role == IMAGE_APP || plan_takes_network_core(judge->released, &update.one_pair);
    update.number = number.known ? (unsigned)number.value : role == IMAGE_NET;
    update.number = update.one_pair ? 0 : update.number;
    count = config_number(judge->arena, role_config(judge->released, IMAGE_MCUBOOT), "mcuboot",
                          "CONFIG_UPDATEABLE_IMAGE_NUMBER");
    update.takes = update.takes && !(count.known && update.number >= count.value); /* others are never looked at */
    read_signed(judge, &update);
    return update;
}

static const char *core_name(enum image_role role)
{
    return role == IMAGE_APP ? "application" : "network image";
}

/* An unsigned firmware that is over the limit is so when it is signed, too. */
static void check_unsigned_size(struct judge *judge, const struct update *update, struct verdicts *verdicts)
{
    const struct project_image *image = project_image(update->project, update->role);
    struct diagnostics unheard = diagnostics_create(judge->arena);
    const char *path = image == NULL ? NULL : image->files.b0_bin != NULL ? image->files.b0_bin : image->files.bin;
    const struct source *source;

    if (path == NULL || update->image != NULL ||
        !source_load_result(judge->arena, path, path, SOURCE_BINARY_LIMIT, &unheard, &source)) {
        return;
    }
    slot_fit_verify(judge->arena, source->size, &update->to.slots, &judge->demand, update->role == IMAGE_NET, verdicts);
    if (update->role == IMAGE_NET && update->to.nsib.slot_known && source->size > update->to.nsib.slot_size) {
        verdict_add(judge->arena, verdicts, "fw_info size", VERDICT_FAIL, "%zu bytes, b0n's slot has %llu",
                    source->size, (unsigned long long)update->to.nsib.slot_size);
    }
}

static void verify_own(struct judge *judge, size_t which)
{
    struct update *update = &judge->new[which];

    update_expectation_read(judge->arena, judge->released, update->role == IMAGE_NET, &update->to);
    update->to.key = judge->trusted->key;
    if (update->image != NULL) {
        update_verify(judge->arena, update->image, &update->to, &judge->own[which]);
    } else {
        check_unsigned_size(judge, update, &judge->own[which]);
    }
}

static bool is_among(const char *check, const char *const *names, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (strcmp(check, names[i]) == 0) {
            return true;
        }
    }
    return false;
}

/* Why the key that is here does not count, behind a verdict without one. */
static const char *unusable_key(const struct judge *judge)
{
    const struct trusted_key *trusted = judge->trusted;

    return trusted->is_here && trusted->fault != NULL
               ? arena_printf(judge->arena, "; that of the released build %s", trusted->fault)
               : "";
}

static void take_verdicts(struct judge *judge, struct combination *combination, const struct update *update,
                          const struct verdicts *verdicts)
{
    static const char *const open[] = { "signature", "slot fit",         "bootloader",  "dependency",
                                        "downgrade", "security counter", "decompressed" };
    static const char *const told[] = { "dependency", "dependency of installed", "downgrade", "security counter" };
    struct arena *arena = judge->arena;
    bool kept = judge->old[0].image != NULL && (judge->old[1].image != NULL || !judge->old[1].exists);

    for (size_t i = 0; i < verdicts->count; i++) {
        const struct verdict_line *line = &verdicts->items[i];
        const char *detail = line->detail[0] == '\0' ? verdict_name(line->verdict) : line->detail;
        bool of_installed =
            !kept && line->verdict == VERDICT_NOT_CHECKED && is_among(line->check, told, ARRAY_LENGTH(told));
        const char *text = arena_printf(
            arena, "%s: %s: %s%s", core_name(update->role), line->check,
            of_installed ? "the signed file of the released build was not kept" : detail,
            strcmp(line->check, "signature") == 0 && line->verdict == VERDICT_NOT_CHECKED ? unusable_key(judge) : "");

        if (line->verdict == VERDICT_FAIL) {
            worsen(arena, combination, COMBINATION_REFUSED, text);
        } else if (line->verdict == VERDICT_NOT_CHECKED && is_among(line->check, open, ARRAY_LENGTH(open))) {
            worsen(arena, combination, COMBINATION_UNDECIDED, text);
        } else if (line->verdict == VERDICT_WARNING && is_among(line->check, told, ARRAY_LENGTH(told))) {
            note(arena, combination, text);
        }
    }
}

static void add_known(struct judge *judge, const struct update *update, struct known_images *images)
{
    if (update->image != NULL && !(update->one_pair && update->role == IMAGE_NET)) {
        const char *name = arena_printf(judge->arena, "%s %s", update->project == judge->fresh ? "new" : "released",
                                        update->image->source->name);

        *ARENA_PUSH(judge->arena, images) = (struct known_image){ update->number, name, update->image };
    }
}

static void judge_file(struct judge *judge, struct combination *combination, size_t which)
{
    const struct update *update = &judge->new[which];
    struct arena *arena = judge->arena;
    const char *core = core_name(update->role);
    const char *other = signed_for_other_core(update->image, update->role);
    struct firmware_origin firmware = firmware_origin_read(arena, update->project, update->image);
    enum b0n_key key =
        which == 0 ? B0N_KEY_FITS : b0n_key_of(arena, judge->released, judge->old[which].image, update->image);

    if (other != NULL) {
        worsen(arena, combination, COMBINATION_REFUSED, arena_printf(arena, "%s: %s", core, other));
    }
    if (firmware.likeness == FIRMWARE_OTHER) {
        worsen(arena, combination, COMBINATION_UNDECIDED,
               arena_printf(arena, "%s: the signed update was made of another firmware than the build's %s", core,
                            path_basename(firmware.path)));
    }
    if (key != B0N_KEY_FITS) {
        worsen(arena, combination, key == B0N_KEY_DIFFERS ? COMBINATION_REFUSED : COMBINATION_UNDECIDED,
               key == B0N_KEY_DIFFERS ? "network image: signed with another key than the released b0n checks for"
                                      : "network image: the key that the released b0n checks for is not known");
    }
}

static void judge_image(struct judge *judge, struct combination *combination, size_t which,
                        const struct known_images *shipped, const struct known_images *installed)
{
    const struct update *update = &judge->new[which];
    struct version_context context = { &judge->demand, shipped, installed,
                                       update->role == IMAGE_NET && !update->one_pair };
    struct verdicts versions = { 0 };

    take_verdicts(judge, combination, update, &judge->own[which]);
    if (update->image != NULL) {
        versions_verify(judge->arena, update->image, update->number, &context, &versions);
        take_verdicts(judge, combination, update, &versions);
        judge_file(judge, combination, which);
        return;
    }
    if (update->path != NULL) {
        worsen(judge->arena, combination, COMBINATION_REFUSED,
               arena_printf(judge->arena, "%s: the signed update cannot be read: %s", core_name(update->role),
                            update->fault));
        return;
    }
    worsen(judge->arena, combination, COMBINATION_UNDECIDED,
           arena_printf(judge->arena, "%s: the signed update %s: version, dependencies and signature are not compared",
                        core_name(update->role), update->fault));
}

/* One image is left alone: it has to get on with the new other one. */
static void judge_partner(struct judge *judge, struct combination *combination, size_t kept)
{
    struct arena *arena = judge->arena;
    const struct reading readings[2] = { { arena, judge->released, NULL }, { arena, judge->fresh, NULL } };
    struct aspect_value old = read_partition(&readings[0], "rpmsg_nrf53_sram");
    struct aspect_value new = read_partition(&readings[1], "rpmsg_nrf53_sram");

    if (!judge->old[1].exists && !judge->new[1].exists) {
        return;
    }
    if (old.text != NULL && new.text != NULL && strcmp(old.text, new.text) != 0) {
        worsen(arena, combination, COMBINATION_REFUSED,
               arena_printf(arena,
                            "the memory that both cores share is elsewhere in the new build (%s, released %s): the two "
                            "do not find each other",
                            new.text, old.text));
    } else if (kept == 0 ? judge->result->app_changed : judge->result->net_changed) {
        worsen(arena, combination, COMBINATION_UNDECIDED,
               arena_printf(arena, "nothing in the builds says that the new %s works with the released %s",
                            core_name(kept == 0 ? IMAGE_NET : IMAGE_APP),
                            core_name(kept == 0 ? IMAGE_APP : IMAGE_NET)));
    }
}

static const char *why_none(const struct judge *judge, enum combination_kind kind)
{
    if (kind == COMBINE_APP) {
        return judge->new[0].exists ? NULL : "the new build has no application";
    }
    if (!judge->new[1].exists) {
        return "the new build has no network image";
    }
    if (judge->released->kind == PROJECT_BUILD && !judge->new[1].takes) {
        return "the released bootloader takes no update of the network core";
    }
    return kind == COMBINE_BOTH && judge->new[1].one_pair ? "both go through one pair of slots, one after the other"
                                                          : NULL;
}

static void judge_combination(struct judge *judge, enum combination_kind kind)
{
    struct combination *combination = &judge->result->items[kind];
    struct known_images shipped = { 0 };
    struct known_images installed = { 0 };
    const char *why = why_none(judge, kind);

    *combination = (struct combination){ .kind = kind };
    if (why != NULL) {
        combination->verdict = COMBINATION_NONE;
        *ARENA_PUSH(judge->arena, &combination->reasons) = why;
        return;
    }
    for (size_t i = 0; i < 2; i++) {
        add_known(judge, &judge->old[i], &installed);
        if (kind == COMBINE_BOTH || (kind == COMBINE_NET) == (i == 1)) {
            add_known(judge, &judge->new[i], &shipped);
        }
    }
    if (kind != COMBINE_NET) {
        judge_image(judge, combination, 0, &shipped, &installed);
    }
    if (kind != COMBINE_APP) {
        judge_image(judge, combination, 1, &shipped, &installed);
    }
    if (kind != COMBINE_BOTH) {
        judge_partner(judge, combination, kind == COMBINE_APP ? 1 : 0);
    }
}

static bool is_lower(const struct update *new, const struct update *old, enum downgrade_prevention by)
{
    uint32_t new_counter;
    uint32_t old_counter;

    if (new->image == NULL || old->image == NULL) {
        return false;
    }
    if (by == DOWNGRADE_BY_IMAGE_COUNTER || by == DOWNGRADE_BY_CHIP_COUNTER) {
        return !image_security_counter(new->image, &new_counter) ||
               (image_security_counter(old->image, &old_counter) && new_counter < old_counter);
    }
    return mcuboot_version_compare(new->image->header.version, old->image->header.version) < 0;
}

static bool has_dependency(const struct update *update)
{
    return update->image != NULL && mcuboot_image_find(update->image, MCUBOOT_TLV_DEPENDENCY) != NULL;
}

/* The same firmware: what the two builds left unsigned, byte for byte. */
static bool firmware_differs(struct judge *judge, enum image_role role)
{
    struct aspect_value old = read_firmware(&(struct reading){ judge->arena, judge->released, NULL }, role);
    struct aspect_value new = read_firmware(&(struct reading){ judge->arena, judge->fresh, NULL }, role);

    return old.text == NULL || new.text == NULL || strcmp(old.text, new.text) != 0;
}

/* Or what the new build would send is another than what it left unsigned. */
static bool sends_another(struct judge *judge, const struct update *update)
{
    return update->image != NULL &&
           firmware_origin_read(judge->arena, update->project, update->image).likeness == FIRMWARE_OTHER;
}

/* Through one pair of slots the images go one after the other, and each that changed has to arrive. */
static void choose_needed(struct combinations *combinations)
{
    bool net_goes = combinations->net_changed && combinations->items[COMBINE_NET].verdict != COMBINATION_NONE;
    bool both = combinations->net_changed && combinations->items[COMBINE_BOTH].verdict != COMBINATION_NONE;

    combinations->needed[COMBINE_BOTH] = both;
    combinations->needed[COMBINE_NET] = !both && net_goes;
    combinations->needed[COMBINE_APP] = !both && (combinations->app_changed || !net_goes);
}

void combinations_judge(struct arena *arena, const struct project *released, const struct project *fresh,
                        const struct trusted_key *trusted, struct combinations *combinations)
{
    static const enum image_role roles[] = { IMAGE_APP, IMAGE_NET };
    struct judge judge = {
        .arena = arena, .released = released, .fresh = fresh, .trusted = trusted, .result = combinations
    };

    *combinations = (struct combinations){ 0 };
    bootloader_demand_read(arena, released, &judge.demand);
    for (size_t i = 0; i < 2; i++) {
        judge.old[i] = make_update(&judge, released, roles[i]);
        judge.new[i] = make_update(&judge, fresh, roles[i]);
        verify_own(&judge, i);
    }
    combinations->app_changed = firmware_differs(&judge, IMAGE_APP) || sends_another(&judge, &judge.new[0]);
    combinations->net_changed = firmware_differs(&judge, IMAGE_NET) || sends_another(&judge, &judge.new[1]);
    combinations->lower_app = is_lower(&judge.new[0], &judge.old[0], judge.demand.downgrade);
    combinations->lower_net = is_lower(&judge.new[1], &judge.old[1], judge.demand.downgrade);
    combinations->depends = has_dependency(&judge.new[0]) || has_dependency(&judge.new[1]);
    for (unsigned i = 0; i < COMBINATION_COUNT; i++) {
        judge_combination(&judge, (enum combination_kind)i);
    }
    choose_needed(combinations);
}

const struct combination *combinations_worst_needed(const struct combinations *combinations)
{
    const struct combination *worst = NULL;

    for (unsigned i = 0; i < COMBINATION_COUNT; i++) {
        const struct combination *combination = &combinations->items[i];

        if (combinations->needed[i] && (worst == NULL || combination->verdict > worst->verdict)) {
            worst = combination;
        }
    }
    return worst;
}

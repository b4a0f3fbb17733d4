#include "sim/scenarios.h"

#include <string.h>
#include "sim/scenario_table.h"

static bool swaps(enum upgrade_mode mode)
{
    return mode == UPGRADE_SWAP_MOVE || mode == UPGRADE_SWAP_OFFSET || mode == UPGRADE_SWAP_SCRATCH;
}

static bool own_too_large(const struct sim_setup *setup)
{
    return setup->images.own_app && setup->images.app_new->size > setup->images.app_limit;
}

/* What a device has of the needs. */
static unsigned device_has(const struct sim_setup *setup)
{
    const struct boot_config *config = &setup->device.config;
    const struct boot_image_config *app = &config->images[BOOT_IMAGE_APP];
    bool pairs = config->image_count > BOOT_IMAGE_NET;
    unsigned has = 0;

    has |= setup->images.net_old != NULL ? NEEDS_NET : 0;
    has |= pairs ? NEEDS_TWO_SLOT_PAIRS : NEEDS_ONE_SLOT_PAIR;
    has |= swaps(app->mode) ? NEEDS_SWAP : 0;
    has |= app->mode == UPGRADE_OVERWRITE_ONLY ? NEEDS_OVERWRITE : 0;
    has |= config->net.backup.size != 0 ? NEEDS_BACKUP : NEEDS_NO_BACKUP;
    has |= config->ncs == NULL ? NEEDS_REFERENCE : 0;
    has |= config->recovery ? NEEDS_RECOVERY : 0;
    has |= app->downgrade != DOWNGRADE_ALLOWED ? NEEDS_DOWNGRADE_RULE : 0;
    has |= setup->device.one_upload_slot ? NEEDS_ONE_UPLOAD_SLOT : 0;
    has |= own_too_large(setup) ? NEEDS_OWN_TOO_LARGE : 0;
    has |= setup->images.app_too_large != NULL ? NEEDS_TOO_LARGE : 0;
    has |= config->key_count != 0 ? NEEDS_SIGNATURES : 0;
    return has;
}

static const char *lack_text(unsigned lacking)
{
    static const struct {
        unsigned need;
        const char *text;
    } texts[] = {
        { NEEDS_NET, "there is no network-core image" },
        { NEEDS_TWO_SLOT_PAIRS, "the network core has no slots of its own" },
        { NEEDS_ONE_SLOT_PAIR, "each core has slots of its own" },
        { NEEDS_SWAP, "the application's mode cannot revert" },
        { NEEDS_OVERWRITE, "the application's mode is not overwrite-only" },
        { NEEDS_BACKUP, "there is no backup of the network core" },
        { NEEDS_NO_BACKUP, "there is a backup of the network core" },
        { NEEDS_REFERENCE, "the bootloader is not nrf53boot" },
        { NEEDS_RECOVERY, "the bootloader has no serial recovery" },
        { NEEDS_DOWNGRADE_RULE, "downgrades are allowed" },
        { NEEDS_ONE_UPLOAD_SLOT, "the update client knows both images" },
        { NEEDS_OWN_TOO_LARGE, "the application is not over the limit" },
        { NEEDS_TOO_LARGE, "the slot has no room for a file over the limit" },
        { NEEDS_SIGNATURES, "the bootloader asks for no signature" },
    };

    for (size_t i = 0; i < ARRAY_LENGTH(texts); i++) {
        if ((lacking & texts[i].need) != 0) {
            return texts[i].text;
        }
    }
    return NULL;
}

static bool same_name(size_t left, size_t right)
{
    return strcmp(scenario_forms[left].name, scenario_forms[right].name) == 0;
}

/* The first form of a name; later ones are not listed again. */
static bool is_first(size_t form)
{
    for (size_t i = 0; i < form; i++) {
        if (same_name(i, form)) {
            return false;
        }
    }
    return true;
}

size_t scenario_count(void)
{
    size_t count = 0;

    for (size_t i = 0; i < scenario_form_count; i++) {
        count += is_first(i) ? 1 : 0;
    }
    return count;
}

struct scenario_name scenario_at(size_t index)
{
    size_t form = 0;

    while (!is_first(form) || index-- > 0) {
        form++;
    }
    return (struct scenario_name){ scenario_forms[form].name, scenario_forms[form].summary,
                                   scenario_forms[form].usual };
}

bool scenario_exists(const char *name)
{
    for (size_t i = 0; i < scenario_form_count; i++) {
        if (strcmp(scenario_forms[i].name, name) == 0) {
            return true;
        }
    }
    return false;
}

static const struct sim_image *image_at(const struct sim_images *images, size_t offset)
{
    const struct sim_image *image;

    memcpy(&image, (const char *)images + offset, sizeof image);
    return image;
}

static const struct turn *fill_turns(struct arena *arena, const struct scenario_form *form,
                                     const struct sim_images *images)
{
    struct turn *turns = arena_array(arena, form->turn_count, sizeof *turns);

    for (size_t i = 0; i < form->turn_count; i++) {
        const struct turn_form *from = &form->turns[i];
        struct action *actions = arena_array(arena, from->count, sizeof *actions);

        for (size_t j = 0; j < from->count; j++) {
            const struct action_form *action = &from->actions[j];

            actions[j] = (struct action){
                .kind = action->kind,
                .slot = action->slot,
                .file = action->file == 0 ? NULL : image_at(images, action->file),
                .failure = action->failure,
                .times = action->times,
            };
        }
        turns[i] = (struct turn){
            .when_app = from->when_app,
            .actions = actions,
            .action_count = from->count,
            .after_cut = from->after_cut,
        };
    }
    return turns;
}

/* On a device without a network core nothing is judged of it. */
static struct pair fit_pair(struct pair pair, bool net)
{
    return (struct pair){ pair.app, net ? pair.net : 0 };
}

static const struct pair *fit_pairs(struct arena *arena, const struct pair *pairs, size_t count, bool net)
{
    struct pair *fitted = arena_array(arena, count, sizeof *fitted);

    for (size_t i = 0; i < count; i++) {
        fitted[i] = fit_pair(pairs[i], net);
    }
    return fitted;
}

/* Without a network core, what a pair is called by that core's image alone says nothing. */
static size_t fit_called(struct arena *arena, const struct scenario_form *form, bool net,
                         const struct called_pair **called)
{
    struct called_pair *fitted = arena_array(arena, form->called_count, sizeof *fitted);
    size_t count = 0;

    for (size_t i = 0; i < form->called_count; i++) {
        const struct called_pair *from = &form->called[i];

        if (net || from->pair.net == GENERATION_OLD) {
            fitted[count++] = (struct called_pair){ fit_pair(from->pair, net), from->outcome };
        }
    }
    *called = fitted;
    return count;
}

/* Any application that is not installed yet and may be, so that it shows whether updates still work. */
static const struct sim_image *next_update(const struct scenario_form *form, const struct sim_setup *setup)
{
    if (own_too_large(setup)) {
        return NULL;
    }
    if (form->ends[0].app != GENERATION_NEWER) {
        return setup->images.app_newer;
    }
    return setup->device.config.images[BOOT_IMAGE_APP].downgrade == DOWNGRADE_ALLOWED ? setup->images.app_new : NULL;
}

static void fill(struct arena *arena, const struct scenario_form *form, const struct sim_setup *setup,
                 struct scenario *scenario)
{
    bool net = setup->images.net_old != NULL;

    *scenario = (struct scenario){
        .name = form->name,
        .summary = form->summary,
        .installed_app = setup->images.app_old,
        .installed_net = setup->images.net_old,
        .turns = fill_turns(arena, form, &setup->images),
        .turn_count = form->turn_count,
        .starts = fit_pairs(arena, form->starts, form->start_count, net),
        .start_count = form->start_count,
        .ends = fit_pairs(arena, form->ends, form->end_count, net),
        .end_count = form->end_count,
        .expected = fit_pair(form->ends[0], net),
        .recovery_allowed = form->recovery_allowed,
        .when_old = form->when_old,
        .when_new = form->when_new,
        .next_update = next_update(form, setup),
    };
    scenario->called_count = fit_called(arena, form, net, &scenario->called);
}

/* The first form that fits; NULL when there is none, *why then says what the last one lacks. */
static const struct scenario_form *find_form(const char *name, const struct sim_setup *setup, const char **why)
{
    unsigned has = device_has(setup);

    *why = "there is no such scenario";
    for (size_t i = 0; i < scenario_form_count; i++) {
        if (strcmp(scenario_forms[i].name, name) != 0) {
            continue;
        }
        *why = lack_text(scenario_forms[i].needs & ~has);
        if (*why == NULL) {
            return &scenario_forms[i];
        }
    }
    return NULL;
}

bool scenario_is_usual(const char *name, const struct sim_setup *setup)
{
    const char *why;
    const struct scenario_form *form = find_form(name, setup, &why);

    return form != NULL && form->usual;
}

bool scenario_make(struct arena *arena, const char *name, const struct sim_setup *setup, struct scenario *scenario,
                   const char **why)
{
    const struct scenario_form *form = find_form(name, setup, why);

    if (form == NULL) {
        return false;
    }
    fill(arena, form, setup, scenario);
    return true;
}

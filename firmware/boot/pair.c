#include "firmware/boot/pair.h"

#include <string.h>
#include "firmware/boot/dependencies.h"
#include "firmware/boot/pair_fit.h"
#include "firmware/boot/pair_marks.h"
#include "firmware/boot/pair_net.h"
#include "firmware/boot/pair_trial.h"
#include "firmware/format/trailer.h"

enum pair_step {
    STEP_NOTHING, /* nothing new; what the application's update has begun goes on */
    STEP_HOLD,    /* what is marked may not go on as it is, and waits for its other half */
    STEP_APP,
    STEP_NET,
    STEP_BOTH,
};

/* The watchdog fired during a transfer: it counts as failed, and not more than a round is tried between two starts. */
static void count_watchdog(struct pair *pair)
{
    struct net_state_record *record = &pair->state.record;
    unsigned attempts = pair->config->net.attempts;
    bool candidate = record->transfer == NET_TRANSFER_RUNNING;
    uint8_t *failures = candidate ? &record->candidate_failures : &record->restore_failures;
    unsigned tries;

    if (hal_reset_reason(pair->hal) != RESET_WATCHDOG || (!candidate && record->transfer != NET_TRANSFER_RESTORING) ||
        *failures == UINT8_MAX) {
        return;
    }
    hal_log(pair->hal, HAL_LOG_ERROR, "Watchdog reset during the network core update");
    (*failures)++;
    tries = *failures % attempts == 0 ? attempts : *failures % attempts;
    *(candidate ? &pair->candidate_tries : &pair->restore_tries) = tries;
    if (tries == attempts) {
        record->transfer = NET_TRANSFER_FAILED;
    }
    (void)pair_save(pair);
}

void pair_open(struct pair *pair, struct hal *hal, const struct boot_config *config)
{
    memset(pair, 0, sizeof *pair);
    pair->hal = hal;
    pair->config = config;
    net_state_read(hal, config, &pair->state);
    (void)net_state_settle(hal, config, &pair->state);
}

enum boot_net_state pair_net_state(const struct pair *pair)
{
    if (pair_net_in_doubt(pair)) {
        return BOOT_NET_INVALID;
    }
    return pair->state.record.transfer == NET_TRANSFER_DONE ? BOOT_NET_GOOD : BOOT_NET_UNKNOWN;
}

/* The candidate of the application's update, its last word and its mark included, stays as it was read. */
static bool settle_app_candidate(struct pair *pair)
{
    const struct boot_image_config *image = &pair->config->images[BOOT_IMAGE_APP];
    uint32_t start = image->mode == UPGRADE_SWAP_OFFSET ? image->secondary.sector_size : 0;

    return net_image_settle(pair->hal, &image->secondary, start, pair->app.candidate.total_size, image->write_size) &&
           trailer_settle_magic(pair->hal, image, &image->secondary) &&
           trailer_settle_field(pair->hal, image, &image->secondary, TRAILER_IMAGE_OK) &&
           trailer_settle_field(pair->hal, image, &image->secondary, TRAILER_SWAP_INFO);
}

static enum pair_step decide(struct pair *pair)
{
    bool app = app_update_is_new(&pair->app);
    bool net = pair->net.valid;
    bool both = app && net && dependencies_of_pair_met(&pair->app.candidate, &pair->net.summary);
    bool irrevocable = both && !pair_can_be_taken_back(pair);

    if (both && !irrevocable) {
        return STEP_BOTH;
    }
    if (irrevocable) {
        hal_log(pair->hal, HAL_LOG_ERROR, "Test of both images refused: the network core could not be taken back");
    }
    if (app && pair_app_fits_running_net(pair)) {
        return STEP_APP;
    }
    if (net && !irrevocable && pair_net_fits_running_app(pair) && !app_on_trial(pair->hal, pair->config)) {
        return STEP_NET;
    }
    return app || net ? STEP_HOLD : STEP_NOTHING;
}

static void log_held(const struct pair *pair, unsigned image, unsigned other)
{
    hal_log(pair->hal, HAL_LOG_WARNING, "Image index: %u, not installed: dependencies on image %u are not met", image,
            other);
}

static void log_step(const struct pair *pair, enum pair_step step)
{
    if (pair->net.valid) {
        hal_log(pair->hal, HAL_LOG_INFO, "Image index: 1, Swap type: %s",
                pair->net.mark == NET_MARKED_PERMANENT ? "perm" : "test");
    }
    if (step == STEP_NET && pair->net.mark == NET_MARKED_TEST) {
        hal_log(pair->hal, HAL_LOG_INFO, "Image index: 1, installed for good: on its own it cannot be tested");
    }
    if (app_update_is_new(&pair->app) && (step == STEP_HOLD || step == STEP_NET)) {
        log_held(pair, 0, 1);
    }
    if (pair->net.valid && (step == STEP_HOLD || step == STEP_APP)) {
        log_held(pair, 1, 0);
    }
}

/* The network core may be empty and there is no way back: what lies in the secondary slot may be the only network
 * image.
 */
static bool net_candidate_is_last_hope(const struct pair *pair)
{
    return pair_net_in_doubt(pair) && !pair_has_way_back(pair);
}

static void refuse_too_old(struct pair *pair)
{
    if (net_candidate_is_last_hope(pair)) {
        hal_log(pair->hal, HAL_LOG_ERROR, "Image index: 1, refused and %s: %s", "kept", "insufficient counter");
        pair->net.valid = false;
        return;
    }
    hal_log(pair->hal, HAL_LOG_ERROR, "Image index: 1, refused and %s: %s", "erased",
            "insufficient version or counter");
    (void)net_candidate_consume(pair->hal, pair->config, &pair->net);
}

/* Its bytes stay where they may be the only ones: who marks it again has it tried again. */
static void take_given_up_away(struct pair *pair)
{
    bool keep = net_candidate_is_last_hope(pair);

    hal_log(pair->hal, HAL_LOG_ERROR, "Image index: 1, update given up, %s",
            keep ? "its mark is taken back" : "refused and erased");
    if (keep) {
        (void)net_candidate_unmark(pair->hal, pair->config, &pair->net);
    } else {
        (void)net_candidate_consume(pair->hal, pair->config, &pair->net);
    }
}

/* The transfers of this boot failed: another boot tries again, or both are refused for good. With nothing in the
 * primary slot that could be started instead, the application goes on without.
 */
static void wait_or_give_up(struct pair *pair, bool with_app)
{
    struct net_state_record *record = &pair->state.record;
    bool only_app = with_app && !pair->app.running_valid;

    if (!only_app || !pair_given_up(pair)) {
        app_update_put_off(&pair->app);
    }
    if (pair->failed) {
        return; /* what is written down is where the next boot goes on */
    }
    if (record->trial == 1) {
        (void)pair_trial_end(pair);
    }
    if (!pair_given_up(pair)) {
        hal_log(pair->hal, HAL_LOG_ERROR, "Image index: 1, update failed, the next boot tries again");
        return;
    }
    if (with_app && !only_app) {
        hal_log(pair->hal, HAL_LOG_ERROR, "Image index: 0, refused and erased with image 1");
        (void)app_update_discard(pair->hal, pair->config);
    }
    take_given_up_away(pair);
    memset(record->candidate, 0, sizeof record->candidate);
    record->candidate_failures = 0;
    (void)pair_save(pair);
}

/* Nothing may be built on a mark that the next boot could read otherwise. */
static bool settle_for(struct pair *pair, enum pair_step step)
{
    if (step == STEP_NET) {
        return pair_settle_confirmation(pair);
    }
    return net_has_backup(pair->config) || settle_app_candidate(pair);
}

/* The candidate is in the network core for good. */
static void take_away(struct pair *pair)
{
    pair_keep_counter(pair, &pair->net.summary);
    (void)net_candidate_consume(pair->hal, pair->config, &pair->net);
}

static void install(struct pair *pair, enum pair_step step)
{
    bool with_app = step == STEP_BOTH;

    if (!settle_for(pair, step)) {
        pair->failed = true;
        app_update_put_off(&pair->app);
        return;
    }
    if (!pair_install_candidate(pair, with_app ? PAIR_INSTALL_WITH_APP : PAIR_INSTALL_ALONE)) {
        wait_or_give_up(pair, with_app);
        return;
    }
    if (pair->state.record.trial == 0) {
        take_away(pair);
    }
}

/* A candidate that is there already, or that may not be there. */
static bool settle_candidate(struct pair *pair)
{
    bool there = pair->net.valid && pair_net_runs(pair, pair->net.summary.sha256);

    if (!there && !(pair->net.valid && pair_candidate_too_old(pair))) {
        return true;
    }
    if (!pair_hold(pair)) {
        return false;
    }
    if (there) {
        take_away(pair);
    } else {
        refuse_too_old(pair);
    }
    return true;
}

/* False: nothing was begun, as the state is not certain. */
static bool begin_something(struct pair *pair)
{
    enum pair_step step;

    if (!settle_candidate(pair)) {
        return false;
    }
    /* unreadable: an image may be marked there that goes with the application */
    step = pair->net.unreadable && app_update_is_new(&pair->app) ? STEP_HOLD : decide(pair);
    log_step(pair, step);
    if (step == STEP_HOLD) {
        pair_take_marks_back(pair);
    }
    if (step == STEP_HOLD || step == STEP_NET) {
        app_update_put_off(&pair->app);
    }
    if (step != STEP_HOLD && step != STEP_NOTHING && !pair_hold(pair)) {
        return false;
    }
    if (step == STEP_NET || step == STEP_BOTH) {
        install(pair, step);
    }
    if (pair_net_in_doubt(pair)) {
        (void)pair_restore(pair);
    }
    return true;
}

/* The application is to be copied into a primary slot that holds none, or not yet: whether its update was begun is
 * not to be seen. If it was, the network core had its image before and the candidate is gone.
 */
static bool net_comes_first(const struct pair *pair)
{
    return pair->app.resumed && pair->app.plan == APP_PERMANENT && !pair->app.running_valid &&
           pair->config->images[BOOT_IMAGE_APP].mode == UPGRADE_OVERWRITE_ONLY && pair->net.valid &&
           !pair_net_runs(pair, pair->net.summary.sha256) && !pair_candidate_too_old(pair) &&
           dependencies_of_pair_met(&pair->app.candidate, &pair->net.summary);
}

static bool cannot_go_on(struct pair *pair, const char *why)
{
    hal_log(pair->hal, HAL_LOG_ERROR, "Flash access failed, %s", why);
    pair->failed = true;
    return false;
}

/* What is there to be done. False: it cannot be seen, so nothing is begun: a trial may be under way, and its revert
 * must not leave the network core behind.
 */
static bool look_around(struct pair *pair)
{
    if (pair->state.unreadable) {
        return cannot_go_on(pair, "the state of the network core cannot be read");
    }
    app_update_plan(pair->hal, pair->config, &pair->app);
    net_candidate_read(pair->hal, pair->config, &pair->net, net_candidate_is_last_hope(pair));
    if (pair_trial_hidden(pair)) {
        return cannot_go_on(pair, "the application on trial cannot be read");
    }
    return true;
}

static bool on_trial(const struct pair *pair)
{
    return pair->state.record.trial == 1;
}

/* What was begun goes on, forward or back. False: the state is not certain, or nothing may be done. */
static bool go_on(struct pair *pair, bool *forward)
{
    if (pair_trial_stuck(pair) || !pair_hold(pair)) {
        return false;
    }
    *forward = on_trial(pair) && pair_heads_for_trial_app(pair);
    if (*forward) {
        pair_trial_go_on(pair);
    } else if (on_trial(pair)) {
        pair_trial_take_back(pair);
    } else if (net_comes_first(pair)) {
        log_step(pair, STEP_BOTH);
        install(pair, STEP_BOTH);
        *forward = on_trial(pair);
    }
    return true;
}

/* The network core's part of what is due, before the application's. `forward`: towards the application on trial. */
static bool network_core_first(struct pair *pair, bool *forward)
{
    if (on_trial(pair) && pair_trial_superseded(pair)) {
        if (!pair_hold(pair)) {
            return false;
        }
        (void)pair_trial_keep(pair);
    }
    if (on_trial(pair) || pair->app.resumed || pair->app.plan == APP_REVERT) {
        return go_on(pair, forward);
    }
    if (!begin_something(pair)) {
        return false;
    }
    *forward = on_trial(pair);
    return true;
}

/* True: another look is worth while, the old application is back and what waited for it may go on. */
static bool one_round(struct pair *pair)
{
    bool forward = false;
    bool reverted;

    if (!look_around(pair) || !network_core_first(pair, &forward)) {
        return false;
    }
    reverted = pair->app.plan == APP_REVERT;
    if (pair->app.plan != APP_NOTHING && !app_update_perform(pair->hal, pair->config, &pair->app)) {
        hal_log(pair->hal, HAL_LOG_ERROR, "Flash access failed, the update is not finished");
        pair->failed = true;
        return false;
    }
    if (on_trial(pair) && !pair->failed) {
        pair_trial_look(pair, forward);
    }
    return reverted;
}

bool pair_update(struct pair *pair)
{
    count_watchdog(pair);
    if (one_round(pair)) {
        (void)one_round(pair);
    }
    return !pair->failed || pair_may_start(pair);
}

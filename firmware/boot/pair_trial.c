#include "firmware/boot/pair_trial.h"

#include "firmware/boot/pair_fit.h"
#include "firmware/boot/pair_net.h"
#include "firmware/format/area.h"
#include "firmware/format/trailer.h"

bool pair_settle_confirmation(struct pair *pair)
{
    const struct boot_image_config *image = &pair->config->images[BOOT_IMAGE_APP];

    return trailer_settle_field(pair->hal, image, &image->primary, TRAILER_IMAGE_OK);
}

/* The end of the swap, as it was read, stays: a revert must not turn into a swap that goes on. */
static bool settle_end_of_swap(struct pair *pair)
{
    const struct boot_image_config *image = &pair->config->images[BOOT_IMAGE_APP];

    return trailer_settle_field(pair->hal, image, &image->primary, TRAILER_COPY_DONE);
}

/* A swap that has begun to move sectors does not say; it was not begun before the network core had the image that
 * goes with it.
 */
bool pair_heads_for_trial_app(const struct pair *pair)
{
    const struct app_update *app = &pair->app;
    const struct net_state_record *record = &pair->state.record;

    if (app->plan == APP_NOTHING) {
        return app->running_valid && net_same_image(app->running.sha256, record->app);
    }
    if (app->plan == APP_REVERT) {
        return false;
    }
    return app->candidate.total_size == 0 ? pair_net_runs(pair, record->candidate)
                                          : net_same_image(app->candidate.sha256, record->app);
}

bool pair_trial_keep(struct pair *pair)
{
    struct boot_area staged = net_backup_slot(pair->config, pair_other_slot(pair));
    struct image_summary image;

    /* the counter cannot be taken back: only for the image that was verified and ran on trial */
    if (net_image_verify(pair->hal, pair->config, &staged, &image, NULL) &&
        net_same_image(image.sha256, pair->state.record.candidate)) {
        pair_keep_counter(pair, &image);
    }
    pair->state.record.current = (uint8_t)pair_other_slot(pair);
    pair->state.record.trial = 0;
    hal_log(pair->hal, HAL_LOG_INFO, "Both cores are confirmed");
    return pair_save(pair);
}

bool pair_trial_end(struct pair *pair)
{
    pair->state.record.trial = 0;
    return pair_save(pair);
}

static bool candidate_is_on_trial(const struct pair *pair)
{
    return pair->net.valid && net_same_image(pair->net.summary.sha256, pair->state.record.candidate);
}

bool pair_trial_over(struct pair *pair)
{
    if (pair->state.record.trial == 0) {
        return true;
    }
    app_update_plan(pair->hal, pair->config, &pair->app);
    return pair->app.plan == APP_NOTHING && pair_heads_for_trial_app(pair) && !app_on_trial(pair->hal, pair->config) &&
           pair_settle_confirmation(pair) && pair_trial_keep(pair);
}

bool pair_trial_superseded(const struct pair *pair)
{
    return app_update_is_new(&pair->app) && pair->app.running_valid &&
           net_same_image(pair->app.running.sha256, pair->state.record.app) &&
           !net_same_image(pair->app.candidate.sha256, pair->state.record.app);
}

bool pair_trial_hidden(const struct pair *pair)
{
    return pair->state.record.trial == 1 && pair->app.plan == APP_NOTHING && !pair->app.running_valid &&
           !area_readable(pair->hal, &pair->config->images[BOOT_IMAGE_APP].primary);
}

void pair_trial_go_on(struct pair *pair)
{
    if (pair_net_runs(pair, pair->state.record.candidate) || pair_install_staged(pair) ||
        !app_update_is_new(&pair->app)) {
        return;
    }
    hal_log(pair->hal, HAL_LOG_ERROR, "The network core update failed: the application's update waits");
    app_update_put_off(&pair->app);
    if (pair->failed) {
        return;
    }
    (void)pair_trial_end(pair);
    (void)pair_restore(pair);
}

/* Nothing is to be swapped back; or the tries to bring the network core's old image back are used up for good and it
 * has none that is known; or the old application works with the new one.
 */
static bool old_app_can_do_without(const struct pair *pair)
{
    return pair->app.plan != APP_REVERT || (pair_restore_given_up(pair) && pair_net_in_doubt(pair)) ||
           (pair->state.record.transfer == NET_TRANSFER_DONE && pair->app.candidate.total_size != 0 &&
            pair_app_fits_running_net(pair));
}

static void new_pair_stays(struct pair *pair)
{
    hal_log(pair->hal, HAL_LOG_ERROR, "The old image of the network core cannot be brought back: the new pair stays");
    pair->failed = true;
    app_update_put_off(&pair->app);
}

bool pair_trial_stuck(struct pair *pair)
{
    if (pair->state.record.trial == 0 || pair->app.resumed || !pair_restore_given_up(pair) ||
        old_app_can_do_without(pair) || pair_restore_ready(pair)) {
        return false;
    }
    new_pair_stays(pair);
    return true;
}

/* A confirmation that a power cut hit would say at one boot that the application is taken back, and at the next that it
 * stays: the revert is made to stay first.
 */
void pair_trial_take_back(struct pair *pair)
{
    if (pair->app.plan == APP_REVERT && !pair->app.resumed &&
        !(settle_end_of_swap(pair) && app_update_hold(pair->hal, pair->config, &pair->app))) {
        pair->failed = true;
        app_update_put_off(&pair->app);
        return;
    }
    if (!pair_restore(pair) && !old_app_can_do_without(pair)) {
        new_pair_stays(pair);
        return;
    }
    if (pair->app.plan == APP_REVERT && candidate_is_on_trial(pair)) {
        hal_log(pair->hal, HAL_LOG_WARNING, "Image index: 1, update given up, %s", "refused and erased");
        (void)net_candidate_consume(pair->hal, pair->config, &pair->net);
    }
}

void pair_trial_look(struct pair *pair, bool forward)
{
    if (!forward) {
        (void)pair_trial_end(pair);
        return;
    }
    if (candidate_is_on_trial(pair)) {
        (void)net_candidate_consume(pair->hal, pair->config, &pair->net);
    }
    if (!app_on_trial(pair->hal, pair->config) && pair_settle_confirmation(pair)) {
        (void)pair_trial_keep(pair);
    }
}

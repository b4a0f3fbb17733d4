#include "firmware/boot/pair_marks.h"

#include "firmware/boot/dependencies.h"
#include "firmware/boot/pair_fit.h"
#include "firmware/format/area.h"

/* An image that was not marked, or not any more, counts as well: after a power cut the application's mark is left. */
static bool has_net_image(struct pair *pair)
{
    return pair->net.valid || net_image_verify(pair->hal, pair->config, &pair->config->images[BOOT_IMAGE_NET].secondary,
                                               &pair->net.summary, NULL);
}

/* A network image that goes with what runs only waits for the end of a trial. */
static bool only_waits(const struct pair *pair)
{
    return pair->net.valid && pair_net_fits_running_app(pair);
}

/* What cannot be read now may be a way back at the next boot. */
static bool has_no_way_back(const struct pair *pair)
{
    return !pair_can_be_taken_back(pair) &&
           (!net_has_backup(pair->config) || area_readable(pair->hal, &pair->config->net.backup));
}

static bool held_for_good(struct pair *pair)
{
    if (pair->net.unreadable || !has_net_image(pair)) {
        return false;
    }
    return dependencies_of_pair_met(&pair->app.candidate, &pair->net.summary) ? has_no_way_back(pair)
                                                                              : !only_waits(pair);
}

/* The network core's mark goes first, and again should it be gone already, as an interrupted erase may bring it back:
 * alone that image might be installed, and for good. The application's alone is not, as it does not go with what the
 * network core has. With nothing in the primary slot that could be started instead, both stay.
 */
void pair_take_marks_back(struct pair *pair)
{
    if (!app_update_is_new(&pair->app) || !pair->app.running_valid || !held_for_good(pair)) {
        return;
    }
    hal_log(pair->hal, HAL_LOG_WARNING, "Both marks are taken back");
    if (net_candidate_unmark(pair->hal, pair->config, &pair->net)) {
        app_update_unmark(pair->hal, pair->config, &pair->app);
    }
}

/* The trial of a pair: both images were installed, the application's confirmation or revert decides for both.
 *
 * All of it but pair_trial_over() is for the time after the application's update was planned; where not said
 * otherwise, the state record says that there is a trial.
 */
#ifndef BOOT_PAIR_TRIAL_H
#define BOOT_PAIR_TRIAL_H

#include "firmware/boot/pair.h"

/* Ends a trial whose application is confirmed. False: a trial is still unresolved. */
bool pair_trial_over(struct pair *pair);

/* The application on trial seems to be gone, but a read failed. With or without a trial. */
bool pair_trial_hidden(const struct pair *pair);

/* A third application takes the place of the one on trial: there is no way back any more, the trial is over. */
bool pair_trial_superseded(const struct pair *pair);

/* The image on trial becomes the one to go back to. */
bool pair_trial_keep(struct pair *pair);

/* The trial is over, and no image becomes another one's successor. */
bool pair_trial_end(struct pair *pair);

/* The image that the primary slot has, or will have when the plan is done, is the one on trial. */
bool pair_heads_for_trial_app(const struct pair *pair);

/* The application is to be taken back, the network core has the new image and the old one cannot even be brought into
 * RAM: that was tried in vain often enough, so the new pair stays as it is, and nothing is written. With or without a
 * trial.
 */
bool pair_trial_stuck(struct pair *pair);

/* Forward: the staged image must be in the network core before the application goes on. */
void pair_trial_go_on(struct pair *pair);

/* Back: the old image of the network core before the old application. */
void pair_trial_take_back(struct pair *pair);

/* After the application's update: the trial is confirmed, taken back, or goes on. */
void pair_trial_look(struct pair *pair, bool forward);

/* The application's confirmation, as it was read, stays. With or without a trial. */
bool pair_settle_confirmation(struct pair *pair);

#endif

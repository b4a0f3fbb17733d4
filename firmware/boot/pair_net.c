#include "firmware/boot/pair_net.h"

#include <string.h>
#include "firmware/boot/dependencies.h"
#include "firmware/net/net_transfer.h"

bool pair_net_runs(const struct pair *pair, const uint8_t sha256[32])
{
    const struct net_state_record *record = &pair->state.record;

    return record->transfer == NET_TRANSFER_DONE && net_same_image(record->running, sha256);
}

bool pair_save(struct pair *pair)
{
    if (net_state_write(pair->hal, pair->config, &pair->state)) {
        return true;
    }
    hal_log(pair->hal, HAL_LOG_ERROR, "Flash access failed, the state of the network core is not written");
    pair->failed = true;
    return false;
}

bool pair_hold(struct pair *pair)
{
    if (net_state_hold(pair->hal, pair->config, &pair->state)) {
        return true;
    }
    hal_log(pair->hal, HAL_LOG_ERROR, "Flash access failed, the state of the network core is not certain");
    pair->failed = true;
    return false;
}

bool pair_net_in_doubt(const struct pair *pair)
{
    uint8_t transfer = pair->state.record.transfer;

    return transfer != NET_TRANSFER_NONE && transfer != NET_TRANSFER_DONE;
}

unsigned pair_other_slot(const struct pair *pair)
{
    return pair->state.record.current == 0 ? 1 : 0;
}

static unsigned failure_limit(const struct pair *pair)
{
    return (unsigned)limits_smaller((uint64_t)pair->config->net.attempts * PAIR_FAILING_ROUNDS, UINT8_MAX);
}

bool pair_given_up(const struct pair *pair)
{
    return pair->state.record.candidate_failures >= failure_limit(pair);
}

bool pair_restore_given_up(const struct pair *pair)
{
    return pair->state.record.restore_failures >= failure_limit(pair);
}

static bool counter_allows(const struct pair *pair, const struct image_summary *image)
{
    uint32_t counter;

    return image->has_security_counter && hal_security_counter_read(pair->hal, BOOT_IMAGE_NET, &counter) &&
           image->security_counter >= counter;
}

bool pair_candidate_too_old(const struct pair *pair)
{
    const struct net_state_record *record = &pair->state.record;

    switch (pair->config->images[BOOT_IMAGE_NET].downgrade) {
    case DOWNGRADE_BY_VERSION:
        return record->transfer == NET_TRANSFER_DONE &&
               image_version_compare(&pair->net.summary.header.version, &record->version) < 0;
    case DOWNGRADE_BY_SECURITY_COUNTER:
        return !counter_allows(pair, &pair->net.summary);
    case DOWNGRADE_ALLOWED:
        break;
    }
    return false;
}

void pair_keep_counter(const struct pair *pair, const struct image_summary *image)
{
    uint32_t counter;

    if (pair->config->images[BOOT_IMAGE_NET].downgrade == DOWNGRADE_BY_SECURITY_COUNTER &&
        image->has_security_counter && hal_security_counter_read(pair->hal, BOOT_IMAGE_NET, &counter) &&
        image->security_counter > counter) {
        (void)hal_security_counter_update(pair->hal, BOOT_IMAGE_NET, image->security_counter);
    }
}

/* A restore that works says nothing of the candidate: its failures stay counted, or it would be tried for ever. */
static void note_running(struct net_state_record *record, const struct image_summary *image, enum net_transfer kind)
{
    record->transfer = NET_TRANSFER_DONE;
    record->version = image->header.version;
    record->min_app = dependency_on(image, BOOT_IMAGE_APP);
    memcpy(record->running, image->sha256, sizeof record->running);
    record->restore_failures = 0;
    if (kind == NET_TRANSFER_RUNNING) {
        record->candidate_failures = 0;
    }
}

/* Of a step before the transfer, or without end the next boot would try it again. */
static void count_failure(struct pair *pair, uint8_t *failures)
{
    *failures = (uint8_t)limits_smaller(*failures + 1u, failure_limit(pair));
    if (*failures == failure_limit(pair) && pair_net_in_doubt(pair)) {
        pair->state.record.transfer = NET_TRANSFER_FAILED;
    }
    (void)pair_save(pair);
}

/* One round of tries. `kind` is durable before each; `current` is the current slot once it is done. */
static bool transfer(struct pair *pair, const struct boot_area *from, const struct image_summary *image,
                     enum net_transfer kind, uint8_t current)
{
    struct net_state_record *record = &pair->state.record;
    bool candidate = kind == NET_TRANSFER_RUNNING;
    uint8_t *failures = candidate ? &record->candidate_failures : &record->restore_failures;
    unsigned *tries = candidate ? &pair->candidate_tries : &pair->restore_tries;

    if (!net_transfer_prepare(pair->hal, pair->config, from, image)) {
        hal_log(pair->hal, HAL_LOG_ERROR, "The network image cannot be brought into RAM");
        count_failure(pair, failures);
        return false;
    }
    while (*tries < pair->config->net.attempts && *failures < failure_limit(pair)) {
        uint8_t before = record->transfer;

        record->transfer = (uint8_t)kind;
        if (!pair_save(pair)) {
            record->transfer = before;
            return false;
        }
        if (net_transfer_run(pair->hal, pair->config, image, pair->meanwhile)) {
            note_running(record, image, kind);
            record->current = current;
            return pair_save(pair);
        }
        (*failures)++;
        (*tries)++;
    }
    record->transfer = NET_TRANSFER_FAILED;
    (void)pair_save(pair);
    return false;
}

static void begin_candidate(struct net_state_record *record, const uint8_t sha256[32])
{
    if (!net_same_image(record->candidate, sha256)) {
        memcpy(record->candidate, sha256, sizeof record->candidate);
        record->candidate_failures = 0;
        record->restore_failures = 0;
    }
}

/* The candidate's copy in the backup: made anew, or taken as it is when an earlier boot made it. */
static bool stage(struct pair *pair, const struct boot_area *slot)
{
    const struct boot_image_config *image = &pair->config->images[BOOT_IMAGE_NET];
    const struct image_summary *wanted = &pair->net.summary;
    struct image_summary found;

    if (net_image_verify(pair->hal, pair->config, slot, &found, NULL) && net_same_image(found.sha256, wanted->sha256)) {
        return net_image_settle(pair->hal, slot, 0, found.total_size, image->write_size);
    }
    return net_image_copy(pair->hal, pair->config, &image->secondary, slot, wanted->total_size) &&
           net_image_verify(pair->hal, pair->config, slot, &found, NULL) &&
           net_same_image(found.sha256, wanted->sha256);
}

bool pair_install_candidate(struct pair *pair, enum pair_install how)
{
    struct net_state_record *record = &pair->state.record;
    unsigned slot = pair_other_slot(pair);
    struct boot_area from = pair->config->images[BOOT_IMAGE_NET].secondary;

    begin_candidate(record, pair->net.summary.sha256);
    if (pair_given_up(pair)) {
        return false;
    }
    if (!net_has_backup(pair->config)) {
        pair->failed |= !net_candidate_settle(pair->hal, pair->config, &pair->net);
        return !pair->failed && transfer(pair, &from, &pair->net.summary, NET_TRANSFER_RUNNING, NET_BACKUP_NONE);
    }
    from = net_backup_slot(pair->config, slot);
    if (!stage(pair, &from)) {
        hal_log(pair->hal, HAL_LOG_ERROR, "The network image cannot be staged in the backup");
        count_failure(pair, &record->candidate_failures);
        return false;
    }
    record->trial = how == PAIR_INSTALL_WITH_APP ? 1 : 0;
    if (record->trial == 1) {
        memcpy(record->app, pair->app.candidate.sha256, sizeof record->app);
    }
    return transfer(pair, &from, &pair->net.summary, NET_TRANSFER_RUNNING,
                    record->trial == 1 ? record->current : (uint8_t)slot);
}

bool pair_install_staged(struct pair *pair)
{
    struct boot_area slot = net_backup_slot(pair->config, pair_other_slot(pair));
    struct image_summary staged;

    if (!net_image_verify(pair->hal, pair->config, &slot, &staged, NULL) ||
        !net_same_image(staged.sha256, pair->state.record.candidate)) {
        hal_log(pair->hal, HAL_LOG_ERROR, "The network image on trial is not in the backup any more");
        return false;
    }
    return net_image_settle(pair->hal, &slot, 0, staged.total_size, pair->config->images[BOOT_IMAGE_NET].write_size) &&
           transfer(pair, &slot, &staged, NET_TRANSFER_RUNNING, pair->state.record.current);
}

bool pair_install_from(struct pair *pair, const struct boot_area *area, const struct image_summary *image)
{
    bool backup = net_has_backup(pair->config);

    begin_candidate(&pair->state.record, image->sha256);
    pair->state.record.candidate_failures = 0;
    return transfer(pair, area, image, NET_TRANSFER_RUNNING, backup ? (uint8_t)pair_other_slot(pair) : NET_BACKUP_NONE);
}

static bool has_current(const struct pair *pair)
{
    return net_has_backup(pair->config) && pair->state.record.current != NET_BACKUP_NONE;
}

static bool read_current(const struct pair *pair, struct boot_area *slot, struct image_summary *image)
{
    if (!has_current(pair)) {
        return false;
    }
    *slot = net_backup_slot(pair->config, pair->state.record.current);
    return net_image_verify(pair->hal, pair->config, slot, image, NULL);
}

bool pair_has_way_back(const struct pair *pair)
{
    struct boot_area slot;
    struct image_summary image;

    return read_current(pair, &slot, &image);
}

bool pair_restore_ready(const struct pair *pair)
{
    struct boot_area slot;
    struct image_summary image;

    return read_current(pair, &slot, &image) && net_transfer_prepare(pair->hal, pair->config, &slot, &image);
}

/* There is nothing better to wait for than the way back: once the rounds are used up, each boot tries once more, and
 * erases nothing before the image is in RAM. The record says FAILED already, and says so until it works. Not after a
 * watchdog reset, which such a try may have been the cause of.
 */
static bool try_last_way_back(struct pair *pair, const struct boot_area *slot, const struct image_summary *image)
{
    struct net_state_record *record = &pair->state.record;

    if (record->transfer != NET_TRANSFER_FAILED || pair->restore_tries > 0 ||
        hal_reset_reason(pair->hal) == RESET_WATCHDOG) {
        return false;
    }
    pair->restore_tries++;
    if (!net_transfer_prepare(pair->hal, pair->config, slot, image) || !pair_hold(pair) ||
        !net_transfer_run(pair->hal, pair->config, image, pair->meanwhile)) {
        return false;
    }
    note_running(record, image, NET_TRANSFER_RESTORING);
    return pair_save(pair);
}

bool pair_restore(struct pair *pair)
{
    struct net_state_record *record = &pair->state.record;
    struct boot_area slot;
    struct image_summary image;

    if (!read_current(pair, &slot, &image)) {
        if (has_current(pair) && !pair_restore_given_up(pair)) {
            hal_log(pair->hal, HAL_LOG_ERROR, "The old image of the network core cannot be read");
            count_failure(pair, &record->restore_failures);
        }
        return false;
    }
    if (pair_net_runs(pair, image.sha256)) {
        return true;
    }
    if (pair_restore_given_up(pair) && pair_net_in_doubt(pair)) {
        return try_last_way_back(pair, &slot, &image);
    }
    if (pair_restore_given_up(pair)) {
        record->restore_failures = 0; /* no transfer was tried yet, and now one can be: pair_restore_ready() */
    }
    hal_log(pair->hal, HAL_LOG_WARNING, "Bringing the old image of the network core back");
    return transfer(pair, &slot, &image, NET_TRANSFER_RESTORING, record->current);
}

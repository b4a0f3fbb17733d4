/* Every access to flash that a boot makes fails: what the bootloader makes of it, in each mode, with one core and with both.
 *
 * usage: failing_access [--every N] [NAME [--only BOOT,ACCESS,once|run|ever,KINDS,nothing|half|all]]
 *
 * NAME: DEVICE/SCENARIO as in the output; without it all. --every: only each N-th access. --only: one trial, with all it says.
 */
#include <stdio.h>
#include <string.h>
#include "base/text.h"
#include "sim/scenarios.h"
#include "trial.h"

struct row {
    const char *device;
    bool net;
    bool backup;
    const char *const *scenarios;
};

static const char *const app_scenarios[] = { "app-test-confirm", "app-test-revert", "app-permanent", NULL };
static const char *const net_scenarios[] = { "net-only", "app-test-confirm", NULL };
static const char *const both_scenarios[] = { "both-at-once", "both-without-dependencies", "both-test-without-backup",
                                              NULL };
static const char *const backup_scenarios[] = { "both-at-once", "both-with-backup-confirm", "both-with-backup-revert",
                                                "net-only", NULL };
static const struct row rows[] = {
    { "app", false, false, app_scenarios },
    { "net", true, false, net_scenarios },
    { "both", true, false, both_scenarios },
    { "backup", true, true, backup_scenarios },
};
static const struct {
    const char *name;
    enum upgrade_mode mode;
} modes[] = { { "swap-move", UPGRADE_SWAP_MOVE },
              { "swap-offset", UPGRADE_SWAP_OFFSET },
              { "overwrite", UPGRADE_OVERWRITE_ONLY } };

/* False: it failed. */
static bool try_scenario(const struct row *row, unsigned mode, const char *name, const char *wanted,
                         const struct trial_options *options)
{
    const struct small_device small = { .mode = modes[mode].mode,
                                        .write_size = 4,
                                        .sectors = 4,
                                        .net = row->net,
                                        .backup = row->backup,
                                        .netboot = NETBOOT_REFERENCE,
                                        .net_mode = UPGRADE_OVERWRITE_ONLY,
                                        .largest = 3000 };
    struct arena *arena = arena_create();
    struct trial_count count = { 0 };
    struct sim_setup setup;
    struct scenario scenario;
    char title[128];
    const char *why = "";

    (void)snprintf(title, sizeof title, "%s,%s/%s", modes[mode].name, row->device, name);
    if (wanted != NULL && strcmp(wanted, title) != 0) {
        arena_destroy(arena);
        return true;
    }
    if (!small_device_make(arena, &small, &setup, &why)) {
        printf("FAILED: %s: %s\n", title, why);
        count.failures++;
    } else if (scenario_make(arena, name, &setup, &scenario, &why)) {
        trial_run(arena, &setup.device, &scenario, title, options, &count);
        printf("%s: %s: %u failing accesses, %u states, most erases of a page in a boot: app %u, external %u, net %u\n",
               count.failures == 0 ? "ok" : "FAILED", title, (unsigned)count.accesses, (unsigned)count.states,
               (unsigned)count.most_erases[FLASH_DEVICE_APP], (unsigned)count.most_erases[FLASH_DEVICE_EXTERNAL],
               (unsigned)count.most_erases[FLASH_DEVICE_NET]);
    }
    fflush(stdout);
    arena_destroy(arena);
    return count.failures == 0;
}

static bool read_number(struct slice word, uint32_t *number)
{
    uint64_t value;

    if (!parse_uint64(word, 10, &value) || value > UINT32_MAX) {
        return false;
    }
    *number = (uint32_t)value;
    return true;
}

/* BOOT,ACCESS,once|run|ever,KINDS,nothing|half|all */
static bool read_only(const char *text, struct trial_options *options)
{
    struct slice words[5];
    uint32_t lasts;
    uint32_t done;

    for (size_t i = 0; i < ARRAY_LENGTH(words); i++) {
        words[i] = (struct slice){ text, strcspn(text, ",") };
        text += words[i].length;
        text += *text == ',' ? 1 : 0;
    }
    for (lasts = 0; lasts < 2 && !slice_equals(words[2], trial_lasting[lasts]); lasts++) {
    }
    for (done = 0; done < 2 && !slice_equals(words[4], trial_done[done]); done++) {
    }
    options->tell = true;
    options->only.lasts = (enum access_failure)lasts;
    options->only.done = trial_extents[done];
    return read_number(words[0], &options->only_boot) && read_number(words[1], &options->only.number) &&
           read_number(words[3], &options->only.kinds);
}

/* False: a wrong call. */
static bool read_words(int count, char **words, struct trial_options *options, const char **wanted)
{
    for (int i = 1; i < count; i++) {
        bool more = i + 1 < count;

        if (strcmp(words[i], "--every") == 0 && more) {
            i++;
            if (!read_number((struct slice){ words[i], strlen(words[i]) }, &options->every) || options->every == 0) {
                return false;
            }
        } else if (strcmp(words[i], "--only") == 0 && more) {
            if (!read_only(words[++i], options)) {
                return false;
            }
        } else {
            *wanted = words[i];
        }
    }
    return true;
}

int main(int count, char **words)
{
    struct trial_options options = { .every = 1 };
    const char *wanted = NULL;
    bool good = true;

    if (!read_words(count, words, &options, &wanted)) {
        fprintf(stderr,
                "usage: failing_access [--every N] [NAME [--only BOOT,ACCESS,once|run|ever,KINDS,nothing|half|all]]\n");
        return 2;
    }
    for (unsigned mode = 0; mode < ARRAY_LENGTH(modes); mode++) {
        for (size_t row = 0; row < ARRAY_LENGTH(rows); row++) {
            for (const char *const *name = rows[row].scenarios; *name != NULL; name++) {
                good = try_scenario(&rows[row], mode, *name, wanted, &options) && good;
            }
        }
    }
    return good ? 0 : 1;
}

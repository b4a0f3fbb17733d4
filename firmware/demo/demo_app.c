#include "firmware/demo/demo_app.h"

#include <string.h>
#include "firmware/demo/demo_link.h"
#include "firmware/demo/image_group.h"
#include "firmware/format/version_text.h"

#define FIRST_QUESTION 1u
#define ANSWER_TIME_MS 20000u

static void log_text(struct demo_app *demo, const char *text)
{
    hal_log(demo->hal, HAL_LOG_INFO, "%s", text);
}

static void say_boot_state(struct demo_app *demo)
{
    hal_log(demo->hal, HAL_LOG_INFO, "%s, protocol %u", demo->program->name, (unsigned)demo->program->protocol);
    hal_log(demo->hal, HAL_LOG_INFO, "boot state: slot 0, %s",
            image_on_trial(&demo->images) ? "on trial, the next reset reverts unless confirmed" : "confirmed");
}

/* Stale commands in the block would be obeyed by the network core's bootloader. */
static void release_network_core(struct demo_app *demo)
{
    static const struct pcd_command none = { .magic = PCD_MAGIC_NONE };

    link_clear(demo->link);
    hal_mailbox_write(demo->hal, &none);
    hal_net_core_release(demo->hal);
    link_ask(demo->link, FIRST_QUESTION, demo->program->protocol);
    demo->asked_at = hal_milliseconds(demo->hal);
}

static void confirm_itself(struct demo_app *demo)
{
    if (!image_on_trial(&demo->images)) {
        return;
    }
    log_text(demo, image_set_next(&demo->images, BOOT_IMAGE_APP, 0, true) == IMAGE_OK ? "confirmed itself"
                                                                                      : "could not confirm itself");
}

static void take_answer(struct demo_app *demo, const struct link_answer *answer)
{
    char version[VERSION_TEXT_SIZE];

    demo->link_state = LINK_OPEN;
    demo->images.net_known = true;
    demo->images.net_version = answer->version;
    version_text(&answer->version, version);
    if (answer->protocol != demo->program->protocol) {
        hal_log(demo->hal, HAL_LOG_INFO, "net %s, protocol %u: DOES NOT FIT (this application speaks protocol %u)",
                version, (unsigned)answer->protocol, (unsigned)demo->program->protocol);
        return;
    }
    hal_log(demo->hal, HAL_LOG_INFO, "net %s, protocol %u: fits", version, (unsigned)answer->protocol);
    if (demo->program->confirms) {
        confirm_itself(demo);
    }
}

static void poll_link(struct demo_app *demo)
{
    struct link_answer answer;

    if (demo->link_state == LINK_OPEN) {
        return;
    }
    if (link_answered(demo->link, FIRST_QUESTION, &answer)) {
        take_answer(demo, &answer);
    } else if (demo->link_state == LINK_WAITING && hal_milliseconds(demo->hal) - demo->asked_at >= ANSWER_TIME_MS) {
        demo->link_state = LINK_SILENT;
        log_text(demo, "network core does not answer");
    }
}

/* What a request changed, for who watches the console. */
struct situation {
    bool on_trial;
    bool uploading;
    bool pending[BOOT_MAX_IMAGES];
};

static struct situation situation_of(const struct demo_app *demo)
{
    const struct image_manager *images = &demo->images;
    struct situation now = { .on_trial = image_on_trial(images), .uploading = images->upload.active };

    for (unsigned image = 0; image < images->config->image_count; image++) {
        struct slot_state state;

        now.pending[image] = image_slot_state(images, image, 1, &state) && state.pending;
    }
    return now;
}

static void say_changes(struct demo_app *demo, const struct situation *before)
{
    struct situation now = situation_of(demo);
    const struct image_upload *upload = &demo->images.upload;

    if (now.uploading && !before->uploading) {
        hal_log(demo->hal, HAL_LOG_INFO, "image %u: an upload of %u bytes begins", upload->image,
                (unsigned)upload->size);
    }
    if (before->uploading && !now.uploading && upload->received == upload->size) {
        hal_log(demo->hal, HAL_LOG_INFO, "image %u: upload complete", upload->image);
    }
    for (unsigned image = 0; image < BOOT_MAX_IMAGES; image++) {
        if (now.pending[image] && !before->pending[image]) {
            hal_log(demo->hal, HAL_LOG_INFO, "image %u: to be installed at the next reset", image);
        }
    }
    if (before->on_trial && !now.on_trial) {
        log_text(demo, "confirmed by a client");
    }
}

static enum smp_error handle(void *context, const struct smp_request *request, struct cbor_writer *answer)
{
    struct demo_app *demo = context;
    struct situation before;
    enum smp_error error;

    if (request->group != SMP_GROUP_IMAGE) {
        return smp_os_handle(&demo->os, request, answer);
    }
    if (!request->write) {
        return image_group_handle(&demo->images, request, answer);
    }
    before = situation_of(demo);
    error = image_group_handle(&demo->images, request, answer);
    say_changes(demo, &before);
    return error;
}

void demo_app_open(struct demo_app *demo, struct hal *hal, const struct boot_config *config,
                   const struct demo_program *program, volatile uint32_t *link)
{
    memset(demo, 0, sizeof *demo);
    demo->hal = hal;
    demo->program = program;
    demo->link = link;
    demo->os.program = program->name;
    demo->os.mode = config->images[BOOT_IMAGE_APP].mode;
    demo->os.no_downgrade = config->images[BOOT_IMAGE_APP].downgrade != DOWNGRADE_ALLOWED;
    image_manager_open(&demo->images, hal, config);
    smp_server_open(&demo->server, hal, handle, demo);
    say_boot_state(demo);
    release_network_core(demo);
}

bool demo_app_poll(struct demo_app *demo)
{
    hal_watchdog_feed(demo->hal);
    poll_link(demo);
    smp_server_poll(&demo->server);
    return !demo->os.reset_wanted;
}

_Noreturn void demo_app_reset(struct demo_app *demo)
{
    if (demo->os.recovery_wanted) {
        log_text(demo, "a client asks for serial recovery");
        hal_recovery_request(demo->hal);
    } else {
        log_text(demo, "a client asks for a reset");
    }
    hal_reset(demo->hal);
}

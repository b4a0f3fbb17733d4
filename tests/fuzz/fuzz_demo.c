/* Any requests to the image group of the demonstration application, among them pieces of good images and marks that hit: no
 * operation that flash forbids, each answer is a map, and each reset starts a whole application.
 *
 * Input: one byte chooses the device; then records: kind, length (1 byte), content.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "firmware/demo/image_group.h"
#include "nrf53pack/bytes.h"
#include "sim/device.h"
#include "sim/explorer/explorer_leg.h"
#include "sim/machine/machine.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum record {
    RECORD_REQUEST, /* command (4 bits), version, write (1 bit each), then the map */
    RECORD_PIECE,   /* image, file, offset and size (2 bytes each): a piece of a good file */
    RECORD_WHOLE,   /* image, file */
    RECORD_MARK,    /* image, slot, confirm (1 bit each), by the hash that stands there */
    RECORD_RESET,
    RECORD_KINDS,
};

#define ANSWER_SIZE 1016u
#define FILES       5u
#define RESETS_MAX  8u

static const struct small_device device_options[] = {
    { .mode = UPGRADE_SWAP_MOVE, .write_size = 4, .sectors = 6, .net = true, .backup = true, .largest = 6000 },
    { .mode = UPGRADE_SWAP_OFFSET, .write_size = 16, .sectors = 6, .net = true, .largest = 6000 },
    { .mode = UPGRADE_OVERWRITE_ONLY, .write_size = 8, .sectors = 6, .net = true, .largest = 6000 },
};
#define DEVICES (sizeof device_options / sizeof device_options[0])

struct device {
    struct sim_setup setup;
    struct machine *machine; /* NULL: not made yet */
    struct machine_state *start;
};

struct session {
    struct device *device;
    struct image_manager manager;
    enum record kind;
    const uint8_t *bytes;
    size_t size;
};

static void require(bool condition)
{
    if (!condition) {
        abort();
    }
}

static void create(struct device *device, const struct small_device *options)
{
    struct arena *arena = arena_create();
    struct scenario factory = { 0 };
    const char *why = NULL;

    require(small_device_make(arena, options, &device->setup, &why));
    device->machine = machine_create(arena, &device->setup.device.layout, 1);
    require(device->machine != NULL);
    factory.installed_app = device->setup.images.app_old;
    factory.installed_net = device->setup.images.net_old;
    require(leg_install(device->machine, &device->setup.device, &factory, &why));
    device->start = machine_save(device->machine);
}

static const struct sim_image *file_of(const struct device *device, uint8_t number)
{
    const struct sim_images *images = &device->setup.images;
    const struct sim_image *files[FILES] = { images->app_new, images->app_newer, images->net_new, images->net_between,
                                             images->app_bad_hash };

    return files[number % FILES];
}

/* The answer is a map that a client can read, or a general error. */
static void ask(struct session *session, const struct smp_request *request)
{
    uint8_t bytes[ANSWER_SIZE];
    struct cbor_writer answer = { .buffer = bytes, .size = sizeof bytes };
    struct cbor_map map;
    enum smp_error error;

    cbor_write_map(&answer);
    error = image_group_handle(&session->manager, request, &answer);
    cbor_write_end(&answer);
    require(!answer.overflow && error <= SMP_ERROR_TOO_NEW);
    require(error != SMP_OK || cbor_map_open(&map, bytes, answer.used));
}

static void request(struct session *session)
{
    struct smp_request request = { .group = SMP_GROUP_IMAGE };

    if (session->size > 0 && cbor_map_open(&request.map, session->bytes + 1, (uint32_t)session->size - 1)) {
        request.command = session->bytes[0] & 0x0f;
        request.version = session->bytes[0] >> 4 & 1;
        request.write = (session->bytes[0] & 0x20) != 0;
        ask(session, &request);
    }
}

static void send(struct session *session, unsigned image, const struct sim_image *file, uint32_t offset,
                 uint32_t length)
{
    uint8_t bytes[ANSWER_SIZE];
    struct cbor_writer map = { .buffer = bytes, .size = sizeof bytes };
    struct smp_request request = { .group = SMP_GROUP_IMAGE, .command = 1, .version = 1, .write = true };

    length = (uint32_t)limits_smaller(length, file->size - offset);
    cbor_write_map(&map);
    cbor_write_text(&map, "image");
    cbor_write_uint(&map, image);
    cbor_write_text(&map, "len");
    cbor_write_uint(&map, file->size);
    cbor_write_text(&map, "off");
    cbor_write_uint(&map, offset);
    cbor_write_text(&map, "data");
    cbor_write_bytes(&map, file->bytes + offset, length);
    cbor_write_end(&map);
    require(!map.overflow && cbor_map_open(&request.map, bytes, map.used));
    ask(session, &request);
}

static void send_piece(struct session *session)
{
    const struct sim_image *file;

    if (session->size >= 6) {
        file = file_of(session->device, session->bytes[1]);
        send(session, session->bytes[0], file, load_le16(session->bytes + 2) % (file->size + 1),
             load_le16(session->bytes + 4) % 900u);
    }
}

static void send_whole(struct session *session)
{
    const struct sim_image *file;

    if (session->size >= 2) {
        file = file_of(session->device, session->bytes[1]);
        for (uint32_t offset = 0; offset < file->size; offset += 700) {
            send(session, session->bytes[0], file, offset, 700);
        }
    }
}

static void mark(struct session *session)
{
    unsigned image = session->size > 0 ? session->bytes[0] & 1u : 0;
    unsigned slot = session->size > 0 ? session->bytes[0] >> 1 & 1u : 0;
    bool confirm = session->size > 0 && (session->bytes[0] & 4) != 0;
    struct slot_state state;

    if (image_slot_state(&session->manager, image, slot, &state) && state.has_hash) {
        require(image_find(&session->manager, state.hash, &image, &slot));
        (void)image_set_next(&session->manager, image, slot, confirm);
    }
}

static void obey(struct hal *hal, void *context)
{
    struct session *session = context;

    (void)hal;
    switch (session->kind) {
    case RECORD_REQUEST:
        request(session);
        break;
    case RECORD_PIECE:
        send_piece(session);
        break;
    case RECORD_WHOLE:
        send_whole(session);
        break;
    case RECORD_MARK:
        mark(session);
        break;
    default:
        break;
    }
}

static void reset(struct session *session)
{
    struct device *device = session->device;
    const struct sim_images *images = &device->setup.images;
    const struct sim_image *apps[] = { images->app_old, images->app_new, images->app_newer };
    struct run_result result;
    uint8_t bytes[8192];
    bool known = false;

    machine_reset(device->machine, RESET_SOFT, RAM_KEPT, UNSTABLE_OLD);
    machine_boot(device->machine, &device->setup.device.config, NO_CUT, &result);
    require(result.fault.kind == FAULT_NONE && result.end == RUN_APPLICATION);
    for (size_t i = 0; i < sizeof apps / sizeof apps[0]; i++) {
        require(apps[i]->size <= sizeof bytes);
        known = known || (machine_inspect(device->machine, result.boot.slot.device, result.boot.slot.offset, bytes,
                                          apps[i]->size) &&
                          memcmp(bytes, apps[i]->bytes, apps[i]->size) == 0);
    }
    require(known);
    image_manager_open(&session->manager, machine_hal(device->machine), &device->setup.device.config);
}

static void take_record(struct session *session, unsigned *resets)
{
    struct run_result result;

    if (session->kind != RECORD_RESET) {
        machine_call(session->device->machine, obey, session, NO_CUT, &result);
        require(result.fault.kind == FAULT_NONE && result.end == RUN_RETURNED);
    } else if (*resets < RESETS_MAX) {
        (*resets)++;
        reset(session);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct device devices[DEVICES];
    static struct session session;
    unsigned resets = 0;
    size_t at = 1;

    if (size == 0) {
        return 0;
    }
    session.device = &devices[data[0] % DEVICES];
    if (session.device->machine == NULL) {
        create(session.device, &device_options[data[0] % DEVICES]);
    }
    machine_restore(session.device->machine, session.device->start);
    image_manager_open(&session.manager, machine_hal(session.device->machine), &session.device->setup.device.config);
    while (size - at >= 2) {
        session.kind = (enum record)(data[at] % RECORD_KINDS);
        session.bytes = data + at + 2;
        session.size = (size_t)limits_smaller(data[at + 1], size - at - 2);
        at += 2 + session.size;
        take_record(&session, &resets);
    }
    reset(&session);
    reset(&session);
    return 0;
}

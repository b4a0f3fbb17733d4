/* Any requests, among them pieces of good images, to serial recovery on a simulated device: no operation that flash forbids, and
 * after a reset a whole image runs on each core, or recovery is open.
 *
 * Input: one byte chooses the device and what it was at; then records: kind, length (2 bytes, little-endian), content.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "firmware/recovery/recovery.h"
#include "nrf53pack/bytes.h"
#include "sim/device.h"
#include "sim/explorer/explorer_leg.h"
#include "sim/machine/machine.h"
#include "sim/scenario/application.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum record {
    RECORD_PACKET, /* an SMP packet, which is framed here */
    RECORD_RAW,    /* bytes of the line */
    RECORD_PIECE,  /* upload number, file, offset and size (2 bytes each): a piece of a good file */
    RECORD_IDLE,   /* so many polls with nothing on the line */
    RECORD_KINDS,
};

#define HEADER_SIZE 8u
#define LINE_ROOM   8192u
#define FILES       6u
#define STARTS      4u
#define DEVICES     3u

static const struct small_device device_options[DEVICES] = {
    { .mode = UPGRADE_SWAP_MOVE, .write_size = 4, .sectors = 6, .net = true, .backup = true, .largest = 6000 },
    { .mode = UPGRADE_SWAP_OFFSET, .write_size = 16, .sectors = 6, .net = true, .largest = 6000 },
    { .mode = UPGRADE_OVERWRITE_ONLY, .write_size = 8, .sectors = 6, .net = true, .largest = 6000 },
};

struct device {
    struct arena *arena;
    struct sim_setup setup;
    struct machine *machine;
    struct machine_state *starts[STARTS];
};

/* Bytes that the recovery may read. */
static uint8_t line[LINE_ROOM];
static uint32_t line_used;
static uint32_t line_read;

uint32_t hal_serial_read(struct hal *hal, void *buffer, uint32_t size)
{
    uint32_t left = line_used - line_read;
    uint32_t count = size < left ? size : left;

    (void)hal;
    memcpy(buffer, line + line_read, count);
    line_read += count;
    return count;
}

void hal_serial_write(struct hal *hal, const void *data, uint32_t size)
{
    const uint8_t *bytes = data;

    (void)hal;
    if (size == 0 || (bytes[0] != 0x06 && bytes[0] != 0x04 && bytes[0] != '\n' && bytes[0] < 0x20)) {
        abort();
    }
}

uint32_t hal_milliseconds(struct hal *hal)
{
    (void)hal;
    return line_read;
}

void hal_recovery_request(struct hal *hal)
{
    (void)hal;
}

void hal_reset(struct hal *hal)
{
    hal_panic(hal, "reset");
}

static void require(bool condition)
{
    if (!condition) {
        abort();
    }
}

static void act(struct device *device, enum action_kind kind, unsigned slot, const struct sim_image *file)
{
    const struct action action = { .kind = kind, .slot = slot, .file = file };
    struct turn turn = { .actions = &action, .action_count = 1 };
    struct application application = { device->machine, &device->setup.device.application, false, &turn };
    struct run_result result;

    machine_call(device->machine, application_turn, &application, NO_CUT, &result);
}

static struct run_result boot(struct device *device, struct cut cut)
{
    struct run_result result;

    machine_reset(device->machine, RESET_SOFT, RAM_ZERO, UNSTABLE_OLD);
    machine_boot(device->machine, &device->setup.device.config, cut, &result);
    return result;
}

/* As the factory leaves it; with a marked update; in the middle of one; on trial. */
static void create(struct device *device, const struct small_device *options)
{
    struct scenario factory = { 0 };
    const char *why = NULL;

    device->arena = arena_create();
    require(small_device_make(device->arena, options, &device->setup, &why));
    device->machine = machine_create(device->arena, &device->setup.device.layout, 1);
    require(device->machine != NULL);
    factory.installed_app = device->setup.images.app_old;
    factory.installed_net = device->setup.images.net_old;
    require(leg_install(device->machine, &device->setup.device, &factory, &why));
    (void)boot(device, NO_CUT);
    device->starts[0] = machine_save(device->machine);
    act(device, ACTION_UPLOAD, BOOT_IMAGE_APP, device->setup.images.app_new);
    act(device, ACTION_MARK_TEST, BOOT_IMAGE_APP, NULL);
    act(device, ACTION_UPLOAD, BOOT_IMAGE_NET, device->setup.images.net_new);
    act(device, ACTION_MARK_TEST, BOOT_IMAGE_NET, NULL);
    device->starts[1] = machine_save(device->machine);
    (void)boot(device, (struct cut){ 60, CUT_AFTER, 0 });
    machine_reset(device->machine, RESET_POWER_ON, RAM_ZERO, UNSTABLE_OLD);
    device->starts[2] = machine_save(device->machine);
    (void)boot(device, NO_CUT);
    device->starts[3] = machine_save(device->machine);
}

static void put(const uint8_t *bytes, uint32_t size)
{
    if (size <= LINE_ROOM - line_used) {
        memcpy(line + line_used, bytes, size);
        line_used += size;
    }
}

static void put_line(void *context, const char *text, uint32_t size)
{
    (void)context;
    put((const uint8_t *)text, size);
}

static void put_packet(const uint8_t *bytes, size_t size)
{
    if (size >= HEADER_SIZE && size <= SMP_PACKET_MAX) {
        smp_frame_write(bytes, (uint32_t)size, put_line, NULL);
    }
}

static void put_piece(const struct device *device, const uint8_t *bytes, size_t size)
{
    const struct sim_images *images = &device->setup.images;
    const struct sim_image *files[FILES] = { images->app_new, images->app_newer,   images->app_lower,
                                             images->net_new, images->net_between, images->app_bad_hash };
    const struct sim_image *file;
    uint8_t packet[SMP_PACKET_MAX] = { 0x0a, 0, 0, 0, 0, 1, 0, 1 };
    struct cbor_writer map = { .buffer = packet + HEADER_SIZE, .size = sizeof packet - HEADER_SIZE };
    uint32_t offset;
    uint32_t length;

    if (size < 6) {
        return;
    }
    file = files[bytes[1] % FILES];
    offset = load_le16(bytes + 2) % (file->size + 1);
    length = load_le16(bytes + 4) % 900u;
    length = length < file->size - offset ? length : file->size - offset;
    cbor_write_map(&map);
    cbor_write_text(&map, "image");
    cbor_write_uint(&map, bytes[0]);
    cbor_write_text(&map, "len");
    cbor_write_uint(&map, file->size);
    cbor_write_text(&map, "off");
    cbor_write_uint(&map, offset);
    cbor_write_text(&map, "data");
    cbor_write_bytes(&map, file->bytes + offset, length);
    cbor_write_end(&map);
    packet[2] = (uint8_t)(map.used >> 8);
    packet[3] = (uint8_t)map.used;
    put_packet(packet, HEADER_SIZE + map.used);
}

struct session {
    struct device *device;
    const uint8_t *data;
    size_t size;
};

/* How many polls follow. */
static unsigned put_record(const struct device *device, enum record kind, const uint8_t *bytes, size_t size)
{
    line_used = line_read = 0;
    switch (kind) {
    case RECORD_PACKET:
        put_packet(bytes, size);
        break;
    case RECORD_RAW:
        put(bytes, (uint32_t)size);
        break;
    case RECORD_PIECE:
        put_piece(device, bytes, size);
        break;
    case RECORD_IDLE:
        return size > 0 ? bytes[0] : 1;
    default:
        break;
    }
    return 1;
}

static void serve(struct hal *hal, void *context)
{
    static struct recovery recovery;
    struct session *session = context;
    const uint8_t *data = session->data;
    size_t left = session->size;

    recovery_open(&recovery, hal, &session->device->setup.device.config);
    while (left >= 3) {
        enum record kind = (enum record)(data[0] % RECORD_KINDS);
        size_t length = load_le16(data + 1);
        unsigned polls;

        data += 3;
        left -= 3;
        length = length < left ? length : left;
        polls = put_record(session->device, kind, data, length);
        for (unsigned i = 0; i < polls; i++) {
            if (!recovery_poll(&recovery)) {
                return;
            }
            hal_watchdog_feed(hal);
        }
        data += length;
        left -= length;
    }
}

static bool holds(struct machine *machine, enum flash_device device, uint32_t offset, const uint8_t *bytes,
                  uint32_t size)
{
    static uint8_t read[8192];

    return size <= sizeof read && machine_inspect(machine, device, offset, read, size) &&
           memcmp(read, bytes, size) == 0;
}

static void check_pair(struct device *device, const struct run_result *result)
{
    const struct sim_images *images = &device->setup.images;
    const struct sim_image *apps[] = { images->app_old, images->app_new, images->app_newer, images->app_lower };
    const struct sim_image *nets[] = { images->net_old, images->net_new, images->net_between };
    const struct boot_area *slot = &result->boot.slot;
    bool app = false;
    bool net = result->boot.net == BOOT_NET_INVALID;

    require(result->fault.kind == FAULT_NONE);
    if (result->end == RUN_RECOVERY) {
        return;
    }
    require(result->end == RUN_APPLICATION);
    for (unsigned i = 0; i < 4; i++) {
        app = app || holds(device->machine, slot->device, slot->offset, apps[i]->bytes,
                           apps[i]->header_size + apps[i]->payload_size);
    }
    for (unsigned i = 0; i < 3; i++) {
        net = net || holds(device->machine, FLASH_DEVICE_NET, device->setup.device.config.net.net_app.offset,
                           nets[i]->bytes + nets[i]->header_size, nets[i]->payload_size);
    }
    require(app && net);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct device devices[DEVICES];
    struct device *device;
    struct session session;
    struct run_result result;

    if (size < 1) {
        return 0;
    }
    device = &devices[data[0] % DEVICES];
    if (device->machine == NULL) {
        create(device, &device_options[data[0] % DEVICES]);
    }
    machine_restore(device->machine, device->starts[data[0] / DEVICES % STARTS]);
    session = (struct session){ device, data + 1, size - 1 };
    machine_call(device->machine, serve, &session, NO_CUT, &result);
    require(result.fault.kind == FAULT_NONE && result.end == RUN_RETURNED);
    for (unsigned i = 0; i < 2; i++) {
        result = boot(device, NO_CUT);
        check_pair(device, &result);
    }
    return 0;
}

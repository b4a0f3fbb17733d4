/* A simulated device whose application is the demonstration: its image management called as by its SMP server. */
#ifndef DEMO_BENCH_H
#define DEMO_BENCH_H

#include "boot_bench.h"
#include "firmware/crypto/crypto.h"
#include "firmware/demo/image_manager.h"

#define COUNT(list)    (sizeof(list) / sizeof((list)[0]))
#define OPERATIONS_MAX 256u
#define USUAL_PIECE    300u
#define NO_MATTER      0u
#define SHA_SIZE       IMAGE_UPLOAD_SHA_SIZE
#define APP_SECONDARY  BOOT_IMAGE_APP, 1
#define NET_SECONDARY  BOOT_IMAGE_NET, 1
#define RUNNING        BOOT_IMAGE_APP, 0

/* A device whose application is the demo; the manager lives as long as the application runs. */
struct demo {
    struct bench *bench;
    struct image_manager manager;
    struct operation operations[OPERATIONS_MAX];
    size_t operation_count;
};

static inline void record(void *context, uint32_t number, const struct operation *operation, const uint8_t *data)
{
    struct demo *demo = context;

    (void)number;
    (void)data;
    assert_true(demo->operation_count < OPERATIONS_MAX);
    demo->operations[demo->operation_count++] = *operation;
}

static inline const struct boot_config *config_of(const struct demo *demo)
{
    return &demo->bench->setup.device.config;
}

static inline const struct sim_images *images_of(const struct demo *demo)
{
    return &demo->bench->setup.images;
}

static inline void application_starts(struct demo *demo)
{
    image_manager_open(&demo->manager, machine_hal(demo->bench->machine), config_of(demo));
}

static inline struct demo *new_demo_of(void **state, const struct small_device *options)
{
    struct demo *demo = arena_alloc(*state, sizeof *demo);
    struct bench *bench = arena_alloc(*state, sizeof *bench);
    struct machine_observer observer = { .context = demo, .operation = record };
    struct scenario factory = { 0 };
    const char *why = NULL;

    bench->arena = *state;
    bench->setup = *setup_of(options);
    bench->machine = machine_create(*state, &bench->setup.device.layout, 1);
    assert_non_null(bench->machine);
    factory.installed_app = bench->setup.images.app_old;
    factory.installed_net = bench->setup.images.net_old;
    if (!leg_install(bench->machine, &bench->setup.device, &factory, &why)) {
        fail_msg("%s", why);
    }
    demo->bench = bench;
    demo->operation_count = 0;
    machine_observe(bench->machine, &observer);
    application_starts(demo);
    return demo;
}

static inline struct demo *new_demo_with(void **state, enum upgrade_mode mode, uint32_t write_size)
{
    const struct small_device options = {
        .mode = mode, .write_size = write_size, .sectors = 6, .net = true, .largest = 5000
    };

    return new_demo_of(state, &options);
}

static inline struct demo *new_demo(void **state, enum upgrade_mode mode)
{
    return new_demo_with(state, mode, 4);
}

/* A reset that software asks for; the application that comes up is `version`, and answers clients. */
static inline void reset_to(struct demo *demo, const struct sim_image *app)
{
    const struct boot_area *slot = &config_of(demo)->images[BOOT_IMAGE_APP].primary;

    machine_reset(demo->bench->machine, RESET_SOFT, RAM_KEPT, UNSTABLE_OLD);
    machine_boot(demo->bench->machine, config_of(demo), NO_CUT, &demo->bench->run);
    assert_int_equal(demo->bench->run.end, RUN_APPLICATION);
    assert_int_equal(demo->bench->run.fault.kind, FAULT_NONE);
    assert_true(holds(demo->bench, slot->device, slot->offset, app->bytes, app->size));
    application_starts(demo);
}

/* What runs on the application core. */
static inline void call(struct demo *demo, machine_function *function, void *context)
{
    struct run_result result;

    machine_call(demo->bench->machine, function, context, NO_CUT, &result);
    assert_int_equal(result.end, RUN_RETURNED);
    assert_int_equal(result.fault.kind, FAULT_NONE);
}

struct piece {
    struct demo *demo;
    struct upload_request request;
    struct upload_answer answer;
    enum image_error error;
};

static inline void take_piece(struct hal *hal, void *context)
{
    struct piece *piece = context;

    (void)hal;
    piece->error = image_upload_take(&piece->demo->manager, &piece->request, &piece->answer);
}

static inline struct upload_request piece_of(const struct sim_image *file, unsigned image, uint32_t offset,
                                             uint32_t size)
{
    return (struct upload_request){ .has_offset = true,
                                    .offset = offset,
                                    .data = file->bytes + offset,
                                    .data_size = file->size - offset < size ? file->size - offset : size,
                                    .has_size = offset == 0,
                                    .size = file->size,
                                    .image = image };
}

static inline struct piece send(struct demo *demo, struct upload_request request)
{
    struct piece piece = { .demo = demo, .request = request };

    call(demo, take_piece, &piece);
    return piece;
}

/* Sends pieces from `offset` on until `end` is reached. */
static inline void send_from(struct demo *demo, unsigned image, const struct sim_image *file, uint32_t offset,
                             uint32_t end, uint32_t size)
{
    while (offset < end) {
        struct piece piece = send(demo, piece_of(file, image, offset, size));

        assert_int_equal(piece.error, IMAGE_OK);
        assert_int_equal(piece.answer.offset, offset + piece.request.data_size);
        offset = piece.answer.offset;
    }
}

static inline void send_file(struct demo *demo, unsigned image, const struct sim_image *file, uint32_t size)
{
    send_from(demo, image, file, 0, file->size, size);
}

struct choice {
    struct demo *demo;
    unsigned image;
    unsigned slot;
    bool confirm;
    enum image_error error;
};

static inline void make_choice(struct hal *hal, void *context)
{
    struct choice *choice = context;

    (void)hal;
    choice->error = image_set_next(&choice->demo->manager, choice->image, choice->slot, choice->confirm);
}

static inline enum image_error set_next(struct demo *demo, unsigned image, unsigned slot, bool confirm)
{
    struct choice choice = { demo, image, slot, confirm, IMAGE_OK };

    call(demo, make_choice, &choice);
    return choice.error;
}

static inline void erase_slot(struct hal *hal, void *context)
{
    struct choice *choice = context;

    (void)hal;
    choice->error = image_erase(&choice->demo->manager, choice->image, choice->slot);
}

static inline enum image_error erase(struct demo *demo, unsigned image, unsigned slot)
{
    struct choice choice = { demo, image, slot, false, IMAGE_OK };

    call(demo, erase_slot, &choice);
    return choice.error;
}

/* The simulated application's way to the same end. */
static inline void simulate(struct demo *demo, enum action_kind kind, unsigned image, const struct sim_image *file)
{
    struct action action = { .kind = kind, .slot = image, .file = file };
    struct turn turn = { .actions = &action, .action_count = 1 };
    struct application application = { demo->bench->machine, config_of(demo), false, &turn };

    call(demo, application_turn, &application);
}

static inline void expect_equal_machines(struct demo *left, struct demo *right)
{
    struct state_hash first = machine_state_hash(left->bench->machine);
    struct state_hash second = machine_state_hash(right->bench->machine);

    assert_memory_equal(&first, &second, sizeof first);
    assert_int_equal(left->operation_count, right->operation_count);
    for (size_t i = 0; i < left->operation_count; i++) {
        const struct operation *one = &left->operations[i];
        const struct operation *other = &right->operations[i];

        assert_int_equal(one->kind, other->kind);
        assert_int_equal(one->device, other->device);
        assert_int_equal(one->offset, other->offset);
        assert_int_equal(one->size, other->size);
    }
}

static inline const struct sim_image *new_image(const struct demo *demo, unsigned image)
{
    return image == BOOT_IMAGE_APP ? images_of(demo)->app_new : images_of(demo)->net_new;
}

struct look {
    struct demo *demo;
    unsigned image;
    unsigned slot;
    bool there;
    struct slot_state state;
};

static inline void look_at(struct hal *hal, void *context)
{
    struct look *look = context;

    (void)hal;
    look->there = image_slot_state(&look->demo->manager, look->image, look->slot, &look->state);
}

static inline struct look slot_of(struct demo *demo, unsigned image, unsigned slot)
{
    struct look look = { .demo = demo, .image = image, .slot = slot };

    call(demo, look_at, &look);
    return look;
}

/* Flags as letters: pending, permanent (P), confirmed, active. "" an image without any; NULL: no image. */
static inline void expect_slot(struct demo *demo, unsigned image, unsigned slot, unsigned major, const char *flags)
{
    struct look look = slot_of(demo, image, slot);

    assert_int_equal(look.there, flags != NULL);
    if (flags == NULL) {
        return;
    }
    assert_int_equal(look.state.version.major, major);
    assert_int_equal(look.state.pending, strchr(flags, 'p') != NULL);
    assert_int_equal(look.state.permanent, strchr(flags, 'P') != NULL);
    assert_int_equal(look.state.confirmed, strchr(flags, 'c') != NULL);
    assert_int_equal(look.state.active, strchr(flags, 'a') != NULL);
}

/* SHA-256 of a file, by the function that the firmware has. */
static inline void digest_of(const struct sim_image *file, uint8_t digest[SHA_SIZE])
{
    assert_true(crypto_mbedtls_hash_memory(file->bytes, file->size, digest));
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, create_arena, destroy_arena)

#endif

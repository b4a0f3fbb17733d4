/* Image management of the demonstration application: what its clients see, and that flash holds what the simulated
 * application leaves there, operation by operation.
 */
#include "boot_bench.h"
#include "firmware/crypto/crypto.h"
#include "firmware/demo/image_group.h"
#include "firmware/demo/image_manager.h"

#define COUNT(list)    (sizeof(list) / sizeof((list)[0]))
#define OPERATIONS_MAX 256u
#define ANSWER_SIZE    1024u
#define USUAL_PIECE    300u
#define NO_MATTER      0u
#define SHA_SIZE       IMAGE_UPLOAD_SHA_SIZE
#define APP_SECONDARY  BOOT_IMAGE_APP, 1
#define NET_SECONDARY  BOOT_IMAGE_NET, 1
#define RUNNING        BOOT_IMAGE_APP, 0

static const enum upgrade_mode all_modes[] = { UPGRADE_SWAP_MOVE, UPGRADE_SWAP_OFFSET, UPGRADE_OVERWRITE_ONLY };
static const enum upgrade_mode swap_modes[] = { UPGRADE_SWAP_MOVE, UPGRADE_SWAP_OFFSET };

/* A device whose application is the demo; the manager lives as long as the application runs. */
struct demo {
    struct bench *bench;
    struct image_manager manager;
    struct operation operations[OPERATIONS_MAX];
    size_t operation_count;
};

static void record(void *context, uint32_t number, const struct operation *operation, const uint8_t *data)
{
    struct demo *demo = context;

    (void)number;
    (void)data;
    assert_true(demo->operation_count < OPERATIONS_MAX);
    demo->operations[demo->operation_count++] = *operation;
}

static const struct boot_config *config_of(const struct demo *demo)
{
    return &demo->bench->setup.device.config;
}

static const struct sim_images *images_of(const struct demo *demo)
{
    return &demo->bench->setup.images;
}

static void application_starts(struct demo *demo)
{
    image_manager_open(&demo->manager, machine_hal(demo->bench->machine), config_of(demo));
}

static struct demo *new_demo_with(void **state, enum upgrade_mode mode, uint32_t write_size)
{
    const struct small_device options = {
        .mode = mode, .write_size = write_size, .sectors = 6, .net = true, .largest = 5000
    };
    struct demo *demo = arena_alloc(*state, sizeof *demo);
    struct machine_observer observer = { .context = demo, .operation = record };

    demo->bench = new_bench(state, &options);
    demo->operation_count = 0;
    machine_observe(demo->bench->machine, &observer);
    application_starts(demo);
    return demo;
}

static struct demo *new_demo(void **state, enum upgrade_mode mode)
{
    return new_demo_with(state, mode, 4);
}

/* A reset that software asks for; the application that comes up is `version`, and answers clients. */
static void reset_to(struct demo *demo, const struct sim_image *app)
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
static void call(struct demo *demo, machine_function *function, void *context)
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

static void take_piece(struct hal *hal, void *context)
{
    struct piece *piece = context;

    (void)hal;
    piece->error = image_upload_take(&piece->demo->manager, &piece->request, &piece->answer);
}

static struct upload_request piece_of(const struct sim_image *file, unsigned image, uint32_t offset, uint32_t size)
{
    return (struct upload_request){ .has_offset = true,
                                    .offset = offset,
                                    .data = file->bytes + offset,
                                    .data_size = file->size - offset < size ? file->size - offset : size,
                                    .has_size = offset == 0,
                                    .size = file->size,
                                    .image = image };
}

static struct piece send(struct demo *demo, struct upload_request request)
{
    struct piece piece = { .demo = demo, .request = request };

    call(demo, take_piece, &piece);
    return piece;
}

/* Sends pieces from `offset` on until `end` is reached. */
static void send_from(struct demo *demo, unsigned image, const struct sim_image *file, uint32_t offset, uint32_t end,
                      uint32_t size)
{
    while (offset < end) {
        struct piece piece = send(demo, piece_of(file, image, offset, size));

        assert_int_equal(piece.error, IMAGE_OK);
        assert_int_equal(piece.answer.offset, offset + piece.request.data_size);
        offset = piece.answer.offset;
    }
}

static void send_file(struct demo *demo, unsigned image, const struct sim_image *file, uint32_t size)
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

static void make_choice(struct hal *hal, void *context)
{
    struct choice *choice = context;

    (void)hal;
    choice->error = image_set_next(&choice->demo->manager, choice->image, choice->slot, choice->confirm);
}

static enum image_error set_next(struct demo *demo, unsigned image, unsigned slot, bool confirm)
{
    struct choice choice = { demo, image, slot, confirm, IMAGE_OK };

    call(demo, make_choice, &choice);
    return choice.error;
}

static void erase_slot(struct hal *hal, void *context)
{
    struct choice *choice = context;

    (void)hal;
    choice->error = image_erase(&choice->demo->manager, choice->image, choice->slot);
}

static enum image_error erase(struct demo *demo, unsigned image, unsigned slot)
{
    struct choice choice = { demo, image, slot, false, IMAGE_OK };

    call(demo, erase_slot, &choice);
    return choice.error;
}

/* The simulated application's way to the same end. */
static void simulate(struct demo *demo, enum action_kind kind, unsigned image, const struct sim_image *file)
{
    struct action action = { .kind = kind, .slot = image, .file = file };
    struct turn turn = { .actions = &action, .action_count = 1 };
    struct application application = { demo->bench->machine, config_of(demo), false, &turn };

    call(demo, application_turn, &application);
}

static void expect_equal_machines(struct demo *left, struct demo *right)
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

static const struct sim_image *new_image(const struct demo *demo, unsigned image)
{
    return image == BOOT_IMAGE_APP ? images_of(demo)->app_new : images_of(demo)->net_new;
}

static void an_upload_writes_what_the_simulated_application_writes(void **state)
{
    static const uint32_t sizes[] = { 32, 77, 1024, 1500, 10000 };
    static const uint32_t write_sizes[] = { 4, 8, 16 };

    for (size_t i = 0; i < COUNT(all_modes) * COUNT(sizes) * COUNT(write_sizes) * 2; i++) {
        unsigned image = i % 2;
        enum upgrade_mode mode = all_modes[i / 2 % COUNT(all_modes)];
        uint32_t write_size = write_sizes[i / 2 / COUNT(all_modes) % COUNT(write_sizes)];
        struct demo *demo = new_demo_with(state, mode, write_size);
        struct demo *simulated = new_demo_with(state, mode, write_size);

        simulate(simulated, ACTION_UPLOAD_PROGRESSIVE, image, new_image(demo, image));
        send_file(demo, image, new_image(demo, image), sizes[i / 2 / COUNT(all_modes) / COUNT(write_sizes)]);
        assert_false(demo->manager.upload.active);
        expect_equal_machines(demo, simulated);
    }
}

static void marks_and_confirmation_write_what_the_simulated_application_writes(void **state)
{
    for (size_t i = 0; i < COUNT(all_modes) * 4; i++) {
        enum upgrade_mode mode = all_modes[i / 4];
        unsigned image = i % 2;
        bool permanent = i / 2 % 2 == 1;
        struct demo *demo = new_demo(state, mode);
        struct demo *simulated = new_demo(state, mode);

        simulate(simulated, ACTION_UPLOAD_PROGRESSIVE, image, new_image(demo, image));
        simulate(simulated, permanent ? ACTION_MARK_PERMANENT : ACTION_MARK_TEST, image, NULL);
        send_file(demo, image, new_image(demo, image), USUAL_PIECE);
        assert_int_equal(set_next(demo, image, 1, permanent), IMAGE_OK);
        expect_equal_machines(demo, simulated);

        reset_to(simulated, image == BOOT_IMAGE_APP ? images_of(demo)->app_new : images_of(demo)->app_old);
        reset_to(demo, image == BOOT_IMAGE_APP ? images_of(demo)->app_new : images_of(demo)->app_old);
        simulate(simulated, ACTION_CONFIRM, BOOT_IMAGE_APP, NULL);
        assert_int_equal(set_next(demo, RUNNING, true), IMAGE_OK);
        expect_equal_machines(demo, simulated);
    }
}

static void an_erased_slot_is_what_the_simulated_application_leaves(void **state)
{
    for (unsigned image = 0; image < 2; image++) {
        struct demo *demo = new_demo(state, UPGRADE_SWAP_MOVE);
        struct demo *simulated = new_demo(state, UPGRADE_SWAP_MOVE);

        simulate(simulated, ACTION_UPLOAD_PROGRESSIVE, image, new_image(demo, image));
        simulate(simulated, ACTION_ERASE_SECONDARY, image, NULL);
        send_file(demo, image, new_image(demo, image), USUAL_PIECE);
        assert_int_equal(erase(demo, image, 1), IMAGE_OK);
        expect_equal_machines(demo, simulated);
        assert_int_equal(erase(demo, image, 1), IMAGE_OK);
        expect_equal_machines(demo, simulated); /* nothing to erase the second time */
    }
}

struct look {
    struct demo *demo;
    unsigned image;
    unsigned slot;
    bool there;
    struct slot_state state;
};

static void look_at(struct hal *hal, void *context)
{
    struct look *look = context;

    (void)hal;
    look->there = image_slot_state(&look->demo->manager, look->image, look->slot, &look->state);
}

static struct look slot_of(struct demo *demo, unsigned image, unsigned slot)
{
    struct look look = { .demo = demo, .image = image, .slot = slot };

    call(demo, look_at, &look);
    return look;
}

/* Flags as letters: pending, permanent (P), confirmed, active. "" an image without any; NULL: no image. */
static void expect_slot(struct demo *demo, unsigned image, unsigned slot, unsigned major, const char *flags)
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

static void the_list_follows_a_trial_to_its_confirmation(void **state)
{
    for (size_t i = 0; i < COUNT(swap_modes); i++) {
        struct demo *demo = new_demo(state, swap_modes[i]);

        expect_slot(demo, RUNNING, 1, "ac");
        expect_slot(demo, APP_SECONDARY, NO_MATTER, NULL);
        send_file(demo, BOOT_IMAGE_APP, images_of(demo)->app_new, USUAL_PIECE);
        expect_slot(demo, APP_SECONDARY, 2, "");
        assert_int_equal(set_next(demo, APP_SECONDARY, false), IMAGE_OK);
        expect_slot(demo, RUNNING, 1, "ac");
        expect_slot(demo, APP_SECONDARY, 2, "p");
        reset_to(demo, images_of(demo)->app_new);
        expect_slot(demo, RUNNING, 2, "a");
        expect_slot(demo, APP_SECONDARY, 1, "c");
        assert_int_equal(set_next(demo, RUNNING, true), IMAGE_OK);
        expect_slot(demo, RUNNING, 2, "ac");
        expect_slot(demo, APP_SECONDARY, 1, "");
        reset_to(demo, images_of(demo)->app_new);
        expect_slot(demo, RUNNING, 2, "ac");
    }
}

static void without_confirmation_the_old_application_is_back(void **state)
{
    for (size_t i = 0; i < COUNT(swap_modes); i++) {
        struct demo *demo = new_demo(state, swap_modes[i]);

        send_file(demo, BOOT_IMAGE_APP, images_of(demo)->app_new, USUAL_PIECE);
        assert_int_equal(set_next(demo, APP_SECONDARY, false), IMAGE_OK);
        reset_to(demo, images_of(demo)->app_new);
        reset_to(demo, images_of(demo)->app_old);
        expect_slot(demo, RUNNING, 1, "ac");
        expect_slot(demo, APP_SECONDARY, 2, "");
        assert_int_equal(set_next(demo, APP_SECONDARY, true), IMAGE_OK);
        expect_slot(demo, APP_SECONDARY, 2, "pP");
        reset_to(demo, images_of(demo)->app_new);
        expect_slot(demo, RUNNING, 2, "ac");
    }
}

static void the_network_cores_version_is_what_its_program_says(void **state)
{
    struct demo *demo = new_demo(state, UPGRADE_SWAP_MOVE);

    expect_slot(demo, BOOT_IMAGE_NET, 0, NO_MATTER, NULL);
    demo->manager.net_known = true;
    demo->manager.net_version.major = 7;
    expect_slot(demo, BOOT_IMAGE_NET, 0, 7, "ac");
    assert_false(slot_of(demo, BOOT_IMAGE_NET, 0).state.has_hash);
    send_file(demo, BOOT_IMAGE_NET, images_of(demo)->net_new, USUAL_PIECE);
    assert_int_equal(set_next(demo, NET_SECONDARY, false), IMAGE_OK);
    expect_slot(demo, NET_SECONDARY, 2, "p");
    reset_to(demo, images_of(demo)->app_old);
    assert_true(holds(demo->bench, FLASH_DEVICE_NET, config_of(demo)->net.net_app.offset,
                      images_of(demo)->net_new->bytes + images_of(demo)->net_new->header_size,
                      images_of(demo)->net_new->payload_size));
    expect_slot(demo, NET_SECONDARY, NO_MATTER, NULL);
}

static void an_upload_that_ends_anywhere_changes_nothing_and_can_begin_anew(void **state)
{
    for (size_t i = 0; i < COUNT(all_modes) * 2; i++) {
        enum upgrade_mode mode = all_modes[i / 2];
        unsigned image = i % 2;
        struct demo *whole = new_demo(state, mode);
        const struct sim_image *file = new_image(whole, image);
        struct state_hash expected;

        send_file(whole, image, file, USUAL_PIECE);
        expected = machine_state_hash(whole->bench->machine);
        for (uint32_t end = USUAL_PIECE; end < file->size; end += USUAL_PIECE) {
            struct demo *demo = new_demo(state, mode);
            struct state_hash hash;

            send_from(demo, image, file, 0, end, USUAL_PIECE);
            reset_to(demo, images_of(demo)->app_old);
            assert_int_equal(demo->bench->run.operations, 0);
            expect_slot(demo, RUNNING, 1, "ac");
            expect_slot(demo, image, 1, NO_MATTER, NULL);
            assert_int_equal(send(demo, piece_of(file, image, end, USUAL_PIECE)).answer.offset, 0);
            send_file(demo, image, file, USUAL_PIECE);
            hash = machine_state_hash(demo->bench->machine);
            expected = end == USUAL_PIECE ? hash : expected;
            assert_memory_equal(&hash, &expected, sizeof hash);
            expect_slot(demo, image, 1, 2, "");
        }
    }
}

static void a_wrong_offset_is_answered_with_the_right_one(void **state)
{
    struct demo *demo = new_demo(state, UPGRADE_SWAP_MOVE);
    const struct sim_image *file = images_of(demo)->app_new;
    static const uint32_t wrong[] = { 1, 1499, 1501, 1800, 4000 };
    struct piece piece;

    piece = send(demo, piece_of(file, BOOT_IMAGE_APP, 600, USUAL_PIECE));
    assert_int_equal(piece.error, IMAGE_OK);
    assert_int_equal(piece.answer.offset, 0);
    send_from(demo, BOOT_IMAGE_APP, file, 0, 1500, USUAL_PIECE);
    for (size_t i = 0; i < COUNT(wrong); i++) {
        size_t before = demo->operation_count;

        piece = send(demo, piece_of(file, BOOT_IMAGE_APP, wrong[i], USUAL_PIECE));
        assert_int_equal(piece.error, IMAGE_OK);
        assert_int_equal(piece.answer.offset, 1500);
        assert_int_equal(demo->operation_count, before);
    }
    send_from(demo, BOOT_IMAGE_APP, file, 1500, file->size, USUAL_PIECE);
    expect_slot(demo, APP_SECONDARY, 2, "");
}

/* SHA-256 of a file, by the function that the firmware has. */
static void digest_of(struct demo *demo, const struct sim_image *file, uint8_t digest[SHA_SIZE])
{
    (void)demo;
    assert_true(crypto_mbedtls_hash_memory(file->bytes, file->size, digest));
}

static void the_same_file_again_goes_on_where_it_was_left(void **state)
{
    struct demo *demo = new_demo(state, UPGRADE_SWAP_OFFSET);
    const struct sim_image *file = images_of(demo)->app_new;
    uint8_t sha[SHA_SIZE];
    struct upload_request first = piece_of(file, BOOT_IMAGE_APP, 0, USUAL_PIECE);
    struct piece piece;

    digest_of(demo, file, sha);
    first.sha = sha;
    first.sha_size = sizeof sha;
    assert_int_equal(send(demo, first).answer.offset, USUAL_PIECE);
    send_from(demo, BOOT_IMAGE_APP, file, USUAL_PIECE, 2 * USUAL_PIECE, USUAL_PIECE);
    piece = send(demo, first);
    assert_int_equal(piece.error, IMAGE_OK);
    assert_int_equal(piece.answer.offset, 2 * USUAL_PIECE);
    sha[0] ^= 1; /* another file: from the beginning */
    assert_int_equal(send(demo, first).answer.offset, USUAL_PIECE);
}

static void the_whole_file_is_compared_with_its_hash(void **state)
{
    for (unsigned right = 0; right < 2; right++) {
        struct demo *demo = new_demo(state, UPGRADE_SWAP_OFFSET);
        const struct sim_image *file = images_of(demo)->app_new;
        uint8_t sha[SHA_SIZE];
        struct upload_request first = piece_of(file, BOOT_IMAGE_APP, 0, USUAL_PIECE);
        struct piece last;

        digest_of(demo, file, sha);
        sha[31] ^= right ? 0 : 1;
        first.sha = sha;
        first.sha_size = sizeof sha;
        assert_false(send(demo, first).answer.compared);
        send_from(demo, BOOT_IMAGE_APP, file, USUAL_PIECE, file->size - 1, 1);
        last = send(demo, piece_of(file, BOOT_IMAGE_APP, file->size - 1, 1));
        assert_int_equal(last.error, IMAGE_OK);
        assert_true(last.answer.compared);
        assert_int_equal(last.answer.match, right);
    }
}

/* A first piece that is refused, and why. */
struct refusal {
    enum image_error error;
    void (*spoil)(struct upload_request *request, uint8_t *bytes, uint32_t limit);
};

static void short_data(struct upload_request *request, uint8_t *bytes, uint32_t limit)
{
    (void)bytes;
    (void)limit;
    request->data_size = 31;
}

static void no_length(struct upload_request *request, uint8_t *bytes, uint32_t limit)
{
    (void)bytes;
    (void)limit;
    request->has_size = false;
}

static void no_offset(struct upload_request *request, uint8_t *bytes, uint32_t limit)
{
    (void)bytes;
    (void)limit;
    request->has_offset = false;
}

static void no_magic(struct upload_request *request, uint8_t *bytes, uint32_t limit)
{
    (void)request;
    (void)limit;
    bytes[0] ^= 1;
}

static void long_sha(struct upload_request *request, uint8_t *bytes, uint32_t limit)
{
    (void)limit;
    request->sha = bytes;
    request->sha_size = SHA_SIZE + 1;
}

static void third_image(struct upload_request *request, uint8_t *bytes, uint32_t limit)
{
    (void)bytes;
    (void)limit;
    request->image = 2;
}

static void one_over_the_limit(struct upload_request *request, uint8_t *bytes, uint32_t limit)
{
    (void)bytes;
    request->size = limit + 1;
}

static void largest_number(struct upload_request *request, uint8_t *bytes, uint32_t limit)
{
    (void)bytes;
    (void)limit;
    request->size = UINT32_MAX;
}

static void more_data_than_length(struct upload_request *request, uint8_t *bytes, uint32_t limit)
{
    (void)bytes;
    (void)limit;
    request->size = request->data_size - 1;
}

static void not_newer(struct upload_request *request, uint8_t *bytes, uint32_t limit)
{
    (void)limit;
    bytes[20] = 1; /* 1.0.0 runs */
    request->upgrade = true;
}

static void what_is_no_upload_is_refused_and_erases_nothing(void **state)
{
    static const struct refusal refusals[] = {
        { IMAGE_ERROR_INVALID_HEADER, short_data },
        { IMAGE_ERROR_INVALID_LENGTH, no_length },
        { IMAGE_ERROR_INVALID_OFFSET, no_offset },
        { IMAGE_ERROR_INVALID_MAGIC, no_magic },
        { IMAGE_ERROR_INVALID_HASH, long_sha },
        { IMAGE_ERROR_NO_FREE_SLOT, third_image },
        { IMAGE_ERROR_TOO_LARGE, one_over_the_limit },
        { IMAGE_ERROR_TOO_LARGE, largest_number },
        { IMAGE_ERROR_DATA_OVERRUN, more_data_than_length },
        { IMAGE_ERROR_CURRENT_IS_NEWER, not_newer },
    };

    for (size_t i = 0; i < COUNT(refusals) * COUNT(all_modes); i++) {
        struct demo *demo = new_demo(state, all_modes[i % COUNT(all_modes)]);
        const struct refusal *refusal = &refusals[i / COUNT(all_modes)];
        struct upload_request request = piece_of(images_of(demo)->app_new, BOOT_IMAGE_APP, 0, USUAL_PIECE);
        uint8_t bytes[USUAL_PIECE];

        memcpy(bytes, request.data, sizeof bytes);
        request.data = bytes;
        refusal->spoil(&request, bytes, image_upload_limit(&demo->manager, BOOT_IMAGE_APP));
        assert_int_equal(send(demo, request).error, refusal->error);
        assert_int_equal(demo->operation_count, 0);
        assert_false(demo->manager.upload.active);
    }
}

/* The bootloader's own limit: a file of that size is installed. */
static void the_largest_file_that_is_taken_is_installed(void **state)
{
    for (size_t i = 0; i < COUNT(all_modes); i++) {
        const struct small_device options = { .mode = all_modes[i], .write_size = 4, .sectors = 6, .net = true };
        struct demo *demo = new_demo(state, all_modes[i]);

        demo->bench = new_bench(state, &options);
        application_starts(demo);
        assert_int_equal(image_upload_limit(&demo->manager, BOOT_IMAGE_APP), images_of(demo)->app_limit);
        assert_int_equal(image_upload_limit(&demo->manager, BOOT_IMAGE_NET), images_of(demo)->net_limit);
        send_file(demo, BOOT_IMAGE_APP, images_of(demo)->app_new, USUAL_PIECE);
        assert_int_equal(set_next(demo, APP_SECONDARY, true), IMAGE_OK);
        reset_to(demo, images_of(demo)->app_new);
    }
}

static void more_data_than_announced_ends_the_upload(void **state)
{
    struct demo *demo = new_demo(state, UPGRADE_SWAP_MOVE);
    const struct sim_image *file = images_of(demo)->app_new;
    struct upload_request first = piece_of(file, BOOT_IMAGE_APP, 0, USUAL_PIECE);

    first.size = USUAL_PIECE + 10;
    assert_int_equal(send(demo, first).error, IMAGE_OK);
    assert_int_equal(send(demo, piece_of(file, BOOT_IMAGE_APP, USUAL_PIECE, 11)).error, IMAGE_ERROR_DATA_OVERRUN);
    assert_int_equal(send(demo, piece_of(file, BOOT_IMAGE_APP, USUAL_PIECE, 10)).answer.offset, 0);
    assert_int_equal(demo->operation_count, 0);
}

static void a_pending_slot_takes_no_upload_and_no_erase(void **state)
{
    for (unsigned i = 0; i < 4; i++) {
        struct demo *demo = new_demo(state, UPGRADE_SWAP_MOVE);
        unsigned image = i % 2;
        size_t operations;

        send_file(demo, image, new_image(demo, image), USUAL_PIECE);
        assert_int_equal(set_next(demo, image, 1, i / 2 == 1), IMAGE_OK);
        operations = demo->operation_count;
        assert_int_equal(send(demo, piece_of(new_image(demo, image), image, 0, USUAL_PIECE)).error,
                         IMAGE_ERROR_NO_FREE_SLOT);
        assert_int_equal(erase(demo, image, 1), IMAGE_ERROR_NO_FREE_SLOT);
        assert_int_equal(demo->operation_count, operations);
        expect_slot(demo, image, 1, 2, i / 2 == 1 ? "pP" : "p");
        /* the other image's slot is free */
        send_file(demo, 1 - image, new_image(demo, 1 - image), USUAL_PIECE);
    }
}

static void the_way_back_is_kept_until_the_trial_is_confirmed(void **state)
{
    for (size_t i = 0; i < COUNT(swap_modes); i++) {
        struct demo *demo = new_demo(state, swap_modes[i]);
        const struct sim_image *newer = images_of(demo)->app_newer;

        send_file(demo, BOOT_IMAGE_APP, images_of(demo)->app_new, USUAL_PIECE);
        assert_int_equal(set_next(demo, APP_SECONDARY, false), IMAGE_OK);
        reset_to(demo, images_of(demo)->app_new);
        assert_int_equal(send(demo, piece_of(newer, BOOT_IMAGE_APP, 0, USUAL_PIECE)).error, IMAGE_ERROR_NO_FREE_SLOT);
        assert_int_equal(erase(demo, APP_SECONDARY), IMAGE_ERROR_NO_FREE_SLOT);
        assert_int_equal(set_next(demo, APP_SECONDARY, false), IMAGE_ERROR_ALREADY_PENDING);
        assert_int_equal(set_next(demo, APP_SECONDARY, true), IMAGE_OK); /* it is what the next boot takes */
        assert_int_equal(set_next(demo, RUNNING, true), IMAGE_OK);
        send_file(demo, BOOT_IMAGE_APP, newer, USUAL_PIECE);
        assert_int_equal(set_next(demo, APP_SECONDARY, true), IMAGE_OK);
        reset_to(demo, newer);
    }
}

static void primary_slots_are_neither_erased_nor_tested(void **state)
{
    struct demo *demo = new_demo(state, UPGRADE_SWAP_MOVE);

    for (unsigned image = 0; image < 2; image++) {
        assert_int_equal(erase(demo, image, 0), IMAGE_ERROR_NO_FREE_SLOT);
        assert_int_equal(set_next(demo, image, 0, false), IMAGE_ERROR_TEST_OF_ACTIVE);
    }
    assert_int_equal(set_next(demo, BOOT_IMAGE_NET, 0, true), IMAGE_ERROR_CONFIRMATION_DENIED);
    assert_int_equal(erase(demo, 2, 0), IMAGE_ERROR_INVALID_SLOT);
    assert_int_equal(erase(demo, 0, 2), IMAGE_ERROR_INVALID_SLOT);
    assert_int_equal(set_next(demo, RUNNING, true), IMAGE_OK); /* was confirmed all along */
    assert_int_equal(demo->operation_count, 0);
}

static void a_choice_that_stands_is_not_changed(void **state)
{
    for (unsigned permanent = 0; permanent < 2; permanent++) {
        struct demo *demo = new_demo(state, UPGRADE_SWAP_MOVE);
        size_t operations;

        send_file(demo, BOOT_IMAGE_APP, images_of(demo)->app_new, USUAL_PIECE);
        assert_int_equal(set_next(demo, APP_SECONDARY, permanent), IMAGE_OK);
        operations = demo->operation_count;
        assert_int_equal(set_next(demo, APP_SECONDARY, permanent), IMAGE_OK);
        assert_int_equal(set_next(demo, APP_SECONDARY, !permanent), IMAGE_ERROR_ALREADY_PENDING);
        assert_int_equal(set_next(demo, RUNNING, true), IMAGE_ERROR_ALREADY_PENDING);
        assert_int_equal(demo->operation_count, operations);
    }
}

/* Any number of cuts is the explorer's matter; here: the next boot has the old application, and uploads work again. */
static void a_power_cut_in_an_upload_leaves_the_old_application(void **state)
{
    struct demo *demo = new_demo(state, UPGRADE_SWAP_OFFSET);
    const struct sim_image *file = images_of(demo)->app_new;
    struct machine_state *before = machine_save(demo->bench->machine);
    struct upload_request request = piece_of(file, BOOT_IMAGE_APP, 0, file->size);
    struct run_result result;

    for (uint32_t number = 0;; number++) {
        struct piece piece = { .demo = demo, .request = request };
        struct cut cut = { number, CUT_HALF, 0 };

        machine_restore(demo->bench->machine, before);
        machine_reset(demo->bench->machine, RESET_POWER_ON, RAM_ZERO, UNSTABLE_OLD);
        demo->operation_count = 0;
        application_starts(demo);
        machine_call(demo->bench->machine, take_piece, &piece, cut, &result);
        if (result.end != RUN_CUT) {
            assert_true(number > 5);
            break;
        }
        machine_reset(demo->bench->machine, RESET_POWER_ON, RAM_ZERO, UNSTABLE_PATTERN);
        machine_boot(demo->bench->machine, config_of(demo), NO_CUT, &demo->bench->run);
        assert_int_equal(demo->bench->run.end, RUN_APPLICATION);
        application_starts(demo);
        send_file(demo, BOOT_IMAGE_APP, file, USUAL_PIECE);
        assert_int_equal(set_next(demo, APP_SECONDARY, false), IMAGE_OK);
        reset_to(demo, file);
    }
    machine_forget(before);
}

/* One request to the group, as the server makes it. */
struct exchange {
    struct demo *demo;
    struct smp_request request;
    uint8_t asked[ANSWER_SIZE];
    uint8_t bytes[ANSWER_SIZE];
    struct cbor_writer answer;
    enum smp_error error;
    struct cbor_map map; /* of the answer */
};

static void handle(struct hal *hal, void *context)
{
    struct exchange *exchange = context;

    (void)hal;
    exchange->error = image_group_handle(&exchange->demo->manager, &exchange->request, &exchange->answer);
}

static struct cbor_writer begin_request(struct exchange *exchange, struct demo *demo, bool write, unsigned command)
{
    struct cbor_writer writer = { .buffer = exchange->asked, .size = sizeof exchange->asked };

    *exchange = (struct exchange){
        .demo = demo,
        .request = { .write = write, .version = 1, .group = SMP_GROUP_IMAGE, .command = command },
    };
    cbor_write_map(&writer);
    return writer;
}

static void end_request(struct exchange *exchange, struct cbor_writer *writer)
{
    cbor_write_end(writer);
    assert_false(writer->overflow);
    assert_true(cbor_map_open(&exchange->request.map, exchange->asked, writer->used));
    exchange->answer = (struct cbor_writer){ .buffer = exchange->bytes, .size = sizeof exchange->bytes };
    cbor_write_map(&exchange->answer);
    call(exchange->demo, handle, exchange);
    cbor_write_end(&exchange->answer);
    assert_false(exchange->answer.overflow);
    assert_true(cbor_map_open(&exchange->map, exchange->bytes, exchange->answer.used));
}

/* {"err": {"group": 1, "rc": error}} */
static void expect_group_error(const struct exchange *exchange, enum image_error error)
{
    uint8_t bytes[64];
    struct cbor_writer writer = { .buffer = bytes, .size = sizeof bytes };

    cbor_write_map(&writer);
    cbor_write_text(&writer, "err");
    cbor_write_map(&writer);
    cbor_write_text(&writer, "group");
    cbor_write_uint(&writer, 1);
    cbor_write_text(&writer, "rc");
    cbor_write_uint(&writer, error);
    cbor_write_end(&writer);
    cbor_write_end(&writer);
    assert_int_equal(exchange->error, SMP_OK);
    assert_int_equal(exchange->answer.used, writer.used);
    assert_memory_equal(exchange->bytes, bytes, writer.used);
}

static void ask_state(struct exchange *exchange, struct demo *demo, unsigned version, const uint8_t *hash,
                      uint32_t hash_size, bool confirm)
{
    struct cbor_writer writer = begin_request(exchange, demo, true, 0);

    exchange->request.version = version;
    if (hash != NULL) {
        cbor_write_text(&writer, "hash");
        cbor_write_bytes(&writer, hash, hash_size);
    }
    cbor_write_text(&writer, "confirm");
    cbor_write_bool(&writer, confirm);
    end_request(exchange, &writer);
}

static void a_hash_that_no_slot_has_is_not_confirmed(void **state)
{
    static const uint8_t unknown[IMAGE_HASH_SIZE + 1] = { 1, 2, 3 };
    struct demo *demo = new_demo(state, UPGRADE_SWAP_MOVE);
    struct exchange exchange;

    for (unsigned confirm = 0; confirm < 2; confirm++) {
        ask_state(&exchange, demo, 1, unknown, IMAGE_HASH_SIZE, confirm);
        expect_group_error(&exchange, IMAGE_ERROR_HASH_NOT_FOUND);
        ask_state(&exchange, demo, 0, unknown, IMAGE_HASH_SIZE, confirm);
        assert_int_equal(exchange.error, SMP_ERROR_UNKNOWN);
        ask_state(&exchange, demo, 1, unknown, IMAGE_HASH_SIZE + 1, confirm);
        expect_group_error(&exchange, IMAGE_ERROR_INVALID_HASH);
        ask_state(&exchange, demo, 1, unknown, IMAGE_HASH_SIZE - 1, confirm);
        expect_group_error(&exchange, IMAGE_ERROR_INVALID_HASH);
    }
    ask_state(&exchange, demo, 1, NULL, 0, false); /* a test of nothing */
    expect_group_error(&exchange, IMAGE_ERROR_INVALID_HASH);
    ask_state(&exchange, demo, 0, NULL, 0, false);
    assert_int_equal(exchange.error, SMP_ERROR_INVALID);
    assert_int_equal(demo->operation_count, 0);
}

static bool answer_has(const struct exchange *exchange, const void *bytes, size_t size)
{
    for (size_t i = 0; i + size <= exchange->answer.used; i++) {
        if (memcmp(exchange->bytes + i, bytes, size) == 0) {
            return true;
        }
    }
    return false;
}

static void images_are_marked_by_their_hash(void **state)
{
    struct demo *demo = new_demo(state, UPGRADE_SWAP_OFFSET);
    struct exchange exchange;
    uint8_t hash[IMAGE_HASH_SIZE];

    for (unsigned image = 0; image < 2; image++) {
        send_file(demo, image, new_image(demo, image), USUAL_PIECE);
        memcpy(hash, slot_of(demo, image, 1).state.hash, sizeof hash);
        ask_state(&exchange, demo, 1, hash, sizeof hash, image == BOOT_IMAGE_NET);
        assert_int_equal(exchange.error, SMP_OK);
        assert_true(answer_has(&exchange, hash, sizeof hash)); /* the answer is the new list */
        assert_true(answer_has(&exchange,
                               "\x65"
                               "2.0.0",
                               6));
        expect_slot(demo, image, 1, 2, image == BOOT_IMAGE_NET ? "pP" : "p");
    }
    reset_to(demo, images_of(demo)->app_new);
    ask_state(&exchange, demo, 1, NULL, 0, true);
    assert_int_equal(exchange.error, SMP_OK);
    expect_slot(demo, RUNNING, 2, "ac");
}

static void errors_reach_clients_of_both_versions(void **state)
{
    struct demo *demo = new_demo(state, UPGRADE_SWAP_MOVE);
    struct exchange exchange;

    send_file(demo, BOOT_IMAGE_NET, images_of(demo)->net_new, USUAL_PIECE);
    assert_int_equal(set_next(demo, NET_SECONDARY, false), IMAGE_OK);
    for (unsigned version = 0; version < 2; version++) {
        struct cbor_writer writer = begin_request(&exchange, demo, true, 5);

        exchange.request.version = version;
        cbor_write_text(&writer, "slot");
        cbor_write_uint(&writer, 3); /* image 1's secondary */
        end_request(&exchange, &writer);
        if (version == 0) {
            assert_int_equal(exchange.error, SMP_ERROR_BAD_STATE);
        } else {
            expect_group_error(&exchange, IMAGE_ERROR_NO_FREE_SLOT);
        }
    }
}

static void an_upload_by_requests_is_complete_and_matches(void **state)
{
    struct demo *demo = new_demo(state, UPGRADE_SWAP_MOVE);
    const struct sim_image *file = images_of(demo)->net_new;
    struct exchange exchange;
    uint8_t sha[SHA_SIZE];
    uint32_t offset = 0;
    bool match = false;

    digest_of(demo, file, sha);
    while (offset < file->size) {
        struct upload_request piece = piece_of(file, BOOT_IMAGE_NET, offset, USUAL_PIECE);
        struct cbor_writer writer = begin_request(&exchange, demo, true, 1);

        if (offset == 0) {
            cbor_write_text(&writer, "image");
            cbor_write_uint(&writer, BOOT_IMAGE_NET);
            cbor_write_text(&writer, "len");
            cbor_write_uint(&writer, file->size);
            cbor_write_text(&writer, "sha");
            cbor_write_bytes(&writer, sha, sizeof sha);
        }
        cbor_write_text(&writer, "off");
        cbor_write_uint(&writer, offset);
        cbor_write_text(&writer, "data");
        cbor_write_bytes(&writer, piece.data, piece.data_size);
        end_request(&exchange, &writer);
        assert_int_equal(exchange.error, SMP_OK);
        assert_int_equal(cbor_map_uint(&exchange.map, "off", &offset), CBOR_FOUND);
        assert_int_equal(cbor_map_bool(&exchange.map, "match", &match),
                         offset == file->size ? CBOR_FOUND : CBOR_ABSENT);
    }
    assert_true(match);
    expect_slot(demo, NET_SECONDARY, 2, "");
}

static void values_of_the_wrong_type_and_unknown_commands_are_refused(void **state)
{
    static const char *const keys[] = { "off", "len", "image", "data", "sha", "upgrade" };
    struct demo *demo = new_demo(state, UPGRADE_SWAP_MOVE);
    struct exchange exchange;
    struct cbor_writer writer;

    for (size_t i = 0; i < COUNT(keys); i++) {
        writer = begin_request(&exchange, demo, true, 1);
        cbor_write_text(&writer, keys[i]);
        cbor_write_text(&writer, "text");
        end_request(&exchange, &writer);
        assert_int_equal(exchange.error, SMP_ERROR_INVALID);
    }
    for (unsigned command = 0; command < 8; command++) {
        writer = begin_request(&exchange, demo, false, command);
        end_request(&exchange, &writer);
        assert_int_equal(exchange.error, command == 0 || command == 6 ? SMP_OK : SMP_ERROR_NOT_SUPPORTED);
    }
    assert_int_equal(demo->operation_count, 0);
}

static void versions_are_written_as_clients_expect_them(void **state)
{
    static const struct {
        struct mcuboot_version version;
        const char *text;
    } cases[] = {
        { { 1, 2, 3, 0 }, "1.2.3" },
        { { 0, 0, 0, 0 }, "0.0.0" },
        { { 10, 0, 100, 7 }, "10.0.100.7" },
        { { 255, 255, 65535, UINT32_MAX }, "255.255.65535.4294967295" },
    };
    char text[VERSION_TEXT_SIZE];

    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        version_text(&cases[i].version, text);
        assert_string_equal(text, cases[i].text);
    }
}

int main(void)
{
#define CASE(name) cmocka_unit_test_setup_teardown(name, create_arena, destroy_arena)
    const struct CMUnitTest tests[] = {
        CASE(an_upload_writes_what_the_simulated_application_writes),
        CASE(marks_and_confirmation_write_what_the_simulated_application_writes),
        CASE(an_erased_slot_is_what_the_simulated_application_leaves),
        CASE(the_list_follows_a_trial_to_its_confirmation),
        CASE(without_confirmation_the_old_application_is_back),
        CASE(the_network_cores_version_is_what_its_program_says),
        CASE(an_upload_that_ends_anywhere_changes_nothing_and_can_begin_anew),
        CASE(a_wrong_offset_is_answered_with_the_right_one),
        CASE(the_same_file_again_goes_on_where_it_was_left),
        CASE(the_whole_file_is_compared_with_its_hash),
        CASE(what_is_no_upload_is_refused_and_erases_nothing),
        CASE(the_largest_file_that_is_taken_is_installed),
        CASE(more_data_than_announced_ends_the_upload),
        CASE(a_pending_slot_takes_no_upload_and_no_erase),
        CASE(the_way_back_is_kept_until_the_trial_is_confirmed),
        CASE(primary_slots_are_neither_erased_nor_tested),
        CASE(a_choice_that_stands_is_not_changed),
        CASE(a_power_cut_in_an_upload_leaves_the_old_application),
        CASE(a_hash_that_no_slot_has_is_not_confirmed),
        CASE(images_are_marked_by_their_hash),
        CASE(errors_reach_clients_of_both_versions),
        CASE(an_upload_by_requests_is_complete_and_matches),
        CASE(values_of_the_wrong_type_and_unknown_commands_are_refused),
        CASE(versions_are_written_as_clients_expect_them),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

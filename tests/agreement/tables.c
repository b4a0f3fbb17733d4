/* MCUboot's tables: what each pair of trailers asks for, and what marking and confirming writes in each state.
 *
 * usage: tables FACTS
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

#include "base/file.h"
#include "data.h"
#include "firmware/format/trailer.h"
#include "firmware/ncs/ncs_trailer.h"
#include "image.h"
#include "nrf53pack/ncs_profile.h"
#include "sim/scenario/application.h"

#define FILE_LIMIT (1u << 20)
#define STATES     27u
#define SECTOR     4096u
#define DEVICE     0x100000u
#define WRITES     8u

struct row {
    struct slice words[FACT_WORDS];
    size_t count;
};

static struct {
    struct arena *arena;
    struct row *items;
    size_t count;
    size_t capacity;
    struct slice order[STATES];
    size_t states;
} table;

static void configure(struct boot_config *config, enum upgrade_mode mode)
{
    struct boot_image_config *image = &config->images[BOOT_IMAGE_APP];

    *config = (struct boot_config){ .image_count = 1 };
    image->mode = mode;
    image->primary = (struct boot_area){ FLASH_DEVICE_APP, 0x10000, 0x20000, SECTOR };
    image->secondary = (struct boot_area){ FLASH_DEVICE_APP, 0x40000, 0x20000, SECTOR };
    image->secondary.size += mode == UPGRADE_SWAP_OFFSET ? SECTOR : 0;
    image->scratch = (struct boot_area){ FLASH_DEVICE_APP, 0x80000, 0x2000, SECTOR };
    image->write_size = 4;
    image->max_align = 8;
    image->max_sectors = 128;
}

static struct machine *new_machine(struct arena *arena, const struct boot_config *config)
{
    struct boot_area *allowed = arena_array(arena, 2, sizeof *allowed);
    struct machine_layout layout = { .allowed = allowed, .allowed_count = 2 };

    allowed[0] = config->images[BOOT_IMAGE_APP].primary;
    allowed[1] = config->images[BOOT_IMAGE_APP].secondary;
    layout.flash[FLASH_DEVICE_APP] = (struct flash_layout){ DEVICE, SECTOR, 4 };
    return machine_create(arena, &layout, 1);
}

static struct slice piece(struct slice *rest)
{
    size_t length = 0;
    struct slice first;

    while (length < rest->length && rest->data[length] != '/') {
        length++;
    }
    first = (struct slice){ rest->data, length };
    length += length < rest->length;
    *rest = (struct slice){ rest->data + length, rest->length - length };
    return first;
}

static uint8_t flag_byte(struct slice word)
{
    return slice_equals(word, "set") ? 0x01 : slice_equals(word, "bad") ? 0x55 : 0xff;
}

/* The last 64 bytes of a slot in the state magic/copy_done/image_ok. */
static void set_state(struct machine *machine, const struct boot_area *slot, struct slice state)
{
    static const uint8_t bad[] = { 0x01, 0x23, 0x45, 0x67, 0x89, 0xab, 0xcd, 0xef };
    uint8_t tail[64];
    struct slice magic = piece(&state);

    memset(tail, 0xff, sizeof tail);
    if (slice_equals(magic, "good")) {
        image_trailer_magic(8, tail + 48);
    } else if (slice_equals(magic, "bad")) {
        memcpy(tail + 48, bad, sizeof bad);
        memcpy(tail + 56, bad, sizeof bad);
    }
    tail[32] = flag_byte(piece(&state));
    tail[40] = flag_byte(state);
    assert_true(machine_load(machine, slot->device, slot->offset + slot->size - sizeof tail, tail, sizeof tail));
}

static char type_letter(unsigned type)
{
    return type >= 1 && type <= 4 ? "NTPR"[type - 1] : '?';
}

struct question {
    const struct boot_config *config;
    const struct ncs_profile *profile;
    char upstream;
    char reference;
};

static void ask(struct hal *hal, void *context)
{
    struct question *question = context;
    const struct boot_image_config *image = &question->config->images[BOOT_IMAGE_APP];
    struct ncs_boot boot = {
        .hal = hal,
        .config = question->config,
        .release = question->profile->release,
        .tree = &question->profile->tree,
    };
    struct trailer primary;
    struct trailer secondary;

    question->upstream = type_letter(ncs_swap_type(&boot));
    if (trailer_read(hal, image, &image->primary, &primary) &&
        trailer_read(hal, image, &image->secondary, &secondary)) {
        question->reference = type_letter(trailer_swap_type(image->mode, &primary, &secondary));
    }
}

static enum upgrade_mode mode_of(struct slice word)
{
    return slice_equals(word, "swap-offset") ? UPGRADE_SWAP_OFFSET : UPGRADE_SWAP_MOVE;
}

/* One row: a state of the primary against each of the secondary. Returns how many answers are wrong. */
static unsigned wrong_types(const struct row *row, enum upgrade_mode mode, bool with_reference)
{
    struct arena *arena = arena_create();
    struct boot_config config;
    struct ncs_profile profile;
    struct machine *machine;
    unsigned wrong = 0;

    ncs_profile_upstream(&profile);
    configure(&config, mode);
    machine = new_machine(arena, &config);
    assert_int_equal(row->words[3].length, STATES);
    set_state(machine, &config.images[0].primary, row->words[2]);
    for (size_t i = 0; i < STATES; i++) {
        struct question question = { .config = &config, .profile = &profile, .reference = '?' };
        struct run_result result;
        char fact = row->words[3].data[i];

        set_state(machine, &config.images[0].secondary, table.order[i]);
        machine_reset(machine, RESET_POWER_ON, RAM_KEPT, UNSTABLE_OLD);
        machine_call(machine, ask, &question, NO_CUT, &result);
        if (question.upstream != fact || (with_reference && question.reference != fact)) {
            wrong++;
            printf("  primary %.*s, secondary %.*s: MCUboot %c, its profile %c, reference mode %c\n",
                   (int)row->words[2].length, row->words[2].data, (int)table.order[i].length, table.order[i].data, fact,
                   question.upstream, question.reference);
        }
    }
    arena_destroy(arena);
    return wrong;
}

static void types_of(const char *mode, enum upgrade_mode as, bool with_reference)
{
    unsigned rows = 0;
    unsigned wrong = 0;

    for (size_t i = 0; i < table.count; i++) {
        if (slice_equals(table.items[i].words[0], "types") && slice_equals(table.items[i].words[1], mode)) {
            rows++;
            wrong += wrong_types(&table.items[i], as, with_reference);
        }
    }
    assert_int_equal(rows, STATES);
    assert_int_equal(wrong, 0);
}

static void test_types_swap_move(void **state)
{
    (void)state;
    types_of("swap-move", UPGRADE_SWAP_MOVE, true);
}

static void test_types_swap_offset(void **state)
{
    (void)state;
    types_of("swap-offset", UPGRADE_SWAP_OFFSET, true);
}

static void test_types_overwrite_only(void **state)
{
    (void)state;
    types_of("swap-move", UPGRADE_OVERWRITE_ONLY, false);
}

static void note_type(void *context, enum hal_log_level level, const char *line)
{
    static const char *const names[] = { "none", "test", "perm", "revert" };
    const char *found = strstr(line, "Swap type: ");
    char *letter = context;

    (void)level;
    for (unsigned i = 0; found != NULL && *letter == '?' && i < 4; i++) {
        if (strcmp(found + strlen("Swap type: "), names[i]) == 0) {
            *letter = type_letter(i + 1);
        }
    }
}

static bool same(struct slice left, struct slice right)
{
    return left.length == right.length && memcmp(left.data, right.data, left.length) == 0;
}

/* A state as the reference modes take it: half a flag says what the whole one says, in the secondary's image_ok and in
 * the primary's copy_done. A word that a power cut hit may read as erased, as half and as set from boot to boot, so that
 * half a flag must decide nothing of its own (docs/mcuboot-agreement.md).
 */
static struct slice taken_as(struct slice state, bool secondary)
{
    struct slice rest = state;
    struct slice magic = piece(&rest);
    struct slice copy_done = piece(&rest);
    const char *copied = !secondary && slice_equals(copy_done, "bad") ? "set" : NULL;
    const char *ok = secondary && slice_equals(rest, "bad") ? "set" : NULL;
    char *text = arena_printf(table.arena, "%.*s/%.*s/%.*s", (int)magic.length, magic.data,
                              copied != NULL ? 3 : (int)copy_done.length, copied != NULL ? copied : copy_done.data,
                              ok != NULL ? 3 : (int)rest.length, ok != NULL ? ok : rest.data);

    return slice_of(text);
}

static char fact_of(const char *mode, struct slice primary, struct slice secondary)
{
    for (size_t row = 0; row < table.count; row++) {
        const struct slice *words = table.items[row].words;

        for (size_t i = 0; i < STATES; i++) {
            if (slice_equals(words[0], "types") && slice_equals(words[1], mode) && same(words[2], primary) &&
                same(table.order[i], secondary)) {
                return words[3].data[i];
            }
        }
    }
    return '?';
}

/* Overwrite-only has nothing to revert to; MCUboot answers "revert" and does nothing. */
static char reference_answer(enum upgrade_mode mode, const char *facts_of, struct slice primary, struct slice secondary)
{
    char fact = fact_of(facts_of, taken_as(primary, false), taken_as(secondary, true));

    return mode == UPGRADE_OVERWRITE_ONLY && fact == 'R' ? 'N' : fact;
}

static unsigned wrong_boots(const struct row *row, enum upgrade_mode mode, const char *facts_of)
{
    struct arena *arena = arena_create();
    struct boot_config config;
    struct machine *machine;
    struct machine_state *empty;
    unsigned wrong = 0;

    configure(&config, mode);
    config.images[0].run_end = UINT32_MAX;
    machine = new_machine(arena, &config);
    set_state(machine, &config.images[0].primary, row->words[2]);
    empty = machine_save(machine);
    for (size_t i = 0; i < STATES; i++) {
        char expected = reference_answer(mode, facts_of, row->words[2], table.order[i]);
        char here = '?';
        struct machine_observer observer = { .context = &here, .log = note_type };
        struct run_result result;

        machine_restore(machine, empty);
        set_state(machine, &config.images[0].secondary, table.order[i]);
        machine_reset(machine, RESET_POWER_ON, RAM_KEPT, UNSTABLE_OLD);
        machine_observe(machine, &observer);
        machine_boot(machine, &config, NO_CUT, &result);
        machine_observe(machine, NULL);
        if (here != expected) {
            wrong++;
            printf("  primary %.*s, secondary %.*s: expected %c, here %c\n", (int)row->words[2].length,
                   row->words[2].data, (int)table.order[i].length, table.order[i].data, expected, here);
        }
    }
    machine_forget(empty);
    arena_destroy(arena);
    return wrong;
}

/* Each pair of trailers, slots without images: what the log of a boot names. */
static void booted_types_of(const char *mode, enum upgrade_mode as)
{
    unsigned rows = 0;
    unsigned wrong = 0;

    for (size_t i = 0; i < table.count; i++) {
        if (slice_equals(table.items[i].words[0], "types") && slice_equals(table.items[i].words[1], mode)) {
            rows++;
            wrong += wrong_boots(&table.items[i], as, mode);
        }
    }
    assert_int_equal(rows, STATES);
    assert_int_equal(wrong, 0);
}

static void test_reference_swap_move(void **state)
{
    (void)state;
    booted_types_of("swap-move", UPGRADE_SWAP_MOVE);
}

static void test_reference_swap_offset(void **state)
{
    (void)state;
    booted_types_of("swap-offset", UPGRADE_SWAP_OFFSET);
}

static void test_reference_overwrite_only(void **state)
{
    (void)state;
    booted_types_of("swap-move", UPGRADE_OVERWRITE_ONLY);
}

struct writes {
    const struct boot_area *slot;
    char text[160];
};

static void note_write(void *context, uint32_t number, const struct operation *operation, const uint8_t *data)
{
    struct writes *writes = context;
    size_t used = strlen(writes->text);

    (void)number;
    (void)data;
    snprintf(writes->text + used, sizeof writes->text - used, "%s%s%x:%x", used > 0 ? " " : "",
             operation->kind == OPERATION_ERASE ? "erase " : "", (unsigned)(operation->offset - writes->slot->offset),
             (unsigned)operation->size);
}

static unsigned wrong_writes(const struct row *row)
{
    struct arena *arena = arena_create();
    struct boot_config config;
    struct action action = { .kind = slice_equals(row->words[2], "confirm") ? ACTION_CONFIRM
                                     : slice_equals(row->words[2], "test")  ? ACTION_MARK_TEST
                                                                            : ACTION_MARK_PERMANENT };
    struct turn turn = { .actions = &action, .action_count = 1 };
    struct writes writes = { .text = "" };
    struct machine_observer observer = { .context = &writes, .operation = note_write };
    char fact[160] = "";
    struct machine *machine;
    struct run_result result;
    unsigned wrong;

    configure(&config, mode_of(row->words[1]));
    machine = new_machine(arena, &config);
    writes.slot = action.kind == ACTION_CONFIRM ? &config.images[0].primary : &config.images[0].secondary;
    set_state(machine, writes.slot, row->words[3]);
    for (size_t i = 4; i < row->count; i++) {
        size_t used = strlen(fact);

        snprintf(fact + used, sizeof fact - used, "%s%.*s", used > 0 ? " " : "", (int)row->words[i].length,
                 row->words[i].data);
    }
    machine_reset(machine, RESET_POWER_ON, RAM_KEPT, UNSTABLE_OLD);
    machine_observe(machine, &observer);
    machine_call(machine, application_turn,
                 &(struct application){ .machine = machine, .config = &config, .turn = &turn }, NO_CUT, &result);
    machine_observe(machine, NULL);
    wrong = result.fault.kind != FAULT_NONE || strcmp(fact, writes.text) != 0;
    if (wrong) {
        printf("  %.*s in state %.*s: MCUboot writes '%s', here '%s'\n", (int)row->words[2].length, row->words[2].data,
               (int)row->words[3].length, row->words[3].data, fact, writes.text);
    }
    arena_destroy(arena);
    return wrong;
}

static void test_marking_and_confirming(void **state)
{
    unsigned rows = 0;
    unsigned wrong = 0;

    (void)state;
    for (size_t i = 0; i < table.count; i++) {
        if (slice_equals(table.items[i].words[0], "mark")) {
            rows++;
            wrong += wrong_writes(&table.items[i]);
        }
    }
    assert_int_equal(rows, 2 * (3 * STATES - 6));
    assert_int_equal(wrong, 0);
}

static bool read_table(struct arena *arena, const char *path)
{
    struct slice rest;
    struct slice line;
    const char *error = file_read(arena, path, FILE_LIMIT, &rest.data, &rest.length);

    if (error != NULL) {
        fprintf(stderr, "%s: %s\n", path, error);
        return false;
    }
    while (fact_line(&rest, &line)) {
        struct row row;

        row.count = fact_words(line, row.words);
        if (row.count > 3) {
            *ARENA_PUSH(arena, &table) = row;
        }
        for (size_t i = 1; row.count > 0 && slice_equals(row.words[0], "order") && i < row.count; i++) {
            if (table.states < STATES) {
                table.order[table.states++] = row.words[i];
            }
        }
    }
    return table.states == STATES;
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_types_swap_move),        cmocka_unit_test(test_types_swap_offset),
        cmocka_unit_test(test_types_overwrite_only),   cmocka_unit_test(test_reference_swap_move),
        cmocka_unit_test(test_reference_swap_offset),  cmocka_unit_test(test_reference_overwrite_only),
        cmocka_unit_test(test_marking_and_confirming),
    };
    int failed = 2;

    table.arena = arena_create();
    if (argc > 1 && read_table(table.arena, argv[1])) {
        failed = cmocka_run_group_tests(tests, NULL, NULL);
    }
    arena_destroy(table.arena);
    return failed != 0;
}

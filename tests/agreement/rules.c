/* Security counters and dependencies between images, as MCUboot handles them.
 *
 * usage: rules FACTS
 *
 * Counters: its profile and the reference modes. Dependencies of two ordinary images: its profile and those of NCS; the
 * reference modes' second image is the network core's, whose running version nobody can read.
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
#include "image.h"
#include "nrf53pack/bytes.h"
#include "nrf53pack/ncs_profile.h"
#include "sim/scenario/application.h"

#define FILE_LIMIT  (1u << 20)
#define SECTOR      4096u
#define SLOT        0x20000u
#define DEVICE      0x100000u
#define PAYLOAD     20000u
#define RESULT_TEXT 160u

struct rule {
    unsigned line;
    struct slice words[FACT_WORDS];
    size_t count;
};

struct one_case {
    const struct rule *rule;
    const struct ncs_profile *profile; /* NULL: the reference modes */
};

struct bench {
    struct arena *arena;
    struct boot_config config;
    struct boot_area allowed[2 * BOOT_MAX_IMAGES];
    struct machine *machine;
};

static void bench_make(struct bench *bench, struct slice mode, unsigned images, const struct ncs_profile *profile)
{
    static const uint32_t slots[BOOT_MAX_IMAGES][2] = { { 0x10000, 0x40000 }, { 0x80000, 0xc0000 } };
    struct machine_layout layout = { .allowed = bench->allowed };

    bench->arena = arena_create();
    bench->config = (struct boot_config){ .image_count = images, .ncs = profile };
    for (unsigned i = 0; i < images; i++) {
        struct boot_image_config *image = &bench->config.images[i];

        assert_true(fact_mode(mode, &image->mode));
        image->primary = (struct boot_area){ FLASH_DEVICE_APP, slots[i][0], SLOT, SECTOR };
        image->secondary = (struct boot_area){ FLASH_DEVICE_APP, slots[i][1], SLOT, SECTOR };
        image->secondary.size += image->mode == UPGRADE_SWAP_OFFSET ? SECTOR : 0;
        image->write_size = 4;
        image->max_align = 8;
        image->max_sectors = 128;
        image->run_end = UINT32_MAX;
        bench->allowed[layout.allowed_count++] = image->primary;
        bench->allowed[layout.allowed_count++] = image->secondary;
    }
    layout.flash[FLASH_DEVICE_APP] = (struct flash_layout){ DEVICE, SECTOR, 4 };
    bench->machine = machine_create(bench->arena, &layout, 1);
}

/* A file of version MAJOR.0.0 with one protected TLV, or none (size 0). */
static struct image_file image_with(struct arena *arena, uint8_t major, uint16_t type, const uint8_t *value,
                                    uint16_t size)
{
    uint8_t *payload = arena_alloc(arena, PAYLOAD);
    uint16_t area = (uint16_t)(size == 0 ? 0 : MCUBOOT_TLV_INFO_SIZE + MCUBOOT_TLV_ENTRY_SIZE + size);
    uint8_t tlvs[64];

    image_payload(major, payload, PAYLOAD);
    if (size > 0) {
        store_le16(tlvs, MCUBOOT_TLV_PROT_MAGIC);
        store_le16(tlvs + 2, area);
        store_le16(tlvs + 4, type);
        store_le16(tlvs + 6, size);
        memcpy(tlvs + 8, value, size);
    }
    return image_wrap_protected(arena, (struct mcuboot_version){ .major = major }, payload, PAYLOAD, tlvs, area);
}

static void load(struct bench *bench, const struct boot_area *slot, uint32_t start, const struct image_file *file)
{
    assert_true(machine_load(bench->machine, slot->device, slot->offset + start, file->bytes, file->size));
}

static void mark(struct bench *bench, unsigned number, enum action_kind kind)
{
    struct action action = { .kind = kind, .slot = number };
    struct turn turn = { .actions = &action, .action_count = 1 };
    struct application application = { .machine = bench->machine, .config = &bench->config, .turn = &turn };
    struct run_result result;

    machine_call(bench->machine, application_turn, &application, NO_CUT, &result);
    assert_int_equal(result.end, RUN_RETURNED);
}

static void offer(struct bench *bench, unsigned number, const struct image_file *file, enum action_kind kind)
{
    const struct boot_image_config *image = &bench->config.images[number];

    load(bench, &image->secondary, image->mode == UPGRADE_SWAP_OFFSET ? SECTOR : 0, file);
    mark(bench, number, kind);
}

static void raise_counter(struct hal *hal, void *value)
{
    assert_true(hal_security_counter_update(hal, 0, *(uint32_t *)value));
}

static void read_counter(struct hal *hal, void *value)
{
    assert_true(hal_security_counter_read(hal, 0, value));
}

static uint32_t decimal(struct slice word)
{
    uint64_t value = 0;

    assert_true(parse_uint64(word, 10, &value) && value < UINT32_MAX);
    return (uint32_t)value;
}

static struct image_file counted(struct bench *bench, uint8_t major, struct slice counter)
{
    uint8_t value[4];

    if (slice_equals(counter, "-")) {
        return image_with(bench->arena, major, 0, NULL, 0);
    }
    store_le32(value, decimal(counter));
    return image_with(bench->arena, major, MCUBOOT_TLV_SEC_CNT, value, sizeof value);
}

static void boot(struct bench *bench, char text[RESULT_TEXT])
{
    struct run_result result;
    uint8_t header[MCUBOOT_HEADER_SIZE];

    machine_reset(bench->machine, RESET_POWER_ON, RAM_KEPT, UNSTABLE_OLD);
    machine_boot(bench->machine, &bench->config, NO_CUT, &result);
    assert_int_equal(result.fault.kind, FAULT_NONE);
    snprintf(text, RESULT_TEXT, "%s", result.end == RUN_PANIC ? "panic" : "none");
    if (result.end == RUN_APPLICATION) {
        assert_true(machine_inspect(bench->machine, result.boot.slot.device,
                                    result.boot.slot.offset + result.boot.image_offset, header, sizeof header));
        snprintf(text, RESULT_TEXT, "%u.%u.%u", header[20], header[21], load_le16(header + 22));
    }
}

static void expect(const struct rule *rule, size_t word, const char *here)
{
    if (!slice_equals(rule->words[word], here)) {
        fail_msg("line %u, result %u: MCUboot %.*s, here %s", rule->line, (unsigned)word, (int)rule->words[word].length,
                 rule->words[word].data, here);
    }
}

static void run_counter(void **state)
{
    const struct one_case *own = *state;
    const struct slice *words = own->rule->words;
    uint32_t counter = decimal(words[2]);
    struct run_result result;
    struct image_file file;
    struct bench bench;

    bench_make(&bench, words[1], 1, own->profile);
    bench.config.images[0].downgrade = DOWNGRADE_BY_SECURITY_COUNTER;
    machine_call(bench.machine, raise_counter, &counter, NO_CUT, &result);
    file = counted(&bench, 1, words[3]);
    load(&bench, &bench.config.images[0].primary, 0, &file);
    if (!slice_equals(words[4], "none")) {
        file = counted(&bench, 2, words[4]);
        offer(&bench, 0, &file, slice_equals(words[5], "test") ? ACTION_MARK_TEST : ACTION_MARK_PERMANENT);
    }
    for (size_t i = 6; i < own->rule->count; i++) {
        char text[RESULT_TEXT];
        size_t used;

        if (slice_equals(words[i], "confirm")) {
            mark(&bench, 0, ACTION_CONFIRM);
            continue;
        }
        boot(&bench, text);
        machine_call(bench.machine, read_counter, &counter, NO_CUT, &result);
        used = strlen(text);
        snprintf(text + used, sizeof text - used, "/%u", (unsigned)counter);
        expect(own->rule, i, text);
    }
    arena_destroy(bench.arena);
}

/* "2.0.0" or "2.0.0>3.0.0" for image `number`. */
static struct image_file dependent(struct bench *bench, struct slice word, unsigned number)
{
    struct mcuboot_version needed;
    uint8_t value[sizeof(struct mcuboot_dependency)] = { (uint8_t)(1 - number) };
    size_t at = 0;

    while (at < word.length && word.data[at] != '>') {
        at++;
    }
    if (at == word.length) {
        return image_with(bench->arena, 2, 0, NULL, 0);
    }
    assert_true(fact_version((struct slice){ word.data + at + 1, word.length - at - 1 }, &needed));
    value[4] = needed.major;
    return image_with(bench->arena, 2, MCUBOOT_TLV_DEPENDENCY, value, sizeof value);
}

static bool pending(struct bench *bench, const struct boot_area *secondary)
{
    uint8_t magic[MCUBOOT_TRAILER_MAGIC_SIZE];
    uint8_t here[MCUBOOT_TRAILER_MAGIC_SIZE];

    image_trailer_magic(8, magic);
    assert_true(machine_inspect(bench->machine, secondary->device, secondary->offset + secondary->size - sizeof here,
                                here, sizeof here));
    return memcmp(here, magic, sizeof magic) == 0;
}

static void describe_pair(struct bench *bench, char text[RESULT_TEXT])
{
    size_t used = 0;

    for (unsigned i = 0; i < 2; i++) {
        const struct boot_image_config *image = &bench->config.images[i];
        uint8_t header[MCUBOOT_HEADER_SIZE];

        assert_true(
            machine_inspect(bench->machine, image->primary.device, image->primary.offset, header, sizeof header));
        used += (size_t)snprintf(text + used, RESULT_TEXT - used, "%s%u.%u.%u%s", i > 0 ? "," : "", header[20],
                                 header[21], load_le16(header + 22), pending(bench, &image->secondary) ? "+p" : "");
    }
}

static void run_depend(void **state)
{
    const struct one_case *own = *state;
    const struct slice *words = own->rule->words;
    struct bench bench;

    bench_make(&bench, words[2], 2, own->profile);
    for (unsigned i = 0; i < 2; i++) {
        struct image_file file = image_with(bench.arena, 1, 0, NULL, 0);

        load(&bench, &bench.config.images[i].primary, 0, &file);
        if (!slice_equals(words[3 + i], "-")) {
            file = dependent(&bench, words[3 + i], i);
            offer(&bench, i, &file, ACTION_MARK_TEST);
        }
    }
    for (size_t i = 5; i < own->rule->count; i++) {
        char text[RESULT_TEXT];

        boot(&bench, text);
        assert_string_not_equal(text, "none");
        describe_pair(&bench, text);
        expect(own->rule, i, text);
    }
    arena_destroy(bench.arena);
}

struct tests {
    struct CMUnitTest *items;
    size_t count;
    size_t capacity;
};

static void add(struct arena *arena, struct tests *tests, const struct rule *rule, const struct ncs_profile *profile)
{
    struct one_case *own = arena_alloc(arena, sizeof *own);
    struct CMUnitTest *test = ARENA_PUSH(arena, tests);
    bool counter = slice_equals(rule->words[0], "counter");

    *own = (struct one_case){ rule, profile };
    *test = (struct CMUnitTest){
        .name = arena_printf(arena, "%s, %s of line %u", profile != NULL ? profile->release->name : "reference mode",
                             counter ? "counters" : "dependencies", rule->line),
        .test_func = counter ? run_counter : run_depend,
        .initial_state = own,
    };
}

/* A profile for two ordinary images: no network core. */
static const struct ncs_profile *ordinary(struct arena *arena, struct ncs_version version)
{
    struct ncs_profile *profile = arena_alloc(arena, sizeof *profile);

    if (version.major == 0) {
        ncs_profile_upstream(profile);
    } else {
        ncs_profile_for(version, profile);
        profile->tree.assert_live = true;
        profile->tree.hooks = false;
        profile->tree.multi_image = false;
        profile->tree.pcd = false;
    }
    return profile;
}

static bool add_rule(struct arena *arena, struct tests *tests, const struct rule *rule)
{
    static const struct ncs_version upstream = { 0, 0, 0 };
    static const struct ncs_version ncs[] = { { 2, 9, 0 }, { 3, 1, 0 }, { 3, 2, 5 }, { 99, 0, 0 } };

    if (rule->count > 6 && slice_equals(rule->words[0], "counter")) {
        add(arena, tests, rule, ordinary(arena, upstream));
        add(arena, tests, rule, NULL);
        return true;
    }
    if (rule->count <= 5 || !slice_equals(rule->words[0], "depend")) {
        return false;
    }
    if (slice_equals(rule->words[1], "upstream")) {
        add(arena, tests, rule, ordinary(arena, upstream));
        return true;
    }
    for (size_t i = 0; i < sizeof ncs / sizeof ncs[0]; i++) {
        add(arena, tests, rule, ordinary(arena, ncs[i]));
    }
    return slice_equals(rule->words[1], "ncs");
}

static bool add_file(struct arena *arena, struct tests *tests, const char *path)
{
    struct slice rest;
    struct slice line;
    unsigned number = 0;
    const char *error = file_read(arena, path, FILE_LIMIT, &rest.data, &rest.length);

    if (error != NULL) {
        fprintf(stderr, "%s: %s\n", path, error);
        return false;
    }
    while (fact_line(&rest, &line)) {
        struct rule *rule = arena_alloc(arena, sizeof *rule);

        rule->line = ++number;
        rule->count = fact_words(line, rule->words);
        if (rule->count > 0 && !add_rule(arena, tests, rule)) {
            fprintf(stderr, "%s:%u: not a line of this format\n", path, number);
            return false;
        }
    }
    return true;
}

int main(int argc, char **argv)
{
    struct arena *arena = arena_create();
    struct tests tests = { 0 };
    int failed = 2;

    if (argc > 1 && add_file(arena, &tests, argv[1])) {
        failed = _cmocka_run_group_tests("rules", tests.items, tests.count, NULL, NULL);
    }
    arena_destroy(arena);
    return failed != 0;
}

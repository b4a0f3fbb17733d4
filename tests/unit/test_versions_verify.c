/* Dependencies, downgrades and security counters: what is shipped together, and what runs now. */
#include "bootloader_test.h"

#include "pack/verify/version_verify.h"

#define TWO_IMAGES "CONFIG_BOOT_SIGNATURE_TYPE_ECDSA_P256=y\nCONFIG_UPDATEABLE_IMAGE_NUMBER=2\n"

/* An application and a network image, each shipped or installed. */
struct world {
    struct context *context;
    struct bootloader_demand demand;
    struct known_images shipped;
    struct known_images installed;
};

static struct world world_of(struct context *context, const char *config)
{
    return (struct world){ .context = context, .demand = demand_of(context, IMAGE_MCUBOOT, config) };
}

struct plan {
    struct mcuboot_version version;
    int needs; /* image number, or -1 */
    struct mcuboot_version needed;
    int counter; /* or -1 */
};

static struct mcuboot_image *make(struct context *context, const struct plan *plan)
{
    struct image_options options = options_of_version(plan->version);

    if (plan->needs >= 0) {
        *ARENA_PUSH(context->arena, &options.dependencies) =
            (struct image_dependency){ (uint8_t)plan->needs, plan->needed };
    }
    options.has_security_counter = plan->counter >= 0;
    options.security_counter = plan->counter >= 0 ? (uint32_t)plan->counter : 0;
    return image_of(context, &options, NULL);
}

static void add(struct world *world, struct known_images *images, unsigned number, const struct plan *plan)
{
    *ARENA_PUSH(world->context->arena, images) =
        (struct known_image){ number, number == 0 ? "app.bin" : "net.bin", make(world->context, plan) };
}

static struct verdicts verify_core(const struct world *world, unsigned number, bool network_core)
{
    const struct version_context context = { &world->demand, &world->shipped, &world->installed, network_core };
    struct verdicts verdicts = { 0 };

    versions_verify(world->context->arena, known_image_find(&world->shipped, number)->image, number, &context,
                    &verdicts);
    return verdicts;
}

static struct verdicts verify(const struct world *world, unsigned number)
{
    return verify_core(world, number, false);
}

#define VERSION(major, minor)                                                                                          \
    {                                                                                                                  \
        (major), (minor), 0, 0                                                                                         \
    }
#define NO_VERSION                                                                                                     \
    {                                                                                                                  \
        0, 0, 0, 0                                                                                                     \
    }

static const struct plan free_2 = { VERSION(2, 0), -1, NO_VERSION, -1 };
static const struct plan free_1 = { VERSION(1, 0), -1, NO_VERSION, -1 };
static const struct plan app_needs_net_2 = { VERSION(2, 0), 1, VERSION(2, 0), -1 };

static void test_a_dependency_and_who_meets_it(void **state)
{
    struct context *context = *state;
    struct world world = world_of(context, TWO_IMAGES);
    struct verdicts verdicts;

    add(&world, &world.shipped, 0, &app_needs_net_2);
    verdicts = verify(&world, 0);
    assert_line(&verdicts, "dependency", VERDICT_NOT_CHECKED, "needs image 1 at least 2.0.0+0");
    add(&world, &world.installed, 1, &free_1);
    verdicts = verify(&world, 0);
    assert_line(&verdicts, "dependency", VERDICT_FAIL, "installed 'net.bin' is 1.0.0+0");
    world.installed.count = 0;
    add(&world, &world.installed, 1, &free_2);
    verdicts = verify(&world, 0);
    assert_line(&verdicts, "dependency", VERDICT_PASS, "installed 'net.bin'");
    /* What is shipped counts, not what it replaces. */
    add(&world, &world.shipped, 1, &free_1);
    verdicts = verify(&world, 0);
    assert_line(&verdicts, "dependency", VERDICT_FAIL, "shipped 'net.bin' is 1.0.0+0");
    world.shipped.items[1].image = make(context, &free_2);
    verdicts = verify(&world, 0);
    assert_line(&verdicts, "dependency", VERDICT_PASS, "shipped 'net.bin'");
    verdicts = verify(&world, 1);
    assert_line(&verdicts, "dependency", VERDICT_PASS, "none");
}

/* Each needs the other newer than it comes: neither is ever installed. */
static void test_a_loop_that_cannot_be_met(void **state)
{
    const struct plan net_needs_app_3 = { VERSION(2, 0), 0, VERSION(3, 0), -1 };
    struct context *context = *state;
    struct world world = world_of(context, TWO_IMAGES);
    struct verdicts verdicts;

    add(&world, &world.shipped, 0, &app_needs_net_2);
    add(&world, &world.shipped, 1, &net_needs_app_3);
    verdicts = verify(&world, 0);
    assert_line(&verdicts, "dependency", VERDICT_PASS, "");
    verdicts = verify(&world, 1);
    assert_line(&verdicts, "dependency", VERDICT_FAIL, "needs image 0 at least 3.0.0+0");
}

static void test_dependencies_that_no_bootloader_meets(void **state)
{
    const struct plan on_2 = { VERSION(2, 0), 2, VERSION(1, 0), -1 };
    const struct plan on_itself = { VERSION(2, 0), 0, VERSION(2, 1), -1 };
    struct context *context = *state;
    struct world world = world_of(context, TWO_IMAGES);
    struct mcuboot_image *image;
    struct verdicts verdicts;

    add(&world, &world.shipped, 0, &on_2);
    verdicts = verify(&world, 0);
    assert_line(&verdicts, "dependency", VERDICT_FAIL, "needs image 2, the bootloader has 2 images");
    world.shipped.items[0].image = make(context, &on_itself);
    verdicts = verify(&world, 0);
    assert_line(&verdicts, "dependency", VERDICT_FAIL, "at least 2.1.0+0");
    image = make(context, &app_needs_net_2);
    image->items[0].data.size = 11;
    world.shipped.items[0].image = image;
    verdicts = verify(&world, 0);
    assert_line(&verdicts, "dependency", VERDICT_FAIL, "DEPENDENCY has 11 bytes");
    /* Nothing that is not protected counts. */
    image = make(context, &app_needs_net_2);
    image->items[0].is_protected = false;
    world.shipped.items[0].image = image;
    verdicts = verify(&world, 0);
    assert_line(&verdicts, "dependency", VERDICT_PASS, "none");
}

static void test_one_image_looks_at_no_dependency(void **state)
{
    struct context *context = *state;
    struct world world = world_of(context, "CONFIG_BOOT_SIGNATURE_TYPE_ECDSA_P256=y\n");
    struct verdicts verdicts;

    assert_int_equal(world.demand.image_count, 1);
    add(&world, &world.shipped, 0, &app_needs_net_2);
    verdicts = verify(&world, 0);
    assert_line(&verdicts, "dependency", VERDICT_WARNING, "looks at no dependency");
}

static void test_the_image_that_stays(void **state)
{
    struct context *context = *state;
    struct world world = world_of(context, TWO_IMAGES);
    struct verdicts verdicts;

    add(&world, &world.shipped, 1, &free_1);
    add(&world, &world.installed, 0, &app_needs_net_2);
    verdicts = verify(&world, 1);
    assert_line(&verdicts, "dependency of installed", VERDICT_FAIL, "installed image 0 'app.bin' needs image 1");
    add(&world, &world.shipped, 0, &free_2);
    verdicts = verify(&world, 1);
    assert_false(verdicts_failed(&verdicts));
}

static void test_downgrade_by_version(void **state)
{
    static const char prevents[] = TWO_IMAGES "CONFIG_MCUBOOT_DOWNGRADE_PREVENTION=y\n";
    const struct plan build_5 = { { 1, 0, 0, 5 }, -1, NO_VERSION, -1 };
    struct context *context = *state;
    struct world world = world_of(context, prevents);
    struct verdicts verdicts;

    add(&world, &world.shipped, 0, &free_1);
    verdicts = verify(&world, 0);
    assert_line(&verdicts, "downgrade", VERDICT_NOT_CHECKED, "give --installed");
    add(&world, &world.installed, 0, &free_2);
    verdicts = verify(&world, 0);
    assert_line(&verdicts, "downgrade", VERDICT_FAIL, "CONFIG_MCUBOOT_DOWNGRADE_PREVENTION");
    world.demand = demand_of(context, IMAGE_MCUBOOT, TWO_IMAGES);
    verdicts = verify(&world, 0);
    assert_line(&verdicts, "downgrade", VERDICT_WARNING, "installs it all the same");
    /* The build number counts only where the bootloader compares it. */
    world.demand = demand_of(context, IMAGE_MCUBOOT, prevents);
    world.installed.items[0].image = make(context, &build_5);
    verdicts = verify(&world, 0);
    assert_line(&verdicts, "downgrade", VERDICT_PASS, "1.0.0+0");
    world.demand.compares_build_number = true;
    verdicts = verify(&world, 0);
    assert_line(&verdicts, "downgrade", VERDICT_FAIL, "1.0.0+5");
}

static void test_security_counters(void **state)
{
    static const char by_image[] = TWO_IMAGES "CONFIG_MCUBOOT_DOWNGRADE_PREVENTION=y\n"
                                              "CONFIG_MCUBOOT_DOWNGRADE_PREVENTION_SECURITY_COUNTER=y\n";
    static const char by_chip[] = TWO_IMAGES "CONFIG_MCUBOOT_HW_DOWNGRADE_PREVENTION=y\n";
    const struct {
        const char *config;
        int shipped;
        int installed; /* -2: nothing is installed */
        enum verdict verdict;
        const char *said;
    } table[] = {
        { by_image, 7, 7, VERDICT_PASS, "7 over 7" },
        { by_image, 6, 7, VERDICT_FAIL, "6, 'app.bin' has 7" },
        { by_image, -1, 7, VERDICT_FAIL, "image has none" },
        { by_image, -1, -1, VERDICT_PASS, "'app.bin' has none" },
        { by_image, 6, -1, VERDICT_PASS, "'app.bin' has none" },
        { by_image, 6, -2, VERDICT_NOT_CHECKED, "give --installed" },
        { by_image, -1, -2, VERDICT_WARNING, "no protected SEC_CNT" },
        { by_chip, -1, -2, VERDICT_FAIL, "no protected SEC_CNT" },
        { by_chip, 6, -2, VERDICT_NOT_CHECKED, "CONFIG_MCUBOOT_HW_DOWNGRADE_PREVENTION" },
        { by_chip, 6, 7, VERDICT_FAIL, "" },
        { by_chip, 8, 7, VERDICT_PASS, "8 over 7" },
    };
    struct context *context = *state;

    for (size_t i = 0; i < ARRAY_LENGTH(table); i++) {
        const struct plan shipped = { VERSION(1, 0), -1, NO_VERSION, table[i].shipped };
        const struct plan installed = { VERSION(1, 0), -1, NO_VERSION, table[i].installed };
        struct world world = world_of(context, table[i].config);
        struct verdicts verdicts;

        add(&world, &world.shipped, 0, &shipped);
        if (table[i].installed > -2) {
            add(&world, &world.installed, 0, &installed);
        }
        verdicts = verify(&world, 0);
        assert_line(&verdicts, "security counter", table[i].verdict, table[i].said);
    }
}

/* MCUboot has no version of what runs on the network core; up to NCS 2.9 it asked network images for a counter. */
static void test_the_network_core_s_downgrades(void **state)
{
    static const char by_version[] = TWO_IMAGES "CONFIG_BOOT_UPGRADE_ONLY=y\nCONFIG_MCUBOOT_DOWNGRADE_PREVENTION=y\n";
    static const char by_b0n[] = TWO_IMAGES "CONFIG_BOOT_UPGRADE_ONLY=y\nCONFIG_MCUBOOT_DOWNGRADE_PREVENTION=y\n"
                                            "CONFIG_PCD_READ_NETCORE_APP_VERSION=y\n";
    static const char by_chip[] = TWO_IMAGES "CONFIG_MCUBOOT_HW_DOWNGRADE_PREVENTION=y\n";
    static const char forgets[] = "CONFIG_NRF53BOOT_SIGNATURE_TYPE_ECDSA_P256=y\n"
                                  "CONFIG_NRF53BOOT_DOWNGRADE_BY_VERSION=y\n";
    static const char remembers[] = "CONFIG_NRF53BOOT_SIGNATURE_TYPE_ECDSA_P256=y\nCONFIG_NRF53BOOT_NET_BACKUP=y\n"
                                    "CONFIG_NRF53BOOT_DOWNGRADE_BY_VERSION=y\n";
    const struct {
        enum image_role role;
        const char *config;
        struct sdk_version sdk; /* 0: not known */
        const char *line;
        enum verdict verdict;
        const char *said;
    } table[] = {
        { IMAGE_MCUBOOT, by_version, { 3, 2, 1 }, "downgrade", VERDICT_WARNING, "installs it all the same" },
        { IMAGE_MCUBOOT, by_b0n, { 3, 2, 1 }, "downgrade", VERDICT_NOT_CHECKED, "what b0n says" },
        { IMAGE_MCUBOOT, by_chip, { 2, 9, 1 }, "security counter", VERDICT_FAIL, "6, 'net.bin' has 7" },
        { IMAGE_MCUBOOT, by_chip, { 3, 0, 0 }, "security counter", VERDICT_PASS, NULL },
        { IMAGE_MCUBOOT, by_chip, { 0, 0, 0 }, "security counter", VERDICT_NOT_CHECKED, "the release is not known" },
        { IMAGE_NRF53BOOT, forgets, { 3, 2, 1 }, "downgrade", VERDICT_WARNING, "installs it all the same" },
        { IMAGE_NRF53BOOT, remembers, { 3, 2, 1 }, "downgrade", VERDICT_FAIL, "erases it" },
    };
    const struct plan older = { VERSION(1, 0), -1, NO_VERSION, 6 };
    const struct plan newer = { VERSION(2, 0), -1, NO_VERSION, 7 };
    struct context *context = *state;

    for (size_t i = 0; i < ARRAY_LENGTH(table); i++) {
        struct world world = {
            context, demand_of_release(context, table[i].role, table[i].config, table[i].sdk), { 0 }, { 0 }
        };
        struct verdicts verdicts;

        add(&world, &world.shipped, 1, &older);
        add(&world, &world.installed, 1, &newer);
        verdicts = verify_core(&world, 1, true);
        if (table[i].said == NULL) {
            assert_int_equal(verdicts_find(&verdicts, table[i].line), VERDICT_ABSENT);
        } else {
            assert_line(&verdicts, table[i].line, table[i].verdict, table[i].said);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        WITH_CONTEXT(test_a_dependency_and_who_meets_it),
        WITH_CONTEXT(test_a_loop_that_cannot_be_met),
        WITH_CONTEXT(test_dependencies_that_no_bootloader_meets),
        WITH_CONTEXT(test_one_image_looks_at_no_dependency),
        WITH_CONTEXT(test_the_image_that_stays),
        WITH_CONTEXT(test_downgrade_by_version),
        WITH_CONTEXT(test_security_counters),
        WITH_CONTEXT(test_the_network_core_s_downgrades),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

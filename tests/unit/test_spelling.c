/* Names that are nearly a known one. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include "base/arena.h"
#include "check/expression/spelling.h"

#define NAMES "mcuboot mcuboot_pad mcuboot_secondary mcuboot_secondary_1 settings_storage pcd_sram app"

static void assert_meant(const char *name, const char *meant)
{
    struct arena *arena = arena_create();

    assert_string_equal(misspelt_name(arena, name, NAMES), meant);
    arena_destroy(arena);
}

static void one_edit_is_enough_for_short_names(void **state)
{
    (void)state;
    assert_meant("pcd_srma", "pcd_sram");
    assert_meant("pcd_ram", "pcd_sram");
    assert_meant("mcubot", "mcuboot");
    assert_meant("mcuboot_app", "");
    assert_meant("pcb_srm", "");
}

static void long_names_may_have_two(void **state)
{
    (void)state;
    assert_meant("mcuboot_secondry", "mcuboot_secondary");
    assert_meant("mcuboot_secondry_1", "mcuboot_secondary_1");
    assert_meant("mcubot_secondry", "mcuboot_secondary");
    assert_meant("setings-storage", "settings_storage");
    assert_meant("mcubot_seconry", "");
}

static void known_names_and_other_numbers_are_meant_so(void **state)
{
    (void)state;
    assert_meant("mcuboot_secondary", "");
    assert_meant("mcuboot_secondary_2", "");
    assert_meant("settings_storage2", "");
    assert_meant("ap", "");
    assert_meant("log_storage", "");
    assert_meant("", "");
    assert_meant("a_name_that_is_longer_than_any_name_of_a_partition_that_anybody_would_think_of", "");
}

static void assert_nearest(const char *word, const char *nearest)
{
    struct arena *arena = arena_create();

    assert_string_equal(
        nearest_word(arena, word, "reason severities until path net-update-under-swap N53-0001 N53-0601"), nearest);
    arena_destroy(arena);
}

static void only_what_is_near_is_suggested(void **state)
{
    (void)state;
    assert_nearest("severity", "severities");
    assert_nearest("severit", "severities");
    assert_nearest("severi", "");
    assert_nearest("reasons", "reason");
    assert_nearest("reading", "reason");
    assert_nearest("paths", "path");
    assert_nearest("pats", "path");
    assert_nearest("pins", "");
    assert_nearest("pin", "");
    assert_nearest("p", "");
    assert_nearest("net-update-under-swop", "net-update-under-swap");
    assert_nearest("net_update_under_swap", "net-update-under-swap");
    assert_nearest("net-update-under-swapping", "");
    assert_nearest("net-update", "");
    assert_nearest("net-fails-under-load", "");
    assert_nearest("n53_0601", "N53-0601");
    assert_nearest("N53-0601x", "N53-0601");
    assert_nearest("N53-0602", "");
    assert_nearest("N53-601", "");
    assert_nearest("N53-9999", "");
    assert_nearest("", "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(one_edit_is_enough_for_short_names),
        cmocka_unit_test(long_names_may_have_two),
        cmocka_unit_test(known_names_and_other_numbers_are_meant_so),
        cmocka_unit_test(only_what_is_near_is_suggested),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

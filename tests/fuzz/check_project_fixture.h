/* One small project that fuzzed rules and expressions are evaluated over. */
#ifndef TESTS_CHECK_PROJECT_FIXTURE_H
#define TESTS_CHECK_PROJECT_FIXTURE_H

#include <stdlib.h>
#include <string.h>
#include "base/arena.h"
#include "base/diagnostics.h"
#include "base/yaml.h"
#include "check/rule/example.h"

static const char fixture_yaml[] =
    "name: fixture\n"
    "mcuboot: |\n"
    "  CONFIG_BOOT_SWAP_USING_MOVE=y\n"
    "  CONFIG_BOOT_MAX_IMG_SECTORS=256\n"
    "  CONFIG_NORDIC_QSPI_NOR_FLASH_LAYOUT_PAGE_SIZE=4096\n"
    "  # CONFIG_X is not set\n"
    "  CONFIG_T=\"text\"\n"
    "app: CONFIG_X=-1\n"
    "images: [b0n]\n"
    "partitions: |\n"
    "  mcuboot_primary: {address: 0xc000, size: 0xe0000, region: flash_primary, span: [app]}\n"
    "  mcuboot_secondary: {address: 0x0, size: 0xe0000, region: external_flash}\n"
    "  app: {address: 0xc200, size: 0xffffffffffffffff, region: flash_primary}\n"
    "  left: {address: -0x1000, size: -0x100000, region: external_flash}\n"
    "update_size: {0: 0x1000}\n";

/* Built once and kept for the whole run. */
static inline const struct project *fixture_project(const struct update_facts **updates)
{
    static struct arena *arena;
    static struct project *project;
    static struct update_facts facts;

    if (arena == NULL) {
        struct diagnostics diagnostics;
        struct rule_example example = { 0 };
        struct yaml_node *root;

        arena = arena_create();
        diagnostics = diagnostics_create(arena);
        if (!yaml_parse(arena, source_from_bytes(arena, "fixture", fixture_yaml, strlen(fixture_yaml)), &diagnostics,
                        &root)) {
            abort();
        }
        example.node = root;
        if (!example_project(arena, &example, NULL, &diagnostics, &project, &facts)) {
            abort();
        }
    }
    *updates = &facts;
    return project;
}

#endif

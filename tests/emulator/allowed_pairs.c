/* What the simulator allows of a build's scenarios, for tests that run the same on the emulated board.
 *
 * usage: allowed_pairs BUILD SCENARIO...
 *
 * For each scenario one line a pair: "NAME start APP NET" for pairs that may start at any time, "NAME end APP NET" for those
 * that may be the end, "NAME expected APP NET" for the end without a power cut. Numbers are the major versions: 1 old, 2 new.
 * Exit status: 0, or 2 for usage, an unusable build, or a scenario that the build cannot run.
 */
#include <stdio.h>

#include "base/arena.h"
#include "bootcfg/bootcfg.h"
#include "project/project_open.h"
#include "sim/scenarios.h"

#define IMAGE_SIZE 16384u

static bool fail(const char *subject, const char *why)
{
    fprintf(stderr, "allowed_pairs: '%s': %s\n", subject, why);
    return false;
}

static bool read_build(struct arena *arena, const char *path, struct sim_setup *setup)
{
    const struct sim_firmware noise = { 0 };
    const struct project_options options = { 0 };
    struct diagnostics diagnostics = diagnostics_create(arena);
    struct project *project;
    struct bootcfg bootcfg;
    struct origin where;
    const char *why = "no build";

    return (project_open(arena, path, &options, &diagnostics, &project) &&
            bootcfg_read(arena, project, &bootcfg, &why, &where) &&
            build_device_make(arena, &bootcfg, &noise, NULL, IMAGE_SIZE, setup, &why)) ||
           fail(path, why);
}

static void print_pairs(const char *name, const char *what, const struct pair *pairs, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        printf("%s %s %u %u\n", name, what, (unsigned)pairs[i].app, (unsigned)pairs[i].net);
    }
}

static bool print_scenario(struct arena *arena, const struct sim_setup *setup, const char *name)
{
    struct scenario scenario;
    const char *why = NULL;

    if (!scenario_make(arena, name, setup, &scenario, &why)) {
        return fail(name, why);
    }
    print_pairs(name, "start", scenario.starts, scenario.start_count);
    print_pairs(name, "end", scenario.ends, scenario.end_count);
    print_pairs(name, "expected", &scenario.expected, 1);
    return true;
}

int main(int argc, char **argv)
{
    struct arena *arena;
    struct sim_setup setup;
    bool done;

    if (argc < 3) {
        fprintf(stderr, "usage: allowed_pairs BUILD SCENARIO...\n");
        return 2;
    }
    arena = arena_create();
    done = read_build(arena, argv[1], &setup);
    for (int i = 2; i < argc && done; i++) {
        done = print_scenario(arena, &setup, argv[i]);
    }
    arena_destroy(arena);
    return done ? 0 : 2;
}

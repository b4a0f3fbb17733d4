#include "cli/simulate/simulation.h"

#include "sign/firmware.h"
#include "pack/plan/trusted_key.h"
#include "sim/scenario/simulation_key.h"

#define MAX_STATES   20000000u
#define MAX_MEMORY   ((size_t)3 << 29) /* 1.5 GiB */
#define SETTLE_BOOTS 16u
/* Far more than are shown: the first ones may all be of one kind. */
#define MAX_FAILURES 256u
#define SEED         1u
/* Initial stack pointer and reset vector, Arm v8-M. */
#define VECTORS 8u

struct exploration_options simulation_options(void)
{
    return (struct exploration_options){
        .max_cuts = UINT32_MAX,
        .max_states = MAX_STATES,
        .max_memory = MAX_MEMORY,
        .settle_boots = SETTLE_BOOTS,
        .seed = SEED,
        .max_failures = MAX_FAILURES,
    };
}

static void assume(struct arena *arena, struct simulation *simulation, const char *text)
{
    simulation->assumed = simulation->assumed == NULL ? text : arena_printf(arena, "%s; %s", simulation->assumed, text);
}

/* Firmware that the build has and nobody can use is an error of it; firmware that is not there is none. */
static bool load(struct command_call *call, const char *bin, const char *hex, struct byte_range *bytes)
{
    const char *path = bin != NULL ? bin : hex;
    struct firmware firmware;

    *bytes = (struct byte_range){ NULL, 0 };
    if (path == NULL) {
        return true;
    }
    if (!firmware_load(call->arena, path, call->diagnostics, &firmware)) {
        return false;
    }
    if (firmware.bytes.size < VECTORS) {
        return diagnose(call->diagnostics, DIAGNOSTIC_INPUT, ORIGIN_NONE,
                        "'%s' holds %zu bytes, expected firmware with its stack pointer and reset vector", path,
                        firmware.bytes.size);
    }
    *bytes = firmware.bytes;
    return true;
}

/* Without Partition Manager the linker leaves the header's place in the file. */
static struct byte_range behind_header(const struct project *project, struct byte_range firmware, uint32_t header)
{
    struct byte_range rest;

    if (firmware.data == NULL || project->partitions != NULL) {
        return firmware;
    }
    return range_part(firmware, header, firmware.size - (header < firmware.size ? header : firmware.size), &rest)
               ? rest
               : (struct byte_range){ NULL, 0 };
}

static bool find_firmware(struct command_call *call, const struct project *project, uint32_t header,
                          struct sim_firmware *firmware)
{
    const struct project_image *app = project_image(project, IMAGE_APP);
    const struct project_image *net = project_image(project, IMAGE_NET);

    if (app != NULL) {
        if (!load(call, app->files.bin, app->files.hex, &firmware->app)) {
            return false;
        }
        firmware->app = behind_header(project, firmware->app, header);
    }
    return net == NULL || load(call, net->files.b0_bin, net->files.b0_hex, &firmware->net);
}

static bool choose_firmware(struct command_call *call, const struct project *project, enum image_choice images,
                            const struct bootcfg *bootcfg, struct sim_firmware *firmware)
{
    bool net = bootcfg->config.net.net_app.size != 0;

    *firmware = (struct sim_firmware){ 0 };
    if (images == IMAGES_SYNTHETIC) {
        return true;
    }
    if (!find_firmware(call, project, bootcfg->app_header_size, firmware)) {
        return false;
    }
    if (images == IMAGES_REAL && (firmware->app.data == NULL || (net && firmware->net.data == NULL))) {
        return diagnose(call->diagnostics, DIAGNOSTIC_INPUT, ORIGIN_NONE,
                        "'%s' holds no firmware of the %s; leave '--images real' out to simulate with noise",
                        project->path, firmware->app.data == NULL ? "application" : "network core");
    }
    return true;
}

static void trust_tree(struct command_call *call, const struct project *project, struct simulation *simulation)
{
    struct boot_config *config = &simulation->bootcfg.config;
    struct trusted_key trusted;
    struct boot_key *key;

    if (config->key_count == 0) {
        return;
    }
    trusted_key_read(call->arena, project, NULL, &trusted);
    if (trusted.key == NULL) {
        assume(call->arena, simulation, "the bootloader trusts the simulation's key, the build's is not here");
        return;
    }
    key = arena_alloc(call->arena, sizeof *key);
    if (!boot_key_of(trusted.key, key)) {
        assume(call->arena, simulation,
               "the bootloader trusts the simulation's key, the build's is of a type not simulated");
        return;
    }
    config->keys = key;
}

static bool read_bootcfg(struct command_call *call, const struct project *project, struct bootcfg *bootcfg)
{
    const char *why = NULL;
    struct origin where = ORIGIN_NONE;

    return bootcfg_read(call->arena, project, bootcfg, &why, &where) ||
           diagnose(call->diagnostics, DIAGNOSTIC_INPUT, where, "cannot simulate this build: %s", why);
}

static bool prepare_bootloader(struct command_call *call, const struct project *project, struct simulation *simulation)
{
    *simulation = (struct simulation){ 0 };
    if (!read_bootcfg(call, project, &simulation->bootcfg)) {
        return false;
    }
    if (simulation->bootcfg.bootloader == BOOTLOADER_NCS_MCUBOOT && !project->sdk_known) {
        return diagnose(
            call->diagnostics, DIAGNOSTIC_INPUT, ORIGIN_NONE,
            "cannot simulate '%s': its MCUboot differs by NCS release, and the tree does not say which one; "
            "give '--sdk-version'",
            project->path);
    }
    simulation->assumed = simulation->bootcfg.assumed;
    trust_tree(call, project, simulation);
    return true;
}

static bool make_device(struct command_call *call, const struct project *project, const struct sim_firmware *firmware,
                        const struct build_update *update, uint32_t largest, struct simulation *simulation)
{
    const char *why = NULL;

    return build_device_make(call->arena, &simulation->bootcfg, firmware, update, largest, &simulation->setup, &why) ||
           diagnose(call->diagnostics, DIAGNOSTIC_INPUT, ORIGIN_NONE, "cannot simulate '%s': %s", project->path, why);
}

bool simulation_prepare(struct command_call *call, const struct project *project, enum image_choice images,
                        uint32_t largest, struct simulation *simulation)
{
    struct sim_firmware firmware;

    return prepare_bootloader(call, project, simulation) &&
           choose_firmware(call, project, images, &simulation->bootcfg, &firmware) &&
           make_device(call, project, &firmware, NULL, largest, simulation);
}

bool simulation_prepare_update(struct command_call *call, const struct project *released,
                               const struct simulation_update *update, enum image_choice images, uint32_t largest,
                               struct simulation *simulation)
{
    struct bootcfg *bootcfg = arena_alloc(call->arena, sizeof *bootcfg);
    struct build_update made = { .bootcfg = bootcfg,
                                 .other_key = update->other_key,
                                 .lower_app = update->lower_app,
                                 .lower_net = update->lower_net };
    struct sim_firmware firmware;

    return prepare_bootloader(call, released, simulation) && read_bootcfg(call, update->project, bootcfg) &&
           choose_firmware(call, released, images, &simulation->bootcfg, &firmware) &&
           choose_firmware(call, update->project, images, bootcfg, &made.firmware) &&
           make_device(call, released, &firmware, &made, largest, simulation);
}

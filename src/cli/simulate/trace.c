#include "cli/simulate/trace.h"

#include "cli/simulate/result.h"

/* Operations of one kind that follow each other are one line. */
struct tracer {
    struct arena *arena;
    const struct boot_config *config;
    struct text *out;
    unsigned runs;
    bool pending;
    struct operation first;
    uint32_t end; /* of the last one */
    uint32_t count;
};

static const char *reset_text(enum reset_reason reason)
{
    static const char *const names[] = {
        [RESET_POWER_ON] = "power on", [RESET_PIN] = "reset by pin",    [RESET_SOFT] = "reset",
        [RESET_WATCHDOG] = "watchdog", [RESET_OTHER] = "another reset",
    };

    return names[reason];
}

const char *run_begin_text(struct arena *arena, const struct replay_run *run)
{
    static const char *const contents[] = { [RAM_KEPT] = "kept", [RAM_ZERO] = "zero", [RAM_RANDOM] = "random" };
    static const char *const readings[] = {
        [UNSTABLE_OLD] = "as before", [UNSTABLE_ERASED] = "erased", [UNSTABLE_PATTERN] = "a mixture"
    };

    if (run->next_update != NULL) {
        return arena_printf(arena, "is there a next update? the application uploads %s", run->next_update);
    }
    if (run->application) {
        return arena_printf(arena, "the application's turn %u", run->turn + 1);
    }
    if (run->reason != RESET_POWER_ON) {
        return reset_text(run->reason);
    }
    return arena_printf(arena, "power on, RAM %s, what was cut reads %s", contents[run->ram], readings[run->reading]);
}

static const char *cut_text(struct arena *arena, const struct replay_run *run)
{
    static const char *const extents[] = {
        [CUT_BEFORE] = "before it",         [CUT_FIRST_WORD] = "at its first word",
        [CUT_HALF] = "in the middle of it", [CUT_ALL_BUT_ONE] = "at its last word",
        [CUT_AFTER] = "after it",
    };
    uint32_t number = run->cut.operation;

    switch (run->cut.extent) {
    case CUT_WATCHDOG:
        return arena_printf(arena, "the watchdog strikes before operation %u (counted from 0)", number);
    case CUT_WORDS:
        return arena_printf(arena, "power cut at operation %u (counted from 0), after %u word%s", number,
                            run->cut.words, run->cut.words == 1 ? "" : "s");
    default:
        return arena_printf(arena, "power cut at operation %u (counted from 0), %s", number, extents[run->cut.extent]);
    }
}

static const char *net_text(enum boot_net_state state)
{
    return state == BOOT_NET_INVALID ? "; network image recorded as invalid" : "";
}

const char *run_end_text(struct arena *arena, const struct replay_run *run, const struct run_result *result,
                         struct pair running)
{
    switch (result->end) {
    case RUN_APPLICATION:
        return arena_printf(arena, "starts %s%s", sim_pair_text(arena, running), net_text(result->boot.net));
    case RUN_RECOVERY:
        return "serial recovery";
    case RUN_NO_IMAGE:
        return "nothing to start: the core stops";
    case RUN_PANIC:
        return arena_printf(arena, "panic: %s", result->panic == NULL ? "" : result->panic);
    case RUN_WATCHDOG:
        return "reset by the watchdog";
    case RUN_CUT:
        return cut_text(arena, run);
    case RUN_RETURNED:
        break;
    }
    return "done, reset";
}

static const char *area_of(const struct boot_config *config, struct arena *arena, const struct operation *operation)
{
    for (unsigned i = 0; i < config->image_count; i++) {
        const struct boot_area *areas[] = { &config->images[i].primary, &config->images[i].secondary,
                                            &config->images[i].scratch };
        const char *const names[] = { "primary slot", "secondary slot", "scratch" };

        for (size_t j = 0; j < ARRAY_LENGTH(areas); j++) {
            if (areas[j]->device == operation->device && operation->offset >= areas[j]->offset &&
                operation->offset - areas[j]->offset < areas[j]->size) {
                return arena_printf(arena, "%s %u + 0x%05x", names[j], i, operation->offset - areas[j]->offset);
            }
        }
    }
    return arena_printf(arena, "%s 0x%06x", device_text(operation->device), operation->offset);
}

static void flush(struct tracer *tracer)
{
    if (!tracer->pending) {
        return;
    }
    tracer->pending = false;
    text_printf(tracer->out, "    %-5s %s, %u bytes", tracer->first.kind == OPERATION_ERASE ? "erase" : "write",
                area_of(tracer->config, tracer->arena, &tracer->first), tracer->end - tracer->first.offset);
    if (tracer->count > 1) {
        text_printf(tracer->out, " in %u operations", tracer->count);
    }
    text_append(tracer->out, "\n");
}

static void on_operation(void *context, uint32_t number, const struct operation *operation, const uint8_t *data)
{
    struct tracer *tracer = context;

    (void)number;
    (void)data;
    if (!tracer->pending || tracer->first.kind != operation->kind || tracer->first.device != operation->device ||
        tracer->end != operation->offset) {
        flush(tracer);
        tracer->pending = true;
        tracer->first = *operation;
        tracer->count = 0;
    }
    tracer->end = operation->offset + operation->size;
    tracer->count++;
}

static void on_log(void *context, enum hal_log_level level, const char *line)
{
    static const char *const marks[] = {
        [HAL_LOG_ERROR] = "E", [HAL_LOG_WARNING] = "W", [HAL_LOG_INFO] = "I", [HAL_LOG_DEBUG] = "D"
    };
    struct tracer *tracer = context;

    flush(tracer);
    text_printf(tracer->out, "  %s: %s\n", marks[level], line);
}

static const char *command_text(uint32_t magic)
{
    switch (magic) {
    case PCD_MAGIC_COPY:
        return "COPY";
    case PCD_MAGIC_FAILED:
        return "FAILED";
    case PCD_MAGIC_DONE:
        return "DONE";
    case PCD_MAGIC_READ_VERSION:
        return "READ VERSION";
    case PCD_MAGIC_NONE:
        return "none";
    default:
        return "noise";
    }
}

static void on_mailbox(void *context, bool by_network_core, const struct pcd_command *command)
{
    struct tracer *tracer = context;

    flush(tracer);
    text_printf(tracer->out, "    command block: %s core writes %s", by_network_core ? "network" : "application",
                command_text(command->magic));
    if (command->magic == PCD_MAGIC_COPY) {
        text_printf(tracer->out, ", %u bytes from 0x%08x to 0x%06x", command->size, command->data, command->offset);
    }
    text_append(tracer->out, "\n");
}

static void on_begin(void *context, const struct replay_run *run)
{
    struct tracer *tracer = context;

    flush(tracer);
    text_printf(tracer->out, "%u %s\n", ++tracer->runs, run_begin_text(tracer->arena, run));
}

static void on_end(void *context, const struct replay_run *run, const struct run_result *result, struct pair running)
{
    struct tracer *tracer = context;

    flush(tracer);
    text_printf(tracer->out, "  -> %s\n", run_end_text(tracer->arena, run, result, running));
}

/* Asked for so that what the judgement tries is shown too. */
static void on_verdict(void *context, enum outcome outcome, const char *reason, uint32_t number)
{
    (void)outcome;
    (void)reason;
    (void)number;
    flush(context);
}

bool simulation_trace(struct arena *arena, const struct simulation *simulation, const struct scenario *scenario,
                      const char *path, uint64_t seed, struct text *out, const char **why)
{
    struct tracer tracer = { .arena = arena, .config = &simulation->setup.device.config, .out = out };
    const struct replay_observer observer = {
        .machine = { &tracer, on_operation, on_log, on_mailbox, NULL },
        .context = &tracer,
        .begin = on_begin,
        .end = on_end,
        .verdict = on_verdict,
    };

    return replay(arena, &simulation->setup.device, scenario, path, seed, &observer, why);
}

/* What the tests of images share: an arena with diagnostics for each test, and questions about them. */
#ifndef TEST_IMAGE_TEST_H
#define TEST_IMAGE_TEST_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "base/arena.h"
#include "base/diagnostics.h"
#include "base/source.h"

struct context {
    struct arena *arena;
    struct diagnostics diagnostics;
};

static inline int context_setup(void **state)
{
    struct arena *arena = arena_create();
    struct context *context = arena_alloc(arena, sizeof *context);

    context->arena = arena;
    context->diagnostics = diagnostics_create(arena);
    *state = context;
    return 0;
}

static inline int context_teardown(void **state)
{
    struct context *context = *state;

    arena_destroy(context->arena);
    return 0;
}

#define WITH_CONTEXT(test) cmocka_unit_test_setup_teardown(test, context_setup, context_teardown)

/* The last message holds the text; the messages start anew. */
static inline void assert_said(struct context *context, const char *text)
{
    const char *message = "";

    if (context->diagnostics.count > 0) {
        message = context->diagnostics.items[context->diagnostics.count - 1].message;
    }
    if (strstr(message, text) == NULL) {
        fail_msg("expected a message with '%s', got '%s'", text, message);
    }
    context->diagnostics.count = 0;
}

#endif

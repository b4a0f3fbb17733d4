/* The message that the two demonstration programs exchange: words in RAM that both cores reach.
 *
 * The application asks with a number that the network program has not answered yet; the answer says what it is. The
 * number comes last on either side. The application clears the words before it releases the network core, since RAM
 * outlives a reset.
 */
#ifndef DEMO_DEMO_LINK_H
#define DEMO_DEMO_LINK_H

#include <stdbool.h>
#include <stdint.h>
#include "nrf53pack/mcuboot_format.h"

/* nRF5340: rpmsg_nrf53_sram, which NCS shares between the cores for the same purpose. */
#define DEMO_LINK_ADDRESS 0x20070000u

enum demo_link_word {
    LINK_QUESTION,          /* number, 0: none */
    LINK_QUESTION_PROTOCOL, /* the application's */
    LINK_ANSWER,            /* number of the question that is answered */
    LINK_ANSWER_PROTOCOL,   /* the network program's */
    LINK_ANSWER_VERSION,    /* major << 24, minor << 16, revision */
    LINK_WORDS
};

struct link_answer {
    uint32_t protocol;
    struct mcuboot_version version;
};

static inline void link_barrier(void)
{
    __atomic_thread_fence(__ATOMIC_SEQ_CST);
}

static inline void link_clear(volatile uint32_t *words)
{
    for (unsigned i = 0; i < LINK_WORDS; i++) {
        words[i] = 0;
    }
    link_barrier();
}

static inline void link_ask(volatile uint32_t *words, uint32_t number, uint32_t protocol)
{
    words[LINK_QUESTION_PROTOCOL] = protocol;
    link_barrier();
    words[LINK_QUESTION] = number;
    link_barrier();
}

/* False: the question with this number is not answered yet. */
static inline bool link_answered(const volatile uint32_t *words, uint32_t number, struct link_answer *answer)
{
    uint32_t version;

    if (words[LINK_ANSWER] != number) {
        return false;
    }
    link_barrier();
    version = words[LINK_ANSWER_VERSION];
    answer->protocol = words[LINK_ANSWER_PROTOCOL];
    answer->version = (struct mcuboot_version){ .major = (uint8_t)(version >> 24),
                                                .minor = (uint8_t)(version >> 16),
                                                .revision = (uint16_t)version };
    return true;
}

/* The network program's side. True: a question was there. */
static inline bool link_serve(volatile uint32_t *words, const struct link_answer *answer)
{
    uint32_t number = words[LINK_QUESTION];

    if (number == 0 || number == words[LINK_ANSWER]) {
        return false;
    }
    words[LINK_ANSWER_PROTOCOL] = answer->protocol;
    words[LINK_ANSWER_VERSION] =
        (uint32_t)answer->version.major << 24 | (uint32_t)answer->version.minor << 16 | answer->version.revision;
    link_barrier();
    words[LINK_ANSWER] = number;
    link_barrier();
    return true;
}

#endif

/* UARTE0 with EasyDMA in both directions, and TIMER1 that counts RXDRDY over DPPI. */
#include <string.h>
#include "firmware/port/nrf5340/registers.h"
#include "nrf5340/model.h"

#define BYTE_TIME 86806u /* nanoseconds, 10 bits at 115200 baud */
#define ENABLED   (1u << 31)

static uint32_t get(uint32_t offset)
{
    return model_get(APP_UARTE0 + offset);
}

static void set(uint32_t offset, uint32_t value)
{
    model_set(APP_UARTE0 + offset, value);
}

static bool works(uint32_t pin_offset)
{
    return get(0x500) == 8 && get(pin_offset) < 48 && get(0x524) == 0x01d60000u && get(0x56c) == 0;
}

/* A channel joins the two when both ends name it and it is enabled; set by writes to CHENSET. */
static bool counts(void)
{
    uint32_t publish = get(0x188);
    uint32_t subscribe = model_get(APP_TIMER1 + 0x088u);

    return model.counter_on && (publish & ENABLED) && publish == subscribe &&
           (model_get(APP_DPPI + 0x504u) >> (publish & 31) & 1) && model_get(APP_TIMER1 + 0x504u) == 2 &&
           model_get(APP_TIMER1 + 0x508u) == 3;
}

static void begin_receiving(void)
{
    model.receive_buffer = model_dma_pointer(get(0x534), get(0x538));
    model.receive_position = 0;
    model.stopped = false;
    model.receiving = model.receive_buffer != NULL && works(0x514);
}

static void store(uint8_t byte)
{
    model.receive_buffer[model.receive_position++] = byte;
    if (model.receive_position == get(0x538)) {
        set(0x110, 1);
        model.receiving = false;
        if (get(0x200) & 1u << 5) {
            begin_receiving();
        }
    }
}

void model_uarte_pass(void)
{
    while (model.line_next < model.line_count && model.line[model.line_next].time <= model.now) {
        const struct model_byte *byte = &model.line[model.line_next++];

        if (model.receiving && byte->spoilt) {
            set(0x124, 1);
            set(0x480, get(0x480) | 1u << 2);
        }
        model.counter += model.receiving && counts();
    }
    while (model.line_stored < model.line_next && model.line[model.line_stored].time + model.receive_lag <= model.now) {
        const struct model_byte *byte = &model.line[model.line_stored];

        if (!model.receiving && model.stopped) {
            return; /* waits in the FIFO, until the next start or a flush */
        }
        model.line_stored++;
        if (model.receiving && !byte->spoilt) {
            store(byte->value);
        }
    }
}

void model_line_send(const uint8_t *bytes, size_t size)
{
    uint64_t time = model.now;

    if (model.line_count > 0 && model.line[model.line_count - 1].time > time) {
        time = model.line[model.line_count - 1].time;
    }
    for (size_t i = 0; i < size && model.line_count < MODEL_LINE_MAX; i++) {
        time += BYTE_TIME;
        model.line[model.line_count++] = (struct model_byte){ .time = time, .value = bytes[i] };
    }
}

static void transmit(void)
{
    uint32_t size = get(0x548);
    const uint8_t *bytes = model_dma_pointer(get(0x544), size);

    if (bytes == NULL || !works(0x50c) || size > MODEL_LINE_MAX - model.sent_count) {
        return;
    }
    memcpy(model.sent + model.sent_count, bytes, size);
    model.sent_count += size;
    model_pass((uint64_t)size * BYTE_TIME);
    set(0x120, 1);
}

static void uarte_task(uint32_t offset)
{
    set(offset, 0);
    switch (offset) {
    case 0x000:
        begin_receiving();
        break;
    case 0x004:
        model_pass(4 * BYTE_TIME);
        model.receiving = false;
        model.stopped = true;
        set(0x110, 1);
        set(0x144, 1);
        break;
    case 0x008:
        transmit();
        break;
    case 0x00c:
        set(0x158, 1);
        break;
    default: /* FLUSHRX */
        model.line_stored = model.line_next;
        set(0x110, 1);
    }
}

static void timer_task(uint32_t offset)
{
    model_set(APP_TIMER1 + offset, 0);
    if (offset == 0x000 || offset == 0x004) {
        model.counter_on = offset == 0x000;
    } else if (offset == 0x00c) {
        model.counter = 0;
    } else if (offset == 0x040) {
        model_set(APP_TIMER1 + 0x540u, model.counter);
    }
}

bool model_uarte_write(uint32_t address, uint32_t value)
{
    uint32_t offset = address & 0xfffu;

    if (address >> 12 == APP_UARTE0 >> 12 && offset < 0x80) {
        uarte_task(offset);
        return true;
    }
    if (address == APP_UARTE0 + 0x500u && value == 0) {
        model.receiving = false;
    }
    if (address >> 12 == APP_TIMER1 >> 12 && offset < 0x80) {
        timer_task(offset);
        return true;
    }
    return false;
}

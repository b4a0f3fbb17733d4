#include "firmware/net/net_state.h"

#include <string.h>
#include "firmware/format/area.h"
#include "firmware/format/trailer.h"

#define RECORD_SIZE ((uint32_t)sizeof(struct net_state_record))

bool net_has_backup(const struct boot_config *config)
{
    return config->net.backup.size != 0;
}

static unsigned page_count(const struct boot_config *config)
{
    return net_has_backup(config) ? NET_STATE_PAGES : 1;
}

uint32_t net_image_limit(const struct boot_config *config)
{
    const struct boot_image_config *image = &config->images[BOOT_IMAGE_NET];
    struct slot_geometry geometry = trailer_geometry(image);
    uint64_t limit = nrf53boot_image_limit(&geometry, net_has_backup(config) ? 0 : image->secondary.sector_size);

    return (uint32_t)limits_smaller(limit, image->primary.size);
}

static struct boot_area page_area(const struct boot_config *config, unsigned page)
{
    const struct boot_image_config *image = &config->images[BOOT_IMAGE_NET];
    struct boot_area area = net_has_backup(config) ? config->net.backup : image->secondary;

    if (net_has_backup(config)) {
        area.offset += NET_BACKUP_SLOTS * image->secondary.size + page * area.sector_size;
    } else {
        area.offset += trailer_sectors_start(&area, trailer_size(image) + area.sector_size);
    }
    area.size = area.sector_size;
    return area;
}

static bool record_valid(const struct net_state_record *record)
{
    return record->magic == NET_STATE_MAGIC && record->format == NET_STATE_VERSION &&
           record->sequence < NET_STATE_SEQUENCES && record->crc == net_state_crc(record);
}

static uint32_t next_sequence(uint32_t sequence)
{
    return (sequence + 1) % NET_STATE_SEQUENCES;
}

static bool is_erased(const struct net_state_record *record)
{
    const uint8_t *bytes = (const uint8_t *)record;

    for (uint32_t i = 0; i < RECORD_SIZE; i++) {
        if (bytes[i] != 0xff) {
            return false;
        }
    }
    return true;
}

/* The last record of one page. What is not valid behind it is a record that was begun, or erased. */
static void read_page(struct hal *hal, const struct boot_config *config, unsigned page, struct net_state *state)
{
    struct boot_area area = page_area(config, page);
    struct net_state_record record;
    uint32_t offset = 0;

    memset(state, 0, sizeof *state);
    state->page = page;
    while (area_read(hal, &area, offset, &record, RECORD_SIZE)) {
        if (!record_valid(&record)) {
            state->doubtful = !is_erased(&record);
            break;
        }
        state->saved = record;
        state->last = offset;
        state->known = true;
        offset += RECORD_SIZE;
    }
}

/* The newer of two pages. The other one can bring nothing to light if its first record is an older one. */
static void choose_page(struct net_state *state, const struct net_state *other)
{
    struct net_state first = *state;
    bool both = first.known && other->known;

    if (other->known && (!first.known || other->saved.sequence == next_sequence(first.saved.sequence))) {
        *state = *other;
    }
    state->doubtful |= !both;
}

void net_state_read(struct hal *hal, const struct boot_config *config, struct net_state *state)
{
    struct net_state other;

    read_page(hal, config, 0, state);
    if (page_count(config) > 1) {
        read_page(hal, config, 1, &other);
        choose_page(state, &other);
    }
    state->record = state->saved;
    if (!state->known || state->record.current >= NET_BACKUP_SLOTS) {
        state->record.current = NET_BACKUP_NONE;
    }
}

/* All records of the page: a page whose erase was cut may lose those before the last, and then the last is not found. */
bool net_state_settle(struct hal *hal, const struct boot_config *config, const struct net_state *state)
{
    struct boot_area area = page_area(config, state->page);
    struct net_state_record record;

    if (!state->known || state->fresh) {
        return true;
    }
    for (uint32_t offset = 0; offset <= state->last; offset += RECORD_SIZE) {
        if (!area_read(hal, &area, offset, &record, RECORD_SIZE) ||
            !area_write(hal, &area, offset, &record, RECORD_SIZE)) {
            return false;
        }
    }
    return true;
}

/* A page erased in this boot, with room for one more record. Without any record nothing on the pages is worth keeping. */
static bool make_room(struct hal *hal, const struct boot_config *config, struct net_state *state)
{
    bool two_pages = page_count(config) > 1;
    struct boot_area area = page_area(config, state->page);

    if (state->fresh && state->next + RECORD_SIZE <= area.size) {
        return true;
    }
    if (two_pages && !state->known) {
        area = page_area(config, 1);
        if (!area_erase(hal, &area, 0, area.size)) {
            return false;
        }
    }
    if (two_pages && state->known) {
        state->page = 1 - state->page;
        state->record.sequence = next_sequence(state->saved.sequence);
    }
    state->next = 0;
    state->fresh = true;
    state->doubtful = false;
    area = page_area(config, state->page);
    return area_erase(hal, &area, 0, area.size);
}

static bool append(struct hal *hal, const struct boot_config *config, struct net_state *state)
{
    struct boot_area area;

    if (!make_room(hal, config, state)) {
        return false;
    }
    net_state_seal(&state->record);
    area = page_area(config, state->page);
    state->last = state->next;
    state->next += RECORD_SIZE;
    state->saved = state->record;
    state->known = true;
    return area_write(hal, &area, state->last, &state->record, RECORD_SIZE);
}

bool net_state_affirm(struct hal *hal, const struct boot_config *config, struct net_state *state)
{
    return !state->known || state->fresh || append(hal, config, state);
}

bool net_state_write(struct hal *hal, const struct boot_config *config, struct net_state *state)
{
    net_state_seal(&state->record);
    return (state->fresh && memcmp(&state->record, &state->saved, sizeof state->record) == 0) ||
           append(hal, config, state);
}

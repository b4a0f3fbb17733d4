#include "firmware/net/net_state.h"

#include <string.h>
#include "firmware/format/area.h"
#include "firmware/format/trailer.h"
#include "nrf53pack/bytes.h"

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
           record->sequence <= NET_STATE_FIRST && record->crc == net_state_crc(record);
}

static uint32_t next_sequence(uint32_t sequence)
{
    return (sequence + 1) % NET_STATE_SEQUENCES;
}

/* With two pages each holds one record; the only page holds as many as fit. */
static uint32_t records_end(const struct boot_config *config, const struct boot_area *area)
{
    return page_count(config) > 1 ? RECORD_SIZE : area->size;
}

/* Twice: an access that fails once would stop an update of both cores in the middle. */
static bool read_record(struct hal *hal, const struct boot_area *area, uint32_t offset, struct net_state_record *record)
{
    return area_read(hal, area, offset, record, RECORD_SIZE) || area_read(hal, area, offset, record, RECORD_SIZE);
}

/* The last record of one page. What is not valid behind it is a record that was begun, or erased. */
static void read_page(struct hal *hal, const struct boot_config *config, unsigned page, struct net_state *state)
{
    struct boot_area area = page_area(config, page);
    uint32_t end = records_end(config, &area);
    struct net_state_record record;

    memset(state, 0, sizeof *state);
    state->page = page;
    for (uint32_t offset = 0; offset + RECORD_SIZE <= end; offset += RECORD_SIZE) {
        if (!read_record(hal, &area, offset, &record)) {
            state->unreadable = true;
            return;
        }
        if (!record_valid(&record)) {
            state->begun = !bytes_all_erased((const uint8_t *)&record, RECORD_SIZE);
            return;
        }
        state->saved = record;
        state->last = offset;
        state->known = true;
    }
}

/* The newer of two pages. While the other one is not erased, the newer one may be one whose last word
 * a power cut hit.
 */
static void choose_page(struct net_state *state, const struct net_state *other)
{
    struct net_state first = *state;

    if (other->known && (!first.known || other->saved.sequence == next_sequence(first.saved.sequence))) {
        *state = *other;
        other = &first;
    }
    state->unreadable = state->unreadable || other->unreadable;
    state->doubtful = state->known && (other->known || other->begun || state->saved.sequence == NET_STATE_FIRST);
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

static bool erase_page(struct hal *hal, const struct boot_config *config, unsigned page)
{
    struct boot_area area = page_area(config, page);

    return area_erase(hal, &area, 0, area.size);
}

/* Into erased flash; `sequence`: of the page. */
static bool put(struct hal *hal, const struct boot_config *config, struct net_state *state, unsigned page,
                uint32_t offset, uint32_t sequence)
{
    struct boot_area area = page_area(config, page);

    state->record.sequence = sequence;
    net_state_seal(&state->record);
    state->room = false;
    if (!area_write(hal, &area, offset, &state->record, RECORD_SIZE)) {
        return false;
    }
    state->saved = state->record;
    state->page = page;
    state->last = offset;
    state->known = true;
    return true;
}

/* The other page, erased; with nothing known the record goes to both pages, so that it is there before anything is
 * erased.
 */
static bool write_to_other_page(struct hal *hal, const struct boot_config *config, struct net_state *state)
{
    bool first = !state->known;
    unsigned other = first ? 1 : 1 - state->page;

    if (first && (!erase_page(hal, config, 1) || !erase_page(hal, config, 0) ||
                  !put(hal, config, state, 0, 0, NET_STATE_FIRST))) {
        return false;
    }
    if (!put(hal, config, state, other, 0, next_sequence(state->saved.sequence))) {
        return false;
    }
    state->doubtful = true;
    if (!erase_page(hal, config, 1 - other)) {
        return false;
    }
    state->room = true;
    state->doubtful = false;
    return true;
}

/* Behind the last record if this boot erased the page, else from its start. */
static bool append(struct hal *hal, const struct boot_config *config, struct net_state *state)
{
    struct boot_area area = page_area(config, 0);
    uint32_t next = state->last + RECORD_SIZE;

    if (!state->fresh || next + RECORD_SIZE > area.size) {
        if (!erase_page(hal, config, 0)) {
            return false;
        }
        next = 0;
    }
    state->fresh = put(hal, config, state, 0, next, 0);
    return state->fresh;
}

static bool settle_records(struct hal *hal, const struct boot_config *config, const struct net_state *state)
{
    struct boot_area area = page_area(config, state->page);
    struct net_state_record record;

    for (uint32_t offset = 0; offset <= state->last; offset += RECORD_SIZE) {
        if (!read_record(hal, &area, offset, &record) || !area_write(hal, &area, offset, &record, RECORD_SIZE)) {
            return false;
        }
    }
    return true;
}

/* The record is made stable before the other page, which may be the last good one, goes. */
bool net_state_settle(struct hal *hal, const struct boot_config *config, struct net_state *state)
{
    bool first = state->saved.sequence == NET_STATE_FIRST;

    if (page_count(config) == 1 || !state->doubtful) {
        return true;
    }
    if (state->unreadable || !settle_records(hal, config, state) || !erase_page(hal, config, 1 - state->page)) {
        return false;
    }
    state->room = true;
    state->doubtful = false;
    return !first || write_to_other_page(hal, config, state);
}

/* One page: all records, as a page whose erase was cut may lose those before the last, and then the last is not
 * found. Only where something comes of it: the nRF5340 takes two writes of a word, and each power-on of an idle
 * device would be one.
 */
static bool hold_only_page(struct hal *hal, const struct boot_config *config, struct net_state *state)
{
    state->room = state->fresh || hal_reset_reason(hal) == RESET_SOFT || settle_records(hal, config, state);
    return state->room;
}

bool net_state_hold(struct hal *hal, const struct boot_config *config, struct net_state *state)
{
    if (!state->known || state->room) {
        return true;
    }
    if (page_count(config) == 1) {
        return hold_only_page(hal, config, state);
    }
    state->room = net_state_settle(hal, config, state) && (state->room || erase_page(hal, config, 1 - state->page));
    return state->room;
}

bool net_state_write(struct hal *hal, const struct boot_config *config, struct net_state *state)
{
    bool two_pages = page_count(config) > 1;

    if (state->unreadable || (two_pages && !net_state_hold(hal, config, state))) {
        return false;
    }
    state->record.sequence = state->saved.sequence;
    net_state_seal(&state->record);
    if ((two_pages ? state->known : state->fresh) && memcmp(&state->record, &state->saved, RECORD_SIZE) == 0) {
        return true;
    }
    return two_pages ? write_to_other_page(hal, config, state) : append(hal, config, state);
}

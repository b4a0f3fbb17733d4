#include "pack/plan/net_backup.h"

#include <string.h>
#include "image/image_core.h"
#include "nrf53pack/boot_config.h"
#include "nrf53pack/memory_map.h"
#include "nrf53pack/net_backup_format.h"
#include "sign/hex_writer.h"

#define RECORD_SIZE  sizeof(struct net_state_record)
#define FIELD(name)  offsetof(struct net_state_record, name)
#define VERSION_SIZE sizeof(struct mcuboot_version)
#define PAGES_SIZE   ((size_t)NET_STATE_PAGES * NET_STATE_PAGE_SIZE)
#define FIRST_RECORD 1u /* a number that a page has at rest, unlike NET_STATE_FIRST */

uint64_t net_backup_slot_address(const struct planned_net_backup *backup)
{
    return NRF5340_QSPI_XIP_ADDRESS + backup->address.value;
}

uint64_t net_backup_pages_address(const struct planned_net_backup *backup)
{
    return net_backup_slot_address(backup) + NET_BACKUP_SLOTS * backup->slot_size.value;
}

static void put_version(uint8_t *bytes, const struct mcuboot_version *version)
{
    bytes[0] = version->major;
    bytes[1] = version->minor;
    store_le16(bytes + 2, version->revision);
    store_le32(bytes + 4, version->build);
}

static struct mcuboot_version load_version(const uint8_t *bytes)
{
    return (struct mcuboot_version){ bytes[0], bytes[1], load_le16(bytes + 2), load_le32(bytes + 4) };
}

/* What the image asks of the application: the highest of its protected dependencies, as the bootloader reads them. */
static struct mcuboot_version needed_application(const struct mcuboot_image *image)
{
    struct mcuboot_version highest = { 0 };

    for (size_t i = 0; i < image->count; i++) {
        const struct mcuboot_tlv_entry *entry = &image->items[i];

        if (entry->type == MCUBOOT_TLV_DEPENDENCY && entry->is_protected &&
            entry->data.size == sizeof(struct mcuboot_dependency) && entry->data.data[0] == BOOT_IMAGE_APP) {
            struct mcuboot_version version = load_version(entry->data.data + sizeof(uint32_t));

            highest = mcuboot_version_compare(version, highest) > 0 ? version : highest;
        }
    }
    return highest;
}

static const uint8_t *sha256_of(const struct mcuboot_image *image)
{
    const struct mcuboot_tlv_entry *entry = mcuboot_image_find(image, MCUBOOT_TLV_SHA256);

    return entry == NULL || entry->data.size != SHA256_SIZE ? NULL : entry->data.data;
}

static uint32_t record_crc(const uint8_t *bytes)
{
    struct net_state_record record;

    memcpy(&record, bytes, sizeof record);
    return net_state_crc(&record);
}

/* "The network core runs this image, which lies in slot A." Byte by byte, whatever the order of the machine's own. */
static void put_record(uint8_t *bytes, const struct mcuboot_image *image, const uint8_t *sha256)
{
    struct mcuboot_version needed = needed_application(image);

    memset(bytes, 0, RECORD_SIZE);
    store_le32(bytes + FIELD(magic), NET_STATE_MAGIC);
    store_le32(bytes + FIELD(sequence), FIRST_RECORD);
    bytes[FIELD(format)] = NET_STATE_VERSION;
    bytes[FIELD(transfer)] = NET_TRANSFER_DONE;
    put_version(bytes + FIELD(version), &image->header.version);
    put_version(bytes + FIELD(min_app), &needed);
    memcpy(bytes + FIELD(running), sha256, SHA256_SIZE);
    store_le32(bytes + FIELD(crc), record_crc(bytes));
}

static bool read_image(struct arena *arena, struct byte_range bytes, struct diagnostics *diagnostics,
                       struct mcuboot_image **image)
{
    const struct source *source = source_from_bytes(arena, NET_BACKUP_NAME, bytes.data, bytes.size);

    return mcuboot_image_read(arena, source, diagnostics, image);
}

bool net_backup_write(struct arena *arena, const struct planned_net_backup *backup, struct byte_range image,
                      struct diagnostics *diagnostics, struct byte_range *hex)
{
    uint8_t *pages = arena_alloc(arena, PAGES_SIZE);
    const struct hex_part parts[] = {
        { net_backup_slot_address(backup), image },
        { net_backup_pages_address(backup), { pages, PAGES_SIZE } },
    };
    struct mcuboot_image *read;

    if (image.size > backup->slot_size.value) {
        return diagnose(diagnostics, DIAGNOSTIC_INPUT, backup->slot_size.origin,
                        "'%s' cannot be made: the network image has %zu bytes, a slot of the backup 0x%llx (%s)",
                        NET_BACKUP_NAME, image.size, (unsigned long long)backup->slot_size.value,
                        backup->slot_size.from);
    }
    if (!read_image(arena, image, diagnostics, &read)) {
        return false;
    }
    if (sha256_of(read) == NULL) {
        return diagnose(diagnostics, DIAGNOSTIC_INPUT, backup->asked.origin,
                        "'%s' cannot be made: the network image has no SHA-256, by which the backup knows it",
                        NET_BACKUP_NAME);
    }
    memset(pages, 0xff, PAGES_SIZE);
    put_record(pages, read, sha256_of(read));
    return hex_write(arena, parts, ARRAY_LENGTH(parts), hex) ||
           diagnose(diagnostics, DIAGNOSTIC_INPUT, backup->address.origin, "'%s' does not fit 32-bit addresses",
                    NET_BACKUP_NAME);
}

static bool record_valid(const uint8_t *record)
{
    return load_le32(record + FIELD(magic)) == NET_STATE_MAGIC && record[FIELD(format)] == NET_STATE_VERSION &&
           load_le32(record + FIELD(sequence)) <= NET_STATE_FIRST &&
           load_le32(record + FIELD(crc)) == record_crc(record);
}

const char *net_backup_pages_fault(struct byte_range pages, const struct mcuboot_image *image)
{
    const uint8_t *record = pages.data;
    const uint8_t *sha256 = sha256_of(image);
    uint8_t version[VERSION_SIZE];
    uint8_t needed[VERSION_SIZE];
    struct mcuboot_version needed_app = needed_application(image);

    if (!is_network_core_image(image)) {
        return "slot A holds no image for the network core";
    }
    if (pages.size != PAGES_SIZE || !record_valid(record)) {
        return "the first state page holds no valid record";
    }
    if (!bytes_all_erased(record + RECORD_SIZE, PAGES_SIZE - RECORD_SIZE)) {
        return "the state pages hold more than one record";
    }
    if (record[FIELD(current)] != 0 || record[FIELD(transfer)] != NET_TRANSFER_DONE || record[FIELD(trial)] != 0) {
        return "the record does not say that the network core runs the image of slot A";
    }
    put_version(version, &image->header.version);
    put_version(needed, &needed_app);
    return sha256 == NULL || memcmp(record + FIELD(running), sha256, SHA256_SIZE) != 0
               ? "the record is that of another image"
           : memcmp(record + FIELD(version), version, VERSION_SIZE) != 0
               ? "the record has another version than the image"
           : memcmp(record + FIELD(min_app), needed, VERSION_SIZE) != 0
               ? "the record has another dependency on the application than the image"
               : NULL;
}

bool net_backup_recognise(const struct intel_hex *hex, struct net_backup_hex *backup)
{
    const struct hex_segment *slot = hex->items;
    const struct hex_segment *pages = hex->count == 2 ? &hex->items[1] : NULL;

    if (pages == NULL || pages->bytes.size != PAGES_SIZE || load_le32(pages->bytes.data) != NET_STATE_MAGIC) {
        return false;
    }
    *backup = (struct net_backup_hex){ slot->address, pages->address, slot->bytes, pages->bytes };
    return true;
}

bool net_backup_verify(struct arena *arena, const struct planned_net_backup *backup, struct byte_range image,
                       struct byte_range hex, struct diagnostics *diagnostics)
{
    const struct source *source = source_from_bytes(arena, NET_BACKUP_NAME, hex.data, hex.size);
    struct net_backup_hex read = { 0 };
    struct mcuboot_image *slot;
    struct intel_hex *segments;
    const char *fault;

    if (!intel_hex_read(arena, source, diagnostics, &segments)) {
        return false;
    }
    if (!net_backup_recognise(segments, &read) || read.slot_address != net_backup_slot_address(backup) ||
        read.pages_address != net_backup_pages_address(backup)) {
        return diagnose(diagnostics, DIAGNOSTIC_SELF, ORIGIN_NONE,
                        "'%s' does not verify: it is not slot A and two state pages at their addresses",
                        NET_BACKUP_NAME);
    }
    if (read.slot.size != image.size || memcmp(read.slot.data, image.data, image.size) != 0) {
        return diagnose(diagnostics, DIAGNOSTIC_SELF, ORIGIN_NONE,
                        "'%s' does not verify: slot A does not hold the network image", NET_BACKUP_NAME);
    }
    if (!read_image(arena, read.slot, diagnostics, &slot)) {
        return false;
    }
    fault = net_backup_pages_fault(read.pages, slot);
    return fault == NULL ||
           diagnose(diagnostics, DIAGNOSTIC_SELF, ORIGIN_NONE, "'%s' does not verify: %s", NET_BACKUP_NAME, fault);
}

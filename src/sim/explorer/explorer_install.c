/* The device as it left the factory: old images in place, the network core's in its flash and in its backup. */
#include <string.h>
#include "nrf53pack/bytes.h"
#include "nrf53pack/net_backup_format.h"
#include "sim/explorer/explorer_leg.h"

/* The TLV entry of this type; NULL: there is none. `length`: of its value. */
static const uint8_t *find_tlv(const struct sim_image *image, uint16_t wanted, uint16_t *length)
{
    uint32_t at = image->header_size + image->payload_size;

    while (at + 4 <= image->size) {
        uint16_t type = load_le16(image->bytes + at);
        uint16_t size = load_le16(image->bytes + at + 2);

        if (type == MCUBOOT_TLV_MAGIC || type == MCUBOOT_TLV_PROT_MAGIC) {
            at += 4;
            continue;
        }
        if (size > image->size - at - 4) {
            return NULL;
        }
        if (type == wanted) {
            *length = size;
            return image->bytes + at + 4;
        }
        at += 4u + size;
    }
    return NULL;
}

static bool fill_record(const struct sim_image *image, struct net_state_record *record)
{
    const struct mcuboot_header *header = (const struct mcuboot_header *)(const void *)image->bytes;
    uint16_t length = 0;
    const uint8_t *digest = find_tlv(image, MCUBOOT_TLV_SHA256, &length);
    const uint8_t *dependency;

    if (digest == NULL || length != sizeof record->running) {
        return false;
    }
    *record = (struct net_state_record){ .sequence = 1, .current = 0, .transfer = NET_TRANSFER_DONE };
    memcpy(&record->version, &header->version, sizeof record->version);
    memcpy(record->running, digest, sizeof record->running);
    dependency = find_tlv(image, MCUBOOT_TLV_DEPENDENCY, &length);
    if (dependency != NULL && length == sizeof(struct mcuboot_dependency)) {
        struct mcuboot_dependency entry;

        memcpy(&entry, dependency, sizeof entry);
        if (entry.image_id == BOOT_IMAGE_APP) {
            record->min_app = entry.min_version;
        }
    }
    net_state_seal(record);
    return true;
}

static bool install_backup(struct machine *machine, const struct boot_config *config, const struct sim_image *image)
{
    const struct boot_area *backup = &config->net.backup;
    uint32_t slot = config->images[BOOT_IMAGE_NET].secondary.size;
    struct net_state_record record;

    return image->size <= slot && fill_record(image, &record) &&
           machine_load(machine, backup->device, backup->offset, image->bytes, image->size) &&
           machine_load(machine, backup->device, backup->offset + NET_BACKUP_SLOTS * slot, &record, sizeof record);
}

static bool install_net(struct machine *machine, const struct sim_device *device, const struct sim_image *image,
                        const char **why)
{
    const struct boot_area *area = &device->config.net.net_app;

    *why = "the network core's image does not fit into its flash";
    if (image->payload_size > area->size ||
        !machine_load(machine, area->device, area->offset, image->bytes + image->header_size, image->payload_size)) {
        return false;
    }
    *why = "the network core's image does not fit into its backup";
    return device->config.net.backup.size == 0 || install_backup(machine, &device->config, image);
}

bool leg_install(struct machine *machine, const struct sim_device *device, const struct scenario *scenario,
                 const char **why)
{
    const struct boot_area *primary = &device->config.images[BOOT_IMAGE_APP].primary;
    const struct sim_image *app = scenario->installed_app;

    *why = "the application does not fit into its slot";
    if (app->size > primary->size || !machine_load(machine, primary->device, primary->offset, app->bytes, app->size)) {
        return false;
    }
    if (scenario->installed_net != NULL && !install_net(machine, device, scenario->installed_net, why)) {
        return false;
    }
    *why = NULL;
    machine_reset(machine, RESET_POWER_ON, RAM_KEPT, UNSTABLE_OLD);
    return true;
}

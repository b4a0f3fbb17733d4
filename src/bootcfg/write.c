#include "bootcfg/write.h"

#define FIRST_LINE "/* Written by nrf53pack bootconfig from a build tree. */\n"

static const char *const device_names[] = {
    [FLASH_DEVICE_APP] = "FLASH_DEVICE_APP",
    [FLASH_DEVICE_EXTERNAL] = "FLASH_DEVICE_EXTERNAL",
    [FLASH_DEVICE_RAM] = "FLASH_DEVICE_RAM",
    [FLASH_DEVICE_NET] = "FLASH_DEVICE_NET",
};

static const char *const mode_names[] = {
    [UPGRADE_SWAP_MOVE] = "UPGRADE_SWAP_MOVE",       [UPGRADE_SWAP_OFFSET] = "UPGRADE_SWAP_OFFSET",
    [UPGRADE_SWAP_SCRATCH] = "UPGRADE_SWAP_SCRATCH", [UPGRADE_OVERWRITE_ONLY] = "UPGRADE_OVERWRITE_ONLY",
    [UPGRADE_DIRECT_XIP] = "UPGRADE_DIRECT_XIP",     [UPGRADE_RAM_LOAD] = "UPGRADE_RAM_LOAD",
    [UPGRADE_SINGLE_SLOT] = "UPGRADE_SINGLE_SLOT",
};

static const char *const downgrade_names[] = {
    [DOWNGRADE_ALLOWED] = "DOWNGRADE_ALLOWED",
    [DOWNGRADE_BY_VERSION] = "DOWNGRADE_BY_VERSION",
    [DOWNGRADE_BY_SECURITY_COUNTER] = "DOWNGRADE_BY_SECURITY_COUNTER",
};

static const char *const key_names[] = {
    [BOOT_KEY_ECDSA_P256] = "BOOT_KEY_ECDSA_P256",
    [BOOT_KEY_RSA_2048] = "BOOT_KEY_RSA_2048",
    [BOOT_KEY_RSA_3072] = "BOOT_KEY_RSA_3072",
};

static void write_bytes(struct text *out, const uint8_t *bytes, size_t size)
{
    for (size_t i = 0; i < size; i++) {
        text_printf(out, "%s0x%02x,", i % 16 == 0 ? "\n    " : " ", bytes[i]);
    }
    text_append(out, "\n");
}

static void write_keys(struct text *out, const struct boot_config *config)
{
    if (config->keys == NULL) {
        return;
    }
    for (unsigned i = 0; i < config->key_count; i++) {
        text_printf(out, "static const uint8_t key_%u[] = {", i);
        write_bytes(out, config->keys[i].der, config->keys[i].der_size);
        text_append(out, "};\n\n");
    }
    text_append(out, "static const struct boot_key keys[] = {\n");
    for (unsigned i = 0; i < config->key_count; i++) {
        text_printf(out, "    { %s, key_%u, sizeof key_%u, {", key_names[config->keys[i].type], i, i);
        write_bytes(out, config->keys[i].hash, sizeof config->keys[i].hash);
        text_append(out, "    } },\n");
    }
    text_append(out, "};\n\n");
}

static void write_area(struct text *out, const char *indent, const char *name, const struct boot_area *area)
{
    text_printf(out, "%s.%s = { %s, 0x%x, 0x%x, 0x%x },\n", indent, name, device_names[area->device], area->offset,
                area->size, area->sector_size);
}

static void write_image(struct text *out, const struct boot_image_config *image)
{
    const char *indent = "            ";

    text_printf(out, "        {\n%s.mode = %s,\n", indent, mode_names[image->mode]);
    write_area(out, indent, "primary", &image->primary);
    write_area(out, indent, "secondary", &image->secondary);
    text_printf(out, "%s.write_size = %u,\n%s.max_align = %u,\n%s.max_sectors = %u,\n", indent, image->write_size,
                indent, image->max_align, indent, image->max_sectors);
    text_printf(out, "%s.downgrade = %s,\n%s.run_start = 0x%x,\n%s.run_end = 0x%x,\n        },\n", indent,
                downgrade_names[image->downgrade], indent, image->run_start, indent, image->run_end);
}

static void write_net(struct text *out, const struct boot_net_config *net)
{
    const char *indent = "        ";

    text_printf(out, "    .net = {\n%s.present = %s,\n%s.netboot = %s,\n", indent, net->present ? "true" : "false",
                indent, net->netboot == NETBOOT_STOCK ? "NETBOOT_STOCK" : "NETBOOT_REFERENCE");
    text_printf(out, "%s.mailbox_address = 0x%x,\n%s.ram_flash_address = 0x%x,\n", indent, net->mailbox_address, indent,
                net->ram_flash_address);
    text_printf(out, "%s.app_flash_address = 0x%x,\n%s.net_flash_address = 0x%x,\n", indent, net->app_flash_address,
                indent, net->net_flash_address);
    write_area(out, indent, "net_app", &net->net_app);
    text_printf(out, "%s.attempts = %u,\n%s.timeout_ms = %u,\n", indent, net->attempts, indent, net->timeout_ms);
    write_area(out, indent, "backup", &net->backup);
    text_append(out, "    },\n");
}

void bootcfg_write_c(struct text *out, const struct boot_config *config, const char *name)
{
    text_printf(out, FIRST_LINE "#include \"" TARGET_HEADER "\"\n\n");
    write_keys(out, config);
    text_printf(out, "const struct boot_config %s = {\n    .image_count = %u,\n    .images = {\n", name,
                config->image_count);
    for (unsigned i = 0; i < config->image_count; i++) {
        write_image(out, &config->images[i]);
    }
    text_append(out, "    },\n");
    if (config->net.net_app.size != 0) {
        write_net(out, &config->net);
    }
    if (config->keys != NULL) {
        text_printf(out, "    .keys = keys,\n    .key_count = %u,\n", config->key_count);
    }
    text_printf(out, "    .recovery = %s,\n};\n", config->recovery ? "true" : "false");
}

static void define(struct text *out, const char *name, uint32_t value)
{
    text_printf(out, "#define TARGET_%s 0x%x\n", name, value);
}

static void define_range(struct text *out, const char *name, const struct boot_range *range)
{
    text_printf(out, "#define TARGET_%s_ADDRESS 0x%x\n#define TARGET_%s_SIZE 0x%x\n", name, range->address, name,
                range->size);
}

static void define_area(struct text *out, const char *name, const struct boot_area *area)
{
    text_printf(out, "#define TARGET_%s_OFFSET 0x%x\n#define TARGET_%s_SIZE 0x%x\n", name, area->offset, name,
                area->size);
}

static void define_programs(struct text *out, const struct boot_target *target)
{
    define_range(out, "BOOT", &target->boot);
    define_range(out, "BOOT_RAM", &target->boot_ram);
    define_range(out, "NETBOOT", &target->netboot);
    define(out, "NETBOOT_CONTAINER_SIZE", target->netboot_container);
    define_range(out, "NETBOOT_RAM", &target->netboot_ram);
}

static void define_memories(struct text *out, const struct boot_target *target)
{
    const struct boot_config *config = &target->bootcfg.config;
    const struct boot_range app_flash = { config->net.app_flash_address, target->bootcfg.app_flash_size };
    const struct boot_range net_flash = { config->net.net_flash_address, target->bootcfg.net_flash_size };
    const struct boot_range net_app = { config->net.net_flash_address + config->net.net_app.offset,
                                        config->net.net_app.size };

    define_range(out, "APP_FLASH", &app_flash);
    define(out, "EXTERNAL_FLASH_SIZE", target->bootcfg.external_flash_size);
    define_range(out, "RAM", &target->ram);
    define_range(out, "RAM_FLASH", &target->ram_flash);
    define(out, "MAILBOX_ADDRESS", config->net.mailbox_address);
    define_range(out, "NET_FLASH", &net_flash);
    define_range(out, "NET_APP", &net_app);
}

static void define_slots(struct text *out, const struct boot_target *target)
{
    const struct boot_config *config = &target->bootcfg.config;

    define(out, "IMAGE_COUNT", config->image_count);
    define_area(out, "PRIMARY", &config->images[BOOT_IMAGE_APP].primary);
    define_area(out, "SECONDARY", &config->images[BOOT_IMAGE_APP].secondary);
    define_area(out, "SECONDARY1", &config->images[BOOT_IMAGE_NET].secondary);
    define_area(out, "BACKUP", &config->net.backup);
    define(out, "HEADER_SIZE", target->bootcfg.app_header_size);
}

static void define_board(struct text *out, const struct boot_target *target)
{
    text_printf(out,
                "#define TARGET_RECOVERY %u\n#define TARGET_RECOVERY_PIN %u\n#define TARGET_LOG_PIN %u\n"
                "#define TARGET_SERIAL_RX_PIN %u\n#define TARGET_SERIAL_TX_PIN %u\n",
                target->bootcfg.config.recovery ? 1 : 0, target->recovery_pin, target->log_pin, target->serial_rx_pin,
                target->serial_tx_pin);
}

void bootcfg_write_header(struct text *out, const struct boot_target *target, const char *name)
{
    text_printf(out, FIRST_LINE "#ifndef TARGET_CONFIG_H\n#define TARGET_CONFIG_H\n\n");
    define_programs(out, target);
    define_memories(out, target);
    define_slots(out, target);
    define_board(out, target);
    text_printf(out,
                "\n#ifndef __LINKER__\n#include \"nrf53pack/boot_config.h\"\nextern const struct boot_config %s;\n"
                "#endif\n\n#endif\n",
                name);
}

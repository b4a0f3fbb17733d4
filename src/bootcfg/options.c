#include "bootcfg/options.h"

#include <string.h>
#include "base/text.h"
#include "bootcfg/target.h"

#define NAMES_LIMIT 4096u

enum option_kind { OPTION_SWITCH, OPTION_NUMBER, OPTION_TEXT };

struct option {
    const char *name;
    enum option_kind kind;
    unsigned least, most; /* OPTION_NUMBER */
};

static const struct option options[] = {
    { "CONFIG_NRF53BOOT", OPTION_SWITCH, 0, 0 },
    { "CONFIG_NRF53BOOT_DOWNGRADE_BY_SECURITY_COUNTER", OPTION_SWITCH, 0, 0 },
    { "CONFIG_NRF53BOOT_DOWNGRADE_BY_VERSION", OPTION_SWITCH, 0, 0 },
    { "CONFIG_NRF53BOOT_IMAGE0_MODE_OVERWRITE", OPTION_SWITCH, 0, 0 },
    { "CONFIG_NRF53BOOT_IMAGE0_MODE_SWAP_MOVE", OPTION_SWITCH, 0, 0 },
    { "CONFIG_NRF53BOOT_IMAGE0_MODE_SWAP_OFFSET", OPTION_SWITCH, 0, 0 },
    { "CONFIG_NRF53BOOT_IMAGE1_MODE_OVERWRITE", OPTION_SWITCH, 0, 0 },
    { "CONFIG_NRF53BOOT_MAX_IMG_SECTORS", OPTION_NUMBER, 1, UINT16_MAX },
    { "CONFIG_NRF53BOOT_NET_BACKUP", OPTION_SWITCH, 0, 0 },
    { "CONFIG_NRF53BOOT_SERIAL_RECOVERY", OPTION_SWITCH, 0, 0 },
    { "CONFIG_NRF53BOOT_SIGNATURE_KEY_FILE", OPTION_TEXT, 0, 0 },
    { "CONFIG_NRF53BOOT_SIGNATURE_TYPE_ECDSA_P256", OPTION_SWITCH, 0, 0 },
    { "CONFIG_NRF53BOOT_SIGNATURE_TYPE_NONE", OPTION_SWITCH, 0, 0 },
    { "CONFIG_NRF53BOOT_SIGNATURE_TYPE_RSA", OPTION_SWITCH, 0, 0 },
    { "CONFIG_NRF53BOOT_TARGET_LOG_PIN", OPTION_NUMBER, 0, BOOT_TARGET_NO_PIN - 1 },
    { "CONFIG_NRF53BOOT_TARGET_RECOVERY_PIN", OPTION_NUMBER, 0, BOOT_TARGET_NO_PIN - 1 },
    { "CONFIG_NRF53BOOT_TARGET_SERIAL_RX_PIN", OPTION_NUMBER, 0, BOOT_TARGET_NO_PIN - 1 },
    { "CONFIG_NRF53BOOT_TARGET_SERIAL_TX_PIN", OPTION_NUMBER, 0, BOOT_TARGET_NO_PIN - 1 },
};

/* Off ("n" or "is not set") may be any kind of option. A number's range is its reader's to look at. */
static bool is_of_kind(const struct kconfig_symbol *symbol, enum option_kind kind)
{
    static const enum kconfig_type types[] = {
        [OPTION_SWITCH] = KCONFIG_YES,
        [OPTION_NUMBER] = KCONFIG_NUMBER,
        [OPTION_TEXT] = KCONFIG_STRING,
    };

    return symbol->type == KCONFIG_NOT_SET ||
           (symbol->type == types[kind] && !(kind == OPTION_NUMBER && symbol->negative));
}

static const char *expected(struct arena *arena, const struct option *option)
{
    if (option->kind == OPTION_NUMBER) {
        return arena_printf(arena, "%u to %u", option->least, option->most);
    }
    return option->kind == OPTION_SWITCH ? "y or n" : "a text in quotes";
}

bool bootcfg_options(struct bootcfg_reader *reader)
{
    for (size_t i = 0; i < ARRAY_LENGTH(options); i++) {
        const struct kconfig_symbol *symbol = kconfig_find(reader->nrf53boot, options[i].name);

        if (symbol != NULL && !is_of_kind(symbol, options[i].kind)) {
            return bootcfg_missing(reader, &symbol->origin, "'nrf53boot:%s' is '%s', expected %s", symbol->name,
                                   symbol->text, expected(reader->arena, &options[i]));
        }
    }
    return true;
}

bool bootcfg_is_option(const char *name)
{
    for (size_t i = 0; i < ARRAY_LENGTH(options); i++) {
        if (strcmp(options[i].name, name) == 0) {
            return true;
        }
    }
    return false;
}

const char *bootcfg_option_names(struct arena *arena)
{
    struct text names = text_create(arena, NAMES_LIMIT);

    for (size_t i = 0; i < ARRAY_LENGTH(options); i++) {
        text_printf(&names, "%s%s", i == 0 ? "" : " ", options[i].name);
    }
    return names.data;
}

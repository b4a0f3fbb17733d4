#include <stddef.h>
#include <string.h>

#include "base/arena.h"
#include "cli/help/completion.h"

static const struct {
    const char *command; /* NULL: any that has the option */
    const char *option;
    const char *words;
} table[] = {
    { "check", "--format", "text json sarif junit github gitlab gcc" },
    { "simulate", "--format", "text json svg" },
    { "map", "--format", "text svg json" },
    { "diff", "--format", "text json" },
    { "explain", "--format", "text json markdown" },
    { "verify", "--format", "text json" },
    { "info", "--format", "text json yaml" },
    { "getpriv", "--format", "pkcs8 openssl" },
    { "help", "--format", "text man bash zsh fish" },
    { NULL, "--color", "auto always never" },
    { NULL, "--fail-on", "brick error warning" },
    { "sign", "--mode", "swap-move swap-offset swap-scratch overwrite-only direct-xip ram-load single-slot" },
    { "pack", "--mode", "swap-move swap-offset swap-scratch overwrite-only" },
    { NULL, "--align", "1 2 4 8 16 32" },
    { NULL, "--max-align", "8 16 32" },
    { NULL, "--sha", "auto 256 384 512" },
    { NULL, "--public-key-format", "hash full" },
    { NULL, "--encrypt-keylen", "128 256" },
    { NULL, "--hmac-sha", "256 512" },
    { NULL, "--vector-to-sign", "payload digest" },
    { NULL, "--compression", "disabled" },
    { NULL, "--endian", "little" },
    { "provision", "--form", "first old new" },
    { "provision", "--otp-write-width", "2 4" },
    { NULL, "--images", "real synthetic" },
    { "map", "--region", "app-flash net-flash external-flash app-ram net-ram ram-flash" },
    { "init", "--partitions", "pm devicetree" },
    { "bootconfig", "--netboot", "reference stock" },
    { "getpub", "--encoding", "lang-c lang-rust pem raw" },
    { "getpubhash", "--encoding", "lang-c raw" },
    { "getpub", "--lang", "c rust" },
    { "keygen", "--type", "rsa-2048 rsa-3072 ecdsa-p256 ecdsa-p384 ed25519 x25519" },
    { "keyinfo", "--require", "public private" },
};

const char *completion_words(const char *command, const char *option)
{
    for (size_t i = 0; i < ARRAY_LENGTH(table); i++) {
        if (strcmp(table[i].option, option) == 0 &&
            (table[i].command == NULL || strcmp(table[i].command, command) == 0)) {
            return table[i].words;
        }
    }
    return NULL;
}

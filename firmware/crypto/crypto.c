/* Placeholder until the module is written. */
typedef int crypto_placeholder;

/* Placeholder until the module is written. */
typedef int boot_placeholder;

/* Placeholder until the module is written. */
typedef int netboot_placeholder;

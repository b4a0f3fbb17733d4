/* Placeholder until the module is written. */
typedef int ncs_boot_placeholder;

/* Placeholder until the module is written. */
typedef int bootcfg_placeholder;

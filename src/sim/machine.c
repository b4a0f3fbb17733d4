/* Placeholder until the module is written. */
typedef int machine_placeholder;

/* Placeholder until the module is written. */
typedef int net_update_placeholder;

/* Between device_state.c, device_boots.c, device_net.c and device_reports.c. */
#ifndef LOG_DEVICE_INTERNAL_H
#define LOG_DEVICE_INTERNAL_H

#include "log/device_state.h"

/* A captured number, with or without 0x; UINT64_MAX when it does not fit. */
uint64_t device_number(struct slice text, int base);

/* A boot begins at that line, the one before it ends. */
void device_begin_boot(struct device_state *state, uint32_t line);
void device_close_boot(struct device_state *state);

/* What MCUboot said of trailers before it named an image is of that one. */
void device_give_trailers(struct device_state *state, size_t image);

/* A banner that no bootloader claimed is the application's. */
void device_settle_banner(struct device_state *state);

/* The line is an application's: the bootloader has started one. */
void device_note_application(struct device_state *state);

void device_mark(const struct device_state *state, struct log_mark *mark);

void device_take_fault_address(struct device_state *state, const struct log_match *match);
void device_take_fault_instruction(struct device_state *state, const struct log_match *match);

/* The events of clients, applications and builds; passes over the others. */
void device_take_report(struct device_state *state, const struct log_match *match, uint32_t line);

#endif

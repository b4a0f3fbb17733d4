/* The parts of a report that are not the check's: the files that the build left, and runs of the simulator. */
#ifndef CLI_REPORT_PARTS_H
#define CLI_REPORT_PARTS_H

#include "cli/map/opened.h"
#include "report/html/html_report.h"

/* Reads the files of the build; one that cannot be read is listed with the reason. */
void add_artefacts(struct command_call *call, const struct opened_tree *tree, struct html_report *report);

/* Runs the build's bootloader through a few updates, with one power cut at each flash operation. Where it cannot be run,
 * the report says why. The limits are numbers of states, so that every machine comes to the same page.
 */
void add_simulation(struct command_call *call, const struct opened_tree *tree, struct html_report *report);

#endif

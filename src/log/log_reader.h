/* Reads what a device or an update client printed, line by line: the lines that mean something, and what state the device is in
 * after them. Knows no project and no rule; which rules to look at is named by id only.
 */
#ifndef LOG_LOG_READER_H
#define LOG_LOG_READER_H

#endif

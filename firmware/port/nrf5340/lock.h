/* What stays read-only until the next reset, however the application is attacked: the bootloader, and the command
 * block, with which an application could otherwise have the network core's bootloader copy something.
 */
#ifndef PORT_LOCK_H
#define PORT_LOCK_H

void lock_bootloader(void);
void lock_command_block(void);

#endif

#include "base/interruption.h"

#include <windows.h>

/* As a program ends that does not handle Ctrl-C. */
#define STATUS_ENDED_BY_CONTROL_C 0xc000013au

static volatile LONG holders;
static volatile LONG caught;

/* Runs in a thread of its own. False lets the next handler end the program. */
static BOOL WINAPI on_control(DWORD event)
{
    (void)event;
    if (holders == 0) {
        return FALSE;
    }
    (void)InterlockedExchange(&caught, 1);
    return TRUE;
}

void interruption_prepare(void)
{
    (void)SetConsoleCtrlHandler(on_control, TRUE);
}

void interruption_hold(void)
{
    (void)InterlockedIncrement(&holders);
}

void interruption_release(void)
{
    if (InterlockedDecrement(&holders) == 0 && caught != 0) {
        ExitProcess(STATUS_ENDED_BY_CONTROL_C);
    }
}

bool interruption_pending(void)
{
    return caught != 0;
}

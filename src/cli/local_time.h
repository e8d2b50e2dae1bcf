/* Times as a person at this terminal reads the clock. */
#ifndef CLI_LOCAL_TIME_H
#define CLI_LOCAL_TIME_H

#include <stdint.h>

enum { LOCAL_TIME_SIZE = 32 };

/* "14:30", or "2026-11-23 08:00" on another day than `now`. */
void local_time(int64_t when, int64_t now, char out[LOCAL_TIME_SIZE]);

#endif

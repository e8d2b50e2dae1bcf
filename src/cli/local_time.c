#include "cli/local_time.h"

#include <time.h>

void local_time(int64_t when, int64_t now, char out[LOCAL_TIME_SIZE])
{
	time_t then = (time_t)when;
	time_t here = (time_t)now;
	struct tm tm;
	struct tm today;

	out[0] = '\0';
	if (localtime_r(&then, &tm) == NULL ||
	    localtime_r(&here, &today) == NULL)
		return;
	if (tm.tm_yday == today.tm_yday && tm.tm_year == today.tm_year)
		(void)strftime(out, LOCAL_TIME_SIZE, "%H:%M", &tm);
	else
		(void)strftime(out, LOCAL_TIME_SIZE, "%Y-%m-%d %H:%M", &tm);
}

/* For CLOCK_BOOTTIME and adjtimex(). */
#define _DEFAULT_SOURCE /* NOLINT(bugprone-reserved-identifier) */
#include "base/clock.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/timex.h>
#include <time.h>
#include <unistd.h>

static int64_t shift;

static int64_t read_us(clockid_t clock)
{
	struct timespec ts = { 0 };

	(void)clock_gettime(clock, &ts);
	return (int64_t)ts.tv_sec * 1000000 + ts.tv_nsec / 1000;
}

static int64_t read_ms(clockid_t clock)
{
	return read_us(clock) / 1000;
}

int64_t clock_mono_us(void)
{
	return read_us(CLOCK_MONOTONIC);
}

int64_t clock_mono_ms(void)
{
	return read_ms(CLOCK_MONOTONIC);
}

/* One line; a sandbox may hide it. */
static void read_boot(char out[CLOCK_BOOT_SIZE])
{
	int fd = open("/proc/sys/kernel/random/boot_id", O_RDONLY | O_CLOEXEC);
	ssize_t n = 0;

	if (fd >= 0) {
		n = read(fd, out, CLOCK_BOOT_SIZE - 1);
		(void)close(fd);
	}
	out[n > 0 ? n : 0] = '\0';
	out[strcspn(out, "\n")] = '\0';
}

void clock_read(struct clock_reading *out)
{
	struct timex state = { .modes = 0 }; /* only looks */

	read_boot(out->boot);
	out->boot_ms = read_ms(CLOCK_BOOTTIME);
	out->wall_ms = read_ms(CLOCK_REALTIME);
	out->synced = adjtimex(&state) >= 0 && (state.status & STA_UNSYNC) == 0;
}

static int64_t real_now(void)
{
	struct timespec ts = { 0 };

	(void)clock_gettime(CLOCK_REALTIME, &ts);
	return (int64_t)ts.tv_sec;
}

int64_t clock_now(void)
{
	return real_now() + shift;
}

void clock_pretend(int64_t now)
{
	shift = now == 0 ? 0 : now - real_now();
}

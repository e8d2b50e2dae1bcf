#include "worker/poison.h"

#include <fcntl.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/mem.h"

enum { TRIES = 3 };

struct mark {
	volatile int64_t doing; /* 0 = nothing */
	int64_t ended_on;       /* the last process did; 0 = nothing */
	int64_t times;          /* in a row */
};

/* On a full disk the first touch of a page that was not written kills. */
static struct mark *map(int fd)
{
	struct mark now = { 0 };
	void *at;

	if (pread(fd, &now, sizeof(now), 0) < 0 ||
	    pwrite(fd, &now, sizeof(now), 0) != (ssize_t)sizeof(now))
		return NULL;
	at = mmap(NULL, sizeof(now), PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	return at == MAP_FAILED ? NULL : at;
}

static void count_crash(struct mark *mark)
{
	int64_t on = mark->doing;

	mark->doing = 0;
	if (on == 0)
		return;
	mark->times = on == mark->ended_on ? mark->times + 1 : 1;
	mark->ended_on = on;
}

void poison_open(
    struct poison *poison, const char *state, const char *name, bool alone)
{
	char *path;
	int fd;

	if (poison->mark != NULL)
		return;
	path = mem_printf("%s/%s.mark", state, name);
	fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
	free(path);
	poison->mark = fd < 0 ? NULL : map(fd);
	if (fd >= 0)
		(void)close(fd);
	if (poison->mark != NULL && alone)
		count_crash(poison->mark);
}

bool poison_enter(struct poison *poison, int64_t what)
{
	struct mark *mark = poison->mark;

	if (mark == NULL)
		return true;
	if (mark->ended_on == what && mark->times >= TRIES) {
		mark->ended_on = 0; /* who tries again means it */
		return false;
	}
	mark->doing = what;
	return true;
}

void poison_leave(struct poison *poison)
{
	struct mark *mark = poison->mark;

	if (mark == NULL)
		return;
	if (mark->doing == mark->ended_on)
		mark->ended_on = 0;
	mark->doing = 0;
}

bool poison_crashed(const struct poison *poison)
{
	return poison->mark != NULL && poison->mark->ended_on != 0;
}

void poison_forget(struct poison *poison)
{
	if (poison->mark != NULL)
		poison->mark->ended_on = 0;
}

void poison_close(struct poison *poison)
{
	if (poison->mark != NULL)
		(void)munmap(poison->mark, sizeof(*poison->mark));
	poison->mark = NULL;
}

#include "worker/events.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/inotify.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include "base/file.h"
#include "base/mem.h"

static enum err_code fail(struct err *err, const char *what)
{
	return err_set(err, ERR_IO, "%s: %s", what, strerror(errno));
}

static enum err_code watch_signals(struct events *events, struct err *err)
{
	sigset_t set;

	(void)sigemptyset(&set);
	(void)sigaddset(&set, SIGTERM);
	(void)sigaddset(&set, SIGINT);
	if (sigprocmask(SIG_BLOCK, &set, NULL) != 0)
		return fail(err, "sigprocmask");
	events->signals = signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
	return events->signals < 0 ? fail(err, "signalfd") : ERR_OK;
}

static enum err_code watch_file(struct events *events, const char *state,
    const char *worker, struct err *err)
{
	char *folder = mem_printf("%s/wake", state);
	char *path = mem_printf("%s/%s", folder, worker);
	enum err_code rc = file_mkdir(folder, 0700, err);
	int fd = -1;

	if (rc == ERR_OK) {
		fd = open(
		    path, O_WRONLY | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
		if (fd < 0)
			rc = fail(err, path);
		else
			(void)close(fd);
	}
	if (rc == ERR_OK) {
		events->inotify = inotify_init1(IN_CLOEXEC | IN_NONBLOCK);
		if (events->inotify < 0 ||
		    inotify_add_watch(events->inotify, path,
			IN_ATTRIB | IN_MODIFY | IN_CLOSE_WRITE) < 0)
			rc = fail(err, "inotify");
	}
	free(path);
	free(folder);
	return rc;
}

static enum err_code join(struct events *events, struct err *err)
{
	int fds[] = { events->signals, events->inotify };

	events->fd = epoll_create1(EPOLL_CLOEXEC);
	if (events->fd < 0)
		return fail(err, "epoll");
	for (int i = 0; i < 2; i++) {
		struct epoll_event event = { .events = EPOLLIN };
		if (epoll_ctl(events->fd, EPOLL_CTL_ADD, fds[i], &event) != 0)
			return fail(err, "epoll");
	}
	return ERR_OK;
}

enum err_code events_open(
    const char *state, const char *worker, struct events *out, struct err *err)
{
	enum err_code rc;

	*out = (struct events){ .fd = -1, .signals = -1, .inotify = -1 };
	rc = watch_signals(out, err);
	if (rc == ERR_OK)
		rc = watch_file(out, state, worker, err);
	if (rc == ERR_OK)
		rc = join(out, err);
	if (rc != ERR_OK)
		events_close(out);
	return rc;
}

void events_close(struct events *events)
{
	int fds[] = { events->fd, events->signals, events->inotify };

	for (int i = 0; i < 3; i++)
		if (fds[i] >= 0)
			(void)close(fds[i]);
	events->fd = events->signals = events->inotify = -1;
}

void events_read(struct events *events)
{
	struct signalfd_siginfo info;
	char room[4096];

	while (read(events->signals, &info, sizeof(info)) == sizeof(info))
		events->stop = true;
	while (read(events->inotify, room, sizeof(room)) > 0)
		continue;
}

void events_wait(struct events *events, int milliseconds)
{
	struct pollfd fd = { .fd = events->fd, .events = POLLIN };

	(void)poll(&fd, 1, milliseconds);
	events_read(events);
}

#include "worker/lock.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#include "base/mem.h"

static enum err_code open_lock(
    const char *state, const char *name, int *fd, struct err *err)
{
	char *path = mem_printf("%s/%s.lock", state, name);
	enum err_code rc = ERR_OK;

	*fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
	if (*fd < 0)
		rc = err_set(err,
		    errno == EACCES || errno == EPERM ? ERR_PERM : ERR_IO,
		    "%s: %s", path, strerror(errno));
	free(path);
	return rc;
}

static enum err_code take(int fd, int how, struct err *err)
{
	int r;

	do
		r = flock(fd, how);
	while (r != 0 && errno == EINTR);
	if (r == 0)
		return ERR_OK;
	return err_set(err, errno == EWOULDBLOCK ? ERR_BUSY : ERR_IO,
	    "flock: %s", strerror(errno));
}

static enum err_code or_close(enum err_code rc, int *fd)
{
	if (rc != ERR_OK) {
		lock_release(*fd);
		*fd = -1;
	}
	return rc;
}

enum err_code lock_try(
    const char *state, const char *name, int *fd, struct err *err)
{
	enum err_code rc = open_lock(state, name, fd, err);

	if (rc == ERR_OK)
		rc = take(*fd, LOCK_EX | LOCK_NB, err);
	return or_close(rc, fd);
}

enum err_code lock_join(
    const char *state, const char *name, int *fd, bool *alone, struct err *err)
{
	enum err_code rc = open_lock(state, name, fd, err);

	*alone = false;
	if (rc != ERR_OK)
		return rc;
	rc = take(*fd, LOCK_EX | LOCK_NB, err);
	*alone = rc == ERR_OK;
	if (rc == ERR_BUSY)
		rc = lock_share(*fd, err);
	return or_close(rc, fd);
}

enum err_code lock_share(int fd, struct err *err)
{
	return take(fd, LOCK_SH, err);
}

void lock_release(int fd)
{
	if (fd >= 0)
		(void)close(fd);
}

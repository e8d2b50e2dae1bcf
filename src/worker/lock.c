#include "worker/lock.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#include "base/mem.h"

enum err_code lock_try(
    const char *state, const char *name, int *fd, struct err *err)
{
	char *path = mem_printf("%s/%s.lock", state, name);
	enum err_code rc = ERR_OK;

	*fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
	if (*fd < 0) {
		rc = err_set(err,
		    errno == EACCES || errno == EPERM ? ERR_PERM : ERR_IO,
		    "%s: %s", path, strerror(errno));
	} else if (flock(*fd, LOCK_EX | LOCK_NB) != 0) {
		rc = err_set(err, errno == EWOULDBLOCK ? ERR_BUSY : ERR_IO,
		    "%s: %s", path, strerror(errno));
		(void)close(*fd);
		*fd = -1;
	}
	free(path);
	return rc;
}

void lock_release(int fd)
{
	if (fd >= 0)
		(void)close(fd);
}

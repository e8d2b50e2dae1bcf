#include "news/disk.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "news/reading.h"

static enum err_code fail(
    const struct news_disk *disk, const char *name, struct err *err)
{
	enum err_code code = ERR_IO;

	if (errno == ELOOP)
		return err_set(err, ERR_PERM,
		    "%s%s: a symbolic link; put the file itself there",
		    disk->shown, name);
	if (errno == ENOENT || errno == ENOTDIR)
		code = ERR_NOT_FOUND;
	else if (errno == EACCES || errno == EPERM)
		code = ERR_PERM;
	return err_set(
	    err, code, "%s%s: %s", disk->shown, name, strerror(errno));
}

void news_disk_source(struct arena *arena, const char *path,
    struct news_disk *disk, struct news_source *out)
{
	const char *slash = strrchr(path, '/');
	struct str folder =
	    slash == NULL ? str_c(".") : str_n(path, (size_t)(slash - path));

	if (folder.n == 0)
		folder = str_c("/");
	disk->folder = arena_dup(arena, folder);
	disk->shown =
	    slash == NULL
		? ""
		: arena_dup(arena, str_n(path, (size_t)(slash + 1 - path)));
	*out = (struct news_source){
		.name = arena_strdup(arena, slash == NULL ? path : slash + 1),
		.folder = disk->shown,
		.file = news_disk_file,
		.ctx = disk,
	};
}

/* Opens the file component by component; -1 with errno. */
static int open_below(const char *folder, struct arena *arena, const char *name)
{
	int at = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	struct str rest = str_c(name);
	struct str part;

	while (at >= 0 && str_split(&rest, '/', &part)) {
		int flags = O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK;
		int next = openat(at, arena_dup(arena, part),
		    rest.p != NULL ? flags | O_DIRECTORY : flags);
		int why = errno;
		(void)close(at);
		errno = why;
		at = next;
	}
	return at;
}

static enum err_code read_open(int fd, const struct news_disk *disk,
    struct arena *arena, const char *name, struct str *out, struct err *err)
{
	struct stat st;
	char *bytes;
	size_t n = 0;

	if (fstat(fd, &st) != 0)
		return fail(disk, name, err);
	if (!S_ISREG(st.st_mode))
		return err_set(err, ERR_INPUT, "%s%s: not a regular file",
		    disk->shown, name);
	if (st.st_size > NEWS_FILES_MAX)
		return err_set(err, ERR_LIMIT, "%s%s: the file is over %d MB",
		    disk->shown, name, NEWS_FILES_MAX / 1024 / 1024);
	bytes = arena_alloc(arena, (size_t)st.st_size + 1);
	while (n < (size_t)st.st_size) {
		ssize_t got = read(fd, bytes + n, (size_t)st.st_size - n);
		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return fail(disk, name, err);
		if (got == 0)
			break;
		n += (size_t)got;
	}
	*out = str_n(bytes, n);
	return ERR_OK;
}

enum err_code news_disk_file(void *ctx, struct arena *arena, const char *name,
    struct str *out, struct err *err)
{
	const struct news_disk *disk = ctx;
	enum err_code code;
	int fd;

	if (str_findc(str_c(name), '/') != SIZE_MAX &&
	    !news_name_ok(str_c(name)))
		return err_set(err, ERR_INPUT,
		    "\"%s\" is no name of a file beside the newsletter", name);
	fd = open_below(disk->folder, arena, name);
	if (fd < 0)
		return fail(disk, name, err);
	code = read_open(fd, disk, arena, name, out, err);
	(void)close(fd);
	return code;
}

#include "base/file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/mem.h"

static enum err_code fail(const char *path, struct err *err)
{
	enum err_code code = ERR_IO;

	if (errno == ENOENT || errno == ENOTDIR)
		code = ERR_NOT_FOUND;
	else if (errno == EACCES || errno == EPERM || errno == EROFS)
		code = ERR_PERM;
	else if (errno == EEXIST)
		code = ERR_EXISTS;
	return err_set(err, code, "%s: %s", path, strerror(errno));
}

static enum err_code read_all(
    int fd, const char *path, struct buf *out, struct err *err)
{
	char piece[16384];

	for (;;) {
		ssize_t n = read(fd, piece, sizeof(piece));
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return fail(path, err);
		if (n == 0)
			return ERR_OK;
		if (!buf_add(out, piece, (size_t)n))
			return buf_ok(out, path, err);
	}
}

static bool too_open(const struct stat *st)
{
	return (st->st_mode & 077) != 0 ||
	       (st->st_uid != 0 && st->st_uid != geteuid());
}

static enum err_code read_path(
    const char *path, bool secret, struct buf *out, struct err *err)
{
	enum err_code rc = ERR_OK;
	struct stat st;
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);

	if (fd < 0)
		return fail(path, err);
	if (fstat(fd, &st) != 0)
		rc = fail(path, err);
	else if (!S_ISREG(st.st_mode))
		rc = err_set(err, ERR_INPUT, "%s: not a regular file", path);
	else if (secret && too_open(&st))
		rc = err_set(err, ERR_PERM,
		    "%s: a secret that others can read; run: chmod 600 %s",
		    path, path);
	if (rc == ERR_OK) {
		/* Once, so that a large file is not copied while it grows. */
		if (st.st_size > 0)
			(void)buf_room(out, (size_t)st.st_size);
		rc = read_all(fd, path, out, err);
	}
	(void)close(fd);
	return rc;
}

enum err_code file_read(const char *path, struct buf *out, struct err *err)
{
	return read_path(path, false, out, err);
}

enum err_code file_read_secret(
    const char *path, struct buf *out, struct err *err)
{
	return read_path(path, true, out, err);
}

enum err_code file_read_stdin(struct buf *out, struct err *err)
{
	return read_all(STDIN_FILENO, "standard input", out, err);
}

static enum err_code write_all(
    int fd, const char *path, struct str content, struct err *err)
{
	while (content.n > 0) {
		ssize_t n = write(fd, content.p, content.n);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return fail(path, err);
		content = str_from(content, (size_t)n);
	}
	return fsync(fd) == 0 ? ERR_OK : fail(path, err);
}

/* Writes a new file beside `path`: its name, to be freed, or NULL. */
static char *write_beside(
    const char *path, struct str content, unsigned mode, struct err *err)
{
	enum err_code rc;
	char *name = mem_printf("%s.XXXXXX", path);
	int fd = mkstemp(name);

	if (fd < 0) {
		(void)fail(path, err);
		free(name);
		return NULL;
	}
	rc = fchmod(fd, (mode_t)mode) == 0 ? write_all(fd, path, content, err)
					   : fail(path, err);
	if (close(fd) != 0 && rc == ERR_OK)
		rc = fail(path, err);
	if (rc == ERR_OK)
		return name;
	(void)unlink(name);
	free(name);
	return NULL;
}

enum err_code file_write(
    const char *path, struct str content, unsigned mode, struct err *err)
{
	char *beside = write_beside(path, content, mode, err);
	enum err_code rc = ERR_OK;

	if (beside == NULL)
		return err->code;
	if (rename(beside, path) != 0) {
		rc = fail(path, err);
		(void)unlink(beside);
	}
	free(beside);
	return rc;
}

enum err_code file_create(
    const char *path, struct str content, unsigned mode, struct err *err)
{
	char *beside = write_beside(path, content, mode, err);
	enum err_code rc = ERR_OK;

	if (beside == NULL)
		return err->code;
	if (link(beside, path) != 0)
		rc = fail(path, err);
	(void)unlink(beside);
	free(beside);
	return rc;
}

enum err_code file_mkdir(const char *path, unsigned mode, struct err *err)
{
	enum err_code rc = ERR_OK;
	char *copy = mem_strdup(path);
	struct stat st;

	for (char *p = copy; rc == ERR_OK; p++) {
		bool last = *p == '\0';
		if ((*p != '/' || p == copy) && !last)
			continue;
		*p = '\0';
		if (mkdir(copy, (mode_t)mode) != 0 && errno != EEXIST)
			rc = fail(copy, err);
		if (last)
			break;
		*p = '/';
	}
	free(copy);
	if (rc == ERR_OK && stat(path, &st) == 0 && !S_ISDIR(st.st_mode))
		rc = err_set(err, ERR_EXISTS, "%s: not a folder", path);
	return rc;
}

/* Files: bounded reading, private writing, secrets. */
#ifndef BASE_FILE_H
#define BASE_FILE_H

#include <stddef.h>

#include "base/buf.h"
#include "base/err.h"

/*
 * Reads a regular file into `out` (its ceiling bounds the size).
 * ERR_NOT_FOUND, ERR_PERM, ERR_LIMIT, ERR_IO.
 */
enum err_code file_read(const char *path, struct buf *out, struct err *err);

/* Reads standard input to its end, bounded as file_read(). */
enum err_code file_read_stdin(struct buf *out, struct err *err);

/*
 * As file_read(), but refuses (ERR_PERM) a file that its group or others may
 * read or write, or that another user owns (root may own it).
 */
enum err_code file_read_secret(
    const char *path, struct buf *out, struct err *err);

/*
 * Writes beside the path, fsyncs, renames over it: whole or not at all.
 * `mode` such as 0600.
 */
enum err_code file_write(
    const char *path, struct str content, unsigned mode, struct err *err);

/* As file_write(), but ERR_EXISTS when the path is there already. */
enum err_code file_create(
    const char *path, struct str content, unsigned mode, struct err *err);

/* Makes a folder and its parents (mode such as 0700); fine if it is there. */
enum err_code file_mkdir(const char *path, unsigned mode, struct err *err);

#endif
